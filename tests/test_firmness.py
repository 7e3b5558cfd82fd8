"""How firm results are: shares of variance, gates that flip where the chain says so, and failures told apart."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, inputs, run, scenario, weighed, world

from helpers.analysis import choice
from helpers.analysis.firmness import EXPLAINED, WORTH, explained_variance, gate_switches, moved_alone, unchanged
from helpers.analysis.sampling import draw_values
from helpers.analysis.uncertainty import with_values
from helpers.model import build_world, choose_sites, run_headlines, run_scenario


@pytest.mark.parametrize("name", SCENARIOS)
def test_things_as_they_are_are_business_as_usual_whatever_the_scenario(name):
    assert run_headlines(unchanged(scenario(name)), inputs()) == run("bau").headlines


def test_what_moves_only_money_explains_none_of_access_and_the_worth_of_no_change_is_its_own():
    table = explained_variance(scenario("stepwise"), inputs(), choose_sites(world("stepwise")), 8)
    assert set(table["metric_id"]) == set(EXPLAINED)
    total = table.set_index(["metric_id", "input_id"])["total"]
    assert total["people_within_share", "staff_cost_vnd"] == 0
    assert total["people_within_share", "detour_mountain"] > 0
    # The volume of dossiers handled is the same in both runs but for what points induce: fares cancel for society.
    assert total[WORTH, "new_point_staff_fte"] > total[WORTH, "exempt_share"]
    assert explained_variance(scenario("bau"), inputs(), choose_sites(world("bau")), 0).empty


def test_a_gate_flips_where_the_chain_says_that_it_does():
    plan = choose_sites(world("stepwise"))
    table = gate_switches(scenario("stepwise"), inputs(), plan)
    row = table.query("decision_id == 'on_time' and parameter_id == 'hub_close_hour' and side == 'down'").iloc[0]
    least = inputs()["criteria"].set_index("criterion_id").loc["on_time", "threshold"]
    shares = [run_headlines(scenario("stepwise", hub_close_hour=hour), inputs(), plan=plan)["delivery_on_time_share"]
              for hour in (row["switch"] + 1e-5, row["switch"] - 1e-5)]
    assert shares[0] >= least > shares[1]
    assert (row["before"], row["after"]) == (True, False)  # kept at base, not kept beyond
    # No price moves the mail.
    assert table.query("parameter_id == 'staff_cost_vnd'")["switch"].isna().all()


def drawn(name, frame):
    many = len(next(iter(frame.values())))
    base = pd.DataFrame([run(name).headlines] * many).assign(**frame)
    return dataclasses.replace(run(name), tables={**run(name).tables, "draws": base})


def test_a_planted_failure_of_a_gate_is_found_with_the_parameter_it_hangs_on():
    values = draw_values(inputs(), 400, scenario("stepwise").levers.seed)
    late = values["mail_speed_plain_kmh"] < values["mail_speed_plain_kmh"].quantile(0.2)
    runs = {"stepwise": drawn("stepwise", {"delivery_on_time_share": np.where(late, 0.5, 1.0)}),
            "bau": drawn("bau", {"delivery_on_time_share": np.ones(400)})}
    found = choice.failures(inputs(), weighed(), runs, "stepwise")
    limits = found["failure_limits"].set_index("box_id")
    assert limits.loc["on_time", "parameter_id"] == "mail_speed_plain_kmh"
    assert found["failure_boxes"].set_index("box_id").loc["on_time", "density"] > 0.9
    # Where stepwise fails its gate, bau is the one recommended.
    robust = choice.options(inputs(), weighed(), runs)["option_robustness"].set_index("scenario")
    assert robust["first_share"].to_dict() == pytest.approx({"stepwise": 1 - late.mean(), "bau": late.mean()})


def test_without_any_failure_there_is_no_box_and_with_few_draws_no_worth_of_facts():
    runs = {name: drawn(name, {"delivery_on_time_share": np.ones(3)}) for name in ("stepwise", "bau")}
    assert all(table.empty for table in choice.failures(inputs(), weighed(), runs, "stepwise").values())
    assert all(table.empty for table in choice.facts(inputs(), weighed(), runs, "stepwise").values())


def test_what_moves_alone_moves_the_criteria_as_a_run_of_its_own():
    plan = choose_sites(build_world(scenario("stepwise"), inputs()))
    grid = moved_alone(scenario("stepwise"), inputs(), plan)
    row = grid[(grid["parameter_id"] == "discount_rate") & (grid["side"] == "up")].iloc[3]
    own = run_scenario(with_values(scenario("stepwise"), {"discount_rate": row["value"]}), inputs(), plan=plan)
    for metric in inputs()["criteria"]["metric_id"]:
        assert row[metric] == pytest.approx(own.headlines[metric], rel=1e-9), metric
        assert grid.loc[0, metric] == pytest.approx(run("stepwise").headlines[metric], rel=1e-9), metric
