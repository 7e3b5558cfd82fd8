"""Whether a stored run is what its inputs give: it is made again from its record, and compared."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.analysis import study
from helpers.model import run_scenario
from helpers.run.archive import inputs_of
from helpers.run.cache import RECORD, write_tables
from helpers.run.stored import Stored, made_again

#: Relative difference that another machine may make in the last digits of a number.
ROUNDING = 1e-9
#: How a table or column differs: it is there once only, has other rows or columns, other numbers, or other words.
MISSING, EXTRA, SHAPE, NUMBERS, WORDS = "missing", "extra", "shape", "numbers", "words"


@dataclass(frozen=True)
class Difference:
    """A table or column that is not as computed again.

    ``kind`` is one of the words above; ``most`` the largest relative difference of numbers, infinite where one of the
    two is blank.
    """

    table: str
    column: str
    kind: str
    most: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """What a run made again says of the stored one: what differs, files changed since, tables and headlines seen."""

    differences: list[Difference]
    edited: list[str]
    tables: int
    headlines: int

    @property
    def equal(self) -> bool:
        """Whether nothing differs and no file was changed."""
        return not self.differences and not self.edited


def verify(run: Stored, *, chain: bool = False) -> Verdict:
    """Make a run again from its record, and compare every stored table and headline with it.

    ``chain`` : compare only what one run of the chain gives, without draws and questions about the sites.

    Raises
    ------
    InputError : an input of the run is no longer known, or the present code cannot make the run.
    """
    make = run_scenario if chain else study
    inputs = inputs_of(run.record["inputs"])
    with made_again(run.name):
        results = make(run.scenario, inputs)
    with tempfile.TemporaryDirectory(prefix="qd45-verify-") as name:
        write_tables(results, Path(name))
        again, stored = _tables(Path(name)), _tables(run.folder / "results")
        if chain:
            del again["intervals"]
            stored = {name: path for name, path in stored.items() if name in again}
        found = [Difference(table, "", MISSING) for table in sorted(again.keys() - stored.keys())]
        found += [Difference(table, "", EXTRA) for table in sorted(stored.keys() - again.keys())]
        for table in sorted(again.keys() & stored.keys()):
            if again[table].read_bytes() != stored[table].read_bytes():
                found += _of_files(table, stored[table], again[table])
    found += _of_headlines(run.headlines, results.headlines)
    return Verdict(found, run.edited(), len(again), len(results.headlines))


def _tables(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.csv"))}


def _of_files(table: str, stored: Path, again: Path) -> list[Difference]:
    try:
        old, new = pd.read_csv(stored), pd.read_csv(again)
    except ValueError:  # no longer a table
        return [Difference(table, "", SHAPE)]
    if list(old.columns) != list(new.columns) or len(old) != len(new):
        return [Difference(table, "", SHAPE)]
    return [found for column in old if (found := _of_columns(table, column, old[column], new[column]))]


def _of_headlines(old: Mapping[str, float], new: Mapping[str, float]) -> list[Difference]:
    found = [Difference(RECORD, metric, MISSING) for metric in new if metric not in old]
    found += [Difference(RECORD, metric, EXTRA) for metric in old if metric not in new]
    pairs = ((metric, pd.Series([old[metric]]), pd.Series([new[metric]])) for metric in new if metric in old)
    return found + [unlike for pair in pairs if (unlike := _of_columns(RECORD, *pair))]


def _of_columns(table: str, column: str, old: pd.Series, new: pd.Series) -> Difference | None:
    if not (pd.api.types.is_numeric_dtype(old) and pd.api.types.is_numeric_dtype(new)):
        same = old.astype(str).equals(new.astype(str))
        return None if same else Difference(table, column, WORDS)
    a, b = old.to_numpy(dtype=float), new.to_numpy(dtype=float)
    unlike = ~np.isclose(a, b, rtol=ROUNDING, atol=ROUNDING, equal_nan=True)
    if not unlike.any():
        return None
    with np.errstate(invalid="ignore"):  # endless against endless
        share = np.abs(a - b)[unlike] / np.maximum(np.abs(a), np.abs(b))[unlike]
    return Difference(table, column, NUMBERS, float(np.where(np.isnan(share), np.inf, share).max()))
