"""The day at the counters, hour by hour: the busy season of the last plan year, by province, district and point."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from helpers.model import capacity
from helpers.model.held import held_counters
from helpers.model.sizing import peak_customers
from helpers.model.world import Counters, Served, Volumes, World


@dataclass(frozen=True)
class Flow:
    """Customers of a day at the open points: arrays of shape (points, slots), and (points,) for the others.

    ``site`` is the place of the point among all sites, ``slot_min`` the length of its slots: the slots of the
    profile, stretched over its opening hours.
    """

    site: np.ndarray
    arrivals: np.ndarray
    service_min: np.ndarray
    slot_min: np.ndarray

    @property
    def load(self) -> np.ndarray:
        """Offered load of every slot [erlang]."""
        return self.arrivals * self.service_min / self.slot_min[:, None]


@dataclass(frozen=True)
class Solved:
    """The day with given counters: ``counters``, shape (points,), what customers meet, and where it is transient."""

    counters: np.ndarray
    met: capacity.Day
    transient: np.ndarray


def day_tables(world: World, served: Served, volume: Volumes, counters: Counters) -> dict[str, pd.DataFrame]:
    """Return ``capacity_day``, hour by hour, and ``day_points``, a row for each open point, in the last plan year.

    Both with the counters that the busiest hour asks for (``sized``) and with those that points hold (``held``):
    as counted in the survey, or else as in the first year, a new point what it is built with; a point that has
    counted none serves at one.
    """
    end, (minutes, hourly) = world.plan_end, peak_customers(world, volume, counters)
    flow = day_flow(world, served, counters, minutes, hourly[:, end])
    needed = counters.needed[end]
    held = np.maximum(np.where(world.existing, held_counters(world, counters), needed), 1).astype(int)
    days = {name: solve(flow, which[flow.site], world.p["wait_limit_min"])
            for name, which in (("sized", needed), ("held", held))}
    return {"capacity_day": _hours(world, flow, days), "day_points": _points(world, flow, days)}


def day_flow(world: World, served: Served, counters: Counters, minutes: np.ndarray, hourly: np.ndarray) -> Flow:
    """Return the customers of a day of the busy season in the slots of the profile.

    Customers with dossiers follow the profile, whose busiest slot holds as many per hour as the busiest hour by
    which counters are sized; other customers come alike in every hour, as there. A day of H hours is the day of the
    profile stretched: its n slots last H / n hours, and the busiest takes min(1, h H0 / H) H / n of its customers,
    where h is the share of the busiest hour of a day of H0 hours.

    Parameters
    ----------
    minutes : service time of receptions, collections and other customers [min], shape (3,).
    hourly : those customers in the busiest hour of the busy season [per hour], shape (3, m).
    """
    site = np.flatnonzero(served.is_open[world.plan_end])
    profile = world.inputs["day_profile"].sort_values("start_hour")["share"].to_numpy()
    hours, slots = counters.hours[site], len(profile)
    fullest = np.minimum(hours, world.p["peak_hour_share"] * world.p["peak_reference_hours"]) / slots
    shares = {peak: capacity.day_shares(profile, min(peak, 1)) for peak in np.unique(fullest)}
    curve = np.array([shares[peak] / shares[peak].max() for peak in fullest])
    per_hour = np.stack([hourly[0, site, None] * curve, hourly[1, site, None] * curve,
                         np.broadcast_to(hourly[2, site, None], curve.shape)])
    slot_hours = hours / slots
    customers = per_hour.sum(axis=0)
    service = np.divide(np.tensordot(minutes, per_hour, axes=1), customers,
                        out=np.full(curve.shape, minutes[-1]), where=customers > 0)
    return Flow(site, customers * slot_hours[:, None], service, slot_hours * 60)


def solve(flow: Flow, counters: np.ndarray, limit_min: float) -> Solved:
    """Return what customers meet with given counters, shape (points,): exact where a slot is overloaded."""
    transient = capacity.overloaded(flow.load, counters[:, None]).any(axis=1)
    parts = {}
    for slot_min in np.unique(flow.slot_min):
        rows = flow.slot_min == slot_min
        parts[slot_min] = rows, capacity.day(flow.arrivals[rows], counters[rows, None], flow.service_min[rows],
                                             slot_min=slot_min, limit_min=limit_min)
    return Solved(counters, _joined(parts.values()), transient)


def _joined(parts) -> capacity.Day:
    """Put the rows of several days back where they belong."""
    parts, joined = list(parts), {}
    for name in (field.name for field in fields(capacity.Day)):
        first = getattr(parts[0][1], name)
        joined[name] = np.empty((len(parts[0][0]), *first.shape[1:]))
        for rows, met in parts:
            joined[name][rows] = getattr(met, name)
    return capacity.Day(**joined)


def _hours(world: World, flow: Flow, days: dict[str, Solved]) -> pd.DataFrame:
    """Return the rows of the province, of every district, and of the point in each with the highest load per counter.

    Sums over the points of a group, and means over its customers, by a matrix of groups and points.
    """
    kind, group, site, member = _groups(world, flow, days["held"].counters)
    start = np.sort(world.inputs["day_profile"]["start_hour"].to_numpy())
    shape = len(kind), len(start)
    keys = {"group_kind": np.repeat(kind, shape[1]), "group": np.repeat(group, shape[1]),
            "start_hour": np.tile(start, shape[0]), "site_id": np.repeat(site, shape[1]),
            "points": np.repeat(member.sum(axis=1).astype(int), shape[1]),
            "customers": (member @ flow.arrivals).ravel(), "offered_load": (member @ flow.load).ravel()}
    return pd.concat([pd.DataFrame({"counters_case": name, **keys, **_met_by(member, flow, solved)})
                      for name, solved in days.items()], ignore_index=True)


def _groups(world: World, flow: Flow,
            counters: np.ndarray) -> tuple[list[str], list[str], list[str], np.ndarray]:
    """Return kind, name and point of each group, and which points belong to it, 0 or 1, shape (groups, points).

    The busiest point of a district bears the name of the district, so that it is the same row whichever it is.
    """
    district = world.sites["district_code"].to_numpy()[flow.site]
    ids = world.sites["site_id"].to_numpy()[flow.site]
    codes = np.unique(district)
    of_district = (district == codes[:, None]).astype(float)
    hardest = (flow.load / counters[:, None]).max(axis=1)
    busiest = np.where(of_district > 0, hardest, -1).argmax(axis=1)
    kind = ["province", *["district"] * len(codes), *["point"] * len(codes)]
    site = [*[""] * (1 + len(codes)), *ids[busiest]]
    return kind, ["province", *codes, *codes], site, np.vstack(
        [np.ones(len(ids)), of_district, np.eye(len(ids))[busiest]])


def _met_by(member: np.ndarray, flow: Flow, solved: Solved) -> dict[str, np.ndarray]:
    """Return what the customers of each group meet in each slot, arrays of shape (groups * slots,)."""
    slots, each = flow.arrivals.shape[1], solved.counters[:, None]
    counters = member @ each
    columns = {"counters": np.broadcast_to(counters.astype(int), (len(member), slots)),
               "utilisation": member @ (solved.met.utilisation * each) / counters,
               "utilisation_max": _most(member, solved.met.utilisation),
               "mean_wait_min": _mean(member, flow.arrivals, solved.met.mean_wait_min),
               "mean_wait_max_min": _most(member, solved.met.mean_wait_min),
               "served_within_share": _mean(member, flow.arrivals, solved.met.served_within),
               "served_within_least_share": -_most(member, -solved.met.served_within),
               "overloaded_points": (member @ capacity.overloaded(flow.load, each)).astype(int),
               "left": member @ solved.met.left,
               "method": np.broadcast_to(_method(member @ solved.transient > 0)[:, None], (len(member), slots))}
    return {name: values.ravel() for name, values in columns.items()}


def _mean(member: np.ndarray, weight: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the mean of values by weight in every group; by points where nobody comes."""
    whole = member @ weight
    plain = member @ values / member.sum(axis=1, keepdims=True)
    return np.where(whole > 0, member @ (weight * values) / np.where(whole > 0, whole, 1), plain)


def _most(member: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the highest value of any point of every group, shape (groups, slots)."""
    return np.array([values[row > 0].max(axis=0) for row in member])


def _method(transient: np.ndarray) -> np.ndarray:
    return np.where(transient, "transient", "stationary")


def _points(world: World, flow: Flow, days: dict[str, Solved]) -> pd.DataFrame:
    """Return for every open point the counters of the busiest hour, of the whole day, and those held."""
    p = world.p
    least, served = np.empty(len(flow.site), dtype=int), np.empty(len(flow.site))
    for slot_min in np.unique(flow.slot_min):
        rows = flow.slot_min == slot_min
        plan = capacity.least_counters_day(
            flow.arrivals[rows], flow.service_min[rows], slot_min=slot_min, limit_min=p["wait_limit_min"],
            target=p["service_level_target"], least=int(p["least_counters"]), most=int(p["most_counters"]))
        least[rows], served[rows] = plan.counters, plan.served_within

    def of_day(values):
        return _mean(np.ones((1, values.shape[1])), flow.arrivals.T, values.T)[0]
    sized, held = days["sized"], days["held"]
    return pd.DataFrame({
        "site_id": world.sites["site_id"].to_numpy()[flow.site],
        "district_code": world.sites["district_code"].to_numpy()[flow.site],
        "customers_per_day": flow.arrivals.sum(axis=1),
        "counters_busiest_hour": sized.counters, "served_busiest_hour_share": of_day(sized.met.served_within),
        "counters_day": least, "served_day_share": served,
        "counters_held": held.counters, "served_held_share": of_day(held.met.served_within),
        "wait_held_min": of_day(held.met.mean_wait_min),
        "overloaded_slots": capacity.overloaded(flow.load, held.counters[:, None]).sum(axis=1),
        "method": _method(held.transient),
    })
