"""What points hold today: counters as counted in the survey, or else as the model takes them to be."""

from __future__ import annotations

import numpy as np

from helpers.model.world import Counters, World


def held_counters(world: World, counters: Counters) -> np.ndarray:
    """Return the counters that every site holds today, shape (m,); a site that does not exist holds none.

    As counted where the point has answered the survey. Elsewhere the counters of the first year are taken to be
    there already, as they are in the cash flow.
    """
    known = counted(world, "counters")
    return np.where(world.existing, np.where(np.isnan(known), counters.needed[0], known), 0)


def counted(world: World, column: str) -> np.ndarray:
    """Return a column of ``facilities`` for every site, shape (m,); nan where the point has not answered."""
    answers = world.inputs["facilities"]
    if answers.empty:
        return np.full(len(world.sites), np.nan)
    by_point = answers.set_index("point_id")[column].astype(float)
    return world.sites["site_id"].map(by_point).to_numpy(dtype=float)
