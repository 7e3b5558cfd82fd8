"""The chain of pure functions from inputs to results: no files, no clock, no hidden state."""

from helpers.model.chain import build_world, choose_sites, run_scenario
from helpers.model.results import Results, headline_quantity, stage_parameters
from helpers.model.summary import active_tasks

__all__ = ["Results", "active_tasks", "build_world", "choose_sites", "headline_quantity", "run_scenario",
           "stage_parameters"]
