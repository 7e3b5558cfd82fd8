"""Draw a chart into a sheet, as Excel draws it: from the cells of tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_formula
from xlsxwriter.worksheet import Worksheet

from helpers.report.annex.layout import Place
from helpers.report.annex.parts import Chart, Series
from helpers.report.survey.style import TYPEFACE

#: Size of a chart [pixels], and how many stand side by side.
WIDTH, HEIGHT, ABREAST = 640, 360, 2
#: Height of a row of cells [pixels].
ROW = 20
_FONT = {"name": TYPEFACE, "size": 11}


def draw(book: Workbook, page: Worksheet, chart: Chart, places: Mapping[str, Place], at: tuple[int, int],
         say: Callable[[str], str] = str) -> None:
    """Draw a chart.

    Parameters
    ----------
    at : row from which the charts of the sheet stand, and the number of this one among them, both from 0.
    say : turns a text into the words of the format profile.

    Raises
    ------
    KeyError : a series names a table or column that does not exist.
    """
    shape = {"type": chart.kind, **({"subtype": "stacked"} if chart.stacked else {})}
    made = book.add_chart(shape)
    for series in chart.series:
        made.add_series(_series(series, chart, places, say))
    if chart.over:
        lines = book.add_chart({"type": "line"})
        for series in chart.over:
            lines.add_series(_series(series, chart, places, say))
        made.combine(lines)
    _dress(made, chart, say)
    top, place = at
    page.insert_chart(top + (place // ABREAST) * (HEIGHT // ROW + 1), 0, made, {
        "x_offset": (place % ABREAST) * (WIDTH + ROW), "description": say(chart.alt), "object_position": 3})


def _dress(made, chart: Chart, say: Callable[[str], str]) -> None:
    made.set_title({"name": say(chart.title), "name_font": {**_FONT, "size": 13, "bold": True}, "overlay": False})
    made.set_size({"width": WIDTH, "height": HEIGHT})
    values = {"name": say(chart.axis), "num_format": chart.number_format, "num_font": _FONT, "name_font": _FONT,
              "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, **_from_nought(chart)}
    if chart.kind == "bar":
        # The upright axis is the one of categories; Excel fills it from below, so it is turned to read from above.
        made.set_y_axis({"num_font": _FONT, "label_position": "low", "reverse": True})
        made.set_x_axis({**values, "label_position": "high"})
    else:
        made.set_x_axis({"num_font": _FONT, "label_position": "low"})
        made.set_y_axis(values)
    if len(chart.series) + len(chart.over) > 1:
        made.set_legend({"position": "bottom", "font": _FONT, **_unseen(chart)})
    else:
        made.set_legend({"none": True})


def _from_nought(chart: Chart) -> dict:
    """Return the start of an axis of shares: a column or bar that does not start at nought tells its length wrong."""
    return {"min": 0, "max": 1} if chart.number_format.endswith("%") else {}


def _unseen(chart: Chart) -> dict:
    """Return what keeps a series without colour out of the legend."""
    hidden = [place for place, series in enumerate(chart.series) if series.look.get("fill") == {"none": True}]
    return {"delete_series": hidden} if hidden else {}


def _series(series: Series, chart: Chart, places: Mapping[str, Place], say: Callable[[str], str]) -> dict:
    place = places[series.table]
    if series.row is None:
        values = _range(place, place.first, place.last, series.values, series.values)
        categories = _range(place, place.first, place.last, series.categories, series.categories)
    else:
        row = place.first + series.row
        values = _range(place, row, row, *series.values)
        categories = _range(place, place.head, place.head, *series.values)
    made = {"name": say(series.name), "categories": categories, "values": values, **series.look}
    if series.errors:
        plus, minus = (_range(place, place.first, place.last, head, head) for head in series.errors)
        made["y_error_bars"] = {"type": "custom", "plus_values": plus, "minus_values": minus,
                                "line": {"color": "#000000", "width": 1.25}}
    if chart.labels:
        made["data_labels"] = {"value": True, "num_format": "0.0%", "font": _FONT}
    return made


def _range(place: Place, first: int, last: int, head: str, head_of_last: str) -> str:
    return xl_range_formula(place.sheet, first, place.column(head), last, place.column(head_of_last))
