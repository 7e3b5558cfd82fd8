"""Finance: present values by hand, nothing counted twice, and one year worked out again from the register."""

import math

import numpy as np
import pytest
from model_samples import SCENARIOS, base_values, inputs, rows, run, scenario, world
from test_capacity import exact_erlang_c

from helpers.inputs import InputError
from helpers.model import finance, funding, legal, network
from helpers.model.world import Served, Volumes

YEARS = 3


def activity(**changes):
    """Three years of nothing but what a test changes."""
    nought = np.zeros(YEARS)
    fields = {name: nought for name in finance.Activity.__dataclass_fields__}
    forms = {name: np.zeros((3, YEARS)) for name in ("dossiers", "induced")}
    return finance.Activity(**{**fields, **forms, **changes})


def lines(a, fares=(30_000.0, 28_000.0, 58_000.0), **changes):
    return finance.cash_lines(a, base_values() | changes, np.array(fares))


# --- present value ----------------------------------------------------------------------------------------


def test_the_first_flow_is_at_t_0_and_not_discounted():
    assert finance.npv(np.array([-100.0]), 0.5) == -100
    assert finance.npv(np.array([0.0, 0.0, 121.0]), 0.10) == pytest.approx(100)


def test_present_value_by_hand():
    # -1000 + 500/1.08 + 500/1.1664 + 200/1.259712 = -1000 + 462.963 + 428.669 + 158.766
    assert finance.npv(np.array([-1000.0, 500.0, 500.0, 200.0]), 0.08) == pytest.approx(50.398, abs=1e-3)


def test_an_annuity_is_worth_its_capital():
    for rate, years in ((0.0, 4), (0.08, 7), (0.12, 1)):
        yearly = finance.annuity(1000.0, rate, years)
        assert sum(yearly / (1 + rate) ** t for t in range(years)) == pytest.approx(1000)


def test_break_even_by_hand():
    p = base_values() | {"capital_culture_point_vnd": 50e6, "optimism_bias_share": 0.2, "discount_rate": 0.0,
                         "running_cost_point_vnd": 10e6, "new_point_staff_fte": 0.5, "staff_cost_vnd": 60e6,
                         "handling_vnd_per_dossier": 10_000.0}
    # (60m / 4 + 10m + 30m) / ((30,000 - 10,000) * 250) = 55m / 5m
    assert finance.break_even_per_day(p, 30_000.0, 4) == pytest.approx(11)


def test_without_a_margin_no_number_of_dossiers_breaks_even():
    assert finance.break_even_per_day(base_values(), base_values()["handling_vnd_per_dossier"], 7) == math.inf


# --- fares ------------------------------------------------------------------------------------------------


def test_the_net_fare_by_hand():
    # Of 100 people 2 pay nothing and 20 pay half: 78 + 10 = 88 fares.
    assert finance.net_fare(np.array([10_000.0]), 0.02, 0.2, 0.5) == pytest.approx([8_800.0])


def weights(dossier_g=200, result_g=50, between=0.5):
    return {"inter_district_share": between, "dossier_weight_g": dossier_g, "result_weight_g": result_g,
            "fare_step_g": 500}


def test_fares_by_form_by_hand():
    # Half between districts: dossiers of 100-250 g (26,000 + 30,000) / 2, results up to 100 g likewise.
    tariffs = inputs()["tariffs"]
    assert network.fares_by_form(tariffs, weights()) == pytest.approx([28_000, 28_000, 56_000])
    assert network.fares_by_form(tariffs, weights(between=0.0)) == pytest.approx([26_000, 26_000, 52_000])


def test_a_weight_at_the_upper_limit_of_a_band_pays_that_band():
    tariffs = inputs()["tariffs"]
    assert network.fares_by_form(tariffs, weights(250, 100, 0.0)) == pytest.approx([26_000, 26_000, 52_000])
    assert network.fares_by_form(tariffs, weights(251, 101, 0.0)) == pytest.approx([26_500, 27_000, 53_500])


def test_above_the_last_weight_every_step_begun_is_paid():
    # 26,500 up to 500 g and 2,200 for each further 500 g begun; between districts 30,500 and 2,900.
    tariffs = inputs()["tariffs"]
    for weight, steps in ((500, 0), (501, 1), (1_000, 1), (1_001, 2)):
        found = finance.fare_of_weight(tariffs, "send_dossier", weight, 500)
        assert found == pytest.approx([26_500 + 2_200 * steps, 30_500 + 2_900 * steps]), weight


def test_a_weight_that_no_row_holds_is_refused_by_file():
    tariffs = inputs()["tariffs"].query("step == 0")
    with pytest.raises(InputError, match="send_dossier 501 g") as caught:
        finance.fare_of_weight(tariffs, "send_dossier", 501, 500)
    assert (caught.value.file, caught.value.column) == ("data/tables/tariffs.csv", "weight_to_g")


@pytest.mark.parametrize("name", SCENARIOS)
def test_fares_cancel_for_society(name):
    flow = run(name)["cash_flow"].pivot_table(index="year", columns="line", values="amount_vnd")
    assert (flow["fares_received"] + flow["fares_paid"]).to_numpy() == pytest.approx(0, abs=1e-6)
    assert (flow["fares_received"] > 0).all()


def test_fees_collected_for_agencies_are_never_revenue():
    received = {line for line, amount in lines(activity(dossiers=np.ones((3, YEARS)))).items() if (amount > 0).any()}
    assert received == {"fares_received"}
    plain, dear = inputs()["tariffs"], inputs()["tariffs"].copy()
    dear.loc[dear["service"] == "collect_fee", ["intra_district_vnd", "inter_district_vnd"]] = 10**9
    assert (network.fares_by_form(plain, weights()) == network.fares_by_form(dear, weights())).all()


def test_induced_users_gain_no_more_than_half_the_travel_they_save():
    """Their fare and the worth of the service cancel, so that only the rule of a half is left."""
    found = lines(activity(dossiers=np.full((3, YEARS), 10.0), induced=np.full((3, YEARS), 10.0)))
    assert found["fares_paid"] + found["induced_worth"] == pytest.approx(np.zeros(YEARS))


def test_travel_saved_follows_the_rule_of_a_half():
    """One commune moves from 10 km and 20 min to 4 km and 8 min; visits rise from 100 to 120."""
    w = world("bau")
    n, years = len(w.communes), np.zeros(7, int)
    before, after = (np.full(n, 10.0), np.full(n, 20.0)), (np.full((1, n), 10.0), np.full((1, n), 20.0))
    after[0][0, 0], after[1][0, 0] = 4.0, 8.0
    served = Served(np.zeros(len(w.sites)), np.ones((7, len(w.sites)), bool), years, years, *after, *before)
    weight = np.full(n, 1 / n)
    more = np.array([weight])
    more[0, 0] *= 1.2
    only_send = np.array([1.0, 0.0, 0.0])  # every dossier is one visit
    volume = Volumes(np.full(7, 100.0 * n), weight, more, years, only_send)
    for saved in (funding._saved(w, served, volume),
                  [part.sum(axis=1) for part in funding.saved_by_commune(w, served, volume)]):
        assert saved[0] == pytest.approx(np.full(7, 2 * (100 * 6 + 20 * 6 / 2)))
        assert saved[1] == pytest.approx(np.full(7, 2 * (100 * 12 + 20 * 12 / 2)))


# --- lines ------------------------------------------------------------------------------------------------


def test_every_line_has_a_row_in_the_table_of_cash_lines_and_every_row_a_line():
    assert set(lines(activity())) == {row["line_id"] for row in rows("tables/cash_lines.csv")}


def test_a_line_without_a_payer_is_refused():
    about = legal.line_bases(inputs(), scenario("bau"))
    with pytest.raises(KeyError, match="staff"):
        finance.cash_flow(lines(activity()), about.drop(index="staff"), range(2019, 2022))


def test_one_point_costs_what_the_register_says():
    p = base_values()
    opened = np.array([1.0, 0.0, 0.0])
    found = lines(activity(opened_plain=opened, points=np.full(YEARS, 59.0), new_points=np.ones(YEARS)))
    bias = 1 + p["optimism_bias_share"]
    assert found["point_capital"] == pytest.approx(-opened * p["capital_culture_point_vnd"] * bias)
    assert found["training"] == pytest.approx(-opened * p["training_vnd_per_person"] * p["trained_per_point"])
    assert found["running"] == pytest.approx(np.full(YEARS, -p["running_cost_point_vnd"]))
    assert found["staff"] == pytest.approx(np.full(YEARS, -p["staff_cost_vnd"] * p["new_point_staff_fte"]))
    assert found["inspection"] == pytest.approx(np.full(YEARS, -59 * p["inspection_vnd_per_point"]))
    hilly = lines(activity(opened_mountain=opened))["point_capital"][0]
    assert hilly == pytest.approx(found["point_capital"][0] * p["capital_mountain_ratio"])


def test_the_connection_is_bought_once_and_kept_up_afterwards():
    p = base_values()
    found = lines(activity(), with_it_connection=1)["it_connection"]
    capital = p["it_connection_vnd"] * (1 + p["optimism_bias_share"])
    upkeep = p["it_connection_vnd"] * p["it_running_share"]
    assert found == pytest.approx([-capital, -upkeep, -upkeep])
    assert not lines(activity())["it_connection"].any()


def test_liability_by_hand():
    p = base_values()
    dossiers = np.array([[100.0], [200.0], [50.0]]) * np.ones(YEARS)
    gross = 100 * 30_000 + 200 * 28_000 + 50 * 58_000
    expected = p["loss_probability"] * (4 * gross + 350 * p["reissue_cost_vnd"]) + p["late_probability"] * gross
    assert lines(activity(dossiers=dossiers))["liability"] == pytest.approx(np.full(YEARS, -expected))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_payers_add_up_to_society(name):
    headlines = run(name).headlines
    payers = ("state_npv_vnd", "post_npv_vnd", "users_npv_vnd")
    assert headlines["society_npv_vnd"] == pytest.approx(sum(headlines[payer] for payer in payers), rel=1e-9)
    flow = run(name)["cash_flow"]
    t = flow["year"] - 2019
    worth = flow["amount_vnd"] / 1.08**t
    assert worth.sum() == pytest.approx(headlines["society_npv_vnd"], rel=1e-9)
    assert worth[flow["payer"] == "state_budget"].sum() == pytest.approx(headlines["state_npv_vnd"], rel=1e-9)


def test_the_yearly_capital_of_new_points_stays_under_the_ceiling():
    flow = run("budget_cap")["cash_flow"].query("line == 'point_capital'").set_index("year")["amount_vnd"]
    assert (-flow <= 360e6).all()
    assert (-flow[[2019, 2020, 2021]] > 0).all()
    assert (flow[[2022, 2023, 2024, 2025]] == 0).all()


def test_nothing_is_paid_for_points_that_do_not_open():
    flow = run("bau")["cash_flow"].groupby("line")["amount_vnd"].sum()
    for line in ("point_capital", "running", "training", "communication", "it_connection", "travel_saved",
                 "time_saved", "induced_worth", "one_stop_capital", "one_stop_rent"):
        assert flow[line] == 0, line


# --- one year again ---------------------------------------------------------------------------------------


def test_2021_without_new_points_equals_a_calculation_from_the_register():
    p, found = base_values(), run("bau")["cash_flow"].query("year == 2021").set_index("line")["amount_vnd"]
    people, growth = 895_430 * 1.0059**2, p["demand_growth_per_year"]
    ceiling_2018 = p["market_dossiers_per_person"] * 895_430 / 1.0059
    dossiers = p["market_dossiers_per_person"] * people / (
        1 + (ceiling_2018 / 100_000 - 1) * math.exp(-3 * growth))
    received = p["reception_share"]
    both = received * p["both_share_of_receptions"]
    fare = 28_000 * (1 + both)  # every dossier pays one way, those both ways pay two
    net = fare * (1 - p["exempt_share"] - p["reduced_share"] * 0.5)
    assert found["fares_received"] == pytest.approx(dossiers * net, rel=1e-9)
    assert found["handling"] == pytest.approx(-11_000 * dossiers, rel=1e-9)
    liability = p["loss_probability"] * (4 * fare + p["reissue_cost_vnd"]) + p["late_probability"] * fare
    assert found["liability"] == pytest.approx(-liability * dossiers, rel=1e-9)
    assert found["inspection"] == -58 * 700_000


def test_counters_added_by_2025_without_new_points_equal_a_plain_count():
    """Counters of the first and the last year, point by point; those added cost capital and staff."""
    p = base_values()
    volume = run("bau")["province"].query("case == 'base'").set_index("year")["dossiers"]
    counters, hours = 0, 0.0
    for row in run("bau")["sites"].itertuples():  # the table is of 2021
        more = _needed(row, volume[2025] / volume[2021], p) - _needed(row, volume[2019] / volume[2021], p)
        culture = row.kind == "commune_culture_post_office"
        counters += more
        hours += more * p["opening_hours_culture_point" if culture else "opening_hours_post_office"]
    flow = run("bau")["cash_flow"]
    capital = -flow.query("line == 'counter_capital'")["amount_vnd"].sum()
    assert capital == pytest.approx(counters * p["capital_counter_vnd"] * (1 + p["optimism_bias_share"]))
    staff = -flow.query("line == 'staff' and year == 2025")["amount_vnd"].sum()
    assert staff == pytest.approx(hours / p["staff_hours_per_day"] * p["leave_factor"] * p["staff_cost_vnd"])
    assert counters > 0


def _needed(row, scale, p):
    other = (row.offered_load - row.dossier_load) * 60 / p["background_service_min"]
    visits_min = row.dossier_load * 60 * scale
    received = p["reception_share"]
    pickups = (1 - received * (1 - p["both_share_of_receptions"])) * p["counter_pickup_share"]
    steps = sum(value for key, value in p.items() if key.startswith("step_"))
    visits = visits_min * (received + pickups) / (received * steps + pickups * p["pickup_service_min"])
    load = (visits_min + other * p["background_service_min"]) / 60
    minutes, counters = load * 60 / (visits + other), 1
    while counters <= load or exact_erlang_c(load, counters) * math.exp(-(counters - load) * 10 / minutes) > 0.1:
        counters += 1
    return counters
