"""How far one number may move, all others held, before the chosen set of sites stops being a best one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.analysis.siting_case import MEAN_DISTANCE, SitingCase, frame, swap_rows
from helpers.model.siting import (
    concave_switch,
    covering_cost,
    final_set,
    of_factor,
    of_weight,
    price_switch,
    step_switch,
)
from helpers.model.siting.problem import yearly_cost
from helpers.model.siting.switching import Switch

COLUMNS = ("set_id", "input", "commune_code", "side", "base", "end", "switch", "change_share", "status")
SIDES = (("down", -1), ("up", 1))


def stability(case: SitingCase) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the nearest switching value of each input on each side, and which sites swap there.

    Inputs, each moved alone: ``demand`` of every commune (its people, or its share of dossiers) and, upward,
    ``site_cost`` of every chosen site (with budgets), both within ``stability_range_share`` of today's value; the
    detour factors, and the main standard where coverage is the aim, within what the register allows. The values
    are exact, not sampled; :mod:`helpers.model.siting.switching` has the argument. Left out: weights by dossiers
    are held when a detour factor moves; what a cheaper site would change; the cost of sites outside the set, of
    which only a cheaper one could matter.

    Returns
    -------
    columns ``set_id, input, commune_code`` (blank for inputs of the whole province), ``side`` (down or up),
    ``base, end`` (the range looked at), ``switch`` (missing where the set is best up to the end), ``change_share``
    = switch / base - 1, ``status`` (``switches``, ``holds``, or ``feasible`` where a search was stopped); the
    tightest of each input first; and rows ``set_id, commune_code, move``.
    """
    rows, changes = [], []
    for name, code, side, base, end, found in _switches(case):
        set_id = "-".join(part for part in (name, code, side) if part)
        change = None if found.value is None else (found.value / base - 1 if base else None)
        status = "holds" if found.value is None else "switches"
        rows.append({"set_id": set_id, "input": name, "commune_code": code or None, "side": side, "base": base,
                     "end": end, "switch": found.value, "change_share": change,
                     "status": status if found.proven else "feasible"})
        if found.rival is not None and found.value is not None:
            changes += swap_rows(case, set_id, final_set(found.rival.opened))
    table = frame(rows, COLUMNS)
    by_nearness = table.assign(near=table["change_share"].astype(float).abs())
    order = by_nearness.sort_values(["input", "near"], kind="stable", na_position="last").index
    return table.loc[order].reset_index(drop=True), frame(changes, ("set_id", "commune_code", "move"))


def _switches(case: SitingCase) -> Iterator[tuple[str, str, str, float, float, Switch]]:
    yield from _demand(case)
    yield from _detours(case)
    if case.aim != MEAN_DISTANCE:
        yield from _standard(case)
    if case.problem.budgets is not None:
        yield from _prices(case)


def _demand(case: SitingCase) -> Iterator[tuple]:
    problem, share = case.problem, case.value("stability_range_share")
    served = yearly_cost(problem, case.best.opened).sum(axis=0)
    least, most = problem.years * problem.cost.min(axis=1), problem.years * problem.now
    codes = case.world.communes["commune_code"].to_numpy()
    for point, base in enumerate(problem.weights):
        for side, sign in SIDES:
            end = base * (1 + sign * share)
            # More weight never harms a set that serves the commune as well as any, less one that leaves it as it is.
            settled = served[point] <= least[point] if sign > 0 else served[point] >= most[point]
            found = Switch(None) if settled or not share or not base else _tried(
                concave_switch, of_weight(problem, point), case.best, base, end)
            yield "demand", codes[point], side, base, end, found


def _detours(case: SitingCase) -> Iterator[tuple]:
    hilly = ((case.world.communes["terrain"] == "mountain").to_numpy()[:, None]
             | (case.world.sites["terrain"] == "mountain").to_numpy())
    for name, mask in (("detour_plain", ~hilly), ("detour_mountain", hilly)):
        base = case.value(name)
        for side, end in zip(("down", "up"), _allowed(case, name), strict=True):
            if case.aim == MEAN_DISTANCE:
                found = _tried(concave_switch, of_factor(case.problem, mask), case.best, 1.0, end / base)
            else:
                found = _covering_factor(case, mask, end / base)
            value = None if found.value is None else found.value * base
            yield name, "", side, base, end, dataclasses.replace(found, value=value)


def _covering_factor(case: SitingCase, mask: np.ndarray, end: float) -> Switch:
    km, limit = case.world.distance_km, case.value("standard_km")

    def at(factor: float):
        return dataclasses.replace(case.problem, cost=covering_cost(np.where(mask, factor * km, km), limit))

    return _tried(step_switch, at, case.best, 1.0, end, limit / km[mask & (km > 0)])


def _standard(case: SitingCase) -> Iterator[tuple]:
    km, base = case.world.distance_km, case.value("standard_km")
    # A site farther than the nearest existing one covers nobody at any standard.
    steps = km[km <= km[:, case.world.existing].min(axis=1, keepdims=True)]
    for side, end in zip(("down", "up"), _allowed(case, "standard_km"), strict=True):
        found = _tried(step_switch, lambda x: dataclasses.replace(case.problem, cost=covering_cost(km, x)),
                       case.best, base, end, steps)
        yield "standard_km", "", side, base, end, found


def _prices(case: SitingCase) -> Iterator[tuple]:
    share = case.value("stability_range_share")
    for site in case.chosen:
        base = float(case.problem.site_cost[site])
        end = base * (1 + share)
        found = _tried(price_switch, case.problem, case.best, site, end) if share and base else Switch(None)
        yield "site_cost", case.codes[site], "up", base, end, found


def _allowed(case: SitingCase, parameter_id: str) -> tuple[float, float]:
    row = case.inputs.register[parameter_id]
    return row.allowed_min, row.allowed_max


def _tried(search, *arguments) -> Switch:
    """Return what a search finds; nothing proven where it was stopped before any plan was found."""
    try:
        return search(*arguments)
    except TimeoutError:
        return Switch(None, None, False)
