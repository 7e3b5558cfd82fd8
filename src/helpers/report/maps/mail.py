"""The map of the mail: which points catch the bags of the day, and with how much time to spare."""

from __future__ import annotations

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import INK, PALE, RED, SAND, as_block, figure, style
from helpers.report.maps.canvas import SOURCE, draw_sheet, note_at
from helpers.report.numbers import pick
from helpers.report.tables.common import MODEL, cell, on_places
from helpers.report.tables.common import figure as figure_cell

#: Least minutes to spare of a tone, from the most, with its colour and mark: they differ in black and white too.
TONES = ((60, PALE, "o"), (0, SAND, "s"), (float("-inf"), RED, "X"))


def mail_map(book: Book) -> FigureBlock:
    """Draw the open points by the time between the arrival of their mail at the hub and the closing of its bags."""
    sites = book.results["sites"]
    with style():
        fig = figure(16, 14)
        ax = fig.subplots()
        draw_sheet(ax, book)
        hubs = book.inputs["districts"]
        ax.scatter(hubs["seat_lon"], hubs["seat_lat"], marker="D", s=30, facecolor="white", edgecolor=INK, lw=1.2,
                   zorder=6, label="Bưu cục huyện, nơi đóng túi")
        upper = float("inf")
        for least, colour, mark in TONES:
            held = sites[(sites["bag_margin_min"] >= least) & (sites["bag_margin_min"] < upper)]
            ax.scatter(held["lon"], held["lat"], s=52, color=colour, marker=mark, edgecolor=INK, lw=0.5, zorder=5,
                       label=_words(least, upper))
            upper = least
        tight = sites[sites["bag_margin_min"] < TONES[0][0]]
        said = [cell(book, "sites.bag_margin_min", site_id=site) for site in tight["site_id"]]
        for row, minutes in zip(tight.itertuples(), said, strict=True):
            note_at(ax, f"{row.commune_vi}: {minutes.text}", (row.lon, row.lat), xytext=(6, 4))
        fig.legend(loc="outside lower center", fontsize=9, ncols=2, handletextpad=0.6, labelspacing=0.6)
    late = figure_cell(book.result("delivery_failing_points"))
    count = figure_cell(pick(book, "count", "sites"))
    alt = f"Bản đồ {count.text} điểm theo thời gian còn dư trước giờ đóng túi thư: {late.text} điểm lỡ chuyến."
    caption = "Thư của điểm về huyện sớm bao nhiêu phút trước giờ đóng túi (số ghi cạnh điểm sát giờ)"
    return as_block(fig, "hinh-thu", caption, alt, f"{SOURCE}; {MODEL} trên {on_places(book)}",
                    numbers=[count, late, *said])


def _words(least: float, upper: float) -> str:
    if least == float("-inf"):
        return "Lỡ chuyến thư trong ngày"
    return f"Còn dư từ {least} phút" if upper == float("inf") else f"Còn dư dưới {upper} phút"
