"""What it is worth to have the answers of the survey before the choice, in points of the criteria."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.analysis.decision import judge_draws
from helpers.analysis.sampling import draw_values
from helpers.analysis.voi import COLUMNS, partial_information, perfect_information
from helpers.report.book import Book


def worth_of_answers(book: Book, waiting: Sequence[str]) -> pd.DataFrame:
    """Return what knowing everything, and each number that waits for an answer, is worth before the choice.

    The rows are those of the table ``information_score`` of the book for these numbers, without the many others
    that it tries; numbers that the scenario sets, or that have no range, are left out.

    Parameters
    ----------
    waiting : parameters that the survey is to replace.

    Returns
    -------
    columns ``input_id, kind, value, error, bias, least`` as of :func:`helpers.analysis.voi.information`; no row
    where the draws are too few.
    """
    own = book.results
    passes, score = judge_draws({name: run["draws"] for name, run in book.runs.items()}, book.criteria)
    benefits = score.where(passes, 0.0)
    drawn = draw_values(book.inputs, len(own["draws"]), own.scenario.levers.seed)
    asked = [key for key in waiting if key in drawn and key not in own.scenario.values]
    value, error = perfect_information(benefits)
    bound = pd.DataFrame([("all", value, error, np.nan, np.nan)], columns=list(COLUMNS)).assign(kind="all")
    try:
        singles = partial_information(benefits, drawn[asked], np.random.default_rng(0)).assign(kind="single")
    except ValueError:
        return pd.DataFrame(columns=["input_id", "kind", *COLUMNS[1:]])
    return pd.concat([bound, singles], ignore_index=True)[["input_id", "kind", *COLUMNS[1:]]]
