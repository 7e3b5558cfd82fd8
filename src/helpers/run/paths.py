"""Where outputs go, and how a file is written so that it is whole or not there at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers.inputs import workbook_root

#: The folder in which an output is made before it is put in place ends so; temporary results begin so.
WORK_SUFFIX, RESULTS_TEMPORARY = ".work", "results"
#: Folder of ``outputs/`` with the input files of stored runs.
ARCHIVE = ".inputs"


def outputs_dir() -> Path:
    """Return the folder of the outputs, ``outputs/``."""
    return workbook_root() / "outputs"


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file through a temporary one in the same folder, then rename; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


@contextlib.contextmanager
def work_folder(output: Path) -> Iterator[Path]:
    """Give an empty folder beside an output, to make it in; afterwards the folder is gone.

    Its name is that of the output, so that what a killed run left is found by the next; the caller holds the lock.
    """
    folder = output.with_name(f".{output.name}{WORK_SUFFIX}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replace_folder(path: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a temporary folder beside ``path`` and put it in its place only once it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        os.chmod(fresh, 0o755)
        fill(fresh)
        stale = fresh.with_name(fresh.name + ".old")
        if path.exists():
            os.replace(path, stale)
        os.replace(fresh, path)
        shutil.rmtree(stale, ignore_errors=True)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return path
