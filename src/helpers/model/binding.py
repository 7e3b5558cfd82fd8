"""The table that says where counters bind: on average, in the mean hour, in the busiest hour, in the season."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model import capacity
from helpers.model.held import held_counters
from helpers.model.sizing import peak_customers
from helpers.model.world import Counters, Served, Volumes, World


def binding_table(world: World, served: Served, volume: Volumes, counters: Counters) -> pd.DataFrame:
    """Return ``capacity_binding``, a row for each year and moment of :data:`helpers.model.capacity.MOMENTS`.

    Existing points hold the counters counted in the survey, or else those of the first year; a new point holds what
    it is built with.
    """
    p, years, is_open = world.p, np.array(world.scenario.years), served.is_open
    minutes, hourly = peak_customers(world, volume, counters)
    share = np.minimum(1, p["peak_hour_share"] * p["peak_reference_hours"] / counters.hours)
    customers = capacity.customers_at_moments(hourly[:2], hourly[2], season=p["peak_season_factor"],
                                              peak_share=share, hours=counters.hours)
    held = np.where(world.existing, held_counters(world, counters), counters.needed)
    found = capacity.binding(customers, minutes, held, is_open, limit_min=p["wait_limit_min"],
                             target=p["service_level_target"])
    per_day = (counters.dossiers * is_open).sum(axis=1) / is_open.sum(axis=1) / p["working_days_per_year"]
    shape = found["points"].shape
    columns = {"year": np.broadcast_to(years, shape), "moment": np.repeat(capacity.MOMENTS, len(years)),
               "dossiers_per_point_day": np.broadcast_to(per_day, shape), **found}
    table = pd.DataFrame({name: np.ravel(column) for name, column in columns.items()})
    return table.sort_values("year", kind="stable").reset_index(drop=True)
