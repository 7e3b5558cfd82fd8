"""Seconds of the workbook's siting against spopt's on the same matrix, in the same run; run this file with Python.

Prints the median of each and the median of the paired ratios; the answers must be equal.
"""

from __future__ import annotations

import statistics
import time
import warnings

import numpy as np
import pulp
from spopt.locate import PMedian

from helpers.inputs import load_inputs, load_scenario
from helpers.model import build_world
from helpers.model.siting import plan_sites

RUNS, NEW_POINTS = 5, 26


def main() -> None:
    """Time both on the province with its existing points fixed open, one after the other, several times."""
    warnings.simplefilter("ignore")
    inputs = load_inputs()
    world = build_world(load_scenario("stepwise", inputs.register), inputs)
    ours, theirs, ratios = [], [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        plan = plan_sites(world.distance_km, world.people, world.existing, counts=[NEW_POINTS])
        middle = time.perf_counter()
        oracle = PMedian.from_cost_matrix(
            world.distance_km, world.people, p_facilities=int(world.existing.sum()) + NEW_POINTS,
            predefined_facilities_arr=np.where(world.existing, 1, 0), name="oracle",
        ).solve(pulp.PULP_CBC_CMD(msg=False))
        end = time.perf_counter()
        assert abs(oracle.problem.objective.value() - plan.objective) < 1e-4 * plan.objective
        ours.append(middle - start)
        theirs.append(end - middle)
        ratios.append((middle - start) / (end - middle))
    print(f"workbook {statistics.median(ours):.3f} s, spopt {statistics.median(theirs):.3f} s, "
          f"ratio {statistics.median(ratios):.4f} (median of {RUNS}), plan {plan.status}")


if __name__ == "__main__":
    main()
