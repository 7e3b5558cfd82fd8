"""Maximal covering of the communes of Vietnam against plain HiGHS in the same time; run this file with Python.

Run with ``--database`` naming dataset.db of the package vietnamadminunits (a benchmark-only dependency). Plain HiGHS
gets the usual model (a variable for each site and each demand point) and as many seconds.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from communes import places
from scipy import sparse

from helpers.model.siting.large_cover import covers_within, solve_max_cover
from helpers.model.siting.milp import maximise
from helpers.model.siting.near import NearPlaces

#: Standard [km] and numbers of sites.
CASES = ((5.0, (200, 1000, 3000)), (8.0, (200, 500, 1500)))


def plain(covers: sparse.csr_matrix, p: int, limit_s: float):
    """Return the answer of HiGHS to the usual model."""
    n, m = covers.shape
    rows = sparse.vstack([sparse.hstack([-covers.astype(float), sparse.identity(n)]),
                          sparse.csr_matrix(np.concatenate([np.ones(m), np.zeros(n)]))])
    return maximise(np.concatenate([np.zeros(m), np.ones(n)]), rows, np.append(np.zeros(n), p),
                    integer=np.arange(n + m) < m, time_limit_s=limit_s)


def main() -> None:
    """Print both sides for every standard and number of sites."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    place = places(options.database)
    near, weights = NearPlaces(*place.T, *place.T), np.ones(len(place))
    for standard, numbers in CASES:
        covers = covers_within(near, standard)
        for p in numbers:
            start = time.perf_counter()
            ours = solve_max_cover(covers, weights, p, time_limit_s=options.seconds,
                                   stop=lambda start=start: time.perf_counter() - start > options.seconds,
                                   left_s=lambda start=start: options.seconds - (time.perf_counter() - start))
            seconds = time.perf_counter() - start
            other = plain(covers, p, max(seconds, 1.0))
            covered, most = len(place) - ours.objective, len(place) - ours.bound
            print(f"{standard:.0f} km, p = {p}: ours covers {covered:.0f}, at most {most:.0f}, gap "
                  f"{100 * (most - covered) / covered:.3f} %, {ours.status}, {seconds:.1f} s | plain HiGHS "
                  f"covers {other.objective:.0f}, at most {other.bound:.1f}, gap {100 * other.gap:.3f} %, "
                  f"{other.status}, {other.seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()
