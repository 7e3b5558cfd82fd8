"""How often each commune is chosen when layouts, parameters and aims change, together and one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.analysis.sampling import draw_values
from helpers.analysis.siting_case import AIMS, MEAN_DISTANCE, WEIGHTS, SitingCase, aimed, same_numbers, siting_case
from helpers.inputs import Inputs, Scenario, fixed_points, sample_places
from helpers.model import resolved_values
from helpers.model.access import Ways, given_travel, straight_ways
from helpers.model.siting import SitingProblem, final_set, solve
from helpers.model.world import Setting, World

#: The uncertain parameters that move where points open; the rest move how many open, or nothing of it.
PLACE_PARAMETERS = ("detour_plain", "detour_mountain", "speed_plain_kmh", "speed_mountain_kmh",
                    "rural_uptake_ratio", "distance_decay_per_min")
COLUMNS = ("commune_code", "free", "chosen", "frequency", "low", "high", "frequency_layout",
           "frequency_parameters", "frequency_standard")


@dataclass(frozen=True)
class Places:
    """All places a point may have, and the straight way to each, measured once for every layout.

    Sites are the points of known place, then one at the centre of each commune. ``straight_km`` has shape
    (n, sites); ``hilly`` marks the pairs that take the factors of the mountains; ``given`` holds kilometres and
    minutes where the user has given the ways, and then the rest is not used.
    """

    communes: pd.DataFrame
    known: pd.DataFrame
    kinds: dict[str, int]
    sites: pd.DataFrame
    straight_km: np.ndarray
    hilly: np.ndarray
    given: tuple[np.ndarray, np.ndarray] | None = None


def places(inputs: Inputs) -> Places:
    """Return the places of the points and communes of the inputs."""
    communes, points = inputs["communes"], inputs["service_points"]
    known, terrain = fixed_points(points), communes.set_index("commune_code")["terrain"]
    columns, centres = ["commune_code", "lat", "lon"], communes.assign(point_id="", place_status="assumed")
    named = [*columns, "point_id", "place_status"]
    sites = pd.concat([known[named], centres[named]], ignore_index=True).rename(columns={"point_id": "site_id"})
    sites = sites.assign(terrain=sites["commune_code"].map(terrain))
    straight, hilly = straight_ways(communes, sites)
    given = None if inputs["travel"].empty else given_travel(communes, sites, inputs["travel"])
    return Places(communes, known, points["kind"].value_counts().to_dict(), sites, straight, hilly, given)


def layout_world(here: Places, scenario: Scenario, inputs: Inputs, codes: list[str],
                 values: dict[str, float]) -> World:
    """Return the world of a layout, as :func:`build_world` measures it but without measuring it again.

    Parameters
    ----------
    here : the places.
    scenario, inputs : as of the day of the scenario.
    codes : commune of each point without a known place, in the order of the layout.
    values : parameters that are not at their base value; what the scenario sets wins.
    """
    order = pd.Index(here.communes["commune_code"])
    fixed = len(here.known)
    taken = np.zeros(len(order), dtype=bool)
    taken[order.get_indexer([*here.known["commune_code"], *codes])] = True
    existing = np.concatenate([np.arange(fixed), fixed + order.get_indexer(codes)])
    at = np.concatenate([existing, fixed + np.flatnonzero(~taken)]).astype(int)
    p = resolved_values(scenario, inputs) | values | scenario.values
    sites = here.sites.iloc[at].assign(existing=np.arange(len(at)) < len(existing))
    return World(p, Setting(scenario, inputs, here.communes, sites), Ways(*_ways(here, at, p)))


def _ways(here: Places, at: np.ndarray, p: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return kilometres and minutes from every commune to the places ``at``."""
    if here.given is not None:
        return here.given[0][:, at], here.given[1][:, at]
    hilly = here.hilly[:, at]
    km = here.straight_km[:, at] * np.where(hilly, p["detour_mountain"], p["detour_plain"])
    return km, km / np.where(hilly, p["speed_mountain_kmh"], p["speed_plain_kmh"]) * 60


def selection_frequency(scenario: Scenario, inputs: Inputs, layouts: int) -> pd.DataFrame:
    """Return how often each commune is chosen over plausible layouts of the existing points, all else as it is.

    The known points stay where they are; the others are drawn anew in each layout and the siting is solved
    again, with as many points in each year as in the plan. A commune that already has a point in a layout cannot
    be chosen in it.

    Returns
    -------
    columns ``commune_code, free, chosen, frequency``: layouts in which the commune had no point, in which it
    was chosen, and chosen / free (missing when never free).
    """
    return _by_layout(siting_case(scenario, inputs), layouts)


def selection(case: SitingCase, draws: int, layouts: int) -> pd.DataFrame:
    """Return how often each commune is chosen over joint draws, and over each cause of change alone.

    A joint draw takes a plausible layout of the existing points, the parameters of :data:`PLACE_PARAMETERS` by
    Latin hypercube, one of the :data:`AIMS` and one of the :data:`WEIGHTS` (each equally often), and solves the
    roll-out exactly, with as many points in each year as in the plan. What a point costs stays at the scenario's
    values. A draw whose layout leaves no such plan is left out. A site that a coverage aim opens only to make up
    the number, and that serves nobody, is not counted. Among sets that are equally good the solver's choice counts.

    Parameters
    ----------
    case : the scenario.
    draws : joint draws; layouts : draws of each single cause.

    Returns
    -------
    columns ``commune_code, free, chosen, frequency``: joint draws in which the commune had no point, in which it
    was chosen, and chosen / free (missing when never free); ``low, high``: Wilson interval of the frequency at
    the stated share; ``frequency_layout, frequency_parameters, frequency_standard``: the frequency when only
    the layout, only parameters and weights, or only the aim changes.
    """
    rng = np.random.default_rng(case.scenario.levers.seed)
    aims, weights = _evenly(AIMS, draws, rng), _evenly(WEIGHTS, draws, rng)
    values = _place_values(case, draws)
    here = places(case.inputs)
    joint = _tally(case, draws, lambda k: (_drawn(here, case, rng, values[k]), aims[k], weights[k]))
    causes = {"frequency_layout": _by_layout(case, layouts), "frequency_parameters": _by_parameters(case, layouts),
              "frequency_standard": _by_aim(case)}
    low, high = wilson(joint["chosen"].to_numpy(), joint["free"].to_numpy(), case.value("interval_share"))
    found = joint.assign(low=low, high=high, **{name: part["frequency"] for name, part in causes.items()})
    return found[list(COLUMNS)]


def wilson(chosen: np.ndarray, free: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the Wilson score interval of a frequency, each end of shape (n,), missing where nothing was tried.

    (f + z^2 / 2n -+ z sqrt(f (1 - f) / n + z^2 / 4n^2)) / (1 + z^2 / n), with f = chosen / n and z the normal
    quantile of (1 + share) / 2 (Wilson, 1927).

    >>> low, high = wilson(np.array([8]), np.array([10]), 0.95)
    >>> low.round(4), high.round(4)
    (array([0.4902]), array([0.9433]))
    """
    from scipy.special import ndtri

    n = np.where(free > 0, free, np.nan)
    f, z = chosen / n, ndtri((1 + share) / 2)
    middle, wide = f + z**2 / (2 * n), z * np.sqrt(f * (1 - f) / n + z**2 / (4 * n**2))
    return np.maximum(0.0, (middle - wide) / (1 + z**2 / n)), np.minimum(1.0, (middle + wide) / (1 + z**2 / n))


def _by_layout(case: SitingCase, layouts: int) -> pd.DataFrame:
    rng, here, weight = (np.random.default_rng(case.scenario.levers.seed), places(case.inputs),
                         case.scenario.levers.siting_weight)
    return _tally(case, layouts, lambda k: (_drawn(here, case, rng, {}), case.aim, weight))


def _by_parameters(case: SitingCase, draws: int) -> pd.DataFrame:
    rng = np.random.default_rng(case.scenario.levers.seed)
    weights, values, here = _evenly(WEIGHTS, draws, rng), _place_values(case, draws), places(case.inputs)
    points = case.inputs["service_points"]
    assumed = points.loc[~points["point_id"].isin(here.known["point_id"]), "commune_code"].to_list()
    return _tally(case, draws, lambda k: (layout_world(here, case.scenario, case.inputs, assumed, values[k]),
                                          case.aim, weights[k]))


def _by_aim(case: SitingCase) -> pd.DataFrame:
    weight = case.scenario.levers.siting_weight
    return _tally(case, len(AIMS), lambda k: (case.world, AIMS[k], weight))


def _tally(case: SitingCase, draws: int, drawn: Callable[[int], tuple[World, str, str]]) -> pd.DataFrame:
    """Solve every draw, a world with its aim and weight, and count by commune when it was free and chosen."""
    codes = case.inputs["communes"]["commune_code"]
    order = pd.Index(codes)
    free, chosen = np.zeros(len(codes), dtype=int), np.zeros(len(codes), dtype=int)
    for k in range(draws):
        world, aim, weight = drawn(k)
        problem = same_numbers(aimed(world, aim, weight), case)
        try:
            opened = solve(problem).opened
        except ValueError:  # the layout leaves no plan of these numbers within the money
            continue
        at = order.get_indexer(world.sites["commune_code"])
        sites = list(final_set(opened) if aim == MEAN_DISTANCE else useful(problem, opened))
        free[at[~world.existing]] += 1
        chosen[at[sites]] += 1
    frequency = np.divide(chosen, free, out=np.full(len(codes), np.nan), where=free > 0)
    return pd.DataFrame({"commune_code": codes, "free": free, "chosen": chosen, "frequency": frequency})


def useful(problem: SitingProblem, opened: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """Return the sites of the last year without those whose absence costs nothing.

    >>> cost = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    >>> problem = SitingProblem(cost, np.ones(2), np.array([True, False, False]), counts=[2])
    >>> useful(problem, ((1, 2),))
    (2,)
    """
    sites, now = list(final_set(opened)), problem.now
    least = _cost_at(problem, now, sites)
    for site in final_set(opened):
        fewer = [j for j in sites if j != site]
        if _cost_at(problem, now, fewer) <= least:
            sites = fewer
    return tuple(sites)


def _cost_at(problem: SitingProblem, now: np.ndarray, sites: list[int]) -> float:
    return float(np.minimum(now, problem.cost[:, sites].min(axis=1, initial=np.inf)) @ problem.weights)


def _drawn(here: Places, case: SitingCase, rng: np.random.Generator, values: dict[str, float]) -> World:
    codes = [code for _, code in sample_places(here.communes, here.known, here.kinds, rng)]
    return layout_world(here, case.scenario, case.inputs, codes, values)


def _place_values(case: SitingCase, draws: int) -> list[dict[str, float]]:
    return draw_values(case.inputs, draws, case.scenario.levers.seed)[list(PLACE_PARAMETERS)].to_dict("records")


def _evenly(names: tuple[str, ...], draws: int, rng: np.random.Generator) -> list[str]:
    """Return one name for each draw, each as often as the others but for rounding, in random order."""
    return [names[k % len(names)] for k in rng.permutation(draws)]
