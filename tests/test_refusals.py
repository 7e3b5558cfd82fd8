"""What cannot be is refused in words, and every parameter may stand at its low and at its high."""

import functools

import numpy as np
import pytest
from model_samples import SCENARIOS, base_values, inputs, scenario, world

from helpers.inputs import InputError
from helpers.model import build_world, choose_sites, run_headlines
from helpers.model.refusals import refuse_impossible

#: Scenario, key, impossible value.
IMPOSSIBLE = [
    ("stepwise", "new_point_staff_fte", 0.0), ("every_commune", "new_point_staff_fte", -1.0),
    ("one_stop_at_post", "one_stop_staff_per_desk", 0.0), ("bau", "opening_hours_post_office", 0.0),
    ("bau", "opening_hours_culture_point", 0.0), ("bau", "working_days_per_year", 0.0),
    ("bau", "working_days_per_year", float("nan")), ("bau", "staff_hours_per_day", 0.0),
    ("budget_cap", "capital_budget_vnd_per_year", -1.0), ("bau", "capital_budget_vnd_per_year", -1.0),
]


def with_values(name, **values):
    """Return a scenario with values that its file could not hold."""
    own = scenario(name)
    return own.model_copy(update={"values": {**own.values, **values}})


@pytest.mark.parametrize(("name", "key", "value"), IMPOSSIBLE)
def test_an_impossible_value_is_refused_by_file_key_and_remedy(name, key, value):
    with pytest.raises(InputError) as caught:
        build_world(with_values(name, **{key: value}), inputs())
    error = caught.value
    assert (error.file, error.column, error.value) == (f"data/scenarios/{name}.yml", key, f"{value:g}")
    assert all(word in str(error) for word in ("Cho phép: ", "Cách sửa: ", "Allowed: ", "What to do: "))


def test_what_the_register_sets_is_named_in_the_register():
    with pytest.raises(InputError) as caught:
        refuse_impossible(scenario("stepwise"), base_values() | {"new_point_staff_fte": 0.0})
    assert (caught.value.file, caught.value.column) == ("data/parameters.csv", "new_point_staff_fte")


def test_staff_of_nought_is_no_matter_where_nothing_opens():
    refuse_impossible(scenario("bau"), base_values() | {"new_point_staff_fte": 0.0, "one_stop_staff_per_desk": 0.0})


@pytest.mark.parametrize("key", ["opening_hours_post_office", "working_days_per_year", "capital_budget_vnd_per_year"])
def test_a_scenario_file_cannot_hold_less_than_the_register_allows(key):
    with pytest.raises(InputError) as caught:
        scenario("stepwise", **{key: -1})
    assert caught.value.column == key


def test_siting_without_a_number_needs_a_budget_above_nought():
    with pytest.raises(InputError, match="capital_budget_vnd_per_year") as caught:
        choose_sites(build_world(scenario("budget_cap", capital_budget_vnd_per_year=0), inputs()))
    assert caught.value.file == "data/scenarios/budget_cap.yml"


def test_a_budget_too_small_for_the_points_asked_for_is_refused():
    with pytest.raises(InputError, match="trần vốn"):
        choose_sites(build_world(scenario("stepwise", capital_budget_vnd_per_year=1_000_000), inputs()))


# --- every parameter at its ends --------------------------------------------------------------------------

ENDS = sorted({(key, end) for key, row in inputs().register.items() for end in ("low", "high")
               if row.level(end) != row.level("base")})


@functools.cache
def plan(name):
    return choose_sites(world(name))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_parameter_at_its_low_and_its_high_gives_finite_headlines(name):
    assert len({key for key, _ in ENDS}) >= 55
    for key, end in ENDS:
        own = with_values(name, **{key: inputs().register[key].level(end)})
        found = run_headlines(own, inputs(), plan=plan(name))
        assert not {metric for metric, value in found.items() if not np.isfinite(value)}, (key, end)
