"""Seconds of the model stage for all scenarios together, with the sites given and with the sites chosen.

Run by hand: ``python tests/benchmarks/model_stage.py``; with ``--profile`` also where the time goes.
"""

from __future__ import annotations

import cProfile
import pstats
import statistics
import sys
import time
from pathlib import Path

from helpers.inputs import load_inputs, load_scenario, scenario_names
from helpers.model import build_world, choose_sites, run_headlines, run_scenario

DATA = Path(__file__).parents[2] / "data"
RUNS, PLACES = 7, 5


def seconds(call) -> float:
    """Return the median of the seconds that several calls take, after one that is not counted."""
    call()
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def slowest(call) -> None:
    """Print the places of the model in which most of the time passes, their own calls included and left out."""
    profile = cProfile.Profile()
    profile.runcall(call)
    for order in ("cumulative", "tottime"):
        print(f"\nby {order}")
        found = pstats.Stats(profile)
        rows = sorted(found.stats.items(), key=lambda item: -item[1][3 if order == "cumulative" else 2])
        own = [row for row in rows if order == "tottime" or "/helpers/model/" in row[0][0]]
        for (file, line, name), (_, calls, inside, whole, _) in own[: 3 * PLACES]:
            print(f"  {Path(file).name}:{line} {name}: {calls} calls, {inside:.4f} s own, {whole:.4f} s in all")


def main() -> None:
    inputs = load_inputs(DATA)
    scenarios = [load_scenario(name, inputs.register) for name in scenario_names()]
    plans = [choose_sites(build_world(scenario, inputs)) for scenario in scenarios]

    def given(run=run_headlines) -> None:
        for scenario, plan in zip(scenarios, plans, strict=True):
            run(scenario, inputs, plan=plan)

    def by_choice() -> None:
        for scenario, plan in zip(scenarios, plans, strict=True):
            levers = scenario.levers.model_copy(update={"assignment": "huff"})
            run_headlines(scenario.model_copy(update={"levers": levers}), inputs, plan=plan)

    def chosen() -> None:
        for scenario in scenarios:
            run_headlines(scenario, inputs)

    print(f"{len(scenarios)} scenarios, median of {RUNS} runs")
    print(f"sites given, headlines: {seconds(given):.3f} s")
    print(f"sites given, headlines, people choose their point: {seconds(by_choice):.3f} s")
    print(f"sites given, all tables: {seconds(lambda: given(run_scenario)):.3f} s")
    print(f"sites chosen, headlines: {seconds(chosen):.3f} s")
    if "--profile" in sys.argv:
        slowest(given)


if __name__ == "__main__":
    main()
