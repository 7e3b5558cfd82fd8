"""How good access is: shares within a standard, means, quantiles, inequality, and the ministry's two indicators.

Every measure takes one value for each commune and a weight for each commune, people or dossiers: access counts
those, not places. Where leading axes are draws, the measures of all of them are taken at once.
"""

from __future__ import annotations

import numpy as np

#: Classes of communes that count as difficult: areas II and III, and the coastal and island list.
DIFFICULT = ("II", "III", "bai_ngang")


def share_within(distance: np.ndarray, limit: float, weights: np.ndarray) -> float | np.ndarray:
    """Return the weighted share [0-1] whose distance is at most the limit (``<=``); nan without any weight.

    Weights are people or dossiers: coverage counts those, not places.

    >>> share_within(np.array([5.0, 6.0]), 5.0, np.array([3, 1]))
    0.75
    """
    return share_where(distance <= limit, weights)


def share_where(holds: np.ndarray, weights: np.ndarray) -> float | np.ndarray:
    """Return the weighted share [0-1] of the communes for which something holds; nan without any weight.

    Parameters
    ----------
    holds : shape (..., n); weights : shape (n,).

    >>> share_where(np.array([True, False]), np.array([3, 1]))
    0.75
    """
    return weighted_mean(holds, weights)


def weighted_mean(values: np.ndarray, weights: np.ndarray) -> float | np.ndarray:
    """Return sum_i w_i x_i / sum_i w_i in the unit of the values, shape (...); nan without any weight.

    Parameters
    ----------
    values : shape (..., n); weights : shape (n,).

    >>> weighted_mean(np.array([2.0, 6.0]), np.array([3, 1]))
    3.0
    """
    total, summed = float(np.sum(weights)), values @ np.asarray(weights, dtype=float)
    return _plain(summed / total if total else summed * np.nan)


def weighted_quantile(values: np.ndarray, weights: np.ndarray, level: float) -> float | np.ndarray:
    """Return the smallest value at or below which at least the share ``level`` of the weight lies, shape (...).

    Parameters
    ----------
    values : shape (..., n); weights : shape (n,).

    >>> weighted_quantile(np.array([1.0, 2.0, 9.0]), np.array([50, 45, 5]), 0.95)
    2.0
    """
    order = np.argsort(values, axis=-1, kind="stable")
    reached = np.cumsum(weights[order], axis=-1)
    place = (reached >= level * reached[..., -1:] * (1 - 1e-12)).argmax(axis=-1)[..., None]
    return _plain(np.take_along_axis(values, np.take_along_axis(order, place, -1), -1)[..., 0])


def _plain(value: np.ndarray) -> float | np.ndarray:
    return value if np.ndim(value) else float(value)


def gini(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the weighted Gini coefficient [0-1] of values that are not negative; nan when all of them are nought.

    G = sum_i sum_j w_i w_j |x_i - x_j| / (2 W^2 m), with value x_i and weight w_i of commune i, W = sum_i w_i and
    the weighted mean m: 0 when everyone has the same, towards 1 when one of many has all. It is computed along
    the Lorenz curve of the sorted values, G = 1 - sum_k (L_k + L_(k-1)) (p_k - p_(k-1)), with the share p_k of the
    weight and the share L_k of the total up to the k-th value.

    Parameters
    ----------
    values : x, shape (n,), none negative.
    weights : w, people or dossiers, shape (n,).

    Source: Gini 1912; weighted as in Lerman and Yitzhaki 1989.

    >>> gini(np.array([0.0, 1.0]), np.array([1, 1]))
    0.5
    """
    order = np.argsort(values, kind="stable")
    held = np.cumsum(values[order] * weights[order])
    if not held[-1] > 0:
        return float("nan")
    share = weights[order] / np.sum(weights)
    curve = held / held[-1]
    before = np.concatenate([[0.0], curve[:-1]])
    return float(1 - np.dot(curve + before, share))


def mean_service_radius_km(area_km2: float, points: int) -> float:
    """Return the ministry's mean service radius [km], sqrt(A / (pi n)); nan without any point.

    >>> round(mean_service_radius_km(331212, 18502), 2)
    2.39
    """
    return float(np.sqrt(area_km2 / (np.pi * points))) if points else float("nan")


def people_per_point(people: float, points: int) -> float:
    """Return the ministry's number of people for each point; nan without any point.

    >>> people_per_point(3000, 2)
    1500.0
    """
    return people / points if points else float("nan")
