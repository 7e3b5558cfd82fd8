"""Charts of fares and of who gains: what users pay by form and distance, and what districts save."""

from __future__ import annotations

import numpy as np

from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import BLUE, GREY, INK, PALE, as_block, figure, style, vietnamese_axis
from helpers.report.numbers import pick
from helpers.report.tables.common import MODEL, cell, district_names
from helpers.report.tables.common import figure as figure_cell
from helpers.report.tables.money import BAND_WORDS, FORM_WORDS

SHORT_WORDS = {"send": "Chỉ gửi", "receive": "Chỉ nhận", "both": "Gửi và nhận"}


def fares_by_form(book: Book) -> FigureBlock:
    """Draw the fare of every form and distance band before exemptions, and what is paid of it on average."""
    keys = [{"form": form, "band": band} for form in FORM_WORDS for band in BAND_WORDS]
    rows = book.results["fares"].set_index(["form", "band"]).loc[[tuple(key.values()) for key in keys]]
    said = {name: [cell(book, f"fares.{name}", **key) for key in keys] for name in ("fare_vnd", "net_vnd")}
    with style():
        fig = figure(16, 7)
        ax = fig.subplots()
        place = np.arange(len(keys))
        looks = (("fare_vnd", -0.21, PALE, "", "Trước miễn, giảm"),
                 ("net_vnd", 0.21, BLUE, "//", "Bình quân thực trả"))
        for name, shift, colour, hatch, words in looks:
            ax.bar(place + shift, rows[name], 0.4, color=colour, edgecolor=INK, lw=0.5, hatch=hatch, label=words)
            for x, y, text in zip(place + shift, rows[name], said[name], strict=True):
                ax.annotate(text.text, (x, y), textcoords="offset points", xytext=(0, 3), ha="center", fontsize=8)
        ax.set_xticks(place, [f"{SHORT_WORDS[key['form']]}\n{BAND_WORDS[key['band']].lower()}" for key in keys],
                      fontsize=9)
        vietnamese_axis(ax.yaxis)
        ax.set_ylabel("Đồng mỗi hồ sơ")
        ax.grid(axis="x", visible=False)
        fig.legend(loc="outside upper center", ncols=2)
    alt = "Cước trước và sau miễn, giảm: " + "; ".join(
        f"{FORM_WORDS[key['form']].lower()} {BAND_WORDS[key['band']].lower()} {before.text} và {after.text} đồng"
        for key, before, after in zip(keys, said["fare_vnd"], said["net_vnd"], strict=True)) + "."
    return as_block(fig, "hinh-cuoc", "Cước theo hình thức và phạm vi, trước và sau miễn, giảm", alt,
                    f"giá cước tham khảo; {MODEL}; tỷ lệ miễn, giảm là giả định",
                    numbers=[text for row in said.values() for text in row])


def savings_by_district(book: Book) -> FigureBlock:
    """Draw what a person of each district saves in the last plan year, and difficult communes beside the others."""
    year, names = book.scenario.plan[-1], district_names(book)
    groups = [("difficulty", "difficult", "Xã khó khăn"), ("difficulty", "other", "Xã khác hoặc chưa rõ"),
              *(("district", code, name) for code, name in names.items())]
    found = [pick(book, "cell", "savings.saved_vnd_per_person", year=year, group_kind=kind, group=group)
             for kind, group, _ in groups]
    whole = pick(book, "cell", "savings.saved_vnd_per_person", year=year, group_kind="province", group="all")
    said = [figure_cell(quantity) for quantity in (*found, whole)]
    order = [*sorted(range(2, len(groups)), key=lambda k: found[k].value), 1, 0]
    with style():
        fig = figure(16, 8)
        ax = fig.subplots()
        for place, k in enumerate(order):
            ax.barh(place, found[k].value, 0.62, color=BLUE if k >= 2 else PALE, edgecolor=INK, lw=0.5,
                    hatch="" if k >= 2 else "//")
            ax.annotate(said[k].text, (found[k].value, place), textcoords="offset points", xytext=(4, 0), va="center")
        ax.axvline(whole.value, color=GREY, ls="--", lw=1)
        ax.set_yticks(range(len(order)), [groups[k][2] for k in order])
        ax.set_xlim(0, max(1.0, *(quantity.value for quantity in found)) * 1.12)
        vietnamese_axis(ax.xaxis)
        ax.set_xlabel("Đồng mỗi người dân mỗi năm; vạch đứt: cả tỉnh")
        ax.grid(axis="y", visible=False)
        if not whole.value:
            ax.set_xticks([])
            ax.annotate("Phương án không đưa điểm nào đến gần hơn", (0.5, 0.5), xycoords="axes fraction", ha="center")
    alt = (f"Mỗi người dân bớt được {said[-1].text} đồng mỗi năm, bình quân cả tỉnh; "
           + "; ".join(f"{groups[k][2]} {said[k].text}" for k in reversed(order)) + ".")
    caption = f"Đi lại và thời gian bớt được mỗi người dân, năm {book.year_name(year)}"
    return as_block(fig, "hinh-loi-ich", caption, alt,
                    f"{MODEL}; giá trị thời gian, chi phí xe máy là giả định", numbers=said)
