"""The mail between points, hubs and agencies: ways, pick-ups, and which points catch the bags of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.model import access, delivery
from helpers.model.broadcast import spread
from helpers.model.held import counted
from helpers.model.world import Mail, Served, Setting, Volumes, World


@dataclass(frozen=True)
class MailRoad:
    """Straight ways of mail vehicles [km] and whether the mountains' factors hold for them, shape (k,)."""

    straight_km: np.ndarray
    hilly: np.ndarray

    def travel(self, p: Mapping[str, float | np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return road [km] and time [min], each shape (..., k): straight times the detour, at the vehicles' speed.

        Parameters
        ----------
        p : values; arrays of draws have the shape (draws, 1).
        """
        road_km = self.straight_km * np.where(self.hilly, p["detour_mountain"], p["detour_plain"])
        return road_km, road_km / np.where(self.hilly, p["mail_speed_mountain_kmh"], p["mail_speed_plain_kmh"]) * 60


@dataclass(frozen=True)
class MailPlaces:
    """Hubs (h) and what lies at them: roads from each site, each commune of a site and each hub; agencies.

    ``hubs`` are the districts with place and terrain, ``centre`` the district of the provincial centre, ``hub`` the
    place of each site's hub among them, shape (m,); ``to_hub`` and ``to_committee`` have m ways, ``to_centre`` h.
    """

    hubs: pd.DataFrame
    centre: str
    hub: np.ndarray
    to_hub: MailRoad
    to_committee: MailRoad
    to_centre: MailRoad
    agencies: np.ndarray


def mail_places(setting: Setting) -> MailPlaces:
    """Return the places of the mail.

    Departments are taken to be at the seat of the provincial centre, the district from which roads are measured;
    offices of districts at their seats, both at the hub; committees at the centre of their commune.
    """
    communes = setting.communes.set_index("commune_code")
    table = setting.inputs["districts"].set_index("district_code")
    hubs = table.assign(lat=table["seat_lat"], lon=table["seat_lon"],
                        terrain=table["seat_commune_code"].map(communes["terrain"]))
    centre = hubs.index[hubs["road_km_from_dong_hoi"] == 0][0]
    at_hub = hubs.loc[setting.sites["district_code"]]
    own = communes.loc[setting.sites["commune_code"]]
    return MailPlaces(
        hubs, centre, hubs.index.get_indexer(setting.sites["district_code"]), _road(setting.sites, at_hub),
        _road(own, hubs.loc[own["district_code"]]), _road(hubs, hubs.loc[[centre] * len(hubs)]),
        agencies=1 + (hubs.index.to_numpy() == centre) * len(setting.inputs["departments"]))


def _road(places: pd.DataFrame, hubs: pd.DataFrame) -> MailRoad:
    """Return the roads from places to hubs, row by row; the terrain is that of the place."""
    straight = access.great_circle_km(places["lat"], places["lon"], hubs["seat_lat"], hubs["seat_lon"])
    return MailRoad(straight, (places["terrain"] == "mountain").to_numpy())


def pickup_hours(world: World) -> np.ndarray:
    """Return the hour at which the mail of each site is picked up, shape (..., m) [hours after midnight].

    As answered in the survey; where a point has not answered, or the hour is set, the lever.
    """
    general, setting = world.p1["mail_pickup_hour"], world.setting
    if "mail_pickup_hour" in setting.given:
        return general + np.zeros(len(setting.sites))
    answered = setting.once(_answered_hours)
    return np.where(np.isnan(answered), general, answered)


def _answered_hours(setting: Setting) -> np.ndarray:
    return counted(setting, "mail_pickup_hour")


def check_delivery(world: World) -> Mail:
    """Return for every site whether its mail catches the bag of the day, and with how much time to spare."""
    p, hours = world.p1, pickup_hours(world)
    road_km, minutes = world.setting.once(mail_places).to_hub.travel(p)
    return Mail(road_km, minutes, delivery.misses_the_bag(minutes, hours, p["hub_close_hour"]),
                (p["hub_close_hour"] - hours) * 60 - minutes)


def mail_network(world: World, mail: Mail, is_open: np.ndarray) -> delivery.Network:
    """Return the open points, hubs and agencies as counted by :func:`helpers.model.delivery.late_pairs`.

    Parameters
    ----------
    is_open : mask of the points, shape (m,).
    """
    places = world.setting.once(mail_places)
    to_committee, to_centre = (road.travel(world.p1)[1] for road in (places.to_committee, places.to_centre))
    return delivery.Network(places.hub[is_open], pickup_hours(world)[..., is_open],
                            mail.minutes_to_hub_min[..., is_open], to_committee[..., is_open], to_centre,
                            places.agencies)


def returned_results(world: World, served: Served, volume: Volumes) -> tuple[np.ndarray, np.ndarray]:
    """Return results of the last plan year by commune, and the carriers' hours a day for those brought home.

    Both have the shape (..., n).
    """
    p, end = world.p1, world.plan_end
    results = volume.at_year(end) * spread(volume.shares[1] + volume.shares[2], 1)
    home_per_day = results * (1 - p["counter_pickup_share"]) / p["working_days_per_year"]
    return results, delivery.carrier_hours_per_day(
        home_per_day, served.state_min[..., served.state[end], :], stop_min=p["carrier_stop_min"],
        stops_per_trip=p["carrier_stops_per_trip"], attempts=p["carrier_attempts_per_result"])
