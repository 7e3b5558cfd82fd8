"""The choice among scenarios over common draws: regret, robustness, dominance, failure, and the worth of facts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.analysis.comparison import headline_table
from helpers.analysis.decision import by_metric, judge_draws, option_regret, option_robustness, winners
from helpers.analysis.dominance import dominance
from helpers.analysis.prim import Box, box_tables, prim
from helpers.analysis.sampling import draw_values
from helpers.analysis.voi import information
from helpers.inputs import Inputs
from helpers.model import Results

#: Net benefit in which the worth of a fact is measured; it is measured in the score of the criteria too.
WORTH = "society_npv_vnd"
#: Box of the draws in which another scenario has the best score.
LOSES = "loses"


def options(inputs: Inputs, runs: Mapping[str, Results]) -> dict[str, pd.DataFrame]:
    """Return ``option_regret, option_robustness, dominance``: every scenario against the others, draw by draw.

    Parameters
    ----------
    runs : results of every scenario with the table ``draws``, the same draws in all.
    """
    criteria, outcomes = inputs["criteria"], _outcomes(runs)
    level = inputs.register["interval_share"].quantity.value
    return {"option_regret": option_regret(outcomes, criteria),
            "option_robustness": option_robustness(outcomes, criteria),
            "dominance": dominance(headline_table(runs), outcomes, criteria, level)}


def failures(inputs: Inputs, runs: Mapping[str, Results], own: str) -> dict[str, pd.DataFrame]:
    """Return ``failure_limits, failure_boxes`` of a scenario: where it fails a gate, and where it loses.

    A box for each gate that it fails in some draws, and for the draws in which it is not the one recommended.
    """
    criteria = inputs["criteria"]
    loses = winners(*judge_draws(_outcomes(runs), criteria)) != own
    limits, boxes = box_tables(_boxes(_values(inputs, runs[own]), criteria, runs[own]["draws"], loses))
    return {"failure_limits": limits, "failure_boxes": boxes}


def facts(inputs: Inputs, runs: Mapping[str, Results], own: str) -> dict[str, pd.DataFrame]:
    """Return what it is worth to know a number before the choice, by two measures.

    ``information`` in VND of society, ``information_score`` in points of the criteria, of which a scenario that fails
    a gate has none. Parameters that the scenario ``own`` sets are no facts to be found.
    """
    passes, score = judge_draws(_outcomes(runs), inputs["criteria"])
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
