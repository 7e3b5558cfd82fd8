"""What the common draws say of the choice among scenarios, kept with the results that it follows from.

It takes seconds to work out and is the same for every paper of a scenario: the first that asks for it computes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd

from helpers.inputs import load_inputs, load_profile
from helpers.report import Book
from helpers.run.cache import results_for
from helpers.run.locks import locked
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.record import digest_of, results_key

#: Folder of ``outputs/``.
FOLDER = "comparison/choice"
#: A table of each part of it.
TABLES = ("dominance", "choice_switching", "failure_limits", "information")
Tables = dict[str, pd.DataFrame]


def kept_choice(part: str, book: Book, compute: Callable[[], Tables]) -> Tables:
    """Return tables of the choice, from ``outputs/comparison/choice`` while they are still true, else computed.

    Parameters
    ----------
    part : which of the tables; with the scenario and the day of the paper it names the file.
    book : the book that asks; its results are the stored ones.
    compute : makes the tables.
    """
    name = f"{book.scenario.name}-{book.day.isoformat()}-{part}"
    key = digest_of([name, *(results_key(run.scenario, book.inputs) for run in book.runs.values())])
    if (found := _stored(name, key)) is not None:
        return found
    with locked(f"{FOLDER}/{name}"):
        if (found := _stored(name, key)) is not None:
            return found
        tables = compute()
        told = {"key": key, "tables": {title: _told(table) for title, table in tables.items()}}
        write_whole(outputs_dir() / FOLDER / f"{name}.json", json.dumps(told, ensure_ascii=False).encode())
    return tables


def keep_choice(scenario: str) -> None:
    """Work out what the draws say of the choice, for the papers of a scenario in its own profile."""
    inputs = load_inputs()
    results = results_for(scenario, inputs)
    book = Book(inputs, results, lambda name: results_for(name, inputs), load_profile(results.scenario.profile), "",
                keep=kept_choice)
    for table in TABLES:
        book.choice(table)


def _stored(name: str, key: str) -> Tables | None:
    try:
        told = json.loads((outputs_dir() / FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        return {title: _read(table) for title, table in told["tables"].items()} if told["key"] == key else None
    except (OSError, KeyError, TypeError, AttributeError, ValueError):
        # Missing, torn, of an older form or not to be read: to be computed again.
        return None


def _told(table: pd.DataFrame) -> dict:
    """Return a table as JSON values, each number with all its digits."""
    return {"index": {"name": table.index.name, "dtype": str(table.index.dtype), "values": table.index.tolist()},
            "columns": [[name, str(table[name].dtype), table[name].tolist()] for name in table.columns]}


def _read(told: dict) -> pd.DataFrame:
    index = pd.Index(told["index"]["values"], dtype=told["index"]["dtype"], name=told["index"]["name"])
    return pd.DataFrame({name: pd.Series(values, index=index, dtype=kind) for name, kind, values in told["columns"]},
                        index=index)
