"""What would bring a late pair in time, and what it costs: an earlier pick-up, one more run a day, or both."""

from __future__ import annotations

import numpy as np

#: none: neither an earlier pick-up within its earliest hour nor one more run a day, nor both, is enough.
MENDS = ("earlier_pickup", "one_more_run", "both", "none")


def cheapest_mend(pickup_min: np.ndarray, latest_now_min: np.ndarray, latest_more_min: np.ndarray,
                  earliest_min: float) -> tuple[np.ndarray, np.ndarray]:
    """Return for each late pair the cheapest change that mends it, and the minutes the pick-up must move.

    In the order of cost: an earlier pick-up, which needs no further run and is taken to cost nothing; one more run
    a day; both. The pick-up moves by exactly as much as is needed (pick-up - latest pick-up in time), and never to
    before the earliest hour. It mends what is accepted up to the new pick-up: what is accepted after it, and before
    the cut-off, still leaves a day later, so that this stretch of the day has to be told with the mend.

    Parameters
    ----------
    pickup_min : today's pick-up, shape (k,) [min].
    latest_now_min, latest_more_min : latest pick-up in time with today's runs and with one more, shape (k,) [min];
        minus infinity where no further run is possible.
    earliest_min : earliest hour of a pick-up [min].

    >>> latest_now, latest_more = np.array([880.0, 300.0, 300.0, 300.0]), np.array([900.0, 900.0, 840.0, 360.0])
    >>> mend, earlier = cheapest_mend(np.full(4, 900.0), latest_now, latest_more, 600.0)
    >>> mend.tolist(), earlier.tolist()
    (['earlier_pickup', 'one_more_run', 'both', 'none'], [20.0, 0.0, 60.0, nan])
    """
    # A minute of ten thousand parts, as in the clock: a pick-up equal to the latest one is in time.
    now, more = np.round(latest_now_min, 4), np.round(latest_more_min, 4)
    ways = [now >= earliest_min, more >= np.round(pickup_min, 4), more >= earliest_min]
    mend = np.select(ways, MENDS[:-1], default=MENDS[-1])
    earlier = np.select(ways, [pickup_min - latest_now_min, np.zeros(len(mend)), pickup_min - latest_more_min],
                        default=np.nan)
    return mend, earlier


def run_vnd_per_year(km: np.ndarray, vnd_per_run: float, vnd_per_km: float, working_days: float) -> np.ndarray:
    """Return what one more daily run over a way costs, shape of the ways [VND per year].

    D (F + 2 u d): working days D, loading and handing over F [VND per run], cost u [VND per km], way d [km], there
    and back. The legs of several pairs may share a run: costs of pairs do not add up.

    >>> run_vnd_per_year(np.array([0.0, 10.0]), 60000, 7000, 250).tolist()
    [15000000.0, 50000000.0]
    """
    return working_days * (vnd_per_run + 2 * vnd_per_km * np.asarray(km))
