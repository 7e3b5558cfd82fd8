"""Cash flow by year, payer and line, fares, what points earn, and what it all is worth today."""

from helpers.model.finance.fares import BANDS, fare_of_weight, fares_by_band, liability_vnd, net_fare
from helpers.model.finance.lines import (
    BUDGETED,
    BY_DOSSIER,
    PAYERS,
    Activity,
    by_payer,
    cash_flow,
    cash_lines,
    cost_per_dossier,
    outlays,
)
from helpers.model.finance.points import PointActivity, break_even_per_day, fixed_cost, point_lines, point_margin
from helpers.model.finance.worth import annuity, npv

__all__ = [
    "BANDS", "BUDGETED", "BY_DOSSIER", "PAYERS", "Activity", "PointActivity", "annuity", "break_even_per_day",
    "by_payer", "cash_flow", "cash_lines", "cost_per_dossier", "fare_of_weight", "fares_by_band", "fixed_cost",
    "liability_vnd", "net_fare", "npv", "outlays", "point_lines", "point_margin",
]
