"""Lower bounds of large location problems by Lagrangian relaxation of the assignment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from helpers.model.siting import effort
from helpers.model.siting.lists import Lists


@dataclass(frozen=True)
class Priced:
    """The relaxed problem at some multipliers.

    ``bound`` : no set of p candidates costs less.
    ``price`` : reduced cost of each candidate, shape (sites,); not above nought.
    ``chosen`` : mask of the p candidates of least reduced cost.
    ``taken`` : mask of the entries of chosen sites that are cheaper than their point's multiplier.
    """

    multiplier: np.ndarray
    bound: float
    price: np.ndarray
    chosen: np.ndarray
    taken: np.ndarray


def priced(lists: Lists, p: int, multiplier: np.ndarray) -> Priced:
    """Return the Lagrangian bound of the multipliers, cut off at the reach of the lists.

    With multipliers v_i of "every point is served once" and weighted costs c_ij,

        L(v) = sum_i v_i + min { sum_{j in S} r_j : |S| = p },   r_j = sum_i min(0, c_ij - v_i)

    is a lower bound for every v (Cornuejols, Fisher & Nemhauser 1977). A site that is not in the list of i
    costs at least the reach of i, and v_i is held at or below it, so the missing terms of r_j are nought: a
    bound from lists that are cut off is as true as one from full lists.
    """
    v = np.minimum(multiplier, lists.reach)
    saved = lists.cost - v[lists.point]
    inside = saved < 0
    price = np.bincount(lists.site[inside], weights=saved[inside], minlength=lists.sites)
    chosen = np.zeros(lists.sites, dtype=bool)
    if p:
        chosen[np.argpartition(price, min(p, lists.sites) - 1)[:p]] = True
    return Priced(v, float(v.sum() + price[chosen].sum()), price, chosen, inside & chosen[lists.site])


@dataclass(frozen=True)
class Ascent:
    """Where the search for multipliers stands.

    ``best`` : the multipliers of the greatest bound so far.
    ``share`` : mean share of each entry in the relaxed solutions, newest most, shape (q,); near an optimal
    solution of the linear relaxation when the bound no longer rises.
    ``often`` : the same of each candidate, shape (sites,).
    ``pace`` : factor of the step.
    """

    best: Priced
    share: np.ndarray
    often: np.ndarray
    pace: float


def begin(lists: Lists, p: int, multiplier: np.ndarray) -> Ascent:
    """Return the start of an ascent from some multipliers."""
    best = priced(lists, p, multiplier)
    return Ascent(best, best.taken.astype(float), best.chosen.astype(float), effort.FIRST_PACE)


def lengthened(ascent: Ascent, lists: Lists, longer: Lists, p: int) -> Ascent:
    """Return an ascent on lists that begin with those it was made on."""
    share = np.zeros(len(longer.point))
    share[lists.held_by(longer)] = ascent.share
    return replace(ascent, best=priced(longer, p, ascent.best.multiplier), share=share)


def ascend(lists: Lists, p: int, ascent: Ascent, target: float, steps: int) -> Ascent:
    """Raise the bound by the volume algorithm (Barahona & Anbil 2000) for some steps.

    From the best multipliers v a step goes to v + s g, with g_i = 1 - sum_j share_ij what is left unserved
    by the mean relaxed solution and s = pace * (target - bound) / |g|^2; a step that raises the bound becomes
    the new v, and the mean moves towards each relaxed solution.

    Parameters
    ----------
    target : cost of the best known set.
    """
    ahead = effort.AHEAD * (ascent.best.multiplier + ascent.best.multiplier.mean())
    near = lists.cut(ahead)
    short = replace(ascent, best=priced(near, p, ascent.best.multiplier), share=ascent.share[near.held_by(lists)])
    return lengthened(_ascended(near, p, short, target, steps), near, lists, p)


def _ascended(lists: Lists, p: int, ascent: Ascent, target: float, steps: int) -> Ascent:
    """Return the ascent after some steps on lists that go a little farther than the multipliers."""
    best, share, often, pace = ascent.best, ascent.share, ascent.often, ascent.pace
    dull = 0
    for _ in range(steps):
        if best.bound >= target:
            break
        unserved = _unserved(lists, best.multiplier, share)
        length = float(unserved @ unserved)
        if length < effort.FLAT:
            break
        step = pace * (effort.OVERSHOOT * (target - best.bound) + 1e-9 * abs(target)) / length
        trial = priced(lists, p, best.multiplier + step * unserved)
        fresh = 1 - np.bincount(lists.point[trial.taken], minlength=lists.points)
        weight = _weight(unserved, fresh)
        share, often = share + weight * (trial.taken - share), often + weight * (trial.chosen - often)
        if trial.bound > best.bound:
            agrees = float(fresh @ unserved) >= 0
            best, dull = trial, 0
            pace = min(effort.FASTEST, pace * (effort.FASTER if agrees else 1))
        else:
            dull += 1
            if dull >= effort.PATIENCE:
                pace, dull = max(effort.SLOWEST, pace * effort.SLOWER), 0
    return Ascent(best, share, often, pace)


def _unserved(lists, multiplier, share) -> np.ndarray:
    """Return 1 less the served share of each point; nought where the multiplier cannot rise any more."""
    left = 1 - np.bincount(lists.point, weights=share, minlength=lists.points)
    left[(multiplier >= lists.reach) & (left > 0)] = 0
    left[(multiplier <= 0) & (left < 0)] = 0
    return left


def _weight(unserved: np.ndarray, fresh: np.ndarray) -> float:
    """Return the weight of the new solution in the mean: within limits, the one that leaves least unserved."""
    change = unserved - fresh
    length = float(change @ change)
    ideal = float(unserved @ change) / length if length > 0 else effort.MOST_NEW
    return float(np.clip(ideal, effort.LEAST_NEW * effort.MOST_NEW, effort.MOST_NEW))
