"""The undecided areas of a large location problem, each decided exactly while the rest keeps its prices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from helpers.model.siting import effort
from helpers.model.siting.core import Core, core_of
from helpers.model.siting.lagrange import Priced
from helpers.model.siting.lists import Lists
from helpers.model.siting.milp import MilpAnswer, maximise


@dataclass(frozen=True)
class Areas:
    """What deciding the areas shows.

    ``bound`` : no set of p candidates costs less. ``points``, ``sites`` : masks of the demand points and candidates
    of the areas, shapes (n,) and (sites,). ``opened`` : how far each candidate is open, shape (sites,).
    ``level`` : price below which a candidate outside the areas is open.
    ``seconds`` : time that the solver took. ``interrupted`` : the user ended it.
    """

    bound: float
    points: np.ndarray
    sites: np.ndarray
    opened: np.ndarray
    level: float
    seconds: float = 0.0
    interrupted: bool = False


@dataclass(frozen=True)
class _Relaxed:
    """The relaxation as a core, which falls apart into pieces.

    ``cost`` : of each column of the core. ``rest`` : what all else adds to the bound.
    ``row_floor``, ``column_floor`` : what each row and column adds at least, by the multipliers alone.
    """

    core: Core
    cost: np.ndarray
    rest: float
    row_floor: np.ndarray
    column_floor: np.ndarray

    def pieces(self) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
        """Yield rows, columns and number of points of every piece, the smallest piece first."""
        rows = self.core.rows[:-2].tocoo()
        m, n = rows.shape
        graph = sparse.coo_matrix((rows.data, (rows.row, m + rows.col)), shape=(m + n, m + n))
        _, piece = connected_components(graph, directed=False)
        members = np.split(np.argsort(piece, kind="stable"), np.cumsum(np.bincount(piece))[:-1])
        for piece in sorted(members, key=len):
            rows = piece[piece < m]
            yield rows, piece[piece >= m] - m, int(self.core.head[rows].sum())

    def solved(self, rows: np.ndarray, columns: np.ndarray, scale: float, **limits) -> MilpAnswer:
        """Return the answer to one piece, in units of ``-scale`` cost."""
        return maximise(-self.cost[columns] / scale, self.core.rows[rows][:, columns], self.core.high[rows],
                        integer=columns < len(self.core.free), row_lower=self.core.low[rows], **limits)


def decide_areas(lists: Lists, p: int, best: Priced, undecided: np.ndarray, spare: float, *,
                 run_s: Callable[[float], float], stop: Callable[[], bool]) -> Areas:
    """Decide the areas around undecided candidates exactly, with everything else relaxed.

    An area point i is one that some undecided candidate would serve below its multiplier v_i. Of the Lagrangian
    relaxation the assignment of the area points E is taken back, and the number of sites gets the price -m instead:

        L = sum_{i not in E} v_i + p m + min { sum_{i in E} min_{j: y_j = 1} c_ij + sum_j (s_j - m) y_j },
        s_j = sum_{i not in E} min(0, c_ij - v_i),

    again a bound below every set of p, and no worse than that of the multipliers. A candidate that serves no area
    point is open when s_j < m; the others fall apart into areas that share nothing, small enough for the solver.
    Costs are read up to a part of ``spare`` above v_i; whatever is dearer counts as that much. An area that is most
    of the problem is left to its multipliers: it is no smaller than what is to be decided last.

    Parameters
    ----------
    undecided : mask of candidates, shape (sites,).
    spare : cost of the best set above the bound.
    run_s : seconds that the solver took so far -> seconds that its next run may take.
    stop : as in ``maximise``; what is not decided by then keeps the bound of its multipliers.
    """
    v = best.multiplier
    points = np.zeros(lists.points, dtype=bool)
    points[lists.point[undecided[lists.site] & (lists.cost < v[lists.point])]] = True
    level = float(best.price[best.chosen].max() + best.price[~best.chosen].min()) / 2
    area = lists.only(points).cut((v + effort.AREA_DEPTH * spare)[points])
    sites = np.bincount(area.site, minlength=lists.sites) > 0
    kept = np.where(points[lists.point], 0.0, np.minimum(0.0, lists.cost - v[lists.point]))
    price = np.bincount(lists.site, weights=kept, minlength=lists.sites) - level
    made = _relaxed(area, v[points], price, best.price - level,
                    float(v[~points].sum() + p * level + np.minimum(0.0, price[~sites]).sum()))
    bound, opened, seconds, interrupted = _decided(made, max(effort.AREA_LEAST, effort.AREA_PART * lists.points),
                                                   max(abs(best.bound), 1e-9) / effort.SCALE, run_s, stop)
    share = (price < 0).astype(float)
    share[made.core.free] = opened
    return Areas(max(bound, best.bound), points, sites, share, level, seconds, interrupted)


def _relaxed(area: Lists, v: np.ndarray, price: np.ndarray, full_price: np.ndarray, rest: float) -> _Relaxed:
    """Return the relaxation of the area points; ``full_price`` is what the multipliers alone make of the price."""
    sites = np.bincount(area.site, minlength=area.sites) > 0
    core = core_of(area, 0, np.zeros_like(sites), sites, np.full(area.points, np.inf))
    row_floor = np.zeros(len(core.head))
    row_floor[core.head] = v - area.cost[area.start[:-1]]
    column_floor = np.concatenate([np.minimum(0.0, full_price[core.free]), np.zeros(len(core.rise))])
    cost = np.concatenate([price[core.free], core.rise])
    return _Relaxed(core, cost, rest + core.constant, row_floor, column_floor)


def _decided(made: _Relaxed, most: float, scale: float, run_s, stop) -> tuple[float, np.ndarray, float, bool]:
    """Return the bound, how far each free candidate is open, the seconds of the solver, and an interruption.

    ``most`` : number of points of the largest area that is decided.
    """
    bound, seconds, interrupted = made.rest, 0.0, False
    opened = (made.column_floor[: len(made.core.free)] < 0).astype(float)
    for rows, columns, points in made.pieces():
        floor = made.row_floor[rows].sum() + made.column_floor[columns].sum()
        left = min(effort.AREA_S, run_s(seconds))
        if points > most or left <= 0 or interrupted or stop():
            bound += floor
            continue
        answer = made.solved(rows, columns, scale, time_limit_s=left, stop=stop)
        seconds, interrupted = seconds + answer.seconds, answer.interrupted
        bound += max(floor, -scale * answer.bound) if np.isfinite(answer.bound) else floor
        if answer.status in ("proven", "feasible"):
            site = columns < len(made.core.free)
            opened[columns[site]] = answer.x[site]
    return bound, opened, seconds, interrupted
