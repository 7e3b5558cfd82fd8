"""A location problem seen from its demand points: for each the sites that may serve it, cheapest first.

Every list is complete up to the *reach* of its point: a site that is not in it costs at least the reach. What
is proven from the lists holds for all sites, because nothing is assumed beyond the reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers.model.siting.effort import PROVEN_GAP


@dataclass(frozen=True)
class Lists:
    """Weighted costs of candidate sites, ordered by demand point, then cost.

    ``point``, ``site``, ``cost`` : the entries: demand point, candidate and weighted cost, each shape (q,).
    ``base`` : weighted cost of the best site that is open in any case, shape (n,); infinite without one.
    ``reach`` : a candidate that is not listed costs at least this, shape (n,). Of a complete list it is the
    base, or the greatest cost where there is no base.
    ``complete`` : whether every candidate cheaper than the base is listed, shape (n,).
    ``sites`` : number of candidates.
    """

    point: np.ndarray
    site: np.ndarray
    cost: np.ndarray
    base: np.ndarray
    reach: np.ndarray
    complete: np.ndarray
    sites: int

    @property
    def points(self) -> int:
        return len(self.base)

    @cached_property
    def start(self) -> np.ndarray:
        """Where the entries of each point begin, shape (n + 1,)."""
        return np.searchsorted(self.point, np.arange(self.points + 1))

    @cached_property
    def by_site(self) -> tuple[np.ndarray, np.ndarray]:
        """Entries ordered by site, and where each site's begin, shapes (q,) and (sites + 1,)."""
        order = np.argsort(self.site, kind="stable")
        return order, np.searchsorted(self.site[order], np.arange(self.sites + 1))

    def first_two(self, is_open: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return cost and site of the two cheapest listed open sites of each point, each shape (n, 2).

        Where fewer are listed the cost is infinite and the site -1.
        """
        entry = np.flatnonzero(is_open[self.site])
        start = np.searchsorted(self.point[entry], np.arange(self.points + 1))
        cost, site = np.full((self.points, 2), np.inf), np.full((self.points, 2), -1)
        for rank in (0, 1):
            has = np.flatnonzero(np.diff(start) > rank)
            chosen = entry[start[has] + rank]
            cost[has, rank], site[has, rank] = self.cost[chosen], self.site[chosen]
        return cost, site

    def only(self, points: np.ndarray) -> Lists:
        """Return the lists of some points, a mask of shape (n,), which are numbered anew."""
        kept, slot = points[self.point], np.cumsum(points) - 1
        return Lists(slot[self.point[kept]], self.site[kept], self.cost[kept], self.base[points], self.reach[points],
                     self.complete[points], self.sites)

    def cut(self, reach: np.ndarray) -> Lists:
        """Return the lists without what costs more than a reach, where that is nearer than theirs."""
        shorter = reach < self.reach
        kept = ~shorter[self.point] | (self.cost <= reach[self.point])
        return Lists(self.point[kept], self.site[kept], self.cost[kept], self.base,
                     np.where(shorter, reach, self.reach), self.complete & ~shorter, self.sites)


@dataclass(frozen=True)
class Problem:
    """Open exactly ``p`` of the candidates so that the weighted cost of serving all points is least.

    ``lists`` : what is known of the costs so far.
    ``whole`` : every weighted cost, listed or not, is a whole number.
    ``listed`` : reach asked for, shape (n,) -> lists that go at least so far; None when they would be too long.
    ``beyond`` : (points, candidates, k) -> weighted costs and candidates of the k cheapest; for points whose
    open sites lie beyond their reach.
    """

    lists: Lists
    p: int
    whole: bool
    listed: Callable[[np.ndarray], Lists | None]
    beyond: Callable[[np.ndarray, np.ndarray, int], tuple[np.ndarray, np.ndarray]]

    def two_cheapest(self, is_open: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return cost and candidate of the cheapest and the second cheapest open site, each shape (n, 2).

        The sites that are open in any case count as one site, number -1, of cost ``base``.
        """
        lists = self.lists
        cost, site = lists.first_two(is_open)
        far = np.flatnonzero((site[:, 1] < 0) & ~lists.complete)
        if len(far) and is_open.any():
            cost[far], site[far] = self.beyond(far, np.flatnonzero(is_open), 2)
        first, second = lists.base <= cost[:, 0], lists.base <= cost[:, 1]
        cost[first, 1], site[first, 1] = cost[first, 0], site[first, 0]
        cost[first, 0], site[first, 0] = lists.base[first], -1
        second &= ~first
        cost[second, 1], site[second, 1] = lists.base[second], -1
        return cost, site

    def total(self, is_open: np.ndarray) -> float:
        """Return the weighted cost of a set of open candidates."""
        return float(self.two_cheapest(is_open)[0][:, 0].sum())

    def sharpened(self, bound: float) -> float:
        """Return the least cost that a set can have at or above a bound: a whole number where all costs are."""
        return float(np.ceil(bound - self._rounding(bound))) if self.whole else bound

    def threshold(self, best: float) -> float:
        """Return the cost above which no set is better than the best: nearly the next whole number below."""
        return best - (1 - 2 * self._rounding(best)) if self.whole else best - PROVEN_GAP * abs(best)

    def _rounding(self, value: float) -> float:
        return 1e-6 * max(1.0, abs(value) * 1e-6)
