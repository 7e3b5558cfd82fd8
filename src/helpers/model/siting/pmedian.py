"""The p-median problem with thousands of points: the best set, with a proof or an honest gap.

Choose p new sites beside those that are fixed open so that the weighted cost of serving every demand point from
its cheapest open site is least (Hakimi 1964):

    min  sum_i w_i min_{j in S + F} c_ij   with S inside the candidates, |S| = p.

Found by Lagrangian relaxation with exchanges, reduced costs and the radius formulation of what they leave
undecided (Beasley 1993; Resende & Werneck 2007; Elloumi 2010; Garcia, Labbe & Marin 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from helpers.model.siting import effort
from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.lists import Lists, Problem
from helpers.model.siting.near import Near
from helpers.model.siting.search import Limits, best_set


def solve_p_median(
    near: Near,
    weights: np.ndarray,
    p: int,
    *,
    fixed: Sequence[int] = (),
    banned: Sequence[int] = (),
    time_limit_s: float = effort.TIME_LIMIT_S,
    stop: Callable[[], bool] = lambda: False,
    left_s: Callable[[], float] | None = None,
) -> SitingAnswer:
    """Choose p new sites so that the weighted cost of serving all demand points is least.

    Nothing is drawn at random: the same problem has the same answer, save where a limit of time ends it.

    Parameters
    ----------
    near : costs, as nearest-first lists: ``NearCosts`` of a matrix, ``NearPlaces`` of places on the globe.
    weights : weight of each demand point, shape (n,), not negative.
    p : number of new sites, exactly.
    fixed : sites that are open already and do not count in p. ``banned`` : sites that must not open.
    time_limit_s : seconds that the solver may take in all; the steps before it take no part.
    stop : asked between steps and while the solver runs; the best set so far is returned once it is true, and
        likewise when the user interrupts from the keyboard. The solver does not look up inside its first linear
        program; ``left_s`` : seconds left by the caller's clock, so that it ends there too.

    Returns
    -------
    ``opened`` holds one tuple, the new sites in ascending order; ``objective`` includes what the fixed sites
    serve; ``seconds`` are those of the solver.

    Raises
    ------
    ValueError : no set satisfies the numbers, fixed and banned sites, or the arguments do not fit together.

    Examples
    --------
    Three villages at 0, 4 and 10 km on a road, a point at 0, one more to open:

    >>> from helpers.model.siting.near import NearCosts
    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> answer = solve_p_median(NearCosts(cost), np.array([9.0, 5.0, 4.0]), 1, fixed=[0])
    >>> answer.opened, answer.objective, answer.status
    (((2,),), 20.0, 'proven')
    """
    weights = np.asarray(weights, dtype=float)
    fixed, banned = (np.unique(np.asarray(sites, dtype=int)) for sites in (fixed, banned))
    candidates = checked(near.points, near.sites, weights, p, fixed, banned)
    if not len(fixed) and p == 0:
        raise ValueError("no site is open: none is fixed and none may be added")
    problem, rows = _posed(near, weights, p, fixed, candidates)
    guess = _guess(near, weights, p + len(fixed))[rows]
    return answered(problem, candidates, guess, Limits(time_limit_s, stop, left_s))


def checked(points: int, sites: int, weights: np.ndarray, p: int, fixed, banned) -> np.ndarray:
    """Return the candidates, or say which demand cannot be met."""
    if sites == 0:
        raise ValueError("there are no sites to choose from")
    if weights.shape != (points,) or not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError(f"weights must be {points} finite numbers that are not negative, one per demand point")
    named = np.concatenate([fixed, banned])
    if len(named) and not (0 <= named.min() and named.max() < sites):
        raise ValueError(f"fixed and banned sites must be numbers from 0 to {sites - 1}")
    both = np.intersect1d(fixed, banned)
    if len(both):
        raise ValueError(f"sites that are fixed open are banned too: {both.tolist()}")
    candidates = np.setdiff1d(np.arange(sites), named)
    if p != int(p) or not 0 <= p <= len(candidates):
        raise ValueError(f"{p} new sites are asked for, and {len(candidates)} are neither fixed nor banned")
    return candidates


def answered(problem: Problem, candidates: np.ndarray, guess: np.ndarray, limits: Limits) -> SitingAnswer:
    """Return the answer to a problem whose candidates bear these site numbers."""
    if problem.p in (0, len(candidates)) or not problem.lists.points:
        # Without any weight every set costs nothing; the first sites do.
        is_open = np.arange(len(candidates)) < problem.p
        cost = problem.total(is_open)
        return SitingAnswer((tuple(candidates[is_open].tolist()),), cost, cost, 0.0, "proven", 0.0)
    search = best_set(problem, guess, limits)
    found = search.found
    proven = found.bound >= problem.threshold(found.cost)
    bound = found.cost if proven and problem.whole else found.bound
    opened = tuple(candidates[found.is_open].tolist())
    return SitingAnswer((opened,), found.cost, bound, (found.cost - bound) / max(1.0, found.cost),
                        "proven" if proven else "feasible", found.seconds)


def _guess(near: Near, weights: np.ndarray, sites: int) -> np.ndarray:
    """Return first multipliers: what a point would lose without the sites that it shares an open one with."""
    return weights * near.kth(min(near.sites, -(-near.sites // max(1, sites)) + 1))


def _posed(near: Near, weights, p: int, fixed, candidates) -> tuple[Problem, np.ndarray]:
    """Return the problem of the points that have weight, and these points."""
    rows = np.flatnonzero(weights > 0)
    w, slot = weights[rows], np.full(near.sites, -1)
    slot[candidates] = np.arange(len(candidates))
    base = w * near.nearest(rows, fixed, 1)[0][:, 0]

    def listed(reach):
        return _listed(near, rows, w, slot, base, np.minimum(reach, base))

    def beyond(points, open_slots, k):
        cost, site = near.nearest(rows[points], candidates[open_slots], k)
        return w[points, None] * cost, np.where(site >= 0, slot[site], -1)

    whole = near.whole and bool((w == np.floor(w)).all())
    k = max(effort.FIRST_LEAST, effort.FIRST_FACTOR * near.sites // (p + len(fixed) + 1))
    everywhere = near.points * near.sites <= effort.FULL_LISTS
    k = min(k, near.sites, max(2, effort.LIST_LIMIT // (2 * near.points + 1)))
    first = np.full(len(rows), np.inf) if everywhere or not len(rows) else w * near.kth(k)[rows]
    return Problem(listed(first), p, whole, listed, beyond), rows


def _listed(near: Near, rows, w, slot, base, reach) -> Lists | None:
    """Return lists of all candidates within a reach and below the base; None when they would be too long."""
    limit = np.full(near.points, -1.0)
    limit[rows] = reach / w * (1 + 1e-12)
    if near.count(limit) > effort.LIST_LIMIT:
        return None
    pairs, row_of = near.within(limit), np.full(near.points, -1)
    row_of[rows] = np.arange(len(rows))
    point, site = row_of[pairs.point], slot[pairs.site]
    cost = w[point] * pairs.cost
    kept = (site >= 0) & (cost < base[point])
    point, site, cost = point[kept], site[kept], cost[kept]
    complete = (reach >= base) | np.isinf(reach) | (np.bincount(point, minlength=len(rows)) == (slot >= 0).sum())
    top = np.zeros(len(rows))
    np.maximum.at(top, point, cost)
    ends = np.where(complete & np.isinf(base), top, reach)
    return Lists(point, site, cost, base, ends, complete, int((slot >= 0).sum()))
