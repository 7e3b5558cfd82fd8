"""Maps of how firm the choice is, and of what could be moved between the points that exist."""

from __future__ import annotations

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import BLUE, INK, RED, as_block, figure, style
from helpers.report.maps.canvas import SOURCE, draw_existing, draw_sheet, note_at
from helpers.report.numbers import pick
from helpers.report.shown import shown
from helpers.report.tables.common import MODEL, on_places
from helpers.report.tables.common import figure as figure_cell
from helpers.report.vietnamese import percent

#: Least frequency of a tone, as a share of the level at which a site counts as firm, and its colour.
TONES = ((1.0, BLUE), (0.5, "#7fa3c7"), (0.0, "#e3e3e3"))


def selection_map(book: Book) -> FigureBlock:
    """Draw how often each commune is chosen over the draws; those of the plan have a heavy rim."""
    places = book.inputs["communes"][["commune_code", "lat", "lon", "name_vi", "population_2019"]]
    sites, level = book.results["sites"], book.parameter("firm_selection_share")
    often = book.results["selection"].merge(places, on="commune_code", validate="one_to_one")
    new = set(sites.loc[~sites["existing"], "commune_code"])
    firm = book.firm_points()
    with style():
        fig = figure(16, 14)
        ax = fig.subplots()
        draw_sheet(ax, book)
        draw_existing(ax, sites[sites["existing"]], size=0.45)
        _tones(ax, often, level.value)
        chosen = often[often["commune_code"].isin(new)]
        ax.scatter(chosen["lon"], chosen["lat"], s=95, facecolor="none", edgecolor=RED, lw=1.6, zorder=5,
                   label="Xã có điểm mới trong phương án")
        beside = [figure_cell(pick(book, "cell", "selection.frequency", commune_code=code), scale=100)
                  for code in chosen["commune_code"]]
        for row, said in zip(chosen.itertuples(), beside, strict=True):
            note_at(ax, said.text, (row.lon, row.lat), fontsize=8, xytext=(7, 4))
        fig.legend(loc="outside lower center", fontsize=9, ncols=2, handletextpad=0.6, labelspacing=0.6)
    counts = [figure_cell(pick(book, "count", "sites", existing=False)), figure_cell(firm)]
    alt = f"Bản đồ tỷ lệ lần được chọn: {counts[1].text} trong {counts[0].text} điểm mới đạt mức chắc chắn."
    caption = "Xã được chọn bao nhiêu phần trăm số lần thử (số ghi cạnh điểm mới)"
    return as_block(fig, "hinh-ban-do-chac-chan", caption, alt, f"{SOURCE}; {MODEL} trên {on_places(book)}",
                    numbers=[*counts, *beside, shown(level)])


def rebalancing_map(book: Book) -> FigureBlock:
    """Draw which counters and staff should move between existing points, as arrows from spare to lacking."""
    sites, moves = book.results["sites"].set_index("site_id"), book.results["rebalancing"]
    with style():
        fig = figure(16, 14)
        ax = fig.subplots()
        draw_sheet(ax, book)
        draw_existing(ax, sites[sites["existing"]], size=0.6)
        for row in moves.itertuples():
            start, end = sites.loc[row.from_site_id], sites.loc[row.to_site_id]
            ax.annotate("", (end["lon"], end["lat"]), (start["lon"], start["lat"]), zorder=6,
                        arrowprops=dict(arrowstyle="-|>", color=RED, lw=0.9 + row.counters, shrinkA=3, shrinkB=3))
        fig.legend(loc="outside lower center", fontsize=9, ncols=2)
    said = [figure_cell(pick(book, "total", "rebalancing.counters"))] if len(moves) else []
    alt = (f"Bản đồ {said[0].text} quầy nên chuyển giữa các điểm hiện có; mũi tên chỉ từ nơi thừa đến nơi thiếu."
           if said else "Bản đồ điểm hiện có, không có mũi tên: không có gì để chuyển.")
    return as_block(fig, "hinh-dieu-chuyen", "Quầy và nhân sự nên chuyển giữa các điểm hiện có", alt,
                    f"{SOURCE}; {MODEL}", numbers=said, status=pick(book, "count", "rebalancing").status)


def _tones(ax, often, level: float) -> None:
    upper = None
    for share, colour in TONES:
        least = share * level
        held = often[(often["frequency"] >= least) & (often["frequency"] < (upper if upper is not None else 2))]
        held = held[held["frequency"] > 0]
        words = f"Được chọn từ {percent(least, 0)} số lần" if least else f"Được chọn dưới {percent(upper, 0)} số lần"
        ax.scatter(held["lon"], held["lat"], s=60, color=colour, edgecolor=INK, lw=0.5, zorder=4, label=words)
        upper = least
