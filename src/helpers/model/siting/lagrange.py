"""Lower bounds of large location problems by Lagrangian relaxation of the assignment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from helpers.model.siting import effort
from helpers.model.siting.lists import Lists


@dataclass(frozen=True)
class Priced:
    """The relaxed problem at some multipliers.

    ``multiplier`` : v_i, shape (n,). ``bound`` : no set of p candidates costs less.
    ``price`` : reduced cost of each candidate, shape (sites,); not above nought.
    ``chosen`` : mask of the p candidates of least reduced cost.
    ``unserved`` : 1 less the number of chosen sites that would serve each point, shape (n,).
    """

    multiplier: np.ndarray
    bound: float
    price: np.ndarray
    chosen: np.ndarray
    unserved: np.ndarray


def priced(lists: Lists, p: int, multiplier: np.ndarray) -> Priced:
    """Return the Lagrangian bound of the multipliers, cut off at the reach of the lists.

    With multipliers v_i of "every point is served once" and weighted costs c_ij,

        L(v) = sum_i v_i + min { sum_{j in S} r_j : |S| = p },   r_j = sum_i min(0, c_ij - v_i)

    is a lower bound for every v (Cornuejols, Fisher & Nemhauser 1977). A site that is not in the list of i
    costs at least the reach of i, and v_i is held at or below it (and not below nought), so the missing terms
    of r_j are nought: a bound from lists that are cut off is as true as one from full lists.
    """
    v = np.clip(multiplier, 0.0, lists.reach)
    saved = lists.cost - v[lists.point]
    inside = np.flatnonzero(saved < 0)
    site = lists.site[inside]
    price = np.bincount(site, weights=saved[inside], minlength=lists.sites)
    chosen = np.zeros(lists.sites, dtype=bool)
    chosen[np.argpartition(price, p - 1)[:p]] = True
    serves = np.bincount(lists.point[inside[chosen[site]]], minlength=lists.points)
    return Priced(v, float(v.sum() + price[chosen].sum()), price, chosen, 1.0 - serves)


@dataclass(frozen=True)
class Ascent:
    """Where the search for multipliers stands.

    ``best`` : the multipliers of the greatest bound so far.
    ``unserved``, ``often`` : mean of the relaxed solutions, newest most: 1 less how often each point is served,
    shape (n,), and how often each candidate is chosen, shape (sites,); near an optimal solution of the linear
    relaxation when the bound no longer rises.
    ``pace`` : factor of the step.
    """

    best: Priced
    unserved: np.ndarray
    often: np.ndarray
    pace: float


def begin(lists: Lists, p: int, multiplier: np.ndarray) -> Ascent:
    """Return the start of an ascent from some multipliers."""
    best = priced(lists, p, multiplier)
    return Ascent(best, best.unserved, best.chosen.astype(float), effort.FIRST_PACE)


def ascend(lists: Lists, p: int, ascent: Ascent, target: float) -> Ascent:
    """Raise the bound by some steps of the volume algorithm (Barahona & Anbil 2000).

    From the best multipliers v a step goes to v + s g, with g what the mean relaxed solution leaves unserved
    and s = pace * (target - bound) / |g|^2; a step that raises the bound becomes the new v, and the mean moves
    towards each relaxed solution. The lists are read a little farther than the multipliers.

    Parameters
    ----------
    target : cost of the best known set.
    """
    start = ascent.best.multiplier
    near = lists.cut(effort.AHEAD * (start + start.mean()))
    ascent, dull = replace(ascent, best=priced(near, p, start)), 0
    for _ in range(effort.STEPS):
        best, way = ascent.best, _way(ascent, near.reach)
        length = float(way @ way)
        if best.bound >= target or length < effort.FLAT:
            break
        goal = effort.OVERSHOOT * (target - best.bound) + 1e-9 * abs(target)
        trial = priced(near, p, best.multiplier + ascent.pace * goal / length * way)
        rises = trial.bound > best.bound
        dull = 0 if rises or dull >= effort.PATIENCE else dull + 1
        pace = _next_pace(ascent.pace, rises, dull, agrees=float(trial.unserved @ way) >= 0)
        weight = _weight(way, trial.unserved)
        ascent = Ascent(trial if rises else best, ascent.unserved + weight * (trial.unserved - ascent.unserved),
                        ascent.often + weight * (trial.chosen - ascent.often), pace)
    return replace(ascent, best=priced(lists, p, ascent.best.multiplier))


def _way(ascent: Ascent, reach: np.ndarray) -> np.ndarray:
    """Return the direction of a step; nought where a multiplier cannot go on."""
    way, multiplier = ascent.unserved, ascent.best.multiplier
    stuck = ((multiplier >= reach) & (way > 0)) | ((multiplier <= 0) & (way < 0))
    return np.where(stuck, 0.0, way)


def _next_pace(pace: float, rises: bool, dull: int, *, agrees: bool) -> float:
    """Return the factor of the next step: greater after a clear rise, smaller after many steps without one."""
    if rises:
        return min(effort.FASTEST, pace * effort.FASTER) if agrees else pace
    return max(effort.SLOWEST, pace * effort.SLOWER) if dull >= effort.PATIENCE else pace


def _weight(unserved: np.ndarray, fresh: np.ndarray) -> float:
    """Return the weight of the new solution in the mean: within limits, the one that leaves least unserved."""
    change = unserved - fresh
    length = float(change @ change)
    ideal = float(unserved @ change) / length if length > 0 else effort.MOST_NEW
    return float(np.clip(ideal, effort.LEAST_NEW * effort.MOST_NEW, effort.MOST_NEW))
