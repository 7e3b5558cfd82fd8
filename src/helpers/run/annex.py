"""Make the annex of figures of a scenario from its stored results."""

from __future__ import annotations

from helpers.inputs import as_rows
from helpers.inputs.proposals.form import PAPER
from helpers.report.annex import annex_xlsx
from helpers.report.approval import Signed, standing
from helpers.run.workbook import open_workbook


def write_annex(scenario: str, profile: str = "") -> bytes:
    """Return the annex of figures of a scenario as an XLSX file, with the status that its signatures give it.

    It has no words of its own to sign, only the figures of its run, and cites no law.

    Parameters
    ----------
    scenario : name of a file in ``data/scenarios``.
    profile : format profile; the scenario's own when empty.

    Raises
    ------
    InputError : there is no such scenario or profile, or it is not valid.
    """
    book = open_workbook(scenario, profile)
    rules = as_rows(book.inputs["sign_off_rules"])
    return annex_xlsx(book, standing(Signed(PAPER, book.run), book.sign_offs, rules).status)
