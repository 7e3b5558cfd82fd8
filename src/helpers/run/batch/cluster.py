"""Where tasks run on a Dask cluster; the workers see the same folder and hold the same code."""

from __future__ import annotations

import importlib
import os
import threading
import time

from helpers.inputs import InputError, workbook_root
from helpers.run.batch.graph import Reply, Task
from helpers.run.batch.pool import attempt
from helpers.run.record import code_digest

_ROOMS = ("inputs", "model", "analysis", "report", "run")
#: How long to wait for the cluster to answer and for its first worker [s].
_WAIT_S = 30
#: How long between two looks at what has ended [s].
_LOOK_S = 0.05
_NO_WORKER = "cụm không còn máy làm việc nào / the cluster has no worker left"
#: A worker may have several threads; what a task takes for granted (the folder of the workbook) is per process.
_ONE_AT_A_TIME = threading.Lock()


class ClusterPool:
    """The workers of a Dask cluster, one task at a time in each.

    Raises
    ------
    InputError : the package ``distributed`` is not installed, nothing answers at the address, or no worker is there.
    """

    def __init__(self, address: str):
        distributed = _distributed()
        try:
            self._client = distributed.Client(address, timeout=_WAIT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise _refuse(address, "địa chỉ một bộ điều phối đang chạy", "the address of a scheduler that is running",
                          "xem địa chỉ mà dask scheduler in ra, ví dụ tcp://10.0.0.5:8786",
                          "see the address that dask scheduler prints, such as tcp://10.0.0.5:8786") from error
        self._busy: dict[str, tuple[object, str]] = {}
        self._last_seen = time.monotonic()
        try:
            self._client.wait_for_workers(1, timeout=_WAIT_S)
        except TimeoutError:
            self._client.close()
            raise _refuse(address, "bộ điều phối có ít nhất một máy làm việc", "a scheduler with at least one worker",
                          f"chạy: dask worker {address} --nthreads 1",
                          f"start one: dask worker {address} --nthreads 1") from None

    def __enter__(self) -> ClusterPool:
        return self

    def __exit__(self, *error) -> None:
        for future, _ in self._busy.values():
            future.cancel()
        self._client.close()

    @property
    def size(self) -> int:
        """Number of workers now; workers may come and go."""
        return len(self._workers())

    def _workers(self) -> list[str]:
        found = sorted(self._client.scheduler_info(n_workers=-1)["workers"])
        self._last_seen = time.monotonic() if found else self._last_seen
        return found

    def _free(self) -> list[str]:
        taken = {worker for _, worker in self._busy.values()}
        return [worker for worker in self._workers() if worker not in taken]

    def _deserted(self) -> bool:
        """Return whether no worker has been there for so long that none is to be waited for."""
        return not self._workers() and time.monotonic() - self._last_seen > _WAIT_S

    def free(self) -> int:
        """Return how many tasks may be started now; on a cluster without workers any, which then fail."""
        return 1 if self._deserted() else len(self._free())

    def start(self, task: Task) -> None:
        """Start a task on a free worker; should that one go, another takes it over."""
        free = self._free()
        there = (str(workbook_root()), code_digest(*_ROOMS), task.call, task.arguments)
        future = self._client.submit(_call_there, *there, pure=False, workers=free[:1] or None,
                                     allow_other_workers=bool(free))
        self._busy[task.name] = (future, free[0] if free else "")

    def finished(self, timeout_s: float) -> list[tuple[str, Reply]]:
        """Return the tasks that have ended by name, waiting for the first of them up to a time [s]."""
        until = time.monotonic() + timeout_s
        while not (ended := self._ended()) and time.monotonic() < until:
            time.sleep(_LOOK_S)
        for name, _ in ended:
            del self._busy[name]
        return ended

    def _ended(self) -> list[tuple[str, Reply]]:
        if self._busy and self._deserted():
            return [(name, Reply(error=_NO_WORKER)) for name in self._busy]
        return [(name, _reply(future)) for name, (future, _) in self._busy.items() if future.done()]

    def stop(self, name: str) -> None:
        """Give a running task up; its worker goes on to the end of the call, whose outcome is not asked for."""
        self._busy[name][0].cancel()


def _reply(future) -> Reply:
    if future.status == "finished":
        return future.result()
    error = None if future.cancelled() else future.exception()
    return Reply(error=f"máy làm việc bị ngắt / the worker was lost: {type(error).__name__}: {error}")


def _call_there(home: str, code: str, call, arguments: tuple) -> Reply:
    """Make a call in a worker of the cluster, on the workbook that the caller means."""
    with _ONE_AT_A_TIME:
        os.environ["QD45_HOME"] = home
        if code_digest(*_ROOMS) != code:
            return Reply(error="máy làm việc có mã nguồn khác; cài cùng phiên bản rồi khởi động lại / "
                               "the worker has other code; install the same version and start it again")
        return attempt(call, arguments)


def _distributed():
    try:
        return importlib.import_module("distributed")
    except ModuleNotFoundError:
        raise _refuse("distributed", "gói distributed đã cài", "the package distributed installed",
                      "cài: pip install -e '.[cluster]', hoặc bỏ --scheduler để chạy trên máy này",
                      "install it: pip install -e '.[cluster]', or leave --scheduler out to run on this "
                      "machine") from None


def _refuse(value: str, allowed_vi: str, allowed_en: str, remedy_vi: str, remedy_en: str) -> InputError:
    return InputError("--scheduler", value=value, allowed_vi=allowed_vi, allowed_en=allowed_en, remedy_vi=remedy_vi,
                      remedy_en=remedy_en)
