"""The shape of a day: which share of its customers comes in which slot, sharpened to a given busiest slot."""

from __future__ import annotations

import numpy as np


def day_shares(shape: np.ndarray, peak: float) -> np.ndarray:
    """Return the share of a day's customers in each slot, with ``peak`` in the busiest one, shape (slots,).

    s_t = w_t^k / sum_u w_u^k for the shares w_t of the profile, with the one k >= 0 at which max_t s_t = q, the peak
    wanted: k = 1 is the profile itself, a greater k a sharper day, k = 0 an even one. The order of the slots never
    changes and no share falls below 0. An even day is the flattest there is: a peak below 1/n gives it.

    Parameters
    ----------
    shape : w_t > 0, in the order of the day, shape (slots,); only their ratios count.
    peak : q, share of the day in its busiest slot [0-1].

    Raises
    ------
    ValueError : a share of the profile that is not above 0, a peak outside 0 to 1, or one that several equally busy
        slots cannot reach.

    >>> shape = np.array([0.25, 0.5, 0.25])
    >>> day_shares(shape, 0.5).tolist(), day_shares(shape, 0.8).round(4).tolist()
    ([0.25, 0.5, 0.25], [0.1, 0.8, 0.1])
    """
    # Imported here: only tables of the day need it.
    from scipy.optimize import brentq

    shape = np.asarray(shape, dtype=float)
    if not shape.size or not (shape > 0).all() or not 0 <= peak <= 1:
        raise ValueError("shares of a profile are above 0, and that of the busiest slot is not outside 0 to 1")
    ratio, busiest = shape / shape.max(), int(shape.argmax())
    equal = int((ratio == 1).sum())
    if peak > 1 / equal:
        raise ValueError(f"{equal} slots of the profile are equally busy, so that none takes {peak:g} of the day")
    if peak * shape.size <= 1:
        return np.full(shape.shape, 1 / shape.size)

    def missing(k):
        return peak - 1 / (ratio**k).sum()
    most = 1.0
    while missing(most) > 0:
        most *= 2
    shares = ratio ** brentq(missing, 0, most)
    if equal > 1:
        return shares / shares.sum()
    # What the root leaves as rounding goes to the other slots, so that the busiest one has its share exactly.
    others = np.arange(shape.size) != busiest
    return np.where(others, shares * ((1 - peak) / max(shares[others].sum(), np.finfo(float).tiny)), peak)
