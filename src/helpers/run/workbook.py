"""What a notebook opens first."""

from __future__ import annotations

from helpers.inputs import load_inputs, load_profile
from helpers.report import Book, register_magic
from helpers.run.cache import results_for
from helpers.run.record import results_key


def open_workbook(scenario: str, profile: str = "", *, marks: bool = False, **overrides) -> Book:
    """Return the book of a scenario and make ``%%prose`` available in the notebook.

    Parameters
    ----------
    scenario : name of a file in ``data/scenarios``, or ``recommended`` for the one the criteria choose.
    profile : format profile; the scenario's own when empty.
    marks : whether numbers in prose carry the mark of their status.
    overrides : levers or parameters changed for this notebook only.

    Raises
    ------
    InputError : the scenario, the profile, a key or a value is not valid.
    """
    inputs = load_inputs()
    results = results_for(_resolved(scenario, inputs), inputs, **overrides)
    book = Book(
        inputs,
        results,
        lambda name: results_for(name, inputs),
        load_profile(profile or results.scenario.profile),
        results_key(results.scenario, inputs)[:10],
        marks,
    )
    register_magic(book)
    return book


def _resolved(scenario: str, inputs) -> str:
    if scenario != "recommended":
        return scenario
    reference = results_for("bau", inputs)
    return Book(inputs, reference, lambda name: results_for(name, inputs), {}, "").recommended
