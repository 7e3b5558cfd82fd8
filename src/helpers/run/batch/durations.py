"""How long tasks took the last time: which to start first, and how long the rest will take."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from helpers.run.batch.graph import Outcome, Task
from helpers.run.paths import outputs_dir, write_whole


def _file() -> Path:
    return outputs_dir() / ".durations.json"


def known_durations() -> dict[str, float]:
    """Return the seconds that tasks took, by name; what cannot be read is not known."""
    try:
        stored = json.loads(_file().read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in stored.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def keep_durations(outcomes: Iterable[Outcome]) -> None:
    """Remember how long the tasks of a run took; without room on the disk nothing is remembered."""
    took = {done.task.name: round(done.seconds, 1) for done in outcomes if done.started and not done.error}
    if took:
        try:
            content = json.dumps(dict(sorted({**known_durations(), **took}.items())), indent=1)
            write_whole(_file(), content.encode())
        except OSError:
            return


def expected(tasks: Iterable[Task], known: Mapping[str, float], seen: Iterable[Outcome] = ()) -> dict[str, float]:
    """Return the seconds that each task is expected to take: as last time, else as others of its kind.

    Examples
    --------
    >>> tasks = [Task("a", len, kind="compute"), Task("b", len, kind="compute"), Task("c", len, kind="paper")]
    >>> expected(tasks, {"a": 30.0})
    {'a': 30.0, 'b': 30.0, 'c': 1.0}
    """
    tasks = list(tasks)
    took: dict[str, list[float]] = {}
    for task in tasks:
        if task.name in known:
            took.setdefault(task.kind, []).append(known[task.name])
    for done in seen:
        took.setdefault(done.task.kind, []).append(done.seconds)
    typical = {kind: sum(seconds) / len(seconds) for kind, seconds in took.items()}
    return {task.name: known.get(task.name, typical.get(task.kind, 1.0)) for task in tasks}
