"""Many notebooks and scenarios: what is to be done, in which order, where, and what came of it."""

from helpers.run.batch.cluster import ClusterPool
from helpers.run.batch.graph import Outcome, Task, run_tasks
from helpers.run.batch.jobs import (
    Job,
    analysis_jobs,
    annex_job,
    document_jobs,
    letter_job,
    notebooks,
    paper_jobs,
    results_keys,
    run_job,
)
from helpers.run.batch.of_chain import chain_plan
from helpers.run.batch.of_notebook import notebook_plan
from helpers.run.batch.pool import LocalPool
from helpers.run.batch.runs import Plan, Run, Wanted
from helpers.run.batch.sets import given_sets
from helpers.run.batch.whole import WholeJob, phases, recommended_scenario

__all__ = [
    "ClusterPool", "Job", "LocalPool", "Outcome", "Plan", "Run", "Task", "Wanted", "WholeJob", "analysis_jobs",
    "annex_job",
    "chain_plan", "document_jobs", "given_sets", "letter_job", "notebook_plan", "notebooks", "paper_jobs", "phases",
    "recommended_scenario", "results_keys",
    "run_job", "run_tasks",
]
