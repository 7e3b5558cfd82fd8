"""How sure the headlines are: draws over every uncertain parameter, the siting held fixed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from helpers.analysis.sampling import draw_values
from helpers.inputs import Inputs, Scenario
from helpers.model import Draws, build_world, choose_sites, run_draws


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
