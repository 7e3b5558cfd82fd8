"""Whether counters keep up: Erlang C, a day hour by hour, least counters for a service level, and staff."""

from helpers.model.capacity.day import Day, day
from helpers.model.capacity.erlang import erlang_b, erlang_c, overloaded
from helpers.model.capacity.sizing import least_counters, peak_arrivals_per_hour, staff_fte
from helpers.model.capacity.waiting import mean_queue, mean_wait_general_min, mean_wait_min, served_within

__all__ = ["Day", "day", "erlang_b", "erlang_c", "least_counters", "mean_queue", "mean_wait_general_min", "mean_wait_min",
           "overloaded", "peak_arrivals_per_hour", "served_within", "staff_fte"]
