"""Whether a stored run is what its inputs give: it is made again from its record, and compared."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.analysis import study
from helpers.inputs import InputError, Scenario
from helpers.run.archive import inputs_of
from helpers.run.cache import write_tables
from helpers.run.record import code_digest

#: Relative difference that another machine may make in the last digits of a number.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Stored:
    """A stored run: its folder, its record and its scenario."""

    folder: Path
    record: dict
    scenario: Scenario

    @property
    def same_code(self) -> bool:
        """Whether the code that computed it is the present one."""
        return self.record["code"] == {room: code_digest(room) for room in self.record["code"]}


@dataclass(frozen=True)
class Difference:
    """A table or column that is not as computed again; ``most`` is the largest relative difference, nan for text."""

    table: str
    column: str
    most: float


def stored_run(folder: Path) -> Stored:
    """Return the run that a folder holds.

    Raises
    ------
    InputError : there is no readable ``run.json`` in it.
    """
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return Stored(folder, record, Scenario.model_validate(record["scenario"]))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            str(folder / "run.json"), value=type(error).__name__,
            allowed_vi="thư mục kết quả có run.json đọc được, ví dụ outputs/stepwise",
            allowed_en="a folder of results with a readable run.json, such as outputs/stepwise",
            remedy_vi="chạy qd45 run, rồi chỉ đúng thư mục",
            remedy_en="run qd45 run, then name that folder") from None


def differences(run: Stored) -> list[Difference]:
    """Return where the stored tables and headlines are not those that the run gives when it is made again.

    Raises
    ------
    InputError : an input of the run is no longer there.
    """
    results = study(run.scenario, inputs_of(run.record["inputs"]))
    with tempfile.TemporaryDirectory(prefix="qd45-verify-") as name:
        write_tables(results, Path(name))
        again = {path.stem: path for path in sorted(Path(name).glob("*.csv"))}
        stored = {path.stem: path for path in sorted((run.folder / "results").glob("*.csv"))}
        found = [Difference(table, "", float("nan")) for table in sorted(again.keys() ^ stored.keys())]
        for table in sorted(again.keys() & stored.keys()):
            if again[table].read_bytes() != stored[table].read_bytes():
                found += _unlike(table, pd.read_csv(stored[table]), pd.read_csv(again[table]))
    claimed = {key: float(value) for key, value in run.record["headlines"].items()}
    return found + _unlike("run.json", pd.DataFrame([claimed]), pd.DataFrame([dict(results.headlines)]))


def _unlike(table: str, stored: pd.DataFrame, again: pd.DataFrame) -> list[Difference]:
    if list(stored.columns) != list(again.columns) or len(stored) != len(again):
        return [Difference(table, "", float("nan"))]
    found = []
    for column in stored:
        old, new = stored[column], again[column]
        if pd.api.types.is_numeric_dtype(old) and pd.api.types.is_numeric_dtype(new):
            old, new = old.to_numpy(dtype=float), new.to_numpy(dtype=float)
            if not np.allclose(old, new, rtol=ROUNDING, atol=ROUNDING, equal_nan=True):
                scale = np.maximum(np.abs(old), np.abs(new))
                share = np.divide(np.abs(old - new), scale, out=np.zeros(len(old)), where=scale > 0)
                found.append(Difference(table, column, float(np.nanmax(share))))
        elif not old.astype(str).equals(new.astype(str)):
            found.append(Difference(table, column, float("nan")))
    return found
