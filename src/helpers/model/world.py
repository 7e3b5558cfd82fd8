"""What the stages of the chain hand to each other: of one run, or of many draws at once as leading axis ``...``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario
from helpers.model.access import DrawnWays, Ways
from helpers.model.broadcast import spread_all

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Setting:
    """What is the same in every draw: the scenario and its inputs, places and the years; n communes and m sites.

    ``given`` names values that the scenario or the draws set themselves, which then hold for all points.
    """

    scenario: Scenario
    inputs: Inputs
    communes: pd.DataFrame
    sites: pd.DataFrame
    given: frozenset[str] = frozenset()
    _found: dict = field(default_factory=dict, repr=False)

    def once(self, find: Callable[[Setting], T]) -> T:
        """Return what a function finds in the setting; it is asked once, however many draws there are."""
        if find not in self._found:
            self._found[find] = find(self)
        return self._found[find]

    @cached_property
    def existing(self) -> np.ndarray:
        """Mask of the sites that exist today, shape (m,)."""
        return self.sites["existing"].to_numpy(dtype=bool)

    @cached_property
    def home(self) -> np.ndarray:
        """Mask of the sites that lie in each commune, shape (n, m)."""
        return self.communes["commune_code"].to_numpy()[:, None] == self.sites["commune_code"].to_numpy()

    @cached_property
    def hilly(self) -> np.ndarray:
        """Mask of the sites that lie in the mountains, shape (m,)."""
        return (self.sites["terrain"] == "mountain").to_numpy()

    @cached_property
    def people(self) -> np.ndarray:
        """People of each commune, census of 2019, shape (n,)."""
        return self.communes["population_2019"].to_numpy(dtype=float)

    @property
    def plan_end(self) -> int:
        """Index of the last plan year."""
        return self.scenario.levers.plan_years - 1


@dataclass(frozen=True)
class World:
    """A setting with values: numbers, or arrays of shape (draws,); and the ways between its communes and sites."""

    p: Mapping[str, float | np.ndarray]
    setting: Setting
    ways: Ways | DrawnWays

    @cached_property
    def p1(self) -> dict[str, float | np.ndarray]:
        """The values beside one axis more, of places or of years."""
        return spread_all(self.p, 1)

    @cached_property
    def p2(self) -> dict[str, float | np.ndarray]:
        """The values beside two axes more, of years and places."""
        return spread_all(self.p, 2)

    @property
    def distance_km(self) -> np.ndarray:
        """Road distance from every commune to every site, shape (..., n, m)."""
        return self.ways.distance_km

    @property
    def time_min(self) -> np.ndarray:
        """Travel time from every commune to every site, shape (..., n, m)."""
        return self.ways.time_min

    @property
    def scenario(self) -> Scenario:
        return self.setting.scenario

    @property
    def inputs(self) -> Inputs:
        return self.setting.inputs

    @property
    def communes(self) -> pd.DataFrame:
        return self.setting.communes

    @property
    def sites(self) -> pd.DataFrame:
        return self.setting.sites

    @property
    def existing(self) -> np.ndarray:
        return self.setting.existing

    @property
    def home(self) -> np.ndarray:
        return self.setting.home

    @property
    def people(self) -> np.ndarray:
        return self.setting.people

    @property
    def plan_end(self) -> int:
        return self.setting.plan_end

    def nearest(self, is_open: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return each commune's nearest open site, the distance [km] and the time [min] to it, shape (..., n).

        Raises
        ------
        ValueError : no site is open.
        """
        return self.ways.nearest(is_open, self.home)


@dataclass(frozen=True)
class Served:
    """Who is served where: nearest open site and travel to it, today and in each state.

    A state is a set of open points that does not change over some years; ``state`` is that of each year, shape
    (years,). ``opens`` is the year in which each site opens, shape (m,); the arrays ``state_...`` have shape
    (..., states, n), those of today (..., n).
    """

    opens: np.ndarray
    is_open: np.ndarray
    state: np.ndarray
    state_site: np.ndarray
    state_km: np.ndarray
    state_min: np.ndarray
    before_km: np.ndarray
    before_min: np.ndarray

    @property
    def site(self) -> np.ndarray:
        """Index of the nearest open site of each year, shape (..., years, n)."""
        return self.state_site[..., self.state, :]

    @property
    def distance_km(self) -> np.ndarray:
        """Distance to the nearest open site of each year, shape (..., years, n)."""
        return self.state_km[..., self.state, :]

    @property
    def time_min(self) -> np.ndarray:
        """Time to the nearest open site of each year, shape (..., years, n)."""
        return self.state_min[..., self.state, :]


@dataclass(frozen=True)
class Volumes:
    """Dossiers: the provincial path of each year, how it falls on communes, and the shares of the forms.

    ``path`` has shape (..., years), ``weight`` (..., n) sums to 1 over communes; ``state_weight`` (..., states, n) is
    the weight with what nearer points add; ``shares`` is (3, ...).
    """

    path: np.ndarray
    weight: np.ndarray
    state_weight: np.ndarray
    state: np.ndarray
    shares: np.ndarray

    @property
    def base(self) -> np.ndarray:
        """Dossiers with today's points, shape (..., years, n)."""
        return self.path[..., None] * self.weight[..., None, :]

    @property
    def total(self) -> np.ndarray:
        """Dossiers with the points open in each year, shape (..., years, n)."""
        return self.path[..., None] * self.state_weight[..., self.state, :]

    def at_year(self, year: int) -> np.ndarray:
        """Dossiers by commune in the year of that place, shape (..., n)."""
        return self.path[..., year, None] * self.state_weight[..., self.state[year], :]

    @cached_property
    def by_year(self) -> np.ndarray:
        """Dossiers of the province in each year, shape (..., years)."""
        return self.path * self.state_weight.sum(axis=-1)[..., self.state]


@dataclass(frozen=True)
class Counters:
    """Load and counters of every site and year, arrays of shape (..., years, m); closed sites have none.

    ``load`` is the offered load of the busiest hour [erlang] with other postal customers, ``own_load`` the
    part of it that dossiers bring; ``service_min`` the mean service time of that hour; ``hours`` (..., m).
    """

    dossiers: np.ndarray
    load: np.ndarray
    own_load: np.ndarray
    needed: np.ndarray
    service_min: np.ndarray
    hours: np.ndarray


@dataclass(frozen=True)
class Mail:
    """The mail of each site to the hub of its district, arrays of shape (..., m)."""

    road_to_hub_km: np.ndarray
    minutes_to_hub_min: np.ndarray
    misses_the_bag: np.ndarray
    bag_margin_min: np.ndarray


@dataclass(frozen=True)
class Cash:
    """The cash flow: lines by name [VND per year], shape (..., years), who pays each, and the fare after exemptions.

    ``fare_net`` is that of send, receive and both, shape (3, ...) [VND].
    """

    lines: dict[str, np.ndarray]
    payers: dict[str, str]
    fare_net: np.ndarray
