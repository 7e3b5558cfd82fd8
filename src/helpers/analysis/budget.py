"""What each payer lays out in each year, and how sure that is."""

from __future__ import annotations

import pandas as pd

from helpers.model.finance import BUDGETED, BY_DOSSIER


def outlays(cash_flow: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a cash flow that a budget plans: paid by the state or the post, not by the dossier."""
    return cash_flow[cash_flow["payer"].isin(BUDGETED) & ~cash_flow["line"].isin(BY_DOSSIER)]


def yearly_outlays(cash_flow: pd.DataFrame) -> pd.Series:
    """Return what each payer lays out in each year [VND], indexed by payer and year, as positive amounts.

    >>> flow = pd.DataFrame({"year": [2019, 2019], "payer": ["state_budget", "vietnam_post"],
    ...                      "line": ["training", "handling"], "amount_vnd": [-5.0, -9.0]})
    >>> yearly_outlays(flow).to_dict()
    {('state_budget', 2019): 5.0}
    """
    # Adding nought turns -0.0 into 0.0.
    return -outlays(cash_flow).groupby(["payer", "year"])["amount_vnd"].sum() + 0.0


def budget_range(cash_flow: pd.DataFrame, drawn: pd.DataFrame, levels: tuple[float, float]) -> pd.DataFrame:
    """Return the outlays of each payer and year with their interval: ``payer, year, low, base, high`` [VND].

    Parameters
    ----------
    cash_flow : of the run at base values.
    drawn : ``yearly_outlays`` of each draw, one row per draw, columns payer and year.
    levels : two quantile levels [0-1].
    """
    base, ends = yearly_outlays(cash_flow), drawn.quantile(list(levels))
    table = pd.DataFrame({"low": ends.loc[levels[0]], "base": base, "high": ends.loc[levels[1]]})
    return table.rename_axis(["payer", "year"]).reset_index()
