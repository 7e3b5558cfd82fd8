"""The choice under doubt: regret and robustness by hand, dominance by its rule, and the value at which it flips."""

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, run, weighed

from helpers.analysis import judge
from helpers.analysis.decision import (
    by_metric,
    judge_draws,
    judged_range,
    option_regret,
    option_robustness,
    oriented,
    regrets,
    satisficing,
    winners,
)
from helpers.analysis.dominance import dominance, pairs
from helpers.analysis.switching import alone, keeping, on_grid, switching_values, values_of

COLUMNS = ["criterion_id", "metric_id", "kind", "direction", "threshold", "weight"]
CRITERIA = pd.DataFrame([("lawful", "pilots", "gate", "max", 0.0, None), ("near", "near", "score", "max", None, 0.75),
                         ("cost", "cost", "score", "min", None, 0.25)], columns=COLUMNS)
#: Three draws of three scenarios.
OUTCOMES = {
    "keep": pd.DataFrame({"pilots": [0.0, 0, 0], "near": [50.0, 50, 50], "cost": [10.0, 20, 30]}),
    "some": pd.DataFrame({"pilots": [0.0, 0, 1], "near": [80.0, 70, 60], "cost": [30.0, 30, 30]}),
    "all": pd.DataFrame({"pilots": [2.0, 0, 2], "near": [100.0, 60, 90], "cost": [60.0, 50, 90]}),
}


def random_outcomes(seed, draws=40):
    rng = np.random.default_rng(seed)
    return {name: pd.DataFrame({"pilots": rng.integers(0, 2, draws).astype(float), "near": rng.random(draws),
                                "cost": rng.integers(0, 3, draws).astype(float)}) for name in ("a", "b", "c", "d")}


# --- intervals of the criteria ----------------------------------------------------------------------------


def test_the_interval_of_a_scale_by_hand():
    found = judged_range(OUTCOMES, CRITERIA, (0.0, 1.0)).set_index(["scenario", "criterion_id"])
    # Nearness of "some" in each draw: (80 - 50) / 50, the best of all, (60 - 50) / 40.
    assert found.loc[("some", "near")].to_list() == pytest.approx([0.25, 1.0])
    # Its score: 0.75 x 0.6 + 0.25 x 0.6; 0.75 + 0.25 x 2/3; 0.75 x 0.25 + 0.25 x 1 (as cheap as "keep").
    assert found.loc[("some", "score")].to_list() == pytest.approx([0.4375, 0.75 + 0.5 / 3])
    assert set(found.index.get_level_values(1)) == {"near", "cost", "score"}


# --- regret -----------------------------------------------------------------------------------------------


def test_regret_by_hand_on_a_table_of_three_by_three():
    values = pd.DataFrame({"s1": [3.0, 1, 5], "s2": [2.0, 5, 5], "s3": [0.0, 4, 9]})
    found = regrets(values)
    assert found.to_dict("list") == {"s1": [0, 4, 4], "s2": [1, 0, 4], "s3": [3, 1, 0]}
    # Largest: 4, 4, 3, so that s3 is the choice of least largest regret; means 8/3, 5/3, 4/3.
    assert found.max().idxmin() == "s3"


def test_the_best_of_a_draw_is_taken_among_those_allowed():
    values = pd.DataFrame({"s1": [3.0, 1], "s2": [2.0, 5]})
    allowed = pd.DataFrame({"s1": [True, False], "s2": [True, False]})
    found = regrets(values, allowed.assign(s2=[False, False]))
    assert found.iloc[0].to_list() == [0, 1]
    assert found.iloc[1].isna().all()


def test_regret_of_scenarios_by_criterion_by_hand():
    table = option_regret(OUTCOMES, CRITERIA).set_index(["criterion_id", "scenario"])
    # Lawful are keep and some, all three, keep. Best near: 80, 70, 50; least cost 10, 20, 30.
    assert table.loc["near", "worst"].to_dict() == {"keep": 30, "some": 0, "all": 10}
    assert table.loc["near", "mean"].to_dict() == pytest.approx({"keep": 50 / 3, "some": 0, "all": 10 / 3})
    assert table.loc["cost", "worst"].to_dict() == {"keep": 0, "some": 20, "all": 60}
    assert table.loc["cost", "none_share"].to_dict() == pytest.approx({"keep": 1, "some": 1 / 3, "all": 0})
    assert table.loc["cost", "minimax"].to_dict() == {"keep": True, "some": False, "all": False}
    assert table.loc["near", "minimax"].to_dict() == {"keep": False, "some": True, "all": False}


def test_a_scenario_that_never_passes_is_never_the_choice_of_least_regret():
    outcomes = {**OUTCOMES, "all": OUTCOMES["all"].assign(pilots=1.0, near=999.0, cost=0.0)}
    table = option_regret(outcomes, CRITERIA).set_index(["criterion_id", "scenario"])
    assert not table.xs("all", level="scenario")["minimax"].any()
    assert table.loc[("near", "some"), "worst"] == 0


@pytest.mark.parametrize("seed", range(5))
def test_regret_is_never_negative_and_nought_for_the_best_of_each_draw(seed):
    values = by_metric(random_outcomes(seed), "near")
    found = regrets(values)
    assert (found >= 0).all(axis=None)
    assert (found.to_numpy()[np.arange(40), values.to_numpy().argmax(axis=1)] == 0).all()
    # What moves all scenarios of a draw alike leaves regret as it is.
    pd.testing.assert_frame_equal(regrets(values.add(np.arange(40), axis=0)), found)


def test_other_draws_are_refused():
    other = {**OUTCOMES, "some": OUTCOMES["some"].set_axis([0, 1, 5])}
    with pytest.raises(ValueError, match="do not have the same draws"):
        by_metric(other, "near")


# --- every draw judged ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_every_draw_is_judged_as_a_run_is(seed):
    outcomes = random_outcomes(seed)
    passes, score = judge_draws(outcomes, CRITERIA)
    for draw in range(40):
        judged = judge(pd.DataFrame({name: frame.loc[draw] for name, frame in outcomes.items()}), CRITERIA)
        assert judged["passes"].loc[list(outcomes)].to_list() == passes.loc[draw].to_list()
        assert judged["score"].loc[list(outcomes)].to_list() == pytest.approx(score.loc[draw].to_list())
        first = judged.index[0] if judged["passes"].any() else ""
        assert winners(passes, score)[draw] == first


def test_the_scenarios_at_base_are_judged_the_same_as_one_draw():
    outcomes = {name: pd.DataFrame([run(name).headlines]) for name in SCENARIOS}
    headlines = pd.DataFrame({name: pd.Series(run(name).headlines) for name in SCENARIOS})
    judged = judge(headlines, weighed())
    passes, score = judge_draws(outcomes, weighed())
    assert score.iloc[0].to_dict() == pytest.approx(judged["score"].to_dict())
    assert winners(passes, score)[0] == judged.index[0]


def test_the_share_of_draws_in_which_all_conditions_hold_by_hand():
    conditions = pd.DataFrame([("lawful", "pilots", "gate", "max", 0.0, None),
                               ("near", "near", "gate", "min", 60.0, None)], columns=COLUMNS)
    found = satisficing(OUTCOMES, conditions)
    assert found["lawful"].to_dict() == pytest.approx({"keep": 1, "some": 2 / 3, "all": 1 / 3})
    assert found["near"].to_dict() == {"keep": 0, "some": 1, "all": 1}
    assert found["all"].to_dict() == pytest.approx({"keep": 0, "some": 2 / 3, "all": 1 / 3})


def test_all_conditions_together_hold_no_more_often_than_each():
    criteria = CRITERIA.assign(kind="gate", threshold=[0, 0.4, 1])
    found = satisficing(random_outcomes(1), criteria)
    assert (found["all"] <= found[["lawful", "near", "cost"]].min(axis=1)).all()


def test_how_often_each_scenario_comes_first_by_hand():
    table = option_robustness(OUTCOMES, CRITERIA).set_index("scenario")
    # Draw 0: all fails; near 0, .6, 1 and cost 1, .6, 0: keep .25, some .6. Draw 1: near 0, 1, .5, cost 1, 2/3, 0:
    # keep .25, some 11/12, all .375. Draw 2: only keep is lawful.
    assert table["first_share"].to_dict() == pytest.approx({"keep": 1 / 3, "some": 2 / 3, "all": 0})
    assert table.loc["some", "score_mean"] == pytest.approx((0.6 + 11 / 12 + (0.75 * 0.25 + 0.25)) / 3)
    assert list(table.columns) == ["lawful", "all", "first_share", "score_mean"]


# --- dominance --------------------------------------------------------------------------------------------


def test_dominated_options_are_named_and_called_sure_only_when_nearly_all_draws_agree():
    outcomes = {"good": pd.DataFrame({"pilots": 0.0, "near": 9.0, "cost": np.arange(10.0)}),
                "poor": pd.DataFrame({"pilots": 0.0, "near": 8.0, "cost": np.r_[np.arange(9.0), 5.0]}),
                "other": pd.DataFrame({"pilots": 0.0, "near": 9.5, "cost": np.full(10, 99.0)})}
    headlines = pd.DataFrame({name: frame.iloc[0] for name, frame in outcomes.items()})
    # poor costs as much as good in nine draws and less in the last: dominated in 9 of 10.
    table = dominance(headlines, outcomes, CRITERIA, 0.9)
    assert table.to_dict("records") == [
        {"option": "poor", "by": "good", "at_base": True, "share": 0.9, "sure": True}]
    assert not dominance(headlines, outcomes, CRITERIA, 0.95)["sure"].any()


def test_an_option_that_is_equal_in_everything_dominates_nothing():
    twins = {"a": OUTCOMES["keep"], "b": OUTCOMES["keep"].copy()}
    assert pairs(twins, CRITERIA) == {("a", "b"): 0, ("b", "a"): 0}


@pytest.mark.parametrize("seed", range(5))
def test_no_option_is_dominated_both_ways_and_domination_is_checked_criterion_by_criterion(seed):
    outcomes = random_outcomes(seed)
    found = pairs(outcomes, CRITERIA)
    for (option, by), share in found.items():
        mine, other = outcomes[option], outcomes[by]
        better = [(other["pilots"] <= 0).astype(int) - (mine["pilots"] <= 0).astype(int),
                  np.sign(other["near"] - mine["near"]), np.sign(mine["cost"] - other["cost"])]
        held = [all(part[k] >= 0 for part in better) and any(part[k] > 0 for part in better) for k in range(40)]
        assert share == sum(held) / 40
        assert share + found[by, option] <= 1


def test_a_gate_counts_as_passed_or_not():
    values = oriented(OUTCOMES, CRITERIA)
    assert values["lawful"]["all"].to_list() == [0, 1, 0]
    assert values["cost"]["all"].to_list() == [-60, -50, -90]


# --- switching values -------------------------------------------------------------------------------------

WIDE = pd.DataFrame({"low": [1.0, 10.0, 0.0], "base": [2.0, 20.0, 0.5], "high": [4.0, 30.0, 1.0],
                     "allowed_min": [0.0, 0.0, 0.0], "allowed_max": [100.0, 1000.0, 1.0]}, index=["a", "b", "c"])


def worth(values):
    """A headline a * b - 8 c, which stands at 36."""
    return pd.DataFrame({"worth": values["a"] * values["b"] - 8 * values["c"]})


def test_a_headline_crosses_its_threshold_at_the_value_that_algebra_gives():
    table = switching_values(keeping(worth, "worth", "min", 20.0), WIDE).set_index(["parameter_id", "side"])
    # 20 a - 4 = 20 at a = 1.2; 2 b - 4 = 20 at b = 12; 40 - 8 c >= 32 for any c allowed.
    assert table.loc[("a", "down"), "switch"] == pytest.approx(1.2, rel=1e-8)
    assert table.loc[("b", "down"), "switch"] == pytest.approx(12, rel=1e-8)
    assert table["switch"].notna().sum() == 2
    assert table.loc[("a", "down"), ["before", "after", "likely"]].to_list() == [True, False, True]
    assert not worth(pd.DataFrame([{"a": table.loc[("a", "down"), "switch"], "b": 20, "c": 0.5}])
                     )["worth"].iloc[0] >= 20


def test_a_switch_beyond_the_likely_range_is_found_and_said_to_be_so():
    table = switching_values(keeping(worth, "worth", "max", 500.0), WIDE).set_index(["parameter_id", "side"])
    assert table.loc[("a", "up"), "switch"] == pytest.approx(25.2, rel=1e-8)
    assert table.loc[("b", "up"), "switch"] == pytest.approx(252, rel=1e-8)
    assert not table.loc[[("a", "up"), ("b", "up")], "likely"].any()
    assert table.loc["c", "switch"].isna().all()


def test_nothing_is_looked_for_beyond_what_is_allowed():
    seen = []

    def decide(values):
        seen.append(values)
        return [0] * len(values)

    assert switching_values(decide, WIDE)["switch"].isna().all()
    every = pd.concat(seen)
    for name, row in WIDE.iterrows():
        assert every[name].between(row["allowed_min"], row["allowed_max"]).all()
        assert every[name].min() == pytest.approx(row["allowed_min"])
        assert every[name].max() == pytest.approx(row["allowed_max"])
    # One at a time: never two parameters away from base.
    assert ((every != WIDE["base"]).sum(axis=1) <= 1).all()


def on(decide, names=("a",)):
    """Return what `on_grid` finds for a decision that looks at the value of the parameter that moves."""
    wide = WIDE.loc[list(names)]
    grid = alone(wide)
    values = values_of(grid, wide)
    return wide, on_grid(grid.assign(decision=[decide(row) for row in values.to_dict("records")]), wide, "d")


def test_the_grid_brackets_the_value_at_which_another_scenario_is_recommended():
    _, table = on(lambda row: "far" if row["a"] > 3.3 else "near")
    table = table.set_index("side")
    assert table.loc["up", ["before", "after"]].to_list() == ["near", "far"]
    assert table.loc["up", "kept"] <= 3.3 < table.loc["up", "switch"]
    exact = switching_values(lambda draws: draws["a"] > 3.3, WIDE.loc[["a"]]).set_index("side").loc["up", "switch"]
    assert table.loc["up", "kept"] <= exact <= table.loc["up", "switch"]
    assert np.isnan(table.loc["down", "switch"])
    assert pd.isna(table.loc["down", "after"])


def test_a_side_is_followed_only_as_far_as_the_decision_is_known():
    wide, table = on(lambda row: None if row["a"] > 2.9 else "near" if row["a"] <= 3.3 else "far")
    up = table.set_index("side").loc["up"]
    assert np.isnan(up["switch"])
    assert wide.loc["a", "base"] <= up["kept"] <= 2.9


def test_one_parameter_moves_in_each_row_of_the_grid():
    grid = alone(WIDE)
    values = values_of(grid, WIDE)
    assert (values.iloc[0] == WIDE["base"]).all()
    assert ((values != WIDE["base"]).sum(axis=1) <= 1).all()
    assert (values.iloc[1:] != WIDE["base"]).any(axis=1).all()
