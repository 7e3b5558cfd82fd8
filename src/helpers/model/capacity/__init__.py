"""Whether counters keep up: Erlang C, a day hour by hour, least counters for a service level, and staff."""

from helpers.model.capacity.binding import MOMENTS, binding, customers_at_moments
from helpers.model.capacity.day import Day, day
from helpers.model.capacity.erlang import erlang_b, erlang_c, overloaded
from helpers.model.capacity.profile import day_shares
from helpers.model.capacity.sizing import least_counters, peak_arrivals_per_hour, staff_fte
from helpers.model.capacity.staffing import DayPlan, Floaters, least_counters_day, pooled_floaters, within_hours
from helpers.model.capacity.waiting import mean_queue, mean_wait_general_min, mean_wait_min, served_within

__all__ = ["MOMENTS", "Day", "DayPlan", "Floaters", "binding", "customers_at_moments", "day", "day_shares",
           "erlang_b", "erlang_c", "least_counters", "least_counters_day", "mean_queue", "mean_wait_general_min",
           "mean_wait_min", "overloaded", "peak_arrivals_per_hour", "pooled_floaters", "served_within", "staff_fte",
           "within_hours"]
