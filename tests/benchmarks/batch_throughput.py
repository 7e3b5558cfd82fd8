"""Runs per minute of one document notebook with computed results: one process, two processes, a cluster of two.

Run by hand: ``python tests/benchmarks/batch_throughput.py [runs] [rounds]``. The results of the scenarios are
computed before; each round executes the notebook anew (``--force``) in every of the three ways, one after the other,
so that a ratio compares like with like on a busy machine. Medians over the rounds are printed.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import distributed

from helpers.inputs import load_inputs, scenario_names, workbook_root
from helpers.run.batch import ClusterPool, LocalPool, Wanted, given_sets, notebook_plan, run_tasks
from helpers.run.cache import results_for

NOTEBOOK = Path("notebooks/documents/to_trinh.ipynb")


def runs_per_minute(pool, runs: int) -> float:
    """Execute the notebook that many times in a pool and return the rate; every run has its own folder."""
    # The same parameters each time, so that the runs differ in nothing; hence a batch for each.
    sets, inputs = given_sets(["scenario=stepwise"]), load_inputs()
    plans = [notebook_plan(workbook_root() / NOTEBOOK, sets, inputs, Wanted(f"benchmark-{k}", force=True))
             for k in range(runs)]
    tasks = [task for plan in plans for task in plan.tasks]
    # Workers that have not run yet import everything first; that is no part of the rate.
    warm = list(run_tasks(tasks[: pool.size], pool))
    began = time.monotonic()
    ended = list(run_tasks(tasks, pool))
    seconds = time.monotonic() - began
    failed = [outcome.error for outcome in (*warm, *ended) if outcome.error]
    assert not failed, failed[0]
    return 60 * runs / seconds


def main(runs: int = 6, rounds: int = 3) -> None:
    """Print the medians and how they compare with one process."""
    inputs = load_inputs()
    for name in scenario_names():
        results_for(name, inputs)
    rates: dict[str, list[float]] = {}
    with LocalPool(1) as one, LocalPool(2) as two, distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as here, ClusterPool(
            here.scheduler_address) as cluster:
        for _ in range(rounds):
            for name, pool in (("1 process", one), ("2 processes", two), ("Dask, 2 workers", cluster)):
                rates.setdefault(name, []).append(runs_per_minute(pool, runs))
    alone = statistics.median(rates["1 process"])
    print(f"{NOTEBOOK.name}, {runs} runs, {rounds} rounds, load {os.getloadavg()[0]:.1f}")
    for name, found in rates.items():
        rate = statistics.median(found)
        print(f"{name:16} {rate:6.1f} runs a minute, {rate / alone:4.2f} of one process "
              f"({min(found):.1f} to {max(found):.1f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
