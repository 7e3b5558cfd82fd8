"""What every question about a chosen set of sites starts from: the world, the problem and its best plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario
from helpers.model import build_world, floors_of, siting_problem
from helpers.model.siting import SitingAnswer, SitingProblem, final_set, solve
from helpers.model.world import World

FREE_CHOICE = ("p_median", "max_cover")
#: The aims that sites may be chosen by, equally plausible: the mean distance, and the share within each standard.
MEAN_DISTANCE = "mean_km"
AIMS = (MEAN_DISTANCE, "standard_near_km", "standard_km", "standard_far_km")
WEIGHTS = ("people", "dossiers")


@dataclass(frozen=True)
class SitingCase:
    """A scenario whose sites are chosen freely, as the questions about its sites see it.

    ``inputs`` are those in force on the day of the scenario.
    """

    scenario: Scenario
    inputs: Inputs
    world: World
    problem: SitingProblem
    best: SitingAnswer

    @property
    def chosen(self) -> tuple[int, ...]:
        """Indices of the new sites, in order."""
        return final_set(self.best.opened)

    @property
    def codes(self) -> np.ndarray:
        """Commune code of every site, shape (m,)."""
        return self.world.sites["commune_code"].to_numpy()

    @property
    def aim(self) -> str:
        """Name of the scenario's own aim."""
        return MEAN_DISTANCE if self.scenario.levers.siting == "p_median" else "standard_km"

    def value(self, parameter_id: str) -> float:
        """Return the value of a parameter, as the scenario sets it or else as the register has it."""
        return self.world.p[parameter_id]


def siting_case(scenario: Scenario, inputs: Inputs) -> SitingCase:
    """Return the case of a scenario, its sites chosen anew.

    Raises
    ------
    ValueError : the scenario does not choose sites freely, or no plan satisfies it.
    """
    if scenario.levers.siting not in FREE_CHOICE:
        raise ValueError(f"scenario {scenario.name} does not choose its sites freely")
    inputs = inputs.at(scenario.as_of)
    world = build_world(scenario, inputs)
    problem = siting_problem(world)
    return SitingCase(scenario, inputs, world, problem, solve(problem))


def aimed(world: World, aim: str, weight: str) -> SitingProblem:
    """Return the siting problem of a world under another aim and weight, all else as its scenario has it."""
    siting = "p_median" if aim == MEAN_DISTANCE else "max_cover"
    levers = world.scenario.levers.model_copy(update={"siting": siting, "siting_weight": weight})
    p = world.p if aim == MEAN_DISTANCE else {**world.p, "standard_km": world.p[aim]}
    scenario = world.scenario.model_copy(update={"levers": levers})
    problem = siting_problem(World(p, dataclasses.replace(world.setting, scenario=scenario), world.ways))
    # What the scenario asks for difficult communes is measured by its own standard, whatever the aim.
    return dataclasses.replace(problem, floors=floors_of(world))


def same_numbers(problem: SitingProblem, case: SitingCase) -> SitingProblem:
    """Return a problem in which each year opens as many points as in the best plan of a case.

    Yearly budgets give way to the numbers that they bought and to their sum, which all points together keep to:
    the question is then where points open, not how many.
    """
    counts = [len(year) for year in case.best.opened]
    ceiling = None if case.problem.budgets is None else float(sum(case.problem.budgets))
    return dataclasses.replace(problem, counts=counts, budgets=None, ceiling=ceiling)


def swap_rows(case: SitingCase, set_id: str, sites: Sequence[int]) -> list[dict[str, str]]:
    """Return the communes in which a set of sites differs from the chosen one: ``set_id, commune_code, move``."""
    moves = (("out", sorted(set(case.chosen) - set(sites))), ("in", sorted(set(sites) - set(case.chosen))))
    return [{"set_id": set_id, "commune_code": case.codes[site], "move": move} for move, part in moves
            for site in part]


def share_of(value: float, whole: float) -> float:
    """Return a part of the best cost; 0 where both are nought, missing where only the whole is.

    >>> share_of(1.0, 4.0), share_of(0.0, 0.0), share_of(1.0, 0.0)
    (0.25, 0.0, nan)
    """
    if whole > 0:
        return float(value / whole)
    return 0.0 if value == 0 else float("nan")


def frame(rows: list[dict], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table that has its columns even where it has no row."""
    return pd.DataFrame(rows, columns=list(columns))
