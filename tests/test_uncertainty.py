"""Doubt: draws keep to their ranges, repeat with the seed, and say how firm headlines and sites are."""

import numpy as np
import pandas as pd
import pytest
from model_samples import base_values, inputs, rows, run, scenario

from helpers.analysis import draw_outcomes, intervals, one_at_a_time, selection_frequency, study, tails
from helpers.analysis.budget import budget_range, yearly_outlays
from helpers.analysis.sampling import draw_values, triangular
from helpers.analysis.uncertainty import with_values
from helpers.model import run_scenario

RANGES = {row["parameter_id"]: [float(row[key]) for key in ("low", "base", "high")]
          for row in rows("parameters.csv") if row["role"] == "uncertainty" and row["low"] != row["high"]}


# --- draws ------------------------------------------------------------------------------------------------


def test_every_uncertain_parameter_is_drawn_and_nothing_else():
    assert list(draw_values(inputs(), 3, seed=1).columns) == list(RANGES)


def test_draws_stay_between_low_and_high():
    draws = draw_values(inputs(), 300, seed=45)
    for key, (low, _, high) in RANGES.items():
        assert draws[key].between(low, high).all(), key


def test_each_parameter_has_one_draw_in_each_slice_of_equal_probability():
    """What makes the sample a Latin hypercube: 50 draws fall into 50 slices of the triangular distribution."""
    draws = draw_values(inputs(), 50, seed=45)
    for key, (low, base, high) in RANGES.items():
        x = draws[key].to_numpy()
        rising = (x - low) ** 2 / ((high - low) * max(base - low, 1e-300))
        falling = 1 - (high - x) ** 2 / ((high - low) * max(high - base, 1e-300))
        probability = np.where(x <= base, rising, falling)
        assert sorted((probability * 50).astype(int).clip(0, 49)) == list(range(50)), key


def test_the_triangular_distribution_by_hand():
    # On [0, 4] with mode 1 the density is x/2 up to 1 and (4 - x)/6 after: P(x <= 1) = 1/4, P(x <= 4 - sqrt 6) = 1/2.
    found = triangular(np.array([0.0, 0.25, 0.5, 1.0]), 0.0, 1.0, 4.0)
    assert found == pytest.approx([0, 1, 4 - 6**0.5, 4])


def test_the_same_seed_gives_the_same_draws_and_another_seed_others():
    pd.testing.assert_frame_equal(draw_values(inputs(), 20, seed=7), draw_values(inputs(), 20, seed=7))
    assert not draw_values(inputs(), 20, seed=7).equals(draw_values(inputs(), 20, seed=8))


def test_what_a_scenario_sets_is_not_drawn():
    own = scenario("bau", discount_rate=0.1)
    assert with_values(own, {"discount_rate": 0.05, "exempt_share": 0.01}).values == {
        "discount_rate": 0.1, "exempt_share": 0.01}
    assert own.values == {"discount_rate": 0.1}


def test_headlines_of_a_draw_are_those_of_a_run_with_its_values():
    drawn = draw_outcomes(scenario("bau"), inputs(), 3).headlines
    values = draw_values(inputs(), 3, scenario("bau").levers.seed).iloc[1].to_dict()
    alone = run_scenario(with_values(scenario("bau"), values), inputs()).headlines
    assert drawn.iloc[1].to_dict() == pytest.approx(alone, rel=1e-9)


# --- intervals --------------------------------------------------------------------------------------------


def test_the_interval_runs_from_quantile_to_quantile():
    found = intervals(pd.DataFrame({"a": np.arange(101.0), "b": 3.0}), (0.05, 0.95)).set_index("metric_id")
    assert found.loc["a"].to_list() == [5, 95]
    assert found.loc["b"].to_list() == [3, 3]


def test_the_stated_share_of_draws_leaves_equal_tails():
    low, high = tails(inputs())
    assert high - low == pytest.approx(base_values()["interval_share"])
    assert low == pytest.approx(1 - high)


def test_the_base_value_lies_in_the_interval_and_facts_have_no_width():
    drawn = draw_outcomes(scenario("bau"), inputs(), 60).headlines
    found = intervals(drawn, tails(inputs())).set_index("metric_id")
    base = pd.Series(run("bau").headlines)
    for metric in ("dossiers_last_year", "mean_distance_km", "cost_per_dossier_vnd", "people_within_share"):
        assert found.loc[metric, "low"] <= base[metric] <= found.loc[metric, "high"], metric
    for metric in ("dossiers_per_point_day_2017", "points_total", "communes_with_point"):
        assert found.loc[metric, "low"] == found.loc[metric, "high"] == base[metric]


def test_a_study_adds_draws_intervals_and_selection_to_a_run():
    few = scenario("stepwise", siting_alternatives=2, stability_range_share=0.0, regret_futures=2)
    full = study(few, inputs(), draws=4, explained=0, layouts=2, siting_draws=2)
    assert full.headlines == run("stepwise").headlines
    assert len(full["draws"]) == 4
    assert set(full.intervals["metric_id"]) == set(full.headlines)
    assert len(full["selection"]) == 159
    assert study(scenario("bau"), inputs(), draws=2, explained=0, layouts=2)["selection"].empty


# --- one at a time ----------------------------------------------------------------------------------------


def test_swings_are_those_of_runs_with_one_parameter_changed():
    table = one_at_a_time(scenario("bau"), inputs(), ["cost_per_dossier_vnd"])
    assert set(table["parameter_id"]) == set(RANGES)
    assert (table["swing"].diff().dropna() <= 0).all()
    row = table.set_index("parameter_id").loc["handling_vnd_per_dossier"]
    # Handling goes one for one into the cost of a dossier: 7,000 to 16,000.
    assert row["swing"] == pytest.approx(9_000)
    assert row["high"] - row["base"] == pytest.approx(16_000 - base_values()["handling_vnd_per_dossier"])
    assert table.set_index("parameter_id").loc["capital_one_stop_desk_vnd", "swing"] == 0


# --- sites ------------------------------------------------------------------------------------------------


def test_selection_frequency_lies_between_nought_and_one_and_repeats_with_the_seed():
    found = selection_frequency(scenario("stepwise"), inputs(), 4)
    assert found["frequency"].dropna().between(0, 1).all()
    assert (found["chosen"] <= found["free"]).all()
    assert (found["free"] <= 4).all()
    assert found["chosen"].sum() == 4 * 26
    assert found.loc[found["free"] == 0, "frequency"].isna().all()
    pd.testing.assert_frame_equal(found, selection_frequency(scenario("stepwise"), inputs(), 4))


def test_the_seven_known_points_are_never_free():
    known = {row["commune_code"] for row in rows("tables/service_points.csv") if row["place_status"] == "observed"}
    found = selection_frequency(scenario("stepwise"), inputs(), 2).set_index("commune_code")
    assert (found.loc[sorted(known), "free"] == 0).all()


def test_a_pinned_commune_is_always_chosen_and_a_banned_one_never():
    found = selection_frequency(scenario("stepwise", pinned=["18904"], banned=["18919"]), inputs(), 3)
    found = found.set_index("commune_code")
    assert found.loc["18904", "free"] > 0
    assert found.loc["18904", "frequency"] == 1
    assert found.loc["18919", "chosen"] == 0


# --- outlays ----------------------------------------------------------------------------------------------


def cash(*rows):
    return pd.DataFrame(rows, columns=["year", "payer", "line", "amount_vnd"])


def test_outlays_are_what_the_state_and_the_post_pay_in_each_year_without_what_follows_the_dossiers():
    flow = cash((2019, "state_budget", "training", -3.0), (2019, "state_budget", "inspection", -4.0),
                (2019, "vietnam_post", "staff", -10.0), (2019, "vietnam_post", "handling", -7.0),
                (2019, "vietnam_post", "fares_received", 20.0), (2019, "users", "fares_paid", -20.0),
                (2020, "state_budget", "training", 0.0), (2020, "vietnam_post", "staff", -11.0))
    assert yearly_outlays(flow).to_dict() == {
        ("state_budget", 2019): 7, ("state_budget", 2020): 0, ("vietnam_post", 2019): 10, ("vietnam_post", 2020): 11}


def test_the_range_of_the_budget_runs_from_quantile_to_quantile_of_the_draws():
    flow = cash((2019, "state_budget", "training", -50.0))
    drawn = pd.DataFrame([yearly_outlays(cash((2019, "state_budget", "training", -float(k)))) for k in range(101)])
    (row,) = budget_range(flow, drawn, (0.05, 0.95)).to_dict("records")
    assert row == {"payer": "state_budget", "year": 2019, "low": 5, "base": 50, "high": 95}


def test_outlays_of_the_plan_add_up_to_the_headline_of_the_state():
    results = run("stepwise")
    paid = yearly_outlays(results["cash_flow"])["state_budget"]
    assert paid[list(results.scenario.plan)].sum() == pytest.approx(results.headlines["state_plan_vnd"])


def test_a_study_says_how_sure_the_outlays_of_each_year_are():
    few = scenario("stepwise", siting_alternatives=2, stability_range_share=0.0, regret_futures=2)
    found = study(few, inputs(), draws=4, explained=0, layouts=2, siting_draws=2)["budget_range"]
    assert len(found) == 2 * len(few.years)
    assert (found["low"] < found["high"]).any()
    assert found["base"].tolist() == yearly_outlays(run("stepwise")["cash_flow"]).tolist()
