"""What the stages of the chain hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario


@dataclass(frozen=True)
class World:
    """What the stages share: values, places, travel and the years; arrays over communes (n) and sites (m)."""

    p: dict[str, float]
    scenario: Scenario
    inputs: Inputs
    communes: pd.DataFrame
    sites: pd.DataFrame
    distance_km: np.ndarray
    time_min: np.ndarray

    @property
    def plan_end(self) -> int:
        """Index of the last plan year."""
        return self.scenario.levers.plan_years - 1

    @property
    def existing(self) -> np.ndarray:
        """Mask of the sites that exist today, shape (m,)."""
        return self.sites["existing"].to_numpy(dtype=bool)

    @cached_property
    def home(self) -> np.ndarray:
        """Mask of the sites that lie in each commune, shape (n, m)."""
        return self.communes["commune_code"].to_numpy()[:, None] == self.sites["commune_code"].to_numpy()

    @property
    def people(self) -> np.ndarray:
        """People of each commune, census of 2019, shape (n,)."""
        return self.communes["population_2019"].to_numpy(dtype=float)


@dataclass(frozen=True)
class Served:
    """Who is served where in each year: nearest open site and travel to it, arrays of shape (years, n)."""

    opens: np.ndarray
    site: np.ndarray
    distance_km: np.ndarray
    time_min: np.ndarray
    before_km: np.ndarray
    before_min: np.ndarray


@dataclass(frozen=True)
class Volumes:
    """Dossiers: base and with nearer points, shape (years, n); form shares (3,); the provincial paths."""

    base: np.ndarray
    total: np.ndarray
    shares: np.ndarray
    province: pd.DataFrame


@dataclass(frozen=True)
class Counters:
    """Load and counters of every site and year, arrays of shape (years, m); closed sites have none.

    ``load`` is the offered load of the busiest hour [erlang] with other postal customers, ``own_load`` the
    part of it that dossiers bring; ``hours`` has shape (m,); ``service_min`` is the mean service time of the busiest
    hour [min].
    """

    dossiers: np.ndarray
    load: np.ndarray
    own_load: np.ndarray
    needed: np.ndarray
    served_share: np.ndarray
    hours: np.ndarray
    service_min: np.ndarray


@dataclass(frozen=True)
class Cash:
    """The cash flow: lines by name [VND per year], shape (years,), and the same as a table."""

    lines: dict[str, np.ndarray]
    table: pd.DataFrame
    payers: dict[str, str]
    fare_net: np.ndarray
