"""The roll-out as a mixed-integer program to which rows can be added: cuts, ceilings, limits of the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from helpers.model.siting import limits
from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.demands import Demands, check
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.groups import group_sites
from helpers.model.siting.milp import MilpAnswer
from helpers.model.siting.problem import SitingProblem, final_set, plan_cost
from helpers.model.siting.rollout import every_year, plan_sites, sites_by_year
from helpers.model.siting.ties import first_of_equals, preferences


@dataclass(frozen=True)
class Row:
    """One more row of a program, ``values @ x <= upper``; ``values`` has shape (columns,)."""

    values: np.ndarray
    upper: float


@dataclass(frozen=True)
class Program:
    """The program of a roll-out: columns are the open variables of every year, then all others.

    ``asked`` says what may open, ``base`` holds gain, rows and limits.
    """

    problem: SitingProblem
    asked: Demands
    base: limits.Program

    @property
    def opens(self) -> int:
        """Number of open variables, those of every year."""
        return self.asked.years * len(self.asked.candidates)

    @property
    def size(self) -> int:
        """Number of columns."""
        return self.base.rows.shape[1]

    @property
    def saved_from(self) -> float:
        """Weighted cost over the years when nothing opens, from which a plan saves."""
        return self.asked.years * float(self.problem.weights @ self.problem.now)

    def last_year(self, value_by_site: np.ndarray) -> np.ndarray:
        """Return a row with a value at each site's open column of the last year; values have shape (m,)."""
        row = np.zeros(self.size)
        values = np.asarray(value_by_site, dtype=float)[self.asked.candidates]
        row[self.opens - len(values) : self.opens] = values
        return row


def program(problem: SitingProblem) -> Program:
    """Return the program of a problem, as :func:`plan_sites` states it.

    Raises
    ------
    ImpossibleDemands : no plan satisfies the problem; the message says why.
    """
    asked = problem.demands()
    check(asked)
    groups = group_sites(problem.cost[:, asked.candidates], problem.weights, problem.now)
    service, gain = every_year(groups, asked.years)
    made = Program(problem, asked, limits.program(asked, [service], gain))
    return made if problem.ceiling is None else with_rows(made, [Row(made.last_year(problem.site_cost),
                                                                     problem.ceiling)])


def with_rows(made: Program, more: Sequence[Row]) -> Program:
    """Return a program with more rows."""
    if not more:
        return made
    rows = sparse.vstack([made.base.rows, *(sparse.csr_matrix(row.values) for row in more)]).tocsc()
    base = replace(made.base, rows=rows, low=np.append(made.base.low, np.full(len(more), -np.inf)),
                   high=np.append(made.base.high, [row.upper for row in more]))
    return replace(made, base=base)


def run(made: Program, gain: np.ndarray, *, time_limit_s: float = TIME_LIMIT_S) -> MilpAnswer:
    """Maximise another gain over the columns of a program."""
    return replace(made.base, gain=gain).solve(time_limit_s)


def opened_by(made: Program, answer: MilpAnswer) -> tuple[tuple[int, ...], ...]:
    """Return the sites that a solution opens in each year; with budgets none whose absence costs nothing.

    Raises
    ------
    ValueError : the program has no solution.
    TimeoutError : the time limit came before any solution was found.
    """
    opened = sites_by_year(answer, made.asked)
    return opened if made.problem.counts is not None else _without_idle(made.problem, opened)


def best_plan(made: Program, *, time_limit_s: float = TIME_LIMIT_S) -> SitingAnswer:
    """Return the plan of least cost of a program, of equals always the same, and its certificate.

    Raises
    ------
    ValueError : no plan satisfies the program.
    TimeoutError : the time limit came before any plan was found.
    """
    price = made.problem.site_cost
    preference = preferences(len(made.asked.candidates), made.asked.years,
                             None if price is None else price[made.asked.candidates])
    answer = first_of_equals(made.base, preference, made.saved_from, time_limit_s)
    opened = opened_by(made, answer)
    objective = plan_cost(made.problem, opened)
    bound = min(objective, made.saved_from - answer.bound)
    return SitingAnswer(opened, objective, bound, (objective - bound) / max(1.0, objective), answer.status,
                        answer.seconds)


def _without_idle(problem: SitingProblem, opened: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    """Return the plan without the sites whose absence costs nothing; pinned ones stay."""
    least = plan_cost(problem, opened)
    for site in final_set(opened):
        fewer = tuple(tuple(j for j in year if j != site) for year in opened)
        if site not in problem.pinned and plan_cost(problem, fewer) <= least:
            opened = fewer
    return opened


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
                      banned=problem.banned, floors=problem.floors, time_limit_s=time_limit_s)
