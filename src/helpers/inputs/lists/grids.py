"""Cells of a CSV or XLSX file as they stand, whatever they mean."""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers.inputs.errors import InputError

#: A cell: text in one line and precomposed, a number, or "" when empty.
Cell = str | int | float
_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Grid:
    """The filled lines of a sheet, or of one reading of a CSV file.

    ``lines`` pairs a line number in the file with its cells; ``bad`` says of a (line, column from 0) that it holds
    a ``formula``, an ``error``, or is ``merged``. ``sheet`` is empty for CSV.
    """

    file: str
    sheet: str
    lines: tuple[tuple[int, tuple[Cell, ...]], ...]
    bad: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def column_label(self, place: int, head: str) -> str:
        """Return a column as its reader finds it: by letter in a sheet, by head in a text file."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(place + 1)} “{head}”" if self.sheet else f"“{head}”"


def read_grids(path: Path, *, hidden: bool = False) -> list[Grid]:
    """Return the visible sheets of an XLSX file, or the readings of a CSV file by comma, semicolon and tab.

    ``hidden`` : hidden sheets too.

    Raises
    ------
    InputError : the file is missing, empty, an old or locked Excel file, broken, or not UTF-8.
    """
    if not path.is_file():
        raise _refusal(path, None, ("một tệp CSV hoặc XLSX có thật", "a CSV or XLSX file that exists"),
                       ("kiểm tra lại đường dẫn", "check the path"))
    raw = path.read_bytes()
    if raw.startswith(_OLD_OFFICE):
        raise _refusal(path, "(.xls, hoặc có mật khẩu / .xls, or locked)",
                       ("tệp .xlsx không đặt mật khẩu, hoặc CSV", "an .xlsx file without a password, or CSV"),
                       ("mở bằng Excel, lưu lại dạng “Excel Workbook (*.xlsx)”, không đặt mật khẩu",
                        "open it in Excel and save it as “Excel Workbook (*.xlsx)”, without a password"))
    grids = _sheets(path, raw, hidden) if raw.startswith(_ZIP) else list(_readings(path, _decoded(path, raw)))
    if not any(grid.lines for grid in grids):
        raise _refusal(path, "(không có dữ liệu / no data)", ("tệp có bảng", "a file with a table"),
                       ("kiểm tra lại tệp", "check the file"))
    return grids


def _refusal(path: Path, value, allowed: tuple[str, str], remedy: tuple[str, str], row=None) -> InputError:
    return InputError(path, row=row, value=value, allowed_vi=allowed[0], allowed_en=allowed[1],
                      remedy_vi=remedy[0], remedy_en=remedy[1])


# --- CSV --------------------------------------------------------------------------------------------------


def _decoded(path: Path, raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise _refusal(path, f"0x{raw[error.start]:02X}", ("chữ mã hóa UTF-8", "text encoded in UTF-8"),
                       ("mở bằng Excel, lưu lại dạng “CSV UTF-8” hoặc .xlsx",
                        "open it in Excel and save it as “CSV UTF-8” or .xlsx"), row) from error
    if "\0" in text:
        raise _refusal(path, "(không phải văn bản / not text)", ("tệp CSV hoặc XLSX", "a CSV or XLSX file"),
                       ("lưu lại dạng “CSV UTF-8” hoặc .xlsx", "save it as “CSV UTF-8” or .xlsx"))
    return text


def _readings(path: Path, text: str) -> Iterator[Grid]:
    """Yield the file as it reads with each separator that it holds; a reading with broken quotes is no reading."""
    broken = None
    found = 0
    for separator in [mark for mark in _SEPARATORS if mark in text] or [","]:
        try:
            lines = tuple(_records(text, separator))
        except csv.Error as error:
            broken = error
            continue
        found += 1
        yield Grid(str(path), "", lines)
    if not found:
        raise _refusal(path, f"({broken})", ("dấu ngoặc kép mở và đóng đủ đôi", "double quotes in pairs"),
                       ("sửa dấu ngoặc kép, hoặc lưu lại dạng .xlsx", "mend the quotes, or save it as .xlsx"))


def _records(text: str, separator: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    for row in reader:
        cells = tuple(_clean(cell) for cell in row)
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\ufeff", "").split())


# --- XLSX -------------------------------------------------------------------------------------------------


def _sheets(path: Path, raw: bytes, hidden: bool) -> list[Grid]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw))
    except Exception as error:  # a broken archive fails in as many ways as it has parts
        raise _refusal(path, "(không mở được / cannot be opened)", ("tệp .xlsx nguyên vẹn", "a whole .xlsx file"),
                       ("mở bằng Excel để sửa rồi lưu lại, hoặc xin lại tệp",
                        "open it in Excel to mend it and save it again, or ask for the file again")) from error
    return [_sheet(path, sheet) for sheet in book.worksheets if hidden or sheet.sheet_state == "visible"]


def _sheet(path: Path, sheet) -> Grid:
    lines, bad = [], {}
    for row in sheet.iter_rows():
        cells = tuple(_value(cell) for cell in row)
        if any(cell != "" for cell in cells):
            lines.append((row[0].row, cells))
        kinds = {"f": "formula", "e": "error"}
        bad |= {(cell.row, cell.column - 1): kinds[cell.data_type] for cell in row if cell.data_type in kinds}
    for area in sheet.merged_cells.ranges:
        bad |= {(line, column - 1): "merged" for line, column in area.cells}
    return Grid(str(path), sheet.title, tuple(lines), bad)


def _value(cell) -> Cell:
    value = getattr(cell.value, "text", cell.value)  # an array formula carries its text
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _clean(str(value))
    return int(value) if float(value).is_integer() else float(value)
