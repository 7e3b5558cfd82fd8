"""How long customers wait at a point with a steady flow: M/M/c exactly, G/G/c by Allen and Cunneen."""

from __future__ import annotations

import numpy as np

from helpers.model.capacity.erlang import erlang_c


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


def mean_wait_general_min(load: np.ndarray, servers: np.ndarray, service_min: np.ndarray, *,
                          arrival_scv: np.ndarray = 1, service_scv: np.ndarray = 1) -> np.ndarray:
    """Return the mean wait [min] in G/G/c: W(M/M/c) (ca2 + cs2) / 2; infinite where overloaded.

    Exact for M/M/c and for M/G/1 (Pollaczek and Khinchine), an approximation elsewhere (Allen 1978, with Cunneen).
    For constant service at c > 1 calm counters it is too short, in light traffic by the factor (c + 1) / (2 c).

    Parameters
    ----------
    load : offered load a [erlang]; servers : counters c; service_min : mean service time [min].
    arrival_scv, service_scv : squared coefficients of variation ca2 and cs2 of the times between arrivals and of
        the service times [1]; 1 is exponential, 0 constant. Arrays broadcast.

    Raises
    ------
    ValueError : a squared coefficient of variation is negative.

    >>> float(mean_wait_general_min(np.array(0.5), np.array(1), np.array(4.0), service_scv=0))
    2.0
    """
    if (np.less(arrival_scv, 0) | np.less(service_scv, 0)).any():
        raise ValueError("a squared coefficient of variation is not negative")
    wait = mean_wait_min(load, servers, service_min)
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(wait), wait, wait * (np.add(arrival_scv, service_scv) / 2))


def mean_queue(load: np.ndarray, servers: np.ndarray) -> np.ndarray:
    """Return the mean number waiting in M/M/c, C a / (c - a) (Little's law); infinite where overloaded.

    >>> float(mean_queue(np.array(0.5), np.array(1)))
    0.5
    """
    return np.asarray(load) * mean_wait_min(load, servers, np.array(1.0))
