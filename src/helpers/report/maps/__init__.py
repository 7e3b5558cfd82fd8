"""Maps of the papers: readable in black and white, with district names, scale, north, source and status."""

from helpers.report.maps.choice import rebalancing_map, selection_map
from helpers.report.maps.demand import demand_map
from helpers.report.maps.mail import mail_map
from helpers.report.maps.network import coverage_maps, network_map, rollout_map

__all__ = ["coverage_maps", "demand_map", "mail_map", "network_map", "rebalancing_map", "rollout_map",
           "selection_map"]
