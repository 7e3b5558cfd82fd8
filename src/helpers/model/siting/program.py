"""The roll-out as a mixed-integer program to which rows can be added: cuts, ceilings, limits of the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from helpers.model.siting import limits
from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.demands import CoverageFloor, Demands, Floor, check
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.groups import group_sites
from helpers.model.siting.milp import MilpAnswer
from helpers.model.siting.problem import SitingProblem, final_set, plan_cost
from helpers.model.siting.rollout import every_year, sites_by_year
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
    """Return the program of a problem, as :mod:`helpers.model.siting.rollout` states it.

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
    opened, problem = sites_by_year(answer, made.asked), made.problem
    # A site that saves nothing may still be one that a number or a floor asks for.
    return opened if problem.counts is not None or problem.floors else _without_idle(problem, opened)


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
    return best_plan(program(problem), time_limit_s=time_limit_s)


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
    floors: Sequence[Floor | CoverageFloor] = (),
    time_limit_s: float = TIME_LIMIT_S,
) -> SitingAnswer:
    """Choose the sites that open in each year, exactly.

    Parameters
    ----------
    cost : cost of serving demand point i from site j, shape (n, m), finite and not negative.
    weights : weight of each demand point, shape (n,), not negative.
    existing : mask of the sites that are open already, shape (m,); with none, a demand point that no site
        serves costs as much as from its farthest site.
    counts : number of sites to open in each year; ``budgets`` : most that may be spent in each year (what is
        left over lapses; a proven plan leaves a site closed that would save nothing). At least one of the two;
        both of the same length when both are given.
    site_cost : cost of opening each site, shape (m,); needed with ``budgets``.
    pinned, banned : sites that must be open by the last year / must not open.
    floors : least number of open sites of a group, or least share of a group of demand points within the
        standard, each by a year.
    time_limit_s : seconds after which the best plan so far is returned with status ``feasible``.

    Notes
    -----
    Of equally good plans always the same one is returned (``ties.preferences``): less money and sites that come
    first in order count for it. Plans count as equally good that differ by less than 4e-10 of today's cost, or by
    less than 1 where all savings are whole numbers.

    Raises
    ------
    ImpossibleDemands : no plan satisfies the numbers, budgets, pins, bans and floors; the message says why.
    ValueError : the arguments do not fit together.
    TimeoutError : the time limit came before any plan was found.

    Examples
    --------
    Three villages at 0, 4 and 10 km on a road, a point at 0, one more to open:

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> plan_sites(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]), counts=[1]).opened
    ((2,),)
    """
    return solve(SitingProblem(cost, weights, existing, counts, budgets, site_cost, pinned, banned, floors=floors),
                 time_limit_s=time_limit_s)
