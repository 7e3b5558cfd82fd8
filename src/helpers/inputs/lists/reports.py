"""Turn the quarterly reports of the post (Circular 17/2017/TT-BTTTT, article 13) into rows of ``actuals``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.inputs.columns import SERVICE_FORMS
from helpers.inputs.errors import InputError
from helpers.inputs.lists.foreign import BLANK, Foreign, Heads, RefusedFile, Row, read_foreign, whole_number
from helpers.inputs.lists.names import plain, spelling

SOURCE = "TT17-REPORT"
KEYS = ("quarter", "form", "field_vi")
COUNTS = ("dossiers", "revenue_vnd", "complaints", "lost_or_damaged", "compensated")
FORM_LABELS = {"send": "chỉ gửi hồ sơ", "receive": "chỉ nhận kết quả", "both": "gửi hồ sơ và nhận kết quả"}
#: Words, without diacritics, for each form of article 5 of Decision 45/2016/QĐ-TTg. “Tiếp nhận” and “trả kết quả”
#: alone are not among them: both hold the dossiers that go both ways, so that adding them would count those twice.
_FORM_WORDS = {
    "send": {"send", "chi gui ho so", "gui ho so", "chi nhan gui ho so", "nhan gui ho so", "chi gui"},
    "receive": {"receive", "chi nhan ket qua", "nhan ket qua", "chi chuyen tra ket qua", "chuyen tra ket qua",
                "chi tra ket qua", "chi nhan"},
    "both": {"both", "ca hai", "ca hai hinh thuc", "gui ho so va nhan ket qua", "gui ho so nhan ket qua",
             "nhan gui ho so va chuyen tra ket qua", "nhan gui ho so chuyen tra ket qua", "ca gui va nhan"},
}  # fmt: skip
HEADS = Heads(
    {
        "quarter": ("quý", "quý báo cáo", "kỳ báo cáo", "kỳ", "quarter"),
        "year": ("năm", "year"),
        "form": ("hình thức", "hình thức dịch vụ", "form"),
        "field_vi": ("lĩnh vực", "lĩnh vực thủ tục", "tên lĩnh vực", "field"),
        "dossiers": ("số hồ sơ", "sản lượng", "sản lượng hồ sơ", "hồ sơ", "dossiers"),
        "revenue_vnd": ("doanh thu", "doanh thu, đồng", "revenue", "revenue vnd"),
        "complaints": ("số khiếu nại", "khiếu nại", "complaints"),
        "lost_or_damaged": ("hồ sơ mất, hỏng", "mất, hỏng", "số hồ sơ mất, hỏng", "mất, hư hỏng", "lost or damaged"),
        "compensated": ("hồ sơ đã bồi thường", "số hồ sơ đã bồi thường", "đã bồi thường", "compensated"),
    },
    (("quarter",), ("form",), ("field_vi",), ("dossiers",)),
)  # fmt: skip
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
ADDED, SAME, REPLACED = "thêm mới", "không đổi", "thay giá trị cũ"


@dataclass(frozen=True)
class Reports:
    """What a file brings: the whole table ``actuals`` with it, the report row by row, and what was left out."""

    actuals: pd.DataFrame
    report: pd.DataFrame
    totals: tuple[int, ...]
    ignored: tuple[str, ...]


def read_reports(path: Path, actuals: pd.DataFrame, *, replace: bool = False) -> Reports:
    """Read a file of quarterly reports and merge it into those known.

    A row with the key (quarter, form, field) and the values of a known one changes nothing.

    Parameters
    ----------
    path : CSV or XLSX file, left as it is.
    actuals : the table ``actuals``.
    replace : whether other values for a known key take the place of the old ones.

    Raises
    ------
    InputError : the file cannot be read.
    RefusedFile : cells that do not fit, a key twice, or other values for a known key without ``replace``.
    """
    table = read_foreign(path, HEADS)
    rows, problems = [], []
    for row in table.rows:
        cells = _cells(table, row, actuals["field_vi"])
        problems += [value for value in cells.values() if isinstance(value, InputError)]
        rows.append({"line": row.line} | cells)
    if not rows:
        raise InputError(table.file, allowed_vi="báo cáo có ít nhất một dòng", allowed_en="a report with rows",
                         remedy_vi="kiểm tra lại tệp", remedy_en="check the file")
    problems = problems or _repeats(table, rows)
    old = {tuple(row[key] for key in KEYS): row for row in actuals.to_dict("records")}
    if not problems and not replace:
        problems = [_conflict(table, row, new, old[_key(new)]) for row, new in zip(table.rows, rows, strict=True)
                    if _key(new) in old and not _same(new, old[_key(new)])]  # fmt: skip
    if problems:
        raise RefusedFile(table.file, problems)
    return Reports(_merged(actuals, rows, old), _report(rows, old), table.totals, table.ignored)


def quarter_of(text: str) -> str | None:
    """Return a quarter as ``2018Q4``, or None.

    >>> [quarter_of(text) for text in ("2018Q4", "Q4/2018", "quý IV/2018", "Quý 4 năm 2018", "quý V/2018")]
    ['2018Q4', '2018Q4', '2018Q4', '2018Q4', None]
    """
    words = plain(text)
    shaped = re.fullmatch(r"(?P<y>\d{4}) ?q(uy)? ?(?P<q>[1-4])", words) or re.fullmatch(
        r"q(uy)? ?(?P<q>[1-4]|i{1,3}|iv) ?(nam )?(?P<y>\d{4})", words)
    return f"{shaped['y']}Q{_ROMAN.get(shaped['q'], shaped['q'])}" if shaped else None


# --- one row ----------------------------------------------------------------------------------------------


def _cells(table: Foreign, row: Row, known: pd.Series) -> dict[str, object]:
    """Return the values of a row by column; a value that is refused is its error."""
    return {
        "quarter": _quarter(table, row), "form": _form(table, row), "field_vi": _field(table, row, known),
        **{column: _count(table, row, column) for column in COUNTS},
    }  # fmt: skip


def _quarter(table: Foreign, row: Row) -> str | InputError:
    """Return the quarter; its year may stand in a column of its own."""
    written = row.text("quarter")
    whole = quarter_of(written) or quarter_of(f"quý {re.sub('quý', '', written, flags=re.I)} năm {row.text('year')}")
    allowed = ("quý, ví dụ 2018Q4, Q4/2018, quý IV/2018", "a quarter such as 2018Q4, Q4/2018")
    return whole or table.problem(row, "quarter", allowed, ("sửa ô này", "correct this cell"))


def _form(table: Foreign, row: Row) -> str | InputError:
    written = plain(row.text("form"))
    for form, words in _FORM_WORDS.items():
        if written in words:
            return form
    listed = "; ".join(FORM_LABELS.values())
    return table.problem(
        row, "form", (f"một trong ba hình thức của Điều 5 Quyết định 45: {listed}", f"one of three forms: {listed}"),
        ("tách số liệu theo ba hình thức; “tiếp nhận”, “trả kết quả” gộp cả hồ sơ đi hai chiều nên không nhận",
         "part the figures by the three forms; receptions or returns as a whole hold the dossiers of both ways"),
    )  # fmt: skip


def _field(table: Foreign, row: Row, known: pd.Series) -> str | InputError:
    """Return the field, spelt as it is in the table already."""
    written = row.text("field_vi")
    if not written:
        return table.problem(row, "field_vi", ("tên lĩnh vực", "a field"), ("điền ô này", "fill this cell"))
    return {spelling(name): name for name in known}.get(spelling(written), written)


def _count(table: Foreign, row: Row, column: str) -> int | InputError | None:
    if column not in row.cells and column != "dossiers":
        return None
    value = whole_number(row.cells.get(column, ""))
    if value is not None and value >= 0:
        return value
    blank = ("", "") if column == "dossiers" else (", hoặc để trống nếu chưa có", ", or blank when not known")
    return table.problem(
        row, column, (f"số nguyên từ 0, ví dụ 94000 hoặc 94.000{blank[0]}", f"a whole number from 0{blank[1]}"),
        ("sửa ô này; không dùng dấu phẩy, đơn vị, gạch ngang", "correct this cell; no comma, unit or dash"))


# --- the file as a whole ----------------------------------------------------------------------------------


def _key(row: Mapping) -> tuple[str, ...]:
    return tuple(row[key] for key in KEYS)


def _repeats(table: Foreign, rows: list[dict]) -> list[InputError]:
    first: dict[tuple, int] = {}
    problems = []
    for row, cells in zip(table.rows, rows, strict=True):
        key = (*_key(cells)[:2], spelling(cells["field_vi"]))
        if key in first:
            allowed = ("mỗi quý, hình thức, lĩnh vực một dòng", "one row for each quarter, form and field")
            remedy = (f"trùng với dòng {first[key]}: xóa hoặc cộng lại", f"as row {first[key]}: delete or add up")
            problems.append(table.problem(row, "field_vi", allowed, remedy))
        first.setdefault(key, row.line)
    return problems


def _values(row: Mapping) -> tuple[int | None, ...]:
    return tuple(None if pd.isna(row[column]) else int(row[column]) for column in COUNTS)


def _same(new: Mapping, old: Mapping) -> bool:
    return _values(new) == _values(old)


def _changes(new: Mapping, old: Mapping) -> str:
    """Return what differs as ``column: old → new``."""
    pairs = zip(COUNTS, _values(old), _values(new), strict=True)
    return "; ".join(f"{column}: {' → '.join(BLANK if value is None else str(value) for value in ends)}"
                     for column, *ends in pairs if ends[0] != ends[1])


def _conflict(table: Foreign, row: Row, new: Mapping, old: Mapping) -> InputError:
    return InputError(
        table.file, row=row.line, value=f"{' + '.join(_key(new))}: {_changes(new, old)}",
        allowed_vi="giá trị như đã nhập (ghi trước dấu →)", allowed_en="the values imported before (left of →)",
        remedy_vi="sửa tệp; nếu số mới là số đúng thì chạy lại với --replace, số cũ được giữ trong báo cáo nhập",
        remedy_en="correct the file; if the new values are right, run again with --replace: the old ones are kept "
        "in the import report",
    )  # fmt: skip


def _merged(actuals: pd.DataFrame, rows: list[dict], old: Mapping[tuple, dict]) -> pd.DataFrame:
    changed = [row for row in rows if _key(row) not in old or not _same(row, old[_key(row)])]
    new = {_key(row): {**row, "source_id": SOURCE} for row in changed}
    forms = {form: place for place, form in enumerate(SERVICE_FORMS)}
    whole = sorted({**old, **new}.values(), key=lambda row: (row["quarter"], forms[row["form"]], row["field_vi"]))
    frame = pd.DataFrame(whole, columns=list(actuals.columns))
    return frame.astype({column: "Int64" for column in COUNTS})


def _report(rows: list[dict], old: Mapping[tuple, dict]) -> pd.DataFrame:
    """Return what became of each row; a replaced value is kept under ``trước``."""
    lines = []
    for row in rows:
        before = old.get(_key(row))
        done = ADDED if before is None else SAME if _same(row, before) else REPLACED
        named = {"dòng": row["line"], "quý": row["quarter"], "hình thức": FORM_LABELS[row["form"]],
                 "lĩnh vực": row["field_vi"], "kết quả": done}  # fmt: skip
        counts = {column: value for column, value in zip(COUNTS, _values(row), strict=True)}
        past = {f"trước: {column}": value for column, value in zip(COUNTS, _values(before or row), strict=True)}
        lines.append(named | counts | (past if done == REPLACED else {}))
    frame = pd.DataFrame(lines, columns=["dòng", "quý", "hình thức", "lĩnh vực", "kết quả", *COUNTS,
                                         *(f"trước: {column}" for column in COUNTS)])  # fmt: skip
    return frame.astype({column: "Int64" for column in frame.columns[5:]})
