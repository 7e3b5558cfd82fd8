"""In what order the sites of a plan open within a year, and what each of them brings when it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Opening:
    """One site that opens: what it saves against everything open just before.

    ``saved`` is the weighted cost it saves, ``nearer`` the mask of the demand points that it serves at a lower
    cost, shape (n,).
    """

    site: int
    year: int
    saved: float
    nearer: np.ndarray


def opening_order(cost: np.ndarray, weights: np.ndarray, existing: np.ndarray,
                  opened: Sequence[Sequence[int]]) -> list[Opening]:
    """Return the sites of a plan in the order of opening: year by year, within a year the largest saving first.

    Within a year the order is greedy: the next site is the one that saves most against all that is open by then,
    the first in order among equals. ``opened[t]`` holds the sites of year t, ``cost`` has the shape (n, m).

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> found = opening_order(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]), [(1, 2)])
    >>> [(step.site, step.saved) for step in found]
    [(2, 40.0), (1, 20.0)]
    """
    now = cost[:, existing].min(axis=1) if existing.any() else cost.max(axis=1)
    steps = []
    for year, sites in enumerate(opened):
        left = sorted(sites)
        while left:
            savings = [float(weights @ np.maximum(now - cost[:, j], 0.0)) for j in left]
            best = int(np.argmax(savings))
            site = left.pop(best)
            steps.append(Opening(site, year, savings[best], cost[:, site] < now))
            now = np.minimum(now, cost[:, site])
    return steps
