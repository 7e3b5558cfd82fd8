"""How many points, in what order, and at what price: the frontier beside the plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model import World, aim_of
from helpers.model.siting import Frontier, SitingAnswer, covering_cost, frontier, opening_order

#: Standards of the frontier of coverage: name, parameter, and whether it limits minutes.
STANDARDS = {"near": ("standard_near_km", False), "main": ("standard_km", False), "far": ("standard_far_km", False),
             "time": ("standard_min", True)}


def frontier_distance(world: World) -> pd.DataFrame:
    """Return the least mean distance for every number of new points.

    Columns ``points, mean_distance_km, gain_km, gap, knee`` with the kilometres that the last point saves each
    person.
    """
    found, people = frontier(world.distance_km, world.people, world.existing), world.people.sum()
    return _sizes(found).assign(mean_distance_km=found.cost / people, gain_km=found.gain / people)


def frontier_coverage(world: World) -> pd.DataFrame:
    """Return the most people within each standard for every number of new points.

    Columns ``standard, points, covered_share, gain_people, gap, knee``; ``standard`` is one of ``near``, ``main``,
    ``far``, ``time``, or ``commune``: the commune has a point.
    """
    parts, people = [], world.people.sum()
    costs = {name: covering_cost(world.time_min if in_minutes else world.distance_km, world.p[key])
             for name, (key, in_minutes) in STANDARDS.items()}
    for name, cost in {**costs, "commune": 1.0 - world.home}.items():
        found = frontier(cost, world.people, world.existing)
        parts.append(_sizes(found).assign(standard=name, covered_share=1 - found.cost / people,
                                          gain_people=found.gain))
    return pd.concat(parts, ignore_index=True)


def openings(world: World, plan: SitingAnswer) -> pd.DataFrame:
    """Return the new points in the order of opening and what each brings against those open just before.

    Columns ``site_id, place, open_year, people_nearer, people_covered, saved_km``: its place in the order, people
    who get nearer, people who come within the main standard, and the kilometres less for each who gets nearer.
    """
    aim, weights = aim_of(world)
    now = world.distance_km[:, world.existing].min(axis=1)
    rows, limit = [], world.p["standard_km"]
    for place, step in enumerate(opening_order(aim, weights, world.existing, plan.opened), 1):
        then = np.minimum(now, world.distance_km[:, step.site])
        nearer = world.people[then < now].sum()
        saved = float(world.people @ (now - then))
        rows.append((world.sites["site_id"].iloc[step.site], place, world.scenario.plan[step.year], nearer,
                     world.people[(now > limit) & (then <= limit)].sum(), saved / nearer if nearer else 0.0))
        now = then
    columns = ["site_id", "place", "open_year", "people_nearer", "people_covered", "saved_km"]
    return pd.DataFrame(rows, columns=columns)


def nesting(world: World, plan: SitingAnswer) -> pd.DataFrame:
    """Return for every plan year what the plan reaches and what it loses against the best set of the same size.

    Columns ``year, points, mean_distance_km, covered_share, price_share``; the price of nesting is
    (c_t - c*_p) / max(1, c*_p) with the cost c_t of the plan's open sites and the least cost c*_p of any p sites,
    in the aim of the plan. No row where nothing opens.
    """
    columns = ["year", "points", "mean_distance_km", "covered_share", "price_share"]
    if not any(plan.opened):
        return pd.DataFrame(columns=columns)
    aim, weights = aim_of(world)
    best, is_open, rows = frontier(aim, weights, world.existing), world.existing.copy(), []
    for year, sites in zip(world.scenario.plan, plan.opened, strict=False):
        is_open = is_open | np.isin(np.arange(len(is_open)), sites)
        points = int(is_open.sum() - world.existing.sum())
        km = world.distance_km[:, is_open].min(axis=1)
        least, reached = best.cost[points], float(weights @ aim[:, is_open].min(axis=1))
        rows.append((year, points, float(world.people @ km) / world.people.sum(),
                     float(world.people[km <= world.p["standard_km"]].sum() / world.people.sum()),
                     max(0.0, reached - least) / max(1.0, least)))
    return pd.DataFrame(rows, columns=columns)


def _sizes(found: Frontier) -> pd.DataFrame:
    sizes = np.arange(len(found.cost))
    return pd.DataFrame({"points": sizes, "gap": found.gap, "knee": sizes == found.knee})
