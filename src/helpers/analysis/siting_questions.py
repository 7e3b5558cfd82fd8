"""What a decision maker asks of a chosen set of sites, as tables of a run."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import alternatives, regret, robustness, stability
from helpers.analysis.siting_case import FREE_CHOICE, frame, siting_case
from helpers.inputs import Inputs, Scenario

#: The columns of every table, for scenarios that do not choose their sites freely.
TABLES = {
    "alternatives": alternatives.ALTERNATIVES, "site_value": alternatives.VALUES, "stability": stability.COLUMNS,
    "regret": regret.COLUMNS, "set_changes": alternatives.CHANGES, "selection": robustness.COLUMNS,
}


def siting_questions(scenario: Scenario, inputs: Inputs, *, draws: int, layouts: int) -> dict[str, pd.DataFrame]:
    """Return the tables about the chosen sites of a scenario; empty ones where no site is chosen freely.

    Parameters
    ----------
    scenario, inputs : what is run.
    draws : joint draws of the selection frequency; layouts : draws of each single cause of change.

    Returns
    -------
    ``alternatives``, ``site_value``, ``stability``, ``regret`` and ``selection``, as the modules of those names
    describe them, and ``set_changes``: for every ``set_id`` of the others the communes that come in or go out
    against the chosen set (``set_id, commune_code, move``).
    """
    if scenario.levers.siting not in FREE_CHOICE:
        return {name: frame([], columns) for name, columns in TABLES.items()}
    case = siting_case(scenario, inputs)
    found = {"alternatives": alternatives.alternatives(case), "site_value": alternatives.site_value(case),
             "stability": stability.stability(case), "regret": regret.regret(case)}
    tables = {name: table for name, (table, _) in found.items()}
    changes = [part for _, part in found.values() if len(part)]
    together = pd.concat(changes, ignore_index=True) if changes else frame([], alternatives.CHANGES)
    return {**tables, "set_changes": together, "selection": robustness.selection(case, draws, layouts)}
