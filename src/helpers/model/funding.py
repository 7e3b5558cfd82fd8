"""What a scenario costs and brings: activity turned into a cash flow by payer and line."""

from __future__ import annotations

import numpy as np

from helpers.model import capacity, finance, legal, network
from helpers.model.broadcast import spread
from helpers.model.serving import counter_visits
from helpers.model.world import Cash, Counters, Served, Setting, Volumes, World


def fund(world: World, served: Served, volume: Volumes, counters: Counters) -> Cash:
    """Turn activity into cash flow by payer and line."""
    p = world.p
    fares = network.fares_by_form(world.inputs["tariffs"], p)
    lines = finance.cash_lines(_activity(world, served, volume, counters), world.p1, fares)
    net = finance.net_fare(fares, p["exempt_share"], p["reduced_share"], p["fare_exempt_reduction"])
    return Cash(lines, world.setting.once(_payers), net)


def _payers(setting: Setting) -> dict[str, str]:
    return legal.line_bases(setting.inputs, setting.scenario)["payer"].to_dict()


def added_at_existing(world: World, counters: Counters) -> tuple[np.ndarray, np.ndarray]:
    """Return counters added in the year and counter-hours per day above today's by site, shape (..., years, m).

    Counters of the first year are taken to be there already: none has been counted yet. A counter once added
    stays when demand moves to a new point, so that it is not bought twice. Points that do not exist today have
    none.
    """
    held = np.maximum.accumulate(counters.needed * world.existing, axis=-2)
    longer, first = world.p2["added_hours_per_day"], held[..., :1, :]
    more = (held - first) * (counters.hours[..., None, :] - longer) + longer * held
    return np.diff(held, axis=-2, prepend=first), more


def _activity(world: World, served: Served, volume: Volumes, counters: Counters) -> finance.Activity:
    years, is_open, p = np.array(world.scenario.years), served.is_open, world.p
    opened = served.opens == years[:, None]
    added, counter_hours = (x.sum(axis=-1) for x in added_at_existing(world, counters))
    saved_km, saved_min = _saved(world, served, volume)
    return finance.Activity(
        opened_plain=(opened & ~world.setting.hilly).sum(axis=1),
        opened_mountain=(opened & world.setting.hilly).sum(axis=1),
        points=is_open.sum(axis=1), new_points=(is_open & ~world.existing).sum(axis=1), added_counters=added,
        added_staff_fte=capacity.staff_fte(counter_hours, staff_hours=world.p1["staff_hours_per_day"],
                                           leave=world.p1["leave_factor"]),
        dossiers=volume.shares[..., None] * volume.by_year,
        induced=volume.shares[..., None] * (volume.by_year - volume.path),
        desks=np.full(len(years), p["one_stop_desks"]),
        opened_desks=np.where(np.arange(len(years)) == 0, p["one_stop_desks"], 0),
        saved_km=saved_km, saved_hours=saved_min / 60,
    )


def _saved(world: World, served: Served, volume: Volumes) -> tuple[np.ndarray, np.ndarray]:
    """Return km and minutes of round trips saved per year, each shape (..., years)."""
    gaining = _gaining(world, volume)
    weighed = ((gaining * (before[..., None, :] - then)).sum(axis=-1)[..., volume.state] for before, then in
               ((served.before_km, served.state_km), (served.before_min, served.state_min)))
    return tuple(volume.path * part for part in weighed)


def saved_by_commune(world: World, served: Served, volume: Volumes) -> tuple[np.ndarray, np.ndarray]:
    """Return km and minutes of round trips saved per year, each shape (..., years, n)."""
    gaining = volume.path[..., None] * _gaining(world, volume)[..., volume.state, :]
    return (gaining * (served.before_km[..., None, :] - served.distance_km),
            gaining * (served.before_min[..., None, :] - served.time_min))


def _gaining(world: World, volume: Volumes) -> np.ndarray:
    """Return the round trips that gain from nearer points, per dossier of the province, shape (..., states, n).

    2 (n_i + n_i') / 2 with n_i visits to the counter at today's points and n_i' at the new ones: of the way that is
    saved, visits that are made anyway gain the whole, induced visits half of it (the rule of a half).
    """
    both = volume.weight[..., None, :] + volume.state_weight
    return both * spread(sum(counter_visits(world, volume.shares)), 2)
