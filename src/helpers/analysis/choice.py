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


def choice_tables(inputs: Inputs, runs: Mapping[str, Results], own: str) -> dict[str, pd.DataFrame]:
    """Return what the draws say of the choice among scenarios, and of one of them.

    All scenarios have the same draws, so that they are compared draw by draw.

    Parameters
    ----------
    runs : results of every scenario with the table ``draws``; own : the scenario whose failures are told.

    Returns
    -------
    ``option_regret, option_robustness, dominance, information`` (in VND), ``information_score`` (in points of the
    score, of which a scenario that fails a gate has none), and ``failure_limits, failure_boxes`` of the scenario:
    each gate that it fails in some draws, and the draws in which it is not the one recommended.
    """
    criteria, outcomes = inputs["criteria"], {name: run["draws"] for name, run in runs.items()}
    values = _values(inputs, runs[own])
    passes, score = judge_draws(outcomes, criteria)
    limits, boxes = box_tables(_boxes(values, criteria, runs[own]["draws"], winners(passes, score) != own))
    level = inputs.register["interval_share"].quantity.value
    return {"option_regret": option_regret(outcomes, criteria),
            "option_robustness": option_robustness(outcomes, criteria),
            "dominance": dominance(headline_table(runs), outcomes, criteria, level),
            "information": _worth_of_facts(by_metric(outcomes, WORTH), values),
            "information_score": _worth_of_facts(score.where(passes, 0.0), values),
            "failure_limits": limits, "failure_boxes": boxes}


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
