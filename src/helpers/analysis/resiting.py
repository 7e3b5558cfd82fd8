"""Draws of the whole chain in which points lie elsewhere, or sites are chosen anew for each draw."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.analysis.sampling import draw_values
from helpers.analysis.uncertainty import intervals, tails
from helpers.inputs import Inputs, Scenario, fixed_points, sample_layout
from helpers.model import Draws, World, build_world, choose_sites, run_draws
from helpers.model.building import with_values
from helpers.model.siting import SitingAnswer

#: What a draw may change besides the parameters, by name: whether existing points move, and whether sites are
#: chosen anew.
MODES = {"fixed": (False, False), "layouts": (True, False), "resited": (False, True),
         "resited_layouts": (True, True)}


def sited_ranges(scenario: Scenario, inputs: Inputs, plan: SitingAnswer, draws: int) -> pd.DataFrame:
    """Return the intervals of all headlines by what is held: the layout of existing points, and the chosen sites.

    The same draws of the parameters serve every mode. A scenario that chooses no site has the first two modes only.

    Returns
    -------
    columns ``metric_id, mode`` (of :data:`MODES`), ``low, high``.
    """
    values = draw_values(inputs, draws, scenario.levers.seed)
    parts = []
    for mode, (moved, anew) in MODES.items():
        if anew and scenario.levers.siting == "none":
            continue
        drawn = draw_sited(scenario, inputs, values, plan=None if anew else plan, layouts=draws if moved else 0)
        parts.append(intervals(drawn.headlines, tails(inputs)).assign(mode=mode))
    return pd.concat(parts, ignore_index=True)[["metric_id", "mode", "low", "high"]]


def draw_sited(scenario: Scenario, inputs: Inputs, values: pd.DataFrame, *, plan: SitingAnswer | None = None,
               layouts: int = 0) -> Draws:
    """Return the outcomes of draws whose sites are chosen anew at the values of each draw, or are those of a plan.

    A leader who will know the values when points open asks for the first; with a plan held fixed the doubt is that of
    what is decided today. Draws for which the same sites are chosen run together.

    Parameters
    ----------
    values : a row for each draw, a column for each parameter that is drawn.
    plan : the sites that open in every draw; chosen anew when None. Where a layout has a point in a commune of the
        plan already, none opens there.
    layouts : plausible layouts of the points without a known place that the draws are spread over evenly; 0 keeps
        the layout of the inputs.

    Raises
    ------
    InputError : no plan satisfies the scenario at the values of a draw.
    """
    codes = None if plan is None else build_world(scenario, inputs).sites["commune_code"].to_numpy()
    parts = []
    for at, here in _spread(scenario, inputs, len(values), layouts):
        world = build_world(scenario, here)
        plans = ([choose_sites(with_values(world, row)) for row in values.iloc[at].to_dict("records")]
                 if plan is None else [_moved(plan, codes, world)] * len(at))
        for opened in dict.fromkeys(found.opened for found in plans):
            alike = np.array([found.opened == opened for found in plans])
            chosen = next(found for found in plans if found.opened == opened)
            parts.append((at[alike], run_draws(scenario, here, values.iloc[at[alike]], chosen)))
    return _in_order(parts)


def _spread(scenario: Scenario, inputs: Inputs, draws: int, layouts: int) -> Iterator[tuple[np.ndarray, Inputs]]:
    """Yield the places of draws and the inputs that they share, one layout after another."""
    if not layouts:
        yield np.arange(draws), inputs
        return
    rng, communes, points = np.random.default_rng(scenario.levers.seed), inputs["communes"], inputs["service_points"]
    known, counts = fixed_points(points), points["kind"].value_counts().to_dict()
    for at in np.array_split(np.arange(draws), min(layouts, draws)):
        layout = sample_layout(communes, known, counts, rng)
        yield at, dataclasses.replace(inputs, tables={**inputs.tables, "service_points": layout})


def _moved(plan: SitingAnswer, codes: np.ndarray, world: World) -> SitingAnswer:
    """Return a plan in the sites of another layout: the same communes, less those that have a point in it."""
    sites = world.sites
    free = {code: site for site, code in enumerate(sites["commune_code"]) if not sites["existing"].iloc[site]}
    opened = tuple(tuple(free[codes[site]] for site in year if codes[site] in free) for year in plan.opened)
    return dataclasses.replace(plan, opened=opened)


def _in_order(parts: list[tuple[np.ndarray, Draws]]) -> Draws:
    order = np.argsort(np.concatenate([at for at, _ in parts]))
    return Draws(*(pd.concat(frames, ignore_index=True).iloc[order].reset_index(drop=True) for frames in
                   zip(*((part.headlines, part.outlays) for _, part in parts), strict=True)))
