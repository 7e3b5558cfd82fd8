"""The national p-median: every commune of Vietnam a demand point and a candidate, by great circle; with proof or gap.

Run with ``--database`` naming dataset.db of the package vietnamadminunits (a benchmark-only dependency); every p runs
in a process of its own, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from communes import places

from helpers.model.siting.near import NearPlaces
from helpers.model.siting.pmedian import solve_p_median

#: Number of sites, and seconds after which the search is told to stop (it ends within the next look).
CASES = ((2000, 28.0), (4000, 120.0), (8000, 120.0))


def solve(database: Path, p: int, limit_s: float) -> None:
    """Solve one case and print it."""
    place = places(database)
    start = time.perf_counter()
    answer = solve_p_median(NearPlaces(*place.T, *place.T), np.ones(len(place)), p, time_limit_s=limit_s,
                            stop=lambda: time.perf_counter() - start > limit_s,
                            left_s=lambda: limit_s - (time.perf_counter() - start))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"p = {p}: {answer.status}, mean distance {answer.objective / len(place):.5f} km, total "
          f"{answer.objective:.4f} km, bound {answer.bound:.4f} km, gap {100 * answer.gap:.5f} %, {seconds:.1f} s of "
          f"{limit_s:.0f} s ({time.process_time():.1f} s of one core), peak {peak:.0f} MiB", flush=True)


def main() -> None:
    """Run every case in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--case", type=int)
    options = parser.parse_args()
    if options.case is not None:
        solve(options.database, *CASES[options.case])
        return
    for case in range(len(CASES)):
        subprocess.run([sys.executable, __file__, "--database", options.database, "--case", str(case)], check=True)


if __name__ == "__main__":
    main()
