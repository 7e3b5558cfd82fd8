"""The two sheets that come back: numbers of the register and choices of the scenario, each with a cell to fill in."""

from __future__ import annotations

import math

from helpers.inputs import STATUS_WORDS, Inputs, Parameter, Scenario
from helpers.inputs.proposals.form import (
    CHOICE_LABEL,
    CHOICES,
    CHOICES_SHEET,
    ID,
    LABEL,
    LONGEST_COMMENT,
    NUMBERS_SHEET,
    PRESENT,
    PROPOSED,
    PROPOSER,
    REASON,
    UNIT,
    Choice,
)
from helpers.inputs.proposals.values import span
from helpers.model import parameter_quantity
from helpers.model.provenance import STAGE_PARAMETERS
from helpers.report.annex.parts import PERCENT, Cell, Column, Entry, Figure, Sheet, Table, unit_words
from helpers.report.book import Book

NUMBERS, CHOSEN = "GiaDinh", "LuaChon"
ROLE_WORDS = {"lever": "lựa chọn", "uncertainty": "chưa chắc", "constant": "hằng số", "fact": "đã công bố"}
#: Stages whose numbers are the same for all scenarios: how much is tried, what is measured and asked.
_COMMON = {"draws", "tolerance", "range", "futures", "actuals", "survey"}
_WHO = "Cơ quan, đơn vị hoặc chức danh. Không ghi họ tên, số điện thoại của cá nhân."
_NOTE = ("Chỉ điền các ô nền vàng: “Giá trị đề nghị” (để trống là giữ nguyên), “Đơn vị đề nghị” (cơ quan, chức danh; "
         "không ghi họ tên) và “Lý do”. Không đổi mã, tên. Tỷ lệ gõ kèm dấu %, số gõ liền không dấu phân cách hàng "
         "nghìn.")
#: Cells whose text Excel accepts as a list in a data validation.
_LONGEST_LIST = 255


def open_values(scenario: Scenario, inputs: Inputs) -> dict[str, float]:
    """Return the numbers that may be proposed anew, at their value in a scenario.

    They are choices and uncertain numbers, and constants that are assumed, as far as they can move a result of a
    scenario; what is published or set by law cannot be changed by a scenario.
    """
    starts = tuple(start for stage, own in STAGE_PARAMETERS.items() if stage not in _COMMON for start in own)
    return {key: parameter_quantity(scenario, inputs, key).value for key, known in inputs.register.items()
            if key.startswith(starts) and _is_open(known)}


def _is_open(known: Parameter) -> bool:
    return known.role in ("lever", "uncertainty") or (
        known.role == "constant" and known.quantity.status not in ("observed", "derived"))


def numbers_sheet(book: Book) -> Sheet:
    """Return the register with what may be proposed first, each number at its value in the scenario."""
    is_open = open_values(book.scenario, book.inputs)
    keys = sorted(book.inputs.register, key=lambda key: key not in is_open)
    rows = [_number_row(book, book.inputs.register[key], key in is_open) for key in keys]
    columns = [
        Column(ID, 24), Column(LABEL, 36), Column(UNIT, 13, center=True), Column("Vai trò", 11, center=True),
        *(Column(head, 13) for head in ("Thấp", "Cơ sở", "Cao")), Column(PRESENT, 14), Column(PROPOSED, 14),
        *(Column(head, 13) for head in ("Nhỏ nhất cho phép", "Lớn nhất cho phép")), Column(PROPOSER, 22),
        Column(REASON, 26), Column("Trạng thái", 10, center=True), Column("Nguồn", 18),
        Column("Chỗ trong nguồn, căn cứ", 34),
    ]
    table = Table(NUMBERS, f"Các số liệu của phương án “{book.scenario.title_vi}”", columns, rows, note=_NOTE)
    return Sheet(NUMBERS_SHEET, "GIẢ ĐỊNH VÀ GIÁ TRỊ ĐỀ NGHỊ", [table], kept=2, pages_wide=2, protected=True)


def choices_sheet(book: Book) -> Sheet:
    """Return the choices of the scenario that are not numbers of the register."""
    levers = book.scenario.levers.model_dump()
    rows = [[key, choice.label, _present(choice, levers[key]), Entry(*_choice_entry(choice)), choice.allowed()[0],
             _who(), _why()] for key, choice in CHOICES.items()]
    columns = [Column(ID, 22), Column(CHOICE_LABEL, 36), Column(PRESENT, 26, center=True),
               Column(PROPOSED, 26, center=True), Column("Cho phép", 44), Column(PROPOSER, 24), Column(REASON, 28)]
    table = Table(CHOSEN, f"Các lựa chọn của phương án “{book.scenario.title_vi}”", columns, rows,
                  note="Chỉ điền các ô nền vàng; để trống là giữ nguyên, ghi “không” để bỏ hết một danh sách.")
    return Sheet(CHOICES_SHEET, "LỰA CHỌN CỦA PHƯƠNG ÁN", [table], protected=True)


# --- rows -------------------------------------------------------------------------------------------------


def _number_row(book: Book, known: Parameter, is_open: bool) -> list[Cell]:
    quantity, now = known.quantity, book.parameter(known.quantity.id)
    limits = [_register(known, column, getattr(known, column)) for column in ("allowed_min", "allowed_max")]
    return [
        quantity.id, quantity.label_vi, unit_words(quantity.unit), ROLE_WORDS[known.role],
        _register(known, "low", quantity.low), _register(known, "base", quantity.value),
        _register(known, "high", quantity.high), _figure(quantity.unit, now.value, quantity.id),
        Entry(*_number_entry(known)) if is_open else None, *limits,
        _who() if is_open else None, _why() if is_open else None,
        STATUS_WORDS[quantity.status], quantity.source_id, quantity.locator,
    ]


def _register(known: Parameter, column: str, value: float | None) -> Figure | None:
    """Return a number as the register has it; no limit is a blank cell."""
    if value is None or not math.isfinite(value):
        return None
    return _figure(known.quantity.unit, value, f"parameters:{known.quantity.id}.{column}")


def _figure(unit: str, value: float, ref: str) -> Figure:
    scale = 100 if unit in PERCENT else 1
    decimals = next((places for places in range(7) if math.isclose(round(value * scale, places), value * scale,
                                                                   rel_tol=1e-9, abs_tol=1e-12)), 6)
    return Figure(value, ref, unit, decimals)


def _present(choice: Choice, value) -> Cell:
    return str(choice.said(value))


# --- what the yellow cells take ---------------------------------------------------------------------------


def _number_entry(known: Parameter) -> tuple[dict, str, str]:
    within = span(known)
    rule: dict[str, object] = {"validate": "decimal"}
    low, high = (_plain(end) if math.isfinite(end) else None for end in (known.allowed_min, known.allowed_max))
    if low is not None and high is not None:
        rule |= {"criteria": "between", "minimum": low, "maximum": high}
    else:
        rule |= {"criteria": ">=", "value": low} if low is not None else {"criteria": "<=", "value": high or 0}
    if low is None and high is None:
        rule = {"validate": "any"}
    unit = unit_words(known.quantity.unit)
    prompt = f"Một số {within}".strip() + (f" ({unit})" if unit else "") + ". Để trống là giữ nguyên."
    shown = "0.0##%" if known.quantity.unit in PERCENT else "#,##0" if "vnd" in known.quantity.unit else "General"
    return rule, shown, prompt


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _choice_entry(choice: Choice) -> tuple[dict, str, str]:
    said = f"{choice.allowed()[0]}. Để trống là giữ nguyên."
    prompt = said[:1].upper() + said[1:]
    if choice.kind == "words":
        words = list(choice.words.values())
        assert len(",".join(words)) <= _LONGEST_LIST
        return {"validate": "list", "source": words}, "@", prompt
    if choice.kind == "whole":
        ends = {"minimum": choice.low, "maximum": choice.high}
        return {"validate": "integer", "criteria": "between", **ends}, "0", prompt
    return {"validate": "any"}, "@", prompt


def _who() -> Entry:
    return Entry(_short(), "@", _WHO)


def _why() -> Entry:
    return Entry(_short(), "@", "")


def _short() -> dict[str, object]:
    return {"validate": "length", "criteria": "<=", "value": LONGEST_COMMENT}
