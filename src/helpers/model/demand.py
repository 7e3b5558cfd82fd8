"""How many dossiers, where and in which form (Decision 45/2016/QĐ-TTg, article 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

#: send: only the dossier goes by post; receive: only the result; both: both ways.
FORMS = ("send", "receive", "both")


@dataclass(frozen=True)
class Market:
    """What the provincial path of demand depends on; shares 0-1, rates per year."""

    dossiers_9m: float
    months_reported: float
    season_q4_factor: float
    growth_per_year: float
    market_per_person: float
    population_growth_per_year: float


@dataclass(frozen=True)
class Split:
    """How dossiers fall into the three forms; shares 0-1."""

    reception_share: float
    both_share_of_receptions: float
    online_shift_share: float


def full_year(dossiers: float, months_reported: float, q4_factor: float) -> float:
    """Return the dossiers of a year from those of its first months.

    V = D (1 + (12 - m) / m * q), with D dossiers in m months and q the mean month that is left against the
    mean month that is reported.

    >>> full_year(75000, 9, 1.0)
    100000.0
    """
    return dossiers * (1 + (12 - months_reported) / months_reported * q4_factor)


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
    start = full_year(market.dossiers_9m, market.months_reported, market.season_q4_factor)
    age = np.arange(years.start, years.stop) - origin
    ceiling = market.market_per_person * population
    if start >= ceiling:
        raise ValueError(f"volume {start:.0f} of {origin} reaches the market ceiling {ceiling:.0f}")
    growth = (1 + market.population_growth_per_year) ** age
    return ceiling * growth / (1 + (ceiling / start - 1) * np.exp(-market.growth_per_year * age))


def form_shares(split: Split) -> np.ndarray:
    """Return the shares of send, receive and both, shape (3,), summing to 1.

    Receptions s are send + both, of which a share b chooses both. A share o of receptions moves online: the
    result is then still received by post. send = s (1 - b)(1 - o), both = s b (1 - o), receive = the rest.

    >>> form_shares(Split(0.2, 0.5, 0.0)).round(3)
    array([0.1, 0.8, 0.1])
    """
    received = split.reception_share * (1 - split.online_shift_share)
    both = received * split.both_share_of_receptions
    send = received - both
    return np.array([send, 1 - send - both, both])


def commune_weights(communes: pd.DataFrame, time_min: np.ndarray, *, rural_ratio: float,
                    decay_per_min: float) -> np.ndarray:
    """Return the share of provincial demand of each commune, shape (n,), summing to 1.

    w_i proportional to P_i u_i exp(-beta t_i): census population, uptake (1 in wards and towns, the rural
    ratio elsewhere), and decay with the travel time t_i [min] to the nearest point that exists today.
    """
    uptake = np.where(communes["kind"] == "xã", rural_ratio, 1.0)
    raw = communes["population_2019"].to_numpy() * uptake * np.exp(-decay_per_min * time_min)
    return raw / raw.sum()


def induced_demand(base: np.ndarray, time_before_min: np.ndarray, time_after_min: np.ndarray,
                   decay_per_min: float) -> np.ndarray:
    """Return dossiers once points have moved nearer: v_i exp(beta (t_i - t_i')).

    Parameters
    ----------
    base : dossiers with today's points, shape (..., n) [dossiers per year].
    time_before_min, time_after_min : travel time to the nearest point today and then, broadcastable to it.
    decay_per_min : beta, the decay of demand per minute of travel.

    >>> induced_demand(np.array([100.0]), np.array([30.0]), np.array([20.0]), 0.01).round(2)
    array([110.52])
    """
    return base * np.exp(decay_per_min * (time_before_min - time_after_min))


def at_sites(by_commune: np.ndarray, assignment: np.ndarray, sites: int) -> np.ndarray:
    """Return the dossiers at each site, shape (sites,): communes summed over their nearest site."""
    return np.bincount(assignment, weights=by_commune, minlength=sites)
