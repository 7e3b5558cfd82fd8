"""What the workbook of figures is made of, before any program writes it: cells, columns, tables, charts, sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helpers.report.vietnamese import UNIT_WORDS, number, percent

#: Units shown in percent, as shares of 0-1.
PERCENT = ("share", "per_year")
#: Units of tables that no parameter has.
_MORE_UNITS = {"people": "người", "dossiers_per_point_day": "hồ sơ/điểm/ngày", "rows": "dòng", "gram": "gam",
               "VND": "đồng"}


@dataclass(frozen=True)
class Figure:
    """A number of a cell.

    Parameters
    ----------
    value : the number itself, in ``unit``.
    ref : the expression it can be computed again from; for a column of the register ``parameters:id.column``.
    unit : unit of the register, which decides how the number is shown.
    decimals : decimals shown; of a percentage, of the percents.
    formula : what Excel computes it by; ``[Head]`` is a column of the table, ``[@Head]`` its cell in the same row,
        ``[Name!Head]`` a column of another table. Blank for a plain value.
    status : how it is known, where the cell itself shows that.
    """

    value: float
    ref: str
    unit: str = ""
    decimals: int = 0
    formula: str = ""
    status: str = ""

    @property
    def text(self) -> str:
        """The number as a Vietnamese reader sees it.

        >>> Figure(0.76849, "x", "share", 1).text, Figure(94000.0, "y", "dossiers").text
        ('76,8%', '94.000')
        """
        if self.unit in PERCENT:
            return percent(self.value, self.decimals)
        return f"{self.value:.0f}" if self.unit == "year" else number(self.value, self.decimals)

    @property
    def format(self) -> str:
        """The number format of Excel, which every reader sees with the separators of his own machine."""
        tail = "." + "0" * self.decimals if self.decimals else ""
        if self.unit in PERCENT:
            return f"0{tail}%"
        return "0" if self.unit == "year" else f"#,##0{tail}"


@dataclass(frozen=True)
class Day:
    """A date of a cell, ISO; one that is no full date stays a text."""

    iso: str


@dataclass(frozen=True)
class Entry:
    """A cell that a reader may fill in: what it takes, in the words of Excel's data validation, and in Vietnamese.

    Parameters
    ----------
    rule : keywords of the validation, as XlsxWriter takes them; empty where anything may be written.
    number_format : how Excel shows what is typed.
    prompt : what is said when the cell is chosen.
    """

    rule: Mapping[str, object] = field(default_factory=dict)
    number_format: str = "General"
    prompt: str = ""


Cell = Figure | Day | Entry | str | None


@dataclass(frozen=True)
class Column:
    """A column of a table: head, unit in words, how its numbers are known, and width in characters.

    ``meaning``, ``place`` and ``formula`` are for the dictionary of columns: what it is, the table and column that
    it is read from, and how that is computed.
    """

    head: str
    width: float = 12
    unit: str = ""
    status: str = ""
    center: bool = False
    meaning: str = ""
    place: str = ""
    formula: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a head and rows of equal length.

    Parameters
    ----------
    name : name of the table in Excel, plain letters.
    totals : rows under the table, outside its filter.
    note : what a reader must know, above the heads.
    new_page : whether it begins a page in print, as a table does that would else be cut.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Sequence[Cell]] = ()
    note: str = ""
    new_page: bool = False

    @property
    def has_units(self) -> bool:
        """Whether a line of units and one of statuses stand above the heads."""
        return any(column.unit or column.status for column in self.columns)


@dataclass(frozen=True)
class Series:
    """A series of a chart, drawn from the cells of a table.

    Parameters
    ----------
    values : head of the column of values; with ``row`` the first and last head of that row.
    categories : head of the column of categories; the heads themselves where a row is drawn.
    row : number of the row that is drawn, from 0; None where a column is.
    errors : heads of what an error bar adds and takes away; none where empty.
    look : how the series is drawn, as XlsxWriter takes it.
    """

    name: str
    table: str
    values: str | tuple[str, str]
    categories: str = ""
    row: int | None = None
    errors: tuple[str, str] | tuple[()] = ()
    look: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A chart that Excel draws from the cells of tables.

    Parameters
    ----------
    kind : ``column``, ``bar`` or ``area``, ``stacked`` or not; ``over`` are series drawn as lines on top.
    number_format : of the axis of values and of the labels.
    alt : what the chart shows, for those who cannot see it.
    """

    title: str
    kind: str
    series: Sequence[Series]
    number_format: str
    axis: str
    alt: str
    stacked: bool = False
    over: Sequence[Series] = ()
    labels: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: texts, tables one below the other, and the charts under them.

    Parameters
    ----------
    texts : lines of text, each with its kind: ``head``, ``line``, ``pair`` (label and text) or ``link`` (a sheet, and
        what is on it).
    kept : number of columns that stay in view and are repeated on every page.
    pages_wide : pages side by side in print.
    protected : whether cells are locked but for entries; no password.
    """

    name: str
    title: str
    tables: Sequence[Table] = ()
    texts: Sequence[tuple[str, ...]] = ()
    charts: Sequence[Chart] = ()
    landscape: bool = True
    kept: int = 1
    pages_wide: int = 1
    protected: bool = False


def unit_words(unit: str) -> str:
    """Return a unit in words; shares are shown in percent, years and flags without a unit.

    >>> unit_words("share"), unit_words("vnd"), unit_words("year")
    ('%', 'đồng', '')
    """
    return {**UNIT_WORDS, **_MORE_UNITS}.get(unit, unit)
