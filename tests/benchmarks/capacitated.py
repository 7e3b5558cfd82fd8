"""Seconds and gaps of siting with counters on the province; run this file with Python.

159 communes with 100,000 dossiers a year, 58 existing points, 101 candidates, two types of point with one to four
counters, a floor for every district and one for the difficult communes. Capacities are of the counters set aside for
dossiers; with 118,000 a year the existing points hold all of the demand, though not where it is, with 74,000 they do
not hold it. Prints status, gap, seconds and the size of each plan; the time limit is 30 s.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from helpers.inputs import load_inputs, load_scenario
from helpers.model import build_world
from helpers.model.placing import commune_shares
from helpers.model.siting.capacitated import capacitated
from helpers.model.siting.demands import CoverageFloor, Floor, ImpossibleDemands
from helpers.model.siting.levels import PointType

LIMIT_S, YEARS, STANDARD_KM = 30.0, 3.0, 5.0
#: Dossiers a year that the counters of a post office and of a culture post office take.
LOOSE, USED, SCARCE = (6000.0, 3000.0), (2500.0, 1000.0), (1500.0, 800.0)
VARIANTS = {
    "distance, budget 6 bn, loose": (LOOSE, "distance", 6e9, None, {}),
    "distance, budget 6 bn, 85 % used": (USED, "distance", 6e9, None, {}),
    "distance, budget 8 bn, scarce": (SCARCE, "distance", 8e9, None, {}),
    "distance, budget 6 bn, 85 % used, not split": (USED, "distance", 6e9, None, {"single": True}),
    "distance, budget 6 bn, 85 % used, nobody beyond 25 km": (USED, "distance", 6e9, None, {"reach": 25.0}),
    "cost, 80 % within 5 km, 85 % used": (USED, "cost", None, 0.80, {}),
    "cost, 87 % within 5 km, 85 % used": (USED, "cost", None, 0.87, {}),
    "cost, 80 % within 5 km, 85 % used, nobody beyond 25 km": (USED, "cost", None, 0.80, {"reach": 25.0}),
    "cost, 80 % within 5 km, scarce": (SCARCE, "cost", None, 0.80, {}),
    "cost, 80 % within 5 km, scarce, nobody beyond 25 km": (SCARCE, "cost", None, 0.80, {"reach": 25.0}),
    "cost, 80 % within 5 km, scarce, budget 8 bn": (SCARCE, "cost", 8e9, 0.80, {}),
    "cost, 80 % within 5 km, 85 % used, not split": (USED, "cost", None, 0.80, {"single": True}),
}


def floors_of(world) -> list[Floor]:
    """A floor for every district, 45 % of its communes, and one for the difficult communes."""
    communes, sites = world.communes, world.sites
    floors = [Floor((sites["district_code"] == code).to_numpy(), int(0.45 * size), name=f"district {code}")
              for code, size in communes["district_code"].value_counts().sort_index().items()]
    hard = communes.loc[communes["difficult_area"].isin(["II", "III", "bai_ngang"]), "commune_code"]
    return [*floors, Floor(sites["commune_code"].isin(hard).to_numpy(), 24, name="the difficult communes")]


def main() -> None:
    """Solve every variant (or those whose name holds the argument) once and print what is known of it."""
    inputs = load_inputs()
    world = build_world(load_scenario("stepwise", inputs.register), inputs)
    hilly = np.where(world.sites["terrain"] == "mountain", world.p["capital_mountain_ratio"], 1.0)
    types = [PointType("culture post office", 60e6 * hilly, 48e6, 1200.0, 4),
             PointType("post office", 90e6 * hilly, 60e6, 2000.0, 4)]
    demand, floors = commune_shares(world) * 100_000, floors_of(world)
    post = (world.sites["kind"] != "commune_culture_post_office").to_numpy()
    for name, (capacity, minimise, budget, share, more) in VARIANTS.items():
        if not all(word in name for word in sys.argv[1:]):
            continue
        cover = [CoverageFloor(world.distance_km <= STANDARD_KM, share)] if share else []
        start = time.perf_counter()
        try:
            plan = capacitated(world.distance_km, demand, world.existing, types, minimise=minimise, budget=budget,
                               years=YEARS, floors=[*floors, *cover], capacity_now=np.where(post, *capacity),
                               time_limit_s=LIMIT_S, **more)
        except (ImpossibleDemands, TimeoutError) as error:
            print(f"{name}: {error} ({time.perf_counter() - start:.1f} s)", flush=True)
            continue
        print(f"{name}: {plan.status}, gap {plan.gap:.3%}, {time.perf_counter() - start:.1f} s; "
              f"{len(plan.opened[0])} points, {sum(plan.counters)} counters, {plan.total_cost / 1e9:.3f} bn, "
              f"{plan.weighted_distance / demand.sum():.4f} km", flush=True)


if __name__ == "__main__":
    main()
