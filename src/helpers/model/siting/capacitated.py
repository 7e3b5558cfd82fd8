"""New points with a whole number of counters each, where demand must fit into what the counters can take.

A candidate site j opens with at most one type of point and 1 to c_max counters. Every pair of a type and a number
of counters is a level l with capacity q_jl and cost b_jl; levels that another beats in both are dropped, and the
rest rise in both. With v_jl = 1 when site j has at least level l, and x_ij the share of demand point i (demand
D_i, distance d_ij) that site j takes,

    min  sum_ij D_i d_ij x_ij                            (or the cost  sum_jl (b_jl - b_j,l-1) v_jl)
    s.t. sum_j x_ij = 1,   x_ij <= v_j1,   v_jl <= v_j,l-1,
         sum_i D_i x_ij <= sum_l (q_jl - q_j,l-1) v_jl   (at an existing site: <= its capacity),
         sum_jl (b_jl - b_j,l-1) v_jl <= B,   sum_{j in G} v_j1 >= floor,
         sum_{i in H} D_i sum_{j in N_i} x_ij >= s sum_{i in H} D_i,   v binary,   x >= 0 (binary: single sourcing).

It is the capacitated facility location problem with modular capacities (Correia and Captivo 2003) in the strong
form x_ij <= v_j1; the steps between levels make the relaxation the convex hull of the levels of each site.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.demands import (
    ROUNDING,
    BeyondStandard,
    CoverageFloor,
    Demands,
    Floor,
    TooLittleCapacity,
    as_mask,
    check,
    contradiction,
)
from helpers.model.siting.effort import EXISTS_LIMIT_S, FIRST_SEARCH, NEAREST_SITES, ROW_SCALE, TIME_LIMIT_S
from helpers.model.siting.levels import (
    Case,
    PointType,
    counter_program,
    near_arcs,
    scaled,
    site_levels,
    standard_arcs,
)
from helpers.model.siting.milp import MilpAnswer


@dataclass(frozen=True, eq=False)
class CapacitatedAnswer(SitingAnswer):
    """Sites that open, in one year, with their types and counters; ``objective`` is what was minimised.

    ``types`` and ``counters`` follow the order of ``opened[0]``. ``assigned`` is the share of each demand point
    that each site takes, shape (n, m), no row where there is no demand; ``weighted_distance`` the demand times
    the distance of it; ``total_cost`` the fixed and running cost of the new points over the years [VND].
    """

    types: tuple[str, ...]
    counters: tuple[int, ...]
    assigned: np.ndarray
    weighted_distance: float
    total_cost: float


def capacitated(
    distance: np.ndarray,
    demand: np.ndarray,
    existing: np.ndarray,
    types: Sequence[PointType],
    *,
    capacity_now: np.ndarray,
    minimise: Literal["distance", "cost"] = "distance",
    budget: float | None = None,
    years: float = 1.0,
    pinned: Sequence[int] = (),
    banned: Sequence[int] = (),
    floors: Sequence[Floor | CoverageFloor] = (),
    reach: float | None = None,
    nearest: int | None = NEAREST_SITES,
    single: bool = False,
    time_limit_s: float = TIME_LIMIT_S,
) -> CapacitatedAnswer:
    """Choose sites, their types and whole numbers of counters, and which site takes which demand.

    Parameters
    ----------
    distance : distance of demand point i from site j, shape (n, m), finite and not negative.
    demand : demand of each point [dossiers per year], shape (n,), not negative; all of it must be taken.
    existing : mask of the sites that are open already, shape (m,); they cost nothing and stay as they are.
    types : types of point that may open, at most one at a site.
    capacity_now : what each existing site takes [dossiers per year], shape (m,); not used for other sites.
    minimise : ``distance``, demand times distance; or ``cost``, of the new points, and then the distance.
    budget : most that the new points may cost [VND], fixed cost and ``years`` of running cost.
    years : years of running cost that count.
    pinned, banned : sites that must / must not open.
    floors : as in ``plan_sites``; a coverage floor counts the demand that is taken within the standard.
    reach : no demand goes farther than this (``<=``); no limit when None.
    nearest : existing sites, and as many candidates, that may serve a demand point: its nearest ones, and all
        within the standard of a coverage floor; all sites when None. What is proven is proven for these. When they
        do not suffice for any plan, all sites are tried. The least cost without a reach needs no such limit: only
        what is taken within a standard is followed to its site, the rest may go anywhere.
    single : whether each demand point is served whole by one site.
    time_limit_s : seconds after which the best plan so far is returned with status ``feasible``.

    Raises
    ------
    ImpossibleDemands : no plan satisfies the demands; the message says why.
    TimeoutError : the time limit came before any plan was found.

    Examples
    --------
    A full point at 0 km takes 100 of 130 dossiers; a second, at 2 km, takes the rest and what is nearer to it:

    >>> distance = np.array([[0.0, 2.0], [2.0, 0.0]])
    >>> small = PointType("small", fixed_cost=50.0, counter_cost=10.0, capacity=20.0, most_counters=4)
    >>> answer = capacitated(distance, np.array([90.0, 40.0]), np.array([True, False]), [small],
    ...                      capacity_now=np.array([100.0, 0.0]), budget=80.0)
    >>> answer.opened, answer.types, answer.counters, answer.total_cost, answer.weighted_distance
    (((1,),), ('small',), (2,), 70.0, 0.0)
    """
    levels, asked = _asked(demand, existing, types, years, budget, (pinned, banned, floors))
    check(asked)
    every = Case(distance, asked.weights, np.asarray(capacity_now, dtype=float), asked, levels,
                 near_arcs(distance, asked, reach, None), single)
    for refuse in (refuse_out_of_reach, refuse_little_capacity, refuse_little_capacity_within_reach):
        refuse(every)
    if minimise == "cost" and reach is None and not single:
        case = dataclasses.replace(every, arcs=standard_arcs(asked), pooled=True)
    else:
        case = dataclasses.replace(every, arcs=near_arcs(distance, asked, reach, nearest))
    case, answer = _best(case, every, minimise == "cost", time_limit_s)
    if answer.status == "infeasible":
        raise contradiction(asked, lambda fewer: _exists(every, fewer, types, years, reach))
    if answer.status == "unknown":
        raise TimeoutError("the time limit came before any plan was found")
    return _answer(every if case.pooled else case, answer, [one.name for one in types], minimise == "cost")


def _asked(demand, existing, types, years, budget, limits):
    """Return the levels of the candidates, and the demands with the cheapest level as the price of a site."""
    if not types or min(one.most_counters for one in types) < 1 or min(one.capacity for one in types) <= 0:
        raise ValueError("siting with counters needs types of point with a capacity and at least one counter")
    asked = Demands(existing, np.asarray(demand, dtype=float), 1, None, None if budget is None else (budget,), None,
                    *map(tuple, limits))
    levels = site_levels(types, asked.candidates, years)
    price = np.zeros(len(existing))
    price[asked.candidates] = levels.cost[levels.lowest]
    return levels, dataclasses.replace(asked, site_cost=price)


def refuse_out_of_reach(case: Case) -> None:
    """Refuse demand points without any site within the reach."""
    beyond = (case.demand > 0) & ~case.arcs.any(axis=1)
    if beyond.any():
        raise BeyondStandard(f"{int(beyond.sum())} of {int((case.demand > 0).sum())} demand points have no site "
                             f"within reach")


def refuse_little_capacity(case: Case) -> None:
    """Refuse a demand above what all sites take with the most counters, or that the budget can buy."""
    now, levels = float(case.capacity_now[case.asked.existing].sum()), case.levels
    most = np.zeros(len(case.asked.candidates))
    np.maximum.at(most, levels.slot, levels.capacity)
    total, demand, asked = now + float(most.sum()), float(case.demand.sum()), case.asked
    if demand > total * (1 + ROUNDING):
        raise TooLittleCapacity(f"the demand is {demand:,.6g} a year, but all sites with the most counters take "
                                f"{total:,.6g}, the existing ones {now:,.6g} of it")
    if asked.budgets is None or not len(levels.cost) or levels.cost.min() <= 0:
        return
    bought = now + float((levels.capacity / levels.cost).max()) * max(0.0, asked.budgets[0])
    if demand > bought * (1 + ROUNDING):
        raise TooLittleCapacity(f"the demand is {demand:,.6g} a year; existing sites take {now:,.6g}, and a budget "
                                f"of {asked.budgets[0]:,.12g} buys counters for at most {bought - now:,.6g} more")


def refuse_little_capacity_within_reach(case: Case) -> None:
    """Refuse a demand point whose demand is above what all sites within reach take; one of them, if not split."""
    most = np.where(case.asked.existing, case.capacity_now, 0.0)
    np.maximum.at(most, case.asked.candidates[case.levels.slot], case.levels.capacity)
    within = np.where(case.arcs, most, 0.0)
    taken = within.max(axis=1, initial=0.0) if case.single else within.sum(axis=1)
    short = np.flatnonzero(case.demand > taken * (1 + ROUNDING))
    if short.size:
        one = "the largest site" if case.single else "all sites"
        raise TooLittleCapacity(f"demand point {short[0]} has {case.demand[short[0]]:,.6g} a year, but {one} within "
                                f"reach can take {taken[short[0]]:,.6g}")


def _best(case: Case, every: Case, by_cost: bool, time_limit_s: float) -> tuple[Case, MilpAnswer]:
    """Return the best plan and the case it belongs to: that of all arcs where the nearest do not suffice."""
    answer = _solve(case, by_cost, time_limit_s)
    if answer.status != "infeasible" or case.pooled or (case.arcs == every.arcs).all():
        return case, answer
    return every, _solve(every, by_cost, max(0.0, time_limit_s - answer.seconds))


def _solve(case: Case, by_cost: bool, time_limit_s: float) -> MilpAnswer:
    """Return the answer of a case in its own units.

    The least cost is searched for a part of the time, and then with what was found as a budget: as a row the cost
    gives the solver cuts that it does not draw from an objective.
    """
    first = _searched(case, by_cost, time_limit_s * FIRST_SEARCH if by_cost else time_limit_s)
    if not by_cost or first.status in ("proven", "infeasible"):
        return first
    found = first.status == "feasible"
    most = (1 + ROUNDING) * -first.objective
    asked = dataclasses.replace(case.asked, budgets=(most,)) if found else case.asked
    held = dataclasses.replace(case, asked=asked)
    second = _searched(held, by_cost, max(0.0, time_limit_s - first.seconds))
    seconds = first.seconds + second.seconds
    if not found or second.status == "proven":
        return dataclasses.replace(second, seconds=seconds)
    best = second if second.status == "feasible" and second.objective >= first.objective else first
    bound = first.bound if np.isnan(second.bound) else min(first.bound, second.bound)
    return dataclasses.replace(best, bound=bound, seconds=seconds)


def _searched(case: Case, by_cost: bool, time_limit_s: float) -> MilpAnswer:
    """Return the answer of one search in the units of the case."""
    gain = _gain(case, by_cost)
    scale = scaled(gain, ROW_SCALE)
    answer = dataclasses.replace(counter_program(case), gain=gain * scale).solve(time_limit_s)
    return dataclasses.replace(answer, objective=answer.objective / scale, bound=answer.bound / scale)


def _gain(case: Case, by_cost: bool) -> np.ndarray:
    """Return the negative cost, or the negative demand times distance, of each variable."""
    (point, site), levels = case.ends, case.levels
    if by_cost:
        return np.append(-levels.above(levels.cost), np.zeros(len(point)))
    return np.append(np.zeros(len(levels.slot)), -case.demand[point] * case.distance[point, site])


def _exists(every: Case, fewer: Demands, types: Sequence[PointType], years: float, reach: float | None):
    """Return whether a plan satisfies fewer demands; None when the time does not suffice to know."""
    case = dataclasses.replace(every, asked=fewer, levels=site_levels(types, fewer.candidates, years),
                               arcs=near_arcs(every.distance, fewer, reach, None))
    status = counter_program(case).solve(EXISTS_LIMIT_S).status
    return {"proven": True, "feasible": True, "infeasible": False, "unknown": None}[status]


def _assigned(case: Case, answer: MilpAnswer, size: int) -> np.ndarray:
    """Return the shares of the nearest assignment to the chosen counters, shape (n, m), rows of 1."""
    fixed, program = np.round(answer.x[:size]), counter_program(case)
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[:size] = upper[:size] = fixed
    gain = _gain(case, by_cost=False)
    again = dataclasses.replace(program, gain=gain * scaled(gain, ROW_SCALE), lower=lower, upper=upper)
    best = again.solve(EXISTS_LIMIT_S)
    shares = np.zeros(case.arcs.shape)
    shares[case.arcs] = np.clip((answer if np.isnan(best.objective) else best).x[size:], 0, 1)
    shares = np.round(shares) if case.single else shares
    taken = shares.sum(axis=1, keepdims=True)
    return np.divide(shares, taken, out=shares, where=taken > 0)


def _trimmed(case: Case, chosen: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return the mask of levels without the counters and sites that take nothing, shape (l,).

    A site that takes nothing stays open at its first level where it is pinned or a floor needs it.
    """
    levels, asked = case.levels, case.asked
    load = (case.demand @ shares)[asked.candidates[levels.slot]]
    below = levels.capacity - levels.above(levels.capacity)
    needed = chosen & ((load > below * (1 + ROUNDING)) | levels.lowest)
    idle = (load <= ROUNDING * case.demand.sum()) & ~asked.is_pinned[levels.slot]
    for level in np.flatnonzero(needed & levels.lowest & idle):
        fewer = needed & (levels.slot != levels.slot[level])
        is_open = asked.existing | as_mask(asked.candidates[levels.slot[fewer]], len(asked.existing))
        if all((asked.group(floor) & is_open).sum() >= floor.least for floor in asked.site_floors()):
            needed = fewer
    return needed


def _answer(case: Case, answer: MilpAnswer, names: Sequence[str], by_cost: bool) -> CapacitatedAnswer:
    levels = case.levels
    size = len(levels.slot)
    shares = _assigned(case, answer, size)
    has = _trimmed(case, answer.x[:size] > 0.5, shares)
    top = np.flatnonzero(has & ~np.append(has[1:] & ~levels.lowest[1:], np.zeros(min(size, 1), dtype=bool)))
    cost = float(levels.cost[top].sum())
    far = float((case.demand[:, None] * case.distance * shares).sum())
    objective = cost if by_cost else far
    bound = min(objective, -answer.bound)
    gap = (objective - bound) / max(1.0, objective)
    proven = answer.status == "proven" and gap <= ROUNDING
    return CapacitatedAnswer(
        (tuple(int(j) for j in case.asked.candidates[levels.slot[top]]),), objective, objective if proven else bound,
        0.0 if proven else gap, "proven" if proven else "feasible", answer.seconds,
        tuple(names[k] for k in levels.kind[top]), tuple(int(c) for c in levels.counters[top]), shares, far, cost)
