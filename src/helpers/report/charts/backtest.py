"""The chart of the back-test: reported quarters on the path that was forecast."""

from __future__ import annotations

import numpy as np

from helpers.analysis.backtest import TOTAL
from helpers.report.blocks import FigureBlock, Prose
from helpers.report.book import Book
from helpers.report.drawing import BLUE, GREY, INK, PALE, as_block, figure, style, vietnamese_axis
from helpers.report.numbers import pick
from helpers.report.tables.backtest import NOTHING, period_words
from helpers.report.tables.common import cell
from helpers.report.tables.common import figure as figure_cell
from helpers.report.vietnamese import amount


def backtest_path(book: Book) -> FigureBlock | Prose:
    """Draw reported totals by quarter, the base forecast, its band and the interval of the draws.

    Without a quarter to test a sentence says so.
    """
    periods = book.backtest.periods
    shown = periods[(periods["level"] == "quarter") & (periods["form"] == TOTAL)]
    if shown.empty:
        return Prose(f"**{NOTHING}.**")
    with style():
        fig = figure(16, 7.5)
        ax = fig.subplots()
        place = np.arange(len(shown))
        ax.bar(place, shown["high"] - shown["low"], 0.8, shown["low"], color=PALE, label="Khoảng thấp - cao")
        share = amount(book.parameter("interval_share"))
        for end, label in (("draw_low", f"Khoảng {share}"), ("draw_high", None)):
            ax.hlines(shown[end], place - 0.4, place + 0.4, color=GREY, ls="--", label=label)
        ax.hlines(shown["base"], place - 0.4, place + 0.4, color=BLUE, lw=2, label="Mức cơ sở (mô hình)")
        ax.plot(place, shown["actual"], color=INK, marker="s", ms=6, ls="", label="Thực tế (báo cáo quý)")
        ax.set_xticks(place, [period_words(period) for period in shown["period"]])
        ax.set_ylim(0, None)
        vietnamese_axis(ax.yaxis)
        ax.set_ylabel("Hồ sơ mỗi quý")
        ax.legend(loc="lower left", ncols=2)
    quarters = cell(book, "backtest_scores.n", level="quarter", form=TOTAL)
    inside = figure_cell(pick(book, "cell", "backtest_scores.coverage_band", level="quarter", form=TOTAL), 0, 100)
    alt = f"{quarters.text} quý có số thực tế; {inside.text}% số quý nằm trong khoảng thấp - cao của dự báo."
    source = "báo cáo quý của Bưu điện tỉnh; dự báo năm chia đều bốn quý, chưa kể phần tăng do mở điểm"
    return as_block(fig, "hinh-kiem-lai", "Hồ sơ thực tế theo quý trên đường dự báo", alt, source,
                    numbers=[quarters, inside], status="assumed")
