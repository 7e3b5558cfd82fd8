"""What else would do, and what each chosen site is worth."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.siting_case import SitingCase, frame, share_of, swap_rows
from helpers.model.siting import best_sets, final_set, most_different, site_values

#: The set that differs most; sets of the list are ``A01`` (the best), ``A02`` and so on.
FARTHEST = "farthest"
ALTERNATIVES = ("set_id", "objective", "excess_share", "exchanged", "exchanged_most", "status", "gap", "ended")
VALUES = ("commune_code", "open_year", "loss_share", "loss_least_share", "loss_alone_share", "exchanged",
          "in_every_set", "status", "set_id")
CHANGES = ("set_id", "commune_code", "move")


def alternatives(case: SitingCase) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the best sets within the tolerance and the most different one, and how they differ from the best.

    Returns
    -------
    columns ``set_id, objective, excess_share`` (against the best), ``exchanged`` (sites of the best set that it
    leaves out), ``exchanged_most`` (proven most that any set within the tolerance leaves out; of the farthest set
    only), ``status, gap, ended`` (``complete``: no other set lies within the tolerance; ``number``: at least one
    more does; ``unproven``); and rows ``set_id, commune_code, move``.
    """
    tolerance, most = case.value("siting_tolerance_share"), int(case.value("siting_alternatives"))
    listed = best_sets(case.problem, case.best, tolerance_share=tolerance, most=most)
    farthest = most_different(case.problem, case.best, tolerance_share=tolerance)
    rows = [_row(case, f"A{rank:02d}", answer, listed.ended) for rank, answer in enumerate(listed.answers, 1)]
    rows.append(_row(case, FARTHEST, farthest, listed.ended) | {"exchanged_most": farthest.exchanged_bound})
    opened = [*(answer.opened for answer in listed.answers), farthest.opened]
    changes = [change for row, plan in zip(rows, opened, strict=True)
               for change in swap_rows(case, row["set_id"], final_set(plan))]
    return frame(rows, ALTERNATIVES), frame(changes, CHANGES)


def site_value(case: SitingCase) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each chosen site is worth, and what would come in its place.

    Returns
    -------
    columns ``commune_code, open_year, loss_share`` (rise of the least cost without the site, against the best
    cost; missing where nothing can take its place), ``loss_least_share`` (the proven least of it),
    ``loss_alone_share`` (rise when nothing takes its place), ``exchanged`` (sites that go out with it, itself
    included), ``in_every_set`` (every set within the tolerance has it: the proven loss exceeds the tolerance),
    ``status, set_id``; and rows ``set_id, commune_code, move``.
    """
    tolerance, least = case.value("siting_tolerance_share"), case.best.objective
    years = {site: year for year, sites in zip(case.scenario.plan, case.best.opened, strict=False) for site in sites}
    rows, changes = [], []
    for value in site_values(case.problem, case.best):
        code, answer = case.codes[value.site], value.answer
        swaps = swap_rows(case, f"without-{code}", final_set(answer.opened)) if answer else []
        rows.append({
            "commune_code": code, "open_year": years[value.site],
            "loss_share": share_of(value.loss, least) if answer else None,
            "loss_least_share": share_of(value.loss_bound, least) if answer else None,
            "loss_alone_share": share_of(value.loss_alone, least),
            "exchanged": sum(swap["move"] == "out" for swap in swaps) if answer else None,
            "in_every_set": answer is None or value.loss_bound > tolerance * least,
            "status": answer.status if answer else "irreplaceable", "set_id": f"without-{code}"})
        changes += swaps
    return frame(rows, VALUES), frame(changes, CHANGES)


def _row(case: SitingCase, set_id: str, plan, ended: str) -> dict[str, object]:
    excess = max(0.0, plan.objective - case.best.objective)
    return {"set_id": set_id, "objective": plan.objective, "excess_share": share_of(excess, case.best.objective),
            "exchanged": len(set(case.chosen) - set(final_set(plan.opened))), "exchanged_most": None,
            "status": plan.status, "gap": getattr(plan, "gap", None), "ended": ended}
