"""Warm kernels: what a notebook says is what it says in a plain kernel, nothing goes from one run to the next."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import psutil
import pytest
from batch_samples import kernel_and_parent
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from helpers.inputs import InputError, load_inputs
from helpers.model import run_scenario
from helpers.run import cache, engine
from helpers.run.batch import LocalPool, Task, run_tasks
from helpers.run.cache import results_for
from helpers.run.kernel import manager, parent, provisioner, server, stock
from helpers.run.threads import single_threaded

#: What a process is, as far as a notebook can see it.
STATE = """
import json, locale, os, signal, sys, threading, warnings
import matplotlib, numpy, pandas
own = ("JPY_PARENT_PID", "PYTEST_CURRENT_TEST")
print(json.dumps({
    "path": sys.path, "argv": [os.path.basename(a) for a in sys.argv if "tmp" not in a], "flags": list(sys.flags),
    "cwd": os.getcwd(), "environ": {k: v for k, v in sorted(os.environ.items()) if k not in own},
    "signals": {s.name: str(signal.getsignal(s)).split(" at ")[0] for s in sorted(signal.valid_signals())
                if isinstance(s, signal.Signals)},
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])), "umask": os.umask(0o22),
    "wakeup": signal.set_wakeup_fd(-1), "leader": os.getsid(0) == os.getpid() == os.getpgrp(),
    "stdin": os.read(0, 10).decode(), "locale": locale.setlocale(locale.LC_ALL),
    "filters": [str(one) for one in warnings.filters],
    "threads": sorted(type(t).__name__ for t in threading.enumerate()), "main": __name__,
    "mpl": {k: str(v) for k, v in matplotlib.rcParams.items()}, "options": pandas.get_option("display.max_rows"),
    "errors": numpy.geterr(), "recursion": sys.getrecursionlimit(), "hook": type(sys.displayhook).__name__,
    "streams": [str(type(s)) for s in (sys.stdout, sys.stderr, sys.__stdout__)], "encoding": sys.__stdout__.encoding,
    "names": sorted(n for n in globals() if not n.startswith("_")),
}))
"""
SHOW = [
    "years: int = 3",
    "import sys\nprint('out', years)\nprint('err', file=sys.stderr)",
    "import os\n_ = os.system('echo from below')",
    "import numpy as np, pandas as pd\nrng = np.random.default_rng(45)\n"
    "frame = pd.DataFrame({'a': rng.random(3), 'b': ['x', 'y', 'z']})\nframe",
    "frame['a'].sum() / np.linalg.norm(np.outer(frame['a'], frame['a']))",
    "import highspy\nsolver = highspy.Highs()\nsolver.silent()\nx = solver.addIntegral(lb=0, ub=4.5)\n"
    "solver.maximize(x)\nsolver.val(x)",
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('a')",
    "from matplotlib.figure import Figure\nfigure, axes = plt.subplots()\naxes.bar([1, 2], [3, 4])\nfigure",
    "for i in range(3):\n    plt.figure()\n    plt.plot([i, 1])",
    "%matplotlib inline\nplt.hist([1, 1, 2])\nplt.show()\nplt.get_fignums()",
]
SPOIL = """
import math, os, random, signal, socket, sys, threading
import matplotlib, numpy, pandas
import helpers.inputs, helpers.run.workbook
left = 1
math.pi = 3
helpers.run.workbook.open_workbook = None
helpers.inputs.spoilt = numpy.spoilt = True
matplotlib.rcParams["lines.linewidth"] = 77
pandas.set_option("display.max_rows", 7)
numpy.random.seed(1); random.seed(1); numpy.seterr(all="ignore")
os.environ["SPOILT"] = "1"; os.umask(0o77)
sys.path.insert(0, "/spoilt"); sys.setrecursionlimit(5000)
opened = open(os.devnull, "w")
listening = socket.socket(); listening.bind(("127.0.0.1", 0)); listening.listen()
os.dup2(opened.fileno(), 200)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
threading.Thread(target=threading.Event().wait, daemon=True).start()
os.chdir("/")
print("spoilt")
"""


#: A parent that imports and reads nothing more than it must, where it is not what it has imported that counts.
LEAN = parent.START.replace("server.main(", "server._import_all = int; server.main(")


@pytest.fixture(scope="module", autouse=True)
def _one_parent():
    """Let all tests of the module share a warm parent, and end it after them."""
    yield
    parent.close()


@pytest.fixture
def notebook(tmp_path):
    """Return a function that writes a notebook of these cells; the first holds the parameters."""

    def write(*cells: str, name: str = "sample.ipynb") -> Path:
        made = [new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(cells)]
        made[0].metadata["tags"] = ["parameters"]
        spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(new_notebook(cells=made, metadata={"kernelspec": spec}), tmp_path / name)
        return tmp_path / name
    return write


@pytest.fixture
def run(notebook, tmp_path):
    """Return a function that runs cells in a warm kernel and gives back their outputs."""

    def execute(*cells: str, **options) -> list:
        output = engine.run_notebook(notebook("years: int = 3", *cells), tmp_path / "out.ipynb", {}, **options)
        assert parent._Owned.parent is not None
        return outputs(output)[1:]
    return execute


def outputs(path: Path) -> list:
    return [cell.outputs for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def plain(path: Path, output: Path, root: Path) -> Path:
    papermill.execute_notebook(str(path), str(output), kernel_name="python3", progress_bar=False, cwd=str(root),
                              extra_arguments=list(engine.QUIET))
    return output


def text(cell_outputs: list) -> str:
    return "".join(out.text for out in cell_outputs if out.output_type == "stream" and out.name == "stdout")


def gone(pid: int, limit_s: float = 5.0) -> bool:
    """Return whether a process ends, or is only a zombie, within a time."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


# --- the same as a plain kernel -------------------------------------------------------------------------------


def test_a_warm_kernel_shows_what_a_plain_one_shows_figures_too(notebook, tmp_path, root, monkeypatch):
    for name, value in single_threaded({}).items():  # which only our own engine sees to
        monkeypatch.setenv(name, value)
    path = notebook(*SHOW, STATE)
    warm = outputs(engine.run_notebook(path, tmp_path / "warm.ipynb", {}))
    cold = outputs(plain(path, tmp_path / "cold.ipynb", root))
    assert parent._Owned.parent is not None
    seen, want = json.loads(text(warm[-1])), json.loads(text(cold[-1]))
    # Modules that the notebook does not import have put theirs beside those of the plain kernel.
    assert set(seen.pop("filters")) >= set(want.pop("filters"))
    assert seen == want
    assert warm[:-1] == cold[:-1]
    figures = [[out for out in cell if "image/png" in out.get("data", {})] for cell in warm]
    assert [len(found) for found in figures[6:10]] == [1, 2, 3, 1]


# --- nothing goes from one run to the next --------------------------------------------------------------------


def test_what_a_notebook_spoils_the_next_does_not_see(run):
    look = ("import math, helpers.inputs, helpers.run.workbook, numpy, os\n"
            "print(math.pi, hasattr(helpers.inputs, 'spoilt'), hasattr(numpy, 'spoilt'),\n"
            "      helpers.run.workbook.open_workbook is None, os.path.exists('/proc/self/fd/200'))")
    before = [text(out) for out in run(STATE, look)]
    assert text(run(SPOIL)[0]) == "spoilt\n"
    assert [text(out) for out in run(STATE, look)] == before
    assert before[1] == "3.141592653589793 False False False False\n"


def test_two_kernels_draw_different_numbers(run):
    draw = "import random, numpy, uuid\nprint(random.random(), numpy.random.rand(), uuid.uuid4())"
    first, second = text(run(draw)[0]).split(), text(run(draw)[0]).split()
    assert not set(first) & set(second)


def test_a_kernel_holds_no_socket_of_its_parent(run):
    held = "import os\nfor n in os.listdir('/proc/self/fd'):\n    try: print(os.readlink('/proc/self/fd/' + n))\n" \
           "    except OSError: pass"
    theirs = set(text(run(held)[0]).split())
    folder = f"/proc/{parent._Owned.parent.process.pid}/fd"
    ours = {link for name in os.listdir(folder) if (link := os.readlink(f"{folder}/{name}")).startswith("socket:")}
    assert ours
    assert not ours & theirs


def test_the_parent_has_one_thread_and_no_child_that_has_ended(run):
    run("import numpy as np\nnp.ones((300, 300)) @ np.ones((300, 300))\n0")
    process = psutil.Process(parent._Owned.parent.process.pid)
    assert process.num_threads() == 1
    end = time.monotonic() + 2
    while process.children() and time.monotonic() < end:
        time.sleep(0.01)
    assert process.children() == []


# --- ends -----------------------------------------------------------------------------------------------------


def test_what_a_notebook_leaves_to_the_end_of_its_process_is_done(run, tmp_path):
    run(f"import atexit, os, pathlib, tempfile, threading, time\nfolder = pathlib.Path({str(tmp_path)!r})\n"
        "text = open(folder / 'text', 'w'); text.write('left open')\n"
        "raw = open(folder / 'raw', 'wb'); raw.write(b'left open')\n"
        "atexit.register((folder / 'end').write_text, 'called')\n"
        "kept = tempfile.TemporaryDirectory(dir=folder, prefix='kept')\n"
        "threading.Thread(target=lambda: (time.sleep(0.2), (folder / 'thread').write_text('ended'))).start()")
    found = {path.name: path.read_text() for path in tmp_path.iterdir() if path.suffix == ""}
    assert found == {"text": "left open", "raw": "left open", "end": "called", "thread": "ended"}


@pytest.mark.parametrize("death", ["os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_a_kernel_that_dies_stops_the_notebook_and_says_so_in_the_cell(notebook, tmp_path, death):
    path, output = notebook("years: int = 3", "print('before')", f"import os\n{death}"), tmp_path / "out.ipynb"
    with pytest.raises(engine.NotebookFailed, match="kernel of the notebook died") as failed:
        engine.run_notebook(path, output, {})
    assert not output.exists()
    found = outputs(failed.value.kept)
    assert text(found[1]) == "before\n"
    assert found[2][-1].ename == "DeadKernelError"


def test_plain_papermill_finds_the_provisioner_and_reports_a_death_as_ever(notebook, tmp_path, root, monkeypatch):
    provisioner.register()
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", provisioner.NAME)
    path = notebook("years: int = 3", "import os\nprint(os.getppid())")
    found = text(outputs(plain(path, tmp_path / "out.ipynb", root))[1])
    assert int(found) == parent._Owned.parent.process.pid
    with pytest.raises(DeadKernelError):
        plain(notebook("years: int = 3", "import os\nos._exit(3)"), tmp_path / "dead.ipynb", root)


@pytest.mark.parametrize(("hang", "said"), [
    ("import time\nprint('waits')\ntime.sleep(60)", "KeyboardInterrupt"),
    ("import time\nwhile True:\n    try: time.sleep(60)\n    except KeyboardInterrupt: pass", "CellTimeoutError"),
])
def test_a_cell_that_hangs_is_stopped_and_kept(notebook, tmp_path, monkeypatch, hang, said):
    if said == "CellTimeoutError":
        monkeypatch.setattr(manager, "STOP_S", 0.2)
    path, output = notebook("years: int = 3", hang, "print('after')"), tmp_path / "out.ipynb"
    with pytest.raises(engine.NotebookFailed, match="over the limit of") as failed:
        engine.run_notebook(path, output, {}, timeout_s=0.5)
    found = outputs(failed.value.kept)
    assert (found[1][-1].ename, found[2]) == (said, [])
    assert not output.exists()


def test_a_kernel_reports_how_it_ended_and_a_parent_that_is_lost_takes_it_along(root):
    kernels = [parent.fork_kernel([sys.executable, "-m", "ipykernel_launcher", *argv], dict(os.environ), str(root))
               for argv in ([], [], ["--help-all-is-no-option"], [])]
    kernels[0].kill()
    kernels[1].terminate()
    assert kernels[0].wait(5) == -signal.SIGKILL
    assert kernels[1].wait(5) == -signal.SIGTERM
    assert kernels[1].poll() == -signal.SIGTERM
    with pytest.raises(subprocess.TimeoutExpired):
        kernels[3].wait(0.05)
    kernels[3].send_signal(0)
    os.kill(parent._Owned.parent.process.pid, signal.SIGKILL)
    assert kernels[3].wait(5) == -signal.SIGKILL
    assert gone(kernels[3].pid)


def test_kernels_outlive_the_parent_being_closed_and_a_killed_owner_leaves_no_process(tmp_path, root):
    script = ("import os, sys, time\nfrom helpers.run.kernel import parent\n"
              f"from helpers.run.kernel.parent import _Owned, close, fork_kernel\nparent.START = {LEAN!r}\n"
              f"one = fork_kernel([sys.executable, '-m', 'ipykernel_launcher'], dict(os.environ), {str(root)!r})\n"
              "server = _Owned.parent.process.pid\nclose()\ntime.sleep(0.2)\n"
              "print(server, one.pid, one.poll(), flush=True)\ntime.sleep(60)")
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    *words, ended = owner.stdout.readline().split()
    assert ended == "None"
    pids = [int(word) for word in words]
    assert all(psutil.pid_exists(pid) for pid in pids)
    owner.kill()
    owner.wait()
    owner.stdout.close()
    assert all(gone(pid) for pid in pids)


# --- where there is no warm kernel ----------------------------------------------------------------------------


@pytest.fixture
def fresh(monkeypatch):
    """Take the warm parent away, and put it back afterwards."""
    monkeypatch.setattr(parent, "_Owned", type("_Owned", (), 
                        {"parent": None, "key": None, "lent": None, "refused": "", "before": (),
                         "lock": threading.Lock()}))


def test_without_fork_notebooks_run_in_plain_kernels_and_the_log_says_so_once(
        fresh, notebook, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(parent, "can_fork", lambda: False)
    path = notebook("years: int = 3", "import os\nprint(os.getppid())")
    with caplog.at_level(logging.WARNING, parent.__name__):
        for _ in range(2):
            made = engine.run_notebook(path, tmp_path / "out.ipynb", {"years": 4})
    assert int(text(outputs(made)[-1])) == os.getpid()
    assert [record.levelname for record in caplog.records if record.name == parent.__name__] == ["WARNING"]


def test_a_parent_that_would_lose_figures_or_share_a_socket_is_not_used(monkeypatch):
    monkeypatch.setattr(server, "thread_count", lambda: 1)
    with socket.socket() as own, socket.socket() as other:
        assert f"open socket:[{os.fstat(other.fileno()).st_ino}]" in server._why_not(own.fileno())
    monkeypatch.setitem(sys.modules, server.INLINE, None)
    assert "is loaded" in server._why_not(0)


def test_a_parent_with_a_thread_that_a_fork_would_lose_is_not_used(fresh, monkeypatch, caplog, root):
    thread = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start(); "
    monkeypatch.setattr(parent, "START", thread + LEAN)
    command = [sys.executable, "-m", "ipykernel_launcher"]
    assert parent.fork_kernel(command, dict(os.environ), str(root)) is None
    assert "2 threads" in caplog.text


def test_another_kernel_than_ipykernel_and_an_independent_one_are_left_to_jupyter(fresh, root):
    assert parent.fork_kernel(["R", "--slave"], dict(os.environ), str(root)) is None
    assert not parent._Owned.refused
    asked = provisioner.WarmProvisioner()._forked([sys.executable, "-m", "ipykernel_launcher"], independent=True)
    assert asked is None


@pytest.mark.parametrize("change", ["source", "environment"])
def test_the_parent_is_started_anew_for_another_source_or_environment(fresh, root, monkeypatch, change):
    started = []

    class Parent:
        def __init__(self, *_):
            started.append(self)
            self.process = self

        def poll(self):
            return None

        def fork(self, *_):
            return self

        def close(self):
            started.append("closed")

    monkeypatch.setattr(parent, "WarmParent", Parent)
    command, env = [sys.executable, "-m", "ipykernel_launcher"], dict(os.environ)
    assert parent.fork_kernel(command, {**env, "JPY_PARENT_PID": "1"}, str(root)) is started[0]
    assert parent.fork_kernel(command, {**env, "JPY_PARENT_PID": "2"}, str(root)) is started[0]
    if change == "source":
        monkeypatch.setattr(parent, "_sources", lambda: ("changed",))
    else:
        env["QD45_ANOTHER"] = "1"
    last = parent.fork_kernel(command, env, str(root))
    assert started == [started[0], "closed", last]


# --- one parent for several processes ------------------------------------------------------------------------


@pytest.mark.parametrize("lost", [False, True])
def test_workers_share_one_parent_that_ends_with_the_pool_and_do_without_one_that_is_lost(monkeypatch, root, lost):
    monkeypatch.setattr(parent, "START", LEAN)
    tasks = [Task(name, kernel_and_parent, (name, str(root))) for name in "abcd"]
    with LocalPool(2, kernels=True) as pool:
        server = pool._lent[0].process
        if lost:
            server.kill()
            server.wait()
        replies = [outcome.value for outcome in run_tasks(tasks, pool)]
    assert len(replies) == 4
    assert server.poll() is not None
    if lost:
        assert all(found == own for found, own in replies)
    else:
        assert replies == [(server.pid, 0)] * 4


# --- what is read ahead ---------------------------------------------------------------------------------------


@pytest.fixture
def filled(workbook_copy, monkeypatch):
    """Return a copy of the workbook with the results of a scenario, all of it read ahead."""
    # One run of the model: what the figures are does not matter here, and draws take long.
    monkeypatch.setattr(cache, "study", run_scenario, raising=False)
    results_for("bau")
    empty = {"inputs": None, "digest": "", "results": {}}
    monkeypatch.setattr(stock, "_Kept", type("_Kept", (), empty))
    stock.fill()
    return workbook_copy


def spoil(path: Path, old: str, new: str) -> None:
    """Change a file so that neither its size nor its time tells."""
    before, content = path.stat(), path.read_text(encoding="utf-8")
    assert len(old) == len(new)
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_was_read_ahead_is_given_out_unshared_until_a_file_changes(filled, monkeypatch):
    inputs, run = stock.now()
    read = load_inputs()
    stored = results_for("bau", read)
    assert list(stock._Kept.results) == ["bau"]
    assert dict(inputs.digests) == dict(read.digests)
    for ahead, fresh in ((inputs.tables, read.tables), (run("bau").tables, stored.tables)):
        assert list(ahead) == list(fresh)
        for name in fresh:
            pd.testing.assert_frame_equal(ahead[name], fresh[name])
    assert run("bau").headlines == pytest.approx(dict(stored.headlines), nan_ok=True)
    inputs["communes"].iloc[0, 0] = run("bau")["sites"].iloc[0, 0] = "spoilt"
    again, run_again = stock.now()
    assert "spoilt" not in (again["communes"].iloc[0, 0], run_again("bau")["sites"].iloc[0, 0])

    monkeypatch.setattr(stock, "results_for", lambda name, inputs: ("read anew", name, inputs.digest()))
    first, second = (str(code) for code in stored["sites"].iloc[:2, 0])
    spoil(filled / "outputs" / "bau" / "results" / "sites.csv", first, second)
    assert stock.now()[1]("bau") == ("read anew", "bau", read.digest())
    spoil(filled / "outputs" / "bau" / "results" / "sites.csv", second, first)
    assert stock.now()[1]("bau").headlines == pytest.approx(dict(stored.headlines), nan_ok=True)
    spoil(filled / "data" / "parameters.csv", "km,lever,,5,,", "km,lever,,6,,")
    inputs, run = stock.now()
    assert inputs.register["standard_km"].quantity.value == 6
    assert run("bau") == ("read anew", "bau", inputs.digest()) != ("read anew", "bau", read.digest())
    (filled / "data" / "parameters.csv").write_text("broken", encoding="utf-8")
    with pytest.raises(InputError):
        stock.now()
