"""Read the typed tables of ``data/tables`` and refuse, in plain words, what does not fit.

Every error names the file, the line and the column, the value, what is allowed and what to do.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from helpers.inputs.cells import read_cells
from helpers.inputs.consultation import check_consultation
from helpers.inputs.corrections import corrected
from helpers.inputs.errors import InputError, nearest
from helpers.inputs.optional import OPTIONAL_SCHEMAS
from helpers.inputs.place import data_dir
from helpers.inputs.schemas import ABOUT_DATA, FOREIGN_KEYS, SCHEMAS
from helpers.inputs.seal import unsealed

_ROUNDING = 0.011  # areas are stored with two decimals


@dataclass(frozen=True)
class _Failure:
    """One thing wrong: the order of the fields is the order of reporting."""

    row: int
    position: int
    column: str
    value: object
    allowed: tuple[str, str]
    remedy: tuple[str, str]


def load_table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Read one table, typed and checked by its schema.

    Parameters
    ----------
    name : name of the table, a key of ``SCHEMAS``, for example ``"communes"``; ``"sources"`` is the list of
        sources one folder up.
    folder : folder of the tables; default ``data/tables`` of the workbook.

    Returns
    -------
    frame with the columns of the schema in their order; text is ``str``, whole numbers ``int64`` (``Int64``
    where blanks are allowed), other numbers ``float64``; a blank cell is a missing value.

    Raises
    ------
    InputError : the file is missing, not UTF-8, ragged, or holds a cell that the schema refuses.
    KeyError : there is no such table.

    Examples
    --------
    >>> load_table("procedures")["procedures"].sum()
    np.int64(1971)
    """
    return _typed_table(name, _cells([name], folder)[name]).reset_index(drop=True)


def check_tables(folder: Path | None = None) -> dict[str, pd.DataFrame]:
    """Read every table and check them against each other.

    Every key points to a row that exists; communes add up to their district; the control totals
    of ``control_totals.csv`` are met.

    Parameters
    ----------
    folder : folder of the tables; default ``data/tables`` of the workbook.

    Returns
    -------
    the tables by name, as :func:`load_table` gives them.

    Raises
    ------
    InputError : the first thing that does not fit.
    """
    frames = {name: _typed_table(name, cells) for name, cells in _cells(SCHEMAS, folder).items()}
    unsealed(frames["sources"], frames["sources_seal"])
    _check_keys(frames)
    _check_rows(frames)
    check_consultation(frames)
    _check_districts(frames["communes"], frames["districts"])
    _check_totals(frames)
    return {name: frame.reset_index(drop=True) for name, frame in frames.items()}


def table_file(name: str) -> str:
    """Return the path of a table as the user knows it.

    >>> table_file("communes"), table_file("travel")
    ('data/tables/communes.csv', 'data/travel.csv')
    """
    return f"data/{name}.csv" if name in (*ABOUT_DATA, *OPTIONAL_SCHEMAS) else f"data/tables/{name}.csv"


def _cells(names: Iterable[str], folder: Path | None) -> dict[str, pd.DataFrame]:
    """Read tables as text, corrections in their places; the index of a frame is the line number in its file."""
    folder = data_dir() / "tables" if folder is None else Path(folder)

    def read(name: str) -> pd.DataFrame:
        home = folder.parent if name in ABOUT_DATA else folder
        return read_cells(home / f"{name}.csv", SCHEMAS[name], table_file(name))

    cells, declared = {name: read(name) for name in names}, read("corrections")
    declared = declared if len(cells) == len(SCHEMAS) else declared[declared["table"].isin(list(cells))]
    return corrected(cells, declared, SCHEMAS)


def _typed_table(name: str, cells: pd.DataFrame) -> pd.DataFrame:
    return typed_cells(cells, SCHEMAS[name], table_file(name))


def typed_cells(cells: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> pd.DataFrame:
    """Return cells of text as typed values, checked by a schema; the index stays the line number in the file.

    Raises
    ------
    InputError : a cell cannot be read or the schema refuses it.
    """
    frame, failures = _typed(cells, schema)
    failures += _schema_failures(frame.drop(index={failure.row for failure in failures}), schema)
    if failures:
        _raise_first(failures, file)
    return frame


# --- cells -> typed values --------------------------------------------------------------------------------

_MEND_NUMBER = (
    "sửa ô này; không dùng dấu phân cách hàng nghìn, dấu thập phân là dấu chấm",
    "correct this cell; no thousands separator, and a point for the decimals",
)
_MEND_TEXT = (
    "bỏ khoảng trắng ở đầu và cuối ô, gõ lại bằng bảng mã Unicode dựng sẵn",
    "remove spaces at the ends of the cell and retype it in precomposed Unicode (NFC)",
)


def _typed(cells: pd.DataFrame, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, list[_Failure]]:
    """Convert each column to its type; a cell that cannot be converted is a failure and becomes missing."""
    frame, failures = {}, []
    for position, (name, column) in enumerate(schema.columns.items()):
        kind = str(column.dtype).lower()
        convert = {"int64": _to_whole, "float64": _to_number}.get(kind, _to_text)
        remedy = _MEND_TEXT if convert is _to_text else _MEND_NUMBER
        values = [None if pd.isna(cell) else convert(cell) for cell in cells[name]]
        for line, cell, value in zip(cells.index, cells[name], values, strict=True):
            if value is None and not pd.isna(cell):
                failures.append(_Failure(line, position, name, cell, _allowed(column), remedy))
        dtype = {"int64": "Int64", "float64": "float64"}.get(kind, "str")
        frame[name] = pd.Series(values, index=cells.index, dtype=dtype)
    typed = pd.DataFrame(frame, index=cells.index)
    whole = [name for name, column in schema.columns.items() if str(column.dtype) == "int64"]
    full = [name for name in whole if typed[name].notna().all()]
    return typed.astype(dict.fromkeys(full, "int64")), failures


def _to_whole(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r"-?\d{1,18}", cell) else None


def _to_number(cell: str) -> float | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", cell):
        return None
    return float(cell) if math.isfinite(float(cell)) else None


def _to_text(cell: str) -> str | None:
    return cell if cell == unicodedata.normalize("NFC", cell.strip()) else None


def _allowed(column: pa.Column) -> tuple[str, str]:
    return column.metadata["allowed_vi"], column.metadata["allowed_en"]


# --- what the schema refuses ------------------------------------------------------------------------------


def _schema_failures(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> list[_Failure]:
    # An integer column with a hole is still "Int64" here; the hole is reported as blank, not as a wrong type.
    found = _blank_failures(frame, schema)
    whole = frame.drop(index={failure.row for failure in found})
    dtypes = {name: str(column.dtype) for name, column in schema.columns.items()}
    try:
        _rules(schema).validate(whole.astype(dtypes), lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.drop_duplicates(["index", "column", "check"])
        found += [_from_case(case, whole, schema) for case in cases.itertuples(index=False)]
    return list({(f.row, f.column): f for f in sorted(found, key=lambda f: (f.row, f.position))}.values())


def _rules(schema: pa.DataFrameSchema) -> pa.DataFrameSchema:
    """Return what a schema still asks of values that have been given their type and are not blank."""
    asked = {name: pa.Column(checks=column.checks, nullable=True)
             for name, column in schema.columns.items() if column.checks}
    return pa.DataFrameSchema(asked, unique=schema.unique, report_duplicates=schema.report_duplicates)


def _blank_failures(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> list[_Failure]:
    remedy = ("điền ô này; không được để trống", "fill this cell; it must not be blank")
    return [
        _Failure(line, position, name, "(trống / blank)", _allowed(column), remedy)
        for position, (name, column) in enumerate(schema.columns.items())
        if not column.nullable
        for line in frame.index[frame[name].isna()]
    ]


def _from_case(case, frame: pd.DataFrame, schema: pa.DataFrameSchema) -> _Failure:
    line = int(case.index)
    if case.check == "multiple_fields_uniqueness":
        keys = list(schema.unique)
        value = " + ".join(str(frame.loc[line, key]) for key in keys)
        named = " + ".join(keys)
        return _Failure(
            line, list(schema.columns).index(keys[0]), keys[0], value,
            (f"mỗi {named} chỉ một dòng", f"one row for each {named}"),
            ("sửa mã hoặc xóa dòng trùng", "correct the key or delete the repeated row"),
        )  # fmt: skip
    column = schema.columns[case.column]
    position = list(schema.columns).index(case.column)
    value = frame.loc[line, case.column]
    remedy = ("sửa ô này", "correct this cell")
    if close := nearest(value, column.metadata.get("choices", [])):
        remedy = (f"có phải là “{close}”? Sửa ô này", f"did you mean “{close}”? Correct this cell")
    return _Failure(line, position, case.column, value, _allowed(column), remedy)


def _raise_first(failures: list[_Failure], file: str) -> None:
    first = min(failures, key=lambda failure: (failure.row, failure.position))
    others = len(failures) - 1
    more = (f"; và {others} lỗi khác trong tệp", f"; and {others} more in this file") if others else ("", "")
    raise InputError(
        file, row=first.row, column=first.column, value=first.value,
        allowed_vi=first.allowed[0], allowed_en=first.allowed[1],
        remedy_vi=first.remedy[0] + more[0], remedy_en=first.remedy[1] + more[1],
    )  # fmt: skip


# --- one table against another ----------------------------------------------------------------------------


def _check_keys(frames: dict[str, pd.DataFrame]) -> None:
    for table, column, target, key in FOREIGN_KEYS:
        _require_known(frames[table][column], table, set(frames[target][key]), table_file(target))
    for table, frame in frames.items():
        for column in frame.columns:
            if column.endswith("source_id"):
                _require_known(frame[column], table, set(frames["sources"]["source_id"]), table_file("sources"))


def _require_known(values: pd.Series, table: str, known: set[str], target: str) -> None:
    wrong = values[values.notna() & ~values.isin(known)]
    if wrong.empty:
        return
    allowed = (f"mã có trong {target}", f"a key that exists in {target}")
    remedy = (f"sửa mã, hoặc thêm dòng vào {target}", f"correct the key, or add a row to {target}")
    if close := nearest(wrong.iloc[0], known):
        remedy = (
            f"có phải là “{close}”? Nếu không: {remedy[0]}",
            f"did you mean “{close}”? If not: {remedy[1]}",
        )
    failures = [_Failure(line, 0, str(values.name), value, allowed, remedy) for line, value in wrong.items()]
    _raise_first(failures, table_file(table))


def _check_rows(frames: dict[str, pd.DataFrame]) -> None:
    """Check what must hold between the cells of one row."""
    communes = frames["communes"]
    people = communes["population_urban_2019"] + communes["population_rural_2019"]
    parts = "population_urban_2019 + population_rural_2019"
    _require_equal(communes["population_2019"], people, "communes", parts)
    _check_ticks(frames["legal_basis"])
    districts = frames["districts"]
    units = districts["wards"] + districts["rural_communes"] + districts["towns"]
    _require_equal(districts["communes"], units, "districts", "wards + rural_communes + towns")


def _check_ticks(legal: pd.DataFrame) -> None:
    """Check that a document is ticked by a role and on a day, and only once its number is known."""
    for row in legal.itertuples():
        ticks = [not pd.isna(row.verified_by_role), not pd.isna(row.verified_on)]
        if any(ticks) and (not all(ticks) or pd.isna(row.number)):
            raise InputError(
                table_file("legal_basis"), row=row.Index, column="verified_on", value=row.doc_id,
                allowed_vi="cả verified_by_role và verified_on, hoặc không ô nào; văn bản phải có số, ký hiệu",
                allowed_en="both verified_by_role and verified_on, or neither; the document must have a number",
                remedy_vi="điền đủ vai trò, ngày và số của văn bản", remedy_en="fill in role, day and number",
            )  # fmt: skip


def _check_districts(communes: pd.DataFrame, districts: pd.DataFrame) -> None:
    """Check that the communes of a district add up to the row of the district."""
    groups = communes.groupby("district_code")
    sums = {
        "communes": groups.size(),
        "population_2019": groups["population_2019"].sum(),
        "area_km2": groups["area_km2"].sum(),
    }
    for column, kind in (("wards", "phường"), ("rural_communes", "xã"), ("towns", "thị trấn")):
        sums[column] = communes[communes["kind"] == kind].groupby("district_code").size()
    for column, by_code in sums.items():
        expected = districts["district_code"].map(by_code).fillna(0)
        _require_equal(districts[column], expected, "districts", "data/tables/communes.csv")


def _require_equal(values: pd.Series, expected: pd.Series, table: str, origin: str) -> None:
    wrong = values.index[(values - expected).abs() > _ROUNDING]
    remedy = ("sửa ô này hoặc các ô của tổng", "correct this cell or the cells of the sum")
    failures = []
    for line in wrong:
        total = f"{expected[line]:.10g}"
        allowed = (f"{total}, bằng tổng của {origin}", f"{total}, the sum of {origin}")
        failures.append(_Failure(line, 0, str(values.name), values[line], allowed, remedy))
    if failures:
        _raise_first(failures, table_file(table))


def _check_totals(frames: dict[str, pd.DataFrame]) -> None:
    """Check the sums and counts that published figures fix."""
    for control in frames["control_totals"].itertuples():
        _require_name(control.table, frames, control.Index, "table")
        frame = frames[control.table]
        for column in ("value_column", "filter_column"):
            if not pd.isna(getattr(control, column)):
                _require_name(getattr(control, column), frame.columns, control.Index, column)
        if not pd.isna(control.filter_column):
            frame = frame[frame[control.filter_column].astype(str) == control.filter_value]
        found = len(frame) if pd.isna(control.value_column) else frame[control.value_column].sum()
        if abs(found - control.total) <= _ROUNDING:
            continue
        total = f"{control.total:.10g}"
        raise InputError(
            table_file(control.table),
            column=None if pd.isna(control.value_column) else control.value_column,
            value=f"{found:.10g} ({control.label_vi})",
            allowed_vi=f"tổng {total} theo nguồn {control.source_id}",
            allowed_en=f"the total {total} of the source {control.source_id}",
            remedy_vi="tìm dòng thừa, thiếu hoặc sửa nhầm trong bảng này",
            remedy_en="look for a surplus, missing or altered row in this table",
        )


def _require_name(name: str, valid: Iterable[str], line: int, column: str) -> None:
    if name in valid:
        return
    close = nearest(name, valid)
    raise InputError(
        table_file("control_totals"), row=line, column=column, value=name,
        allowed_vi=f"một trong: {', '.join(valid)}", allowed_en=f"one of: {', '.join(valid)}",
        remedy_vi=f"có phải là “{close}”? Sửa ô này" if close else "sửa ô này",
        remedy_en=f"did you mean “{close}”? Correct this cell" if close else "correct this cell",
    )  # fmt: skip
