"""The day at the counters and the floating staff: true to the busiest hour, to what is counted, and to themselves."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, base_values, inputs, rows, run, scenario, surveyed, world

from helpers.inputs import load_profile
from helpers.model import capacity, chain, network, run_scenario
from helpers.model.counter_day import day_flow
from helpers.model.sizing import peak_customers
from helpers.report import Book, charts, tables


def answered(**counters):
    """Return inputs in which the named points have answered how many counters they have."""
    answers = pd.DataFrame([{"point_id": point, "counters": held, "staff_fte": float(held)}
                            for point, held in counters.items()])
    return surveyed(answers)


def flow_of(name):
    """Return the flow of a scenario's day, its counters and its world."""
    w = world(name)
    served = chain.serve(w, network.open_years(w.sites, chain.choose_sites(w).opened, 2019))
    volume = chain.volumes(w, served)
    counters = chain.size_counters(w, served, volume)
    minutes, hourly = peak_customers(w, volume, counters)
    return day_flow(w, served, counters, minutes, hourly[:, w.plan_end]), counters, w


@pytest.fixture(scope="module")
def short():
    """A run in which people flock to the points and the first one has a single counter."""
    changed = scenario("bau", background_per_hour_post_office=14.0, peak_hour_share=0.4)
    return run_scenario(changed, answered(P01=1, P02=9, P03=0))


# --- the shape of a day -----------------------------------------------------------------------------------


def test_the_profile_is_a_day_whose_busiest_hour_is_the_one_of_the_register():
    shares = [float(row["share"]) for row in rows("tables/day_profile.csv")]
    assert sum(shares) == pytest.approx(1, abs=1e-12)
    assert max(shares) == base_values()["peak_hour_share"]
    assert len(shares) == base_values()["peak_reference_hours"]
    assert {row["status"] for row in rows("tables/day_profile.csv")} == {"assumed"}


@pytest.mark.parametrize("peak", [0.13, 0.15, 0.2, 0.3, 0.7, 0.999, 1.0])
def test_the_busiest_slot_takes_its_share_and_the_order_of_slots_stays(peak):
    shape = np.array([0.10, 0.20, 0.17, 0.09, 0.07, 0.15, 0.13, 0.09])
    found = capacity.day_shares(shape, peak)
    assert found.max() == found[1] == peak
    assert found.sum() == pytest.approx(1, abs=1e-12)
    assert (found >= 0).all()
    assert (np.diff(found[np.argsort(shape, kind="stable")]) >= 0).all()
    if peak == 0.2:
        assert found == pytest.approx(shape, rel=1e-9)


def test_a_peak_that_no_day_can_have_gives_an_even_day_or_is_refused():
    assert capacity.day_shares(np.array([1.0, 2.0, 1.0, 1.0]), 0.1).tolist() == [0.25] * 4
    with pytest.raises(ValueError, match="2 slots of the profile are equally busy"):
        capacity.day_shares(np.array([2.0, 2.0, 1.0]), 0.6)
    for shape, peak in (([1.0, 0.0], 0.5), ([1.0, 2.0], 1.5), ([], 0.5)):
        with pytest.raises(ValueError, match="shares of a profile are above 0"):
            capacity.day_shares(np.array(shape), peak)


# --- the day of the chain ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["stepwise", "do_minimum"])
def test_the_busiest_hour_of_the_day_is_the_one_by_which_counters_are_sized(name):
    flow, counters, w = flow_of(name)
    assert flow.load.max(axis=1) == pytest.approx(counters.load[w.plan_end, flow.site], rel=1e-9)
    assert (flow.load.argmax(axis=1) == 1).all()


def test_the_customers_of_a_day_by_hand():
    flow, counters, w = flow_of("stepwise")
    p = base_values()
    reception = p["reception_share"]
    visits = reception + (1 - reception + reception * p["both_share_of_receptions"]) * p["counter_pickup_share"]
    for row, site in enumerate(flow.site):
        culture = w.sites["kind"][site] == "commune_culture_post_office"
        hours = p["opening_hours_culture_point" if culture else "opening_hours_post_office"]
        other = p["background_per_hour_culture_point" if culture else "background_per_hour_post_office"] * hours
        own = counters.dossiers[w.plan_end, site] / 250 * p["peak_season_factor"] * visits
        assert flow.arrivals[row].sum() == pytest.approx(own + other, rel=1e-9)
        assert flow.slot_min[row] * 8 == hours * 60


def test_the_province_is_the_sum_of_its_districts_and_no_better_than_its_worst_point():
    day = run("stepwise")["capacity_day"]
    day = day.set_index(["counters_case", "group_kind", "start_hour"]).sort_index()
    for case in ("sized", "held"):
        whole, parts = day.loc[(case, "province")], day.loc[(case, "district")]
        for column in ("points", "counters", "customers", "offered_load", "overloaded_points"):
            assert parts.groupby("start_hour")[column].sum().to_numpy() == pytest.approx(whole[column].to_numpy())
        assert (parts.groupby("start_hour")["mean_wait_max_min"].max() == whole["mean_wait_max_min"]).all()
        assert (parts.groupby("start_hour")["served_within_least_share"].min()
                == whole["served_within_least_share"]).all()
    assert run("stepwise")["sites"]["served_within_share"].min() == pytest.approx(
        day.loc[("sized", "province"), "served_within_least_share"].min(), rel=1e-9)


def test_counters_of_a_calm_day_are_as_busy_as_its_load():
    day = run("every_commune")["capacity_day"]
    assert set(day["method"]) == {"stationary"}
    assert (day["utilisation"] * day["counters"]).to_numpy() == pytest.approx(day["offered_load"].to_numpy())


def test_a_point_with_too_few_counters_is_followed_in_time_and_nobody_is_lost(short):
    points = short["day_points"].set_index("site_id")
    assert points["counters_held"][["P01", "P02", "P03"]].tolist() == [1, 9, 1]
    assert (points["method"][["P01", "P03"]] == "transient").all()
    assert points["method"]["P02"] == "stationary"
    assert points["overloaded_slots"]["P01"] > 0
    assert points["served_held_share"]["P01"] < 0.5 < points["served_busiest_hour_share"]["P01"]
    assert np.isfinite(short["capacity_day"].select_dtypes("number")).all(axis=None)
    worst = short["capacity_day"].query("counters_case == 'held' and group_kind == 'point' and method == 'transient'")
    one = worst[worst["group"] == worst["group"].iloc[0]]
    per_customer = one["offered_load"] * 60 / one["customers"]  # a post office has slots of an hour
    served = one["utilisation"] * one["counters"] * 60 / per_customer
    before = one["left"].shift(fill_value=0)
    assert (served + one["left"]).to_numpy() == pytest.approx((one["customers"] + before).to_numpy(), rel=1e-6)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_whole_day_never_needs_more_counters_than_its_busiest_hour(name):
    points = run(name)["day_points"]
    assert (points["counters_day"] <= points["counters_busiest_hour"]).all()
    assert (points["served_day_share"] >= base_values()["service_level_target"]).all()
    assert (points["served_held_share"] <= 1).all()


def test_one_counter_fewer_than_the_day_needs_is_too_few():
    """The share of the day by Erlang C for each slot, one counter at a time, where no slot is overloaded."""
    flow, _, w = flow_of("stepwise")
    points = run("stepwise")["day_points"]
    for row in range(len(flow.site)):
        def share(c, row=row):
            late = [math.exp(-(c - a) * 10 / s) * float(capacity.erlang_c(np.array(a), np.array(c)))
                    for a, s in zip(flow.load[row], flow.service_min[row], strict=True)]
            return float(((1 - np.array(late)) * flow.arrivals[row]).sum() / flow.arrivals[row].sum())
        c = int(points["counters_day"][row])
        assert share(c) == pytest.approx(points["served_day_share"][row], rel=1e-9)
        assert c == 1 or share(c - 1) < w.p["service_level_target"]


def test_a_sharper_day_than_the_hour_can_make_the_whole_day_cheaper(short):
    points = short["day_points"]
    assert (points["counters_day"] < points["counters_busiest_hour"]).any()


@pytest.mark.parametrize("scv", [0.0, 0.5, 2.0])
def test_the_mean_wait_at_a_point_is_that_of_erlang_by_the_variation_of_service(scv):
    one = run("bau", service_scv=scv)["sites"].query("counters == 1")
    # M/M/1: rho S / (1 - rho); S from P(wait <= T) = 1 - rho exp(-(1 - rho) T / S).
    rho = one["offered_load"]
    service = -(1 - rho) * 10 / np.log((1 - one["served_within_share"]) / rho)
    assert one["mean_wait_min"].to_numpy() == pytest.approx((rho * service / (1 - rho) * (1 + scv) / 2).to_numpy())


# --- identities -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["transient", "backlog", "stationary"])
def test_in_every_slot_whoever_comes_or_waits_is_served_or_left(method):
    arrivals = np.random.default_rng(21).uniform(0, 5 if method != "stationary" else 3.5, (15, 10))
    servers, service = np.array([2, 3, 2, 2, 3, 3, 2, 4, 2, 2]), 7.0
    found = capacity.day(arrivals, servers, service, slot_min=15, limit_min=10, method=method)
    served = found.utilisation * servers * 15 / service
    before = np.pad(found.left, ((0, 0), (1, 0)))[:, :-1]
    assert served + found.left == pytest.approx(arrivals + before, rel=1e-7, abs=1e-7)


# --- where counters bind, with counters counted ------------------------------------------------------------


def test_points_that_hold_fewer_counters_than_counted_needs_are_short():
    """Short points and counters of the table, point by point from the answers."""
    needed = run("bau")["sites"].set_index("site_id")["counters"]
    two = needed.index[needed == 2]
    held = {two[0]: 1, two[1]: 3, two[2]: 2, needed.index[needed == 1][0]: 0}
    table = run_scenario(scenario("bau"), answered(**held))["capacity_binding"].set_index(["year", "moment"])
    plain = run("bau")["capacity_binding"].set_index(["year", "moment"])
    peak = (2021, "season_peak")
    assert plain.loc[peak, "short_points"] == 0
    assert table.loc[peak, "short_points"] == 2  # one counter where two are needed, none where one is
    assert table.loc[peak, "counters"] == needed.sum() - 1 + 1  # a point without a counter counts as one
    assert (table["late_points"] == plain["late_points"]).all()
    load = run("bau")["sites"].set_index("site_id")["offered_load"]
    assert table.loc[peak, "utilisation_mean"] == pytest.approx(load.sum() / table.loc[peak, "counters"], rel=1e-9)
    counters = needed.copy()
    counters[list(held)] = [max(1, number) for number in held.values()]
    assert table.loc[peak, "utilisation_max"] == pytest.approx((load / counters).max(), rel=1e-9)


# --- floating staff ---------------------------------------------------------------------------------------


def test_unequal_absences_follow_the_exact_distribution_of_all_cases():
    """Every combination of who is absent: mean, chance of cover, and the fewest floaters."""
    absence = np.array([0.02, 0.3, 0.11, 0.25, 0.07, 0.5, 0.01, 0.16])
    chance = np.zeros(len(absence) + 1)
    for case in itertools.product((0, 1), repeat=len(absence)):
        chance[sum(case)] += math.prod(q if away else 1 - q for q, away in zip(absence, case, strict=True))
    assert (chance * np.arange(9)).sum() == pytest.approx(absence.sum(), rel=1e-12)
    for wanted in (0.5, 0.9, 0.95, 0.999):
        pool = capacity.pooled_floaters(absence, np.full(8, "A"), probability=wanted)
        k = int(pool.floaters[0])
        assert pool.covered[0] == pytest.approx(chance[: k + 1].sum(), rel=1e-12)
        assert chance[:k].sum() < wanted <= chance[: k + 1].sum()


def test_floaters_of_the_province_equal_a_plain_calculation():
    sites, p = run("stepwise")["sites"], base_values()
    q, wanted = 1 - 1 / p["leave_factor"], p["floater_cover_share"]

    def fewest(n):
        below, k = (1 - q) ** n, 0
        while below < wanted:
            k += 1
            below += math.comb(n, k) * q**k * (1 - q) ** (n - k)
        return k, below
    for row in run("stepwise")["floaters"].itertuples():
        here = sites[sites["district_code"] == row.district_code]
        own = [fewest(n) for n in here["counters"]]
        assert (row.points, row.persons) == (len(here), here["counters"].sum())
        assert (row.floaters, row.covered_share) == (fewest(row.persons)[0], pytest.approx(fewest(row.persons)[1]))
        assert row.reserves == sum(k for k, _ in own)
        assert row.reserves_covered_share == pytest.approx(math.prod(covered for _, covered in own))
        assert row.saved == row.reserves - row.floaters
        assert row.absent_mean == pytest.approx(row.persons * q)
        hours = (here["counters"] * here["opening_hours_per_day"]).sum()
        assert row.leave_fte == pytest.approx(hours / 8 * (p["leave_factor"] - 1))


def test_without_absences_nobody_floats():
    table = run("bau", leave_factor=1.0)["floaters"]
    assert (table[["absent_mean", "leave_fte", "floaters", "reserves", "saved"]] == 0).all(axis=None)
    assert (table["covered_share"] == 1).all()


# --- what a reader sees -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_tables_and_chart_of_the_day_are_built_for_every_scenario(name):
    book = Book(inputs(), run(name), lambda other: run(name), load_profile("2018"), "test")
    assert len(tables.counter_day(book).rows) == 8
    by_district, pooled = tables.counters_of_day(book).rows, tables.floaters(book).rows
    assert sum(int(str(row[2])) for row in by_district) == run(name).headlines["counters_total"]
    assert [len(by_district), len(pooled)] == [8, 9]
    assert "0 lượt điểm và giờ quá tải" in charts.counter_day(book).alt


def test_an_overloaded_hour_is_seen_in_the_chart(short):
    book = Book(inputs(), short, lambda other: short, load_profile("2018"), "test")
    overloaded = short["day_points"]["overloaded_slots"].sum()
    assert overloaded > 0
    assert f"{overloaded} lượt điểm và giờ quá tải" in charts.counter_day(book).alt
