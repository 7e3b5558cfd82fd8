"""Delivery: the clock of each pair by hand, what mends late pairs, carriers, nothing lost on the way."""

import dataclasses
import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from model_samples import base_values, inputs, rows, run, surveyed

from helpers.inputs import load_scenario
from helpers.model import delivery, run_scenario
from helpers.model.delivery import Legs, Network, arrival_min, late_pairs, latest_pickup_min, timetable

P = base_values()
#: Bags 17:30, centre 5:00, rounds 8:00; one more run: bags 10:00, centre 12:00, rounds 14:00; office 7:30-17:00.
ONCE, TWICE, THRICE = (timetable(P, runs) for runs in (1, 2, 3))


def one(pickup=15.0, hub=60.0, centre=30.0, back=60.0, receiver=0.0, same=False):
    return Legs(*(np.array([part]) for part in (pickup, hub, centre, back, receiver, same)))


def received(legs, table=ONCE):
    """Return day and hour of the receipt."""
    minutes = float(arrival_min(legs, table)[0])
    return int(minutes // 1440), minutes % 1440 / 60


def many(rng, k=400):
    return Legs(rng.uniform(9, 17, k), rng.uniform(0, 300, k), rng.uniform(0, 400, k), rng.uniform(0, 400, k),
                rng.uniform(0, 400, k), rng.random(k) < 0.3)


def by_walking(legs, table):
    """Return the minute of receipt of each pair by walking through the days in plain Python."""
    def leave(ready, hours):
        return min(60 * hour + 1440 * day for hour in hours for day in range(9)
                   if 60 * hour + 1440 * day >= ready - 1e-4)

    found = []
    for pickup, hub, centre, back, receiver, same in zip(*vars(legs).values(), strict=True):
        ready = leave(60 * pickup + hub, table.bag_hours) + table.hub_sort_min
        if not same:
            ready = leave(ready + centre + table.centre_sort_min, table.centre_hours) + back + table.hub_sort_min
        there = leave(ready, table.round_hours) + receiver
        day, minute = divmod(there, 1440)
        late = minute > 60 * table.close_hour
        found.append(1440 * (day + late) + (60 * table.open_hour if late else max(minute, 60 * table.open_hour)))
    return np.array(found)


# --- the clock by hand ------------------------------------------------------------------------------------


def test_mail_within_a_district_is_signed_for_on_the_morning_of_the_next_day():
    """Pick-up 15:00 + 60 min = 16:00; bags 17:30, sorted 18:00; round 8:00 of J+1 + 45 min = 8:45."""
    assert received(one(receiver=45.0, same=True)) == (1, 8.75)


def test_mail_between_districts_goes_by_the_centre():
    """Bags 17:30, sorted 18:00, centre 18:30, sorted 19:30; leaves 5:00, hub 6:00, sorted 6:30; round 8:00 of J+1."""
    assert received(one()) == (1, 8.0)


def test_a_hub_far_from_the_centre_misses_the_round_of_the_morning():
    """Leaves the centre 5:00, 150 min, 30 min of sorting: ready 8:00, caught; a minute more: 8:00 of J+2."""
    assert received(one(back=150.0)) == (1, 8.0)
    assert received(one(back=151.0)) == (2, 8.0)


def test_mail_that_reaches_the_hub_as_the_bags_close_is_caught_and_a_minute_later_it_is_not():
    """15:00 + 150 min = 17:30."""
    assert received(one(hub=150.0, same=True)) == (1, 8.0)
    assert received(one(hub=151.0, same=True)) == (2, 8.0)


def test_a_receipt_as_the_office_closes_is_of_that_day_and_a_minute_later_of_the_next_opening():
    """Round 8:00 + 540 min = 17:00."""
    assert received(one(receiver=540.0, same=True)) == (1, 17.0)
    assert received(one(receiver=541.0, same=True)) == (2, 7.5)


def test_exactly_at_the_limit_has_no_slack_and_is_on_time():
    edge = arrival_min(one(receiver=540.0, same=True), ONCE)
    assert delivery.slack_hours(edge, 1, 17.0).tolist() == [0.0]
    assert (np.floor(edge / 1440) <= 1).all()
    beyond = arrival_min(one(receiver=541.0, same=True), ONCE)
    assert delivery.slack_hours(beyond, 1, 17.0).tolist() == [-14.5]


def test_a_round_that_comes_before_the_office_opens_waits_for_the_opening():
    assert received(one(same=True), dataclasses.replace(ONCE, round_hours=(6.0,))) == (1, 7.5)


def test_a_second_run_carries_on_the_same_day_what_missed_the_bags_of_the_evening():
    """At the hub 18:00 of J; bags 10:00 of J+1, sorted 10:30, round 14:00 of J+1 instead of 8:00 of J+2."""
    late = one(hub=180.0, same=True)
    assert (received(late), received(late, TWICE)) == ((2, 8.0), (1, 14.0))


def test_the_day_of_acceptance_is_j_up_to_the_cut_off_and_the_next_day_after_it():
    """Picked up at 15:00 and received on the next day: n = 1 at 15:00; at 15:01 it counts and leaves later."""
    arrival = np.array([1440 + 480.0])
    assert delivery.days_taken(arrival, 15.0, 15.0, 15.0).tolist() == [1]
    assert delivery.days_taken(arrival, 15 + 1 / 60, 15.0, 15.0).tolist() == [1]


def test_a_dossier_between_an_early_pick_up_and_the_cut_off_loses_a_day():
    arrival = np.array([1440 + 480.0])
    days = [int(delivery.days_taken(arrival, hour, 14.0, 15.0)[0]) for hour in (14.0, 14.5, 15.0, 15.5)]
    assert days == [1, 2, 2, 1]


def test_a_pick_up_after_the_cut_off_gains_a_day_for_what_is_accepted_between():
    arrival = np.array([1440 + 480.0])
    assert [int(delivery.days_taken(arrival, hour, 16.0, 15.0)[0]) for hour in (15.0, 15.5, 16.5)] == [1, 0, 1]


# --- the clock in general ---------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [ONCE, TWICE, THRICE])
def test_the_clock_agrees_with_walking_through_the_days(table):
    legs = many(np.random.default_rng(1))
    assert arrival_min(legs, table) == pytest.approx(by_walking(legs, table), abs=1e-3)


@pytest.mark.parametrize("runs", [1, 2])
def test_one_more_run_never_makes_anything_later(runs):
    legs = many(np.random.default_rng(2), 2000)
    now, more = (arrival_min(legs, timetable(P, k)) for k in (runs, runs + 1))
    assert (more <= now).all()
    assert (more < now).any()


@pytest.mark.parametrize("table", [ONCE, TWICE, THRICE])
def test_an_earlier_pick_up_never_makes_anything_later(table):
    rng = np.random.default_rng(3)
    legs = many(rng, 2000)
    earlier = dataclasses.replace(legs, pickup_hour=legs.pickup_hour - rng.uniform(0, 8, 2000))
    assert (arrival_min(earlier, table) <= arrival_min(legs, table)).all()


@pytest.mark.parametrize("table", [ONCE, TWICE, THRICE])
def test_the_latest_pick_up_is_on_time_and_a_minute_later_is_not(table):
    legs, limit = many(np.random.default_rng(4)), np.random.default_rng(5).integers(1, 4, 400)
    latest = latest_pickup_min(legs, table, limit) / 60
    for moved, on_time in ((0.0, True), (1 / 60, False)):
        days = arrival_min(dataclasses.replace(legs, pickup_hour=latest + moved), table) // 1440
        assert ((days <= limit) == on_time).all()


def test_the_clock_treats_each_pair_alone():
    legs = many(np.random.default_rng(6), 50)
    single = [arrival_min(Legs(*(part[k: k + 1] for part in vars(legs).values())), TWICE)[0] for k in range(50)]
    assert arrival_min(legs, TWICE).tolist() == single


@pytest.mark.parametrize("runs", [0, 1.5, 4])
def test_runs_that_the_timetable_does_not_know_are_refused(runs):
    with pytest.raises(ValueError, match=f"not {runs:g} times"):
        timetable(P, runs)


# --- mends ------------------------------------------------------------------------------------------------


def test_a_late_pair_is_mended_by_the_minutes_that_it_is_late_for_the_bags():
    """15:00 + 170 min is 20 min after the bags of 17:30: the latest pick-up is 14:40."""
    legs = one(hub=170.0, same=True)
    now, more = (latest_pickup_min(legs, table, np.array([1])) for table in (ONCE, TWICE))
    # With one more run the latest pick-up is the one that reaches the hub by 10:00 of the next day.
    assert (now.tolist(), more.tolist()) == ([880.0], [1440 + 600 - 170.0])
    mend, earlier = delivery.cheapest_mend(np.array([900.0]), now, more, 600.0)
    assert (mend.tolist(), earlier.tolist()) == (["earlier_pickup"], [20.0])


def test_where_the_pick_up_would_be_too_early_one_more_run_mends_and_else_nothing():
    pickup, never = np.full(2, 900.0), np.array([500.0, 500.0])
    mend, earlier = delivery.cheapest_mend(pickup, never, np.array([900.0, 599.0]), 600.0)
    assert mend.tolist() == ["one_more_run", "none"]
    assert earlier[0] == 0
    assert np.isnan(earlier[1])


def test_a_pick_up_at_the_earliest_hour_itself_is_allowed():
    assert delivery.cheapest_mend(np.array([900.0]), np.array([600.0]), np.array([-np.inf]), 600.0)[0] == [
        "earlier_pickup"]


def test_a_run_costs_its_way_there_and_back_on_every_working_day():
    """250 x (60,000 + 2 x 10 x 7,000) = 50 million."""
    assert delivery.run_vnd_per_year(np.array([10.0]), 60_000, 7_000, 250).tolist() == [50_000_000]


# --- pairs and shares -------------------------------------------------------------------------------------


def test_the_mail_of_a_point_is_divided_by_kind_of_pair_and_evenly_within_it():
    mix = delivery.flow_mix(np.array([0, 0, 0, 1, 1]), np.array([True, True, False, False, True]), 0.6)
    assert mix == pytest.approx([0.3, 0.3, 0.4, 0.4, 0.6])


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_point_with_pairs_of_one_kind_sends_all_its_mail_there(share):
    assert delivery.flow_mix(np.array([0, 0]), np.array([False, False]), share).tolist() == [0.5, 0.5]


def test_a_share_without_weight_is_not_a_number():
    share = delivery.on_time_share(np.array([True, True]), np.array([1.0, 0.0]), np.array([0, 1]), 2)
    assert share[0] == 1
    assert np.isnan(share[1])


# --- carriers ---------------------------------------------------------------------------------------------


def test_carriers_by_hand():
    """10 results a day, 1.2 tries, 6 + 2 x 20 / 4 = 16 min each: 3.2 hours; / 8 x 1.15 = 0.46 people."""
    hours = delivery.carrier_hours_per_day(np.array([10.0]), np.array([20.0]), stop_min=6, stops_per_trip=4,
                                           attempts=1.2)
    assert hours == pytest.approx([3.2])
    assert delivery.carriers_fte(hours, 8, 1.15) == pytest.approx([0.46])


def test_more_stops_on_a_trip_and_nearer_houses_never_need_more_carriers():
    rng = np.random.default_rng(7)
    results, minutes = rng.uniform(0, 30, 50), rng.uniform(0, 90, 50)
    hours = [delivery.carrier_hours_per_day(results, minutes, stop_min=6, stops_per_trip=g, attempts=1.2)
             for g in (1, 4, 10)]
    assert (hours[0] >= hours[1]).all()
    assert (hours[1] >= hours[2]).all()
    assert (delivery.carrier_hours_per_day(results, minutes / 2, stop_min=6, stops_per_trip=4, attempts=1.2)
            <= hours[1]).all()


# --- the tables of a scenario -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def every():
    return run("every_commune")


def seats():
    return {row["district_code"]: row for row in rows("tables/districts.csv")}


def test_every_pair_of_point_agency_and_flow_appears_once(every):
    """19 departments, 8 districts and the own commune for each of 159 points, there and back."""
    pairs, sites = every["delivery_pairs"], every["sites"]
    common = [row["unit_id"] for row in rows("tables/departments.csv")] + list(seats())
    places = zip(sites["site_id"], sites["commune_code"], strict=True)
    wanted = Counter((site, agency, flow) for site, commune in places for agency in (*common, commune)
                     for flow in ("dossier", "result"))
    assert Counter(zip(pairs["site_id"], pairs["agency_id"], pairs["flow"], strict=True)) == wanted
    assert len(pairs) == len(sites) * 28 * 2


def test_a_pair_has_the_limit_of_its_districts(every):
    pairs = every["delivery_pairs"]
    home = pairs["agency_id"].where(pairs["agency_kind"] == "district", "450")
    same = (home == pairs["district_code"]) | (pairs["agency_kind"] == "commune")
    assert (pairs["between_districts"] == ~same).all()
    assert (pairs["limit_days"] == np.where(same, 1, 2)).all()
    assert (pairs["limit_slip_days"] == np.where(same, 2, 4)).all()


def test_a_pair_is_on_time_up_to_its_limit_and_has_slack_then_only(every):
    pairs = every["delivery_pairs"]
    assert (pairs["on_time"] == (pairs["days"] <= pairs["limit_days"])).all()
    assert (pairs["on_time"] == (pairs["slack_h"] >= 0)).all()
    assert (pairs["on_time_slip"] == (pairs["days"] <= pairs["limit_slip_days"])).all()


def test_points_late_for_the_bags_are_late_within_their_district(every):
    """The two models agree where they say the same: dossiers to the office of the own district."""
    pairs, sites = every["delivery_pairs"], every["sites"].set_index("site_id")
    own = pairs.query("flow == 'dossier' and agency_kind == 'district' and not between_districts")
    own = own.set_index("site_id")
    assert set(own.index) == set(sites.index)
    assert (~own["on_time"] == sites["misses_the_bag"].loc[own.index]).all()


def test_late_pairs_are_named_with_what_mends_them(every):
    pairs, mends = every["delivery_pairs"], every["delivery_mends"]
    keys = ["site_id", "agency_id", "flow"]
    late = pairs.loc[~pairs["on_time"], keys]
    assert sorted(map(tuple, mends[keys].to_numpy())) == sorted(map(tuple, late.to_numpy()))
    assert len(mends) > 0
    assert mends[["site_vi", "agency_vi", "mend"]].notna().all(axis=None)


def test_a_pick_up_that_is_earlier_by_the_minutes_named_mends_and_a_minute_less_does_not(every):
    """The largest number of minutes at the points, and at the agencies, is what is needed."""
    mends = every["delivery_mends"]
    at_points, at_agencies = (mends.loc[mends["flow"] == flow, "earlier_min"].max() / 60 for flow in
                              ("dossier", "result"))
    mended = run("every_commune", mail_pickup_hour=15 - at_points - 1e-6,
                 network_result_pickup_hour=15 - at_agencies - 1e-6)
    assert len(mended["delivery_mends"]) == 0
    assert mended["delivery_shares"]["pairs_on_time_share"].eq(1).all()
    nearly = run("every_commune", mail_pickup_hour=15 - at_points + 1 / 60,
                 network_result_pickup_hour=15 - at_agencies + 1 / 60)
    assert set(nearly["delivery_mends"]["flow"]) == {"dossier", "result"}


def test_one_more_run_mends_the_pairs_that_it_is_said_to_mend(every):
    mends = every["delivery_mends"]
    keys = ["site_id", "agency_id", "flow"]
    left = run("every_commune", network_runs_per_day=2)["delivery_mends"]
    assert set(map(tuple, left[keys].to_numpy())) == set(map(tuple, mends.loc[~mends["run_mends"], keys].to_numpy()))


@pytest.mark.parametrize("change", [{"mail_pickup_hour": 12}, {"network_result_pickup_hour": 12},
                                    {"network_runs_per_day": 2}, {"network_runs_per_day": 3}])
def test_no_pair_of_a_scenario_becomes_later_by_an_earlier_pick_up_or_one_more_run(every, change):
    after = run("every_commune", **change)["delivery_pairs"]
    assert (after["days"] <= every["delivery_pairs"]["days"]).all()
    assert (after["slack_h"] >= every["delivery_pairs"]["slack_h"]).all()


def test_when_pick_ups_are_late_and_may_not_be_moved_one_more_run_or_nothing_is_left():
    found = run("every_commune", mail_pickup_hour=17, network_earliest_pickup_hour=17)["delivery_mends"]
    dossiers = found[found["flow"] == "dossier"]
    assert set(dossiers["mend"]) <= {"one_more_run", "none"}
    needs_run = dossiers["mend"] == "one_more_run"
    assert (dossiers.loc[needs_run, "mend_vnd_per_year"] == dossiers.loc[needs_run, "run_vnd_per_year"]).all()
    assert dossiers.loc[~needs_run, "mend_vnd_per_year"].isna().all()


def test_with_the_most_runs_no_further_run_is_proposed():
    found = run("every_commune", mail_pickup_hour=17, hub_close_hour=17, network_runs_per_day=3)["delivery_mends"]
    assert not found["run_mends"].any()
    assert set(found["mend"]) <= {"earlier_pickup", "none"}


def test_shares_by_district_add_up_to_those_of_the_province(every):
    shares, pairs = every["delivery_shares"].set_index("group"), every["delivery_pairs"]
    districts = shares.drop(index="province")
    assert districts["pairs"].sum() == shares.loc["province", "pairs"] == len(pairs)
    assert districts["late_pairs"].sum() == shares.loc["province", "late_pairs"] == (~pairs["on_time"]).sum()
    weighted = pairs.loc[pairs["on_time"], "items_per_year"].sum() / pairs["items_per_year"].sum()
    assert shares.loc["province", "items_on_time_share"] == pytest.approx(weighted)


def test_the_mail_of_the_pairs_is_the_mail_of_the_province(every):
    """Dossiers sent are send + both, results returned receive + both, of all dossiers of the last plan year."""
    demand = every["demand"].query("year == 2021")
    items = every["delivery_pairs"].groupby("flow")["items_per_year"].sum()
    assert items["dossier"] == pytest.approx(demand["send_dossiers"].sum() + demand["both_dossiers"].sum())
    assert items["result"] == pytest.approx(demand["receive_dossiers"].sum() + demand["both_dossiers"].sum())
    by_way = every["delivery_pairs"].groupby("between_districts")["items_per_year"].sum()
    assert by_way[True] / by_way.sum() == pytest.approx(P["inter_district_share"])


@pytest.mark.parametrize("name", ["bau", "stepwise", "every_commune"])
def test_no_result_is_lost_between_counter_and_carrier(name):
    found, demand = run(name)["carriers"], run(name)["demand"].query("year == 2021")
    results = demand["receive_dossiers"].sum() + demand["both_dossiers"].sum()
    assert found["results_per_year"].sum() == pytest.approx(results)
    assert (found["collected_per_year"] + found["delivered_per_year"]).tolist() == pytest.approx(
        found["results_per_year"].tolist())
    assert found["collected_per_year"].sum() == pytest.approx(P["counter_pickup_share"] * results)
    assert list(found["district_code"]) == list(seats())


def test_the_carriers_of_a_district_by_hand(every):
    """Every commune has its own point, so that the carriers of a district serve its communes."""
    communes = every["communes"].query("district_code == '452'")
    demand = every["demand"].query("year == 2021").set_index("commune_code").loc[communes["commune_code"]]
    home = (demand["receive_dossiers"] + demand["both_dossiers"]).to_numpy() * (1 - P["counter_pickup_share"]) / 250
    hours = sum(home * 1.2 * (6 + 2 * communes["time_min"].to_numpy() / 4) / 60)
    row = every["carriers"].set_index("district_code").loc["452"]
    assert row["hours_per_day"] == pytest.approx(hours)
    assert row["carriers_fte"] == pytest.approx(hours / 8 * 1.15)


def test_days_against_going_in_person_are_those_of_dossier_and_result(every):
    pairs = every["delivery_pairs"]
    n = pairs.set_index(["site_id", "agency_id", "flow"])["days"]
    for row in every["delivery_points"].itertuples():
        own = every["sites"].set_index("site_id").loc[row.site_id, "commune_code"]
        for agency, found in (("S11", row.added_days_department), (row.district_code, row.added_days_district),
                              (own, row.added_days_commune)):
            assert found == n[row.site_id, agency, "dossier"] + n[row.site_id, agency, "result"]


def test_what_waits_overnight_is_accepted_between_the_pick_up_and_the_cut_off():
    assert run("bau")["delivery_points"]["left_overnight_min"].eq(0).all()
    assert run("bau", mail_pickup_hour=13.5)["delivery_points"]["left_overnight_min"].eq(90).all()
    assert run("bau", mail_pickup_hour=16)["delivery_points"]["left_overnight_min"].eq(0).all()


def test_the_ways_of_the_mail_agree_with_a_point_by_hand(every):
    """Hours of arrival of results at the points: round 8:00 + the way from the hub, or the opening of 7:30 later."""
    sites = every["sites"].set_index("site_id")
    found = every["delivery_pairs"].query("flow == 'result'").set_index("site_id")
    expected = 8 + sites.loc[found.index, "minutes_to_hub_min"].to_numpy() / 60
    assert found["arrival_hour"].to_numpy() == pytest.approx(expected)


def way_to_the_centre(district):
    """Return road [km] and time [min] from a hub to the hub of Đồng Hới, by the spherical law of cosines."""
    terrain = {row["commune_code"]: row["terrain"] for row in rows("tables/communes.csv")}
    here, there = seats()[district], seats()["450"]
    a, b, gap = (math.radians(x) for x in (float(here["seat_lat"]), float(there["seat_lat"]),
                                           float(here["seat_lon"]) - float(there["seat_lon"])))
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(gap)
    kind = terrain[here["seat_commune_code"]]
    km = 6371.0088 * math.acos(min(cosine, 1)) * P[f"detour_{kind}"]
    return km, km / P[f"mail_speed_{kind}_kmh"] * 60


def test_results_of_departments_take_two_days_where_the_vehicle_of_five_misses_the_round_of_eight(every):
    """5:00 + the way + 30 min of sorting against 8:00, from the places of the seats."""
    found = every["delivery_pairs"].query("flow == 'result' and agency_id == 'S11'")
    days = found.groupby("district_code")["days"].agg(["min", "max"])
    expected = {code: 1 + (code != "450" and way_to_the_centre(code)[1] > 150) for code in seats()}
    assert days["min"].to_dict() == days["max"].to_dict() == expected
    assert set(expected.values()) == {1, 2}


def test_one_more_run_costs_the_way_between_the_two_hubs_by_the_centre(every):
    row = every["delivery_mends"].query("district_code == '455' and agency_id == '452'").iloc[0]
    km = way_to_the_centre("455")[0] + way_to_the_centre("452")[0]
    assert row["run_vnd_per_year"] == pytest.approx(250 * (60_000 + 2 * 7_000 * km), rel=1e-6)
    # The point N19147 and the committee of its commune are at one place.
    own = every["delivery_mends"].query("site_id == 'N19147' and agency_id == '19147'")["run_vnd_per_year"]
    km = every["sites"].set_index("site_id").loc["N19147", "road_to_hub_km"]
    assert own.to_list() == pytest.approx([250 * (60_000 + 2 * 7_000 * km)] * 2)


def test_late_pairs_counted_by_hub_are_those_followed_one_by_one():
    rng, starts, counted = np.random.default_rng(0), ("network_", "mail_speed", "hub_close", "detour_"), []
    ranges = {row["parameter_id"]: (float(row["low"]), float(row["high"])) for row in rows("parameters.csv")
              if row["parameter_id"].startswith(starts) and row["low"]}
    for runs in (1, 1, 1, 2, 2, 2):
        changed = {key: rng.uniform(*ends) for key, ends in ranges.items()}
        changed |= {"network_runs_per_day": runs, "mail_pickup_hour": rng.uniform(14, 17.5),
                    "network_result_pickup_hour": rng.uniform(14, 17.5)}
        found = run("stepwise", **changed)
        counted.append(found.headlines["delivery_late_pairs"])
        assert counted[-1] == (~found["delivery_pairs"]["on_time"]).sum()
        assert found.headlines["delivery_on_time_share"] == pytest.approx(found["delivery_pairs"]["on_time"].mean())
    assert len(set(counted)) > 3


def test_late_pairs_of_many_draws_are_those_of_each_draw():
    rng, draws, points, hubs = np.random.default_rng(3), 40, 30, 4
    hub, agencies = rng.integers(0, hubs, points), rng.integers(1, 5, hubs)
    ways = [rng.uniform(0, 200, (draws, n)) for n in (points, points, hubs)]
    several = {key: value + rng.uniform(0, 1, draws) for key, value in P.items() if key.endswith("_hour")}
    hours = several["mail_pickup_hour"][:, None] + np.zeros(points)
    together = late_pairs(Network(hub, hours, *ways, agencies), P | several)
    each = [late_pairs(Network(hub, hours[k], *(way[k] for way in ways), agencies),
                       P | {key: value[k] for key, value in several.items()}) for k in range(draws)]
    assert together.tolist() == each
    assert len(set(each)) > 1


def test_a_point_that_told_its_pick_up_hour_leaves_at_that_hour():
    known = inputs()
    site = known["service_points"]["point_id"].iloc[20]
    told = surveyed(pd.DataFrame({"point_id": [site], "mail_pickup_hour": 21.0}))
    pairs = run_scenario(load_scenario("bau", known.register), told)["delivery_pairs"]
    late = pairs.loc[(pairs["flow"] == "dossier") & ~pairs["on_time"], "site_id"]
    assert set(late) == {site}
    pinned = run_scenario(load_scenario("bau", known.register, mail_pickup_hour=14), told)["delivery_pairs"]
    assert pinned["on_time"].all()


def test_every_new_number_of_the_network_is_called_assumed():
    for row in rows("parameters.csv"):
        if row["parameter_id"].startswith(("network_", "carrier_")):
            assert row["status"] == "assumed", row["parameter_id"]
            assert row["low"], row["parameter_id"]
            assert row["locator"], row["parameter_id"]


def test_the_tables_hold_the_columns_of_the_catalogue():
    for name in ("delivery_pairs", "delivery_mends", "delivery_points", "delivery_shares", "carriers"):
        listed = inputs()["result_columns"].query("table == @name")
        assert len(listed) >= 4, name
        assert isinstance(run("stepwise")[name], pd.DataFrame)
