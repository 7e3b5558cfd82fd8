"""How the workbooks of the survey look: one typeface, one frame, one way to print."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

TYPEFACE, SIZE = "Times New Roman", 13
_LINE = Side(style="thin", color="808080")
FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
COLORS = {"yellow": "FFF9DB", "pale": "E8EEF5", "grey": "F3F3F3"}
YELLOW, PALE, GREY = (PatternFill("solid", start_color=color) for color in COLORS.values())
WRAPPED = Alignment(wrap_text=True, vertical="center")
CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")


def font(**changes) -> Font:
    """Return the typeface of the forms at 13 points, changed as asked."""
    return Font(**{"name": TYPEFACE, "size": SIZE, **changes})


def print_on_a4(sheet: Worksheet, *, landscape: bool = False, repeat: str | None = None) -> None:
    """Set a sheet up for printing on A4, as wide as the page, with page numbers and repeated heading rows."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.print_title_rows = repeat


def write_table(sheet: Worksheet, title: str, header: Sequence[str], rows: Sequence[Sequence], widths: Sequence[int],
                formats: Sequence[str] = ()) -> None:
    """Write a titled table from the first cell of an empty sheet: headed, framed, frozen and ready to print.

    ``formats`` gives the number format of each column; text wraps.
    """
    sheet.append([title])
    sheet["A1"].font = font(bold=True, size=SIZE + 1)
    sheet.append(list(header))
    for cell in sheet[2]:
        cell.font, cell.fill, cell.border, cell.alignment = font(bold=True), PALE, FRAME, CENTRED
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows(min_row=3):
        for place, cell in enumerate(cells):
            cell.font, cell.border, cell.alignment = font(), FRAME, WRAPPED
            # A text that begins like a formula stays a text.
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif formats and formats[place]:
                cell.number_format = formats[place]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A3"
    print_on_a4(sheet, landscape=True, repeat="2:2")


def saved(book: Workbook) -> bytes:
    """Return a workbook as the bytes of an .xlsx file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
