"""The whole job: every scenario, every notebook, the dossier of the recommended one; only what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from helpers.analysis import REFERENCE
from helpers.inputs import Inputs, scenario_names
from helpers.report import Book
from helpers.run.batch.graph import Outcome, Task
from helpers.run.batch.jobs import Job, analysis_jobs, document_jobs
from helpers.run.batch.runs import job_task, scenario_tasks
from helpers.run.cache import results_for
from helpers.run.choices import FOLDER as CHOICE
from helpers.run.choices import keep_choice


def recommended_scenario(inputs: Inputs) -> str:
    """Return the name of the scenario that the criteria choose."""
    return Book(inputs, results_for(REFERENCE, inputs), lambda name: results_for(name, inputs), {}, "").recommended


def choice_task(scenario: str) -> Task:
    """Return the task of working out, once for all papers, what the draws say of the choice."""
    return Task(CHOICE, keep_choice, (scenario,), kind="compute")


@dataclass
class WholeJob:
    """The tasks of the whole job, as far as they are known.

    A scenario's notebooks start when it is computed; the documents when all are, since only then the recommended
    scenario is known.
    """

    inputs: Inputs
    force: bool = False
    limit_s: float | None = None
    chosen: str = ""
    jobs: list[Job] = field(default_factory=list)
    todo: list[Job] = field(default_factory=list)
    computed: list[Task] = field(default_factory=list)

    def first(self) -> list[Task]:
        """Return the tasks that are known before anything runs."""
        names = scenario_names()
        self.computed = scenario_tasks(names, self.inputs, self.limit_s, self.force)
        analysis = self._tasks(analysis_jobs(names, self.inputs), "analysis")
        return [*self.computed, *analysis, *self.documents({})]

    def documents(self, ended: Mapping[str, Outcome]) -> list[Task]:
        """Return the tasks of the documents once every scenario has ended well, and only then."""
        missing = {task.name for task in self.computed} - {name for name, done in ended.items() if not done.error}
        if missing or self.chosen:
            return []
        self.chosen = recommended_scenario(self.inputs)
        papers = self._tasks(document_jobs(self.chosen, self.inputs), "document")
        return [choice_task(self.chosen), *papers] if papers else []

    def _tasks(self, jobs: Iterable[Job], kind: str) -> list[Task]:
        jobs = list(jobs)
        todo = [job for job in jobs if self.force or not job.is_done()]
        self.jobs, self.todo = [*self.jobs, *jobs], [*self.todo, *todo]
        return [job_task(job, kind, self.force, self.limit_s) for job in todo]


def phases(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """Return the seconds that workers spent, by phase: compute, analysis, document, export.

    Examples
    --------
    >>> from helpers.run.batch.graph import Outcome, Task
    >>> task = Task("a", len, kind="document")
    >>> phases([Outcome(task, 5.0, {"notebook": 3.0, "export": 2.0})])
    {'document': 3.0, 'export': 2.0}
    """
    spent: dict[str, float] = {}
    for outcome in outcomes:
        export = outcome.value.get("export", 0.0) if isinstance(outcome.value, dict) else 0.0
        for phase, seconds in ((outcome.task.kind, outcome.seconds - export), ("export", export)):
            if seconds:
                spent[phase] = spent.get(phase, 0.0) + seconds
    return spent


