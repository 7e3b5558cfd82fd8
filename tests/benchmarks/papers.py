"""The nine papers, then all, in PDF and Word from computed results, made again, and compared byte by byte.

Each round starts as ``qd45 run`` does when the results are there and the papers are not: fresh worker processes, a
warm parent of kernels in each, every document notebook executed and exported. Processor time counts the workers,
the kernels, pandoc and Typst. Results of all scenarios must be stored (``qd45 run``).

    python tests/benchmarks/papers.py [rounds] [processes]
"""

from __future__ import annotations

import hashlib
import itertools
import resource
import sys
import time
from pathlib import Path

from helpers.inputs import load_inputs, load_scenario, scenario_names
from helpers.run import batch
from helpers.run.batch.jobs import document_jobs
from helpers.run.batch.runs import job_task
from helpers.run.batch.whole import choice_task, recommended_scenario
from helpers.run.cache import is_current
from helpers.run.paths import outputs_dir
from helpers.run.progress import carry_out

#: The papers that are submitted; with them come the sheet of the reviewer, a summary, a letter and a workbook.
NINE = ("to_trinh", "de_an", "quyet_dinh_phe_duyet", "thoa_thuan", "bao_cao_tom_tat", "tong_hop_y_kien",
        "bao_cao_khao_sat", "quyet_dinh_danh_muc", "phu_luc_ky_thuat")


def processor_s() -> float:
    """Return the processor time of this process and of its children that have ended [s]."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def digests(papers: list[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by name."""
    return {paper.name: hashlib.sha256(paper.read_bytes()).hexdigest() for paper in papers}


def made(scenario: str, processes: int, names: tuple[str, ...]) -> list[batch.Outcome]:
    """Make the named papers of a scenario anew, all if none is named, and return how each task ended."""
    tasks = [job_task(job, "document", True) for job in document_jobs(scenario, load_inputs())]
    tasks = [task for task in tasks if not names or Path(task.name).stem in names]
    with batch.LocalPool(processes, kernels=True) as pool:
        return carry_out(tasks, pool, title="papers")


def main(rounds: int, processes: int) -> None:
    """Run the rounds and print what they took."""
    inputs = load_inputs()
    stale = [name for name in scenario_names() if not is_current(load_scenario(name, inputs.register), inputs)]
    if stale:
        sys.exit(f"results are not there: {', '.join(stale)}; run qd45 run first")
    scenario, seen = recommended_scenario(inputs), []
    choice_task(scenario).call(scenario)
    for turn, names in itertools.product(range(rounds), (NINE, ())):
        started, used = time.perf_counter(), processor_s()
        outcomes = made(scenario, processes, names)
        took, spent = time.perf_counter() - started, processor_s() - used
        failures = [f"{one.task.name}: {one.error}" for one in outcomes if one.error]
        if failures:
            sys.exit("\n".join(failures))
        papers = sorted((outputs_dir() / "dossier").glob("*.*"))
        seen.append(digests(papers))
        print(f"round {turn}: {len(outcomes)} papers in {took:.1f} s, {spent:.1f} s of processor time", flush=True)
        for one in sorted(outcomes, key=lambda one: -one.seconds)[:4]:
            print(f"    {one.seconds:5.1f} s {one.task.name}: {one.value}")
    print(f"byte-identical in all rounds: {all(one == seen[0] for one in seen)}")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [3, 2][len(given):]))
