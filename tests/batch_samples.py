"""What the tests of batches share: a workbook with small notebooks, pools that need no process, a command apart."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import psutil
from jupyter_client import KernelManager
from nbformat.v4 import new_code_cell, new_notebook

from helpers.run.batch.graph import Reply
from helpers.run.batch.pool import attempt
from helpers.run.kernel import parent

ROOT = Path(__file__).parents[1]
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def small_notebook(folder: Path, name: str, *cells: str, parameters: str = "x: int = 1") -> Path:
    """Write a notebook with a parameters cell and cells that need nothing of the workbook."""
    tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[tagged, *map(new_code_cell, cells)], metadata={"kernelspec": KERNEL})
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place}"
    path = folder / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def executed_as_is(notebook: Path, output: Path, parameters: dict, **how) -> Path:
    """Stand in for a kernel: write the notebook with its parameters as output."""
    content = nbformat.read(notebook, as_version=4)
    content.cells[-1]["outputs"] = [nbformat.v4.new_output("stream", text=repr(sorted(parameters.items())))]
    with output.open("w", encoding="utf-8") as stream:
        nbformat.write(content, stream)
    return output


class HerePool:
    """Run each task in this process when its end is asked for; ``order`` is that of starting."""

    def __init__(self, size: int = 1):
        self.size, self.order, self._busy = size, [], {}

    def free(self) -> int:
        return self.size - len(self._busy)

    def start(self, task) -> None:
        assert self.free() > 0
        self.order.append(task.name)
        self._busy[task.name] = task

    def finished(self, timeout_s: float) -> list[tuple[str, Reply]]:
        name = next(iter(self._busy))
        task = self._busy.pop(name)
        return [(name, attempt(task.call, task.arguments))]

    def stop(self, name: str) -> None:
        raise AssertionError("nothing runs long enough here")


def command(home: Path, *words: str, **how) -> subprocess.Popen:
    """Start ``qd45`` in a process of its own on a workbook."""
    code = "from helpers.run.cli import app; app()"
    env = {**os.environ, "QD45_HOME": str(home), "PYTHONPATH": f"{ROOT}/src{os.pathsep}{ROOT}/tests"}
    return subprocess.Popen([sys.executable, "-c", code, *words], env=env, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, start_new_session=True, **how)


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every visible file of a folder; of executed notebooks without times of running."""
    found = {}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in place.parts):
            found[place.as_posix()] = hashlib.sha256(_content(path)).hexdigest()
    return found


def _content(path: Path) -> bytes:
    if path.suffix != ".ipynb":
        return path.read_bytes()
    cells = nbformat.read(path, as_version=4).cells
    return repr([(cell.cell_type, cell.source, cell.get("outputs", [])) for cell in cells]).encode()


def kernel_and_parent(name: str, root: str) -> tuple[int, int]:
    """In a worker: return the parent of a kernel as the kernel's system has it, and that of our own, 0 for none."""
    command = KernelManager(kernel_name="python3", connection_file="none.json").format_kernel_cmd()
    kernel = parent.fork_kernel(command, dict(os.environ), root)
    found, own = psutil.Process(kernel.pid).ppid(), parent._Owned.parent
    kernel.kill()
    kernel.wait()
    return found, own.process.pid if own else 0
