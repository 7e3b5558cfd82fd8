"""Tables of the back-test: reported dossiers beside the forecast, and how it did."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.backtest import TOTAL
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.tables.common import CENTER, LEFT, RIGHT, figure, share, table_block
from helpers.report.vietnamese import amount, listing

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
    test = book.backtest
    rows = [_period_row(book, row) for row in test.periods[test.periods["form"] == TOTAL].itertuples()]
    columns = [
        ("Kỳ", LEFT, 0.22),
        ("Số quý", CENTER, 0.1),
        ("Thực tế", RIGHT, 0.14),
        ("Thấp", RIGHT, 0.13),
        ("Cơ sở", RIGHT, 0.13),
        ("Cao", RIGHT, 0.13),
        ("Thực tế trừ cơ sở", RIGHT, 0.15),
    ]
    under = "báo cáo quý của Bưu điện tỉnh; dự báo chia đều bốn quý, năm chưa đủ quý so theo phần số quý đã có"
    for quarters, words in ((test.incomplete, "thiếu một hình thức, không cộng"), (test.outside, "ngoài kỳ kiểm")):
        under += f"; {words}: {listing([period_words(quarter) for quarter in quarters])}" if quarters else ""
    rows = rows or [[NOTHING, *[""] * 6]]
    return table_block(book, "bang-kiem-lai", "Hồ sơ thực tế và dự báo", columns, rows, under, status="assumed")


def _period_row(book: Book, row) -> list:
    key = {"form": row.form, "level": row.level, "period": row.period}
    found = {name: pick(book, "cell", f"backtest_periods.{name}", **key)
             for name in ("quarters", "actual", "low", "base", "high")}
    period = Shown(period_words(row.period), f"date:{row.period}")
    return [period, *(figure(quantity) for quantity in found.values()), figure(found["actual"] - found["base"])]


def backtest_scores(book: Book) -> TableBlock:
    """Return how the forecast did by quarter and year and by form, with the number of periods."""
    rows = [_score_row(book, row) for row in book.backtest.scores.itertuples()]
    columns = [
        ("Kỳ", LEFT, 0.08),
        ("Hình thức", LEFT, 0.2),
        ("n", RIGHT, 0.07),
        ("Trong khoảng thấp - cao", RIGHT, 0.13),
        (f"Trong khoảng {amount(book.parameter('interval_share'))}", RIGHT, 0.13),
        ("Sai số bình quân (hồ sơ)", RIGHT, 0.15),
        ("Sai số bình quân (%)", RIGHT, 0.13),
        ("MASE", RIGHT, 0.11),
    ]
    under = (
        "báo cáo quý của Bưu điện tỉnh; n là số kỳ, ít kỳ thì chưa kết luận được về độ chính xác; sai số dương là "
        "thực tế cao hơn dự báo; MASE dưới một là sát hơn cách lấy mức năm "
        f"{amount(book.parameter('part_year_reported'))} quy năm"
    )
    rows = rows or [["", NOTHING, *[""] * 6]]
    return table_block(
        book, "bang-do-sat", "Dự báo sát số thực tế đến đâu", columns, rows, under, status="assumed"
    )


def _score_row(book: Book, row) -> list:
    key = {"form": row.form, "level": row.level}

    def score(name: str, form, decimals: int) -> Shown | str:
        if pd.isna(getattr(row, name)):
            return "–"
        return form(pick(book, "cell", f"backtest_scores.{name}", **key), decimals)

    return [
        _LEVELS[row.level],
        _FORMS[row.form],
        score("n", figure, 0),
        score("coverage_band", share, 0),
        score("coverage_draws", share, 0),
        score("mean_error", figure, 0),
        score("mean_percentage_error", share, 1),
        score("mase", figure, 2),
    ]
