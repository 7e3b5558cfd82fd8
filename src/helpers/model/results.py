"""What one run of the chain gives back, and how far each headline can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from helpers.inputs import Inputs, Quantity, Scenario, worst_status

#: Parameters that each stage rests on, by the start of their identifiers. ``layout`` is a table, and ``sites``
#: the choice of points: neither is a number.
STAGE_PARAMETERS: dict[str, tuple[str, ...]] = {
    "levers": ("points_2018", "communes_total"),
    "layout": (),
    "sites": (),
    "volume": ("dossiers_2017", "dossiers_2018_9m", "months_reported_2018", "season_q4_factor"),
    "access": ("detour_", "speed_"),
    "demand": ("dossiers_2018_9m", "months_reported", "season_q4_factor", "demand_growth", "market_dossiers",
               "population_growth", "reception_share", "both_share", "counter_pickup", "rural_uptake",
               "distance_decay"),
    "capacity": ("step_", "pickup_service", "background_", "peak_", "working_days", "leave_factor"),
    "delivery": ("mail_speed", "hub_close"),
    "finance": ("capital_", "optimism", "running_cost", "staff_cost", "new_point_staff", "one_stop_staff",
                "rent_", "training_", "inspection_", "communication_", "it_", "handling_", "inter_district",
                "exempt_share", "reduced_share", "value_of_time", "motorbike_", "loss_", "late_", "reissue",
                "discount_rate"),
}


@dataclass(frozen=True)
class Results:
    """Headlines by identifier and tables by name, for one scenario.

    ``intervals`` is empty or has the columns ``metric_id, low, high`` of an interval.
    """

    scenario: Scenario
    headlines: Mapping[str, float]
    tables: Mapping[str, pd.DataFrame]
    siting: Mapping[str, object]
    intervals: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["metric_id", "low", "high"]))

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]


def stage_parameters(inputs: Inputs, stages: str) -> list[str]:
    """Return the identifiers of the parameters that the named stages rest on."""
    starts = tuple(start for stage in stages.split() for start in STAGE_PARAMETERS[stage])
    return [key for key in inputs.register if starts and key.startswith(starts)]


def headline_quantity(results: Results, inputs: Inputs, metric_id: str) -> Quantity:
    """Return a headline with unit, status, interval and parents.

    The status is the worst among the parameters of its stages and, where it depends on where points are, of
    the places of the points; a model result is at best ``derived``. How many points open is a choice, unless a
    budget decides it: then it depends on the places and the costs too.

    Raises
    ------
    KeyError : no such headline.
    """
    row = inputs["metrics"].set_index("metric_id").loc[metric_id]
    parents = stage_parameters(inputs, row["stages"])
    statuses = ["derived", *(inputs.register[key].quantity.status for key in parents)]
    stages = row["stages"].split()
    if "layout" in stages or ("sites" in stages and results.scenario.values.get("capital_budget_vnd_per_year")):
        statuses.extend(inputs["service_points"]["place_status"].unique())
    interval = results.intervals.set_index("metric_id")
    low, high = interval.loc[metric_id, ["low", "high"]] if metric_id in interval.index else (None, None)
    return Quantity(id=metric_id, value=float(results.headlines[metric_id]), unit=row["unit"],
                    label_vi=row["label_vi"], status=worst_status(statuses), source_id="MODEL",
                    locator=results.scenario.name, low=low, high=high, parents=tuple(parents))
