"""Say what an import and the survey as a whole have come to: workbooks and a text to read at once."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook

from helpers.inputs.survey.form import FORMS
from helpers.inputs.survey.importing import ACCEPTED, IGNORED, REFUSED, Outcome, SurveyImport
from helpers.inputs.survey.roster import PROVINCE, UNIT_TYPES, response_rates
from helpers.report.survey.style import saved, write_table
from helpers.report.vietnamese import number, percent

FORM_WORDS = {"facility": "Phiếu điểm", "needs": "Phiếu nhu cầu"}
RESULT_WORDS = {ACCEPTED: "Đã nhận", REFUSED: "Từ chối", IGNORED: "Bỏ qua"}
_ACCEPTED_HEAD = ("Tệp", "Phiếu", "Mã đơn vị", "Tên đơn vị", "Kết quả", "Lưu ý")
_REFUSED_HEAD = ("Tệp", "Phiếu", "Mã đơn vị", "Tên đơn vị", "Ô", "Nội dung", "Giá trị", "Lý do", "Cách sửa")
_IGNORED_HEAD = ("Tệp", "Mã đơn vị", "Lý do")
_RATE_HEAD = ("Phiếu", "Nhóm", "Số đơn vị", "Đã trả lời", "Chưa trả lời", "Tỷ lệ")
_REMINDER_HEAD = ("Mã đơn vị", "Tên đơn vị", "Loại", "Huyện", "Phiếu")


# --- one import -------------------------------------------------------------------------------------------


def import_totals(done: SurveyImport) -> list[tuple[str, int]]:
    """Return the files of an import by what became of them; the first number is the sum of the others."""
    counts = [(RESULT_WORDS[result], done.count(result)) for result in (ACCEPTED, REFUSED, IGNORED)]
    return [("Tệp trong thư mục nhận", len(done.outcomes)), *counts]


def _rows(done: SurveyImport, result: str) -> list[Outcome]:
    return [outcome for outcome in done.outcomes if outcome.result == result]


def _unit(outcome: Outcome) -> tuple[str, ...]:
    return outcome.file, FORM_WORDS.get(outcome.form, ""), outcome.unit_id, outcome.name_vi


def accepted_rows(done: SurveyImport) -> list[tuple[str, ...]]:
    """Return one row for each accepted form."""
    return [(*_unit(one), one.said_vi, "; ".join(one.notes)) for one in _rows(done, ACCEPTED)]


def refused_rows(done: SurveyImport) -> list[tuple[str, ...]]:
    """Return one row for each problem of each refused file."""
    return [(*_unit(one), bad.cell, bad.label_vi, bad.value, bad.reason_vi, bad.remedy_vi)
            for one in _rows(done, REFUSED) for bad in one.problems]


def ignored_rows(done: SurveyImport) -> list[tuple[str, ...]]:
    """Return one row for each ignored file."""
    return [(one.file, one.unit_id, one.said_vi) for one in _rows(done, IGNORED)]


def import_workbook(done: SurveyImport) -> bytes:
    """Return the report of an import as an .xlsx file: totals, accepted, refused, ignored."""
    book = Workbook()
    book.active.title = "Tổng hợp"
    write_table(book.active, "Kết quả nhập phiếu khảo sát", ("Nội dung", "Số tệp"), import_totals(done), (40, 14),
                ("", "#,##0"))
    write_table(book.create_sheet("Đã nhận"), "Phiếu đã nhận", _ACCEPTED_HEAD, accepted_rows(done),
                (34, 22, 12, 40, 34, 50))
    write_table(book.create_sheet("Từ chối"), "Phiếu từ chối: từng lỗi và cách sửa", _REFUSED_HEAD,
                refused_rows(done), (34, 22, 12, 34, 10, 34, 24, 44, 48))
    write_table(book.create_sheet("Bỏ qua"), "Tệp bỏ qua", _IGNORED_HEAD, ignored_rows(done), (40, 14, 60))
    return saved(book)


def import_markdown(done: SurveyImport) -> str:
    """Return the report of an import as Markdown text."""
    parts = ["# Kết quả nhập phiếu khảo sát", "\n".join(f"- {label}: {number(count)}" for label, count in
                                                        import_totals(done))]
    for title, head, rows in (
        ("Phiếu đã nhận", _ACCEPTED_HEAD, accepted_rows(done)),
        ("Phiếu từ chối", _REFUSED_HEAD, refused_rows(done)),
        ("Tệp bỏ qua", _IGNORED_HEAD, ignored_rows(done)),
    ):
        parts += [f"## {title}", _markdown(head, rows) if rows else "Không có."]
    return "\n\n".join(parts) + "\n"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(text).replace("|", "\\|") for text in line) + " |" for line in lines)


# --- the survey as a whole --------------------------------------------------------------------------------


def rate_rows(roster: pd.DataFrame, by: str, words: dict[str, str]) -> list[tuple]:
    """Return the response rates of a roster with answers by one of its columns, each form with its total.

    ``words`` gives the name of each group, in the order of the rows; a row is form, group, asked, answered,
    silent, share [1].
    """
    rows = []
    for kind in FORMS:
        asked = roster[roster["form"] == kind]
        rates = {group[0]: group for group in response_rates(asked, [by]).itertuples(index=False)}
        rows += [(FORM_WORDS[kind], words[code], *_counts(rates[code])) for code in words if code in rates]
        rows += [(FORM_WORDS[kind], "Cộng", *_counts(total)) for total in
                 response_rates(asked, ["form"]).itertuples(index=False)]
    return rows


def _counts(rate) -> tuple[int, int, int, float]:
    return int(rate.asked), int(rate.answered), int(rate.asked - rate.answered), float(rate.share)


def district_words(districts: pd.DataFrame) -> dict[str, str]:
    """Return the name of each district by its code; units of the province have none."""
    return {"": PROVINCE, **districts.set_index("district_code")["name_vi"].to_dict()}


def reminder_rows(roster: pd.DataFrame, districts: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return one row for each unit that has not answered."""
    names = district_words(districts)
    silent = roster[~roster["answered"]]
    return [(unit.unit_id, unit.name_vi, UNIT_TYPES[unit.unit_type], names[unit.district_code],
             FORM_WORDS[unit.form]) for unit in silent.itertuples()]


def status_workbook(roster: pd.DataFrame, districts: pd.DataFrame) -> bytes:
    """Return response rates and the list of units to remind as an .xlsx file."""
    book = Workbook()
    book.active.title = "Theo huyện"
    formats, widths = ("", "", "#,##0", "#,##0", "#,##0", "0.0%"), (24, 40, 14, 14, 16, 12)
    write_table(book.active, "Tỷ lệ trả lời theo huyện", _RATE_HEAD,
                rate_rows(roster, "district_code", district_words(districts)), widths, formats)
    write_table(book.create_sheet("Theo loại đơn vị"), "Tỷ lệ trả lời theo loại đơn vị", _RATE_HEAD,
                rate_rows(roster, "unit_type", UNIT_TYPES), widths, formats)
    write_table(book.create_sheet("Nhắc"), "Đơn vị chưa trả lời", _REMINDER_HEAD, reminder_rows(roster, districts),
                (14, 56, 34, 26, 24))
    return saved(book)


def shown(row: Sequence) -> list[str]:
    """Return a row of rates as text, for the screen."""
    return [text if isinstance(text, str) else percent(text) if isinstance(text, float) else number(text)
            for text in row]
