"""Headlines and tables of a run: what the papers quote."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model import access, capacity, demand, finance
from helpers.model.legal import legal_matrix
from helpers.model.world import Cash, Counters, Served, Volumes, World


def headlines(world, served, volume, counters, mail, cash) -> dict[str, float]:
    """Return every headline of ``data/tables/metrics.csv`` by identifier."""
    return (_access_headlines(world, served) | _demand_headlines(world, served, volume)
            | _capacity_headlines(world, served, counters, mail)
            | _money_headlines(world, served, volume, counters, cash))


def _open_at_plan_end(world: World, served: Served) -> np.ndarray:
    """Return the mask of the sites that are open in the last plan year, shape (m,)."""
    return served.opens <= world.scenario.levers.first_year + world.plan_end


def _paid(flow: np.ndarray) -> float:
    """Return what a flow of payments adds up to, as a positive amount; nought without a minus sign."""
    return 0.0 - float(flow.sum())


def _access_headlines(world: World, served: Served) -> dict[str, float]:
    p, people = world.p, world.people
    difficult = world.communes["difficult_area"].isin(access.DIFFICULT).to_numpy()
    out: dict[str, float] = {}
    end, open_then = world.plan_end, _open_at_plan_end(world, served)
    views = {"_today": (served.before_km, served.before_min, world.existing),
             "": (served.distance_km[end], served.time_min[end], open_then)}
    for suffix, (km, minutes, is_open) in views.items():
        out |= {f"people_within{name}_share{suffix}": access.share_within(km, p[f"standard{name}_km"], people)
                for name in ("_near", "", "_far")}
        out |= {
            f"people_within_time_share{suffix}": access.share_within(minutes, p["standard_min"], people),
            f"mean_distance_km{suffix}": float(np.average(km, weights=people)),
            f"p95_distance_km{suffix}": access.weighted_quantile(km, people, 0.95),
            f"worst_distance_km{suffix}": float(km.max()),
            f"difficult_mean_distance_km{suffix}": float(np.average(km[difficult], weights=people[difficult])),
            f"difficult_within_share{suffix}": access.share_within(km[difficult], p["standard_km"],
                                                                   people[difficult]),
            f"communes_with_point{suffix}": float(world.sites.loc[is_open, "commune_code"].nunique()),
        }
    points = int(open_then.sum())
    area = float(world.communes["area_km2"].sum())
    return out | {
        "points_total": points, "new_points": points - int(world.existing.sum()),
        "people_gained": (out["people_within_share"] - out["people_within_share_today"]) * people.sum(),
        "people_per_point": access.people_per_point(float(people.sum()), points),
        "mean_service_radius_km": access.mean_service_radius_km(area, points),
    }


def _demand_headlines(world: World, served: Served, volume: Volumes) -> dict[str, float]:
    p, end, by_year = world.p, world.plan_end, volume.total.sum(axis=1)
    year = demand.full_year(p["dossiers_2018_9m"], p["months_reported_2018"], p["season_q4_factor"])
    return {
        "dossiers_2018": year, "growth_2018": year / p["dossiers_2017"] - 1,
        "dossiers_per_point_day_2017": p["dossiers_2017"] / p["points_2018"] / p["working_days_per_year"],
        "dossiers_first_year": by_year[0], "dossiers_plan_end": by_year[end], "dossiers_last_year": by_year[-1],
        "induced_plan_end": by_year[end] - volume.base[end].sum(),
        "receptions_plan_end": by_year[end] * (volume.shares[0] + volume.shares[2]),
        "returns_plan_end": by_year[end] * (volume.shares[1] + volume.shares[2]),
    }


def _capacity_headlines(world: World, served: Served, counters: Counters, mail: pd.DataFrame) -> dict[str, float]:
    end, is_open = world.plan_end, _open_at_plan_end(world, served)
    load, needed = counters.load[end, is_open], counters.needed[end, is_open]
    late = mail.loc[is_open, "misses_the_bag"]
    new = is_open & ~world.existing
    per_day = counters.dossiers[end, new] / world.p["working_days_per_year"]
    return {
        "peak_load_max": load.max(), "dossier_load_max": counters.own_load[end, is_open].max(),
        "points_needing_more_than_one_counter": int((needed > 1).sum()),
        "counters_total": int(needed.sum()), "peak_utilisation_median": float(np.median(load / needed)),
        "delivery_on_time_share": 1 - late.mean(), "delivery_failing_points": int(late.sum()),
        "dossiers_per_new_point_day": float(per_day.mean()) if new.any() else 0.0,
    }


def _money_headlines(world: World, served: Served, volume: Volumes, counters: Counters,
                     cash: Cash) -> dict[str, float]:
    p, lines, end = world.p, cash.lines, world.plan_end
    total = finance.by_payer(lines, cash.payers)
    worth = {payer: finance.npv(flow, p["discount_rate"]) for payer, flow in total.items()}
    capital = sum(lines[k] for k in ("point_capital", "counter_capital", "one_stop_capital"))
    dossiers = counters.dossiers.sum(axis=1)
    even = finance.break_even_per_day(p, float(cash.fare_net @ volume.shares), len(world.scenario.years))
    new = _open_at_plan_end(world, served) & ~world.existing
    per_day = counters.dossiers[end, new] / p["working_days_per_year"]
    extra_post = lines["staff"] + lines["running"] + lines["point_capital"] + lines["counter_capital"]
    return {
        "capital_total_vnd": _paid(capital), "state_total_vnd": _paid(total["state_budget"]),
        "state_plan_vnd": _paid(total["state_budget"][: end + 1]), "post_plan_vnd": _paid(extra_post[: end + 1]),
        "state_npv_vnd": worth["state_budget"], "post_npv_vnd": worth["vietnam_post"],
        "users_npv_vnd": worth["users"], "society_npv_vnd": sum(worth.values()),
        "cost_per_dossier_vnd": finance.cost_per_dossier(lines, cash.payers, dossiers, p["discount_rate"]),
        "break_even_per_day": even, "loss_making_new_points": int((per_day < even).sum()),
        "pilot_tasks": float((legal_matrix(world.scenario, world.inputs)["verdict"] == "pilot").sum()),
    }


def commune_table(world: World, served: Served, volume: Volumes) -> pd.DataFrame:
    """Return access and dossiers by commune, today and at the end of the plan."""
    end = world.plan_end
    ids = world.sites["site_id"].to_numpy()
    kept = ["commune_code", "name_vi", "kind", "district_code", "population_2019", "terrain", "difficult_area"]
    return world.communes[kept].assign(
        distance_today_km=served.before_km, time_today_min=served.before_min,
        distance_km=served.distance_km[end], time_min=served.time_min[end], site_id=ids[served.site[end]],
        dossiers_base=volume.base[end], dossiers=volume.total[end],
    )


def site_table(world: World, served: Served, counters: Counters, mail: pd.DataFrame) -> pd.DataFrame:
    """Return the open points at the end of the plan: place, year of opening, load, counters, delivery."""
    end, last = world.plan_end, world.scenario.levers.first_year + world.plan_end
    names = world.communes.set_index("commune_code")["name_vi"]
    table = pd.concat([world.sites, mail], axis=1).assign(
        commune_vi=world.sites["commune_code"].map(names), open_year=served.opens,
        dossiers=counters.dossiers[end], offered_load=counters.load[end], dossier_load=counters.own_load[end],
        counters=counters.needed[end],
        served_within_share=counters.served_share[end], opening_hours_per_day=counters.hours,
        mean_wait_min=capacity.mean_wait_general_min(counters.load[end], counters.needed[end],
                                                     counters.service_min[end], service_scv=world.p["service_scv"]),
    )
    return table[table["open_year"] <= last].reset_index(drop=True)


def demand_table(world: World, volume: Volumes) -> pd.DataFrame:
    """Return dossiers by year, commune and form: ``year, commune_code, send, receive, both``."""
    years, codes = np.array(world.scenario.years), world.communes["commune_code"].to_numpy()
    return pd.DataFrame({"year": np.repeat(years, len(codes)), "commune_code": np.tile(codes, len(years)),
                         **demand.by_form(volume.total.ravel(), volume.shares)})


def point_demand_table(world: World, served: Served, volume: Volumes, counters: Counters) -> pd.DataFrame:
    """Return dossiers by year, open point and form: ``year, site_id, send, receive, both``."""
    years = np.array(world.scenario.years)
    year, site = np.nonzero(served.opens <= years[:, None])
    return pd.DataFrame({"year": years[year], "site_id": world.sites["site_id"].to_numpy()[site],
                         **demand.by_form(counters.dossiers[year, site], volume.shares)})
