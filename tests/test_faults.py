"""What goes wrong while notebooks run, and what is left of it: nothing torn, nothing lost, the others go on."""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import json
import multiprocessing
import os
import shutil
import signal
import threading
import time

import nbformat
import pandas as pd
import pytest
from batch_samples import ROOT, HerePool, command, digests, executed_as_is, small_notebook
from filelock import FileLock

from helpers.inputs import load_inputs
from helpers.model import Results
from helpers.report import exporters
from helpers.run import cache, paths
from helpers.run.batch import (
    LocalPool,
    Outcome,
    Task,
    Wanted,
    given_sets,
    graph,
    jobs,
    notebook_plan,
    run_job,
    run_tasks,
)
from helpers.run.batch.durations import keep_durations, known_durations
from helpers.run.batch.graph import Reply
from helpers.run.batch.jobs import make_job
from helpers.run.batch.summary import Line, summary, write_summary
from helpers.run.locks import clean_leftovers, is_held, lock_file, locked

# --- helpers ----------------------------------------------------------------------------------------------


@pytest.fixture
def home(workbook_copy):
    return workbook_copy


@pytest.fixture
def job(home, monkeypatch):
    """A job that makes a notebook, two papers and a stamp, without a kernel."""
    monkeypatch.setattr(jobs, "run_notebook", executed_as_is)
    monkeypatch.setattr(exporters, "papers", lambda executed, name, endings: {
        ending: f"{ending} {name} {executed.cells[0].source[:9]}".encode() for ending in endings})
    folder = home / "outputs" / "place"
    notebook = small_notebook(home, "n", "print(x)")
    return make_job(notebook, folder / "notebooks" / "n.ipynb", {"x": 1}, {}, jobs.papers_of(notebook, folder))


def hidden(folder):
    """Return what is left half made: hidden files and folders, but the locks, durations and kept inputs."""
    kept = (".locks", ".inputs.lock", ".durations.json", ".gitkeep", ".inputs")
    return [path for path in folder.rglob(".*") if path.name not in kept]


class DiskFull:
    """From the k-th file that is opened for writing under a folder, or renamed into it, there is no room.

    The file is swapped for ``/dev/full``, so that the error is the kernel's own.
    """

    def __init__(self, monkeypatch, folder, good):
        self.left, self.folder, self.met = good, str(folder), False
        self.open, self.replace = io.open, os.replace
        for module in (builtins, io):
            monkeypatch.setattr(module, "open", self.opened)
        monkeypatch.setattr(os, "replace", self.renamed)

    def full(self):
        self.left -= 1
        self.met = self.met or self.left < 0
        return self.left < 0

    @contextlib.contextmanager
    def suffered(self):
        """Let pass the error that a full disk makes, once it was full, and no other."""
        try:
            yield
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        else:
            assert not self.met

    def opened(self, file, mode="r", *args, **kwargs):
        mine = isinstance(file, int) or str(file).startswith(self.folder)
        if mine and ".locks" not in str(file) and set(mode) & set("wax+") and self.full():
            if isinstance(file, int):
                os.close(file)
            return self.open("/dev/full", mode, *args, **kwargs)
        return self.open(file, mode, *args, **kwargs)

    def renamed(self, source, target, **how):
        if str(target).startswith(self.folder) and self.full():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        return self.replace(source, target, **how)


# --- the disk is full -------------------------------------------------------------------------------------


def test_a_disk_that_is_full_at_any_write_of_a_job_leaves_it_undone_and_room_makes_it_whole(job, home, monkeypatch):
    run_job(job)
    outputs = home / "outputs"
    whole, points = digests(outputs), 0
    for good in range(100):
        with monkeypatch.context() as patch:
            disk = DiskFull(patch, outputs, good)
            with disk.suffered():
                run_job(job, force=True)
        if not disk.met:
            break
        points += 1
        # Every file is the old one or the new one, which are equal here, and nothing half made is left.
        left = {name: digest for name, digest in digests(outputs).items() if ".failed." not in name}
        assert left == whole, good
        assert hidden(outputs) == [], good
        run_job(job)
        assert job.is_done()
    assert points >= 8  # notebook, two papers, stamp: written and renamed


def test_a_disk_that_is_full_while_a_changed_job_is_put_in_place_is_found_and_mended(job, home, monkeypatch):
    """Some outputs are new and some old: none torn, and the next run makes all of them new."""
    run_job(job)
    small_notebook(home, "n", "print(x + 1)")
    changed = make_job(job.notebook, job.output, {"x": 2}, {}, job.papers)
    for good in range(100):
        with monkeypatch.context() as patch:
            disk = DiskFull(patch, home / "outputs", good)
            with disk.suffered():
                run_job(changed)
        if not disk.met:
            break
        assert not changed.is_done()
        for path in (*job.papers, job.output, job.stamp):
            assert path.stat().st_size > 0
    assert changed.is_done()


@pytest.fixture
def small_study(monkeypatch):
    """Stand in for the study of a scenario: two tables and a headline that follow from the scenario."""
    def study(scenario, inputs):
        table = pd.DataFrame({"commune_code": ["18859"], "value": [scenario.levers.seed / 7]})
        headlines = {"headline": scenario.levers.seed / 3}
        return Results(scenario, headlines, {"a": table, "b": table}, {"status": "proven"})

    monkeypatch.setattr(cache, "study", study)


def test_a_disk_that_is_full_at_any_write_of_results_loses_neither_the_old_nor_the_record(
        home, inputs, small_study, monkeypatch):
    cache.results_for("bau", inputs)
    whole, points = digests(home / "outputs"), 0
    for good in range(100):
        with monkeypatch.context() as patch:
            disk = DiskFull(patch, home / "outputs", good)
            with disk.suffered():
                cache.results_for("bau", inputs, force=True)
        if not disk.met:
            break
        points += 1
        clean_leftovers()
        assert hidden(home / "outputs") == [], good
        assert cache.results_for("bau", inputs).headlines == {"headline": 15.0}
        assert digests(home / "outputs") == whole, good
    assert points >= 6  # four tables and the record, written and renamed


def test_a_disk_that_is_full_for_the_summary_keeps_the_old_one_and_the_durations(home, monkeypatch):
    folder = home / "outputs" / "batch" / "b"
    line = Line("a", "done", 1.0, {"x": 1}, "outputs/batch/b/a")
    write_summary([line], folder)
    keep_durations([Outcome(Task("a", len), 2.0)])
    before = digests(folder)
    with monkeypatch.context() as patch:
        DiskFull(patch, home / "outputs", 0)
        with pytest.raises(OSError, match="No space left"):
            write_summary([line, line], folder)
        keep_durations([Outcome(Task("a", len), 3.0)])  # not worth an error
    assert digests(folder) == before
    assert known_durations() == {"a": 2.0}
    assert hidden(home / "outputs") == []


def test_a_disk_that_is_full_fails_its_run_and_the_others_go_on(home, inputs, monkeypatch):
    def run(notebook, output, parameters, **how):
        if parameters["x"] == 2:
            with output.open("w", encoding="utf-8"), open("/dev/full", "w", buffering=1) as full:
                full.write("no room\n")
        return executed_as_is(notebook, output, parameters)

    monkeypatch.setattr(jobs, "run_notebook", run)
    plan = notebook_plan(small_notebook(home, "n", "1"), given_sets(["x=1,2,3"]), inputs, Wanted("b"))
    lines = summary(plan, run_tasks(plan.tasks, HerePool()))
    assert [line.state for line in lines] == ["done", "failed", "done"]
    assert "No space left on device" in lines[1].error


# --- a cache that cannot be read --------------------------------------------------------------------------

SPOILT = {
    "an empty record": ("run.json", lambda path: path.write_bytes(b"")),
    "a record cut short": ("run.json", lambda path: path.write_bytes(path.read_bytes()[:-9])),
    "a record that is a list": ("run.json", lambda path: path.write_bytes(b"[]")),
    "a record that is not text": ("run.json", lambda path: path.write_bytes(b"\xff\xfe\x00")),
    "a table cut short": ("results/a.csv", lambda path: path.write_bytes(path.read_bytes()[:-4])),
    "an empty table": ("results/b.csv", lambda path: path.write_bytes(b"")),
    "a lost table": ("results/b.csv", lambda path: path.unlink()),
    "a folder in place of a table": ("results/b.csv", lambda path: (path.unlink(), path.mkdir())),
    "no intervals": ("results/intervals.csv", lambda path: path.unlink()),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_cache_that_is_spoilt_is_computed_again_with_the_same_results(home, inputs, small_study, what):
    cache.results_for("bau", inputs)
    whole = digests(home / "outputs")
    name, spoil = SPOILT[what]
    spoil(home / "outputs" / "bau" / name)
    assert cache.results_for("bau", inputs).headlines == {"headline": 15.0}
    assert digests(home / "outputs") == whole


@pytest.mark.parametrize("name", ["run.json", "a.csv"])
def test_a_cache_file_without_permission_to_read_is_computed_again(home, inputs, small_study, monkeypatch, name):
    cache.results_for("bau", inputs)
    whole = digests(home / "outputs")
    denied = []

    def opened(file, *args, **kwargs):
        # Root may read anything, so that the refusal is made here; it ends where the file is written anew.
        if not denied and str(file).endswith(f"/{name}") and "." not in os.path.basename(os.path.dirname(str(file))):
            denied.append(file)
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return io_open(file, *args, **kwargs)

    io_open = io.open
    with monkeypatch.context() as patch:
        patch.setattr(io, "open", opened)
        assert cache.results_for("bau", inputs).headlines == {"headline": 15.0}
    assert denied
    assert digests(home / "outputs") == whole


@pytest.mark.parametrize("spoil", [b"", b"null", b'{"key": 1', b'{"key": "x", "files": 3}', b"\xff"])
def test_a_spoilt_stamp_means_that_the_job_is_made_again(job, spoil):
    run_job(job)
    job.stamp.write_bytes(spoil)
    assert not job.is_done()
    assert run_job(job)
    assert job.is_done()


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"a": "x"}', b"\xff"])
def test_durations_that_cannot_be_read_are_not_known(home, content):
    (home / "outputs" / ".durations.json").write_bytes(content)
    assert known_durations() == {}
    keep_durations([Outcome(Task("a", len), 2.04)])
    assert known_durations() == {"a": 2.0}


# --- the clock --------------------------------------------------------------------------------------------


def test_a_clock_set_back_neither_repeats_what_is_done_nor_hides_what_has_changed(job, home, monkeypatch):
    run_job(job)
    next_year, long_ago = time.time() + 3e7, 1e9
    for path in home.rglob("*"):
        if path.is_file():
            os.utime(path, (next_year, next_year))
    monkeypatch.setattr(time, "time", lambda: long_ago)
    assert run_job(job) == {}
    small_notebook(home, "n", "print(x + 1)")
    os.utime(job.notebook, (long_ago, long_ago))
    changed = make_job(job.notebook, job.output, {"x": 1}, {}, job.papers)
    assert not changed.is_done()
    assert run_job(changed)["notebook"] >= 0


# --- locks and leftovers ----------------------------------------------------------------------------------


def test_an_output_that_another_makes_is_waited_for_and_then_found_done(job, monkeypatch):
    order = []

    def run(notebook, output, parameters, **how):
        order.append("first runs")
        return executed_as_is(notebook, output, parameters)

    monkeypatch.setattr(jobs, "run_notebook", run)
    other = FileLock(lock_file(job.name))  # as another process would hold it
    lock_file(job.name).parent.mkdir(parents=True)
    with other:
        assert is_held(job.name)
        waiting = threading.Thread(target=lambda: order.append(run_job(job)))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        executed_as_is(job.notebook, _made(job), {"x": 1})
        job.stamp.write_text(json.dumps({"key": job.key, "files": _files(job)}), encoding="utf-8")
    waiting.join(10)
    assert order == [{}]
    assert not is_held(job.name)


def _made(job):
    job.output.parent.mkdir(parents=True)
    return job.output


def _files(job):
    return {job.name: jobs.digest_file(job.output)}


def test_what_a_killed_run_left_is_cleaned_and_told_and_what_a_live_one_makes_is_not(home):
    outputs = home / "outputs"
    for name in ("bau/notebooks/.n.ipynb.work", "bau/.results.abc", "stepwise/.results.abc"):
        (outputs / name).mkdir(parents=True)
        (outputs / name / "half").write_text("half", encoding="utf-8")
    (outputs / "bau" / ".run.json.xyz").write_text("{", encoding="utf-8")
    with locked("stepwise/results"):
        assert clean_leftovers() == ["bau/.results.abc", "bau/.run.json.xyz", "bau/notebooks/.n.ipynb.work"]
    assert hidden(outputs) == [outputs / "stepwise" / ".results.abc"]
    assert clean_leftovers() == ["stepwise/.results.abc"]


def test_a_failed_write_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "replace", lambda *names: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(OSError, match="full"):
        paths.write_whole(tmp_path / "a.txt", b"1")
    assert list(tmp_path.iterdir()) == []


# --- workers, kernels and hangs ---------------------------------------------------------------------------


def die(name):
    os.kill(os.getpid(), signal.SIGKILL)


def hang(name):
    time.sleep(600)


def note(name):
    return name


def test_a_worker_that_dies_or_hangs_fails_its_task_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(graph, "GRACE_S", 0.0)
    tasks = [Task("dies", die, ("dies",)), Task("hangs", hang, ("hangs",), limit_s=0.5),
             Task("after", note, ("after",), frozenset({"hangs"})), Task("a", note, ("a",)), Task("b", note, ("b",))]
    with LocalPool(2) as pool:
        ended = {outcome.task.name: outcome for outcome in run_tasks(tasks, pool)}
    assert "died with code -9" in ended["dies"].error
    assert ended["hangs"].error == graph.over_time(0.5)
    assert not ended["after"].started
    assert [(ended[name].value, ended[name].error) for name in "ab"] == [("a", None), ("b", None)]


def test_a_reply_that_comes_with_the_time_limit_is_a_failure_all_the_same():
    """A task stopped for its time is failed even if its worker still answered."""
    class Late:
        size = 1
        stopped = False

        def free(self):
            return 1

        def start(self, task):
            pass

        def finished(self, timeout_s):
            return [("a", Reply(value=1))] if self.stopped else time.sleep(0.02) or []

        def stop(self, name):
            self.stopped = True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "GRACE_S", 0.0)
        outcome, = run_tasks([Task("a", note, ("a",), limit_s=0.01)], Late())
    assert outcome.error == graph.over_time(0.01)


def test_the_time_limit_is_handed_to_the_notebook_where_the_engine_takes_one(job, monkeypatch):
    seen = []

    def run(notebook, output, parameters, *, timeout_s=None):
        seen.append(timeout_s)
        return executed_as_is(notebook, output, parameters)

    monkeypatch.setattr(jobs, "run_notebook", run)
    run_job(job, limit_s=7.0)
    run_job(job, force=True)
    assert seen == [7.0, None]


FAULTS = """
import os, signal, time
if x == 2: os.kill(os.getpid(), signal.SIGKILL)
if x == 3: time.sleep(600)
if x == 4: raise ValueError("four")
print(x)
"""


def test_of_a_batch_with_a_dead_kernel_a_hang_and_an_error_the_others_are_done_and_each_says_why(home):
    notebook = small_notebook(home, "n", *FAULTS.strip().split("\n"))
    done = command(home, "batch", str(notebook), "--grid", "x=1,2,3,4,5", "--time-limit", "20", "--workers", "2")
    output = done.communicate(timeout=240)[0]
    assert done.returncode == 3, output
    lines = json.loads((home / "outputs" / "batch" / "n" / "summary.json").read_text(encoding="utf-8"))
    assert {line["parameters"]["x"]: line["state"] for line in lines} == {
        1: "done", 2: "failed", 3: "failed", 4: "failed", 5: "done"}
    errors = {line["parameters"]["x"]: line["error"] for line in lines}
    assert "died" in errors[2].lower()
    assert "20" in errors[3]
    assert "ValueError: four" in errors[4]
    assert hidden(home / "outputs") == []
    kept = nbformat.read(home / lines[3]["output"] / "notebooks" / "n.failed.ipynb", as_version=4)
    assert any(out.get("ename") == "ValueError" for cell in kept.cells for out in cell.get("outputs", []))


# --- two runs at once, and kill -9 ------------------------------------------------------------------------

SLOW = ("import time", "time.sleep(1.0)", "print('x is', x)")


def executed(folder):
    return {name: digest for name, digest in digests(folder).items() if name.endswith(".ipynb")}


def runs_of(home, name="n"):
    return json.loads((home / "outputs" / "batch" / name / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def two_at_once(tmp_path_factory):
    """Two processes that run the same batch in one workbook: the workbook, what they said, their exit codes."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "data", home / "data")
    small_notebook(home, "n", *SLOW, "open('log.txt', 'a').write(f'{x}\\n')")
    both = [command(home, *batch_of(home, "n")) for _ in range(2)]
    said = [each.communicate(timeout=200)[0] for each in both]
    return home, said, [each.returncode for each in both]


def batch_of(home, name):
    return "batch", str(home / "n.ipynb"), "--grid", "x=1,2", "--workers", "1", "--name", name


def test_two_batches_at_once_make_each_output_once_and_the_second_waits_and_says_so(two_at_once):
    home, said, codes = two_at_once
    assert codes == [0, 0], said
    assert sorted((home / "log.txt").read_text().split()) == ["1", "2"]
    assert any("waiting for it" in text for text in said)
    assert {line["state"] for line in runs_of(home)} <= {"done", "skipped"}
    assert hidden(home / "outputs") == []


def test_a_batch_killed_in_the_middle_goes_on_and_ends_as_one_that_was_not(two_at_once):
    home, _, _ = two_at_once
    killed, folder = command(home, *batch_of(home, "killed")), home / "outputs" / "batch" / "killed"
    deadline = time.monotonic() + 100
    # In the middle: one run is done, the other is being made.
    while not (list(folder.glob("*/notebooks/n.json")) and list(folder.rglob(".*.work"))):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=60)  # its worker holds the other end of the pipe, and goes with it
    stamp, = folder.glob("*/notebooks/n.json")
    before = stamp.stat().st_mtime_ns
    again = command(home, *batch_of(home, "killed"))
    said = again.communicate(timeout=200)[0]
    assert again.returncode == 0, said
    assert "interrupted run" in said
    assert stamp.stat().st_mtime_ns == before  # not made again
    assert sorted(line["state"] for line in runs_of(home, "killed")) == ["done", "skipped"]
    ended, whole = (executed(home / "outputs" / "batch" / name) for name in ("killed", "n"))
    assert ended == whole
    assert len(ended) == 2
    assert hidden(home / "outputs") == []


def test_results_that_another_process_computes_are_waited_for_and_not_computed_again(home, inputs, small_study):
    cache.results_for("bau", inputs)
    record = home / "outputs" / "bau" / "run.json"
    content, found = record.read_bytes(), []
    record.unlink()
    with FileLock(lock_file("bau/results")):
        waiting = threading.Thread(target=lambda: found.append(cache.results_for("bau", inputs)))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        record.write_bytes(content)
        os.utime(record, (1, 1))
    waiting.join(10)
    assert found[0].headlines == {"headline": 15.0}
    assert record.stat().st_mtime == 1


def write_for_ever(folder):
    for turn in range(10**9):
        paths.write_whole(folder / "a.txt", str(turn).encode() * 100_000)
        paths.replace_folder(folder / "b", lambda fresh, turn=turn: [
            (fresh / name).write_text(str(turn) * 1000) for name in ("1", "2")])


def test_a_writer_killed_at_any_moment_leaves_files_and_folders_whole(tmp_path):
    for turn in range(6):
        folder = tmp_path / str(turn)
        writer = multiprocessing.get_context("fork").Process(target=write_for_ever, args=(folder,))
        writer.start()
        while not (folder / "b").exists():
            time.sleep(0.005)
        time.sleep(0.013 * turn)
        writer.kill()
        writer.join()
        text = (folder / "a.txt").read_text()
        assert text == text[: len(text) // 100_000] * 100_000
        if (folder / "b").exists():  # between its two renamings it is absent, which counts as not done
            first, second = ((folder / "b" / name).read_text() for name in ("1", "2"))
            assert first == second
            assert first


def test_results_killed_between_tables_and_record_are_computed_again(home, small_study, monkeypatch):
    inputs = load_inputs()
    cache.results_for("bau", inputs)
    whole = digests(home / "outputs")
    changed = home / "data" / "scenarios" / "bau.yml"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.rstrip().replace("change: {}", "change:") + "\n  seed: 46\n", encoding="utf-8")

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(cache, "write_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            cache.results_for("bau", inputs)
    changed.write_text(text, encoding="utf-8")  # the old record is true again, the tables are not its own
    assert cache.results_for("bau", inputs).headlines == {"headline": 15.0}
    assert digests(home / "outputs") == whole
