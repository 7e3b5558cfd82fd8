"""Which number moves a headline most: one parameter at a time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis.sampling import uncertain_parameters
from helpers.analysis.uncertainty import with_values
from helpers.inputs import Inputs, Scenario
from helpers.model import build_world, choose_sites, run_scenario


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
    signed = [(scenario, 1.0)] + ([(reference, -1.0)] if reference else [])
    fixed = [(run, sign, choose_sites(build_world(run, inputs))) for run, sign in signed]

    def outcome(values: dict[str, float]) -> dict[str, float]:
        runs = [(run_scenario(with_values(run, values), inputs, plan=plan, headlines_only=True).headlines, sign)
                for run, sign, plan in fixed]
        return {metric: sum(sign * headlines[metric] for headlines, sign in runs) for metric in metrics}

    base, rows = outcome({}), []
    for parameter in uncertain_parameters(inputs):
        key = parameter.quantity.id
        if key in scenario.values:
            continue
        low, high = (outcome({key: parameter.level(end)}) for end in ("low", "high"))
        rows += [{"metric_id": m, "parameter_id": key, "label_vi": parameter.quantity.label_vi, "low": low[m],
                  "base": base[m], "high": high[m], "swing": abs(high[m] - low[m])} for m in metrics]
    table = pd.DataFrame(rows)
    return table.sort_values(["metric_id", "swing"], ascending=[True, False]).reset_index(drop=True)
