"""What CONTRIBUTING.md tells a new analyst to do works, step by step and in its order."""

from __future__ import annotations

import csv

import pytest
from typer.testing import CliRunner

from helpers.analysis import study
from helpers.inputs import load_inputs, load_profile, load_scenario
from helpers.inputs.columns import name, number, source, table
from helpers.inputs.schemas import SCHEMAS
from helpers.report import Book
from helpers.report.blocks import unmarked
from helpers.report.numbers import resolve
from helpers.report.prose import render
from helpers.run.cli import app


def qd45(*words):
    return CliRunner().invoke(app, [*words])


def append(path, **cells):
    """Add one row at the end of a CSV file, cells by column, the others blank."""
    with path.open(encoding="utf-8", newline="") as stream:
        columns = next(csv.reader(stream))
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, columns, restval="", lineterminator="\n").writerow(cells)


@pytest.fixture
def taught(workbook_copy, monkeypatch):
    """A workbook to which a source, three parameters and a table were added as the guide says."""
    data = workbook_copy / "data"
    append(data / "sources.csv", source_id="TEST-2018", issuer_vi="Sở thử", title_vi="Bảng thử", where_seen="tệp thử",
           licence="MIT", last_checked="2018-11-07")
    assert qd45("check").exit_code == 1  # not sealed yet
    assert qd45("seal").exit_code == 0
    fee = dict(parameter_id="test_fee_vnd", label_vi="Phí thử", label_en="Test fee", unit="vnd", role="fact",
               allowed_min="0", status="observed", source_id="TEST-2018", locator="dòng 1", quality="G", impact="G")
    append(data / "parameters.csv", **fee, base="5000", valid_from="2018-01-01")
    append(data / "parameters.csv", **fee, base="7000", valid_from="2020-01-01")
    append(data / "parameters.csv", **fee | dict(parameter_id="test_income_vnd", label_vi="Thu thử", status="derived",
           derived_from="test_fee_vnd * points_2018"), base="290000", valid_from="2018-01-01")
    fees = data / "tables" / "test_fees.csv"
    fees.write_text("fee_id,fee_vnd,source_id\nland,5000,TEST-2018\n", encoding="utf-8")
    monkeypatch.setitem(SCHEMAS, "test_fees", table("fee_id", {
        "fee_id": name("mã phí", "key of the fee"), "fee_vnd": number("phí", "fee [VND]", 0), "source_id": source()}))
    return workbook_copy


def book_of(day):
    inputs = load_inputs()
    scenario = load_scenario("bau", inputs.register).model_copy(update={"as_of": day})
    results = study(scenario, inputs, draws=2, explained=0, layouts=1)
    return Book(inputs, results, lambda name: results, load_profile("2018"), "test")


def test_the_checks_pass_and_the_dictionary_has_the_new_table(taught):
    assert qd45("check").exit_code == 0, qd45("check").output
    assert qd45("dictionary").exit_code == 0
    assert "| `fee_vnd` | phí | fee [VND] |" in (taught / "data" / "README.md").read_text(encoding="utf-8")


def test_the_new_numbers_can_be_quoted_and_traced(taught):
    scenario_day = load_scenario("bau", load_inputs().register).as_of
    book = book_of(scenario_day)
    text = render('{{ q("test_fee_vnd") }}; {{ so(cell("test_fees.fee_vnd", fee_id="land")) }}; '
                  '{{ so(lever("test_fee_vnd") + lever("test_fee_vnd"), 0, "Hai lần phí") }}', book)
    assert unmarked(text.markdown) == "5.000 đồng; 5.000 đồng; 10.000 đồng"
    income = resolve(book, "test_income_vnd")
    assert [quantity.id for quantity in income.ancestors()] == [
        "test_income_vnd", "test_fee_vnd * points_2018", "test_fee_vnd", "points_2018"]
    assert resolve(book, income.formula).value == income.value == 290_000


def test_the_date_of_the_paper_chooses_between_two_rows_of_one_parameter(taught):
    register = load_inputs().register
    day = load_scenario("bau", register).as_of
    fees = [register.at(day.replace(year=year))["test_fee_vnd"].quantity.value for year in (2018, 2026)]
    assert fees == [5000, 7000]


def test_a_derived_value_of_the_register_equals_its_expression(inputs):
    """Every row that says what it is derived from gives its base value, rounded as it is written."""
    book = book_of(load_scenario("bau", inputs.register).as_of)
    rows = [row for row in inputs.register.values() if row.quantity.formula]
    assert len(rows) >= 5
    for row in rows:
        found = resolve(book, row.quantity.formula).value
        assert found == pytest.approx(row.quantity.value, rel=0.03), row.quantity.id

