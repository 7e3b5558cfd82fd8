"""Papers made in this process from runs without draws: quick, and enough for papers that quote no interval."""

from __future__ import annotations

import ast
import dataclasses
import functools

import nbformat
import pandas as pd
from model_samples import inputs, run, scenario

from helpers.analysis.openings import openings
from helpers.inputs import load_profile
from helpers.model import build_world, choose_sites
from helpers.report import Book
from helpers.report.blocks import Block
from helpers.report.document import Document, read_document
from helpers.report.prose import render
from helpers.run.workbook import paper_notebook


@functools.cache
def results(name):
    """Return the run of a scenario with the order in which its points open."""
    world = build_world(scenario(name), inputs())
    found = run(name)
    return dataclasses.replace(found, tables={**found.tables, "openings": openings(world, choose_sites(world))})


def book(name="stepwise", profile="2018", **tables) -> Book:
    """Return a book of a scenario; ``tables`` take the place of tables of the inputs."""
    known = dataclasses.replace(inputs(), tables={**inputs().tables, **tables})
    return Book(known, results(name), results, load_profile(profile), "a1b2c3d4e5", papers=paper_notebook)


def table_of(name, rows) -> pd.DataFrame:
    """Return rows as a table of the inputs, typed as its schema has it; what is left out is blank."""
    empty = inputs()[name].iloc[:0]
    frame = pd.DataFrame(rows, columns=list(empty.columns))
    return frame.astype({column: kind for column, kind in empty.dtypes.items() if str(kind) not in ("object", "str")})


def consultees(**changes) -> pd.DataFrame:
    """Return the table ``consultees`` with cells changed: ``S02={"state": "received", ...}``."""
    table = inputs()["consultees"].copy()
    for body_id, cells in changes.items():
        for column, value in cells.items():
            table.loc[table["body_id"] == body_id, column] = value
    return table


def document(paper: str, made: Book) -> Document:
    """Return the document of a notebook whose cells are run against a book."""
    notebook, names = paper_notebook(paper), {"book": made}
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        cell.execution_count, cell.outputs = 1, []
        shown = _shown(cell, made, names)
        if isinstance(shown, Block):
            cell.outputs = [nbformat.v4.new_output("display_data", data=shown._repr_mimebundle_())]
    return read_document(notebook, f"{paper}.ipynb")


def _shown(cell, made: Book, names: dict):
    if "parameters" in cell.metadata.get("tags", []):
        return None
    if cell.source.startswith("%%prose"):
        return render(cell.source.removeprefix("%%prose"), made)
    tree = ast.parse(cell.source)
    if "open_workbook" in cell.source:
        tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        exec(compile(tree, "<cell>", "exec"), names)
        return made.context()
    last = tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
