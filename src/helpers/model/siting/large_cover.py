"""The maximal covering problem with thousands of points: the best set, with a proof or an honest gap.

Choose p new sites beside those that are fixed open so that most weight is covered (Church & ReVelle 1974):

    max  sum_i w_i z_i   s.t.  z_i <= sum_{j in N_i} y_j,  sum_j y_j = p,  y binary, 0 <= z <= 1,

with N_i the sites within the standard of demand point i. It is the p-median of the costs 0 (covered) and 1 (not),
and is solved as such: the Lagrangian bound is then that of Galvao & ReVelle (1996).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse

from helpers.model.siting import effort
from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.lists import Lists, Problem
from helpers.model.siting.near import Near
from helpers.model.siting.pmedian import answered, checked
from helpers.model.siting.search import Limits


def covers_within(near: Near, standard: float) -> sparse.csr_matrix:
    """Return which sites cover which demand points, shape (n, m): those within the standard (``<=``).

    >>> from helpers.model.siting.near import NearCosts
    >>> covers_within(NearCosts(np.array([[5.0, 5.001]])), 5.0).toarray()
    array([[1, 0]], dtype=int8)
    """
    pairs = near.within(np.full(near.points, float(standard)))
    return sparse.csr_matrix((np.ones(len(pairs.point), dtype=np.int8), (pairs.point, pairs.site)),
                             shape=(near.points, near.sites))


def solve_max_cover(
    covers: sparse.spmatrix,
    weights: np.ndarray,
    p: int,
    *,
    fixed: Sequence[int] = (),
    banned: Sequence[int] = (),
    time_limit_s: float = effort.TIME_LIMIT_S,
    stop: Callable[[], bool] = lambda: False,
    left_s: Callable[[], float] | None = None,
) -> SitingAnswer:
    """Choose p new sites so that most weight lies within the standard of an open site.

    Parameters
    ----------
    covers : entry (i, j) is not nought where site j covers demand point i, shape (n, m).
    weights : weight of each demand point, shape (n,), not negative.
    p, fixed, banned, time_limit_s, stop, left_s : as for ``solve_p_median``.

    Returns
    -------
    ``objective`` is the weight left uncovered, to be minimised, as in ``plan_sites`` with ``covering_cost``.

    Raises
    ------
    ValueError : no set satisfies the numbers, fixed and banned sites, or the arguments do not fit together.

    Examples
    --------
    >>> covers = sparse.csr_matrix([[1, 1, 0], [0, 1, 0], [0, 0, 1]])
    >>> answer = solve_max_cover(covers, np.array([1.0, 2.0, 4.0]), 1)
    >>> answer.opened, answer.objective
    (((2,),), 3.0)
    """
    covers, weights = sparse.csr_matrix(covers), np.asarray(weights, dtype=float)
    fixed, banned = (np.unique(np.asarray(sites, dtype=int)) for sites in (fixed, banned))
    candidates = checked(*covers.shape, weights, p, fixed, banned)
    point, site = (covers != 0).nonzero()
    by_fixed = np.zeros(covers.shape[0], dtype=bool)
    by_fixed[point[np.isin(site, fixed)]] = True
    weights = np.where(by_fixed, 0.0, weights)
    kept = np.isin(site, candidates) & (weights[point] > 0)
    table = sparse.csr_matrix((np.ones(kept.sum()), (point[kept], site[kept])), shape=covers.shape)
    candidates = _undominated(table, candidates, p)
    problem = _posed(table[:, candidates], weights, p)
    return answered(problem, candidates, problem.lists.base / 2, Limits(time_limit_s, stop, left_s))


def _undominated(table: sparse.csr_matrix, candidates: np.ndarray, p: int) -> np.ndarray:
    """Return the candidates that cover something no other one covers too, and others up to p of them.

    Where all that j covers is covered by k, a set with j is no better than the same with k. Of two that cover
    the same the first is kept.
    """
    columns = table[:, candidates].tocsc()
    size = np.diff(columns.indptr)
    shared = (columns.T @ columns).tocoo()
    j, k = shared.row, shared.col
    inside = (shared.data == size[j]) & (j != k) & ((size[k] > size[j]) | (k < j))
    order = np.ones(len(candidates), dtype=bool)
    order[j[inside]] = order[size == 0] = False
    needless = np.flatnonzero(~order)
    order[needless[: max(0, p - int(order.sum()))]] = True
    return candidates[order]


def _posed(table: sparse.csr_matrix, weights: np.ndarray, p: int) -> Problem:
    """Return the p-median of costs 0 and w_i, points that the same sites cover taken together."""
    table.sort_indices()
    rows, groups = np.flatnonzero(weights > 0), {}
    group = np.array([groups.setdefault(table.indices[table.indptr[i]: table.indptr[i + 1]].tobytes(), len(groups))
                      for i in rows], dtype=int)
    base = np.bincount(group, weights=weights[rows], minlength=len(groups))
    part = table[rows[np.unique(group, return_index=True)[1]]]
    point = np.repeat(np.arange(len(base)), np.diff(part.indptr))
    lists = Lists(point, part.indices.astype(int), np.zeros(len(point)), base, base,
                  np.ones(len(base), dtype=bool), table.shape[1])
    return Problem(lists, p, bool((weights == np.floor(weights)).all()), lambda reach: None, _nothing_beyond)


def _nothing_beyond(points: np.ndarray, candidates: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return no further sites: every list of who covers a point is complete."""
    return np.full((len(points), k), np.inf), np.full((len(points), k), -1)
