"""Which number moves a headline most: one parameter at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.analysis.sampling import uncertain_parameters
from helpers.inputs import Inputs, Parameter, Scenario
from helpers.model import build_world, run_draws


def one_at_a_time(
    scenario: Scenario, inputs: Inputs, metrics: Sequence[str], reference: Scenario | None = None
) -> pd.DataFrame:
    """Return the headlines with one parameter at its low or high value and all others at base.

    With a reference scenario the headlines are differences from it, the parameter changed in both.

    Returns
    -------
    columns ``metric_id, parameter_id, label_vi, low, base, high, swing``; swing = abs(high - low), the largest
    first within each metric. A parameter that the scenario itself sets is left out.
    """
    varied = [row for row in uncertain_parameters(inputs) if row.quantity.id not in scenario.values]
    found = _outcomes(scenario, inputs, varied)[list(metrics)]
    if reference:
        found = found - _outcomes(reference, inputs, varied)[list(metrics)]
    rows = [{"metric_id": metric, "parameter_id": row.quantity.id, "label_vi": row.quantity.label_vi,
             "low": values[1 + 2 * k], "base": values[0], "high": values[2 + 2 * k],
             "swing": abs(values[2 + 2 * k] - values[1 + 2 * k])}
            for metric in metrics for values in [found[metric].tolist()] for k, row in enumerate(varied)]
    table = pd.DataFrame(rows)
    return table.sort_values(["metric_id", "swing"], ascending=[True, False]).reset_index(drop=True)


def _outcomes(scenario: Scenario, inputs: Inputs, varied: Sequence[Parameter]) -> pd.DataFrame:
    """Return the headlines at base values, then with each parameter in turn at its low and at its high value."""
    world = build_world(scenario, inputs)
    keys = [row.quantity.id for row in varied]
    table = np.tile([world.p[key] for key in keys], (1 + 2 * len(keys), 1))
    for k, row in enumerate(varied):
        table[1 + 2 * k, k], table[2 + 2 * k, k] = row.level("low"), row.level("high")
    return run_draws(scenario, inputs, pd.DataFrame(table, columns=keys)).headlines
