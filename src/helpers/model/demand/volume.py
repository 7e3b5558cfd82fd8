"""The volume of the province: nine months to the year, and the path towards the market ceiling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Market:
    """What the provincial path of demand depends on; shares 0-1, rates per year.

    Every field is one number, or an array of shape (draws,) with one number for each draw.
    """

    dossiers_9m: float | np.ndarray
    months_reported: float | np.ndarray
    season_q4_factor: float | np.ndarray
    growth_per_year: float | np.ndarray
    market_per_person: float | np.ndarray
    population_growth_per_year: float | np.ndarray


@dataclass(frozen=True)
class FullYear:
    """A year known in part [dossiers]: what is reported, and the whole year at the low, base and high season."""

    reported: float
    low: float
    base: float
    high: float

    @property
    def observed_kept(self) -> bool:
        """Whether no end of the range is below what is reported already."""
        return self.reported <= min(self.low, self.base, self.high)


def full_year(dossiers: float, months_reported: float, q4_factor: float) -> float:
    """Return the dossiers of a year from those of its first months; arrays broadcast.

    V = D (1 + (12 - m) / m * q), with D dossiers in m months and q the mean month that is left against the
    mean month that is reported.

    >>> full_year(75000, 9, 1.0)
    100000.0
    """
    return dossiers * (1 + (12 - months_reported) / months_reported * q4_factor)


def full_year_range(dossiers: float, months_reported: float, q4_factors: tuple[float, float, float]) -> FullYear:
    """Return the year at the low, base and high factor of the months that are left.

    V_k = D + (12 - m) D / m * q_k for the factors q_low <= q_base <= q_high (``full_year``). Only the months that
    are left are uncertain: D is reported and stays in every V_k, so that V_k >= D.

    Parameters
    ----------
    dossiers : D, reported in the first months [dossiers].
    months_reported : m [months, 0 < m <= 12].
    q4_factors : q, mean month that is left against the mean month that is reported [ratio].

    Raises
    ------
    ValueError : a factor is negative, the factors do not rise, or the months are not in (0, 12].

    >>> full_year_range(80000, 8, (0.5, 1.0, 2.0))
    FullYear(reported=80000, low=100000.0, base=120000.0, high=160000.0)
    """
    if min(q4_factors) < 0 or list(q4_factors) != sorted(q4_factors):
        raise ValueError(f"the factors {q4_factors} must rise from nought or more")
    if not 0 < months_reported <= 12:
        raise ValueError(f"{months_reported:g} months reported: more than 0 and at most 12 are allowed")
    return FullYear(dossiers, *(float(full_year(dossiers, months_reported, factor)) for factor in q4_factors))


def paths(market: Market, population: float | np.ndarray, years: range, origin: int) -> np.ndarray:
    """Return dossiers per year of many draws at once, shape (draws, years), on logistic paths.

    The formula is that of ``provincial_path``, row by row; without arrays the shape is (years,).

    Parameters
    ----------
    market : what the paths depend on; numbers, or arrays of shape (draws,).
    population : people in the origin year; a number, or an array of shape (draws,).
    years : years wanted; origin : year of the last observed volume.

    Raises
    ------
    ValueError : the volume of the origin year reaches the ceiling, in any draw.

    >>> market = Market(75000, 9, 1.0, np.array([0.0, 0.14]), 1.0, 0.0)
    >>> paths(market, 200_000, range(2018, 2020), 2018).round()
    array([[100000., 100000.],
           [100000., 106989.]])
    """
    start, growth, ceiling, people_growth = np.broadcast_arrays(
        full_year(market.dossiers_9m, market.months_reported, market.season_q4_factor), market.growth_per_year,
        market.market_per_person * population, market.population_growth_per_year)
    full = np.flatnonzero(start >= ceiling)
    if full.size:
        at = full[0]
        draw = f" in {full.size} of {start.size} draws, first in draw {at}" if start.ndim else ""
        raise ValueError(f"volume {start.flat[at]:.0f} of {origin} reaches the market ceiling "
                         f"{ceiling.flat[at]:.0f}{draw}")
    age = np.arange(years.start, years.stop) - origin
    start, growth, ceiling, people_growth = (v[..., None] for v in (start, growth, ceiling, people_growth))
    return ceiling * (1 + people_growth) ** age / (1 + (ceiling / start - 1) * np.exp(-growth * age))


def provincial_path(market: Market, population: float, years: range, origin: int) -> np.ndarray:
    """Return dossiers per year [shape (years,)] on a logistic path towards the market ceiling.

    V(y) = M(y) / (1 + (M0 / V0 - 1) exp(-g (y - origin))), with V0 the volume of the origin year, M(y) the
    ceiling per person times the population of year y and g the intrinsic growth. The path starts at V0, never
    exceeds M(y), and rises when g and population growth are positive. The rate of growth is g (1 - V / M), below
    g from the start.

    Parameters
    ----------
    market : what the path depends on.
    population : people in the origin year.
    years : years wanted; origin : year of the last observed volume.

    Raises
    ------
    ValueError : the volume of the origin year reaches the ceiling.

    >>> market = Market(75000, 9, 1.0, 0.14, 1.0, 0.0)
    >>> provincial_path(market, 200_000, range(2018, 2020), 2018).round()
    array([100000., 106989.])
    """
    return paths(market, population, years, origin)
