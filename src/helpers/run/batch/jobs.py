"""What is to be done: one notebook each, with the content that it hangs on and the files that it makes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from helpers.analysis import REFERENCE
from helpers.inputs import (
    PAPER_TABLES,
    SIGN_OFFS_FILE,
    Inputs,
    data_dir,
    load_scenario,
    scenario_names,
    workbook_root,
)
from helpers.inputs.proposals.form import PAPER
from helpers.report.blocks import FigureBlock, block_from_bundle
from helpers.run.annex import write_annex
from helpers.run.engine import NotebookFailed, run_notebook
from helpers.run.locks import locked
from helpers.run.paths import outputs_dir, work_folder, write_whole
from helpers.run.record import code_digest, digest_file, digest_of, results_key

#: Formats of a paper.
PAPER_SUFFIXES = (".pdf", ".docx")
#: Papers that list what all papers quote, and so hang on every document notebook.
OF_ALL_PAPERS = ("phu_luc_ky_thuat",)
ONCE = ("01_baseline", "07_comparison")


@dataclass(frozen=True)
class Job:
    """One notebook to execute: where it goes, its parameters, the content it hangs on, and what it makes.

    ``places`` are the folders of ``outputs/`` whose results it reads. ``write`` makes the one paper of a job that has
    no notebook: the content, from the parameters.
    """

    notebook: Path
    output: Path
    parameters: dict
    key: str
    papers: tuple[Path, ...] = ()
    places: tuple[str, ...] = ()
    write: Callable[..., bytes] | None = None

    @property
    def stamp(self) -> Path:
        """The file that says what the job made, and from which content."""
        return self.output.with_suffix(".json")

    @property
    def name(self) -> str:
        """The place of the output under ``outputs/``, which is also the name of its lock."""
        return self.output.relative_to(outputs_dir()).as_posix()

    def is_done(self) -> bool:
        """Return whether the outputs stand as the stamp of the same content left them."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
            files = stamp["files"]
            return stamp["key"] == self.key and bool(files) and all(
                digest_file(outputs_dir() / name) == digest for name, digest in files.items())
        except (OSError, KeyError, TypeError, AttributeError, ValueError):
            # Missing, torn or not to be read: to be made again.
            return False


# --- the jobs of the workbook -----------------------------------------------------------------------------


def results_keys(inputs: Inputs) -> dict[str, str]:
    """Return the content hash of the results of every scenario, by name."""
    return {name: results_key(load_scenario(name, inputs.register), inputs) for name in scenario_names()}


def analysis_jobs(names: Iterable[str], inputs: Inputs) -> list[Job]:
    """Return the analysis notebooks: the scenario ones for each name, the others once."""
    keys = results_keys(inputs)
    folder = outputs_dir() / "comparison" / "notebooks"
    once = [make_job(path, folder / path.name, {}, keys) for path in notebooks("analysis") if path.stem in ONCE]
    return [*once, *(job for name in names for job in scenario_jobs(name, keys[name], keys[REFERENCE]))]


def scenario_jobs(place: str, key: str, reference_key: str) -> list[Job]:
    """Return the analysis notebooks of one scenario, whose results lie in ``outputs/<place>/``."""
    keys, folder = {place: key, REFERENCE: reference_key}, outputs_dir() / place / "notebooks"
    return [make_job(path, folder / path.name, {"scenario": place}, keys)
            for path in notebooks("analysis") if path.stem not in ONCE]


def document_jobs(scenario: str, inputs: Inputs) -> list[Job]:
    """Return the document notebooks of the chosen scenario, each with its PDF and DOCX, and the annex of figures."""
    folder, keys = outputs_dir() / "dossier", results_keys(inputs)
    return [*paper_jobs(scenario, folder, keys), annex_job(scenario, folder, keys)]


def paper_jobs(place: str, folder: Path, keys: Mapping[str, str], profile: str = "") -> list[Job]:
    """Return the document notebooks for the results of a place; papers go to a folder, notebooks under it.

    ``profile`` : format profile; that of the scenario when blank.
    """
    asked = {"scenario": place, **({"profile": profile} if profile else {})}
    return [make_job(path, folder / "notebooks" / path.name, asked, keys, papers_of(path, folder))
            for path in notebooks("documents")]


def annex_job(place: str, folder: Path, keys: Mapping[str, str], profile: str = "") -> Job:
    """Return the annex of figures for the results of a place; it has no notebook, its numbers are the run's own.

    ``profile`` : format profile; that of the scenario when blank.
    """
    paper, asked = folder / f"{PAPER}.xlsx", {"scenario": place, "profile": profile}
    used = [*data_of_papers(signed=True), *(keys[name] for name in sorted(keys))]
    key = digest_of([place, profile, code_digest("report", "run"), *used])
    return Job(Path(paper.name), folder / "notebooks" / paper.name, asked, key, (paper,),
               tuple(sorted(keys)), write_annex)


def letter_job(inputs: Inputs) -> Job:
    """Return the covering letter of the survey; it quotes no scenario, so the reference one serves."""
    notebook = workbook_root() / "notebooks" / "documents" / "cong_van_khao_sat.ipynb"
    folder, keys = outputs_dir() / "survey", {REFERENCE: results_keys(inputs)[REFERENCE]}
    return make_job(notebook, folder / "notebooks" / notebook.name, {"scenario": REFERENCE}, keys,
                    papers_of(notebook, folder))


def papers_of(notebook: Path, folder: Path) -> tuple[Path, ...]:
    """Return where the papers of a document notebook go."""
    return tuple(folder / f"{notebook.stem}{suffix}" for suffix in PAPER_SUFFIXES)


def notebooks(kind: str) -> list[Path]:
    """Return the notebooks of ``analysis`` or ``documents``, by name."""
    return sorted((workbook_root() / "notebooks" / kind).glob("*.ipynb"))


def make_job(notebook: Path, output: Path, parameters: dict, keys: Mapping[str, str], papers=()) -> Job:
    """Return the job of a notebook; ``keys`` are the content hashes of the results it reads, by their place."""
    said = [json.dumps(parameters, sort_keys=True), *data_of_papers(signed=bool(papers))]
    read = notebooks("documents") if notebook.stem in OF_ALL_PAPERS else [notebook]
    used = [keys[place] for place in sorted(keys)]
    key = digest_of([*map(digest_file, read), *said, code_digest("report", "run"), *used])
    return Job(notebook, output, parameters, key, tuple(papers), tuple(sorted(keys)))


def data_of_papers(*, signed: bool) -> list[str]:
    """Return the digests of the data that no result hangs on but papers do; ``signed``: who signed off among them."""
    files = ["profiles.yml", *(f"tables/{name}.csv" for name in sorted(PAPER_TABLES))]
    return [digest_file(data_dir() / file) for file in [*files, *([SIGN_OFFS_FILE] if signed else [])]]


# --- doing one --------------------------------------------------------------------------------------------


def run_job(job: Job, *, force: bool = False, limit_s: float | None = None) -> dict[str, float]:
    """Execute one notebook, export its papers and figures, put them in their places and stamp what was made.

    Everything is made in a folder aside and moved once it is whole, the stamp last: a run that is killed in
    between counts as not done. One process makes an output; another waits and then finds it done.

    Returns
    -------
    seconds by phase, ``notebook`` and ``export``; empty when there was nothing to do.

    Raises
    ------
    InputError : a parameter is wrong; nothing has run.
    NotebookFailed : a cell failed; earlier outputs are as they were, the failing cell is in ``.failed.ipynb``.
    """
    with locked(job.name):
        if not force and job.is_done():
            return {}
        with work_folder(job.output) as aside:
            try:
                return _made(job, aside, limit_s)
            except Exception as error:
                kept = _keep_failed(job, aside)
                if isinstance(error, NotebookFailed) and kept:
                    raise NotebookFailed(job.notebook, kept, _reason(error)) from None
                raise


def _made(job: Job, aside: Path, limit_s: float | None) -> dict[str, float]:
    began = time.monotonic()
    fresh = aside / job.output.name
    if job.write is not None:
        _put_in_place(job, {write_whole(fresh, job.write(**job.parameters)): job.papers[0]}, aside)
        return {"export": time.monotonic() - began}
    run_notebook(job.notebook, fresh, job.parameters, timeout_s=limit_s)
    ran = time.monotonic()
    executed = nbformat.read(fresh, as_version=4)
    made = {fresh: job.output, **_figures(job, executed, aside)}
    if job.papers:
        from helpers.report.exporters import papers  # what it imports is used by no other notebook

        written = papers(executed, job.output.stem, [paper.suffix for paper in job.papers])
        made |= {write_whole(aside / paper.name, written[paper.suffix]): paper for paper in job.papers}
    _put_in_place(job, made, aside)
    return {"notebook": ran - began, "export": time.monotonic() - ran}


def _put_in_place(job: Job, made: dict[Path, Path], aside: Path) -> None:
    """Move what was made to where it belongs, then the stamp; there must be room for the stamp before."""
    files = {place.relative_to(outputs_dir()).as_posix(): digest_file(fresh) for fresh, place in made.items()}
    stamp = write_whole(aside / "stamp", json.dumps({"key": job.key, "files": files}, indent=1).encode())
    for place in made.values():
        place.parent.mkdir(parents=True, exist_ok=True)
    for fresh, place in {**made, stamp: job.stamp}.items():
        os.replace(fresh, place)
    _failed(job).unlink(missing_ok=True)


def _failed(job: Job) -> Path:
    return job.output.with_suffix(".failed.ipynb")


def _keep_failed(job: Job, aside: Path) -> Path | None:
    """Keep the notebook as far as it ran, beside where its output would be, and return where."""
    for name in (_failed(job).name, job.output.name):
        if (aside / name).exists():
            os.replace(aside / name, _failed(job))
            return _failed(job)
    return None


def _reason(error: NotebookFailed) -> str:
    # The message names the notebook, then the reason, then the file in the folder aside, which is gone by now.
    return str(error).rpartition("\n→ ")[0].partition(": ")[2] or str(error)


def _figures(job: Job, executed: nbformat.NotebookNode, aside: Path) -> dict[Path, Path]:
    """Write the pictures of an executed notebook as PNG, for slides and letters; return where each belongs."""
    folder, made = job.output.parents[1] / "figures", {}
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            block = block_from_bundle(output.get("data", {}))
            if isinstance(block, FigureBlock):
                name = f"{job.notebook.stem}-{block.id}.png"
                made[write_whole(aside / name, block.png)] = folder / name
    return made
