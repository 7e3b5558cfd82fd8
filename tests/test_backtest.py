"""The back-test: measures solved by hand, and silence while there is nothing to test."""

from __future__ import annotations

import dataclasses

import nbformat
import numpy as np
import pandas as pd
import pytest

from helpers.analysis import study
from helpers.analysis.backtest import actual_quarters, back_test, forecast_path, scores
from helpers.analysis.sampling import draw_values
from helpers.inputs import load_profile, load_scenario
from helpers.model import build_world, run_scenario
from helpers.model.serving import provincial_forecast
from helpers.report import Book
from helpers.report.blocks import FigureBlock, Prose, unmarked
from helpers.report.charts import backtest_path
from helpers.report.prose import render
from helpers.report.tables.backtest import NOTHING, backtest_periods, backtest_scores
from helpers.run import batch

FORMS = ("send", "receive", "both")


@pytest.fixture(scope="module")
def scenario(inputs):
    return load_scenario("bau", inputs.register)


@pytest.fixture(scope="module")
def results(scenario, inputs):
    return run_scenario(scenario, inputs)


def with_actuals(inputs, rows):
    """Return inputs with reported dossiers: rows of (quarter, form, dossiers)."""
    frame = pd.DataFrame(rows, columns=["quarter", "form", "dossiers"])
    frame = frame.assign(field_vi="Hộ chiếu", source_id="TT17-REPORT").astype({"dossiers": "int64"})
    frame = frame.reindex(columns=inputs["actuals"].columns)
    return dataclasses.replace(inputs, tables={**inputs.tables, "actuals": frame})


def quarters(**totals):
    """Return rows of the three forms whose sums are the totals given by quarter."""
    return [(quarter[1:], form, part) for quarter, total in totals.items()
            for form, part in zip(FORMS, (1000, total - 3000, 2000), strict=True)]  # fmt: skip


# --- measures by hand -------------------------------------------------------------------------------------


def test_the_measures_are_those_solved_by_hand():
    periods = pd.DataFrame({
        "level": "quarter", "form": "total", "actual": [100.0, 80.0, 0.0, 120.0], "base": [90.0, 100.0, 10.0, 120.0],
        "low": [80.0, 90.0, 0.0, 121.0], "high": [100.0, 110.0, 20.0, 130.0], "draw_low": [99.0] * 4,
        "draw_high": [100.0] * 4, "naive": [70.0, 70.0, 70.0, 70.0]})  # fmt: skip
    (found,) = scores(periods).to_dict("records")
    assert found["n"] == 4
    # 100 in [80, 100]; 80 not in [90, 110]; 0 in [0, 20]; 120 not in [121, 130]
    assert found["coverage_band"] == 2 / 4
    assert found["coverage_draws"] == 1 / 4
    assert found["mean_error"] == pytest.approx((10 - 20 - 10 + 0) / 4)
    assert found["mean_percentage_error"] == pytest.approx((10 / 100 - 20 / 80 + 0) / 3)  # nothing over nought
    assert found["mase"] == pytest.approx((10 + 20 + 10 + 0) / (30 + 10 + 70 + 50))


def test_mase_is_missing_where_the_naive_forecast_is_exact():
    periods = pd.DataFrame({"level": ["year"], "form": ["total"], "actual": [70.0], "base": [60.0], "low": [0.0],
                            "high": [1.0], "draw_low": [0.0], "draw_high": [1.0], "naive": [70.0]})  # fmt: skip
    assert scores(periods)["mase"].isna().all()


def test_a_total_needs_all_three_forms_and_fields_are_added(inputs):
    rows = [("2019Q1", "send", 1), ("2019Q1", "send", 2), ("2019Q1", "receive", 10), ("2019Q1", "both", 100),
            ("2019Q2", "receive", 5)]  # fmt: skip
    found = actual_quarters(with_actuals(inputs, rows)["actuals"])
    assert found.loc["2019Q1"].to_dict() == {"send": 3, "receive": 10, "both": 100, "total": 113}
    assert found.loc["2019Q2", "receive"] == 5
    assert found.loc["2019Q2", ["send", "both", "total"]].isna().all()


# --- the forecast that is tested --------------------------------------------------------------------------


def test_the_path_is_that_of_the_results(results, inputs):
    path = forecast_path(results, inputs, 5)
    province = results["province"]
    for year in (2019, 2021, 2025):
        rows = province[province["year"] == year].set_index("case")
        for form, column in (("total", "dossiers"), *((form, f"{form}_dossiers") for form in FORMS)):
            found = path.loc[(year, form)]
            assert found["base"] == rows.loc["base", column]
            assert (found["low"], found["high"]) == (rows[column].min(), rows[column].max())


def test_the_rest_of_2018_is_forecast_from_the_season_alone(results, inputs):
    # 75,000 in nine months, 25,000 a quarter; the fourth at 0.85, 1 and 1.15 of that.
    path = forecast_path(results, inputs, 5).loc[(2018, "total")]
    assert path[["low", "base", "high"]].to_list() == pytest.approx([85_000, 100_000, 115_000])
    assert path["naive"] == 100_000


def test_the_naive_forecast_is_the_same_every_year_and_its_forms_add_up(results, inputs):
    naive = forecast_path(results, inputs, 5)["naive"].unstack("form")
    assert naive["total"].to_list() == pytest.approx([100_000] * len(naive))
    assert naive[list(FORMS)].sum(axis=1).to_list() == pytest.approx([100_000] * len(naive))


def test_the_interval_of_the_draws_is_that_of_the_headlines(scenario, inputs, results):
    # Without new points nothing is induced, so that the first year of the draws is the headline of every draw.
    full = study(scenario, inputs, draws=4, explained=0, layouts=1)
    interval = full.intervals.set_index("metric_id").loc["dossiers_first_year"]
    found = forecast_path(results, inputs, 4).loc[(2019, "total")]
    assert (found["draw_low"], found["draw_high"]) == pytest.approx((interval["low"], interval["high"]))


@pytest.mark.parametrize("change", [{}, {"reception_share": 0.2, "both_share_of_receptions": 0.5,
                                         "season_q4_factor": 1.1}])
def test_the_interval_of_many_draws_is_that_of_single_forecasts_in_every_form(inputs, change):
    scenario = load_scenario("bau", inputs.register, **change)
    found, world, parts = forecast_path(run_scenario(scenario, inputs), inputs, 40), build_world(scenario, inputs), []
    for row in draw_values(inputs, 40, scenario.levers.seed).to_dict("records"):
        p = {**world.p, **row, **scenario.values}
        path, (send, receive, both) = provincial_forecast(world, p)
        start = 4 * 75_000 / 3 * p["season_q4_factor"]
        parts.append([[total, total * send, total * receive, total * both] for total in (start, *path)])
    found = found.reindex(pd.MultiIndex.from_product([[2018, *scenario.years], ["total", *FORMS]]))
    low, high = np.quantile(parts, [0.05, 0.95], axis=0)
    assert found["draw_low"].to_numpy() == pytest.approx(low.ravel(), rel=1e-12)
    assert found["draw_high"].to_numpy() == pytest.approx(high.ravel(), rel=1e-12)


# --- periods ----------------------------------------------------------------------------------------------


def test_quarters_are_compared_with_a_quarter_and_part_years_with_their_share(results, inputs):
    given = with_actuals(inputs, quarters(q2018Q4=24_000, q2019Q1=26_000, q2019Q2=30_000, q2019Q3=31_000))
    test = back_test(results, given, draws=5)
    periods = test.periods[test.periods["form"] == "total"].set_index("period")
    base = results["province"].query("case == 'base'").set_index("year")["dossiers"]
    assert periods["actual"].to_dict() == {"2018Q4": 24_000, "2019Q1": 26_000, "2019Q2": 30_000, "2019Q3": 31_000,
                                           "2018": 24_000, "2019": 87_000}  # fmt: skip
    assert periods.loc["2018Q4", ["base", "naive"]].to_list() == pytest.approx([25_000, 25_000])
    assert periods.loc["2019Q2", "base"] == pytest.approx(base[2019] / 4)
    assert periods.loc["2019", "quarters"] == 3
    assert periods.loc["2019", ["base", "naive"]].to_list() == pytest.approx([base[2019] * 3 / 4, 75_000])
    year = test.scores.set_index(["level", "form"]).loc[("year", "total")]
    assert year["n"] == 2
    errors = [24_000 - 25_000, 87_000 - base[2019] * 3 / 4]
    assert year["mean_error"] == pytest.approx(sum(errors) / 2)
    assert year["mase"] == pytest.approx(sum(map(abs, errors)) / (1_000 + 12_000))


def test_quarters_the_forecast_was_made_from_or_does_not_reach_are_not_tested(results, inputs):
    given = with_actuals(inputs, quarters(q2018Q3=25_000, q2018Q4=25_000, q2050Q1=9_000))
    test = back_test(results, given, draws=5)
    assert set(test.periods["period"]) == {"2018Q4", "2018"}
    assert test.outside == ("2018Q3", "2050Q1")


def test_a_quarter_that_lacks_a_form_is_tested_by_form_only(results, inputs):
    test = back_test(results, with_actuals(inputs, [("2019Q1", "receive", 20_000)]), draws=5)
    assert set(test.periods["form"]) == {"receive"}
    assert test.incomplete == ("2019Q1",)


def test_without_reports_nothing_is_tested(results, inputs):
    test = back_test(results, inputs, draws=5)
    assert test.periods.empty
    assert test.scores.empty


# --- what is shown ----------------------------------------------------------------------------------------


def book_of(results, inputs):
    return Book(inputs, results, lambda name: results, load_profile("2018"), "test")


def prose_of(root):
    cells = nbformat.read(root / "notebooks" / "analysis" / "08_backtest.ipynb", as_version=4).cells
    return [cell.source.removeprefix("%%prose") for cell in cells if cell.source.startswith("%%prose")]


def test_without_reports_every_part_says_so_and_no_accuracy_is_claimed(results, inputs, root):
    book = book_of(results, inputs)
    assert backtest_path(book) == Prose(f"**{NOTHING}.**")
    assert any(NOTHING in cell for cell in backtest_periods(book).rows[0])
    assert any(NOTHING in cell for cell in backtest_scores(book).rows[0])
    assert "Chưa có số liệu để kiểm; không nêu độ chính xác" in render(prose_of(root)[0], book).markdown


def test_with_reports_the_number_of_periods_is_stated(results, inputs, root):
    given = with_actuals(inputs, [*quarters(q2018Q4=24_000, q2019Q1=26_000), ("2019Q2", "both", 7)])
    book = book_of(results, given)
    assert isinstance(backtest_path(book), FigureBlock)
    periods, found = backtest_periods(book), backtest_scores(book)
    assert periods.rows[0][:3] == ["Quý IV/2018", "1", "24.000"]
    assert periods.rows[0][-1] == "-1.000"
    assert "thiếu một hình thức, không cộng: Quý II/2019" in periods.note
    assert found.rows[0][:3] == ["Quý", "Tổng", "2"]
    assert "n là số kỳ, ít kỳ thì chưa kết luận được" in found.note
    text = render(prose_of(root)[0], book).markdown
    assert "Đã nhập báo cáo của 3 quý" in unmarked(text)
    assert "Chưa có số liệu" not in text


def test_the_notebook_runs_for_every_scenario(inputs):
    names = ["bau", "stepwise"]
    jobs = [job for job in batch.analysis_jobs(names, inputs) if job.notebook.stem == "08_backtest"]
    assert [job.parameters for job in jobs] == [{"scenario": name} for name in names]
