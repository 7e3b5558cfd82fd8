"""Tables of the workbook from the tables of a run: one row each for what is listed, one column each for a value."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from helpers.inputs import STATUS_WORDS, Quantity, column_about
from helpers.report.annex.parts import Cell, Column, Figure, Table, unit_words
from helpers.report.book import Book
from helpers.report.numbers import call_name, pick

#: Width of a column that has room for a few words.
LABEL_WIDTH = 20
#: Decimals of what is read off tables of the data, which name a unit and no decimals.
_DATA_DECIMALS = {"km": 1, "min": 0, "degree": 4}


@dataclass(frozen=True)
class Field:
    """A column of values: which column of which table, by which keys of the rows.

    Parameters
    ----------
    place : ``table.column``.
    by : key columns, whose values are those of the rows.
    at : key columns with one value for all rows.
    head : head of the column; by default the label of the values.
    total : ``sum``, or a formula of totals; blank for none.
    """

    place: str
    by: tuple[str, ...]
    at: Mapping[str, object] = field(default_factory=dict)
    head: str = ""
    width: float = 12
    decimals: int | None = None
    total: str = ""


@dataclass(frozen=True)
class Words:
    """A column of words: its head, and the column of the rows, or what makes a text of a row."""

    head: str
    of: str | Callable[[object], str]
    width: float = 18
    center: bool = False
    meaning: str = ""


def column_kind(book: Book, place: str) -> tuple[Quantity, int]:
    """Return what the values of a column have in common, and the decimals they are shown with.

    Raises
    ------
    InputError, KeyError : there is no such column.
    """
    table, _, column = place.partition(".")
    about = book.column_kinds.get((table, column))
    if about is not None:
        decimals = 0 if pd.isna(about.decimals) else int(about.decimals)
        return book.kind(about), decimals
    found = pick(book, "highest", place)
    label = column_about(table, column)[0]
    label = f"{label[:1].upper()}{label[1:]}"
    return dataclasses.replace(found, label_vi=label, formula=""), _DATA_DECIMALS.get(found.unit, 0)


def kind_column(book: Book, place: str, head: str = "", width: float = 12, meaning: str = "") -> Column:
    """Return the column of a table for the values of a column of the run or the data."""
    kind = column_kind(book, place)[0]
    return Column(head or kind.label_vi, width, unit_words(kind.unit), STATUS_WORDS[kind.status],
                  meaning=meaning or kind.label_vi, place=place, formula=kind.formula)


def field_table(book: Book, name: str, title: str, rows: pd.DataFrame, columns: Sequence[Words | Field],
                note: str = "", totals: bool = False) -> Table:
    """Return a table with a row for each of ``rows``; with ``totals``, a line of the totals of its fields."""
    made = [_column(book, column) for column in columns]
    cells = [_cells(book, column, made[place], rows) for place, column in enumerate(columns)]
    lines = list(zip(*cells, strict=True))
    last = _totals(columns, made, lines) if totals and lines else ()
    return Table(name, title, [column for column, *_ in made], lines, last, note)


def _column(book: Book, column: Words | Field) -> tuple[Column, Quantity | None, int]:
    if isinstance(column, Words):
        return Column(column.head, column.width, center=column.center, meaning=column.meaning), None, 0
    kind, decimals = column_kind(book, column.place)
    decimals = decimals if column.decimals is None else column.decimals
    return kind_column(book, column.place, column.head, column.width), kind, decimals


def _cells(book: Book, column: Words | Field, made: tuple, rows: pd.DataFrame) -> list[Cell]:
    if isinstance(column, Words):
        of = column.of if callable(column.of) else (lambda row, name=column.of: getattr(row, name))
        return [_words(of(row)) for row in rows.itertuples()]
    _, kind, decimals = made
    values = _values(book, column)
    cells = []
    for key in zip(*(rows[name] for name in column.by), strict=True) if column.by else [()] * len(rows):
        value = values.get(tuple(map(str, key)))
        ref = call_name("cell", column.place, {**dict(zip(column.by, key, strict=True)), **column.at})
        cells.append(None if value is None or pd.isna(value) else Figure(float(value), ref, kind.unit, decimals))
    return cells


def _words(value) -> str | None:
    return None if value is None or value != value or value == "" else str(value)


def _values(book: Book, column: Field) -> dict[tuple[str, ...], float]:
    frame = _frame(book, column.place)
    for key, value in column.at.items():
        frame = frame[frame[key] == value]
    keys = [frame[name].astype(str) for name in column.by]
    return dict(zip(zip(*keys, strict=True), frame[column.place.partition(".")[2]], strict=True))


def _frame(book: Book, place: str) -> pd.DataFrame:
    table, _, column = place.partition(".")
    return book.results[table] if (table, column) in book.column_kinds else book.inputs[table]


def label_place(columns: Iterable[Column]) -> int:
    """Return the place of the first column with room for the label of a line of totals."""
    return next((place for place, column in enumerate(columns) if column.width >= LABEL_WIDTH), 0)


def _totals(columns: Sequence[Words | Field], made: Sequence[tuple],
            lines: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the line of totals: what Excel adds up; the name of each is that of the total of the run."""
    line: list[Cell] = [None] * len(columns)
    line[label_place(column for column, *_ in made)] = "Cộng"
    for place, column in enumerate(columns):
        if isinstance(column, Field) and column.total:
            about, kind, decimals = made[place]
            value = sum(line[place].value for line in lines if line[place] is not None)
            ref = call_name("total", column.place, dict(column.at))
            line[place] = Figure(float(value), ref, kind.unit, decimals, f"=SUM([{about.head}])")
    return [line]
