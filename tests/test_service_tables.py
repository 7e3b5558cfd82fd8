"""Tables and charts of counters, mail and money: built for every scenario, and true to the results they show."""

import pytest
from model_samples import SCENARIOS, inputs, run
from typer.testing import CliRunner

from helpers.inputs import load_profile
from helpers.report import Book, charts, tables
from helpers.report.tables.service import NOTHING_LATE
from helpers.run import batch, cli


def book(name):
    results = run(name)
    return Book(inputs(), results, lambda other: results, load_profile("2018"), "test")


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_table_and_chart_is_built_for_every_scenario(name):
    made, results = book(name), run(name)
    money = results["point_finance"]
    new = money[money["is_new"] & (money["year"] == results.scenario.plan[-1])]
    assert len(tables.capacity_binding(made).rows) == 4
    assert len(tables.mail_by_district(made).rows) == 9
    assert len(tables.delivery_mends(made).rows) == max(1, len(results["delivery_mends"]))
    assert len(tables.savings(made).rows) == 11
    added = results["delivery_points"]["added_days_department"]
    assert list(tables.days_for_people(made).rows[0][1:]) == [
        f"{value:.1f}".replace(".", ",") for value in (added.min(), added.mean(), added.max())]
    assert len(tables.point_money(made).rows) == max(1, len(new))
    assert f"{results.headlines['new_points']:g} điểm mới" in charts.point_break_even(made).alt


def test_the_honest_answer_is_shown_on_average_no_counter_is_busy():
    rows = tables.capacity_binding(book("bau")).rows
    first, last = rows[0], rows[-1]
    assert float(first[1].rstrip("%").replace(",", ".")) < 5
    assert [row[3] for row in rows] == ["0"] * 4
    assert int(last[4]) == run("bau").headlines["points_needing_more_than_one_counter"]


def test_a_network_without_late_mail_says_so():
    assert tables.delivery_mends(book("bau")).rows[0][0] == NOTHING_LATE
    assert [row[5] for row in tables.delivery_mends(book("stepwise")).rows] == ["thu gom sớm hơn"] * 5


def test_minutes_earlier_are_whole_and_enough():
    earlier = run("stepwise")["delivery_mends"]["earlier_min"].max()
    assert earlier == int(earlier)
    hour = 15 - earlier / 60
    assert run("stepwise", mail_pickup_hour=hour, network_result_pickup_hour=hour)["delivery_mends"].empty


def test_a_run_with_failed_notebooks_says_so_last(monkeypatch):
    failed = [batch.Outcome(batch.Task(name, len), 1.0, error="boom") for name in ("a", "b")]
    monkeypatch.setattr(batch.WholeJob, "first", lambda self: [])
    monkeypatch.setattr(cli, "carry_out", lambda tasks, pool, **how: failed)
    done = CliRunner().invoke(cli.app, ["run"])
    assert done.exit_code == 1
    assert "2 việc lỗi" in done.output.splitlines()[-1]
