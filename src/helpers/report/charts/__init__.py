"""Charts of the papers: one message each, readable in black and white, with source and status below."""

from helpers.report.charts.access import coverage, frontier, selection, worst_served
from helpers.report.charts.backtest import backtest_path
from helpers.report.charts.choice import sobol_bars, waterfall
from helpers.report.charts.outcomes import (
    cost_by_payer,
    counter_load,
    demand_path,
    scores,
    tornado,
    worth_intervals,
)
from helpers.report.charts.service import point_break_even

__all__ = ["backtest_path", "cost_by_payer", "counter_load", "coverage", "demand_path", "frontier",
           "point_break_even", "scores", "selection", "sobol_bars", "tornado", "waterfall", "worst_served",
           "worth_intervals"]
