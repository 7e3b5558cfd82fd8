"""The chain of pure functions from inputs to results: no files, no clock, no hidden state."""

from helpers.model.building import build_world
from helpers.model.chain import Draws, run_draws, run_headlines, run_scenario
from helpers.model.legal import legal_matrix
from helpers.model.placing import aim_of, choose_sites, floors_of, siting_problem
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
from helpers.model.serving import provincial_forecast
from helpers.model.world import World

__all__ = [
    "STATUS_COLUMNS", "Draws", "Results", "World", "aim_of", "build_world", "choose_sites", "computed",
    "floors_of", "headline_quantity", "known_by", "legal_matrix", "parameter_quantity", "provincial_forecast",
    "resolved_values",
    "run_draws", "run_headlines", "run_scenario", "siting_problem", "table_quantity",
]
