"""Charts of demand: the year known in part, the three forms by year, and the points that serve it."""

from __future__ import annotations

import numpy as np

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import (
    BLUE,
    DARK,
    GREY,
    INK,
    PALE,
    RED,
    SAND,
    as_block,
    figure,
    style,
    vietnamese_axis,
    year_axis,
)
from helpers.report.numbers import pick
from helpers.report.shown import shown
from helpers.report.tables.common import MODEL, cell, event_day
from helpers.report.tables.common import figure as figure_cell
from helpers.report.vietnamese import amount

#: Forms of Decision 45, article 5: column, words, colour and hatch, told apart in grey too.
FORMS = (
    ("receive_dossiers", "Chỉ nhận kết quả", PALE, ""),
    ("both_dossiers", "Gửi và nhận", BLUE, "//"),
    ("send_dossiers", "Chỉ gửi hồ sơ", SAND, ".."),
)
#: A part of a column that is lower than this share of the tallest column has no room for its number.
LEAST_LABELLED = 0.055


def part_year(book: Book) -> FigureBlock:
    """Draw the full year reported, and the year reported in part: what is known, what is added, its interval."""
    full, part = (int(book.parameter(key).value) for key in ("full_year_reported", "part_year_reported"))
    year, reported = shown(book.parameter("dossiers_2017")), cell(book, "part_year.reported_dossiers", case="base")
    low, base, high = (cell(book, "part_year.dossiers", case=case) for case in ("low", "base", "high"))
    rows = book.results["part_year"].set_index("case")
    known, whole = rows.loc["base", "reported_dossiers"], rows["dossiers"]
    with style():
        fig = figure(16, 5.2)
        ax = fig.subplots()
        ax.barh(1, book.parameter("dossiers_2017").value, 0.5, color=DARK, label="Đã báo cáo")
        ax.barh(0, known, 0.5, color=DARK)
        ax.barh(0, whole["base"] - known, 0.5, left=known, color=PALE, edgecolor=GREY, hatch="//",
                label="Phần quy đổi, có giả định")
        ax.plot(whole[["low", "high"]], [0, 0], color=RED, marker="|", ms=14, mew=2, lw=2, label="Khoảng thấp - cao")
        for place, text, x in ((1, year, book.parameter("dossiers_2017").value), (0, reported, known)):
            ax.annotate(text.text, (x, place), textcoords="offset points", xytext=(-6, 0), ha="right", va="center",
                        color="white")
        ax.annotate(f"{base.text} (từ {low.text} đến {high.text})", (whole["high"], 0), textcoords="offset points",
                    xytext=(8, 0), va="center")
        ax.set_yticks([1, 0], [f"Năm {full}", f"Năm {part}"])
        ax.set_xlim(0, whole["high"] * 1.62)
        vietnamese_axis(ax.xaxis)
        ax.set_xlabel("Hồ sơ")
        ax.grid(axis="y", visible=False)
        fig.legend(loc="outside upper center", ncols=3)
    months = amount(book.parameter("months_reported_2018"))
    alt = (f"Năm {full} có {year.text} hồ sơ; {months} tháng năm {part} có {reported.text}, quy cả năm {base.text}, "
           f"từ {low.text} đến {high.text}.")
    return as_block(fig, "hinh-quy-nam", f"Từ {months} tháng đến cả năm {part}", alt,
                    f"tin làm việc ngày {event_day(book, 'meeting')}; phần còn lại quy theo giả định về quý IV",
                    numbers=[year, reported, low, base, high])


def forms_by_year(book: Book) -> FigureBlock:
    """Draw the dossiers of each form by year, as one column a year; what nearer points add is in it."""
    years = list(book.scenario.years)
    said = {name: [figure_cell(pick(book, "total", f"demand.{name}", year=year)) for year in years]
            for name, *_ in FORMS}
    sums = book.results["demand"].groupby("year")[list(said)].sum()
    least = LEAST_LABELLED * sums.sum(axis=1).max()
    with style():
        fig = figure(16, 8.5)
        ax = fig.subplots()
        bottom = np.zeros(len(years))
        for name, words, colour, hatch in FORMS:
            ax.bar(years, sums[name], 0.66, bottom=bottom, color=colour, edgecolor=INK, lw=0.5, hatch=hatch,
                   label=words)
            middle = bottom + sums[name].to_numpy() / 2
            for x, y, text, height in zip(years, middle, said[name], sums[name], strict=True):
                if height >= least:
                    ax.annotate(text.text, (x, y), ha="center", va="center", fontsize=8,
                                bbox=dict(boxstyle="square,pad=0.05", facecolor="white", edgecolor="none"))
            bottom = bottom + sums[name].to_numpy()
        year_axis(ax, years, book.year_name)
        vietnamese_axis(ax.yaxis)
        ax.set_ylabel("Hồ sơ mỗi năm")
        ax.grid(axis="x", visible=False)
        fig.legend(loc="outside upper center", ncols=3)
    parts = "; ".join(f"{words.lower()} {said[name][-1].text}" for name, words, *_ in FORMS)
    alt = f"Năm {book.year_name(years[-1])}: {parts}."
    return as_block(fig, "hinh-hinh-thuc", "Ba hình thức dùng dịch vụ, theo năm", alt,
                    f"{MODEL}, kể cả phần tăng do mở điểm; tỷ lệ hình thức là giả định",
                    numbers=[text for row in said.values() for text in row])


def point_volumes(book: Book) -> FigureBlock:
    """Draw the dossiers of every point in the last plan year, from the busiest to the quietest."""
    sites = book.results["sites"].sort_values(["dossiers", "site_id"], ascending=[False, True])
    ends = [figure_cell(pick(book, act, "sites.dossiers")) for act in ("highest", "mean", "lowest")]
    count = figure_cell(pick(book, "count", "sites"))
    with style():
        fig = figure(16, 6.8)
        ax = fig.subplots()
        place = np.arange(len(sites))
        for new, colour, words in ((False, BLUE, "Điểm hiện có"), (True, RED, "Điểm mới")):
            mask = (sites["existing"] != new).to_numpy()
            if mask.any():
                ax.bar(place[mask], sites["dossiers"][mask], 1.0, color=colour, edgecolor="white", lw=0.3,
                       label=words)
        ax.axhline(sites["dossiers"].mean(), color=INK, ls="--", lw=1)
        ax.annotate(f"bình quân {ends[1].text}", (place[-1], sites["dossiers"].mean()), ha="right",
                    textcoords="offset points", xytext=(0, 4))
        ax.margins(x=0.01)
        ax.set_xticks([])
        ax.set_xlabel("Các điểm, từ đông nhất đến vắng nhất")
        vietnamese_axis(ax.yaxis)
        ax.set_ylabel(f"Hồ sơ năm {book.year_words['plan_last']}")
        ax.legend(loc="upper right")
    alt = (f"Hồ sơ của {count.text} điểm: đông nhất {ends[0].text}, bình quân {ends[1].text}, "
           f"vắng nhất {ends[2].text}.")
    return as_block(fig, "hinh-ho-so-diem", "Hồ sơ của từng điểm", alt, MODEL, numbers=[count, *ends])


def point_choices(book: Book) -> FigureBlock:
    """Draw the dossiers of every point if all go to the nearest, against a choice by travel time."""
    table = book.results["point_choice"].merge(book.results["sites"][["site_id", "existing"]], on="site_id")
    said = [figure_cell(pick(book, "highest", f"point_choice.{way}_dossiers")) for way in ("nearest", "huff")]
    top = 1.05 * max(table["nearest_dossiers"].max(), table["huff_dossiers"].max())
    with style():
        fig = figure(16, 8)
        ax = fig.subplots()
        ax.plot([0, top], [0, top], color=GREY, ls="--", lw=1, label="Hai cách như nhau")
        for new, colour, marker, words in ((False, BLUE, "s", "Điểm hiện có"), (True, RED, "^", "Điểm mới")):
            part = table[table["existing"] != new]
            if len(part):
                ax.scatter(part["nearest_dossiers"], part["huff_dossiers"], s=26, color=colour, marker=marker,
                           edgecolor="white", lw=0.4, label=words, zorder=3)
        ax.set_xlim(0, top)
        ax.set_ylim(0, top)
        vietnamese_axis(ax.xaxis)
        vietnamese_axis(ax.yaxis)
        ax.set_xlabel("Mọi người đến điểm gần nhất (hồ sơ)")
        ax.set_ylabel("Tự chọn điểm (hồ sơ)")
        ax.legend(loc="upper left")
    alt = (f"Điểm đông nhất có {said[0].text} hồ sơ nếu mọi người đến điểm gần nhất, {said[1].text} nếu họ tự chọn "
           "theo thời gian đi và giờ mở cửa.")
    return as_block(fig, "hinh-chon-diem", f"Hai cách người dân chọn điểm, năm {book.year_words['plan_last']}", alt,
                    f"{MODEL}; cách tự chọn theo Huff, độ giảm theo thời gian là giả định", numbers=said)
