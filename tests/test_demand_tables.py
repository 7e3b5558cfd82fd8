"""Demand, fares and ranges as staff see them: true to the results, and every number found again by its name."""

import dataclasses
import functools
import math

import pandas as pd
import pytest
from model_samples import SCENARIOS, base_values, inputs, rows, run, scenario, world

from helpers.analysis.budget import yearly_outlays
from helpers.analysis.what_if import point_choice, what_ifs
from helpers.inputs import load_profile
from helpers.model import choose_sites
from helpers.report import Book, charts, maps, tables
from helpers.report.numbers import is_reference, resolve
from helpers.report.tables.demand import NOTHING_OPENS

FORMS = ["send_dossiers", "receive_dossiers", "both_dossiers"]


@functools.cache
def choice(name):
    return point_choice(scenario(name), inputs(), choose_sites(world(name)))


@functools.cache
def studied(name):
    """Return a run with three made-up draws, at half, once and twice its headlines and outlays."""
    results, factors = run(name), (0.5, 1.0, 2.0)
    heads = pd.DataFrame([{key: value * f for key, value in results.headlines.items()} for f in factors])
    outlays = yearly_outlays(results["cash_flow"]).rename("base").reset_index()
    budget = outlays.assign(low=0.5 * outlays["base"], high=2 * outlays["base"])
    ends = pd.DataFrame({"metric_id": list(heads), "low": heads.min().to_numpy(), "high": heads.max().to_numpy()})
    more = {"draws": heads, "budget_range": budget, "what_if": what_ifs(world(name)), "point_choice": choice(name)}
    return dataclasses.replace(results, tables={**results.tables, **more}, intervals=ends)


def book(name):
    return Book(inputs(), studied(name), studied, load_profile("2018"), "test")


def vietnamese(value, places):
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


# --- what if ----------------------------------------------------------------------------------------------


def path_end(p, ratio=1.0):
    """Return the dossiers of 2025 by the logistic formula, from the register alone."""
    people = sum(int(row["population_2019"]) for row in rows("tables/communes.csv"))
    start = p["dossiers_2018_9m"] * (1 + 3 / 9 * p["season_q4_factor"])
    growth = 1 + p["population_growth_per_year"]
    ceiling = people * ratio / growth * p["market_dossiers_per_person"]
    return ceiling * growth**7 / (1 + (ceiling / start - 1) * math.exp(-p["demand_growth_per_year"] * 7))


@pytest.mark.parametrize(("case", "ratio"), [("low", 0.94), ("base", 1.0), ("high", 1.22)])
def test_registered_people_move_the_ceiling_of_the_market_and_no_share(case, ratio):
    p, found = base_values(), what_ifs(world("bau")).set_index(["parameter_id", "case"])
    row = found.loc[("registered_population_ratio", case)]
    assert row["value"] == ratio
    assert row["dossiers"] == pytest.approx(path_end(p, ratio), rel=1e-9)
    assert row["send_dossiers"] / row["dossiers"] == pytest.approx(
        p["reception_share"] * (1 - p["both_share_of_receptions"]))


def test_online_services_turn_receptions_into_results_and_lose_no_dossier():
    p, found = base_values(), what_ifs(world("stepwise")).set_index(["parameter_id", "case"])
    low, high = (found.loc[("online_shift_share", case)] for case in ("low", "high"))
    assert low["dossiers"] == high["dossiers"] == pytest.approx(path_end(p), rel=1e-9)
    assert high["receive_dossiers"] - low["receive_dossiers"] == pytest.approx(
        0.4 * (low["send_dossiers"] + low["both_dossiers"]))
    assert high[FORMS].sum() == pytest.approx(high["dossiers"])


def test_the_base_of_a_what_if_is_the_value_of_the_scenario():
    moved = run("bau", online_shift_share=0.2)["province"].query("case == 'base' and year == 2025").iloc[0]
    world_of = dataclasses.replace(world("bau"), p=world("bau").p | {"online_shift_share": 0.2})
    row = what_ifs(world_of).set_index(["parameter_id", "case"]).loc[("online_shift_share", "base")]
    assert row["value"] == 0.2
    assert row[FORMS].to_list() == pytest.approx(moved[FORMS].to_list())


# --- where dossiers go ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bau", "stepwise", "every_commune"])
def test_both_ways_to_choose_a_point_share_out_the_same_dossiers(name):
    found, total = choice(name), run(name).headlines["dossiers_plan_end"]
    assert found[["nearest_dossiers", "huff_dossiers"]].sum().to_list() == pytest.approx([total, total], rel=1e-9)
    assert found["site_id"].to_list() == run(name)["sites"]["site_id"].to_list()
    assert found["nearest_dossiers"].to_list() == run(name)["sites"]["dossiers"].to_list()


def test_the_choice_by_travel_time_is_that_of_a_scenario_with_that_lever():
    theirs = run("stepwise", assignment="huff")["sites"].set_index("site_id")["dossiers"]
    found = choice("stepwise").set_index("site_id")["huff_dossiers"]
    assert found.to_dict() == pytest.approx(theirs.to_dict(), rel=1e-12)
    assert found.max() < choice("stepwise")["nearest_dossiers"].max()


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_nearer_points_add_by_commune_adds_up_to_the_headline(name):
    found = run(name)["communes"]
    assert found["induced_dossiers"].sum() == pytest.approx(run(name).headlines["induced_plan_end"], abs=1e-6)
    assert (found["dossiers_per_person"] * found["population_2019"]).to_list() == pytest.approx(
        found["dossiers"].to_list())


# --- break-even -------------------------------------------------------------------------------------------


def test_a_new_point_is_judged_by_its_own_break_even_not_by_that_of_the_plain():
    results = run("stepwise", capital_mountain_ratio=5.0, new_point_staff_fte=0.05, running_cost_point_vnd=0.0)
    points = results["point_finance"].query("is_new and year == 2021")
    by_the_plain = (points["dossiers_per_day"] < results.headlines["break_even_per_day"]).sum()
    lacking = (points["subsidy_vnd"] > 0).sum()
    assert results.headlines["loss_making_new_points"] == lacking > by_the_plain


# --- tables and charts ------------------------------------------------------------------------------------

MADE = (tables.busiest_points, tables.gaining_communes, tables.what_ifs, tables.fares_by_form,
        charts.part_year, charts.forms_by_year, charts.point_volumes, charts.point_choices, charts.fares_by_form,
        charts.savings_by_district, charts.point_break_even, maps.demand_map)


@pytest.mark.parametrize("name", ["bau", "stepwise", "every_commune"])
def test_every_number_of_demand_and_fares_is_computed_again_from_its_name(name):
    made = book(name)
    for make in MADE:
        block = make(made)
        quoted = [pair for pair in block.references() if is_reference(pair[1])]
        assert quoted or make is tables.gaining_communes, block.id
        for text, ref in set(quoted):
            value = resolve(made, ref).value
            ways = {vietnamese(value * scale, places) for scale in (1, 100, 1000) for places in range(3)}
            assert text.rstrip("%") in ways, (block.id, text, ref)
        assert "giả định" in block.note, block.id


def test_without_new_points_the_page_says_so():
    made = book("bau")
    assert tables.gaining_communes(made).rows[0][0] == NOTHING_OPENS
    assert "thêm 0 hồ sơ" in maps.demand_map(made).alt
    assert "bớt được 0 đồng" in charts.savings_by_district(made).alt


def test_the_busiest_points_come_first_with_all_three_forms():
    sites = run("stepwise")["sites"].nlargest(12, "dossiers")
    found = tables.busiest_points(book("stepwise")).rows
    assert [row[0] for row in found] == sites["commune_vi"].to_list()
    top = sites.iloc[0]["dossiers"]
    p = base_values()
    both = p["reception_share"] * p["both_share_of_receptions"]
    send = p["reception_share"] - both
    assert found[0][2:6] == [vietnamese(part, 0) for part in (send * top, (1 - send - both) * top, both * top, top)]


def test_a_fare_is_shown_before_and_after_exemptions():
    # 26 000 and 30 000 VND one way; 1 in 100 exempt, 15 in 100 pay half: 91.5 % is paid.
    assert tables.fares_by_form(book("bau")).rows == [
        ["Chỉ gửi hồ sơ", "26.000", "30.000", "23.790", "27.450"],
        ["Chỉ nhận kết quả", "26.000", "30.000", "23.790", "27.450"],
        ["Gửi và nhận", "52.000", "60.000", "47.580", "54.900"]]


# --- ranges of every option -------------------------------------------------------------------------------


def test_a_cell_of_the_comparison_is_base_low_and_high_of_its_scenario():
    found = tables.option_ranges(book("stepwise"), ["dossiers_plan_end", "society_npv_vnd"]).rows
    names = list(book("stepwise").runs)
    for place, name in enumerate(names, 1):
        base = run(name).headlines["dossiers_plan_end"]
        expected = f"{vietnamese(base, 0)} [{vietnamese(base / 2, 0)}; {vietnamese(base * 2, 0)}]"
        assert found[0][place].replace("\u00a0", " ") == expected
        # A present value is the difference from the reference; the outer draws are half and twice of it.
        gap = (run(name).headlines["society_npv_vnd"] - run("bau").headlines["society_npv_vnd"]) / 1e9
        assert found[1][place].startswith(f"{vietnamese(gap + 0.0, 2)} [")


def test_the_outlays_of_every_scenario_stand_by_payer_and_year_with_their_ends():
    made = book("stepwise")
    block = tables.option_outlays(made)
    assert [row[0] for row in block.rows] == [f"{payer} chi năm {year} (tỷ đồng)"
                                              for payer in ("Ngân sách nhà nước", "Bưu điện")
                                              for year in (2019, 2020, 2021)]
    place = 1 + list(made.runs).index("every_commune")
    flow = run("every_commune")["cash_flow"].query("payer == 'state_budget' and year == 2019")
    paid = -flow["amount_vnd"].sum() / 1e9
    assert block.rows[0][place].replace("\u00a0", " ") == (
        f"{vietnamese(paid, 2)} [{vietnamese(paid / 2, 2)}; {vietnamese(paid * 2, 2)}]")
    for text, ref in block.references():
        if is_reference(ref):
            assert text.startswith(vietnamese(resolve(made, ref).value / 1e9, 2)), ref


def test_every_row_of_the_comparison_says_how_it_is_known():
    for block in (tables.option_ranges(book("bau")), tables.option_outlays(book("bau"))):
        assert block.columns[-1].label == "Trạng thái"
        assert {row[-1] for row in block.rows} <= {"quan sát", "suy ra", "giả định", "tổng hợp"}
        assert sum(column.width for column in block.columns) == pytest.approx(1)


def test_a_row_is_as_weakly_known_as_its_weakest_scenario():
    # How many points open is a choice, unless a budget or the assumed layout decides it.
    statuses = [book("bau").result("points_total", name).status for name in book("bau").runs]
    assert set(statuses) == {"derived", "assumed"}
    assert tables.option_ranges(book("bau"), ["points_total"]).rows[0][-1] == "giả định"
