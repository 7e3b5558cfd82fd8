"""Tables of headlines with low and high: one scenario, and all of them side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from helpers.analysis.budget import BUDGETED
from helpers.analysis.resiting import MODES
from helpers.inputs import STATUS_WORDS, Quantity, worst_status
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import end, pick
from helpers.report.shown import shown
from helpers.report.tables.common import (
    CENTER,
    LEFT,
    MODEL,
    PAYER_WORDS,
    RIGHT,
    billions,
    metric_cell,
    metric_label,
    table_block,
)
from helpers.report.vietnamese import amount

#: What a reader weighs first, with its interval: volumes by flow, access, counters, mail, money by payer.
HEADLINES = (
    "dossiers_plan_end",
    "receptions_plan_end",
    "returns_plan_end",
    "people_within_share",
    "difficult_mean_distance_km",
    "counters_total",
    "delivery_on_time_share",
    "cost_per_dossier_vnd",
    "state_npv_vnd",
    "post_npv_vnd",
    "users_npv_vnd",
    "society_npv_vnd",
)
#: Ends of at most so many characters together stay on one line of a column of six on a page.
UNBROKEN = 8
#: What is held, or not, in each mode of :data:`helpers.analysis.resiting.MODES`.
MODE_WORDS = {"fixed": "Giữ cả hai", "layouts": "Điểm hiện có đặt lại", "resited": "Điểm mới chọn lại",
              "resited_layouts": "Cả hai đổi"}


def interval_table(book: Book, metrics: Sequence[str] = HEADLINES, *, budget: bool = False,
                   brief: bool = False) -> TableBlock:
    """Return headlines with their intervals; a net present value is the difference from the reference.

    ``budget`` : with what the state and the post lay out in each plan year. ``brief`` : short labels.
    """
    rows = [_with_ends(*_labelled(book, metric, brief=brief)) for metric in metrics]
    if budget:
        rows += [_budget_row(book, payer, year) for payer in BUDGETED for year in book.scenario.plan]
    columns = [("Kết quả", LEFT, 0.5), ("Cận dưới", RIGHT, 0.12), ("Cơ sở", RIGHT, 0.12), ("Cận trên", RIGHT, 0.12),
               ("Trạng thái", LEFT, 0.14)]
    return table_block(
        book,
        "bang-khoang",
        f"Khoảng {amount(book.parameter('interval_share'))} của các kết quả chính khi mọi tham số chưa chắc cùng đổi",
        columns,
        rows,
        f"{MODEL}; giá trị ròng so với giữ nguyên" if brief else f"{MODEL}, vị trí điểm mới giữ nguyên",
    )


def option_ranges(book: Book, metrics: Sequence[str] = HEADLINES) -> TableBlock:
    """Return headlines of every scenario with both ends of their intervals, and how each row is known."""
    rows = []
    for metric in metrics:
        found = [_labelled(book, metric, name) for name in book.runs]
        rows.append(_ranged(found[0][0], [(quantity, partial(metric_cell, row=row)) for _, quantity, row in found]))
    return _side_by_side(book, "bang-khoang-phuong-an", "các kết quả chính", rows)


def option_outlays(book: Book) -> TableBlock:
    """Return what the state and the post lay out in each plan year in every scenario, with both ends."""
    as_cell = partial(billions, decimals=2)
    rows = [_ranged(_outlay_label(book, payer, year), [(_outlay(book, payer, year, name), as_cell)
                                                       for name in book.runs])
            for payer in BUDGETED for year in book.scenario.plan]
    return _side_by_side(book, "bang-khoang-chi", "chi theo năm và bên chi", rows)


def sited_ranges(book: Book, metrics: Sequence[str] = HEADLINES) -> TableBlock:
    """Return the ends of headlines by what is held: the layout of existing points, and the chosen sites.

    A net present value stands as it is here, not against the reference.
    """
    held, catalogue = book.results["sited_ranges"], book.inputs["metrics"].set_index("metric_id")
    modes = [mode for mode in MODES if mode in set(held["mode"])]
    rows = [[metric_label(catalogue.loc[metric]), metric_cell(book.result(metric), catalogue.loc[metric]),
             *(_between(book, metric, mode, catalogue.loc[metric]) for mode in modes)] for metric in metrics]
    width = 0.6 / len(modes)
    columns = [("Kết quả", LEFT, 0.28), ("Cơ sở", RIGHT, 0.12),
               *((MODE_WORDS[mode], CENTER, width) for mode in modes)]
    tried, level = amount(book.parameter("resited_draws")), amount(book.parameter("interval_share"))
    return table_block(book, "bang-khoang-vi-tri", "Kết quả chắc đến đâu khi vị trí điểm cũng đổi", columns, rows,
                       f"{MODEL}; khoảng {level} của {tried} lần thử, chung cho các cột; điểm hiện có chưa biết vị "
                       "trí được đặt lại theo giả định trong từng lần thử")


def _between(book: Book, metric: str, mode: str, row: pd.Series) -> Shown:
    ends = [dataclasses.replace(pick(book, "cell", f"sited_ranges.{which}", metric_id=metric, mode=mode),
                                unit=row["unit"]) for which in ("low", "high")]
    low, high = (metric_cell(part, row) for part in ends)
    return shown(ends[0], f"[{low.text}; {high.text}]")


def _side_by_side(book: Book, block_id: str, what: str, rows: list) -> TableBlock:
    width, level = 0.7 / len(book.runs), amount(book.parameter("interval_share"))
    columns = [("Kết quả", LEFT, 0.2), *((run.scenario.title_vi, CENTER, width) for run in book.runs.values()),
               ("Trạng thái", LEFT, 0.1)]
    return table_block(
        book,
        block_id,
        f"Mức cơ sở [cận dưới; cận trên] của {what}, theo phương án: khoảng {level}",
        columns,
        rows,
        f"{MODEL}, vị trí điểm mới giữ nguyên",
    )


def _ranged(label: Shown | str, found: Sequence[tuple[Quantity, Callable[[Quantity], Shown]]]) -> list:
    """Return a row of cells ``base [low; high]``; its status is the worst among its scenarios."""
    cells = []
    for quantity, as_cell in found:
        base, low, high = (as_cell(part) for part in (quantity, end(quantity, "low"), end(quantity, "high")))
        gap = "\u00a0" if len(low.text + high.text) <= UNBROKEN else " "
        cells.append(shown(quantity, f"{base.text} [{low.text};{gap}{high.text}]"))
    return [label, *cells, STATUS_WORDS[worst_status([quantity.status for quantity, _ in found])]]


def _labelled(book: Book, metric: str, scenario: str | None = None, *,
              brief: bool = False) -> tuple[str, Quantity, pd.Series]:
    """Return label, value and catalogue row of a headline; a net present value against the reference."""
    row = book.inputs["metrics"].set_index("metric_id").loc[metric]
    label = metric_label(row, "short_vi" if brief else "label_vi")
    if metric.endswith("_npv_vnd"):
        return label if brief else f"{label}, so với giữ nguyên", book.difference(metric, scenario), row
    return label, book.result(metric, scenario), row


def _with_ends(label: str, quantity: Quantity, row: pd.Series) -> list:
    ends = (end(quantity, "low"), quantity, end(quantity, "high"))
    return [label, *(metric_cell(part, row) for part in ends), STATUS_WORDS[quantity.status]]


def _budget_row(book: Book, payer: str, year: int) -> list:
    cells = [pick(book, "cell", f"budget_range.{end_}", payer=payer, year=year) for end_ in ("low", "base", "high")]
    return [_outlay_label(book, payer, year), *(billions(cell, 2) for cell in cells), STATUS_WORDS[cells[1].status]]


def _outlay(book: Book, payer: str, year: int, scenario: str) -> Quantity:
    """Return what a payer lays out in a year in a scenario, with its interval."""
    low, base, high = (pick(book, "cell", f"budget_range.{which}", payer=payer, year=year, run=scenario)
                       for which in ("low", "base", "high"))
    return dataclasses.replace(base, low=low.value, high=high.value)


def _outlay_label(book: Book, payer: str, year: int) -> Shown:
    return Shown(f"{PAYER_WORDS[payer]} chi năm {book.year_name(year)} (tỷ đồng)", f"date:{year}")
