"""Result tables about money: fares, what each point earns and lacks, and who saves how much."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model import access, capacity, demand, finance, network
from helpers.model.funding import added_at_existing
from helpers.model.world import Counters, Served, Volumes, World


def fare_table(world: World) -> pd.DataFrame:
    """Return the fare before and after exemptions by form and distance band: ``form, band, fare_vnd, net_vnd``."""
    p = world.p
    fares = network.fares_by_band(world.inputs["tariffs"], p)
    net = finance.net_fare(fares, p["exempt_share"], p["reduced_share"], p["fare_exempt_reduction"])
    return pd.DataFrame({"form": np.repeat(demand.FORMS, len(finance.BANDS)),
                         "band": list(finance.BANDS) * len(demand.FORMS),
                         "fare_vnd": fares.ravel(), "net_vnd": net.ravel()})


def point_activity(world: World, served: Served, volume: Volumes, counters: Counters) -> finance.PointActivity:
    """Return what happens at every point in every year of the evaluation."""
    p, years = world.p, np.array(world.scenario.years)[:, None]
    added, counter_hours = added_at_existing(world, counters)
    staff = capacity.staff_fte(counter_hours, staff_hours=p["staff_hours_per_day"], leave=p["leave_factor"])
    return finance.PointActivity(
        new=~world.existing, mountain=world.setting.hilly,
        is_open=served.opens <= years, opened=served.opens == years, dossiers=counters.dossiers,
        shares=volume.shares, added_counters=added, added_staff_fte=staff)


def point_finance(world: World, served: Served, volume: Volumes, counters: Counters) -> pd.DataFrame:
    """Return what every open point brings and costs by year, and the subsidy that a loss-making new point needs.

    One row for each open point and year. Lines have the signs of the cash flow (received positive, paid
    negative). ``break_even_per_day``, ``margin_vnd`` and ``subsidy_vnd`` are blank for points that exist today,
    whose costs are not known.
    """
    fares, activity = network.fares_by_form(world.inputs["tariffs"], world.p), point_activity(world, served, volume,
                                                                                              counters)
    year, site = np.nonzero(activity.is_open)
    lines = {f"{name}_vnd": amount[year, site] + 0.0
             for name, amount in finance.point_lines(activity, world.p, fares).items()}
    judged = {name: value[year, site] for name, value in finance.point_margin(activity, world.p, fares).items()}
    dossiers = counters.dossiers[year, site]
    return pd.DataFrame({
        "site_id": world.sites["site_id"].to_numpy()[site], "year": np.array(world.scenario.years)[year],
        "is_new": activity.new[site], "dossiers": dossiers,
        "dossiers_per_day": dossiers / world.p["working_days_per_year"], **lines, **judged})


def savings(world: World, saved_km: np.ndarray, saved_min: np.ndarray) -> pd.DataFrame:
    """Return the travel that people save by year and group of communes.

    Groups (``group_kind``: ``group``) are the province, every district, and difficult communes against the others;
    each kind adds up to the province. A commune whose class of difficulty is not known counts as other. The worth
    of km and hours is that of the lines ``travel_saved`` and ``time_saved``.

    Parameters
    ----------
    saved_km, saved_min : travel saved by commune, shape (years, n) [km per year, min per year].
    """
    p, years, rows = world.p, list(world.scenario.years), []
    for kind, group, members in _groups(world.communes):
        km, hours = saved_km[:, members].sum(axis=1), saved_min[:, members].sum(axis=1) / 60
        people, worth = float(world.people[members].sum()), _worth(p, km, hours)
        rows.append(pd.DataFrame({"year": years, "group_kind": kind, "group": group, "people": people,
                                  "saved_km": km, "saved_hours": hours, **worth,
                                  "saved_vnd_per_person": worth["saved_vnd"] / people}))
    return pd.concat(rows, ignore_index=True)


def _worth(p: dict[str, float], km: np.ndarray, hours: np.ndarray) -> dict[str, np.ndarray]:
    travel, time = p["motorbike_vnd_per_km"] * km, p["value_of_time_vnd_per_hour"] * hours
    return {"travel_vnd": travel, "time_vnd": time, "saved_vnd": travel + time}


def _groups(communes: pd.DataFrame) -> list[tuple[str, str, np.ndarray]]:
    """Return kind, name and mask (n,) of the groups that have members; every kind splits the province."""
    districts, difficult = communes["district_code"].to_numpy(), communes["difficult_area"].isin(access.DIFFICULT)
    found = [("province", "all", np.ones(len(communes), dtype=bool))]
    found += [("district", code, districts == code) for code in sorted(set(districts))]
    found += [("difficulty", "difficult", difficult.to_numpy()), ("difficulty", "other", ~difficult.to_numpy())]
    return [entry for entry in found if entry[2].any()]
