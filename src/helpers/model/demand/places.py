"""Where dossiers come from: the share of each commune, and what a quicker way to a point adds."""

from __future__ import annotations

import numpy as np
import pandas as pd


def commune_weights(communes: pd.DataFrame, time_min: np.ndarray, *, rural_ratio: float | np.ndarray,
                    decay_per_min: float | np.ndarray) -> np.ndarray:
    """Return the share of provincial demand of each commune, shape (..., n), summing to 1.

    w_i proportional to P_i u_i exp(-beta t_i): census population, uptake (1 in wards and towns, the rural
    ratio elsewhere), and decay with the travel time t_i [min] to the nearest point that exists today. Of many draws,
    times have shape (draws, n), ratio and decay (draws, 1).
    """
    uptake = np.where(communes["kind"] == "xã", rural_ratio, 1.0)
    raw = communes["population_2019"].to_numpy() * uptake * np.exp(-decay_per_min * time_min)
    return raw / raw.sum(axis=-1, keepdims=True)


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


def quickest_so_far(time_before_min: np.ndarray, time_min: np.ndarray) -> np.ndarray:
    """Return the least travel time to the nearest points of today and of the years up to each year, (..., years, n).

    t*_iy = min(t_i, min_{z <= y} t_iz). The point that is nearest by road may take longer to reach, where the way to
    it leads through mountains. A new point of that kind takes nobody's older point away, so that uptake follows the
    quicker one and never falls when a point opens.

    Parameters
    ----------
    time_before_min : t_i, to the nearest point of today, shape (..., n) [min].
    time_min : t_iy, to the nearest point open in year y, shape (..., years, n) [min]; no point closes. Years in which
        the same points are open may be one.

    >>> quickest_so_far(np.array([20.0]), np.array([[15.0], [18.0]])).tolist()
    [[15.0], [15.0]]
    """
    return np.minimum.accumulate(np.minimum(time_min, time_before_min[..., None, :]), axis=-2)


def at_sites(by_commune: np.ndarray, assignment: np.ndarray, sites: int) -> np.ndarray:
    """Return the dossiers at each site, shape (..., sites): communes summed over their nearest site.

    Parameters
    ----------
    by_commune : dossiers, shape (..., n); assignment : index of the site of each commune, what broadcasts to it.

    >>> at_sites(np.array([[1.0, 2.0, 4.0], [1.0, 1.0, 1.0]]), np.array([0, 2, 2]), 3).tolist()
    [[1.0, 0.0, 6.0], [1.0, 0.0, 2.0]]
    """
    lead = by_commune.shape[:-1]
    block = np.arange(int(np.prod(lead))).reshape(*lead, 1) * sites
    return np.bincount((block + assignment).ravel(), by_commune.ravel(), block.size * sites).reshape(*lead, sites)
