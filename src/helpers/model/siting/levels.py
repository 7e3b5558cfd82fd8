"""The program of siting with counters: levels of every site, arcs from demand points to sites, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy import sparse

from helpers.model.siting.demands import Demands
from helpers.model.siting.effort import ROW_SCALE
from helpers.model.siting.limits import Program


@dataclass(frozen=True, eq=False)
class PointType:
    """A type of point that may open.

    Parameters
    ----------
    name : what it is called.
    fixed_cost : cost of opening one [VND], the same for all sites, or by site, shape (m,).
    counter_cost : running cost of a counter [VND per year].
    capacity : dossiers that a counter takes [per year].
    most_counters : most counters of one point.
    """

    name: str
    fixed_cost: float | np.ndarray
    counter_cost: float
    capacity: float
    most_counters: int


@dataclass(frozen=True, eq=False)
class Levels:
    """Sizes that each candidate may have, a row for each: by candidate, then by rising cost and capacity.

    ``slot`` : place of the candidate; ``kind, counters`` : type and number of counters; ``capacity`` [dossiers per
    year]; ``cost`` [VND]; ``lowest`` : whether it is the first level of its candidate. All of shape (l,).
    """

    slot: np.ndarray
    kind: np.ndarray
    counters: np.ndarray
    capacity: np.ndarray
    cost: np.ndarray
    lowest: np.ndarray

    def above(self, values: np.ndarray) -> np.ndarray:
        """Return what each level has above the level before it, shape (l,)."""
        return values - np.where(self.lowest, 0, np.roll(values, 1))


def site_levels(types: Sequence[PointType], candidates: np.ndarray, years: float) -> Levels:
    """Return the levels of every candidate that no other level beats in both cost and capacity.

    The cost of c counters is the fixed cost and ``years`` times c running costs.

    >>> two = PointType("small", 50.0, 10.0, 100.0, 2), PointType("large", 55.0, 10.0, 250.0, 1)
    >>> site_levels(two, np.array([7]), 1.0).capacity
    array([100., 250.])
    """
    sizes = [(k, c) for k, kind in enumerate(types) for c in range(1, kind.most_counters + 1)]
    kind, counters = np.array(sizes, dtype=int).reshape(-1, 2).T
    capacity = counters * np.array([one.capacity for one in types])[kind]
    running = years * counters * np.array([one.counter_cost for one in types])[kind]
    found = []
    for slot, site in enumerate(candidates):
        fixed = np.array([one.fixed_cost if np.ndim(one.fixed_cost) == 0 else one.fixed_cost[site] for one in types])
        cost = fixed[kind] + running
        order = np.lexsort((-capacity, cost))
        best = np.maximum.accumulate(capacity[order])
        kept = order[np.append(True, best[1:] > best[:-1])] if len(order) else order
        found += [(slot, kind[k], counters[k], capacity[k], cost[k], place == 0) for place, k in enumerate(kept)]
    columns = list(zip(*found, strict=True)) if found else [()] * len(fields(Levels))
    return Levels(*(np.array(column, dtype=kind) for column, kind in
                    zip(columns, (int, int, int, float, float, bool), strict=True)))


@dataclass(frozen=True, eq=False)
class Case:
    """Siting with counters as arrays.

    ``arcs`` says which sites may serve which demand point, shape (n, m). ``pooled``: what the arcs do not take may go
    to any site, so that only the total of the capacities limits it.
    """

    distance: np.ndarray
    demand: np.ndarray
    capacity_now: np.ndarray
    asked: Demands
    levels: Levels
    arcs: np.ndarray
    single: bool
    pooled: bool = False

    @property
    def usable_capacity(self) -> np.ndarray:
        """Capacity of each level [dossiers per year], no more than all the demand that its site may serve."""
        if self.pooled:
            return self.levels.capacity
        point, site = self.ends
        within = np.bincount(site, self.demand[point], minlength=len(self.asked.existing))
        return np.minimum(self.levels.capacity, within[self.asked.candidates[self.levels.slot]])

    @property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Demand point and site of each arc."""
        return np.nonzero(self.arcs)


def standard_arcs(asked: Demands) -> np.ndarray:
    """Return which sites lie within the standard of a coverage floor of a demand point, shape (n, m)."""
    arcs = np.zeros((len(asked.weights), len(asked.existing)), dtype=bool)
    usable = asked.existing.copy()
    usable[asked.candidates] = True
    for floor in asked.coverage_floors():
        arcs |= np.asarray(floor.cover, dtype=bool) & (asked.group_weights(floor) > 0)[:, None]
    return arcs & usable


def near_arcs(distance: np.ndarray, asked: Demands, reach: float | None, nearest: int | None) -> np.ndarray:
    """Return which sites may serve which demand point, shape (n, m).

    Within the reach (``<=``), the ``nearest`` existing and as many candidate sites of each demand point, and all
    within the standard of a coverage floor.
    """
    arcs = standard_arcs(asked)
    for group in (np.flatnonzero(asked.existing), asked.candidates):
        order = np.argsort(distance[:, group], axis=1, kind="stable")[:, :nearest]
        arcs[np.arange(len(distance))[:, None], group[order]] = True
    within = np.ones(distance.shape, dtype=bool) if reach is None else distance <= reach
    return arcs & within & (asked.weights > 0)[:, None]


def counter_program(case: Case) -> Program:
    """Return the rows of a case, without an objective: columns are the levels, then the arcs."""
    levels, asked = case.levels, case.asked
    size, arcs = len(levels.slot), int(case.arcs.sum())
    parts = [*_assignment(case), _in_order(levels, arcs), *_capacity(case), *_limits(case)]
    rows = sparse.vstack([rows for rows, _, _ in parts]).tocsc()
    lower = np.zeros(size + arcs)
    lower[np.flatnonzero(levels.lowest & asked.is_pinned[levels.slot])] = 1
    return Program(np.zeros(size + arcs), rows, np.concatenate([low for _, low, _ in parts]),
                   np.concatenate([high for _, _, high in parts]), lower, np.ones(size + arcs),
                   np.arange(size + arcs) < (size + arcs if case.single else size))


def scaled(values: np.ndarray, size: float) -> float:
    """Return the power of two that brings the largest of the values near a size; 1 when all are 0."""
    most = float(np.abs(values).max(initial=0))
    return float(2.0 ** np.round(np.log2(size / most))) if most > 0 else 1.0


def _assignment(case: Case):
    """sum_j x_ij = 1 (at most 1 where the rest may go anywhere) and x_ij <= v_j1."""
    levels, (point, site) = case.levels, case.ends
    size, arcs = len(levels.slot), len(point)
    points, of = np.unique(point, return_inverse=True)
    once = sparse.csr_matrix((np.ones(arcs), (of, size + np.arange(arcs))), shape=(len(points), size + arcs))
    yield once, np.full(len(points), -np.inf if case.pooled else 1.0), np.ones(len(points))
    new = np.flatnonzero(~case.asked.existing[site])
    first = np.flatnonzero(levels.lowest)[np.searchsorted(case.asked.candidates, site[new])]
    row = np.arange(len(new))
    linked = sparse.csr_matrix((np.repeat([1.0, -1.0], len(new)), (np.tile(row, 2), np.append(size + new, first))),
                               shape=(len(new), size + arcs))
    yield linked, np.full(len(new), -np.inf), np.zeros(len(new))


def _in_order(levels: Levels, arcs: int):
    """v_jl <= v_j,l-1."""
    higher = np.flatnonzero(~levels.lowest)
    row = np.arange(len(higher))
    rows = sparse.csr_matrix((np.repeat([1.0, -1.0], len(higher)), (np.tile(row, 2), np.append(higher, higher - 1))),
                             shape=(len(higher), len(levels.slot) + arcs))
    return rows, np.full(len(higher), -np.inf), np.zeros(len(higher))


def _capacity(case: Case):
    """sum_i D_i x_ij <= Q_j + sum_l (q_jl - q_j,l-1) v_jl, and the sum over all sites, which helps the bound."""
    levels, (point, site), now = case.levels, case.ends, np.where(case.asked.existing, case.capacity_now, 0)
    size, arcs, sites = len(levels.slot), len(point), len(now)
    step, scale = levels.above(case.usable_capacity), scaled(case.demand, ROW_SCALE)
    values = np.append(-step, case.demand[point]) * scale
    where = np.append(case.asked.candidates[levels.slot], site)
    rows = sparse.csr_matrix((values, (where, np.arange(size + arcs))), shape=(sites, size + arcs))
    yield rows, np.full(sites, -np.inf), now * scale
    total = sparse.csr_matrix(np.append(step, np.zeros(arcs)) * scale)
    yield total, np.array([(case.demand.sum() - now.sum()) * scale]), np.array([np.inf])


def _limits(case: Case):
    """Yield the rows of the budget and of the floors."""
    levels, asked, (point, site) = case.levels, case.asked, case.ends
    size, arcs = len(levels.slot), len(point)
    if asked.budgets is not None:
        step = levels.above(levels.cost)
        scale = scaled(step, ROW_SCALE)
        yield (sparse.csr_matrix(np.append(step, np.zeros(arcs)) * scale), np.array([-np.inf]),
               np.array([asked.budgets[0] * scale]))
    for floor in asked.site_floors():
        members = levels.lowest & asked.group(floor)[asked.candidates][levels.slot]
        yield (sparse.csr_matrix(np.append(members, np.zeros(arcs)).astype(float)),
               np.array([float(asked.missing(floor))]), np.array([np.inf]))
    for floor in asked.coverage_floors():
        weights = asked.group_weights(floor)
        scale = np.count_nonzero(weights) / max(weights.sum(), np.finfo(float).tiny)
        near = np.asarray(floor.cover, dtype=bool)[point, site] * weights[point] * scale
        yield (sparse.csr_matrix(np.append(np.zeros(size), near)),
               np.array([floor.share * weights.sum() * scale]), np.array([np.inf]))
