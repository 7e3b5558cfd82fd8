"""The choice: gates kept at their limit, scores by hand, and no scenario recommended that fails a gate."""

import dataclasses

import pandas as pd
import pytest
from model_samples import SCENARIOS, inputs, run, scenario, weighed

from helpers.analysis import (
    against_reference,
    headline_table,
    judge,
    recommended,
    weight_swings,
    weighted_criteria,
)
from helpers.inputs import InputError, load_scenario

HEADLINES = pd.DataFrame({"keep": [0.0, 50.0, 10.0], "some": [0.0, 80.0, 30.0], "all": [2.0, 100.0, 60.0]},
                         index=["pilots", "near", "cost"])


def criteria(*rows):
    return pd.DataFrame(rows, columns=["criterion_id", "metric_id", "kind", "direction", "threshold", "weight"])


THREE = criteria(("lawful", "pilots", "gate", "max", 0.0, None), ("near", "near", "score", "max", None, 0.75),
                 ("cost", "cost", "score", "min", None, 0.25))


# --- gates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("direction", "threshold", "passing"), [
    ("max", 80.0, {"keep", "some"}), ("max", 79.999, {"keep"}), ("min", 80.0, {"some", "all"}),
    ("min", 80.001, {"all"})])
def test_a_value_exactly_at_its_limit_passes_the_gate(direction, threshold, passing):
    judged = judge(HEADLINES, criteria(("gate", "near", "gate", direction, threshold, None),
                                       ("cost", "cost", "score", "min", None, 1.0)))
    assert set(judged.index[judged["gate"]]) == set(judged.index[judged["passes"]]) == passing


def test_a_scenario_that_fails_a_gate_is_never_recommended():
    judged = judge(HEADLINES, THREE)
    assert judged.loc["all", "score"] == judged["score"].max()
    assert pd.isna(judged.loc["all", "rank"])
    assert recommended(judged) == "some"


def test_when_every_scenario_fails_none_is_recommended():
    with pytest.raises(ValueError, match="no scenario passes"):
        recommended(judge(HEADLINES, criteria(("gate", "near", "gate", "min", 101.0, None),
                                              ("cost", "cost", "score", "min", None, 1.0))))


# --- scores -----------------------------------------------------------------------------------------------


def test_scores_by_hand():
    judged = judge(HEADLINES, THREE)
    # near: 0, 30/50, 1. cost, less is better: 1, 30/50, 0. Weights 3 : 1.
    assert judged["near"].to_dict() == pytest.approx({"keep": 0, "some": 0.6, "all": 1})
    assert judged["cost"].to_dict() == pytest.approx({"keep": 1, "some": 0.6, "all": 0})
    assert judged["score"].to_dict() == pytest.approx({"keep": 0.25, "some": 0.6, "all": 0.75})
    assert judged.index.to_list() == ["some", "keep", "all"]
    assert judged["rank"].to_list()[:2] == [1, 2]


def test_weights_are_relative():
    tenfold = THREE.assign(weight=THREE["weight"] * 10)
    pd.testing.assert_frame_equal(judge(HEADLINES, tenfold), judge(HEADLINES, THREE))


def test_a_criterion_on_which_all_are_equal_does_not_decide():
    same = HEADLINES.copy()
    same.loc["near"] = 70.0
    judged = judge(same, THREE)
    assert (judged["near"] == 1).all()
    assert recommended(judged) == "keep"


def test_scenarios_of_equal_score_share_a_rank():
    twins = HEADLINES.assign(twin=HEADLINES["some"])
    judged = judge(twins, THREE)
    assert judged.loc[["some", "twin"], "rank"].to_list() == [1, 1]
    assert judged.loc["keep", "rank"] == 3


def test_a_better_value_never_lowers_the_score_of_its_scenario():
    better = HEADLINES.copy()
    better.loc["near", "some"] = 90.0
    assert judge(better, THREE).loc["some", "score"] > judge(HEADLINES, THREE).loc["some", "score"]


def test_a_weight_that_decides_is_found():
    swings = weight_swings(HEADLINES, THREE)
    found = swings.set_index(["criterion_id", "weight_factor"])["recommended"].to_dict()
    # Without "near" only cost counts; without "cost" only nearness; 6 : 1 or 3 : 2 leave "some" in front.
    assert found == {("near", 0.0): "keep", ("near", 2.0): "some", ("cost", 0.0): "some", ("cost", 2.0): "some"}


# --- the six scenarios ------------------------------------------------------------------------------------


def test_the_reference_differs_from_itself_by_nothing():
    table = headline_table({name: run(name) for name in SCENARIOS})
    less = against_reference(table)
    assert (less["bau"] == 0).all()
    assert less.loc["new_points", "stepwise"] == 26


def test_the_recommended_scenario_passes_every_gate():
    judged = judge(headline_table({name: run(name) for name in SCENARIOS}), weighed())
    assert judged.loc[recommended(judged), "passes"]
    assert not judged.loc["one_stop_at_post", "passes"]
    assert judged["score"].between(0, 1).all()


def test_the_weights_of_the_criteria_sum_to_one():
    table = weighed()
    assert table.loc[table["kind"] == "score", "weight"].sum() == pytest.approx(1)
    assert table.loc[table["kind"] == "gate", "weight"].isna().all()
    assert table.loc[table["kind"] == "gate", "threshold"].notna().all()


def test_a_weight_is_a_lever_that_a_scenario_may_set():
    own = load_scenario("stepwise", inputs().register, weight_commune=1.0, weight_near=0.0)
    weights = weighted_criteria(inputs(), own).set_index("criterion_id")["weight"]
    assert (weights["commune"], weights["near"], weights["difficult"]) == (1.0, 0.0, 0.2)
    judged = judge(headline_table({name: run(name) for name in SCENARIOS}), weighted_criteria(inputs(), own))
    assert recommended(judged) == "every_commune"


def test_a_weight_that_the_register_does_not_have_is_refused_by_name():
    criteria = inputs()["criteria"].replace({"weight_id": {"weight_near": "weight_nearr"}})
    odd = dataclasses.replace(inputs(), tables={**inputs().tables, "criteria": criteria})
    with pytest.raises(InputError, match=r"weight_nearr[\s\S]*weight_near"):
        weighted_criteria(odd, scenario("bau"))
