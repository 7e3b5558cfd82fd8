"""All inputs of the model and the papers in one frozen bundle."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from helpers.inputs.errors import unknown_name
from helpers.inputs.lists.official import with_official_points
from helpers.inputs.observed import with_observations
from helpers.inputs.parameters import Register, load_register
from helpers.inputs.place import data_dir
from helpers.inputs.schemas import PAPER_TABLES
from helpers.inputs.sign_offs import SIGN_OFFS_FILE
from helpers.inputs.tables import check_tables
from helpers.inputs.travel import load_travel


@dataclass(frozen=True, eq=False)
class Inputs:
    """The register, the tables by name, and the SHA-256 of every file they came from."""

    register: Register
    tables: Mapping[str, pd.DataFrame]
    digests: Mapping[str, str]

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def digest(self) -> str:
        """Return one SHA-256 over the input files that results hang on, hexadecimal.

        The tables of `helpers.inputs.schemas.PAPER_TABLES` are not among them: who changes the words or lists of a
        paper need not wait for the scenarios.
        """
        lines = "\n".join(f"{name} {digest}" for name, digest in sorted(of_results(self.digests).items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def at(self, day: dt.date) -> Inputs:
        """Return the inputs as they stand on a day: of values and fares with several dates, those in force."""
        tables = {**self.tables, "tariffs": in_force(self["tariffs"], ["service", "weight_from_g"], day)}
        return dataclasses.replace(self, register=self.register.at(day), tables=tables)


def of_results(digests: Mapping[str, str]) -> dict[str, str]:
    """Return, of digests by file, those of the files that results hang on."""
    apart = {f"tables/{name}.csv" for name in PAPER_TABLES}
    return {name: digest for name, digest in digests.items() if name not in apart}


def in_force(table: pd.DataFrame, keys: list[str], day: dt.date) -> pd.DataFrame:
    """Return, of rows that differ in ``valid_from`` only, the last valid by the day, else the earliest.

    Parameters
    ----------
    table : rows with a column ``valid_from`` [ISO date; blank counts as always].
    keys : columns that name a row but for its date.

    Examples
    --------
    >>> fares = pd.DataFrame({"service": "send", "valid_from": ["2017-09-29", "2021-04-20"], "vnd": [20000, 26000]})
    >>> [in_force(fares, ["service"], dt.date(year, 11, 7))["vnd"].item() for year in (2016, 2018, 2024)]
    [20000, 20000, 26000]
    """
    ordered = table.assign(_from=table["valid_from"].fillna("")).sort_values("_from", kind="stable")
    late = ordered["_from"] > day.isoformat()
    # Late rows go before the valid ones, the latest first, so that the last row of a group is the one in force.
    ranked = pd.concat([ordered[late].iloc[::-1], ordered[~late]])
    return ranked.groupby(keys, dropna=False, sort=False).tail(1).drop(columns="_from").sort_index()


def load_inputs(folder: Path | None = None) -> Inputs:
    """Read and check the register and every table of ``data/``; survey answers then replace assumptions.

    The table ``travel`` is that of the optional file of ways, empty without one. Who signed a paper off is no input:
    a signature must not make the run that it was given for another run.

    Raises
    ------
    InputError : a file, row or value is not as its schema says, or two tables contradict each other.
    """
    folder = folder or data_dir()
    register = load_register(folder / "parameters.csv")
    tables = load_tables(folder)
    files = [*sorted(folder.glob("*.csv")), *sorted(folder.glob("*.parquet")),
             *(path for path in sorted((folder / "tables").glob("*.csv")) if path.name != SIGN_OFFS_FILE.name)]
    _check_sources(register, tables["sources"])
    register, tables = with_observations(register, tables)
    tables = {**tables, "travel": load_travel(folder, tables)}
    digests = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return Inputs(register, tables, digests)


def load_tables(folder: Path | None = None) -> Mapping[str, pd.DataFrame]:
    """Read and check every table of ``data/``, with the official list of points in place where there is one.

    Raises
    ------
    InputError : a table is not as its schema says, or two contradict each other.
    """
    return with_official_points(check_tables((folder or data_dir()) / "tables"))


def _check_sources(register: Register, sources: pd.DataFrame) -> None:
    known = set(sources["source_id"])
    for row in register.values():
        if row.quantity.source_id not in known:
            raise unknown_name("data/parameters.csv", row.quantity.source_id, known, row=row.row,
                               what_vi="source_id trong sources.csv", what_en="a source_id of sources.csv")


def load_profile(name: str, folder: Path | None = None) -> dict:
    """Return the format profile ``name`` of ``data/profiles.yml``: bodies, place names and layout.

    Raises
    ------
    InputError : there is no such profile.
    """
    profiles = yaml.safe_load(((folder or data_dir()) / "profiles.yml").read_text(encoding="utf-8"))
    if name not in profiles:
        raise unknown_name("data/profiles.yml", name, profiles, what_vi="tên hồ sơ thể thức",
                           what_en="a format profile")
    return {"name": name, **profiles[name]}
