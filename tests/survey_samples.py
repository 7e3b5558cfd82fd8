"""Filled-in and damaged survey forms, made by editing the written workbook as a person would.

Cells are found by the words printed beside them, not by the declaration under test.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import zipfile
from pathlib import Path

import openpyxl

from helpers.inputs.survey.cells import Context, commune_choices
from helpers.inputs.survey.form import FORMS
from helpers.inputs.tables import check_tables
from helpers.report.survey.workbook import Unit, form_workbook

DATA = Path(__file__).parents[1] / "data"
TODAY = dt.date(2018, 12, 31)

FACILITY = {
    "Tên điểm phục vụ": "Bưu cục Mẫu",
    "Loại điểm": "Bưu cục",
    "Xã, phường, thị trấn": "18853 - Phường Hải Thành (Thành phố Đồng Hới)",
    "Địa chỉ": "Thôn 1",
    "Vĩ độ": 17.4851,
    "Kinh độ": 106.6233,
    "Diện tích mặt bằng giao dịch": 40,
    "Số quầy giao dịch": 2,
    "Số nhân viên quy đổi": 1.5,
    "Số giờ mở cửa mỗi ngày": 7.5,
    "Số ngày mở cửa mỗi tuần": 6,
    "Khách dùng dịch vụ bưu chính khác mỗi ngày": 30,
    "Giờ thu gom thư, hồ sơ trong ngày": dt.time(15, 30),
    "Máy tính": "Có",
    "Máy quét": "Không",
    "Máy in": "Có",
    "Camera giám sát": "Không",
    "Đường truyền Internet": "Cáp quang",
    "Tình trạng cơ sở vật chất": "Trung bình",
    "Ngày điền phiếu": dt.date(2018, 11, 20),
}
#: What the table must hold for the answers above.
FACILITY_ROW = (
    "Bưu cục Mẫu,post_office,18853,Thôn 1,17.4851,106.6233,40,2,1.5,7.5,6,30,15.5,1,0,1,0,fibre,fair,2018-11-20,"
    "SURVEY-FACILITY"
)
NEEDS = {
    "Số thủ tục mức độ 1-2": 100,
    "Số thủ tục mức độ 3": 10,
    "Số thủ tục mức độ 4": 2,
    "Trong đó số thủ tục thực hiện được qua bưu chính": 60,
    "Tổng số hồ sơ đã tiếp nhận, mọi hình thức": 5000,
    "Hồ sơ chỉ gửi qua bưu chính": 100,
    "Hồ sơ chỉ nhận kết quả qua bưu chính": 700,
    "Hồ sơ cả gửi và nhận kết quả qua bưu chính": 200,
    "Tỷ lệ hồ sơ muốn thực hiện qua bưu chính": 12.5,
    "Diện tích Bộ phận Một cửa": 36,
    "Số quầy của Bộ phận Một cửa": 3,
    "Số người làm tại Bộ phận Một cửa": 4,
    "Sẵn sàng đặt Bộ phận Một cửa tại bưu cục": "Xem xét thêm",
    "Thời điểm muốn bắt đầu": None,
    "Chức vụ của đầu mối liên hệ": "Chánh Văn phòng",
    "Ngày điền phiếu": dt.date(2018, 11, 21),
}
NEEDS_ROW = "100,10,2,60,5000,100,700,200,0.125,36,3,4,consider,,Chánh Văn phòng,2018-11-21,SURVEY-NEEDS"
FULL = {"facility": FACILITY, "needs": NEEDS}


@functools.cache
def tables():
    return check_tables(DATA / "tables")


@functools.cache
def context() -> Context:
    return Context(commune_choices(tables()["communes"], tables()["districts"]), TODAY)


@functools.cache
def empty(kind: str, unit_id: str = "", name: str = "Đơn vị mẫu") -> bytes:
    """Return a form as it is sent out."""
    unit = Unit(unit_id, name if unit_id else "")
    return form_workbook(FORMS[kind], unit, list(context().communes), ["P01", "P02", "S01"])


def cell_of(sheet, label: str):
    """Return the answer cell, column D, beside a printed label."""
    rows = [cell.row for cell in sheet["B"] if cell.value in (label, f"{label} (*)")]
    assert len(rows) == 1, label
    return sheet[f"D{rows[0]}"]


def edited(content: bytes, change) -> bytes:
    """Open a workbook, let ``change(book)`` do its work, and save it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(kind: str, unit_id: str, answers: dict | None = None, also=None) -> bytes:
    """Return a filled form: the full answers with some changed; ``also(book)`` then edits the workbook."""
    def fill(book):
        sheet = book["Phiếu"]
        for label, value in (FULL[kind] | (answers or {})).items():
            cell_of(sheet, label).value = value
        if also:
            also(book)

    return edited(empty(kind, unit_id), fill)


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with bytes of one of its parts replaced."""
    source, stream = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            text = source.read(part)
            assert part != name or old in text
            archive.writestr(part, text.replace(old, new, 1) if part == name else text)
    return stream.getvalue()


def put(root: Path, **files: bytes) -> None:
    """Put files into the inbox of a copy of the workbook; ``__`` in a name stands for the dot."""
    for name, content in files.items():
        (root / "data" / "inbox" / name.replace("__", ".")).write_bytes(content)


def write_answers(root: Path, table: str, rows: list[dict]) -> None:
    """Write answers straight into a table, in the columns of its header."""
    path = root / "data" / "tables" / f"{table}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def facility_answer(point_id: str, **changes) -> dict:
    """Return one row of ``facilities`` with the values of :data:`FACILITY_ROW`, changed as asked."""
    header = (DATA / "tables" / "facilities.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    return dict(zip(header, [point_id, *FACILITY_ROW.split(",")], strict=True)) | changes


def needs_answer(unit_id: str, **changes) -> dict:
    """Return one row of ``agency_needs`` with the values of :data:`NEEDS_ROW`, changed as asked."""
    header = (DATA / "tables" / "agency_needs.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    return dict(zip(header, [unit_id, *NEEDS_ROW.split(",")], strict=True)) | changes
