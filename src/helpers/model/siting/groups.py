"""Candidates grouped by what they cost each demand point: what location problems are built from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True)
class Groups:
    """Groups of candidates that serve a demand point at one and the same cost, lower than today's.

    Columns of a problem of one year: the open variables of the candidates, then the service variables of the
    groups. ``demand``, ``saving`` : demand point and weighted saving of each group, shape (g,).
    ``member``, ``slot`` : pairs of a group and a candidate in it, each shape (q,).
    """

    sites: int
    demand: np.ndarray
    saving: np.ndarray
    member: np.ndarray
    slot: np.ndarray

    @property
    def size(self) -> int:
        return self.sites + len(self.saving)

    def is_open(self) -> np.ndarray:
        return np.arange(self.size) < self.sites

    def gain(self) -> np.ndarray:
        return np.concatenate([np.zeros(self.sites), self.saving])

    def served_once(self) -> sparse.csr_matrix:
        """Return the rows sum_k z_ik <= 1."""
        points, place = np.unique(self.demand, return_inverse=True)
        groups = len(self.saving)
        served = sparse.csr_matrix((np.ones(groups), (place, np.arange(groups))), shape=(len(points), groups))
        return sparse.hstack([sparse.csr_matrix((len(points), self.sites)), served]).tocsr()

    def served_from_open(self) -> sparse.csr_matrix:
        """Return the rows z_ik - sum_{j in G_ik} y_j <= 0."""
        groups = len(self.saving)
        members = sparse.csr_matrix((np.ones(len(self.slot)), (self.member, self.slot)),
                                    shape=(groups, self.sites))
        return sparse.hstack([-members, sparse.identity(groups)]).tocsr()


def group_sites(cost: np.ndarray, weights: np.ndarray, now: np.ndarray) -> Groups:
    """Return the groups of candidates that are cheaper than today's best site.

    Parameters
    ----------
    cost : cost of serving demand point i from candidate j, shape (n, c).
    weights : weight of each demand point, shape (n,).
    now : cost from the best site that is open already, shape (n,).
    """
    point, site = np.nonzero((cost < now[:, None]) & (weights[:, None] > 0))
    keys, member = np.unique(np.column_stack([point, cost[point, site]]), axis=0, return_inverse=True)
    demand = keys[:, 0].astype(int)
    return Groups(cost.shape[1], demand, weights[demand] * (now[demand] - keys[:, 1]), member.ravel(), site)


def least_cost(cost: np.ndarray, weights: np.ndarray, now: np.ndarray, is_open: np.ndarray) -> float:
    """Return the weighted cost when every demand point uses its cheapest open site."""
    return float(np.minimum(now, cost[:, is_open].min(axis=1, initial=np.inf)) @ weights)


def row_of(values: np.ndarray, size: int) -> sparse.csr_matrix:
    """Return one row with the given values in its first columns and nought in the others, shape (1, size)."""
    row = np.zeros(size)
    row[: len(values)] = values
    return sparse.csr_matrix(row)
