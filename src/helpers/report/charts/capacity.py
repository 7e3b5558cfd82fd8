"""Charts of the counters over a whole day: how much of them is used in which hour."""

from __future__ import annotations

import numpy as np

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import BLUE, DARK, GREY, RED, SAND, as_block, figure, style, vietnamese_axis
from helpers.report.numbers import pick
from helpers.report.tables.capacity import DAY_SOURCE
from helpers.report.tables.common import figure as figure_cell
from helpers.report.tables.common import share

#: Lines of the points shown, the busiest first.
LINES = ((BLUE, "-", 2.2), (DARK, "--", 1.6), (SAND, "-.", 1.6))


def counter_day(book: Book) -> FigureBlock:
    """Draw the load against the counters held, hour by hour, at the points that are hardest pressed."""
    day = book.results["capacity_day"].query("counters_case == 'held' and group_kind == 'point'")
    day = day.assign(used=day["offered_load"] / day["counters"])
    names = dict(zip(day["group"], day["site_id"].map(
        book.results["sites"].set_index("site_id")["commune_vi"]), strict=True))
    busiest = day.groupby("group")["used"].max().sort_values(ascending=False, kind="stable").index[: len(LINES)]
    key = {"counters_case": "held", "group_kind": "point", "group": busiest[0]}
    said = [share(pick(book, "highest", "capacity_day.utilisation", **key)),
            figure_cell(pick(book, "highest", "capacity_day.offered_load", **key), 2),
            figure_cell(pick(book, "total", "capacity_day.overloaded_points", counters_case="held",
                             group_kind="province"))]
    with style():
        fig = figure(16, 8)
        ax = fig.subplots()
        for group, look in zip(busiest, LINES, strict=False):
            _line(ax, day[day["group"] == group], names[group], look)
        first = day[day["group"] == busiest[0]]
        if first["counters"].iloc[0] > 1:
            ax.stairs(first["offered_load"] * 100, _edges(first), color=GREY, ls=":", lw=1.6, baseline=None,
                      label=f"{names[busiest[0]]}, nếu chỉ mở một quầy")
        ax.axhline(100, color=RED, ls=(0, (6, 2)), lw=1.2, label="Hết năng lực quầy")
        ax.set_ylim(0, max(110.0, day["used"].max() * 110))
        vietnamese_axis(ax.yaxis)
        ax.set_xticks(_edges(first))
        ax.set_xlabel("Giờ kể từ lúc mở cửa, không tính giờ nghỉ")
        ax.set_ylabel("Tải so với số quầy (%)")
        fig.legend(loc="outside lower center", ncols=2)
    alt = (f"Tải từng giờ của các điểm bận nhất: {names[busiest[0]]} có tải cao nhất {said[1].text} quầy, dùng nhiều "
           f"nhất {said[0].text} số quầy đang có; {said[2].text} lượt điểm và giờ quá tải trong toàn tỉnh.")
    caption = f"Tải quầy từng giờ của ngày mùa cao điểm, năm {book.year_words['plan_last']}"
    return as_block(fig, "hinh-trong-ngay", caption, alt,
                    f"{DAY_SOURCE}; mỗi huyện một điểm bận nhất, vẽ các điểm đứng đầu", numbers=said)


def _edges(rows) -> np.ndarray:
    start = rows["start_hour"].to_numpy()
    return np.append(start, start[-1] + 1)


def _line(ax, rows, name: str, look: tuple) -> None:
    """Draw one point, and shade what is above its counters."""
    color, dashes, width = look
    used, edges = rows["used"].to_numpy() * 100, _edges(rows)
    ax.stairs(used, edges, color=color, ls=dashes, lw=width, baseline=None, label=name)
    ax.stairs(np.maximum(used, 100), edges, baseline=100, fill=True, color=RED, alpha=0.15)
