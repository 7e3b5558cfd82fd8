"""Where every table stands in the workbook, and formulas with the addresses that follow from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from helpers.report.annex.parts import Sheet, Table

#: Rows of a sheet above its first text or table: its title, what the workbook is, and a blank one.
TOP = 3
_COLUMN = re.compile(r"\[(@)?(?:(\w+)!)?([^\[\]]+)\]")


@dataclass(frozen=True)
class Place:
    """Where a table stands: its sheet, the rows of its head and of its first and last line, counted from 0.

    A table without lines keeps one blank row, since Excel knows no table without.
    """

    table: Table
    sheet: str
    title: int
    head: int
    first: int
    last: int

    def column(self, head: str) -> int:
        """Return the place of the column with a head.

        Raises
        ------
        KeyError : the table has no such column.
        """
        heads = [column.head for column in self.table.columns]
        if head not in heads:
            raise KeyError(f"{self.table.name}: {head}")
        return heads.index(head)

    @property
    def end(self) -> int:
        """The last row that the table or its totals take."""
        return self.last + len(self.table.totals)


def places(sheets: Sequence[Sheet]) -> dict[str, Place]:
    """Return the places of all tables by name, tables of a sheet one below the other."""
    found: dict[str, Place] = {}
    for sheet in sheets:
        row = TOP + len(sheet.texts)
        for table in sheet.tables:
            head = row + 1 + bool(table.note) + 2 * table.has_units
            found[table.name] = Place(table, sheet.name, row, head, head + 1, head + max(len(table.rows), 1))
            row = found[table.name].end + 3
    return found


def written(formula: str, place: Place, row: int, known: Mapping[str, Place]) -> str:
    """Return a formula with addresses in the place of the names of columns.

    Parameters
    ----------
    row : row of the cell that holds it, counted from 0.
    known : places of all tables, for ``[Table!Head]``.

    Raises
    ------
    KeyError : there is no such table or column.

    Examples
    --------
    >>> from helpers.report.annex.parts import Column
    >>> table = Table("A", "", [Column("x"), Column("y")], [[1, 2], [3, 4]])
    >>> place = Place(table, "Theo xã", 3, 4, 5, 6)
    >>> written("=SUM([y])", place, 7, {}), written("=[@x]-[@y]", place, 5, {})
    ('=SUM(B$6:B$7)', '=$A6-$B6')
    >>> written("=SUM([A!y])", place, 7, {"A": place})
    "=SUM('Theo xã'!B$6:B$7)"
    """

    def address(found: re.Match) -> str:
        same_row, table, head = found.groups()
        there = known[table] if table else place
        column = there.column(head)
        if same_row:
            return xl_rowcol_to_cell(row, column, col_abs=True)
        ends = (xl_rowcol_to_cell(at, column, row_abs=True) for at in (there.first, there.last))
        return (f"'{there.sheet}'!" if table else "") + ":".join(ends)

    return _COLUMN.sub(address, formula)
