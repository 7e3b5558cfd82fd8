"""Which sites are near each demand point: lists that are cut off at a cost and extended on demand.

A large problem has too many pairs of a demand point and a site to hold them all, and needs only the near ones.
Whatever is read from such a list says up to which cost it is complete, so that no bound rests on a site that
was left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.spatial import cKDTree

from helpers.model.siting.effort import FIRST_NEIGHBOURS

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Pairs:
    """Pairs of a demand point and a site, ordered by point, then cost, then site; three arrays of one shape."""

    point: np.ndarray
    site: np.ndarray
    cost: np.ndarray

    def where(self, kept: np.ndarray) -> Pairs:
        """Return the pairs of a mask."""
        return Pairs(self.point[kept], self.site[kept], self.cost[kept])


class Near(Protocol):
    """Costs between ``points`` demand points and ``sites`` sites, read from the nearest outwards."""

    points: int
    sites: int
    whole: bool  # every cost is a whole number

    def count(self, limit: np.ndarray) -> int:
        """Return the number of pairs whose cost is at most the limit of its point, about."""

    def within(self, limit: np.ndarray) -> Pairs:
        """Return every pair whose cost is at most the limit of its point (``<=``), limit of shape (points,)."""

    def kth(self, k: int) -> np.ndarray:
        """Return the cost of the k-th nearest site of every point (k = 1: the nearest), shape (points,)."""

    def nearest(self, rows: np.ndarray, sites: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Return costs and sites of the k nearest of some sites for some points, each of shape (rows, k).

        Where fewer than k sites are given the cost is infinite and the site -1.
        """


@dataclass(frozen=True)
class NearCosts:
    """Nearest-first lists of a cost matrix.

    ``cost`` : cost of serving demand point i from site j, shape (n, m), finite and not negative.

    >>> near = NearCosts(np.array([[3.0, 1.0, 2.0]]))
    >>> near.within(np.array([2.0])).site, near.kth(2)
    (array([1, 2]), array([2.]))
    """

    cost: np.ndarray

    def __post_init__(self):
        cost = np.asarray(self.cost, dtype=float)
        if cost.ndim != 2 or not np.isfinite(cost).all() or (cost < 0).any():
            raise ValueError("costs must be a matrix of finite numbers that are not negative")
        object.__setattr__(self, "cost", cost)

    @property
    def points(self) -> int:
        return self.cost.shape[0]

    @property
    def sites(self) -> int:
        return self.cost.shape[1]

    @property
    def whole(self) -> bool:
        return bool((self.cost == np.floor(self.cost)).all())

    def count(self, limit: np.ndarray) -> int:
        return int((self.cost <= np.asarray(limit)[:, None]).sum())

    def within(self, limit: np.ndarray) -> Pairs:
        point, site = np.nonzero(self.cost <= np.asarray(limit)[:, None])
        return _ordered(point, site, self.cost[point, site])

    def kth(self, k: int) -> np.ndarray:
        return np.partition(self.cost, k - 1, axis=1)[:, k - 1]

    def nearest(self, rows: np.ndarray, sites: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        costs = self.cost[np.ix_(rows, sites)]
        order = np.argsort(costs, axis=1, kind="stable")[:, :k]
        return _padded(np.take_along_axis(costs, order, axis=1), np.asarray(sites)[order], k)


class NearPlaces:
    """Nearest-first lists of places on the globe, by great circle [km], without a matrix of distances.

    d_ij = 2 R arcsin(|u_i - u_j| / 2) with R the radius of the Earth and u the unit vectors of the places: the
    chord of the unit sphere orders the sites as the great circle does, so a k-d tree (Bentley 1975) finds them.

    Parameters
    ----------
    lat, lon : places of the demand points [degrees], shape (n,).
    site_lat, site_lon : places of the sites [degrees], shape (m,).

    Examples
    --------
    >>> near = NearPlaces([0.0], [0.0], [0.0, 0.0], [2.0, 1.0])
    >>> near.kth(1).round(3)
    array([111.195])
    """

    whole = False

    def __init__(self, lat, lon, site_lat, site_lon):
        self._from, self._to = _unit(lat, lon), _unit(site_lat, site_lon)
        self.points, self.sites = len(self._from), len(self._to)
        self._tree = cKDTree(self._to) if self.sites else None

    def count(self, limit: np.ndarray) -> int:
        angle = np.clip(np.asarray(limit, dtype=float) / EARTH_RADIUS_KM, -1, np.pi)
        chord = np.where(angle < 0, -1.0, 2 * np.sin(angle / 2))
        rows = np.flatnonzero(chord >= 0)
        return int(self._tree.query_ball_point(self._from[rows], chord[rows], return_length=True).sum())

    def within(self, limit: np.ndarray) -> Pairs:
        rows, k, parts = np.arange(self.points), min(FIRST_NEIGHBOURS, self.sites), []
        limit = np.asarray(limit, dtype=float)
        while len(rows):
            # One more than asked for shows that the list goes on beyond the limit.
            cost, site = self._query(self._tree, rows, k)
            inside = cost <= limit[rows, None]
            done = (cost[:, -1] > limit[rows] * (1 + 1e-12)) if k < self.sites else np.ones(len(rows), dtype=bool)
            row, column = np.nonzero(inside & done[:, None])
            parts.append((rows[row], site[row, column], cost[row, column]))
            rows, k = rows[~done], min(2 * k, self.sites)
        return _ordered(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    def kth(self, k: int) -> np.ndarray:
        return self._query(self._tree, np.arange(self.points), k)[0][:, k - 1]

    def nearest(self, rows: np.ndarray, sites: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        sites = np.asarray(sites, dtype=int)
        if not len(sites):
            return _padded(np.zeros((len(rows), 0)), np.zeros((len(rows), 0), dtype=int), k)
        cost, slot = self._query(cKDTree(self._to[sites]), rows, min(k, len(sites)), sites)
        return _padded(cost, slot, k)

    def _query(self, tree, rows, k, names=None) -> tuple[np.ndarray, np.ndarray]:
        """Return costs and sites of the k nearest, in order of cost as computed here."""
        slot = tree.query(self._from[rows], k=np.arange(1, k + 1))[1]
        site = slot if names is None else names[slot]
        chord = np.sqrt(((self._from[rows, None, :] - self._to[site]) ** 2).sum(axis=2))
        return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1, chord / 2)), site


def _unit(lat, lon) -> np.ndarray:
    """Return the unit vectors of places given in degrees, shape (n, 3)."""
    lat, lon = np.radians(np.asarray(lat, dtype=float)), np.radians(np.asarray(lon, dtype=float))
    if not (np.isfinite(lat).all() and np.isfinite(lon).all()):
        raise ValueError("every place needs a latitude and a longitude")
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _ordered(point, site, cost) -> Pairs:
    order = np.lexsort((site, cost, point))
    return Pairs(point[order], site[order], cost[order])


def _padded(cost: np.ndarray, site: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    missing = ((0, 0), (0, k - cost.shape[1]))
    return np.pad(cost, missing, constant_values=np.inf), np.pad(site, missing, constant_values=-1)
