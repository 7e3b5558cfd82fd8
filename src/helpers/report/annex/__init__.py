"""The workbook of figures of the dossier: every number as a number, with its status, its source and its home."""

from __future__ import annotations

import json

from helpers.inputs.proposals.form import PAPER
from helpers.report.annex.charts import charts_sheet
from helpers.report.annex.compare import compare_sheet, ranges_sheet
from helpers.report.annex.cover import STATUS_LABELS, TITLE, cover_sheet
from helpers.report.annex.origin import read_manifest
from helpers.report.annex.parts import Sheet
from helpers.report.annex.places import all_points_sheet, communes_sheet, new_points_sheet
from helpers.report.annex.proposals import choices_sheet, numbers_sheet, open_values
from helpers.report.annex.registers import dictionary_sheet, sources_sheet
from helpers.report.annex.service import capacity_sheet, delivery_sheet
from helpers.report.annex.write import xlsx
from helpers.report.annex.years import years_sheet
from helpers.report.book import Book
from helpers.report.manifest import FORMAT
from helpers.report.vietnamese import date

__all__ = ["annex_sheets", "annex_xlsx", "open_values", "read_manifest"]


def annex_xlsx(book: Book, status: str = "draft") -> bytes:
    """Return the workbook of figures of a scenario.

    Parameters
    ----------
    book : the scenario, with the others that it is compared with.
    status : ``draft``, ``assured`` or ``approved``.
    """
    return xlsx(annex_sheets(book, status), _facts(book, status), book.say)


def annex_sheets(book: Book, status: str = "draft") -> list[Sheet]:
    """Return the sheets of the workbook in order, before any program writes them."""
    results = [charts_sheet(book), compare_sheet(book), ranges_sheet(book), new_points_sheet(book),
               all_points_sheet(book), communes_sheet(book), years_sheet(book), capacity_sheet(book),
               delivery_sheet(book), numbers_sheet(book), choices_sheet(book), sources_sheet(book)]
    sheets = [*results, dictionary_sheet(results)]
    return [cover_sheet(book, sheets, status), *sheets]


def _facts(book: Book, status: str) -> dict[str, object]:
    """Return what the workbook says of itself: the keys of every manifest, and the words for its pages."""
    label, scenario = STATUS_LABELS[status], book.scenario.title_vi
    return {
        "format": FORMAT, "paper": PAPER, "type": "phu_luc", "title": TITLE.capitalize(),
        "scenario": book.scenario.name, "profile": book.profile_name, "as_of": book.day.isoformat(), "run": book.run,
        "status": status, "record": json.dumps(book.record, ensure_ascii=False), "agency": book.word("agency"),
        "scenario_title": scenario, "status_label": label,
        "line": f"{label} · Phương án: {scenario} · Ngày {date(book.day)} · Lần chạy {book.run}",
    }
