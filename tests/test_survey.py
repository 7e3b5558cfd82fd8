"""The survey's forms go out whole and come back checked: nothing half-taken, everything said in words."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest
import survey_samples as samples
from model_samples import set_draws
from report_samples import word_text
from typer.testing import CliRunner

from helpers.inputs.survey.cells import CellRefused, number_in_text
from helpers.inputs.survey.file import InboxFile, inbox_files
from helpers.inputs.survey.importing import import_answers, table_bytes
from helpers.inputs.survey.roster import response_rates, survey_roster
from helpers.run.cli import app


def imported(**files: bytes):
    """Import some files in memory; a name holds ``__`` for the dot."""
    inbox = [InboxFile(name.replace("__", "."), content, len(content)) for name, content in files.items()]
    return import_answers(inbox, samples.tables(), samples.context())


def only(done):
    assert len(done.outcomes) == 1
    return done.outcomes[0]


def qd45(*words):
    return CliRunner().invoke(app, ["survey", *words])


def inbox_bytes(root):
    return {path.name: path.read_bytes() for path in (root / "data" / "inbox").iterdir()}


def table_files(root):
    return {path.name: path.read_bytes() for path in (root / "data" / "tables").iterdir()}


# --- who is asked -----------------------------------------------------------------------------------------


def test_58_points_and_186_agencies_are_asked():
    roster = survey_roster(samples.tables())
    counted = roster.groupby("unit_type").size().to_dict()
    assert counted == {"post_office": 39, "commune_culture_post_office": 18, "one_stop_centre": 1,
                       "department": 19, "district": 8, "commune": 159}  # fmt: skip
    assert roster.groupby("form").size().to_dict() == {"facility": 58, "needs": 186}
    assert roster["unit_id"].is_unique
    named = roster.set_index("unit_id")["name_vi"]
    assert (named["H450"], named["X18853"]) == ("UBND thành phố Đồng Hới", "UBND phường Hải Thành")
    assert named["S11"] == "Sở Thông tin và Truyền thông"


def test_every_department_is_an_assumption_to_be_checked():
    departments = samples.tables()["departments"]
    assert set(departments["status"]) == {"assumed"}
    assert departments["note"].str.contains("đối chiếu").all()


def test_response_rates_are_answered_over_asked():
    roster = pd.DataFrame({
        "form": ["needs"] * 5, "district_code": ["450", "450", "452", "452", "452"],
        "answered": [True, False, True, True, False],
    })  # fmt: skip
    rates = response_rates(roster, ["district_code"]).set_index("district_code")
    assert rates["asked"].to_dict() == {"450": 2, "452": 3}
    assert rates["answered"].to_dict() == {"450": 1, "452": 2}
    assert rates["share"].to_dict() == {"450": 0.5, "452": pytest.approx(2 / 3)}


# --- the forms that go out --------------------------------------------------------------------------------


@pytest.fixture(params=["facility", "needs"])
def sent(request):
    unit_id = {"facility": "P09", "needs": "X18853"}[request.param]
    return openpyxl.load_workbook(io.BytesIO(samples.empty(request.param, unit_id))), request.param


def test_only_the_answer_cells_of_a_form_are_open(sent):
    book, kind = sent
    sheet = book["Phiếu"]
    opened = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert opened == {samples.cell_of(sheet, label).coordinate for label in samples.FULL[kind]}
    for page in book.worksheets:
        assert page.protection.sheet
        assert page.protection.password is None
    assert book.security.lockStructure
    assert book.security.workbookPassword is None


def test_every_answer_cell_is_validated_in_vietnamese(sent):
    book, kind = sent
    sheet = book["Phiếu"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    for label in samples.FULL[kind]:
        rule = rules[samples.cell_of(sheet, label).coordinate]
        assert rule.showErrorMessage
        assert rule.error.startswith("Cần ")
        assert rule.prompt
        assert max(len(rule.error), len(rule.prompt)) <= 255
        assert max(len(rule.errorTitle), len(rule.promptTitle)) <= 32


def test_drop_down_lists_stand_on_a_hidden_sheet(sent):
    book, _ = sent
    assert book["Danh mục"].sheet_state == "hidden"
    lists = [rule.formula1 for rule in book["Phiếu"].data_validations.dataValidation if rule.type == "list"]
    assert lists
    for formula in lists:
        area = book["Danh mục"][formula.split("!")[1].replace("$", "")]
        assert all(cell.value for row in area for cell in row)


def test_a_form_says_whose_it_is_and_prints_on_a4(sent):
    book, kind = sent
    sheet = book["Phiếu"]
    unit_id = {"facility": "P09", "needs": "X18853"}[kind]
    form_id = {"facility": "QD45-DIEM", "needs": "QD45-NHUCAU"}[kind]
    assert (sheet["C3"].value, sheet["D3"].value, sheet["C4"].value) == (unit_id, "Đơn vị mẫu", form_id)
    kept = {item.name: item.value for item in book.custom_doc_props.props}
    assert kept == {"form_id": form_id, "form_version": "1", "unit_id": unit_id}
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.freeze_panes == "A6"
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Times New Roman"}


def test_a_blank_form_lets_the_unit_be_written():
    book = openpyxl.load_workbook(io.BytesIO(samples.empty("facility")))
    sheet = book["Phiếu"]
    assert not sheet["C3"].protection.locked
    sheet["C3"], sheet["D3"] = "P09", "Bưu cục Bắc Lý"
    for label, value in samples.FACILITY.items():
        samples.cell_of(sheet, label).value = value
    stream = io.BytesIO()
    book.save(stream)
    outcome = only(imported(a__xlsx=stream.getvalue()))
    assert (outcome.result, outcome.unit_id) == ("accepted", "P09")


# --- answers taken ----------------------------------------------------------------------------------------


def rows_of(done, table):
    return table_bytes(done.changed[table]).decode().splitlines()[1:]


def test_the_answers_of_a_form_become_one_row_of_its_table():
    done = imported(a__xlsx=samples.filled("facility", "P09"), b__xlsx=samples.filled("needs", "S03"))
    assert rows_of(done, "facilities") == ["P09," + samples.FACILITY_ROW]
    assert rows_of(done, "agency_needs") == ["S03," + samples.NEEDS_ROW]
    assert [outcome.name_vi for outcome in done.outcomes][1] == "Sở Tư pháp"


TAKEN = [
    ("facility", "Số giờ mở cửa mỗi ngày", "3,5", "opening_hours_per_day", "3.5"),
    ("facility", "Số giờ mở cửa mỗi ngày", " 8 ", "opening_hours_per_day", "8"),
    ("facility", "Vĩ độ", "17.47458", "lat", "17.47458"),
    ("facility", "Số quầy giao dịch", 3.0, "counters", "3"),
    ("facility", "Ngày điền phiếu", "25/11/2018", "answered_on", "2018-11-25"),
    ("facility", "Ngày điền phiếu", "3/12/2018", "answered_on", "2018-12-03"),
    ("facility", "Giờ thu gom thư, hồ sơ trong ngày", "16h15", "mail_pickup_hour", "16.25"),
    ("facility", "Giờ thu gom thư, hồ sơ trong ngày", "9 giờ 30", "mail_pickup_hour", "9.5"),
    ("facility", "Xã, phường, thị trấn", "Phường Hải Thành", "commune_code", "18853"),
    ("facility", "Xã, phường, thị trấn", "xã trung hoá", "commune_code", "18943"),
    ("facility", "Xã, phường, thị trấn", 18856, "commune_code", "18856"),
    ("facility", "Tên điểm phục vụ", "Bưu cu\u0323c  Ly\u0301", "name_vi", "Bưu cục Lý"),
    ("facility", "Máy tính", "KHÔNG", "has_computer", "0"),
    ("needs", "Tỷ lệ hồ sơ muốn thực hiện qua bưu chính", "30%", "wanted_post_share", "0.3"),
    ("needs", "Tổng số hồ sơ đã tiếp nhận, mọi hình thức", "94.000,0", "dossiers_total", "94000"),
    ("needs", "Thời điểm muốn bắt đầu", dt.datetime(2019, 1, 15), "wanted_start_on", "2019-01-15"),
]


@pytest.mark.parametrize(("kind", "label", "written", "column", "kept"), TAKEN)
def test_what_people_plainly_mean_is_taken(kind, label, written, column, kept):
    unit_id, table = {"facility": ("P09", "facilities"), "needs": ("S03", "agency_needs")}[kind]
    done = imported(a__xlsx=samples.filled(kind, unit_id, {label: written}))
    assert only(done).problems == ()
    found = next(csv.DictReader(io.StringIO(table_bytes(done.changed[table]).decode())))
    assert found[column] == kept


def test_a_share_in_a_cell_that_excel_made_a_percentage_is_not_taken_a_hundredth():
    def percent_format(book):
        samples.cell_of(book["Phiếu"], "Tỷ lệ hồ sơ muốn thực hiện qua bưu chính").number_format = "0%"

    written = {"Tỷ lệ hồ sơ muốn thực hiện qua bưu chính": 0.4}
    done = imported(a__xlsx=samples.filled("needs", "S03", written, percent_format))
    assert done.changed["agency_needs"]["wanted_post_share"].to_list() == [0.4]


@pytest.mark.parametrize(("text", "value"), [
    ("3,5", 3.5), ("3.5", 3.5), ("0,125", 0.125), ("0.125", 0.125), ("1.234,5", 1234.5), ("1.234.567", 1234567),
    ("1234", 1234), ("17,4746", 17.4746),
])  # fmt: skip
def test_a_number_written_as_text_follows_the_vietnamese_rule(text, value):
    assert number_in_text(text) == value


@pytest.mark.parametrize("text", ["1.234", "1,234", "94.000", "17,475"])
def test_a_separator_with_three_digits_behind_it_is_not_guessed(text):
    with pytest.raises(CellRefused, match="hai cách hiểu"):
        number_in_text(text)


@pytest.mark.parametrize("text", ["1,234.5", "1.23.4", "12 m2", "1e5", "--3", "3,", ",5"])
def test_text_that_is_no_number_is_refused(text):
    with pytest.raises(CellRefused):
        number_in_text(text)


@pytest.mark.parametrize(("kind", "unit", "label"), [
    ("facility", "P01", "Khách dùng dịch vụ bưu chính khác mỗi ngày"),
    ("facility", "P01", "Giờ thu gom thư, hồ sơ trong ngày"),
    ("needs", "S01", "Tổng số hồ sơ đã tiếp nhận, mọi hình thức"),
    ("needs", "S01", "Hồ sơ chỉ gửi qua bưu chính"),
    ("needs", "S01", "Tỷ lệ hồ sơ muốn thực hiện qua bưu chính"),
])
def test_what_a_unit_does_not_know_may_stay_blank(kind, unit, label):
    done = imported(form__xlsx=samples.filled(kind, unit, {label: None}))
    assert only(done).result == "accepted"


# --- answers refused: one cell ----------------------------------------------------------------------------

HOURS, LAT, DAY = "Số giờ mở cửa mỗi ngày", "Vĩ độ", "Ngày điền phiếu"
WRONG_CELLS = [
    (HOURS, "=7+1", "ô chứa công thức", "gõ thẳng giá trị"),
    (HOURS, "khoảng 8", "ô chứa chữ, không phải số", "chỉ gõ số"),
    (HOURS, "1.234", "hai cách hiểu", "gõ liền 1234"),
    (HOURS, 25, "ngoài khoảng cho phép", "từ 1 đến 14"),
    (HOURS, dt.datetime(2018, 8, 1), "ô chứa ngày hoặc giờ", "gõ lại"),
    (HOURS, True, "đúng/sai", "số"),
    (HOURS, None, "ô bắt buộc còn trống", "điền số từ 1 đến 14"),
    (HOURS, "   ", "ô bắt buộc còn trống", "điền"),
    ("Số quầy giao dịch", 2.5, "không phải số nguyên", "số nguyên"),
    (LAT, 106.62, "ngoài khoảng cho phép", "lẫn vĩ độ với kinh độ"),
    (LAT, "17,475", "hai cách hiểu", "gõ 17,4750"),
    ("Loại điểm", "Bưu cụt", "không có trong danh sách", "có phải là “Bưu cục”"),
    ("Xã, phường, thị trấn", "Xã Không Có", "không có đơn vị cấp xã này", "danh sách"),
    ("Xã, phường, thị trấn", "18853 - Phường Đồng Phú (Thành phố Đồng Hới)", "mã và tên không khớp", "danh sách"),
    (DAY, "12/25/2018", "không phải ngày/tháng/năm có thật", "ví dụ 20/11/2018"),
    (DAY, "30/02/2019", "không phải ngày/tháng/năm có thật", "20/11/2018"),
    (DAY, "20/11/18", "không phải ngày/tháng/năm có thật", "20/11/2018"),
    (DAY, 43411, "không phải ngày", "20/11/2018"),
    (DAY, dt.date(2017, 11, 20), "ngày 20/11/2017 ngoài khoảng", "từ 07/11/2018 đến 31/12/2018"),
    (DAY, dt.date(2019, 1, 1), "ngày 01/01/2019 ngoài khoảng", "đến 31/12/2018"),
    ("Giờ thu gom thư, hồ sơ trong ngày", "chiều", "không phải số", "số"),
    ("Giờ thu gom thư, hồ sơ trong ngày", dt.time(3, 0), "ngoài khoảng", "từ 6 đến 22 giờ"),
    ("Tên điểm phục vụ", "@SUM(A1)", "bắt đầu bằng dấu @", "bỏ dấu này"),
    ("Tên điểm phục vụ", "x" * 300, "dài 300 ký tự", "250"),
    ("Địa chỉ", "Thôn 1, gọi 0232 382 0000", "giống số điện thoại", "bỏ số điện thoại"),
    ("Máy tính", "Có lẽ", "không có trong danh sách", "Có"),
]


@pytest.mark.parametrize(("label", "written", "reason", "remedy"), WRONG_CELLS)
def test_a_wrong_cell_is_refused_with_its_address_and_what_to_do(label, written, reason, remedy):
    def write(book):
        cell = samples.cell_of(book["Phiếu"], label)
        if not isinstance(written, dt.date):
            cell.number_format = "General"
        cell.value = written
        if isinstance(written, str) and written.startswith("@"):
            cell.data_type = "s"

    done = imported(a__xlsx=samples.filled("facility", "P09", also=write))
    outcome = only(done)
    assert (outcome.result, done.changed) == ("refused", {})
    assert len(outcome.problems) == 1
    problem = outcome.problems[0]
    address = samples.cell_of(openpyxl.load_workbook(io.BytesIO(samples.empty("facility")))["Phiếu"], label)
    assert (problem.cell, problem.label_vi) == (address.coordinate, label)
    assert reason in problem.reason_vi
    assert remedy in problem.remedy_vi


def test_all_problems_of_a_form_are_listed():
    wrong = {HOURS: 25, LAT: "bắc", "Máy in": None, "Số quầy giao dịch": "=1"}
    outcome = only(imported(a__xlsx=samples.filled("facility", "P09", wrong)))
    assert {problem.label_vi for problem in outcome.problems} == set(wrong)


def test_parts_that_exceed_their_total_are_refused_with_both_numbers():
    wrong = {"Hồ sơ chỉ gửi qua bưu chính": 4200, "Trong đó số thủ tục thực hiện được qua bưu chính": 113}
    first, second = only(imported(a__xlsx=samples.filled("needs", "S03", wrong))).problems
    assert "cộng lại là 5100, lớn hơn 5000" in first.reason_vi
    assert first.cell.count("D") == 3
    assert "cộng lại là 113, lớn hơn 112" in second.reason_vi


# --- answers refused: the form ----------------------------------------------------------------------------


def _sheet(change):
    return lambda book: change(book["Phiếu"])


def _rename(book):
    book["Phiếu"].title = "Sheet1"


def _swap_rows(sheet):
    for letter in "BCDE":
        upper, lower = sheet[f"{letter}14"], sheet[f"{letter}15"]
        upper.value, lower.value = lower.value, upper.value


def _add_sheet(book):
    book.create_sheet("Ghi chú")["A1"] = "xem thêm"


def _set(address, value):
    return _sheet(lambda sheet: sheet.__setitem__(address, value))


WRONG_FORMS = {
    "renamed sheet": (_rename, "không có trang tên “Phiếu”", "đặt lại tên trang"),
    "inserted row": (_sheet(lambda s: s.insert_rows(10)), "đã chèn, xóa hoặc chuyển dòng, cột", "phiếu gốc"),
    "deleted row": (_sheet(lambda s: s.delete_rows(10)), "“Địa chỉ (*)” đã bị sửa hoặc xóa", "phiếu gốc"),
    "row above the code": (_sheet(lambda s: s.insert_rows(2)), "đã chèn, xóa hoặc chuyển", "phiếu gốc"),
    "inserted column": (_sheet(lambda s: s.insert_cols(3)), "đã chèn, xóa hoặc chuyển dòng, cột", "phiếu gốc"),
    "moved row": (_sheet(_swap_rows), "đã chèn, xóa hoặc chuyển dòng, cột", "phiếu gốc"),
    "changed label": (_set("B7", "Tên trạm"), "“Tên điểm phục vụ (*)” đã bị sửa hoặc xóa", "phiếu gốc"),
    "changed version": (_set("D4", "Phiên bản 0"), "“Phiên bản 1” đã bị sửa", "phiếu gốc"),
    "merged answers": (_sheet(lambda s: s.merge_cells("D12:D13")), "các ô đã bị gộp", "bỏ gộp ô"),
    "note in the margin": (_set("G9", "xem lại"), "có nội dung ngoài các ô trả lời", "xóa"),
    "note far below": (_set("B900000", "x"), "trang rộng bất thường", "phiếu gốc"),
    "another sheet": (_add_sheet, "có trang thừa", "xóa trang thừa"),
    "another unit": (_set("C3", "P10"), "phiếu này gửi cho đơn vị P09", "đúng phiếu của mình"),
    "no unit": (_set("C3", None), "chưa ghi mã đơn vị", "ghi mã đơn vị"),
}


@pytest.mark.parametrize("damage", WRONG_FORMS)
def test_a_form_that_is_not_as_it_was_sent_is_refused_in_words(damage):
    change, reason, remedy = WRONG_FORMS[damage]
    done = imported(a__xlsx=samples.filled("facility", "P09", also=change))
    assert (only(done).result, done.changed) == ("refused", {})
    assert reason in only(done).problems[0].reason_vi
    assert remedy in only(done).problems[0].remedy_vi


def test_a_unit_that_is_not_on_the_list_is_refused_with_the_nearest():
    outcome = only(imported(a__xlsx=samples.filled("needs", "X18854")))
    assert "không có đơn vị này trong danh sách" in outcome.problems[0].reason_vi
    assert "có phải là X18853, X18856, X18859" in outcome.problems[0].remedy_vi


def test_a_unit_of_the_other_form_is_refused():
    assert only(imported(a__xlsx=samples.filled("facility", "S03"))).result == "refused"


def test_a_form_sent_back_empty_is_refused_once_not_cell_by_cell():
    outcome = only(imported(a__xlsx=samples.empty("facility", "P09")))
    assert [problem.reason_vi for problem in outcome.problems] == ["phiếu chưa điền"]


# --- files that are no forms ------------------------------------------------------------------------------

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
BOMB = {"xl/workbook.xml": b"0" * 31_000_000}
WRONG_FILES = {
    "a__xls": (lambda: OLE + b"\0" * 600, "tệp Excel đời cũ (.xls)", "Lưu thành dạng .xlsx"),
    "old__xlsx": (lambda: OLE + b"\0" * 600, "đời cũ đổi đuôi", "Lưu thành dạng .xlsx"),
    "locked__xlsx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "tệp đặt mật khẩu", "bỏ mật khẩu"),
    "a__csv": (lambda: b"a,b", "tệp dạng .csv; chỉ nhận .xlsx", "điền vào phiếu Excel"),
    "a__docx": (lambda: samples.zipped(a=b"b"), "tệp dạng .docx", "điền vào phiếu Excel"),
    "a__xlsm": (lambda: samples.filled("facility", "P09"), "tệp dạng .xlsm", "điền vào phiếu Excel"),
    "readme": (lambda: b"a", "không có đuôi", "điền vào phiếu Excel"),
    "empty__xlsx": (lambda: b"", "tệp rỗng", "gửi lại phiếu gốc"),
    "text__xlsx": (lambda: b"hello", "tệp hỏng", "gửi lại phiếu gốc"),
    "cut__xlsx": (lambda: samples.filled("facility", "P09")[:9000], "tệp hỏng", "gửi lại phiếu gốc"),
    "zip__xlsx": (lambda: samples.zipped(a=b"b"), "tệp hỏng", "gửi lại phiếu gốc"),
    "macro__xlsx": (lambda: samples.zipped(**{"xl/vbaProject.bin": b"b"}), "mã lệnh", "gửi lại phiếu gốc"),
    "bomb__xlsx": (lambda: samples.zipped(**BOMB), "tệp nén bất thường", "gửi lại phiếu gốc"),
    "many__xlsx": (lambda: samples.zipped(**{f"p{k}": b"" for k in range(300)}), "nén bất thường", "phiếu gốc"),
    "other__xlsx": (lambda: samples.edited(samples.empty("facility", "P09"), _rename), "không có trang", "phiếu gốc"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_file_that_is_no_form_is_refused_in_words(name):
    make, reason, remedy = WRONG_FILES[name]
    outcome = only(imported(**{name: make()}))
    assert outcome.result == "refused"
    assert reason in outcome.problems[0].reason_vi
    assert remedy in outcome.problems[0].remedy_vi


def test_a_document_type_in_a_part_is_refused_before_it_is_read():
    form = samples.filled("facility", "P09")
    bad = samples.with_part(form, "xl/workbook.xml", b"<workbook", b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook")
    assert "khai báo bất thường" in only(imported(a__xlsx=bad)).problems[0].reason_vi


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    with (tmp_path / "big.xlsx").open("wb") as stream:
        stream.truncate(6_000_000)
    files = inbox_files(tmp_path)
    assert [(file.content, file.size) for file in files] == [(None, 6_000_000)]
    outcome = only(import_answers(files, samples.tables(), samples.context()))
    assert "tệp quá lớn" in outcome.problems[0].reason_vi


def test_lock_files_and_hidden_files_are_ignored_and_said(tmp_path):
    for name in ("~$P09.xlsx", ".~lock.P09.xlsx#", ".DS_Store", "Thumbs.db", ".gitkeep"):
        (tmp_path / name).write_bytes(b"x")
    done = import_answers(inbox_files(tmp_path), samples.tables(), samples.context())
    assert [outcome.result for outcome in done.outcomes] == ["ignored"] * 4
    assert {outcome.said_vi for outcome in done.outcomes} == {"tệp khóa hoặc tệp hệ thống"}


# --- several forms of one unit ----------------------------------------------------------------------------


def results(done):
    return {outcome.file: outcome.result for outcome in done.outcomes}


def test_two_identical_forms_count_once():
    form = samples.filled("facility", "P09")
    done = imported(a__xlsx=form, b__xlsx=form)
    assert results(done) == {"a.xlsx": "accepted", "b.xlsx": "ignored"}
    assert done.outcomes[1].said_vi == "trùng hệt tệp a.xlsx"
    assert len(done.changed["facilities"]) == 1


def test_two_different_forms_of_one_day_are_both_refused():
    done = imported(a__xlsx=samples.filled("facility", "P09"), b__xlsx=samples.filled("facility", "P09", {HOURS: 5}))
    assert results(done) == {"a.xlsx": "refused", "b.xlsx": "refused"}
    assert done.changed == {}
    assert "khác tệp b.xlsx" in done.outcomes[0].problems[0].reason_vi
    assert "ghi ngày điền muộn hơn" in done.outcomes[0].problems[0].remedy_vi


def test_a_later_form_stands_for_an_earlier_one():
    later = samples.filled("facility", "P09", {HOURS: 5, DAY: dt.date(2018, 12, 1)})
    done = imported(a__xlsx=later, b__xlsx=samples.filled("facility", "P09"))
    assert results(done) == {"a.xlsx": "accepted", "b.xlsx": "ignored"}
    assert "ngày 01/12/2018 muộn hơn" in done.outcomes[1].said_vi
    assert done.changed["facilities"]["opening_hours_per_day"].to_list() == [5.0]


def _with_stored(done, **files):
    tables = {**samples.tables(), **done.changed}
    inbox = [InboxFile(name.replace("__", "."), content, len(content)) for name, content in files.items()]
    return import_answers(inbox, tables, samples.context())


def test_an_answer_already_taken_gives_way_only_to_a_later_form():
    stored = imported(a__xlsx=samples.filled("facility", "P09"))
    same = _with_stored(stored, a__xlsx=samples.filled("facility", "P09"))
    assert (only(same).said_vi, same.changed) == ("đã nhận từ lần nhập trước, không thay đổi", {})
    later = _with_stored(stored, b__xlsx=samples.filled("facility", "P09", {HOURS: 5, DAY: "01/12/2018"}))
    assert only(later).said_vi == "đã nhận, thay câu trả lời ngày 20/11/2018"
    assert later.changed["facilities"]["opening_hours_per_day"].to_list() == [5.0]
    earlier = _with_stored(stored, b__xlsx=samples.filled("facility", "P09", {HOURS: 5, DAY: "19/11/2018"}))
    assert (only(earlier).result, earlier.changed) == ("ignored", {})
    other = _with_stored(stored, b__xlsx=samples.filled("facility", "P09", {HOURS: 5}))
    assert (only(other).result, other.changed) == ("refused", {})
    assert "data/tables/facilities.csv" in only(other).problems[0].reason_vi


def test_a_kind_or_place_to_look_at_again_is_remarked_not_refused():
    far = {"Loại điểm": "Điểm Bưu điện - Văn hóa xã", "Vĩ độ": 17.8084, "Kinh độ": 105.969}
    outcome = only(imported(a__xlsx=samples.filled("facility", "P09", far)))
    assert outcome.result == "accepted"
    assert "khác danh sách “Bưu cục”" in outcome.notes[0]
    assert "kiểm tra lại tọa độ" in outcome.notes[1]
    assert only(imported(a__xlsx=samples.filled("facility", "P09"))).notes == ()


# --- thirty forms, ten of them damaged --------------------------------------------------------------------

DAMAGED = {
    "x01__xlsx": ("facility", "P21", {HOURS: "=7+1"}, None, "ô chứa công thức"),
    "x02__xlsx": ("facility", "P22", {HOURS: "tám giờ"}, None, "ô chứa chữ, không phải số"),
    "x03__xlsx": ("facility", "P23", {LAT: 106.6}, None, "ngoài khoảng cho phép"),
    "x04__xlsx": ("facility", "P24", {"Loại điểm": None}, None, "ô bắt buộc còn trống"),
    "x05__xlsx": ("facility", "P25", {}, _rename, "không có trang tên “Phiếu”"),
    "x06__xlsx": ("facility", "P26", {}, _sheet(lambda s: s.insert_rows(10)), "đã chèn, xóa hoặc chuyển dòng"),
    "x07__xlsx": ("needs", "S15", {}, _set("B7", "khác"), "đã bị sửa hoặc xóa"),
    "x08__xlsx": ("needs", "S16", {}, _sheet(lambda s: s.merge_cells("D8:D9")), "các ô đã bị gộp"),
    "x09__xlsx": ("needs", "X99999", {}, None, "không có đơn vị này trong danh sách"),
    "x10__xlsx": ("needs", "S17", {"Hồ sơ chỉ nhận kết quả qua bưu chính": 9000}, None, "lớn hơn 5000"),
}


@pytest.fixture
def thirty(workbook_copy):
    sound = {f"{point}__xlsx": samples.filled("facility", point) for point in (f"P{k}" for k in range(10, 20))}
    sound |= {f"{unit}__xlsx": samples.filled("needs", unit) for unit in (f"S{k:02d}" for k in range(1, 11))}
    broken = {name: samples.filled(kind, unit, answers, also)
              for name, (kind, unit, answers, also, _) in DAMAGED.items()}
    samples.put(workbook_copy, **sound, **broken)
    return workbook_copy


def test_of_thirty_forms_twenty_are_taken_and_ten_refused_with_their_reasons(thirty):
    before, tables = inbox_bytes(thirty), table_files(thirty)
    done = qd45("import")
    assert done.exit_code == 1
    assert inbox_bytes(thirty) == before
    report = (thirty / "outputs" / "survey" / "import_report.md").read_text(encoding="utf-8")
    for line in ("- Tệp trong thư mục nhận: 30", "- Đã nhận: 20", "- Từ chối: 10", "- Bỏ qua: 0"):
        assert line in report
    sheets = openpyxl.load_workbook(thirty / "outputs" / "survey" / "import_report.xlsx")
    refused = {row[0]: row for row in sheets["Từ chối"].iter_rows(min_row=3, values_only=True)}
    assert set(refused) == {name.replace("__", ".") for name in DAMAGED}
    for name, (*_, reason) in DAMAGED.items():
        assert reason in refused[name.replace("__", ".")][7]
        assert refused[name.replace("__", ".")][8]
    assert sheets["Đã nhận"].max_row == 22
    now = table_files(thirty)
    assert now.pop("facilities.csv").decode().splitlines()[1:] == [
        f"P{k},{samples.FACILITY_ROW}" for k in range(10, 20)]
    assert now.pop("agency_needs.csv").decode().splitlines()[1:] == [
        f"S{k:02d},{samples.NEEDS_ROW}" for k in range(1, 11)]
    assert now == {name: content for name, content in tables.items() if name in now}


def test_importing_the_same_inbox_twice_changes_nothing(thirty):
    qd45("import")
    first = table_files(thirty)
    stamps = {path: path.stat().st_mtime_ns for path in (thirty / "data").rglob("*.csv")}
    again = qd45("import")
    assert again.exit_code == 1
    assert table_files(thirty) == first
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    report = (thirty / "outputs" / "survey" / "import_report.md").read_text(encoding="utf-8")
    assert "- Đã nhận: 20" in report
    assert report.count("đã nhận từ lần nhập trước, không thay đổi") == 20


# --- the commands -----------------------------------------------------------------------------------------


def test_an_inbox_without_refusals_ends_with_code_0_and_moves_the_response_rate(workbook_copy):
    samples.put(workbook_copy, a__xlsx=samples.filled("facility", "P10"), b__xlsx=samples.filled("needs", "H452"))
    assert qd45("import").exit_code == 0
    status = qd45("status")
    assert status.exit_code == 0
    assert "Chưa trả lời / silent: 242" in status.output
    assert "  P10  " not in status.output
    assert "  P11  " in status.output
    sheets = openpyxl.load_workbook(workbook_copy / "outputs" / "survey" / "status.xlsx")
    rates = list(sheets["Theo loại đơn vị"].iter_rows(min_row=3, values_only=True))
    assert ("Phiếu nhu cầu", "UBND cấp huyện", 8, 1, 7, 0.125) in rates
    assert next(row for row in rates if row[1] == "Cộng")[2:] == (58, 1, 57, pytest.approx(1 / 58))
    assert sheets["Nhắc"].max_row == 2 + 242


def test_forms_are_written_for_named_units_and_blank(workbook_copy):
    assert qd45("forms", "--no-letter", "--unit", "P10", "--unit", "X18853").exit_code == 0
    assert qd45("forms", "--no-letter", "--blank", "--kind", "needs").exit_code == 0
    names = sorted(path.name for path in (workbook_copy / "outputs" / "survey" / "forms").iterdir())
    assert names == ["P10_Buu-cuc-vi-tri-gia-dinh-Phuong-Nam-Ly.xlsx", "QD45-NHUCAU_trong.xlsx",
                     "X18853_UBND-phuong-Hai-Thanh.xlsx"]  # fmt: skip


def test_the_forms_come_with_their_letter_in_word_and_pdf(workbook_copy):
    set_draws(workbook_copy)
    assert qd45("forms", "--unit", "P10").exit_code == 0
    text = word_text((workbook_copy / "outputs" / "survey" / "cong_van_khao_sat.docx").read_bytes())
    assert "Phiếu khảo sát điểm phục vụ bưu chính" in text
    assert "trong 15 ngày" in text
    assert (workbook_copy / "outputs" / "survey" / "cong_van_khao_sat.pdf").stat().st_size > 10_000


@pytest.mark.parametrize("words", [("forms", "--unit", "P99"), ("forms", "--kind", "other"), ("imports",)])
def test_a_wrong_call_ends_with_code_2(workbook_copy, words):
    assert qd45(*words).exit_code == 2


def test_a_broken_table_stops_an_import_in_words(workbook_copy):
    (workbook_copy / "data" / "tables" / "facilities.csv").write_text("point_id\n", encoding="utf-8")
    done = qd45("import")
    assert done.exit_code == 2
    assert "data/tables/facilities.csv" in done.output
