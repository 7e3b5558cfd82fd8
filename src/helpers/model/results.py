"""What one run of the chain gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from helpers.inputs import Scenario


@dataclass(frozen=True)
class Results:
    """Headlines by identifier and tables by name, for one scenario.

    ``intervals`` is empty or has the columns ``metric_id, low, high`` of an interval.
    """

    scenario: Scenario
    headlines: Mapping[str, float]
    tables: Mapping[str, pd.DataFrame]
    siting: Mapping[str, object]
    intervals: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["metric_id", "low", "high"]))

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

