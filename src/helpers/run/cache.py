"""Results of a scenario, loaded when nothing they hang on has changed and computed otherwise."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pandas as pd

from helpers.analysis import study
from helpers.inputs import InputError, Inputs, Scenario, load_inputs, load_scenario
from helpers.model import Results
from helpers.run.archive import keep
from helpers.run.locks import locked
from helpers.run.paths import RESULTS_TEMPORARY, outputs_dir, replace_folder, write_whole
from helpers.run.record import digest_file, results_key, run_record

#: Stored runs of batches lie in this folder of ``outputs/``.
RUNS = "batch/"
#: The record of a run, and that of the run before it, which had other inputs, another scenario or other code.
RECORD, PREVIOUS = "run.json", "run.previous.json"


def results_for(name: str, inputs: Inputs | None = None, *, force: bool = False, **overrides) -> Results:
    """Return the results of a scenario, from ``outputs/<name>/`` when they are still true.

    Overrides are levers or parameters changed for this call; such a run is computed and not stored, since it
    is no longer the scenario of that name. A name such as ``batch/<batch>/<run>`` means a stored run of a batch.

    Raises
    ------
    InputError : the scenario, a key or a value is not valid; the run of a batch is not there or no longer true.
    """
    inputs = inputs or load_inputs()
    if name.startswith(RUNS):
        scenario = stored_scenario(name, inputs, **overrides)
        if not overrides:
            return _loaded(scenario, inputs, name) or _refuse_run(name)
        return study(scenario, inputs)
    scenario = load_scenario(name, inputs.register, **overrides)
    if overrides:
        return study(scenario, inputs)
    return kept_results(scenario, inputs, name, force=force)


def kept_results(scenario: Scenario, inputs: Inputs, place: str, *, force: bool = False,
                 made_from: dict | None = None) -> Results:
    """Return the results in ``outputs/<place>/`` when they are still true; else compute and store them.

    One process computes; another that asks meanwhile waits, and then finds them. ``made_from`` is kept in the
    record of a run that is not a scenario of that name.
    """
    if not force and (found := _loaded(scenario, inputs, place)):
        return found
    with locked(f"{place}/results"):
        if not force and (found := _loaded(scenario, inputs, place)):
            return found
        results = study(scenario, inputs)
        _store(results, inputs, outputs_dir() / place, made_from)
    return results


def varied_scenario(base: str, inputs: Inputs, changes: dict) -> Scenario:
    """Return a scenario with levers or parameters changed; its title says which.

    Raises
    ------
    InputError : the scenario, a key or a value is not valid.
    """
    scenario = load_scenario(base, inputs.register, **changes)
    if not changes:
        return scenario
    named = ", ".join(sorted(changes))
    return scenario.model_copy(update={"title_vi": f"{scenario.title_vi} (biến thể: {named})",
                                       "title_en": f"{scenario.title_en} (changed: {named})"})


def stored_scenario(name: str, inputs: Inputs, **overrides) -> Scenario:
    """Return the scenario of a stored run of a batch, made again from what its record says it was made from.

    Raises
    ------
    InputError : there is no such run, or its record cannot be read.
    """
    try:
        made_from = stored_record(name)["made_from"]
        return varied_scenario(made_from["scenario"], inputs, {**made_from["changes"], **overrides})
    except (OSError, KeyError, TypeError, json.JSONDecodeError):
        return _refuse_run(name)


def is_current(scenario: Scenario, inputs: Inputs, place: str | None = None) -> bool:
    """Return whether the stored results of a scenario still hang on the same content and are whole."""
    place = place or scenario.name
    try:
        stored = stored_record(place)
        files = stored["files"]
        folder = outputs_dir() / place / "results"
        return stored["key"] == results_key(scenario, inputs) and bool(files) and all(
            digest_file(folder / name) == digest for name, digest in files.items())
    except (OSError, KeyError, TypeError, AttributeError, ValueError):
        # Missing, torn, of an older form or not to be read: to be computed again.
        return False


def _loaded(scenario: Scenario, inputs: Inputs, place: str) -> Results | None:
    try:
        return _load(outputs_dir() / place, scenario) if is_current(scenario, inputs, place) else None
    except (OSError, KeyError, ValueError):
        # Another process has put new results in place between the look and the reading.
        return None


def stored_record(place: str) -> dict:
    """Return the record of the run in ``outputs/<place>/``.

    Raises
    ------
    OSError, json.JSONDecodeError : there is none, or it cannot be read.
    """
    return json.loads((outputs_dir() / place / "run.json").read_text(encoding="utf-8"))


def _refuse_run(name: str):
    batch = name.split("/")[1] if name.count("/") > 1 else ""
    raise InputError(f"outputs/{name}/run.json", column="scenario", value=name,
                     allowed_vi="một lượt chạy đã lưu, tính từ dữ liệu hiện có",
                     allowed_en="a stored run, computed from the data as they are",
                     remedy_vi=f"chạy lại lệnh qd45 batch đã tạo outputs/{RUNS}{batch}",
                     remedy_en=f"run again the command qd45 batch that made outputs/{RUNS}{batch}")


def write_tables(results: Results, folder: Path) -> None:
    """Write every table of the results into a folder, intervals and headlines among them, a CSV file each."""
    for name, table in {**results.tables, "intervals": results.intervals}.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    pd.Series(results.headlines).to_csv(folder / "headlines.csv", header=["value"], index_label="metric_id",
                                        lineterminator="\n")


def _store(results: Results, inputs: Inputs, folder: Path, made_from: dict | None = None) -> None:
    keep(inputs)
    replace_folder(folder / RESULTS_TEMPORARY, lambda fresh: write_tables(results, fresh))
    # Last: a run without its record counts as not done.
    files = {path.name: digest_file(path) for path in sorted((folder / "results").glob("*.csv"))}
    record = {**run_record(results, inputs), **({"made_from": made_from} if made_from else {}), "files": files}
    _keep_previous(folder, record["key"])
    write_whole(folder / RECORD, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())


def _keep_previous(folder: Path, key: str) -> None:
    """Keep the record that is about to be replaced, unless it is of the same run or cannot be read."""
    with contextlib.suppress(OSError, KeyError, TypeError, ValueError):
        content = (folder / RECORD).read_bytes()
        if json.loads(content)["key"] != key:
            write_whole(folder / PREVIOUS, content)


def _load(folder: Path, scenario: Scenario) -> Results:
    codes = {"commune_code": str, "district_code": str}
    tables = {path.stem: pd.read_csv(path, dtype=codes) for path in sorted((folder / "results").glob("*.csv"))}
    stored = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    siting = {key: value for key, value in stored["solver"].items() if key != "name"}
    intervals = tables.pop("intervals")
    tables.pop("headlines")
    return Results(scenario, stored["headlines"], tables, siting, intervals)
