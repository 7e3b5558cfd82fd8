"""The owner's side of the warm parent: start it, ask it for kernels, and know how each of them ended."""

from __future__ import annotations

import atexit
import contextlib
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

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

import helpers
from helpers.run.threads import single_threaded

LOG = logging.getLogger(__name__)
#: How long the parent may take for its imports [s]; a plain kernel may take as long to start.
START_LIMIT_S = 60
#: How long the parent may take to fork and answer [s].
FORK_LIMIT_S = 20
#: Variables that are set anew for each kernel, by a terminal or by what runs the tests; no import reads them.
PASSING = ("JPY_PARENT_PID", "JPY_SESSION_NAME", "MPLBACKEND", "PYTEST_CURRENT_TEST", "COLUMNS", "LINES")
INLINE = "module://matplotlib_inline.backend_inline"
LAUNCHER = ["-m", "ipykernel_launcher"]
#: The folder of the process that is started is no place to import from, as in a plain kernel.
START = "import sys; sys.path[:] = [p for p in sys.path if p]; from helpers.run.kernel import server; server.main({})"


class KernelProcess:
    """A forked kernel, with the methods of ``subprocess.Popen`` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, channel: socket.socket):
        self.pid, self.returncode = pid, None
        self._channel = channel

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal, or None while the kernel runs."""
        return self._status(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the kernel and return its exit status.

        Raises
        ------
        subprocess.TimeoutExpired : it still runs after ``timeout`` [s].
        """
        if self._status(timeout) is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def _status(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._channel.settimeout(timeout)
            try:
                message = self._channel.recv(4096)
            except (TimeoutError, BlockingIOError):
                return None
            except OSError:
                message = b""
            self.returncode = json.loads(message)["status"] if message else self._lost()
            self._channel.close()
        return self.returncode

    def _lost(self) -> int:
        # The warm parent is gone; a kernel that nobody watches must not go on.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        return -signal.SIGKILL


class _Forks:
    """The requests to a fork server: it answers each with a kernel, which is then watched by who asked."""

    def __init__(self, control: socket.socket, limit_s: float = FORK_LIMIT_S):
        self.control, self.limit_s = control, limit_s

    def fork(self, argv: list[str], env: dict[str, str], cwd: str, stdout: int, stderr: int) -> KernelProcess:
        """Return a new kernel.

        Raises
        ------
        OSError : the parent does not answer.
        """
        request = {"argv": argv, "cwd": cwd, "env": {name: env.get(name) for name in PASSING}}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(self.control, [json.dumps(request).encode()], [theirs.fileno(), stdout, stderr])
        pid = _message(ours, self.limit_s).get("pid")
        if pid is None:
            ours.close()
            raise OSError("it does not answer")
        return KernelProcess(pid, ours)

    def close(self) -> None:
        """Ask for no more kernels; the parent ends when those that still run have ended."""
        self.control.close()


class WarmParent(_Forks):
    """A running fork server; once it is closed, or this process has ended in whatever way, it ends with its kernels.

    ``wait`` : whether it is waited for; else a request waits in the socket until it can be answered, or is lost.

    Raises
    ------
    OSError : it did not start, or says that it cannot be forked.
    """

    def __init__(self, command: list[str], env: dict[str, str], cwd: str, *, wait: bool = True):
        # Matplotlib chooses its backend when it is imported, from what a kernel puts there.
        kept = {name: value for name, value in env.items() if name not in PASSING}
        kept["MPLBACKEND"] = env.get("MPLBACKEND", INLINE)
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(control)
        with theirs:
            self.process = subprocess.Popen(
                [*command, "-c", START.format(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                cwd=cwd,
                env=kept,
            )
        refusal = _message(self.control, START_LIMIT_S).get("refused", "it ended while importing") if wait else ""
        if refusal:
            self.end()
            raise OSError(refusal)

    def end(self) -> None:
        """End the parent at once; its kernels end with it."""
        self.close()
        self.process.kill()
        self.process.wait()


def _message(channel: socket.socket, limit_s: float) -> dict:
    channel.settimeout(limit_s)
    try:
        return json.loads(channel.recv(4096) or b"{}")
    except OSError:
        return {}


class _Owned:
    """The warm parent of this process, what it was started for, why there is none, and those before it."""

    parent: WarmParent | None = None
    key: tuple | None = None
    lent: tuple[_Forks, tuple] | None = None  # the parent that another process lends, and what it was started for
    refused: str = ""
    before: tuple[WarmParent, ...] = ()
    lock = threading.Lock()


def can_fork() -> bool:
    """Return whether this system can give forked kernels: Linux, whose threads can be counted before a fork."""
    return sys.platform == "linux" and hasattr(os, "fork") and os.path.isdir("/proc/self/task")


def fork_kernel(cmd: list[str], env: dict[str, str], cwd: str, stdout: int = 1,
                stderr: int = 2) -> KernelProcess | None:
    """Return a kernel forked from a parent that is as a fresh process with this command, environment and folder.

    The parent is started at the first call and again when the interpreter, its options, the environment or a
    source file of ``helpers`` is another. None, with the reason in the log once, means: start a plain kernel.

    Parameters
    ----------
    cmd : the command of a plain kernel.
    env, cwd : the environment and the folder of the kernel.
    stdout, stderr : descriptors for its standard output and error.
    """
    place = _after_launcher(cmd)
    if place is None or _Owned.refused:
        return None
    if not can_fork():
        return _refuse("this system cannot fork a kernel")
    key = _key(cmd[: place - len(LAUNCHER)], env, cwd)
    try:
        if _Owned.lent and _Owned.lent[1] == key:
            return _Owned.lent[0].fork(cmd[place:], env, cwd, stdout, stderr)
    except OSError as error:
        LOG.warning("the warm parent that was lent is lost, one of our own takes its place: %s", error)
        _Owned.lent[0].close()
        _Owned.lent = None
    try:
        with _Owned.lock:
            owned = _parent_for(key, env, cwd)
        return owned.fork(cmd[place:], env, cwd, stdout, stderr)
    except OSError as error:
        close()
        return _refuse(str(error))


def lendable() -> tuple[WarmParent, tuple] | None:
    """Start a warm parent for the kernels of processes that this one starts, and return it with what it is for.

    It is not waited for, and this process asks it for nothing. What `borrow` takes is its socket, which travels to
    a process while that is started, and the second value. None where there can be no fork.
    """
    env, cwd = single_threaded(os.environ), os.getcwd()
    command = KernelSpecManager().get_kernel_spec(NATIVE_KERNEL_NAME).argv
    place = _after_launcher(command)
    if place is None or not can_fork():
        return None
    start = [sys.executable, *command[1 : place - len(LAUNCHER)]]  # Jupyter, too, puts it for a bare “python”
    return WarmParent(start, env, cwd, wait=False), _key(start, env, cwd)


def borrow(control: socket.socket, key: tuple) -> None:
    """Take kernels from the parent of another process, while it is what they would be started from here."""
    _Owned.lent = _Forks(control, START_LIMIT_S + FORK_LIMIT_S), key


def _after_launcher(cmd: list[str]) -> int | None:
    places = [i + 2 for i in range(1, len(cmd) - 1) if cmd[i : i + 2] == LAUNCHER]
    return places[0] if places else None


def _key(command: list[str], env: dict[str, str], cwd: str) -> tuple:
    """Return what a parent is started for: all that a process takes over from the one that starts it."""
    kept = {name: value for name, value in env.items() if name not in PASSING}
    places = env.get("PYTHONPATH", "").split(os.pathsep)
    relative = any(place and not os.path.isabs(place) for place in places)
    return command, kept, env.get("MPLBACKEND"), cwd if relative else "", _sources()


def _parent_for(key: tuple, env: dict[str, str], cwd: str) -> WarmParent:
    if _Owned.parent is not None and (_Owned.key != key or _Owned.parent.process.poll() is not None):
        close()
    if _Owned.parent is None:
        started = time.perf_counter()
        _Owned.parent, _Owned.key = WarmParent(key[0], env, cwd), key
        LOG.info("warm parent of kernels started in %.1f s", time.perf_counter() - started)
    return _Owned.parent


def _sources() -> tuple:
    """Return what tells whether a source file has changed: names, sizes and times."""
    root = Path(helpers.__file__).parent
    found = []
    for folder, _, names in os.walk(root):
        if not folder.endswith("__pycache__"):
            stats = [(name, os.stat(os.path.join(folder, name))) for name in names]
            found += [(folder, name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
    return tuple(sorted(found))


def _refuse(reason: str) -> None:
    _Owned.refused = reason
    LOG.warning("notebooks run in plain kernels, since there is no warm one: %s", reason)


def close() -> None:
    """End the warm parent of this process, if there is one; the next kernel starts another."""
    parent, _Owned.parent, _Owned.key = _Owned.parent, None, None
    if parent is not None:
        parent.close()
        _Owned.before = (*_Owned.before, parent)
    # Asking for its status is what lets a process that has ended go.
    _Owned.before = tuple(one for one in _Owned.before if one.process.poll() is None)


def _forget() -> None:
    """In a fork of the owner: the parents are not ours, and must not wait for us to end."""
    for parent in filter(None, (_Owned.parent, *_Owned.before)):
        parent.control.close()
        parent.process.returncode = 0  # not our child: nothing to wait for or to complain of
    if _Owned.lent:
        _Owned.lent[0].close()
    _Owned.parent, _Owned.key, _Owned.lent, _Owned.before = None, None, None, ()
    _Owned.lock = threading.Lock()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
