"""What money of several years is worth today."""

from __future__ import annotations

import numpy as np


def npv(flow: np.ndarray, rate: float) -> float:
    """Return the net present value of a yearly flow, the first at t = 0: sum F_t / (1 + r)^t.

    Parameters
    ----------
    flow : amounts of the years 0, 1, ..., shape (years,) [VND per year]; rate : real discount rate [per year].

    >>> round(npv(np.array([-100.0, 121.0]), 0.10), 9)
    10.0
    """
    flow = np.asarray(flow, dtype=float)
    return float(np.sum(flow / (1 + rate) ** np.arange(len(flow))))


def annuity(capital: float | np.ndarray, rate: float, years: int) -> float | np.ndarray:
    """Return the even yearly payment worth ``capital`` over ``years``, payments at the start of each year.

    >>> annuity(300.0, 0.0, 3)
    100.0
    """
    return capital / float(np.sum((1 + rate) ** -np.arange(years, dtype=float)))
