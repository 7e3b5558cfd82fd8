"""How many carriers the results need that are brought to people's homes."""

from __future__ import annotations

import numpy as np


def carrier_hours_per_day(delivered_per_day: np.ndarray, time_min: np.ndarray, *, stop_min: float,
                          stops_per_trip: float, attempts: float) -> np.ndarray:
    """Return the working hours that home deliveries take each day, shape (n,).

    h_i = r_i f (s + 2 t_i / g) / 60: results brought home r_i [per day], attempts per result f, minutes of a stop s
    (finding the house, checking the identity card, signing), minutes t_i from the point to the commune, there and
    back, shared by the g stops of one trip. Ways between the stops of a trip are part of t_i, which holds the mean
    way inside the commune.

    >>> carrier_hours_per_day(np.array([6.0]), np.array([20.0]), stop_min=6, stops_per_trip=4, attempts=1).tolist()
    [1.6]
    """
    each_min = stop_min + 2 * np.asarray(time_min) / stops_per_trip
    return np.asarray(delivered_per_day) * attempts * each_min / 60


def carriers_fte(hours_per_day: np.ndarray, staff_hours_per_day: float, leave_factor: float) -> np.ndarray:
    """Return full-time carriers: hours per day / working hours of one person * factor for leave.

    >>> carriers_fte(np.array([16.0]), 8.0, 1.15).tolist()
    [2.3]
    """
    return np.asarray(hours_per_day) / staff_hours_per_day * leave_factor
