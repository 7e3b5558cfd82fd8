"""Batches on a Dask cluster of two workers on this machine: the same runs, and a worker that is lost."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest
from batch_samples import digests, small_notebook
from typer.testing import CliRunner

from helpers.inputs import InputError
from helpers.run import cli_batch
from helpers.run.batch import ClusterPool, Task, cluster, run_tasks
from helpers.run.cli import app

dask, distributed = pytest.importorskip("dask"), pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def address():
    # A task that takes its worker with it is not tried on another three times, as it otherwise is.
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as here:
        yield here.scheduler_address


def process(x):
    return os.getpid()


def die(x):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(x):
    raise ValueError("boom")


def test_a_batch_on_the_cluster_makes_what_one_on_processes_makes(workbook_copy, address):
    notebook = small_notebook(workbook_copy, "n", "print('x is', x)")
    made = {}
    for name, where in (("here", ["--workers", "2"]), ("there", ["--scheduler", address])):
        done = CliRunner().invoke(app, ["batch", str(notebook), "--grid", "x=1,2,3", "--name", name, *where])
        assert done.exit_code == 0, done.output
        found = digests(workbook_copy / "outputs" / "batch" / name)
        made[name] = {place: digest for place, digest in found.items() if place.endswith(".ipynb")}
    assert made["here"] == made["there"]
    assert len(made["here"]) == 3
    again = CliRunner().invoke(app, ["batch", str(notebook), "--grid", "x=1,2", "--name", "there",
                                     "--scheduler", address])
    assert "unchanged" in again.output


def test_tasks_are_shared_between_the_workers_one_at_a_time_in_each(workbook_copy, address):
    with ClusterPool(address) as pool:
        assert pool.size == pool.free() == 2
        ended = list(run_tasks([Task(str(k), process, (k,)) for k in range(6)], pool))
    assert {outcome.error for outcome in ended} == {None}
    assert len({outcome.value for outcome in ended}) == 2


def test_an_error_on_a_worker_comes_back_as_text_and_the_others_go_on(workbook_copy, address):
    with ClusterPool(address) as pool:
        ended = {outcome.task.name: outcome for outcome in run_tasks(
            [Task("bad", fail, (1,)), Task("good", process, (1,))], pool)}
    assert ended["bad"].error == "ValueError: boom"
    assert ended["good"].error is None


def test_a_worker_with_other_code_refuses_to_run(workbook_copy, address, monkeypatch):
    monkeypatch.setattr(cluster, "code_digest", lambda *rooms: "other")
    with ClusterPool(address) as pool:
        outcome, = run_tasks([Task("a", process, (1,))], pool)
    assert "other code" in outcome.error


def test_a_cluster_without_workers_fails_what_is_left_instead_of_waiting_for_ever(workbook_copy, monkeypatch):
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0",
                                  silence_logs=50) as alone, ClusterPool(alone.scheduler_address) as pool:
        monkeypatch.setattr(cluster, "_WAIT_S", 0.2)
        alone.scale(0)
        while pool.size:
            time.sleep(0.05)
        ended = list(run_tasks([Task("a", process, (1,)), Task("b", process, (1,))], pool))
    assert [outcome.error for outcome in ended] == [cluster._NO_WORKER] * 2


def test_without_the_package_or_the_scheduler_the_message_says_what_to_do(workbook_copy, monkeypatch):
    notebook = small_notebook(workbook_copy, "n", "1")
    monkeypatch.setattr(cluster, "_WAIT_S", 0.5)
    done = CliRunner().invoke(app, ["batch", str(notebook), "--scheduler", "tcp://127.0.0.1:9"])
    assert done.exit_code == cli_batch.REFUSED
    assert "dask scheduler" in done.output
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install -e '\.\[cluster\]'"):
        ClusterPool("tcp://127.0.0.1:9")


def test_a_task_that_takes_its_worker_with_it_fails_and_the_others_go_on(workbook_copy, address):
    # The last of this file: the workers of the cluster are new after it.
    with ClusterPool(address) as pool:
        ended = {outcome.task.name: outcome for outcome in run_tasks(
            [Task("dies", die, (1,)), *(Task(str(k), process, (k,)) for k in range(3))], pool)}
    assert "the worker was lost" in ended["dies"].error
    assert [ended[str(k)].error for k in range(3)] == [None] * 3
