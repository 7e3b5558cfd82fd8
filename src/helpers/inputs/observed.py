"""Lay what the survey observed over what was assumed, when the inputs are loaded.

The files of ``data/`` keep the assumed values. A point that has answered takes the place it has given; a
parameter takes the value computed by ``survey_rules.csv`` once enough of the units concerned have answered.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from helpers.inputs.errors import InputError, unknown_name
from helpers.inputs.parameters import Parameter, Register
from helpers.inputs.quantity import STATUS_WORDS
from helpers.inputs.survey.form import FACILITY, FORMS, NEEDS, Form
from helpers.inputs.survey.roster import survey_roster

LEAST_SHARE = "survey_least_response_share"
#: 97.5% quantile of the normal distribution, for an interval of 95%.
Z_95 = 1.96
_RULES = "data/tables/survey_rules.csv"


def with_observations(
    register: Register, tables: Mapping[str, pd.DataFrame]
) -> tuple[Register, Mapping[str, pd.DataFrame]]:
    """Return the register and the tables with survey answers in place of assumptions.

    Without any answer both are returned as they are.

    Raises
    ------
    InputError : an answer of a unit that is not on the roster, or a rule that names a parameter or a column
        that does not exist.
    """
    facilities, needs = tables[FACILITY.table], tables[NEEDS.table]
    roster = survey_roster(tables)
    for form, answers in ((FACILITY, facilities), (NEEDS, needs)):
        _check_units(form, answers, roster)
    _check_rules(tables["survey_rules"], register)
    if facilities.empty and needs.empty:
        return register, tables
    points = observed_points(tables["service_points"], facilities, tables["communes"])
    tables = {**tables, "service_points": points}
    return register.replaced(observed_parameters(register.rows, tables)), tables


# --- points -----------------------------------------------------------------------------------------------


def observed_points(
    service_points: pd.DataFrame, facilities: pd.DataFrame, communes: pd.DataFrame
) -> pd.DataFrame:
    """Return the service points, each with what its facility form says.

    Name, kind, commune, address and coordinates come from the answer; existence and place become ``observed``.
    The note says what stood there before. The added column ``opening_hours_per_day`` is blank for points that
    have not answered. Rows, keys and order stay the same.

    Parameters
    ----------
    service_points, facilities, communes : the tables of these names.
    """
    if facilities.empty:
        return service_points
    points, answers = service_points.set_index("point_id"), facilities.set_index("point_id")
    taken = ["name_vi", "kind", "commune_code", "address_vi", "lat", "lon", "source_id"]
    fresh = answers[taken].assign(
        existence_status="observed", place_status="observed",
        note=_earlier_places(points.loc[answers.index], answers, communes),
    )  # fmt: skip
    replaced = pd.concat([points.drop(index=fresh.index), fresh.assign(
        postal_code=points.loc[fresh.index, "postal_code"])[points.columns]])
    merged = replaced.loc[points.index].astype(points.dtypes.to_dict())
    hours = answers["opening_hours_per_day"].reindex(points.index)
    return merged.assign(opening_hours_per_day=hours).reset_index()


def _earlier_places(points: pd.DataFrame, answers: pd.DataFrame, communes: pd.DataFrame) -> pd.Series:
    """Return for each point in words what its answer replaces."""
    names = communes.set_index("commune_code")["name_vi"]
    status = points["place_status"].map(STATUS_WORDS)
    days = pd.to_datetime(answers["answered_on"]).dt.strftime("%d/%m/%Y")
    return ("theo phiếu ngày " + days + "; thay vị trí " + status + " ở " + points["commune_code"].map(names)
            + " (" + points["name_vi"] + ", nguồn " + points["source_id"] + ")")


# --- parameters -------------------------------------------------------------------------------------------


def observed_parameters(rows: Mapping[str, Parameter], tables: Mapping[str, pd.DataFrame]) -> dict[str, Parameter]:
    """Return the parameters that enough answers replace, by identifier.

    A rule names a form, columns that are summed as y and as x (x = 1 for a mean), and which units it concerns.
    With n answers of N units concerned, n / N at least ``survey_least_response_share``:

        r = sum(y) / sum(x),
        se = sqrt((1 - n/N) / n * sum((y - r x)^2) / (n - 1)) / mean(x),

    value r, interval r -/+ 1.96 se, all within the allowed range (ratio estimator with finite population
    correction; Cochran, Sampling Techniques, 1977, sections 2.6 and 6.4). It takes those who answered for a
    random sample of all: whoever did not answer may differ, and only a full return removes that doubt.
    A single answer of several units has no standard error and replaces nothing. A unit that left one of the
    columns blank does not know it and does not count as an answer to that rule.

    Parameters
    ----------
    rows : the parameters by identifier.
    tables : the tables by name, ``service_points`` with observed places.
    """
    least = rows[LEAST_SHARE].quantity.value
    roster = survey_roster(tables)
    found = {}
    for rule in tables["survey_rules"].itertuples():
        y, x, concerned = _samples(rule, tables, roster)
        if not len(y) or len(y) < least * concerned or x.sum() <= 0:
            continue
        value, error = ratio_estimate(y, x, concerned)
        if math.isfinite(error):
            found[rule.parameter_id] = _replaced(rows[rule.parameter_id], value, error, (len(y), concerned), rule)
    return found


def ratio_estimate(y: np.ndarray, x: np.ndarray, population: int) -> tuple[float, float]:
    """Return a ratio of totals and its standard error, with finite population correction.

    Parameters
    ----------
    y, x : the two quantities of each unit that answered, shape (n,).
    population : units in all, N.

    Returns
    -------
    r = sum(y) / sum(x), and its standard error: 0 when all have answered, missing for one answer of several.

    Examples
    --------
    >>> ratio_estimate(np.array([6.0, 8.0]), np.array([1.0, 1.0]), 4)
    (7.0, 0.7071067811865476)
    """
    ratio, n = float(y.sum() / x.sum()), len(y)
    if n == population:
        return ratio, 0.0
    if n == 1:
        return ratio, math.nan
    variance = float(((y - ratio * x) ** 2).sum() / (n - 1))
    return ratio, math.sqrt((1 - n / population) / n * variance) / float(x.mean())


def _samples(rule, tables: Mapping[str, pd.DataFrame], roster: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, int]:
    """Return y and x of the units that answered, and the number of units that the rule concerns."""
    form = FORMS[rule.form]
    units = roster[roster["form"] == form.kind]
    if isinstance(rule.filter_column, str):
        units = units[units[rule.filter_column] == rule.filter_value]
    answers = tables[form.table]
    mean = not isinstance(rule.denominator, str)
    asked = [*rule.numerator.split(), *([] if mean else rule.denominator.split())]
    answers = answers[answers[form.key].isin(units["unit_id"])].dropna(subset=asked)
    y = answers[rule.numerator.split()].sum(axis=1).to_numpy(dtype=float)
    x = np.ones(len(y)) if mean else answers[rule.denominator.split()].sum(axis=1).to_numpy(dtype=float)
    return y, x, len(units)


def _replaced(old: Parameter, value: float, error: float, counts: tuple[int, int], rule) -> Parameter:
    """Return a parameter with the observed value; its note keeps the old one."""
    def within(number: float) -> float:
        return min(max(number, old.allowed_min), old.allowed_max)

    before, (n, population) = old.quantity, counts
    span = "" if before.low is None else f" (khoảng {_vi(before.low)}-{_vi(before.high)})"
    note = f"thay giá trị {STATUS_WORDS[before.status]} {_vi(before.value)}{span}, nguồn {before.source_id}"
    quantity = replace(
        before, value=within(value), low=within(value - Z_95 * error), high=within(value + Z_95 * error),
        status="observed", source_id=FORMS[rule.form].source_id, formula="",
        locator=f"{n}/{population} đơn vị; {rule.label_vi}",
        note=". ".join(part for part in (note, before.note) if part),
    )  # fmt: skip
    return replace(old, quantity=quantity, quality="G" if n == population else "A")


def _vi(value: float) -> str:
    return f"{value:.4g}".replace(".", ",")


# --- checks -----------------------------------------------------------------------------------------------


def _check_units(form: Form, answers: pd.DataFrame, roster: pd.DataFrame) -> None:
    known = set(roster.loc[roster["form"] == form.kind, "unit_id"])
    for row, unit_id in enumerate(answers[form.key], 2):
        if unit_id not in known:
            raise unknown_name(f"data/tables/{form.table}.csv", unit_id, known, row=row, what_vi="mã đơn vị",
                               what_en="a unit id")


def _check_rules(rules: pd.DataFrame, register: Register) -> None:
    for row, rule in enumerate(rules.itertuples(), 2):
        if rule.parameter_id not in register:
            raise unknown_name(_RULES, rule.parameter_id, register, row=row, what_vi="mã tham số",
                               what_en="a parameter id")
        columns = {question.id for question in FORMS[rule.form].fields
                   if question.kind in ("whole", "number", "percent", "hour", "flag")}
        for name in ("numerator", "denominator"):
            cell = getattr(rule, name)
            wrong = sorted(set(cell.split()) - columns) if isinstance(cell, str) else []
            if wrong:
                raise InputError(_RULES, row=row, column=name, value=wrong[0],
                                 allowed_vi=f"cột số của phiếu: {', '.join(sorted(columns))}",
                                 allowed_en=f"numeric columns of the form: {', '.join(sorted(columns))}",
                                 remedy_vi="sửa tên cột", remedy_en="correct the name of the column")
