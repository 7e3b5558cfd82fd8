"""Where every cell of the workbook comes from: the sheet ``_nguon_goc``, written and read back.

Its first rows say what made the workbook, a row each; below stands a row for each text and each number in reading
order: the sheet and cell, and for a number its name, the expression that gives it again, its value and its text.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.inputs import InputError
from helpers.inputs.proposals.form import ORIGIN_SHEET, PAPER

HEADS = ("id", "sheet", "cell", "ref", "value", "text", "label", "formula")
#: What the first rows say; the same keys as in the manifest of every paper.
FACTS = ("format", "paper", "type", "title", "scenario", "profile", "as_of", "run", "status", "record")


@dataclass(frozen=True)
class Written:
    """A cell as it was written: where, and what; ``ref`` is blank for a text, ``formula`` for a plain value."""

    sheet: str
    cell: str
    text: str
    ref: str = ""
    value: float | None = None
    label: str = ""
    formula: str = ""


def origin_rows(facts: Mapping[str, Any], cells: Iterable[Written]) -> list[list]:
    """Return the rows of the sheet.

    >>> cells = [Written("Theo xã", "A1", "THEO XÃ"), Written("Theo xã", "F9", "6.530", "x", 6530.0, "Dân số")]
    >>> origin_rows({"paper": "phu_luc_so_lieu"}, cells)[-1]
    ['n0001', 'Theo xã', 'F9', 'x', 6530.0, '6.530', 'Dân số', '']
    """
    rows: list[list] = [[key, facts[key] if key in facts else ""] for key in FACTS]
    rows += [[], list(HEADS)]
    count = 0
    for cell in cells:
        count += bool(cell.ref)
        name = f"n{count:04d}" if cell.ref else ""
        rows.append([name, cell.sheet, cell.cell, cell.ref, cell.value, cell.text, cell.label, cell.formula])
    return rows


def read_manifest(content: bytes | Path) -> dict[str, Any]:
    """Return the manifest that a workbook carries, with what its cells hold now.

    Parameters
    ----------
    content : the workbook, or its path; it may have been saved by another program since.

    Returns
    -------
    the keys of :func:`helpers.report.manifest.manifest`; each number has besides ``id, ref, text, label`` and ``at``
    its ``sheet``, ``cell``, the ``value`` that was written and ``found``, what the cell holds now. ``edited`` lists
    the cells, numbers or texts, that no longer hold what was written: ``sheet, cell, written, found``.

    Raises
    ------
    InputError : it is no workbook of figures.
    """
    import openpyxl

    name = str(content) if isinstance(content, Path) else f"{PAPER}.xlsx"
    raw = content.read_bytes() if isinstance(content, Path) else content
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
        rows = [(*row, *[None] * len(HEADS))[: len(HEADS)]
                for row in book[ORIGIN_SHEET].iter_rows(values_only=True)]
        # A program that does not compute keeps formulas without their values.
        bare = openpyxl.load_workbook(io.BytesIO(raw)) if _without_values(rows, book) else book
    except Exception as error:  # a broken archive fails in as many ways as it has parts
        raise _no_annex(name) from error
    facts = {row[0]: row[1] for row in rows[: len(FACTS)]}
    if facts.get("paper") != PAPER:
        raise _no_annex(name)
    return _manifest(facts, rows[len(FACTS) + 2:], book, bare)


def _without_values(rows: list[tuple], book) -> bool:
    return any(formula and sheet in book.sheetnames and book[sheet][cell].value is None
               for _, sheet, cell, _, _, _, _, formula in rows[len(FACTS) + 2:])


def _manifest(facts: dict, rows: list[tuple], book, bare) -> dict[str, Any]:
    numbers, texts, edited = [], [], []
    for id_, sheet, cell, ref, value, text, label, formula in (row for row in rows if row[1]):
        found = book[sheet][cell].value if sheet in book.sheetnames else None
        if formula and found is None and sheet in bare.sheetnames and bare[sheet][cell].value == formula:
            found = value
        if _differs(found, value if ref else text):
            edited.append({"sheet": sheet, "cell": cell, "written": value if ref else text, "found": found})
        if ref:
            numbers.append({"id": id_, "ref": ref, "text": text, "label": label or "", "at": len(texts),
                            "sheet": sheet, "cell": cell, "value": float(value), "found": found})
        texts.append(str(text))
    said = {key: str(facts.get(key) or "") for key in FACTS}
    record = json.loads(said["record"] or "{}")
    return {**said, "format": int(facts["format"]), "record": record, "frame": [],
            "numbers": numbers, "text": texts, "tables": [],
            "figures": [], "edited": edited}


def _differs(found: object, written: object) -> bool:
    """Return whether a cell holds something else than was written, up to the last digits that a program keeps."""
    if isinstance(written, int | float) and isinstance(found, int | float):
        return abs(found - written) > 1e-9 * max(abs(found), abs(written))
    return " ".join(str(found).split()) != " ".join(str(written).split())


def _no_annex(name: str) -> InputError:
    return InputError(name, allowed_vi=f"phụ lục số liệu do sổ tay lập, còn trang “{ORIGIN_SHEET}”",
                      allowed_en=f"the annex of figures made by the workbook, with its sheet “{ORIGIN_SHEET}”",
                      remedy_vi=f"dùng outputs/dossier/{PAPER}.xlsx", remedy_en=f"use outputs/dossier/{PAPER}.xlsx")
