"""A batch of one notebook: every set of parameters checked against what the notebook declares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat
import papermill

from helpers.analysis import REFERENCE
from helpers.inputs import InputError, Inputs, workbook_root
from helpers.run.batch.jobs import ONCE, Job, make_job, papers_of, results_keys
from helpers.run.batch.meaning import check_meaning
from helpers.run.batch.runs import Plan, Run, Wanted, job_task, named_runs, scenario_tasks
from helpers.run.batch.sets import RUN_COLUMN, Given, GivenSet, check_names, typed
from helpers.run.cache import RUNS
from helpers.run.engine import TYPES
from helpers.run.paths import outputs_dir


def notebook_plan(notebook: Path, sets: list[GivenSet], inputs: Inputs, wanted: Wanted) -> Plan:
    """Return the plan of executing one notebook with each set of parameters.

    Raises
    ------
    InputError : a parameter is not declared by the notebook, a value is not of the type declared or not allowed,
        two sets are the same; nothing has run.
    """
    notebook = notebook if notebook.exists() else workbook_root() / notebook
    declared = declared_by(notebook)
    check_names(sets, declared, "tham số của sổ tay", "a parameter of the notebook")
    papers = _has_papers(notebook, wanted)
    named = named_runs(sets, [_typed_for_notebook(each, declared, inputs) for each in sets])
    keys = results_keys(inputs)
    jobs = {name: _notebook_job(notebook, f"{RUNS}{wanted.batch}/{name}", values, keys, papers)
            for name, values in named.items()}
    todo = {name: job for name, job in jobs.items() if wanted.force or not job.is_done()}
    shared = scenario_tasks({place for job in todo.values() for place in job.places}, inputs, wanted.limit_s)
    runs = tuple(Run(name, f"{RUNS}{wanted.batch}/{name}", values,
                     (job_task(todo[name], "run", wanted.force, wanted.limit_s),) if name in todo else ())
                 for name, values in named.items())
    return Plan(runs, tuple(shared))


def declared_by(notebook: Path) -> dict[str, str]:
    """Return the types that a notebook declares for its parameters, by name."""
    if not notebook.is_file() or notebook.suffix != ".ipynb":
        raise InputError(notebook, allowed_vi="một sổ tay .ipynb có thật, hoặc chữ chain",
                         allowed_en="a notebook .ipynb that exists, or the word chain",
                         remedy_vi="kiểm tra đường dẫn; ví dụ notebooks/analysis/02_demand.ipynb",
                         remedy_en="check the path; for example notebooks/analysis/02_demand.ipynb")
    about = papermill.inspect_notebook(str(notebook))
    return {name: found["inferred_type_name"] for name, found in about.items()}


def _typed_for_notebook(each: GivenSet, declared: Mapping[str, str], inputs: Inputs) -> dict[str, object]:
    values = {}
    for key, given in each.items():
        if key == RUN_COLUMN and key not in declared:
            continue
        if declared[key] not in TYPES:
            _refuse_untyped(key, given, declared[key])
        values[key] = typed(key, given, declared[key])
        check_meaning(key, values[key], given, inputs)
    return values


def _refuse_untyped(key: str, given: Given, kind: str) -> None:
    """Refuse a parameter that the notebook declares without a type."""
    allowed = ", ".join(TYPES)
    raise given.refused(key, (f"tham số có kiểu trong {allowed}", f"a parameter with a type of {allowed}"),
                        (f"ghi kiểu trong ô parameters của sổ tay (nay là {kind})",
                         f"annotate it in the parameters cell of the notebook (now {kind})"))


def _notebook_job(notebook: Path, place: str, values: dict, keys: Mapping[str, str], papers: bool) -> Job:
    folder = outputs_dir() / place
    return make_job(notebook.resolve(), folder / "notebooks" / notebook.name, values,
                    _read_by(notebook, values, keys), papers_of(notebook, folder) if papers else ())


def _read_by(notebook: Path, values: Mapping[str, object], keys: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of the results that a notebook may read: of the analysis ones their own and the reference.

    One that does not import this package reads none.
    """
    if "helpers" not in notebook.read_text(encoding="utf-8"):
        return {}
    own = values.get("scenario")
    analysis = notebook.resolve().parent == workbook_root() / "notebooks" / "analysis" and notebook.stem not in ONCE
    return {name: key for name, key in keys.items() if not analysis or own not in keys or name in (own, REFERENCE)}


def _has_papers(notebook: Path, wanted: Wanted) -> bool:
    if wanted.papers and "document" not in nbformat.read(notebook, as_version=4).metadata.get("qd45", {}):
        raise InputError("--papers", value=notebook.name, allowed_vi="sổ tay văn bản, trong notebooks/documents/",
                         allowed_en="a document notebook, of notebooks/documents/",
                         remedy_vi="bỏ --papers", remedy_en="leave --papers out")
    return wanted.papers
