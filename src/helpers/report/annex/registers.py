"""Sheets about the numbers: their sources, and what each column of the workbook means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.inputs.proposals.form import PRESENT, PROPOSED, PROPOSER
from helpers.report.annex.parts import Cell, Column, Day, Sheet, Table
from helpers.report.book import Book

SOURCES, DICTIONARY = "Nguon", "TuDienCot"
_SOURCE_COLUMNS = {
    "source_id": ("Mã nguồn", 20), "issuer_vi": ("Cơ quan, tác giả", 28), "title_vi": ("Tên", 48),
    "document_number": ("Số hiệu", 20), "date": ("Ngày", 12), "where_seen": ("Xem ở đâu", 30),
    "licence": ("Giấy phép", 18), "last_checked": ("Kiểm lần cuối", 12), "note": ("Ghi chú", 40),
}
#: Columns of words that many tables share.
_MEANINGS = {
    "Trạng thái": "trạng thái xấu nhất trong các số của dòng",
    "Trạng thái vị trí": "vị trí của điểm được biết như thế nào",
    "Mã điểm": "mã của điểm; chữ N là điểm mới, kèm mã xã",
    "Mã xã": "mã đơn vị hành chính cấp xã",
    "Hiện có": "có: đang phục vụ hiện nay; mở mới: mở theo phương án",
    "Xã khó khăn": "phân loại xã vùng dân tộc, miền núi hoặc bãi ngang, ven biển",
    "Đơn vị tính": "đơn vị của các số trong dòng",
    PRESENT: "giá trị mà phương án dùng",
    PROPOSED: "ô để điền; để trống là giữ nguyên",
    PROPOSER: "cơ quan, đơn vị hoặc chức danh đề nghị",
    "Vai trò": "lựa chọn; chưa chắc (đổi trong các lần thử); hằng số; đã công bố",
}


def sources_sheet(book: Book) -> Sheet:
    """Return every source with its issuer, number and dates; a full date is a date of Excel."""
    frame = book.inputs["sources"]
    rows = [[_dated(row[name]) for name in _SOURCE_COLUMNS] for row in frame.to_dict("records")]
    columns = [Column(head, width, center=name in ("date", "last_checked"))
               for name, (head, width) in _SOURCE_COLUMNS.items()]
    return Sheet("Nguồn", "NGUỒN SỐ LIỆU", [Table(SOURCES, "Các nguồn đã dẫn bằng mã", columns, rows)])


def dictionary_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """Return what every column of the other sheets means: unit, how it is known, where it is kept, its formula."""
    rows = [[sheet.name, table.title, column.head, _meaning(column), column.unit or None, column.status or None,
             column.place or None, column.formula or None]
            for sheet in sheets for table in sheet.tables for column in table.columns]
    columns = [Column("Trang", 17), Column("Bảng", 36), Column("Cột", 24), Column("Nghĩa", 44),
               Column("Đơn vị tính", 12, center=True), Column("Trạng thái", 10, center=True),
               Column("Bảng gốc và cột", 32), Column("Cách tính", 48)]
    note = ("Bảng gốc: tệp CSV cùng tên trong outputs/<phương án>/results hoặc data/tables. Ô nào lấy từ dòng, cột "
            "nào: trang ẩn “_nguon_goc” (bấm chuột phải vào tên trang, chọn Unhide).")
    return Sheet("Từ điển cột", "TỪ ĐIỂN CỘT", [Table(DICTIONARY, "Nghĩa của từng cột", columns, rows, note=note)])


def _meaning(column: Column) -> str | None:
    meaning = column.meaning or _MEANINGS.get(column.head)
    return meaning if meaning != column.head else None


def _dated(value) -> Cell:
    if value is None or value != value or value == "":
        return None
    return Day(str(value)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)) else str(value)
