"""What points hold today: counters as counted in the survey, or else as the model takes them to be."""

from __future__ import annotations

import numpy as np

from helpers.model.world import Counters, Setting, World


def held_counters(world: World, counters: Counters) -> np.ndarray:
    """Return the counters that every site holds today, shape (m,); a site that does not exist holds none.

    As counted where the point has answered the survey. Elsewhere the counters of the first year are taken to be
    there already, as they are in the cash flow.
    """
    known = counted(world.setting, "counters")
    return np.where(world.existing, np.where(np.isnan(known), counters.needed[0], known), 0)


def counted(setting: Setting, column: str) -> np.ndarray:
    """Return a column of ``facilities`` for every site, shape (m,); nan where the point has not answered."""
    answers = setting.inputs["facilities"]
    if answers.empty:
        return np.full(len(setting.sites), np.nan)
    by_point = answers.set_index("point_id")[column].astype(float)
    return setting.sites["site_id"].map(by_point).to_numpy(dtype=float)
