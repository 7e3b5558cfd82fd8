"""Options that nobody needs to weigh: another is no worse by any criterion and better by one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.analysis.decision import Outcomes, oriented

COLUMNS = ("option", "by", "at_base", "share", "sure")


def dominance(headlines: pd.DataFrame, outcomes: Outcomes, criteria: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return which scenarios are dominated, by which, and whether that holds in nearly all draws.

    Scenario a is dominated by b in a draw when b is no worse than a by any criterion and better by at least one; a
    gate counts as passed or not. The rule: domination is *sure* when it holds at base and in at least ``share`` of
    the draws. Draws are compared pair by pair: what moves both options alike does not blur the comparison, as
    it would if the intervals of the two had to lie apart.

    Parameters
    ----------
    headlines : at base; metrics by row, scenarios by column.
    outcomes : of the draws, the same for every scenario.
    criteria : see :func:`helpers.analysis.comparison.judge`.
    share : of the draws [0-1], the share of the stated intervals.

    Returns
    -------
    columns ``option, by, at_base, share, sure``: every pair that is dominated at base or in at least ``share`` of the
    draws.
    """
    base = pairs({name: headlines[[name]].T.reset_index(drop=True) for name in headlines}, criteria)
    drawn = pairs(outcomes, criteria)
    rows = [(option, by, base[option, by] == 1, held, base[option, by] == 1 and held >= share)
            for (option, by), held in drawn.items() if base[option, by] == 1 or held >= share]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def pairs(outcomes: Outcomes, criteria: pd.DataFrame) -> Mapping[tuple[str, str], float]:
    """Return for every ordered pair (option, by) the share of draws in which ``by`` dominates ``option`` [0-1].

    >>> outcomes = {"a": pd.DataFrame({"cost": [5.0, 5.0]}), "b": pd.DataFrame({"cost": [4.0, 5.0]})}
    >>> rows = pd.DataFrame([("cost", "cost", "score", "min", None, 1.0)], columns=["criterion_id", "metric_id",
    ...                     "kind", "direction", "threshold", "weight"])
    >>> pairs(outcomes, rows)
    {('a', 'b'): 0.5, ('b', 'a'): 0.0}
    """
    values = np.stack([frame.to_numpy(float) for frame in oriented(outcomes, criteria).values()])
    names = list(outcomes)
    found = {}
    for k, option in enumerate(names):
        for j, by in enumerate(names):
            if j != k:
                gap = values[:, :, j] - values[:, :, k]
                found[option, by] = float(((gap >= 0).all(axis=0) & (gap > 0).any(axis=0)).mean())
    return found
