"""The table of access: every measure for the province, for districts and for groups, today and after the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.model import access
from helpers.model.held import held_counters
from helpers.model.world import Counters, Served, Volumes, World

#: Classes of difficult area that count as difficult; where the class is not known the commune is left out.
WEIGHTS = ("people", "dossiers")
TODAY, PLAN_END = "today", "plan_end"


@dataclass(frozen=True)
class View:
    """Access to one set of points: arrays over communes (n) and sites (m).

    ``weights`` holds people and dossiers, ``supply`` counters and opening hours of the open points (0 elsewhere),
    ``reached`` what one person or one dossier can count on of each, by (supply, weight).
    """

    km: np.ndarray
    minutes: np.ndarray
    is_open: np.ndarray
    weights: dict[str, np.ndarray]
    reached: dict[tuple[str, str], np.ndarray]


def access_table(world: World, served: Served, volume: Volumes, counters: Counters) -> pd.DataFrame:
    """Return the measures of access weighted by people and by dossiers, side by side.

    One row for each of today's points and those at the end of the plan (``when``), and each group of communes
    (``group_kind``: province, district, area; ``group``). Both networks serve the dossiers of the last plan year,
    those of today without what nearer points induce, so that only the points differ. What people reach is divided
    by its mean in the province today: 1 is that mean.
    """
    views = {TODAY: _today(world, served, volume, counters), PLAN_END: _after(world, served, volume, counters)}
    scale = {key: access.weighted_mean(reached, views[TODAY].weights[key[1]])
             for key, reached in views[TODAY].reached.items()}
    rows = [{"when": when, "group_kind": kind, "group": group, **_measures(world, view, members, scale)}
            for when, view in views.items() for kind, group, members in groups(world.communes)]
    return pd.DataFrame(rows)


def groups(communes: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield kind, name and mask (n,) of every group of communes that has members; areas may overlap."""
    yield "province", "all", np.ones(len(communes), dtype=bool)
    for code in sorted(communes["district_code"].unique()):
        yield "district", code, (communes["district_code"] == code).to_numpy()
    areas = {"plain": communes["terrain"] == "plain", "mountain": communes["terrain"] == "mountain",
             "border": communes["laos_border"] == 1, "difficult": communes["difficult_area"].isin(access.DIFFICULT)}
    for name, members in areas.items():
        if members.any():
            yield "area", name, members.to_numpy()


def _today(world: World, served: Served, volume: Volumes, counters: Counters) -> View:
    hours = counters.hours - world.p["added_hours_per_day"]
    weights = {"people": world.people, "dossiers": volume.base[world.plan_end]}
    supply = {"counters": held_counters(world, counters), "hours": np.where(world.existing, hours, 0)}
    return View(served.before_km, served.before_min, world.existing, weights, _reached(world, weights, supply))


def _after(world: World, served: Served, volume: Volumes, counters: Counters) -> View:
    end = world.plan_end
    is_open = served.opens <= world.scenario.years[end]
    # A counter once there stays when demand moves to a new point.
    there = np.maximum(held_counters(world, counters), counters.needed[: end + 1].max(axis=0))
    weights = {"people": world.people, "dossiers": volume.total[end]}
    supply = {"counters": np.where(is_open, there, 0), "hours": np.where(is_open, counters.hours, 0)}
    return View(served.distance_km[end], served.time_min[end], is_open, weights, _reached(world, weights, supply))


def _reached(world: World, weights: dict[str, np.ndarray],
             supply: dict[str, np.ndarray]) -> dict[tuple[str, str], np.ndarray]:
    falling = access.gaussian_weights(world.distance_km, world.p["standard_far_km"])
    return {(what, who): access.two_step_floating_catchment(falling, weight, amount)
            for what, amount in supply.items() for who, weight in weights.items()}


def _measures(world: World, view: View, members: np.ndarray, scale: dict[tuple[str, str], float]) -> dict:
    km, inside = view.km[members], view.is_open & world.home[members].any(axis=0)
    worst = np.flatnonzero(members)[km.argmax()]
    points = int(inside.sum())
    out: dict = {"points": points}
    for who in WEIGHTS:
        out |= {f"{who}_{name}": value for name, value in _weighted(world, view, members, who, scale).items()}
    return out | {
        "worst_km": float(km.max()), "worst_min": float(view.minutes[members].max()),
        "worst_commune_vi": world.communes["name_vi"].iloc[worst],
        "service_radius_km": access.mean_service_radius_km(float(world.communes["area_km2"][members].sum()), points),
        "people_per_point": access.people_per_point(float(world.people[members].sum()), points),
    }


def _weighted(world: World, view: View, members: np.ndarray, who: str,
              scale: dict[tuple[str, str], float]) -> dict[str, float]:
    """Return the measures of one group that weigh people or dossiers."""
    p, km, minutes, weights = world.p, view.km[members], view.minutes[members], view.weights[who][members]
    has_point = (world.home[members] & view.is_open).any(axis=1)
    found = {f"within{name}_share": access.share_within(km, p[f"standard{name}_km"], weights)
             for name in ("_near", "", "_far")}
    found |= {
        "within_time_share": access.share_within(minutes, p["standard_min"], weights),
        "with_point_share": access.share_where(has_point, weights),
        "mean_km": access.weighted_mean(km, weights), "p95_km": access.weighted_quantile(km, weights, 0.95),
        "mean_min": access.weighted_mean(minutes, weights),
        "p95_min": access.weighted_quantile(minutes, weights, 0.95), "gini": access.gini(km, weights),
    }
    for what in ("counters", "hours"):
        mean, province = access.weighted_mean(view.reached[what, who][members], weights), scale[what, who]
        found[f"{what}_ratio"] = mean / province if province else float("nan")
    return found
