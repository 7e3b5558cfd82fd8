"""How often a commune is chosen: draws that equal full runs, counted right, and the same in every process."""

import dataclasses
import hashlib
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from model_samples import DATA, base_values, inputs, rows, scenario

from helpers.analysis import study
from helpers.analysis.robustness import (
    AIMS,
    PLACE_PARAMETERS,
    layout_world,
    places,
    selection,
    useful,
    wilson,
)
from helpers.analysis.sampling import uncertain_parameters
from helpers.analysis.siting_case import aimed, same_numbers, siting_case
from helpers.analysis.siting_questions import siting_questions
from helpers.inputs import fixed_points, sample_layout, sample_places
from helpers.model import build_world, siting, siting_problem

FEW = {"siting_alternatives": 2, "stability_range_share": 0.0, "regret_futures": 2}


@pytest.fixture(scope="module", params=["stepwise", "budget_cap"])
def case(request):
    return siting_case(scenario(request.param), inputs())


@pytest.fixture(scope="module")
def found(case):
    return selection(case, 12, 3)


# --- the lean path ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "values"), [
    ("stepwise", {}), ("stepwise", {"detour_plain": 1.07, "detour_mountain": 1.7, "speed_mountain_kmh": 17.0}),
    ("budget_cap", {"rural_uptake_ratio": 0.9, "distance_decay_per_min": 0.019})])
def test_the_world_of_a_drawn_layout_is_the_world_that_a_full_build_measures(name, values):
    own, tables = scenario(name), inputs().tables
    communes, points = tables["communes"], tables["service_points"]
    known, kinds = fixed_points(points), points["kind"].value_counts().to_dict()
    here = places(inputs())
    for seed in range(3):
        layout = sample_layout(communes, known, kinds, np.random.default_rng(seed))
        whole = dataclasses.replace(inputs(), tables={**tables, "service_points": layout})
        built = build_world(own.model_copy(update={"values": values | own.values}), whole)
        codes = [code for _, code in sample_places(communes, known, kinds, np.random.default_rng(seed))]
        lean = layout_world(here, own, inputs().at(own.as_of), codes, values)
        assert lean.sites["commune_code"].to_list() == built.sites["commune_code"].to_list()
        assert (lean.existing == built.existing).all()
        assert lean.p == built.p
        for weight in ("people", "dossiers"):
            one, other = (aimed(world, "standard_far_km", weight) for world in (lean, built))
            assert np.array_equal(one.cost, other.cost)
            assert np.allclose(one.weights, other.weights, rtol=1e-12)
            assert np.array_equal(one.site_cost, other.site_cost)
        np.testing.assert_allclose(lean.distance_km, built.distance_km, rtol=1e-14)
        np.testing.assert_allclose(lean.time_min, built.time_min, rtol=1e-14)


def test_the_layout_of_the_table_gives_the_world_of_the_scenario(case):
    known = places(case.inputs).known
    points = case.inputs["service_points"]
    codes = points.loc[~points["point_id"].isin(known["point_id"]), "commune_code"].to_list()
    lean = layout_world(places(case.inputs), case.scenario, case.inputs, codes, {})
    np.testing.assert_allclose(lean.distance_km, case.world.distance_km, rtol=1e-14)
    assert siting.solve(siting_problem(lean)).opened == case.best.opened


def test_the_drawn_parameters_are_those_that_move_where_points_open():
    base = siting_case(scenario("stepwise"), inputs())
    for row in uncertain_parameters(inputs()):
        values = {row.quantity.id: row.level("high")}
        world = build_world(base.scenario.model_copy(update={"values": base.scenario.values | values}), inputs())
        moved = any(not np.array_equal(getattr(aimed(world, "mean_km", "dossiers"), part),
                                       getattr(aimed(base.world, "mean_km", "dossiers"), part))
                    for part in ("cost", "weights"))
        assert moved == (row.quantity.id in PLACE_PARAMETERS), row.quantity.id


# --- aims and numbers -------------------------------------------------------------------------------------


def test_an_aim_is_the_problem_of_a_scenario_that_has_it(case):
    values = base_values()
    for aim in AIMS:
        problem = aimed(case.world, aim, "people")
        km = case.world.distance_km
        expected = km if aim == "mean_km" else (km > values[aim]).astype(float)
        assert np.array_equal(problem.cost, expected)


def test_a_draw_opens_as_many_points_as_the_plan_and_keeps_to_its_money(case):
    numbers = [len(year) for year in case.best.opened]
    for aim in AIMS:
        problem = same_numbers(aimed(case.world, aim, "people"), case)
        answer = siting.solve(problem)
        assert [len(year) for year in answer.opened] == numbers
        if case.problem.budgets is not None:
            assert case.problem.site_cost[list(siting.final_set(answer.opened))].sum() <= 3 * 360e6 * (1 + 1e-9)


def test_a_site_that_only_makes_up_the_number_is_not_counted():
    cost = np.array([[1.0, 0.0, 0.0, 1.0], [1.0, 1.0, 1.0, 0.0]])
    problem = siting.SitingProblem(cost, np.ones(2), np.arange(4) == 0, counts=[2, 1])
    assert len(useful(problem, ((1, 2), (3,)))) == 2
    assert 3 in useful(problem, ((1, 2), (3,)))


# --- the table --------------------------------------------------------------------------------------------


def test_frequencies_are_shares_of_the_draws_in_which_the_commune_was_free(found):
    assert len(found) == 159
    assert (found["chosen"] <= found["free"]).all()
    assert found["free"].max() <= 12
    for name in ("frequency", "low", "high", "frequency_layout", "frequency_parameters", "frequency_standard"):
        assert found[name].dropna().between(0, 1).all(), name
    tried = found[found["free"] > 0]
    assert (tried["frequency"] == tried["chosen"] / tried["free"]).all()
    assert found.loc[found["free"] == 0, ["frequency", "low", "high"]].isna().all(axis=None)


def test_the_interval_holds_the_frequency(found):
    tried = found[found["free"] > 0]
    assert (tried["low"] <= tried["frequency"] + 1e-12).all()
    assert (tried["frequency"] <= tried["high"] + 1e-12).all()


def test_the_wilson_interval_by_hand():
    # 0 of 4 at 95 %: z^2 / (n + z^2) = 3.8415 / 7.8415 = 0.4899; 4 of 4 is its mirror; nothing tried, nothing said.
    low, high = wilson(np.array([0, 4, 0]), np.array([4, 4, 0]), 0.95)
    assert high[0] == pytest.approx(0.4899, abs=1e-4)
    assert low[1] == pytest.approx(1 - 0.4899, abs=1e-4)
    assert (low[0], high[1]) == pytest.approx((0, 1))
    assert np.isnan([low[2], high[2]]).all()


def test_the_frequency_over_aims_is_a_count_of_four_plans(case, found):
    table, codes = found.set_index("commune_code")["frequency_standard"], case.codes
    times = dict.fromkeys(codes[~case.world.existing], 0)
    for aim in AIMS:
        problem = same_numbers(aimed(case.world, aim, "people"), case)
        opened = siting.solve(problem).opened
        for site in siting.final_set(opened) if aim == "mean_km" else useful(problem, opened):
            times[codes[site]] += 1
    assert table.dropna().to_dict() == {code: count / 4 for code, count in times.items()}


def test_the_same_seed_gives_the_same_table_and_another_seed_another():
    runs = [selection(siting_case(scenario("stepwise", seed=seed), inputs()), 4, 1) for seed in (7, 7, 8)]
    pd.testing.assert_frame_equal(runs[0], runs[1])
    assert not runs[0].equals(runs[2])


def test_the_seven_known_points_are_never_free_and_pins_and_bans_hold():
    own = siting_case(scenario("stepwise", pinned=["18904"], banned=["18919"]), inputs())
    table = selection(own, 6, 2).set_index("commune_code")
    known = {row["commune_code"] for row in rows("tables/service_points.csv") if row["place_status"] == "observed"}
    assert (table.loc[sorted(known), "free"] == 0).all()
    assert table.loc["18919", "chosen"] == 0
    assert table.loc["18904", "frequency_layout"] == 1


def test_with_every_place_known_only_parameters_and_aims_move_the_choice():
    points = inputs()["service_points"].assign(place_status="observed")
    whole = dataclasses.replace(inputs(), tables={**inputs().tables, "service_points": points})
    table = selection(siting_case(scenario("stepwise"), whole), 6, 2)
    assert set(table["free"]) == {0, 6}
    assert set(table["frequency_layout"].dropna()) == {0.0, 1.0}
    assert table["frequency_layout"].sum() == 26


# --- one study, two processes -----------------------------------------------------------------------------

SCRIPT = """
from test_robustness import digest
print(digest())
"""


def digest():
    """One digest of the tables of a small study."""
    own = scenario("stepwise", **FEW)
    found = siting_questions(own, inputs(), draws=2, layouts=1)
    return hashlib.sha256("".join(table.to_csv() for table in found.values()).encode()).hexdigest()


def test_another_process_with_another_hash_seed_gives_the_same_tables():
    other = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    told = subprocess.run([sys.executable, "-c", SCRIPT], env={**os.environ, "PYTHONHASHSEED": other},
                          cwd=DATA.parent / "tests", capture_output=True, text=True, check=True).stdout
    assert told.strip() == digest()


def test_a_study_has_the_tables_about_its_sites():
    full = study(scenario("budget_cap", **FEW), inputs(), draws=2, explained=0, layouts=1, siting_draws=2)
    assert {"alternatives", "site_value", "stability", "regret", "set_changes", "selection"} <= set(full.tables)
    assert len(full["selection"]) == 159
    sets = {*full["alternatives"]["set_id"], *full["site_value"]["set_id"], *full["stability"]["set_id"],
            "least-regret"}
    assert set(full["set_changes"]["set_id"]) <= sets
