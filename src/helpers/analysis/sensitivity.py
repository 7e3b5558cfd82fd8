"""Which number moves a headline most: one parameter at a time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis.uncertainty import uncertain_parameters, with_values
from helpers.inputs import Inputs, Scenario
from helpers.model import build_world, choose_sites, run_scenario


def one_at_a_time(scenario: Scenario, inputs: Inputs, metrics: Sequence[str]) -> pd.DataFrame:
    """Return the headlines with one parameter at its low or high value and all others at base.

    Returns
    -------
    columns ``metric_id, parameter_id, label_vi, low, base, high, swing``; swing = \\|high - low\\|, the largest
    first within each metric. A parameter that the scenario itself sets is left out.
    """
    plan = choose_sites(build_world(scenario, inputs))
    base = run_scenario(scenario, inputs, plan=plan).headlines
    rows = []
    for parameter in uncertain_parameters(inputs):
        key = parameter.quantity.id
        if key in scenario.values:
            continue
        ends = [run_scenario(with_values(scenario, {key: parameter.level(end)}), inputs, plan=plan).headlines
                for end in ("low", "high")]
        rows += [{"metric_id": m, "parameter_id": key, "label_vi": parameter.quantity.label_vi, "low": ends[0][m],
                  "base": base[m], "high": ends[1][m], "swing": abs(ends[1][m] - ends[0][m])} for m in metrics]
    table = pd.DataFrame(rows)
    return table.sort_values(["metric_id", "swing"], ascending=[True, False]).reset_index(drop=True)
