"""What else would do: the next best sets of sites, the most different good one, and what each site is worth.

Sets of the roll-out are compared by the sites that are open in the last year; the order in which a set opens is
always the best for it. The next best set is found by a cut for each set S already listed,

    sum_{j in S} y_jT <= |S| - 1,

so that every further set leaves out at least one site of each set before it (no-good cuts: Balas & Jeroslow,
1972). Where numbers are given this means any other set. With budgets alone, a set that merely adds sites to a
listed one is no alternative: it spends more and saves nothing, or it would have been listed before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.problem import SitingProblem, final_set, plan_cost
from helpers.model.siting.program import Program, Row, best_plan, opened_by, program, run, solve, with_rows


@dataclass(frozen=True)
class Alternatives:
    """The best sets in order, each proven best among those that differ from the sets before it.

    ``ended`` says why the list stops: ``complete`` (no further set lies within the tolerance), ``number`` (as
    many as were asked for, and at least one more lies within it) or ``unproven`` (a search was stopped, so that
    sets may be missing).
    """

    answers: tuple[SitingAnswer, ...]
    ended: str


@dataclass(frozen=True)
class MostDifferent:
    """A set that shares as few sites as possible with the best one and still lies within the tolerance.

    ``exchanged`` counts the sites of the best set that it leaves out, ``exchanged_bound`` is the proven most that
    any set within the tolerance leaves out; the two are equal where ``status`` is ``proven``.
    """

    opened: tuple[tuple[int, ...], ...]
    objective: float
    exchanged: int
    exchanged_bound: int
    status: str


@dataclass(frozen=True)
class SiteValue:
    """What one chosen site is worth, in units of the objective.

    ``loss`` is the rise of the least cost when the site may not open, ``loss_bound`` the proven least of it;
    ``loss_alone`` the rise when the site is taken out of the plan and nothing opens in its place. ``answer`` is
    the best plan without the site, None where there is none (both losses with replacement are then infinite).
    """

    site: int
    loss: float
    loss_bound: float
    loss_alone: float
    answer: SitingAnswer | None


def best_sets(problem: SitingProblem, best: SitingAnswer, *, tolerance_share: float, most: int,
              time_limit_s: float = TIME_LIMIT_S) -> Alternatives:
    """Return the best sets within a tolerance of the best cost, at most so many, the best one first.

    Parameters
    ----------
    problem : the roll-out; best : its best plan.
    tolerance_share : a set belongs when its cost is at most (1 + share) times the best [0-1].
    most : longest list wanted, the best set included.

    Examples
    --------
    Three villages at 0, 4 and 10 km, a point at 0, one more to open: at 10 the cost is 20, at 4 it is 24.

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> problem = SitingProblem(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]), counts=[1])
    >>> found = best_sets(problem, solve(problem), tolerance_share=0.5, most=5)
    >>> [(answer.opened, answer.objective) for answer in found.answers], found.ended
    ([(((2,),), 20.0), (((1,),), 24.0)], 'complete')
    """
    limit = (1 + tolerance_share) * best.objective
    made, answers = program(problem), [best]
    while True:
        made = with_rows(made, [_cut(made, final_set(answers[-1].opened))])
        try:
            answer = best_plan(made, time_limit_s=time_limit_s)
        except ValueError:  # no set is left
            return Alternatives(tuple(answers), "complete")
        except TimeoutError:
            return Alternatives(tuple(answers), "unproven")
        if answer.bound > limit or _is_above(answer.objective, limit):
            proven = answer.bound > limit or answer.status == "proven"
            return Alternatives(tuple(answers), "complete" if proven else "unproven")
        if len(answers) >= most:
            return Alternatives(tuple(answers), "number")
        answers.append(answer)


def most_different(problem: SitingProblem, best: SitingAnswer, *, tolerance_share: float,
                   time_limit_s: float = TIME_LIMIT_S) -> MostDifferent:
    """Return a set within the tolerance that leaves out as many sites of the best set S as possible.

    max sum_{j in S} (1 - y_jT) over the plans whose cost is at most (1 + share) times the best; the solver keeps
    to that limit within one part in a million. It says how firm the choice is: a site of S beyond this number
    stays in any set.
    """
    made, chosen = program(problem), final_set(best.opened)
    scale = max(1.0, best.objective)
    least_saving = made.saved_from - (1 + tolerance_share) * best.objective
    within = with_rows(made, [Row(-made.base.gain / scale, -least_saving / scale)])
    answer = run(within, -made.last_year(_mask(problem, chosen)), time_limit_s=time_limit_s)
    if answer.status == "unknown":
        return MostDifferent(best.opened, best.objective, 0, len(chosen), "feasible")
    opened = opened_by(within, answer)
    exchanged = len(set(chosen) - set(final_set(opened)))
    # A whole number cannot exceed the bound, and the bound may lie a rounding error below the number.
    most = max(exchanged, int(np.floor(len(chosen) + answer.bound + 1e-6)))
    return MostDifferent(opened, plan_cost(problem, opened), exchanged, most,
                         "proven" if most == exchanged else "feasible")


def site_values(problem: SitingProblem, best: SitingAnswer, *,
                time_limit_s: float = TIME_LIMIT_S) -> tuple[SiteValue, ...]:
    """Return what each site of the best plan is worth, in the order of sites.

    loss_j = V(without j) - V, with V the least cost and V(without j) that with j banned (a pin on j is lifted);
    loss_alone_j = cost of the best plan with j taken out - V. The second is at least 0, and so is the first but
    for a pinned site, whose loss is negative where the pin costs something.
    """
    return tuple(_value(problem, best, site, time_limit_s) for site in final_set(best.opened))


def _value(problem: SitingProblem, best: SitingAnswer, site: int, time_limit_s: float) -> SiteValue:
    left = tuple(tuple(j for j in year if j != site) for year in best.opened)
    alone = max(0.0, plan_cost(problem, left) - best.objective)
    without = replace(problem, banned=(*problem.banned, site),
                      pinned=tuple(j for j in problem.pinned if j != site))
    try:
        answer = solve(without, time_limit_s=time_limit_s)
    except ValueError:  # nothing can take its place
        return SiteValue(site, np.inf, np.inf, alone, None)
    losses = [cost - best.objective for cost in (answer.objective, answer.bound)]
    if site not in problem.pinned:
        losses = [max(0.0, loss) for loss in losses]
    return SiteValue(site, *losses, alone, answer)


def _cut(made: Program, sites: tuple[int, ...]) -> Row:
    return Row(made.last_year(_mask(made.problem, sites)), len(sites) - 1.0)


def _mask(problem: SitingProblem, sites: tuple[int, ...]) -> np.ndarray:
    return np.isin(np.arange(len(problem.existing)), sites)


def _is_above(cost: float, limit: float) -> bool:
    """Return whether a cost exceeds a limit by more than rounding."""
    return cost > limit + 1e-9 * max(1.0, limit)
