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
        fig = figure(16, 16)
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
    """Draw which counters could move between existing points, as arrows; an empty map says that none needs to."""
    sites = book.results["sites"].set_index("site_id")
    moves = book.results["rebalancing"]
    moves = moves[moves["what"] == "counter"]
    total = pick(book, "total", "rebalancing.amount", what="counter") if len(moves) else None
    with style():
        fig = figure(16, 14.5)
        ax = fig.subplots()
        draw_sheet(ax, book)
        draw_existing(ax, sites[sites["existing"]], size=0.6)
        for row in moves.itertuples():
            start, end = sites.loc[row.from_site_id], sites.loc[row.to_site_id]
            ax.annotate("", (end["lon"], end["lat"]), (start["lon"], start["lat"]), zorder=6,
                        arrowprops=dict(arrowstyle="-|>", color=RED, lw=0.9 + row.amount, shrinkA=3, shrinkB=3))
        fig.legend(loc="outside lower center", fontsize=9, ncols=2)
    said = [figure_cell(total)] if total else []
    alt = (f"Bản đồ {said[0].text} quầy có thể chuyển giữa các điểm hiện có; mũi tên chỉ từ nơi thừa đến nơi thiếu."
           if said else "Không quầy nào cần chuyển giữa các điểm hiện có.")
    return as_block(fig, "hinh-dieu-chuyen", "Quầy có thể điều chuyển giữa các điểm hiện có" if said else
                    "Quầy giữa các điểm hiện có: không cần điều chuyển", alt, f"{SOURCE}; {MODEL}", numbers=said,
                    status="assumed")


def _tones(ax, often, level: float) -> None:
    upper = None
    for share, colour in TONES:
        least = share * level
        held = often[(often["frequency"] >= least) & (often["frequency"] < (upper if upper is not None else 2))]
        held = held[held["frequency"] > 0]
        words = f"Được chọn từ {percent(least, 0)} số lần" if least else f"Được chọn dưới {percent(upper, 0)} số lần"
        ax.scatter(held["lon"], held["lat"], s=60, color=colour, edgecolor=INK, lw=0.5, zorder=4, label=words)
        upper = least
