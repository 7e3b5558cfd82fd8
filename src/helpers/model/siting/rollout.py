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

import numpy as np
from scipy import sparse

from helpers.model.siting.demands import Demands, contradiction
from helpers.model.siting.groups import Groups
from helpers.model.siting.limits import Block, plan_exists
from helpers.model.siting.milp import MilpAnswer


def covering_cost(distance_km: np.ndarray, standard_km: float) -> np.ndarray:
    """Return the 0/1 cost of maximal covering: 0 within the standard (``<=``), 1 beyond it.

    >>> covering_cost(np.array([[5.0, 5.001]]), 5.0)
    array([[0., 1.]])
    """
    return (np.asarray(distance_km) > standard_km).astype(float)


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
