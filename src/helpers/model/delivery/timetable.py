"""The timetable of the mail for a number of runs a day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from helpers.model.delivery.clock import Timetable

#: Most runs a day: up to three, the hours of k runs are among those of k + 1.
MOST_RUNS = 3


def daily_hours(alone: np.ndarray, added: np.ndarray, runs: float) -> np.ndarray:
    """Return the hours of a daily service, shape (..., runs): one at ``alone``, two with ``added``, a third half-way.

    Raises
    ------
    ValueError : runs are not 1, 2 or 3.

    >>> daily_hours(17.5, 10.5, 1).tolist(), daily_hours(17.5, 10.5, 3).tolist()
    ([17.5], [17.5, 14.0, 10.5])
    """
    if runs not in range(1, MOST_RUNS + 1):
        raise ValueError(f"the mail runs 1, 2 or {MOST_RUNS} times a day, not {runs:g} times")
    return np.linspace(alone, added, int(runs), axis=-1)


def timetable(p: Mapping[str, np.ndarray], runs: float) -> Timetable:
    """Return the timetable of so many runs a day: bags, vehicles from the centre and rounds, all as often.

    Raises
    ------
    ValueError : runs are not 1, 2 or 3.
    """
    return Timetable(
        bag_hours=daily_hours(p["hub_close_hour"], p["network_added_bag_hour"], runs),
        centre_hours=daily_hours(p["network_centre_hour"], p["network_added_centre_hour"], runs),
        round_hours=daily_hours(p["network_round_hour"], p["network_added_round_hour"], runs),
        hub_sort_min=p["network_hub_sort_min"], centre_sort_min=p["network_centre_sort_min"],
        open_hour=p["network_receiver_opens_hour"], close_hour=p["network_receiver_closes_hour"],
    )
