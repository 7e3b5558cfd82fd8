"""One scenario in full: the run, the intervals of its headlines, and how firm its sites are."""

from __future__ import annotations

import dataclasses

import pandas as pd

from helpers.analysis.openings import frontier_coverage, frontier_distance, nesting, openings
from helpers.analysis.robustness import selection_frequency
from helpers.analysis.uncertainty import draw_headlines, intervals, tails
from helpers.inputs import Inputs, Scenario
from helpers.model import Results, build_world, choose_sites, run_scenario


def study(scenario: Scenario, inputs: Inputs, *, draws: int | None = None, layouts: int | None = None) -> Results:
    """Run a scenario and add intervals, the draws, and the selection frequency of sites.

    The sample sizes default to ``uncertainty_draws`` and ``layout_draws`` of the register. The same draws serve
    every scenario, so that differences are taken draw by draw.

    The tables ``draws`` (one row per draw, one column per metric) and ``selection`` are added to the results;
    ``selection`` is empty where no site is chosen freely.
    """
    inputs = inputs.at(scenario.as_of)
    draws = draws or int(inputs.register["uncertainty_draws"].quantity.value)
    layouts = layouts or int(inputs.register["layout_draws"].quantity.value)
    world = build_world(scenario, inputs)
    plan = choose_sites(world)
    results = run_scenario(scenario, inputs, plan=plan)
    drawn = draw_headlines(scenario, inputs, draws)
    free_choice = scenario.levers.siting in ("p_median", "max_cover")
    selection = (selection_frequency(scenario, inputs, layouts) if free_choice
                 else pd.DataFrame(columns=["commune_code", "free", "chosen", "frequency"]))
    tables = {**results.tables, "draws": drawn, "selection": selection,
              "frontier_distance": frontier_distance(world), "frontier_coverage": frontier_coverage(world),
              "openings": openings(world, plan), "nesting": nesting(world, plan)}
    return dataclasses.replace(results, tables=tables, intervals=intervals(drawn, tails(inputs)))
