"""What a notebook opens first."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from helpers.analysis import REFERENCE
from helpers.inputs import (
    InputError,
    Inputs,
    as_rows,
    load_profile,
    load_sign_offs,
    unknown_name,
    workbook_root,
)
from helpers.model import Results
from helpers.report import Book, register_magic
from helpers.report.languages import LANGUAGES
from helpers.run.cache import RUNS, results_for, stored_record
from helpers.run.choices import kept_choice
from helpers.run.kernel.stock import now
from helpers.run.quotes import quoted_by_papers
from helpers.run.record import results_key, run_record, without_times


def open_workbook(scenario: str, profile: str | int = "", *, marks: bool = False, language: str = "vi",
                  **overrides) -> Book:
    """Return the book of a scenario and make ``%%prose`` available in the notebook.

    Parameters
    ----------
    scenario : name of a file in ``data/scenarios``, or ``recommended`` for the one the criteria choose.
    profile : format profile; the scenario's own when empty. Papermill's ``-p profile 2026`` hands over a number.
    marks : whether numbers in prose carry the mark of their status.
    language : code of the language of the paper, the one that its front matter names.
    overrides : levers or parameters changed for this notebook only.

    Raises
    ------
    InputError : the scenario, the profile, a key or a value is not valid.
    """
    inputs, run = now()
    name = _recommended(inputs, run) if scenario == "recommended" else scenario
    results = results_for(name, inputs, **overrides) if overrides else run(name)
    if language not in LANGUAGES:
        raise unknown_name("open_workbook", language, LANGUAGES, what_vi="ngôn ngữ", what_en="a language")
    record = {} if overrides else stored_record(name)
    key = results_key(results.scenario, inputs)
    if record.get("key") != key:  # a trial is not stored, and another process may have put a new run in its place
        record = run_record(results, inputs)
    book = Book(
        inputs,
        results,
        run,
        load_profile(str(profile or results.scenario.profile)),
        key[:10],
        marks,
        record=without_times(record),
        sign_offs=as_rows(load_sign_offs()),
        keep=None if overrides or name.startswith(RUNS) else kept_choice,
        papers=paper_notebook,
        language=LANGUAGES[language],
        quotes=quoted_by_papers,
    )
    register_magic(book)
    return book


def paper_notebook(name: str) -> NotebookNode:
    """Return the notebook of a paper as it is stored, without outputs.

    Raises
    ------
    InputError : there is no such notebook, or it cannot be read.
    """
    folder = workbook_root() / "notebooks" / "documents"
    known = sorted(path.stem for path in folder.glob("*.ipynb"))
    if name not in known:
        raise unknown_name("notebooks/documents", name, known, what_vi="sổ văn bản", what_en="a document notebook")
    try:
        return nbformat.read(folder / f"{name}.ipynb", as_version=4)
    except (ValueError, KeyError, AttributeError) as error:
        raise InputError(
            f"notebooks/documents/{name}.ipynb", allowed_vi="sổ Jupyter đọc được", allowed_en="a readable notebook",
            remedy_vi="chép lại sổ này từ bản gốc của sổ tay", remedy_en="restore this notebook from the original",
        ) from error  # fmt: skip


def _recommended(inputs: Inputs, run: Callable[[str], Results]) -> str:
    return Book(inputs, run(REFERENCE), run, {}, "").recommended
