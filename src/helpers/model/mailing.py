"""The mail of a scenario's points: J + n with every agency, what mends late pairs, days for people, carriers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from helpers.model import delivery
from helpers.model.mail_network import mail_places, pickup_hours, returned_results
from helpers.model.world import Counters, Mail, Served, Volumes, World

#: A dossier goes from the point to the agency, a result comes back.
FLOWS = ("dossier", "result")
AGENCIES = ("department", "district", "commune")
#: The group of all points in a table of groups.
PROVINCE = "province"


def mail_tables(world: World, served: Served, volume: Volumes, counters: Counters,
                mail: Mail) -> dict[str, pd.DataFrame]:
    """Return ``delivery_pairs``, ``delivery_mends``, ``delivery_points``, ``delivery_shares`` and ``carriers``.

    They are about the points that are open in the last plan year. Departments are taken to be at the seat of the
    provincial centre, offices of districts at their seats, both at the hub; committees at the centre of their
    commune. All mail goes by the hub, that to the committee of the point's own commune too.
    """
    pairs = _pairs(world, served, counters, volume, mail)
    return {"delivery_pairs": pairs.table, "delivery_mends": _mends(world, pairs),
            "delivery_points": _points(world, pairs), "delivery_shares": _shares(world, pairs),
            "carriers": _carriers(world, served, volume)}


@dataclass(frozen=True)
class Pairs:
    """Pairs of point and agency, once for each flow: places, legs, table; arrays of shape (k,).

    ``km`` is the way of one more run: between the hubs by the centre, and from the hub to the receiver.
    """

    site: np.ndarray
    agency: pd.DataFrame
    legs: delivery.Legs
    km: np.ndarray
    mix: np.ndarray
    table: pd.DataFrame

    @cached_property
    def weight(self) -> np.ndarray:
        return self.table["items_per_year"].to_numpy()


def _hubs(world: World) -> pd.DataFrame:
    """Return the hubs by district, with the way to the provincial centre."""
    places = world.setting.once(mail_places)
    km, minutes = places.to_centre.travel(world.p)
    return places.hubs.assign(centre_km=km, centre_min=minutes)


def _agencies(world: World, sites: pd.DataFrame) -> pd.DataFrame:
    """Return departments, district offices and, for each point in turn, the committee of its commune.

    Columns: ``agency_id, agency_vi, agency_kind, district_code, km, minutes``, the last two from the hub.
    """
    places, departments = world.setting.once(mail_places), world.inputs["departments"]
    own = world.communes.set_index("commune_code").loc[sites["commune_code"]].reset_index()
    way = pd.DataFrame(places.to_committee.travel(world.p), ["km", "minutes"], world.sites["site_id"]).T
    at_hub = {"km": 0.0, "minutes": 0.0}
    return pd.concat([
        pd.DataFrame({"agency_id": departments["unit_id"], "agency_vi": departments["name_vi"],
                      "agency_kind": AGENCIES[0], "district_code": places.centre, **at_hub}),
        pd.DataFrame({"agency_id": places.hubs.index, "agency_vi": places.hubs["name_vi"].to_numpy(),
                      "agency_kind": AGENCIES[1], "district_code": places.hubs.index, **at_hub}),
        pd.DataFrame({"agency_id": own["commune_code"], "agency_vi": own["name_vi"], "agency_kind": AGENCIES[2],
                      "district_code": own["district_code"], **way.loc[sites["site_id"]].reset_index(drop=True)}),
    ], ignore_index=True)


def _pairs(world: World, served: Served, counters: Counters, volume: Volumes, mail: Mail) -> Pairs:
    p, is_open = world.p, served.opens <= world.scenario.levers.first_year + world.plan_end
    sites = world.sites.assign(**vars(mail), pickup_hour=pickup_hours(world))
    sites = sites[is_open].reset_index(drop=True)
    agencies = _agencies(world, sites)
    point, agency = delivery.pairs_of_points(len(sites), len(agencies) - len(sites))
    at_site, at_agency = sites.loc[point].reset_index(drop=True), agencies.loc[agency].reset_index(drop=True)
    between = (at_site["district_code"] != at_agency["district_code"]).to_numpy()
    mix = delivery.flow_mix(point, between, p["inter_district_share"])
    legs, km = _legs(world, at_site, at_agency, ~between)
    send, receive, both = volume.shares
    forms = np.repeat([send + both, receive + both], len(point))
    dossiers = np.tile(counters.dossiers[world.plan_end][is_open][point] * mix, len(FLOWS))
    twice = pd.concat([at_agency] * len(FLOWS), ignore_index=True)
    table = _pair_table(p, legs, pd.concat([at_site] * len(FLOWS), ignore_index=True), twice)
    return Pairs(np.tile(point, len(FLOWS)), twice, legs, km, forms * np.tile(mix, len(FLOWS)),
                 table.assign(items_per_year=dossiers * forms))


def _legs(world: World, site: pd.DataFrame, agency: pd.DataFrame,
          same: np.ndarray) -> tuple[delivery.Legs, np.ndarray]:
    """Return the legs of the dossiers and then of the results, and the way of one more run [km]."""
    p, hubs = world.p, _hubs(world)
    of_site, of_agency = (hubs.loc[place["district_code"]] for place in (site, agency))
    ends = [(site["minutes_to_hub_min"].to_numpy(), site["road_to_hub_km"].to_numpy(), of_site),
            (agency["minutes"].to_numpy(), agency["km"].to_numpy(), of_agency)]
    both_ways = [(*ends, site["pickup_hour"].to_numpy()),
                 (*ends[::-1], np.full(len(same), p["network_result_pickup_hour"]))]
    parts = [(hour, start[0], start[2]["centre_min"], end[2]["centre_min"], end[0], same)
             for start, end, hour in both_ways]
    between_km = np.where(same, 0, of_site["centre_km"].to_numpy() + of_agency["centre_km"].to_numpy())
    return (delivery.Legs(*(np.concatenate(part) for part in zip(*parts, strict=True))),
            np.concatenate([between_km + end[1] for _, end, _ in both_ways]))


def _pair_table(p: Mapping[str, float], legs: delivery.Legs, site: pd.DataFrame,
                agency: pd.DataFrame) -> pd.DataFrame:
    table = delivery.timetable(p, p["network_runs_per_day"])
    arrival = delivery.arrival_min(legs, table)
    accepted = np.minimum(legs.pickup_hour, p["same_day_cutoff_hour"])
    days = delivery.days_taken(arrival, accepted, legs.pickup_hour, p["same_day_cutoff_hour"])
    limit, with_slip = (_limit(p, legs.same_district, kind) for kind in ("", "_slip"))
    return pd.DataFrame({
        "site_id": site["site_id"], "agency_id": agency["agency_id"],
        "flow": np.repeat(FLOWS, len(site) // len(FLOWS)), "agency_kind": agency["agency_kind"],
        "district_code": site["district_code"], "between_districts": ~legs.same_district, "days": days,
        "arrival_hour": arrival % delivery.DAY_MIN / 60, "limit_days": limit, "on_time": days <= limit,
        "slack_h": delivery.slack_hours(arrival, limit, table.close_hour), "limit_slip_days": with_slip,
        "on_time_slip": days <= with_slip,
    })


def _limit(p: Mapping[str, float], same_district: np.ndarray, kind: str) -> np.ndarray:
    """Return the limit J + n of each pair [working days]; ``kind`` is blank or ``_slip``."""
    intra, inter = p[f"limit_intra_district{kind}_days"], p[f"limit_inter_district{kind}_days"]
    return np.where(same_district, intra, inter)


def _mends(world: World, pairs: Pairs) -> pd.DataFrame:
    """Return for each late pair the cheapest change that mends it."""
    p, late = world.p, ~pairs.table["on_time"].to_numpy()
    legs = delivery.Legs(*(part[late] for part in vars(pairs.legs).values()))
    limit, runs = pairs.table.loc[late, "limit_days"].to_numpy(), p["network_runs_per_day"]
    now = delivery.latest_pickup_min(legs, delivery.timetable(p, runs), limit)
    more = np.full(len(now), -np.inf)
    if runs < delivery.MOST_RUNS:
        more = delivery.latest_pickup_min(legs, delivery.timetable(p, runs + 1), limit)
    mend, earlier = delivery.cheapest_mend(legs.pickup_hour * 60, now, more, p["network_earliest_pickup_hour"] * 60)
    # Whole minutes, upwards: a part of a minute less would still be late.
    earlier = np.ceil(np.round(earlier, 4))
    run_cost = delivery.run_vnd_per_year(pairs.km[late], p["network_run_vnd"], p["network_run_vnd_per_km"],
                                         p["working_days_per_year"])
    kept = ["site_id", "agency_id", "flow", "district_code", "days", "limit_days", "slack_h"]
    found = pairs.table.loc[late, kept].reset_index(drop=True)
    names = world.sites.set_index("site_id")["name_vi"]
    new_hour = legs.pickup_hour - earlier / 60
    gap = np.maximum(p["same_day_cutoff_hour"] - np.maximum(new_hour, 0), 0) * 60
    return found.assign(
        site_vi=found["site_id"].map(names), agency_vi=pairs.agency["agency_vi"].to_numpy()[late], mend=mend,
        earlier_min=earlier, left_overnight_min=np.where(found["flow"] == FLOWS[0], gap, np.nan),
        run_mends=more >= np.round(legs.pickup_hour * 60, 4), run_vnd_per_year=run_cost,
        mend_vnd_per_year=np.select([mend == "none", mend == "earlier_pickup"], [np.nan, 0.0], default=run_cost),
    )


def _shares(world: World, pairs: Pairs) -> pd.DataFrame:
    """Return pairs, late pairs and shares on time by district and in the province."""
    table, codes = pairs.table, list(world.inputs["districts"]["district_code"])
    in_district = table["district_code"].map({code: k for k, code in enumerate(codes)}).to_numpy()
    whole = np.full(len(table), len(codes))
    on_time, group = np.tile(table["on_time"].to_numpy(), 2), np.concatenate([in_district, whole])
    each = np.ones(len(group))
    share = {name: delivery.on_time_share(on_time, weight, group, len(codes) + 1) for name, weight in
             (("pairs_on_time_share", each), ("items_on_time_share", np.tile(pairs.weight, 2)))}
    late = np.bincount(group, weights=~on_time, minlength=len(codes) + 1)
    return pd.DataFrame({"group": [*codes, PROVINCE], "pairs": np.bincount(group, minlength=len(codes) + 1),
                         "late_pairs": late.astype(int), **share}).query("pairs > 0").reset_index(drop=True)


def _points(world: World, pairs: Pairs) -> pd.DataFrame:
    """Return by point its shares on time and the working days that the post adds against going in person.

    The clock of the legal processing time starts when the agency signs for the dossier; that time is the same for
    both ways and cancels. What remains is n of the dossier and n of the result.
    """
    table, m = pairs.table, pairs.site.max() + 1
    first = table.drop_duplicates("site_id")[["site_id", "district_code"]].reset_index(drop=True)
    hour = pd.Series(pickup_hours(world), world.sites["site_id"]).loc[first["site_id"]].to_numpy()
    half = len(table) // len(FLOWS)
    added = (table["days"].to_numpy()[:half] + table["days"].to_numpy()[half:]).astype(float)
    point, kind, own = pairs.site[:half], table["agency_kind"][:half], ~table["between_districts"][:half]
    chosen = {name: (kind == name) & (own | (kind != "district")) for name in AGENCIES}
    by_kind = {f"added_days_{name}": np.bincount(point, added * of, m) / np.bincount(point, of, m)
               for name, of in chosen.items()}
    every = np.ones(len(table))
    return first.assign(
        late_pairs=np.bincount(pairs.site, ~table["on_time"], m).astype(int),
        pairs_on_time_share=delivery.on_time_share(table["on_time"], every, pairs.site, m),
        items_on_time_share=delivery.on_time_share(table["on_time"], pairs.mix, pairs.site, m), **by_kind,
        left_overnight_min=np.maximum(world.p["same_day_cutoff_hour"] - hour, 0) * 60,
    )


def _carriers(world: World, served: Served, volume: Volumes) -> pd.DataFrame:
    """Return by district the results of the last plan year, how they are returned, and the carriers they need.

    A result belongs to the district of the point that serves the commune: its carriers start there.
    """
    p, end = world.p, world.plan_end
    codes = list(world.inputs["districts"]["district_code"])
    place = world.sites["district_code"].map({code: k for k, code in enumerate(codes)}).to_numpy()[served.site[end]]
    results, hours = returned_results(world, served, volume)
    home = results * (1 - p["counter_pickup_share"])
    by_district = {name: np.bincount(place, amounts, len(codes)) for name, amounts in
                   (("results_per_year", results), ("collected_per_year", results - home),
                    ("delivered_per_year", home), ("hours_per_day", hours))}
    needed = delivery.carriers_fte(by_district["hours_per_day"], p["staff_hours_per_day"], p["leave_factor"])
    return pd.DataFrame({"district_code": codes, **by_district, "carriers_fte": needed})
