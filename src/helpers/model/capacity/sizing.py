"""The fewest counters for a service level, and the staff that keeps them open."""

from __future__ import annotations

import numpy as np

from helpers.model.capacity.waiting import served_within


def least_counters(load: np.ndarray, service_min: np.ndarray, *, limit_min: float, target: float,
                   least: int, most: int) -> np.ndarray:
    """Return the fewest counters with P(wait <= T) >= target, shape of ``load``; ``most + 1`` if none does.

    Parameters
    ----------
    load : offered load [erlang]; service_min : mean service time [min]; limit_min : T [min]; target : share to be
        served within T [0-1]; all broadcast to the shape of ``load``.
    least, most : range searched [counters].

    >>> least_counters(np.array([0.1, 1.2]), np.array([6.0, 6.0]), limit_min=10, target=0.9,
    ...     least=1, most=20)
    array([1, 3])
    """
    load = np.asarray(load, dtype=float)
    within = (np.broadcast_to(part, load.shape) for part in (service_min, limit_min, target))
    found, at = np.full(load.size, most + 1), np.arange(load.size)
    left = [load.ravel(), *(part.ravel() for part in within)]
    for counters in range(least, most + 1):
        late = np.flatnonzero(served_within(left[0], counters, *left[1:3]) < left[3])
        found[at] = counters
        at, left = at[late], [part[late] for part in left]
        found[at] = most + 1
        if not at.size:
            break
    return found.reshape(load.shape)


def peak_arrivals_per_hour(per_year: np.ndarray, *, days: float, peak_hour_share: float, season: float,
                           hours: np.ndarray, reference_hours: float) -> np.ndarray:
    """Return arrivals in the busiest hour of the busy season [per hour], shape of ``per_year``.

    lambda = V / D * season * min(1, h * H0 / H): V arrivals per year over D working days; h is the share of a day
    of H0 opening hours that falls in its busiest hour; a longer day of H hours spreads the same people in
    proportion.

    >>> peak_arrivals_per_hour(np.array([2500.0]), days=250, peak_hour_share=0.2, season=1.5,
    ...     hours=np.array([6.0]), reference_hours=8)
    array([4.])
    """
    return per_year / days * season * np.minimum(1.0, peak_hour_share * reference_hours / hours)


def staff_fte(counter_hours: np.ndarray, *, staff_hours: float, leave: float) -> np.ndarray:
    """Return full-time staff that keep counters open: counter-hours per day / working hours per day * leave.

    >>> staff_fte(np.array([8.0, 12.0]), staff_hours=8.0, leave=1.25)
    array([1.25 , 1.875])
    """
    return counter_hours / staff_hours * leave
