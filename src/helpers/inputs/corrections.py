"""Declared corrections of tables: the file keeps what its source says, the correction says what is right and why."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from helpers.inputs.errors import InputError, unknown_name

FILE = "data/corrections.csv"
#: Joins the parts of a key of several columns.
JOIN = "|"


def corrected(cells: dict[str, pd.DataFrame], corrections: pd.DataFrame,
              schemas: dict[str, pa.DataFrameSchema]) -> dict[str, pd.DataFrame]:
    """Return the cells of tables with every declared correction in its place.

    A correction names the row by the key of its table (parts joined by ``|``), the column, the value that stands in
    the file and the value that is right. Where the file holds another value, the correction is out of date.

    Parameters
    ----------
    cells : tables as text, by name, blank cells missing; the index is the line in the file.
    corrections : columns ``table, key, column, old_value, new_value``; blank values are missing.
    schemas : schema of each table; its ``unique`` names the columns of the key.

    Raises
    ------
    InputError : the table, the row or the column does not exist, or the file does not hold ``old_value``.
    """
    cells = dict(cells)
    for row in corrections.itertuples():
        if row.table not in cells:
            raise unknown_name(FILE, row.table, cells, row=row.Index, what_vi="tên bảng", what_en="a table")
        cells[row.table] = _with_one(cells[row.table], row, list(schemas[row.table].unique))
    return cells


def _with_one(frame: pd.DataFrame, row, keys: list[str]) -> pd.DataFrame:
    if row.column not in frame:
        raise unknown_name(FILE, row.column, frame.columns, row=row.Index, what_vi=f"cột của bảng {row.table}",
                           what_en=f"a column of the table {row.table}")
    named = frame[keys].fillna("").agg(JOIN.join, axis=1)
    lines = frame.index[named == row.key]
    if len(lines) != 1:
        wanted = JOIN.join(keys)
        raise unknown_name(FILE, row.key, named, row=row.Index, what_vi=f"khóa {wanted} của bảng {row.table}",
                           what_en=f"a key {wanted} of the table {row.table}")
    found = frame.loc[lines[0], row.column]
    if _blank(found) != _blank(row.old_value):
        raise InputError(
            FILE, row=row.Index, column="old_value", value=_blank(row.old_value),
            allowed_vi=f"giá trị đang có trong data/tables/{row.table}.csv: {_blank(found)}",
            allowed_en=f"the value that data/tables/{row.table}.csv holds: {_blank(found)}",
            remedy_vi="xóa đính chính nếu bảng đã sửa, hoặc sửa old_value",
            remedy_en="delete the correction if the table has been mended, or correct old_value")
    changed = frame.copy()
    changed.loc[lines[0], row.column] = None if pd.isna(row.new_value) else row.new_value
    return changed


def _blank(value) -> str:
    return "" if pd.isna(value) else str(value)
