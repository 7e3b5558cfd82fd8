"""What is asked of a plan, as rows of a linear program over the sites that open in each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from helpers.model.siting.demands import ROUNDING, CoverageFloor, Demands
from helpers.model.siting.effort import EXISTS_LIMIT_S, TIME_LIMIT_S
from helpers.model.siting.milp import MilpAnswer, maximise


@dataclass(frozen=True, eq=False)
class Block:
    """Rows ``low <= opened @ y + own @ v <= high`` over the open variables y and variables v of their own.

    ``opened`` has a column for each year and candidate, year by year; ``own`` may have none.
    """

    opened: sparse.spmatrix
    low: np.ndarray
    high: np.ndarray
    own: sparse.spmatrix | None = None


@dataclass(frozen=True, eq=False)
class Program:
    """Maximise ``gain @ x`` over ``low <= rows @ x <= high``, ``lower <= x <= upper``, some x whole numbers."""

    gain: np.ndarray
    rows: sparse.spmatrix
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray

    def solve(self, time_limit_s: float = TIME_LIMIT_S) -> MilpAnswer:
        return maximise(self.gain, self.rows, self.high, integer=self.integer, row_lower=self.low,
                        lower=self.lower, upper=self.upper, time_limit_s=time_limit_s)


def program(demands: Demands, blocks: Sequence[Block], gain: np.ndarray) -> Program:
    """Return the program of the demands and further blocks; own variables lie in [0, 1], in the blocks' order.

    ``gain`` may be shorter than the variables: it is 0 for the rest.
    """
    blocks = [*blocks, *limit_blocks(demands)]
    opened = sparse.vstack([block.opened for block in blocks])
    own = sparse.block_diag([block.own if block.own is not None else np.zeros((block.opened.shape[0], 0))
                             for block in blocks])
    rows = sparse.hstack([opened, own]).tocsc()
    lower = np.zeros(rows.shape[1])
    sites = len(demands.candidates)
    lower[(demands.years - 1) * sites + np.flatnonzero(demands.is_pinned)] = 1
    return Program(np.pad(gain, (0, rows.shape[1] - len(gain))), rows, np.concatenate([b.low for b in blocks]),
                   np.concatenate([b.high for b in blocks]), lower, np.ones(rows.shape[1]),
                   np.arange(rows.shape[1]) < opened.shape[1])


def plan_exists(demands: Demands, time_limit_s: float = EXISTS_LIMIT_S) -> bool | None:
    """Return whether some plan satisfies the demands; None when the time does not suffice to know."""
    status = program(demands, [], np.zeros(0)).solve(time_limit_s).status
    return {"proven": True, "feasible": True, "infeasible": False, "unknown": None}[status]


def limit_blocks(d: Demands) -> list[Block]:
    """Return the rows of nesting, numbers, budgets and floors."""
    blocks = [_nested(d)]
    for year in range(d.years):
        if d.counts is not None:
            wanted = sum(d.counts[: year + 1])
            blocks.append(_single(d, {year: np.ones(len(d.candidates))}, wanted, wanted))
        if d.budgets is not None:
            unit = _unit(d.site_cost)
            price = d.site_cost[d.candidates] / unit
            spent = {year: price} if year == 0 else {year: price, year - 1: -price}
            blocks.append(_single(d, spent, -np.inf, d.budgets[year] / unit))
    for floor in d.site_floors():
        members = d.group(floor)[d.candidates].astype(float)
        blocks.append(_single(d, {d.year_of(floor): members}, d.missing(floor), np.inf))
    return blocks + [block for floor in d.coverage_floors() for block in _coverage(d, floor)]


def _unit(price: np.ndarray) -> float:
    """Return a power of two near the mean price: rows of millions are beyond the solver's absolute tolerances."""
    mean = float(np.mean(price)) if len(price) else 0.0
    return float(2.0 ** np.round(np.log2(mean))) if mean > 0 else 1.0


def _nested(d: Demands) -> Block:
    """y_jt <= y_j,t+1."""
    step = sparse.eye(d.years - 1, d.years) - sparse.eye(d.years - 1, d.years, k=1)
    rows = sparse.kron(step, sparse.identity(len(d.candidates)))
    return Block(rows, np.full(rows.shape[0], -np.inf), np.zeros(rows.shape[0]))


def _single(d: Demands, parts: dict[int, np.ndarray], low: float, high: float) -> Block:
    row = np.zeros((d.years, len(d.candidates)))
    for year, values in parts.items():
        row[year] = values
    return Block(sparse.csr_matrix(row.reshape(1, -1)), np.array([float(low)]), np.array([float(high)]))


def _coverage(d: Demands, floor: CoverageFloor) -> list[Block]:
    """Rows of a coverage floor: v_k <= sum_{j in N_k} y_jt, sum_k W_k v_k >= s W - W_0, 0 <= v <= 1.

    Demand points with the same set N_k of candidates within the standard are one; W_0 is covered by existing
    points. With s = 1 it is sum_{j in N_k} y_jt >= 1. Weights are divided by their mean, so that the solver's
    tolerance is the same whatever their unit.
    """
    cover, weights = np.asarray(floor.cover, dtype=bool), d.group_weights(floor)
    open_points = (weights > 0) & ~cover[:, d.existing].any(axis=1)
    total, count = weights.sum(), np.count_nonzero(weights)
    needed = (floor.share - ROUNDING) * total - weights[~open_points].sum()
    if not open_points.any() or (floor.share < 1 and needed <= 0):
        return []
    sets, of = np.unique(cover[open_points][:, d.candidates], axis=0, return_inverse=True)
    held = np.bincount(of.ravel(), weights[open_points]) * count / total
    held, sets = held[sets.any(axis=1)], sets[sets.any(axis=1)]
    step = sparse.csr_matrix(([1.0], ([0], [d.year_of(floor)])), shape=(1, d.years))
    near = sparse.kron(step, sparse.csr_matrix(sets.astype(float)))
    if floor.share >= 1:
        return [Block(near, np.ones(len(sets)), np.full(len(sets), np.inf))]
    rows = sparse.vstack([-near, sparse.csr_matrix((1, near.shape[1]))])
    own = sparse.vstack([sparse.identity(len(sets)), held[None]])
    return [Block(rows, np.append(np.full(len(sets), -np.inf), needed * count / total),
                  np.append(np.zeros(len(sets)), np.inf), own)]
