"""Which fact to collect first: what knowing a number before the choice is worth, estimated from the draws."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.analysis.effort import COEFFICIENT_PAIRS, FOLDS, PIECES, SHORT_LIST

COLUMNS = ("input_id", "value", "error", "bias", "least")


def perfect_information(benefits: pd.DataFrame) -> tuple[float, float]:
    """Return the expected value of perfect information and its standard error, in the unit of the benefits.

    EVPI = E[max_d B_d] - max_d E[B_d] over the options d: what it would be worth to know everything before choosing,
    and so a bound of what any fact is worth (Raiffa and Schlaifer, 1961).

    Parameters
    ----------
    benefits : net benefit of every option (columns) in every draw (rows).

    >>> perfect_information(pd.DataFrame({"a": [0.0, 4.0], "b": [2.0, 0.0]}))
    (1.0, 1.0)
    """
    gain = _gain(benefits.to_numpy(float))
    return float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(len(gain)))


def partial_information(benefits: pd.DataFrame, draws: pd.DataFrame, rng: np.random.Generator,
                        groups: Mapping[str, Sequence[str]] | None = None) -> pd.DataFrame:
    """Return the expected value of knowing each parameter, or each group of them, before the choice.

    EVPPI(x) = E_x[max_d E[B_d | x]] - max_d E[B_d]

    with the net benefit B_d of option d. The inner expectation g_d(x) is estimated by least squares over all draws
    on cubic splines with knots at quantiles (additive in the parameters of a group, with the products of its
    pairs), so that no draws within draws are needed.

    Parameters
    ----------
    benefits : net benefit of every option (columns) in every draw (rows).
    draws : parameters (columns) of the same draws.
    groups : members of each group by its name; every parameter alone where it is left out.

    Returns
    -------
    columns ``input_id, value, error, bias, least`` in the unit of the benefits, the most valuable first.

    - ``error`` : standard error: of the coefficients, drawn from their normal distribution, and of the mean over the
      draws. Latin-hypercube draws lie more evenly than the independent ones it assumes: it is then on the large side.
    - ``bias`` : how much the value is overstated by chance: the mean of the values under drawn coefficients, which
      are as far from the estimate as that is from the truth, less the value. Where options do not cross it is 0.
    - ``least`` : what the choice by g is worth on draws that did not serve to fit it (in turn a part is held back);
      overstated by nothing, understated as far as g is wrong. The worth lies between ``least`` and ``value`` but for
      ``error``; a wide distance says that there are too few draws.

    Missing from g, and so from all columns, is what three parameters do together and what a spline of few pieces
    cannot follow.

    Raises
    ------
    ValueError : there are too few draws for the coefficients of a group.

    Notes
    -----
    Source: Strong, Oakley and Brennan (2014).
    """
    members = groups or {name: (name,) for name in draws}
    rows = [(name, *_valued(benefits.to_numpy(float), _basis(draws[list(keys)]), rng))
            for name, keys in members.items()]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)


def best_facts(benefits: pd.DataFrame, draws: pd.DataFrame, rng: np.random.Generator, size: int = 3,
               short_list: int = SHORT_LIST) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Return the ``size`` parameters that are worth most together, and what that is (as in `partial_information`).

    All groups of that size among the ``short_list`` parameters that are worth most alone are tried; of equals those
    that explain more of the variance of the differences between options come first, so that facts which only
    matter together are not lost where none matters alone.
    """
    values = benefits.to_numpy(float)
    rank = {name: _worth_and_fit(values, _basis(draws[[name]])) for name in draws}
    best = sorted(rank, key=lambda name: (-rank[name][0], -rank[name][1]))[:short_list]
    tried = {keys: _worth_and_fit(values, _basis(draws[list(keys)]))
             for keys in itertools.combinations(best, min(size, len(best)))}
    facts = max(tried, key=lambda keys: tried[keys])
    return facts, partial_information(benefits, draws, rng, {" + ".join(facts): facts})


def information(benefits: pd.DataFrame, draws: pd.DataFrame, rng: np.random.Generator, size: int = 3) -> pd.DataFrame:
    """Return what it is worth to know everything, the best few facts together, and each fact alone.

    Returns
    -------
    columns ``input_id, kind`` (``all``: the bound, see `perfect_information`; ``group``: see `best_facts`;
    ``single``), ``value, error, bias, least`` as in `partial_information`; bias and least are missing for ``all``.
    """
    value, error = perfect_information(benefits)
    bound = pd.DataFrame([("all", value, error, np.nan, np.nan)], columns=list(COLUMNS)).assign(kind="all")
    _, group = best_facts(benefits, draws, rng, size)
    parts = [bound, group.assign(kind="group"), partial_information(benefits, draws, rng).assign(kind="single")]
    return pd.concat(parts, ignore_index=True)[["input_id", "kind", *COLUMNS[1:]]]


# --- estimates --------------------------------------------------------------------------------------------


def _gain(values: np.ndarray) -> np.ndarray:
    """Return for every draw what the best option of the draw brings over the one that is best on average."""
    return values.max(axis=1) - values[:, values.mean(axis=0).argmax()]


def _valued(values: np.ndarray, basis: np.ndarray, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Return value, standard error, bias and the worth on draws held back."""
    if len(basis) <= 2 * basis.shape[1]:
        raise ValueError(f"{len(basis)} draws are too few for {basis.shape[1]} coefficients: at least "
                         f"{2 * basis.shape[1] + 1} are needed")
    direction = _directions(basis)
    count, terms = direction.shape
    fitted = direction @ (direction.T @ values)
    gain, rest = _gain(fitted), values - fitted
    _, size, way = np.linalg.svd(rest / np.sqrt(count - terms), full_matrices=False)
    root = size[:, None] * way  # root' root is the covariance of the residuals of the options
    moves = (direction @ (rng.standard_normal((terms, len(root))) @ root) for _ in range(COEFFICIENT_PAIRS))
    # Each move is made both ways, so that the mean holds only what is curved in it: the bias.
    drawn = [_gain(fitted + sign * move).mean() for move in moves for sign in (1, -1)]
    error = np.sqrt(np.var(drawn) + gain.var(ddof=1) / count)
    return float(gain.mean()), float(error), float(np.mean(drawn) - gain.mean()), _held_back(values, direction)


def _held_back(values: np.ndarray, direction: np.ndarray) -> float:
    """Return the mean gain of choosing by coefficients that the draw itself did not serve to fit."""
    part, whole = np.arange(len(values)) % FOLDS, direction.T @ values
    worth = np.empty(len(values))
    for k in range(FOLDS):
        held = direction[part == k], values[part == k]
        # The directions are orthonormal over all draws: what is left without the part follows by subtraction.
        fit = np.linalg.lstsq(np.eye(len(whole)) - held[0].T @ held[0], whole - held[0].T @ held[1], rcond=None)[0]
        chosen = (held[0] @ fit).argmax(axis=1)
        worth[part == k] = held[1][np.arange(len(chosen)), chosen]
    return float(worth.mean() - values.mean(axis=0).max())


def _worth_and_fit(values: np.ndarray, basis: np.ndarray) -> tuple[float, float]:
    """Return the value, and the largest share of variance that the basis explains of a difference of two options."""
    direction = _directions(basis)
    fitted = direction @ (direction.T @ values)
    lead = values.mean(axis=0).argmax()
    whole, told = (np.var(part - part[:, [lead]], axis=0) for part in (values, fitted))
    return float(_gain(fitted).mean()), float(np.max(told / np.where(whole > 0, whole, 1)))


def _directions(basis: np.ndarray) -> np.ndarray:
    """Return orthonormal columns that span the basis, fewer than it has where its columns depend on each other."""
    left, size, _ = np.linalg.svd(basis, full_matrices=False)
    return left[:, size > size[0] * len(basis) * np.finfo(float).eps]


# --- basis ------------------------------------------------------------------------------------------------


def _basis(draws: pd.DataFrame) -> np.ndarray:
    """Return what net benefits are regressed on: one, the splines of each parameter, the products of pairs."""
    x = draws.to_numpy(float)
    spread = x.std(axis=0)
    scaled = ((x - x.mean(axis=0)) / np.where(spread > 0, spread, 1))[:, spread > 0]
    parts = [np.ones((len(x), 1)), *(_spline(column) for column in scaled.T)]
    pairs = [scaled[:, [i]] * scaled[:, [j]] for i, j in itertools.combinations(range(scaled.shape[1]), 2)]
    return np.hstack([*parts, *pairs])


def _spline(column: np.ndarray) -> np.ndarray:
    """Return a cubic B-spline basis with knots at quantiles, without its first column (the constant is apart)."""
    from scipy.interpolate import BSpline

    inner = np.unique(np.quantile(column, np.arange(PIECES + 1) / PIECES))
    knots = np.r_[[inner[0]] * 3, inner, [inner[-1]] * 3]
    return BSpline.design_matrix(column, knots, 3).toarray()[:, 1:]
