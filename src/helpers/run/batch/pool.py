"""Where tasks run on this machine: worker processes, one task at a time in each."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing import connection

from helpers.inputs import InputError
from helpers.run.batch.graph import Reply, Task
from helpers.run.engine import NotebookFailed
from helpers.run.kernel.parent import WarmParent, borrow, lendable
from helpers.run.threads import limit_children

#: How long a worker that is told to end may take to shut down its kernel before it is killed [s].
_LAST_WORDS_S = 5.0
# Fresh processes: a forked child of a process in which the solver has threads waits for them for ever.
_SPAWN = multiprocessing.get_context("spawn")


def processors() -> int:
    """Return how many processors this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def attempt(call, arguments: tuple) -> Reply:
    """Make a call and return what came of it; an error as text, since not every error can travel."""
    try:
        return Reply(value=call(*arguments))
    except (InputError, NotebookFailed) as error:
        return Reply(error=str(error))
    except Exception as error:
        return Reply(error=f"{type(error).__name__}: {error}")


class LocalPool:
    """Worker processes on this machine.

    A worker that dies, or is stopped, takes one task with it and is replaced.

    Parameters
    ----------
    size : number of workers; that of the processors when None.
    kernels : whether notebooks are what comes first: one warm parent of their kernels then starts along with the
        workers and serves all of them, in place of one for each that starts with its first notebook.
    """

    def __init__(self, size: int | None = None, *, kernels: bool = False):
        limit_children()
        self.size = size or processors()
        self._idle: list[_Worker] = []
        self._busy: dict[str, _Worker] = {}
        self._lent = lendable() if kernels else None

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(self, *error) -> None:
        for worker in (*self._idle, *self._busy.values()):
            worker.end()
        if self._lent:
            self._lent[0].end()

    def free(self) -> int:
        """Return how many tasks may be started now."""
        return self.size - len(self._busy)

    def start(self, task: Task) -> None:
        """Start a task in an idle worker, or in a new one."""
        worker = self._idle.pop() if self._idle else _Worker(self._lent)
        worker.connection.send((task.call, task.arguments))
        self._busy[task.name] = worker

    def finished(self, timeout_s: float) -> list[tuple[str, Reply]]:
        """Return the tasks that have ended by name, waiting for the first of them up to a time [s]."""
        connection.wait([worker.connection for worker in self._busy.values()], timeout_s)
        ended = []
        for name, worker in list(self._busy.items()):
            if (reply := worker.reply()) is not None:
                ended.append((name, reply))
                del self._busy[name]
                if worker.process.is_alive():
                    self._idle.append(worker)
        return ended

    def stop(self, name: str) -> None:
        """End the worker of a running task; its reply says that it died."""
        self._busy[name].end()


class _Worker:
    def __init__(self, lent: tuple[WarmParent, tuple] | None = None):
        self.connection, theirs = _SPAWN.Pipe()
        borrowed = (lent[0].control, lent[1]) if lent else ()
        self.process = _SPAWN.Process(target=_serve, args=(theirs, *borrowed), daemon=False)
        self.process.start()
        theirs.close()

    def reply(self) -> Reply | None:
        """Return the reply to the last call, or None while it runs; a worker that died replies so."""
        try:
            if self.connection.poll():
                return self.connection.recv()
        except (EOFError, OSError):
            self.process.join(_LAST_WORDS_S)
        # A process forked by the worker may hold its end of the pipe open, so the end of the file is not enough.
        if self.process.is_alive():
            return None
        code = self.process.exitcode
        return Reply(error=f"tiến trình bị ngắt, mã {code} (có thể thiếu bộ nhớ) / "
                           f"the process died with code {code} (out of memory, perhaps)")

    def end(self) -> None:
        """Let the worker shut its kernel down, or kill it."""
        self.process.terminate()
        self.process.join(_LAST_WORDS_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(calls: connection.Connection, *borrowed) -> None:
    """Make the calls that come, one after the other, until the other side is gone; see `borrow` for the rest."""
    if borrowed:
        borrow(*borrowed)
    # Ctrl-C is for the process that started this one, which then ends it. A function and not SIG_IGN: what is
    # ignored would stay ignored in the kernels.
    signal.signal(signal.SIGINT, lambda *about: None)
    signal.signal(signal.SIGTERM, lambda *about: sys.exit(1))
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            call, arguments = calls.recv()
            calls.send(attempt(call, arguments))


def _leave_with_parent() -> None:
    """End this process as soon as the one that started it is gone, so that a killed run leaves no workers."""
    connection.wait([multiprocessing.parent_process().sentinel])
    os._exit(1)
