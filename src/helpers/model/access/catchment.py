"""Floating catchment areas: how much service people can reach, shared with the others who can reach it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def plain_weights(distance: np.ndarray, limit: float) -> np.ndarray:
    """Return 1 where the distance is at most the limit (``<=``) and 0 beyond it, shape of the distances.

    Source: Luo and Wang 2003.

    >>> plain_weights(np.array([4.9, 5.0, 5.1]), 5.0)
    array([1., 1., 0.])
    """
    return (distance <= limit).astype(float)


def step_weights(distance: np.ndarray, limits: Sequence[float], weights: Sequence[float]) -> np.ndarray:
    """Return the weight of the zone that each distance lies in, shape of the distances; 0 beyond the last zone.

    A distance lies in the first zone whose limit it does not exceed (``<=``).

    Parameters
    ----------
    distance : distance or time, any shape.
    limits : outer limits of the zones, rising, in the unit of the distances.
    weights : weight of each zone [0-1].

    Raises
    ------
    ValueError : limits do not rise, or there is not one weight for each.

    Source: Luo and Qi 2009, zones of the same size weighted by a Gaussian.

    >>> step_weights(np.array([3.0, 3.1, 8.1]), [3, 5, 8], [1.0, 0.5, 0.25])
    array([1. , 0.5, 0. ])
    """
    if len(limits) != len(weights) or np.any(np.diff(limits) <= 0):
        raise ValueError("the limits of the zones must rise, with one weight for each zone")
    zone = np.searchsorted(np.asarray(limits, dtype=float), distance, side="left")
    return np.append(np.asarray(weights, dtype=float), 0.0)[zone]


def gaussian_weights(distance: np.ndarray, limit: float) -> np.ndarray:
    """Return a weight that falls along a Gaussian from 1 at no distance to 0 at the limit, shape of the distances.

    f(d) = (exp(-(d / d0)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)) for d <= d0 and 0 beyond, with the limit d0 of the
    catchment: no zone has an edge at which service is lost at once.

    Source: Dai 2010; the continuous form of the weights of Luo and Qi 2009.

    >>> gaussian_weights(np.array([0.0, 4.0, 8.0, 9.0]), 8.0).round(4)
    array([1.    , 0.7014, 0.    , 0.    ])
    """
    edge = np.exp(-0.5)
    curve = (np.exp(-0.5 * (distance / limit) ** 2) - edge) / (1 - edge)
    return np.where(distance <= limit, np.maximum(curve, 0.0), 0.0)


def two_step_floating_catchment(weights: np.ndarray, demand: np.ndarray, supply: np.ndarray) -> np.ndarray:
    """Return the supply that one unit of demand of each commune can count on, shape (n,).

    Step 1: R_j = S_j / sum_i f_ij P_i, the supply of a point for each unit of demand in its catchment. Step 2:
    A_i = sum_j f_ij R_j, over the points in the catchment of the commune. A point that nobody reaches gives
    nothing; of the others nothing is lost: sum_i P_i A_i = sum_j S_j.

    Parameters
    ----------
    weights : f_ij, weight [0-1] of the way from commune i to point j, shape (n, m): plain weights give the method of
        Luo and Wang, step or Gaussian weights the enhanced one.
    demand : P_i, people or dossiers, shape (n,).
    supply : S_j, counters or opening hours of the point, shape (m,).

    Source: Luo and Wang 2003 (2SFCA); Luo and Qi 2009 (E2SFCA).

    >>> two_step_floating_catchment(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([1.0, 3.0]), np.array([4.0, 3.0]))
    array([1., 2.])
    """
    reached = demand @ weights
    ratio = np.divide(supply, reached, out=np.zeros(len(reached)), where=reached > 0)
    return weights @ ratio
