"""Demand: nine months to a year, a bounded path, three forms, and nothing lost between province and point."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, base_values, inputs, run, scenario, world

from helpers.model import chain, demand, network

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
