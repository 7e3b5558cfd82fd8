"""Map of demand: how many dossiers each commune brings, and what nearer points add."""

from __future__ import annotations

import itertools

import numpy as np

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import INK, PALE, RED, as_block, figure, style
from helpers.report.maps.canvas import SOURCE, draw_communes, draw_sheet
from helpers.report.numbers import pick
from helpers.report.shown import shown
from helpers.report.tables.common import MODEL, on_places
from helpers.report.tables.common import figure as figure_cell

#: Tones from the fewest dossiers a person to the most: they differ in grey as in colour.
TONES = ("#f4f4f4", "#c9d7e6", "#7fa3c7", "#1f4e79")
#: Dossiers a person are shown for a thousand people.
PEOPLE = 1000


def demand_map(book: Book) -> FigureBlock:
    """Draw dossiers per thousand people by commune, and beside it what nearer points add, in the last plan year."""
    places = book.inputs["communes"][["commune_code", "lat", "lon"]]
    communes = book.results["communes"].merge(places, on="commune_code", validate="one_to_one")
    sites, induced = book.results["sites"], shown(book.result("induced_plan_end"), decimals=0)
    edges = _edges(book, communes)
    with style():
        fig = figure(16.5, 9.4)
        left, right = fig.subplots(1, 2)
        for ax in (left, right):
            draw_sheet(ax, book, small=True)
        _per_person(left, communes, edges)
        left.set_title("Hồ sơ mỗi một nghìn dân (cỡ theo dân số)", fontsize=10)
        gaining = communes[communes["induced_dossiers"] > 0]
        right.scatter(communes["lon"], communes["lat"], s=8, color=PALE, zorder=2, label="Xã không tăng")
        if len(gaining):
            right.scatter(gaining["lon"], gaining["lat"], s=gaining["induced_dossiers"], color=TONES[2],
                          edgecolor=INK, lw=0.4, zorder=2.5, label="Hồ sơ tăng thêm (cỡ theo số hồ sơ)")
        new = sites[~sites["existing"]]
        if len(new):
            right.scatter(new["lon"], new["lat"], marker="^", s=18, color=RED, edgecolor="white", lw=0.4, zorder=2.8,
                          label="Điểm mới")
        right.set_title(f"Tăng thêm do điểm gần hơn: {induced.text}", fontsize=10)
        for ax, side in ((left, "left"), (right, "right")):
            fig.legend(*ax.get_legend_handles_labels(), loc=f"outside lower {side}", fontsize=9, handletextpad=0.3)
    low, high = (figure_cell(pick(book, act, "communes.dossiers_per_person"), 0, PEOPLE)
                 for act in ("lowest", "highest"))
    alt = (f"Hai bản đồ theo xã: từ {low.text} đến {high.text} hồ sơ mỗi một nghìn dân; điểm gần hơn thêm "
           f"{induced.text} hồ sơ, ở quanh các điểm mới.")
    return as_block(fig, "hinh-ban-do-nhu-cau", f"Hồ sơ theo xã, năm {book.year_words['plan_last']}", alt,
                    f"{SOURCE}; {MODEL} trên {on_places(book)}", numbers=[low, high, induced, *edges])


def _edges(book: Book, communes) -> list:
    """Return the upper edges of the lower classes, each the value of a commune, so that it has a home."""
    ranked = communes.sort_values("dossiers_per_person", kind="stable")["commune_code"].to_list()
    upper = [ranked[len(ranked) * k // len(TONES)] for k in range(1, len(TONES))]
    return [figure_cell(pick(book, "cell", "communes.dossiers_per_person", commune_code=code), 0, PEOPLE)
            for code in upper]


def _per_person(ax, communes, edges: list) -> None:
    values = communes["dossiers_per_person"]
    ranked = np.sort(values)
    limits = [ranked[len(ranked) * k // len(TONES)] for k in range(1, len(TONES))]
    words = [f"Đến {edges[0].text}", *(f"Trên {a.text} đến {b.text}" for a, b in itertools.pairwise(edges)),
             f"Trên {edges[-1].text}"]
    band = np.searchsorted(limits, values, side="left")
    for place, (colour, label) in enumerate(zip(TONES, words, strict=True)):
        draw_communes(ax, communes[band == place], colour, label, scale=160.0, edgecolor=INK, lw=0.3)
