"""Where new points go: p-median and maximal covering with existing points fixed open, over one or more years.

Both are one problem. With cost ``c_ij`` of serving demand point i from site j, weight ``w_i``, and years t
whose sets are nested, the plan maximises what new sites save against the existing ones,

    max  sum_t sum_i sum_k  w_i (c_i0 - c_ik) z_ikt
    s.t. sum_k z_ikt <= 1,   z_ikt <= sum_{j in G_ik} y_jt,   y_jt >= y_j,t-1,   sum_j y_jt = P_t  and / or
         sum_j b_j (y_jt - y_j,t-1) <= B_t,   0 <= z <= 1,   y binary,

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
from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.groups import Groups, group_sites
from helpers.model.siting.milp import MilpAnswer, maximise


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
        left over lapses; a site that would save nothing stays closed). At least one of the two; both of the
        same length when both are given.
    site_cost : cost of opening each site, shape (m,); needed with ``budgets``.
    pinned, banned : sites that must be open by the last year / must not open.
    time_limit_s : seconds after which the best plan so far is returned with status ``feasible``.

    Raises
    ------
    ValueError : no plan satisfies the numbers, budgets, pins and bans, or the arguments do not fit together.
    TimeoutError : the time limit came before any plan was found.

    Examples
    --------
    Three villages at 0, 4 and 10 km on a road, a point at 0, one more to open:

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> plan_sites(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]), counts=[1]).opened
    ((2,),)
    """
    years = _years(counts, budgets, site_cost)
    candidates = np.setdiff1d(np.flatnonzero(~existing), np.asarray(banned, dtype=int))
    if not np.isin(pinned, candidates).all():
        raise ValueError("a pinned site exists already or is banned")
    now = cost[:, existing].min(axis=1) if existing.any() else cost.max(axis=1)
    problem = _Problem(group_sites(cost[:, candidates], weights, now), years)
    rows, row_lower, row_upper = problem.constraints(counts, budgets, None if site_cost is None
                                                     else site_cost[candidates])
    lower = np.zeros(problem.size)
    lower[problem.open_column(years - 1, np.flatnonzero(np.isin(candidates, pinned)))] = 1
    answer = maximise(problem.gain(), rows, row_upper, integer=problem.is_open(), row_lower=row_lower,
                      lower=lower, time_limit_s=time_limit_s)
    sets = _open_sets(answer, problem)
    if counts is None:
        sets = _without_idle(sets, cost[:, candidates], weights, now, keep=np.isin(candidates, pinned))
    objective = _total_cost(sets, cost[:, candidates], weights, now)
    bound = min(objective, years * float(weights @ now) - answer.bound)
    before = np.vstack([np.zeros(len(candidates), dtype=bool), sets[:-1]])
    opened = tuple(tuple(int(j) for j in candidates[year]) for year in sets & ~before)
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


def _without_idle(sets, cost, weights, now, keep) -> np.ndarray:
    """Return the sets without the sites whose absence costs nothing; those to keep stay."""
    least = _total_cost(sets, cost, weights, now)
    for site in np.flatnonzero(sets[-1] & ~keep):
        fewer = sets.copy()
        fewer[:, site] = False
        if _total_cost(fewer, cost, weights, now) <= least:
            sets = fewer
    return sets


def _open_sets(answer: MilpAnswer, problem: _Problem) -> np.ndarray:
    """Return the mask of candidates that are open in each year, shape (years, candidates)."""
    if answer.status == "infeasible":
        raise ValueError("no plan satisfies the numbers, budgets, pinned and banned sites")
    if answer.status == "unknown":
        raise TimeoutError("the time limit came before any plan was found")
    return answer.x[: problem.years * problem.sites].reshape(problem.years, problem.sites) > 0.5


@dataclass(frozen=True)
class _Problem:
    """Columns: the open variables of every year, then the service variables of every year."""

    groups: Groups
    years: int

    @property
    def sites(self) -> int:
        return self.groups.sites

    @property
    def size(self) -> int:
        return self.years * self.groups.size

    def open_column(self, year: int, slot: np.ndarray) -> np.ndarray:
        return year * self.sites + slot

    def is_open(self) -> np.ndarray:
        return np.arange(self.size) < self.years * self.sites

    def gain(self) -> np.ndarray:
        return np.concatenate([np.zeros(self.years * self.sites), np.tile(self.groups.saving, self.years)])

    def constraints(self, counts, budgets, site_cost):
        """Return rows, lower and upper limits of all constraints."""
        once, linked = self.groups.served_once(), self.groups.served_from_open()
        structure = sparse.vstack([self._every_year(once), self._every_year(linked), self._nested()])
        free = structure.shape[0] - self.years * once.shape[0]
        blocks, low = [structure], [-np.inf] * structure.shape[0]
        high = [1.0] * (self.years * once.shape[0]) + [0.0] * free
        for year in range(self.years):
            if counts is not None:
                blocks.append(self._row({year: np.ones(self.sites)}))
                low.append(float(sum(counts[: year + 1])))
                high.append(low[-1])
            if budgets is not None:
                parts = {year: site_cost} if year == 0 else {year: site_cost, year - 1: -site_cost}
                blocks.append(self._row(parts))
                low.append(-np.inf)
                high.append(float(budgets[year]))
        return sparse.vstack(blocks).tocsc(), np.array(low), np.array(high)

    def _row(self, parts: dict[int, np.ndarray]) -> sparse.csr_matrix:
        row = np.zeros(self.size)
        for year, values in parts.items():
            row[self.open_column(year, np.arange(self.sites))] = values
        return sparse.csr_matrix(row)

    def _every_year(self, rows: sparse.csr_matrix) -> sparse.spmatrix:
        """Repeat the rows of one year for every year: first all open variables, then all service variables."""
        every = sparse.identity(self.years)
        return sparse.hstack([sparse.kron(every, rows[:, : self.sites]), sparse.kron(every, rows[:, self.sites :])])

    def _nested(self) -> sparse.spmatrix:
        step = sparse.eye(self.years - 1, self.years) - sparse.eye(self.years - 1, self.years, k=1)
        rows = sparse.kron(step, sparse.identity(self.sites))
        service = self.years * len(self.groups.saving)
        return sparse.hstack([rows, sparse.csr_matrix((rows.shape[0], service))])
