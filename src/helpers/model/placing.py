"""Which location problem a scenario poses, and the sites that solve it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from helpers.inputs import InputError, Scenario
from helpers.model import access, demand, siting
from helpers.model.siting import demands
from helpers.model.world import World

NO_SITING = siting.SitingAnswer((), 0.0, 0.0, 0.0, "not needed", 0.0)
#: What a refusal means, for those who read Vietnamese.
REASONS_VI = {
    demands.WrongPin: "xã bắt buộc có điểm không bị cấm và chưa có điểm",
    demands.TooFewSites: "số điểm mở không vượt số xã còn trống",
    demands.TooFewPoints: "số điểm mở đủ cho các xã bắt buộc và mức tối thiểu",
    demands.TooLittleMoney: "trần vốn đủ cho số điểm, các xã bắt buộc và mức tối thiểu",
    demands.FloorTooHigh: "mức tối thiểu không vượt số xã của nhóm",
    demands.BeyondStandard: "tỷ lệ mà mọi xã cùng mở cũng đạt được",
    demands.Contradiction: "các yêu cầu cùng thực hiện được với nhau",
}


def choose_sites(world: World) -> siting.SitingAnswer:
    """Choose where points open, exactly, as the scenario's siting method says.

    Raises
    ------
    InputError : no plan satisfies the numbers, budgets, pins, bans and floors of the scenario; it says why.
    """
    if world.scenario.levers.siting == "none":
        return NO_SITING
    try:
        return siting.solve(siting_problem(world))
    except demands.ImpossibleDemands as error:
        raise _refused(world.scenario, error) from None


def siting_problem(world: World) -> siting.SitingProblem:
    """Return the location problem of a scenario: costs, weights, numbers, budgets, pins, bans and floors.

    Where the method is to reach a share with the fewest points (``least_points``) or to bring the farthest people
    as near as can be (``p_center``), the set is chosen first and all other sites are banned; what is left to
    choose is the order in which it opens.

    Raises
    ------
    InputError : more points are to open than communes are free, or neither their number nor a budget is given.
    """
    levers, (cost, weights) = world.scenario.levers, aim_of(world)
    pinned, banned = (_candidates_in(world, codes) for codes in (levers.pinned, levers.banned))
    free = int((~world.existing).sum()) - len(banned)
    counts = list(levers.new_points_per_year) or None
    if levers.siting == "every_commune":
        counts = _spread(free, levers.plan_years)
    _require_room(world.scenario, counts, free)
    budget = world.p["capital_budget_vnd_per_year"]
    if levers.siting in ("p_median", "max_cover") and not (counts or budget):
        raise _without_size(world.scenario)
    years = len(counts) if counts else levers.plan_years
    problem = siting.SitingProblem(cost, weights, world.existing, counts, [budget] * years if budget else None,
                                   _site_cost(world), pinned, banned, floors=floors_of(world))
    if levers.siting not in ("least_points", "p_center"):
        return problem
    chosen = _set_first(world, problem)
    return dataclasses.replace(siting.with_only(problem, chosen),
                               counts=counts or _spread(len(chosen), levers.plan_years))


def aim_of(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return what the scenario's siting minimises: the cost of serving each commune from each site, the weights."""
    levers = world.scenario.levers
    weights = world.people if levers.siting_weight == "people" else commune_shares(world)
    if levers.siting == "max_cover":
        return siting.covering_cost(world.distance_km, world.p["standard_km"]), weights
    return world.distance_km, weights


def commune_shares(world: World, minutes: np.ndarray | None = None) -> np.ndarray:
    """Return each commune's share of provincial demand with today's points, shape (..., n).

    Parameters
    ----------
    minutes : time to the nearest point of today, where it is known already, shape (..., n) [min].
    """
    # The same point as in serve(), so that demand decays and recovers along the same minutes.
    minutes = world.nearest(world.existing)[2] if minutes is None else minutes
    return demand.commune_weights(world.communes, minutes, rural_ratio=world.p1["rural_uptake_ratio"],
                                  decay_per_min=world.p1["distance_decay_per_min"])


def floors_of(world: World) -> tuple[siting.Floor | siting.CoverageFloor, ...]:
    """Return the floors of a scenario by the last plan year: points in every district, difficult communes covered."""
    p, found = world.p, []
    if p["district_floor_points"] > 0:
        names = world.inputs["districts"].set_index("district_code")["name_vi"]
        districts = world.sites["district_code"]
        found += [siting.Floor((districts == code).to_numpy(), int(p["district_floor_points"]), name=names[code])
                  for code in sorted(districts.unique())]
    if p["difficult_floor_share"] > 0:
        difficult = world.communes["difficult_area"].isin(access.DIFFICULT).to_numpy()
        found.append(siting.CoverageFloor(world.distance_km <= p["standard_km"], p["difficult_floor_share"],
                                          points=difficult, name="xã khó khăn / difficult communes"))
    return tuple(found)


def _set_first(world: World, problem: siting.SitingProblem) -> tuple[int, ...]:
    """Return the set of the methods that choose a set for its own sake."""
    limits = {"pinned": problem.pinned, "banned": problem.banned, "floors": problem.floors}
    if world.scenario.levers.siting == "p_center":
        answer = siting.p_center(world.distance_km, world.existing, sum(problem.counts), weights=problem.weights,
                                 **limits)
    else:
        answer = siting.least_points(world.distance_km <= world.p["standard_km"], problem.weights, world.existing,
                                     share=world.p["cover_target_share"], **limits)
    return siting.final_set(answer.opened)


def _candidates_in(world: World, codes: Sequence[str]) -> tuple[int, ...]:
    """Return the indices of the sites that may open in the given communes."""
    return tuple(np.flatnonzero(~world.existing & world.sites["commune_code"].isin(codes).to_numpy()).tolist())


def _require_room(scenario: Scenario, counts: list[int] | None, free: int) -> None:
    if counts is None or sum(counts) <= free:
        return
    raise InputError(
        _file(scenario), column="new_points_per_year", value=counts,
        allowed_vi=f"cộng lại nhiều nhất {free}, số xã chưa có điểm và không bị cấm",
        allowed_en=f"at most {free} in all, the communes without a point that are not banned",
        remedy_vi="giảm số điểm mở mỗi năm", remedy_en="open fewer points in each year")


def _without_size(scenario: Scenario) -> InputError:
    return InputError(
        _file(scenario), column="new_points_per_year", value=[],
        allowed_vi="số điểm mở mỗi năm, hoặc trần vốn capital_budget_vnd_per_year, khi siting là "
                   f"{scenario.levers.siting}",
        allowed_en=f"the number of new points or a budget (capital_budget_vnd_per_year) where siting is "
                   f"{scenario.levers.siting}",
        remedy_vi="ghi một trong hai, hoặc chọn siting: none", remedy_en="give one of them, or set siting: none")


def _refused(scenario: Scenario, error: demands.ImpossibleDemands) -> InputError:
    reason = str(error).partition(": ")[2]
    return InputError(
        _file(scenario), column="siting", value=reason,
        allowed_vi=REASONS_VI.get(type(error), "yêu cầu thực hiện được"), allowed_en="demands that some plan meets",
        remedy_vi="nới yêu cầu nêu trong giá trị", remedy_en="relax the demand that the value names")


def _file(scenario: Scenario) -> str:
    return f"data/scenarios/{scenario.name}.yml"


def _site_cost(world: World) -> np.ndarray:
    """Return the capital of opening each site [VND], shape (m,), optimism bias and terrain included."""
    p, hilly = world.p, world.setting.hilly
    plain = p["capital_culture_point_vnd"] * (1 + p["optimism_bias_share"])
    return plain * np.where(hilly, p["capital_mountain_ratio"], 1.0)


def _spread(total: int, years: int) -> list[int]:
    """Split a total over years as evenly as whole numbers allow, the larger parts first.

    >>> _spread(101, 3)
    [34, 34, 33]
    """
    return [total // years + (year < total % years) for year in range(years)]
