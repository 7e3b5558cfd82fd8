"""Read a returned workbook of figures: which values are proposed, by whom, and which of them cannot be taken."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.inputs.bundle import Inputs
from helpers.inputs.errors import InputError, unknown_name
from helpers.inputs.lists.grids import Grid, read_grids
from helpers.inputs.proposals import values
from helpers.inputs.proposals.form import (
    CHOICE_LABEL,
    CHOICES,
    CHOICES_SHEET,
    ID,
    LABEL,
    NUMBERS_SHEET,
    ORIGIN_SHEET,
    PAPER,
    PRESENT,
    PROPOSED,
    PROPOSER,
    REASON,
)
from helpers.inputs.proposals.values import Row, place_of
from helpers.inputs.scenario import Scenario
from helpers.inputs.survey.cells import fold


@dataclass(frozen=True)
class Returned:
    """A returned workbook: its name, what it says of its origin, and its two sheets."""

    file: str
    origin: Mapping[str, str]
    numbers: Grid
    choices: Grid


@dataclass(frozen=True)
class Change:
    """A value that is proposed in the place of the present one.

    ``sheet`` and ``row`` say where it stands; ``proposer`` is an office or a role, blank where none is named.
    """

    key: str
    label: str
    before: object
    after: object
    proposer: str
    reason: str
    sheet: str
    row: int


@dataclass(frozen=True)
class Read:
    """What a returned workbook proposes.

    Parameters
    ----------
    changes : the values that differ from those of the scenario.
    problems : one error for each cell that cannot be taken; with any, nothing is to be used.
    stale : identifiers whose present value is no longer the one printed in the workbook.
    same : identifiers for which the present value was proposed.
    """

    changes: tuple[Change, ...]
    problems: tuple[InputError, ...]
    stale: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


_MEND_ID = ("lấy lại mã từ tệp gốc, hoặc làm lại trên tệp gốc",
            "take the identifier from the original file, or start from that file again")


def open_returned(path: Path) -> Returned:
    """Open a returned workbook.

    Raises
    ------
    InputError : the file cannot be opened, or is not the workbook of figures with its sheets.
    """
    if path.is_file() and not path.read_bytes().startswith(b"PK"):
        read_grids(path)  # says what is wrong with an old, locked or torn file
        raise _not_the_annex(path, path.suffix or "(?)")
    grids = {grid.sheet: grid for grid in read_grids(path, hidden=True)}
    for sheet in (ORIGIN_SHEET, NUMBERS_SHEET, CHOICES_SHEET):
        if sheet not in grids:
            raise _not_the_annex(path, f"(không có trang / no sheet “{sheet}”)")
    origin = {str(cells[0]): str(cells[1]) for _, cells in reversed(grids[ORIGIN_SHEET].lines) if len(cells) > 1}
    if origin.get("paper") != PAPER or not origin.get("scenario"):
        raise _not_the_annex(path, origin.get("paper") or "(?)")
    return Returned(str(path), origin, grids[NUMBERS_SHEET], grids[CHOICES_SHEET])


def read_changes(returned: Returned, scenario: Scenario, inputs: Inputs, present: Mapping[str, float],
                 say: Callable[[str], str] = str) -> Read:
    """Return what a workbook proposes against a scenario.

    Parameters
    ----------
    scenario : the scenario that the workbook shows.
    inputs : the inputs as they stand at its date.
    present : value in the scenario of each number that may be proposed anew, by identifier.
    say : turns a label into the words of the format profile of the workbook.

    Raises
    ------
    InputError : a sheet has lost a column that is needed.
    """
    communes, levers = set(inputs["communes"]["commune_code"]), scenario.levers.model_dump()

    def number(row: Row, key: str):
        return values.number(inputs.register, key, row) if key in present else _refuse_closed(row, inputs, key)

    def choice(row: Row, key: str):
        return values.chosen(CHOICES[key], row, communes)

    labels = {key: say(known.quantity.label_vi) for key, known in inputs.register.items()}
    rows = list(_rows(returned.file, returned.numbers, LABEL))
    found = [
        _sheet_changes(rows, LABEL, labels, number, present),
        _sheet_changes(list(_rows(returned.file, returned.choices, CHOICE_LABEL)), CHOICE_LABEL,
                       {key: say(choice.label) for key, choice in CHOICES.items()}, choice, levers),
    ]
    changes, problems, same = (tuple(item for part in parts for item in part) for parts in zip(*found, strict=True))
    return Read(changes, problems, tuple(row.cells[ID] for row in rows if _is_stale(row, present)), same)


def _sheet_changes(rows: Sequence[Row], label_head: str, labels: Mapping[str, str], value_of: Callable,
                   present: Mapping) -> tuple[list[Change], list[InputError], list[str]]:
    """Return the changes of a sheet, the cells that cannot be taken, and the keys whose value stays as it is."""
    changes, problems, same, seen = [], [], [], {}
    for row in rows:
        try:
            key = _key(row, label_head, labels, seen)
            if row.cells[PROPOSED] == "" and PROPOSED not in row.bad:
                continue
            change = _change(row, key, labels[key], present.get(key), value_of(_sound(row), key))
        except InputError as error:
            problems.append(error)
            continue
        if change.after == change.before:
            same.append(key)
        else:
            changes.append(change)
    return changes, problems, same


def _change(row: Row, key: str, label: str, before, after) -> Change:
    proposer, reason = (values.comment(row, head) for head in (PROPOSER, REASON))
    return Change(key, label, before, after, proposer, reason, row.sheet, row.line)


# --- rows -------------------------------------------------------------------------------------------------


def _rows(file: str, grid: Grid, label_head: str) -> Iterator[Row]:
    """Yield the lines of a sheet under its heads, whatever the order of the columns.

    Raises
    ------
    InputError : there is no line with the heads.
    """
    wanted = (ID, label_head, PRESENT, PROPOSED, PROPOSER, REASON)
    heads = next(((line, cells) for line, cells in grid.lines if ID in cells and PROPOSED in cells), None)
    missing = wanted[0] if heads is None else next((head for head in wanted if head not in heads[1]), None)
    if missing is not None:
        raise InputError(
            place_of(file, grid.sheet), row=heads and heads[0], column=missing, value="(thiếu / missing)",
            allowed_vi=f"các cột {', '.join(wanted)} như trong tệp gốc",
            allowed_en=f"the columns {', '.join(wanted)} as in the original file",
            remedy_vi="lấy lại tệp gốc, chỉ điền các ô nền vàng",
            remedy_en="take the original file again and fill in only the yellow cells")
    at = {head: heads[1].index(head) for head in wanted}
    letters = {head: grid.column_label(place, head) for head, place in at.items()}
    for line, cells in grid.lines:
        if line > heads[0]:
            here = {head: cells[place] if place < len(cells) else "" for head, place in at.items()}
            bad = {head: grid.bad[line, place] for head, place in at.items() if (line, place) in grid.bad}
            if any(here[head] != "" for head in (ID, PROPOSED)) or PROPOSED in bad:
                yield Row(file, grid.sheet, line, here, bad, letters)


def _key(row: Row, label_head: str, labels: Mapping[str, str], seen: dict[str, int]) -> str:
    """Return the identifier of a row once it is known, stands once, and belongs to the label beside it."""
    key = str(row.cells[ID])
    if not key:
        raise row.error(ID, "(trống / blank)", ("mã như trong tệp gốc", "the identifier of the original file"),
                        _MEND_ID)
    if key not in labels:
        raise unknown_name(place_of(row.file, row.sheet), key, labels, row=row.line, what_vi="mã",
                           what_en="an identifier")
    if key in seen:
        raise row.error(ID, key, (f"mỗi mã một dòng; mã này đã ở dòng {seen[key]}",
                                  f"each identifier on one row; this one stands on row {seen[key]} already"),
                        _MEND_ID)
    seen[key] = row.line
    if fold(row.cells[label_head]) != fold(labels[key]):
        raise row.error(ID, key, (f"mã đi cùng tên của nó: “{labels[key]}”",
                                  f"the identifier beside its own label: “{labels[key]}”"), _MEND_ID)
    return key


def _sound(row: Row) -> Row:
    """Return the row once the proposed cell holds a plain value."""
    said = {"formula": "công thức / a formula", "error": "ô báo lỗi / an error",
            "merged": "ô đã gộp / merged cells"}
    if PROPOSED in row.bad:
        raise row.error(PROPOSED, f"({said[row.bad[PROPOSED]]})", ("một giá trị gõ thẳng", "a plain value"),
                        ("gõ thẳng giá trị, không công thức, không gộp ô",
                         "type the value itself: no formula, no merged cells"))
    return row


def _refuse_closed(row: Row, inputs: Inputs, key: str):
    fact = inputs.register[key].role == "fact" or inputs.register[key].quantity.status == "observed"
    mend = ("xóa ô này; nếu số sai, sửa dòng của nó trong data/parameters.csv kèm nguồn",
            "clear the cell; if the number is wrong, correct its row of data/parameters.csv with its source")
    why = (("số đã công bố: không phương án nào đổi được", "a published number: no scenario changes it") if fact
           else ("số này không làm đổi kết quả của một phương án", "this number moves no result of a scenario"))
    raise row.error(PROPOSED, row.cells[PROPOSED], (f"ô để trống; {why[0]}", f"a blank cell; {why[1]}"), mend)


def _is_stale(row: Row, present: Mapping[str, float]) -> bool:
    printed, now = row.cells[PRESENT], present.get(row.cells[ID])
    return isinstance(printed, int | float) and now is not None and not math.isclose(printed, now, rel_tol=1e-9)


def _not_the_annex(path: Path, value) -> InputError:
    return InputError(
        path, value=value, allowed_vi=f"phụ lục số liệu {PAPER}.xlsx do sổ tay lập, đủ các trang",
        allowed_en=f"the annex of figures {PAPER}.xlsx made by the workbook, with all its sheets",
        remedy_vi=f"điền vào outputs/dossier/{PAPER}.xlsx và lưu dạng .xlsx, không xóa trang nào",
        remedy_en=f"fill in outputs/dossier/{PAPER}.xlsx and save it as .xlsx, without deleting a sheet")
