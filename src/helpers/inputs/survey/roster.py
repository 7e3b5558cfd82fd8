"""Who must answer the survey, and who has."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.inputs.survey.form import FACILITY, FORMS, NEEDS

#: Kinds of unit in the order of reports.
UNIT_TYPES = {
    **FACILITY.field("kind").choices,
    "department": "Cơ quan cấp tỉnh",
    "district": "UBND cấp huyện",
    "commune": "UBND cấp xã",
}
PROVINCE = "Cấp tỉnh"


def survey_roster(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every unit that must answer: points the facility form, agencies the needs form.

    Parameters
    ----------
    tables : the tables by name; ``service_points, departments, districts, communes`` are used.

    Returns
    -------
    columns ``unit_id, form, name_vi, unit_type, district_code``; the district of a department is blank.
    """
    points, departments = tables["service_points"], tables["departments"]
    districts, communes = tables["districts"], tables["communes"]
    district_of = communes.set_index("commune_code")["district_code"]
    parts = [
        _units(points["point_id"], FACILITY.kind, points["name_vi"], points["kind"],
               points["commune_code"].map(district_of)),
        _units(departments["unit_id"], NEEDS.kind, departments["name_vi"], "department", ""),
        _units("H" + districts["district_code"], NEEDS.kind, _committee(districts["name_vi"]), "district",
               districts["district_code"]),
        _units("X" + communes["commune_code"], NEEDS.kind, _committee(communes["name_vi"]), "commune",
               communes["district_code"]),
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _units(unit_id: pd.Series, form: str, name_vi: pd.Series, unit_type, district_code) -> pd.DataFrame:
    return pd.DataFrame({"unit_id": unit_id, "form": form, "name_vi": name_vi, "unit_type": unit_type,
                         "district_code": district_code}).astype("str")


def _committee(names: pd.Series) -> pd.Series:
    """Return the names of the people's committees: ``UBND huyện Minh Hóa``."""
    return "UBND " + names.str[0].str.lower() + names.str[1:]


def with_answers(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the roster with two more columns: ``answered`` and ``answered_on`` (blank when not)."""
    answers = pd.concat([tables[form.table].rename(columns={form.key: "unit_id"})[["unit_id", "answered_on"]]
                         for form in FORMS.values()])
    roster = survey_roster(tables)
    days = roster["unit_id"].map(answers.set_index("unit_id")["answered_on"])
    return roster.assign(answered=days.notna(), answered_on=days.astype(object).fillna(""))


def response_rates(roster: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return how many units were asked and have answered, by some columns of :func:`with_answers`.

    Returns
    -------
    columns ``*by, asked, answered, share`` with share = answered / asked [1], in order of first appearance.

    Examples
    --------
    >>> roster = pd.DataFrame({"form": ["needs"] * 4, "answered": [True, False, False, True]})
    >>> response_rates(roster, ["form"])["share"].to_list()
    [0.5]
    """
    groups = roster.groupby(by, sort=False)["answered"]
    rates = groups.agg(asked="size", answered="sum").reset_index()
    return rates.assign(share=rates["answered"] / rates["asked"])
