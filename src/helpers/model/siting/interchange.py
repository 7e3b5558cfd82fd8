"""Better sets of sites by exchange of an open site for a closed one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from helpers.model.siting import effort
from helpers.model.siting.lists import Lists, Problem


def improved(problem: Problem, is_open: np.ndarray, stop: Callable[[], bool]) -> tuple[np.ndarray, float]:
    """Return the set after exchanges until none lowers the cost, and its cost.

    Exchanging r for i changes the cost by

        loss_r - gain_i - extra_ir,   gain_i = sum_u max(0, d_u - c_ui),   loss_r = sum_{u: s_u = r} (e_u - d_u),
        extra_ir = sum_{u: s_u = r, c_ui < e_u} (e_u - max(d_u, c_ui)),

    with d_u, e_u the costs of the cheapest and second cheapest open site of u and s_u the cheapest (Whitaker
    1983; the sparse extras of Resende & Werneck 2007). Exchanges that touch different points add up, so all
    that do not meet are made at once.
    """
    total = problem.total(is_open)
    while not stop():
        moved = _exchanged(problem, is_open)
        if moved is None:
            break
        lower = problem.total(moved)
        if not lower < total - 1e-12 * abs(total):
            break
        is_open, total = moved, lower
    return is_open, total


def _exchanged(problem: Problem, is_open: np.ndarray) -> np.ndarray | None:
    """Return the set after the best exchanges that do not meet; None when no exchange saves anything."""
    lists = problem.lists
    cost, site = problem.two_cheapest(is_open)
    second = np.where(np.isfinite(cost[:, 1]), cost[:, 1], np.maximum(cost[:, 0], lists.reach))
    enter, leave, saved = _savings(lists, is_open, cost[:, 0], second, site[:, 0])
    good = np.flatnonzero(saved > 1e-10 * max(1.0, cost[:, 0].sum()))
    if not len(good):
        return None
    order = good[np.lexsort((leave[good], enter[good], -saved[good]))][: effort.EXCHANGES]
    after, touched = is_open.copy(), np.zeros(lists.points, dtype=bool)
    served = _served_by(site)
    for enters, leaves in zip(enter[order].tolist(), leave[order].tolist(), strict=True):
        rows = np.concatenate([_reached(lists, enters, second), served(leaves)])
        if not touched[rows].any() and is_open[leaves] == after[leaves] and not after[enters]:
            touched[rows] = True
            after[enters], after[leaves] = True, False
    return after


def _savings(lists: Lists, is_open, first, second, server):
    """Return entering sites, leaving sites and what each exchange saves: for each site its best partners."""
    entry = np.flatnonzero((lists.cost < second[lists.point]) & ~is_open[lists.site])
    point, site = lists.point[entry], lists.site[entry]
    gain = np.bincount(site, weights=np.maximum(0, first[point] - lists.cost[entry]), minlength=lists.sites)
    own = server >= 0
    loss = np.bincount(server[own], weights=(second - first)[own], minlength=lists.sites)
    shared = own[point]
    extra = sparse.coo_matrix(
        ((second[point] - np.maximum(first[point], lists.cost[entry]))[shared],
         (site[shared], server[point[shared]])), shape=(lists.sites, lists.sites)).tocsr().tocoo()
    opened, closed = np.flatnonzero(is_open), np.flatnonzero(~is_open)
    if not len(opened) or not len(closed):
        return np.zeros(0, int), np.zeros(0, int), np.zeros(0)
    cheap = opened[np.argsort(loss[opened], kind="stable")[: effort.PARTNERS]]
    strong = closed[np.argsort(-gain[closed], kind="stable")[: effort.PARTNERS]]
    # Pairs without shared points: the sites of least loss with those of greatest gain, one with one.
    plain = min(len(cheap), len(strong))
    enter = np.concatenate([extra.row, strong[:plain]])
    leave = np.concatenate([extra.col, cheap[:plain]])
    return enter, leave, gain[enter] - loss[leave] + np.concatenate([extra.data, np.zeros(plain)])


def _reached(lists: Lists, site: int, limit: np.ndarray) -> np.ndarray:
    """Return the points that list a site below their limit."""
    order, start = lists.by_site
    entry = order[start[site]: start[site + 1]]
    point = lists.point[entry]
    return point[lists.cost[entry] < limit[point]]


def _served_by(site: np.ndarray):
    """Return a function from a site to the points whose cheapest or second cheapest site it is."""
    flat = site.ravel()
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]

    def points(j: int) -> np.ndarray:
        low, high = np.searchsorted(ordered, [j, j + 1])
        return order[low:high] // site.shape[1]
    return points
