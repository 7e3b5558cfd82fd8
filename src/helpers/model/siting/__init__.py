"""Where new points go: location problems solved exactly, each answer with its certificate."""

from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.rollout import covering_cost, plan_sites

__all__ = ["SitingAnswer", "covering_cost", "plan_sites"]
