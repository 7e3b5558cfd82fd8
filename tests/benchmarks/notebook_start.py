"""Executing one document many times: Papermill's own loop against warm kernels on two processes.

Both take turns in rounds, so that what else the machine does meets both alike; the ratio is the median of the
rounds. Processor time counts the kernels, the warm parents and their start. The executed notebooks are compared
cell by cell without what Papermill notes of the run. Results of all scenarios must be stored (``qd45 run``).

    python tests/benchmarks/notebook_start.py [runs] [rounds]
"""

from __future__ import annotations

import logging
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import papermill

from helpers.inputs import workbook_root
from helpers.run.engine import QUIET, run_notebook

PROCESSES = 2
NOTEBOOK = "notebooks/documents/bao_cao_tom_tat.ipynb"
PARAMETERS = {"scenario": "recommended"}


def plain(output: Path) -> Path:
    """Execute the notebook with Papermill alone."""
    root = workbook_root()
    papermill.execute_notebook(
        str(root / NOTEBOOK), str(output), parameters=PARAMETERS, kernel_name="python3", progress_bar=False,
        cwd=str(root), extra_arguments=list(QUIET),
    )
    return output


def ours(output: Path) -> Path:
    """Execute the notebook as the workbook does."""
    return run_notebook(workbook_root() / NOTEBOOK, output, PARAMETERS)


def content(notebook: Path) -> list[tuple]:
    """Return what a reader sees of an executed notebook."""
    cells = nbformat.read(notebook, as_version=4).cells
    seen = ("cell_type", "source", "execution_count", "outputs")
    return [(cell.metadata.get("tags"), *(cell.get(name) for name in seen)) for cell in cells]


def processor_s() -> float:
    """Return the processor time of the children that have ended [s]."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(work) -> float:
    """Return how long a call takes [s]."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(runs: int, rounds: int) -> None:
    """Run the rounds and print what they took."""
    logging.getLogger("papermill").setLevel(logging.WARNING)
    times, each, used = {"plain": [], "ours": []}, runs // rounds, 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
            for turn in range(rounds):
                before = processor_s()
                one = [folder / f"plain-{turn}-{i}.ipynb" for i in range(each)]
                two = [folder / f"ours-{turn}-{i}.ipynb" for i in range(each)]
                times["plain"].append(timed(lambda files=one: [plain(file) for file in files]))
                used += processor_s() - before
                times["ours"].append(timed(lambda files=two: list(pool.map(ours, files))))
                print(f"round {turn}: plain {times['plain'][-1]:.1f} s, ours {times['ours'][-1]:.1f} s", flush=True)
        want = content(folder / "plain-0-0.ipynb")
        same = sum(content(file) == want for file in folder.glob("*.ipynb"))
    ratios = [a / b for a, b in zip(times["plain"], times["ours"], strict=True)]
    print(f"{each * rounds} runs each: plain {sum(times['plain']):.1f} s, ours {sum(times['ours']):.1f} s; "
          f"ratio {sum(times['plain']) / sum(times['ours']):.2f}, median of rounds {statistics.median(ratios):.2f}")
    print(f"processor time: plain {used:.1f} s, ours {processor_s() - used:.1f} s")
    print(f"{same} of {2 * each * rounds} executed notebooks say the same")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [60, 6][len(given) :]))
