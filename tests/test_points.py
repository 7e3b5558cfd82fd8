"""The official list of points: taken in whole or not at all, and believed everywhere once it is in."""

from __future__ import annotations

import dataclasses
import re

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers.analysis import selection_frequency
from helpers.inputs import InputError, Quantity, load_inputs, load_profile, load_scenario
from helpers.inputs.lists.foreign import RefusedFile
from helpers.inputs.lists.official import check_answers_kept, with_official_points
from helpers.inputs.lists.points import read_official_list
from helpers.inputs.tables import check_tables
from helpers.model import headline_quantity, run_scenario
from helpers.report import Book
from helpers.report.tables import points_by_district, risks
from helpers.run.cli import app

HEAD = ["Tên điểm", "Loại", "Xã/phường", "Huyện", "Địa chỉ", "Mã bưu cục", "Vĩ độ", "Kinh độ"]
ROWS = [
    ["Bưu cục Trung tâm", "bưu cục", "Phường Đồng Phú", "Đồng Hới", "số 01", "510000", "17,4746", "106,6192"],
    ["Quầy hành chính công", "quầy tại Trung tâm HCC", "Phường Đồng Mỹ", "Đồng Hới", "", "", "", ""],
    ["Bưu cục Bắc Lý", "Bưu cục cấp 3", "P. Bắc Lý", "TP. Đồng Hới", "", "510210", "", ""],
    ["BĐ-VHX Quảng Phú", "BĐ-VHX", "Xã Quảng Phú", "Quảng Trạch", "thôn Nam Lãnh", "", "17.8826", "106.4453"],
    ["BĐVHX Hưng Trạch", "Điểm Bưu điện - Văn hóa xã", "Hưng Trạch", "", "", "", "", ""],
]


@pytest.fixture(scope="module")
def tables(root):
    return check_tables(root / "data" / "tables")


@pytest.fixture(scope="module")
def whole_list(tables):
    """The points on file as a list of the post would have them, with other counts: three kinds, 59 points."""
    place = tables["communes"].set_index("commune_code")
    district = tables["districts"].set_index("district_code")["name_vi"]
    rows = [[f"Điểm {row.point_id}", row.kind, place.loc[row.commune_code, "name_vi"],
             district[place.loc[row.commune_code, "district_code"]], "", "", "", ""]
            for row in tables["service_points"].itertuples()]  # fmt: skip
    return [*rows, ["Bưu điện văn hóa xã mới", "BĐ-VHX", "Xã Tân Trạch", "Bố Trạch", "", "", "", ""]]


def csv_file(folder, rows, head=HEAD, separator=",", before=(), encoding="utf-8"):
    quoted = [separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in [head, *rows]]
    path = folder / "danh_sach.csv"
    path.write_bytes("\n".join([*before, *quoted]).encode(encoding))
    return path


def xlsx_file(folder, sheets, name="danh_sach.xlsx"):
    """Write sheets, each a list of rows; return the path and the workbook for further spoiling."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def read(path, tables, answers=None):
    before = path.read_bytes() if path.is_file() else None
    try:
        return read_official_list(path, tables, answers or {})
    finally:
        assert before is None or path.read_bytes() == before


def refusals(path, tables, answers=None):
    """Return the problems of a file, after checking that each speaks both languages."""
    with pytest.raises(RefusedFile) as caught:
        read(path, tables, answers)
    for problem in caught.value.problems:
        assert re.search(r"Cho phép: .*Cách sửa: ", str(problem))
        assert re.search(r"Allowed: .*What to do: ", str(problem))
        assert str(problem) in str(caught.value)
    return caught.value.problems


# --- reading ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_file_is_read_whatever_its_separator_and_mark(tmp_path, tables, separator, encoding):
    found = read(csv_file(tmp_path, ROWS, separator=separator, encoding=encoding), tables)
    assert sorted(found.points["commune_code"]) == ["18856", "18859", "18862", "19021", "19156"]
    by_code = found.points.set_index("commune_code")
    assert by_code["kind"].to_dict() == {
        "18856": "post_office", "18862": "one_stop_centre", "18859": "post_office",
        "19021": "commune_culture_post_office", "19156": "commune_culture_post_office"}  # fmt: skip
    assert by_code.loc["18856", ["lat", "lon", "postal_code"]].to_list() == [17.4746, 106.6192, "510000"]
    assert set(found.points["source_id"]) == {"VNPOST-OFFICIAL"}
    assert set(found.points["place_status"]) == set(found.points["existence_status"]) == {"observed"}


def test_heads_in_english_in_any_order_and_loosely_spelt_are_read(tmp_path, tables):
    head = ["STT", "KINH ĐỘ (WGS84)", "vi do", "loai diem", "Ten diem phuc vu", "Huyện/Thị xã/Thành phố",
            "Tên xã, phường"]  # fmt: skip
    rows = [["1", "106.6192", "17.4746", "Post office", "A", "Đồng Hới", "Đồng Phú"]]
    found = read(csv_file(tmp_path, rows, head), tables)
    row = found.points.iloc[0]
    assert row[["name_vi", "lat", "lon", "commune_code"]].to_list() == ["A", 17.4746, 106.6192, "18856"]
    assert found.ignored == ("STT",)


def test_the_head_row_is_found_below_a_title_and_on_the_sheet_that_has_it(tmp_path, tables):
    title = [["TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM"], [None], ["Danh sách điểm phục vụ", None, "năm 2018"]]
    path = xlsx_file(tmp_path, {"Bìa": [["Công văn"]], "Danh sách": [*title, HEAD, *ROWS]})
    book = openpyxl.load_workbook(path)
    book["Danh sách"].merge_cells("A1:H1")
    book.save(path)
    assert read(path, tables).report["dòng"].dropna().astype(int).to_list() == [5, 6, 7, 8, 9]


def test_numbers_that_excel_made_of_codes_are_codes_again(tmp_path, tables):
    rows = [["Tên điểm", "Loại", "Mã xã", "Mã bưu cục", "Vĩ độ", "Kinh độ"],
            ["A", "bưu cục", 18856, 510000.0, 17.4746, 106.6192]]  # fmt: skip
    found = read(xlsx_file(tmp_path, {"S": rows}), tables).points.iloc[0]
    assert (found["commune_code"], found["postal_code"], found["lat"]) == ("18856", "510000", 17.4746)


def test_rows_of_totals_are_left_out_and_said_to_be(tmp_path, tables):
    path = xlsx_file(tmp_path, {"S": [["STT", *HEAD], *([i, *row] for i, row in enumerate(ROWS, 1)),
                                      ["Tổng cộng", "=COUNTA(B2:B6)"]]})  # fmt: skip
    found = read(path, tables)
    assert (len(found.points), found.totals) == (5, (7,))


def test_points_without_coordinates_lie_at_the_centre_of_their_commune_and_say_so(tmp_path, tables):
    found = read(csv_file(tmp_path, ROWS), tables).points.set_index("commune_code")
    centre = tables["communes"].set_index("commune_code")
    assert found.loc["19156", ["lat", "lon"]].to_list() == centre.loc["19156", ["lat", "lon"]].to_list()
    assert "lấy trung tâm xã" in found.loc["19156", "note"]
    assert "lấy trung tâm xã" not in found.loc["18856", "note"]


# --- refusing ---------------------------------------------------------------------------------------------


def spoilt(place, value, line=2):
    """Return the rows with one cell changed; the first row of the list is line 2."""
    rows = [list(row) for row in ROWS]
    rows[line - 2][HEAD.index(place)] = value
    return rows


@pytest.mark.parametrize(("place", "value", "words"), [
    ("Tên điểm", "", "the name of the point"), ("Loại", "đại lý", "điểm Bưu điện - Văn hóa xã"),
    ("Xã/phường", "", "the name or code of a commune"), ("Xã/phường", "Hưng Trậch", "Xã Hưng Trạch"),
    ("Huyện", "Quảng Xương", "Huyện Quảng Trạch"), ("Mã bưu cục", "51A", "5-6 digits"),
    ("Vĩ độ", "17°28'", "from 16.7 to 18.3"), ("Vĩ độ", "", "both coordinates"),
    ("Kinh độ", "116,6", "105,4 đến 107,3"),
])  # fmt: skip
def test_a_cell_that_does_not_fit_is_refused_with_its_place(tmp_path, tables, place, value, words):
    (problem,) = refusals(csv_file(tmp_path, spoilt(place, value)), tables)
    assert (problem.row, problem.column) == (2, f"“{place}”")
    assert words in str(problem)


def test_swapped_coordinates_are_named_as_swapped(tmp_path, tables):
    rows = [list(row) for row in ROWS]
    rows[0][6:] = ["106,6192", "17,4746"]
    problems = refusals(csv_file(tmp_path, rows), tables)
    assert [problem.column for problem in problems] == ["“Vĩ độ”", "“Kinh độ”"]
    assert all("swapped" in str(problem) for problem in problems)


def test_everything_wrong_is_said_at_once(tmp_path, tables):
    rows = spoilt("Loại", "đại lý")
    rows[2][2], rows[3][2], rows[3][3] = "Bắc Ly", "quang phu", ""
    rows[4][6] = "200"
    problems = refusals(csv_file(tmp_path, rows), tables)
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "“Loại”"), (5, "“Xã/phường”"), (6, "“Vĩ độ”"), (6, "“Kinh độ”")]  # fmt: skip


@pytest.mark.parametrize(("change", "column"), [
    ({"Tên điểm": "BƯU CỤC  TRUNG TÂM", "Xã/phường": "Đồng Phú", "Huyện": "450"}, "“Tên điểm”"),
    ({"Mã bưu cục": "510000"}, "“Mã bưu cục”")])  # fmt: skip
def test_a_point_listed_twice_is_refused_at_the_second_row(tmp_path, tables, change, column):
    rows = [list(row) for row in ROWS]
    for place, value in change.items():
        rows[4][HEAD.index(place)] = value
    (problem,) = refusals(csv_file(tmp_path, rows), tables)
    assert (problem.row, problem.column) == (6, column)
    assert "the same as row 2" in str(problem)


def test_a_formula_an_error_and_merged_cells_are_refused(tmp_path, tables):
    path = xlsx_file(tmp_path, {"S": [HEAD, *ROWS]})
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet["A2"], sheet["B3"] = '="Bưu cục"&" A"', "#N/A"
    sheet.merge_cells("D4:D5")
    book.save(path)
    problems = refusals(path, tables)
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "A “Tên điểm”"), (3, "B “Loại”"), (4, "D “Huyện”"), (5, "D “Huyện”")]  # fmt: skip
    assert "not a formula" in str(problems[0])
    assert "unmerge" in str(problems[3])


def test_a_row_with_a_single_cell_is_one_problem(tmp_path, tables):
    (problem,) = refusals(csv_file(tmp_path, [*ROWS, ["Giám đốc", *[""] * 7]]), tables)
    assert (problem.row, "signature" in str(problem)) == (7, True)


def test_an_unquoted_decimal_comma_is_seen_as_a_cell_too_many(tmp_path, tables):
    path = csv_file(tmp_path, ROWS)
    path.write_text(path.read_text("utf-8").replace('"17,4746"', "17,4746"), "utf-8")
    problems = refusals(path, tables)
    assert problems[0].row == 2
    assert "double quotes" in str(problems[0])


@pytest.mark.parametrize(("name", "content", "words"), [
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "Excel Workbook"),
    ("a.xlsx", b"PK\x03\x04broken", "open it in Excel to mend it"),
    ("a.csv", "Tên điểm,Loại,Xã\n".encode("utf-16"), "UTF-8"),
    ("a.csv", b"", "check the file"),
    ("a.csv", "Tên điểm,Loại\nA,bưu cục\n".encode(), "“xã/phường” / “mã xã”"),
    ("a.csv", b'"a,b\n', "quotes"),
    ("none.csv", None, "check the path"),
])  # fmt: skip
def test_a_broken_file_is_refused_in_words(tmp_path, tables, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(tmp_path / name, tables)
    assert words in str(caught.value)


def test_two_columns_for_one_thing_are_refused(tmp_path, tables):
    (problem,) = refusals(csv_file(tmp_path, [[*row, "x"] for row in ROWS], [*HEAD, "Tên xã"]), tables)
    assert (problem.row, problem.column) == (1, "“Tên xã”")


def test_a_list_spread_over_sheets_is_refused_and_a_hidden_sheet_is_not_counted(tmp_path, tables):
    path = xlsx_file(tmp_path, {"Đồng Hới": [HEAD, *ROWS[:3]], "Huyện": [HEAD, *ROWS[3:]]})
    with pytest.raises(InputError, match="Đồng Hới, Huyện"):
        read(path, tables)
    book = openpyxl.load_workbook(path)
    book["Huyện"].sheet_state = "hidden"
    book.save(path)
    assert len(read(path, tables).points) == 3


def test_an_empty_list_is_refused(tmp_path, tables):
    (problem,) = refusals(csv_file(tmp_path, []), tables)
    assert "points clear" in str(problem)


# --- questions --------------------------------------------------------------------------------------------

UNCLEAR = [["BĐ-VHX Quang Phu", "BĐ-VHX", "quang phu", "", "", "", "", ""]]


def test_a_name_that_two_communes_bear_is_a_question_with_both_and_the_way_to_answer(tmp_path, tables):
    (problem,) = refusals(csv_file(tmp_path, UNCLEAR), tables)
    for words in ("Xã Quang Phú, Thành phố Đồng Hới (18883)", "Xã Quảng Phú, Huyện Quảng Trạch (19021)",
                  "--answer 2=18883", "“mã xã”"):  # fmt: skip
        assert words in str(problem)


def test_an_answer_or_a_column_of_codes_settles_a_question(tmp_path, tables):
    assert read(csv_file(tmp_path, UNCLEAR), tables, {2: "19021"}).points["commune_code"].to_list() == ["19021"]
    coded = csv_file(tmp_path, [[*UNCLEAR[0], "18883"]], [*HEAD, "Mã xã"])
    assert read(coded, tables).points["commune_code"].to_list() == ["18883"]


@pytest.mark.parametrize(("answers", "column"), [
    ({2: "18856"}, "“Xã/phường”"), ({9: "19021"}, None), ({2: "99999"}, None)])
def test_an_answer_that_contradicts_the_name_or_means_nothing_is_refused(tmp_path, tables, answers, column):
    problems = refusals(csv_file(tmp_path, UNCLEAR), tables, answers)
    assert column in {problem.column for problem in problems}
    assert any(str(code) in str(problem) for code in answers.values() for problem in problems)


def test_a_code_that_contradicts_a_clear_name_is_refused(tmp_path, tables):
    rows = [[*ROWS[4], "18856"]]
    (problem,) = refusals(csv_file(tmp_path, rows, [*HEAD, "Mã xã"]), tables)
    assert (problem.column, "Phường Đồng Phú" in str(problem)) == ("“Mã xã”", True)


# --- keys -------------------------------------------------------------------------------------------------


def test_points_on_file_keep_their_key_and_new_ones_get_the_next_whatever_the_order(tmp_path, tables):
    one, other = (read(csv_file(tmp_path, rows), tables).points for rows in (ROWS, ROWS[::-1]))
    pd.testing.assert_frame_equal(one, other)
    # On file: Đồng Phú, the centre in Đồng Mỹ, Bắc Lý; Quảng Phú and Hưng Trạch hold post offices, another kind.
    assert one.set_index("commune_code")["point_id"].to_dict() == {
        "18856": "P01", "18862": "P08", "18859": "P09", "19021": "P59", "19156": "P60"}  # fmt: skip


def test_of_two_offices_in_a_commune_the_one_with_the_postal_code_keeps_the_key(tmp_path, tables):
    twin = ["Bưu cục trung tâm tỉnh – Đồng Hới", "bưu cục", "Đồng Phú", "Đồng Hới", "", "510099", "", ""]
    points = read(csv_file(tmp_path, [twin, *ROWS]), tables).points.set_index("postal_code")
    assert (points.loc["510000", "point_id"], points.loc["510099", "point_id"]) == ("P01", "P59")


def test_a_later_list_keeps_the_keys_of_the_earlier_one(tmp_path, tables):
    first = read(csv_file(tmp_path, ROWS), tables).points
    later = [["BĐ-VHX Hải Trạch", "BĐ-VHX", "Hải Trạch", "", "", "", "", ""], *ROWS[3:]]
    second = read(csv_file(tmp_path, later), {**tables, "official_points": first}).points
    assert second.set_index("commune_code")["point_id"].to_dict() == {"19021": "P59", "19156": "P60", "19144": "P61"}


def test_a_point_with_survey_answers_may_not_vanish_or_move(tables):
    base = tables["service_points"]
    answered = {**tables, "facilities": pd.DataFrame({"point_id": ["P03", "P41"]})}
    check_answers_kept(tables, base.iloc[:0])
    check_answers_kept(answered, base)
    gone = base[base["point_id"] != "P41"]
    moved = base.assign(commune_code=base["commune_code"].replace("19009", "18856"))
    for points, key in ((gone, "P41"), (moved, "P03")):
        with pytest.raises(InputError, match=r"facilities\.csv") as caught:
            check_answers_kept(answered, points)
        assert caught.value.value == key


# --- the workbook with the list ---------------------------------------------------------------------------


def test_without_rows_the_layout_on_file_is_used_and_with_rows_the_list(tmp_path, tables):
    assert with_official_points(tables)["service_points"] is tables["service_points"]
    listed = read(csv_file(tmp_path, ROWS), tables).points
    used = with_official_points({**tables, "official_points": listed})["service_points"]
    assert list(used.columns) == list(tables["service_points"].columns)
    assert used["name_vi"].to_list() == listed["name_vi"].to_list()


def test_a_list_with_a_point_twice_is_refused_when_it_is_loaded(tmp_path, tables):
    listed = read(csv_file(tmp_path, ROWS), tables).points
    with pytest.raises(InputError, match=r"official_points.csv, dòng 7, cột name_vi"):
        with_official_points({**tables, "official_points": pd.concat([listed, listed[:1]], ignore_index=True)})


@pytest.fixture
def imported(workbook_copy, whole_list, tmp_path):
    path = csv_file(tmp_path, whole_list)
    result = CliRunner().invoke(app, ["points", "import", str(path), "--date", "2019-01-15"])
    assert result.exit_code == 0, result.output
    return workbook_copy, result.output


def test_importing_prints_the_counts_and_writes_the_table_and_the_report(imported):
    home, output = imported
    assert "59 points imported" in output
    assert "tổng số điểm 59, đã công bố 58" in output
    assert "51 of 51" in output
    points = load_inputs()["service_points"]
    assert (len(points), set(points["place_status"])) == (59, {"observed"})
    report = pd.read_csv(home / "outputs" / "points" / "import_report.csv", dtype=str)
    assert report["kết luận"].value_counts()["giả định đúng xã và loại"] == 51
    assert (report["kết luận"] == "chưa có trong bố trí giả định").sum() == 1
    totals = report[report["phần"] == "so với số đã công bố"].set_index("loại")["chênh lệch"].astype(float)
    assert totals.to_dict() == {"tổng số điểm": 1, "bưu cục": 0, "điểm Bưu điện - Văn hóa xã": 1,
                                "quầy tại Trung tâm Hành chính công": 0}  # fmt: skip
    table = (home / "data" / "tables" / "official_points.csv").read_text("utf-8")
    assert "danh sách ngày 15/01/2019" in table
    assert "danh sách có 59 điểm, số đã công bố là 58" in table


def test_clearing_brings_the_assumed_layout_back(imported, tables):
    home, _ = imported
    runner = CliRunner()
    assert runner.invoke(app, ["points", "clear"], input="n\n").exit_code == 1
    assert len(load_inputs()["service_points"]) == 59
    assert runner.invoke(app, ["points", "clear", "--yes"]).exit_code == 0
    pd.testing.assert_frame_equal(load_inputs()["service_points"], tables["service_points"])
    assert "No list" in runner.invoke(app, ["points", "clear"]).output
    assert (home / "data" / "tables" / "service_points.csv").read_text("utf-8").count("\n") == 59


@pytest.mark.parametrize("options", [["--answer", "2=18856"], ["--answer", "nhầm"], ["--date", "15/01/2019"], []])
def test_a_refused_list_leaves_the_workbook_as_it_was(workbook_copy, tmp_path, options):
    path = csv_file(tmp_path, UNCLEAR)
    before = {file: file.read_bytes() for file in workbook_copy.rglob("*") if file.is_file()}
    result = CliRunner().invoke(app, ["points", "import", str(path), *options])
    assert result.exit_code == 2
    assert "Cách sửa" in result.output
    assert {file: file.read_bytes() for file in workbook_copy.rglob("*") if file.is_file()} == before


def test_brackets_in_a_cell_do_not_break_the_message(workbook_copy, tmp_path):
    result = CliRunner().invoke(app, ["points", "import", str(csv_file(tmp_path, spoilt("Loại", "[/red] đại lý")))])
    assert result.exit_code == 2
    assert "[/red] đại lý" in result.output


# --- statuses ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def known_places(inputs):
    """Inputs as if every place had been handed in as it is assumed."""
    official = inputs["service_points"].assign(place_status="observed", as_of=None)
    tables = {**inputs.tables, "official_points": official[list(inputs["official_points"].columns)]}
    return dataclasses.replace(inputs, tables=with_official_points(tables))


@pytest.fixture(scope="module")
def runs(inputs, known_places):
    scenario = load_scenario("bau", inputs.register)
    return scenario, run_scenario(scenario, inputs), run_scenario(scenario, known_places)


def surely_known(inputs):
    """Return inputs whose parameters are all observed, so that only the places can pull a status down."""
    register = {key: dataclasses.replace(row, quantity=dataclasses.replace(row.quantity, status="observed"))
                for key, row in inputs.register.items()}  # fmt: skip
    return dataclasses.replace(inputs, register=type(inputs.register)(register))


def test_results_that_rest_on_places_alone_become_derived(inputs, known_places, runs):
    _, before, after = runs
    assert headline_quantity(before, inputs, "communes_with_point_today").status == "assumed"
    found = headline_quantity(after, known_places, "communes_with_point_today")
    assert (found.status, found.value) == ("derived", before.headlines["communes_with_point_today"])


@pytest.mark.parametrize("metric", ["mean_distance_km_today", "people_within_share_today", "dossiers_plan_end"])
def test_the_layout_no_longer_pulls_a_result_to_assumed_though_a_parameter_may(inputs, known_places, runs, metric):
    _, before, after = runs
    assert headline_quantity(before, surely_known(inputs), metric).status == "assumed"
    assert headline_quantity(after, surely_known(known_places), metric).status == "derived"
    found: Quantity = headline_quantity(after, known_places, metric)
    parents = {parent.status for parent in found.parents if parent.id not in inputs.register
               or inputs.register[parent.id].role != "lever"}
    assert (found.status == "assumed") == ("assumed" in parents)


def test_tables_and_the_map_take_their_status_from_the_list(inputs, known_places, runs):
    _, before, after = runs
    profile = load_profile("2018")
    old, new = (Book(i, r, lambda name: r, profile, "x") for i, r in ((inputs, before), (known_places, after)))  # noqa: B023
    assert (old.places_known(), new.places_known()) == (False, True)
    assert "Trạng thái số liệu: giả định" in points_by_district(old).note
    assert "Trạng thái số liệu: suy ra" in points_by_district(new).note
    assert ["Vị trí điểm hiện có" in str(risks(book).rows) for book in (old, new)] == [True, False]
    assert set(new.results["sites"].query("existing")["place_status"]) == {"observed"}


def test_with_every_place_known_each_layout_is_the_same_so_a_site_is_always_or_never_chosen(known_places):
    scenario = load_scenario("stepwise", known_places.register)
    found = selection_frequency(scenario, known_places, 2)
    assert set(found["frequency"].dropna()) == {0.0, 1.0}
    assert (found["frequency"] == 1).sum() == 26
