"""What the warm parent reads before a notebook asks for it, given out only while the files are the same."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path

from helpers.inputs import Inputs, data_dir, load_inputs, load_scenario, scenario_names
from helpers.run.record import digest_file, digest_of, results_key


class _Kept:
    """The inputs that were read ahead, and the digest of the files they came from."""

    inputs: Inputs | None = None
    digest: str = ""


def fill() -> None:
    """Read the inputs ahead, and the digests of code and packages; what is wrong is left for the notebook to say."""
    with contextlib.suppress(Exception):
        before = _digest(data_dir())
        inputs = load_inputs()
        for name in scenario_names():
            results_key(load_scenario(name, inputs.register), inputs)
        if _digest(data_dir()) == before:
            _Kept.inputs, _Kept.digest = inputs, before


def inputs_now() -> Inputs:
    """Return the inputs: a copy of what was read ahead when every file of ``data/`` is as it was, else read anew.

    Raises
    ------
    InputError : a file, row or value is not as its schema says.
    """
    if _Kept.inputs is None or _Kept.digest != _digest(data_dir()):
        return load_inputs()
    # Copies: a notebook that opens the workbook twice must not meet what it did to the first.
    tables = {name: table.copy() for name, table in _Kept.inputs.tables.items()}
    return dataclasses.replace(_Kept.inputs, tables=tables)


def _digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return digest_of([str(folder), *(f"{path.relative_to(folder).as_posix()} {digest_file(path)}" for path in files)])
