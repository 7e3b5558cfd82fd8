"""The table that says where counters bind: on average, in the mean hour, in the busiest hour, in the season."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model import capacity
from helpers.model.held import held_counters
from helpers.model.world import Counters, Served, World


def binding_table(world: World, served: Served, counters: Counters, minutes: np.ndarray,
                  hourly: np.ndarray) -> pd.DataFrame:
    """Return ``capacity_binding``, a row for each year and moment of :data:`helpers.model.capacity.MOMENTS`.

    Existing points hold the counters counted in the survey, or else those of the first year; a new point holds what
    it is built with.

    Parameters
    ----------
    minutes : service time of receptions, collections and other customers [min], shape (3,).
    hourly : those customers in the busiest hour of the busy season [per hour], shape (3, years, m).
    """
    p, years = world.p, np.array(world.scenario.years)
    is_open = served.opens <= years[:, None]
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
