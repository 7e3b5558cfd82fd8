"""Ways that the user supplies: distance and time between communes, or to exact points, used as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from helpers.inputs.cells import check_header, read_cells
from helpers.inputs.errors import InputError
from helpers.inputs.optional import OPTIONAL_SCHEMAS
from helpers.inputs.tables import typed_cells

_SCHEMA = OPTIONAL_SCHEMAS["travel"]
_CSV, _PARQUET = "travel.csv", "travel.parquet"
#: Missing pairs named in a message.
_PAIRS_SHOWN = 3


def load_travel(folder: Path, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the ways of ``travel.csv`` or ``travel.parquet``; a frame without rows when there is no such file.

    Every ordered pair of communes must be there, a commune with itself too: where people of a commune go inside it.
    A point of observed place may have ways of its own, then from every commune.

    Parameters
    ----------
    folder : the folder ``data/``.
    tables : the tables in force, with ``communes``, ``service_points`` and ``sources``.

    Returns
    -------
    columns ``from_commune_code, to_commune_code, to_point_id, km, minutes, status, source_id``; texts are categories.

    Raises
    ------
    InputError : both files are there, a row is wrong or repeated, a code is unknown, or pairs are missing.
    """
    paths = [folder / name for name in (_CSV, _PARQUET) if (folder / name).exists()]
    if len(paths) > 1:
        raise InputError(f"data/{_PARQUET}", allowed_vi=f"một trong hai tệp {_CSV}, {_PARQUET}",
                         allowed_en=f"one of the files {_CSV}, {_PARQUET}", remedy_vi="bỏ bớt một tệp",
                         remedy_en="remove one of them")
    if not paths:
        return pd.DataFrame({name: pd.Series(dtype=_kept(name)) for name in _SCHEMA.columns})
    file = f"data/{paths[0].name}"
    cells = read_cells(paths[0], _SCHEMA, file) if paths[0].name == _CSV else _parquet_cells(paths[0], file)
    ways = typed_cells(cells, _SCHEMA, file)
    _check_ends(ways, file)
    _check_codes(ways, tables, file)
    _check_pairs(ways, tables["communes"]["commune_code"], file)
    return ways.astype({name: _kept(name) for name in _SCHEMA.columns}).reset_index(drop=True)


def _kept(column: str) -> str:
    return "float64" if column in ("km", "minutes") else "category"


def _parquet_cells(path: Path, file: str) -> pd.DataFrame:
    """Return the cells of a Parquet file as text; rows are counted as in a CSV file, from line 2."""
    try:
        frame = pd.read_parquet(path)
    except ImportError:
        raise InputError(
            file, allowed_vi="tệp Parquet chỉ khi đã cài gói pyarrow",
            allowed_en="a Parquet file only once the package pyarrow is installed",
            remedy_vi=f"cài bằng lệnh pip install pyarrow, hoặc lưu bảng thành data/{_CSV}",
            remedy_en=f"run pip install pyarrow, or save the table as data/{_CSV}") from None
    except (OSError, ValueError) as error:
        raise InputError(
            file, value="(không đọc được / cannot be read)", allowed_vi="tệp Parquet nguyên vẹn",
            allowed_en="a whole Parquet file",
            remedy_vi="ghi lại tệp, hoặc dùng CSV", remedy_en="write the file again, or use CSV") from error
    check_header([str(name) for name in frame.columns], list(_SCHEMA.columns), file)
    cells = frame[list(_SCHEMA.columns)].astype(object)
    text = cells.map(lambda value: None if pd.isna(value) or value == "" else str(value))
    return text.set_axis(range(2, len(text) + 2))


def _check_ends(ways: pd.DataFrame, file: str) -> None:
    """Check that every way ends either in a commune or at a point."""
    both = ways["to_commune_code"].notna() == ways["to_point_id"].notna()
    if both.any():
        row = ways[both].iloc[0]
        found = "" if pd.isna(row["to_point_id"]) else f"{row['to_commune_code']} + {row['to_point_id']}"
        raise InputError(
            file, row=ways.index[both][0], column="to_commune_code", value=found or "(trống / blank)",
            allowed_vi="đúng một trong hai ô to_commune_code, to_point_id",
            allowed_en="exactly one of the cells to_commune_code, to_point_id",
            remedy_vi=f"sửa dòng này{_others(both.sum(), 'vi')}",
            remedy_en=f"correct this row{_others(both.sum(), 'en')}")


def _check_codes(ways: pd.DataFrame, tables: Mapping[str, pd.DataFrame], file: str) -> None:
    """Check that communes and sources exist, and points too and with an observed place."""
    points, communes = tables["service_points"], tables["communes"]["commune_code"]
    observed = points.loc[points["place_status"] == "observed", "point_id"]
    commune = "mã xã có trong data/tables/communes.csv", "a code of data/tables/communes.csv"
    known: tuple[tuple[str, Iterable[str], tuple[str, str]], ...] = (
        ("from_commune_code", communes, commune), ("to_commune_code", communes, commune),
        ("to_point_id", observed, ("mã điểm có vị trí đã biết (place_status là observed)",
                                   "a point of known place (place_status is observed)")),
        ("source_id", tables["sources"]["source_id"],
         ("source_id có trong data/sources.csv", "a source_id of data/sources.csv")),
    )
    for column, valid, allowed in known:
        wrong = ways[column].notna() & ~ways[column].isin(set(valid))
        if wrong.any():
            raise InputError(
                file, row=ways.index[wrong][0], column=column, value=ways.loc[wrong, column].iloc[0],
                allowed_vi=allowed[0], allowed_en=allowed[1], remedy_vi=f"sửa mã này{_others(wrong.sum(), 'vi')}",
                remedy_en=f"correct this code{_others(wrong.sum(), 'en')}")


def _check_pairs(ways: pd.DataFrame, codes: pd.Series, file: str) -> None:
    """Check that there is a way from every commune to every commune, and to every point that is named."""
    for column, ends in (("to_commune_code", codes), ("to_point_id", ways["to_point_id"].dropna().unique())):
        wanted = pd.MultiIndex.from_product([codes, ends])
        given = ways.dropna(subset=[column])
        missing = wanted.difference(pd.MultiIndex.from_frame(given[["from_commune_code", column]]), sort=False)
        if len(missing):
            shown = ", ".join(f"{start} → {end}" for start, end in missing[:_PAIRS_SHOWN])
            more = ", …" if len(missing) > _PAIRS_SHOWN else ""
            raise InputError(
                file, column=f"from_commune_code, {column}",
                value=f"(thiếu {len(missing)} cặp / {len(missing)} pairs missing: {shown}{more})",
                allowed_vi=f"đủ {len(wanted)} cặp, từ mỗi xã trong {len(codes)} xã; có cả đường trong xã, từ xã đến "
                "chính nó",
                allowed_en=f"all {len(wanted)} pairs, from each of {len(codes)} communes; ways inside a commune, "
                "from it to itself, too",
                remedy_vi="thêm các cặp còn thiếu", remedy_en="add the pairs that are missing")


def _others(count: int, language: str) -> str:
    if count == 1:
        return ""
    return f"; và {count - 1} dòng khác" if language == "vi" else f"; and {count - 1} more rows"
