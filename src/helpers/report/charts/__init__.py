"""Charts of the papers: one message each, readable in black and white, with source and status below."""

from helpers.report.charts.access import coverage, frontier, selection, worst_served
from helpers.report.charts.backtest import backtest_path
from helpers.report.charts.capacity import counter_day
from helpers.report.charts.choice import sobol_bars, waterfall
from helpers.report.charts.demand import forms_by_year, part_year, point_choices, point_volumes
from helpers.report.charts.money import fares_by_form, savings_by_district
from helpers.report.charts.outcomes import (
    cost_by_payer,
    counter_load,
    demand_path,
    scores,
    tornado,
    worth_intervals,
)
from helpers.report.charts.service import point_break_even

__all__ = ["backtest_path", "cost_by_payer", "counter_day", "counter_load", "coverage", "demand_path",
           "fares_by_form", "forms_by_year", "frontier", "part_year", "point_break_even", "point_choices",
           "point_volumes", "savings_by_district", "scores", "selection", "sobol_bars", "tornado", "waterfall",
           "worst_served",
           "worth_intervals"]
