"""Draws of the uncertain parameters: at random in slices, as a low-discrepancy sequence, or as Saltelli's design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Parameter

LEVELS = ("low", "base", "high")


def uncertain_parameters(inputs: Inputs) -> list[Parameter]:
    """Return the parameters that are uncertain and have a range, in the order of the register."""
    rows = (row for row in inputs.register.values() if row.role == "uncertainty")
    return [row for row in rows if row.level("low") < row.level("high")]


def ranges(inputs: Inputs, without: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return the range of every uncertain parameter.

    Parameters
    ----------
    without : parameters that a scenario sets (``scenario.values``), which are not uncertain in it.

    Returns
    -------
    index ``parameter_id``; columns ``low, base, high`` (the triangular distribution) and ``allowed_min,
    allowed_max``, all in the unit of the parameter.
    """
    rows = [row for row in uncertain_parameters(inputs) if row.quantity.id not in (without or {})]
    columns = {level: [row.level(level) for row in rows] for level in LEVELS}
    ends = {"allowed_min": [row.allowed_min for row in rows], "allowed_max": [row.allowed_max for row in rows]}
    index = pd.Index([row.quantity.id for row in rows], name="parameter_id")
    return pd.DataFrame({**columns, **ends}, index=index, dtype=float)


def triangular(share: np.ndarray, low: float, base: float, high: float) -> np.ndarray:
    """Return quantiles of the triangular distribution on [low, high] with mode ``base``; shape of ``share``.

    >>> triangular(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0)
    array([0., 1., 2.])
    """
    # Imported here: scipy.stats takes a second to load, and only draws need it.
    from scipy import stats

    return stats.triang.ppf(share, (base - low) / (high - low), loc=low, scale=high - low)


def from_shares(shares: np.ndarray, wide: pd.DataFrame) -> pd.DataFrame:
    """Return parameter values at shares of probability [0-1]: one row per draw, one column per parameter.

    Every parameter is triangular between its low and high value with the base value as mode, independent of
    the others: ranges are judged, correlations are not known.

    Parameters
    ----------
    shares : shape (draws, parameters); wide : ranges, see :func:`ranges`.

    >>> wide = pd.DataFrame({"low": [0.0], "base": [1.0], "high": [2.0]}, index=["a"])
    >>> from_shares(np.array([[0.5], [1.0]]), wide)["a"].to_list()
    [1.0, 2.0]
    """
    return pd.DataFrame({row.Index: triangular(shares[:, k], row.low, row.base, row.high)
                         for k, row in enumerate(wide.itertuples())}, index=range(len(shares)))


def latin_hypercube(wide: pd.DataFrame, draws: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return Latin-hypercube draws: each parameter has one draw in each of ``draws`` slices of equal probability.

    Source: McKay, Beckman and Conover (1979).
    """
    from scipy.stats import qmc

    return from_shares(qmc.LatinHypercube(d=len(wide), rng=rng).random(draws), wide)


def draw_values(inputs: Inputs, draws: int, seed: int) -> pd.DataFrame:
    """Return Latin-hypercube draws of all uncertain parameters: one row per draw, one column per parameter."""
    return latin_hypercube(ranges(inputs), draws, np.random.default_rng(seed))


def sobol_sequence(wide: pd.DataFrame, draws: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return draws by the scrambled Sobol' sequence, which fills the space more evenly than chance.

    Source: Sobol' (1967); scrambling after Matousek (1998).

    Raises
    ------
    ValueError : ``draws`` is not a power of two, without which the sequence is not balanced.
    """
    from scipy.stats import qmc

    _power_of_two(draws)
    return from_shares(qmc.Sobol(d=len(wide), rng=rng).random(draws), wide)


@dataclass(frozen=True)
class Design:
    """The runs from which Sobol' indices are estimated.

    Parameters
    ----------
    values : one row per run, one column per parameter; ``base_draws * (inputs + 2)`` rows in the order that
        :func:`helpers.analysis.sobol.indices` expects.
    members : inputs, each a parameter or a group of parameters, by name.
    base_draws : base points.
    problem : the same design in the words of SALib.
    """

    values: pd.DataFrame
    members: Mapping[str, tuple[str, ...]]
    base_draws: int
    problem: Mapping[str, object]


def saltelli(wide: pd.DataFrame, base_draws: int, rng: np.random.Generator,
             groups: Mapping[str, str] | None = None) -> Design:
    """Return the design of first-order and total indices.

    Two matrices A and B of base points are drawn by the scrambled Sobol' sequence; for each input k a matrix AB_k is
    A with the columns of k taken from B. Source: Saltelli et al. (2010), through SALib.

    Parameters
    ----------
    wide : ranges of the parameters.
    base_draws : base points, a power of two.
    groups : name of the group of each parameter; a parameter that it does not name is a group of its own.

    Raises
    ------
    ValueError : ``base_draws`` is not a power of two, or a group names a parameter without a range.
    """
    from SALib.sample import sobol

    _power_of_two(base_draws)
    strange = sorted(set(groups or {}) - set(wide.index))
    if strange:
        raise ValueError(f"no range for the grouped parameters {', '.join(strange)}")
    named = [(groups or {}).get(key, key) for key in wide.index]
    members = {name: tuple(key for key, group in zip(wide.index, named, strict=True) if group == name)
               for name in dict.fromkeys(named)}
    problem = {"num_vars": len(wide), "names": list(wide.index), "bounds": [[0, 1]] * len(wide), "groups": named}
    shares = sobol.sample(problem, base_draws, calc_second_order=False, seed=rng)
    return Design(from_shares(shares, wide), members, base_draws, problem)


def _power_of_two(draws: int) -> None:
    if draws < 2 or draws & (draws - 1):
        raise ValueError(f"{draws} draws: the Sobol' sequence is balanced only for a power of two (2, 4, 8, ...)")
