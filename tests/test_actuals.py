"""Quarterly reports: taken in whole or not at all, never overwritten unasked, and the three forms kept apart."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers.inputs import InputError, load_inputs
from helpers.inputs.lists.foreign import RefusedFile, whole_number
from helpers.inputs.lists.reports import quarter_of, read_reports
from helpers.run.cli import app

HEAD = "Quý;Hình thức;Lĩnh vực;Số hồ sơ;Doanh thu (đồng);Số khiếu nại;Mất, hỏng;Hồ sơ đã bồi thường"
ROWS = ["quý IV/2018;chỉ gửi hồ sơ;Hộ chiếu;1.200;30.000.000;0;1;1", "2018Q4;Chỉ nhận kết quả;Hộ chiếu;9000;;;;",
        "Q4/2018;Cả hai;Hộ chiếu;800;;2;;"]  # fmt: skip


@pytest.fixture
def empty(inputs):
    assert inputs["actuals"].empty
    return inputs["actuals"]


def report_file(folder, *rows, head=HEAD, name="bao_cao.csv"):
    (folder / name).write_text("\n".join([head, *rows]), "utf-8")
    return folder / name


def refusals(path, actuals, **options):
    before = path.read_bytes()
    with pytest.raises(RefusedFile) as caught:
        read_reports(path, actuals, **options)
    assert path.read_bytes() == before
    return caught.value.problems


@pytest.mark.parametrize("text", [
    "2018Q4", "2018 Q4", "Q4/2018", "q4-2018", "quý IV/2018", "QUÝ IV năm 2018", "Quý 4 năm 2018", "quý 4/2018",
    "Quy IV 2018",
])  # fmt: skip
def test_a_quarter_is_understood_as_people_write_it(text):
    assert quarter_of(text) == "2018Q4"


@pytest.mark.parametrize("text", ["", "2018", "quý 5/2018", "IV", "Q4", "2018Q0", "quý IIII/2018"])
def test_what_is_not_a_quarter_is_not_taken_for_one(text):
    assert quarter_of(text) is None


@pytest.mark.parametrize(("text", "value"), [
    ("94.000", 94000), ("1.250.000", 1250000), ("1 250", 1250), ("0", 0), (94000.0, 94000), ("94,000", None),
    ("94.00", None), ("94.0000", None), (94.5, None), ("94 nghìn", None), ("-", None)])  # fmt: skip
def test_a_count_is_read_the_vietnamese_way_and_a_comma_is_never_guessed(text, value):
    assert whole_number(text) == value


def test_a_report_becomes_rows_of_the_table(tmp_path, empty):
    found = read_reports(report_file(tmp_path, *ROWS), empty)
    assert found.actuals[["quarter", "form", "field_vi", "dossiers"]].to_numpy().tolist() == [
        ["2018Q4", "send", "Hộ chiếu", 1200], ["2018Q4", "receive", "Hộ chiếu", 9000],
        ["2018Q4", "both", "Hộ chiếu", 800]]  # fmt: skip
    first = found.actuals.iloc[0]
    assert first[["revenue_vnd", "complaints", "lost_or_damaged", "compensated"]].to_list() == [30_000_000, 0, 1, 1]
    assert found.actuals["complaints"].isna().to_list() == [False, True, False]
    assert set(found.actuals["source_id"]) == {"TT17-REPORT"}


def test_an_excel_report_with_the_year_in_its_own_column_is_read(tmp_path, empty):
    book = openpyxl.Workbook()
    for row in (["BÁO CÁO"], [], ["Lĩnh vực", "Năm", "Quý", "Hình thức", "Sản lượng"],
                ["Y tế", 2019, "I", "cả hai", 120],
                ["Y tế", 2019, 2, "nhận gửi hồ sơ", 80.0], ["Tổng cộng", None, None, None, "=E4+E5"]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    found = read_reports(tmp_path / "a.xlsx", empty)
    assert found.actuals[["quarter", "form", "dossiers"]].to_numpy().tolist() == [
        ["2019Q1", "both", 120], ["2019Q2", "send", 80]]
    assert found.totals == (6,)


@pytest.mark.parametrize(("row", "column", "words"), [
    ("quý V/2018;cả hai;A;1;;;;", "“Quý”", "2018Q4"), ("2018Q4;tiếp nhận;A;1;;;;", "“Hình thức”", "three forms"),
    ("2018Q4;trả kết quả;A;1;;;;", "“Hình thức”", "tách số liệu"),
    ("2018Q4;cả hai;;1;;;;", "“Lĩnh vực”", "fill this cell"),
    ("2018Q4;cả hai;A;;1;;;", "“Số hồ sơ”", "số nguyên từ 0"), ("2018Q4;cả hai;A;94,5;;;;", "“Số hồ sơ”", "no comma"),
    ("2018Q4;cả hai;A;1;-5;;;", "“Doanh thu (đồng)”", "or blank"),
    ("2018Q4;cả hai;A;1;;-;;", "“Số khiếu nại”", "dash"),
])  # fmt: skip
def test_a_cell_that_does_not_fit_is_refused_with_its_place(tmp_path, empty, row, column, words):
    (problem,) = refusals(report_file(tmp_path, row), empty)
    assert (problem.row, problem.column) == (2, column)
    assert words in str(problem)


def test_everything_wrong_is_said_at_once(tmp_path, empty):
    problems = refusals(report_file(tmp_path, "x;y;A;z;;;;", ROWS[0], "2018Q4;cả hai;B;-1;;;;"), empty)
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "“Quý”"), (2, "“Hình thức”"), (2, "“Số hồ sơ”"), (4, "“Số hồ sơ”")]  # fmt: skip


def test_a_revenue_in_millions_is_not_taken_for_one_in_dong(tmp_path, empty):
    head = "Quý;Hình thức;Lĩnh vực;Số hồ sơ;Doanh thu (triệu đồng)"
    path = report_file(tmp_path, "2018Q4;cả hai;A;1;30", head=head)
    found = read_reports(path, empty)
    assert found.actuals["revenue_vnd"].isna().all()
    assert found.ignored == ("Doanh thu (triệu đồng)",)


def test_a_key_twice_in_a_file_is_refused_though_its_field_is_spelt_otherwise(tmp_path, empty):
    (problem,) = refusals(report_file(tmp_path, *ROWS, "2018Q4;both;HỘ  CHIẾU;5;;;;"), empty)
    assert (problem.row, "row 4" in str(problem)) == (5, True)


def test_an_identical_row_changes_nothing_and_a_new_one_is_added(tmp_path, empty):
    known = read_reports(report_file(tmp_path, *ROWS), empty).actuals
    path = report_file(tmp_path, ROWS[0].replace("Hộ chiếu", "hộ CHIẾU"), "2019Q1;cả hai;Y tế;7;;;;")
    again = read_reports(path, known)
    pd.testing.assert_frame_equal(again.actuals[:3], known)
    assert again.report["kết quả"].to_list() == ["không đổi", "thêm mới"]
    assert again.actuals.iloc[3][["quarter", "dossiers"]].to_list() == ["2019Q1", 7]


def test_another_value_for_a_known_key_is_refused_with_old_and_new_unless_told_to_replace(tmp_path, empty):
    known = read_reports(report_file(tmp_path, *ROWS), empty).actuals
    changed = report_file(tmp_path, ROWS[0].replace("1.200", "1.300").replace(";1;1", ";;1"), *ROWS[1:])
    (problem,) = refusals(changed, known)
    assert problem.row == 2
    assert "dossiers: 1200 → 1300; lost_or_damaged: 1 → (trống / blank)" in str(problem)
    assert "--replace" in str(problem)
    replaced = read_reports(changed, known, replace=True)
    assert replaced.actuals["dossiers"].to_list() == [1300, 9000, 800]
    kept = replaced.report.iloc[0]
    assert (kept["kết quả"], kept["dossiers"], kept["trước: dossiers"]) == ("thay giá trị cũ", 1300, 1200)
    assert replaced.report["trước: dossiers"].isna().to_list() == [False, True, True]


def test_a_report_without_rows_is_refused(tmp_path, empty):
    with pytest.raises(InputError, match="a report with rows"):
        read_reports(report_file(tmp_path), empty)


def test_the_command_merges_refuses_and_replaces(workbook_copy, tmp_path):
    runner = CliRunner()
    path = report_file(tmp_path, *ROWS)
    first = runner.invoke(app, ["actuals", "import", str(path)])
    assert (first.exit_code, "3 added, 0 unchanged, 0 replaced" in first.output) == (0, True)
    table = workbook_copy / "data" / "tables" / "actuals.csv"
    before = table.read_bytes()
    assert "0 added, 3 unchanged" in runner.invoke(app, ["actuals", "import", str(path)]).output
    assert table.read_bytes() == before
    path = report_file(tmp_path, *(row.replace("9000", "9100") for row in ROWS))
    refused = runner.invoke(app, ["actuals", "import", str(path)])
    assert (refused.exit_code, "9000 → 9100" in refused.output, table.read_bytes() == before) == (2, True, True)
    assert runner.invoke(app, ["actuals", "import", str(path), "--replace"]).exit_code == 0
    assert load_inputs()["actuals"]["dossiers"].to_list() == [1200, 9100, 800]
    report = pd.read_csv(workbook_copy / "outputs" / "actuals" / "import_report.csv")
    assert report["trước: dossiers"].dropna().to_list() == [9000]
