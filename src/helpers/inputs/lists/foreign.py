"""Read a table that others made (CSV or XLSX) into cells under known heads, and refuse it in plain words.

The file is only read. The head row may lie below a title; heads may stand in any order and be spelt in several
ways; columns that are not asked for are left out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.inputs.errors import InputError
from helpers.inputs.lists.grids import Cell, Grid, read_grids
from helpers.inputs.lists.names import plain

BLANK = "(trống / blank)"
#: First words of a row of totals; such a row is left out, and said to be.
TOTAL_WORDS = frozenset({"tong", "tong cong", "tong so", "cong", "total"})
_CLOSE = 0.85  # likeness above which a longer head counts as misspelt, not as another head


class RefusedFile(InputError):
    """Everything wrong with a file, said at once; nothing has been written."""

    def __init__(self, file: str, problems: Sequence[InputError]):
        self.problems = tuple(problems)
        first = self.problems[0]
        self.file, self.row, self.column, self.value = file, first.row, first.column, first.value
        head = (
            f"{file}: {len(self.problems)} chỗ phải sửa; chưa ghi gì. / "
            f"{len(self.problems)} to mend; nothing has been written."
        )
        ValueError.__init__(self, "\n".join([head, *(str(problem) for problem in self.problems)]))

    def __reduce__(self):
        return RefusedFile, (self.file, self.problems)


@dataclass(frozen=True)
class Heads:
    """The heads of one kind of file.

    ``spellings`` lists, for each field, the heads that mean it; of each group of ``needs`` at least one field must
    be there.
    """

    spellings: Mapping[str, tuple[str, ...]]
    needs: tuple[tuple[str, ...], ...]

    def field_of(self, head: Cell) -> str | None:
        """Return the field that a head means, or None.

        >>> heads = Heads({"lat": ("vĩ độ", "latitude"), "name": ("tên điểm",)}, (("name",),))
        >>> heads.field_of(" VĨ ĐỘ (WGS 84)"), heads.field_of("ten diem"), heads.field_of("Điện thoại")
        ('lat', 'name', None)
        """
        by_head = {plain(text): field for field, texts in self.spellings.items() for text in texts}
        # A unit in brackets may be left out, but not one that multiplies: millions are not what is asked for.
        written = plain(re.sub(r"\((?!.*?(?:triệu|nghìn|ngàn|tỷ)).*?\)", " ", str(head).lower()))
        if written in by_head or not written:
            return by_head.get(written)
        alike = [text for text in by_head if len(text) > 5 and text.count(" ") == written.count(" ")]
        close = difflib.get_close_matches(written, alike, n=1, cutoff=_CLOSE)
        return by_head[close[0]] if close else None

    def label(self, field: str) -> str:
        """Return the head that a field is best known by."""
        return self.spellings[field][0]


@dataclass(frozen=True)
class Row:
    """One row of a foreign table: its number in the file and its filled cells by field."""

    line: int
    cells: Mapping[str, Cell]

    def text(self, field: str) -> str:
        """Return a cell as text; blank when it is empty. Whole numbers have no decimals."""
        value = self.cells.get(field, "")
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True)
class Foreign:
    """A foreign table: rows below the head row, heads as they are written, what was left out."""

    file: str
    labels: Mapping[str, str]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]
    totals: tuple[int, ...]

    def problem(self, row: Row, field: str, allowed: tuple[str, str], remedy: tuple[str, str]) -> InputError:
        """Build the refusal of one cell, in Vietnamese and English."""
        column, value = self.labels.get(field, field), row.text(field) or BLANK
        return InputError(self.file, row=row.line, column=column, value=value, allowed_vi=allowed[0],
                          allowed_en=allowed[1], remedy_vi=remedy[0], remedy_en=remedy[1])


def read_foreign(path: Path, heads: Heads) -> Foreign:
    """Read the table of a CSV or XLSX file whose heads are known.

    Parameters
    ----------
    path : file to read; its kind is told by its content.
    heads : the heads looked for, and which of them are needed.

    Returns
    -------
    the table; rows without any asked-for cell and rows of totals are left out.

    Raises
    ------
    InputError : the file cannot be read, or holds no table with these heads.
    RefusedFile : cells hold formulas, errors, or are merged; a head stands twice; a row has cells too many.
    """
    grid, head = _the_grid(read_grids(path), heads, str(path))
    fields = [heads.field_of(cell) for cell in head.cells]
    problems = _repeated_heads(grid, head.line, fields, head.cells)
    places = {field: place for place, field in enumerate(fields) if field}
    labels = {field: grid.column_label(place, str(head.cells[place])) for field, place in places.items()}
    rows, totals = [], []
    for line, cells in grid.lines:
        found = {field: cells[place] for field, place in places.items() if place < len(cells) and cells[place] != ""}
        if line > head.line and found and _is_total(cells, found):
            totals.append(line)
        elif line > head.line and found:
            rows.append(Row(line, found))
            bad = {field: grid.bad[line, place] for field, place in places.items() if (line, place) in grid.bad}
            problems += _bad_cells(grid, rows[-1], bad, labels) + _too_long(grid, line, cells, len(fields))
    if problems:
        raise RefusedFile(grid.file, problems)
    ignored = tuple(str(cell) for cell, field in zip(head.cells, fields, strict=True) if cell != "" and not field)
    return Foreign(grid.file, labels, tuple(rows), ignored, tuple(totals))


@dataclass(frozen=True)
class _Head:
    line: int
    cells: tuple[Cell, ...]
    fields: frozenset[str]

    def lacks(self, heads: Heads) -> list[tuple[str, ...]]:
        return [group for group in heads.needs if not self.fields & set(group)]


def _the_grid(grids: Iterable[Grid], heads: Heads, file: str) -> tuple[Grid, _Head]:
    """Return the one sheet, or reading of a CSV file, that has the head row, and that row."""
    best = [(grid, _head_row(grid, heads)) for grid in grids]
    whole = [(grid, head) for grid, head in best if head.fields and not head.lacks(heads)]
    sheets = list(dict.fromkeys(grid.sheet for grid, _ in whole))
    if len(sheets) > 1:
        listed = ", ".join(sheets)
        raise InputError(
            file, value=f"{len(sheets)} trang / sheets: {listed}", allowed_vi="một trang có bảng",
            allowed_en="one sheet with the table", remedy_vi="gộp các trang vào một trang, hoặc ẩn trang không dùng",
            remedy_en="bring the sheets together in one, or hide those not meant",
        )  # fmt: skip
    if whole:
        return max(whole, key=lambda pair: len(pair[1].fields))
    raise _no_head(file, max((head for _, head in best), key=lambda head: len(head.fields), default=None), heads)


def _head_row(grid: Grid, heads: Heads) -> _Head:
    """Return the first row that has all needed heads, or the one that has most of them."""
    best = _Head(0, (), frozenset())
    for line, cells in grid.lines:
        fields = frozenset(filter(None, (heads.field_of(cell) for cell in cells if isinstance(cell, str))))
        head = _Head(line, tuple(cells), fields)
        if fields and not head.lacks(heads):
            return head
        best = max(best, head, key=lambda one: len(one.fields))
    return best


def _no_head(file: str, best: _Head | None, heads: Heads) -> InputError:
    groups = best.lacks(heads) if best else list(heads.needs)
    listed = ", ".join(" / ".join(f"“{heads.label(field)}”" for field in group) for group in heads.needs)
    lacking = ", ".join(" / ".join(f"“{heads.label(field)}”" for field in group) for group in groups)
    return InputError(
        file, row=best.line if best and best.fields else None, value=f"(thiếu cột / lacks the column: {lacking})",
        allowed_vi=f"một dòng tiêu đề có các cột {listed}", allowed_en=f"a head row with the columns {listed}",
        remedy_vi="thêm cột còn thiếu, hoặc sửa tên cột; tiêu đề nằm trên một dòng",
        remedy_en="add the column or correct its head; heads stand in one row",
    )  # fmt: skip


def _repeated_heads(grid: Grid, line: int, fields: list[str | None], cells: Sequence[Cell]) -> list[InputError]:
    return [
        InputError(
            grid.file, row=line, column=grid.column_label(place, str(cells[place])), value=str(cells[place]),
            allowed_vi="mỗi nội dung một cột", allowed_en="one column for each thing",
            remedy_vi=f"cột này trùng nội dung với “{cells[fields.index(field)]}”: xóa một cột",
            remedy_en=f"this column means the same as “{cells[fields.index(field)]}”: delete one of them",
        )
        for place, field in enumerate(fields) if field and field in fields[:place]
    ]  # fmt: skip


def _is_total(cells: Sequence[Cell], found: Mapping[str, Cell]) -> bool:
    first = next(cell for cell in cells if cell != "")
    return any(isinstance(cell, str) and plain(cell) in TOTAL_WORDS for cell in (first, *found.values()))


_BAD_CELLS = {
    "formula": ("giá trị gõ thẳng, không phải công thức", "a typed value, not a formula",
                "chép ô rồi dán lại bằng “Dán giá trị”", "copy the cell and paste it as values"),
    "error": ("giá trị, không phải lỗi của Excel", "a value, not an error of Excel",
              "sửa ô bị lỗi", "correct the cell"),
    "merged": ("mỗi ô một giá trị, không trộn ô", "one value in each cell, no merged cells",
               "bỏ trộn ô rồi điền giá trị vào từng dòng", "unmerge the cells and fill every row"),
}  # fmt: skip


def _bad_cells(grid: Grid, row: Row, bad: Mapping[str, str], labels: Mapping[str, str]) -> list[InputError]:
    problems = []
    for field, reason in bad.items():
        vi, en, mend_vi, mend_en = _BAD_CELLS[reason]
        problems.append(InputError(grid.file, row=row.line, column=labels[field], value=row.text(field) or BLANK,
                                   allowed_vi=vi, allowed_en=en, remedy_vi=mend_vi, remedy_en=mend_en))
    return problems


def _too_long(grid: Grid, line: int, cells: Sequence[Cell], width: int) -> list[InputError]:
    if grid.sheet or not any(cell != "" for cell in cells[width:]):
        return []
    problem = InputError(
        grid.file, row=line, value=f"({len(cells)} ô / cells)", allowed_vi=f"{width} ô như dòng tiêu đề",
        allowed_en=f"{width} cells, as in the head row",
        remedy_vi="đặt ô có dấu ngăn cột trong dấu ngoặc kép, kể cả số có dấu phẩy thập phân",
        remedy_en="put a cell that holds the separator in double quotes, numbers with a decimal comma too",
    )  # fmt: skip
    return [problem]


# --- cells -> values --------------------------------------------------------------------------------------


def decimal(cell: Cell) -> float | None:
    """Return a number written with a decimal point or comma, or None.

    >>> decimal("17,4746"), decimal("106.62"), decimal(17.5), decimal("17°28'")
    (17.4746, 106.62, 17.5, None)
    """
    if not isinstance(cell, str):
        return float(cell)
    return float(cell.replace(",", ".")) if re.fullmatch(r"[+-]?\d+([.,]\d+)?", cell) else None


def whole_number(cell: Cell) -> int | None:
    """Return a whole number, thousands parted by points or spaces as in Vietnamese, or None.

    A comma is not taken: it parts thousands in one language and decimals in the other.

    >>> whole_number("94.000"), whole_number("1 250 000"), whole_number(94000.0)
    (94000, 1250000, 94000)
    >>> whole_number("94,000"), whole_number(1.234), whole_number("94.0")
    (None, None, None)
    """
    if not isinstance(cell, str):
        return int(cell) if float(cell).is_integer() else None
    shaped = re.fullmatch(r"-?(\d+|\d{1,3}([. ]\d{3})+)", cell)
    return int(re.sub(r"[. ]", "", cell)) if shaped else None
