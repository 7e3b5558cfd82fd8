"""Values proposed in the annex of figures become a scenario, or are refused with the cell that is wrong."""

from __future__ import annotations

import shutil

import openpyxl
import pytest
import yaml
from annex_samples import annex, cells_of, filled, form, opened, saved, through_libreoffice
from model_samples import inputs, scenario
from typer.testing import CliRunner

from helpers.inputs import InputError, load_inputs, load_scenario
from helpers.inputs.proposals.form import CHOICES
from helpers.inputs.proposals.read import open_returned, read_changes
from helpers.inputs.scenario import Levers
from helpers.model import run_scenario
from helpers.report.annex import open_values
from helpers.run import saying
from helpers.run.cli import app

NEEDS_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
STEPWISE = {"siting": "p_median", "new_points_per_year": [8, 9, 9], "with_it_connection": 1, "with_communication": 1}


@pytest.fixture
def call(workbook_copy, tmp_path, monkeypatch):
    """Return a function that hands a workbook to the command and gives its exit code and words."""
    monkeypatch.setattr(saying.console, "_width", 200)

    def called(content: bytes, *more: str, name: str = "de_nghi", title: str = "Phương án đề nghị"):
        path = tmp_path / "tra_ve.xlsx"
        path.write_bytes(content)
        result = CliRunner().invoke(app, ["scenario-from", str(path), "--name", name, "--title", title, *more])
        return result.exit_code, result.output

    called.folder = workbook_copy / "data" / "scenarios"
    return called


@pytest.fixture
def read(tmp_path):
    """Return a function that reads the proposals of a workbook against the scenario it shows."""
    given, base = inputs(), scenario("stepwise")
    dated = given.at(base.as_of)

    def reading(content: bytes):
        path = tmp_path / "tra_ve.xlsx"
        path.write_bytes(content)
        return read_changes(open_returned(path), base, dated, open_values(base, dated))

    return reading


def taken(found) -> dict:
    assert [str(problem) for problem in found.problems] == []
    return {change.key: change.after for change in found.changes}


def written(call, name: str = "de_nghi") -> dict:
    return yaml.safe_load((call.folder / f"{name}.yml").read_text(encoding="utf-8"))


def files(call) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in call.folder.parent.rglob("*") if path.is_file()}


# --- taken ------------------------------------------------------------------------------------------------


def test_proposals_become_the_difference_from_the_baseline(call):
    code, output = call(filled({"discount_rate": 0.1}, {"new_points_per_year": "10; 8"}))
    assert code == 0, output
    said = written(call)
    assert said.pop("change") == {**STEPWISE, "discount_rate": 0.1, "new_points_per_year": [10, 8]}
    assert {key: str(value) for key, value in said.items()} == {
        "title_vi": "Phương án đề nghị", "title_en": "Scenario de_nghi", "proposed_by": "Chưa ghi đơn vị đề nghị",
        "legal_basis": "['QD45-2016', 'TT17-2017', 'TT17-2013']", "as_of": "2018-11-07", "profile": "2018"}


def test_the_new_scenario_moves_the_results(call):
    code, output = call(filled({"standard_km": 3.5, "capital_culture_point_vnd": 90_000_000}))
    assert code == 0, output
    given = load_inputs()
    old, new = (run_scenario(load_scenario(name, given.register), given).headlines
                for name in ("stepwise", "de_nghi"))
    assert new["people_within_share"] < old["people_within_share"]
    # Points cost half as much again; the few counters that are added cost the same.
    assert 1.4 < new["capital_total_vnd"] / old["capital_total_vnd"] <= 1.5


def test_a_value_that_goes_back_to_the_baseline_leaves_no_line(call):
    code, output = call(filled({"with_it_connection": 0}, {"siting": "không mở điểm theo vị trí",
                                                          "new_points_per_year": "không"}))
    assert code == 0, output
    assert written(call)["change"] == {"with_communication": 1}


def test_who_proposed_and_why_stand_beside_the_value(call):
    code, output = call(filled({"wait_limit_min": 15}, who="Bưu điện tỉnh", why="Cam kết chất lượng 2018: 15 phút"))
    assert code == 0, output
    assert written(call)["proposed_by"] == "Bưu điện tỉnh"
    text = (call.folder / "de_nghi.yml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.strip().startswith("wait_limit_min"))
    assert line == ("  wait_limit_min: 15  # Thời gian chờ mục tiêu; đề nghị: Bưu điện tỉnh; lý do: Cam kết chất "
                    "lượng 2018: 15 phút")
    assert "phương án stepwise, lần chạy a1b2c3d4e5" in text.splitlines()[0]


@pytest.mark.parametrize(("key", "typed", "value"), [
    ("standard_km", "3,5", 3.5), ("reception_share", "25%", 0.25), ("reception_share", "12,5 %", 0.125),
    ("capital_culture_point_vnd", "90.000.000", 90_000_000.0), ("discount_rate", 0.1, 0.1),
    ("population_growth_per_year", -0.01, -0.01),
])
def test_numbers_and_texts_with_one_meaning_are_read(read, key, typed, value):
    assert taken(read(filled({key: typed}))) == {key: value}


@pytest.mark.parametrize(("key", "typed", "value"), [
    ("siting", "Nhiều người trong chuẩn khoảng cách nhất", "max_cover"), ("siting", "max_cover", "max_cover"),
    ("case", "thấp", "low"), ("last_year", 2028, 2028), ("pinned", "18853; 18859", ("18853", "18859")),
    ("pinned", 18853, ("18853",)), ("new_points_per_year", 12, (12,)),
    ("assignment", "CHỌN TRONG CÁC ĐIỂM THEO THỜI GIAN ĐI", "huff"),
])
def test_choices_are_read_in_words_and_codes(read, key, typed, value):
    assert taken(read(filled(choices={key: typed}))) == {key: value}


def test_every_choice_of_a_scenario_has_its_row_and_every_word_its_value():
    assert set(CHOICES) == set(Levers.model_fields)
    sheet = opened(form())["Lựa chọn"]
    assert {cells_of(sheet, key)["Lựa chọn"].value for key in CHOICES} == {c.label for c in CHOICES.values()}
    for choice in (choice for choice in CHOICES.values() if choice.kind == "words"):
        assert set(choice.words) == set(Levers.model_fields[choice.key].annotation.__args__)


def test_what_is_proposed_as_it_is_now_is_left_out_and_said(call):
    code, output = call(filled({"discount_rate": 0.08, "standard_km": 4}))
    assert code == 0, output
    assert "bỏ qua: discount_rate" in output
    assert "discount_rate" not in written(call)["change"]


def test_what_changes_is_shown_before_it_is_written_and_a_dry_run_writes_nothing(call):
    before = files(call)
    code, output = call(filled({"discount_rate": 0.1}, who="Sở Tài chính"), "--dry-run")
    assert code == 0, output
    assert "8%/năm" in output
    assert "10%/năm" in output
    assert "Sở Tài chính" in output
    assert "Không còn chưa chắc trong phương án này: discount_rate" in output
    assert files(call) == before


def test_a_value_of_the_data_that_changed_since_is_said(call):
    path = call.folder.parent / "parameters.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",0.05,0.08,0.12,", ",0.05,0.09,0.12,"), encoding="utf-8")
    code, output = call(filled({"standard_km": 4}))
    assert code == 0, output
    assert "dùng giá trị hiện nay: discount_rate" in output


def test_sorted_rows_and_moved_columns_are_still_found(read):
    workbook = opened(filled({"discount_rate": 0.1}))
    sheet = workbook["Giả định"]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Mã")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head + 1)]
    for line, row in enumerate(sorted(rows, key=lambda row: str(row[0]), reverse=True), head + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(line, column).value = value
    sheet.insert_cols(2)
    assert taken(read(saved(workbook))) == {"discount_rate": 0.1}


def test_force_replaces_a_scenario_and_only_force(call):
    assert call(filled({"discount_rate": 0.1}))[0] == 0
    before = files(call)
    code, output = call(filled({"discount_rate": 0.11}))
    assert code == 2
    assert "tên chưa có" in output
    assert "--force" in output
    assert files(call) == before
    assert call(filled({"discount_rate": 0.11}), "--force")[0] == 0
    assert written(call)["change"]["discount_rate"] == 0.11


def test_the_whole_annex_is_read_as_well_as_its_two_sheets(call):
    code, output = call(filled({"discount_rate": 0.1}, content=annex()))
    assert code == 0, output
    assert written(call)["change"] == {**STEPWISE, "discount_rate": 0.1}


def test_an_annex_in_the_words_of_another_profile_is_read_too(call):
    code, output = call(filled({"hub_close_hour": 17}, content=annex("stepwise", "2026")))
    assert code == 0, output
    assert written(call)["change"] == {**STEPWISE, "hub_close_hour": 17}


@NEEDS_OFFICE
def test_a_workbook_saved_by_libreoffice_comes_back(call, tmp_path):
    proposed = filled({"discount_rate": 0.1, "standard_km": "3,5"}, {"pinned": "18853; 18859"}, who="Bưu điện tỉnh")
    code, output = call(through_libreoffice(proposed, tmp_path))
    assert code == 0, output
    assert written(call)["change"] == {**STEPWISE, "discount_rate": 0.1, "standard_km": 3.5,
                                       "pinned": ["18853", "18859"]}


# --- refused ----------------------------------------------------------------------------------------------


def damaged(change, sheet: str = "Giả định") -> bytes:
    workbook = opened(form())
    change(workbook[sheet])
    return saved(workbook)


def put(key: str, head: str, value):
    def change(sheet):
        cells_of(sheet, key)[head].value = value
    return change


def merged(sheet):
    cell = cells_of(sheet, "discount_rate")["Giá trị đề nghị"]
    cell.value = 0.1
    sheet.merge_cells(start_row=cell.row, end_row=cell.row + 2, start_column=cell.column, end_column=cell.column)


def head_gone(sheet):
    next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Lý do").value = "Vì sao"


P = "Giá trị đề nghị"
REFUSED = {
    "too large": (filled, {"discount_rate": 0.5}, ["cột I “Giá trị đề nghị”", "0.5", "từ 0% đến 30%", "in [0; 0.3]"]),
    "percent without its sign": (filled, {"reception_share": 25}, ["từ 0% đến 100%", "ví dụ 25%", "such as 25%"]),
    "text": (filled, {"standard_km": "năm"}, ["“năm”", "ô chứa chữ, không phải số", "not text"]),
    "two meanings": (filled, {"capital_culture_point_vnd": "94.000"}, ["hai cách hiểu", "gõ liền 94000"]),
    "unit beside": (filled, {"standard_km": "5 km"}, ["“5 km”", "chỉ gõ số"]),
    "formula": (filled, {"standard_km": "=3+1"}, ["công thức", "a formula"]),
    "logical": (filled, {"standard_km": True}, ["True", "ô chứa chữ"]),
    "unknown id": (damaged, put("discount_rate", "Mã", "discount_rat"), ["discount_rat", "“discount_rate”"]),
    "id twice": (damaged, put("standard_km", "Mã", "standard_far_km"), ["mỗi mã một dòng", "stands on row"]),
    "id gone": (damaged, lambda sheet: (put("standard_km", P, 4)(sheet), put("standard_km", "Mã", None)(sheet)),
                ["(trống / blank)", "lấy lại mã từ tệp gốc"]),
    "id of another": (damaged, put("standard_km", "Số liệu", "Chuẩn khác"),
                      ["mã đi cùng tên", "beside its own label"]),
    "published": (damaged, put("dossiers_2017", P, 1), ["số đã công bố", "a published number", "parameters.csv"]),
    "law": (damaged, put("limit_intra_district_days", P, 3), ["số đã công bố"]),
    "of the computation": (damaged, put("uncertainty_draws", P, 10), ["không làm đổi kết quả"]),
    "merged": (damaged, merged, ["merged cells"]),
    "head": (damaged, head_gone, ["Lý do", "(thiếu / missing)"]),
}
CHOICES_REFUSED = {
    "siting": ("gần nhất", ["một trong", "one of", "chọn trong danh sách"]),
    "new_points_per_year": ("8,9,9", ["dấu chấm phẩy", "semicolons"]),
    "pinned": ("1885", ["các mã xã", "có phải là 1"]),
    "last_year": ("năm 2030", ["số nguyên từ 2018 đến 2060"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_cell_is_refused_by_its_place_in_both_languages(read, case):
    make, given, words = REFUSED[case]
    if case == "head":
        with pytest.raises(InputError) as refused:
            read(make(given))
        said = str(refused.value)
    else:
        found = read(make(given))
        said = "\n".join(map(str, found.problems))
        assert found.problems
        assert not found.changes
    assert all(word in said for word in ["tra_ve.xlsx, “Giả định”", "dòng", "row", *words]), said


@pytest.mark.parametrize("key", CHOICES_REFUSED)
def test_a_wrong_choice_is_refused_by_its_place(read, key):
    typed, words = CHOICES_REFUSED[key]
    (problem,) = read(filled(choices={key: typed})).problems
    assert all(word in str(problem) for word in ["tra_ve.xlsx, “Lựa chọn”", "cột D “Giá trị đề nghị”", *words])


def test_every_wrong_cell_is_named_at_once_and_nothing_is_written(call):
    before = files(call)
    code, output = call(filled({"discount_rate": 0.5, "standard_km": "năm", "wait_limit_min": 15}, {"siting": "x"}))
    assert code == 2
    assert files(call) == before
    assert output.count("✗") == 3
    assert "3 ô không nhận được" in output


def test_choices_that_contradict_each_other_are_refused_with_the_name_of_the_file(call):
    before = files(call)
    code, output = call(filled(choices={"siting": "mỗi xã một điểm"}))
    assert code == 2
    assert "tra_ve.xlsx" in output
    assert "new_points_per_year chỉ khi siting" in output
    assert files(call) == before


@pytest.mark.parametrize("who", ["Nguyễn Văn An", "Ông Trần Bình", "Sở Tài chính (bà Lê Hoa)", "đ/c Minh",
                                 "Sở Tài chính, 0912 345 678", "an@quangbinh.gov.vn"])
def test_a_person_is_refused_as_proposer(read, who):
    (problem,) = read(filled({"discount_rate": 0.1}, who=who)).problems
    assert "không ghi họ tên" in str(problem)
    assert "no name of a person" in str(problem)


@pytest.mark.parametrize("who", ["Sở Tài chính", "Bưu điện tỉnh, Phòng Kỹ thuật nghiệp vụ", "UBND huyện Lệ Thủy",
                                 "Giám đốc Bưu điện huyện Bố Trạch", "Lê Hồng Phong, bưu cục"])
def test_an_office_or_a_role_is_taken_as_proposer(read, who):
    found = read(filled({"discount_rate": 0.1}, who=who, why="tăng 360.000.000 đồng, nguồn 2019"))
    assert [change.proposer for change in found.changes] == [who]


@pytest.mark.parametrize("name", ["Có Dấu", "a-b", "_x", "bau", "dossier", "survey", "x" * 41])
def test_a_name_that_cannot_be_a_scenarios_is_refused(call, name):
    before = files(call)
    code, output = call(form(), "--force", name=name)
    assert code == 2
    assert "--name" in output
    assert files(call) == before


def test_a_workbook_without_proposals_makes_no_scenario(call):
    before = files(call)
    code, output = call(form())
    assert code == 2
    assert "ít nhất một giá trị đề nghị" in output
    assert files(call) == before


def other_workbook() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Mã", P])
    return saved(workbook)


def of_a_lost_scenario() -> bytes:
    workbook = opened(filled({"discount_rate": 0.1}))
    sheet = workbook["_nguon_goc"]
    next(row for row in sheet.iter_rows() if row[0].value == "scenario")[1].value = "cu"
    return saved(workbook)


@pytest.mark.parametrize(("content", "words"), [
    (other_workbook(), "không có trang"), (b"ma,gia_tri\n", "phụ lục số liệu"), (b"PK\x03\x04 hong", "nguyên vẹn"),
    (b"\xd0\xcf\x11\xe0 xls", "mật khẩu"), (of_a_lost_scenario(), "còn trong data/scenarios"),
])
def test_a_wrong_file_is_refused(call, content, words):
    code, output = call(content)
    assert code == 2, output
    assert "tra_ve.xlsx" in output
    assert words in output


def test_a_failure_while_writing_leaves_nothing_half_written(call, monkeypatch):
    before = files(call)

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", full)
    path = call.folder.parents[1] / "tra_ve.xlsx"
    path.write_bytes(filled({"discount_rate": 0.1}))
    result = CliRunner().invoke(app, ["scenario-from", str(path), "--name", "de_nghi", "--title", "Thử"])
    assert isinstance(result.exception, OSError)
    assert files(call) == before
