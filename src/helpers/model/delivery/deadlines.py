"""How many pairs of point and agency are late, counted hub by hub: as many draws at once as are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from helpers.model.broadcast import spread_all
from helpers.model.delivery.clock import (
    DAY_MIN,
    DECIMALS,
    Legs,
    arrival_min,
    latest_pickup_min,
    round_departure_min,
)
from helpers.model.delivery.timetable import timetable


@dataclass(frozen=True)
class Network:
    """Points, hubs and agencies that exchange mail; leading axes are draws.

    ``hub`` place of each point's hub among the hubs, shape (k,); ``pickup_hour`` of the points (..., k); way from
    each point to its hub and from there to the committee of its commune [min], both (..., k); way from each hub to
    the provincial centre [min], (..., hubs); ``agencies`` number of agencies at each hub, shape (hubs,).
    """

    hub: np.ndarray
    pickup_hour: np.ndarray
    to_hub_min: np.ndarray
    to_committee_min: np.ndarray
    centre_min: np.ndarray
    agencies: np.ndarray

    @property
    def pairs(self) -> int:
        """Pairs of point and agency, once for each of the two flows."""
        return 2 * len(self.hub) * (int(self.agencies.sum()) + 1)


def late_pairs(net: Network, p: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return how many of the pairs are late, dossiers and results together; shape of the leading axes.

    The same clock as :func:`helpers.model.delivery.clock.arrival_min`. What happens between two hubs does not depend
    on the point, so that a point is late for all agencies of a hub at once: a dossier when it reaches its hub after
    the latest bags that are in time, a result when the way from the hub to the point takes longer than the round
    that brings it leaves until the point closes on day J + n.

    Parameters
    ----------
    p : hours, sorting times and limits by name; numbers, or arrays of shape (draws,).
    """
    return _late_by_hub(net, spread_all(p, 2)) + _late_with_committees(net, spread_all(p, 1))


def _late_by_hub(net: Network, p: Mapping[str, np.ndarray]) -> np.ndarray:
    same = np.eye(len(net.agencies), dtype=bool)
    limit = np.where(same, p["limit_intra_district_days"], p["limit_inter_district_days"])
    table = timetable(p, p["network_runs_per_day"])
    out, back = net.centre_min[..., :, None], net.centre_min[..., None, :]
    dossier = Legs(p["mail_pickup_hour"], 0, out, back, 0, same)
    at_hub = (latest_pickup_min(dossier, table, limit))[..., net.hub, :]
    result = Legs(p["network_result_pickup_hour"], 0, back, out, 0, same)
    allowed = (limit * DAY_MIN + table.close_hour * 60 - round_departure_min(result, table))[..., net.hub, :]
    minutes = net.to_hub_min[..., None]
    late_dossier = np.round(net.pickup_hour[..., None] * 60 + minutes - at_hub, DECIMALS) > 0
    late_result = np.round(minutes - allowed, DECIMALS) > 0
    return ((late_dossier + late_result.astype(int)) @ net.agencies).sum(axis=-1)


def _late_with_committees(net: Network, p: Mapping[str, np.ndarray]) -> np.ndarray:
    table, limit = timetable(p, p["network_runs_per_day"]), p["limit_intra_district_days"]
    ways = net.to_hub_min, net.to_committee_min
    hours = net.pickup_hour, p["network_result_pickup_hour"]
    both = [Legs(hour, start, 0, 0, end, True) for hour, start, end in zip(hours, ways, ways[::-1], strict=True)]
    return sum((np.floor(arrival_min(legs, table) / DAY_MIN) > limit).sum(axis=-1) for legs in both)
