"""A scenario is a checked difference from the baseline; what is not valid stops before anything runs."""

import datetime as dt
import shutil

import pytest
import yaml
from model_samples import DATA, SCENARIOS, inputs, run, scenario

from helpers.inputs import InputError, load_scenario, scenario_names
from helpers.model import build_world

BAU = (DATA / "scenarios" / "bau.yml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """A copy of the scenario files that a test may add to."""
    return shutil.copytree(DATA / "scenarios", tmp_path / "scenarios")


def refusal(folder, change=None, *, text=None, **overrides):
    """Return the error that a scenario ``mine`` raises, after checking file and remedy in both languages."""
    if text is None:
        text = BAU.replace("change: {}", "change:\n" + "\n".join(f"  {line}" for line in change.split("\n")))
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario("mine", inputs().register, folder=folder, **overrides)
    vietnamese, english = str(caught.value).split("\n")
    assert caught.value.file == "data/scenarios/mine.yml"
    assert "Cách sửa: " in vietnamese
    assert "What to do: " in english
    return caught.value


FIRST = BAU.split("\n").index("change: {}") + 2  # line of the first change

# --- the files --------------------------------------------------------------------------------------------


def test_the_six_scenarios_are_the_files_of_the_folder():
    assert scenario_names(DATA / "scenarios") == sorted(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_file_loads_as_it_is_written(name):
    written = yaml.safe_load((DATA / "scenarios" / f"{name}.yml").read_text(encoding="utf-8"))
    loaded = scenario(name)
    found = loaded.levers.model_dump() | loaded.values
    for key, value in written["change"].items():
        assert found[key] == (tuple(value) if isinstance(value, list) else value)
    assert (loaded.title_vi, loaded.as_of) == (written["title_vi"], dt.date(2018, 11, 7))
    assert list(loaded.legal_basis) == written["legal_basis"]


def test_business_as_usual_equals_the_baseline():
    written = yaml.safe_load((DATA / "scenarios" / "_baseline.yml").read_text(encoding="utf-8"))["change"]
    loaded = scenario("bau")
    assert loaded.values == {}
    assert {key: list(v) if isinstance(v, tuple) else v for key, v in loaded.levers.model_dump().items()} == written


def test_overrides_win_over_the_file():
    assert scenario("stepwise", with_it_connection=0).values["with_it_connection"] == 0
    assert scenario("stepwise", new_points_per_year=[1, 2]).levers.new_points_per_year == (1, 2)


def test_what_the_baseline_changes_holds_for_every_scenario(folder):
    path = folder / "_baseline.yml"
    path.write_text(path.read_text(encoding="utf-8") + "  discount_rate: 0.1\n", encoding="utf-8")
    assert load_scenario("bau", inputs().register, folder=folder).values == {"discount_rate": 0.1}
    assert load_scenario("stepwise", inputs().register, folder=folder, discount_rate=0.05).values[
        "discount_rate"] == 0.05


def test_a_misspelt_key_in_the_baseline_is_refused(folder):
    path = folder / "_baseline.yml"
    path.write_text(path.read_text(encoding="utf-8") + "  sead: 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="seed") as caught:
        load_scenario("bau", inputs().register, folder=folder)
    assert caught.value.file == "data/scenarios/_baseline.yml"


def test_years_run_from_the_first_to_the_last_year_and_the_plan_lies_in_front():
    assert list(scenario("bau").years) == [2019, 2020, 2021, 2022, 2023, 2024, 2025]
    assert list(scenario("bau").plan) == [2019, 2020, 2021]


def test_the_digest_changes_with_every_change_and_only_then():
    assert scenario("bau").digest() == scenario("bau").digest()
    assert scenario("bau").digest() != scenario("bau", seed=46).digest()


# --- what is refused --------------------------------------------------------------------------------------


def test_an_unknown_scenario_is_named_with_the_nearest_one():
    with pytest.raises(InputError, match="did you mean “stepwise”"):
        scenario("step_wise")


@pytest.mark.parametrize(("change", "near"), [
    ("new_point_per_year: [1]", "new_points_per_year"), ("discount_rat: 0.1", "discount_rate"),
    ("sitting: none", "siting")])
def test_an_unknown_key_is_refused_with_the_nearest_name_and_its_line(folder, change, near):
    error = refusal(folder, change)
    assert (error.row, error.column) == (FIRST, change.split(":")[0])
    assert f"did you mean “{near}”" in str(error)
    assert f"có phải là “{near}”" in str(error)


def test_an_unknown_key_of_a_call_is_refused_with_the_nearest_name(folder):
    assert "did you mean “new_points_per_year”" in str(refusal(folder, text=BAU, new_point_per_year=[1]))


@pytest.mark.parametrize(("change", "key", "allowed"), [
    ("discount_rate: 0.5", "discount_rate", "a number in [0; 0.3] per_year"),
    ("discount_rate: .nan", "discount_rate", "a number in [0; 0.3] per_year"),
    ("discount_rate: 'a lot'", "discount_rate", "a number in [0; 0.3] per_year"),
    ("with_it_connection: true", "with_it_connection", "a number in [0; 1] flag"),
    ("seed: 4.5", "seed", "a whole number"),
    ("seed: -1", "seed", "at least 0"),
    ("plan_years: 11", "plan_years", "at most 10"),
    ("first_year: '2019'", "first_year", "a whole number"),
    ("case: middle", "case", "one of: 'low', 'base' or 'high'"),
    ("pinned: 18853", "pinned", "a list in square brackets"),
    ("pinned: [18853]", "pinned", "text, written in quotes"),
])
def test_a_mistyped_or_out_of_range_value_is_refused_with_its_line(folder, change, key, allowed):
    error = refusal(folder, change)
    assert (error.row, error.column) == (FIRST, key)
    assert f"Allowed: {allowed}." in str(error)


@pytest.mark.parametrize(("change", "allowed"), [
    ("last_year: 2020", "last_year not before the last plan year, 2021"),
    ("siting: p_median\nnew_points_per_year: [1, 1, 1, 1]", "at most 3 entries"),
    ("siting: p_median\nnew_points_per_year: [-1]", "no negative entry"),
    ("new_points_per_year: [5]", "only where siting is p_median, max_cover or p_center"),
    ("siting: every_commune\nnew_points_per_year: [5]", "only where siting is p_median, max_cover or p_center"),
    ("banned: ['18853']", "only where sites are chosen"),
    ("siting: max_cover\npinned: ['18853']\nbanned: ['18853']", "no commune both pinned and banned"),
])
def test_levers_that_contradict_each_other_or_would_be_ignored_are_refused(folder, change, allowed):
    assert allowed in str(refusal(folder, change))


@pytest.mark.parametrize(("text", "row"), [
    (BAU.replace("change: {}", "change: {"), None), (BAU.replace("title_en:", "title_en"), 4),
    (BAU.replace("change: {}", "change:\n  seed: 1\n   case: low"), FIRST + 1), ("- a\n- list\n", None),
    (BAU.replace("change: {}", "change: 5"), None), ("", None)])
def test_a_malformed_file_is_refused(folder, text, row):
    error = refusal(folder, text=text)
    assert row is None or error.row == row


def test_a_key_that_stands_twice_is_refused_at_the_second(folder):
    error = refusal(folder, "seed: 1\nseed: 2")
    assert (error.row, error.column) == (FIRST + 1, "seed")


@pytest.mark.parametrize(("old", "new", "column"), [
    ("title_en:", "title_eng:", "title_en"), ("as_of: 2018-11-07", "as_of: soon", "as_of"),
    ("[QD45-2016, TT17-2017]", "QD45-2016", "legal_basis")])
def test_a_header_that_lacks_a_key_or_mistypes_it_is_refused(folder, old, new, column):
    assert refusal(folder, text=BAU.replace(old, new)).column == column


def test_a_surplus_key_of_the_header_is_refused_with_the_nearest(folder):
    error = refusal(folder, text=BAU + "profil: x\n")
    assert error.column == "profil"
    assert "did you mean “profile”" in str(error)


@pytest.mark.parametrize("lever", ["pinned", "banned"])
def test_a_commune_that_does_not_exist_is_refused(lever):
    with pytest.raises(InputError, match=r"data/scenarios/stepwise\.yml.*99999"):
        build_world(scenario("stepwise", **{lever: ["99999"]}), inputs())


def test_a_document_that_does_not_exist_is_refused():
    wrong = scenario("bau").model_copy(update={"legal_basis": ("QD45-2061",)})
    with pytest.raises(InputError, match="did you mean “QD45-2016”"):
        build_world(wrong, inputs())


def test_siting_without_numbers_or_a_budget_is_refused():
    with pytest.raises(InputError, match="number of new points or a budget") as refused:
        run("bau", siting="p_median")
    assert "data/scenarios/bau.yml" in str(refused.value)
