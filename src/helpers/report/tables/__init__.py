"""Tables of the papers: each turns results or inputs into a block whose cells are ready to print."""

from helpers.report.tables.access import access_by_group, access_measures, supply_by_group
from helpers.report.tables.backtest import backtest_periods, backtest_scores
from helpers.report.tables.capacity import counter_day, counters_of_day, floaters
from helpers.report.tables.choice import (
    dominance,
    facts_sentence,
    failure_boxes,
    failure_sentences,
    failure_words,
    information,
    option_regret,
    option_robustness,
    switching,
)
from helpers.report.tables.common import note
from helpers.report.tables.demand import busiest_points, gaining_communes, what_ifs
from helpers.report.tables.intervals import interval_table, option_outlays, option_ranges
from helpers.report.tables.money import cost_by_year, fares, fares_by_form, money_sources
from helpers.report.tables.network import (
    all_points,
    counters_by_district,
    farthest_communes,
    points_by_district,
)
from helpers.report.tables.outcomes import (
    criteria,
    forecast,
    indicators,
    judged,
    options,
    options_brief,
    volumes,
    weight_swings,
)
from helpers.report.tables.rebalancing import capacity_balance, rebalancing
from helpers.report.tables.registers import (
    delivery_limits,
    duties,
    legal_tasks,
    numbers_used,
    precedents,
    procedures,
    risks,
    tables_used,
)
from helpers.report.tables.service import (
    capacity_binding,
    days_for_people,
    delivery_mends,
    mail_by_district,
    point_money,
    savings,
)
from helpers.report.tables.siting import (
    alternatives,
    frontier_steps,
    nesting,
    new_points,
    opening_plan,
    regret,
    site_value,
    stability,
)
from helpers.report.tables.survey import survey_progress

__all__ = [
    "access_by_group",
    "access_measures",
    "all_points",
    "alternatives",
    "backtest_periods",
    "backtest_scores",
    "busiest_points",
    "capacity_balance",
    "capacity_binding",
    "cost_by_year",
    "counter_day",
    "counters_by_district",
    "counters_of_day",
    "criteria",
    "days_for_people",
    "delivery_limits",
    "delivery_mends",
    "dominance",
    "duties",
    "facts_sentence",
    "failure_boxes",
    "failure_sentences",
    "failure_words",
    "fares",
    "fares_by_form",
    "farthest_communes",
    "floaters",
    "forecast",
    "frontier_steps",
    "gaining_communes",
    "indicators",
    "information",
    "interval_table",
    "judged",
    "legal_tasks",
    "mail_by_district",
    "money_sources",
    "nesting",
    "new_points",
    "note",
    "numbers_used",
    "opening_plan",
    "option_outlays",
    "option_ranges",
    "option_regret",
    "option_robustness",
    "options",
    "options_brief",
    "point_money",
    "points_by_district",
    "precedents",
    "procedures",
    "rebalancing",
    "regret",
    "risks",
    "savings",
    "site_value",
    "stability",
    "supply_by_group",
    "survey_progress",
    "switching",
    "tables_used",
    "volumes",
    "weight_swings",
    "what_ifs",
]
