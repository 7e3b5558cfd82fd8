"""The map of the province: communes as circles, points by kind, coast and border from Natural Earth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import BLUE, GREY, INK, PALE, RED, SAND, as_block, figure, style
from helpers.report.numbers import pick
from helpers.report.shown import shown
from helpers.report.tables.common import district_names, event_day, on_places
from helpers.report.tables.common import figure as figure_cell
from helpers.report.vietnamese import number

EXTENT = (105.55, 107.15, 16.88, 18.14)
KM_PER_DEGREE = 111.195


def network_map(book: Book, *, before: bool = False) -> FigureBlock:
    """Draw where points are and how far people are from them, today or at the end of the plan.

    The size of a circle is the population of its commune, its tone whether the nearest point is within the
    main standard. Known places of points are filled, assumed ones open.
    """
    communes, sites = book.results["communes"], book.results["sites"]
    distance = communes["distance_today_km" if before else "distance_km"]
    drawn = sites[sites["existing"]] if before else sites
    limit = book.parameter("standard_km").value
    with style():
        fig = figure(16, 16)
        ax = fig.subplots()
        _base_map(ax, book)
        _communes(ax, book, distance <= limit, limit)
        _points(ax, drawn)
        _furniture(ax, book)
        fig.legend(loc="outside lower center", fontsize=9, ncols=2, handletextpad=0.6, labelspacing=0.6)
    inside = shown(book.result(f"people_within_share{'_today' if before else ''}"), decimals=1)
    counts = [
        figure_cell(pick(book, "count", "sites", **({"existing": True} if before else {}))),
        figure_cell(pick(book, "count", "communes")),
    ]
    when = "hiện nay" if before else f"cuối giai đoạn, phương án “{book.scenario.title_vi}”"
    alt = (
        f"Bản đồ {counts[0].text} điểm phục vụ và {counts[1].text} xã {when}: {inside.text} người dân ở trong "
        f"{number(limit)} km."
    )
    return as_block(
        fig,
        "hinh-ban-do-nay" if before else "hinh-ban-do",
        f"Điểm phục vụ và người dân {when}",
        alt,
        f"Natural Earth (bờ biển, biên giới); Tổng điều tra {event_day(book, 'census')}; {on_places(book)}; "
        "ranh giới xã không vẽ",
        numbers=[*counts, inside],
    )


def _base_map(ax, book: Book) -> None:
    for (_, kind), line in book.inputs["basemap"].groupby(["line_id", "kind"]):
        coast = kind == "coast"
        ax.plot(line["lon"], line["lat"], color=BLUE if coast else GREY, lw=1.2, ls="-" if coast else "-.", zorder=1)
    left, right, bottom, top = EXTENT
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_aspect(1 / np.cos(np.radians((bottom + top) / 2)))
    ax.grid(visible=False)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.text(106.92, 17.62, "BIỂN ĐÔNG", color=BLUE, fontsize=11, style="italic", ha="center")
    ax.text(105.78, 17.42, "LÀO", color=GREY, fontsize=12, ha="center")


def _communes(ax, book: Book, near: pd.Series, limit: float) -> None:
    places = book.inputs["communes"]
    size = places["population_2019"].to_numpy() / 80
    for mask, colour, words in ((near.to_numpy(), PALE, "trong"), (~near.to_numpy(), SAND, "ngoài")):
        ax.scatter(
            places["lon"][mask],
            places["lat"][mask],
            s=size[mask],
            color=colour,
            edgecolor="white",
            lw=0.4,
            zorder=2,
            label=f"Xã có người dân bình quân {words} {number(limit)} km (cỡ theo dân số)",
        )


def _points(ax, sites: pd.DataFrame) -> None:
    existing, known = sites["existing"], sites["place_status"] == "observed"
    groups = (
        (existing & known, dict(marker="s", s=34, facecolor=INK, edgecolor="white"), "Điểm hiện có, đã biết địa chỉ"),
        (
            existing & ~known,
            dict(marker="s", s=16, facecolor="white", edgecolor=INK),
            "Điểm hiện có, vị trí giả định",
        ),
    )
    for mask, look, words in groups:
        part = sites[mask]
        if part.empty:
            continue
        ax.scatter(part["lon"], part["lat"], lw=0.9, zorder=4, label=words, **look)
    for place, (year, part) in enumerate(sites[~existing].groupby("open_year")):
        marker = "^vD<>"[place % 5]
        ax.scatter(
            part["lon"],
            part["lat"],
            marker=marker,
            s=34,
            facecolor=RED,
            edgecolor="white",
            lw=0.6,
            zorder=5,
            label=f"Điểm mới mở năm {year}",
        )


def _furniture(ax, book: Book) -> None:
    names, districts = district_names(book), book.inputs["districts"]
    for row in districts.itertuples():
        # A seat just north of another lifts its name clear of the other's.
        south, east = row.seat_lat - districts["seat_lat"], (row.seat_lon - districts["seat_lon"]).abs()
        crowded = ((south > 0) & (south < 0.09) & (east < 0.15)).any()
        ax.annotate(
            names[row.district_code],
            (row.seat_lon, row.seat_lat),
            textcoords="offset points",
            xytext=(7, 20 if crowded else 7),
            fontsize=10,
            fontweight="bold",
            color=INK,
            zorder=6,
            bbox=dict(boxstyle="square,pad=.12", fc="white", ec="none", alpha=0.75),
        )
    _left, right, bottom, top = EXTENT
    length = 20 / (KM_PER_DEGREE * np.cos(np.radians(bottom)))
    x, y = right - length - 0.06, bottom + 0.05
    ax.plot([x, x + length], [y, y], color=INK, lw=2)
    ax.text(x + length / 2, y + 0.015, "20 km", ha="center", fontsize=9)
    ax.annotate(
        "B",
        (right - 0.06, top - 0.03),
        (right - 0.06, top - 0.15),
        ha="center",
        fontsize=11,
        arrowprops=dict(arrowstyle="->", color=INK),
    )
