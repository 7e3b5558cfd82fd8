"""The whole job: every scenario, every notebook, the dossier; only what has changed is done again."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat

from helpers.analysis import REFERENCE
from helpers.inputs import Inputs, load_scenario, scenario_names, workbook_root
from helpers.report import Book
from helpers.report.blocks import FigureBlock, block_from_bundle
from helpers.run.cache import is_current, results_for
from helpers.run.engine import run_notebook
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.record import code_digest, digest_file, digest_of, results_key

EXPORTERS = {".pdf": "qd45_pdf", ".docx": "qd45_docx"}
ONCE = ("01_baseline", "07_comparison")


@dataclass(frozen=True)
class Job:
    """One notebook to execute: where it goes, its parameters, the content it hangs on, and what it makes."""

    notebook: Path
    output: Path
    parameters: dict
    key: str
    papers: tuple[Path, ...] = ()

    @property
    def stamp(self) -> Path:
        return self.output.with_suffix(".json")

    def is_done(self) -> bool:
        """Return whether the outputs stand as the stamp of the same content left them."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return False
        files = stamp.get("files", {})
        return (
            stamp.get("key") == self.key
            and bool(files)
            and all(
                (outputs_dir() / name).exists() and digest_file(outputs_dir() / name) == digest
                for name, digest in files.items()
            )
        )


def workers() -> int:
    """Return how many notebooks run at once: as many as there are processors to this process."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def stale_scenarios(names: Iterable[str], inputs: Inputs) -> list[str]:
    """Return the scenarios whose stored results no longer hang on the same content."""
    return [name for name in names if not is_current(load_scenario(name, inputs.register), inputs)]


def compute(names: Iterable[str], *, force: bool = False) -> Iterator[str]:
    """Compute scenarios side by side; yield each name when its results are stored."""
    for (name, _), _ in _side_by_side(_compute_one, [(name, force) for name in names]):
        yield name


def _compute_one(task: tuple[str, bool]) -> None:
    results_for(task[0], force=task[1])


def recommended_scenario(inputs: Inputs) -> str:
    """Return the name of the scenario that the criteria choose."""
    return Book(inputs, results_for(REFERENCE, inputs), lambda name: results_for(name, inputs), {}, "").recommended


def analysis_jobs(names: Iterable[str], inputs: Inputs) -> list[Job]:
    """Return the analysis notebooks: the scenario ones for each name, the others once."""
    folder = workbook_root() / "notebooks" / "analysis"
    jobs = []
    for notebook in sorted(folder.glob("*.ipynb")):
        once = notebook.stem in ONCE
        for name in ["comparison"] if once else names:
            output = outputs_dir() / name / "notebooks" / notebook.name
            jobs.append(_job(notebook, output, {} if once else {"scenario": name}, inputs, once))
    return jobs


def document_jobs(scenario: str, inputs: Inputs) -> list[Job]:
    """Return the document notebooks of the chosen scenario, each with its PDF and DOCX."""
    folder, dossier = workbook_root() / "notebooks" / "documents", outputs_dir() / "dossier"
    return [
        _job(
            notebook,
            dossier / "notebooks" / notebook.name,
            {"scenario": scenario},
            inputs,
            True,
            tuple(dossier / f"{notebook.stem}{suffix}" for suffix in EXPORTERS),
        )
        for notebook in sorted(folder.glob("*.ipynb"))
    ]


def letter_job(inputs: Inputs) -> Job:
    """Return the covering letter of the survey; it quotes no scenario, so the reference one serves."""
    notebook = workbook_root() / "notebooks" / "documents" / "cong_van_khao_sat.ipynb"
    folder = outputs_dir() / "survey"
    papers = tuple(folder / f"{notebook.stem}{suffix}" for suffix in EXPORTERS)
    return _job(notebook, folder / "notebooks" / notebook.name, {"scenario": REFERENCE}, inputs, False, papers)


def _job(notebook, output, parameters, inputs, all_scenarios: bool, papers=()) -> Job:
    names = scenario_names() if all_scenarios else {*scenario_names()} & {parameters["scenario"], REFERENCE}
    keys = [results_key(load_scenario(name, inputs.register), inputs) for name in sorted(names)]
    profile = digest_file(workbook_root() / "data" / "profiles.yml")
    key = digest_of([digest_file(notebook), json.dumps(parameters), profile, code_digest("report", "run"), *keys])
    return Job(notebook, output, parameters, key, papers)


def execute(jobs: Iterable[Job]) -> Iterator[tuple[Job, str | None]]:
    """Execute notebooks side by side; yield each job with the message of the error that stopped it, or None."""
    yield from _side_by_side(_attempt, list(jobs))


def _attempt(job: Job) -> str | None:
    # As text: an error that cannot be pickled would bring down the whole pool.
    try:
        run_job(job)
    except Exception as error:
        return str(error)
    return None


def run_job(job: Job) -> None:
    """Execute one notebook, export its papers and figures, and stamp what it made."""
    run_notebook(job.notebook, job.output, job.parameters)
    made = [job.output, *_figures(job)]
    for paper in job.papers:
        made.append(write_whole(paper, export(job.output, EXPORTERS[paper.suffix])))
    files = {path.relative_to(outputs_dir()).as_posix(): digest_file(path) for path in made}
    write_whole(job.stamp, json.dumps({"key": job.key, "files": files}, indent=1).encode())


def export(notebook: Path, exporter: str) -> bytes:
    """Return an executed notebook in the format of a registered nbconvert exporter."""
    from nbconvert.exporters import get_exporter

    content, _ = get_exporter(exporter)().from_filename(str(notebook))
    return content


def _figures(job: Job) -> list[Path]:
    """Write the pictures of an executed notebook as PNG, for slides and letters."""
    folder = job.output.parents[1] / "figures"
    made = []
    for cell in nbformat.read(job.output, as_version=4).cells:
        for output in cell.get("outputs", []):
            block = block_from_bundle(output.get("data", {}))
            if isinstance(block, FigureBlock):
                made.append(write_whole(folder / f"{job.notebook.stem}-{block.id}.png", block.png))
    return made


def _side_by_side(work: Callable, tasks: list) -> Iterator[tuple]:
    """Yield each task with what ``work`` returned for it, in the order of finishing."""
    # Fresh processes: a forked child of a process in which the solver has threads waits for them for ever.
    with ProcessPoolExecutor(workers(), mp_context=multiprocessing.get_context("spawn")) as pool:
        running = {pool.submit(work, task): task for task in tasks}
        for future in as_completed(running):
            yield running[future], future.result()
