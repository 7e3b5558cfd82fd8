"""Which point people choose among the open ones, where they do not all go to the nearest (Huff 1964)."""

from __future__ import annotations

import numpy as np


def choice_shares(time_min: np.ndarray, attraction: np.ndarray, decay_per_min: float | np.ndarray,
                  is_open: np.ndarray) -> np.ndarray:
    """Return the share of each commune's dossiers that goes to each site, shape (..., n, m); rows sum to 1.

    P_ij = A_j exp(-beta t_ij) / sum_k A_k exp(-beta t_ik) over the open sites k, with the travel time t_ij, the
    attraction A_j and the decay beta; 0 at closed sites. With beta = 0 the way does not matter; as beta grows all
    go to the quickest site. Exponents are taken from their greatest one, so that none overflows and no row is lost.

    Parameters
    ----------
    time_min : t, shape (n, m) [min], or what broadcasts with the shape returned.
    attraction : A, shape (m,) or what broadcasts with ``is_open``, any unit; positive at open sites.
    decay_per_min : beta [per minute], not negative; a number, or what broadcasts with the times.
    is_open : mask of the open sites, shape (..., m), for example of every year.

    Raises
    ------
    ValueError : no site is open, the decay is negative, or the attraction of an open site is not positive.

    Source: Huff 1964; the exponential decay is that of the multinomial logit (McFadden 1974).

    >>> choice_shares(np.array([[10.0, 10.0, 0.0]]), np.array([1.0, 3.0, 1.0]), 0.1, np.array([True, True, False]))
    array([[0.25, 0.75, 0.  ]])
    """
    if not is_open.any(axis=-1).all():
        raise ValueError("no site is open")
    if np.any(decay_per_min < 0):
        raise ValueError(f"decay {np.min(decay_per_min):g} per minute is negative")
    if not (np.where(is_open, attraction, 1) > 0).all():
        raise ValueError("the attraction of an open site is not positive")
    appeal = np.where(is_open, np.log(np.where(attraction > 0, attraction, 1)), -np.inf)
    utility = appeal[..., None, :] - decay_per_min * time_min
    weight = np.exp(utility - utility.max(axis=-1, keepdims=True))
    return weight / weight.sum(axis=-1, keepdims=True)


def expected_at_sites(by_commune: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return the dossiers at each site, shape (..., m): D_j = sum_i v_i P_ij; none is lost.

    Parameters
    ----------
    by_commune : v, shape (..., n) [dossiers per year].
    shares : P, shape (..., n, m) [0-1], rows summing to 1.

    >>> expected_at_sites(np.array([10.0, 20.0]), np.array([[0.5, 0.5], [0.0, 1.0]]))
    array([ 5., 25.])
    """
    return (by_commune[..., None, :] @ shares)[..., 0, :]
