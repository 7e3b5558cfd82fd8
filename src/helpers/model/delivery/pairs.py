"""Points and agencies in pairs, and the shares of pairs and of mail that are on time."""

from __future__ import annotations

import numpy as np


def pairs_of_points(points: int, common: int) -> tuple[np.ndarray, np.ndarray]:
    """Return point and agency of every pair, each shape (points * (common + 1),).

    Each point has the ``common`` agencies, which are the same for all and numbered from 0, and one of its own, the
    committee of its commune, numbered common + point.

    >>> [part.tolist() for part in pairs_of_points(2, 1)]
    [[0, 0, 1, 1], [0, 1, 0, 2]]
    """
    shared = np.broadcast_to(np.arange(common), (points, common))
    agency = np.concatenate([shared, common + np.arange(points)[:, None]], axis=1)
    return np.repeat(np.arange(points), common + 1), agency.ravel()


def flow_mix(point: np.ndarray, between_districts: np.ndarray, inter_district_share: float) -> np.ndarray:
    """Return the share of a point's mail that goes to each of its pairs, shape (k,), summing to 1 by point.

    The share between districts is spread evenly over the point's pairs between districts, the rest evenly over the
    others: how mail divides among agencies is not known. Where a point has pairs of one kind only, they have it all.

    >>> flow_mix(np.array([0, 0, 0]), np.array([True, True, False]), 0.5).tolist()
    [0.25, 0.25, 0.5]
    """
    key = 2 * np.asarray(point) + between_districts
    of_kind = np.where(between_districts, inter_district_share, 1 - inter_district_share)
    raw = of_kind / np.bincount(key)[key]
    total = np.bincount(point, weights=raw)[point]
    # All the mail may be of a kind of which the point has no pair: then the pairs that it has share it.
    even = 1 / np.bincount(point)[point]
    return np.divide(raw, total, out=even, where=total > 0)


def on_time_share(on_time: np.ndarray, weight: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Return the weighted share on time in each group, shape (groups,); nan in a group without weight.

    sum w_k [k on time] / sum w_k over the pairs k of the group.

    >>> on_time_share(np.array([True, False, True]), np.array([3.0, 1.0, 2.0]), np.array([0, 0, 1]), 2).tolist()
    [0.75, 1.0]
    """
    total = np.bincount(group, weights=weight, minlength=groups)
    kept = np.bincount(group, weights=np.where(on_time, weight, 0), minlength=groups)
    return np.divide(kept, total, out=np.full(groups, np.nan), where=total > 0)
