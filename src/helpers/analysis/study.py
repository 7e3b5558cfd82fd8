"""One scenario in full: the run, the intervals of its headlines, and what is asked of its sites."""

from __future__ import annotations

import dataclasses

from helpers.analysis.budget import budget_range
from helpers.analysis.firmness import explained_variance, gate_switches, moved_alone
from helpers.analysis.openings import frontier_coverage, frontier_distance, nesting, openings
from helpers.analysis.resiting import sited_ranges
from helpers.analysis.siting_questions import siting_questions
from helpers.analysis.uncertainty import draw_outcomes, intervals, tails
from helpers.analysis.what_if import point_choice, what_ifs
from helpers.inputs import Inputs, Scenario
from helpers.model import Results, build_world, choose_sites, run_scenario


def study(scenario: Scenario, inputs: Inputs, *, draws: int | None = None, layouts: int | None = None,
          siting_draws: int | None = None, explained: int | None = None,
          resited: int | None = None) -> Results:
    """Run a scenario and add intervals, the draws, and the answers to what is asked of its sites.

    The sample sizes default to ``uncertainty_draws``, ``layout_draws``, ``siting_draws``, ``sobol_base_draws`` and
    ``resited_draws`` of the register. The same draws serve every scenario, so that differences are taken draw by
    draw.

    The table ``draws`` (one row per draw, one column per metric) and those of
    :func:`helpers.analysis.siting_questions.siting_questions` are added to the results.
    """
    inputs = inputs.at(scenario.as_of)
    sizes = {"uncertainty_draws": draws, "layout_draws": layouts, "siting_draws": siting_draws,
             "sobol_base_draws": explained, "resited_draws": resited}
    size = {key: int(inputs.register[key].quantity.value) if given is None else given for key, given in sizes.items()}
    world = build_world(scenario, inputs)
    plan = choose_sites(world)
    results = run_scenario(scenario, inputs, plan=plan)
    drawn = draw_outcomes(scenario, inputs, size["uncertainty_draws"])
    asked = siting_questions(scenario, inputs, draws=size["siting_draws"], layouts=size["layout_draws"])
    tables = {**results.tables, "draws": drawn.headlines, "frontier_distance": frontier_distance(world),
              "frontier_coverage": frontier_coverage(world), "openings": openings(world, plan),
              "nesting": nesting(world, plan), "what_if": what_ifs(world),
              "point_choice": point_choice(scenario, inputs, plan),
              "sobol": explained_variance(scenario, inputs, plan, size["sobol_base_draws"]),
              "switching": gate_switches(scenario, inputs, plan),
              "moved_alone": moved_alone(scenario, inputs, plan),
              "sited_ranges": sited_ranges(scenario, inputs, plan, size["resited_draws"]),
              "budget_range": budget_range(results["cash_flow"], drawn.outlays, tails(inputs)), **asked}
    return dataclasses.replace(results, tables=tables, intervals=intervals(drawn.headlines, tails(inputs)))
