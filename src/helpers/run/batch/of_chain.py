"""A batch of the whole chain: every set a scenario with levers or parameters changed, checked as such."""

from __future__ import annotations

import typing
from collections.abc import Mapping

from helpers.analysis import REFERENCE
from helpers.inputs import InputError, Inputs, check_references, load_scenario, scenario_names
from helpers.inputs.scenario import Levers
from helpers.run.batch.jobs import paper_jobs, results_keys, scenario_jobs
from helpers.run.batch.meaning import RECOMMENDED, check_meaning, misnamed
from helpers.run.batch.runs import Plan, Run, Wanted, compute_task, job_task, named_runs, scenario_tasks
from helpers.run.batch.sets import RUN_COLUMN, Given, GivenSet, check_names, typed
from helpers.run.cache import RUNS, is_current, varied_scenario
from helpers.run.paths import outputs_dir
from helpers.run.record import results_key

CHAIN = "chain"


def chain_plan(sets: list[GivenSet], inputs: Inputs, wanted: Wanted) -> Plan:
    """Return the plan of running the chain for each set: a scenario, and levers or parameters changed in it.

    Raises
    ------
    InputError : a name is not that of a scenario, a lever or a parameter, a value is not of its type or out of its
        range, levers contradict each other, two sets are the same; nothing has run.
    """
    kinds = {"scenario": "str", **_lever_kinds(), **dict.fromkeys(inputs.register, "float")}
    check_names(sets, kinds, "scenario, một lựa chọn hoặc một tham số", "scenario, a lever or a parameter")
    values = [{key: _for_chain(key, given, kinds[key]) for key, given in each.items() if key != RUN_COLUMN}
              for each in sets]
    for each, value in zip(sets, values, strict=True):
        _check_scenario(each, value, inputs)
    named, keys = named_runs(sets, values), results_keys(inputs)
    runs = tuple(_chain_run(name, value, inputs, keys, wanted) for name, value in named.items())
    needed = {need for run in runs for task in run.tasks for need in task.needs if need in keys}
    return Plan(runs, tuple(scenario_tasks(needed, inputs, wanted.limit_s)))


def _lever_kinds() -> dict[str, str]:
    kinds = {}
    for name, field in Levers.model_fields.items():
        is_list = typing.get_origin(field.annotation) is tuple
        kinds[name] = "list" if is_list else "int" if field.annotation is int else "str"
    return kinds


def _for_chain(key: str, given: Given, kind: str):
    value = typed(key, given, kind)
    texts = key in Levers.model_fields and Levers.model_fields[key].annotation == tuple[str, ...]
    # Codes are text, also where they are written without quotes.
    return [str(part) for part in value] if texts else value


def _check_scenario(each: GivenSet, values: dict[str, object], inputs: Inputs) -> None:
    place = next(iter(each.values()), Given("", "--set"))
    if "scenario" not in values:
        raise place.refused("scenario", ("tên một kịch bản", "the name of a scenario"),
                            ("thêm cột hoặc tham số scenario", "add the column or parameter scenario"))
    check_meaning("scenario", values["scenario"], each["scenario"], inputs)
    if values["scenario"] == RECOMMENDED:
        raise misnamed(each["scenario"], "scenario", RECOMMENDED, scenario_names())
    changes = _changes(values)
    try:
        scenario = load_scenario(values["scenario"], inputs.register, **changes)
        check_references(scenario, inputs["communes"]["commune_code"], inputs["legal_basis"]["doc_id"])
    except InputError as error:
        given = each.get(error.column, each["scenario"])
        column = error.column if error.column in each else ", ".join(changes)
        raise error.elsewhere(given.file, given.row, column=column) from None


def _changes(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if key != "scenario"}


def _chain_run(name: str, values: dict, inputs: Inputs, keys: Mapping[str, str], wanted: Wanted) -> Run:
    place, changes = f"{RUNS}{wanted.batch}/{name}", _changes(values)
    scenario = varied_scenario(values["scenario"], inputs, changes)
    key = results_key(scenario, inputs)
    tasks = []
    if wanted.force or not is_current(scenario, inputs, place):
        tasks.append(compute_task(place, values["scenario"], changes, wanted.limit_s, wanted.force))
    jobs = scenario_jobs(place, key, keys[REFERENCE]) if wanted.notebooks else []
    if wanted.papers:
        jobs += paper_jobs(place, outputs_dir() / place / "papers", {**keys, place: key})
    todo = [job for job in jobs if wanted.force or not job.is_done()]
    return Run(name, place, values, (*tasks, *(job_task(job, "run", wanted.force, wanted.limit_s) for job in todo)))
