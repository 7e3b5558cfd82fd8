"""The sheet every map is drawn on: coast and border, names of districts, scale and north."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import patheffects

from helpers.report.book import Book
from helpers.report.drawing import BLUE, DARK, GREY, INK
from helpers.report.tables.common import district_names

EXTENT = (105.55, 107.15, 16.88, 18.14)
KM_PER_DEGREE = 111.195
SOURCE = "Natural Earth (bờ biển, biên giới); ranh giới xã không vẽ"
#: How far along and from the coast a seat may lie for its name to stand at sea [degrees].
_NEAR_LAT, _NEAR_LON = 0.08, 0.3
#: Letters stay readable over lines and circles.
_HALO = [patheffects.withStroke(linewidth=2.4, foreground="white")]


def draw_sheet(ax, book: Book, *, small: bool = False) -> None:
    """Draw coast, border, district names, scale and north; ``small`` for one of several panels."""
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
    ax.text(106.95, 17.78, "BIỂN ĐÔNG", color=BLUE, fontsize=8 if small else 11, style="italic", ha="center")
    ax.text(105.78, 17.42, "LÀO", color=GREY, fontsize=9 if small else 12, ha="center")
    _names(ax, book, 7.5 if small else 10)
    _scale_and_north(ax, 8 if small else 9)


def draw_communes(ax, communes: pd.DataFrame, colour, words: str, *, scale: float = 80.0, **look) -> None:
    """Draw communes as circles whose area is their population."""
    look = {"edgecolor": "white", "lw": 0.4, "zorder": 2} | look
    ax.scatter(communes["lon"], communes["lat"], s=communes["population_2019"] / scale, color=colour, label=words,
               **look)


def draw_existing(ax, sites: pd.DataFrame, *, size: float = 1.0) -> None:
    """Draw existing points: filled where the place is known, open where it is assumed."""
    known = sites["place_status"] == "observed"
    for mask, look, words in (
        (known, dict(s=34 * size, facecolor=INK, edgecolor="white"), "Điểm hiện có, đã biết địa chỉ"),
        (~known, dict(s=16 * size, facecolor="white", edgecolor=INK), "Điểm hiện có, vị trí giả định"),
    ):
        if mask.any():
            ax.scatter(sites["lon"][mask], sites["lat"][mask], marker="s", lw=0.9, zorder=4, label=words, **look)


def note_at(ax, text: str, place: tuple[float, float], **look) -> None:
    """Write words beside a place, readable over what lies below."""
    look = {"fontsize": 8, "color": INK, "textcoords": "offset points", "xytext": (4, 3), "zorder": 7} | look
    ax.annotate(text, place, path_effects=_HALO, **look)


def _names(ax, book: Book, fontsize: float) -> None:
    """Write the names of districts at their seats; off the coast, where nothing lies, if the seat is near it."""
    names, districts, lines = district_names(book), book.inputs["districts"], book.inputs["basemap"]
    coast = lines[lines["kind"] == "coast"]
    for row in districts.itertuples():
        beach = coast.loc[(coast["lat"] - row.seat_lat).abs() < _NEAR_LAT, "lon"].max()
        at_sea = beach - row.seat_lon < _NEAR_LON
        place = (beach, row.seat_lat) if at_sea else (row.seat_lon, row.seat_lat)
        # Of two seats close together the northern lifts its name, and the southern, inland, lets it down.
        north, east = districts["seat_lat"] - row.seat_lat, (districts["seat_lon"] - row.seat_lon).abs()
        above, below = (((side > 0) & (side < 0.1) & (east < 0.15)).any() for side in (north, -north))
        lift = (below if at_sea else -2 if above else 1) * fontsize
        note_at(ax, names[row.district_code], place, fontsize=fontsize, fontweight="bold", color=DARK, zorder=6,
                xytext=(0 if at_sea else 7, lift), va="center" if at_sea else "baseline")


def _scale_and_north(ax, fontsize: float) -> None:
    _left, right, bottom, top = EXTENT
    length = 20 / (KM_PER_DEGREE * np.cos(np.radians(bottom)))
    x, y = right - length - 0.06, bottom + 0.05
    ax.plot([x, x + length], [y, y], color=INK, lw=2)
    ax.text(x + length / 2, y + 0.015, "20 km", ha="center", fontsize=fontsize)
    ax.annotate("", (right - 0.06, top - 0.03), (right - 0.06, top - 0.13),
                arrowprops=dict(arrowstyle="->", color=INK))
    ax.text(right - 0.06, top - 0.175, "B", ha="center", fontsize=fontsize + 2)
