"""PRIM on the same draws by the workbook and by the EMA workbench, in the same run.

Run with ``--peer-python`` naming the Python of an environment that holds ema-workbench. Both sides peel by the same
slice to the same least mass; printed are the seconds (median), and the best harmonic mean of coverage and density on
the way, which is what the workbook chooses by, with the restricted parameters there.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.analysis.effort import LEAST_MASS, PEEL
from helpers.analysis.prim import prim

RUNS = 3

PEER = """
import sys, time, json, statistics, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from ema_workbench.analysis.prim import Prim
folder, runs, peel, mass = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
x, y = pd.DataFrame(np.load(folder + "/x.npy")), np.load(folder + "/y.npy")
x.columns = [f"x{k}" for k in x.columns]
seconds = []
for _ in range(runs):
    start = time.perf_counter()
    box = Prim(x, y, threshold=0.8, peel_alpha=peel, mass_min=mass).find_box()
    seconds.append(time.perf_counter() - start)
path = box.peeling_trajectory
joint = 2 * path["coverage"] * path["density"] / (path["coverage"] + path["density"])
at = int(joint.idxmax())
limits = box.box_lims[at]
full = box.box_lims[0]
names = [str(name) for name in limits.columns if not (limits[name] == full[name]).all()]
measures = joint[at], path["coverage"][at], path["density"][at]
print(json.dumps([statistics.median(seconds), len(path), *measures, names]))
"""


def cases():
    """Yield name, draws and cases of interest: planted boxes in noise, and a curved region."""
    for draws, columns in ((1000, 10), (10_000, 20), (10_000, 75)):
        rng = np.random.default_rng(draws + columns)
        x = rng.random((draws, columns))
        planted = (x[:, 0] < 0.3) & (x[:, 1] > 0.4) & (x[:, 1] < 0.8)
        yield f"planted box, {draws} x {columns}", x, rng.random(draws) < np.where(planted, 0.9, 0.05)
        yield f"curved region, {draws} x {columns}", x, x[:, 0] * x[:, 1] + 0.5 * x[:, 2] ** 2 > 0.7


def ours(x: np.ndarray, y: np.ndarray) -> tuple[float, int, float, float, float, list[str]]:
    draws, seconds = pd.DataFrame(x, columns=[f"x{k}" for k in range(x.shape[1])]), []
    for _ in range(RUNS):
        start = time.perf_counter()
        box, path = prim(draws, y)
        seconds.append(time.perf_counter() - start)
    joint = 2 * path["coverage"] * path["density"] / (path["coverage"] + path["density"])
    at = joint.idxmax()
    return (statistics.median(seconds), len(path), joint[at], path["coverage"][at], path["density"][at],
            list(box.limits.index))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", required=True)
    peer = parser.parse_args().peer_python
    print(f"{'case':32}{'side':8}{'s':>8}{'steps':>7}{'joint':>8}{'cover':>7}{'dense':>7}  restricted")
    for name, x, y in cases():
        with tempfile.TemporaryDirectory() as folder:
            np.save(Path(folder) / "x.npy", x)
            np.save(Path(folder) / "y.npy", y)
            told = subprocess.run([peer, "-c", PEER, folder, str(RUNS), str(PEEL), str(LEAST_MASS)],
                                  capture_output=True, text=True, check=True).stdout
        for side, row in (("ours", ours(x, y)), ("peer", json.loads(told.strip().splitlines()[-1]))):
            seconds, steps, joint, coverage, density, names = row
            print(f"{name:32}{side:8}{seconds:8.3f}{steps:7d}{joint:8.4f}{coverage:7.3f}{density:7.3f}"
                  f"  {' '.join(sorted(names))}")


if __name__ == "__main__":
    main()
