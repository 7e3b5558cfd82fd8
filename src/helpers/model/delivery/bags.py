"""Whether the mail of a point catches the bags of the day."""

from __future__ import annotations

import numpy as np


def misses_the_bag(time_to_hub_min: np.ndarray, pickup_hour: float, hub_close_hour: float) -> np.ndarray:
    """Return whether the day's mail reaches the district office after its bags close, shape of the times.

    Late when pick-up hour + travel time > closing hour; arriving on the hour is in time (``<=``).

    >>> misses_the_bag(np.array([150.0, 151.0]), 15.0, 17.5)
    array([False,  True])
    """
    # Rounded to a hundredth of a second so that a time equal to the limit is not late by a rounding error.
    return np.round(pickup_hour * 60 + np.asarray(time_to_hub_min) - hub_close_hour * 60, 4) > 0


def working_days(late: np.ndarray, limit_days: float) -> np.ndarray:
    """Return the working days of delivery: the limit when the bag is caught, one more when it is missed.

    The mail network is taken to deliver exactly at the limit once the bag of day J is caught: what a point adds
    is then visible, what the network adds is not claimed.
    """
    return limit_days + np.asarray(late, dtype=float)
