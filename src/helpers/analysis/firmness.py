"""How firm the results of one scenario are: which numbers their variance comes from, and which could flip a gate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.analysis.sampling import ranges, saltelli
from helpers.analysis.sobol import COLUMNS, sobol_indices
from helpers.analysis.switching import alone, keeping, switching_values, values_of
from helpers.inputs import Inputs, Scenario
from helpers.model import run_draws
from helpers.model.siting import SitingAnswer

#: Headlines whose variance is shared among the parameters; worth is the difference from leaving things as they are.
EXPLAINED = ("society_npv_vnd", "people_within_share", "cost_per_dossier_vnd")
WORTH = "society_npv_vnd"


def explained_variance(scenario: Scenario, inputs: Inputs, plan: SitingAnswer, base_draws: int) -> pd.DataFrame:
    """Return the Sobol' indices of :data:`EXPLAINED`, see :func:`helpers.analysis.sobol.indices`.

    Siting is held fixed. ``base_draws`` : base points of the design; with none the table is empty.
    """
    if not base_draws:
        return pd.DataFrame(columns=list(COLUMNS))
    design = saltelli(ranges(inputs, scenario.values), base_draws, np.random.default_rng(scenario.levers.seed))

    def evaluate(values: pd.DataFrame) -> pd.DataFrame:
        outcomes = run_draws(scenario, inputs, values, plan).headlines[list(EXPLAINED)]
        if unchanged(scenario) == scenario:
            return outcomes
        others = run_draws(unchanged(scenario), inputs, values).headlines
        return outcomes.assign(**{WORTH: outcomes[WORTH] - others[WORTH]})

    return sobol_indices(evaluate, design, np.random.default_rng(scenario.levers.seed))


def unchanged(scenario: Scenario) -> Scenario:
    """Return the scenario that opens nothing and sets nothing, over the same years: things as they are."""
    nothing = {"siting": "none", "new_points_per_year": (), "pinned": (), "banned": ()}
    levers = scenario.levers.model_copy(update=nothing)
    return scenario.model_copy(update={"levers": levers, "values": {}})


def gate_switches(scenario: Scenario, inputs: Inputs, plan: SitingAnswer) -> pd.DataFrame:
    """Return for every gate the values at which it is no longer passed, or passed at last, each parameter alone.

    See :func:`helpers.analysis.switching.switching_values`; ``decision_id`` is the criterion.
    """
    criteria = inputs["criteria"]

    def evaluate(values: pd.DataFrame) -> pd.DataFrame:
        return run_draws(scenario, inputs, values, plan).headlines

    wide = _where_defined(evaluate, ranges(inputs, scenario.values))
    return pd.concat([switching_values(keeping(evaluate, row.metric_id, row.direction, row.threshold), wide,
                                       row.criterion_id)
                      for row in criteria[criteria["kind"] == "gate"].itertuples()], ignore_index=True)


def moved_alone(scenario: Scenario, inputs: Inputs, plan: SitingAnswer) -> pd.DataFrame:
    """Return what the criteria ask for when each uncertain parameter moves alone, on a grid common to all scenarios.

    Returns
    -------
    the columns of :func:`helpers.analysis.switching.alone` and one for each metric of the criteria, missing where the
    chain refuses the value.
    """
    wide, metrics = ranges(inputs), list(dict.fromkeys(inputs["criteria"]["metric_id"]))
    grid = alone(wide)

    def evaluate(values: pd.DataFrame) -> pd.DataFrame:
        return run_draws(scenario, inputs, values, plan).headlines[metrics]

    values = values_of(grid, wide)
    holds = np.array(_holds(evaluate, values))
    found = evaluate(values[holds]).set_axis(values.index[holds])
    return grid.join(found)


def _where_defined(evaluate: Callable[[pd.DataFrame], pd.DataFrame], wide: pd.DataFrame) -> pd.DataFrame:
    """Return the ranges with an end that is allowed but refused by the chain drawn in to the likely range.

    Such as a market smaller than the dossiers of today, or more customers than the most counters can serve.
    """
    base, ends = wide["base"].to_dict(), {"allowed_min": "low", "allowed_max": "high"}
    asked = [(key, end) for key in wide.index for end in ends if np.isfinite(wide.loc[key, end])]
    runs = pd.DataFrame([base | {key: wide.loc[key, end]} for key, end in asked], columns=list(base))
    found = wide.copy()
    for (key, end), holds in zip(asked, _holds(evaluate, runs), strict=True):
        if not holds:
            found.loc[key, end] = wide.loc[key, ends[end]]
    return found


def _holds(evaluate: Callable[[pd.DataFrame], pd.DataFrame], runs: pd.DataFrame) -> list[bool]:
    """Return which runs the chain does not refuse; one bad run refuses all that are made with it."""
    try:
        evaluate(runs)
    except ValueError:
        half = len(runs) // 2
        return [*_holds(evaluate, runs[:half]), *_holds(evaluate, runs[half:])] if half else [False]
    return [True] * len(runs)
