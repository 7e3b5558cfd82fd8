"""Scenarios side by side, the criteria set before them, and the choice that follows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.inputs import Inputs, Scenario
from helpers.model import Results

REFERENCE = "bau"


def headline_table(runs: Mapping[str, Results]) -> pd.DataFrame:
    """Return the headlines: one row per metric, one column per scenario."""
    return pd.DataFrame({name: pd.Series(run.headlines) for name, run in runs.items()})


def against_reference(headlines: pd.DataFrame, reference: str = REFERENCE) -> pd.DataFrame:
    """Return the headlines less those of the reference scenario."""
    return headlines.sub(headlines[reference], axis=0)


def weighted_criteria(inputs: Inputs, scenario: Scenario) -> pd.DataFrame:
    """Return the criteria with the weight of each score, which the scenario may set as any other lever.

    The table ``criteria`` of the inputs with a further column ``weight`` [1], missing for a gate.

    Raises
    ------
    InputError : a weight of the table is not in the register.
    """
    criteria = inputs["criteria"]
    named = criteria["weight_id"].where(criteria["kind"] == "score")
    weights = [None if pd.isna(key) else scenario.values.get(key, inputs.register[key].quantity.value)
               for key in named]
    return criteria.assign(weight=pd.array(weights, dtype="Float64").to_numpy(dtype=float, na_value=float("nan")))


def judge(headlines: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Judge scenarios by the criteria: gates first, then a weighted score [0-1].

    A gate is passed when the value keeps to its threshold (``<=`` or ``>=``). Each scored criterion is scaled
    from 0 (worst among the scenarios) to 1 (best); where all are equal every scenario gets 1. The score is
    the mean of the scales by weight; it is given to every scenario, but only those that pass all gates rank.
    The ends of a scale are the worst and best of all scenarios given, failing ones too: adding or leaving out a
    scenario moves every score, so a score means nothing outside its table.

    Parameters
    ----------
    headlines : metrics by row, scenarios by column.
    criteria : columns ``criterion_id, metric_id, kind, direction, threshold, weight``.

    Returns
    -------
    one row per scenario: a column for each criterion (passed or scale), ``passes``, ``score``, ``rank``
    (1 is best, equal scores share a rank, missing for a scenario that fails a gate), in the order of rank.
    """
    out = pd.DataFrame(index=headlines.columns)
    for row in criteria.itertuples():
        values = headlines.loc[row.metric_id]
        if row.kind == "gate":
            out[row.criterion_id] = values <= row.threshold if row.direction == "max" else values >= row.threshold
        else:
            out[row.criterion_id] = _scale(values if row.direction == "max" else -values)
    gates = criteria.loc[criteria["kind"] == "gate", "criterion_id"]
    scored = criteria[criteria["kind"] == "score"].set_index("criterion_id")["weight"]
    out["passes"] = out[list(gates)].all(axis=1)
    out["score"] = (out[list(scored.index)] * scored).sum(axis=1) / scored.sum()
    out["rank"] = out["score"].where(out["passes"]).rank(ascending=False, method="min")
    return out.sort_values(["rank", "score"], ascending=[True, False], kind="stable")


def _scale(values: pd.Series) -> pd.Series:
    spread = values.max() - values.min()
    return (values - values.min()) / spread if spread else values * 0 + 1.0


def recommended(judged: pd.DataFrame) -> str:
    """Return the scenario of rank 1; of several, the first in the order of the headlines.

    Raises
    ------
    ValueError : no scenario passes every gate.
    """
    if not judged["passes"].any():
        raise ValueError("no scenario passes every gate of data/tables/criteria.csv")
    return str(judged.index[0])


def weight_swings(headlines: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Return who would be recommended if each weight alone were set to nought or doubled.

    ``criteria`` : with weights, see :func:`judge`.

    Columns ``criterion_id, weight_factor, recommended``: a choice that changes here rests on that weight.
    """
    rows = []
    for criterion in criteria.loc[criteria["kind"] == "score", "criterion_id"]:
        for factor in (0.0, 2.0):
            weights = criteria["weight"].where(criteria["criterion_id"] != criterion, criteria["weight"] * factor)
            choice = recommended(judge(headlines, criteria.assign(weight=weights)))
            rows.append({"criterion_id": criterion, "weight_factor": factor, "recommended": choice})
    return pd.DataFrame(rows)
