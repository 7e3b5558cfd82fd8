"""What came of a batch: one line a run, on the screen and beside the runs as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from helpers.run.batch.graph import Outcome
from helpers.run.batch.runs import Plan, Run
from helpers.run.paths import write_whole

DONE, SKIPPED, FAILED, NOT_RUN = "done", "skipped", "failed", "not run"
STATE_WORDS = {DONE: "[green]xong[/green] / done", SKIPPED: "không đổi / unchanged",
               FAILED: "[red]lỗi[/red] / failed", NOT_RUN: "chưa chạy / not run"}
#: The exit code says how many runs failed, up to this many.
MOST_COUNTED = 100
_COLUMNS = ("run", "state", "seconds")


@dataclass(frozen=True)
class Line:
    """How one run ended: ``seconds`` of its own tasks, ``error`` of the first that failed."""

    run: str
    state: str
    seconds: float
    parameters: Mapping[str, object]
    output: str
    error: str = ""


def summary(plan: Plan, outcomes: Iterable[Outcome]) -> list[Line]:
    """Return one line for each run of a plan, in the order of the sets; tasks without an outcome did not run."""
    ended = {outcome.task.name: outcome for outcome in outcomes}
    return [_line(run, ended) for run in plan.runs]


def _line(run: Run, ended: Mapping[str, Outcome]) -> Line:
    found = [ended.get(task.name) for task in run.tasks]
    errors = [outcome.error for outcome in found if outcome and outcome.error]
    seconds = round(sum(outcome.seconds for outcome in found if outcome), 1)
    # A job that another run did meanwhile gives back no seconds.
    idle = all(outcome and outcome.value == {} for outcome in found)
    state = FAILED if errors else NOT_RUN if None in found else SKIPPED if idle else DONE
    return Line(run.name, state, seconds, run.parameters, f"outputs/{run.place}", errors[0] if errors else "")


def failures(lines: Iterable[Line]) -> int:
    """Return the exit code of a batch: how many runs failed or did not run, at most ``MOST_COUNTED``.

    Examples
    --------
    >>> failures([Line("a", "failed", 1.0, {}, ""), Line("b", "done", 1.0, {}, "")])
    1
    """
    return min(MOST_COUNTED, sum(line.state in (FAILED, NOT_RUN) for line in lines))


def write_summary(lines: Iterable[Line], folder: Path) -> None:
    """Write ``summary.csv`` and ``summary.json`` of a batch, each whole or not at all."""
    lines = list(lines)
    content = json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)
    write_whole(folder / "summary.json", (content + "\n").encode())
    write_whole(folder / "summary.csv", _csv(lines).encode("utf-8-sig"))


def _csv(lines: list[Line]) -> str:
    names = list(dict.fromkeys(key for line in lines for key in line.parameters))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    # A notebook may call a parameter as a column of this table is called.
    writer.writerow([*_COLUMNS, *(f"{name}_" if name in (*_COLUMNS, "error", "output") else name for name in names),
                     "output", "error"])
    for line in lines:
        values = [line.parameters.get(name, "") for name in names]
        writer.writerow([line.run, line.state, line.seconds, *values, line.output, line.error])
    return stream.getvalue()


def shown(lines: Iterable[Line], title: str) -> Table:
    """Return the table for the screen."""
    table = Table(Column("Lượt / run", overflow="fold"), Column("Tham số / parameters", overflow="fold"),
                  Column("Kết quả / state", no_wrap=True), Column("Giây / s", justify="right"),
                  Column("Lỗi / error", overflow="fold"), title=title)
    for line in lines:
        said = ", ".join(f"{key}={value}" for key, value in line.parameters.items())
        table.add_row(escape(line.run), escape(said), STATE_WORDS[line.state], f"{line.seconds:.1f}",
                      escape(line.error.partition("\n")[0]))
    return table
