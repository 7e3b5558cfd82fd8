"""What follows from many runs of the chain: comparison, doubt, and what is asked of a chosen set of sites."""

from helpers.analysis.comparison import (
    REFERENCE,
    against_reference,
    headline_table,
    judge,
    recommended,
    weight_swings,
    weighted_criteria,
)
from helpers.analysis.robustness import selection_frequency
from helpers.analysis.sensitivity import one_at_a_time
from helpers.analysis.siting_questions import siting_questions
from helpers.analysis.study import study
from helpers.analysis.uncertainty import draw_outcomes, intervals, tails

__all__ = [
    "REFERENCE", "against_reference", "draw_outcomes", "headline_table", "intervals", "judge",
    "one_at_a_time", "recommended", "selection_frequency", "siting_questions", "study", "tails", "weight_swings",
    "weighted_criteria",
]
