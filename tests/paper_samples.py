"""Document notebooks executed in a copy of the workbook with few draws, and what they say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
from model_samples import set_draws

from helpers.report.blocks import Prose, TableBlock, block_from_bundle
from helpers.report.document import read_document
from helpers.run.engine import run_notebook

ROOT = Path(__file__).parents[1]


def copy_with_few_draws(home: Path) -> Path:
    """Copy ``data`` and ``notebooks`` to a folder, and keep its studies short."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, home / name)
    (home / "outputs").mkdir()
    set_draws(home)
    return home


def executed(home: Path, paper: str, scenario: str, profile: str = "2018") -> nbformat.NotebookNode:
    """Return a document notebook of a copy after its run; ``QD45_HOME`` must be that copy."""
    output = home / "executed" / f"{paper}-{scenario}-{profile}.ipynb"
    output.parent.mkdir(exist_ok=True)
    run_notebook(home / "notebooks" / "documents" / f"{paper}.ipynb", output,
                 {"scenario": scenario, "profile": profile})
    return nbformat.read(output, as_version=4)


def paper_of(notebook: nbformat.NotebookNode, name: str):
    return read_document(notebook, f"{name}.ipynb")


def blocks(notebook: nbformat.NotebookNode) -> list:
    found = [block_from_bundle(output.get("data", {})) for cell in notebook.cells
             for output in cell.get("outputs", [])]
    return [block for block in found if block is not None]


def prose(notebook: nbformat.NotebookNode) -> str:
    """Return the prose as one line, marks of numbers left out."""
    text = " ".join(block.markdown for block in blocks(notebook) if isinstance(block, Prose))
    return " ".join(re.sub(r"<[^>]+>", "", text).replace("**", "").split())


def tables(notebook: nbformat.NotebookNode) -> dict[str, TableBlock]:
    return {block.id: block for block in blocks(notebook) if isinstance(block, TableBlock)}


def quoted(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return what is printed for each reference of a notebook, its first place."""
    pairs = [pair for block in blocks(notebook) for pair in block.references()]
    return {ref: text for text, ref in reversed(pairs)}
