"""What a result rests on: the parameters and tables behind each headline and each column of a result table."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

import pandas as pd

from helpers.inputs import Inputs, Quantity, Scenario, derived, table_file, worst_status
from helpers.model.results import Results

#: Parameters that each stage rests on, by the start of their identifiers.
STAGE_PARAMETERS: dict[str, tuple[str, ...]] = {
    "levers": ("communes_total",),
    "tasks": ("one_stop_desks", "with_it_connection"),
    "law": (),
    "hours": ("opening_hours", "added_hours"),
    "layout": (),
    "sites": ("capital_budget", "cover_target", "difficult_floor", "district_floor"),
    "budget": ("capital_culture", "capital_mountain", "optimism"),
    "standard": ("standard_",),
    "volume": ("dossiers_2017", "dossiers_2018_9m", "months_reported_2018", "season_q4_factor"),
    "intensity": ("dossiers_2017", "points_2018", "working_days"),
    "access": ("detour_", "speed_"),
    "demand": ("dossiers_2018_9m", "months_reported", "season_q4_factor", "part_year_reported", "census_year",
               "demand_growth", "market_dossiers", "population_growth", "reception_share", "both_share",
               "online_shift", "rural_uptake", "distance_decay", "registered_population"),
    "choice": ("choice_decay",),
    "capacity": ("step_", "pickup_service", "background_", "peak_", "working_days", "wait_limit", "service_level",
                 "least_counters", "most_counters", "opening_hours", "added_hours", "counter_pickup"),
    "day_profile": (),
    "service_variability": ("service_scv",),
    "floating": ("floater_",),
    "staffing": ("staff_hours_per_day", "leave_factor"),
    "delivery": ("mail_", "hub_close", "detour_", "limit_intra_district_days", "limit_inter_district_days"),
    "mail_network": ("network_", "mail_", "hub_close", "detour_", "limit_intra_district", "limit_inter_district",
                     "same_day_cutoff"),
    "agencies": (),
    "collection": ("counter_pickup",),
    "mail_flow": ("inter_district_share", "reception_share", "both_share", "online_shift"),
    "carriers": ("carrier_", "staff_hours_per_day", "leave_factor", "working_days", "counter_pickup"),
    "finance": ("capital_", "optimism", "running_cost", "staff_", "new_point_staff", "one_stop_staff_per_desk",
                "one_stop_desks", "rent_", "training_", "trained_", "inspection_", "communication_", "it_", "with_",
                "handling_", "inter_district", "fare_step", "exempt_share", "reduced_share", "fare_exempt",
                "dossier_weight", "result_weight", "value_of_time", "motorbike_", "loss_", "late_", "reissue",
                "compensation_fare", "discount_rate", "leave_factor", "working_days", "opening_hours", "added_hours",
                "counter_pickup"),
    "days": ("working_days",),
    "draws": ("layout_draws", "siting_draws", "resited_draws", "interval_share"),
    "tolerance": ("siting_tolerance_share", "siting_alternatives"),
    "range": ("stability_range_share",),
    "futures": ("regret_futures",),
    "judged": ("weight_",),
    "actuals": (),
    "survey": (),
    "answers": (),
    "consultation": (),
}
#: Tables that each stage rests on.
STAGE_TABLES: dict[str, tuple[str, ...]] = {
    "layout": ("service_points",),
    "access": ("communes", "travel"),
    "demand": ("communes",),
    "delivery": ("districts", "facilities"),
    "mail_network": ("districts", "departments", "communes", "facilities"),
    "agencies": ("districts", "departments"),
    "hours": ("facilities",),
    "capacity": ("facilities",),
    "day_profile": ("day_profile",),
    "staffing": ("facilities",),
    "finance": ("tariffs", "cash_lines"),
    "tasks": ("tasks", "task_bases", "legal_basis"),
    "law": ("cash_lines", "legal_basis"),
    "judged": ("criteria",),
    "actuals": ("actuals",),
    "survey": ("departments", "districts", "communes", "service_points", "facilities", "agency_needs"),
    "answers": ("facilities", "agency_needs"),
    "consultation": ("consultees", "opinions"),
}
#: Columns of a table that say how its rows are known.
STATUS_COLUMNS = ("status", "place_status", "existence_status", "area_status")


def resolved_values(scenario: Scenario, inputs: Inputs) -> dict[str, float]:
    """Return every parameter at the value that the scenario gives it.

    The scenario's own values win; where its case is not ``base``, uncertain demand parameters stand at that case.
    """
    return inputs.register.base_values() | at_case(inputs, scenario.levers.case) | scenario.values


def at_case(inputs: Inputs, case: str) -> dict[str, float]:
    """Return the uncertain demand parameters at their low, base or high value."""
    starts = (*STAGE_PARAMETERS["demand"], "counter_pickup")
    return {key: row.level(case) for key, row in inputs.register.items()
            if row.role == "uncertainty" and key.startswith(starts)}


def parameter_quantity(scenario: Scenario, inputs: Inputs, parameter_id: str) -> Quantity:
    """Return a parameter at the value the scenario gives it, and say so where that is not the register's.

    Raises
    ------
    InputError : there is no such parameter.
    """
    return _parameters(scenario, inputs, [parameter_id])[0]


def _parameters(scenario: Scenario, inputs: Inputs, keys: Sequence[str]) -> list[Quantity]:
    chosen, found = at_case(inputs, scenario.levers.case) | scenario.values, []
    for key in keys:
        quantity = inputs.register[key].quantity
        value = chosen.get(key, quantity.value)
        if value != quantity.value:
            note = f"kịch bản {scenario.name} đặt giá trị này thay cho {quantity.value:g}"
            quantity = dataclasses.replace(quantity, value=value, note=note)
        found.append(quantity)
    return found


@functools.lru_cache  # a few inputs at most are in use at once, each with some fifty tables
def table_quantity(inputs: Inputs, name: str) -> Quantity:
    """Return a table as one quantity: its number of rows, the worst status and all sources of its rows."""
    status, sources = known_by(inputs[name])
    return Quantity(f"table({name})", float(len(inputs[name])), "rows", f"Bảng {table_file(name)}", status,
                    source_id=sources, locator="mọi dòng")


def known_by(rows: pd.DataFrame, columns: Sequence[str] = STATUS_COLUMNS) -> tuple[str, str]:
    """Return how rows of an input table are known: the worst status in the columns, and the sources by a space.

    A table without sources of its own is a convention of the workbook.
    """
    found = [word for name in columns if name in rows for word in rows[name].dropna().unique()]
    sources = [word for name in rows.columns if name.endswith("source_id") for word in rows[name].dropna().unique()]
    return worst_status(found), " ".join(dict.fromkeys(sources)) or "WORKBOOK"


def stage_parents(scenario: Scenario, inputs: Inputs, stages: str) -> tuple[Quantity, ...]:
    """Return the parameters and tables that the named stages rest on, each once, in the order of the register.

    How many points open is a choice and rests on no place, unless a budget or the communes without a point
    decide it; sites chosen for coverage rest on the standard. Where people choose among points, opening hours and the
    decay of the choice count wherever demand meets access. Where ways are given, access rests on them and not
    on detour factors and speeds.
    """
    names = stages.split()
    by_budget = bool(scenario.values.get("capital_budget_vnd_per_year"))
    if "sites" in names and (by_budget or scenario.levers.siting == "every_commune"):
        names += ["layout", "budget"] if by_budget else ["layout"]
    if "sites" in names and scenario.levers.siting in ("max_cover", "least_points"):
        names += ["standard"] if scenario.levers.siting == "max_cover" else ["layout", "access", "standard"]
    if scenario.levers.assignment == "huff" and {"demand", "access"} <= set(names):
        names += ["choice", "hours"]
    computed_ways = inputs["travel"].empty
    starts = tuple(start for stage in names if stage != "access" or computed_ways
                   for start in STAGE_PARAMETERS[stage])
    tables = dict.fromkeys(table for stage in names for table in STAGE_TABLES.get(stage, ())
                           if not inputs[table].empty)
    keys = [key for key in inputs.register if starts and key.startswith(starts)]
    return (*(table_quantity(inputs, table) for table in tables), *_parameters(scenario, inputs, keys))


def computed(results: Results, inputs: Inputs, row, id: str, value: float) -> Quantity:
    """Return a value of a run with unit, status and parents.

    The status is the worst among tables and parameters of its stages; a lever is a choice and does not lower it; a
    result is at best ``derived``.

    Parameters
    ----------
    row : row of ``metrics`` or ``result_columns`` with ``unit, label_vi, stages, formula``.
    """
    parents = stage_parents(results.scenario, inputs, row.stages)
    levers = {key for key, known in inputs.register.items() if known.role == "lever"}
    quantity = derived(id, value, "" if row.unit != row.unit else row.unit, row.label_vi, parents,
                       source_id="MODEL", locator=results.scenario.name, formula=row.formula)
    known = ["derived", *(parent.status for parent in parents if parent.id not in levers)]
    return dataclasses.replace(quantity, status=worst_status(known))


def headline_quantity(results: Results, inputs: Inputs, metric_id: str) -> Quantity:
    """Return a headline with unit, status, interval and parents.

    Raises
    ------
    KeyError : no such headline.
    """
    row = inputs["metrics"].set_index("metric_id").loc[metric_id]
    quantity = computed(results, inputs, row, metric_id, float(results.headlines[metric_id]))
    ends = results.intervals.set_index("metric_id")
    if metric_id not in ends.index:
        return quantity
    low, high = ends.loc[metric_id, ["low", "high"]]
    return dataclasses.replace(quantity, low=float(low), high=float(high))
