"""Draws of the whole chain in which points lie elsewhere, or sites are chosen anew for each draw."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.inputs import Inputs, Scenario, fixed_points, sample_layout
from helpers.model import Draws, build_world, choose_sites, run_draws
from helpers.model.building import with_values
from helpers.model.siting import SitingAnswer


def draw_resited(scenario: Scenario, inputs: Inputs, values: pd.DataFrame, *, layouts: int = 0) -> Draws:
    """Return the outcomes of draws whose sites are chosen anew at the values of each draw.

    A leader who will know the values when points open asks for this; with the siting held fixed the doubt is that of
    a plan decided today. Draws for which the same sites are chosen run together.

    Parameters
    ----------
    values : a row for each draw, a column for each parameter that is drawn.
    layouts : plausible layouts of the points without a known place that the draws are spread over evenly; 0 keeps
        the layout of the inputs.

    Raises
    ------
    InputError : no plan satisfies the scenario at the values of a draw.
    """
    parts = []
    for at, here in _spread(scenario, inputs, len(values), layouts):
        plans = _plans(scenario, here, values.iloc[at])
        for opened in dict.fromkeys(plan.opened for plan in plans):
            alike = np.array([plan.opened == opened for plan in plans])
            plan = next(plan for plan in plans if plan.opened == opened)
            parts.append((at[alike], run_draws(scenario, here, values.iloc[at[alike]], plan)))
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


def _plans(scenario: Scenario, inputs: Inputs, values: pd.DataFrame) -> list[SitingAnswer]:
    world = build_world(scenario, inputs)
    return [choose_sites(with_values(world, row)) for row in values.to_dict("records")]


def _in_order(parts: list[tuple[np.ndarray, Draws]]) -> Draws:
    order = np.argsort(np.concatenate([at for at, _ in parts]))
    return Draws(*(pd.concat(frames, ignore_index=True).iloc[order].reset_index(drop=True) for frames in
                   zip(*((part.headlines, part.outlays) for _, part in parts), strict=True)))
