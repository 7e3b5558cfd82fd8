"""Both whole frontiers of the province against spopt with HiGHS, one number of points at a time, in the same run.

Run this file with Python. spopt is timed on every size once, the workbook several times; objective values must be
equal. Prints seconds, their ratio and the sizes whose relaxation had to be branched on.
"""

from __future__ import annotations

import statistics
import time
import warnings

import numpy as np
import pulp
from spopt.locate import MCLP, PMedian

from helpers.inputs import load_inputs, load_scenario
from helpers.model import build_world
from helpers.model.siting import covering_cost, frontier

RUNS, STANDARD_KM = 7, 5.0


def ours(world):
    """Return the frontiers of the p-median and of coverage, and the seconds they took together."""
    start = time.perf_counter()
    costs = world.distance_km, covering_cost(world.distance_km, STANDARD_KM)
    found = [frontier(cost, world.people, world.existing) for cost in costs]
    return found, time.perf_counter() - start


def theirs(world, new: int):
    """Return the least cost of the p-median and the most people covered with ``new`` more points, by spopt."""
    fixed = {"predefined_facilities_arr": world.existing.astype(int),
             "p_facilities": int(world.existing.sum()) + new}
    models = (PMedian.from_cost_matrix(world.distance_km, world.people, **fixed),
              MCLP.from_cost_matrix(world.distance_km, world.people, STANDARD_KM, **fixed))
    return [model.solve(pulp.HiGHS(msg=False)).problem.objective.value() for model in models]


def main() -> None:
    """Time both, compare every value, print the ratio."""
    warnings.simplefilter("ignore")
    inputs = load_inputs()
    world = build_world(load_scenario("bau", inputs.register), inputs)
    runs = [ours(world) for _ in range(RUNS)]
    (distance, coverage), seconds = runs[0][0], statistics.median(spent for _, spent in runs)
    people, sizes, spent = world.people.sum(), len(distance.cost), 0.0
    for p in range(sizes):
        start = time.perf_counter()
        least, most = theirs(world, p)
        spent += time.perf_counter() - start
        assert np.isclose(least, distance.cost[p], rtol=1e-7), (p, least, distance.cost[p])
        assert np.isclose(most, people - coverage.cost[p], rtol=1e-7), (p, most, people - coverage.cost[p])
    branched = [int((~found.whole).sum()) for found in (distance, coverage)]
    print(f"{sizes} sizes, two frontiers: workbook {seconds:.3f} s (median of {RUNS}), spopt + HiGHS {spent:.1f} s, "
          f"{spent / seconds:.0f} times; branched {branched}; "
          f"largest gap {max(distance.gap.max(), coverage.gap.max())}")


if __name__ == "__main__":
    main()
