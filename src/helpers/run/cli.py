"""The command ``qd45``: run everything, one scenario, or only the checks.

Exit codes: 0 done; 1 a notebook or a check failed; 2 the input or the call is wrong.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Annotated

import typer
import yaml
from rich.table import Table

from helpers.inputs import (
    InputError,
    data_dictionary,
    load_inputs,
    load_scenario,
    sealed,
    unsealed,
    workbook_root,
)
from helpers.report.vietnamese import UNIT_WORDS, amount
from helpers.run import (
    batch,
    cli_actuals,
    cli_batch,
    cli_dossier,
    cli_papers,
    cli_points,
    cli_refresh,
    cli_runs,
    cli_scenario,
    cli_status,
    cli_survey,
    cli_trace,
)
from helpers.run.batch.runs import job_task
from helpers.run.cache import results_for
from helpers.run.checks import check_workbook
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.progress import carry_out, say_failures
from helpers.run.saying import console, said_plainly

app = typer.Typer(
    help="Sổ tay kịch bản Quyết định 45/2016/QĐ-TTg. / Scenario workbook for Decision 45/2016/QĐ-TTg.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("trace")(cli_trace.command)
app.command("scenario-from")(cli_scenario.command)
app.command("batch")(cli_batch.command)
app.command("papers")(cli_dossier.papers_command)
app.command("check-papers")(cli_papers.command)
app.command("status")(cli_status.status_command)
app.command("sign")(cli_status.sign_command)
app.command("refresh")(cli_refresh.refresh_command)
app.command("verify")(cli_runs.verify_command)
app.command("why")(cli_runs.why_command)
app.add_typer(cli_points.app, name="points")
app.add_typer(cli_actuals.app, name="actuals")
app.add_typer(cli_survey.app, name="survey")
Force = Annotated[bool, typer.Option("--force", help="Làm lại tất cả. / Do everything again.")]


@app.command()
def run(force: Force = False, workers: cli_batch.Workers = None, scheduler: cli_batch.Scheduler = "",
        limit: cli_batch.Limit = None) -> None:
    """Chạy mọi kịch bản, so sánh, xuất hồ sơ. / Run every scenario, compare, export the dossier."""
    started = time.perf_counter()
    with said_plainly():
        inputs = load_inputs()
        cli_batch.say_leftovers()
        job = batch.WholeJob(inputs, force, limit)
        with cli_batch.pool_of(workers, scheduler) as pool:
            outcomes = carry_out(job.first(), pool, title="Hồ sơ / dossier", more=job.documents)
    failed = say_failures(outcomes)
    _report(job, outcomes, time.perf_counter() - started)
    if failed:
        console.print(f"[red]✗[/red] {failed} việc lỗi, xem ở trên. / {failed} tasks failed, see above.")
        raise typer.Exit(1)


@app.command()
def scenario(
    name: Annotated[str, typer.Argument(help="Tên tệp trong data/scenarios. / A file of data/scenarios.")],
    change: Annotated[
        list[str], typer.Option("--set", help="khóa=giá trị, nhiều lần. / key=value, repeatable.")
    ] = (),
    force: Force = False,
) -> None:
    """Chạy một kịch bản và in kết quả chính. / Run one scenario and print its headlines."""
    with said_plainly():
        inputs = load_inputs()
        changes = dict(_assignment(text) for text in change)
        results = results_for(name, inputs, force=force, **changes)
        failed = 0
        if not changes:
            jobs = [job for job in batch.analysis_jobs([name], inputs) if job.parameters]
            todo = jobs if force else [job for job in jobs if not job.is_done()]
            failed = _execute([job_task(job, "analysis", force) for job in todo])
    console.print(_headline_table(results, inputs))
    if changes:
        console.print("Kết quả thử, không lưu. / A trial: nothing was stored.")
    else:
        console.print(f"→ outputs/{name}/")
    if failed:
        raise typer.Exit(1)


@app.command()
def check() -> None:
    """Kiểm dữ liệu, kịch bản và sổ tay. / Check data, scenarios and notebooks."""
    problems = list(check_workbook())
    for problem in problems:
        console.print(f"[red]✗[/red] {problem}", highlight=False, soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    console.print("[green]✓[/green] Dữ liệu, kịch bản, sổ tay hợp lệ. / Data, scenarios and notebooks are valid.")


@app.command()
def dictionary() -> None:
    """Viết từ điển dữ liệu data/README.md. / Write the data dictionary data/README.md."""
    write_whole(workbook_root() / "data" / "README.md", data_dictionary().encode())
    console.print("→ data/README.md")


@app.command()
def seal() -> None:
    """Niêm phong các nguồn mới của data/sources.csv. / Seal the new sources of data/sources.csv."""
    with said_plainly():
        tables = load_inputs().tables
        new = unsealed(tables["sources"], tables["sources_seal"])
    content = sealed(tables["sources"]).to_csv(index=False, lineterminator="\n")
    write_whole(workbook_root() / "data" / "sources_seal.csv", content.encode())
    console.print(f"→ data/sources_seal.csv: +{len(new)}")


def _assignment(text: str) -> tuple[str, object]:
    key, sign, value = text.partition("=")
    if not sign:
        raise InputError(
            "--set",
            value=text,
            allowed_vi="khóa=giá trị",
            allowed_en="key=value",
            remedy_vi="ví dụ: --set capital_budget_vnd_per_year=360000000",
            remedy_en="for example: --set capital_budget_vnd_per_year=360000000",
        )
    return key.strip(), yaml.safe_load(value)


def _execute(tasks: list[batch.Task]) -> int:
    """Carry tasks out and say what failed; return how many."""
    with batch.LocalPool() as pool:
        return say_failures(carry_out(tasks, pool, title="Sổ tay / notebooks"))


def _report(job: batch.WholeJob, outcomes: list[batch.Outcome], seconds: float) -> None:
    if job.chosen:
        title = load_scenario(job.chosen, job.inputs.register).title_vi
        console.print(f"Phương án kiến nghị / recommended: [bold]{title}[/bold] ({job.chosen})")
    computed = len(job.computed)
    executed, jobs = (sum(one.write is None for one in some) for some in (job.todo, job.jobs))
    if not computed and not job.todo:
        console.print(
            f"Không có gì thay đổi: {jobs} sổ tay còn đúng, không chạy lại. / "
            f"Nothing changed: {jobs} notebooks are current, none was run.",
            soft_wrap=True,
        )
    else:
        console.print(
            f"Đã tính {computed} kịch bản, chạy {executed}/{jobs} sổ tay. / "
            f"Computed {computed} scenarios, ran {executed} of {jobs} notebooks.",
            soft_wrap=True,
        )
        _say_phases(batch.phases(outcomes))
    for paper in sorted((outputs_dir() / "dossier").glob("*.*")):
        console.print(f"  outputs/dossier/{paper.name}", highlight=False)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    mib = peak / (1024 if sys.platform.startswith("linux") else 1024**2)
    console.print(
        f"Thời gian / wall time: {seconds:.0f} s; bộ nhớ lớn nhất một tiến trình / peak memory of one "
        f"process: {mib:.0f} MiB",
        highlight=False,
        soft_wrap=True,
    )


_PHASES = {"compute": "tính / computing", "analysis": "sổ tay phân tích / analysis notebooks",
           "document": "sổ tay văn bản / document notebooks", "export": "xuất tệp / exports"}


def _say_phases(spent: dict[str, float]) -> None:
    parts = "; ".join(f"{words} {spent[phase]:.0f} s" for phase, words in _PHASES.items() if phase in spent)
    console.print(f"Giờ máy / time of workers: {parts}", highlight=False, soft_wrap=True)


def _headline_table(results, inputs) -> Table:
    table = Table(title=results.scenario.title_vi)
    for column in ("Kết quả", "Giá trị", "Khoảng 90%"):
        table.add_column(column, justify="left" if column == "Kết quả" else "right")
    from helpers.model import headline_quantity

    for row in inputs["metrics"].itertuples():
        quantity = headline_quantity(results, inputs, row.metric_id)
        ends = [
            amount(type(quantity)("", end, quantity.unit, "", ""), row.decimals)
            for end in (quantity.low, quantity.high)
        ]
        word = "" if quantity.unit in ("share", "per_year") or "vnd" in quantity.unit else UNIT_WORDS[quantity.unit]
        table.add_row(row.label_vi, f"{amount(quantity, row.decimals)} {word}".strip(), " – ".join(ends))
    return table
