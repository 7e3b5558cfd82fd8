"""Where counters bind: points that are full, or miss the service level, at several moments of a year."""

from __future__ import annotations

import numpy as np

from helpers.model.capacity.waiting import served_within

#: Moments of a year, from the calmest: dossiers alone spread over all opening hours; the same with other postal
#: customers; the busiest hour of the mean day; the busiest hour of the busy season.
MOMENTS = ("dossiers_mean", "mean_hour", "busiest_hour", "season_peak")


def customers_at_moments(dossiers: np.ndarray, others: np.ndarray, *, season: float,
                         peak_share: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """Return customers per hour at each of :data:`MOMENTS`, shape (4, kinds, ...), from those of the season's peak.

    Busiest hour of the mean day: v / s; mean hour: v / (s h H), for v dossier customers at the season's peak, the
    season's factor s, the share h of a day in its busiest hour and H opening hours. Other customers come alike in
    every hour, and not at all in the first moment.

    Parameters
    ----------
    dossiers : dossier customers by kind in the busiest hour of the busy season [per hour], shape (kinds - 1, ...).
    others : other customers [per hour], shape (...); season : s; peak_share, hours : h, H, shape of the last axis.

    >>> customers_at_moments(np.array([[2.6]]), np.array([6.0]), season=1.3, peak_share=np.array([0.2]),
    ...                      hours=np.array([8.0]))[:, :, 0].round(2).tolist()
    [[1.25, 0.0], [1.25, 6.0], [2.0, 6.0], [2.6, 6.0]]
    """
    busy = dossiers / season
    mean = busy / (peak_share * hours)
    came = ((mean, 0 * others), (mean, others), (busy, others), (dossiers, others))
    return np.stack([np.concatenate([own, other[None]]) for own, other in came])


def binding(customers: np.ndarray, service_min: np.ndarray, held: np.ndarray, is_open: np.ndarray, *,
            limit_min: float, target: float) -> dict[str, np.ndarray]:
    """Return where capacity binds, for each moment and year, arrays of shape (moments, years).

    A point is *full* when the offered load of one counter reaches 1, *late* when one counter misses the service
    level P(wait <= T) >= target, *late anyway* when it does so without a single dossier (the last kind of customers
    alone), and *short* when the counters that it holds miss it.

    Parameters
    ----------
    customers : per hour, shape (moments, kinds, years, m); service_min : minutes of each kind, shape (kinds,).
    held : counters of each point, shape (years, m); is_open : mask, shape (years, m).
    limit_min : T [min]; target : [0-1].

    >>> found = binding(np.array([[[[3.0, 30.0]]]]), np.array([4.0]), np.array([[1, 1]]), np.array([[True, True]]),
    ...                 limit_min=10, target=0.9)
    >>> found["full_points"].tolist(), found["late_share"].tolist(), found["utilisation_mean"].round(2).tolist()
    ([[1]], [[0.5]], [[1.1]])
    """
    load, mean_min = _work(customers, service_min, is_open)
    others, others_min = _work(customers[:, -1:], service_min[-1:], is_open)
    points = np.broadcast_to(is_open.sum(axis=-1), load.shape[:2])
    at_least_one = np.maximum(np.where(is_open, held, 0), is_open)

    def late(servers, load=load, minutes=mean_min):
        return ((served_within(load, servers, minutes, limit_min) < target) & is_open).sum(axis=-1)
    full, one_late = (load >= 1).sum(axis=-1), late(1)
    return {"points": points, "counters": np.broadcast_to(at_least_one.sum(axis=-1), points.shape),
            "utilisation_mean": _share(load.sum(axis=-1), at_least_one.sum(axis=-1)),
            "utilisation_max": _share(load, at_least_one).max(axis=-1), "one_counter_max": load.max(axis=-1),
            "full_points": full, "full_share": _share(full, points),
            "late_points": one_late, "late_share": _share(one_late, points),
            "late_anyway_points": late(1, others, others_min), "short_points": late(held)}


def _work(customers: np.ndarray, service_min: np.ndarray, is_open: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the offered load [erlang] and the mean service time [min], shape (moments, years, m)."""
    load = np.where(is_open, np.einsum("k,akym->aym", service_min, customers) / 60, 0)
    number = customers.sum(axis=1)
    return load, np.divide(load * 60, number, out=np.full(load.shape, float(service_min[-1])),
                           where=(load > 0) & (number > 0))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, 0 where there is nothing."""
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), whole)
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
