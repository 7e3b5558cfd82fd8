"""Sets of parameters as a user gives them: a grid, a list or a CSV file; each value knows where it stands."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers.inputs import InputError, unknown_name
from helpers.inputs.lists.grids import Grid, read_grids

#: The column that names the runs instead of a parameter.
RUN_COLUMN = "run"
_TYPES = {
    "str": ("chữ", "text"),
    "int": ("một số nguyên, ví dụ 12", "a whole number such as 12"),
    "float": ("một số, dấu chấm thập phân, ví dụ 0.1", "a number with a decimal point, such as 0.1"),
    "bool": ("true hoặc false", "true or false"),
    "list": ("một danh sách trong ngoặc vuông, ví dụ [8, 9, 9]", "a list in square brackets, such as [8, 9, 9]"),
    "dict": ("các cặp trong ngoặc nhọn, ví dụ {a: 1}", "pairs in braces, such as {a: 1}"),
}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Given:
    """A value as it was written, and where: an option of the command, or a row of a file."""

    text: str
    file: str
    row: int | None = None

    def refused(self, column: str, allowed: tuple[str, str], remedy: tuple[str, str]) -> InputError:
        """Return the error that says what is wrong with the value."""
        return InputError(self.file, row=self.row, column=column, value=self.text, allowed_vi=allowed[0],
                          allowed_en=allowed[1], remedy_vi=remedy[0], remedy_en=remedy[1])


GivenSet = Mapping[str, Given]


def given_sets(grid: Iterable[str] = (), listed: Iterable[str] = (), csv: Path | None = None) -> list[GivenSet]:
    """Return the sets of parameters: those of the file and the list, each at every point of the grid.

    Without any of the three there is one empty set: everything as declared.

    Raises
    ------
    InputError : a text is not of the form asked for, or a parameter stands both in the grid and in a set.

    Examples
    --------
    >>> sets = given_sets(["scenario=bau,stepwise", "years=[3, 4]"], ["x=1", "x=2"])
    >>> [" ".join(f"{key}={given.text}" for key, given in each.items()) for each in sets]
    ['x=1 scenario=bau years=[3, 4]', 'x=1 scenario=stepwise years=[3, 4]', 'x=2 scenario=bau years=[3, 4]', 'x=2 scenario=stepwise years=[3, 4]']
    """  # noqa: E501
    rows = [*([] if csv is None else _from_file(csv)), *(_from_text(text) for text in listed)]
    axes = _axes(grid)
    points = [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]
    for row in rows:
        if twice := [key for key in axes if key in row]:
            raise row[twice[0]].refused(twice[0], ("mỗi tham số đặt ở một nơi", "each parameter in one place"),
                                        ("bỏ tham số này khỏi --grid hoặc khỏi bộ tham số",
                                         "take it out of --grid or out of the set"))
    return [{**row, **point} for row in rows or [{}] for point in points]


def typed(key: str, given: Given, kind: str):
    """Return a value as the type that is declared for it.

    Raises
    ------
    InputError : the text is not a value of that type.

    Examples
    --------
    >>> typed("years", Given("3", "--grid"), "int"), typed("pinned", Given("[a, b]", "--grid"), "list")
    (3, ['a', 'b'])
    """
    text = given.text.strip()
    try:
        return _READERS[kind](text)
    except (ValueError, yaml.YAMLError):
        mend = ("sửa giá trị này", "correct this value")
        if kind in ("int", "float") and "," in text:
            mend = ("viết dấu chấm thập phân, không dấu phân cách hàng nghìn",
                    "write a decimal point and no thousands separator")
        raise given.refused(key, _TYPES[kind], mend) from None


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise ValueError(text)
    return int(text)


def _bool(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()] if text.lower() in ("true", "false") else _no(text)


def _no(text: str):
    raise ValueError(text)


def _collection(kind: type):
    def read(text: str):
        value = yaml.safe_load(text)
        return value if isinstance(value, kind) else _no(text)
    return read


_READERS = {"str": str, "int": _whole, "float": _number, "bool": _bool, "list": _collection(list),
            "dict": _collection(dict)}


# --- where sets stand -------------------------------------------------------------------------------------


def _axes(grid: Iterable[str]) -> dict[str, list[Given]]:
    axes: dict[str, list[Given]] = {}
    for text in grid:
        key, sign, values = (part.strip() for part in text.partition("="))
        if not key or not sign or not values or key in axes:
            raise Given(text, "--grid").refused(
                key, ("tham số=giá trị,giá trị; mỗi tham số một lần", "parameter=value,value; each parameter once"),
                ("ví dụ: --grid scenario=bau,stepwise", "for example: --grid scenario=bau,stepwise"))
        axes[key] = [Given(value, "--grid") for value in split(values, ",")]
    return axes


def _from_text(text: str) -> GivenSet:
    found: dict[str, Given] = {}
    for part in split(text, ";"):
        key, sign, value = (piece.strip() for piece in part.partition("="))
        if not key or not sign or not value or key in found:
            raise Given(text, "--set").refused(
                key, ("tham số=giá trị, nhiều tham số cách nhau bằng dấu ;", "parameter=value, several parted by ;"),
                ("ví dụ: --set \"scenario=stepwise; discount_rate=0.1\"",
                 "for example: --set \"scenario=stepwise; discount_rate=0.1\""))
        found[key] = Given(value, "--set")
    return found


def split(text: str, mark: str) -> list[str]:
    """Split a text at a mark, but not within brackets or quotes.

    >>> split("[8, 9],[10, 8], 'a,b'", ",")
    ['[8, 9]', '[10, 8]', "'a,b'"]
    """
    parts, depth, quote, begin = [], 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "[{(":
            depth += 1
        elif letter in ")}]":
            depth -= 1
        elif letter == mark and depth <= 0:
            parts.append(text[begin:place])
            begin = place + 1
    return [part.strip() for part in (*parts, text[begin:])]


def _from_file(path: Path) -> list[GivenSet]:
    """Return the sets of a CSV (or XLSX) file: a column each parameter, a row each set, blank where as declared."""
    # Of the readings of a text, the one with the most columns has the right separator; a workbook has one table.
    grid = max((grid for grid in read_grids(path) if grid.lines), key=lambda grid: len(grid.lines[0][1]))
    (line, head), *rows = grid.lines
    head = [str(name).strip() for name in head]
    for name in head:
        if not name or head.count(name) > 1:
            raise InputError(path, row=line, column=name or None, value=name or "(trống / blank)",
                             allowed_vi="mỗi cột một tên tham số, không trùng",
                             allowed_en="a name of a parameter for each column, none twice",
                             remedy_vi="sửa dòng tiêu đề", remedy_en="correct the header")
    if not rows:
        raise InputError(path, row=line, allowed_vi="ít nhất một dòng dưới tiêu đề",
                         allowed_en="at least one row under the header", remedy_vi="thêm dòng", remedy_en="add a row")
    return [_row(grid, line, head, cells) for line, cells in rows]


def _row(grid: Grid, line: int, head: list[str], cells: tuple) -> GivenSet:
    if len(cells) > len(head):
        raise InputError(grid.file, row=line, column=head[-1], value=f"({len(cells)} ô / cells)",
                         allowed_vi=f"nhiều nhất {len(head)} ô như dòng tiêu đề",
                         allowed_en=f"at most {len(head)} cells, as in the header",
                         remedy_vi="đặt ô có dấu phẩy trong dấu ngoặc kép",
                         remedy_en="put a cell that holds a comma in double quotes")
    return {name: Given(str(cell), grid.file, line) for name, cell in zip(head, cells, strict=False) if str(cell)}


# --- checked against what is declared ---------------------------------------------------------------------


def check_names(sets: Iterable[GivenSet], declared: Iterable[str], what_vi: str, what_en: str) -> None:
    """Check that every parameter of the sets is declared.

    Raises
    ------
    InputError : one is not; the message names the nearest that is.
    """
    known = {*declared, RUN_COLUMN}
    for each in sets:
        for key, given in each.items():
            if key not in known:
                raise unknown_name(given.file, key, known, row=given.row and 1, what_vi=what_vi, what_en=what_en)
