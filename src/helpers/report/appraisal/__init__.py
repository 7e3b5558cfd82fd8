"""The appraisal sheet: where the papers answer each question of a reviewer, and what the workbook can test itself."""

from helpers.report.appraisal.papers import PAPER_NAMES, Papers
from helpers.report.appraisal.pointers import ANSWERS, answers
from helpers.report.appraisal.points import CHECKS, Verdict, verdict
from helpers.report.appraisal.sheet import sheet

__all__ = ["ANSWERS", "CHECKS", "PAPER_NAMES", "Papers", "Verdict", "answers", "sheet", "verdict"]
