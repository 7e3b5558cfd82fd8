"""The ways from communes to sites, and the nearest open site: of one run, or of many draws at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from helpers.model.access.travel import Roads, nearest_site


@dataclass(frozen=True)
class Ways:
    """Road distance [km] and time [min] from every commune to every site, each of shape (n, m)."""

    distance_km: np.ndarray
    time_min: np.ndarray

    def nearest(self, is_open: np.ndarray, home: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the index of the nearest open site, the distance [km] and the time [min] to it, each shape (n,).

        Raises
        ------
        ValueError : no site is open.
        """
        site, km = nearest_site(self.distance_km, is_open, home)
        return site, km, self.time_min[np.arange(len(site)), site]


@dataclass(frozen=True)
class DrawnWays:
    """Straight ways [km] and whether they take the factors of the mountains, shape (n, m); factors of many draws.

    The fields of ``roads`` are numbers or arrays of shape (draws,). Within a class of terrain all ways of a draw have
    the same factor, so that the nearest site of each class is the same in all draws: only these two are compared.
    """

    straight_km: np.ndarray
    hilly: np.ndarray
    roads: Roads
    _found: dict = field(default_factory=dict, repr=False)

    @cached_property
    def distance_km(self) -> np.ndarray:
        """Road distance, shape (draws, n, m) [km]."""
        return self.straight_km * self._by_terrain(self.roads.detour_plain, self.roads.detour_mountain)

    @cached_property
    def time_min(self) -> np.ndarray:
        """Travel time, shape (draws, n, m) [min]."""
        return self.distance_km / self._by_terrain(self.roads.speed_plain_kmh, self.roads.speed_mountain_kmh) * 60

    def _by_terrain(self, plain: np.ndarray, mountain: np.ndarray) -> np.ndarray:
        return np.where(self.hilly, *(np.asarray(value)[..., None, None] for value in (mountain, plain)))

    def nearest(self, is_open: np.ndarray, home: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the same as :meth:`Ways.nearest`, each of shape (draws, n).

        Raises
        ------
        ValueError : no site is open.
        """
        roads = self.roads
        (plain, plain_straight), (hilly, hilly_straight), before = self._two_nearest(is_open, home)
        plain_km = plain_straight * np.asarray(roads.detour_plain)[..., None]
        hilly_km = hilly_straight * np.asarray(roads.detour_mountain)[..., None]
        by_hills = (hilly_km < plain_km) | ((hilly_km == plain_km) & before)
        km = np.where(by_hills, hilly_km, plain_km)
        speed = np.where(by_hills, *(np.asarray(value)[..., None]
                                     for value in (roads.speed_mountain_kmh, roads.speed_plain_kmh)))
        return np.where(by_hills, hilly, plain), km, km / speed * 60

    def _two_nearest(self, is_open: np.ndarray, home: np.ndarray) -> tuple:
        """Return site and straight way of the nearest of each class, and where that by the hills goes first.

        Equally near, the site at home goes first, then the first in order, as in one run. Found once for all draws.
        """
        key = is_open.tobytes()
        if key not in self._found:
            plain, hilly = (nearest_site(np.where(self.hilly == kind, self.straight_km, np.inf), is_open, home)
                            for kind in (False, True))
            rank = [home[np.arange(len(home)), site] * (1 + home.shape[1]) - site for site, _ in (plain, hilly)]
            self._found[key] = plain, hilly, rank[1] > rank[0]
        return self._found[key]
