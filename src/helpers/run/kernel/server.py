"""The warm parent: a process with one thread that has imported everything and forks a kernel at each request.

It talks over the Unix socket whose number it is started with. A request is a JSON message with the descriptors of
a channel, of standard output and of standard error. On the channel the parent answers with the process id of the
kernel and, when the kernel has ended, with its status. A dead kernel stays a zombie until the owner lets go of the
channel, so that a signal never hits another process of the same id; one that still runs then is killed. When the
owner has closed the socket, the parent ends with the last channel; the death of the owner, however it comes about,
closes them all.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import importlib
import io
import json
import os
import selectors
import signal
import socket
import stat
import sys
import threading

#: Loaded before the shell of the kernel is there, it never hooks into it, and figures are lost without a word.
INLINE = "matplotlib_inline.backend_inline"
#: How long a kernel that ends waits for its answer to have gone out; one that ends of itself has none [s].
ANSWER_S = 1.0
#: What a notebook of the workbook imports, and what a kernel imports while it starts; nothing that imports INLINE.
IMPORTS = (
    "helpers.run.workbook",
    "helpers.report.charts",
    "helpers.report.maps",
    "helpers.report.tables",
    "babel.dates",
    "ipykernel.displayhook",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel_launcher",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "matplotlib.backends.backend_agg",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
)


def main(number: int) -> None:
    """Import everything, say so on the socket, and serve; in a forked child, be the kernel."""
    control = socket.socket(fileno=number)
    _import_all()
    refusal = _why_not(number)
    control.send(json.dumps({"refused": refusal}).encode())
    if refusal:
        return
    request = Server(control).run()
    if request is not None:
        become_kernel(request)
        finish()


def _import_all() -> None:
    # What the debugger says when it is imported, a plain kernel says before any cell runs: no notebook has it.
    with contextlib.redirect_stderr(io.StringIO()):
        importlib.import_module("ipykernel.debugger")
    for name in IMPORTS:
        # A name that another version of a package no longer has costs time in the kernel, nothing else.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from helpers.run.kernel import stock

    stock.fill()
    gc.collect()
    # What stands here never becomes garbage: left out of collections, its pages stay shared with the kernels.
    gc.freeze()


def _why_not(control: int) -> str:
    """Return why this process may not be forked, or nothing: it holds what a fork would break or share."""
    if INLINE in sys.modules:
        return f"{INLINE} is loaded"
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    # OpenBLAS ends its threads before a fork and starts them again when they are next needed; what is left after
    # one fork would be there at the next.
    threads = thread_count()
    if threads != 1:
        return f"{threads} threads"
    held = [name for name in map(int, os.listdir("/proc/self/fd")) if name > 2 and name != control]
    return ", ".join(filter(None, map(_not_to_share, held)))


def _not_to_share(number: int) -> str:
    """Return what a descriptor is when two processes must not have it: all but files and devices for reading."""
    try:
        mode, flags = os.fstat(number).st_mode, fcntl.fcntl(number, fcntl.F_GETFL)
    except OSError:  # that of the listing, closed again
        return ""
    harmless = (stat.S_ISREG(mode) or stat.S_ISCHR(mode)) and flags & os.O_ACCMODE == os.O_RDONLY
    return "" if harmless else f"open {os.readlink(f'/proc/self/fd/{number}')}"


def thread_count() -> int:
    """Return the number of threads of this process, those that Python did not start among them."""
    return len(os.listdir("/proc/self/task"))


class Server:
    """The kernels of one owner."""

    def __init__(self, control: socket.socket):
        self.control = control
        self.channels: dict[int, socket.socket] = {}  # by process id; open until the owner lets go
        self.ended: set[int] = set()
        self.left = False  # whether the owner has closed the socket
        self.wake, self._waker = socket.socketpair()
        self.wake.setblocking(False)
        self._waker.setblocking(False)
        self.selector = selectors.DefaultSelector()

    def run(self) -> dict | None:
        """Serve until the owner is gone; return the request in a forked child and None in the parent."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self.selector.register(self.wake, selectors.EVENT_READ)
        self.selector.register(self.control, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.control:
                    request = self._asked()
                    if request is not None:
                        return request
                elif key.fileobj is self.wake:
                    self.wake.recv(4096)
                    self._report()
                else:
                    self._let_go(key.data)
            if self.left and not self.channels:
                return None

    def _asked(self) -> dict | None:
        """Fork a kernel for a request; return it in the child. An end of the requests is noted."""
        message, numbers = self._receive()
        if message:
            return self._fork(json.loads(message), numbers)
        self.selector.unregister(self.control)
        self.left = True
        return None

    def _receive(self) -> tuple[bytes, list[int]]:
        try:
            message, numbers, _, _ = socket.recv_fds(self.control, 1 << 20, 8)
        except OSError:
            return b"", []
        return message, numbers

    def _fork(self, request: dict, numbers: list[int]) -> dict | None:
        """Fork a kernel; return the request with the descriptors of its streams in the child."""
        pid = os.fork()
        if pid == 0:
            self._forget(numbers[0])
            return {**request, "streams": numbers[1:]}
        channel = socket.socket(fileno=numbers[0])
        for number in numbers[1:]:
            os.close(number)
        self.channels[pid] = channel
        self.selector.register(channel, selectors.EVENT_READ, pid)
        _tell(channel, {"pid": pid})
        return None

    def _forget(self, channel: int) -> None:
        """In the child: leave nothing of the parent's signals and sockets behind.

        Files that a library holds open stay: closing them here would give their numbers to others, which the
        library would close in its turn.
        """
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for one in (self.control, self.wake, self._waker, *self.channels.values()):
            one.close()
        os.close(channel)

    def _report(self) -> None:
        for pid in self.channels.keys() - self.ended:
            about = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if about is not None:
                self.ended.add(pid)
                exited = about.si_code == os.CLD_EXITED
                _tell(self.channels[pid], {"status": about.si_status if exited else -about.si_status})

    def _let_go(self, pid: int) -> None:
        """The owner has closed the channel: end the kernel if it still runs, and reap it."""
        channel = self.channels.pop(pid)
        self.selector.unregister(channel)
        channel.close()
        if pid not in self.ended:
            _kill(pid)
        self.ended.discard(pid)
        os.waitpid(pid, 0)


def _tell(channel: socket.socket, message: dict) -> None:
    with contextlib.suppress(OSError):
        channel.send(json.dumps(message).encode())


def _kill(pid: int) -> None:
    # Its group, with what the notebook started; the kernel alone when it has not yet made one.
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def become_kernel(request: dict) -> None:
    """Put a forked child into the state of a fresh process and run a kernel in it."""
    os.setsid()
    _take_streams(request["streams"])
    for name, value in request["env"].items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    os.chdir(request["cwd"])
    _reseed()

    import ipykernel_launcher
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [ipykernel_launcher.__file__, *request["argv"]]
    # ipykernel read the parent's id from the environment when it was imported, which was long ago.
    IPKernelApp.launch_instance(sys.argv[1:], parent_handle=os.getppid())
    # The thread that answers the request to end still waits for the one that sends outputs, which ipykernel ends
    # first: the two would wait until Jupyter loses patience.
    IPKernelApp.instance().control_thread.join(ANSWER_S)


def _take_streams(streams: list[int]) -> None:
    """Make the given descriptors standard output and error; standard input is at its end, as in a plain kernel."""
    reading, writing = os.pipe()
    os.close(writing)
    for number, target in zip([*streams, reading], (1, 2, 0), strict=True):
        os.dup2(number, target)
        os.close(number)


def _reseed() -> None:
    # ``random`` seeds itself after a fork, NumPy's global generator does not.
    import numpy as np

    np.random.seed()  # noqa: NPY002


def finish() -> None:
    """End a kernel as Python ends a process, but for taking every module apart, which takes longer than a start.

    Threads are waited for, what was registered for the end is called, and what was written to files that are still
    open reaches them.
    """
    threading._shutdown()
    atexit._run_exitfuncs()
    for one in (sys.__stdout__, sys.__stderr__, *gc.get_objects()):
        if isinstance(one, io.TextIOWrapper | io.BufferedWriter | io.BufferedRandom):
            with contextlib.suppress(OSError, ValueError):
                one.flush()
    os._exit(0)
