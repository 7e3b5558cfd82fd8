"""The register of numbers, ``data/parameters.csv``: every number has one home, a status and a source."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from helpers.inputs.errors import InputError, unknown_name
from helpers.inputs.place import data_dir
from helpers.inputs.quantity import STATUSES, Quantity

FILE = "data/parameters.csv"
#: The columns of the file with their meaning in Vietnamese and English.
COLUMN_MEANINGS = {
    "parameter_id": ("mã số liệu", "identifier, unit at its end"),
    "label_vi": ("tên tiếng Việt", "Vietnamese label"),
    "label_en": ("tên tiếng Anh", "English label"),
    "unit": ("đơn vị", "unit"),
    "role": ("vai trò", "lever, uncertainty, constant or fact"),
    "low": ("cận dưới", "low value; required when the role is uncertainty"),
    "base": ("giá trị dùng", "value used"),
    "high": ("cận trên", "high value; required when the role is uncertainty"),
    "allowed_min": ("nhỏ nhất cho phép", "least value allowed"),
    "allowed_max": ("lớn nhất cho phép", "greatest value allowed"),
    "status": ("trạng thái", "observed, derived, assumed or synthetic"),
    "source_id": ("mã nguồn", "key into data/sources.csv"),
    "locator": ("chỗ trong nguồn, hoặc lý do", "place in the source, or the reason of a guess"),
    "quality": ("độ tin cậy: G, A, R", "quality: G, A or R"),
    "impact": ("ảnh hưởng: G, A, R", "impact: G, A or R"),
    "valid_from": ("có giá trị từ ngày", "date from which it holds; several dates, several rows"),
    "derived_from": ("tính từ biểu thức nào", "expression it is derived from"),
    "note": ("ghi chú", "note"),
}
COLUMNS = list(COLUMN_MEANINGS)
ROLES = ("lever", "uncertainty", "constant", "fact")

@dataclass(frozen=True)
class Parameter:
    """One row of the register; ``row`` is its line in the file, the header being line 1."""

    quantity: Quantity
    label_en: str
    role: str
    allowed_min: float
    allowed_max: float
    quality: str
    impact: str
    row: int

    def level(self, name: str) -> float:
        """Return the value at ``low``, ``base`` or ``high``; a row without a range has one value."""
        value = {"low": self.quantity.low, "base": self.quantity.value, "high": self.quantity.high}[name]
        return self.quantity.value if value is None else value


@dataclass(frozen=True)
class Register(Mapping):
    """The parameters by identifier, in the order of the file.

    ``rows`` holds the row of each parameter that is in force; ``versions`` all rows of those that have several,
    by ``valid_from``.
    """

    rows: Mapping[str, Parameter] = field(default_factory=dict)
    versions: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)

    def __getitem__(self, parameter_id: str) -> Parameter:
        if parameter_id not in self.rows:
            raise unknown_name(FILE, parameter_id, self.rows, what_vi="mã tham số", what_en="a parameter id")
        return self.rows[parameter_id]

    def __contains__(self, parameter_id) -> bool:
        return parameter_id in self.rows

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def at(self, day: date) -> Register:
        """Return the register as it stands on a day: of several rows, the last that is valid by then.

        Where none is valid yet the earliest row serves; the papers mark such a value as later than their date.
        """
        def in_force(rows: tuple[Parameter, ...]) -> Parameter:
            valid = [row for row in rows if row.quantity.valid_from <= day.isoformat()]
            return valid[-1] if valid else rows[0]

        chosen = {key: in_force(rows) for key, rows in self.versions.items()}
        return Register({**self.rows, **chosen}, self.versions)

    def replaced(self, rows: Mapping[str, Parameter]) -> Register:
        """Return the register with other rows in the place of its own, whatever the day."""
        kept = {key: versions for key, versions in self.versions.items() if key not in rows}
        return Register({**self.rows, **rows}, kept)

    def base_values(self) -> dict[str, float]:
        """Return the base value of every parameter, by identifier."""
        return {key: row.quantity.value for key, row in self.rows.items()}

    def check_value(self, parameter_id: str, value, *, file: str = FILE, row: int | None = None) -> float:
        """Return ``value`` as a float once it lies in the allowed range.

        Raises
        ------
        InputError : the name is unknown, the value is not a number or out of the allowed range.
        """
        if parameter_id not in self.rows:
            raise unknown_name(file, parameter_id, self.rows, row=row, what_vi="mã tham số",
                               what_en="a parameter id")
        known = self.rows[parameter_id]
        allowed = f"[{known.allowed_min:g}; {known.allowed_max:g}] {known.quantity.unit}"
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not known.allowed_min <= value <= known.allowed_max:
            raise InputError(
                file, row=row, column=parameter_id, value=repr(value),
                allowed_vi=f"số trong {allowed}", allowed_en=f"a number in {allowed}",
                remedy_vi=f"sửa giá trị của “{known.quantity.label_vi}”",
                remedy_en=f"correct the value of “{known.label_en}”",
            )
        return float(value)


def load_register(path: Path | None = None) -> Register:
    """Read and check the register.

    Parameters
    ----------
    path : the file; default ``data/parameters.csv`` of the workbook.

    Raises
    ------
    InputError : the file is not UTF-8, a column is missing, a row has too few or too many cells, an
        identifier stands twice with one ``valid_from`` or with another unit or role, a word is not in its
        list, a date is not a date, a number is not a finite number, a low value stands without a high one, an
        uncertain parameter has no range, a derived one does not say what from, or allowed_min <= low <= base
        <= high <= allowed_max does not hold.
    """
    path = path or data_dir() / "parameters.csv"
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    _check_header(reader.fieldnames or [])
    rows: dict[str, list[Parameter]] = {}
    for record in reader:
        parameter = _parameter(record, reader.line_num)
        rows.setdefault(parameter.quantity.id, []).append(parameter)
    versions = {key: _in_order(group) for key, group in rows.items()}
    return Register({key: group[-1] for key, group in versions.items()},
                    {key: group for key, group in versions.items() if len(group) > 1})


def _in_order(group: list[Parameter]) -> tuple[Parameter, ...]:
    """Return the rows of one parameter by date, once they differ in it and agree in unit and role."""
    first = group[0]
    for later in group[1:]:
        same = [row for row in group if row.quantity.valid_from == later.quantity.valid_from]
        if len(same) > 1:
            raise _refuse(later.row, "parameter_id", later.quantity.id,
                          "mã chưa dùng ở dòng khác, hoặc dòng khác có valid_from khác",
                          "an id not used on another row, or another row with another valid_from")
        if (later.quantity.unit, later.role) != (first.quantity.unit, first.role):
            raise _refuse(later.row, "unit", later.quantity.unit, f"đơn vị và vai trò như dòng {first.row}",
                          f"unit and role as on row {first.row}")
    return tuple(sorted(group, key=lambda row: row.quantity.valid_from))


def _text(path: Path) -> str:
    """Return the text of a file; a byte order mark, which Excel writes, is dropped."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(FILE, allowed_vi="tệp văn bản mã UTF-8", allowed_en="a text file in UTF-8",
                         remedy_vi="lưu lại tệp ở dạng CSV UTF-8",
                         remedy_en="save the file again as CSV UTF-8") from None


def _check_header(header: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in header]
    extra = [name for name in header if name not in COLUMNS]
    if missing or extra:
        raise InputError(
            FILE, row=1, column=(missing or extra)[0],
            allowed_vi=f"đúng các cột {', '.join(COLUMNS)}", allowed_en=f"exactly the columns {', '.join(COLUMNS)}",
            remedy_vi="thêm cột còn thiếu" if missing else "xóa cột thừa",
            remedy_en="add the missing column" if missing else "delete the extra column",
        )


def _parameter(record: dict[str, str], line: int) -> Parameter:
    if None in record or None in record.values():
        raise _refuse(line, "parameter_id", record["parameter_id"], f"đúng {len(COLUMNS)} ô trên một dòng",
                      f"exactly {len(COLUMNS)} cells on a row")
    _check_words(record, line)
    low, base, high, floor, ceiling = _numbers(record, line)
    quantity = Quantity(
        id=record["parameter_id"], value=base, unit=record["unit"], label_vi=record["label_vi"],
        status=record["status"], source_id=record["source_id"], locator=record["locator"], low=low, high=high,
        valid_from=record["valid_from"], note=record["note"], formula=record["derived_from"],
    )
    return Parameter(quantity, record["label_en"], record["role"], floor, ceiling, record["quality"],
                     record["impact"], line)


def _numbers(record: dict[str, str], line: int) -> tuple[float | None, float, float | None, float, float]:
    """Return low, base, high, allowed_min and allowed_max once they are in order."""
    low, base, high, floor, ceiling = (
        _number(record, name, line) for name in ("low", "base", "high", "allowed_min", "allowed_max"))
    if base is None:
        raise _refuse(line, "base", "(trống)", "một số", "a number")
    if (low is None) != (high is None) or (low is None and record["role"] == "uncertainty"):
        raise _refuse(line, "low" if low is None else "high", "(trống)",
                      "cả cận dưới và cận trên; bắt buộc khi vai trò là uncertainty",
                      "both low and high; required when the role is uncertainty")
    floor = -math.inf if floor is None else floor
    ceiling = math.inf if ceiling is None else ceiling
    order = [v for v in (floor, low, base, high, ceiling) if v is not None]
    if order != sorted(order):
        found = "; ".join(f"{v:g}" for v in order)
        raise _refuse(line, "base", found, "allowed_min <= low <= base <= high <= allowed_max",
                      "allowed_min <= low <= base <= high <= allowed_max")
    return low, base, high, floor, ceiling


def _check_words(record: dict[str, str], line: int) -> None:
    lists = {"role": ROLES, "status": STATUSES, "quality": "GAR", "impact": "GAR"}
    for column, words in lists.items():
        if record[column] not in tuple(words):
            allowed = ", ".join(words)
            raise _refuse(line, column, record[column], f"một trong: {allowed}", f"one of: {allowed}")
    for column in ("parameter_id", "label_vi", "label_en", "unit", "source_id", "locator", "valid_from"):
        if not record[column]:
            raise _refuse(line, column, "(trống)", "không để trống", "not blank")
    if not _is_day(record["valid_from"]):
        raise _refuse(line, "valid_from", record["valid_from"], "ngày dạng 2018-11-07", "a date such as 2018-11-07")
    if (record["status"], bool(record["derived_from"])) in (("derived", False), ("observed", True)):
        raise _refuse(line, "derived_from", record["derived_from"] or "(trống)",
                      "biểu thức của các mã khác; bắt buộc khi status là derived, để trống khi là observed",
                      "an expression of other ids; required when the status is derived, blank when observed")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _number(record: dict[str, str], column: str, line: int) -> float | None:
    text = record[column]
    if text == "":
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _refuse(line, column, text, "một số, dấu chấm thập phân", "a number with a decimal point")
    return value


def _refuse(line: int, column: str, value, allowed_vi: str, allowed_en: str) -> InputError:
    return InputError(FILE, row=line, column=column, value=value, allowed_vi=allowed_vi, allowed_en=allowed_en,
                      remedy_vi="sửa ô này", remedy_en="correct this cell")
