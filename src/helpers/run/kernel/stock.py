"""What the warm parent reads before a notebook asks for it, given out only while the files are the same."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from helpers.inputs import Inputs, data_dir, load_inputs, load_scenario, scenario_names
from helpers.model import Results
from helpers.run.cache import is_current, results_for
from helpers.run.paths import outputs_dir
from helpers.run.record import digest_file, digest_of


class _Kept:
    """What was read ahead: the inputs, stored results by scenario, and digests of the files they came from."""

    inputs: Inputs | None = None
    digest: str = ""
    results: Mapping[str, tuple[Results, str]] = {}


def fill() -> None:
    """Read ahead the inputs and the stored results that are current; nothing is computed or written.

    What is wrong is left for the notebook to say.
    """
    with contextlib.suppress(Exception):
        digest = _data_digest()
        inputs = load_inputs()
        results = {name: found for name in scenario_names() if (found := _stored(name, inputs)) is not None}
        if _data_digest() == digest:
            _Kept.inputs, _Kept.digest, _Kept.results = inputs, digest, results


def _stored(name: str, inputs: Inputs) -> tuple[Results, str] | None:
    digest = _results_digest(name)
    if not is_current(load_scenario(name, inputs.register), inputs):
        return None
    results = results_for(name, inputs)
    return (results, digest) if _results_digest(name) == digest else None


def now() -> tuple[Inputs, Callable[[str], Results]]:
    """Return the inputs, and the function that gives the results of a scenario, as the files stand now.

    Both are copies of what was read ahead where every file is as it was then: inputs hang on the files of
    ``data/``, results on these, on their own files and on the code, for which a parent is started anew.

    Raises
    ------
    InputError : a file, row or value is not as its schema says.
    """
    if _Kept.inputs is None or _Kept.digest != _data_digest():
        inputs, kept = load_inputs(), {}
    else:
        inputs, kept = dataclasses.replace(_Kept.inputs, tables=_copied(_Kept.inputs.tables)), _Kept.results
    return inputs, cache(lambda name: _results(name, inputs, kept))


def _results(name: str, inputs: Inputs, kept: Mapping[str, tuple[Results, str]]) -> Results:
    results, digest = kept.get(name, (None, ""))
    if results is None or digest != _results_digest(name):
        return results_for(name, inputs)
    fields = {"tables": _copied(results.tables), "headlines": dict(results.headlines), "siting": dict(results.siting)}
    return dataclasses.replace(results, intervals=results.intervals.copy(), **fields)


def _copied(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    # A notebook that opens the workbook twice must not meet what it did to the first.
    return {name: table.copy() for name, table in tables.items()}


def _data_digest() -> str:
    return _digest(data_dir(), data_dir().rglob("*"))


def _results_digest(name: str) -> str:
    folder = outputs_dir() / name
    return _digest(folder, [folder / "run.json", *(folder / "results").glob("*")])


def _digest(folder: Path, files: Iterable[Path]) -> str:
    found = sorted(path for path in files if path.is_file())
    return digest_of([str(folder), *(f"{path.relative_to(folder).as_posix()} {digest_file(path)}" for path in found)])
