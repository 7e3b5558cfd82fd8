"""The whole chain, for one run or for many draws: the only place where the stages meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario
from helpers.model import finance, legal, money_tables, network, siting, summary
from helpers.model.access_summary import access_table
from helpers.model.binding import binding_table
from helpers.model.building import build_world, for_draws, with_draws
from helpers.model.counter_day import day_tables
from helpers.model.effort import CELLS_AT_ONCE
from helpers.model.floating import floater_table
from helpers.model.funding import fund, saved_by_commune
from helpers.model.headlines import headlines
from helpers.model.mail_network import check_delivery
from helpers.model.mailing import mail_tables
from helpers.model.placing import choose_sites
from helpers.model.rebalancing import rebalancing_tables
from helpers.model.results import Results
from helpers.model.serving import part_year_table, province_table, serve, volumes
from helpers.model.sizing import size_counters
from helpers.model.world import Cash, Counters, Mail, Served, Volumes, World


@dataclass(frozen=True)
class Run:
    """What the stages made of a world: one run, or many draws."""

    world: World
    served: Served
    volume: Volumes
    counters: Counters
    mail: Mail
    cash: Cash

    @property
    def headlines(self) -> Mapping[str, float | np.ndarray]:
        return headlines(self.world, self.served, self.volume, self.counters, self.mail, self.cash)

    @property
    def numbers(self) -> dict[str, float]:
        """The headlines of one run."""
        return {name: float(value) for name, value in self.headlines.items()}


@dataclass(frozen=True)
class Draws:
    """Outcomes of many draws, a row each: headlines by metric, and outlays by payer and year [VND]."""

    headlines: pd.DataFrame
    outlays: pd.DataFrame


def run_scenario(scenario: Scenario, inputs: Inputs, *, plan: siting.SitingAnswer | None = None) -> Results:
    """Run demand, access, siting, capacity, delivery and finance for one scenario.

    ``plan`` fixes the sites that open instead of choosing them.

    Raises
    ------
    InputError : the scenario names a commune or document that does not exist.
    ValueError : the siting numbers, budgets, pins and bans contradict each other, or a point is too busy for the
        most counters considered.
    """
    plan, run = _run(scenario, inputs, plan)
    return Results(
        scenario=scenario,
        headlines=run.numbers,
        tables=_tables(run) | _money_tables(run),
        siting={"status": plan.status, "objective": plan.objective, "bound": plan.bound, "gap": plan.gap,
                "seconds": round(plan.seconds, 2), "method": scenario.levers.siting,
                "weight": scenario.levers.siting_weight},
    )


def run_headlines(scenario: Scenario, inputs: Inputs, *, plan: siting.SitingAnswer | None = None) -> dict[str, float]:
    """Run the chain as :func:`run_scenario` does, for its headlines alone."""
    return _run(scenario, inputs, plan)[1].numbers


def run_draws(scenario: Scenario, inputs: Inputs, values: pd.DataFrame,
              plan: siting.SitingAnswer | None = None) -> Draws:
    """Run the chain for many draws of its parameters, the siting held fixed; each agrees with :func:`run_scenario`.

    Parameters
    ----------
    values : a row for each draw, a column for each parameter that is drawn; what the scenario itself sets stays.
    plan : the sites that open; chosen at base values when left out.

    Raises
    ------
    KeyError : no such parameter.
    InputError, ValueError : as for one run.
    """
    world = build_world(scenario, inputs)
    plan = plan or choose_sites(world)
    opens = network.open_years(world.sites, plan.opened, scenario.levers.first_year)
    unknown = [key for key in values if key not in world.p]
    if unknown:
        raise KeyError(f"no such parameter: {', '.join(unknown)}")
    kept = np.flatnonzero(opens <= scenario.levers.last_year)
    world = for_draws(world, kept, values.columns)
    found = [_drawn(_stages(with_draws(world, part), opens[kept])) for part in _blocks(world, values)]
    return Draws(*(pd.concat(parts, ignore_index=True) for parts in zip(*found, strict=True)))


def _blocks(world: World, values: pd.DataFrame) -> Iterator[pd.DataFrame]:
    places = max(len(world.sites), len(world.communes))
    at_once = max(1, CELLS_AT_ONCE // (len(world.scenario.years) * places))
    for start in range(0, len(values), at_once):
        yield values.iloc[start:start + at_once]


def _drawn(run: Run) -> tuple[pd.DataFrame, pd.DataFrame]:
    n = len(run.world.p["discount_rate"])
    outlays = finance.outlays(run.cash.lines, run.cash.payers)
    years = list(run.world.scenario.years)
    by_year = [pd.DataFrame(np.broadcast_to(flow, (n, len(years))), columns=pd.MultiIndex.from_product(
        [[payer], years], names=["payer", "year"])) for payer, flow in outlays.items()]
    columns = {name: np.broadcast_to(np.asarray(value, dtype=float), n) for name, value in run.headlines.items()}
    return pd.DataFrame(columns), pd.concat(by_year, axis=1)


def _run(scenario: Scenario, inputs: Inputs, plan: siting.SitingAnswer | None) -> tuple[siting.SitingAnswer, Run]:
    world = build_world(scenario, inputs)
    plan = plan or choose_sites(world)
    return plan, _stages(world, network.open_years(world.sites, plan.opened, scenario.levers.first_year))


def _stages(world: World, opens: np.ndarray) -> Run:
    served = serve(world, opens)
    volume = volumes(world, served)
    counters = size_counters(world, served, volume)
    return Run(world, served, volume, counters, check_delivery(world), fund(world, served, volume, counters))


def _tables(run: Run) -> dict[str, pd.DataFrame]:
    world, served, volume, counters, mail = run.world, run.served, run.volume, run.counters, run.mail
    return {"communes": summary.commune_table(world, served, volume),
            "sites": summary.site_table(world, served, counters, mail), "province": province_table(world),
            "demand": summary.demand_table(world, volume), "part_year": part_year_table(world),
            "point_demand": summary.point_demand_table(world, served, volume, counters),
            "access": access_table(world, served, volume, counters), **rebalancing_tables(world, counters),
            "capacity_binding": binding_table(world, served, volume, counters),
            **day_tables(world, served, volume, counters), "floaters": floater_table(world, served, counters),
            **mail_tables(world, served, volume, counters, mail)}


def _money_tables(run: Run) -> dict[str, pd.DataFrame]:
    world, served, volume, counters = run.world, run.served, run.volume, run.counters
    about = legal.line_bases(world.inputs, world.scenario)
    return {"cash_flow": finance.cash_flow(run.cash.lines, about, world.scenario.years),
            "fares": money_tables.fare_table(world),
            "point_finance": money_tables.point_finance(world, served, volume, counters),
            "savings": money_tables.savings(world, *saved_by_commune(world, served, volume)),
            "legal_matrix": legal.legal_matrix(world.scenario, world.inputs)}
