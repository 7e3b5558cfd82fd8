"""Counters and staff for the service level of a whole day, and floating staff that several points share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.model.capacity.day import day


@dataclass(frozen=True)
class DayPlan:
    """The fewest counters of each point for a day, arrays of shape (points,).

    ``counters`` is ``most + 1``, and ``served_within`` nan, where no number searched is enough; ``served_within``
    is the share of the day's customers served within T; ``counter_hours`` counters times opening hours per day.
    """

    counters: np.ndarray
    served_within: np.ndarray
    counter_hours: np.ndarray


def least_counters_day(arrivals: np.ndarray, service_min: np.ndarray, *, slot_min: float, limit_min: float,
                       target: float, least: int, most: int, is_open: np.ndarray | None = None,
                       method: str = "auto") -> DayPlan:
    """Return the fewest counters, the same all day, with which a day's customers keep the service level.

    The share sum_t v_t P_t(wait <= T) / sum_t v_t over the open slots, weighted by arrivals v_t, is at least the
    target. Customers who would come while the point is closed come in its open slots, in proportion to these.

    Parameters
    ----------
    arrivals : customers per slot, shape (points, slots); service_min : mean service time [min], shape (points,) or
        (points, slots).
    slot_min : length of a slot [min]; limit_min : T [min]; target : share to be served within T [0-1].
    least, most : range searched [counters]; is_open : slots in which the point is open, shape (slots,) or
        (points, slots), always when left out; method : as in :func:`helpers.model.capacity.day.day`.

    Raises
    ------
    ValueError : a point that is never open, or as in :func:`helpers.model.capacity.day.day`.

    >>> plan = least_counters_day(np.array([[1.0, 6.0, 1.0]]), np.array([6.0]), slot_min=60, limit_min=10,
    ...                           target=0.8, least=1, most=9)
    >>> plan.counters.tolist(), plan.counter_hours.tolist()
    ([2], [6.0])
    """
    arrivals = np.atleast_2d(np.asarray(arrivals, dtype=float))
    is_open = np.broadcast_to(True if is_open is None else is_open, arrivals.shape)
    coming = within_hours(arrivals, is_open)
    service = np.asarray(service_min, dtype=float)
    service = np.broadcast_to(service if service.ndim > 1 else service[:, None], arrivals.shape)
    counters = np.full(len(arrivals), most + 1)
    served, rows = np.full(len(arrivals), np.nan), np.arange(len(arrivals))
    for tried in range(least, most + 1):
        found = day(coming[rows], tried, service[rows], slot_min=slot_min, limit_min=limit_min, method=method)
        share = _weighted(found.served_within, coming[rows])
        enough = share >= target
        counters[rows[enough]], served[rows[enough]] = tried, share[enough]
        rows = rows[~enough]
        if not rows.size:
            break
    return DayPlan(counters, served, counters * is_open.sum(axis=1) * slot_min / 60)


def within_hours(arrivals: np.ndarray, is_open: np.ndarray) -> np.ndarray:
    """Return the arrivals of a day moved into the open slots, in proportion to these; evenly where they have none.

    Raises
    ------
    ValueError : a point that is never open.

    >>> within_hours(np.array([[1.0, 3.0, 4.0]]), np.array([[True, True, False]])).tolist()
    [[2.0, 6.0, 0.0]]
    """
    if not is_open.any(axis=1).all():
        raise ValueError("a point is open in at least one slot")
    kept = np.where(is_open, arrivals, 0)
    kept = np.where((kept.sum(axis=1) > 0)[:, None], kept, is_open)
    return kept / kept.sum(axis=1, keepdims=True) * arrivals.sum(axis=1, keepdims=True)


def _weighted(share: np.ndarray, arrivals: np.ndarray) -> np.ndarray:
    """Return the mean share by arrivals, shape (points,); by slots at a point without any."""
    weight = np.where(arrivals.sum(axis=1, keepdims=True) > 0, arrivals, 1)
    # the share of a slot may exceed 1 by rounding
    return np.minimum((share * weight).sum(axis=1) / weight.sum(axis=1), 1)


@dataclass(frozen=True)
class Floaters:
    """Floating staff of each district, arrays of shape (districts,), against a reserve at every point.

    ``covered`` is the probability that the floaters cover every absence of a day; ``reserves`` the staff when each
    point keeps a reserve of its own, one where it is absent more often than the level allows, and
    ``reserves_covered`` the probability that those cover every absence of the district.
    """

    district: np.ndarray
    points: np.ndarray
    floaters: np.ndarray
    covered: np.ndarray
    reserves: np.ndarray
    reserves_covered: np.ndarray

    @property
    def saved(self) -> np.ndarray:
        """Staff fewer than with a reserve at every point [persons]."""
        return self.reserves - self.floaters


def pooled_floaters(absence: np.ndarray, district: np.ndarray, *, probability: float) -> Floaters:
    """Return the fewest floaters of each district that cover every absence of a day with a given probability.

    The least k with P(X <= k) >= probability, X the number of points of the district whose person is absent, each
    by itself with its own probability q_j: a binomial number when all are alike, else a Poisson-binomial one (its
    exact distribution, one point after another).

    Parameters
    ----------
    absence : probability that the person of a point is absent on a day, or the share of leave, shape (points,).
    district : name of the district that shares floaters, shape (points,); one per member of staff where a point has
        several.
    probability : with which every absence is to be covered, 0 < probability < 1.

    Raises
    ------
    ValueError : a probability outside its range.

    >>> pool = pooled_floaters(np.full(10, 0.1), np.full(10, "A"), probability=0.95)
    >>> pool.floaters.tolist(), pool.reserves.tolist(), pool.covered.round(4).tolist()
    ([3], [10], [0.9872])
    """
    absence, district = np.asarray(absence, dtype=float), np.asarray(district)
    if not (0 < probability < 1) or (absence < 0).any() or (absence > 1).any():
        raise ValueError("a probability lies between 0 and 1")
    names = np.unique(district)
    needed = absence > 1 - probability
    rows = []
    for name in names:
        here = district == name
        below = np.cumsum(_number_absent(absence[here]))
        k = min(int(np.searchsorted(below, probability)), int(here.sum()))
        alone = np.prod(np.where(needed[here], 1, 1 - absence[here]))
        rows.append((here.sum(), k, min(below[k], 1.0), needed[here].sum(), alone))
    points, floaters, covered, reserves, alone = (np.array(column) for column in zip(*rows, strict=True))
    return Floaters(names, points, floaters, covered, reserves, alone)


def _number_absent(absence: np.ndarray) -> np.ndarray:
    """Return P(X = 0), P(X = 1), ... of the number absent, shape (points + 1,)."""
    chances = np.ones(1)
    for q in absence:
        chances = np.convolve(chances, [1 - q, q])
    return chances
