"""How sure the headlines are: draws over every uncertain parameter, the siting held fixed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Parameter, Scenario
from helpers.model import Draws, build_world, choose_sites, run_draws


def uncertain_parameters(inputs: Inputs) -> list[Parameter]:
    """Return the parameters that are uncertain and have a range, in the order of the register."""
    rows = (row for row in inputs.register.values() if row.role == "uncertainty")
    return [row for row in rows if row.level("low") < row.level("high")]


def triangular(share: np.ndarray, low: float, base: float, high: float) -> np.ndarray:
    """Return quantiles of the triangular distribution on [low, high] with mode ``base``; shape of ``share``.

    >>> triangular(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0)
    array([0., 1., 2.])
    """
    # Imported here: scipy.stats takes a second to load, and only draws need it.
    from scipy import stats

    return stats.triang.ppf(share, (base - low) / (high - low), loc=low, scale=high - low)


def draw_values(inputs: Inputs, draws: int, seed: int) -> pd.DataFrame:
    """Return Latin-hypercube draws of the uncertain parameters: one row per draw, one column per parameter.

    Every parameter is triangular between its low and high value with the base value as mode, independent of
    the others: ranges are judged, correlations are not known.
    """
    from scipy.stats import qmc

    rows = uncertain_parameters(inputs)
    sampler = qmc.LatinHypercube(d=len(rows), rng=np.random.default_rng(seed))
    shares = sampler.random(draws)
    columns = {row.quantity.id: triangular(shares[:, k], *(row.level(x) for x in ("low", "base", "high")))
               for k, row in enumerate(rows)}
    return pd.DataFrame(columns)


def with_values(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """Return the scenario with more parameters changed; what the scenario itself sets stays."""
    return scenario.model_copy(update={"values": values | scenario.values})


def draw_outcomes(scenario: Scenario, inputs: Inputs, draws: int) -> Draws:
    """Return headlines and yearly outlays of Latin-hypercube draws, the siting held fixed."""
    return run_draws(scenario, inputs, draw_values(inputs, draws, scenario.levers.seed))


def draw_side_by_side(scenario: Scenario, inputs: Inputs, values: pd.DataFrame, workers: int) -> Draws:
    """Return the same as :func:`helpers.model.run_draws`, the draws shared among threads.

    Most of the time is spent inside NumPy, which lets other threads run.
    """
    plan = choose_sites(build_world(scenario, inputs))
    parts = [values.iloc[at] for at in np.array_split(np.arange(len(values)), workers)]
    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(lambda part: run_draws(scenario, inputs, part, plan), parts))
    return Draws(*(pd.concat(frames, ignore_index=True)
                   for frames in zip(*((part.headlines, part.outlays) for part in found), strict=True)))


def tails(inputs: Inputs) -> tuple[float, float]:
    """Return the quantile levels between which the stated share of draws lies, the same share in each tail."""
    share = inputs.register["interval_share"].quantity.value
    return (1 - share) / 2, (1 + share) / 2


def intervals(draws: pd.DataFrame, levels: tuple[float, float]) -> pd.DataFrame:
    """Return the interval of every metric between two quantile levels: columns ``metric_id, low, high``."""
    quantiles = draws.quantile(list(levels)).T
    return pd.DataFrame({"metric_id": quantiles.index, "low": quantiles[levels[0]].to_numpy(),
                         "high": quantiles[levels[1]].to_numpy()})
