"""The clock of a pair: when mail handed over at the pick-up of day J is received, and the latest pick-up in time.

Times are minutes from midnight of day J; a working day has 1,440 of them, and days that are no working days do not
count. Mail goes from the sender to the hub of the district, whose bags close at fixed hours, by the provincial
centre to the hub of the other district, and with a round that leaves that hub at fixed hours to the receiver.
Within a district it goes from the bags of the hub straight to the round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Minutes of a day.
DAY_MIN = 2 * 12 * 60
#: Decimals of a minute at which times are compared, so that a time equal to a limit is not late by rounding.
DECIMALS = 4


@dataclass(frozen=True)
class Timetable:
    """Daily hours [hours after midnight] and sorting times [min] of the mail of the province.

    ``bag_hours``: hubs close their bags; ``centre_hours``: vehicles leave the provincial centre; ``round_hours``:
    rounds leave the hubs for the receivers; receivers are open from ``open_hour`` to ``close_hour``. Hours of a
    service have shape (..., runs); leading axes, as of the other fields, are draws and broadcast to the pairs.
    """

    bag_hours: np.ndarray
    centre_hours: np.ndarray
    round_hours: np.ndarray
    hub_sort_min: np.ndarray
    centre_sort_min: np.ndarray
    open_hour: np.ndarray
    close_hour: np.ndarray


@dataclass(frozen=True)
class Legs:
    """The way of the mail of each pair, arrays of shape (k,) or what broadcasts to it.

    Pick-up at the sender [hours after midnight of day J]; travel to the sender's hub, from there to the provincial
    centre, from the centre to the receiver's hub, and from that hub to the receiver [min].
    """

    pickup_hour: np.ndarray
    to_hub_min: np.ndarray
    to_centre_min: np.ndarray
    from_centre_min: np.ndarray
    to_receiver_min: np.ndarray
    same_district: np.ndarray


def next_departure(ready_min: np.ndarray, hours: Sequence[float]) -> np.ndarray:
    """Return the first daily departure at or after a time [min], shape of the times; on the minute is in time.

    min over h of 60 h + D ceil((t - 60 h) / D), with t the time, h the daily hours and D = 1,440.

    >>> next_departure(np.array([480.0, 481.0]), [8.0, 14.0]).tolist()
    [480.0, 840.0]
    """
    start = np.asarray(hours, dtype=float) * 60
    days = np.ceil(np.round(np.asarray(ready_min, dtype=float)[..., None] - start, DECIMALS) / DAY_MIN)
    return (start + days * DAY_MIN).min(axis=-1)


def previous_departure(due_min: np.ndarray, hours: Sequence[float]) -> np.ndarray:
    """Return the last daily departure at or before a time [min], shape of the times.

    >>> previous_departure(np.array([480.0, 479.0]), [8.0, 14.0]).tolist()
    [480.0, -600.0]
    """
    start = np.asarray(hours, dtype=float) * 60
    days = np.floor(np.round(np.asarray(due_min, dtype=float)[..., None] - start, DECIMALS) / DAY_MIN)
    return (start + days * DAY_MIN).max(axis=-1)


def received_min(there_min: np.ndarray, open_hour: float, close_hour: float) -> np.ndarray:
    """Return when a receiver signs for mail that is at the door at a time [min]: at once, or at the next opening.

    >>> (received_min(np.array([420.0, 1020.0, 1021.0]), 7.5, 17.0) / 60).tolist()
    [7.5, 17.0, 31.5]
    """
    there = np.round(np.asarray(there_min, dtype=float), DECIMALS)
    day = np.floor(there / DAY_MIN)
    of_day = there - day * DAY_MIN
    opening = day * DAY_MIN + open_hour * 60
    return np.where(of_day > close_hour * 60, opening + DAY_MIN, np.maximum(there, opening))


def arrival_min(legs: Legs, table: Timetable) -> np.ndarray:
    """Return when the receiver signs for mail picked up on day J, shape (k,) [min].

    With N_x the next departure of x, r the receipt, s sorting and w travel: b = N_bags(pick-up + w_hub) + s_hub;
    within a district a = b, between districts a = N_centre(b + w_centre + s_centre) + w_back + s_hub; the receiver
    has it at r(N_round(a) + w_receiver). Every step is non-decreasing in its time, so that an earlier pick-up or one
    more departure never makes anything later.
    """
    there = round_departure_min(legs, table) + legs.to_receiver_min
    return received_min(there, table.open_hour, table.close_hour)


def round_departure_min(legs: Legs, table: Timetable) -> np.ndarray:
    """Return when the round with mail picked up on day J leaves the receiver's hub, N_round(a), shape (k,) [min]."""
    bags = next_departure(legs.pickup_hour * 60 + legs.to_hub_min, table.bag_hours) + table.hub_sort_min
    centre = next_departure(bags + legs.to_centre_min + table.centre_sort_min, table.centre_hours)
    ready = np.where(legs.same_district, bags, centre + legs.from_centre_min + table.hub_sort_min)
    return next_departure(ready, table.round_hours)


def latest_pickup_min(legs: Legs, table: Timetable, limit_days: np.ndarray) -> np.ndarray:
    """Return the latest pick-up that is still on time, shape (k,) [min]; below nought it lies before day J.

    The steps of `arrival_min` taken backwards from the closing of the receiver on day J + n, each with the last
    departure that is early enough. A pair is on time if and only if its pick-up is at or before this time.
    """
    due = np.asarray(limit_days) * DAY_MIN + table.close_hour * 60
    ready = previous_departure(due - legs.to_receiver_min, table.round_hours)
    centre = previous_departure(ready - table.hub_sort_min - legs.from_centre_min, table.centre_hours)
    at_bags = np.where(legs.same_district, ready, centre - table.centre_sort_min - legs.to_centre_min)
    return previous_departure(at_bags - table.hub_sort_min, table.bag_hours) - legs.to_hub_min


def days_taken(arrival: np.ndarray, accepted_hour: float, pickup_hour: np.ndarray, cutoff_hour: float) -> np.ndarray:
    """Return the working days n from the day that counts as J to the receipt, shape of the arrivals.

    n = day of receipt + [a > pick-up] - [a > cut-off], with a the hour of acceptance: accepted after the pick-up it
    leaves a day later, accepted after the cut-off (Decree 61/2018/NĐ-CP, article 18) it counts as of the next day.

    Parameters
    ----------
    arrival : receipt of mail picked up on the day of acceptance [min].

    >>> days_taken(np.array([1980.0]), np.array([14.5, 15.0, 15.5]), 15.0, 15.0).tolist()
    [1, 1, 1]
    >>> days_taken(np.array([1980.0]), np.array([14.0, 14.5]), 14.0, 15.0).tolist()
    [1, 2]
    """
    day = np.floor(np.asarray(arrival) / DAY_MIN).astype(int)
    return day + (np.asarray(accepted_hour) > pickup_hour) - (np.asarray(accepted_hour) > cutoff_hour).astype(int)


def slack_hours(arrival: np.ndarray, limit_days: np.ndarray, close_hour: float) -> np.ndarray:
    """Return the hours from the receipt to the closing of the receiver on day J + n; below nought it is late.

    A working day counts 24 hours.

    >>> slack_hours(np.array([1980.0]), np.array([1]), 17.0).tolist()
    [8.0]
    """
    return (np.asarray(limit_days) * DAY_MIN + close_hour * 60 - np.asarray(arrival)) / 60
