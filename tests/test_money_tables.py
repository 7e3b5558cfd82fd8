"""Tables about money: they add up to the lines of the province, and one row each is worked out again."""

import dataclasses

import numpy as np
import pytest
from model_samples import SCENARIOS, base_values, inputs, rows, run, scenario

from helpers.model import run_scenario

LINES = ("point_capital", "counter_capital", "staff", "running", "handling", "liability", "fares_received")
DIFFICULT = ("II", "III", "bai_ngang")


def line(name, which):
    flow = run(name)["cash_flow"]
    return flow[flow["line"] == which].set_index("year")["amount_vnd"]


def with_fares(service, vnd):
    tariffs = inputs()["tariffs"].copy()
    tariffs.loc[tariffs["service"] == service, ["intra_district_vnd", "inter_district_vnd"]] = vnd
    return dataclasses.replace(inputs(), tables={**inputs().tables, "tariffs": tariffs})


# --- fares ------------------------------------------------------------------------------------------------


def test_fares_by_form_and_band_by_hand():
    # A dossier of 200 g and a result of 50 g; 1 in 100 exempt, 15 in 100 pay half: 91.5 % of the fare is paid.
    found = run("bau")["fares"].set_index(["form", "band"])
    within, between = {"send": 26_000, "receive": 26_000, "both": 52_000}, {"send": 30_000, "receive": 30_000,
                                                                            "both": 60_000}
    for band, expected in (("intra_district", within), ("inter_district", between)):
        for form, fare in expected.items():
            assert found.loc[(form, band), "fare_vnd"] == fare
            assert found.loc[(form, band), "net_vnd"] == pytest.approx(0.915 * fare)


def test_a_fee_collected_for_an_agency_moves_no_line_and_a_fare_does():
    plain = run("stepwise")["cash_flow"]
    assert run_scenario(scenario("stepwise"), with_fares("collect_fee", 10**9))["cash_flow"].equals(plain)
    dearer = run_scenario(scenario("stepwise"), with_fares("return_result", 10**6))["cash_flow"]
    moved = set(plain.loc[plain["amount_vnd"] != dearer["amount_vnd"], "line"])
    assert moved == {"fares_received", "fares_paid", "induced_worth", "liability"}


# --- points -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("which", LINES)
def test_the_lines_of_points_add_up_to_the_line_of_the_province(name, which):
    p, desks = base_values(), 8 if name == "one_stop_at_post" else 0
    at_desks = desks * p["one_stop_staff_per_desk"] * p["staff_cost_vnd"] if which == "staff" else 0
    found = run(name)["point_finance"].groupby("year")[f"{which}_vnd"].sum()
    assert found.index.equals(line(name, which).index)
    assert found.to_numpy() == pytest.approx(line(name, which).to_numpy() + at_desks, rel=1e-9, abs=1e-3)


@pytest.mark.parametrize("name", SCENARIOS)
def test_dossiers_of_points_add_up_to_those_of_the_province(name):
    by_year = run(name)["point_finance"].groupby("year")["dossiers"].sum()
    headlines = run(name).headlines
    assert by_year[2021] == pytest.approx(headlines["dossiers_plan_end"], rel=1e-9)
    assert by_year[2025] == pytest.approx(headlines["dossiers_last_year"], rel=1e-9)


def test_every_open_point_has_one_row_a_year_from_the_year_it_opens():
    found = run("stepwise")["point_finance"]
    opens = run("stepwise")["sites"].set_index("site_id")["open_year"]
    assert not found.duplicated(["site_id", "year"]).any()
    assert (found["year"] >= found["site_id"].map(opens)).all()
    assert found.groupby("year").size().to_list() == [66, 75, 84, 84, 84, 84, 84]


def test_margin_and_subsidy_of_a_point_by_a_calculation_from_the_register():
    p, found = base_values(), run("stepwise")["point_finance"]
    sites = run("stepwise")["sites"].set_index("site_id")
    due = sum(1 / 1.08**t for t in range(7))
    both = p["reception_share"] * p["both_share_of_receptions"]
    left = 28_000 * (1 + both) * 0.915 - p["handling_vnd_per_dossier"]
    for row in found[found["is_new"] & (found["year"] == 2023)].itertuples():
        ratio = p["capital_mountain_ratio"] if sites.loc[row.site_id, "terrain"] == "mountain" else 1
        fixed = (p["capital_culture_point_vnd"] * 1.2 * ratio / due + p["running_cost_point_vnd"]
                 + p["new_point_staff_fte"] * p["staff_cost_vnd"])
        assert row.margin_vnd == pytest.approx(left * row.dossiers - fixed, rel=1e-9)
        assert row.subsidy_vnd == pytest.approx(max(0, fixed - left * row.dossiers), rel=1e-9)
        assert row.break_even_per_day == pytest.approx(fixed / left / 250, rel=1e-9)
        assert (row.subsidy_vnd > 0) == (row.dossiers_per_day < row.break_even_per_day)


def test_a_new_point_in_the_plain_breaks_even_at_the_headline():
    found, sites = run("every_commune")["point_finance"], run("every_commune")["sites"].set_index("site_id")
    plain = found[found["is_new"] & (found["site_id"].map(sites["terrain"]) == "plain")]
    assert len(plain) > 100
    headline = run("every_commune").headlines["break_even_per_day"]
    assert plain["break_even_per_day"].to_numpy() == pytest.approx(headline)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_existing_points_lack_is_left_open(name):
    found = run(name)["point_finance"]
    judged = found[["break_even_per_day", "margin_vnd", "subsidy_vnd"]].notna()
    assert (judged.to_numpy() == found["is_new"].to_numpy()[:, None]).all()


def test_cheap_points_need_no_subsidy_and_dear_ones_more():
    cheap = scenario("stepwise", new_point_staff_fte=0.01, running_cost_point_vnd=0, capital_culture_point_vnd=0)
    assert run_scenario(cheap, inputs())["point_finance"]["subsidy_vnd"].fillna(0).max() < 1e6
    dear = run_scenario(scenario("stepwise", running_cost_point_vnd=48_000_000), inputs())["point_finance"]
    plain = run("stepwise")["point_finance"]
    more = (dear["subsidy_vnd"] - plain["subsidy_vnd"])[plain["is_new"] & (plain["margin_vnd"] < 0)]
    assert more.to_numpy() == pytest.approx(24_000_000)


# --- savings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", ["province", "district", "difficulty"])
def test_savings_of_the_groups_add_up_to_the_lines_of_the_cash_flow(name, kind):
    found = run(name)["savings"].query("group_kind == @kind").groupby("year")
    assert found["travel_vnd"].sum().to_numpy() == pytest.approx(line(name, "travel_saved").to_numpy(), rel=1e-9)
    assert found["time_vnd"].sum().to_numpy() == pytest.approx(line(name, "time_saved").to_numpy(), rel=1e-9)
    assert found["people"].sum().to_list() == [895_430] * 7


def test_savings_of_a_district_and_of_difficult_communes_by_a_calculation_from_the_table_of_communes():
    p, communes = base_values(), run("stepwise")["communes"]
    received = p["reception_share"]
    pickups = (1 - received * (1 - p["both_share_of_receptions"])) * p["counter_pickup_share"]
    trips = (communes["dossiers_base"] + communes["dossiers"]) * (received + pickups)
    km = trips * (communes["distance_today_km"] - communes["distance_km"])
    hours = trips * (communes["time_today_min"] - communes["time_min"]) / 60
    found = run("stepwise")["savings"].query("year == 2021").set_index(["group_kind", "group"])
    hard = communes["difficult_area"].isin(DIFFICULT)
    groups = {("district", code): communes["district_code"] == code for code in communes["district_code"].unique()}
    groups |= {("difficulty", "difficult"): hard, ("difficulty", "other"): ~hard}
    assert 0 < hard.sum() < 159
    for key, inside in groups.items():
        row = found.loc[key]
        assert row["saved_km"] == pytest.approx(km[inside].sum(), rel=1e-9, abs=1e-6), key
        assert row["saved_hours"] == pytest.approx(hours[inside].sum(), rel=1e-9, abs=1e-6), key
        worth = p["motorbike_vnd_per_km"] * km[inside].sum() + p["value_of_time_vnd_per_hour"] * hours[inside].sum()
        assert row["saved_vnd"] == pytest.approx(worth, rel=1e-9, abs=1e-3), key
        people = communes.loc[inside, "population_2019"].sum()
        assert row["saved_vnd_per_person"] == pytest.approx(worth / people, rel=1e-9, abs=1e-6), key


def test_without_new_points_nobody_saves_anything():
    found = run("bau")["savings"]
    assert not found[["saved_km", "saved_hours", "saved_vnd"]].to_numpy().any()
    assert np.isfinite(found.select_dtypes("number").to_numpy()).all()


# --- the catalogue ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["fares", "point_finance", "savings", "legal_matrix"])
def test_every_column_of_figures_is_described(table):
    described = [row for row in rows("tables/result_columns.csv") if row["table"] == table]
    keys = {key for row in described for key in row["key"].split()}
    told = {row["column"] for row in described} | keys
    figures = set(run("stepwise")[table].select_dtypes(["number", "bool"]).columns)
    assert figures <= told
    assert told - {"count"} <= set(run("stepwise")[table].columns)
