"""Sheets of the options: every headline side by side, and each with its interval."""

from __future__ import annotations

from helpers.analysis import REFERENCE
from helpers.inputs import STATUS_WORDS, Quantity, worst_status
from helpers.report.annex.parts import Column, Figure, Sheet, Table, unit_words
from helpers.report.book import Book
from helpers.report.numbers import end
from helpers.report.vietnamese import amount

COMPARED, RANGED = "SoSanh", "KhoangKetQua"
#: Headlines whose level says little: they are shown against the reference too.
WORTH = "_npv_vnd"


def compare_sheet(book: Book) -> Sheet:
    """Return every headline with the scenarios side by side."""
    metrics = book.inputs["metrics"]
    rows = [_compared(book, row.metric_id, row.label_vi, int(row.decimals)) for row in metrics.itertuples()]
    rows += [_difference(book, row.metric_id, row.label_vi) for row in metrics.itertuples()
             if row.metric_id.endswith(WORTH)]
    columns = [Column("Chỉ tiêu", 44), Column("Đơn vị tính", 13, center=True),
               *(Column(run.scenario.title_vi, 16) for run in book.runs.values()),
               Column("Trạng thái", 11, center=True)]
    return Sheet("So sánh phương án", "SO SÁNH CÁC PHƯƠNG ÁN", [Table(
        COMPARED, "Kết quả chính của từng phương án ở mức cơ sở", columns, rows,
        note="Khoảng của từng kết quả ở trang “Khoảng kết quả”. Tiền tính bằng đồng, giá năm "
             f"{book.parameter('price_year').value:.0f}.")])


def ranges_sheet(book: Book) -> Sheet:
    """Return headlines of every scenario with both ends of their intervals, a row each."""
    rows = []
    for row in book.inputs["metrics"].itertuples():
        found = {name: book.result(row.metric_id, name) for name in book.runs}
        if any(_has_range(quantity) for quantity in found.values()):
            rows += [_ranged(book, name, row.label_vi, quantity, int(row.decimals))
                     for name, quantity in found.items()]
        if row.metric_id.endswith(WORTH):
            label = f"{row.label_vi}, so với giữ nguyên"
            rows += [_ranged(book, name, label, book.difference(row.metric_id, name), 0)
                     for name in book.runs if name != REFERENCE]
    columns = [Column("Chỉ tiêu", 52), Column("Phương án", 30), Column("Đơn vị tính", 13, center=True),
               Column("Cận dưới", 18), Column("Cơ sở", 18), Column("Cận trên", 18),
               Column("Trạng thái", 11, center=True)]
    level = amount(book.parameter("interval_share"))
    return Sheet("Khoảng kết quả", "KHOẢNG CỦA CÁC KẾT QUẢ CHÍNH", [Table(
        RANGED, f"Khoảng {level} khi mọi tham số chưa chắc cùng đổi", columns, rows,
        note="Vị trí điểm mới giữ nguyên trong các lần thử. Kết quả không đổi qua các lần thử thì không có ở đây.")])


def _compared(book: Book, metric: str, label: str, decimals: int) -> list:
    found = [book.result(metric, name) for name in book.runs]
    return [label, unit_words(found[0].unit), *(Figure(q.value, q.id, q.unit, decimals) for q in found),
            STATUS_WORDS[worst_status(q.status for q in found)]]


def _difference(book: Book, metric: str, label: str) -> list:
    found = [book.difference(metric, name) for name in book.runs]
    cells = [Figure(q.value, q.id, q.unit) for q in found]
    return [f"{label}, so với giữ nguyên", unit_words(found[0].unit), *cells,
            STATUS_WORDS[worst_status(q.status for q in found)]]


def _has_range(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.low < quantity.high


def _ranged(book: Book, name: str, label: str, quantity: Quantity, decimals: int) -> list:
    ends = (end(quantity, "low"), quantity, end(quantity, "high"))
    return [label, book.runs[name].scenario.title_vi, unit_words(quantity.unit),
            *(Figure(part.value, part.id, part.unit, decimals) for part in ends), STATUS_WORDS[quantity.status]]
