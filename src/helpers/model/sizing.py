"""How busy each point is in its busiest hour, and the counters that keep the service level."""

from __future__ import annotations

import numpy as np

from helpers.model import capacity, demand, network
from helpers.model.broadcast import spread
from helpers.model.serving import counter_visits
from helpers.model.world import Counters, Served, Volumes, World


def size_counters(world: World, served: Served, volume: Volumes) -> Counters:
    """Size counters for the busiest hour of the busy season, by Erlang C with pooled service time.

    Raises
    ------
    ValueError : a point does not meet the service level with the most counters considered.
    """
    p, is_open = world.p2, served.is_open
    longer = world.p1["added_hours_per_day"] * world.existing
    hours = network.opening_hours(world.sites, world.p1, world.setting.given) + longer
    at = dossiers_at_sites(world, served, volume, hours)
    minutes, (received, collected), other = peak_work(world, volume.shares, hours)
    own = np.where(is_open, at * ((minutes[0] * received + minutes[1] * collected) / 60), 0)
    load = own + np.where(is_open, minutes[2] * other / 60, 0)
    customers = at * (received + collected) + other
    service_min = np.divide(load * 60, customers, out=np.broadcast_to(minutes[2], load.shape).copy(),
                            where=(load > 0) & (customers > 0))
    needed = capacity.least_counters(load, service_min, limit_min=p["wait_limit_min"],
                                     target=p["service_level_target"], least=int(world.p["least_counters"]),
                                     most=int(world.p["most_counters"]))
    if (needed > world.p["most_counters"]).any():
        raise ValueError(f"{world.p['most_counters']:g} counters do not meet the service level at the busiest point")
    return Counters(at, load, own, np.where(is_open, needed, 0), service_min, hours)


def dossiers_at_sites(world: World, served: Served, volume: Volumes, hours: np.ndarray) -> np.ndarray:
    """Return the dossiers of every site and year, shape (..., years, m), at the nearest point or by choice.

    A point attracts by its opening hours per day alone: counters follow from the load that the choice brings, so
    that they cannot be its reason too.
    """
    if world.scenario.levers.assignment == "nearest":
        weight = demand.at_sites(volume.state_weight, served.state_site, len(world.sites))
    else:
        states = served.is_open[np.unique(served.state, return_index=True)[1]]
        shares = demand.choice_shares(world.time_min[..., None, :, :], hours[..., None, :],
                                      spread(world.p["choice_decay_per_min"], 3), states)
        weight = demand.expected_at_sites(volume.state_weight, shares)
    return volume.path[..., None] * weight[..., served.state, :]


def peak_work(world: World, shares: np.ndarray,
              hours: np.ndarray) -> tuple[list, tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Return what the busiest hour of the busy season brings, arrays of shape (..., 1, m) or what broadcasts to it.

    Service minutes of receptions, of collections at the counter and of other postal customers; the receptions and
    collections of that hour for each dossier of the year [per hour]; other customers [per hour].
    """
    p = world.p2
    peak = dict(days=p["working_days_per_year"], peak_hour_share=p["peak_hour_share"], season=p["peak_season_factor"],
                hours=hours[..., None, :], reference_hours=p["peak_reference_hours"])
    culture = (world.sites["kind"] == "commune_culture_post_office").to_numpy()
    other = np.where(culture, p["background_per_hour_culture_point"], p["background_per_hour_post_office"])
    reception_min = sum(value for key, value in p.items() if key.startswith("step_"))
    visits = counter_visits(world, shares)
    received, collected = (capacity.peak_arrivals_per_hour(spread(number, 2), **peak) for number in visits)
    return [reception_min, p["pickup_service_min"], p["background_service_min"]], (received, collected), other


def peak_customers(world: World, volume: Volumes, counters: Counters) -> tuple[np.ndarray, np.ndarray]:
    """Return the same of one run in full: service minutes, shape (3,), and customers per hour, (3, years, m)."""
    minutes, visits, other = peak_work(world, volume.shares, counters.hours)
    own = [counters.dossiers * visit for visit in visits]
    return np.array(minutes), np.stack([*own, np.broadcast_to(other, own[0].shape)])
