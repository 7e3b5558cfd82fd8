"""Checkers of finished papers: each reads files as a reader gets them and says what it found, point by point.

A checker is a function from finished papers to findings. It is put into the registry with `checker`, by itself in
the module that holds it; `CHECKERS` names them all, and ``qd45 check-papers`` runs them in that order. A module with
a checker is named in ``_MODULES`` below, which is imported when the checkers are first asked for.
"""

from helpers.report.checks.findings import BY_HAND, FAIL, NOT_APPLICABLE, PASS, TO_FILL, Finding
from helpers.report.checks.paper_file import PaperFile, read_papers
from helpers.report.checks.registry import Checker, checker, checkers, point_names, run_checkers

__all__ = [
    "BY_HAND", "FAIL", "NOT_APPLICABLE", "PASS", "TO_FILL",
    "Checker", "Finding", "PaperFile",
    "checker", "checkers", "point_names", "read_papers", "run_checkers",
]
