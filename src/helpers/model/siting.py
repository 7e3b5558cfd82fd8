"""Where new points go: p-median and maximal covering with existing points fixed open, over one or more years.

Both are one problem. With cost ``c_ij`` of serving demand point i from site j, weight ``w_i``, and years t
whose sets are nested, the plan maximises what new sites save against the existing ones,

    max  sum_t sum_i sum_j  w_i (c_i0 - c_ij) x_ijt
    s.t. sum_j x_ijt <= 1,   x_ijt <= y_jt,   y_jt >= y_j,t-1,   sum_j y_jt = P_t  and / or
         sum_j k_j (y_jt - y_j,t-1) <= B_t,   y binary,

where ``c_i0`` is the cost from the best existing site. It is the p-median of Hakimi (1964) in the strong form
of ReVelle & Swain (1970); with ``c_ij = 1 if the distance exceeds the standard else 0`` it is the maximal
covering location problem of Church & ReVelle (1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from helpers.model.milp import MilpAnswer, maximise


@dataclass(frozen=True)
class SitingAnswer:
    """Sites that open and the certificate of the choice.

    ``opened[t]`` holds the indices of the sites opened in year t. ``objective`` is the weighted cost summed
    over the years (to be minimised), ``bound`` its proven lower bound, ``gap`` = (objective - bound) /
    max(1, objective), ``status`` one of ``proven``, ``feasible``, ``not needed``.
    """

    opened: tuple[tuple[int, ...], ...]
    objective: float
    bound: float
    gap: float
    status: str
    seconds: float


def covering_cost(distance_km: np.ndarray, standard_km: float) -> np.ndarray:
    """Return the 0/1 cost of maximal covering: 0 within the standard (``<=``), 1 beyond it.

    >>> covering_cost(np.array([[5.0, 5.001]]), 5.0)
    array([[0., 1.]])
    """
    return (np.asarray(distance_km) > standard_km).astype(float)


def plan_sites(
    cost: np.ndarray,
    weights: np.ndarray,
    existing: np.ndarray,
    *,
    counts: Sequence[int] | None = None,
    budgets: Sequence[float] | None = None,
    site_cost: np.ndarray | None = None,
    pinned: Sequence[int] = (),
    banned: Sequence[int] = (),
    time_limit_s: float = 120.0,
) -> SitingAnswer:
    """Choose the sites that open in each year, exactly.

    Parameters
    ----------
    cost : cost of serving demand point i from site j, shape (n, m), finite and not negative.
    weights : weight of each demand point, shape (n,), not negative.
    existing : mask of the sites that are open already, shape (m,).
    counts : number of sites to open in each year; ``budgets`` : most that may be spent in each year (what is
        left over lapses). At least one of the two; both of the same length when both are given.
    site_cost : cost of opening each site, shape (m,); needed with ``budgets``.
    pinned, banned : sites that must be open by the last year / must not open.
    time_limit_s : seconds after which the best plan so far is returned with status ``feasible``.

    Raises
    ------
    ValueError : no plan satisfies the numbers, budgets, pins and bans.
    """
    years = len(counts if counts is not None else budgets)
    candidates = np.setdiff1d(np.flatnonzero(~existing), np.asarray(banned, dtype=int))
    if existing.any():
        now = cost[:, existing].min(axis=1)
    else:
        now = cost.max(axis=1)
    demand, slot = np.nonzero(cost[:, candidates] < now[:, None])
    saving = weights[demand] * (now[demand] - cost[demand, candidates[slot]])
    keep = saving > 0
    demand, slot, saving = demand[keep], slot[keep], saving[keep]
    problem = _Problem(len(candidates), demand, slot, saving, years)
    rows, row_lower, row_upper = problem.constraints(counts, budgets, None if site_cost is None
                                                     else site_cost[candidates])
    lower = np.zeros(problem.size)
    lower[problem.open_column(years - 1, np.flatnonzero(np.isin(candidates, pinned)))] = 1
    answer = maximise(problem.gain(), rows, row_upper, integer=problem.is_open(), row_lower=row_lower,
                      lower=lower, time_limit_s=time_limit_s)
    return _as_plan(answer, problem, candidates, years * float(weights @ now))


def _as_plan(answer: MilpAnswer, problem: _Problem, candidates: np.ndarray, base: float) -> SitingAnswer:
    if answer.status == "infeasible":
        raise ValueError("no plan satisfies the numbers, budgets, pinned and banned sites")
    opened, before = [], np.zeros(problem.sites, dtype=bool)
    for year in range(problem.years):
        chosen = answer.x[problem.open_column(year, np.arange(problem.sites))] > 0.5
        opened.append(tuple(int(j) for j in candidates[chosen & ~before]))
        before = chosen
    objective, bound = base - answer.objective, base - answer.bound
    gap = max(0.0, objective - bound) / max(1.0, abs(objective))
    return SitingAnswer(tuple(opened), objective, bound, gap, answer.status, answer.seconds)


@dataclass(frozen=True)
class _Problem:
    """Columns: the open variables of every year, then the assignment variables of every year."""

    sites: int
    demand: np.ndarray
    slot: np.ndarray
    saving: np.ndarray
    years: int

    @property
    def size(self) -> int:
        return self.years * (self.sites + len(self.saving))

    def open_column(self, year: int, slot: np.ndarray) -> np.ndarray:
        return year * self.sites + slot

    def serve_column(self, year: int) -> np.ndarray:
        return self.years * self.sites + year * len(self.saving) + np.arange(len(self.saving))

    def is_open(self) -> np.ndarray:
        return np.arange(self.size) < self.years * self.sites

    def gain(self) -> np.ndarray:
        return np.concatenate([np.zeros(self.years * self.sites), np.tile(self.saving, self.years)])

    def constraints(self, counts, budgets, site_cost):
        """Return rows, lower and upper limits of all constraints."""
        blocks = [self._served_once(), self._served_from_open(), self._nested()]
        limits = [(-np.inf, 1.0), (-np.inf, 0.0), (-np.inf, 0.0)]
        low = [np.full(b.shape[0], a) for b, (a, _) in zip(blocks, limits, strict=True)]
        high = [np.full(b.shape[0], z) for b, (_, z) in zip(blocks, limits, strict=True)]
        every = np.arange(self.sites)
        for year in range(self.years):
            if counts is not None:
                row = self._row({year: np.ones(self.sites)}, every)
                blocks.append(row)
                low.append(np.array([float(sum(counts[: year + 1]))]))
                high.append(low[-1])
            if budgets is not None:
                parts = {year: site_cost} if year == 0 else {year: site_cost, year - 1: -site_cost}
                blocks.append(self._row(parts, every))
                low.append(np.array([-np.inf]))
                high.append(np.array([float(budgets[year])]))
        return sparse.vstack(blocks).tocsc(), np.concatenate(low), np.concatenate(high)

    def _row(self, parts: dict[int, np.ndarray], slots: np.ndarray) -> sparse.csr_matrix:
        columns = np.concatenate([self.open_column(year, slots) for year in parts])
        values = np.concatenate(list(parts.values()))
        return sparse.csr_matrix((values, (np.zeros(len(columns), int), columns)), shape=(1, self.size))

    def _served_once(self) -> sparse.csr_matrix:
        points, place = np.unique(self.demand, return_inverse=True)
        row = np.concatenate([year * len(points) + place for year in range(self.years)])
        column = np.concatenate([self.serve_column(year) for year in range(self.years)])
        return sparse.csr_matrix((np.ones(len(row)), (row, column)),
                                 shape=(self.years * len(points), self.size))

    def _served_from_open(self) -> sparse.csr_matrix:
        pairs = np.arange(len(self.saving) * self.years)
        serve = np.concatenate([self.serve_column(year) for year in range(self.years)])
        opened = np.concatenate([self.open_column(year, self.slot) for year in range(self.years)])
        data = np.concatenate([np.ones(len(pairs)), -np.ones(len(pairs))])
        return sparse.csr_matrix((data, (np.tile(pairs, 2), np.concatenate([serve, opened]))),
                                 shape=(len(pairs), self.size))

    def _nested(self) -> sparse.csr_matrix:
        every = np.arange(self.sites)
        pairs = np.arange(self.sites * (self.years - 1))
        earlier = [self.open_column(y, every) for y in range(self.years - 1)]
        later = [self.open_column(y + 1, every) for y in range(self.years - 1)]
        columns = np.concatenate([*earlier, *later]) if pairs.size else np.zeros(0, int)
        data = np.concatenate([np.ones(len(pairs)), -np.ones(len(pairs))])
        return sparse.csr_matrix((data, (np.tile(pairs, 2), columns)), shape=(len(pairs), self.size))
