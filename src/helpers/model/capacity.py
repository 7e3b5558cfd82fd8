"""Whether counters keep up: Erlang C, least counters for a service level, and staff."""

from __future__ import annotations

import numpy as np


def erlang_b(load: np.ndarray, servers: np.ndarray) -> np.ndarray:
    """Return the Erlang B blocking probability, computed by the stable recurrence on its inverse.

    1/B(c) = 1 + (c/a) / B(c-1), B(0) = 1, for the offered load a [erlang]; arrays broadcast.
    """
    load, servers = np.broadcast_arrays(np.asarray(load, dtype=float), np.asarray(servers))
    inverse = np.ones(load.shape)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for c in range(1, int(servers.max(initial=0)) + 1):
            inverse = np.where(c <= servers, 1 + c / load * inverse, inverse)
        return np.where(load > 0, 1 / inverse, (servers == 0).astype(float))


def erlang_c(load: np.ndarray, servers: np.ndarray) -> np.ndarray:
    """Return the probability of waiting in M/M/c, shape of the broadcast arguments (Erlang 1917).

    C = B / (1 - rho (1 - B)) with the Erlang B probability B and the utilisation rho = a / c; 1 where rho >= 1,
    that is, overloaded, or where there is no counter.

    >>> float(erlang_c(np.array(1.0), np.array(2)).round(6))
    0.333333
    """
    load, servers = np.broadcast_arrays(np.asarray(load, dtype=float), np.asarray(servers))
    blocking = erlang_b(load, servers)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = np.where(servers > 0, load / servers, np.inf)
        waiting = blocking / (1 - rho * (1 - blocking))
    return np.where(rho >= 1, 1.0, waiting)


def served_within(load: np.ndarray, servers: np.ndarray, service_min: np.ndarray, limit_min: float) -> np.ndarray:
    """Return P(wait <= T) in M/M/c: 1 - C exp(-(c - a) T / S); 0 where overloaded.

    Parameters
    ----------
    load : offered load a [erlang]; servers : counters c; service_min : mean service time S [min];
    limit_min : T [min].

    >>> float(served_within(np.array(0.5), np.array(1), np.array(4.0), 8.0).round(6))
    0.81606
    """
    load, servers = np.broadcast_arrays(np.asarray(load, dtype=float), np.asarray(servers))
    spare = np.maximum(servers - load, 0)
    return 1 - erlang_c(load, servers) * np.exp(-spare * limit_min / service_min)


def mean_wait_min(load: np.ndarray, servers: np.ndarray, service_min: np.ndarray) -> np.ndarray:
    """Return the mean wait [min] in M/M/c: C S / (c - a); infinite where overloaded."""
    load, servers = np.broadcast_arrays(np.asarray(load, dtype=float), np.asarray(servers))
    with np.errstate(divide="ignore"):
        wait = erlang_c(load, servers) * service_min / np.maximum(servers - load, 0)
    return np.where(load >= servers, np.inf, wait)


def least_counters(load: np.ndarray, service_min: np.ndarray, *, limit_min: float, target: float,
                   least: int, most: int) -> np.ndarray:
    """Return the fewest counters with P(wait <= T) >= target, shape of ``load``; ``most + 1`` if none does.

    Parameters
    ----------
    load : offered load [erlang]; service_min : mean service time [min], same shape; limit_min : T [min];
    target : share to be served within T [0-1]; least, most : range searched [counters].

    >>> least_counters(np.array([0.1, 1.2]), np.array([6.0, 6.0]), limit_min=10, target=0.9,
    ...     least=1, most=20)
    array([1, 3])
    """
    load = np.asarray(load, dtype=float)
    tried = np.arange(least, most + 1)
    meets = served_within(load[..., None], tried, np.asarray(service_min)[..., None], limit_min) >= target
    return np.where(meets.any(axis=-1), least + meets.argmax(axis=-1), most + 1)


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
