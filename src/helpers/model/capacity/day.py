"""A day in slots: each slot by itself, with the backlog carried over, or the exact path of the queue."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from helpers.model.capacity.erlang import erlang_b, erlang_c, overloaded
from helpers.model.capacity.transient import Path, transient_path
from helpers.model.capacity.waiting import mean_queue, mean_wait_min, served_within

METHODS = ("auto", "stationary", "backlog", "transient")


@dataclass(frozen=True)
class Day:
    """What customers meet in each slot, arrays of shape (points, slots).

    ``utilisation`` is the share of counters that are busy, ``waiting`` the probability of waiting on arrival,
    ``served_within`` P(wait <= T) on arrival, ``queue`` the mean number waiting, ``left`` the customers that the
    slot hands on to the next one (with ``stationary`` none). ``lost``, shape (points,), bounds the probability that
    cutting off the states of the queue changed anything; 0 where none was cut off.
    """

    utilisation: np.ndarray
    waiting: np.ndarray
    mean_wait_min: np.ndarray
    served_within: np.ndarray
    queue: np.ndarray
    left: np.ndarray
    lost: np.ndarray


def day(arrivals: np.ndarray, servers: np.ndarray, service_min: np.ndarray, *, slot_min: float, limit_min: float,
        method: str = "auto") -> Day:
    """Return the waits of a day in slots of equal length, for many points at once; the day begins without a queue.

    Parameters
    ----------
    arrivals : customers that arrive in each slot, shape (points, slots) or (slots,).
    servers : open counters, at least 1 in every slot; service_min : mean service time S [min]; both broadcast.
    slot_min : length of a slot [min]; limit_min : T [min].
    method : ``stationary``: every slot an M/M/c by itself, a wait without end where it is overloaded (Green and
        Kolesar 1991). ``backlog``: customers whom an M/M/c/c would turn away arrive again in the next slot; for
        large samples, with slots of about 15 minutes (Stolletz 2008). ``transient``: the exact M(t)/M(t)/c(t), see
        :func:`helpers.model.capacity.transient.transient_path`. ``auto``: ``stationary`` at points where no slot is
        overloaded, ``transient`` at the others.

    Raises
    ------
    ValueError : an unknown method, a slot without a counter, negative arrivals, or a time that is not positive.

    >>> calm = day(np.array([[1.0, 2.0]]), 1, 6.0, slot_min=15, limit_min=10)
    >>> calm.utilisation.round(2).tolist(), calm.mean_wait_min.round(1).tolist()
    ([[0.4, 0.8]], [[4.0, 24.0]])
    """
    arrivals, servers, service = _checked(arrivals, servers, service_min, slot_min, limit_min, method)
    load = arrivals * service / slot_min
    if method == "transient":
        return _along(transient_path(arrivals, servers, service, slot_min), servers, service, limit_min)
    if method == "backlog":
        return _backlog(load, servers, service, slot_min, limit_min)
    found = _steady(load, servers, service, limit_min)
    late = overloaded(load, servers).any(axis=1)
    if method == "stationary" or not late.any():
        return found
    path = transient_path(arrivals[late], servers[late], service[late], slot_min)
    return _put(found, late, _along(path, servers[late], service[late], limit_min))


def _checked(arrivals, servers, service_min, slot_min, limit_min, method) -> list[np.ndarray]:
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}: {', '.join(METHODS)}")
    arrivals, servers, service = np.broadcast_arrays(np.atleast_2d(np.asarray(arrivals, dtype=float)), servers,
                                                     np.asarray(service_min, dtype=float))
    if (arrivals < 0).any() or (servers < 1).any():
        raise ValueError("arrivals are not negative, and every slot has a counter")
    if (service <= 0).any() or slot_min <= 0 or limit_min < 0:
        raise ValueError("service time and slot are longer than 0 minutes, and a limit is not negative")
    return [arrivals, servers, service]


def _steady(load: np.ndarray, servers: np.ndarray, service: np.ndarray, limit_min: float) -> Day:
    return Day(np.minimum(load / servers, 1), erlang_c(load, servers), mean_wait_min(load, servers, service),
               served_within(load, servers, service, limit_min), mean_queue(load, servers),
               np.zeros(load.shape), np.zeros(len(load)))


def _backlog(load: np.ndarray, servers: np.ndarray, service: np.ndarray, slot_min: float, limit_min: float) -> Day:
    """Carry over b_i = B(a_i + b_{i-1}; c_i) (a_i + b_{i-1}), in customers; the rest of the slot is an M/M/c."""
    kept, left, over = np.empty(load.shape), np.empty(load.shape), np.zeros(len(load))
    for i in range(load.shape[1]):
        per_erlang = slot_min / service[:, i]
        offered = load[:, i] + over / per_erlang
        turned_away = offered * erlang_b(offered, servers[:, i])
        kept[:, i], over = offered - turned_away, turned_away * per_erlang
        left[:, i] = over
    found = _steady(kept, servers, service, limit_min)
    return Day(*(left if part.name == "left" else getattr(found, part.name) for part in fields(Day)))


def _along(path: Path, servers: np.ndarray, service: np.ndarray, limit_min: float) -> Day:
    """Read the waits off the distribution that arrivals meet; the counters of a slot serve those who wait from it."""
    from scipy.special import pdtr

    state, c = np.arange(path.mean.shape[-1]), servers[..., None]
    ahead = np.maximum(state - c, -1) + 1  # departures until an arrival is served
    # served later than T: fewer departures than that within T, while all counters are busy
    jumps = np.broadcast_to(servers[..., None] / service[..., None] * limit_min, ahead.shape)
    late = np.where(ahead > 0, pdtr(np.maximum(ahead - 1, 0), jumps), 0)

    def mean(value):
        return (path.mean * value).sum(axis=-1)
    return Day(mean(np.minimum(state, c)) / servers, mean(ahead > 0), mean(ahead) * service / servers,
               1 - mean(late), mean(np.maximum(state - c, 0)), path.left, path.lost)


def _put(into: Day, rows: np.ndarray, values: Day) -> Day:
    parts = {}
    for part in fields(Day):
        parts[part.name] = getattr(into, part.name).copy()
        parts[part.name][rows] = getattr(values, part.name)
    return Day(**parts)
