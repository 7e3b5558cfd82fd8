"""Charts of the papers: one message each, readable in black and white, with source and status below."""

from __future__ import annotations

import numpy as np

from helpers.analysis import REFERENCE, one_at_a_time
from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import (
    BLUE,
    GREY,
    INK,
    PALE,
    RED,
    SAND,
    as_block,
    figure,
    style,
    vietnamese_axis,
    wrapped,
    year_axis,
)
from helpers.report.numbers import end, pick
from helpers.report.shown import shown
from helpers.report.tables.common import MODEL, PAYER_WORDS, cell, event_day
from helpers.report.tables.common import figure as figure_cell
from helpers.report.vietnamese import UNIT_WORDS, amount, money


def demand_path(book: Book) -> FigureBlock:
    """Draw dossiers by year: the two published figures, the base path and the band from low to high."""
    wide = book.results["province"].pivot(index="year", columns="case", values="dossiers")
    last = wide.index[-1]
    said = [
        shown(book.parameter("dossiers_2017")),
        *(cell(book, "province.dossiers", case=case, year=last) for case in ("base", "low", "high")),
    ]
    known = [book.parameter("dossiers_2017").value, book.result("dossiers_2018").value]
    observed = [int(book.parameter(key).value) for key in ("full_year_reported", "part_year_reported")]
    with style():
        fig = figure(16, 7.5)
        ax = fig.subplots()
        years = np.r_[observed[1], wide.index]
        ax.fill_between(
            years, np.r_[known[1], wide["low"]], np.r_[known[1], wide["high"]], color=PALE, label="Khoảng thấp - cao"
        )
        ax.plot(years, np.r_[known[1], wide["base"]], color=BLUE, marker="o", ms=4, label="Mức cơ sở (mô hình)")
        words = f"Năm {observed[0]}; năm {observed[1]} quy từ {amount(book.parameter('months_reported_2018'))} tháng"
        ax.plot(observed, known, color=INK, marker="s", ms=6, ls="", label=words)
        for x, y, text in zip((observed[0], last), (known[0], wide["base"].iloc[-1]), said, strict=False):
            ax.annotate(text.text, (x, y), textcoords="offset points", xytext=(0, 8), ha="center", fontsize=10)
        ax.set_ylim(0, None)
        year_axis(ax, range(observed[0], last + 1), book.year_name)
        vietnamese_axis(ax.yaxis)
        ax.set_ylabel("Hồ sơ mỗi năm")
        ax.legend(loc="upper left")
    alt = (
        f"Đường dự báo hồ sơ từ {said[0].text} năm {observed[0]} đến {said[1].text} năm {book.year_name(last)} ở mức "
        f"cơ sở; khoảng từ {said[2].text} đến {said[3].text}."
    )
    return as_block(
        fig,
        "hinh-du-bao",
        "Hồ sơ qua bưu chính theo năm",
        alt,
        f"hai số liệu công bố ngày {event_day(book, 'meeting')}; phần sau là {MODEL}",
        numbers=said,
    )


def cost_by_payer(book: Book) -> FigureBlock:
    """Draw the outlays added over the reference by year and payer."""
    lines = ["handling", "liability", "fares_received"]

    def outlay(run):
        flow = run["cash_flow"]
        kept = flow[~flow["line"].isin(lines) & (flow["payer"] != "users")]
        return -kept.pivot_table(index="year", columns="payer", values="amount_vnd", aggfunc="sum") / 1e6

    added = outlay(book.results) - outlay(book.runs[REFERENCE])
    with style():
        fig = figure(16, 7)
        ax = fig.subplots()
        bottom = np.zeros(len(added))
        for payer, colour, hatch in (("state_budget", SAND, ".."), ("vietnam_post", BLUE, "//")):
            ax.bar(
                added.index,
                added[payer],
                bottom=bottom,
                color=colour,
                edgecolor=INK,
                hatch=hatch,
                width=0.6,
                label=PAYER_WORDS[payer],
            )
            bottom = bottom + added[payer].to_numpy()
        year_axis(ax, added.index, book.year_name)
        vietnamese_axis(ax.yaxis)
        ax.set_ylabel("Triệu đồng")
        ax.grid(axis="x", visible=False)
        ax.legend(loc="best")
    total = {PAYER_WORDS[p]: money(added[p].sum() * 1e6) for p in ("state_budget", "vietnam_post")}
    alt = "Chi tăng thêm cả kỳ: " + "; ".join(f"{payer} {text}" for payer, text in total.items()) + "."
    return as_block(
        fig,
        "hinh-chi-phi",
        "Chi tăng thêm so với giữ nguyên, theo năm và bên chi",
        alt,
        f"{MODEL}; đơn giá là giả định",
        status="assumed",
    )


def scores(book: Book) -> FigureBlock:
    """Draw the weighted score of every scenario, those that fail a condition left white."""
    table = book.judged.sort_values("score")
    titles = [book.runs[name].scenario.title_vi for name in table.index]
    said = [cell(book, "judged.score", 2, scenario=name) for name in table.index]
    with style():
        fig = figure(16, 6.5)
        ax = fig.subplots()
        for place, (row, text) in enumerate(zip(table.itertuples(), said, strict=True)):
            ax.barh(
                place,
                row.score,
                color=BLUE if row.passes else "white",
                edgecolor=INK,
                height=0.6,
                hatch=None if row.passes else "//",
            )
            words = text.text + ("" if row.passes else "  (không đạt điều kiện)")
            ax.annotate(words, (row.score, place), textcoords="offset points", xytext=(4, 0), va="center")
        ax.set_yticks(range(len(titles)), titles)
        ax.set_xlim(0, 1.05)
        vietnamese_axis(ax.xaxis, 1)
        ax.set_xlabel("Điểm tổng hợp (1 là tốt nhất ở mọi tiêu chí)")
        ax.grid(axis="y", visible=False)
    alt = (
        "Điểm tổng hợp: "
        + "; ".join(f"{title} {text.text}" for title, text in zip(titles, said, strict=True))
        + "."
    )
    return as_block(
        fig,
        "hinh-diem",
        "Điểm tổng hợp của các phương án",
        alt,
        "tiêu chí và trọng số do Sở đề nghị, để thảo luận",
        numbers=said,
    )


def counter_load(book: Book) -> FigureBlock:
    """Draw the busiest-hour load of every point: the part that dossiers bring and the whole."""
    sites = book.results["sites"].sort_values("offered_load", ascending=False).reset_index(drop=True)
    said = [
        figure_cell(pick(book, "count", "sites")),
        *(figure_cell(pick(book, "highest", f"sites.{load}"), 2) for load in ("offered_load", "dossier_load")),
    ]
    with style():
        fig = figure(16, 7)
        ax = fig.subplots()
        ax.bar(
            sites.index,
            sites["offered_load"],
            width=1.0,
            color=PALE,
            edgecolor="white",
            lw=0.3,
            label="Khách bưu chính khác",
        )
        ax.bar(
            sites.index,
            sites["dossier_load"],
            width=1.0,
            color=BLUE,
            edgecolor="white",
            lw=0.3,
            label="Hồ sơ thủ tục hành chính",
        )
        ax.axhline(1, color=RED, ls="--", lw=1.2)
        ax.annotate(
            "Một quầy bận suốt giờ",
            (len(sites) - 1, 1),
            textcoords="offset points",
            xytext=(0, 4),
            ha="right",
            color=RED,
        )
        ax.set_ylim(0, max(1.15, sites["offered_load"].max() * 1.1))
        vietnamese_axis(ax.yaxis, 1)
        ax.set_xticks([])
        ax.set_xlabel("Các điểm, từ bận nhất đến vắng nhất")
        ax.set_ylabel("Số quầy bận giờ cao điểm")
        ax.legend(loc="upper right", bbox_to_anchor=(1, 0.9))
    alt = (
        f"Tải giờ cao điểm của {said[0].text} điểm: cao nhất {said[1].text} quầy, trong đó hồ sơ nhiều nhất "
        f"{said[2].text} quầy."
    )
    return as_block(
        fig,
        "hinh-quay",
        "Tải giờ cao điểm của từng điểm",
        alt,
        "mô hình hàng đợi (Erlang C) của Sở; lượng khách khác và thời gian phục vụ là giả định",
        numbers=said,
    )


def tornado(book: Book, metric_id: str, shown: int = 10) -> FigureBlock:
    """Draw the parameters that move a headline most when each alone goes from low to high.

    A net present value is shown as the difference from the reference scenario.
    """
    catalogue = book.inputs["metrics"].set_index("metric_id").loc[metric_id]
    against = metric_id.endswith("_npv_vnd") and book.scenario.name != REFERENCE
    reference = book.runs[REFERENCE].scenario if against else None
    table = one_at_a_time(book.scenario, book.inputs, [metric_id], reference).head(shown).iloc[::-1].reset_index()
    scale = {"vnd": 1e9, "share": 0.01}.get(catalogue["unit"], 1.0)
    unit = {"vnd": "tỷ đồng", "share": "%"}.get(catalogue["unit"], UNIT_WORDS.get(catalogue["unit"], ""))
    with style():
        fig = figure(16, 9)
        ax = fig.subplots()
        base = table["base"].iloc[0] / scale
        for place, row in enumerate(table.itertuples()):
            for end, colour, hatch in ((row.low, PALE, ""), (row.high, BLUE, "//")):
                ax.barh(
                    place,
                    end / scale - base,
                    left=base,
                    color=colour,
                    edgecolor=INK,
                    hatch=hatch,
                    height=0.6,
                    label={PALE: "Giá trị thấp", BLUE: "Giá trị cao"}[colour] if place == 0 else None,
                )
        ax.axvline(base, color=INK, lw=1)
        ax.set_yticks(range(len(table)), [wrapped(label) for label in table["label_vi"]], fontsize=9)
        vietnamese_axis(ax.xaxis, int(catalogue["decimals"]) if catalogue["unit"] != "vnd" else 1)
        ax.set_xlabel(f"{catalogue['label_vi']}{' so với giữ nguyên' if against else ''} ({unit})")
        ax.grid(axis="y", visible=False)
        ax.legend(loc="lower right")
    first = table.iloc[-1]
    alt = f"Tham số làm thay đổi nhiều nhất: {first['label_vi']}, rồi {table.iloc[-2]['label_vi']}."
    return as_block(
        fig,
        f"hinh-nhay-{metric_id.replace('_', '-')}",
        f"Độ nhạy của “{catalogue['label_vi']}”",
        alt,
        f"{MODEL}; mỗi lần đổi một tham số từ cận dưới lên cận trên của nó",
        status="assumed",
    )


def worth_intervals(book: Book) -> FigureBlock:
    """Draw the net present value to society against the reference, with its interval, by scenario."""
    names = [name for name in book.runs if name != REFERENCE]
    values = [book.difference("society_npv_vnd", name) for name in names]
    with style():
        fig = figure(16, 6.5)
        ax = fig.subplots()
        for place, quantity in enumerate(reversed(values)):
            ax.plot(
                [quantity.low / 1e9, quantity.high / 1e9], [place, place], color=GREY, lw=5, solid_capstyle="butt"
            )
            ax.plot(quantity.value / 1e9, place, "o", color=BLUE, ms=8)
        ax.axvline(0, color=RED, ls="--", lw=1)
        ax.set_yticks(range(len(names)), [book.runs[n].scenario.title_vi for n in reversed(names)])
        vietnamese_axis(ax.xaxis)
        ax.set_xlabel(f"Tỷ đồng; chấm: mức cơ sở, vạch: khoảng {amount(book.parameter('interval_share'))}")
        ax.grid(axis="y", visible=False)
    said = [
        [figure_cell(part, 1, 1e-9) for part in (quantity, end(quantity, "low"), end(quantity, "high"))]
        for quantity in values
    ]
    alt = (
        "Giá trị hiện tại ròng so với giữ nguyên: "
        + "; ".join(
            f"{book.runs[n].scenario.title_vi} {base.text} tỷ đồng, từ {low.text} đến {high.text}"
            for n, (base, low, high) in zip(names, said, strict=True)
        )
        + "."
    )
    return as_block(
        fig,
        "hinh-gia-tri",
        "Giá trị hiện tại ròng toàn xã hội so với giữ nguyên",
        alt,
        MODEL,
        numbers=[text for row in said for text in row],
    )
