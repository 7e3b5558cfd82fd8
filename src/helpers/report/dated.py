"""What a run says of law, read again on the day of the paper; its figures stay as they were computed."""

from __future__ import annotations

import dataclasses
import datetime as dt

from helpers.inputs import Inputs
from helpers.model import Results, legal_matrix


def with_law_of(results: Results, inputs: Inputs, day: dt.date) -> Results:
    """Return the results with the tasks of the post held against the law in force on ``day``.

    Only what hangs on law changes: the table ``legal_matrix`` and the headline ``pilot_tasks``, in every draw alike.

    Parameters
    ----------
    results : of the scenario, whose own day is that of its figures.
    day : day of the paper.
    """
    if day == results.scenario.as_of:
        return results
    matrix = legal_matrix(results.scenario.model_copy(update={"as_of": day}), inputs)
    open_tasks = float((matrix["verdict"] == "pilot").sum())
    tables = dict(results.tables) | {"legal_matrix": matrix}
    if "draws" in tables:
        tables["draws"] = tables["draws"].assign(pilot_tasks=open_tasks)
    return dataclasses.replace(results, headlines=dict(results.headlines) | {"pilot_tasks": open_tasks},
                               tables=tables)
