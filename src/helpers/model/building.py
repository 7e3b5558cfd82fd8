"""The world of a scenario: values resolved, places found, ways measured."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario, check_references
from helpers.model import access, network
from helpers.model.provenance import resolved_values
from helpers.model.refusals import refuse_impossible
from helpers.model.world import Setting, World


def build_world(scenario: Scenario, inputs: Inputs) -> World:
    """Resolve the values of the scenario and measure travel from every commune to every site.

    Ways that the user has given are used as they stand; without them they are computed.

    Raises
    ------
    InputError : the scenario names a commune or document that does not exist, or its points have no staff, hours
        or days to serve in.
    """
    inputs = inputs.at(scenario.as_of)
    communes = inputs["communes"]
    check_references(scenario, communes["commune_code"], inputs["legal_basis"]["doc_id"])
    p = resolved_values(scenario, inputs)
    refuse_impossible(scenario, p)
    sites = network.all_sites(communes, inputs["service_points"])
    if inputs["travel"].empty:
        distance_km, time_min = access.travel(communes, sites, roads(p))
    else:
        distance_km, time_min = access.given_travel(communes, sites, inputs["travel"])
    return World(p, Setting(scenario, inputs, communes, sites, frozenset(scenario.values)),
                 access.Ways(distance_km, time_min))


def roads(p) -> access.Roads:
    """Return detour factors and motorbike speeds of the values."""
    return access.Roads(p["detour_plain"], p["detour_mountain"], p["speed_plain_kmh"], p["speed_mountain_kmh"])


def with_values(world: World, values: Mapping[str, float]) -> World:
    """Return the world at other values of some parameters; what the scenario itself sets stays."""
    p, ways = {**world.p, **values, **world.scenario.values}, world.ways
    if world.inputs["travel"].empty:
        straight, hilly = world.setting.once(_straight)
        ways = access.Ways(*access.along(straight, hilly, roads(p)))
    return World(p, world.setting, ways)


def _straight(setting: Setting) -> tuple[np.ndarray, np.ndarray]:
    return access.straight_ways(setting.communes, setting.sites)


def for_draws(world: World, kept: np.ndarray, drawn: Collection[str]) -> World:
    """Return a world with the sites ``kept`` only, ready to take the draws of the parameters ``drawn``."""
    sites = world.sites.iloc[kept].reset_index(drop=True)
    if world.inputs["travel"].empty:
        ways = access.DrawnWays(*access.straight_ways(world.communes, sites), roads(world.p))
    else:
        ways = access.Ways(world.distance_km[:, kept], world.time_min[:, kept])
    return World(world.p, dataclasses.replace(world.setting, sites=sites, given=world.setting.given | set(drawn),
                                              _found={}), ways)


def with_draws(world: World, values: pd.DataFrame) -> World:
    """Return the world of some draws, a row each; what the scenario itself sets stays.

    Every uncertain parameter becomes an array, drawn or not, so that all shapes are those of draws.

    Parameters
    ----------
    world : made by :func:`for_draws`; values : a column for each parameter that is drawn.
    """
    register, own = world.inputs.register, world.scenario.values
    steady = {key: np.full(len(values), world.p[key]) for key, row in register.items() if row.role == "uncertainty"}
    p = {**world.p, **steady, **{key: values[key].to_numpy(dtype=float) for key in values if key not in own}}
    ways = world.ways
    return World(p, world.setting, dataclasses.replace(ways, roads=roads(p)) if isinstance(ways, access.DrawnWays)
                 else ways)
