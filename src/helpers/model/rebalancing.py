"""What existing points can lend each other before anything is bought: counters and staff, over the fewest km."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.model import capacity
from helpers.model.held import counted, held_counters
from helpers.model.world import Counters, World

#: Less than this is rounding, not staff.
NOTHING = 1e-9


@dataclass(frozen=True)
class Balance:
    """What points hold and need, what moves between them, and what remains: arrays over points (m).

    ``moved`` has shape (m, m), from row to column. ``short`` is what is still lacking after the moves and must be
    bought or hired, ``left`` what is still to spare.
    """

    held: np.ndarray
    needed: np.ndarray
    moved: np.ndarray

    @property
    def received(self) -> np.ndarray:
        return self.moved.sum(axis=0)

    @property
    def given(self) -> np.ndarray:
        return self.moved.sum(axis=1)

    @property
    def short(self) -> np.ndarray:
        return np.maximum(self.needed - self.held, 0) - self.received

    @property
    def left(self) -> np.ndarray:
        return np.maximum(self.held - self.needed, 0) - self.given


def rebalance(held: np.ndarray, needed: np.ndarray, distance_km: np.ndarray, *, whole: bool = True) -> Balance:
    """Move as much as can be used from points that hold too much to points that lack it, over the fewest km.

    The transportation problem: minimise sum_ij d_ij x_ij over x >= 0 with sum_j x_ij <= a_i, sum_i x_ij <= b_j and
    sum_ij x_ij = min(sum_i a_i, sum_j b_j), for what point i has to spare a_i = max(held_i - needed_i, 0), what
    point j lacks b_j = max(needed_j - held_j, 0), and the road distance d_ij [km]. Its vertices are whole when a and
    b are, so that whole counters need no search (Hitchcock 1941; Hoffman and Kruskal 1956).

    Parameters
    ----------
    held, needed : counters or full-time staff of each point, shape (m,).
    distance_km : road distance from point to point, shape (m, m).
    whole : whether only whole amounts move, as counters do.

    Raises
    ------
    ValueError : amounts that should be whole are not.

    >>> one_each = rebalance(np.array([2, 0]), np.array([1, 2]), np.array([[0.0, 7.0], [7.0, 0.0]]))
    >>> one_each.moved.tolist(), one_each.short.tolist(), one_each.left.tolist()
    ([[0.0, 1.0], [0.0, 0.0]], [0.0, 1.0], [0.0, 0.0])
    """
    held, needed = np.asarray(held, dtype=float), np.asarray(needed, dtype=float)
    if whole and any((np.round(amounts) != amounts).any() for amounts in (held, needed)):
        raise ValueError("counters are whole numbers")
    spare, lacking = np.maximum(held - needed, 0), np.maximum(needed - held, 0)
    moved = np.zeros((len(held), len(held)))
    givers, takers = np.flatnonzero(spare > NOTHING), np.flatnonzero(lacking > NOTHING)
    if givers.size and takers.size:
        found = _cheapest(spare[givers], lacking[takers], distance_km[np.ix_(givers, takers)])
        moved[np.ix_(givers, takers)] = np.round(found) if whole else np.where(found > NOTHING, found, 0)
    return Balance(held, needed, moved)


def _cheapest(spare: np.ndarray, lacking: np.ndarray, distance_km: np.ndarray) -> np.ndarray:
    """Return the amounts of the transportation problem, shape (givers, takers)."""
    # Imported here: few runs have anything to move.
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, kron, vstack

    n, m = distance_km.shape
    sums = vstack([kron(eye_array(n), np.ones((1, m))), kron(np.ones((1, n)), eye_array(m))])
    # The dual simplex ends at a vertex, the same one every time.
    solved = linprog(distance_km.ravel(), A_ub=sums, b_ub=np.concatenate([spare, lacking]), A_eq=np.ones((1, n * m)),
                     b_eq=[min(spare.sum(), lacking.sum())], method="highs-ds")
    if not solved.success:
        raise ValueError(f"the transportation problem was not solved: {solved.message}")
    return solved.x.reshape(n, m)


def rebalancing_tables(world: World, counters: Counters) -> dict[str, pd.DataFrame]:
    """Return ``rebalancing``, one row for each two points between which something moves, and ``capacity_balance``.

    Existing points only: what a new point needs is part of its own capital. Need is that of the last plan year; staff
    held is as counted in the survey, or else what today's counters and hours ask for by the staffing rule. The way
    between two points is that of the people of the first one's commune to the second point.
    """
    old = world.existing
    way_km = world.distance_km[world.home.argmax(axis=0)][np.ix_(old, old)]
    held, needed = held_counters(world, counters), counters.needed[world.plan_end]
    hours_today = counters.hours - world.p["added_hours_per_day"]
    counted_staff = counted(world.setting, "staff_fte")
    staff_held = np.where(np.isnan(counted_staff), _staff(world, held * hours_today), counted_staff)
    desks = rebalance(held[old], needed[old], way_km)
    staff = rebalance(staff_held[old], _staff(world, needed * counters.hours)[old], way_km, whole=False)
    ids = world.sites["site_id"].to_numpy()[old]
    return {"rebalancing": _moves(ids, desks, staff, way_km), "capacity_balance": _remainder(ids, desks, staff)}


def _staff(world: World, counter_hours: np.ndarray) -> np.ndarray:
    return capacity.staff_fte(counter_hours, staff_hours=world.p["staff_hours_per_day"],
                              leave=world.p["leave_factor"])


def _moves(ids: np.ndarray, desks: Balance, staff: Balance, way_km: np.ndarray) -> pd.DataFrame:
    giver, taker = np.nonzero((desks.moved > 0) | (staff.moved > 0))
    moved = desks.moved[giver, taker].astype(int)
    return pd.DataFrame({"from_site_id": ids[giver], "to_site_id": ids[taker], "counters": moved,
                         "staff_fte": staff.moved[giver, taker], "km": way_km[giver, taker],
                         "counter_km": moved * way_km[giver, taker]})


def _remainder(ids: np.ndarray, desks: Balance, staff: Balance) -> pd.DataFrame:
    columns: dict[str, np.ndarray] = {"site_id": ids}
    for name, unit, balance in (("counters", "", desks), ("staff", "_fte", staff)):
        parts = {"held": balance.held, "needed": balance.needed, "received": balance.received,
                 "given": balance.given, "short": balance.short, "left": balance.left}
        columns |= {f"{name}_{part}{unit}": np.where(np.abs(found) > NOTHING, found, 0)
                    for part, found in parts.items()}
    columns |= {name: amounts.astype(int) for name, amounts in columns.items() if name.startswith("counters")}
    return pd.DataFrame(columns)
