"""Scenarios in every draw: which is recommended, what is missed, and how often all conditions hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

#: Headlines of each scenario by its name: rows are draws, the same for all scenarios; columns are metrics.
Outcomes = Mapping[str, pd.DataFrame]
#: Name of the weighted score among the criteria.
SCORE = "score"


def by_metric(outcomes: Outcomes, metric_id: str) -> pd.DataFrame:
    """Return one headline of every scenario: draws by row, scenarios by column.

    Raises
    ------
    ValueError : the scenarios do not have the same draws.
    """
    frames = list(outcomes.values())
    if any(not frame.index.equals(frames[0].index) for frame in frames):
        raise ValueError("the scenarios do not have the same draws; only then can they be compared draw by draw")
    return pd.DataFrame({name: frame[metric_id] for name, frame in outcomes.items()})


def oriented(outcomes: Outcomes, criteria: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return each criterion so that more is better: draws by row, scenarios by column.

    A gate is 1 where it is passed (``<=`` its threshold for ``max``, ``>=`` for ``min``) and 0 where not; a scored
    criterion is its metric, with the sign turned where less is better.
    """
    found = {}
    for row in criteria.itertuples():
        values = by_metric(outcomes, row.metric_id)
        if row.kind == "gate":
            found[row.criterion_id] = (values <= row.threshold if row.direction == "max"
                                       else values >= row.threshold).astype(float)
        else:
            found[row.criterion_id] = values if row.direction == "max" else -values
    return found


def judge_draws(outcomes: Outcomes, criteria: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge the scenarios in every draw as :func:`helpers.analysis.comparison.judge` judges them at base.

    Returns
    -------
    whether a scenario passes every gate, and its weighted score [0-1], each draws by row, scenarios by column.
    """
    values = oriented(outcomes, criteria)
    like = by_metric(outcomes, criteria["metric_id"].iloc[0])
    passes, score = like * 0 == 0, like * 0.0
    passes[:] = True
    scored = criteria[criteria["kind"] == "score"]
    for row in criteria.itertuples():
        if row.kind == "gate":
            passes &= values[row.criterion_id] == 1
        else:
            score = score + row.weight * _scaled(values[row.criterion_id])
    return passes, score / scored["weight"].sum()


def _scaled(values: pd.DataFrame) -> pd.DataFrame:
    """Return values of a draw scaled from 0 (worst scenario) to 1 (best); 1 where all are equal."""
    low, high = values.min(axis=1), values.max(axis=1)
    wide = (high - low).where(high > low)
    return values.sub(low, axis=0).div(wide, axis=0).fillna(1.0)


def winners(passes: pd.DataFrame, score: pd.DataFrame) -> pd.Series:
    """Return the recommended scenario of every draw: the best score among those that pass, the first of equals.

    ``""`` where none passes.

    >>> score = pd.DataFrame({"a": [0.2, 0.2], "b": [0.9, 0.9]})
    >>> winners(pd.DataFrame({"a": [True, False], "b": [False, False]}), score).to_list()
    ['a', '']
    """
    best = score.where(passes, -np.inf).to_numpy().argmax(axis=1)
    names = score.columns.to_numpy()[best]
    return pd.Series(np.where(passes.any(axis=1), names, ""), index=score.index)


def regrets(values: pd.DataFrame, allowed: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what each scenario misses in every draw: max over the allowed scenarios of the value, less its own.

    r_ds = max(0, max_{s' allowed in d} v_ds' - v_ds) (Savage, 1951). Missing in a draw in
    which nothing is allowed.

    Parameters
    ----------
    values : more is better; draws by row, scenarios by column.
    allowed : which scenarios may be the best of a draw; all where it is left out.

    >>> regrets(pd.DataFrame({"a": [3.0, 1.0], "b": [2.0, 5.0]})).to_dict("list")
    {'a': [0.0, 4.0], 'b': [1.0, 0.0]}
    """
    best = (values if allowed is None else values.where(allowed)).max(axis=1)
    # Adding nought turns -0.0 into 0.0.
    return (-values.sub(best, axis=0)).clip(lower=0) + 0.0


def option_regret(outcomes: Outcomes, criteria: pd.DataFrame) -> pd.DataFrame:
    """Return the regret of every scenario by criterion and by the weighted score, over all draws.

    The best of a draw is taken among the scenarios that pass every gate in it; draws in which none passes are left
    out.

    Returns
    -------
    columns ``scenario, criterion_id`` (scored criteria, then ``score``), ``worst, mean`` (largest and mean regret
    over the draws, in the unit of the metric, of the score [0-1]), ``none_share`` (draws without regret) and
    ``minimax``: whether its largest regret is the least of the scenarios that pass every gate in some draw.
    """
    passes, score = judge_draws(outcomes, criteria)
    scored = criteria.loc[criteria["kind"] == "score", "criterion_id"]
    values = oriented(outcomes, criteria)
    able, rows = passes.any(axis=0), []
    for name in [*scored, SCORE]:
        missed = regrets(score if name == SCORE else values[name], passes)
        least = missed.max().where(able).min()
        rows += [{"scenario": scenario, "criterion_id": name, "worst": missed[scenario].max(),
                  "mean": missed[scenario].mean(), "none_share": (missed[scenario].dropna() <= 0).mean(),
                  "minimax": bool(able[scenario] and missed[scenario].max() <= least)} for scenario in missed]
    return pd.DataFrame(rows)


def judged_range(outcomes: Outcomes, criteria: pd.DataFrame, levels: tuple[float, float]) -> pd.DataFrame:
    """Return the interval of every scale and of the weighted score of each scenario, over all draws.

    Returns
    -------
    columns ``scenario, criterion_id`` (scored criteria, then ``score``), ``low, high``: the quantiles at ``levels``
    of the scale [0-1] that :func:`judge_draws` weighs, so that what moves all scenarios alike does not show.
    """
    _, score = judge_draws(outcomes, criteria)
    scored, values = criteria[criteria["kind"] == "score"], oriented(outcomes, criteria)
    scales = {**{name: _scaled(values[name]) for name in scored["criterion_id"]}, SCORE: score}
    return pd.DataFrame([(scenario, name, *scale[scenario].quantile(list(levels))) for name, scale in scales.items()
                         for scenario in scale], columns=["scenario", "criterion_id", "low", "high"])


def satisficing(outcomes: Outcomes, conditions: pd.DataFrame) -> pd.DataFrame:
    """Return the share of draws in which each scenario meets each condition, and all of them together.

    The domain criterion of Starr (1963): the part of the space of the uncertain in which an option does well enough.

    Parameters
    ----------
    conditions : columns ``criterion_id, metric_id, kind`` (``gate``), ``direction, threshold``.

    Returns
    -------
    index: scenario; a column for each condition and ``all`` [0-1].
    """
    held = {name: values == 1 for name, values in oriented(outcomes, conditions).items()}
    together = np.logical_and.reduce([values.to_numpy() for values in held.values()])
    shares = {name: values.mean() for name, values in held.items()}
    return pd.DataFrame({**shares, "all": pd.Series(together.mean(axis=0), index=list(outcomes))})


def option_robustness(outcomes: Outcomes, criteria: pd.DataFrame) -> pd.DataFrame:
    """Return how often each scenario meets the gates and how often it is the recommended one.

    Returns
    -------
    columns ``scenario``, one for each gate (share of draws in which it is passed [0-1]), ``all`` (all gates
    together), ``first_share`` (it passes and has the best score), ``score_mean``.
    """
    passes, score = judge_draws(outcomes, criteria)
    first = winners(passes, score).value_counts(normalize=True)
    table = satisficing(outcomes, criteria[criteria["kind"] == "gate"])
    table = table.assign(first_share=first.reindex(table.index).fillna(0.0), score_mean=score.mean())
    return table.rename_axis("scenario").reset_index()
