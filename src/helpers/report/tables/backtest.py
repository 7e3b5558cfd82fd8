"""Tables of the back-test: reported dossiers beside the forecast, and how it did."""

from __future__ import annotations

from helpers.analysis.backtest import TOTAL, back_test
from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.tables.common import CENTER, LEFT, RIGHT, note, table_block
from helpers.report.vietnamese import listing, number, percent

NOTHING = "Chưa có số liệu để kiểm; không nêu độ chính xác"
_FORMS = {TOTAL: "Tổng", "send": "Chỉ gửi hồ sơ", "receive": "Chỉ nhận kết quả", "both": "Cả hai"}
_LEVELS = {"quarter": "Quý", "year": "Năm"}
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def period_words(period: str) -> str:
    """Return a quarter or year as it is said.

    >>> period_words("2018Q4"), period_words("2019")
    ('Quý IV/2018', 'Năm 2019')
    """
    year, _, quarter = period.partition("Q")
    return f"Quý {_ROMAN[quarter]}/{year}" if quarter else f"Năm {year}"


def backtest_periods(book: Book) -> TableBlock:
    """Return the reported totals by quarter and year beside the forecast of the same quarters."""
    test = back_test(book.results, book.inputs)
    shown = test.periods[test.periods["form"] == TOTAL]
    rows = [
        [period_words(row.period), number(row.quarters),
         *(number(v) for v in (row.actual, row.low, row.base, row.high, row.actual - row.base))]
        for row in shown.itertuples()
    ] or [[NOTHING, *[""] * 6]]  # fmt: skip
    columns = [("Kỳ", LEFT, 0.22), ("Số quý", CENTER, 0.1), ("Thực tế", RIGHT, 0.14), ("Thấp", RIGHT, 0.13),
               ("Cơ sở", RIGHT, 0.13), ("Cao", RIGHT, 0.13), ("Thực tế trừ cơ sở", RIGHT, 0.15)]  # fmt: skip
    under = "báo cáo quý của Bưu điện tỉnh; dự báo chia đều bốn quý, năm chưa đủ quý so theo phần số quý đã có"
    for quarters, words in ((test.incomplete, "thiếu một hình thức, không cộng"), (test.outside, "ngoài kỳ kiểm")):
        under += f"; {words}: {listing([period_words(quarter) for quarter in quarters])}" if quarters else ""
    return table_block("bang-kiem-lai", "Hồ sơ thực tế và dự báo", columns, rows, note(under, "assumed"))


def backtest_scores(book: Book) -> TableBlock:
    """Return how the forecast did by quarter and year and by form, with the number of periods."""
    test = back_test(book.results, book.inputs)
    rows = [
        [_LEVELS[row.level], _FORMS[row.form], number(row.n), percent(row.coverage_band, 0),
         percent(row.coverage_draws, 0), number(row.mean_error), _or_dash(row.mean_percentage_error, percent),
         _or_dash(row.mase, lambda value: number(value, 2))]
        for row in test.scores.itertuples()
    ] or [["", NOTHING, *[""] * 6]]  # fmt: skip
    share = percent(book.parameter("interval_share").value, 0)
    columns = [("Kỳ", LEFT, 0.08), ("Hình thức", LEFT, 0.2), ("n", RIGHT, 0.07),
               ("Trong khoảng thấp - cao", RIGHT, 0.13), (f"Trong khoảng {share}", RIGHT, 0.13),
               ("Sai số bình quân (hồ sơ)", RIGHT, 0.15), ("Sai số bình quân (%)", RIGHT, 0.13),
               ("MASE", RIGHT, 0.11)]  # fmt: skip
    under = (
        "báo cáo quý của Bưu điện tỉnh; n là số kỳ, ít kỳ thì chưa kết luận được về độ chính xác; sai số dương là "
        "thực tế cao hơn dự báo; MASE dưới 1 là sát hơn cách lấy mức năm 2018 quy năm"
    )
    return table_block("bang-do-sat", "Dự báo sát số thực tế đến đâu", columns, rows, note(under, "assumed"))


def _or_dash(value: float, shown) -> str:
    return shown(value) if value == value else "–"
