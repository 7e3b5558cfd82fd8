"""Where new points go: location problems solved exactly, each answer with its certificate."""

from helpers.model.siting.alternatives import best_sets, most_different, site_values
from helpers.model.siting.answer import SitingAnswer
from helpers.model.siting.capacitated import capacitated
from helpers.model.siting.centre import p_center
from helpers.model.siting.cover import least_points
from helpers.model.siting.demands import CoverageFloor, Floor
from helpers.model.siting.frontier import Frontier, frontier, knee
from helpers.model.siting.order import Opening, opening_order
from helpers.model.siting.problem import SitingProblem, final_set, plan_cost, with_only
from helpers.model.siting.program import plan_sites, solve
from helpers.model.siting.regret import least_regret, regrets
from helpers.model.siting.rollout import covering_cost
from helpers.model.siting.switching import concave_switch, of_factor, of_weight, price_switch, step_switch

__all__ = [
    "CoverageFloor", "Floor", "Frontier", "Opening", "SitingAnswer", "SitingProblem", "best_sets", "capacitated",
    "concave_switch", "covering_cost", "final_set", "frontier", "knee", "least_points", "least_regret",
    "most_different", "of_factor", "of_weight", "opening_order", "p_center", "plan_cost", "plan_sites",
    "price_switch", "regrets", "site_values", "solve", "step_switch", "with_only",
]
