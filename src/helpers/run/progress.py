"""A run on the screen: how many tasks are done, which run now, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from helpers.run.batch.durations import expected, keep_durations, known_durations
from helpers.run.batch.graph import Outcome, Pool, Task, run_tasks
from helpers.run.locks import is_held
from helpers.run.saying import console, say

_SHOWN = 3


class _TimeLeft(ProgressColumn):
    """The time left, counted down between one ended task and the next."""

    def render(self, task) -> Text:
        ends = task.fields.get("ends")
        if ends is None or task.finished:
            return Text("")
        left = max(0, round(ends - time.monotonic()))
        return Text(f"còn / left ~{left // 60}:{left % 60:02d}")


def carry_out(
    tasks: Iterable[Task], pool: Pool, *, title: str, outcomes: list[Outcome] | None = None,
    more: Callable[[Mapping[str, Outcome]], Iterable[Task]] = lambda ended: (),
) -> list[Outcome]:
    """Run tasks in a pool with their progress on the screen; return how each ended.

    ``outcomes`` is filled as tasks end, so that they are known even if the run is broken off.
    """
    board = _Board(list(tasks), pool, title, [] if outcomes is None else outcomes)
    if not board.tasks:
        return []
    try:
        with board.bar:
            for outcome in run_tasks(board.tasks, pool, costs=board.costs(), more=board.with_more(more),
                                     starting=board.started):
                board.ended(outcome)
    finally:
        keep_durations(board.outcomes)
    return board.outcomes


class _Board:
    def __init__(self, tasks: list[Task], pool: Pool, title: str, outcomes: list[Outcome]):
        self.tasks, self.pool, self.title, self.outcomes = tasks, pool, title, outcomes
        self.known = known_durations()
        self.running: dict[str, float] = {}
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                   _TimeLeft())
        self.bar = Progress(*columns, console=console)
        self.line = self.bar.add_task(escape(title), total=len(tasks), ends=None)

    def costs(self) -> dict[str, float]:
        return expected(self.tasks, self.known)

    def with_more(self, more):
        def asked(ended):
            new = list(more(ended))
            self.tasks = [*self.tasks, *new]
            return new
        return asked

    def started(self, task: Task) -> None:
        if task.output and is_held(task.output):
            say(f"Một lượt chạy khác đang làm {task.name}; chờ. / Another run is making {task.name}; waiting for it.")
        self.running[task.name] = time.monotonic()
        self.show()

    def ended(self, outcome: Outcome) -> None:
        self.running.pop(outcome.task.name, None)
        self.outcomes.append(outcome)
        self.show()

    def show(self) -> None:
        names = [name.removesuffix(".ipynb") for name in self.running]
        others = f" +{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
        self.bar.update(self.line, description=escape(f"{self.title}: {', '.join(names[:_SHOWN])}{others}"),
                        completed=len(self.outcomes), total=len(self.tasks), ends=self._ends())

    def _ends(self) -> float | None:
        """Return when the run will end on the monotonic clock; None while nothing is known of any duration."""
        if not self.known and not any(outcome.started for outcome in self.outcomes):
            return None
        now, costs = time.monotonic(), expected(self.tasks, self.known, self.outcomes)
        gone = {outcome.task.name for outcome in self.outcomes}
        spent = {name: now - began for name, began in self.running.items()}
        left = [max(0.0, costs[task.name] - spent.get(task.name, 0.0)) for task in self.tasks
                if task.name not in gone]
        return now + max(sum(left) / max(1, self.pool.size), max(left, default=0.0))


def say_failures(outcomes: Iterable[Outcome]) -> int:
    """Say which tasks failed and why; return how many."""
    failures = [outcome for outcome in outcomes if outcome.error]
    for outcome in failures:
        console.print(f"[red]✗[/red] {escape(outcome.task.name)}: {escape(outcome.error)}", highlight=False,
                      soft_wrap=True)
    return len(failures)
