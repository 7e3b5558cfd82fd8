"""A roll-out problem as one frozen bundle, so that one part of it can be changed and the rest kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from helpers.model.siting.demands import CoverageFloor, Demands, Floor


@dataclass(frozen=True)
class SitingProblem:
    """What :func:`plan_sites` takes: costs of n demand points at m sites, what exists, and what may open.

    ``cost`` (n, m), ``weights`` (n,), ``existing`` mask (m,), ``counts`` and ``budgets`` by year, ``site_cost``
    (m,), ``pinned`` and ``banned`` indices of sites, ``floors``; units and meaning as there. ``ceiling`` is the
    most that all sites together may cost, whatever the year; none when None.
    """

    cost: np.ndarray
    weights: np.ndarray
    existing: np.ndarray
    counts: Sequence[int] | None = None
    budgets: Sequence[float] | None = None
    site_cost: np.ndarray | None = None
    pinned: Sequence[int] = ()
    banned: Sequence[int] = ()
    ceiling: float | None = None
    floors: Sequence[Floor | CoverageFloor] = ()

    @property
    def years(self) -> int:
        """Number of years of the roll-out."""
        return len(self.counts if self.counts is not None else self.budgets)

    @property
    def now(self) -> np.ndarray:
        """Cost of each demand point with the existing sites alone, shape (n,)."""
        return self.cost[:, self.existing].min(axis=1) if self.existing.any() else self.cost.max(axis=1)

    def demands(self) -> Demands:
        """Return what is asked of a plan.

        Raises
        ------
        ValueError : neither numbers nor budgets, or numbers, budgets and costs that do not fit together.
        """
        _require_years(self)
        counts, budgets = (None if plan is None else tuple(plan) for plan in (self.counts, self.budgets))
        return Demands(self.existing, self.weights, self.years, counts, budgets, self.site_cost,
                       tuple(self.pinned), tuple(self.banned), tuple(self.floors))


def with_only(problem: SitingProblem, sites: Sequence[int]) -> SitingProblem:
    """Return the problem in which no other than the given new sites may open."""
    others = np.setdiff1d(np.flatnonzero(~problem.existing), np.asarray(sites, dtype=int))
    return replace(problem, banned=tuple(int(j) for j in np.union1d(others, problem.banned)))


def final_set(opened: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the new sites that are open in the last year, in order.

    >>> final_set(((5, 2), (), (3,)))
    (2, 3, 5)
    """
    return tuple(sorted(site for year in opened for site in year))


def plan_cost(problem: SitingProblem, opened: Sequence[Sequence[int]]) -> float:
    """Return the weighted cost of a plan summed over years, each demand point at its cheapest open site.

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> problem = SitingProblem(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]), counts=[1])
    >>> plan_cost(problem, ((2,),))
    20.0
    """
    return float(sum(yearly @ problem.weights for yearly in yearly_cost(problem, opened)))


def yearly_cost(problem: SitingProblem, opened: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the cost of every demand point in every year of a plan, shape (years, n), not weighted."""
    best, rows = problem.now, []
    for year in opened:
        best = np.minimum(best, problem.cost[:, list(year)].min(axis=1, initial=np.inf))
        rows.append(best)
    return np.array(rows)


def _require_years(problem: SitingProblem) -> None:
    """Refuse numbers of points and budgets that do not fit together."""
    given = [len(plan) for plan in (problem.counts, problem.budgets) if plan is not None]
    if not given or min(given) == 0:
        raise ValueError("siting needs the number of new points or a budget, for at least one year")
    if len(set(given)) > 1:
        raise ValueError("counts and budgets must cover the same years")
    if problem.budgets is not None and problem.site_cost is None:
        raise ValueError("budgets need the cost of each site")
