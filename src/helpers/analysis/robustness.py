"""How far the choice of sites depends on where the existing points are taken to be."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario, fixed_points, sample_layout
from helpers.model import build_world, choose_sites


def selection_frequency(scenario: Scenario, inputs: Inputs, layouts: int) -> pd.DataFrame:
    """Return how often each commune is chosen over plausible layouts of the existing points.

    The known points stay where they are; the others are drawn anew in each layout and the siting is solved
    again. A commune that already has a point in a layout cannot be chosen in it.

    Returns
    -------
    columns ``commune_code, free, chosen, frequency``: layouts in which the commune had no point, in which it
    was chosen, and chosen / free (missing when never free).
    """
    rng = np.random.default_rng(scenario.levers.seed)
    points, communes = inputs["service_points"], inputs["communes"]
    known = fixed_points(points)
    counts = points["kind"].value_counts().to_dict()
    free = pd.Series(0, index=communes["commune_code"])
    chosen = free.copy()
    for _ in range(layouts):
        layout = sample_layout(communes, known, counts, rng)
        tables = {**inputs.tables, "service_points": layout}
        world = build_world(scenario, dataclasses.replace(inputs, tables=tables))
        plan = choose_sites(world)
        free[world.sites.loc[~world.existing, "commune_code"]] += 1
        chosen[world.sites["commune_code"].to_numpy()[[j for year in plan.opened for j in year]]] += 1
    frequency = (chosen / free.where(free > 0)).to_numpy()
    return pd.DataFrame({"commune_code": free.index, "free": free.to_numpy(), "chosen": chosen.to_numpy(),
                         "frequency": frequency})
