"""Write the sheets of the workbook of figures as an XLSX file, the same bytes for the same sheets.

XlsxWriter and not openpyxl, which reads forms here: it stores with a formula the value that the run gives, so that
programs that do not compute show it too; it knows all that Excel's charts can do; and its files hold no clock.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from helpers.inputs.proposals.form import NUMBERS_SHEET, ORIGIN_SHEET, PRESENT
from helpers.report.annex import style
from helpers.report.annex.draw import draw
from helpers.report.annex.layout import TOP, Place, places, written
from helpers.report.annex.origin import Written, origin_rows
from helpers.report.annex.parts import Cell, Day, Entry, Figure, Sheet
from helpers.report.survey.style import TYPEFACE

#: Value in the scenario of each number of the register, by a name that formulas may use.
NAME_PREFIX = "ts_"
_A4 = 9
#: Height of a line of text [pt]; letters of the typeface to a unit of width; how much fewer where they are bold.
LINE, _LETTERS, _BOLD = 14.5, 1.4, 0.87
#: Widths of a sheet of texts.
_TEXT_WIDTHS: dict[int, float] = {0: 26, 1: 66}
_NOTHING: Callable[[str], str] = str


@dataclass
class _Pen:
    """What is being written, and what has been: the workbook, its formats, places of tables, cells so far."""

    book: Workbook
    formats: style.Formats
    places: Mapping[str, Place]
    facts: Mapping[str, Any]
    say: Callable[[str], str] = _NOTHING
    cells: list[Written] = field(default_factory=list)


def xlsx(sheets: Sequence[Sheet], facts: Mapping[str, Any], say: Callable[[str], str] = _NOTHING) -> bytes:
    """Return the workbook.

    Parameters
    ----------
    sheets : in order.
    facts : what the manifest says of the paper, see :mod:`helpers.report.annex.origin`.
    say : turns a text into the words of the format profile.

    Raises
    ------
    KeyError : a formula or a chart names a table or column that does not exist.
    ValueError : a table has two columns with one head.
    """
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                             "strings_to_numbers": False})
    _properties(book, facts)
    pen = _Pen(book, style.Formats(book), places(sheets), facts, say)
    made = {sheet.name: book.add_worksheet(sheet.name) for sheet in sheets}
    for sheet in sheets:
        _write_sheet(pen, sheet, made[sheet.name])
    _name_numbers(pen)
    _write_origin(pen)
    book.close()
    return stream.getvalue()


def _properties(book: Workbook, facts: Mapping[str, Any]) -> None:
    day = dt.datetime.combine(dt.date.fromisoformat(facts["as_of"]), dt.time())
    book.set_properties({"title": facts["title"], "author": facts["agency"], "created": day,
                         "subject": facts["scenario_title"], "category": facts["status_label"]})
    for key in ("paper", "scenario", "profile", "as_of", "run", "status"):
        book.set_custom_property(f"qd45.{key}", str(facts[key]), "text")


# --- sheets -----------------------------------------------------------------------------------------------


def _write_sheet(pen: _Pen, sheet: Sheet, page: Worksheet) -> None:
    _text(pen, page, sheet.name, 0, 0, sheet.title, pen.formats(style.TITLE))
    _text(pen, page, sheet.name, 1, 0, pen.facts["line"], pen.formats(style.SUBTITLE))
    for row, text in enumerate(sheet.texts, TOP):
        _write_line(pen, page, sheet.name, row, text)
    here = [pen.places[table.name] for table in sheet.tables]
    widths = _set_widths(page, sheet)
    for place in here:
        _write_table(pen, page, place, widths)
    row = (here[-1].end if here else TOP + len(sheet.texts)) + 2
    for at, chart in enumerate(sheet.charts):
        draw(pen.book, page, chart, pen.places, (row, at), pen.say)
    _set_page(pen, page, sheet, here)
    if sheet.protected:
        page.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})


def _write_line(pen: _Pen, page: Worksheet, sheet: str, row: int, text: tuple[str, ...]) -> None:
    """Write a line of text: a head, a paragraph over both columns, a label with its text, or a link with its text."""
    kind, *words = text
    if kind == "blank":
        return
    if kind == "head":
        _text(pen, page, sheet, row, 0, words[0], pen.formats(style.TABLE_TITLE))
    elif kind == "line":
        look = pen.formats(text_wrap=True, valign="top")
        page.merge_range(row, 0, row, 1, "", look)
        _text(pen, page, sheet, row, 0, words[0], look)
        page.set_row(row, _high([words[0]], [sum(_TEXT_WIDTHS.values())]))
    else:
        label = pen.formats(style.FRAMED, bold=kind == "pair")
        if kind == "link":
            look = pen.formats(style.FRAMED, underline=1, font_color="#1F4E79")
            page.write_url(row, 0, f"internal:'{words[0]}'!A1", look, words[0])
            pen.cells.append(Written(sheet, xl_rowcol_to_cell(row, 0), words[0]))
        else:
            _text(pen, page, sheet, row, 0, words[0], label)
        _text(pen, page, sheet, row, 1, words[1], pen.formats(style.FRAMED))


def _write_table(pen: _Pen, page: Worksheet, place: Place, widths: Mapping[int, float]) -> None:
    table, name = place.table, place.sheet
    wide = [widths[at] for at in range(len(table.columns))]
    heads = [pen.say(column.head) for column in table.columns]
    if len({head.casefold() for head in heads}) < len(heads):
        raise ValueError(f"{table.name}: two columns with one head: {heads}")
    _text(pen, page, name, place.title, 0, table.title, pen.formats(style.TABLE_TITLE))
    if table.note:
        _write_note(pen, page, place, sum(wide))
    for at, column in enumerate(table.columns if table.has_units else ()):
        _text(pen, page, name, place.head - 2, at, column.unit, pen.formats(style.UNITS))
        look = pen.formats(style.UNITS, _status_look(column.status))
        _text(pen, page, name, place.head - 1, at, column.status, look)
    for row, cells in enumerate(table.rows, place.first):
        page.set_row(row, _high(cells, wide))
        _write_row(pen, page, place, row, cells, style.FRAMED)
    page.set_row(place.head, _high(heads, [width * _BOLD for width in wide]))
    page.add_table(place.head, 0, place.last, len(heads) - 1, {
        "name": table.name, "style": None,
        "columns": [{"header": head, "header_format": pen.formats(style.HEAD)} for head in heads]})
    pen.cells += [Written(name, xl_rowcol_to_cell(place.head, at), head) for at, head in enumerate(heads)]
    for row, cells in enumerate(table.totals, place.last + 1):
        page.set_row(row, _high(cells, [width * _BOLD for width in wide]))
        _write_row(pen, page, place, row, cells, style.TOTAL)


def _write_note(pen: _Pen, page: Worksheet, place: Place, width: float) -> None:
    """Write the note of a table over its columns, as high as its text needs."""
    row, look = place.title + 1, pen.formats(style.NOTE)
    if len(place.table.columns) > 1:
        page.merge_range(row, 0, row, len(place.table.columns) - 1, "", look)
    _text(pen, page, place.sheet, row, 0, place.table.note, look)
    page.set_row(row, _high([place.table.note], [width]))


# --- cells ------------------------------------------------------------------------------------------------


def _write_row(pen: _Pen, page: Worksheet, place: Place, row: int, cells: Sequence[Cell], look: dict) -> None:
    for at, cell in enumerate(cells):
        column = place.table.columns[at]
        if isinstance(cell, Figure):
            _figure(pen, page, place, (row, at), cell, look)
        elif isinstance(cell, Entry):
            page.write_blank(row, at, None, pen.formats(style.ENTRY, num_format=cell.number_format))
            _validate(page, row, at, column.head, cell)
        elif isinstance(cell, Day):
            day = dt.date.fromisoformat(cell.iso)
            page.write_datetime(row, at, day, pen.formats(look, num_format="dd/mm/yyyy", align="center"))
        elif cell is None:
            page.write_blank(row, at, None, pen.formats(look))
        else:
            centred = {"align": "center"} if column.center else {}
            _text(pen, page, place.sheet, row, at, cell, pen.formats(look, centred, _status_look(cell)))


def _figure(pen: _Pen, page: Worksheet, place: Place, at: tuple[int, int], cell: Figure, look: dict) -> None:
    shape = pen.formats(look, num_format=cell.format, align="right")
    value = cell.value + 0.0  # nought is never negative
    formula = cell.formula and written(cell.formula, place, at[0], pen.places)
    if formula:
        page.write_formula(*at, formula, shape, value)
    else:
        page.write_number(*at, value, shape)
    pen.cells.append(Written(place.sheet, xl_rowcol_to_cell(*at), cell.text, cell.ref, value,
                             place.table.columns[at[1]].head, formula))


def _text(pen: _Pen, page: Worksheet, sheet: str, row: int, column: int, text: str, look) -> None:
    if not text:
        return
    said = pen.say(text)
    page.write_string(row, column, said, look)
    pen.cells.append(Written(sheet, xl_rowcol_to_cell(row, column), said))


def _status_look(text: str) -> dict:
    return {"bg_color": style.STATUS_COLORS[text]} if text in style.STATUS_COLORS else {}


def _validate(page: Worksheet, row: int, column: int, head: str, cell: Entry) -> None:
    """Tell Excel what a cell takes; titles and messages may be no longer than Excel has room for."""
    said = {"input_title": head[:32], "input_message": cell.prompt[:255]} if cell.prompt else {}
    if cell.rule.get("validate", "any") != "any":
        said |= {"error_title": "Giá trị chưa đúng", "error_message": (cell.prompt or "Chữ quá dài.")[:255]}
    page.data_validation(row, column, row, column, {"validate": "any", **cell.rule, "ignore_blank": True, **said})


# --- pages, names, origin ---------------------------------------------------------------------------------


def _high(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return the height of a row [pt] that shows the texts of its cells in full, wrapped at the widths of columns.

    Not every program finds it by itself when it opens a file.
    """
    texts = [(cell, width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str)]
    return LINE * max((_lines(text, width * _LETTERS) for text, width in texts), default=1) + 1


def _lines(text: str, width: float) -> int:
    """Return how many lines words take that are not broken.

    >>> _lines("Người dân trong chuẩn", 12), _lines("Năm", 12)
    (2, 1)
    """
    lines, left = 1, width
    for word in text.split():
        if len(word) > left and left < width:
            lines, left = lines + 1, width
        lines += int((len(word) - 1) // width)
        left -= len(word) + 1
    return lines


def _set_widths(page: Worksheet, sheet: Sheet) -> dict[int, float]:
    """Give every column the width that the widest of its tables asks for; return the widths."""
    widths = dict(_TEXT_WIDTHS) if sheet.texts and not sheet.tables else {}
    for table in sheet.tables:
        for at, column in enumerate(table.columns):
            widths[at] = max(widths.get(at, 0), column.width)
    for at, width in widths.items():
        page.set_column(at, at, width)
    return widths


def _set_page(pen: _Pen, page: Worksheet, sheet: Sheet, here: Sequence[Place]) -> None:
    """Set a sheet up for A4, as wide as the page, the head repeated and in view where there is one table."""
    page.set_paper(_A4)
    if sheet.landscape:
        page.set_landscape()
    page.fit_to_pages(sheet.pages_wide, 1 if sheet.charts else 0)
    page.set_h_pagebreaks([place.title for place in here if place.table.new_page])
    page.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
    small = f'&"{TYPEFACE},Regular"&9'
    page.set_header(f"&L{small}{pen.facts['title']}&R{small}{pen.facts['status_label']}")
    page.set_footer(f"&L{small}Lần chạy {pen.facts['run']}&C{small}{sheet.name}&R{small}Trang &P/&N")
    page.hide_gridlines(2)
    if sheet.pages_wide > 1:
        page.repeat_columns(0, sheet.kept - 1)
    if len(here) == 1 and not sheet.charts:
        page.repeat_rows(here[0].head)
        page.freeze_panes(here[0].first, sheet.kept)
    else:
        page.freeze_panes(TOP - 1, 0)


def _name_numbers(pen: _Pen) -> None:
    """Give each number of the register a name, as formulas and readers use it."""
    for place in pen.places.values():
        if place.sheet == NUMBERS_SHEET:
            column = place.column(PRESENT)
            for row, cells in enumerate(place.table.rows, place.first):
                address = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
                pen.book.define_name(f"{NAME_PREFIX}{re.sub(r'[^a-z0-9_]', '_', cells[0])}",
                                     f"='{NUMBERS_SHEET}'!{address}")


def _write_origin(pen: _Pen) -> None:
    page = pen.book.add_worksheet(ORIGIN_SHEET)
    for row, cells in enumerate(origin_rows(pen.facts, pen.cells)):
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float):
                page.write_number(row, column, cell)
            elif cell is not None:
                page.write_string(row, column, str(cell))
    page.set_column(1, 6, 24)
    page.hide()
