"""What is left of a large location problem once most sites are decided, as a mixed-integer program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from helpers.model.siting.lists import Lists
from helpers.model.siting.milp import MilpAnswer, maximise


@dataclass(frozen=True)
class Core:
    """Radius formulation of a problem whose other sites are decided (Elloumi 2010).

    For point i let D_1 < ... < D_K be the costs of its undecided sites below D_{K+1}, what the decided ones
    cost (or the reach of its list, when that is nearer: a lower bound of what a site beyond it costs).
    z_ik = 1 when no open site serves i at D_k or less:

        min  constant + sum_ik (D_{k+1} - D_k) z_ik
        s.t. z_ik - z_i,k-1 + sum_{j: c_ij = D_k} y_j >= 0,  z_i0 = 1,   sum_j y_j = p,   y binary, 0 <= z <= 1.

    A point that may not cost more than its ceiling has no z for its last level: it must be served within.

    ``free`` : candidates left, shape (f,); the first f columns. ``rise`` : cost of each z, shape (g,).
    ``rows``, ``low``, ``high`` : the constraints, one for each level of a point; the last counts the sites.
    ``head`` : whether a level is its point's first, shape (levels,). ``column`` : its z, -1 without one.
    """

    free: np.ndarray
    constant: float
    rise: np.ndarray
    rows: sparse.csc_matrix
    low: np.ndarray
    high: np.ndarray
    head: np.ndarray
    column: np.ndarray

    def start(self, is_open: np.ndarray) -> np.ndarray:
        """Return the solution that opens the free candidates of a mask, shape (f + g,)."""
        y = is_open[self.free].astype(float)
        levels = len(self.head)
        at_level = self.rows[:levels, : len(self.free)] @ y
        so_far = np.cumsum(at_level)
        before = (so_far - at_level)[self.head]
        none_yet = so_far - before[np.cumsum(self.head) - 1] == 0
        return np.concatenate([y, none_yet[self.column >= 0].astype(float)])

    def solved(self, is_open: np.ndarray, whole: np.ndarray, scale: float, **limits) -> MilpAnswer:
        """Return the answer in units of ``-scale`` cost, without the constant; ``limits`` go to the solver.

        ``is_open`` : a set to start from. ``whole`` : candidates that must be open or not; all others may be open
        in part, which bounds the cost of every set all the same. Masks, shape (sites,).
        """
        gain = np.concatenate([np.zeros(len(self.free)), -self.rise / scale])
        integer = np.concatenate([whole[self.free], np.zeros(len(self.rise), dtype=bool)])
        return maximise(gain, self.rows, self.high, integer=integer, row_lower=self.low, start=self.start(is_open),
                        **limits)


def core_of(lists: Lists, p: int, opened: np.ndarray, free: np.ndarray, ceiling: np.ndarray) -> Core:
    """Return the core of a problem in which ``opened`` sites open, ``free`` ones may and no other does.

    Parameters
    ----------
    opened, free : masks of candidates, shape (sites,).
    ceiling : weighted cost that no point may exceed, shape (n,); infinite where any cost may be.
    """
    end = np.minimum(np.minimum(lists.first_two(opened)[0][:, 0], lists.base), lists.reach)
    must = ceiling < end
    entry = np.flatnonzero(free[lists.site] & (lists.cost < end[lists.point])
                           & (lists.cost <= ceiling[lists.point]))
    point, cost = lists.point[entry], lists.cost[entry]
    new_point = np.diff(point, prepend=-1) != 0
    new_level = new_point | (np.diff(cost, prepend=-1.0) != 0)
    level = np.cumsum(new_level) - 1
    owner, head, worth = point[new_level], new_point[new_level], cost[new_level]
    last = np.append(head[1:], True)[: len(head)]
    following = np.where(last, end[owner], np.append(worth[1:], 0.0)[: len(worth)])
    has = ~(last & must[owner])
    served = np.zeros(lists.points, dtype=bool)
    served[owner] = True
    rows, column = _rows(lists, free, entry, level, head, has)
    # A point that nothing may serve within its ceiling leaves no solution: a row that cannot be met says so.
    stuck = float((must & ~served).any())
    left = float(p - opened.sum())
    low = np.concatenate([head.astype(float), [stuck, left]])
    high = np.concatenate([np.full(len(head), np.inf), [np.inf, left]])
    constant = float(worth[head].sum() + end[~served & ~must].sum())
    return Core(np.flatnonzero(free), constant, (following - worth)[has], rows, low, high, head, column)


def _rows(lists: Lists, free, entry, level, head, has) -> tuple[sparse.csc_matrix, np.ndarray]:
    """Return the constraint matrix and the column of each level's z."""
    f, g = int(free.sum()), len(head)
    slot = np.cumsum(free) - 1
    column = np.where(has, f + np.cumsum(has) - 1, -1)
    own, chain = np.flatnonzero(has), np.flatnonzero(~head)
    rows = np.concatenate([level, own, chain, np.full(f, g + 1)])
    columns = np.concatenate([slot[lists.site[entry]], column[own], column[chain - 1], np.arange(f)])
    values = np.concatenate([np.ones(len(level) + len(own)), -np.ones(len(chain)), np.ones(f)])
    return sparse.csc_matrix((values, (rows, columns)), shape=(g + 2, f + int(has.sum()))), column
