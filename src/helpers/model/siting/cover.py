"""The fewest points, or the least money, that bring a share of people within the standard.

With the candidates N_i within the standard of demand point i, the weight w_i, and the price b_j (1 to count
points),

    min  sum_j b_j y_j
    s.t. v_i <= sum_{j in N_i} y_j,   sum_i w_i v_i >= s sum_i w_i,   0 <= v <= 1,   y binary,

where existing points are open. With s = 1 it is the location set covering problem of Toregas, Swain, ReVelle
and Bergman (1971), sum_{j in N_i} y_j >= 1 for every demand point; with s < 1 the partial covering problem of
Daskin and Owen (1999).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.demands import CoverageFloor, Demands, Floor, check
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.limits import program
from helpers.model.siting.rollout import sites_by_year
from helpers.model.siting.ties import first_of_equals, preferences


@dataclass(frozen=True)
class CoverAnswer(SitingAnswer):
    """Sites that open, in one year; ``objective`` is their number or price.

    ``covered_share`` is the share of the weight [0-1] within the standard of an open site.
    """

    covered_share: float


def least_points(
    cover: np.ndarray,
    weights: np.ndarray,
    existing: np.ndarray,
    *,
    share: float = 1.0,
    site_cost: np.ndarray | None = None,
    pinned: Sequence[int] = (),
    banned: Sequence[int] = (),
    floors: Sequence[Floor | CoverageFloor] = (),
    time_limit_s: float = TIME_LIMIT_S,
) -> CoverAnswer:
    """Choose the fewest new points, or the cheapest, that bring a share of the weight within the standard.

    Parameters
    ----------
    cover : whether site j is within the standard of demand point i (distance ``<=`` standard), shape (n, m).
    weights : weight of each demand point, shape (n,), not negative; points without weight need no cover.
    existing : mask of the sites that are open already, shape (m,).
    share : share of the weight [0-1] that must be covered.
    site_cost : price of opening each site, shape (m,), not negative; the number of points counts when None.
    pinned, banned, floors : as in ``plan_sites``; a pinned point counts.
    time_limit_s : seconds after which the best answer so far is returned with status ``feasible``.

    Raises
    ------
    ImpossibleDemands : no points reach the share (the largest share that can be reached is named), or pins, bans
        and floors forbid it.
    TimeoutError : the time limit came before any answer was found.

    Examples
    --------
    Villages at 0, 4, 8 and 12 km on a road, a point at 0, standard 4 km:

    >>> cover = np.abs(np.subtract.outer([0, 4, 8, 12], [0, 4, 8, 12])) <= 4
    >>> answer = least_points(cover, np.ones(4), np.array([True, False, False, False]))
    >>> answer.opened, answer.objective, answer.covered_share
    (((2,),), 1.0, 1.0)
    """
    wanted = CoverageFloor(cover, share)
    asked = Demands(existing, weights, pinned=tuple(pinned), banned=tuple(banned), floors=(*floors, wanted))
    check(asked)
    sites = asked.candidates
    price = np.ones(len(sites)) if site_cost is None else np.asarray(site_cost, dtype=float)[sites]
    answer = first_of_equals(program(asked, [], -price), preferences(len(sites), 1), 0.0, time_limit_s)
    opened = sites_by_year(answer, asked)
    is_open = existing.copy()
    is_open[list(opened[0])] = True
    objective, least = float(price[is_open[sites]].sum()), -answer.bound
    return CoverAnswer(opened, objective, min(objective, least),
                       max(0.0, objective - least) / max(1.0, objective), answer.status, answer.seconds,
                       covered_share(cover, weights, is_open))


def covered_share(cover: np.ndarray, weights: np.ndarray, is_open: np.ndarray) -> float:
    """Return the share of the weight [0-1] that some open site covers; 1 without any weight.

    >>> covered_share(np.array([[True, False], [False, True]]), np.array([3.0, 1.0]), np.array([True, False]))
    0.75
    """
    total = float(np.sum(weights))
    near = np.asarray(cover, dtype=bool)[:, is_open].any(axis=1)
    return float(weights[near].sum()) / total if total > 0 else 1.0
