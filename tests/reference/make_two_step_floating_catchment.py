"""Write ``two_step_floating_catchment.json``: catchment scores computed by PySAL ``access``, for the tests.

Run by hand, with ``access`` (1.1.10) installed. Nothing of the workbook's own code is used: distances are computed
here from the tables, rounded to a metre and stored with the scores, so that the test does not depend on later
changes of the data.
"""

import csv
import json
import math
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from access import Access, weights

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
DETOUR = {"plain": 1.19, "mountain": 1.44}
#: Zones [km] with the weights of Luo and Qi 2009.
STEPS = {3.0: 1.0, 5.0: 0.68, 8.0: 0.22}
LIMIT = 8.0
EDGE = math.exp(-0.5)


def rows(name):
    with (DATA / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def road_km(commune, point, seat):
    """Return the road distance [km] from a commune to a point, to a metre."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(float(row[key])) for row in (commune, point) for key in ("lat", "lon"))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
    within = 2 / 3 * math.sqrt(float(commune["area_km2"]) / math.pi)
    straight = max(6371.0088 * math.acos(min(1.0, cosine)), within)
    straight = within if point["commune_code"] == commune["commune_code"] else straight
    hilly = "mountain" in (commune["terrain"], seat["terrain"])
    return round(straight * DETOUR["mountain" if hilly else "plain"], 3)


def province():
    """Return distances [km], people and opening hours of the province's communes and points."""
    communes, points = rows("communes"), rows("service_points")
    seats = {row["commune_code"]: row for row in communes}
    distance = [[road_km(commune, point, seats[point["commune_code"]]) for point in points] for commune in communes]
    hours = [6.0 if point["kind"] == "commune_culture_post_office" else 8.0 for point in points]
    return {"distance": distance, "demand": [float(row["population_2019"]) for row in communes], "supply": hours}


def small():
    """Return three communes and two points; one way is exactly at the limit and one commune reaches nothing."""
    return {"distance": [[1.0, 8.0], [4.0, 3.0], [8.001, 9.0]], "demand": [100.0, 300.0, 50.0], "supply": [2.0, 1.0]}


def gaussian(km):
    return (math.exp(-0.5 * (km / LIMIT) ** 2) - EDGE) / (1 - EDGE)


def scores(case):
    """Return the scores of the communes by kind of weight."""
    n, m = len(case["demand"]), len(case["supply"])
    ways = pd.DataFrame([(i, j, case["distance"][i][j]) for i in range(n) for j in range(m)],
                        columns=["origin", "dest", "cost"])
    scored = Access(
        demand_df=pd.DataFrame({"geoid": range(n), "demand": case["demand"]}), demand_index="geoid",
        demand_value="demand",
        supply_df=pd.DataFrame({"geoid": range(m), "supply": case["supply"]}), supply_index="geoid",
        supply_value="supply", cost_df=ways, cost_origin="origin", cost_dest="dest", cost_name="cost")
    scored.two_stage_fca(name="plain", max_cost=LIMIT)
    scored.enhanced_two_stage_fca(name="step", max_cost=LIMIT, weight_fn=weights.step_fn(STEPS))
    scored.enhanced_two_stage_fca(name="gaussian", max_cost=LIMIT, weight_fn=gaussian)
    found = scored.access_df.sort_index().fillna(0.0)
    return {name: found[f"{name}_supply"].tolist() for name in ("plain", "step", "gaussian")}


def main():
    cases = {name: case | {"expected": scores(case)} for name, case in (("small", small()), ("province", province()))}
    about = {"made_by": f"access {version('access')}", "limit": LIMIT, "limits": list(STEPS),
             "weights": list(STEPS.values())}
    text = json.dumps(about | {"cases": cases}, separators=(",", ":"))
    (HERE / "two_step_floating_catchment.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
