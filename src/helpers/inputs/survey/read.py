"""Read one returned form: recognise it, check that it is as it was sent, check every answer.

A form is taken whole or not at all. While its structure is in doubt its answers are not read, because a value
may stand beside the wrong question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from helpers.inputs.survey.cells import Cell, CellRefused, Context, answer, tidy
from helpers.inputs.survey.file import FileRefused, InboxFile, open_workbook_file
from helpers.inputs.survey.form import (
    FORM_CELL,
    FORMS,
    GUIDE_SHEET,
    LIST_SHEET,
    NAME_CELL,
    SHEET,
    UNIT_CELL,
    Form,
)

#: Cells in the used area of a sheet; a form has some 150.
MOST_CELLS = 100_000
_SEND_AGAIN = "chép câu trả lời sang phiếu gốc rồi gửi lại"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a form: where, what was found, why it is refused, what to do."""

    cell: str
    label_vi: str
    value: str
    reason_vi: str
    remedy_vi: str


@dataclass(frozen=True)
class Reading:
    """What one file says: the form and the unit when recognised, the answers when nothing is wrong."""

    file: str
    form: Form | None = None
    unit_id: str = ""
    answers: dict | None = None
    problems: tuple[Problem, ...] = ()


def read_form(file: InboxFile, context: Context) -> Reading:
    """Read one file of the inbox.

    Parameters
    ----------
    file : the file with its bytes.
    context : what answers are checked against.

    Returns
    -------
    the reading; it has either answers or problems, and all the problems of the form.
    """
    try:
        book = open_workbook_file(file)
    except FileRefused as refused:
        return Reading(file.name, problems=(Problem("", "cả tệp", "", refused.reason_vi, refused.remedy_vi),))
    form, problem = _recognised(book)
    if problem is None:
        problem = _structure_problem(book, form)
    if problem is not None:
        return Reading(file.name, form, problems=(problem,))
    sheet = book[_sheet_name(book)]
    unit_id = tidy(sheet[UNIT_CELL].value)
    problems = _identity_problems(book, sheet) or _blank_form(sheet, form)
    if problems:
        return Reading(file.name, form, unit_id, problems=problems)
    answers, problems = _answers(sheet, form, context)
    problems += _sum_problems(form, answers)
    return Reading(file.name, form, unit_id, None if problems else answers, tuple(problems))


# --- is it the form that was sent? ------------------------------------------------------------------------


def _sheet_name(book: Workbook) -> str | None:
    return next((name for name in book.sheetnames if tidy(name) == SHEET), None)


def _recognised(book: Workbook) -> tuple[Form | None, Problem | None]:
    """Tell which form a workbook is, by its printed code or else by its properties."""
    name = _sheet_name(book)
    by_id = {form.form_id: form for form in FORMS.values()}
    if name is None or not isinstance(book[name], Worksheet):
        found = ", ".join(book.sheetnames)
        return None, Problem("", f"trang “{SHEET}”", found, f"không có trang tên “{SHEET}”",
                             f"đặt lại tên trang là “{SHEET}”, hoặc {_SEND_AGAIN}")
    form = by_id.get(tidy(book[name][FORM_CELL].value)) or by_id.get(_property(book, "form_id"))
    if form is None:
        return None, Problem(FORM_CELL, "mã phiếu", tidy(book[name][FORM_CELL].value),
                             "không nhận ra mã phiếu: không phải phiếu khảo sát này, hoặc phiếu đã bị sửa",
                             _SEND_AGAIN)
    return form, None


def _property(book: Workbook, name: str) -> str:
    found = [item.value for item in book.custom_doc_props.props if item.name == name]
    return tidy(found[0]) if found else ""


def _structure_problem(book: Workbook, form: Form) -> Problem | None:
    """Return the first way in which the form is no longer as it was sent."""
    sheet = book[_sheet_name(book)]
    extra = [name for name in book.sheetnames if tidy(name) not in (SHEET, GUIDE_SHEET, LIST_SHEET)]
    if extra:
        return Problem("", "các trang của tệp", ", ".join(extra), "có trang thừa", "xóa trang thừa rồi gửi lại")
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        return Problem(sheet.dimensions, "cả trang", "", "trang rộng bất thường so với phiếu", _SEND_AGAIN)
    texts = {cell.coordinate: tidy(cell.value) for row in sheet.iter_rows() for cell in row}
    return _merge_problem(sheet, form) or _printed_problem(texts, form) or _stray_problem(texts, form)


def _printed_problem(texts: dict[str, str], form: Form) -> Problem | None:
    for address, text in form.printed_cells().items():
        found = texts.get(address, "")
        if found == text:
            continue
        places = [place for place, other in texts.items() if other == text and len(text) > 3]
        reason = (f"nội dung in sẵn “{text}” nay ở ô {places[0]}: đã chèn, xóa hoặc chuyển dòng, cột" if places
                  else f"nội dung in sẵn “{text}” đã bị sửa hoặc xóa")
        return Problem(address, "nội dung in sẵn", found, reason, _SEND_AGAIN)
    return None


def _merge_problem(sheet: Worksheet, form: Form) -> Problem | None:
    merged = {str(area) for area in sheet.merged_cells.ranges} - form.merged_ranges()
    # A whole row merged is a heading that has moved, or printed text that is gone: both are found as such.
    merged = {area for area in merged if not re.fullmatch(r"A(\d+):E\1", area)}
    if not merged:
        return None
    return Problem(min(merged), "ô trả lời", "", "các ô đã bị gộp", "bỏ gộp ô, mỗi dòng một câu trả lời")


def _stray_problem(texts: dict[str, str], form: Form) -> Problem | None:
    known = {*form.printed_cells(), *form.answer_cells(), UNIT_CELL, NAME_CELL}
    for address, text in texts.items():
        if text and address not in known:
            return Problem(address, "ngoài ô trả lời", text, "có nội dung ngoài các ô trả lời",
                           "chuyển nội dung vào ô trả lời đúng dòng, hoặc xóa")
    return None


# --- whose is it, and is it filled in? --------------------------------------------------------------------


def _identity_problems(book: Workbook, sheet: Worksheet) -> tuple[Problem, ...]:
    written, sent_to = tidy(sheet[UNIT_CELL].value), _property(book, "unit_id")
    if not written:
        return (Problem(UNIT_CELL, "mã đơn vị", "", "chưa ghi mã đơn vị",
                        "ghi mã đơn vị có trong danh sách gửi phiếu"),)
    if sent_to and written != sent_to:
        return (Problem(UNIT_CELL, "mã đơn vị", written, f"phiếu này gửi cho đơn vị {sent_to}, mã đã bị sửa",
                        "mỗi đơn vị dùng đúng phiếu của mình"),)
    return ()


def _blank_form(sheet: Worksheet, form: Form) -> tuple[Problem, ...]:
    if any(tidy(sheet[address].value) for address in form.answer_cells()):
        return ()
    return (Problem("", "cả phiếu", "", "phiếu chưa điền", "điền các ô nền vàng rồi gửi lại"),)


# --- the answers ------------------------------------------------------------------------------------------


def _answers(sheet: Worksheet, form: Form, context: Context) -> tuple[dict, list[Problem]]:
    answers, problems = {}, []
    for address, question in form.answer_cells().items():
        found = sheet[address]
        try:
            cell = Cell(found.value, found.data_type, found.number_format)
            answers[question.id] = answer(question, cell, context)
        except CellRefused as refused:
            value = "(trống)" if found.value is None else _shown(found.value)
            problems.append(Problem(address, question.label_vi, value, refused.reason_vi, refused.remedy_vi))
    return answers, problems


def _shown(value) -> str:
    """Return a cell's value for the report; a formula of a table of values is named by its text."""
    return tidy(getattr(value, "text", value))[:80]


def _sum_problems(form: Form, answers: dict) -> list[Problem]:
    """Check that the parts of a total are not more than the total."""
    problems, cells = [], {question.id: address for address, question in form.answer_cells().items()}
    for parts, whole in form.limits:
        if any(answers.get(name) is None for name in (*parts, *whole)):  # refused already, or not known
            continue
        part, total = (sum(answers[name] for name in names) for names in (parts, whole))
        if part <= total:
            continue
        labels = "; ".join(f"{form.field(name).label_vi} ({cells[name]})" for name in whole)
        problems.append(Problem(
            ", ".join(cells[name] for name in parts), form.field(parts[0]).label_vi, str(part),
            f"cộng lại là {part}, lớn hơn {total} là tổng của: {labels}", "sửa các số này cho khớp nhau"))
    return problems


