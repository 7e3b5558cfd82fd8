"""What money of several years is worth today."""

from __future__ import annotations

import numpy as np

from helpers.model.broadcast import spread


def npv(flow: np.ndarray, rate: float | np.ndarray) -> float | np.ndarray:
    """Return the net present value of a yearly flow, the first at t = 0: sum F_t / (1 + r)^t, shape (...).

    Parameters
    ----------
    flow : amounts of the years 0, 1, ..., shape (..., years) [VND per year]; rate : real discount rate [per year],
        a number or an array of draws.

    >>> round(npv(np.array([-100.0, 121.0]), 0.10), 9)
    10.0
    """
    flow = np.asarray(flow, dtype=float)
    worth = np.sum(flow / (1 + spread(rate, 1)) ** np.arange(flow.shape[-1]), axis=-1)
    return worth if worth.ndim else float(worth)


def annuity(capital: float | np.ndarray, rate: float | np.ndarray, years: int) -> float | np.ndarray:
    """Return the even yearly payment worth ``capital`` over ``years``, payments at the start of each year.

    Capital and rate are numbers or arrays of draws.

    >>> annuity(300.0, 0.0, 3)
    100.0
    """
    yearly = capital / np.sum((1 + spread(rate, 1)) ** -np.arange(years, dtype=float), axis=-1)
    return yearly if np.ndim(yearly) else float(yearly)
