"""Finance against a spreadsheet whose formulas were put in by hand: ``reference/finance_case.xlsx``.

The values that a spreadsheet program worked out lie in the file; the formulas are worked out here once more, so that
the case can also be changed. Only then do the functions come in.
"""

import functools
import math
import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from helpers.model import finance

CASE = Path(__file__).parent / "reference" / "finance_case.xlsx"
EXACT = 1e-9
POINTS = ("A", "B", "N1", "N2", "N3")
PAYERS = finance.PAYERS
CELL = re.compile(r"(?:(\w+)!)?\$?([A-Z])\$?(\d+)(?::\$?([A-Z])\$?(\d+))?")


@functools.cache
def stored(values):
    return openpyxl.load_workbook(CASE, data_only=values)


FUNCTIONS = {"SUM": np.sum, "SUMPRODUCT": lambda *parts: float(np.sum(np.prod(parts, axis=0))), "MAX": max,
             "IF": lambda test, yes, no: yes if test else no, "ABS": abs, "SIGN": np.sign,
             "ROUNDUP": lambda x, digits: math.ceil(x * 10**digits) / 10**digits}


class Sheets:
    """The case with its formulas worked out in Python, some inputs changed."""

    def __init__(self, **changed):
        self.changed, self.known = changed, {}

    def __call__(self, sheet, cell):
        if (sheet, cell) not in self.known:
            self.known[sheet, cell] = self._work_out(sheet, cell)
        return self.known[sheet, cell]

    def _work_out(self, sheet, cell):
        content = stored(False)[sheet][cell].value
        name = stored(False)[sheet][f"A{cell[1:]}"].value
        if sheet == "inputs" and name in self.changed and cell[0] == "B":
            return self.changed[name]
        if not str(content).startswith("="):
            return content
        names = {"get": self, "area": self._area, **FUNCTIONS}
        return float(eval(CELL.sub(lambda found: self._call(found, sheet), content[1:]), names))

    @staticmethod
    def _call(found, sheet):
        own, column, row, last_column, last_row = found.groups()
        if last_column is None:
            return f"get('{own or sheet}', '{column}{row}')"
        return f"area('{own or sheet}', '{column}', {row}, '{last_column}', {last_row})"

    def _area(self, sheet, column, row, last_column, last_row):
        return np.array([[self(sheet, f"{chr(c)}{r}") for c in range(ord(column), ord(last_column) + 1)]
                         for r in range(row, last_row + 1)], dtype=float)

    def row(self, sheet, label, columns="BCDE"):
        """Return the values of a row by its name in column A; nan for blank cells."""
        place = next(cells[0].row for cells in stored(False)[sheet].iter_rows() if cells[0].value == label)
        return np.array([self(sheet, f"{c}{place}") for c in columns], dtype=float)

    def inputs(self):
        """Return the values of the case by name."""
        return {cells[0].value: self("inputs", f"B{cells[0].row}")
                for cells in stored(False)["inputs"].iter_rows(min_row=2)}


def fares(case):
    """Return the fares of our functions for a case: by form and band, and the mean by form."""
    p = case.inputs()
    rows = [[cell.value for cell in row] for row in stored(False)["tariffs"].iter_rows(min_row=2)]
    names = ["service", "weight_from_g", "weight_to_g", "intra_district_vnd", "inter_district_vnd", "step"]
    found = finance.fares_by_band(pd.DataFrame(rows, columns=names), dossier_g=p["dossier_weight_g"],
                                  result_g=p["result_weight_g"], step_g=p["fare_step_g"])
    return found, found @ np.array([1 - p["inter_district_share"], p["inter_district_share"]])


def shares(case):
    return np.array([case.inputs()[f"share_{form}"] for form in ("send", "receive", "both")])


def activity(case):
    row = functools.partial(case.row, "activity")
    plain = {name: row(name) for name in ("opened_plain", "opened_mountain", "points", "new_points", "desks",
                                          "added_counters", "added_staff_fte", "opened_desks", "saved_km",
                                          "saved_hours")}
    return finance.Activity(**plain, **{name: shares(case)[:, None] * row(name) for name in ("dossiers", "induced")})


def point_activity(case):
    new, mountain, first = np.array([case.row("activity", f"{k} new, mountain, first year", "BCD")
                                     for k in POINTS]).T
    dossiers, counters, staff = (np.array([case.row("activity", f"{k} {what}") for k in POINTS]).T
                                 for what in ("dossiers", "added counters", "added staff"))
    years = case.row("activity", "quantity")[:, None]
    return finance.PointActivity(new.astype(bool), mountain.astype(bool), first <= years, first == years, dossiers,
                                 shares(case), counters, staff)


#: The case as it is stored, and with one input changed each.
CASES = [{}, {"discount_rate": 0.0}, {"discount_rate": 0.12}, {"dossier_weight_g": 100}, {"dossier_weight_g": 501},
         {"dossier_weight_g": 1_250, "result_weight_g": 500}, {"inter_district_share": 1}, {"exempt_share": 0.5},
         {"capital_mountain_ratio": 1}, {"with_it_connection": 0, "with_communication": 0}, {"late_probability": 0},
         {"handling_vnd_per_dossier": 22_000}, {"share_send": 0, "share_receive": 0, "share_both": 1}]
cases = pytest.mark.parametrize("case", [Sheets(**changes) for changes in CASES],
                                ids=[" ".join(changes) or "as stored" for changes in CASES])


# --- the spreadsheet itself -------------------------------------------------------------------------------


def test_every_result_of_the_spreadsheet_is_a_formula_and_none_is_pasted():
    pasted = [f"{sheet}!{cell.coordinate}" for sheet in ("fares", "lines", "worth", "points")
              for row in stored(False)[sheet].iter_rows(min_row=2, min_col=2) for cell in row
              if isinstance(cell.value, int | float)]
    assert pasted == ["worth!B8"]  # the discount factor of the first year is 1
    assert sum(str(cell.value).startswith("=") for sheet in stored(False) for row in sheet for cell in row) > 150


def test_the_stored_values_are_what_the_formulas_give():
    case, compared = Sheets(), 0
    for sheet in stored(True):
        for row in sheet.iter_rows():
            for cell in row:
                if str(stored(False)[sheet.title][cell.coordinate].value).startswith("="):
                    assert case(sheet.title, cell.coordinate) == pytest.approx(cell.value, rel=EXACT), cell
                    compared += 1
    assert compared > 150


# --- our functions ----------------------------------------------------------------------------------------


@cases
def test_fares_by_form_and_band_are_those_of_the_spreadsheet(case):
    by_band, by_form = fares(case)
    p = case.inputs()
    expected = np.array([case.row("fares", form, "BCDE") for form in ("send", "receive", "both")])
    assert by_band == pytest.approx(expected[:, :2], rel=EXACT)
    assert by_form == pytest.approx(expected[:, 2], rel=EXACT)
    net = finance.net_fare(by_form, p["exempt_share"], p["reduced_share"], p["fare_exempt_reduction"])
    assert net == pytest.approx(expected[:, 3], rel=EXACT)


@cases
def test_every_line_and_year_is_that_of_the_spreadsheet(case):
    found = finance.cash_lines(activity(case), case.inputs(), fares(case)[1])
    listed = [row[0].value for row in stored(False)["lines"].iter_rows(min_row=2)]
    assert set(found) == set(listed)
    for line, amount in found.items():
        assert amount == pytest.approx(case.row("lines", line), rel=EXACT, abs=1e-6), line


@cases
def test_budgets_present_values_and_the_cost_of_a_dossier_are_those_of_the_spreadsheet(case):
    p, act = case.inputs(), activity(case)
    lines = finance.cash_lines(act, p, fares(case)[1])
    payers = {row[0].value: row[5].value for row in stored(False)["lines"].iter_rows(min_row=2)}
    budgets = finance.by_payer(lines, payers)
    worths = {payer: finance.npv(flow, p["discount_rate"]) for payer, flow in budgets.items()}
    for payer in PAYERS:
        assert budgets[payer] == pytest.approx(case.row("worth", payer), rel=EXACT), payer
        assert worths[payer] == pytest.approx(case.row("worth", payer, "F")[0], rel=EXACT), payer
    assert sum(worths.values()) == pytest.approx(case.row("worth", "society", "F")[0], rel=EXACT)
    cost = finance.cost_per_dossier(lines, payers, act.dossiers.sum(axis=0), p["discount_rate"])
    assert cost == pytest.approx(case.row("worth", "cost per dossier", "B")[0], rel=EXACT)


@cases
def test_break_even_is_that_of_the_spreadsheet_or_never_without_a_margin(case):
    p = case.inputs()
    net = finance.net_fare(fares(case)[1], p["exempt_share"], p["reduced_share"], p["fare_exempt_reduction"])
    expected = case.row("worth", "break-even per day", "B")[0]
    expected = expected if expected > 0 else math.inf
    assert finance.break_even_per_day(p, float(net @ shares(case)), 4) == pytest.approx(expected, rel=EXACT)


@cases
def test_margin_subsidy_and_break_even_of_every_point_are_those_of_the_spreadsheet(case):
    found = finance.point_margin(point_activity(case), case.inputs(), fares(case)[1])
    for k, point in enumerate(POINTS):
        if point in ("A", "B"):  # what they cost today is not known
            assert all(np.isnan(value[:, k]).all() for value in found.values())
            continue
        for name, label in (("margin_vnd", "margin"), ("subsidy_vnd", "subsidy")):
            assert found[name][:, k] == pytest.approx(case.row("points", f"{point} {label}"), rel=EXACT, nan_ok=True)
        even = case.row("points", f"{point} break-even per day", "B")[0]
        assert found["break_even_per_day"][-1, k] == pytest.approx(even if even > 0 else math.inf, rel=EXACT)


@cases
def test_lines_of_points_add_up_to_the_lines_of_the_spreadsheet(case):
    p = case.inputs()
    found = finance.point_lines(point_activity(case), p, fares(case)[1])
    at_desks = p["staff_cost_vnd"] * p["one_stop_staff_per_desk"] * case.row("activity", "desks")
    for line, amount in found.items():
        rest = at_desks if line == "staff" else 0
        assert amount.sum(axis=1) == pytest.approx(case.row("lines", line) + rest, rel=EXACT, abs=1e-6), line
    for k, point in enumerate(POINTS):
        assert found["fares_received"][:, k] == pytest.approx(case.row("points", f"{point} fares"), rel=EXACT)
