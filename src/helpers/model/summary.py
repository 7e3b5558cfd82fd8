"""Tables of a run by commune, point and form."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model import capacity, delivery, demand
from helpers.model.world import Counters, Mail, Served, Volumes, World


def commune_table(world: World, served: Served, volume: Volumes) -> pd.DataFrame:
    """Return access and dossiers by commune, today and at the end of the plan."""
    end = world.plan_end
    ids = world.sites["site_id"].to_numpy()
    kept = ["commune_code", "name_vi", "kind", "district_code", "population_2019", "terrain", "difficult_area"]
    return world.communes[kept].assign(
        distance_today_km=served.before_km, time_today_min=served.before_min,
        distance_km=served.distance_km[end], time_min=served.time_min[end], site_id=ids[served.site[end]],
        dossiers_base=volume.base[end], dossiers=volume.total[end],
        induced_dossiers=volume.total[end] - volume.base[end],
        dossiers_per_person=np.divide(volume.total[end], world.people, out=np.zeros(len(world.people)),
                                      where=world.people > 0),
    )


def site_table(world: World, served: Served, counters: Counters, mail: Mail) -> pd.DataFrame:
    """Return the open points at the end of the plan: place, year of opening, load, counters, delivery."""
    end, last = world.plan_end, world.scenario.levers.first_year + world.plan_end
    names = world.communes.set_index("commune_code")["name_vi"]
    p, late = world.p, mail.misses_the_bag
    within = capacity.served_within(counters.load[end], counters.needed[end], counters.service_min[end],
                                    p["wait_limit_min"])
    table = world.sites.assign(
        commune_vi=world.sites["commune_code"].map(names), open_year=served.opens,
        dossiers=counters.dossiers[end], offered_load=counters.load[end], dossier_load=counters.own_load[end],
        counters=counters.needed[end],
        served_within_share=within, opening_hours_per_day=counters.hours, **vars(mail),
        days_within_district=delivery.working_days(late, p["limit_intra_district_days"]),
        days_between_districts=delivery.working_days(late, p["limit_inter_district_days"]),
        mean_wait_min=capacity.mean_wait_general_min(counters.load[end], counters.needed[end],
                                                     counters.service_min[end], service_scv=p["service_scv"]),
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
