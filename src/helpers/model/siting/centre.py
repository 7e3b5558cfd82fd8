"""The p-center: new points so that the farthest demand point is as near as it can be.

    min r   such that a set of ``count`` new sites exists with d_ij <= r for every demand point i and some open j.

Whether r can be reached is a covering question (Minieka 1970); the smallest r is one of the distances, and is
found by halving the list of distinct distances (Daskin 1995). Among the sets that reach it, the one with the
least weighted distance is taken: a p-median in which no demand point is farther than r.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.demands import CoverageFloor, Demands, Floor, check
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.limits import program
from helpers.model.siting.program import plan_sites
from helpers.model.siting.rollout import sites_by_year


@dataclass(frozen=True)
class CentreAnswer(SitingAnswer):
    """Sites that open, in one year; ``objective`` is the largest distance, the radius.

    ``status``, ``bound`` and ``gap`` speak of the radius. ``weighted_cost`` is the weighted cost of the set, and
    ``weighted_status`` says whether it is proven the least at this radius.
    """

    weighted_cost: float
    weighted_status: str


def p_center(
    cost: np.ndarray,
    existing: np.ndarray,
    count: int,
    *,
    weights: np.ndarray | None = None,
    pinned: Sequence[int] = (),
    banned: Sequence[int] = (),
    floors: Sequence[Floor | CoverageFloor] = (),
    time_limit_s: float = TIME_LIMIT_S,
) -> CentreAnswer:
    """Choose ``count`` new sites that minimise the largest distance of any demand point, exactly.

    Parameters
    ----------
    cost : distance of demand point i from site j, shape (n, m), finite and not negative. For the weighted
        p-center give distance times weight.
    existing : mask of the sites that are open already, shape (m,).
    count : number of sites to open.
    weights : weight of each demand point, shape (n,), 1 when None; only points of positive weight count for the
        radius, and among equal radii the least weighted cost decides.
    pinned, banned, floors : as in ``plan_sites``.
    time_limit_s : seconds after which the best radius so far is returned with status ``feasible``.

    Raises
    ------
    ImpossibleDemands : no plan satisfies the number, pins, bans and floors.
    TimeoutError : the time limit came before any plan was found.

    Examples
    --------
    Villages at 0, 4 and 10 km on a road, a point at 0: a second at 10 leaves nobody farther than 4 km.

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> answer = p_center(cost, np.array([True, False, False]), 1)
    >>> answer.opened, answer.objective, answer.status
    (((2,),), 4.0, 'proven')
    """
    weights = np.ones(len(cost)) if weights is None else np.asarray(weights, dtype=float)
    asked = Demands(existing, weights, counts=(count,), pinned=tuple(pinned), banned=tuple(banned),
                    floors=tuple(floors))
    check(asked)
    if not existing.any() and count == 0:
        raise ValueError("no site is open")
    chosen, bound, seconds = _least_radius(cost, asked, time_limit_s)
    is_open = existing.copy()
    is_open[chosen] = True
    radius = _radius(cost, weights, is_open)
    second, second_s = _nearest_at(cost, asked, radius, max(0.0, time_limit_s - seconds))
    if second is not None:
        chosen, is_open = second.opened[0], existing.copy()
        is_open[list(chosen)] = True
    return CentreAnswer((tuple(int(j) for j in chosen),), radius, bound, (radius - bound) / max(1.0, radius),
                        "proven" if bound == radius else "feasible", seconds + second_s,
                        float(weights @ cost[:, is_open].min(axis=1)), second.status if second else "feasible")


def _radius(cost: np.ndarray, weights: np.ndarray, is_open: np.ndarray) -> float:
    """Return the largest distance of a demand point of positive weight from its nearest open site."""
    return float(cost[weights > 0][:, is_open].min(axis=1).max(initial=0.0))


def _least_radius(cost: np.ndarray, asked: Demands, time_limit_s: float) -> tuple[np.ndarray, float, float]:
    """Return the sites of the least radius, a proven lower bound of it, and the seconds taken.

    The radii are the distinct distances between the radius with every free site open, a lower bound, and that
    of any plan that satisfies the demands.
    """
    usable = asked.existing.copy()
    usable[asked.candidates] = True
    answer = program(asked, [], np.zeros(0)).solve(time_limit_s)
    best, seconds = np.array(sites_by_year(answer, asked)[0], dtype=int), answer.seconds
    radii = np.unique(cost[asked.weights > 0][:, usable])
    low = np.searchsorted(radii, _radius(cost, asked.weights, usable))
    high = _place(radii, cost, asked, best)
    while low < high:
        middle = (low + high) // 2
        answer = program(_within(cost, asked, radii[middle]), [], np.zeros(0)).solve(time_limit_s - seconds)
        seconds += answer.seconds
        if answer.status == "unknown":
            break
        if answer.status == "infeasible":
            low = middle + 1
        else:
            best = np.array(sites_by_year(answer, asked)[0], dtype=int)
            high = _place(radii, cost, asked, best)
    return best, float(radii[low]) if len(radii) else 0.0, seconds


def _place(radii: np.ndarray, cost: np.ndarray, asked: Demands, chosen: np.ndarray) -> int:
    """Return the place of the radius of a set in the list of radii."""
    is_open = asked.existing.copy()
    is_open[chosen] = True
    return int(np.searchsorted(radii, _radius(cost, asked.weights, is_open)))


def _within(cost: np.ndarray, asked: Demands, radius: float) -> Demands:
    """Return the demands and that every demand point of positive weight lies within the radius."""
    return dataclasses.replace(asked, floors=(*asked.floors, CoverageFloor(cost <= radius, 1.0)))


def _nearest_at(cost: np.ndarray, asked: Demands, radius: float,
                time_limit_s: float) -> tuple[SitingAnswer | None, float]:
    """Return the plan of the least weighted cost at the radius, and its seconds; None when out of time."""
    within = _within(cost, asked, radius)
    try:
        answer = plan_sites(cost, asked.weights, asked.existing, counts=asked.counts, pinned=asked.pinned,
                            banned=asked.banned, floors=within.floors, time_limit_s=time_limit_s)
    except TimeoutError:
        return None, time_limit_s
    return answer, answer.seconds
