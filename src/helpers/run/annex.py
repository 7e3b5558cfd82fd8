"""Make the annex of figures of a scenario from its stored results."""

from __future__ import annotations

from helpers.report.annex import annex_xlsx
from helpers.run.workbook import open_workbook


def write_annex(scenario: str, profile: str = "") -> bytes:
    """Return the annex of figures of a scenario as an XLSX file.

    Parameters
    ----------
    scenario : name of a file in ``data/scenarios``.
    profile : format profile; the scenario's own when empty.

    Raises
    ------
    InputError : there is no such scenario or profile, or it is not valid.
    """
    return annex_xlsx(open_workbook(scenario, profile))
