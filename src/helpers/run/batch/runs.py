"""The runs of a batch: what is asked of them, how they are called, and their tasks."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helpers.inputs import InputError, Inputs, load_inputs, load_scenario, scenario_names
from helpers.run.batch.graph import Task
from helpers.run.batch.jobs import Job, run_job
from helpers.run.batch.sets import RUN_COLUMN, Given, GivenSet
from helpers.run.cache import is_current, kept_results, varied_scenario
from helpers.run.paths import RESULTS_TEMPORARY
from helpers.run.record import digest_of

_LONGEST_NAME = 60
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,69}")


@dataclass(frozen=True)
class Wanted:
    """What is asked of each run of a batch."""

    batch: str
    force: bool = False
    limit_s: float | None = None
    notebooks: bool = False
    papers: bool = False


@dataclass(frozen=True)
class Run:
    """One set of parameters, the folder of its outputs, and the tasks that are still to be done for it."""

    name: str
    place: str
    parameters: Mapping[str, object]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Plan:
    """The runs of a batch, and the tasks that several of them need."""

    runs: tuple[Run, ...]
    shared: tuple[Task, ...] = ()

    @property
    def tasks(self) -> list[Task]:
        """Every task, each once."""
        return [*self.shared, *(task for run in self.runs for task in run.tasks)]


# --- tasks ------------------------------------------------------------------------------------------------


def job_task(job: Job, kind: str, force: bool = False, limit_s: float | None = None) -> Task:
    """Return the task of a job, which needs the results it reads."""
    return Task(job.name, do_job, (job, force, limit_s), frozenset(job.places), kind, job.name, limit_s)


def do_job(job: Job, force: bool, limit_s: float | None) -> dict[str, float]:
    """Run a job in a worker; return its seconds by phase."""
    return run_job(job, force=force, limit_s=limit_s)


def scenario_tasks(
    names: Iterable[str], inputs: Inputs, limit_s: float | None = None, force: bool = False
) -> list[Task]:
    """Return the tasks of computing scenarios of the workbook, those left out that are still true."""
    stale = [name for name in sorted({*names} & {*scenario_names()})
             if force or not is_current(load_scenario(name, inputs.register), inputs)]
    return [compute_task(name, name, {}, limit_s, force) for name in stale]


def compute_task(place: str, base: str, changes: dict, limit_s: float | None = None, force: bool = False) -> Task:
    """Return the task of computing a scenario, changed or not, whose results go to ``outputs/<place>/``."""
    return Task(place, compute_run, (place, base, changes, force), kind="compute",
                output=f"{place}/{RESULTS_TEMPORARY}", limit_s=limit_s)


def compute_run(place: str, base: str, changes: dict, force: bool) -> None:
    """Compute a scenario, changed or not, and keep its results in ``outputs/<place>/``."""
    inputs = load_inputs()
    made_from = {"scenario": base, "changes": changes} if place != base else None
    kept_results(varied_scenario(base, inputs, changes), inputs, place, force=force, made_from=made_from)


# --- names of runs ----------------------------------------------------------------------------------------


def named_runs(sets: list[GivenSet], values: list[dict]) -> dict[str, dict]:
    """Return the values by the name of their run; one that is not named is called after what it is given.

    The name does not hang on the place in the list, so that a row more or less leaves the other runs as they are.
    """
    named: dict[str, dict] = {}
    for each, value in zip(sets, values, strict=True):
        name = _name(each, value)
        if name in named or value in named.values():
            place = next(iter(each.values()), Given("", "--set"))
            raise dataclasses.replace(place, text=name).refused(
                RUN_COLUMN, ("mỗi bộ tham số một lần, mỗi tên một lượt", "each set once, each name for one run"),
                ("xóa dòng lặp hoặc đổi tên", "delete the repeated row or change the name"))
        named[name] = value
    return named


def _name(each: GivenSet, values: Mapping[str, object]) -> str:
    given = each.get(RUN_COLUMN)
    if given is not None and RUN_COLUMN not in values:
        if not _PLAIN_NAME.fullmatch(given.text):
            raise given.refused(RUN_COLUMN, ("chữ không dấu, số, . _ -", "plain letters, digits, . _ -"),
                                ("đổi tên lượt chạy", "change the name of the run"))
        return given.text
    said = json.dumps(values, sort_keys=True, ensure_ascii=False)
    words = "-".join([str(values.get("scenario", "")), *(f"{key}-{value}" for key, value in values.items()
                                                        if key != "scenario")])
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", words).strip("-_.")[:_LONGEST_NAME].strip("-_.")
    return f"{plain or 'declared'}-{digest_of([said])[:8]}"


def check_batch_name(name: str) -> str:
    """Return the name of a batch once it may be that of a folder.

    Raises
    ------
    InputError : it may not.
    """
    if not _PLAIN_NAME.fullmatch(name):
        raise InputError("--name", value=name, allowed_vi="chữ không dấu, số, . _ -",
                         allowed_en="plain letters, digits, . _ -", remedy_vi="đổi tên", remedy_en="change the name")
    return name


