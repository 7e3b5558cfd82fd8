"""The register gives every number a home, a range and a status, and refuses rows that do not hold together."""

import dataclasses
import datetime as dt
import shutil

import pytest
from model_samples import DATA, base_values, inputs, rows

from helpers.inputs import InputError, load_register, worst_status
from helpers.inputs.bundle import load_inputs


@pytest.fixture
def register_file(tmp_path):
    """A copy of the register that a test may spoil."""
    return shutil.copy(DATA / "parameters.csv", tmp_path / "parameters.csv")


def line_of(parameter_id):
    return 2 + [row["parameter_id"] for row in rows("parameters.csv")].index(parameter_id)


def spoil(path, parameter_id, old, new):
    """Replace text in the row of a parameter and return the line of that row."""
    text, line = path.read_text(encoding="utf-8").split("\n"), line_of(parameter_id)
    assert old in text[line - 1]
    text[line - 1] = text[line - 1].replace(old, new, 1)
    path.write_text("\n".join(text), encoding="utf-8")
    return line


def refusal(path):
    """Return the error, after checking that it names the file and says a remedy in both languages."""
    with pytest.raises(InputError) as caught:
        load_register(path)
    vietnamese, english = str(caught.value).split("\n")
    assert caught.value.file == "data/parameters.csv"
    assert "Cách sửa: " in vietnamese
    assert "What to do: " in english
    return caught.value


# --- the facts --------------------------------------------------------------------------------------------


def test_the_facts_of_the_register_equal_the_sums_of_the_tables():
    p = base_values()
    communes, points = rows("tables/communes.csv"), rows("tables/service_points.csv")
    procedures = [int(row["procedures"]) for row in rows("tables/procedures.csv")]
    assert p["points_2018"] == len(points) == 58
    assert p["post_offices_2018"] + p["culture_points_2018"] + p["centre_points_2018"] == 58
    assert p["procedures_total"] == sum(procedures) == 1971
    assert [p[f"procedures_level_{level}"] for level in ("1_2", "3", "4")] == procedures
    assert p["population_2019"] == sum(int(row["population_2019"]) for row in communes) == 895_430
    assert p["households_2019"] == sum(int(row["households_2019"]) for row in communes)
    assert (p["communes_total"], p["districts_total"]) == (len(communes), len(rows("tables/districts.csv")))


@pytest.mark.parametrize("terrain", ["plain", "mountain"])
def test_detour_factors_are_the_mean_ratio_of_the_usable_road_facts(terrain):
    ratios = [float(row["road_km"]) / float(row["straight_km"]) for row in rows("tables/road_facts.csv")
              if row["usable_for_detour"] == "1" and row["terrain"] == terrain]
    assert len(ratios) == 3
    assert base_values()[f"detour_{terrain}"] == round(sum(ratios) / len(ratios), 2)


def test_the_register_holds_every_row_of_the_file_at_its_base_value():
    register = load_register(DATA / "parameters.csv").at(dt.date(2018, 11, 7))
    assert register.base_values() == base_values()
    assert list(register) == list(dict.fromkeys(row["parameter_id"] for row in rows("parameters.csv")))


def test_every_source_of_the_register_is_listed():
    assert {row["source_id"] for row in rows("parameters.csv")} <= {row["source_id"] for row in rows("sources.csv")}


def test_every_number_without_a_published_source_is_called_assumed():
    for row in rows("parameters.csv"):
        if row["source_id"] == "ASSUMPTION":
            assert row["status"] == "assumed", row["parameter_id"]


# --- what it answers --------------------------------------------------------------------------------------


def test_a_register_can_be_asked_whether_it_holds_a_name():
    register = load_register(DATA / "parameters.csv")
    assert "points_2018" in register
    assert "points_2081" not in register


def test_an_unknown_parameter_is_named_with_the_nearest_one():
    with pytest.raises(InputError, match="did you mean “discount_rate”"):
        load_register(DATA / "parameters.csv")["discount_rat"]


def test_a_row_without_a_range_has_its_base_value_at_every_level():
    points = load_register(DATA / "parameters.csv")["points_2018"]
    assert [points.level(name) for name in ("low", "base", "high")] == [58, 58, 58]


def test_the_worst_of_several_statuses_is_the_least_certain():
    assert worst_status(["derived", "synthetic", "observed"]) == "synthetic"
    assert worst_status([]) == "observed"


@pytest.mark.parametrize("value", [-0.01, 1.01, "0.5", True, None, float("nan")])
def test_a_value_outside_its_range_or_not_a_number_is_refused(value):
    with pytest.raises(InputError, match=r"a number in \[0; 1\] share"):
        inputs().register.check_value("reception_share", value)


@pytest.mark.parametrize("value", [0, 1, 0.5])
def test_the_limits_of_a_range_belong_to_it(value):
    assert inputs().register.check_value("reception_share", value) == value


def test_a_value_with_several_dates_is_the_last_one_valid_on_the_day():
    register = load_register(DATA / "parameters.csv")
    wage = [register.at(dt.date(*day))["minimum_wage_region_2_vnd_per_month"].quantity.value
            for day in ((2018, 11, 7), (2018, 12, 31), (2019, 1, 1), (2026, 1, 1))]
    assert wage == [3_530_000, 3_530_000, 3_710_000, 3_710_000]


def test_a_value_of_which_no_row_is_valid_yet_is_the_earliest_one():
    register = load_register(DATA / "parameters.csv").at(dt.date(2017, 1, 1))
    assert register["minimum_wage_region_2_vnd_per_month"].quantity.valid_from == "2018-01-01"


def test_a_row_put_in_place_stands_whatever_the_day():
    register = load_register(DATA / "parameters.csv")
    key = "minimum_wage_region_2_vnd_per_month"
    observed = dataclasses.replace(register[key], quantity=dataclasses.replace(register[key].quantity, value=4e6))
    assert register.replaced({key: observed}).at(dt.date(2018, 11, 7))[key].quantity.value == 4e6


# --- what it refuses --------------------------------------------------------------------------------------


def test_a_repeated_identifier_is_refused_at_the_second_row(register_file):
    line = spoil(register_file, "post_offices_2018", "post_offices_2018", "points_2018")
    error = refusal(register_file)
    assert (error.row, error.column, error.value) == (line, "parameter_id", "points_2018")


def test_a_missing_column_is_named(register_file):
    text = register_file.read_text(encoding="utf-8")
    register_file.write_text(text.replace("allowed_max", "allowed_mx", 1), encoding="utf-8")
    error = refusal(register_file)
    assert (error.row, error.column) == (1, "allowed_max")
    assert "add the missing column" in str(error)


@pytest.mark.parametrize("text", ["fifty-eight", "58 points", "nan", "inf", "1,5"])
def test_text_in_a_number_cell_is_refused(register_file, text):
    line = spoil(register_file, "points_2018", ",58,", f',"{text}",')
    error = refusal(register_file)
    assert (error.row, error.column, error.value) == (line, "base", text)
    assert "a number with a decimal point" in str(error)


def test_a_low_value_above_the_base_is_refused(register_file):
    line = spoil(register_file, "discount_rate", "0.05,0.08,0.12", "0.09,0.08,0.12")
    error = refusal(register_file)
    assert (error.row, error.column) == (line, "base")
    assert "allowed_min <= low <= base <= high <= allowed_max" in str(error)


def test_a_base_value_outside_the_allowed_range_is_refused(register_file):
    line = spoil(register_file, "discount_rate", "0.05,0.08,0.12,0,0.3", "0.05,0.08,0.12,0.06,0.3")
    assert refusal(register_file).row == line


@pytest.mark.parametrize("cells", [",0.08,0.12", "0.05,0.08,", ",0.08,"])
def test_an_uncertain_parameter_needs_both_ends_of_its_range(register_file, cells):
    line = spoil(register_file, "discount_rate", "0.05,0.08,0.12", cells)
    error = refusal(register_file)
    assert (error.row, error.column) == (line, "low" if cells.startswith(",") else "high")


def test_a_blank_base_value_is_refused(register_file):
    line = spoil(register_file, "points_2018", ",58,", ",,")
    assert (refusal(register_file).row, refusal(register_file).column) == (line, "base")


@pytest.mark.parametrize(("old", "new", "column"), [
    (",fact,", ",facts,", "role"), (",observed,", ",seen,", "status"), (",G,R,", ",X,R,", "quality"),
    (",SEED-2018,", ",,", "source_id")])
def test_a_word_outside_its_list_or_a_blank_is_refused(register_file, old, new, column):
    line = spoil(register_file, "points_2018", old, new)
    error = refusal(register_file)
    assert (error.row, error.column) == (line, column)


@pytest.mark.parametrize("tail", [",surplus", ",a,b"])
def test_a_row_with_too_many_cells_is_refused(register_file, tail):
    line = spoil(register_file, "points_2018", "2018-11-07,", "2018-11-07," + tail)
    assert (refusal(register_file).row, "exactly 18 cells" in str(refusal(register_file))) == (line, True)


def test_a_row_with_too_few_cells_is_refused(register_file):
    line = spoil(register_file, "points_2018", ",2018-11-07,,", "")
    assert (refusal(register_file).row, "exactly 18 cells" in str(refusal(register_file))) == (line, True)


@pytest.mark.parametrize(("key", "old", "new", "column"), [
    ("minimum_wage_region_2_vnd_per_month", ",2018-01-01,", ",2019-01-01,", "parameter_id"),
    ("minimum_wage_region_2_vnd_per_month", ",2018-01-01,", ",01/01/2018,", "valid_from"),
    ("minimum_wage_region_2_vnd_per_month", ",vnd,fact,", ",share,fact,", "unit"),
    ("detour_plain", "mean(road_facts.ratio, usable_for_detour=1, terrain=plain)", "", "derived_from"),
])
def test_dated_and_derived_rows_that_do_not_hold_together_are_refused(register_file, key, old, new, column):
    spoil(register_file, key, old, new)
    assert refusal(register_file).column == column


def test_a_file_that_is_not_utf8_is_refused(register_file):
    register_file.write_bytes(register_file.read_text(encoding="utf-8").encode("utf-16"))
    assert "CSV UTF-8" in str(refusal(register_file))


def test_the_byte_order_mark_of_a_spreadsheet_does_no_harm(register_file):
    register_file.write_text("\ufeff" + register_file.read_text(encoding="utf-8"), encoding="utf-8")
    assert "points_2018" in load_register(register_file)


def test_a_parameter_whose_source_is_not_listed_is_refused(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    line = spoil(tmp_path / "data" / "parameters.csv", "points_2018", "SEED-2018", "SEED-2081")
    with pytest.raises(InputError, match="SEED-2018") as caught:
        load_inputs(tmp_path / "data")
    assert caught.value.row == line
