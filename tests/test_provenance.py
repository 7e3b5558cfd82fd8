"""Where a result comes from: what moves it is among its parents, and its status is the worst of theirs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from model_samples import inputs, run, scenario, world

from helpers.analysis.openings import frontier_coverage, frontier_distance, nesting, openings
from helpers.inputs import Quantity, derived
from helpers.model import (
    aim_of,
    build_world,
    choose_sites,
    computed,
    headline_quantity,
    parameter_quantity,
    run_scenario,
    table_quantity,
)
from helpers.model.provenance import STAGE_PARAMETERS, STAGE_TABLES, stage_parents

# --- a number through arithmetic --------------------------------------------------------------------------

NEAR = Quantity("near", 0.6, "share", "Ở gần", "assumed", low=0.5, high=0.7)
PEOPLE = Quantity("people", 200.0, "persons", "Người", "observed")


@pytest.mark.parametrize(("quantity", "id", "value", "unit"), [
    (1 - NEAR, "1 - near", 0.4, "share"),
    (PEOPLE * NEAR, "people * near", 120.0, "persons"),
    (PEOPLE * (1 - NEAR), "people * (1 - near)", 80.0, "persons"),
    (PEOPLE - (PEOPLE - 50), "people - (people - 50)", 50.0, "persons"),
    (PEOPLE / (PEOPLE * NEAR), "people / (people * near)", 1 / 0.6, "ratio"),
    (PEOPLE / 4 + 2, "people / 4 + 2", 52.0, "persons"),
])
def test_arithmetic_keeps_value_unit_and_the_expression(quantity, id, value, unit):
    assert (quantity.id, quantity.unit) == (id, unit)
    assert quantity.value == pytest.approx(value)
    assert eval(quantity.id, {"near": 0.6, "people": 200.0}) == pytest.approx(value)


def test_what_is_computed_is_as_uncertain_as_the_worst_of_its_parents():
    assert (PEOPLE + 1).status == "derived"
    assert (PEOPLE * NEAR).status == "assumed"
    assert [q.id for q in (PEOPLE * (1 - NEAR)).ancestors()] == ["people * (1 - near)", "people", "1 - near", "near"]


def test_a_range_is_kept_against_a_plain_number_and_dropped_between_two_quantities():
    assert ((1 - NEAR).low, (1 - NEAR).high) == pytest.approx((0.3, 0.5))
    assert ((1 / NEAR).low, (1 / NEAR).high) == pytest.approx((1 / 0.7, 2))
    assert (PEOPLE * NEAR).low is None


def test_two_units_are_not_added():
    with pytest.raises(TypeError, match="cannot add"):
        PEOPLE + NEAR


def test_a_quantity_compares_with_numbers_by_its_value():
    assert NEAR == 0.6
    assert NEAR > 0.5
    assert not PEOPLE <= 199
    assert derived("a", 1.0, "share", "A", [NEAR]) != NEAR


# --- the parents of results -------------------------------------------------------------------------------


def _other(parameter) -> float:
    """Return another value that the register allows."""
    value = parameter.quantity.value
    for candidate in (parameter.level("high"), value * 1.01, value + 1, value - 1):
        if candidate != value and parameter.allowed_min <= candidate <= parameter.allowed_max:
            return candidate
    raise AssertionError(parameter.quantity.id)


def _moved(table: str, before: pd.DataFrame, after: pd.DataFrame, keys: list[str], column: str) -> bool:
    if column == "count":
        return len(before) != len(after)
    if all(before[name].equals(after[name]) for name in (*keys, column)):
        return False
    a, b = (frame.set_index(keys, drop=False)[column].sort_index() for frame in (before, after))
    if not a.index.equals(b.index):
        return True
    return not (a.equals(b) or (pd.api.types.is_numeric_dtype(a) and np.allclose(a, b, rtol=1e-12, atol=0)))


def with_siting_tables(results, plan, made):
    """Return the results with the tables that a study makes from the world and the plan alone.

    ``made`` keeps them by all that they are made from: most parameters move none of it.
    """
    there = build_world(results.scenario, inputs())
    standards = [value for key, value in there.p.items() if key.startswith("standard_")]
    key = tuple(np.asarray(part).tobytes() for part in (there.distance_km, there.time_min, *aim_of(there), standards))
    if key not in made:
        made[key] = {"frontier_distance": frontier_distance(there), "frontier_coverage": frontier_coverage(there),
                     "openings": openings(there, plan), "nesting": nesting(there, plan)}
    return dataclasses.replace(results, tables={**results.tables, **made[key]})


@pytest.mark.parametrize("name", ["stepwise", "one_stop_at_post", "budget_cap"])
def test_what_moves_a_result_is_among_its_parents(name):
    """One parameter at a time, sites held: where a headline or a column changes, its stages must name it."""
    plan, missing, made = choose_sites(world(name)), set(), {}
    base = with_siting_tables(run(name), plan, made)
    named = {row.metric_id: row for row in inputs()["metrics"].itertuples()}
    named |= {(row.table, row.column): row for row in inputs()["result_columns"].itertuples()
              if row.table in base.tables}
    parents = {key: {q.id for q in stage_parents(base.scenario, inputs(), row.stages)} for key, row in named.items()}
    for key, parameter in inputs().register.items():
        if key in base.scenario.values or (parameter.role == "fact" and parameter.quantity.unit == "year"):
            continue
        changed = base.scenario.model_copy(update={"values": {**base.scenario.values, key: _other(parameter)}})
        try:
            after = with_siting_tables(run_scenario(changed, inputs(), plan=plan), plan, made)
        except ValueError:  # the change itself is impossible, for example too few counters
            continue
        same = {table for table in base.tables if base[table].equals(after[table])}
        for place, row in named.items():
            if not isinstance(place, str) and row.table in same:
                continue
            if isinstance(place, str):
                moved = after.headlines[place] != pytest.approx(base.headlines[place], rel=1e-12)
            else:
                moved = _moved(row.table, base[row.table], after[row.table], row.key.split(), row.column)
            if moved and key not in parents[place]:
                missing.add((place, key))
    assert not missing


def test_every_uncertain_parameter_belongs_to_a_stage():
    named = {q.id for q in stage_parents(run("stepwise").scenario, inputs(), " ".join(STAGE_PARAMETERS))}
    assert {key for key, row in inputs().register.items() if row.role == "uncertainty"} <= named


def test_every_stage_names_parameters_and_tables_that_exist():
    for stage, starts in STAGE_PARAMETERS.items():
        for start in starts:
            assert any(key.startswith(start) for key in inputs().register), (stage, start)
    assert all(table in inputs().tables for tables in STAGE_TABLES.values() for table in tables)


def test_the_stages_of_the_catalogues_exist():
    for table in ("metrics", "result_columns"):
        for row in inputs()[table].itertuples():
            assert set(row.stages.split()) <= set(STAGE_PARAMETERS), row


def test_result_columns_name_what_runs_hold():
    for row in inputs()["result_columns"].itertuples():
        if row.table in run("stepwise").tables:
            columns = {*run("stepwise")[row.table].columns, "count"}
            assert {row.column, *row.key.split()} <= columns, row


def test_a_headline_lists_tables_and_parameters_with_their_own_status():
    parents = {q.id: q for q in headline_quantity(run("stepwise"), inputs(), "people_within_share_today").parents}
    assert parents["table(service_points)"].status == "assumed"
    assert parents["table(service_points)"].value == 58
    assert "SEED-2018" in parents["table(service_points)"].source_id
    assert parents["detour_plain"].status == "derived"
    assert parents["standard_km"].value == 5
    assert "reception_share" not in parents


def test_a_lever_is_a_choice_and_does_not_lower_the_status():
    row, register = inputs()["metrics"].set_index("metric_id").loc["pilot_tasks"], inputs().register
    parents = stage_parents(run("bau").scenario, inputs(), row.stages)
    assert {register[q.id].role for q in parents if q.id in register} == {"lever"}
    assert computed(run("bau"), inputs(), row, "pilot_tasks", 0.0).status == "derived"


def test_a_value_that_the_scenario_sets_says_so():
    chosen = parameter_quantity(scenario("do_minimum"), inputs(), "added_hours_per_day")
    assert (chosen.value, "do_minimum" in chosen.note) == (1, True)
    assert parameter_quantity(scenario("bau"), inputs(), "added_hours_per_day").note == ""


def test_a_case_is_the_value_of_the_uncertain_demand_parameters():
    low = scenario("bau", case="low")
    assert parameter_quantity(low, inputs(), "reception_share").value == 0.05
    assert parameter_quantity(low, inputs(), "detour_plain").value == 1.19


def test_a_table_counts_its_rows_and_takes_the_worst_status():
    known = dataclasses.replace(inputs(), tables={"t": pd.DataFrame({
        "status": ["observed", "assumed"], "source_id": ["A", "B"]})})
    assert (table_quantity(known, "t").status, table_quantity(known, "t").source_id) == ("assumed", "A B")
