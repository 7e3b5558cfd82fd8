"""The command ``qd45 batch``: one notebook, or the whole chain, with many sets of parameters.

Runs lie in ``outputs/batch/<name>/<run>/``: of a notebook ``notebooks/``, ``figures/`` and the papers; of the chain
``run.json`` and ``results/``, where asked ``notebooks/`` and ``papers/``. Beside them stand ``summary.csv``,
``summary.json`` and, of the chain, ``headlines.csv``. A notebook opens a run of the chain with
``scenario = "batch/<name>/<run>"``; what it compares with are the scenarios of the workbook as they stand.

Exit codes: 0 every run is done or unchanged; 1 to 100 as many runs failed (100: or more); 120 the input is wrong and
nothing has run; 130 broken off. (A misspelt option of the command gives 2, as everywhere.)
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from helpers.inputs import load_inputs
from helpers.run.batch import ClusterPool, LocalPool
from helpers.run.batch.graph import Outcome
from helpers.run.batch.of_chain import CHAIN, chain_plan
from helpers.run.batch.of_notebook import notebook_plan
from helpers.run.batch.runs import Plan, Wanted, check_batch_name
from helpers.run.batch.sets import given_sets
from helpers.run.batch.summary import Line, failures, shown, summary, write_summary
from helpers.run.cache import RUNS
from helpers.run.locks import clean_leftovers
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.progress import carry_out
from helpers.run.saying import console, said_plainly, say

REFUSED = 120
Workers = Annotated[int | None, typer.Option(
    "--workers", min=1, help="Số tiến trình; mặc định số bộ xử lý. / Processes; by default one a processor.")]
Scheduler = Annotated[str, typer.Option(
    "--scheduler", help="Địa chỉ bộ điều phối Dask. / Address of a Dask scheduler.")]
Limit = Annotated[float | None, typer.Option(
    "--time-limit", min=0.1, help="Thời hạn mỗi sổ tay hoặc kịch bản, giây. / Time limit of each notebook or "
    "scenario, seconds.")]
Force = Annotated[bool, typer.Option("--force", help="Làm lại tất cả. / Do everything again.")]
Target = Annotated[str, typer.Argument(help="Một sổ tay .ipynb, hoặc chain. / A notebook .ipynb, or chain.")]
Grid = Annotated[list[str], typer.Option(
    "--grid", help="tham số=giá trị,giá trị; nhiều lần là tích. / parameter=value,value; several make a product.")]
Csv = Annotated[Path | None, typer.Option(
    "--csv", help="Tệp CSV hoặc XLSX, mỗi dòng một bộ. / A CSV or XLSX file, a set each row.")]
Listed = Annotated[list[str], typer.Option("--set", help="Một bộ: “a=1; b=2”, nhiều lần. / One set, repeatable.")]
Name = Annotated[str, typer.Option(
    "--name", help="Tên loạt chạy, thư mục trong outputs/batch. / Name of the batch, its folder in outputs/batch.")]
Notebooks = Annotated[bool, typer.Option(
    "--notebooks", help="chain: chạy cả sổ tay phân tích. / chain: execute the analysis notebooks too.")]
Papers = Annotated[bool, typer.Option("--papers", help="Xuất cả văn bản PDF, DOCX. / Export the papers too.")]


def command(
    target: Target, grid: Grid = (), csv: Csv = None, listed: Listed = (), name: Name = "",
    notebooks: Notebooks = False, papers: Papers = False, workers: Workers = None, scheduler: Scheduler = "",
    limit: Limit = None, force: Force = False,
) -> None:
    """Chạy một sổ tay hoặc cả chuỗi với nhiều bộ tham số. / Run a notebook or the chain with many sets.

    Mã thoát: 0 mọi lượt xong hoặc không đổi; 1-100 số lượt lỗi; 120 đầu vào sai, chưa chạy gì; 130 bị dừng. /
    Exit codes: 0 every run done or unchanged; 1-100 as many runs failed; 120 wrong input, nothing has run; 130 broken
    off.
    """
    with said_plainly(REFUSED):
        batch = check_batch_name(name or (CHAIN if target == CHAIN else Path(target).stem))
        wanted = Wanted(batch, force, limit, notebooks, papers)
        inputs, sets = load_inputs(), given_sets(grid, listed, csv)
        plan = (chain_plan(sets, inputs, wanted) if target == CHAIN
                else notebook_plan(Path(target), sets, inputs, wanted))
        say_leftovers()
        with pool_of(workers, scheduler) as pool:
            lines, code = _carried_out(plan, pool, batch)
    folder = outputs_dir() / RUNS / batch
    console.print(shown(lines, f"outputs/{RUNS}{batch}/"))
    code = code or failures(lines)
    _keep(lines, folder)
    if code:
        raise typer.Exit(code)


def pool_of(workers: int | None, scheduler: str) -> LocalPool | ClusterPool:
    """Return where tasks run: a cluster where an address is given, else processes here."""
    return ClusterPool(scheduler) if scheduler else LocalPool(workers)


def say_leftovers() -> None:
    """Clean away what killed runs left half made, and say what it was."""
    for place in clean_leftovers():
        say(f"Đã dọn phần dở dang của một lượt bị ngắt: outputs/{place} / "
            "Removed what an interrupted run had left half made.")


def _carried_out(plan: Plan, pool, batch: str) -> tuple[list[Line], int]:
    outcomes: list[Outcome] = []
    try:
        carry_out(plan.tasks, pool, title=batch, outcomes=outcomes)
    except KeyboardInterrupt:
        say("Đã dừng; chạy lại lệnh này thì làm tiếp. / Broken off; the same command goes on from here.")
        return summary(plan, outcomes), 130
    return summary(plan, outcomes), 0


def _keep(lines: list[Line], folder: Path) -> None:
    """Write the summary beside the runs; a full disk does not take away what has run."""
    try:
        write_summary(lines, folder)
        _write_headlines(lines, folder)
    except OSError as error:
        console.print(f"[red]✗[/red] Không ghi được bảng tổng hợp: {error} / The summary could not be written.")
        raise typer.Exit(max(1, failures(lines))) from None
    say(f"→ outputs/{RUNS}{folder.name}/summary.csv, .json")


def _write_headlines(lines: list[Line], folder: Path) -> None:
    """Write the headlines of all runs of the chain side by side: a row each run, a column each result."""
    rows = {}
    for line in lines:
        with contextlib.suppress(OSError, ValueError):
            stored = pd.read_csv(folder / line.run / "results" / "headlines.csv", index_col="metric_id")
            rows[line.run] = stored["value"]
    if rows:
        table = pd.DataFrame(rows).T.rename_axis(index="run", columns=None)
        write_whole(folder / "headlines.csv", table.to_csv(lineterminator="\n").encode())
