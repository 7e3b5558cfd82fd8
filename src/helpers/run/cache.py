"""Results of a scenario, loaded when nothing they hang on has changed and computed otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from helpers.analysis import study
from helpers.inputs import Inputs, Scenario, load_inputs, load_scenario
from helpers.model import Results
from helpers.run.paths import outputs_dir, replace_folder, write_whole
from helpers.run.record import results_key, run_record


def results_for(name: str, inputs: Inputs | None = None, *, force: bool = False, **overrides) -> Results:
    """Return the results of a scenario, from ``outputs/<name>/`` when they are still true.

    Overrides are levers or parameters changed for this call; such a run is computed and not stored, since it
    is no longer the scenario of that name.

    Raises
    ------
    InputError : the scenario, a key or a value is not valid.
    """
    inputs = inputs or load_inputs()
    scenario = load_scenario(name, inputs.register, **overrides)
    if overrides:
        return study(scenario, inputs)
    folder = outputs_dir() / name
    if not force and is_current(scenario, inputs):
        return _load(folder, scenario)
    results = study(scenario, inputs)
    _store(results, inputs, folder)
    return results


def is_current(scenario: Scenario, inputs: Inputs) -> bool:
    """Return whether the stored results of a scenario still hang on the same content."""
    record = outputs_dir() / scenario.name / "run.json"
    try:
        stored = json.loads(record.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return stored.get("key") == results_key(scenario, inputs) and (record.parent / "results").is_dir()


def _store(results: Results, inputs: Inputs, folder: Path) -> None:
    def fill(fresh: Path) -> None:
        for name, table in {**results.tables, "intervals": results.intervals}.items():
            table.to_csv(fresh / f"{name}.csv", index=False, lineterminator="\n")
        pd.Series(results.headlines).to_csv(
            fresh / "headlines.csv", header=["value"], index_label="metric_id", lineterminator="\n"
        )

    replace_folder(folder / "results", fill)
    # Last: a run without its record counts as not done.
    record = json.dumps(run_record(results, inputs), ensure_ascii=False, indent=1)
    write_whole(folder / "run.json", (record + "\n").encode())


def _load(folder: Path, scenario: Scenario) -> Results:
    codes = {"commune_code": str, "district_code": str}
    tables = {path.stem: pd.read_csv(path, dtype=codes) for path in sorted((folder / "results").glob("*.csv"))}
    stored = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    siting = {key: value for key, value in stored["solver"].items() if key != "name"}
    intervals = tables.pop("intervals")
    tables.pop("headlines")
    return Results(scenario, stored["headlines"], tables, siting, intervals)
