"""Running: notebooks through Papermill, results kept and reused, outputs written."""

from helpers.run import quick  # noqa: F401  before anything that reads notebooks
from helpers.run.cache import results_for
from helpers.run.workbook import open_workbook

__all__ = ["open_workbook", "results_for"]
