"""Demand: nine months to a year, a bounded path, three forms, and nothing lost between province and point."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, base_values, inputs, rows, run, scenario, world

from helpers.inputs import InputError
from helpers.model import access, chain, demand, network, provincial_forecast, run_scenario
from helpers.model.provenance import stage_parents

MARKET = demand.Market(dossiers_9m=75_000, months_reported=9, season_q4_factor=1.0, growth_per_year=0.14,
                       market_per_person=0.34, population_growth_per_year=0.0059)


# --- volume -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("q4", "year"), [(1.0, 100_000), (0.85, 96_250), (1.15, 103_750)])
def test_nine_months_become_twelve(q4, year):
    # 75,000 in nine months are 8,333.3 a month; the other three months are q4 times as busy.
    assert demand.full_year(75_000, 9, q4) == pytest.approx(75_000 + 3 * 75_000 / 9 * q4) == year


def test_a_whole_year_is_left_as_it_is():
    assert demand.full_year(94_000, 12, 1.3) == 94_000


def test_growth_of_2018_is_6_4_percent():
    headlines = run("bau").headlines
    assert headlines["dossiers_2018"] == 100_000
    assert headlines["growth_2018"] == pytest.approx(100_000 / 94_000 - 1) == pytest.approx(0.064, abs=5e-4)


def test_the_path_starts_at_the_volume_of_2018():
    assert demand.provincial_path(MARKET, 895_430, range(2018, 2019), 2018) == pytest.approx([100_000])


def test_the_path_solves_the_logistic_equation():
    """With people constant, a small step of dV/dt = g V (1 - V / M) from 2018 to 2025."""
    market = demand.Market(75_000, 9, 1.0, 0.14, 0.34, 0.0)
    ceiling, volume, step = 0.34 * 895_430, 100_000.0, 1e-4
    for _ in range(round(7 / step)):
        volume += step * 0.14 * volume * (1 - volume / ceiling)
    assert demand.provincial_path(market, 895_430, range(2025, 2026), 2018)[0] == pytest.approx(volume, rel=1e-4)


@pytest.mark.parametrize(("growth", "per_person", "people"), list(
    itertools.product((0.0, 0.14, 1.0), (0.2, 0.6), (-0.02, 0.0, 0.05))))
def test_the_path_never_exceeds_the_ceiling_of_the_year(growth, per_person, people):
    market = demand.Market(75_000, 9, 1.0, growth, per_person, people)
    path = demand.provincial_path(market, 895_430, range(2018, 2061), 2018)
    ceiling = [per_person * 895_430 * (1 + people) ** age for age in range(43)]
    assert (path <= np.array(ceiling) * (1 + 1e-12)).all()


def test_the_path_rises_with_growth():
    path = demand.provincial_path(MARKET, 895_430, range(2018, 2040), 2018)
    assert (np.diff(path) > 0).all()


def test_a_volume_at_the_ceiling_is_refused():
    with pytest.raises(ValueError, match="market ceiling"):
        demand.provincial_path(MARKET, 100_000 / 0.34 - 1, range(2019, 2021), 2018)


# --- forms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("split", [(0.167, 0.5, 0.0), (0.35, 0.8, 0.4), (0.05, 0.2, 1.0), (0, 0, 0), (1, 1, 0)])
def test_forms_sum_to_one_and_none_is_negative(split):
    shares = demand.form_shares(demand.Split(*split))
    assert shares.sum() == pytest.approx(1, rel=1e-12)
    assert (shares >= 0).all()


def test_forms_by_hand():
    # The post receives 20 of 100 dossiers and also returns a quarter of these: 15 send, 5 both, 80 receive.
    assert demand.form_shares(demand.Split(0.2, 0.25, 0.0)) == pytest.approx([0.15, 0.80, 0.05])


def test_a_shift_to_online_moves_receptions_to_receive_and_keeps_the_total():
    before = demand.form_shares(demand.Split(0.2, 0.25, 0.0))
    after = demand.form_shares(demand.Split(0.2, 0.25, 0.4))
    assert after == pytest.approx([0.15 * 0.6, 0.80 + 0.2 * 0.4, 0.05 * 0.6])
    assert after.sum() == pytest.approx(before.sum())
    base, shifted = run("bau"), run("bau", online_shift_share=0.4)
    assert shifted.headlines["dossiers_last_year"] == pytest.approx(base.headlines["dossiers_last_year"])
    assert shifted.headlines["receptions_plan_end"] == pytest.approx(0.6 * base.headlines["receptions_plan_end"])


# --- places -----------------------------------------------------------------------------------------------


def test_commune_shares_by_hand():
    communes = pd.DataFrame({"kind": ["phường", "xã", "thị trấn"], "population_2019": [1000, 2000, 500]})
    shares = demand.commune_weights(communes, np.array([10.0, 20.0, 0.0]), rural_ratio=0.5, decay_per_min=0.01)
    raw = [1000 * math.exp(-0.1), 2000 * 0.5 * math.exp(-0.2), 500]
    assert shares == pytest.approx([value / sum(raw) for value in raw])


def test_induced_demand_is_the_decay_read_backwards():
    base, before, after = np.array([100.0, 50.0]), np.array([30.0, 12.0]), np.array([20.0, 12.0])
    total = demand.induced_demand(base, before, after, 0.02)
    assert total == pytest.approx([100 * math.exp(0.2), 50])
    assert demand.induced_demand(total, after, before, 0.02) == pytest.approx(base)


def test_without_decay_nearer_points_bring_no_dossier():
    assert run("stepwise", distance_decay_per_min=0).headlines["induced_plan_end"] == 0


def test_demand_decays_and_recovers_along_the_same_minutes():
    """What is left when distance is taken out, people times uptake, does not depend on where points are."""
    w = world("stepwise")
    plan = chain.choose_sites(w)
    served = chain.serve(w, network.open_years(w.sites, plan.opened, 2019))
    volume, beta = chain.volumes(w, served), base_values()["distance_decay_per_min"]
    uptake = np.where(w.communes["kind"] == "xã", base_values()["rural_uptake_ratio"], 1.0) * w.people
    for dossiers, minutes in ((volume.base, served.before_min), (volume.total, served.time_min)):
        per_person = dossiers / np.exp(-beta * minutes) / uptake
        assert per_person == pytest.approx(np.repeat(per_person[:, :1], len(w.communes), axis=1), rel=1e-9)


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_lost_between_province_communes_forms_and_points(name):
    w = world(name)
    served = chain.serve(w, network.open_years(w.sites, chain.choose_sites(w).opened, 2019))
    volume = chain.volumes(w, served)
    base = run(name)["province"].query("case == 'base'")["dossiers"].to_numpy()
    assert volume.base.sum(axis=1) == pytest.approx(base, rel=1e-9)
    at = chain.size_counters(w, served, volume).dossiers
    assert at.sum(axis=1) == pytest.approx(volume.total.sum(axis=1), rel=1e-9)
    for year in range(len(base)):
        for site in np.unique(served.site[year]):
            assert at[year, site] == pytest.approx(volume.total[year, served.site[year] == site].sum(), rel=1e-9)
    by_form = run(name)["demand"][["send_dossiers", "receive_dossiers", "both_dossiers"]].sum(axis=1)
    by_year = by_form.groupby(run(name)["demand"]["year"]).sum()
    assert by_year.to_numpy() == pytest.approx(volume.total.sum(axis=1), rel=1e-9)


@pytest.mark.parametrize("name", SCENARIOS)
def test_low_base_and_high_paths_do_not_cross(name):
    paths = run(name)["province"].pivot_table(index="year", columns="case", values="dossiers")
    assert (paths["low"] <= paths["base"]).all()
    assert (paths["base"] <= paths["high"]).all()


def test_what_a_scenario_sets_holds_in_all_three_paths():
    paths = run("bau", demand_growth_per_year=0.0, population_growth_per_year=0.0, season_q4_factor=1.0)["province"]
    assert paths["dossiers"].to_numpy() == pytest.approx(np.full(21, 100_000.0))


def test_the_base_path_is_the_volume_of_the_run():
    own = run("bau", demand_growth_per_year=0.2)
    path = own["province"].query("case == 'base'")["dossiers"].to_numpy()
    assert path[0] == pytest.approx(own.headlines["dossiers_first_year"], rel=1e-9)


def test_a_case_moves_the_uncertain_demand_parameters_and_nothing_else():
    high = chain.build_world(scenario("bau", case="high"), inputs()).p
    register = inputs().register
    assert high["demand_growth_per_year"] == register["demand_growth_per_year"].quantity.high
    assert high["staff_cost_vnd"] == register["staff_cost_vnd"].quantity.value
    assert high["online_shift_share"] == 0


def test_new_points_draw_dossiers_but_never_take_them_away():
    for name in ("budget_cap", "every_commune", "stepwise"):
        table = run(name)["communes"]
        assert (table["dossiers"] >= table["dossiers_base"] * (1 - 1e-12)).all()


# --- nine months to a range -------------------------------------------------------------------------------


def test_the_year_2018_has_a_range_that_keeps_what_is_reported():
    # 80,000 in eight months are 10,000 a month; four months are left, at 0.5, 1 and 2 times that.
    year = demand.full_year_range(80_000, 8, (0.5, 1.0, 2.0))
    assert (year.reported, year.low, year.base, year.high) == (80_000, 100_000, 120_000, 160_000)
    assert year.observed_kept


def test_the_range_of_2018_at_the_factors_of_the_register():
    (row,) = (row for row in rows("parameters.csv") if row["parameter_id"] == "season_q4_factor")
    year = demand.full_year_range(75_000, 9, tuple(float(row[level]) for level in ("low", "base", "high")))
    assert (year.low, year.base, year.high) == pytest.approx((96_250, 100_000, 103_750))
    assert run("bau").headlines["dossiers_2018"] == pytest.approx(year.base)
    table = run("bau")["part_year"].set_index("case")
    assert table["dossiers"].to_dict() == pytest.approx({"low": 96_250, "base": 100_000, "high": 103_750})
    assert set(table["reported_dossiers"]) == {75_000}
    assert set(table["year"]) == {2018}


def test_a_season_that_the_scenario_sets_leaves_no_range():
    table = run("bau", season_q4_factor=1.2)["part_year"]
    assert table["dossiers"].to_list() == pytest.approx([75_000 + 25_000 * 1.2] * 3)


def test_nothing_left_of_the_year_leaves_no_range_and_no_dossier_leaves_the_reported_ones():
    whole = demand.full_year_range(94_000, 12, (0.5, 1.0, 2.0))
    assert (whole.low, whole.base, whole.high) == (94_000, 94_000, 94_000)
    assert demand.full_year_range(75_000, 9, (0.0, 0.0, 1.0)).low == 75_000


def test_a_range_below_the_reported_dossiers_does_not_keep_them():
    assert not demand.FullYear(75_000, 74_999, 80_000, 90_000).observed_kept


@pytest.mark.parametrize(("months", "factors", "words"), [
    (9, (-0.1, 1.0, 1.2), "nought or more"), (9, (1.1, 1.0, 1.2), "rise"), (0, (0.8, 1.0, 1.2), "months"),
    (13, (0.8, 1.0, 1.2), "months")])
def test_a_season_that_takes_dossiers_back_or_does_not_rise_is_refused(months, factors, words):
    with pytest.raises(ValueError, match=words):
        demand.full_year_range(75_000, months, factors)


# --- paths of many draws ----------------------------------------------------------------------------------


def drawn_markets(draws, seed=7, growth=(0.0, 1.0), people=(-0.02, 0.05)):
    """Return markets and populations whose start stays below the ceiling, and the numbers behind them."""
    rng = np.random.default_rng(seed)
    ranges = ((60_000, 90_000), (6, 12), (0.3, 2.0), growth, (0.4, 1.5), people)
    columns = [rng.uniform(*ends, draws) for ends in ranges]
    return demand.Market(*columns), rng.uniform(7e5, 9e5, draws), np.array(columns).T


def test_paths_of_draws_are_those_of_single_runs_and_of_the_formula():
    market, people, numbers = drawn_markets(200)
    found = demand.paths(market, people, range(2019, 2031), 2018)
    assert found.shape == (200, 12)
    for row, (number, persons) in enumerate(zip(numbers, people, strict=True)):
        alone = demand.provincial_path(demand.Market(*number), persons, range(2019, 2031), 2018)
        assert found[row] == pytest.approx(alone, rel=1e-12)
        reported, months, q4, growth, each, rise = number
        start, top = reported + (12 - months) * reported / months * q4, each * persons
        by_hand = [top * (1 + rise) ** k / (1 + (top - start) / start * math.exp(-growth * k)) for k in range(1, 13)]
        assert found[row] == pytest.approx(by_hand, rel=1e-12)


def test_numbers_and_arrays_mix_in_paths():
    market = demand.Market(75_000, 9, np.array([0.85, 1.15]), 0.14, 0.34, 0.0059)
    found = demand.paths(market, 895_430, range(2018, 2020), 2018)
    assert found[:, 0] == pytest.approx([96_250, 103_750])
    assert found.shape == (2, 2)


def test_a_draw_at_the_ceiling_is_refused_by_its_number():
    market = demand.Market(75_000, 9, 1.0, 0.14, np.array([0.34, 0.11, 0.1]), 0.0)
    with pytest.raises(ValueError, match="market ceiling 98497 in 2 of 3 draws, first in draw 1"):
        demand.paths(market, 895_430, range(2019, 2021), 2018)


def test_the_forecast_of_many_draws_is_that_of_each():
    w, rng = world("bau"), np.random.default_rng(3)
    drawn = {"season_q4_factor": rng.uniform(0.85, 1.15, 20), "demand_growth_per_year": rng.uniform(0.1, 0.3, 20),
             "population_growth_per_year": rng.uniform(0.004, 0.008, 20), "reception_share": rng.uniform(0, 1, 20)}
    path, shares = provincial_forecast(w, w.p | drawn)
    for row in range(20):
        alone, split = provincial_forecast(w, w.p | {key: values[row] for key, values in drawn.items()})
        assert path[row] == pytest.approx(alone, rel=1e-12)
        assert shares[:, row] == pytest.approx(split, rel=1e-12)


def test_no_path_exceeds_its_ceiling_and_all_rise_with_growth():
    market, people, _ = drawn_markets(2000, seed=1)
    ceiling = (market.market_per_person * people)[:, None]
    rise = (1 + market.population_growth_per_year)[:, None] ** np.arange(60)
    assert (demand.paths(market, people, range(2018, 2078), 2018) <= ceiling * rise * (1 + 1e-12)).all()
    market, people, _ = drawn_markets(2000, seed=2, growth=(0.01, 0.4), people=(0.001, 0.05))
    assert (np.diff(demand.paths(market, people, range(2018, 2050), 2018)) > 0).all()


# --- forms at every level ---------------------------------------------------------------------------------

COLUMNS = [f"{form}_dossiers" for form in demand.FORMS]


@pytest.mark.parametrize("assignment", ["nearest", "huff"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_forms_add_up_at_every_level_in_every_year(name, assignment):
    found = run(name, assignment=assignment)
    by_commune, by_point = (found[table].groupby("year")[COLUMNS].sum() for table in ("demand", "point_demand"))
    assert by_commune.to_numpy() == pytest.approx(by_point.to_numpy(), rel=1e-9)
    province = found["province"]
    assert province[COLUMNS].sum(axis=1).to_numpy() == pytest.approx(province["dossiers"].to_numpy(), rel=1e-9)
    base = province[province["case"] == "base"].set_index("year")
    end = scenario(name).plan[-1]
    communes, sites = found["communes"], found["sites"]
    assert communes["dossiers_base"].sum() == pytest.approx(base.loc[end, "dossiers"], rel=1e-9)
    for total in (communes["dossiers"].sum(), sites["dossiers"].sum(), found.headlines["dossiers_plan_end"]):
        assert by_commune.loc[end].sum() == pytest.approx(total, rel=1e-9)
    if not found.headlines["new_points"]:
        assert by_commune.to_numpy() == pytest.approx(base[COLUMNS].to_numpy(), rel=1e-9)
    at_end = found["point_demand"].query("year == @end").set_index("site_id")[COLUMNS].sum(axis=1)
    assert at_end.loc[sites["site_id"]].to_numpy() == pytest.approx(sites["dossiers"].to_numpy(), rel=1e-9)


def test_induced_dossiers_of_the_plan_end_by_hand_in_each_form():
    beta, found = base_values()["distance_decay_per_min"], run("every_commune")
    table = found["communes"]
    grown = table["dossiers_base"] * np.exp(beta * (table["time_today_min"] - table["time_min"]))
    assert grown.sum() > table["dossiers_base"].sum() * 1.01
    # 16.7 of 100 dossiers are received by the post, half of them returned by it too.
    shares = {"send": 0.0835, "receive": 0.833, "both": 0.0835}
    points = found["point_demand"].query("year == 2021")
    for form, share in shares.items():
        assert points[f"{form}_dossiers"].sum() == pytest.approx(grown.sum() * share, rel=1e-9)


def test_a_point_that_is_not_open_yet_has_no_row():
    found = run("stepwise")
    opens = found["sites"].set_index("site_id")["open_year"]
    first = found["point_demand"].groupby("site_id")["year"].min()
    assert (first == np.maximum(opens.loc[first.index], 2019)).all()
    assert set(first.index) == set(opens.index)


@pytest.mark.parametrize("table", ["demand", "point_demand", "province"])
def test_online_submission_by_hand_in_every_form(table):
    # 40 of 100 receptions move online: send and both keep 60; what leaves them is received.
    before, after = run("stepwise")[table], run("stepwise", online_shift_share=0.4)[table]
    assert after["send_dossiers"].to_numpy() == pytest.approx(0.6 * before["send_dossiers"].to_numpy(), rel=1e-9)
    assert after["both_dossiers"].to_numpy() == pytest.approx(0.6 * before["both_dossiers"].to_numpy(), rel=1e-9)
    moved = 0.4 * (before["send_dossiers"] + before["both_dossiers"])
    assert after["receive_dossiers"].to_numpy() == pytest.approx((before["receive_dossiers"] + moved).to_numpy(),
                                                                 rel=1e-9)


# --- census and registered people -------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [0.94, 1.22])
def test_registered_people_move_the_ceiling_and_no_census_figure(ratio):
    base, found = run("stepwise"), run("stepwise", registered_population_ratio=ratio)
    # The ceiling is 0.34 dossiers for each registered person of 2018; the start is 100,000.
    top = 0.34 * 895_430 / 1.0059 * ratio
    by_hand = [top * 1.0059**k / (1 + (top / 100_000 - 1) * math.exp(-0.166 * k)) for k in range(1, 8)]
    assert found["province"].query("case == 'base'")["dossiers"].to_numpy() == pytest.approx(by_hand, rel=1e-9)
    assert found["communes"]["population_2019"].sum() == 895_430
    kept = [key for key in base.headlines if key.startswith(("people_", "mean_", "p95_", "worst_", "dossiers_2018"))]
    assert len(kept) > 10
    assert all(found.headlines[key] == base.headlines[key] for key in kept)
    assert (found.headlines["dossiers_last_year"] > base.headlines["dossiers_last_year"]) == (ratio > 1)


# --- the nearest point or a choice ------------------------------------------------------------------------


def random_choice(seed, n=12, m=9):
    rng = np.random.default_rng(seed)
    is_open = rng.random((3, m)) < 0.6
    is_open[:, 0] = True
    return rng.uniform(0, 90, (n, m)), rng.uniform(0.5, 8, m), is_open


def test_a_choice_between_three_points_by_hand():
    shares = demand.choice_shares(np.array([[0.0, 10.0, 20.0]]), np.array([4.0, 8.0, 6.0]), 0.05,
                                  np.array([True, True, True]))
    raw = [4 * math.exp(0), 8 * math.exp(-0.5), 6 * math.exp(-1.0)]
    assert shares[0] == pytest.approx([value / sum(raw) for value in raw])


@pytest.mark.parametrize("seed", range(5))
def test_choices_add_up_and_closed_points_get_exactly_nothing(seed):
    minutes, attraction, is_open = random_choice(seed)
    shares = demand.choice_shares(minutes, attraction, 0.1, is_open)
    assert shares.sum(axis=-1) == pytest.approx(np.ones((3, 12)), rel=1e-12)
    for year in range(3):
        assert (shares[year][:, ~is_open[year]] == 0).all()
        for i, j in np.argwhere(np.ones((12, 9))):
            raw = attraction * np.exp(-0.1 * minutes[i]) * is_open[year]
            assert shares[year, i, j] == pytest.approx(raw[j] / raw.sum(), rel=1e-9)
    dossiers = np.random.default_rng(seed).uniform(0, 1000, (3, 12))
    at = demand.expected_at_sites(dossiers, shares)
    assert at.sum(axis=1) == pytest.approx(dossiers.sum(axis=1), rel=1e-12)
    assert at[1, 0] == pytest.approx(sum(dossiers[1, i] * shares[1, i, 0] for i in range(12)), rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_a_steep_decay_sends_everyone_to_the_quickest_point(seed):
    minutes, attraction, is_open = random_choice(seed)
    shares = demand.choice_shares(minutes, attraction, 1e4, is_open)
    for year in range(3):
        nearest, _ = access.nearest_site(minutes, is_open[year])
        assert (shares[year].argmax(axis=1) == nearest).all()
        assert shares[year].max(axis=1) == pytest.approx(np.ones(12), abs=1e-12)


def test_two_equal_points_at_the_same_time_split_evenly():
    shares = demand.choice_shares(np.array([[7.0, 7.0, 30.0]]), np.full(3, 8.0), 50.0, np.full(3, True))
    assert shares[0, :2].tolist() == [0.5, 0.5]


def test_without_decay_only_attraction_counts():
    shares = demand.choice_shares(np.array([[0.0, 500.0]]), np.array([1.0, 3.0]), 0.0, np.full(2, True))
    assert shares[0] == pytest.approx([0.25, 0.75])


def test_a_far_commune_still_chooses():
    shares = demand.choice_shares(np.array([[1e6, 1e6 + 10]]), np.ones(2), 0.1, np.full(2, True))
    assert shares[0] == pytest.approx([1 / (1 + math.exp(-1)), 1 / (1 + math.e)])


@pytest.mark.parametrize("seed", range(5))
def test_a_delay_common_to_all_points_changes_no_choice_and_a_further_point_raises_no_share(seed):
    minutes, attraction, is_open = random_choice(seed)
    shares = demand.choice_shares(minutes, attraction, 0.1, is_open)
    later = demand.choice_shares(minutes + 12.5, attraction, 0.1, is_open)
    assert later == pytest.approx(shares, rel=1e-9)
    more = is_open.copy()
    more[0, np.flatnonzero(~is_open[0])[:1]] = True
    wider = demand.choice_shares(minutes, attraction, 0.1, more)
    assert (wider[0][:, is_open[0]] <= shares[0][:, is_open[0]]).all()


@pytest.mark.parametrize(("change", "words"), [
    ({"is_open": np.array([[True, True], [False, False]])}, "no site is open"),
    ({"decay_per_min": -0.1}, "negative"), ({"attraction": np.array([1.0, 0.0])}, "attraction")])
def test_a_choice_without_points_attraction_or_decay_is_refused(change, words):
    good = {"time_min": np.ones((1, 2)), "attraction": np.ones(2), "decay_per_min": 0.1,
            "is_open": np.array([True, True])}
    with pytest.raises(ValueError, match=words):
        demand.choice_shares(**(good | change))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_choice_moves_dossiers_between_points_and_no_measure_of_access_or_volume(name):
    near, chosen = run(name), run(name, assignment="huff")
    kept = [row["metric_id"] for row in rows("tables/metrics.csv")
            if not {"capacity", "finance", "days"} & set(row["stages"].split())]
    assert len(kept) > 25
    assert all(chosen.headlines[key] == near.headlines[key] for key in kept)
    assert not np.allclose(chosen["sites"]["dossiers"], near["sites"]["dossiers"], rtol=1e-3)


def test_in_the_chain_a_steep_choice_goes_to_the_quickest_points_in_proportion_to_their_hours():
    found, w = run("bau", assignment="huff", choice_decay_per_min=10), world("bau")
    dossiers = found["communes"]["dossiers"].to_numpy()
    by_site = found["sites"].set_index("site_id")["opening_hours_per_day"]
    hours = by_site.loc[w.sites["site_id"][w.existing]].to_numpy()
    expected = np.zeros(int(w.existing.sum()))
    for i, minutes in enumerate(w.time_min[:, w.existing]):
        raw = hours * np.exp(-10 * (minutes - minutes.min()))
        expected += dossiers[i] * raw / raw.sum()
    assert found["sites"]["dossiers"].to_numpy() == pytest.approx(expected, rel=1e-9)


def test_a_choice_rests_on_its_decay_and_the_hours_and_the_nearest_point_does_not():
    near, chosen = ({q.id for q in stage_parents(scenario("bau", assignment=word), inputs(), "demand sites access")}
                    for word in ("nearest", "huff"))
    assert chosen - near == {"choice_decay_per_min", "added_hours_per_day", "opening_hours_culture_point",
                             "opening_hours_post_office"}
    assert not near - chosen


def test_what_the_decay_of_the_choice_moves_names_it():
    plan = chain.choose_sites(world("stepwise"))
    for key in ("choice_decay_per_min", "opening_hours_culture_point", "added_hours_per_day"):
        base, other = (run_scenario(scenario("stepwise", assignment="huff", **change), inputs(), plan=plan).headlines
                       for change in ({}, {key: 2}))
        moved = {name for name in base if other[name] != pytest.approx(base[name], rel=1e-12)}
        assert "dossiers_per_new_point_day" in moved
        for row in (row for row in rows("tables/metrics.csv") if row["metric_id"] in moved):
            parents = stage_parents(scenario("stepwise", assignment="huff"), inputs(), row["stages"])
            assert key in {q.id for q in parents}, row["metric_id"]


def test_an_assignment_that_is_not_known_is_refused():
    with pytest.raises(InputError, match="one of: 'nearest' or 'huff'"):
        scenario("bau", assignment="farthest")


# --- a further point --------------------------------------------------------------------------------------


def test_a_point_that_is_nearer_by_road_and_slower_to_reach_takes_no_uptake_away():
    minutes = demand.quickest_so_far(np.array([20.0, 20.0]), np.array([[15.0, 25.0], [18.0, 24.0], [9.0, 5.0]]))
    assert minutes.tolist() == [[15, 20], [15, 20], [9, 5]]


def test_no_single_new_point_lowers_the_demand_of_any_commune_in_any_year():
    w = world("bau")
    slower = 0
    for site in np.flatnonzero(~w.existing):
        served = chain.serve(w, network.open_years(w.sites, ((), (site,)), 2019))
        volume = chain.volumes(w, served)
        assert (volume.total >= volume.base * (1 - 1e-12)).all()
        slower += (served.time_min > served.before_min).sum()
    assert slower > 0  # the case is there: nearer by road, slower through mountains


@pytest.mark.parametrize("seed", range(5))
def test_uptake_never_falls_as_points_open_one_after_another(seed):
    rng = np.random.default_rng(seed)
    minutes = demand.quickest_so_far(rng.uniform(0, 60, 30), rng.uniform(0, 60, (8, 30)))
    total = demand.induced_demand(np.ones(30), minutes[0], minutes, 0.02)
    assert (np.diff(total, axis=0) >= 0).all()
    assert (total >= 1).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_delay_common_to_all_communes_changes_no_share(seed):
    rng = np.random.default_rng(seed)
    communes = pd.DataFrame({"kind": rng.choice(["xã", "phường"], 30), "population_2019": rng.integers(500, 9e3, 30)})
    minutes, settings = rng.uniform(0, 90, 30), {"rural_ratio": 0.7, "decay_per_min": 0.02}
    shares = demand.commune_weights(communes, minutes, **settings)
    assert demand.commune_weights(communes, minutes + 17.0, **settings) == pytest.approx(shares, rel=1e-9)
