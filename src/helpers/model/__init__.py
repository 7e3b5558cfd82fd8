"""The chain of pure functions from inputs to results: no files, no clock, no hidden state."""

from helpers.model.chain import build_world, choose_sites, run_scenario, siting_problem
from helpers.model.provenance import (
    STATUS_COLUMNS,
    computed,
    headline_quantity,
    known_by,
    parameter_quantity,
    resolved_values,
    table_quantity,
)
from helpers.model.results import Results
from helpers.model.summary import active_tasks

__all__ = [
    "STATUS_COLUMNS", "Results", "active_tasks", "build_world", "choose_sites", "computed", "headline_quantity",
    "known_by", "parameter_quantity", "resolved_values", "run_scenario", "siting_problem", "table_quantity",
]
