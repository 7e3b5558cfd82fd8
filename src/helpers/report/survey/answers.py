"""The roster of the survey with what every unit has answered, for tables and sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.inputs.survey.form import FORMS
from helpers.inputs.survey.roster import with_answers


def answered_roster(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every unit that was asked with its answers beside it, missing where it has not answered.

    Parameters
    ----------
    tables : the tables by name, as the inputs hold them.

    Returns
    -------
    columns of :func:`helpers.inputs.survey.roster.with_answers`, then those of both forms that it does not have;
    ``co_locate`` is blank, not missing, where nothing is said.
    """
    roster = with_answers(tables)
    for form in FORMS.values():
        answers = tables[form.table].rename(columns={form.key: "unit_id"})
        new = [name for name in answers if name == "unit_id" or name not in roster]
        roster = roster.merge(answers[new].astype({"unit_id": "str"}), on="unit_id", how="left")
    return roster.assign(co_locate=roster["co_locate"].astype(object).fillna(""))
