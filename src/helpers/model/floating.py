"""Floating staff: how many persons per district stand in for those absent, against a reserve at every point."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model import capacity
from helpers.model.world import Counters, Served, World


def floater_table(world: World, served: Served, counters: Counters) -> pd.DataFrame:
    """Return ``floaters``, a row for each district: pooled staff and reserves of its open points, last plan year.

    Every counter needs one person present. A person is absent on the share q = 1 - 1/f of working days, where the
    leave factor f says how many are employed for each one present, and each absence is taken to come by itself.
    ``leave_fte`` is what the leave factor pays for, which covers absences on average only.
    """
    p, is_open = world.p, served.is_open[world.plan_end]
    district, desks = world.sites["district_code"].to_numpy(), np.where(is_open, counters.needed[world.plan_end], 0)
    site = np.repeat(np.arange(len(desks)), desks)
    absent = np.full(len(site), 1 - 1 / p["leave_factor"])
    pool, alone = (capacity.pooled_floaters(absent, whose, probability=p["floater_cover_share"])
                   for whose in (district[site], site))
    staff = capacity.staff_fte(desks * counters.hours, staff_hours=p["staff_hours_per_day"], leave=p["leave_factor"])
    member = district[alone.district] == pool.district[:, None]
    reserves = member @ alone.floaters
    return pd.DataFrame({
        "district_code": pool.district, "points": member.sum(axis=1), "persons": pool.points,
        "absent_mean": pool.points * (1 - 1 / p["leave_factor"]),
        "leave_fte": member @ staff[alone.district] * (1 - 1 / p["leave_factor"]),
        "floaters": pool.floaters, "covered_share": pool.covered, "reserves": reserves,
        "reserves_covered_share": np.where(member, alone.covered, 1).prod(axis=1), "saved": reserves - pool.floaters,
    })
