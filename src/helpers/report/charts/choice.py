"""Charts of doubt and change: where the variance of a result comes from, and why a result moved between two runs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.analysis.attribution import OTHERS
from helpers.report.blocks import FigureBlock
from helpers.report.book import Book
from helpers.report.drawing import BLUE, GREY, INK, PALE, SAND, as_block, figure, style, vietnamese_axis, wrapped
from helpers.report.numbers import cell_of
from helpers.report.shown import shown
from helpers.report.tables.common import MODEL
from helpers.report.vietnamese import UNIT_WORDS, number, percent

OTHER_WORDS = "Các số liệu khác"


def sobol_bars(book: Book, table: pd.DataFrame, metric_id: str, bars: int = 10) -> FigureBlock:
    """Draw first-order and total Sobol' indices of a headline with their errors, the largest total first.

    ``table`` : of :func:`helpers.analysis.sobol.indices`. An input is a parameter, or a group under its own name.

    Raises
    ------
    ValueError : the headline is the same in all runs, so that no index exists.
    """
    own = table[(table["metric_id"] == metric_id) & table["total"].notna()]
    if own.empty:
        raise ValueError(f"{metric_id} has no Sobol' index: it is the same in all runs")
    own = own.sort_values("total", ascending=False, kind="stable").head(bars).iloc[::-1]
    label = book.inputs["metrics"].set_index("metric_id").loc[metric_id, "label_vi"]
    labels = [_input_words(book, name) for name in own["input_id"]]
    said = [_index(book, table, metric_id, name) for name in own["input_id"].iloc[::-1].head(2)]
    with style():
        fig = figure(16, 0.8 * len(own) + 2.4)
        ax = fig.subplots()
        place = np.arange(len(own))
        for shift, index, colour, hatch, words in ((0.2, "total", PALE, "", "Toàn phần (cả phần cùng số khác)"),
                                                   (-0.2, "first", BLUE, "//", "Bậc một (riêng số đó)")):
            ax.barh(place + shift, own[index] * 100, 0.38, color=colour, edgecolor=INK, hatch=hatch, label=words,
                    xerr=own[f"{index}_error"] * 100, error_kw={"ecolor": INK, "elinewidth": 1, "capsize": 2.5})
        ax.set_yticks(place, [wrapped(words) for words in labels], fontsize=9)
        ax.set_xlim(0, None)
        vietnamese_axis(ax.xaxis)
        ax.set_xlabel("Phần của độ biến động (%); vạch: sai số của chính chỉ số")
        ax.grid(axis="y", visible=False)
        ax.legend(loc="lower right")
    leading = " rồi ".join(f"{words} ({text.text})" for words, text in zip(labels[::-1], said, strict=False))
    return as_block(fig, f"hinh-sobol-{metric_id.replace('_', '-')}",
                    f"Độ biến động của “{label}” do số liệu nào", f"Chỉ số toàn phần lớn nhất: {leading}.",
                    f"{MODEL}; chỉ số Sobol, mọi tham số chưa chắc cùng đổi", numbers=said, status="assumed")


def waterfall(book: Book, table: pd.DataFrame, metric_id: str, before: float, after: float, *,
              bars: int = 10, decimals: int | None = None) -> FigureBlock:
    """Draw why a headline moved between two runs: from the old value, through what each input adds, to the new.

    Parameters
    ----------
    table : of :func:`helpers.analysis.attribution.attribute`.
    before, after : the headline in the two runs, in its unit.
    bars : parts shown one by one, the largest first; the others are drawn as one.
    decimals : of the numbers in the picture; by default those of the headline in tables.
    """
    about = book.inputs["metrics"].set_index("metric_id").loc[metric_id]
    scale = {"vnd": 1e9, "share": 0.01}.get(about["unit"], 1.0)
    unit = {"vnd": "tỷ đồng", "share": "%"}.get(about["unit"], UNIT_WORDS.get(about["unit"], ""))
    if decimals is None:
        decimals = 2 if about["unit"] == "vnd" else int(about["decimals"])
    labels, parts = _parts(book, table[table["metric_id"] == metric_id], bars)
    names = ["Trước", *labels, "Sau"]
    starts = np.r_[0, before + np.cumsum([0, *parts[:-1]])[: len(parts)], 0] / scale
    sizes = np.r_[before, parts, after] / scale
    with style():
        fig = figure(16, 0.75 * len(names) + 2.2)
        ax = fig.subplots()
        near = _zoom(ax, starts, sizes)
        for place, (start, size) in enumerate(zip(starts, sizes, strict=True)):
            whole = place in (0, len(names) - 1)
            sign = "" if whole or size <= 0 else "+"
            _step(ax, place, start, size, f"{sign}{number(size, decimals)}", whole=whole, near=near)
        ax.set_yticks(range(len(names)), [wrapped(name) for name in names], fontsize=9)
        ax.set_ylim(len(names) - 0.5, -0.5)
        vietnamese_axis(ax.xaxis, decimals)
        ax.set_xlabel(f"{about['label_vi']} ({unit})" if unit else about["label_vi"])
        ax.grid(axis="y", visible=False)
    changes = "; ".join(f"{name} {number(part / scale, decimals)}" for name, part in zip(labels, parts, strict=True))
    ends = [number(size, decimals) for size in (sizes[0], sizes[-1])]
    alt = f"Từ {ends[0]} đến {ends[1]}{'' if unit == '%' else ' '}{unit}: {changes or 'không đổi'}."
    return as_block(fig, f"hinh-vi-sao-{metric_id.replace('_', '-')}", f"Vì sao “{about['label_vi']}” đổi", alt,
                    f"{MODEL}; phần của mỗi số liệu là giá trị Shapley, không phụ thuộc thứ tự đổi", status="assumed")


def _parts(book: Book, own: pd.DataFrame, bars: int) -> tuple[list[str], list[float]]:
    """Return labels and parts, the largest change first; what is left after ``bars`` of them as one."""
    own = own[own["part"] != 0]
    own = own.loc[own["part"].abs().sort_values(ascending=False, kind="stable").index]
    few = own if len(own) <= bars else own[own["input_id"] != OTHERS].head(bars - 1)
    labels, parts = [_input_words(book, name) for name in few["input_id"]], few["part"].to_list()
    if len(few) < len(own):
        labels, parts = [*labels, OTHER_WORDS], [*parts, float(own["part"].sum() - few["part"].sum())]
    return labels, parts


def _step(ax, place: int, start: float, size: float, text: str, *, whole: bool, near: bool) -> None:
    """Draw one value or part with its number; a value whose bar would not begin at nought is a mark."""
    if whole and near:  # such a bar would mislead
        ax.plot(size, place, "D", color=INK, ms=7)
    else:
        colour, hatch = (GREY, "") if whole else (BLUE, "//") if size > 0 else (SAND, "..")
        ax.barh(place, size, left=start, color=colour, edgecolor=INK, hatch=hatch, height=0.6)
    at, gap = (size, 9) if whole and near else (max(start, start + size), 4)
    ax.annotate(text, (at, place), va="center", textcoords="offset points", xytext=(gap, 0), fontsize=9)


def _zoom(ax, starts: np.ndarray, sizes: np.ndarray) -> bool:
    """Set the axis, with room for the numbers, and return whether it leaves out nought.

    It does where the changes are small against the values.
    """
    ends = np.r_[starts[1:-1], starts[1:-1] + sizes[1:-1], sizes[0], sizes[-1]]
    near = bool(np.ptp(ends) > 0 and np.abs(ends).min() > 2 * np.ptp(ends) and np.ptp(np.sign(ends)) == 0)
    low, high = (ends.min(), ends.max()) if near else (min(0, ends.min()), max(0, ends.max()))
    room = 0.15 * ((high - low) or 1)
    ax.set_xlim(low - (room if near or low < 0 else 0), high + room)
    return near


def _input_words(book: Book, input_id: str) -> str:
    """Return the label of a parameter, the file of a group of changes, or the name of a group."""
    if input_id == OTHERS:
        return OTHER_WORDS
    return book.inputs.register[input_id].quantity.label_vi if input_id in book.inputs.register else input_id


def _index(book: Book, table: pd.DataFrame, metric_id: str, input_id: str):
    quantity = cell_of(book, table, "sobol.total", metric_id=metric_id, input_id=input_id)
    return shown(quantity, percent(quantity.value, 0))
