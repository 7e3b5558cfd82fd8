"""Many draws at once: each is the run of its own values, in blocks of any size, whatever is drawn."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, inputs, rows, scenario

from helpers.analysis.budget import yearly_outlays
from helpers.analysis.resiting import MODES, draw_sited, sited_ranges
from helpers.analysis.sampling import draw_values
from helpers.analysis.uncertainty import draw_side_by_side, with_values
from helpers.model import build_world, chain, choose_sites, run_draws, run_scenario
from helpers.model.access import DrawnWays, Roads, Ways


def assert_each_is_its_own_run(run, known, values):
    plan = choose_sites(build_world(run, known))
    drawn = run_draws(run, known, values, plan)
    for k, row in enumerate(values.to_dict("records")):
        alone = run_scenario(with_values(run, row), known, plan=plan)
        assert set(drawn.headlines) == set(alone.headlines)
        for metric, value in alone.headlines.items():
            assert drawn.headlines[metric][k] == pytest.approx(value, rel=1e-9, abs=1e-9), metric
        paid = yearly_outlays(alone["cash_flow"])
        assert drawn.outlays.iloc[k][paid.index].to_numpy() == pytest.approx(paid.to_numpy(), rel=1e-9)


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_draw_agrees_with_the_run_of_its_values(name):
    assert_each_is_its_own_run(scenario(name), inputs(), draw_values(inputs(), 3, seed=11))


def test_each_draw_agrees_where_people_choose_among_points():
    assert_each_is_its_own_run(scenario("stepwise", assignment="huff"), inputs(), draw_values(inputs(), 2, seed=4))


def test_each_draw_agrees_where_a_lever_and_a_single_parameter_are_drawn():
    values = pd.DataFrame({"choice_decay_per_min": [0.05, 0.3], "opening_hours_culture_point": [5.0, 8.0],
                           "mail_pickup_hour": [14.0, 16.7], "standard_km": [3.0, 8.0],
                           "discount_rate": [0.05, 0.12]})
    assert_each_is_its_own_run(scenario("stepwise", assignment="huff"), inputs(), values)
    assert_each_is_its_own_run(scenario("do_minimum"), inputs(), values[["discount_rate"]])


def test_each_draw_agrees_where_ways_are_given():
    w = build_world(scenario("stepwise"), inputs())
    codes = w.communes["commune_code"].to_numpy()
    places = (w.communes[name].to_numpy() for name in ("lat", "lon"))
    km = np.hypot(*(np.subtract.outer(place, place) for place in places)) * 130 + 2
    start, end = (part.ravel() for part in np.meshgrid(codes, codes, indexing="ij"))
    ways = pd.DataFrame({"from_commune_code": start, "to_commune_code": end, "to_point_id": None,
                         "km": km.ravel(), "minutes": km.ravel() * 2.1})
    known = dataclasses.replace(inputs(), tables={**inputs().tables, "travel": ways})
    assert_each_is_its_own_run(scenario("stepwise"), known, draw_values(inputs(), 2, seed=8))


def test_a_draw_does_not_depend_on_the_block_it_falls_into(monkeypatch):
    values = draw_values(inputs(), 7, seed=2)
    plan = choose_sites(build_world(scenario("stepwise"), inputs()))
    whole = run_draws(scenario("stepwise"), inputs(), values, plan)
    monkeypatch.setattr(chain, "CELLS_AT_ONCE", 3 * 159 * len(scenario("stepwise").years))
    parts = run_draws(scenario("stepwise"), inputs(), values, plan)
    pd.testing.assert_frame_equal(parts.headlines, whole.headlines, rtol=1e-12)
    pd.testing.assert_frame_equal(parts.outlays, whole.outlays, rtol=1e-12)


def test_what_the_scenario_sets_is_not_drawn():
    run = scenario("stepwise", discount_rate=0.1)
    first, second = (run_draws(run, inputs(), pd.DataFrame({"discount_rate": [rate]})) for rate in (0.05, 0.12))
    assert first.headlines.equals(second.headlines)


def test_a_draw_of_a_parameter_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match="discount"):
        run_draws(scenario("bau"), inputs(), pd.DataFrame({"discount": [0.05]}))


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_site_of_each_draw_is_found_among_two(seed):
    rng = np.random.default_rng(seed)
    n, m, draws = 30, 12, 9
    # Few distinct lengths, so that many are equally near.
    straight, hilly = rng.integers(1, 5, (n, m)).astype(float), rng.random((n, m)) < 0.4
    is_open, home = rng.random(m) < 0.6, rng.random((n, m)) < 0.1
    is_open[0] = True
    factors = [rng.choice([1.0, 1.5, 2.0], draws) for _ in range(4)]
    site, km, minutes = DrawnWays(straight, hilly, Roads(*factors)).nearest(is_open, home)
    for k in range(draws):
        plain, mountain, plain_kmh, mountain_kmh = (factor[k] for factor in factors)
        distance = straight * np.where(hilly, mountain, plain)
        alone = Ways(distance, distance / np.where(hilly, mountain_kmh, plain_kmh) * 60).nearest(is_open, home)
        for ours, theirs in zip((site[k], km[k], minutes[k]), alone, strict=True):
            assert ours.tolist() == theirs.tolist()


def test_every_uncertain_parameter_but_those_of_the_mail_network_moves_a_headline_or_an_outlay():
    """Hours of the network move a headline together only; costs of its runs are in a table of what mends pairs."""
    ranges = {row["parameter_id"]: (float(row["low"]), float(row["high"])) for row in rows("parameters.csv")
              if row["role"] == "uncertainty" and row["low"] != row["high"]}
    world = build_world(scenario("stepwise"), inputs())
    base = pd.DataFrame([{key: world.p[key] for key in ranges}] * (1 + 2 * len(ranges)))
    for k, (key, ends) in enumerate(ranges.items()):
        base.loc[1 + 2 * k, key], base.loc[2 + 2 * k, key] = ends
    found = {run: run_draws(scenario(run), inputs(), base) for run in ("stepwise", "one_stop_at_post")}
    still = set(ranges)
    for drawn in found.values():
        values = np.hstack([drawn.headlines.to_numpy(), drawn.outlays.to_numpy()])
        still -= {key for k, key in enumerate(ranges) if (values[1 + 2 * k: 3 + 2 * k] != values[0]).any()}
    assert {key for key in still if not key.startswith(("network_", "mail_speed"))} == set()


# --- sites chosen anew ------------------------------------------------------------------------------------


def test_a_draw_with_sites_chosen_anew_is_the_run_that_chooses_at_its_values():
    values = pd.DataFrame({"detour_mountain": [1.3, 1.75, 1.3, 1.6], "discount_rate": [0.05, 0.08, 0.1, 0.12]})
    drawn = draw_sited(scenario("stepwise"), inputs(), values)
    plans = set()
    for k, row in enumerate(values.to_dict("records")):
        own = with_values(scenario("stepwise"), row)
        plans.add(choose_sites(build_world(own, inputs())).opened)
        alone = run_scenario(own, inputs())
        assert drawn.headlines.iloc[k].to_dict() == pytest.approx(alone.headlines, rel=1e-9, abs=1e-9)
    assert len(plans) > 1


def test_draws_over_layouts_keep_their_order_and_differ_by_where_points_lie():
    values = pd.DataFrame({"discount_rate": np.linspace(0.05, 0.12, 6)})
    drawn = draw_sited(scenario("bau"), inputs(), values, layouts=3).headlines
    # The volume of 2018 hangs on neither; access hangs on the layout alone, two draws to each.
    assert len(set(drawn["dossiers_2018"])) == 1
    access = drawn["mean_distance_km"].to_list()
    assert access[0] == access[1] != access[2] == access[3] != access[4] == access[5]
    worth = drawn["post_npv_vnd"].to_list()
    assert len(set(worth)) == 6


def test_a_plan_held_fixed_over_layouts_opens_only_where_no_point_lies():
    values = pd.DataFrame({"discount_rate": [0.08] * 4})
    plan = choose_sites(build_world(scenario("stepwise"), inputs()))
    held = draw_sited(scenario("stepwise"), inputs(), values, plan=plan, layouts=4).headlines
    anew = draw_sited(scenario("stepwise"), inputs(), values, layouts=4).headlines
    # The plan was made for another layout: it meets points where it would open, and people go farther than need be.
    assert (held["new_points"] <= anew["new_points"]).all()
    assert (held["mean_distance_km"] > anew["mean_distance_km"]).all()
    assert len(set(held["new_points"])) > 1


def test_a_plan_held_fixed_in_the_present_layout_is_the_plain_draw():
    values = draw_values(inputs(), 4, seed=2)
    plan = choose_sites(build_world(scenario("stepwise"), inputs()))
    held = draw_sited(scenario("stepwise"), inputs(), values, plan=plan)
    pd.testing.assert_frame_equal(held.headlines, run_draws(scenario("stepwise"), inputs(), values, plan).headlines)


def test_ranges_by_what_is_held_have_every_mode_and_none_of_sites_where_none_is_chosen():
    for name, modes in (("stepwise", set(MODES)), ("bau", {"fixed", "layouts"})):
        plan = choose_sites(build_world(scenario(name), inputs()))
        found = sited_ranges(scenario(name), inputs(), plan, 3)
        assert set(found["mode"]) == modes
        assert set(found["metric_id"]) == {row["metric_id"] for row in rows("tables/metrics.csv")}
        assert (found["low"] <= found["high"]).all()


def test_draws_shared_among_threads_are_the_same_draws():
    values = draw_values(inputs(), 5, seed=6)
    alone = run_draws(scenario("stepwise"), inputs(), values)
    shared = draw_side_by_side(scenario("stepwise"), inputs(), values, 2)
    pd.testing.assert_frame_equal(shared.headlines, alone.headlines, rtol=1e-12)
    pd.testing.assert_frame_equal(shared.outlays, alone.outlays, rtol=1e-12)
