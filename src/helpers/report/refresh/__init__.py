"""Renewing the numbers of Word papers that staff have edited."""

from helpers.report.refresh.paper import open_paper, refresh
from helpers.report.refresh.task import Move, Refreshed

__all__ = ["Move", "Refreshed", "open_paper", "refresh"]
