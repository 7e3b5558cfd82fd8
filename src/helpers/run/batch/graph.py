"""Tasks that wait for one another, started as soon as what they need has ended and a worker is free."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

#: How long to wait for a task to end before looking at the clock again [s].
TICK_S = 0.5
#: A notebook stops itself at its time limit; one that has not after this many seconds more is stopped from outside.
GRACE_S = 10.0


@dataclass(frozen=True)
class Task:
    """A call to make in a worker.

    Parameters
    ----------
    name : unique; also what other tasks name in ``needs``.
    call, arguments : a function of a module, and what it is called with; both travel to the worker.
    needs : names of tasks that must have ended well before; a name that is no task here needs no waiting for.
    kind : which phase its time is counted in.
    output : the output that it makes, whose lock another process may hold.
    limit_s : longest time it may take [s].
    """

    name: str
    call: Callable[..., object]
    arguments: tuple = ()
    needs: frozenset[str] = frozenset()
    kind: str = ""
    output: str = ""
    limit_s: float | None = None


@dataclass(frozen=True)
class Reply:
    """What a worker says of a call: its value, or the words of the error that stopped it."""

    value: object = None
    error: str | None = None


@dataclass(frozen=True)
class Outcome:
    """How a task ended; ``started`` is false where a task that it needs had failed."""

    task: Task
    seconds: float
    value: object = None
    error: str | None = None
    started: bool = True


class Pool(Protocol):
    """Where tasks run."""

    size: int

    def free(self) -> int:
        """Return how many tasks may be started now."""

    def start(self, task: Task) -> None:
        """Start a task in a free worker."""

    def finished(self, timeout_s: float) -> list[tuple[str, Reply]]:
        """Return the tasks that have ended by name, waiting for the first of them up to a time [s]."""

    def stop(self, name: str) -> None:
        """Stop a running task; what it was making is thrown away."""


def run_tasks(
    tasks: Iterable[Task],
    pool: Pool,
    *,
    costs: Mapping[str, float] | None = None,
    more: Callable[[Mapping[str, Outcome]], Iterable[Task]] = lambda ended: (),
    starting: Callable[[Task], None] = lambda task: None,
) -> Iterator[Outcome]:
    """Run tasks in a pool, the one with the longest chain of work behind it first; yield each as it ends.

    A task that fails stops only those that need it.

    Parameters
    ----------
    costs : seconds that a task is expected to take, by name; 1 where unknown.
    more : asked for further tasks each time one has ended, with the outcomes so far by name.
    starting : told of each task as it is started.
    """
    state = _State({task.name: task for task in tasks}, costs or {})
    while state.waiting or state.running:
        for outcome in state.lost():
            yield state.ended(outcome)
        for task in state.ready()[: pool.free()]:
            starting(task)
            state.begin(task)
            pool.start(task)
        for name, reply in pool.finished(TICK_S):
            yield state.ended(state.outcome(name, reply))
            state.add(more(state.done))
        for name in state.overdue():
            pool.stop(name)


class _State:
    """What waits, what runs since when, and what has ended how."""

    def __init__(self, waiting: dict[str, Task], costs: Mapping[str, float]):
        self.waiting, self.costs = waiting, costs
        self.running: dict[str, tuple[Task, float]] = {}
        self.done: dict[str, Outcome] = {}
        self.stopped: set[str] = set()

    def add(self, tasks: Iterable[Task]) -> None:
        self.waiting |= {task.name: task for task in tasks}

    def begin(self, task: Task) -> None:
        # The monotonic clock: the clock on the wall may be set back while a task runs.
        self.running[task.name] = (self.waiting.pop(task.name), time.monotonic())

    def outcome(self, name: str, reply: Reply) -> Outcome:
        task, began = self.running.pop(name)
        error = over_time(task.limit_s) if name in self.stopped else reply.error
        return Outcome(task, time.monotonic() - began, reply.value, error)

    def ended(self, outcome: Outcome) -> Outcome:
        self.done[outcome.task.name] = outcome
        return outcome

    def lost(self) -> list[Outcome]:
        """Take out the tasks that need one which has failed, and those that need them in turn."""
        failed, found = {name for name, outcome in self.done.items() if outcome.error}, []
        while unreachable := [task for task in self.waiting.values() if task.needs & failed]:
            for task in unreachable:
                need = min(task.needs & failed)
                error = f"không chạy, vì {need} lỗi / not run, since {need} failed"
                found.append(Outcome(self.waiting.pop(task.name), 0.0, error=error, started=False))
                failed.add(task.name)
        return found

    def ready(self) -> list[Task]:
        """Return the tasks that may start, the one with the most work on its longest chain first."""
        open_names = {*self.waiting, *self.running}
        ranks: dict[str, float] = {}
        free = [task for task in self.waiting.values() if not task.needs & open_names]
        return sorted(free, key=lambda task: -self._rank(task.name, ranks))

    def _rank(self, name: str, ranks: dict[str, float]) -> float:
        if name not in ranks:
            behind = [self._rank(task.name, ranks) for task in self.waiting.values() if name in task.needs]
            ranks[name] = self.costs.get(name, 1.0) + max(behind, default=0.0)
        return ranks[name]

    def overdue(self) -> list[str]:
        late = [name for name, (task, began) in self.running.items() if name not in self.stopped
                and task.limit_s is not None and time.monotonic() - began > task.limit_s + GRACE_S]
        self.stopped.update(late)
        return late


def over_time(limit_s: float | None) -> str:
    """Return the words for a task that took longer than it may."""
    return f"quá thời hạn {limit_s:g} giây / over the time limit of {limit_s:g} seconds"
