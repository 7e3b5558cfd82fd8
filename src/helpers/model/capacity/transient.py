"""The exact path of M(t)/M(t)/c(t) over a day, by uniformisation on states cut off where hardly anything is lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.model.capacity.effort import BATCH, LOST, MORE_JUMPS, MORE_STATES, TAIL_SD


@dataclass(frozen=True)
class Path:
    """Distribution of customers present: ``mean`` over each slot, shape (points, slots, states).

    ``left`` is the mean number present at the end of each slot, shape (points, slots); ``lost`` the expected number
    of arrivals at the last state over the day, shape (points,), which bounds the probability that the cut changed
    anything.
    """

    mean: np.ndarray
    left: np.ndarray
    lost: np.ndarray


def transient_path(arrivals: np.ndarray, servers: np.ndarray, service_min: np.ndarray, slot_min: float) -> Path:
    """Return how the number of customers moves over a day that begins with none, for many points at once.

    dp/dt = p Q with births at lambda and deaths at min(n, c) / S in state n, constant within a slot of length tau:
    p(tau) = sum_k w_k p U^k and the mean over the slot (1/x) sum_k P(N > k) p U^k, with U = I + Q / L,
    L = lambda + c / S, x = L tau, N Poisson of mean x and w_k = P(N = k) (Jensen 1953). States are added until
    ``lost`` is below 1e-9 at every point.

    Parameters
    ----------
    arrivals : customers per slot; servers : counters; service_min : S [min]; each of shape (points, slots).
    slot_min : tau [min].

    >>> path = transient_path(np.array([[3.0]]), np.array([[1]]), np.array([[5.0]]), 15.0)
    >>> bool(abs(path.mean.sum() - 1) < 1e-12), bool(path.lost[0] < 1e-9)
    (True, True)
    """
    parts = [_until_kept(arrivals[at:at + BATCH], servers[at:at + BATCH], service_min[at:at + BATCH], slot_min)
             for at in range(0, len(arrivals), BATCH)]
    states = max(part.mean.shape[-1] for part in parts)
    mean = [np.pad(part.mean, ((0, 0), (0, 0), (0, states - part.mean.shape[-1]))) for part in parts]
    return Path(np.concatenate(mean), np.concatenate([part.left for part in parts]),
                np.concatenate([part.lost for part in parts]))


def _until_kept(arrivals: np.ndarray, servers: np.ndarray, service_min: np.ndarray, slot_min: float) -> Path:
    """Double the states until hardly an arrival meets the last one.

    It ends: a day's arrivals are a Poisson number, which exceeds a large one as rarely as wanted.
    """
    states = _first_states(arrivals, servers, service_min, slot_min)
    while True:
        path = _path(arrivals, servers, service_min, slot_min, states)
        if (path.lost < LOST).all():
            return path
        states *= 2


def _first_states(arrivals: np.ndarray, servers: np.ndarray, service_min: np.ndarray, slot_min: float) -> int:
    """Return states for the backlog of the mean flow, and what it varies by."""
    backlog, most = np.zeros(len(arrivals)), 0.0
    for more in (arrivals - servers * slot_min / service_min).T:
        backlog = np.maximum(backlog + more, 0)
        most = max(most, float(backlog.max()))
    return int(servers.max() + most + TAIL_SD * np.sqrt(most)) + MORE_STATES


def _path(arrivals: np.ndarray, servers: np.ndarray, service_min: np.ndarray, slot_min: float, states: int) -> Path:
    n, slots = arrivals.shape
    present, numbers = np.zeros((n, states)), np.arange(states)
    present[:, 0] = 1
    mean, left = np.empty((n, slots, states)), np.empty((n, slots))
    for i in range(slots):
        births = arrivals[:, i, None] / slot_min
        deaths = np.minimum(numbers, servers[:, i, None]) / service_min[:, i, None]
        present, mean[:, i] = _slot(present, births, deaths, slot_min)
        left[:, i] = present @ numbers
    return Path(mean, left, (arrivals * mean[..., -1]).sum(axis=1))


def _slot(present: np.ndarray, births: np.ndarray, deaths: np.ndarray,
          minutes: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the distribution at the end of a slot and its mean over the slot, each shape (points, states).

    The rates [per min] have shape (points, 1) and (points, states); arrivals at the last state are turned away.
    """
    from scipy.special import gammaln, pdtrc, xlogy

    fastest = births + deaths.max(axis=1, keepdims=True)
    x = fastest * minutes
    jumps = np.arange(int(x.max() + TAIL_SD * np.sqrt(x.max())) + MORE_JUMPS)
    at_jump = np.exp(xlogy(jumps, x) - x - gammaln(jumps + 1))
    after = pdtrc(jumps, x) / x
    up, down = births / fastest, deaths / fastest
    stay = 1 - up - down
    stay[:, -1:] += up
    end, mean, now = np.zeros(present.shape), np.zeros(present.shape), present
    for k in jumps:
        end += at_jump[:, k, None] * now
        mean += after[:, k, None] * now
        then = stay * now
        then[:, 1:] += up * now[:, :-1]
        then[:, :-1] += down[:, 1:] * now[:, 1:]
        now = then
    return end, mean
