"""Who is served where in each year, and how many dossiers that brings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.model import demand
from helpers.model.placing import commune_shares
from helpers.model.provenance import at_case
from helpers.model.world import Served, Volumes, World

CASES = ("low", "base", "high")


def serve(world: World, opens: np.ndarray) -> Served:
    """Send every commune to its nearest open site, by road distance, in each year."""
    is_open = opens <= np.array(world.scenario.years)[:, None]
    changed = (is_open[1:] != is_open[:-1]).any(axis=1)
    state = np.concatenate([[0], np.cumsum(changed)])
    sets = is_open[np.concatenate([[True], changed])]
    site, km, minutes = (np.stack(part, axis=-2) for part in zip(*map(world.nearest, sets), strict=True))
    _, before_km, before_min = world.nearest(world.existing)
    return Served(opens, is_open, state, site, km, minutes, before_km, before_min)


def volumes(world: World, served: Served) -> Volumes:
    """Project dossiers by year and commune; a point that opens nearer induces more of them."""
    path, shares = provincial_forecast(world, world.p)
    weight = commune_shares(world, served.before_min)
    quickest = demand.quickest_so_far(served.before_min, served.state_min)
    with_nearer = demand.induced_demand(weight[..., None, :], served.before_min[..., None, :], quickest,
                                        world.p2["distance_decay_per_min"])
    return Volumes(path, weight, with_nearer, served.state, shares)


def provincial_forecast(world: World, p: Mapping[str, float | np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the dossiers of the province by year, shape (years,), and the form shares (3,), at the values ``p``.

    Where uncertain values are arrays of shape (draws,), the shapes are (draws, years) and (3, draws). The census
    gives the people of the market ceiling; the ratio of registered people is a what-if upon them and moves nothing
    else. Any induced demand comes on top.
    """
    market = demand.Market(p["dossiers_2018_9m"], p["months_reported_2018"], p["season_q4_factor"],
                           p["demand_growth_per_year"], p["market_dossiers_per_person"],
                           p["population_growth_per_year"])
    split = demand.Split(p["reception_share"], p["both_share_of_receptions"], p["online_shift_share"])
    origin = int(p["part_year_reported"])
    people = world.people.sum() * p["registered_population_ratio"]
    people = people / (1 + market.population_growth_per_year) ** (p["census_year"] - origin)
    return demand.paths(market, people, world.scenario.years, origin), demand.form_shares(split)


def province_table(world: World) -> pd.DataFrame:
    """Return the low, base and high paths of the province by form: ``case, year, dossiers, ..._dossiers``.

    The paths are before any induced demand; what the scenario itself sets is the same in all of them.
    """
    own, rows = world.scenario.values, []
    for case in CASES:
        path, shares = provincial_forecast(world, world.p | at_case(world.inputs, case) | own)
        rows.append(pd.DataFrame({"case": case, "year": list(world.scenario.years), "dossiers": path,
                                  **demand.by_form(path, shares)}))
    return pd.concat(rows, ignore_index=True)


def part_year(world: World) -> demand.FullYear:
    """Return the year that is reported in part at its low, base and high season, or that of the scenario."""
    p, own = world.p, world.scenario.values
    low, base, high = ((at_case(world.inputs, case) | own)["season_q4_factor"] for case in CASES)
    return demand.full_year_range(p["dossiers_2018_9m"], p["months_reported_2018"], (low, base, high))


def part_year_table(world: World) -> pd.DataFrame:
    """Return that year as rows: ``case, year, reported_dossiers, dossiers``."""
    found = part_year(world)
    return pd.DataFrame({"case": CASES, "year": int(world.p["part_year_reported"]),
                         "reported_dossiers": found.reported, "dossiers": [found.low, found.base, found.high]})


def counter_visits(world: World, shares: np.ndarray) -> tuple[float | np.ndarray, float | np.ndarray]:
    """Return receptions and collections at the counter for each dossier, numbers or of shape (draws,).

    Parameters
    ----------
    shares : of the forms, shape (3, ...).
    """
    send, receive, both = shares
    return send + both, (receive + both) * world.p["counter_pickup_share"]
