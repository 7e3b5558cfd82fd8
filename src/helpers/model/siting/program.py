"""The roll-out as a mixed-integer program to which rows can be added: cuts, ceilings, limits of the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.milp import MilpAnswer, maximise
from helpers.model.siting.problem import SitingProblem, plan_cost
from helpers.model.siting.rollout import _grouped, _open_sets, _Problem, _without_idle, plan_sites


@dataclass(frozen=True)
class Row:
    """One more row of a program, ``values @ x <= upper``; ``values`` has shape (columns,)."""

    values: np.ndarray
    upper: float


@dataclass(frozen=True)
class Program:
    """The program of a roll-out: columns are the open variables of every year, then the service variables.

    ``candidates`` are the indices of the sites that may open, in the order of the open columns of a year;
    ``lower`` the lower limits of the columns, 1 where a pinned site must be open.
    """

    problem: SitingProblem
    candidates: np.ndarray
    grouped: _Problem
    rows: sparse.spmatrix
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray

    @property
    def saved_from(self) -> float:
        """Weighted cost over the years when nothing opens, from which a plan saves."""
        return self.problem.years * float(self.problem.weights @ self.problem.now)

    def last_year(self, value_by_site: np.ndarray) -> np.ndarray:
        """Return a row with a value at each site's open column of the last year; values have shape (m,)."""
        row = np.zeros(self.grouped.size)
        columns = self.grouped.open_column(self.grouped.years - 1, np.arange(len(self.candidates)))
        row[columns] = np.asarray(value_by_site, dtype=float)[self.candidates]
        return row


def program(problem: SitingProblem) -> Program:
    """Return the program of a problem, as :func:`plan_sites` states it.

    Raises
    ------
    ValueError : a pinned site exists already or is banned.
    """
    candidates = np.setdiff1d(np.flatnonzero(~problem.existing), np.asarray(problem.banned, dtype=int))
    if not np.isin(problem.pinned, candidates).all():
        raise ValueError("a pinned site exists already or is banned")
    grouped = _grouped(problem.cost[:, candidates], problem.weights, problem.now, problem.years)
    cost = None if problem.site_cost is None else problem.site_cost[candidates]
    rows, row_lower, row_upper = grouped.constraints(problem.counts, problem.budgets, cost)
    lower = np.zeros(grouped.size)
    lower[grouped.open_column(problem.years - 1, np.flatnonzero(np.isin(candidates, problem.pinned)))] = 1
    made = Program(problem, candidates, grouped, rows, row_lower, row_upper, lower)
    return made if problem.ceiling is None else with_rows(made, [Row(made.last_year(problem.site_cost),
                                                                     problem.ceiling)])


def with_rows(made: Program, more: Sequence[Row]) -> Program:
    """Return a program with more rows."""
    if not more:
        return made
    rows = sparse.vstack([made.rows, *(sparse.csr_matrix(row.values) for row in more)]).tocsc()
    return Program(made.problem, made.candidates, made.grouped, rows,
                   np.concatenate([made.row_lower, np.full(len(more), -np.inf)]),
                   np.concatenate([made.row_upper, [row.upper for row in more]]), made.lower)


def run(made: Program, gain: np.ndarray | None = None, *, time_limit_s: float = TIME_LIMIT_S) -> MilpAnswer:
    """Maximise a gain over the columns of a program; what the plan saves when no other is given."""
    return maximise(made.grouped.gain() if gain is None else gain, made.rows, made.row_upper,
                    integer=made.grouped.is_open(), row_lower=made.row_lower, lower=made.lower,
                    time_limit_s=time_limit_s)


def opened_by(made: Program, answer: MilpAnswer) -> tuple[tuple[int, ...], ...]:
    """Return the sites that a solution opens in each year; with budgets none whose absence costs nothing.

    Raises
    ------
    ValueError : the program has no solution.
    TimeoutError : the time limit came before any solution was found.
    """
    problem, sets = made.problem, _open_sets(answer, made.grouped)
    if problem.counts is None:
        sets = _without_idle(sets, problem.cost[:, made.candidates], problem.weights, problem.now,
                             keep=np.isin(made.candidates, problem.pinned))
    before = np.vstack([np.zeros(len(made.candidates), dtype=bool), sets[:-1]])
    return tuple(tuple(int(j) for j in made.candidates[year]) for year in sets & ~before)


def best_plan(made: Program, *, time_limit_s: float = TIME_LIMIT_S) -> SitingAnswer:
    """Return the plan of least cost of a program and its certificate.

    Raises
    ------
    ValueError : no plan satisfies the program.
    TimeoutError : the time limit came before any plan was found.
    """
    answer = run(made, time_limit_s=time_limit_s)
    opened = opened_by(made, answer)
    objective = plan_cost(made.problem, opened)
    bound = min(objective, made.saved_from - answer.bound)
    return SitingAnswer(opened, objective, bound, (objective - bound) / max(1.0, objective), answer.status,
                        answer.seconds)


def solve(problem: SitingProblem, *, time_limit_s: float = TIME_LIMIT_S) -> SitingAnswer:
    """Choose the sites of a problem, exactly.

    Raises
    ------
    ValueError : no plan satisfies the problem.
    TimeoutError : the time limit came before any plan was found.

    Examples
    --------
    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> problem = SitingProblem(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]), counts=[1])
    >>> solve(problem).opened
    ((2,),)
    """
    if problem.ceiling is not None:
        return best_plan(program(problem), time_limit_s=time_limit_s)
    return plan_sites(problem.cost, problem.weights, problem.existing, counts=problem.counts,
                      budgets=problem.budgets, site_cost=problem.site_cost, pinned=problem.pinned,
                      banned=problem.banned, time_limit_s=time_limit_s)
