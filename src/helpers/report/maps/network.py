"""Maps of the network: who is near a point before and after, and which points open in which year."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import INK, PALE, RED, SAND, as_block, figure, style
from helpers.report.maps.canvas import SOURCE, draw_communes, draw_existing, draw_sheet, note_at
from helpers.report.numbers import pick
from helpers.report.shown import shown
from helpers.report.tables.common import event_day, on_places, order
from helpers.report.tables.common import figure as figure_cell
from helpers.report.vietnamese import amount, number

YEAR_MARKS = "^vD<>"
#: Tones of the bands between standards, the farthest darkest: they differ in grey as in colour.
BANDS = ("#f4f4f4", "#cdcdcd", "#c98a1b", "#6d1a12")
STANDARDS = ("standard_near_km", "standard_km", "standard_far_km")


def network_map(book: Book) -> FigureBlock:
    """Draw where points are today and how far people are from them.

    The size of a circle is the population of its commune, its tone whether the nearest point is within the
    main standard. Known places of points are filled, assumed ones open.
    """
    communes, sites = _places(book), book.results["sites"]
    limit = book.parameter("standard_km").value
    near = communes["distance_today_km"] <= limit
    with style():
        fig = figure(16, 14)
        ax = fig.subplots()
        draw_sheet(ax, book)
        for mask, colour, words in ((near, PALE, "trong"), (~near, SAND, "ngoài")):
            draw_communes(ax, communes[mask], colour,
                          f"Xã có người dân bình quân {words} {number(limit)} km (cỡ theo dân số)")
        draw_existing(ax, sites[sites["existing"]])
        fig.legend(loc="outside lower center", fontsize=9, ncols=2, handletextpad=0.6, labelspacing=0.6)
    inside = shown(book.result("people_within_share_today"), decimals=1)
    counts = [figure_cell(pick(book, "count", "sites", existing=True)), figure_cell(pick(book, "count", "communes"))]
    alt = (
        f"Bản đồ {counts[0].text} điểm phục vụ và {counts[1].text} xã hiện nay: {inside.text} người dân ở trong "
        f"{number(limit)} km."
    )
    return as_block(fig, "hinh-ban-do-nay", "Điểm phục vụ và người dân hiện nay", alt, _source(book),
                    numbers=[*counts, inside])


def coverage_maps(book: Book) -> FigureBlock:
    """Draw side by side how far the people of each commune are from a point today and at the end of the plan."""
    communes, sites = _places(book), book.results["sites"]
    limits = [book.parameter(key) for key in STANDARDS]
    open_by = {"today": sites[sites["existing"]], "after": sites}
    said = [shown(book.result(f"people_within_share{when}"), decimals=1) for when in ("_today", "")]
    with style():
        fig = figure(16.5, 9.2)
        panels = fig.subplots(1, 2)
        for ax, when, column, inside in zip(panels, ("today", "after"), ("distance_today_km", "distance_km"), said,
                                            strict=True):
            draw_sheet(ax, book, small=True)
            _bands(ax, communes, column, limits)
            _marks(ax, open_by[when])
            title = "Hiện nay" if when == "today" else f"Cuối năm {book.year_words['plan_last']}"
            ax.set_title(f"{title}: {inside.text} trong {amount(limits[1])} km", fontsize=10)
        handles, words = panels[1].get_legend_handles_labels()
        fig.legend(handles, words, loc="outside lower center", fontsize=9, ncols=6, handletextpad=0.3,
                   columnspacing=1.0)
    alt = (
        f"Hai bản đồ quãng đường đến điểm gần nhất: {said[0].text} người dân trong {amount(limits[1])} km hiện nay, "
        f"{said[1].text} cuối giai đoạn; càng đậm càng xa."
    )
    return as_block(fig, "hinh-truoc-sau", "Quãng đường đến điểm gần nhất, trước và sau", alt, _source(book),
                    numbers=[*said, *(shown(limit) for limit in limits)])


def rollout_map(book: Book) -> FigureBlock:
    """Draw the new points by year of opening; the number beside a point is its row in the table of new points."""
    sites, rank = book.results["sites"], book.opening_rank()
    new = sites[~sites["existing"]]
    years = sorted(new["open_year"].unique())
    counts = [figure_cell(pick(book, "count", "sites", open_year=int(year))) for year in years]
    with style():
        fig = figure(16, 14)
        ax = fig.subplots()
        draw_sheet(ax, book)
        communes = _places(book)
        draw_communes(ax, communes, "#e9e9e9", "Xã (cỡ theo dân số)")
        draw_existing(ax, sites[sites["existing"]], size=0.6)
        _new_points(ax, book, sites)
        for row in new.itertuples():
            note_at(ax, order(rank[row.site_id]).text, (row.lon, row.lat), fontsize=9, xytext=(5, 4))
        fig.legend(loc="outside lower center", fontsize=9, ncols=2, handletextpad=0.6, labelspacing=0.6)
    alt = "Bản đồ điểm mới theo năm mở: " + "; ".join(
        f"năm {book.year_name(int(year))} {count.text} điểm" for year, count in zip(years, counts, strict=True)) + "."
    return as_block(fig, "hinh-lo-trinh", "Điểm mới theo năm mở; số bên cạnh là thứ tự trong bảng điểm mới", alt,
                    _source(book), numbers=counts)


def _places(book: Book) -> pd.DataFrame:
    """Return the communes with place and distances."""
    places = book.inputs["communes"][["commune_code", "lat", "lon"]]
    return book.results["communes"].merge(places, on="commune_code", validate="one_to_one")


def _source(book: Book) -> str:
    return f"{SOURCE}; Tổng điều tra {event_day(book, 'census')}; {on_places(book)}"


def _bands(ax, communes: pd.DataFrame, column: str, limits: list) -> None:
    band = np.searchsorted([limit.value for limit in limits], communes[column], side="left")
    words = [f"Trong {amount(limits[0])} km", *(f"Trên {amount(a)} đến {amount(b)} km"
             for a, b in itertools.pairwise(limits)), f"Trên {amount(limits[-1])} km"]
    for place, (colour, label) in enumerate(zip(BANDS, words, strict=True)):
        # The farther, the higher: no near commune hides a far one.
        draw_communes(ax, communes[band == place], colour, label, scale=160.0, edgecolor=INK, lw=0.3,
                      zorder=2 + place / len(BANDS))


def _marks(ax, sites: pd.DataFrame) -> None:
    for mask, marker, colour, words in ((sites["existing"], "s", INK, "Điểm hiện có"),
                                        (~sites["existing"], "^", RED, "Điểm mới")):
        if mask.any():
            ax.scatter(sites["lon"][mask], sites["lat"][mask], marker=marker, s=11 if marker == "s" else 20,
                       facecolor=colour, edgecolor="white", lw=0.4, zorder=4, label=words)


def _new_points(ax, book: Book, sites: pd.DataFrame) -> None:
    for place, (year, part) in enumerate(sites[~sites["existing"]].groupby("open_year")):
        ax.scatter(part["lon"], part["lat"], marker=YEAR_MARKS[place % len(YEAR_MARKS)], s=34, facecolor=RED,
                   edgecolor="white", lw=0.6, zorder=5, label=f"Điểm mới mở năm {book.year_name(int(year))}")
