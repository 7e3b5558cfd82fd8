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
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.demands import CoverageFloor, Demands, Floor, check, contradiction
from helpers.model.siting.effort import TIME_LIMIT_S
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
    problem = _grouped(near, weights, now, years)
    prices = None if site_cost is None else site_cost[asked.candidates]
    answer = first_of_equals(program(asked, [problem.service()], problem.gain()),
                             preferences(problem.sites, years, prices), years * float(weights @ now), time_limit_s)
    sets = _open_sets(answer, asked)
    objective = _total_cost(sets, near, weights, now)
    bound = min(objective, years * float(weights @ now) - answer.bound)
    before = np.vstack([np.zeros(sets.shape[1], dtype=bool), sets[:-1]])
    opened = tuple(tuple(int(j) for j in asked.candidates[year]) for year in sets & ~before)
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


def _total_cost(sets: np.ndarray, cost: np.ndarray, weights: np.ndarray, now: np.ndarray) -> float:
    """Return the weighted cost summed over years, each demand point at its cheapest open site."""
    best = [np.minimum(now, cost[:, year].min(axis=1, initial=np.inf)) for year in sets]
    return float(np.sum(best @ weights))


def _open_sets(answer: MilpAnswer, asked: Demands) -> np.ndarray:
    """Return the mask of candidates that are open in each year, shape (years, candidates)."""
    if answer.status == "infeasible":
        raise contradiction(asked, plan_exists)
    if answer.status == "unknown":
        raise TimeoutError("the time limit came before any plan was found")
    sites = len(asked.candidates)
    return answer.x[: asked.years * sites].reshape(asked.years, sites) > 0.5


def _grouped(cost: np.ndarray, weights: np.ndarray, now: np.ndarray, years: int) -> _Problem:
    """Collect for every demand point the groups of candidates that serve it at the same, lower cost."""
    point, site = np.nonzero((cost < now[:, None]) & (weights[:, None] > 0))
    keys, member = np.unique(np.column_stack([point, cost[point, site]]), axis=0, return_inverse=True)
    demand = keys[:, 0].astype(int)
    return _Problem(cost.shape[1], demand, weights[demand] * (now[demand] - keys[:, 1]), member.ravel(), site,
                    years)


@dataclass(frozen=True)
class _Problem:
    """Columns: the open variables of every year, then the service variables of every year.

    ``demand``, ``saving`` : demand point and weighted saving of each group of sites, shape (g,).
    ``member``, ``slot`` : pairs of a group and a candidate in it, each shape (q,).
    """

    sites: int
    demand: np.ndarray
    saving: np.ndarray
    member: np.ndarray
    slot: np.ndarray
    years: int

    def gain(self) -> np.ndarray:
        return np.concatenate([np.zeros(self.years * self.sites), np.tile(self.saving, self.years)])

    def service(self) -> Block:
        """Return the rows of the service variables: served once, and from open sites only."""
        opened, served = zip(self._served_once(), self._served_from_open(), strict=True)
        limits = np.repeat([1.0, 0.0], [part.shape[0] for part in opened])
        return Block(sparse.vstack(opened), np.full(len(limits), -np.inf), limits, sparse.vstack(served))

    def _by_year(self, opened: sparse.spmatrix, served: sparse.spmatrix) -> tuple:
        """Repeat one year's rows for every year: a block for the open and one for the service variables."""
        every = sparse.identity(self.years)
        return sparse.kron(every, opened), sparse.kron(every, served)

    def _served_once(self) -> sparse.spmatrix:
        points, place = np.unique(self.demand, return_inverse=True)
        groups = len(self.saving)
        served = sparse.csr_matrix((np.ones(groups), (place, np.arange(groups))), shape=(len(points), groups))
        return self._by_year(sparse.csr_matrix((len(points), self.sites)), served)

    def _served_from_open(self) -> sparse.spmatrix:
        groups = len(self.saving)
        members = sparse.csr_matrix((np.ones(len(self.slot)), (self.member, self.slot)),
                                    shape=(groups, self.sites))
        return self._by_year(-members, sparse.identity(groups))
