"""The search for the best set of sites of a large location problem, and for the proof that it is the best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from helpers.model.siting import effort
from helpers.model.siting.areas import Areas, decide_areas
from helpers.model.siting.core import Core, core_of
from helpers.model.siting.interchange import improved
from helpers.model.siting.lagrange import Ascent, Priced, ascend, begin, priced
from helpers.model.siting.lists import Problem


@dataclass(frozen=True)
class Found:
    """The best set so far (mask of candidates), its weighted cost, and a bound below the cost of every set.

    ``seconds`` : time that the solver took. ``ended`` : the user interrupted it.
    """

    is_open: np.ndarray
    cost: float
    bound: float = -np.inf
    seconds: float = 0.0
    ended: bool = False

    def with_set(self, is_open: np.ndarray, cost: float) -> Found:
        """Return the finding with a set, if it is better."""
        return replace(self, is_open=is_open, cost=cost, bound=min(self.bound, cost)) if cost < self.cost else self

    def with_bound(self, bound: float) -> Found:
        """Return the finding with a bound, if it is higher; never above the cost of the best set."""
        return replace(self, bound=min(self.cost, max(bound, self.bound)))


@dataclass(frozen=True)
class Search:
    """Where a search stands: the problem with its lists so far, the multipliers, and what was found."""

    problem: Problem
    ascent: Ascent
    found: Found

    @property
    def over(self) -> bool:
        """Whether the best set is proven or the user wants no more."""
        return self.found.ended or self.found.bound >= self.problem.threshold(self.found.cost)


@dataclass(frozen=True)
class Limits:
    """How long a search may take: ``solver_s`` seconds of the solver, until ``stop`` is true, and for ``left_s``.

    ``left_s`` : seconds left by the caller's clock, asked before every run of the solver, which does not look up
    in every part of its work; None without such a clock.
    """

    solver_s: float
    stop: Callable[[], bool]
    left_s: Callable[[], float] | None = None

    def run_s(self, found: Found, share: float = 1.0) -> float:
        """Return the seconds that the next run of the solver may take, of a share of the time in all."""
        own = self.solver_s * share - found.seconds
        return own if self.left_s is None else min(own, self.left_s())


def best_set(problem: Problem, guess: np.ndarray, limits: Limits) -> Search:
    """Return the end of a search for the best set.

    Multipliers and exchanges first; then the sites on which the linear relaxation does not agree are decided
    exactly, once with the others held (a better set, no proof) and once with the others at their prices (a better
    bound); last all sites that the bounds leave undecided (the proof).

    Parameters
    ----------
    guess : first multipliers, shape (n,).
    """
    ascent = begin(problem.lists, problem.p, guess)
    found = Found(*improved(problem, ascent.best.chosen, limits.stop))
    found = found.with_bound(problem.sharpened(ascent.best.bound))
    search = Search(problem, ascent, found)
    try:
        search = raised(search, limits)
        better = concentrated(search, limits)
        search = raised(better, limits) if better.found.cost < search.found.cost else better
        search, areas = priced_around(search, limits)
        search = decided(search, areas, limits)
    except KeyboardInterrupt:
        return replace(search, found=replace(search.found, ended=True))
    return search


def raised(search: Search, limits: Limits) -> Search:
    """Raise the bound until it rises no more, improving the sets that the relaxation proposes on the way."""
    search = replace(search, ascent=replace(search.ascent, pace=effort.FIRST_PACE))
    slow, tried = 0, set()
    while slow < effort.SLOW_ROUNDS and not (search.over or limits.stop()):
        problem, before = search.problem, search.found.bound
        ascent = ascend(problem.lists, problem.p, search.ascent, search.found.cost)
        found = search.found.with_bound(problem.sharpened(ascent.best.bound))
        near = found.bound - before <= effort.NEAR_RISE * abs(found.cost)
        for chosen in (ascent.best.chosen, _most_open(ascent.often, ascent.best.price, problem.p)):
            if near and chosen.tobytes() not in tried:
                tried.add(chosen.tobytes())
                found = found.with_set(*improved(problem, chosen, limits.stop))
        rises = found.bound - before > effort.SLOW_RISE * abs(found.cost)
        # A step that is still being shortened has not failed yet.
        settles = effort.SLOW_PACE < ascent.pace < search.ascent.pace
        slow = 0 if rises or settles else slow + 1
        search = _extended(Search(problem, ascent, found))
    return search


def _most_open(share: np.ndarray, price: np.ndarray, p: int) -> np.ndarray:
    """Return the p candidates that a relaxed solution opens most, by price where they agree."""
    chosen = np.zeros(len(share), dtype=bool)
    chosen[np.lexsort((price, -np.round(share, 4)))[:p]] = True
    return chosen


def _extended(search: Search) -> Search:
    """Return the search with longer lists where the multiplier meets the reach of its list."""
    lists = search.problem.lists
    binds = (search.ascent.best.multiplier >= lists.reach) & ~lists.complete
    if not binds.any():
        return search
    farther = effort.LONGER * lists.reach + float(lists.reach.mean())
    return _with_reach(search, np.where(binds, farther, lists.reach))


def _with_reach(search: Search, reach: np.ndarray) -> Search:
    """Return the search with lists that go at least so far, or unchanged when they would be too long."""
    problem = search.problem
    longer = problem.listed(np.maximum(reach, problem.lists.reach))
    if longer is None:
        return search
    best = priced(longer, problem.p, search.ascent.best.multiplier)
    return Search(replace(problem, lists=longer), replace(search.ascent, best=best), search.found)


def concentrated(search: Search, limits: Limits) -> Search:
    """Decide the sites on which the relaxation and the best set do not agree, with the others held."""
    problem, often, before = search.problem, search.ascent.often, None
    no_ceiling, depth = np.full(problem.lists.points, np.inf), _first_depth(search)
    for margin in effort.MARGINS:
        is_open = search.found.is_open
        free = ((often > margin) & (often < 1 - margin)) | (is_open != (often > 0.5))
        if search.over or limits.stop() or (before is not None and np.array_equal(free, before)):
            break
        lists = problem.lists.cut(np.nextafter(np.maximum(depth, _served_at(search)), np.inf))
        core, before = core_of(lists, problem.p, is_open & ~free, free, no_ceiling), free
        seconds = min(effort.CONCENTRATION_S, limits.run_s(search.found, effort.CONCENTRATION_SHARE))
        search, _, _ = _solved(search, core, is_open & ~free, free, replace(limits, left_s=lambda s=seconds: s))
    return search


def priced_around(search: Search, limits: Limits) -> tuple[Search, Areas]:
    """Decide the sites on which the relaxation does not agree, with the others at their prices: a better bound."""
    problem, best, often = search.problem, search.ascent.best, search.ascent.often
    undecided, before = _undecided(often), search.found.seconds
    if search.over or limits.stop():
        undecided = np.zeros_like(undecided)
    spare = problem.threshold(search.found.cost) - best.bound
    areas = decide_areas(
        problem.lists, problem.p, best, undecided, spare, stop=limits.stop,
        run_s=lambda seconds: limits.run_s(replace(search.found, seconds=seconds), effort.AREA_SHARE))
    found = replace(search.found, seconds=before + areas.seconds, ended=search.found.ended or areas.interrupted)
    found = found.with_bound(problem.sharpened(areas.bound))
    if areas.sites.any():
        chosen = _most_open(areas.opened, best.price, problem.p)
        found = found.with_set(*improved(problem, chosen, limits.stop))
    return replace(search, found=found), areas


def decided(search: Search, areas: Areas, limits: Limits) -> Search:
    """Decide all sites that reduced costs leave open, and so prove the best set, which is always left possible.

    A core with costs up to v_i + a part of T - L is small, and a true bound because whatever lies deeper costs
    at least that depth; the points that its solution serves from deeper get their full ceiling, and so on.
    """
    is_open = search.found.is_open
    ruled = ruled_out(search.ascent.best, areas, search.problem.threshold(search.found.cost))
    opened, closed = ruled.opened & is_open, ruled.closed & ~is_open
    ceiling = np.maximum(ruled.ceiling, _served_at(search))
    depth = np.minimum(_first_depth(search), ceiling)
    reach, often = np.full(len(depth), -np.inf), search.ascent.often
    doubtful = _undecided(often) | (search.found.is_open != (often > 0.5))
    while not (search.over or limits.stop()):
        search = _with_reach(search, np.where(search.problem.lists.complete, 0.0, np.nextafter(depth, np.inf)))
        lists = search.problem.lists.cut(np.nextafter(depth, np.inf))
        if not (lists.reach > reach).any():
            break
        reach, core = lists.reach, core_of(lists, search.problem.p, opened, ~opened & ~closed, ceiling)
        whole = ~opened & ~closed if len(core.rise) <= effort.WHOLE_LEVELS else doubtful
        search, served = _bounded(search, core, opened, whole, limits)
        beyond = served > lists.reach
        if not beyond.any():
            break
        depth = np.where(beyond, ceiling, np.maximum(depth, np.minimum(_served_at(search), ceiling)))
    return search


@dataclass(frozen=True)
class Ruled:
    """What holds for every set that costs less than a threshold.

    ``opened``, ``closed`` : candidates that are in it, and that are not, masks of shape (sites,).
    ``ceiling`` : weighted cost at which it serves each point at most, shape (n,).
    """

    opened: np.ndarray
    closed: np.ndarray
    ceiling: np.ndarray


def ruled_out(best: Priced, areas: Areas, threshold: float) -> Ruled:
    """Return what reduced costs say of every set that costs less than a threshold T.

    With the bound L at multipliers v and its prices r: a site outside the p of least price is in no such set when
    L + r_j - max_{chosen} r > T; one of the p is in every such set when L - r_j + min_{others} r > T; and none
    serves i at more than v_i + T - L. Outside the areas all three hold for the bound of the areas too, with their
    level in place of max and min.
    """
    spare, less = threshold - best.bound, threshold - areas.bound
    last, following = best.price[best.chosen].max(), best.price[~best.chosen].min()
    outside = ~areas.sites
    opened = (following - best.price > spare) | (outside & (areas.level - best.price > less))
    closed = (best.price - last > spare) | (outside & (best.price - areas.level > less))
    return Ruled(best.chosen & opened, ~best.chosen & closed,
                 best.multiplier + np.where(areas.points, spare, less))


def _first_depth(search: Search) -> np.ndarray:
    """Return the cost up to which the first core looks, shape (n,): the best set at least."""
    best = search.ascent.best
    spare = search.problem.threshold(search.found.cost) - best.bound
    return np.maximum(best.multiplier + effort.FIRST_DEPTH * spare, _served_at(search))


def _served_at(search: Search) -> np.ndarray:
    """Return the weighted cost of each point in the best set, shape (n,)."""
    return search.problem.two_cheapest(search.found.is_open)[0][:, 0]


def _undecided(often: np.ndarray) -> np.ndarray:
    """Return the candidates that a relaxed solution opens in part."""
    return (often > effort.MARGINS[-1]) & (often < 1 - effort.MARGINS[-1])


def _bounded(search: Search, core: Core, opened, whole, limits: Limits) -> tuple[Search, np.ndarray]:
    """Return the search after a core that holds every better set, and the weighted cost of each point in it.

    A solution that opens others in part makes them whole, until none does. The costs are nought when the solver was
    stopped before.
    """
    while True:
        search, share, bound = _solved(search, core, opened, whole, limits)
        search = replace(search, found=search.found.with_bound(search.problem.sharpened(bound)))
        if share is None:
            return search, np.zeros(search.problem.lists.points)
        part = (share > 1e-6) & (share < 1 - 1e-6)
        if not part.any():
            return search, search.problem.two_cheapest(share > 0.5)[0][:, 0]
        whole = whole | part


def _solved(search: Search, core: Core, opened, whole, limits: Limits) -> tuple[Search, np.ndarray | None, float]:
    """Return the search after the solution of a core, how far it opens each candidate, and the bound of the core.

    There is no solution when the solver was stopped before it was exact.
    """
    problem, found = search.problem, search.found
    seconds = limits.run_s(found)
    if len(core.rise) > effort.CORE_LIMIT or seconds <= 0:
        return search, None, -np.inf
    scale = max(abs(found.cost), 1e-9) / effort.SCALE
    least = (1 - 1e-6) / scale if problem.whole else effort.PROVEN_GAP * effort.SCALE
    answer = core.solved(found.is_open, whole, scale, abs_gap=least, time_limit_s=seconds, stop=limits.stop)
    found = replace(found, seconds=found.seconds + answer.seconds, ended=answer.interrupted)
    if answer.status not in ("proven", "feasible"):
        return replace(search, found=found), None, -np.inf
    share = opened.astype(float)
    share[core.free] = answer.x[: len(core.free)]
    chosen = _most_open(share, search.ascent.best.price, problem.p)
    found = found.with_set(*improved(problem, chosen, limits.stop))
    exact = answer.bound - answer.objective <= least * (1 + 1e-9)
    return replace(search, found=found), share if exact else None, core.constant - scale * answer.bound
