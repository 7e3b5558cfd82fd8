"""Where new points go: location problems solved exactly, each answer with its certificate."""

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.frontier import Frontier, frontier, knee
from helpers.model.siting.order import Opening, opening_order
from helpers.model.siting.rollout import covering_cost, plan_sites

__all__ = ["Frontier", "Opening", "SitingAnswer", "covering_cost", "frontier", "knee", "opening_order", "plan_sites"]
