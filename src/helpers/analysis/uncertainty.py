"""How sure the headlines are: draws over every uncertain parameter, the siting held fixed."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.budget import yearly_outlays
from helpers.analysis.sampling import draw_values
from helpers.inputs import Inputs, Scenario
from helpers.model import build_world, choose_sites, run_scenario


def with_values(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """Return the scenario with more parameters changed; what the scenario itself sets stays."""
    return scenario.model_copy(update={"values": values | scenario.values})


def draw_outcomes(scenario: Scenario, inputs: Inputs, draws: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return headlines (columns: metrics) and yearly outlays (columns: payer, year) of every draw, a row each."""
    plan = choose_sites(build_world(scenario, inputs))
    values = draw_values(inputs, draws, scenario.levers.seed)
    headlines, outlays = [], []
    for row in values.to_dict("records"):
        run = run_scenario(with_values(scenario, row), inputs, plan=plan, headlines_only=True)
        headlines.append(run.headlines)
        outlays.append(yearly_outlays(run["cash_flow"]))
    return pd.DataFrame(headlines), pd.DataFrame(outlays).reset_index(drop=True)


def tails(inputs: Inputs) -> tuple[float, float]:
    """Return the quantile levels between which the stated share of draws lies, the same share in each tail."""
    share = inputs.register["interval_share"].quantity.value
    return (1 - share) / 2, (1 + share) / 2


def intervals(draws: pd.DataFrame, levels: tuple[float, float]) -> pd.DataFrame:
    """Return the interval of every metric between two quantile levels: columns ``metric_id, low, high``."""
    quantiles = draws.quantile(list(levels)).T
    return pd.DataFrame({"metric_id": quantiles.index, "low": quantiles[levels[0]].to_numpy(),
                         "high": quantiles[levels[1]].to_numpy()})
