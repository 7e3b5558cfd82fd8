"""Which inputs the variance of a headline comes from: Sobol' indices with their own error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.analysis.effort import RESAMPLES
from helpers.analysis.sampling import Design

COLUMNS = ("metric_id", "input_id", "first", "first_error", "total", "total_error")


def sobol_indices(evaluate: Callable[[pd.DataFrame], pd.DataFrame], design: Design, rng: np.random.Generator,
                  resamples: int = RESAMPLES) -> pd.DataFrame:
    """Run a design and return the indices of every headline; see :func:`indices`.

    Parameters
    ----------
    evaluate : gives headlines (rows: runs, columns: metrics) for values of parameters (rows: runs).
    """
    return indices(design, evaluate(design.values), rng, resamples)


def indices(design: Design, outcomes: pd.DataFrame, rng: np.random.Generator,
            resamples: int = RESAMPLES) -> pd.DataFrame:
    """Return first-order and total Sobol' indices of every input for every headline.

    With the headline y and the input x_k (a parameter, or a group of them)

        first_k = V[E[y | x_k]] / V[y],    total_k = E[V[y | all but x_k]] / V[y],

    estimated as mean(y_B (y_ABk - y_A)) / V and mean((y_A - y_ABk)^2) / 2V. The first is the part of the variance
    that would go if x_k were known, the second the part that would stay if all others were; their difference is
    what x_k does together with others. An input without any effect has a total index of exactly 0.

    Parameters
    ----------
    design : of :func:`helpers.analysis.sampling.saltelli`.
    outcomes : one row per run of the design, one column per metric.
    rng : for the resampling; the same state gives the same errors.
    resamples : bootstrap samples of the base points.

    Returns
    -------
    columns ``metric_id, input_id, first, first_error, total, total_error``, the largest total first within each
    metric; an error is half the width of the interval of 95 % by the normal quantile of the bootstrap. Where a
    headline is the same in all runs its indices are missing.

    Raises
    ------
    ValueError : the outcomes are not those of the design.

    Notes
    -----
    Source: Sobol' (2001); estimators of Saltelli et al. (2010) and Jansen (1999), through SALib.
    """
    if len(outcomes) != len(design.values):
        raise ValueError(f"{len(outcomes)} outcomes for a design of {len(design.values)} runs")
    seed = int(rng.integers(1, np.iinfo(np.int32).max))
    parts = [_of_metric(design, metric, outcomes[metric].to_numpy(float), seed, resamples) for metric in outcomes]
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _of_metric(design: Design, metric: str, y: np.ndarray, seed: int, resamples: int) -> pd.DataFrame:
    from SALib.analyze import sobol

    names, missing = list(design.members), np.full(len(design.members), np.nan)
    if np.ptp(y) <= np.finfo(float).eps * np.abs(y).max():
        found = {"S1": missing, "S1_conf": missing, "ST": missing, "ST_conf": missing}
    else:
        # A seed of nought would send SALib to the global random state; it is at least one.
        found = sobol.analyze(design.problem, y, calc_second_order=False, num_resamples=resamples,
                              conf_level=0.95, seed=seed)
    table = pd.DataFrame({"metric_id": metric, "input_id": names, "first": found["S1"],
                          "first_error": found["S1_conf"], "total": found["ST"], "total_error": found["ST_conf"]})
    return table.sort_values("total", ascending=False, kind="stable")
