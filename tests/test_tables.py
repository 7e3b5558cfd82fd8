"""The data tables say what the published facts say, and refuse what does not fit."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from helpers.inputs.errors import InputError
from helpers.inputs.schemas import ABOUT_DATA, SCHEMAS
from helpers.inputs.sign_offs import SIGN_OFFS_FILE
from helpers.inputs.tables import check_tables, load_table

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def folder(tmp_path):
    """A copy of the tables that a test may spoil."""
    shutil.copytree(DATA / "tables", tmp_path / "tables")
    for path in DATA.glob("*.csv"):
        shutil.copy(path, tmp_path)
    return tmp_path / "tables"


def spoil(folder, name, line, old, new, encoding="utf-8"):
    """Replace text in one line of a table, the header being line 1."""
    path = folder / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_bytes("\n".join(lines).encode(encoding))


def refusal(call, *args):
    """Return the error, after checking that it speaks both languages in one line each."""
    with pytest.raises(InputError) as caught:
        call(*args)
    vietnamese, english = str(caught.value).split("\n")
    assert "Cho phép: " in vietnamese
    assert "Cách sửa: " in vietnamese
    assert "Allowed: " in english
    assert "What to do: " in english
    return caught.value


# --- the facts --------------------------------------------------------------------------------------------


def test_census_population_and_households_add_up_to_the_published_totals():
    communes = load_table("communes", DATA / "tables")
    assert communes["population_2019"].sum() == 895_430
    assert communes["households_2019"].sum() == 244_277
    assert (communes["population_urban_2019"].sum(), communes["population_rural_2019"].sum()) == (188_386, 707_044)


def test_the_province_of_2018_has_16_wards_136_rural_communes_and_7_towns():
    communes = load_table("communes", DATA / "tables")
    assert communes["kind"].value_counts().to_dict() == {"xã": 136, "phường": 16, "thị trấn": 7}


def test_39_post_offices_18_culture_post_offices_and_one_centre_make_58_points():
    points = load_table("service_points", DATA / "tables")
    counted = points["kind"].value_counts().to_dict()
    assert counted == {"post_office": 39, "commune_culture_post_office": 18, "one_stop_centre": 1}
    assert points["point_id"].to_list() == [f"P{number:02d}" for number in range(1, 59)]


def test_only_seven_points_have_an_observed_place():
    points = load_table("service_points", DATA / "tables")
    assert points["place_status"].value_counts().to_dict() == {"assumed": 51, "observed": 7}
    assert points.loc[points["place_status"] == "observed", "address_vi"].notna().all()
    assert points.loc[points["place_status"] == "assumed", "address_vi"].isna().all()


def test_procedures_add_up_to_1971():
    procedures = load_table("procedures", DATA / "tables").set_index("level")["procedures"]
    assert procedures.to_dict() == {"1-2": 1852, "3": 98, "4": 21}
    assert procedures.sum() == 1971


def test_terrain_follows_its_rule():
    communes = load_table("communes", DATA / "tables")
    highland = communes["district_code"].isin(["452", "453"]) | (communes["laos_border"] == 1)
    highland |= communes["area_km2"] >= 80
    assert (communes["terrain"] == "mountain").equals(highland)


def test_usable_road_facts_are_never_shorter_than_the_straight_line():
    roads = load_table("road_facts", DATA / "tables")
    usable = roads[roads["usable_for_detour"] == 1]
    assert len(usable) == 6
    assert (usable["road_km"] >= usable["straight_km"]).all()


def test_documents_not_in_force_on_7_november_2018_are_not_citable():
    legal = load_table("legal_basis", DATA / "tables")
    later = (legal["effective_from"] > "2018-11-07") | (legal["date_issued"] > "2018-11-07")
    lapsed = legal["effective_to"] <= "2018-11-07"
    assert set(legal.loc[later | lapsed, "cite_2018"]) == {"no"}
    assert {"TT14-2018", "ND150-2018", "QD09-2015"} <= set(legal.loc[later | lapsed, "doc_id"])


def test_the_basemap_holds_a_coast_and_a_border_in_order():
    lines = load_table("basemap", DATA / "tables")
    assert set(lines["kind"]) == {"coast", "laos_border"}
    for _, line in lines.groupby("line_id"):
        assert line["seq"].to_list() == list(range(1, len(line) + 1))
        assert line[["lon", "lat"]].diff().abs().max().max() < 0.5
    assert lines.loc[lines["kind"] == "coast", "lon"].max() > lines.loc[lines["kind"] == "laos_border", "lon"].max()


def test_no_figure_from_memory_is_the_source_of_another_table():
    # The list of departments is names to check before sending, not figures.
    for name in set(SCHEMAS) - {"unverified_figures", "legal_basis", "departments", *ABOUT_DATA}:
        table = load_table(name, DATA / "tables")
        assert "RECALL" not in set(table.get("source_id", [])), name


def test_all_tables_agree_with_each_other():
    tables = check_tables(DATA / "tables")
    assert set(tables) == set(SCHEMAS)
    assert tables["actuals"].empty


def test_sources_have_unique_keys_and_a_date_of_checking():
    sources = load_table("sources", DATA / "tables")
    assert sources["source_id"].is_unique
    assert sources["last_checked"].notna().all()


def test_whole_numbers_are_integers_and_blank_cells_are_missing():
    communes = load_table("communes", DATA / "tables")
    assert communes["population_2019"].dtype == "int64"
    assert isinstance(communes["name_vi"].dtype, type(pd.Series(["a"]).dtype))
    unknown = communes.loc[communes["coastal"].isna(), "name_vi"].to_list()
    assert unknown == ["Xã Lý Trạch"]


# --- what is refused --------------------------------------------------------------------------------------


def test_a_missing_column_is_named_with_the_name_that_was_perhaps_meant(folder):
    spoil(folder, "communes", 1, "households_2019", "household_2019")
    error = refusal(load_table, "communes", folder)
    assert (error.file, error.row, error.column) == ("data/tables/communes.csv", 1, "households_2019")
    assert "đổi tên cột “household_2019” thành “households_2019”" in str(error)
    assert "rename the column “household_2019” to “households_2019”" in str(error)


def test_a_surplus_column_is_named(folder):
    path = folder / "procedures.csv"
    path.write_text("\n".join(f"{line},x" for line in path.read_text("utf-8").splitlines()), "utf-8")
    error = refusal(load_table, "procedures", folder)
    assert (error.row, error.column) == (1, "x")
    assert "delete this surplus or repeated column" in str(error)


def test_semicolons_between_cells_are_recognised(folder):
    path = folder / "procedures.csv"
    path.write_text(path.read_text("utf-8").replace(",", ";"), "utf-8")
    assert "save the file with commas between the cells" in str(refusal(load_table, "procedures", folder))


def test_text_where_a_number_belongs_is_refused_with_line_and_column(folder):
    spoil(folder, "communes", 4, ",22091,22091,", ",22.091 người,22091,")
    error = refusal(load_table, "communes", folder)
    assert (error.file, error.row, error.column) == ("data/tables/communes.csv", 4, "population_2019")
    assert error.value == "22.091 người"
    assert "số nguyên từ 0 trở lên" in str(error)
    assert "no thousands separator" in str(error)


def test_a_negative_population_is_refused(folder):
    spoil(folder, "communes", 2, ",6530,6530,", ",-6530,6530,")
    error = refusal(load_table, "communes", folder)
    assert (error.file, error.row, error.column) == ("data/tables/communes.csv", 2, "population_2019")
    assert error.value == -6530
    assert "a whole number of at least 0" in str(error)
    assert "correct this cell" in str(error)


def test_a_repeated_commune_code_is_reported_at_the_second_row(folder):
    spoil(folder, "communes", 5, "18862", "18853")
    error = refusal(load_table, "communes", folder)
    assert (error.file, error.row, error.column) == ("data/tables/communes.csv", 5, "commune_code")
    assert error.value == "18853"
    assert "one row for each commune_code" in str(error)
    assert "correct the key or delete the repeated row" in str(error)


def test_a_code_of_the_wrong_shape_is_refused(folder):
    spoil(folder, "communes", 3, "18856", "8856")
    error = refusal(load_table, "communes", folder)
    assert (error.row, error.column, error.value) == (3, "commune_code", "8856")
    assert "a code of 5 digits" in str(error)


def test_a_misspelt_choice_gets_the_nearest_one(folder):
    spoil(folder, "service_points", 3, "post_office", "post_ofice")
    error = refusal(load_table, "service_points", folder)
    assert (error.row, error.column) == (3, "kind")
    assert "did you mean “post_office”?" in str(error)


def test_an_empty_cell_that_must_be_filled_is_refused(folder):
    spoil(folder, "districts", 2, "Thành phố Đồng Hới", "")
    error = refusal(load_table, "districts", folder)
    assert (error.row, error.column) == (2, "name_vi")
    assert "fill this cell" in str(error)


def test_an_impossible_date_is_refused(folder):
    spoil(folder, "procedures", 2, "2018-11-07", "2018-11-31")
    error = refusal(load_table, "procedures", folder)
    assert (error.row, error.column, error.value) == (2, "as_of", "2018-11-31")


def test_the_first_of_several_errors_is_reported_and_the_others_counted(folder):
    spoil(folder, "communes", 9, "4262,4262", "nhiều,4262")
    spoil(folder, "communes", 6, "phường", "phuong")
    spoil(folder, "communes", 2, ",6530,6530,", ",-1,6530,")
    error = refusal(load_table, "communes", folder)
    assert (error.row, error.column) == (2, "population_2019")
    assert "và 2 lỗi khác" in str(error)
    assert "and 2 more" in str(error)


def test_a_ragged_row_is_refused_with_its_line(folder):
    spoil(folder, "communes", 7, ",Phường Hải Đình,", ",Phường Hải, Đình,")
    error = refusal(load_table, "communes", folder)
    assert (error.file, error.row, error.column) == ("data/tables/communes.csv", 7, "note")
    assert "exactly 20 cells" in str(error)
    assert "double quotes" in str(error)


def test_a_file_that_is_not_utf_8_is_refused_where_it_begins_to_be_wrong(folder):
    path = folder / "province_population.csv"
    text = path.read_text("utf-8").replace("tổng điều tra ngày 01/4", "café").replace("sơ bộ", "")
    path.write_bytes(text.encode("latin-1"))
    error = refusal(load_table, "province_population", folder)
    assert (error.file, error.row, error.column) == ("data/tables/province_population.csv", 24, "note")
    assert "save it as “CSV UTF-8”" in str(error)


def test_a_missing_file_is_named(folder):
    (folder / "terms.csv").unlink()
    error = refusal(load_table, "terms", folder)
    assert error.file == "data/tables/terms.csv"
    assert "restore this file" in str(error)


def test_an_open_quote_is_refused(folder):
    spoil(folder, "terms", 3, "post_office,", 'post_office,"')
    error = refusal(load_table, "terms", folder)
    assert error.file == "data/tables/terms.csv"
    assert "double quotes" in str(error)


def test_stray_spaces_are_refused_because_they_break_keys(folder):
    spoil(folder, "terms", 3, "bưu cục,", "bưu cục ,")
    error = refusal(load_table, "terms", folder)
    assert (error.row, error.column) == (3, "label_vi")


def test_a_byte_order_mark_and_quoted_line_breaks_do_not_shift_the_line_numbers(folder):
    path = folder / "terms.csv"
    lines = path.read_text("utf-8").split("\n")
    lines[1] = 'public_post,"dịch vụ\ncông ích",nghĩa,WORKBOOK'
    lines[2] = lines[2].replace("post_office", "Post Office", 1)
    path.write_text("\ufeff" + "\n".join(lines), "utf-8")
    error = refusal(load_table, "terms", folder)
    assert (error.row, error.column, error.value) == (4, "term_id", "Post Office")


# --- one table against another ----------------------------------------------------------------------------


def test_an_unknown_district_code_is_refused(folder):
    spoil(folder, "communes", 3, ",450,", ",451,")
    error = refusal(check_tables, folder)
    assert (error.file, error.row, error.column) == ("data/tables/communes.csv", 3, "district_code")
    assert error.value == "451"
    assert "a key that exists in data/tables/districts.csv" in str(error)
    assert "did you mean" in str(error)


def test_an_unknown_source_is_refused(folder):
    spoil(folder, "procedures", 4, "SEED-2018", "SEED-2019")
    error = refusal(check_tables, folder)
    assert (error.file, error.row, error.column) == ("data/tables/procedures.csv", 4, "source_id")
    assert "did you mean “SEED-2018”?" in str(error)


def test_urban_and_rural_people_must_add_up_in_each_row(folder):
    spoil(folder, "communes", 2, ",6530,6530,0,", ",6530,6529,0,")
    error = refusal(check_tables, folder)
    assert (error.row, error.column) == (2, "population_2019")


def test_a_district_that_is_not_the_sum_of_its_communes_is_refused(folder):
    spoil(folder, "districts", 2, "133672", "133673")
    error = refusal(check_tables, folder)
    assert (error.file, error.row, error.column) == ("data/tables/districts.csv", 2, "population_2019")
    assert "133672" in str(error)


def test_a_lost_service_point_breaks_the_control_total(folder):
    path = folder / "service_points.csv"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:-1]) + "\n", "utf-8")
    error = refusal(check_tables, folder)
    assert error.file == "data/tables/service_points.csv"
    assert "the total 58 of the source SEED-2018" in str(error)


def test_a_task_that_rests_on_an_unknown_document_is_refused(folder):
    spoil(folder, "tasks", 2, "QD45-2016", "QD46-2016")
    error = refusal(check_tables, folder)
    assert (error.file, error.row, error.column) == ("data/tables/tasks.csv", 2, "doc_id")
    assert "a key that exists in data/tables/legal_basis.csv" in str(error)


def test_every_csv_of_the_data_folder_has_a_schema():
    names = {path.stem for path in (DATA / "tables").glob("*.csv")}
    assert names - {SIGN_OFFS_FILE.stem} | set(ABOUT_DATA) == set(SCHEMAS)


def test_a_control_of_an_unknown_column_is_refused(folder):
    spoil(folder, "control_totals", 6, "population_2019", "population_2018")
    error = refusal(check_tables, folder)
    assert (error.file, error.row, error.column) == ("data/tables/control_totals.csv", 6, "value_column")
    assert "did you mean “population_2019”?" in str(error)


def test_swapped_latitude_and_longitude_are_refused(folder):
    spoil(folder, "communes", 2, "17.484941,106.623218", "106.623218,17.484941")
    error = refusal(check_tables, folder)
    assert (error.row, error.column) == (2, "lat")
    assert "16.7" in str(error)
