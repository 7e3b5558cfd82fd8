"""Turn what stands in a cell of a returned workbook into the value that is proposed, or say why it cannot be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helpers.inputs.errors import InputError, nearest
from helpers.inputs.lists.grids import Cell
from helpers.inputs.parameters import Parameter, Register
from helpers.inputs.proposals.form import LONGEST_COMMENT, NOTHING, PROPOSED, Choice
from helpers.inputs.survey.cells import CellRefused, fold, number_in_text, tidy

#: Units that Excel shows in percent.
PERCENT = ("share", "per_year")
#: A phone number begins with 0 or +84, so that an amount is none.
_PHONE_OR_MAIL = re.compile(r"(?<![\d.,])(?:0|\+84)(?:[ .-]?\d){8,10}(?!\d)|\S@\S")
_CAPITAL = "A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ"
#: How persons are named: a form of address before a name, or a family name with given names and nothing else.
_PERSON = re.compile(
    rf"(?:^|[;,(–-]\s*)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]/[Cc]|[Đđ]ồng chí)\.?\s+[{_CAPITAL}]"
    r"|^(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Cao|Mai)"
    rf"(?:\s+[{_CAPITAL}][^\W\d_]*){{1,3}}$")
_PLAIN = ("chỉ gõ số, không dấu phân cách hàng nghìn, phần thập phân theo cài đặt của máy",
          "type the figures alone: no thousands separator, the decimal sign of your Excel")


@dataclass(frozen=True)
class Row:
    """One line of a sheet under its heads; ``bad`` says of a head that its cell holds a formula, say."""

    file: str
    sheet: str
    line: int
    cells: Mapping[str, Cell]
    bad: Mapping[str, str]
    letters: Mapping[str, str]

    def error(self, head: str, value, allowed: tuple[str, str], remedy: tuple[str, str]) -> InputError:
        """Return the error that says what is wrong with the cell under a head."""
        return InputError(place_of(self.file, self.sheet), row=self.line, column=self.letters.get(head, head),
                          value=value, allowed_vi=allowed[0], allowed_en=allowed[1], remedy_vi=remedy[0],
                          remedy_en=remedy[1])


def place_of(file: str, sheet: str) -> str:
    """Return a sheet of a file as messages name it."""
    return f"{file}, “{sheet}”"


def span(known: Parameter) -> str:
    """Return the allowed range of a number as messages say it, shares in percent as Excel shows them.

    >>> from helpers.inputs import load_register
    >>> span(load_register()["discount_rate"]), span(load_register()["dossiers_2017"])
    ('từ 0% đến 30%', 'từ 0')
    """
    percent = known.quantity.unit in PERCENT
    ends = [f"{word} {_plain(end * 100 if percent else end)}{'%' if percent else ''}"
            for word, end in (("từ", known.allowed_min), ("đến", known.allowed_max)) if math.isfinite(end)]
    return " ".join(ends)


def _plain(value: float) -> str:
    return f"{value:,.10g}".replace(",", " ").replace(".", ",").replace(" ", ".")


# --- numbers ----------------------------------------------------------------------------------------------


def number(register: Register, key: str, row: Row) -> float:
    """Return the number that is proposed for a parameter.

    A number in a cell is taken as it is, so that 25% in a cell of percentages is 0.25. A text is read by the
    Vietnamese rule: ``3,5`` and ``25%`` have one meaning, ``94.000`` has two and is refused.

    Raises
    ------
    InputError : the cell holds no number, or the number is out of its allowed range.
    """
    known, value = register[key], row.cells[PROPOSED]
    within = span(known)
    allowed = (f"một số {within}".strip(), f"a number in [{known.allowed_min:g}; {known.allowed_max:g}]")
    if isinstance(value, str):
        value = _in_text(row, value, known.quantity.unit in PERCENT, allowed)
    if not known.allowed_min <= value <= known.allowed_max:
        remedy = (f"sửa giá trị của “{known.quantity.label_vi}”", f"correct the value of “{known.label_en}”")
        if known.quantity.unit in PERCENT and value > 1:
            remedy = ("gõ tỷ lệ kèm dấu phần trăm, ví dụ 25%", "type the share with its sign, such as 25%")
        raise row.error(PROPOSED, row.cells[PROPOSED], allowed, remedy)
    return float(value)


def _in_text(row: Row, text: str, percent: bool, allowed: tuple[str, str]) -> float:
    bare = text.removesuffix("%").strip() if percent else text
    try:
        return number_in_text(bare) / (100 if bare != text else 1)
    except CellRefused as refused:
        raise row.error(PROPOSED, f"“{text}”", (f"{allowed[0]}; {refused.reason_vi}", f"{allowed[1]}, not text"),
                        (refused.remedy_vi, _PLAIN[1])) from None


# --- choices ----------------------------------------------------------------------------------------------


def chosen(choice: Choice, row: Row, communes: Iterable[str]) -> object:
    """Return the value that is proposed for a choice, as the scenario keeps it.

    Raises
    ------
    InputError : the cell does not hold what the choice takes, or names a commune that does not exist.
    """
    value = row.cells[PROPOSED]
    if choice.kind == "words":
        return _word(choice, row, str(value))
    if choice.kind == "whole":
        return _whole(choice, row, value, choice.low, choice.high)
    if fold(str(value)) == fold(NOTHING):
        return ()
    parts = [part.strip() for part in str(value).split(";") if part.strip()]
    if choice.kind == "counts":
        return tuple(_whole(choice, row, part, 0, math.inf) for part in parts)
    for part in parts:
        if part not in set(communes):
            near = nearest(part, sorted(communes))
            raise row.error(PROPOSED, part, choice.allowed(),
                            ("sửa mã xã" + (f"; có phải là {near}?" if near else ""),
                             "correct the code" + (f"; did you mean {near}?" if near else "")))
    return tuple(dict.fromkeys(parts))


def _word(choice: Choice, row: Row, text: str) -> str:
    found = {fold(word): key for key, word in choice.words.items()} | {fold(key): key for key in choice.words}
    if fold(text) not in found:
        raise row.error(PROPOSED, text, choice.allowed(),
                        ("chọn trong danh sách của ô", "choose from the cell's list"))
    return found[fold(text)]


def _whole(choice: Choice, row: Row, value: Cell, low: float, high: float) -> int:
    text = str(value)
    if not re.fullmatch(r"\d{1,10}", text) or not low <= int(text) <= high:
        raise row.error(PROPOSED, text, choice.allowed(), ("sửa ô này", "correct this cell"))
    return int(text)


# --- comments ---------------------------------------------------------------------------------------------


def comment(row: Row, head: str) -> str:
    """Return who proposes, or why, in one line.

    Raises
    ------
    InputError : too long, with signs that cannot be printed, or with what names a person or reaches one.
    """
    text = tidy(row.cells[head])
    remedy = ("ghi cơ quan, đơn vị hoặc chức danh, không ghi họ tên, điện thoại, thư điện tử",
              "name an office or a role: no name of a person, telephone or mail address")
    if len(text) > LONGEST_COMMENT or not text.isprintable() or head in row.bad:
        raise row.error(head, text[:40] or f"({row.bad.get(head)})",
                        (f"một dòng chữ, không quá {LONGEST_COMMENT} ký tự",
                         f"one line of text, at most {LONGEST_COMMENT} characters"),
                        ("gõ lại ngắn gọn", "write it anew, shorter"))
    if _PHONE_OR_MAIL.search(text) or _PERSON.search(text):
        raise row.error(head, text, ("cơ quan, đơn vị hoặc chức danh", "an office or a role"), remedy)
    return text
