"""Write a survey form as an Excel workbook: one sheet to fill in, guidance, and hidden lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from helpers.inputs.survey.cells import LONGEST_TEXT, allowed
from helpers.inputs.survey.form import (
    FORM_CELL,
    GUIDE_SHEET,
    HEADER_ROW,
    HEADERS,
    LIST_SHEET,
    NAME_CELL,
    SHEET,
    UNIT_CELL,
    VERSION_CELL,
    Field,
    Form,
)
from helpers.report.survey.style import CENTRED, FRAME, GREY, PALE, SIZE, YELLOW, font, print_on_a4, saved
from helpers.report.vietnamese import listing

WIDTHS = dict(zip("ABCDE", (6, 36, 16, 32, 42), strict=True))
_LEFT = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
_FORMATS = {"whole": "#,##0", "number": "General", "percent": "General", "date": "dd/mm/yyyy", "hour": "hh:mm"}
#: What Excel takes of a title and of a text in the messages of a cell.
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 250


@dataclass(frozen=True)
class Unit:
    """The unit that a form is sent to; without an identifier the form is blank and asks for it."""

    unit_id: str = ""
    name_vi: str = ""


def form_workbook(form: Form, unit: Unit, communes: Sequence[str], units: Sequence[str]) -> bytes:
    """Return the form of one unit as an .xlsx file.

    Parameters
    ----------
    form : what to ask.
    unit : who is asked.
    communes : texts of the drop-down list of communes.
    units : identifiers of all units of the form, for the list of a blank form.
    """
    book = Workbook()
    sheet, guide, lists = book.active, book.create_sheet(GUIDE_SHEET), book.create_sheet(LIST_SHEET)
    sheet.title = SHEET
    sources = _write_lists(lists, _list_texts(form, communes, units))
    _write_guide(guide, form)
    _write_form(sheet, form, unit)
    for address, question in form.answer_cells().items():
        _ask(sheet, address, question, sources)
    if not unit.unit_id:
        _ask_unit(sheet, sources["unit"])
    _identify(book, form, unit)
    _lock(book)
    return saved(book)


def _identify(book: Workbook, form: Form, unit: Unit) -> None:
    marks = {"form_id": form.form_id, "form_version": form.version, "unit_id": unit.unit_id}
    for name, value in marks.items():
        if value:
            book.custom_doc_props.append(StringProperty(name=name, value=value))
    book.properties.title = " - ".join(filter(None, (form.title_vi, unit.unit_id)))
    book.properties.identifier = "/".join(marks.values())
    book.properties.creator = "Sở Thông tin và Truyền thông"


def _lock(book: Workbook) -> None:
    """Protect the structure and every sheet, without a password: against slips, not against people."""
    book.security = WorkbookProtection(lockStructure=True)
    for sheet in book.worksheets:
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
    book[LIST_SHEET].sheet_state = "hidden"


# --- the sheet to fill in ---------------------------------------------------------------------------------


def _write_form(sheet: Worksheet, form: Form, unit: Unit) -> None:
    for address, text in form.printed_cells().items():
        sheet[address] = text
        sheet[address].font = font()
        sheet[address].alignment = _LEFT if address[0] in "BE" else CENTRED
    for area in form.merged_ranges():
        sheet.merge_cells(area)
    sheet[UNIT_CELL], sheet[NAME_CELL] = unit.unit_id or None, unit.name_vi or None
    _dress_head(sheet)
    for row, line in form.rows().items():
        _dress_row(sheet, row, line)
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    print_on_a4(sheet, repeat=f"{HEADER_ROW}:{HEADER_ROW}")
    sheet.print_area = f"A1:E{max(form.rows())}"


def _dress_head(sheet: Worksheet) -> None:
    sheet["A1"].font, sheet["A2"].font = font(bold=True, size=SIZE + 2), font(italic=True, size=SIZE - 1)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 30, 22
    for address in (UNIT_CELL, NAME_CELL, FORM_CELL, VERSION_CELL):
        sheet[address].font, sheet[address].alignment = font(bold=True), CENTRED
        sheet[address].fill, sheet[address].border = GREY, FRAME
    sheet[NAME_CELL].alignment = _LEFT
    sheet["E3"].border, sheet["E4"].font = FRAME, font(italic=True, size=SIZE - 1)
    sheet.row_dimensions[3].height = sheet.row_dimensions[4].height = 36
    sheet.row_dimensions[HEADER_ROW].height = 24
    for place, _ in enumerate(HEADERS, 1):
        cell = sheet.cell(HEADER_ROW, place)
        cell.font, cell.fill, cell.border, cell.alignment = font(bold=True), PALE, FRAME, CENTRED


def _dress_row(sheet: Worksheet, row: int, line: str | Field) -> None:
    for letter in WIDTHS:
        sheet[f"{letter}{row}"].border = FRAME
    if isinstance(line, str):
        sheet[f"A{row}"].font, sheet[f"A{row}"].fill = font(bold=True), PALE
        sheet[f"A{row}"].alignment = _LEFT
        sheet.row_dimensions[row].height = 22
        return
    sheet[f"E{row}"].font = font(size=SIZE - 2, color="404040")
    # Excel keeps the height that it is given: room for the longer of label and guidance.
    lines = max(len(line.label_vi) // 30, len(line.help_vi) // 44) + 1
    sheet.row_dimensions[row].height = 8 + 17 * max(lines, 1)


def _open(cell, number_format: str = "General") -> None:
    cell.protection, cell.fill, cell.border = Protection(locked=False), YELLOW, FRAME
    cell.font, cell.number_format = font(color="1F3864"), number_format
    cell.alignment = _LEFT


def _ask(sheet: Worksheet, address: str, question: Field, sources: Mapping[str, str]) -> None:
    """Open an answer cell and tell Excel what it takes, in words."""
    _open(sheet[address], _FORMATS.get(question.kind, "General"))
    rule = _validation(question, sources)
    rule.promptTitle, rule.prompt = _cut(question.label_vi, _LONGEST_TITLE), _cut(question.help_vi, _LONGEST_MESSAGE)
    rule.errorTitle = "Giá trị chưa đúng"
    rule.error = _cut(f"Cần {allowed(question)}.", _LONGEST_MESSAGE)
    rule.showInputMessage = rule.showErrorMessage = True
    rule.add(address)
    sheet.add_data_validation(rule)


def _validation(question: Field, sources: Mapping[str, str]) -> DataValidation:
    match question.kind:
        case "choice" | "flag":
            return DataValidation(type="list", formula1=sources[question.id], allow_blank=True)
        case "commune":
            # A warning, not a stop: a code or a name that is typed is checked when the form comes back.
            return DataValidation(type="list", formula1=sources["commune"], allow_blank=True, errorStyle="warning")
        case "whole":
            return _between("whole", str(question.low), str(question.high))
        case "date":
            last = _day(question.high) if question.high else "TODAY()"
            return _between("date", _day(question.low), last)
        case "hour":
            return _between("time", f"TIME({question.low},0,0)", f"TIME({question.high},0,0)")
        case "text":
            return _between("textLength", "1", str(LONGEST_TEXT))
    return _between("decimal", str(question.low), str(question.high))


def _between(kind: str, low: str, high: str) -> DataValidation:
    return DataValidation(type=kind, operator="between", formula1=low, formula2=high, allow_blank=True)


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"DATE({day.year},{day.month},{day.day})"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _ask_unit(sheet: Worksheet, source: str) -> None:
    _open(sheet[UNIT_CELL])
    _open(sheet[NAME_CELL])
    rule = DataValidation(type="list", formula1=source, allow_blank=False, showInputMessage=True,
                          showErrorMessage=True)
    rule.promptTitle, rule.prompt = "Mã đơn vị", "Chọn mã của đơn vị, theo danh sách gửi phiếu."
    rule.errorTitle, rule.error = "Giá trị chưa đúng", "Mã này không có trong danh sách gửi phiếu."
    rule.add(UNIT_CELL)
    sheet.add_data_validation(rule)


# --- lists and guidance -----------------------------------------------------------------------------------


def _list_texts(form: Form, communes: Sequence[str], units: Sequence[str]) -> dict[str, list[str]]:
    lists = {question.id: list(question.choices.values()) for question in form.fields if question.choices}
    return lists | {"commune": list(communes), "unit": list(units)}


def _write_lists(sheet: Worksheet, lists: Mapping[str, list[str]]) -> dict[str, str]:
    """Write each list into a column; return where it stands, by its name."""
    sources = {}
    for place, (name, texts) in enumerate(lists.items(), 1):
        letter = get_column_letter(place)
        for row, text in enumerate([name, *texts], 1):
            sheet[f"{letter}{row}"] = text
        sources[name] = f"'{LIST_SHEET}'!${letter}$2:${letter}${max(len(texts), 1) + 1}"
    return sources


def _guidance(form: Form) -> list[str]:
    kept = "Phiếu có một ô sai thì cả phiếu được trả lại kèm danh sách các ô cần sửa."
    steps = [
        f"Điền vào các ô nền vàng ở trang “{SHEET}”, mỗi dòng một câu trả lời; dòng có dấu (*) là bắt buộc. "
        "Điều chưa biết thì để trống, không ước đoán; chỉ ghi số 0 khi thật sự không có.",
        "Không thêm, xóa, gộp, chuyển dòng hoặc cột; không đổi tên trang; các ô khác đã khóa.",
        "Ô có mũi tên: chọn trong danh sách. Ô số: chỉ gõ số, không kèm đơn vị; phần thập phân theo cài đặt của "
        "máy (thường là dấu phẩy, ví dụ 3,5); không gõ dấu phân cách hàng nghìn.",
        "Ô ngày: gõ ngày/tháng/năm, ví dụ 20/11/2018. Ô giờ: gõ giờ:phút, ví dụ 15:30.",
        "Gõ thẳng giá trị, không dùng công thức, không đặt mật khẩu cho tệp.",
        "Không ghi họ tên, số điện thoại của cá nhân vào phiếu.",
        "Lưu tệp dạng .xlsx, giữ nguyên tên tệp, gửi lại đơn vị gửi phiếu. " + kept,
        "Khi cần sửa phiếu đã gửi: sửa trên phiếu cũ, ghi ngày điền phiếu muộn hơn rồi gửi lại.",
    ]
    return steps + [f"Kiểm tra: {_sum(form, parts)} không được lớn hơn {_sum(form, whole)}."
                    for parts, whole in form.limits]


def _sum(form: Form, names: Sequence[str]) -> str:
    words = listing([f"“{form.field(name).label_vi}”" for name in names])
    return f"tổng của {words}" if len(names) > 1 else f"số ở dòng {words}"


def _write_guide(sheet: Worksheet, form: Form) -> None:
    sheet["A1"] = "HƯỚNG DẪN ĐIỀN PHIẾU"
    sheet["A1"].font = font(bold=True, size=SIZE + 2)
    for row, text in enumerate(_guidance(form), 3):
        sheet[f"A{row}"], sheet[f"B{row}"] = row - 2, text
        for cell in (sheet[f"A{row}"], sheet[f"B{row}"]):
            cell.font, cell.alignment = font(), Alignment(wrap_text=True, vertical="top", horizontal="left")
        sheet.row_dimensions[row].height = 6 + 18 * (len(text) // 95 + 1)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 5, 90
    sheet.sheet_view.showGridLines = False
    print_on_a4(sheet)
