"""Words and small parts that the tables of the papers share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from helpers.inputs import Quantity, table_file, worst_status
from helpers.report import legal
from helpers.report.blocks import Column, Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.shown import cited, shown, words
from helpers.report.vietnamese import UNIT_WORDS, VIETNAMESE, date, million, number, percent

GRADE_WORDS = {"low": "thấp", "medium": "trung bình", "high": "cao"}
PAYER_WORDS = {"state_budget": "Ngân sách nhà nước", "vietnam_post": "Bưu điện", "users": "Người dân"}
LEFT, RIGHT, CENTER = "left", "right", "center"
MODEL = "mô hình tính toán của Sở"
#: Cells that a profile does not rename: citations, the register of sources, what others call their own.
AS_WRITTEN = ("law:", "text:precedents", "text:../sources")


def note(source: str, status: str) -> str:
    """Return the line under a table or figure: where it comes from and the worst status among its inputs."""
    return VIETNAMESE.note(source, status)


def table_block(
    book: Book,
    block_id: str,
    caption: str,
    columns: Sequence[tuple],
    rows: Iterable[Sequence],
    source: str,
    *,
    status: str = "observed",
    emphasis: Sequence[int] = (),
) -> TableBlock:
    """Return a table whose status is the worst of ``status`` and of all its cells, and let the book know of it.

    Raises
    ------
    ValueError : a cell holds a figure that has no home.
    """
    rows = [list(row) for row in rows]
    for cell in (cell for row in rows for cell in row):
        if not isinstance(cell, Shown) and re.search(r"\d", text(cell)):
            raise ValueError(f"{block_id}: ô “{cell}” có số mà không có mã / a cell holds a number without a home")
    known = worst_status([status, *(cell.status for row in rows for cell in row if isinstance(cell, Shown))])
    block = TableBlock(
        block_id,
        book.say(caption),
        [Column(book.say(column[0]), *column[1:]) for column in columns],
        [[_said(book, cell) for cell in row] for row in rows],
        list(emphasis),
        book.say(book.language.note(source, known)),
        [[cell.ref if isinstance(cell, Shown) else "" for cell in row] for row in rows],
    )
    book.shown[block_id] = block
    return block


def _said(book: Book, cell) -> str:
    """Return the words of a cell as the profile has them; citations and names of elsewhere stay as they are."""
    if isinstance(cell, Shown):
        return cell.text if cell.ref.startswith(AS_WRITTEN) else book.say(cell.text)
    return book.say(text(cell))


def text(cell) -> str:
    return "" if cell is None or (isinstance(cell, float) and pd.isna(cell)) else str(cell)


# --- cells --------------------------------------------------------------------------------------------------


def figure(quantity: Quantity, decimals: int = 0, scale: float = 1.0) -> Shown:
    """Return a quantity times ``scale`` as a cell, with Vietnamese separators."""
    return shown(quantity, number(quantity.value * scale, decimals))


def share(quantity: Quantity, decimals: int = 1) -> Shown:
    return shown(quantity, percent(quantity.value, decimals))


def millions(quantity: Quantity) -> Shown:
    return shown(quantity, million(quantity.value))


def cell(book: Book, place: str, decimals: int = 0, **keys) -> Shown:
    """Return the value of one cell of a table of the run or of the data."""
    return figure(pick(book, "cell", place, **keys), decimals)


def year_cell(book: Book, **keys) -> Shown:
    quantity = pick(book, "cell", "sites.open_year", **keys)
    return shown(quantity, book.year_name(int(quantity.value)))


def order(place: int) -> Shown:
    """Return the number of a row, which counts and states nothing."""
    return Shown(number(place), "order:")


def years(value: int, name: str = "") -> Shown:
    """Return a year, under the name that the paper gives it."""
    return Shown(name or str(value), f"date:{value}")


def words_of(book: Book, table: str, value) -> Shown | str:
    """Return words of a data table; figures in them have that table for a home."""
    return words(text(value), table) if re.search(r"\d", text(value)) else text(value)


def titled(run) -> Shown:
    """Return the title of a scenario, which may hold a figure."""
    return words(run.scenario.title_vi, f"../scenarios/{run.scenario.name}")


def short_citation(book: Book, doc_id: str, articles: str = "") -> Shown:
    """Return a short citation, articles first."""
    row = legal.document(book.inputs["legal_basis"], doc_id, book.day)
    name = legal.short(row, bool(book.profile.get("law_numbers")))
    return cited(row, doc_id, ", ".join(part for part in (articles, name) if part))


def metric_label(row: pd.Series, column: str = "label_vi") -> str:
    """Return the label of a headline, a row of ``metrics.csv``, with its unit."""
    unit = {"vnd": "tỷ đồng", "share": "%"}.get(row["unit"], UNIT_WORDS.get(row["unit"], ""))
    return f"{row[column]} ({unit})" if unit else row[column]


def metric_cell(quantity: Quantity, row: pd.Series) -> Shown:
    """Return a headline as a cell in the unit of its label: money in billions, shares in percent."""
    if quantity.unit == "vnd":
        return billions(quantity, 2)
    return figure(quantity, int(row["decimals"]), 100 if quantity.unit == "share" else 1)


def billions(quantity: Quantity, decimals: int = 1) -> Shown:
    """Return an amount in VND as a cell in billions."""
    return figure(quantity, decimals, 1e-9)


# --- words --------------------------------------------------------------------------------------------------


def district_names(book: Book) -> dict[str, str]:
    districts = book.inputs["districts"].set_index("district_code")["name_vi"]
    return {
        code: name.split(" ", 1)[1]
        if name.startswith("Huyện")
        else name.replace("Thành phố ", "TP. ").replace("Thị xã ", "TX. ")
        for code, name in districts.items()
    }


def event_day(book: Book, event_id: str) -> str:
    """Return the day of an event of ``events.csv`` as dd/mm/yyyy."""
    day = book.inputs["events"].set_index("event_id").loc[event_id, "date"]
    return date(pd.Timestamp(day).date())


def on_places(book: Book) -> str:
    """Return on which places of the existing points a result rests, and on which ways where they were given."""
    places = "danh sách điểm đã biết" if book.places_known() else "vị trí giả định của phần lớn điểm hiện có"
    return places if book.inputs["travel"].empty else f"{places} và bảng đường đi {table_file('travel')}"
