"""One writer per output: locks that the operating system releases when their process ends, however it ends."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from helpers.run.paths import ARCHIVE, RESULTS_TEMPORARY, WORK_SUFFIX, outputs_dir

FOLDER = ".locks"


def lock_file(output: str) -> Path:
    """Return the file that stands for an output, named by its place under ``outputs/``."""
    return outputs_dir() / FOLDER / f"{output.replace('/', '~')}.lock"


def _lock(output: str) -> FileLock:
    path = lock_file(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path)


@contextlib.contextmanager
def locked(output: str) -> Iterator[None]:
    """Hold the lock of an output; while another process holds it, wait.

    A process that is killed holds no lock: the lock is the kernel's, the file only its name.
    """
    with _lock(output):
        yield


def is_held(output: str) -> bool:
    """Return whether another process is making this output now."""
    if not lock_file(output).exists():
        return False
    try:
        with _lock(output).acquire(timeout=0):
            return False
    except Timeout:
        return True


def clean_leftovers() -> list[str]:
    """Remove what killed runs left half made, and return where it stood; what a live run is making stays."""
    removed = []
    for path in _half_made(outputs_dir()):
        output = _owner(path).relative_to(outputs_dir()).as_posix()
        with contextlib.suppress(Timeout), _lock(output).acquire(timeout=0):
            _remove(path)
            removed.append(path.relative_to(outputs_dir()).as_posix())
    return removed


def _half_made(folder: Path) -> list[Path]:
    patterns = (f".*{WORK_SUFFIX}", f".{RESULTS_TEMPORARY}.*", ".run.json.*", ".run.previous.json.*")
    found = (path for pattern in patterns for path in folder.rglob(pattern))
    return sorted([*found, *(folder / ARCHIVE).glob(".*")])


def _owner(path: Path) -> Path:
    """Return the output that was being made: of ``.02_demand.work`` the notebook, of ``.results.x`` the results.

    What lies among the kept inputs belongs to all of them together.
    """
    if path.parent.name == ARCHIVE:
        return path.parent
    if path.name.endswith(WORK_SUFFIX):
        return path.with_name(path.name[1:].removesuffix(WORK_SUFFIX))
    return path.with_name(RESULTS_TEMPORARY)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
