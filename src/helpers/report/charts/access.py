"""Charts of access and siting: who is near, how much each further point brings, and how firm the choice is."""

from __future__ import annotations

import numpy as np

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import BLUE, GREY, INK, PALE, RED, as_block, figure, style, vietnamese_axis
from helpers.report.shown import shown
from helpers.report.tables.common import MODEL, cell, district_names, on_places
from helpers.report.vietnamese import amount, percent

STANDARDS = (("_near", "standard_near_km"), ("", "standard_km"), ("_far", "standard_far_km"))


def coverage(book: Book, height_cm: float = 7.0, width: float = 1.0) -> FigureBlock:
    """Draw the share of people within each standard, today and at the end of the plan."""
    shares = [[book.result(f"people_within{name}_share{when}") for name, _ in STANDARDS] for when in ("_today", "")]
    today, after = ([quantity.value * 100 for quantity in row] for row in shares)
    said = [shown(quantity, percent(quantity.value)) for row in shares for quantity in row]
    standards = [book.parameter(key) for _, key in STANDARDS]
    labels = [f"Trong {amount(quantity)} km" for quantity in standards]
    place = np.arange(len(labels))
    with style():
        fig = figure(16 * width, height_cm)
        ax = fig.subplots()
        ax.bar(place - 0.2, today, 0.38, color=PALE, edgecolor=GREY, label="Hiện nay")
        ax.bar(place + 0.2, after, 0.38, color=BLUE, edgecolor=INK, hatch="//", label="Cuối giai đoạn")
        bars = zip([*(place - 0.2), *(place + 0.2)], [*today, *after], said, strict=True)
        for x, value, text in bars:
            ax.annotate(text.text, (x, value), textcoords="offset points", xytext=(0, 3), ha="center")
        ax.set_xticks(place, labels)
        ax.set_ylim(0, 115)
        ax.set_yticks(range(0, 101, 20))
        ax.set_ylabel("Người dân (%)")
        ax.grid(axis="x", visible=False)
        fig.legend(loc="outside upper center", ncols=2)
    alt = (
        "Người dân trong chuẩn khoảng cách, hiện nay và cuối giai đoạn: "
        + "; ".join(
            f"{label.lower()} {a.text} và {b.text}"
            for label, a, b in zip(labels, said[: len(labels)], said[len(labels) :], strict=True)
        )
        + "."
    )
    return as_block(
        fig,
        "hinh-do-phu",
        "Người dân ở gần một điểm phục vụ, trước và sau",
        alt,
        f"{MODEL}, trên {on_places(book)}",
        numbers=[*said, *(shown(quantity) for quantity in standards)],
        width=width,
    )


def selection(book: Book, shown: int = 30) -> FigureBlock:
    """Draw how often communes are chosen when assumed places, parameters and aims change together."""
    names = book.inputs["communes"].set_index("commune_code")["name_vi"]
    sites = book.results["sites"]
    chosen = set(sites.loc[~sites["existing"], "commune_code"])
    free = ~book.results["selection"]["commune_code"].isin(sites.loc[sites["existing"], "commune_code"])
    table = book.results["selection"][free].sort_values("frequency", ascending=False).head(shown)
    with style():
        fig = figure(16, 9)
        ax = fig.subplots()
        colours = [BLUE if code in chosen else PALE for code in table["commune_code"]]
        ax.bar(range(len(table)), table["frequency"] * 100, color=colours, edgecolor=INK, lw=0.5)
        ax.set_xticks(range(len(table)), names[table["commune_code"]], rotation=90, fontsize=9)
        ax.set_ylabel("Tỷ lệ lần được chọn (%)")
        ax.grid(axis="x", visible=False)
    level = book.parameter("firm_selection_share").value
    firm = int((table["frequency"] >= level).sum())
    alt = f"{firm} xã được chọn trong ít nhất {percent(level, 0)} số lần thử; cột đậm là xã trong phương án."
    return as_block(
        fig,
        "hinh-chac-chan",
        "Xã chưa có điểm được chọn bao nhiêu lần khi vị trí giả định, tham số và mục tiêu cùng đổi",
        alt,
        f"{MODEL}; cột đậm là xã có trong phương án",
        status="assumed",
    )


def worst_served(book: Book, rows: int = 15) -> FigureBlock:
    """Draw how far the worst-served communes are from a point today and at the end of the plan."""
    table = book.results["communes"].sort_values("distance_today_km", ascending=False).head(rows).iloc[::-1]
    names = district_names(book)
    ends = {column: [cell(book, f"communes.{column}", 1, commune_code=code) for code in table["commune_code"]]
            for column in ("distance_today_km", "distance_km")}
    with style():
        fig = figure(16, 0.62 * rows + 1.8)
        ax = fig.subplots()
        place = np.arange(len(table))
        ax.hlines(place, table["distance_km"], table["distance_today_km"], color=GREY, lw=2, zorder=1)
        ax.scatter(table["distance_today_km"], place, s=46, facecolor="white", edgecolor=INK, lw=1.2, zorder=3,
                   label="Hiện nay")
        ax.scatter(table["distance_km"], place, s=30, color=BLUE, zorder=4, label="Cuối giai đoạn")
        for y, said in zip(place, ends["distance_today_km"], strict=True):
            ax.annotate(said.text, (table["distance_today_km"].iloc[y], y), textcoords="offset points",
                        xytext=(8, 0), va="center", fontsize=9)
        labels = [f"{row.name_vi} ({names[row.district_code]})" for row in table.itertuples()]
        ax.set_yticks(place, labels, fontsize=9)
        ax.set_xlim(0, table["distance_today_km"].max() * 1.1)
        ax.set_xlabel("Quãng đường bình quân đến điểm gần nhất (km)")
        vietnamese_axis(ax.xaxis)
        ax.grid(axis="y", visible=False)
        ax.legend(loc="lower right")
    worst = ends["distance_today_km"][-1], ends["distance_km"][-1]
    alt = (f"{table['name_vi'].iloc[-1]} xa nhất: {worst[0].text} km hiện nay, {worst[1].text} km cuối giai đoạn; "
           "các xã khác xếp theo thứ tự.")
    return as_block(fig, "hinh-xa-nhat", "Những xã xa điểm phục vụ nhất, trước và sau", alt,
                    f"{MODEL}, trên {on_places(book)}", numbers=[*ends["distance_today_km"], *ends["distance_km"]])


def frontier(book: Book) -> FigureBlock:
    """Draw what any number of new points can reach at best, its knee, and where the plan stands year by year."""
    far, near = book.results["frontier_distance"], book.results["frontier_coverage"]
    with style():
        fig = figure(16, 8.2)
        left, right = fig.subplots(1, 2)
        said = _distance_curve(left, book, far) + _coverage_curves(right, book, near)
        fig.legend(loc="outside lower center", ncols=3, fontsize=9)
    alt = (f"Hai đường giới hạn theo số điểm mới: quãng đường bình quân từ {said[0].text} km; điểm gãy ở "
           f"{said[1].text} điểm. Dấu tam giác là phương án từng năm.")
    return as_block(fig, "hinh-gioi-han", "Mỗi điểm mở thêm đem lại bao nhiêu: giới hạn tốt nhất theo số điểm mới",
                    alt, f"{MODEL}, lời giải chính xác, trên {on_places(book)}", numbers=said)


def _distance_curve(ax, book: Book, table) -> list:
    knee = table[table["knee"]].iloc[0]
    start = cell(book, "frontier_distance.mean_distance_km", 1, points=0)
    at = cell(book, "frontier_distance.points", points=int(knee["points"]))
    ax.plot(table["points"], table["mean_distance_km"], color=INK, lw=1.6, label="Tốt nhất theo số điểm")
    ax.scatter(knee["points"], knee["mean_distance_km"], s=70, facecolor="white", edgecolor=INK, lw=1.6, zorder=4,
               label="Điểm gãy")
    ax.annotate(f"{at.text} điểm", (knee["points"], knee["mean_distance_km"]), textcoords="offset points",
                xytext=(8, 8), fontsize=9)
    years = book.results["nesting"]
    if len(years):
        ax.scatter(years["points"], years["mean_distance_km"], marker="^", s=44, color=RED, zorder=5,
                   label="Phương án, từng năm")
    ax.set_ylim(0, None)
    ax.set_xlabel("Điểm mới")
    ax.set_ylabel("Quãng đường bình quân (km)")
    vietnamese_axis(ax.yaxis, decimals=1)
    return [start, at]


def _coverage_curves(ax, book: Book, table) -> list:
    looks = {"near": (":", "standard_near_km"), "main": ("-", "standard_km"), "far": ("--", "standard_far_km")}
    said = []
    for name, (line, key) in looks.items():
        part, limit = table[table["standard"] == name], shown(book.parameter(key))
        ax.plot(part["points"], part["covered_share"] * 100, color=BLUE, ls=line, label=f"Trong {limit.text} km")
        knee = part[part["knee"]]
        ax.scatter(knee["points"], knee["covered_share"] * 100, s=50, facecolor="white", edgecolor=BLUE, zorder=4)
        said.append(limit)
    ax.set_ylim(None, 102)
    ax.set_xlabel("Điểm mới")
    ax.set_ylabel("Người dân trong chuẩn (%)")
    vietnamese_axis(ax.yaxis)
    return said
