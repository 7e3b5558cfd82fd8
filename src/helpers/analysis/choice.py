"""The choice among scenarios over common draws: regret, robustness, dominance, failure, turning, worth of facts.

``criteria`` are those of :func:`helpers.analysis.comparison.weighted_criteria` everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.analysis.comparison import headline_table
from helpers.analysis.decision import (
    by_metric,
    judge_draws,
    judged_range,
    option_regret,
    option_robustness,
    winners,
)
from helpers.analysis.dominance import dominance
from helpers.analysis.prim import Box, box_tables, prim
from helpers.analysis.sampling import draw_values, ranges
from helpers.analysis.switching import on_grid
from helpers.analysis.uncertainty import tails
from helpers.analysis.voi import information
from helpers.inputs import Inputs
from helpers.model import Results

#: Net benefit in which the worth of a fact is measured; it is measured in the score of the criteria too.
WORTH = "society_npv_vnd"
#: Box of the draws in which another scenario has the best score.
LOSES = "loses"


def options(inputs: Inputs, criteria: pd.DataFrame, runs: Mapping[str, Results]) -> dict[str, pd.DataFrame]:
    """Return every scenario against the others, draw by draw.

    Parameters
    ----------
    runs : results of every scenario with the table ``draws``, the same draws in all.

    Returns
    -------
    ``option_regret, option_robustness, dominance`` and ``judged_range`` (the criteria with their intervals).
    """
    outcomes, levels = _outcomes(runs), tails(inputs)
    return {"option_regret": option_regret(outcomes, criteria),
            "option_robustness": option_robustness(outcomes, criteria),
            "dominance": dominance(headline_table(runs), outcomes, criteria, levels[1] - levels[0]),
            "judged_range": judged_range(outcomes, criteria, levels)}


def turns(inputs: Inputs, criteria: pd.DataFrame, runs: Mapping[str, Results]) -> pd.DataFrame:
    """Return the values at which another scenario is recommended, each parameter moved alone.

    See :func:`helpers.analysis.switching.on_grid`. ``runs`` : results of every scenario with the table
    ``moved_alone``.
    """
    grids = {name: run["moved_alone"] for name, run in runs.items()}
    first = winners(*judge_draws(grids, criteria))
    known = pd.concat([grid[list(criteria["metric_id"])].notna().all(axis=1) for grid in grids.values()],
                      axis=1).all(axis=1)
    grid = next(iter(grids.values()))[["parameter_id", "side", "value"]].assign(decision=first.where(known))
    return on_grid(grid, ranges(inputs), "recommended")


def failures(inputs: Inputs, criteria: pd.DataFrame, runs: Mapping[str, Results],
             own: str) -> dict[str, pd.DataFrame]:
    """Return ``failure_limits, failure_boxes`` of a scenario: where it fails a gate, and where it loses.

    A box for each gate that it fails in some draws, and for the draws in which it is not the one recommended.
    """
    loses = winners(*judge_draws(_outcomes(runs), criteria)) != own
    limits, boxes = box_tables(_boxes(_values(inputs, runs[own]), criteria, runs[own]["draws"], loses))
    return {"failure_limits": limits, "failure_boxes": boxes}


def facts(inputs: Inputs, criteria: pd.DataFrame, runs: Mapping[str, Results], own: str) -> dict[str, pd.DataFrame]:
    """Return what it is worth to know a number before the choice, by two measures.

    ``information`` in VND of society, ``information_score`` in points of the criteria, of which a scenario that fails
    a gate has none. Parameters that the scenario ``own`` sets are no facts to be found.
    """
    passes, score = judge_draws(_outcomes(runs), criteria)
    values = _values(inputs, runs[own])
    return {"information": _worth_of_facts(by_metric(_outcomes(runs), WORTH), values),
            "information_score": _worth_of_facts(score.where(passes, 0.0), values)}


def _outcomes(runs: Mapping[str, Results]) -> dict[str, pd.DataFrame]:
    return {name: run["draws"] for name, run in runs.items()}


def _values(inputs: Inputs, run: Results) -> pd.DataFrame:
    """Return the drawn parameters of a run, those that its scenario sets left out."""
    drawn = draw_values(inputs, len(run["draws"]), run.scenario.levers.seed)
    return drawn.drop(columns=[key for key in drawn if key in run.scenario.values])


def _boxes(values: pd.DataFrame, criteria: pd.DataFrame, drawn: pd.DataFrame, loses: pd.Series) -> dict[str, Box]:
    """Return the box of each thing that happens in some draws and not in others, by name."""
    happens = {LOSES: loses.to_numpy()}
    for row in criteria[criteria["kind"] == "gate"].itertuples():
        found = drawn[row.metric_id]
        happens[row.criterion_id] = (found > row.threshold if row.direction == "max" else found < row.threshold
                                     ).to_numpy()
    return {name: prim(values, hit)[0] for name, hit in happens.items() if 0 < hit.sum() < len(hit)}


def _worth_of_facts(benefits: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return `information`; no row where the draws are too few for its regression."""
    try:
        return information(benefits, values, np.random.default_rng(0))
    except ValueError:
        return pd.DataFrame(columns=["input_id", "kind", "value", "error", "bias", "least"])
