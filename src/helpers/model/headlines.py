"""The headlines of a run, or of many draws at once: what the papers quote first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from helpers.model import access, capacity, delivery, demand, finance
from helpers.model.broadcast import spread
from helpers.model.legal import legal_matrix
from helpers.model.mail_network import mail_network, returned_results
from helpers.model.world import Cash, Counters, Mail, Served, Setting, Volumes, World


def headlines(world: World, served: Served, volume: Volumes, counters: Counters, mail: Mail,
              cash: Cash) -> Mapping[str, float | np.ndarray]:
    """Return every headline of ``data/tables/metrics.csv`` by identifier, each a number or of shape (draws,)."""
    return (_access(world, served) | _demand(world, served, volume) | _capacity(world, served, counters)
            | _delivery(world, served, volume, mail) | _money(world, served, volume, counters, cash))


def _paid(flow: np.ndarray) -> float | np.ndarray:
    """Return what a flow of payments adds up to, as a positive amount; nought without a minus sign."""
    return 0.0 - flow.sum(axis=-1)


def _access(world: World, served: Served) -> dict[str, float | np.ndarray]:
    end = served.state[world.plan_end]
    then = (served.state_km[..., end, :], served.state_min[..., end, :], served.is_open[world.plan_end])
    today = _reach(world, served.before_km, served.before_min, world.existing)
    after, points = _reach(world, *then), int(then[2].sum())
    area = float(world.communes["area_km2"].sum())
    return {f"{name}_today": value for name, value in today.items()} | after | {
        "points_total": points, "new_points": points - int(world.existing.sum()),
        "people_gained": (after["people_within_share"] - today["people_within_share"]) * world.people.sum(),
        "people_per_point": access.people_per_point(float(world.people.sum()), points),
        "mean_service_radius_km": access.mean_service_radius_km(area, points),
    }


def _reach(world: World, km: np.ndarray, minutes: np.ndarray, is_open: np.ndarray) -> dict[str, float | np.ndarray]:
    p, people = world.p1, world.people
    difficult = world.setting.once(_difficult)
    shares = {f"people_within{name}_share": access.share_within(km, p[f"standard{name}_km"], people)
              for name in ("_near", "", "_far")}
    return shares | {
        "people_within_time_share": access.share_within(minutes, p["standard_min"], people),
        "mean_distance_km": access.weighted_mean(km, people),
        "p95_distance_km": access.weighted_quantile(km, people, 0.95),
        "worst_distance_km": km.max(axis=-1),
        "difficult_mean_distance_km": access.weighted_mean(km[..., difficult], people[difficult]),
        "difficult_within_share": access.share_within(km[..., difficult], p["standard_km"], people[difficult]),
        "communes_with_point": float(world.sites.loc[is_open, "commune_code"].nunique()),
    }


def _demand(world: World, served: Served, volume: Volumes) -> dict[str, float | np.ndarray]:
    p, end = world.p, world.plan_end
    year = demand.full_year(p["dossiers_2018_9m"], p["months_reported_2018"], p["season_q4_factor"])
    at_end, (send, receive, both) = volume.by_year[..., end], volume.shares
    return {
        "dossiers_2018": year, "growth_2018": year / p["dossiers_2017"] - 1,
        "dossiers_per_point_day_2017": p["dossiers_2017"] / p["points_2018"] / p["working_days_per_year"],
        "dossiers_first_year": volume.by_year[..., 0], "dossiers_plan_end": at_end,
        "dossiers_last_year": volume.by_year[..., -1], "induced_plan_end": at_end - volume.path[..., end],
        "receptions_plan_end": at_end * (send + both), "returns_plan_end": at_end * (receive + both),
    }


def _capacity(world: World, served: Served, counters: Counters) -> dict[str, float | np.ndarray]:
    end, is_open = world.plan_end, served.is_open[world.plan_end]
    load, own, needed, service_min = (part[..., end, is_open] for part in (
        counters.load, counters.own_load, counters.needed, counters.service_min))
    wait = capacity.mean_wait_general_min(load, needed, service_min, service_scv=world.p1["service_scv"])
    new = is_open & ~world.existing
    per_day = counters.dossiers[..., end, new] / world.p1["working_days_per_year"]
    return {
        "peak_load_max": load.max(axis=-1), "dossier_load_max": own.max(axis=-1),
        "points_needing_more_than_one_counter": (needed > 1).sum(axis=-1),
        "counters_total": needed.sum(axis=-1), "peak_utilisation_median": np.median(load / needed, axis=-1),
        "longest_mean_wait_min": wait.max(axis=-1),
        "dossiers_per_new_point_day": per_day.mean(axis=-1) if new.any() else 0.0,
    }


def _delivery(world: World, served: Served, volume: Volumes, mail: Mail) -> dict[str, float | np.ndarray]:
    p, is_open = world.p, served.is_open[world.plan_end]
    network = mail_network(world, mail, is_open)
    late = delivery.late_pairs(network, p)
    return {"delivery_on_time_share": 1 - late / network.pairs, "delivery_late_pairs": late,
            "delivery_failing_points": mail.misses_the_bag[..., is_open].sum(axis=-1),
            "carriers_fte": delivery.carriers_fte(returned_results(world, served, volume)[1].sum(axis=-1),
                                                  p["staff_hours_per_day"], p["leave_factor"])}


def _money(world: World, served: Served, volume: Volumes, counters: Counters,
           cash: Cash) -> dict[str, float | np.ndarray]:
    p, lines, end = world.p, cash.lines, world.plan_end
    total = finance.by_payer(lines, cash.payers)
    worth = {payer: finance.npv(flow, p["discount_rate"]) for payer, flow in total.items()}
    capital = sum(lines[k] for k in ("point_capital", "counter_capital", "one_stop_capital"))
    net = np.sum(cash.fare_net * volume.shares, axis=0)
    years, new = len(world.scenario.years), served.is_open[end] & ~world.existing
    own_even = finance.break_even_per_day(world.p1, spread(net, 1), years, world.setting.hilly[new])
    per_day = counters.dossiers[..., end, new] / world.p1["working_days_per_year"]
    extra_post = lines["staff"] + lines["running"] + lines["point_capital"] + lines["counter_capital"]
    return {
        "capital_total_vnd": _paid(capital), "state_total_vnd": _paid(total["state_budget"]),
        "state_plan_vnd": _paid(total["state_budget"][..., : end + 1]),
        "post_plan_vnd": _paid(extra_post[..., : end + 1]),
        "state_npv_vnd": worth["state_budget"], "post_npv_vnd": worth["vietnam_post"],
        "users_npv_vnd": worth["users"], "society_npv_vnd": sum(worth.values()),
        "cost_per_dossier_vnd": finance.cost_per_dossier(lines, cash.payers, counters.dossiers.sum(axis=-1),
                                                         p["discount_rate"]),
        "break_even_per_day": finance.break_even_per_day(p, net, years),
        "loss_making_new_points": (per_day < own_even).sum(axis=-1),
        "pilot_tasks": world.setting.once(_pilot_tasks),
    }


def _pilot_tasks(setting: Setting) -> float:
    return float((legal_matrix(setting.scenario, setting.inputs)["verdict"] == "pilot").sum())


def _difficult(setting: Setting) -> np.ndarray:
    return setting.communes["difficult_area"].isin(access.DIFFICULT).to_numpy()
