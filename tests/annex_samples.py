"""What the tests of the annex of figures share: books of scenarios, and workbooks filled in as by hand."""

from __future__ import annotations

import dataclasses
import functools
import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pandas as pd
from model_samples import inputs, run

from helpers.analysis.budget import yearly_outlays
from helpers.inputs import load_profile
from helpers.inputs.proposals.form import PAPER
from helpers.report import Book
from helpers.report.annex import annex_xlsx
from helpers.report.annex.places import communes_sheet
from helpers.report.annex.proposals import choices_sheet, numbers_sheet
from helpers.report.annex.write import xlsx

FACTS = {"format": 1, "paper": PAPER, "type": "phu_luc", "title": "Phụ lục số liệu", "profile": "2018",
         "as_of": "2018-11-07", "run": "a1b2c3d4e5", "status": "draft", "agency": "Sở", "scenario_title": "Thử",
         "status_label": "DỰ THẢO", "line": "DỰ THẢO"}


@functools.cache
def ranged(name: str):
    """Return a run with three made-up draws, at half, once and twice its headlines."""
    results = run(name)
    draws = pd.DataFrame([{key: value * f for key, value in results.headlines.items()} for f in (0.5, 1.0, 2.0)])
    ends = pd.DataFrame({"metric_id": list(draws), "low": draws.min().to_numpy(), "high": draws.max().to_numpy()})
    return dataclasses.replace(results, tables={**results.tables, "draws": draws}, intervals=ends)


@functools.cache
def sketched(name: str):
    """Return a run with the tables that a study adds, made up from the points themselves, which takes no search."""
    results, new = ranged(name), run(name)["sites"].query("not existing")
    openings = pd.DataFrame({"site_id": new["site_id"], "place": range(1, len(new) + 1), "people_nearer": 7.0,
                             "people_covered": 5.0, "saved_km": 1.5})
    opened_by = new["open_year"].value_counts().sort_index().cumsum()
    nesting = pd.DataFrame({"year": opened_by.index, "points": opened_by.to_numpy(), "mean_distance_km": 3.25,
                            "covered_share": 0.8, "price_share": 0.0})
    outlays = yearly_outlays(results["cash_flow"]).rename("base").reset_index()
    more = {"openings": openings, "nesting": nesting,
            "selection": pd.DataFrame({"commune_code": new["commune_code"], "frequency": 0.5}),
            "budget_range": outlays.assign(low=0.5 * outlays["base"], high=2 * outlays["base"])}
    return dataclasses.replace(results, tables={**results.tables, **more})


@functools.cache
def book(name: str = "stepwise", profile: str = "2018") -> Book:
    """Return the book of a scenario."""
    return Book(inputs(), sketched(name), ranged, load_profile(profile), "a1b2c3d4e5")


@functools.cache
def annex(name: str = "stepwise", profile: str = "2018") -> bytes:
    """Return the annex of figures of a scenario."""
    return annex_xlsx(book(name, profile))


@functools.cache
def form(name: str = "stepwise") -> bytes:
    """Return only the sheets that come back, which open quickly."""
    results = run(name)
    here = Book(inputs(), results, lambda other: results, load_profile("2018"), "a1b2c3d4e5")
    workbook = opened(xlsx([numbers_sheet(here), choices_sheet(here)], {**FACTS, "scenario": name}))
    origin = workbook["_nguon_goc"]
    origin.delete_rows(len(FACTS), origin.max_row)  # what is said of each cell is not needed to read proposals
    return saved(workbook)


@functools.cache
def slim() -> bytes:
    """Return the sheet of communes, with its formulas, and that of numbers, to which they refer."""
    here = book()
    return xlsx([communes_sheet(here), numbers_sheet(here)], {**FACTS, "scenario": "stepwise"})


def opened(content: bytes, **how):
    return openpyxl.load_workbook(io.BytesIO(content), **how)


def saved(workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def cells_of(sheet, key: str) -> dict[str, openpyxl.cell.Cell]:
    """Return the cells of the row whose first cell is a key, by the heads above them."""
    heads = next(row for row in sheet.iter_rows() if row[0].value == "Mã")
    row = next(row for row in sheet.iter_rows() if row[0].value == key)
    return {head.value: cell for head, cell in zip(heads, row, strict=True)}


def filled(numbers: Mapping[str, object] = MappingProxyType({}), choices: Mapping[str, object] = MappingProxyType({}),
           *, who: str = "", why: str = "", content: bytes | None = None) -> bytes:
    """Return a workbook with proposals typed in, each with who and why."""
    workbook = opened(form() if content is None else content)
    for sheet, proposed in (("Giả định", numbers), ("Lựa chọn", choices)):
        for key, value in proposed.items():
            cells = cells_of(workbook[sheet], key)
            cells["Giá trị đề nghị"].value = value
            cells["Đơn vị đề nghị"].value, cells["Lý do"].value = who or None, why or None
    return saved(workbook)


def through_libreoffice(content: bytes, folder: Path, suffix: str = "xlsx") -> bytes:
    """Return a workbook as LibreOffice saves it after opening and computing it."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a.xlsx").write_bytes(content)
    subprocess.run([shutil.which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless",
                    "--convert-to", suffix, "--outdir", str(folder / "out"), str(folder / "in" / "a.xlsx")],
                   check=True, capture_output=True, timeout=300)
    return (folder / "out" / f"a.{suffix}").read_bytes()
