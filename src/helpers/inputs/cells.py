"""Read a CSV file as text and refuse, in plain words, a file that is not what it should be."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from helpers.inputs.errors import InputError, nearest


def read_cells(path: Path, schema: pa.DataFrameSchema, file: str) -> pd.DataFrame:
    """Return the cells of a file as text.

    Parameters
    ----------
    path : file to read.
    schema : names the columns that the header must hold, in any order.
    file : path of the file as the user knows it, for messages.

    Returns
    -------
    frame of ``str`` with the columns in the order of the schema, blank cells missing; the index is the line
    number at which the row begins, the header being line 1.

    Raises
    ------
    InputError : the file is missing, not UTF-8, badly quoted or ragged, or its header has other columns.
    """
    header, rows, lines = _records(_decoded(path, file), file)
    check_header(header, list(schema.columns), file)
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            raise InputError(
                file, row=line, column=header[min(len(row), len(header)) - 1],
                value=f"({len(row)} ô / cells)",
                allowed_vi=f"đúng {len(header)} ô như dòng tiêu đề",
                allowed_en=f"exactly {len(header)} cells, as in the header",
                remedy_vi="đặt ô có dấu phẩy trong dấu ngoặc kép, thêm hoặc bớt dấu phẩy cho đủ ô",
                remedy_en="put a cell that holds a comma in double quotes; add or remove commas",
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=header, index=lines, dtype="str")
    return frame[list(schema.columns)].replace("", None)


def _decoded(path: Path, file: str) -> str:
    if not path.is_file():
        raise InputError(
            file, allowed_vi="tệp phải có mặt", allowed_en="the file must exist",
            remedy_vi="chép lại tệp này từ bản gốc của sổ tay",
            remedy_en="restore this file from the original workbook",
        )  # fmt: skip
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = _column_at(before, raw)
        raise InputError(
            file, row=before.count(b"\n") + 1, column=column, value=f"0x{raw[error.start]:02X}",
            allowed_vi="chữ mã hóa UTF-8", allowed_en="text encoded in UTF-8",
            remedy_vi="mở lại tệp gốc và lưu dạng “CSV UTF-8”",
            remedy_en="open the original file again and save it as “CSV UTF-8”",
        ) from error  # fmt: skip


def _column_at(before: bytes, raw: bytes) -> str | None:
    """Name the column of a byte, or None where quoting makes the count of commas unreliable."""
    names = raw.split(b"\n", 1)[0].decode("utf-8", "replace").strip("\ufeff\r").split(",")
    line = before.rsplit(b"\n", 1)[-1]
    place = line.count(b",")
    return names[place] if b"\n" in before and b'"' not in line and place < len(names) else None


def _records(text: str, file: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Split the text into header, rows and the line at which each row begins; empty lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines, line = [], [], 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            file, row=reader.line_num, value=f"({error})",
            allowed_vi="dòng CSV có dấu ngoặc kép mở và đóng đủ đôi",
            allowed_en="a CSV line whose double quotes are opened and closed in pairs",
            remedy_vi="sửa dấu ngoặc kép ở dòng này", remedy_en="mend the double quotes in this line",
        ) from error  # fmt: skip
    return (rows[0] if rows else []), rows[1:], lines[1:]


def check_header(header: list[str], wanted: list[str], file: str) -> None:
    """Check that a header holds the wanted columns and no others, in any order.

    Raises
    ------
    InputError : a column is missing, repeated or not wanted.
    """
    missing = [name for name in wanted if name not in header]
    extra = [name for name in header if name not in wanted or header.count(name) > 1]
    if not missing and not extra:
        return
    listed = ", ".join(wanted)
    name = missing[0] if missing else extra[0]
    near = nearest(name, extra)
    if missing and ";" in "".join(header):
        remedy = ("lưu lại tệp với dấu phẩy giữa các ô", "save the file with commas between the cells")
    elif missing and near:
        remedy = (f"đổi tên cột “{near}” thành “{name}”", f"rename the column “{near}” to “{name}”")
    elif missing:
        remedy = ("thêm cột này vào dòng tiêu đề và các dòng", "add this column to the header and the rows")
    else:
        remedy = ("xóa cột thừa hoặc cột lặp này", "delete this surplus or repeated column")
    raise InputError(
        file, row=1, column=name, value="(thiếu / missing)" if missing else "(thừa / surplus)",
        allowed_vi=f"đủ và chỉ các cột: {listed}", allowed_en=f"these columns and no others: {listed}",
        remedy_vi=remedy[0], remedy_en=remedy[1],
    )  # fmt: skip
