"""Where new points go: p-median and maximal covering with existing points fixed open, over one or more years.

Both are one problem. With cost ``c_ij`` of serving demand point i from site j, weight ``w_i``, and years t
whose sets are nested, the plan maximises what new sites save against the existing ones,

    max  sum_t sum_i sum_k  w_i (c_i0 - c_ik) z_ikt
    s.t. sum_k z_ikt <= 1,   z_ikt <= sum_{j in G_ik} y_jt,   y_jt >= y_j,t-1,   sum_j y_jt = P_t  and / or
         sum_j b_j (y_jt - y_j,t-1) <= B_t,   0 <= z <= 1,   y binary,   and the floors (``limits``),

where ``c_i0`` is the cost from the best existing site and ``G_ik`` holds the candidates that serve i at one
and the same cost ``c_ik < c_i0``. Where every group has one site it is the p-median of Hakimi (1964) in the
strong form of ReVelle & Swain (1970); with ``c_ij = 1 if the distance exceeds the standard else 0`` every
demand point has one group and it is the maximal covering location problem of Church & ReVelle (1974).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.demands import CoverageFloor, Demands, Floor, check, contradiction
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.groups import Groups, group_sites
from helpers.model.siting.limits import Block, plan_exists, program
from helpers.model.siting.milp import MilpAnswer
from helpers.model.siting.ties import first_of_equals, preferences


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
    years = _years(counts, budgets, site_cost)
    asked = Demands(existing, weights, years, *(None if plan is None else tuple(plan) for plan in (counts, budgets)),
                    site_cost, tuple(pinned), tuple(banned), tuple(floors))
    check(asked)
    near = cost[:, asked.candidates]
    now = cost[:, existing].min(axis=1) if existing.any() else cost.max(axis=1)
    service, gain = every_year(group_sites(near, weights, now), years)
    prices = None if site_cost is None else site_cost[asked.candidates]
    preference = preferences(len(asked.candidates), years, prices)
    answer = first_of_equals(program(asked, [service], gain), preference, years * float(weights @ now), time_limit_s)
    opened = sites_by_year(answer, asked)
    objective = _total_cost(opened, cost, weights, now)
    bound = min(objective, years * float(weights @ now) - answer.bound)
    return SitingAnswer(opened, objective, bound, (objective - bound) / max(1.0, objective), answer.status,
                        answer.seconds)


def _years(counts, budgets, site_cost) -> int:
    """Return the number of years once the numbers of points and the budgets fit together."""
    given = [len(plan) for plan in (counts, budgets) if plan is not None]
    if not given or min(given) == 0:
        raise ValueError("siting needs the number of new points or a budget, for at least one year")
    if len(set(given)) > 1:
        raise ValueError("counts and budgets must cover the same years")
    if budgets is not None and site_cost is None:
        raise ValueError("budgets need the cost of each site")
    return given[0]


def _total_cost(opened, cost: np.ndarray, weights: np.ndarray, now: np.ndarray) -> float:
    """Return the weighted cost summed over years, each demand point at its cheapest open site."""
    total, best = 0.0, now
    for year in opened:
        best = np.minimum(best, cost[:, list(year)].min(axis=1, initial=np.inf))
        total += float(weights @ best)
    return total


def sites_by_year(answer: MilpAnswer, asked: Demands) -> tuple[tuple[int, ...], ...]:
    """Return the sites that an answer opens in each year.

    Raises
    ------
    Contradiction : the answer is that no plan exists.
    TimeoutError : the answer is that none was found in time.
    """
    if answer.status == "infeasible":
        raise contradiction(asked, plan_exists)
    if answer.status == "unknown":
        raise TimeoutError("the time limit came before any plan was found")
    sites = len(asked.candidates)
    sets = answer.x[: asked.years * sites].reshape(asked.years, sites) > 0.5
    before = np.vstack([np.zeros(sites, dtype=bool), sets[:-1]])
    return tuple(tuple(int(j) for j in asked.candidates[year]) for year in sets & ~before)


def every_year(groups: Groups, years: int) -> tuple[Block, np.ndarray]:
    """Return the rows of the service variables of every year, and the gain of all variables.

    Columns: the open variables of every year, then the service variables of every year.
    """
    every, rows = sparse.identity(years), (groups.served_once(), groups.served_from_open())
    opened = sparse.vstack([sparse.kron(every, part[:, : groups.sites]) for part in rows])
    served = sparse.vstack([sparse.kron(every, part[:, groups.sites :]) for part in rows])
    upper = np.repeat([1.0, 0.0], [years * part.shape[0] for part in rows])
    gain = np.concatenate([np.zeros(years * groups.sites), np.tile(groups.saving, years)])
    return Block(opened, np.full(len(upper), -np.inf), upper, served), gain
