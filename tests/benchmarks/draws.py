"""Seconds of many draws of the whole chain: siting fixed, siting chosen anew, more draws, more communes.

Run by hand: ``python tests/benchmarks/draws.py [--plot FILE.png]``. The peer is the loop of single runs that draws
were before, on the same machine in the same run. Places of larger provinces are generated: points in the box of the
province, people and areas drawn from its communes, the same share of communes with a point.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import statistics
import time
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.analysis.resiting import draw_sited
from helpers.analysis.sampling import draw_values
from helpers.analysis.uncertainty import draw_side_by_side, with_values
from helpers.inputs import load_inputs, load_scenario
from helpers.model import build_world, choose_sites, run_draws, run_headlines
from helpers.model.siting import SitingAnswer

DATA = Path(__file__).parents[2] / "data"
RUNS, WORKERS, ALONE = 3, 2, 40
MANY, RESITED = 100_000, 1_000
DRAWS = (1_000, 10_000, 100_000)
COMMUNES = (159, 700, 2_500, 11_000)
AT_SIZE = 1_000


def seconds(call, runs: int = RUNS) -> float:
    """Return the median of the seconds that several calls take."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def larger(inputs, communes: int, rng):
    """Return inputs with so many generated communes, and a plan that opens the same share of them in three years."""
    table, points = inputs["communes"], inputs["service_points"]
    if communes > len(table):
        rows = rng.integers(0, len(table), communes)
        new = table.iloc[rows].reset_index(drop=True)
        new = new.assign(commune_code=[f"{k:05d}" for k in range(communes)],
                         lat=rng.uniform(table["lat"].min(), table["lat"].max(), communes),
                         lon=rng.uniform(table["lon"].min(), table["lon"].max(), communes))
        # Seats of districts keep their communes.
        seats = inputs["districts"]["seat_commune_code"].to_list()
        new.loc[: len(seats) - 1, "commune_code"] = seats
        many = points.iloc[rng.integers(0, len(points), round(communes * len(points) / len(table)))]
        at = new.iloc[rng.choice(communes, len(many), replace=False)]
        points = many.reset_index(drop=True).assign(
            point_id=[f"P{k:05d}" for k in range(len(many))],
            **{name: at[name].to_numpy() for name in ("commune_code", "lat", "lon")})
        inputs = dataclasses.replace(inputs, tables={**inputs.tables, "communes": new, "service_points": points})
    free = np.arange(len(points), len(points) + communes - points["commune_code"].nunique())
    chosen = rng.choice(free, round(communes * 26 / 159), replace=False)
    opened = tuple(tuple(int(j) for j in part) for part in np.array_split(chosen, 3))
    return inputs, SitingAnswer(opened, 0.0, 0.0, 0.0, "given", 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", help="where to draw the scaling, a PNG file")
    plot, inputs = parser.parse_args().plot, load_inputs(DATA)
    scenario = load_scenario("stepwise", inputs.register)
    values, plan = draw_values(inputs, MANY, 45), choose_sites(build_world(scenario, inputs))
    run_draws(scenario, inputs, values[:100], plan)

    def loop() -> None:
        for row in values[:ALONE].to_dict("records"):
            run_headlines(with_values(scenario, row), inputs, plan=plan)
    each = seconds(loop) / ALONE
    one = seconds(lambda: run_draws(scenario, inputs, values, plan))
    two = seconds(lambda: draw_side_by_side(scenario, inputs, values, WORKERS))
    print(f"{MANY:,} draws, siting fixed: {one:.1f} s in one thread, {two:.1f} s in {WORKERS}; "
          f"one by one {each * MANY:.0f} s (from {ALONE}), ratio {two / (each * MANY):.4f}")
    anew = seconds(lambda: draw_sited(scenario, inputs, values[:RESITED]), 1)
    layouts = seconds(lambda: draw_sited(scenario, inputs, values[:RESITED], layouts=100), 1)
    print(f"{RESITED:,} draws, siting chosen anew: {anew:.1f} s; over 100 layouts {layouts:.1f} s")
    by_draws = [(n, seconds(lambda n=n: run_draws(scenario, inputs, values[:n], plan))) for n in DRAWS]
    by_size = []
    for n in COMMUNES:
        wide, given = larger(inputs, n, np.random.default_rng(1))
        call = functools.partial(run_draws, scenario, wide, values[:AT_SIZE], given)
        by_size.append((n, seconds(call, 1)))
    print(pd.DataFrame(by_draws, columns=["draws", "seconds"]).to_string(index=False))
    print(pd.DataFrame(by_size, columns=["communes", f"seconds of {AT_SIZE} draws"]).to_string(index=False))
    if plot:
        draw(plot, by_draws, by_size)


def draw(file: str, by_draws: list, by_size: list) -> None:
    from matplotlib.figure import Figure

    fig = Figure(figsize=(9, 3.5), layout="constrained")
    for ax, found, label in zip(fig.subplots(1, 2), (by_draws, by_size),
                                ("draws, 159 communes", f"communes, {AT_SIZE:,} draws"), strict=True):
        ax.loglog(*zip(*found, strict=True), "o-")
        ax.set_xlabel(label)
        ax.set_ylabel("seconds")
        ax.grid(visible=True, which="both", alpha=0.3)
    fig.savefig(file)


if __name__ == "__main__":
    main()
