"""The whole chain: the same answer every time, every headline known, and nothing assumed that reads as observed."""

import csv
import dataclasses
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from model_samples import DATA, SCENARIOS, inputs, rows, run, scenario

from helpers.model import (
    build_world,
    choose_sites,
    delivery,
    headline_quantity,
    legal_matrix,
    run_scenario,
)

LAYOUT_METRICS = [row["metric_id"] for row in rows("tables/metrics.csv") if "layout" in row["stages"].split()]


# --- the same answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_two_runs_give_the_same_results(name):
    first, again = run(name), run_scenario(scenario(name), inputs())
    assert first.headlines == again.headlines
    for table in first.tables:
        pd.testing.assert_frame_equal(first[table], again[table])
    kept = {key: value for key, value in first.siting.items() if key != "seconds"}
    assert kept == {key: value for key, value in again.siting.items() if key != "seconds"}


def test_another_process_gives_the_same_results():
    code = ("from helpers.inputs import load_inputs, load_scenario; from helpers.model import run_scenario;"
            "i = load_inputs(); h = run_scenario(load_scenario('stepwise', i.register), i).headlines;"
            "print({k: float(v) for k, v in h.items()})")
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == str({key: float(value) for key, value in run("stepwise").headlines.items()})


def test_a_run_changes_no_input():
    before = {name: table.copy() for name, table in inputs().tables.items()}
    run_scenario(scenario("stepwise"), inputs())
    for name, table in before.items():
        pd.testing.assert_frame_equal(table, inputs()[name])


def test_a_given_plan_is_used_and_not_chosen_again():
    plan = choose_sites(build_world(scenario("stepwise", new_points_per_year=[1]), inputs()))
    fixed = run_scenario(scenario("stepwise"), inputs(), plan=plan)
    assert fixed.headlines["new_points"] == 1


# --- the headlines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_headlines_are_those_of_the_table_of_metrics(name):
    with (DATA / "tables" / "metrics.csv").open(encoding="utf-8", newline="") as stream:
        listed = [row["metric_id"] for row in csv.DictReader(stream)]
    assert sorted(run(name).headlines) == sorted(listed)
    assert all(np.isfinite(value) for value in run(name).headlines.values())


@pytest.mark.parametrize("name", SCENARIOS)
def test_shares_lie_between_nought_and_one_and_counts_are_whole(name):
    for row in rows("tables/metrics.csv"):
        value = run(name).headlines[row["metric_id"]]
        if row["unit"] == "share":
            assert 0 <= value <= 1, row["metric_id"]
        if row["unit"] in ("points", "communes", "counters", "tasks"):
            assert value == int(value) >= 0, row["metric_id"]


def test_a_point_handled_6_48_dossiers_a_day_in_2017():
    assert run("bau").headlines["dossiers_per_point_day_2017"] == pytest.approx(6.48, abs=5e-3)
    assert run("bau").headlines["dossiers_per_point_day_2017"] == pytest.approx(94_000 / 58 / 250)


def test_business_as_usual_keeps_58_points_and_gains_nobody():
    found = run("bau").headlines
    assert (found["points_total"], found["new_points"], found["people_gained"]) == (58, 0, 0)
    for metric in (m for m in found if m.endswith("_today")):
        assert found[metric] == found[metric.removesuffix("_today")], metric
    assert found["people_per_point"] == pytest.approx(895_430 / 58)


def test_every_commune_has_a_point_in_every_commune():
    found = run("every_commune").headlines
    assert (found["communes_with_point"], found["points_total"], found["new_points"]) == (159, 159, 101)
    opened = run("every_commune")["sites"]["open_year"].value_counts()
    assert opened.to_dict() == {0: 58, 2019: 34, 2020: 34, 2021: 33}


def test_stepwise_opens_the_points_of_each_year():
    opened = run("stepwise")["sites"]["open_year"].value_counts()
    assert opened.to_dict() == {0: 58, 2019: 8, 2020: 9, 2021: 9}


def test_today_is_the_same_in_every_scenario():
    for metric in (m for m in run("bau").headlines if m.endswith("_today") or m.endswith(("_2017", "_2018"))):
        assert len({run(name).headlines[metric] for name in SCENARIOS}) == 1, metric


def test_access_is_no_worse_with_more_points():
    bau, some, every = (run(name).headlines for name in ("bau", "stepwise", "every_commune"))
    for metric in ("people_within_share", "people_within_near_share", "difficult_within_share"):
        assert bau[metric] <= some[metric] <= every[metric]
    for metric in ("mean_distance_km", "p95_distance_km", "worst_distance_km", "difficult_mean_distance_km"):
        assert bau[metric] >= some[metric] >= every[metric]


def test_the_p_median_plan_has_the_least_mean_distance_of_as_many_points():
    best = run("stepwise").headlines["mean_distance_km"]
    assert best <= run("stepwise", siting="max_cover").headlines["mean_distance_km"]
    covered = run("stepwise", siting="max_cover").headlines["people_within_share"]
    assert covered >= run("stepwise").headlines["people_within_share"]


def test_longer_hours_never_raise_the_peak():
    assert run("do_minimum").headlines["dossier_load_max"] < run("bau").headlines["dossier_load_max"]


def test_only_the_one_stop_desks_need_a_pilot():
    assert {name: run(name).headlines["pilot_tasks"] for name in SCENARIOS} == {
        name: float(name == "one_stop_at_post") for name in SCENARIOS}
    given = set(legal_matrix(scenario("one_stop_at_post"), inputs())["task_id"])
    assert {"receive", "one_stop_place", "one_stop_staff", "connect"} <= given
    assert "culture_point" not in given


def test_a_pinned_commune_gets_a_point_and_a_banned_one_does_not():
    chosen = run("stepwise")["sites"].query("open_year > 0")["commune_code"]
    free = run("every_commune")["sites"].query("open_year > 0")["commune_code"]
    wanted, unwanted = sorted(set(free) - set(chosen))[0], chosen.iloc[0]
    own = run_scenario(scenario("stepwise", pinned=[wanted], banned=[unwanted]), inputs())
    got = set(own["sites"].query("open_year > 0")["commune_code"])
    assert wanted in got
    assert unwanted not in got
    assert len(got) == 26


def test_weighing_dossiers_is_not_weighing_people():
    by_people, by_dossiers = run("stepwise"), run("stepwise", siting_weight="dossiers")
    assert by_dossiers.siting["objective"] != by_people.siting["objective"]
    assert by_people.headlines["mean_distance_km"] <= by_dossiers.headlines["mean_distance_km"]


# --- delivery ---------------------------------------------------------------------------------------------


def test_a_point_misses_the_bag_when_its_mail_comes_after_the_hub_closes():
    """150 minutes from pick-up at 15:00 to the bags at 17:30, by the table of sites."""
    sites = run("every_commune")["sites"]
    assert (sites["misses_the_bag"] == (sites["minutes_to_hub_min"] > 150)).all()
    assert run("every_commune").headlines["delivery_failing_points"] == (sites["minutes_to_hub_min"] > 150).sum()
    assert (sites["days_within_district"] == 1 + sites["misses_the_bag"]).all()
    assert (sites["days_between_districts"] == 2 + sites["misses_the_bag"]).all()


def test_mail_that_arrives_as_the_bags_close_is_in_time():
    assert delivery.misses_the_bag(np.array([149.9, 150.0, 150.1]), 15.0, 17.5).tolist() == [False, False, True]
    assert delivery.working_days(np.array([False, True]), 2.0).tolist() == [2, 3]


def test_an_earlier_pick_up_never_makes_more_points_late():
    late = [run("every_commune", mail_pickup_hour=hour).headlines["delivery_failing_points"] for hour in (11, 15, 17)]
    assert late == sorted(late)
    assert late[0] < late[2]


# --- how far a headline can be trusted --------------------------------------------------------------------


@pytest.mark.parametrize("metric", LAYOUT_METRICS)
def test_a_headline_that_depends_on_the_layout_is_assumed(metric):
    assert headline_quantity(run("stepwise"), inputs(), metric).status == "assumed"


def test_a_headline_becomes_derived_once_everything_under_it_is_observed():
    known = inputs()["service_points"].assign(place_status="observed")
    surveyed = dataclasses.replace(inputs(), tables={**inputs().tables, "service_points": known})
    assert headline_quantity(run("stepwise"), surveyed, "communes_with_point_today").status == "derived"
    assert headline_quantity(run("stepwise"), inputs(), "communes_with_point_today").status == "assumed"


def test_no_model_result_is_called_observed():
    for metric in run("bau").headlines:
        assert headline_quantity(run("bau"), inputs(), metric).status != "observed", metric


def test_siting_says_its_status_and_how_it_was_chosen():
    assert run("stepwise").siting["status"] == "proven"
    assert (run("budget_cap").siting["method"], run("budget_cap").siting["weight"]) == ("max_cover", "people")
    assert run("bau").siting["status"] == "not needed"
