"""What if demand were otherwise: the path under levers of demand, and the points when people choose among them."""

from __future__ import annotations

import pandas as pd

from helpers.inputs import Inputs, Scenario
from helpers.model import World, provincial_forecast, run_scenario
from helpers.model.demand import by_form
from helpers.model.siting import SitingAnswer

#: Levers of demand that are asked about: online services of levels 3-4, and registered people in the market.
LEVERS = ("online_shift_share", "registered_population_ratio")
ENDS = ("low", "base", "high")
ASSIGNMENTS = ("nearest", "huff")


def what_ifs(world: World) -> pd.DataFrame:
    """Return the dossiers of the province in the last year, each lever of demand alone at its low, base or high.

    V = V(p, p_k = x) before any induced demand, and its forms V s_f, for the levers k of ``LEVERS``. Base is the
    value of the scenario; low and high are the ends of the register.

    Returns
    -------
    columns ``parameter_id, case, value, dossiers, send_dossiers, receive_dossiers, both_dossiers``.
    """
    rows = []
    for key in LEVERS:
        row = world.inputs.register[key]
        for case in ENDS:
            value = world.p[key] if case == "base" else row.level(case)
            path, shares = provincial_forecast(world, world.p | {key: value})
            rows.append({"parameter_id": key, "case": case, "value": value, "dossiers": path[-1],
                         **by_form(path[-1], shares)})
    return pd.DataFrame(rows)


def point_choice(scenario: Scenario, inputs: Inputs, plan: SitingAnswer) -> pd.DataFrame:
    """Return the dossiers of every open point in the last plan year under both ways to choose a point.

    ``nearest_dossiers`` where all go to the nearest open point, ``huff_dossiers`` where they choose by travel time
    (Huff 1964); the open points and the dossiers of the communes are the same in both.

    Parameters
    ----------
    scenario, inputs : what is run; plan : the sites that open.

    Returns
    -------
    columns ``site_id, nearest_dossiers, huff_dossiers``.
    """
    columns = []
    for way in ASSIGNMENTS:
        levers = scenario.levers.model_copy(update={"assignment": way})
        sites = run_scenario(scenario.model_copy(update={"levers": levers}), inputs, plan=plan)["sites"]
        columns.append(sites.set_index("site_id")["dossiers"].rename(f"{way}_dossiers"))
    return pd.concat(columns, axis=1).reset_index()
