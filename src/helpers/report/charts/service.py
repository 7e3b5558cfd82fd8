"""Charts of the service at the points: what each new point earns its keep with."""

from __future__ import annotations

from matplotlib.ticker import MaxNLocator

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import BLUE, INK, RED, as_block, figure, style, vietnamese_axis
from helpers.report.numbers import pick
from helpers.report.tables.common import MODEL
from helpers.report.tables.common import figure as figure_cell


def point_break_even(book: Book) -> FigureBlock:
    """Draw the dossiers a day of every new point in the last plan year, and the number at which it breaks even."""
    year = book.scenario.plan[-1]
    new = book.results["point_finance"].query("is_new and year == @year")
    new = new.sort_values(["dossiers_per_day", "site_id"], ascending=[False, True]).reset_index(drop=True)
    key = {"is_new": True, "year": year}
    said = [figure_cell(pick(book, "count", "sites", existing=False))]
    if len(new):
        said.append(figure_cell(pick(book, "highest", "point_finance.dossiers_per_day", **key), 1))
    with style():
        fig = figure(16, 6.5)
        ax = fig.subplots()
        ax.bar(new.index, new["dossiers_per_day"], color=BLUE, edgecolor="white", lw=0.3, label="Hồ sơ mỗi ngày")
        ax.plot(new.index, new["break_even_per_day"], ls="none", marker="_", ms=9, mew=1.6, color=RED,
                label="Hòa vốn")
        if not len(new):
            ax.annotate("Phương án không mở điểm mới", (0.5, 0.5), xycoords="axes fraction", ha="center", color=INK)
            ax.set_yticks([])
        else:
            # Whole ticks: a tick between two numbers would be shown as one of them.
            ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylim(bottom=0)
        vietnamese_axis(ax.yaxis, 0)
        ax.set_xticks([])
        ax.set_xlabel("Các điểm mới, từ đông nhất đến vắng nhất")
        ax.set_ylabel("Hồ sơ mỗi ngày làm việc")
        if len(new):
            ax.legend(loc="center right")
    alt = f"Hồ sơ mỗi ngày của {said[0].text} điểm mới so với mức hòa vốn"
    alt += f"; đông nhất {said[1].text} hồ sơ mỗi ngày." if len(said) > 1 else "."
    caption = f"Hồ sơ mỗi ngày của điểm mới so với mức hòa vốn, năm {book.year_name(year)}"
    return as_block(fig, "hinh-hoa-von", caption, alt, f"{MODEL}; đơn giá là giả định", numbers=said)
