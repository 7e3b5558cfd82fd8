"""The command ``qd45 papers``: the papers of one scenario, in one format profile.

Exit codes: 0 done; 1 a notebook failed; 2 the input or the call is wrong.
"""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.inputs import Inputs, load_inputs, load_profile, load_scenario, unknown_name
from helpers.inputs.proposals.form import PAPER
from helpers.run import batch
from helpers.run.batch.runs import job_task, scenario_tasks
from helpers.run.paths import outputs_dir
from helpers.run.progress import carry_out, say_failures
from helpers.run.saying import said_plainly, say

RECOMMENDED = "recommended"
Names = Annotated[list[str], typer.Argument(
    help="Tên văn bản, tệp trong notebooks/documents; mặc định tất cả. / Papers; default all.", show_default=False)]
Scenario = Annotated[str, typer.Option(
    help="Kịch bản; “recommended” là phương án tiêu chí chọn. / Scenario; “recommended” is the one chosen.")]
Profile = Annotated[str, typer.Option(
    help="Hồ sơ thể thức: 2018 hoặc 2026; mặc định theo kịch bản. / Format profile; default: the scenario's.")]
Force = Annotated[bool, typer.Option("--force", help="Làm lại tất cả. / Do everything again.")]


def papers_command(names: Names = (), scenario: Scenario = RECOMMENDED, profile: Profile = "",
                   force: Force = False) -> None:
    """Xuất văn bản của một kịch bản, theo một hồ sơ thể thức. / Export the papers of a scenario in a profile."""
    with said_plainly():
        inputs = load_inputs()
        known = [*(path.stem for path in batch.notebooks("documents")), PAPER]
        for name in names:
            if name not in known:
                raise unknown_name("notebooks/documents", name, known, what_vi="tên văn bản", what_en="a paper")
        chosen = batch.recommended_scenario(inputs) if scenario == RECOMMENDED else scenario
        profile = profile or load_scenario(chosen, inputs.register).profile
        load_profile(profile)
        failed = _made(_jobs(chosen, profile, inputs, names), inputs, force)
    if failed:
        raise typer.Exit(1)


def _jobs(scenario: str, profile: str, inputs: Inputs, names: list[str]) -> list[batch.Job]:
    folder = outputs_dir() / "papers" / f"{scenario}-{profile}"
    keys = batch.results_keys(inputs)
    jobs = [*batch.paper_jobs(scenario, folder, keys, profile), batch.annex_job(scenario, folder, keys, profile)]
    return [job for job in jobs if not names or job.notebook.stem in names]


def _made(jobs: list[batch.Job], inputs: Inputs, force: bool) -> int:
    """Carry the jobs out, the results that they read first, and say where the papers lie; return how many failed."""
    todo = [job for job in jobs if force or not job.is_done()]
    needed = scenario_tasks(sorted({place for job in todo for place in job.places}), inputs, None, False)
    with batch.LocalPool(kernels=not needed) as pool:
        outcomes = carry_out([*needed, *(job_task(job, "document", force) for job in todo)], pool,
                             title="Văn bản / papers")
    failures = say_failures(outcomes)
    for paper in (paper for job in jobs for paper in job.papers if paper.exists()):
        say(f"  {paper.relative_to(outputs_dir().parent).as_posix()}")
    return failures
