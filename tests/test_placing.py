"""The location problem of a scenario: methods that choose a set first, floors, and refusals in words."""

import numpy as np
import pytest
from model_samples import inputs, rows, run, scenario, world

from helpers.inputs import InputError
from helpers.model import build_world, choose_sites, siting_problem
from helpers.model.siting import covering_cost, frontier


def test_the_fewest_points_for_a_share_are_those_of_the_frontier():
    w = world("bau")
    covered = 1 - frontier(covering_cost(w.distance_km, 5.0), w.people, w.existing).cost / w.people.sum()
    for share in (0.80, 0.85, 0.88):
        found = run("stepwise", siting="least_points", new_points_per_year=(), cover_target_share=share).headlines
        assert found["new_points"] == np.flatnonzero(covered >= share)[0]
        assert found["people_within_share"] >= share


def test_the_p_center_leaves_nobody_farther_than_any_other_plan_of_its_size():
    near, mean = run("stepwise", siting="p_center").headlines, run("stepwise").headlines
    assert near["new_points"] == mean["new_points"] == 26
    assert near["worst_distance_km"] < mean["worst_distance_km"]
    assert near["mean_distance_km"] > mean["mean_distance_km"]


def test_a_set_chosen_first_opens_over_the_years_as_asked():
    found = run("stepwise", siting="p_center")["sites"]["open_year"].value_counts()
    assert [found[year] for year in (2019, 2020, 2021)] == [8, 9, 9]
    few = run("stepwise", siting="least_points", new_points_per_year=())["sites"]["open_year"].value_counts()
    assert [few[year] for year in (2019, 2020, 2021)] == [6, 6, 6]


def test_a_floor_for_districts_is_kept_and_never_improves_the_plan():
    free, held = run("stepwise"), run("stepwise", district_floor_points=9)
    assert held["sites"]["district_code"].value_counts().min() >= 9
    assert free["sites"]["district_code"].value_counts().min() < 9
    assert held.siting["objective"] > free.siting["objective"]


def test_a_floor_for_difficult_communes_is_kept_and_never_improves_the_plan():
    free, held = run("stepwise"), run("stepwise", difficult_floor_share=0.66)
    assert free.headlines["difficult_within_share"] < 0.66 <= held.headlines["difficult_within_share"]
    assert held.siting["objective"] > free.siting["objective"]


def test_difficult_communes_of_the_floor_are_those_of_the_headline():
    codes = {row["commune_code"] for row in rows("tables/communes.csv")
             if row["difficult_area"] in ("II", "III", "bai_ngang")}
    w = build_world(scenario("stepwise", difficult_floor_share=0.5), inputs())
    (floor,) = siting_problem(w).floors
    assert set(w.communes["commune_code"][floor.points]) == codes


@pytest.mark.parametrize(("change", "reason"), [
    ({"difficult_floor_share": 0.99}, "the largest share that can be reached is 67.2115%"),
    ({"district_floor_points": 20}, "is 20 open sites, but only 16 can be open"),
    ({"siting": "least_points", "new_points_per_year": (), "cover_target_share": 0.99}, "the largest share that can"),
    ({"new_points_per_year": (1,), "district_floor_points": 9}, "new, but only 1 point"),
])
def test_demands_that_no_plan_meets_are_refused_in_words_with_the_scenario(change, reason):
    with pytest.raises(InputError) as refused:
        choose_sites(build_world(scenario("stepwise", **change), inputs()))
    assert reason in str(refused.value)
    assert "data/scenarios/stepwise.yml" in str(refused.value)


def test_a_budget_below_the_price_of_the_points_asked_for_is_refused_in_words():
    change = {"new_points_per_year": (8, 9, 9), "capital_budget_vnd_per_year": 1e8}
    with pytest.raises(InputError, match="the cheapest cost 576,000,000"):
        choose_sites(build_world(scenario("stepwise", **change), inputs()))
