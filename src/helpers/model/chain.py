"""One run of the whole chain: the only place where the stages meet."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario, check_references
from helpers.model import access, capacity, delivery, demand, finance, legal, money_tables, network, siting, summary
from helpers.model.access_summary import access_table
from helpers.model.binding import binding_table
from helpers.model.counter_day import day_tables
from helpers.model.floating import floater_table
from helpers.model.mailing import mail_tables, mail_way
from helpers.model.placing import choose_sites, commune_shares
from helpers.model.provenance import at_case, resolved_values
from helpers.model.rebalancing import rebalancing_tables
from helpers.model.refusals import refuse_impossible
from helpers.model.results import Results
from helpers.model.world import Cash, Counters, Served, Volumes, World

CASES = ("low", "base", "high")


def run_scenario(scenario: Scenario, inputs: Inputs, *, plan: siting.SitingAnswer | None = None,
                 headlines_only: bool = False) -> Results:
    """Run demand, access, siting, capacity, delivery and finance for one scenario.

    ``plan`` fixes the sites that open instead of choosing them, as draws with siting fixed do; they also want the
    headlines and the cash flow only, and the other tables are then left out.

    Raises
    ------
    InputError : the scenario names a commune or document that does not exist.
    ValueError : the siting numbers, budgets, pins and bans contradict each other, or a point is too busy for the
        most counters considered.
    """
    world = build_world(scenario, inputs)
    plan = plan or choose_sites(world)
    served = serve(world, network.open_years(world.sites, plan.opened, scenario.levers.first_year))
    volume = volumes(world, served)
    counters = size_counters(world, served, volume)
    mail = check_delivery(world, served)
    cash = fund(world, served, volume, counters)
    more = {} if headlines_only else (_tables(world, served, volume, counters, mail)
                                      | _money_tables(world, served, volume, counters))
    return Results(
        scenario=scenario,
        headlines=summary.headlines(world, served, volume, counters, mail, cash),
        tables={"cash_flow": cash.table} | more,
        siting={"status": plan.status, "objective": plan.objective, "bound": plan.bound, "gap": plan.gap,
                "seconds": round(plan.seconds, 2), "method": scenario.levers.siting,
                "weight": scenario.levers.siting_weight},
    )


def _tables(world: World, served: Served, volume: Volumes, counters: Counters,
            mail: pd.DataFrame) -> dict[str, pd.DataFrame]:
    work = _peak_work(world, counters.dossiers, volume.shares, counters.hours)
    return {"communes": summary.commune_table(world, served, volume),
            "sites": summary.site_table(world, served, counters, mail), "province": volume.province,
            "demand": summary.demand_table(world, volume),
            "part_year": _part_year_rows(world),
            "point_demand": summary.point_demand_table(world, served, volume, counters),
            "access": access_table(world, served, volume, counters), **rebalancing_tables(world, counters),
            "capacity_binding": binding_table(world, served, counters, *work),
            **day_tables(world, served, counters, *work), "floaters": floater_table(world, served, counters),
            **mail_tables(world, served, volume, counters, mail)}


def _money_tables(world: World, served: Served, volume: Volumes, counters: Counters) -> dict[str, pd.DataFrame]:
    saved = _saved_by_commune(world, served, volume)
    return {"fares": money_tables.fare_table(world),
            "point_finance": money_tables.point_finance(world, served, volume, counters),
            "savings": money_tables.savings(world, *saved),
            "legal_matrix": legal.legal_matrix(world.scenario, world.inputs)}


def build_world(scenario: Scenario, inputs: Inputs) -> World:
    """Resolve the values of the scenario and measure travel from every commune to every site.

    Ways that the user has given are used as they stand; without them they are computed.

    Raises
    ------
    InputError : the scenario names a commune or document that does not exist, or its points have no staff, hours
        or days to serve in.
    """
    inputs = inputs.at(scenario.as_of)
    communes = inputs["communes"]
    check_references(scenario, communes["commune_code"], inputs["legal_basis"]["doc_id"])
    p = resolved_values(scenario, inputs)
    refuse_impossible(scenario, p)
    sites = network.all_sites(communes, inputs["service_points"])
    if inputs["travel"].empty:
        roads = access.Roads(p["detour_plain"], p["detour_mountain"], p["speed_plain_kmh"], p["speed_mountain_kmh"])
        distance_km, time_min = access.travel(communes, sites, roads)
    else:
        distance_km, time_min = access.given_travel(communes, sites, inputs["travel"])
    return World(p, scenario, inputs, communes, sites, distance_km, time_min)


def serve(world: World, opens: np.ndarray) -> Served:
    """Send every commune to its nearest open site, by road distance, in each year."""
    rows = np.arange(len(world.communes))
    today, before_km = access.nearest_site(world.distance_km, world.existing, world.home)
    nearest = [access.nearest_site(world.distance_km, opens <= year, world.home) for year in world.scenario.years]
    site, distance_km = (np.array(part) for part in zip(*nearest, strict=True))
    return Served(opens, site, distance_km, world.time_min[rows, site], before_km, world.time_min[rows, today])


def volumes(world: World, served: Served) -> Volumes:
    """Project dossiers by year and commune, and the low, base and high paths of the province.

    The three paths are before any induced demand; what the scenario itself sets is the same in all of them.
    """
    path, shares = provincial_forecast(world, world.p)
    base = path[:, None] * commune_shares(world)
    minutes = demand.quickest_so_far(served.before_min, served.time_min)
    total = demand.induced_demand(base, served.before_min, minutes, world.p["distance_decay_per_min"])
    own = world.scenario.values
    cases = [_province_rows(world, case, *provincial_forecast(world, world.p | at_case(world.inputs, case) | own))
             for case in CASES]
    return Volumes(base, total, shares, pd.concat(cases, ignore_index=True))


def provincial_forecast(world: World, p: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the dossiers of the province by year, shape (years,), and the form shares (3,), at the values ``p``.

    Where uncertain values are arrays of shape (draws,), the shapes are (draws, years) and (3, draws). The census
    gives the people of the market ceiling; the ratio of registered people is a what-if upon them and moves nothing
    else. Any induced demand comes on top.
    """
    market = demand.Market(p["dossiers_2018_9m"], p["months_reported_2018"], p["season_q4_factor"],
                           p["demand_growth_per_year"], p["market_dossiers_per_person"],
                           p["population_growth_per_year"])
    split = demand.Split(p["reception_share"], p["both_share_of_receptions"], p["online_shift_share"])
    origin = int(p["part_year_reported"])
    people = world.people.sum() * p["registered_population_ratio"]
    people = people / (1 + market.population_growth_per_year) ** (p["census_year"] - origin)
    return demand.paths(market, people, world.scenario.years, origin), demand.form_shares(split)


def part_year(world: World) -> demand.FullYear:
    """Return the year that is reported in part at its low, base and high season, or that of the scenario."""
    p, own = world.p, world.scenario.values
    low, base, high = ((at_case(world.inputs, case) | own)["season_q4_factor"] for case in CASES)
    return demand.full_year_range(p["dossiers_2018_9m"], p["months_reported_2018"], (low, base, high))


def _part_year_rows(world: World) -> pd.DataFrame:
    found = part_year(world)
    return pd.DataFrame({"case": CASES, "year": int(world.p["part_year_reported"]),
                         "reported_dossiers": found.reported, "dossiers": [found.low, found.base, found.high]})


def _province_rows(world: World, case: str, path: np.ndarray, shares: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"case": case, "year": list(world.scenario.years), "dossiers": path,
                         **demand.by_form(path, shares)})


def _counter_visits(world: World, dossiers: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return receptions and collections at the counter per year, each of the shape of ``dossiers``."""
    send, receive, both = shares
    return dossiers * (send + both), dossiers * (receive + both) * world.p["counter_pickup_share"]


def size_counters(world: World, served: Served, volume: Volumes) -> Counters:
    """Size counters for the busiest hour of the busy season, by Erlang C with pooled service time.

    Raises
    ------
    ValueError : a point does not meet the service level with the most counters considered.
    """
    p = world.p
    hours = network.opening_hours(world.sites, p, world.scenario.values) + p["added_hours_per_day"] * world.existing
    is_open = served.opens <= np.array(world.scenario.years)[:, None]
    at = _dossiers_at_sites(world, served, volume, hours)
    minutes, hourly = _peak_work(world, at, volume.shares, hours)
    load = np.where(is_open, np.tensordot(minutes, hourly, axes=1) / 60, 0)
    own = np.where(is_open, np.tensordot(minutes[:2], hourly[:2], axes=1) / 60, 0)
    customers = hourly.sum(axis=0)
    service_min = np.divide(load * 60, customers, out=np.full(load.shape, minutes[2]),
                            where=(load > 0) & (customers > 0))
    needed = capacity.least_counters(load, service_min, limit_min=p["wait_limit_min"],
                                     target=p["service_level_target"], least=int(p["least_counters"]),
                                     most=int(p["most_counters"]))
    if (needed > p["most_counters"]).any():
        raise ValueError(f"{p['most_counters']:g} counters do not meet the service level at the busiest point")
    share = capacity.served_within(load, needed, service_min, p["wait_limit_min"])
    return Counters(at, load, own, np.where(is_open, needed, 0), share, hours, service_min)


def _dossiers_at_sites(world: World, served: Served, volume: Volumes, hours: np.ndarray) -> np.ndarray:
    """Return the dossiers of every site and year, shape (years, m), at the nearest point or by choice.

    A point attracts by its opening hours per day alone: counters follow from the load that the choice brings, so
    that they cannot be its reason too.
    """
    if world.scenario.levers.assignment == "nearest":
        m = len(world.sites)
        return np.array([demand.at_sites(v, s, m) for v, s in zip(volume.total, served.site, strict=True)])
    is_open = served.opens <= np.array(world.scenario.years)[:, None]
    shares = demand.choice_shares(world.time_min, hours, world.p["choice_decay_per_min"], is_open)
    return demand.expected_at_sites(volume.total, shares)


def _peak_work(world: World, dossiers: np.ndarray, shares: np.ndarray,
               hours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return service minutes, shape (3,), and customers of the busiest hour, shape (3, years, m).

    In both: receptions, collections at the counter, other postal customers.
    """
    p = world.p
    received, collected = _counter_visits(world, dossiers, shares)
    peak = dict(days=p["working_days_per_year"], peak_hour_share=p["peak_hour_share"],
                season=p["peak_season_factor"], hours=hours, reference_hours=p["peak_reference_hours"])
    culture = (world.sites["kind"] == "commune_culture_post_office").to_numpy()
    other = np.where(culture, p["background_per_hour_culture_point"], p["background_per_hour_post_office"])
    reception_min = sum(value for key, value in p.items() if key.startswith("step_"))
    minutes = np.array([reception_min, p["pickup_service_min"], p["background_service_min"]])
    return minutes, np.stack([capacity.peak_arrivals_per_hour(received, **peak),
                              capacity.peak_arrivals_per_hour(collected, **peak),
                              np.broadcast_to(other, dossiers.shape)])


def check_delivery(world: World, served: Served) -> pd.DataFrame:
    """Return for every site whether its mail catches the bag of the day, and the days of delivery.

    The network is taken to deliver exactly at the limit; `mail_tables` follows the mail to every agency.
    """
    p = world.p
    seats = world.inputs["districts"].set_index("district_code")
    road_km, minutes = mail_way(p, world.sites, seats.loc[world.sites["district_code"]])
    late = delivery.misses_the_bag(minutes, p["mail_pickup_hour"], p["hub_close_hour"])
    return pd.DataFrame({
        "road_to_hub_km": road_km, "minutes_to_hub_min": minutes, "misses_the_bag": late,
        "days_within_district": delivery.working_days(late, p["limit_intra_district_days"]),
        "days_between_districts": delivery.working_days(late, p["limit_inter_district_days"]),
    })


def fund(world: World, served: Served, volume: Volumes, counters: Counters) -> Cash:
    """Turn activity into cash flow by payer and line."""
    p = world.p
    fares = network.fares_by_form(world.inputs["tariffs"], p)
    lines = finance.cash_lines(_activity(world, served, volume, counters), p, fares)
    about = legal.line_bases(world.inputs, world.scenario)
    net = finance.net_fare(fares, p["exempt_share"], p["reduced_share"], p["fare_exempt_reduction"])
    return Cash(lines, finance.cash_flow(lines, about, world.scenario.years), about["payer"].to_dict(), net)


def _activity(world: World, served: Served, volume: Volumes, counters: Counters) -> finance.Activity:
    years = np.array(world.scenario.years)
    hilly = (world.sites["terrain"] == "mountain").to_numpy()
    opened = served.opens == years[:, None]
    new = (served.opens <= years[:, None]) & ~world.existing
    p, (added, counter_hours) = world.p, (x.sum(axis=1) for x in money_tables.added_at_existing(world, counters))
    saved_km, saved_hours = _saved(world, served, volume)
    return finance.Activity(
        opened_plain=(opened & ~hilly).sum(axis=1), opened_mountain=(opened & hilly).sum(axis=1),
        points=(served.opens <= years[:, None]).sum(axis=1), new_points=new.sum(axis=1), added_counters=added,
        added_staff_fte=capacity.staff_fte(counter_hours, staff_hours=p["staff_hours_per_day"],
                                           leave=p["leave_factor"]),
        dossiers=volume.shares[:, None] * volume.total.sum(axis=1),
        induced=volume.shares[:, None] * (volume.total - volume.base).sum(axis=1),
        desks=np.full(len(years), p["one_stop_desks"]),
        opened_desks=np.where(np.arange(len(years)) == 0, p["one_stop_desks"], 0),
        saved_km=saved_km, saved_hours=saved_hours,
    )


def _saved(world: World, served: Served, volume: Volumes) -> tuple[np.ndarray, np.ndarray]:
    """Return km and hours of round trips saved per year, each shape (years,)."""
    saved_km, saved_min = _saved_by_commune(world, served, volume)
    return saved_km.sum(axis=1), saved_min.sum(axis=1) / 60


def _saved_by_commune(world: World, served: Served, volume: Volumes) -> tuple[np.ndarray, np.ndarray]:
    """Return km and minutes of round trips saved per year, each shape (years, n).

    2 (n_i + n_i') / 2 (d_i - d_i') with n_i visits to the counter at today's points and n_i' at the new ones:
    visits that are made anyway gain the whole difference, induced visits half of it (the rule of a half).
    """
    visits = [sum(_counter_visits(world, v, volume.shares)) for v in (volume.base, volume.total)]
    gaining = 2 * (visits[0] + visits[1]) / 2
    return gaining * (served.before_km - served.distance_km), gaining * (served.before_min - served.time_min)
