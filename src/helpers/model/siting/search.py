"""The search for the best set of sites of a large location problem, and for the proof that it is the best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from helpers.model.siting import effort
from helpers.model.siting.core import Core, core_of
from helpers.model.siting.interchange import improved
from helpers.model.siting.lagrange import Ascent, ascend, begin, priced
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
    exactly with the others held (a better set, no proof); last all sites that the bound leaves undecided (the
    proof).

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
        search = decided(search, limits)
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
        for chosen in (ascent.best.chosen, _proposed(ascent, problem.p)):
            if near and chosen.tobytes() not in tried:
                tried.add(chosen.tobytes())
                found = found.with_set(*improved(problem, chosen, limits.stop))
        rises = found.bound - before > effort.SLOW_RISE * abs(found.cost)
        # A step that is still being shortened has not failed yet.
        settles = effort.SLOW_PACE < ascent.pace < search.ascent.pace
        slow = 0 if rises or settles else slow + 1
        search = _extended(Search(problem, ascent, found))
    return search


def _proposed(ascent: Ascent, p: int) -> np.ndarray:
    """Return the p candidates that the relaxed solutions open most, by price where they agree."""
    chosen = np.zeros(len(ascent.often), dtype=bool)
    chosen[np.lexsort((ascent.best.price, -np.round(ascent.often, 4)))[:p]] = True
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
        search, _ = _solved(search, core, is_open & ~free, replace(limits, left_s=lambda s=seconds: s), bounds=False)
    return search


def decided(search: Search, limits: Limits) -> Search:
    """Decide all sites that reduced costs leave open, and so prove the best set.

    With the bound L at multipliers v, its prices r and a threshold T that only better sets stay below: a site
    outside the p of least price is in no better set when L + r_j - max_{chosen} r > T; one of the p is in every
    better set when L - r_j + min_{others} r > T; and no better set serves i at more than its ceiling
    v_i + T - L. The best set itself is always left possible.

    A core with costs up to v_i + a part of T - L is small, and a true bound because whatever lies deeper costs
    at least that depth; the points that its solution serves from deeper get their full ceiling, and so on.
    """
    best = search.ascent.best
    spare = search.problem.threshold(search.found.cost) - best.bound
    ceiling = np.maximum(best.multiplier + spare, _served_at(search))
    depth = _first_depth(search)
    last, following = best.price[best.chosen].max(), best.price[~best.chosen].min()
    opened = search.found.is_open & best.chosen & (following - best.price > spare)
    closed = ~search.found.is_open & ~best.chosen & (best.price - last > spare)
    reach = np.full(len(depth), -np.inf)
    while not (search.over or limits.stop()):
        search = _with_reach(search, np.where(search.problem.lists.complete, 0.0, np.nextafter(depth, np.inf)))
        lists = search.problem.lists.cut(np.nextafter(depth, np.inf))
        if not (lists.reach > reach).any():
            break
        reach, core = lists.reach, core_of(lists, search.problem.p, opened, ~opened & ~closed, ceiling)
        search, served = _solved(search, core, opened, limits, bounds=True)
        beyond = served > lists.reach
        if not beyond.any():
            break
        depth = np.where(beyond, ceiling, np.maximum(depth, np.minimum(_served_at(search), ceiling)))
    return search


def _first_depth(search: Search) -> np.ndarray:
    """Return the cost up to which the first core looks, shape (n,): the best set at least."""
    best = search.ascent.best
    spare = search.problem.threshold(search.found.cost) - best.bound
    return np.maximum(best.multiplier + effort.FIRST_DEPTH * spare, _served_at(search))


def _served_at(search: Search) -> np.ndarray:
    """Return the weighted cost of each point in the best set, shape (n,)."""
    return search.problem.two_cheapest(search.found.is_open)[0][:, 0]


def _solved(search: Search, core: Core, opened, limits: Limits, *, bounds: bool) -> tuple[Search, np.ndarray]:
    """Return the search after the solution of a core, and the weighted cost of each point in an exact one.

    ``bounds`` : every better set is in the core. The costs are nought when the solver was stopped before.
    """
    problem, found = search.problem, search.found
    nowhere = np.zeros(problem.lists.points)
    seconds = limits.run_s(found)
    if len(core.rise) > effort.CORE_LIMIT or seconds <= 0:
        return search, nowhere
    scale = max(abs(found.cost), 1e-9) / effort.SCALE
    least = (1 - 1e-6) / scale if problem.whole else effort.PROVEN_GAP * effort.SCALE
    answer = core.solved(found.is_open, scale, abs_gap=least, time_limit_s=seconds, stop=limits.stop)
    found = replace(found, seconds=found.seconds + answer.seconds, ended=answer.interrupted)
    if answer.status not in ("proven", "feasible"):
        return replace(search, found=found), nowhere
    is_open = opened.copy()
    is_open[core.free[answer.x[: len(core.free)] > 0.5]] = True
    if bounds:
        found = found.with_bound(problem.sharpened(core.constant - scale * answer.bound))
    served = problem.two_cheapest(is_open)[0][:, 0]
    if is_open.sum() == problem.p:
        found = found.with_set(*improved(problem, is_open, limits.stop))
    closed = answer.bound - answer.objective <= least * (1 + 1e-9)
    return replace(search, found=found), served if closed else nowhere
