"""How far one input may move before the chosen set of sites stops being a best one: exact switching values.

Let V(x) be the least cost at the value x of an input and V_S(x) the least cost of the plans whose sites are those
of the chosen set S (or fewer, with budgets), in the best order; S is a best set where V_S(x) = V(x). The switching
value on a side is the first x, going outward, beyond which V_S > V. Three kinds of inputs are told apart.

Concave (:class:`Concave`: the weight of one demand point, or a factor that scales part of the costs). The cost of a
plan P is a minimum of linear functions of x, over who is served where, so it is concave and piecewise linear, and
so are V and V_S. On a piece where the cost of P is one line l that touches V at its start a, two facts hold. (1)
If l also touches V at the end e of the piece, then V = l between: a concave function lies on or above its chord, and
V lies on or below l. (2) Otherwise the best plan Q at e has a line q with q(e) = V(e) < l(e); the two lines meet at
some h in [a, e), beyond which P is not best; the same question is asked for [a, h] until the line of P touches V at
h (Newton's method for a concave function; Dinkelbach, 1967). It ends, as each step meets a flatter line. Then V = q
on [h, e'], with e' the last end at which Q was best, and V_S, concave and equal to V at h, either equals V at e' too,
hence everywhere between (the set goes on in another order), or exceeds it at once beyond h: h is the switching value.

Steps (:func:`step_switch`: a standard, or a factor under a standard). Costs of 0 and 1 change only where the input
crosses one of finitely many values; between two of them nothing changes, and every interval is solved outward.

Prices (:func:`price_switch`: the cost of one site under budgets). A plan stays affordable up to a price that is
read off its own year. V and V_S never fall as the price rises, so each is a staircase, whose steps are found from
below: the best plan at the lower end, the price up to which it is affordable, the best plan just beyond it, and so
on. Prices are exact to one part in a hundred thousand: the solver keeps to a budget within one in a million.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.problem import SitingProblem, final_set, with_only, yearly_cost
from helpers.model.siting.program import solve

#: Two costs this close, relative, are one; prices are moved by the second to stand just beyond a step.
SAME, BEYOND = 1e-9, 9e-6
Opened = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Switch:
    """Where the chosen set stops being best, and the best plan just beyond.

    ``value`` is None where the set is best up to the end of the range; ``proven`` is false where a search was
    stopped, so that the set may stop being best before ``value``.
    """

    value: float | None
    rival: SitingAnswer | None = None
    proven: bool = True


@dataclass(frozen=True)
class Concave:
    """A problem of one input x whose costs are a minimum of lines in x.

    ``at(x)`` is the problem at x, ``line(opened, x)`` the intercept and slope of the line on which the cost of a
    plan lies at x, ``kinks(opened)`` the values of x between which it is one line.
    """

    at: Callable[[float], SitingProblem]
    line: Callable[[Opened, float], tuple[float, float]]
    kinks: Callable[[Opened], np.ndarray]


def of_weight(problem: SitingProblem, point: int) -> Concave:
    """Return the problem as a function of the weight of one demand point."""
    def at(x: float) -> SitingProblem:
        return replace(problem, weights=np.where(np.arange(len(problem.weights)) == point, x, problem.weights))

    def line(opened: Opened, x: float) -> tuple[float, float]:
        cost = yearly_cost(problem, opened).sum(axis=0)
        rest = np.where(np.arange(len(cost)) == point, 0.0, problem.weights)
        return float(rest @ cost), float(cost[point])

    return Concave(at, line, lambda opened: np.zeros(0))


def of_factor(problem: SitingProblem, scaled: np.ndarray) -> Concave:
    """Return the problem as a function of a factor, 1 today, on the costs that a mask (n, m) marks.

    Raises
    ------
    ValueError : no site exists, so that the cost with none open would not be concave.
    """
    if not problem.existing.any():
        raise ValueError("a factor can be moved only where some site exists")

    def at(x: float) -> SitingProblem:
        return replace(problem, cost=np.where(scaled, x * problem.cost, problem.cost))

    def nearest(opened: Opened) -> tuple[np.ndarray, np.ndarray]:
        parts = (replace(problem, cost=np.where(mask, problem.cost, np.inf)) for mask in (~scaled, scaled))
        fixed, moving = (yearly_cost(part, opened) for part in parts)
        return fixed, moving

    def line(opened: Opened, x: float) -> tuple[float, float]:
        fixed, moving = nearest(opened)
        moved = np.where(np.isfinite(moving), moving, 0) * x < np.where(np.isfinite(moving), fixed, -np.inf)
        weights = problem.weights
        return (float(np.sum(np.where(moved, 0, fixed) @ weights)),
                float(np.sum(np.where(moved, moving, 0) @ weights)))

    def kinks(opened: Opened) -> np.ndarray:
        fixed, moving = nearest(opened)
        both = np.isfinite(fixed) & np.isfinite(moving) & (moving > 0)
        return np.unique(fixed[both] / moving[both])

    return Concave(at, line, kinks)


def concave_switch(family: Concave, best: SitingAnswer, start: float, end: float) -> Switch:
    """Return where the set of a best plan at ``start`` stops being best on the way to ``end``.

    Examples
    --------
    Villages at 0, 4 and 10 km, a point at 0, one more to open. With 4 people in the far village it is best there
    (cost 20 against 24 at 4 km); a point at 4 km saves 4 (5 + x), one at 10 km 10 x + 0: equal at x = 10 / 3.

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> problem = SitingProblem(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]), counts=[1])
    >>> found = concave_switch(of_weight(problem, 2), solve(problem), 4.0, 0.0)
    >>> round(found.value, 6), found.rival.opened
    (3.333333, ((1,),))
    """
    chosen, plan, here, proven = final_set(best.opened), best.opened, start, best.status == "proven"
    while here != end:
        piece = _next_kink(family.kinks(plan), here, end)
        own = family.line(plan, (here + piece) / 2)
        found = _end_of_piece(family, own, here, piece)
        if found is None:
            here = piece
            continue
        value, probe, rival = found
        proven &= rival.status == "proven"
        same_set = _solved(with_only(family.at(probe), chosen))
        if same_set is None or not _equal(same_set.objective, rival.objective):
            return Switch(value, rival, proven)
        plan, here = same_set.opened, probe
    return Switch(None, None, proven)


def _next_kink(kinks: np.ndarray, here: float, end: float) -> float:
    low, high = min(here, end), max(here, end)
    inside = kinks[(kinks > low) & (kinks < high)]
    if not len(inside):
        return end
    return float(inside.min() if end > here else inside.max())


def _end_of_piece(family: Concave, own: tuple[float, float], start: float,
                  end: float) -> tuple[float, float, SitingAnswer] | None:
    """Return where a line stops being least, the last value at which its rival was solved for, and the rival."""
    here, found = end, None
    while True:
        rival = solve(family.at(here))
        if own[0] + own[1] * here <= rival.objective + SAME * max(1.0, abs(rival.objective)):
            return found
        other = family.line(rival.opened, here)
        meet = float(np.clip((other[0] - own[0]) / (own[1] - other[1]), *sorted((start, here))))
        found = (meet, here, rival)
        if meet in (here, start):
            return found
        here = meet


def step_switch(at: Callable[[float], SitingProblem], best: SitingAnswer, start: float, end: float,
                steps: np.ndarray) -> Switch:
    """Return where the set of a best plan stops being best, for a problem that changes only at given values.

    Parameters
    ----------
    at : the problem at a value of the input; best : a best plan at ``start``.
    steps : the values at which the problem may change; between them nothing does.

    The value returned is the step beyond which the set is not best.
    """
    chosen, plan = final_set(best.opened), best.opened
    low, high = min(start, end), max(start, end)
    inside = np.unique(steps[(steps >= low) & (steps <= high)])
    inside = inside if end > start else inside[::-1]
    ends, seen = [*inside[1:], end], _saving(at(start))
    for step, beyond in zip(inside, ends, strict=True):
        problem = at((step + beyond) / 2)
        last, seen = seen, _saving(problem)
        if step == beyond or np.array_equal(last, seen):
            continue
        rival = solve(problem)
        own = float(np.sum(yearly_cost(problem, plan) @ problem.weights))
        if _equal(own, rival.objective):
            continue
        same_set = _solved(with_only(problem, chosen))
        if same_set is None or not _equal(same_set.objective, rival.objective):
            return Switch(float(step), rival, rival.status == "proven")
        plan = same_set.opened
    return Switch(None)


def _saving(problem: SitingProblem) -> np.ndarray:
    """Return what each site alone would save each demand point, all that a siting problem depends on."""
    return np.maximum(0.0, problem.now[:, None] - problem.cost)


def price_switch(problem: SitingProblem, best: SitingAnswer, site: int, end: float) -> Switch:
    """Return the price of a site at which the set of a best plan stops being best, from today's price to ``end``.

    Raises
    ------
    ValueError : the problem has no budgets, or the site costs nothing today.
    """
    if problem.budgets is None or problem.site_cost is None:
        raise ValueError("the price of a site matters only under budgets")
    unit = float(problem.site_cost[site])
    if unit <= 0:
        raise ValueError("a site that costs nothing has no price to move from")
    # In units of today's price: the solver keeps rows of this size best.
    scaled = replace(problem, site_cost=problem.site_cost / unit,
                     budgets=[budget / unit for budget in problem.budgets])
    chosen = final_set(best.opened)
    if end < unit:
        found = _cheaper(scaled, best, site, chosen, end / unit)
    else:
        found = _dearer(scaled, best, site, chosen, end / unit) if site in chosen else Switch(None)
    return found if found.value is None else replace(found, value=found.value * unit)


def _dearer(problem, best, site, chosen, end) -> Switch:
    here = affordable(problem, best.opened, site)
    while here < end:
        dearer = _priced(problem, site, here + BEYOND)
        rival, same_set = _solved(dearer), _solved(with_only(dearer, chosen))
        if same_set is None or rival is None or not _equal(same_set.objective, rival.objective):
            return Switch(here, rival, rival is None or rival.status == "proven")
        here = max(affordable(dearer, same_set.opened, site), here + BEYOND)
    return Switch(None)


def _cheaper(problem, best, site, chosen, end) -> Switch:
    here, cost = 1.0, best.objective
    while True:
        found = _drop(problem, site, cost, end, here)
        if found is None:
            return Switch(None)
        cheaper = _priced(problem, site, found)
        rival, same_set = solve(cheaper), _solved(with_only(cheaper, chosen))
        if same_set is None or not _equal(same_set.objective, rival.objective):
            return Switch(found, rival, rival.status == "proven")
        here, cost = found, same_set.objective


def _drop(problem, site, cost, low, high) -> float | None:
    """Return the highest price below ``high`` at which the least cost is below ``cost``; None when there is none."""
    found = None
    while low < high:
        answer = _solved(_priced(problem, site, low))
        if answer is None or answer.objective >= cost - SAME * max(1.0, cost):
            return found
        found = max(low, min(affordable(problem, answer.opened, site), high - BEYOND))
        low = found + BEYOND
    return found


def affordable(problem: SitingProblem, opened: Opened, site: int) -> float:
    """Return the highest price of a site at which a plan keeps to its budgets; no limit when it is not in it."""
    for year, sites in enumerate(opened):
        if site in sites:
            others = [j for j in sites if j != site]
            return float(problem.budgets[year] - np.sum(problem.site_cost[others]))
    return np.inf


def _priced(problem: SitingProblem, site: int, price: float) -> SitingProblem:
    return replace(problem, site_cost=np.where(np.arange(len(problem.site_cost)) == site, price, problem.site_cost))


def _solved(problem: SitingProblem) -> SitingAnswer | None:
    try:
        return solve(problem)
    except ValueError:  # no plan satisfies it
        return None


def _equal(cost: float, least: float) -> bool:
    return cost <= least + SAME * max(1.0, abs(least))
