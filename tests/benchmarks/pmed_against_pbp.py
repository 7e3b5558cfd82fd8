"""Seconds of the workbook's p-median against pbp-pmedian's on OR-Library's pmed1-20, in the same run.

Run with ``--peer-python`` naming the Python of an environment that holds pbp-pmedian (and spopt, pulp), and
``--spopt`` to let spopt try each for at most 5 minutes. Both sides take part in turn, one instance after the other;
every answer of ours must be the published optimum, proven.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from helpers.model.siting.near import NearCosts
from helpers.model.siting.pmedian import solve_p_median

INSTANCES = Path(__file__).parents[1] / "reference" / "instances"
SPOPT_LIMIT_S = 300

PEER = """
import sys, time, json, resource
import numpy as np
if sys.argv[1] == "spopt":
    import pulp
    from spopt.locate import PMedian
else:
    from pbp_pmedian import solve
print("ready", flush=True)
for line in sys.stdin:
    path, p = line.split()
    cost, start = np.load(path), time.perf_counter()
    if sys.argv[1] == "spopt":
        model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=int(p))
        model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=float(sys.argv[2])))
        done = model.problem.sol_status == pulp.LpSolutionOptimal
        value = model.problem.objective.value() if done else None
    else:
        value, _, _, status, _ = solve(cost, int(p))
        value = value if status == 0 else None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([value, time.perf_counter() - start, peak]), flush=True)
"""


def instance(number: int) -> tuple[np.ndarray, int]:
    """Return the matrix of shortest paths and p; of a repeated edge the last cost holds."""
    words = [int(word) for word in (INSTANCES / f"pmed{number}.txt").read_text().split()]
    n, edges, p = words[:3]
    length = np.zeros((n, n))
    for a, b, cost in np.reshape(words[3: 3 + 3 * edges], (-1, 3)):
        length[a - 1, b - 1] = length[b - 1, a - 1] = cost
    return shortest_path(csr_matrix(length), directed=False), p


def peer(python: str, name: str) -> subprocess.Popen:
    """Start the other interpreter and wait until its library is loaded."""
    process = subprocess.Popen([python, "-c", PEER, name, str(SPOPT_LIMIT_S)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    while process.stdout.readline().strip() != "ready":
        pass
    return process


def asked(process: subprocess.Popen, path: Path, p: int) -> tuple[float | None, float, float]:
    """Return value (None unless proven), seconds and peak memory [MiB] of the other side."""
    process.stdin.write(f"{path} {p}\n")
    process.stdin.flush()
    while True:
        line = process.stdout.readline()
        if line.startswith("["):
            return tuple(json.loads(line))


def main() -> None:
    """Print both sides instance by instance, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--spopt", action="store_true")
    parser.add_argument("--scratch", type=Path, required=True, help="folder for the matrices handed over")
    options = parser.parse_args()
    names = ["pbp-pmedian", *(["spopt"] if options.spopt else [])]
    others = {name: peer(options.peer_python, name) for name in names}
    lines = (INSTANCES / "pmedopt.txt").read_text().splitlines()[1:]
    optima = {words[0]: float(words[1]) for words in map(str.split, lines) if words}
    totals, peaks, proven = dict.fromkeys(["ours", *names], 0.0), {}, 0
    for number in range(1, 21):
        cost, p = instance(number)
        path = options.scratch / f"pmed{number}.npy"
        np.save(path, cost)
        start = time.perf_counter()
        answer = solve_p_median(NearCosts(cost), np.ones(len(cost)), p)
        seconds = time.perf_counter() - start
        right = answer.status == "proven" and answer.objective == optima[f"pmed{number}"]
        proven += right
        totals["ours"] += seconds
        text = f"pmed{number:<3} n={len(cost)} p={p:<4} ours {answer.objective:.0f} {answer.status} {seconds:7.2f} s"
        for name, process in others.items():
            value, other, peaks[name] = asked(process, path, p)
            totals[name] += other
            text += f" | {name} {'not proven' if value is None else f'{value:.0f}'} {other:7.2f} s"
        print(text + ("" if right else "   <- NOT THE PUBLISHED OPTIMUM, PROVEN"), flush=True)
    peaks["ours"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"published optimum, proven: {proven} of 20")
    print("total " + ", ".join(f"{name} {totals[name]:.2f} s (peak {peaks[name]:.0f} MiB)" for name in totals)
          + f"; ratio to pbp-pmedian {totals['ours'] / totals['pbp-pmedian']:.3f}")


if __name__ == "__main__":
    main()
