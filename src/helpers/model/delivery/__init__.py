"""Whether mail meets the limits J+n of Circular 17/2017/TT-BTTTT, article 7.2, from every point to every agency."""

from helpers.model.delivery.bags import misses_the_bag, working_days
from helpers.model.delivery.carriers import carrier_hours_per_day, carriers_fte
from helpers.model.delivery.clock import (
    DAY_MIN,
    Legs,
    Timetable,
    arrival_min,
    days_taken,
    latest_pickup_min,
    next_departure,
    previous_departure,
    received_min,
    slack_hours,
)
from helpers.model.delivery.deadlines import Network, late_pairs
from helpers.model.delivery.mends import MENDS, cheapest_mend, run_vnd_per_year
from helpers.model.delivery.pairs import flow_mix, on_time_share, pairs_of_points
from helpers.model.delivery.timetable import MOST_RUNS, daily_hours, timetable

__all__ = [
    "DAY_MIN", "Legs", "MENDS", "MOST_RUNS", "Network", "Timetable", "arrival_min", "carrier_hours_per_day",
    "carriers_fte", "cheapest_mend", "daily_hours", "days_taken", "flow_mix", "late_pairs", "latest_pickup_min",
    "misses_the_bag", "next_departure", "on_time_share", "pairs_of_points", "previous_departure", "received_min",
    "run_vnd_per_year", "slack_hours", "timetable", "working_days",
]
