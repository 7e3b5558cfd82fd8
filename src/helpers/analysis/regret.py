"""A set of as many sites that does well in every future, and the regret of the chosen one."""

from __future__ import annotations

import dataclasses
import itertools

import pandas as pd

from helpers.analysis.siting_case import AIMS, SitingCase, aimed, frame, same_numbers, swap_rows
from helpers.analysis.uncertainty import with_values
from helpers.model import build_world
from helpers.model.provenance import at_case
from helpers.model.siting import SitingProblem, final_set, least_regret, regrets, solve
from helpers.model.world import World

LEAST = "least-regret"
DETOURS = ("detour_plain", "detour_mountain")
LEVELS = ("base", "low", "high")
#: Whose kilometres count, and by which case of demand: the case matters only to dossiers.
DEMANDS = (("people", "base"), *(("dossiers", case) for case in LEVELS))
NAMED_BY = ("aim", "weight", "case", "detour")
COLUMNS = ("future_id", *NAMED_BY, "chosen_share", "least_share", "status", "gap")


def regret(case: SitingCase) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the regret of the chosen set and of the set of least regret in every future, and how the two differ.

    A future is an aim (mean distance or the share within one of the three standards), a weight (people, or
    dossiers at the low, base or high case of demand) and both detour factors at their low, base or high value.
    Sets are compared in the last year of the plan; they have as many sites as the chosen one and keep to the sum
    of the yearly budgets. The first ``regret_futures`` futures are taken: all of them, unless the register asks for
    fewer. The regret is the part of the saving possible in a future that a set misses
    (:mod:`helpers.model.siting.regret`), so that people and kilometres can be set side by side.

    Returns
    -------
    columns ``future_id, aim, weight, case, detour, chosen_share`` and ``least_share`` (regrets [0-1]), ``status``
    and ``gap`` (of the least largest regret, the same in every row); and rows ``set_id, commune_code, move``.
    """
    names, futures = zip(*_futures(case), strict=True)
    least = [solve(problem).objective for problem in futures]
    found = least_regret(futures, least)
    chosen = regrets(futures, least, [case.chosen])
    rows = [{"future_id": "-".join(name), **dict(zip(NAMED_BY, name, strict=True)), "chosen_share": ours,
             "least_share": theirs, "status": found.status, "gap": found.worst - found.bound}
            for name, ours, theirs in zip(names, chosen, found.regrets, strict=True)]
    return frame(rows, COLUMNS), frame(swap_rows(case, LEAST, final_set(found.opened)),
                                       ("set_id", "commune_code", "move"))


def _futures(case: SitingCase) -> list[tuple[tuple[str, str, str, str], SitingProblem]]:
    names = itertools.product(LEVELS, DEMANDS)
    wanted = int(case.value("regret_futures"))
    found = ((aim, weight, level, detour, world) for detour, (weight, level) in names
             for world in [_world(case, level, detour)] for aim in AIMS)
    return [((aim, weight, level, detour), _at_plan_end(aimed(world, aim, weight), case))
            for aim, weight, level, detour, world in itertools.islice(found, wanted)]


def _world(case: SitingCase, level: str, detour: str) -> World:
    """Return the world at a case of demand and a level of both detour factors."""
    values = at_case(case.inputs, level) | {key: case.inputs.register[key].level(detour) for key in DETOURS}
    return build_world(with_values(case.scenario, values), case.inputs)


def _at_plan_end(problem: SitingProblem, case: SitingCase) -> SitingProblem:
    """Return the problem of one year that opens as many sites as the whole plan, under the plan's own floors."""
    return dataclasses.replace(same_numbers(problem, case), counts=[len(case.chosen)], floors=case.problem.floors)
