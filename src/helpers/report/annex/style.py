"""How the workbook of figures looks: the typeface and colours of the survey forms, as formats of XlsxWriter."""

from __future__ import annotations

from functools import cache

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from helpers.inputs import STATUS_WORDS
from helpers.report.survey.style import COLORS, TYPEFACE
from helpers.report.survey.style import SIZE as FORM_SIZE

#: Tables of many columns are smaller than forms.
SIZE = FORM_SIZE - 2
BORDER = "#808080"
PALE, GREY, YELLOW = (f"#{COLORS[name]}" for name in ("pale", "grey", "yellow"))
#: A status is always a word; the colour only helps to find it.
STATUS_COLORS = {STATUS_WORDS["assumed"]: "#FBE5D6", STATUS_WORDS["synthetic"]: "#F4B6B6"}

FRAMED = {"border": 1, "border_color": BORDER, "valign": "vcenter", "text_wrap": True}
TITLE = {"bold": True, "font_size": SIZE + 5}
SUBTITLE = {"italic": True, "font_color": "#404040"}
TABLE_TITLE = {"bold": True, "font_size": SIZE + 1}
NOTE = {"italic": True, "text_wrap": True, "valign": "top"}
UNITS = {"italic": True, "align": "center", "font_size": SIZE - 1, "font_color": "#404040"}
HEAD = {**FRAMED, "bold": True, "align": "center", "bg_color": PALE}
ENTRY = {**FRAMED, "bg_color": YELLOW, "font_color": "#1F3864", "locked": False}
TOTAL = {**FRAMED, "bold": True, "bg_color": GREY}


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook):
        self._book = book
        self._made = cache(self._make)

    def __call__(self, *looks: dict, **more) -> Format:
        """Return the format that joins several looks, later ones over earlier ones."""
        joined = {key: value for look in (*looks, more) for key, value in look.items()}
        return self._made(tuple(sorted(joined.items())))

    def _make(self, look: tuple) -> Format:
        return self._book.add_format({"font_name": TYPEFACE, "font_size": SIZE, **dict(look)})
