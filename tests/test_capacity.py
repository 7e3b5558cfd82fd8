"""Counters: Erlang C against published values and exact sums, and the least number that keeps the standard."""

import dataclasses
import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from model_samples import base_values, run, world

from helpers.model import capacity, chain, network
from helpers.model.funding import added_at_existing


def exact_erlang_c(load, servers):
    """P(wait) from the state probabilities of M/M/c, in exact fractions."""
    a = Fraction(load).limit_denominator(10**6)
    states = [a**k / math.factorial(k) for k in range(servers)]
    tail = a**servers / math.factorial(servers) * Fraction(servers) / (servers - a)
    return float(tail / (sum(states) + tail))


# --- waiting ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("load", "servers", "published"), [
    # Textbook values of M/M/c (Gross & Harris; Hillier & Lieberman), four decimals.
    (1.0, 2, 0.3333), (2.0, 3, 0.4444), (3.0, 4, 0.5094), (4.0, 5, 0.5541), (8.0, 10, 0.4092), (0.5, 1, 0.5)])
def test_the_probability_of_waiting_equals_published_values(load, servers, published):
    assert float(capacity.erlang_c(np.array(load), np.array(servers))) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("servers", [1, 2, 3, 7, 20, 100])
@pytest.mark.parametrize("rho", [0.05, 0.5, 0.9, 0.99])
def test_the_probability_of_waiting_equals_the_exact_sum(servers, rho):
    found = float(capacity.erlang_c(np.array(rho * servers), np.array(servers)))
    assert found == pytest.approx(exact_erlang_c(rho * servers, servers), rel=1e-9)


@pytest.mark.parametrize("rho", [0.1, 0.5, 0.95])
def test_one_counter_follows_the_closed_form_of_m_m_1(rho):
    load, one, service = np.array(rho), np.array(1), np.array(4.0)
    assert float(capacity.erlang_c(load, one)) == pytest.approx(rho)
    assert float(capacity.mean_wait_min(load, one, service)) == pytest.approx(rho * 4 / (1 - rho))
    assert float(capacity.served_within(load, one, service, 10)) == pytest.approx(
        1 - rho * math.exp(-(1 - rho) * 10 / 4))


@pytest.mark.parametrize("servers", [1, 3])
@pytest.mark.parametrize("excess", [0.0, 0.5])
def test_an_overloaded_counter_makes_everyone_wait_for_ever(servers, excess):
    load, c, service = np.array(servers + excess), np.array(servers), np.array(5.0)
    assert float(capacity.erlang_c(load, c)) == 1
    assert float(capacity.mean_wait_min(load, c, service)) == np.inf
    assert float(capacity.served_within(load, c, service, 60)) == 0


def test_without_customers_nobody_waits():
    none, c, service = np.array(0.0), np.array([1, 4]), np.array(5.0)
    assert capacity.erlang_c(none, c).tolist() == [0, 0]
    assert capacity.served_within(none, c, service, 0).tolist() == [1, 1]


def test_without_a_counter_everyone_waits():
    assert float(capacity.erlang_c(np.array(0.5), np.array(0))) == 1


@pytest.mark.parametrize("load", [0.2, 0.9, 2.7, 9.5])
def test_adding_a_counter_never_lengthens_the_wait(load):
    counters = np.arange(1, 16)
    waits = capacity.mean_wait_min(np.array(load), counters, np.array(6.0))
    shares = capacity.served_within(np.array(load), counters, np.array(6.0), 10)
    assert (waits[1:] <= waits[:-1]).all()
    assert (np.diff(shares) >= 0).all()


# --- sizing -----------------------------------------------------------------------------------------------


def test_the_least_counters_keep_the_standard_and_one_fewer_does_not():
    loads = np.linspace(0.01, 8, 60)
    found = capacity.least_counters(loads, np.full(60, 6.0), limit_min=10, target=0.9, least=1, most=20)
    for load, c in zip(loads, found, strict=True):
        def kept(servers, load=load):
            late = exact_erlang_c(load, servers) * math.exp(-(servers - load) * 10 / 6) if servers > load else 1.0
            return 1 - late >= 0.9
        assert kept(int(c))
        assert c == 1 or not kept(int(c) - 1)


def test_a_service_level_exactly_at_the_target_is_kept():
    # Without customers everyone is served at once: a share of exactly 1.
    found = capacity.least_counters(np.array([0.0]), np.array([4.0]), limit_min=0, target=1.0, least=1, most=20)
    assert found.tolist() == [1]


def test_no_number_of_counters_is_said_when_none_is_enough():
    found = capacity.least_counters(np.array([5.0]), np.array([4.0]), limit_min=10, target=0.9, least=1, most=3)
    assert found.tolist() == [4]


def test_the_least_number_wanted_is_kept():
    found = capacity.least_counters(np.array([0.1]), np.array([4.0]), limit_min=10, target=0.9, least=2, most=20)
    assert found.tolist() == [2]


def test_peak_arrivals_by_hand():
    # 2,500 a year are 10 a day, 13 in the season; a fifth of a day of 8 hours falls in the busiest hour.
    given = {"days": 250, "peak_hour_share": 0.2, "season": 1.3, "reference_hours": 8}
    hours = np.array([8.0, 10.0, 1.0])
    per_hour = capacity.peak_arrivals_per_hour(np.full(3, 2500.0), hours=hours, **given)
    assert per_hour == pytest.approx([2.6, 2.08, 13.0])  # longer hours spread people; one hour holds all of them


def test_staff_by_hand():
    # 16 counter-hours a day, 8 hours a person, a fifth more for leave.
    assert float(capacity.staff_fte(np.array(16.0), staff_hours=8, leave=1.2)) == pytest.approx(2.4)


# --- counters of the province -----------------------------------------------------------------------------


def test_counters_at_points_equal_a_plain_calculation():
    """Every point of 2021 again, one at a time: work of the busiest hour, then counters one by one."""
    p, sites = base_values(), run("bau")["sites"]
    reception = p["reception_share"]
    both = reception * p["both_share_of_receptions"]
    pickups = (1 - reception + both) * p["counter_pickup_share"]
    steps = sum(value for key, value in p.items() if key.startswith("step_"))
    for row in sites.itertuples():
        culture = row.kind == "commune_culture_post_office"
        hours = p["opening_hours_culture_point" if culture else "opening_hours_post_office"]
        peak = row.dossiers / 250 * p["peak_season_factor"] * min(1, p["peak_hour_share"] * 8 / hours)
        other = p["background_per_hour_culture_point" if culture else "background_per_hour_post_office"]
        work = peak * (reception * steps + pickups * p["pickup_service_min"])
        load = (work + other * p["background_service_min"]) / 60
        minutes = load * 60 / (peak * (reception + pickups) + other)
        counters = 1
        while counters <= load or exact_erlang_c(load, counters) * math.exp(
                -(counters - load) * p["wait_limit_min"] / minutes) > 1 - p["service_level_target"]:
            counters += 1
        assert row.offered_load == pytest.approx(load, rel=1e-9)
        assert row.dossier_load == pytest.approx(work / 60, rel=1e-9)
        assert row.counters == counters


def test_every_open_point_keeps_the_service_level_and_a_closed_one_has_no_counter():
    w = world("stepwise")
    served = chain.serve(w, network.open_years(w.sites, chain.choose_sites(w).opened, 2019))
    counters = chain.size_counters(w, served, chain.volumes(w, served))
    is_open = served.opens <= np.array(w.scenario.years)[:, None]
    within = capacity.served_within(counters.load, np.maximum(counters.needed, 1), counters.service_min,
                                    w.p["wait_limit_min"])
    assert (within[is_open] >= w.p["service_level_target"]).all()
    assert (counters.needed[is_open] >= 1).all()
    assert (counters.needed[~is_open] == 0).all()
    assert (counters.load[~is_open] == 0).all()


def test_a_point_too_busy_for_the_most_counters_is_refused():
    with pytest.raises(ValueError, match="do not meet the service level"):
        run("bau", most_counters=1)


def test_counters_once_added_are_not_bought_again():
    w = world("stepwise")
    served = chain.serve(w, network.open_years(w.sites, (), 2019))
    counters = chain.size_counters(w, served, chain.volumes(w, served))
    needed = np.ones_like(counters.needed)
    needed[:, 0] = [1, 2, 1, 2, 3, 1, 3]  # the first point, year by year
    again = dataclasses.replace(counters, needed=needed)
    added, hours = added_at_existing(w, again)
    assert added[:, 0].tolist() == [0, 1, 0, 0, 1, 0, 0]
    assert hours[:, 0].tolist() == [0, 8, 8, 8, 16, 16, 16]
    assert not added[:, 1:].any()
    assert not hours[:, 1:].any()


@pytest.mark.parametrize("per_hour", [6.0, 10.0])
def test_points_that_are_late_anyway_are_those_whose_other_customers_alone_overtax_one_counter(per_hour):
    found = run("bau", background_per_hour_post_office=per_hour)["capacity_binding"]
    p = base_values()
    late = {}
    for kind, customers in (("post", per_hour), ("culture", p["background_per_hour_culture_point"])):
        rho = customers * p["background_service_min"] / 60
        within = 1 - rho * math.exp(-(1 - rho) * p["wait_limit_min"] / p["background_service_min"])
        late[kind] = within < p["service_level_target"]
    posts = (run("bau")["sites"]["kind"] != "commune_culture_post_office").sum()
    expected = posts * late["post"] + (58 - posts) * late["culture"]
    peak = found[(found["year"] == 2021) & (found["moment"] == "season_peak")]
    assert peak["late_anyway_points"].item() == expected
    assert peak["late_points"].item() >= expected


# --- accuracy ---------------------------------------------------------------------------------------------


def fifty_digits_erlang_c(load, servers):
    with localcontext() as context:
        context.prec = 50
        a, inverse = Decimal(load), Decimal(1)
        for k in range(1, servers + 1):
            inverse = 1 + k / a * inverse
        return servers / (a + (servers - a) * inverse)


@pytest.mark.parametrize("servers", [1, 2, 5, 20, 64, 65, 300, 1000, 3000, 10_000])
def test_the_probability_of_waiting_equals_fifty_digits(servers):
    loads = np.array([0.01, 0.3, 0.7, 0.9, 0.97, 0.999, 0.9999999]) * servers
    for load, found in zip(loads.tolist(), capacity.erlang_c(loads, np.array(servers)).tolist(), strict=True):
        exact = fifty_digits_erlang_c(load, servers)
        if exact < Decimal("1e-300"):
            assert found < 1e-299
        else:
            assert abs(Decimal(found) / exact - 1) < Decimal("1e-12")
    alone = [float(capacity.erlang_c(np.array(load), np.array(servers))) for load in loads]
    assert capacity.erlang_c(loads, np.array(servers)) == pytest.approx(alone, rel=1e-12)


def test_mixed_counters_give_what_each_gives_alone():
    rng = np.random.default_rng(2)
    servers = rng.integers(0, 40, 40_000)
    loads = rng.uniform(0, 1.2, 40_000) * servers
    mixed = capacity.erlang_c(loads, servers)
    for c in (0, 1, 7, 39):
        assert mixed[servers == c] == pytest.approx(capacity.erlang_c(loads[servers == c], np.array(c)), rel=1e-12)


@pytest.mark.parametrize(("load", "servers"), [(-1.0, 1), (1.0, -1), (1.0, 1.5)])
def test_impossible_loads_and_counters_are_refused(load, servers):
    with pytest.raises(ValueError):
        capacity.erlang_c(np.array(load), np.array(servers))


def test_waits_rise_with_load_and_never_with_counters():
    rng = np.random.default_rng(3)
    loads = np.sort(rng.uniform(0.01, 9, 200))
    waits = capacity.mean_wait_min(loads[:, None], np.arange(10, 30), np.array(5.0))
    assert (np.diff(waits, axis=0) >= 0).all()
    assert (np.diff(waits, axis=1) <= 0).all()


def test_constant_service_at_one_counter_halves_the_wait():
    # Pollaczek and Khinchine: rho S / (2 (1 - rho)).
    found = capacity.mean_wait_general_min(np.array(0.8), np.array(1), np.array(5.0), service_scv=0)
    assert float(found) == pytest.approx(0.8 * 5 / (2 * 0.2))


# --- a day ------------------------------------------------------------------------------------------------


def test_a_long_steady_day_ends_in_the_stationary_queue():
    given = {"slot_min": 60, "limit_min": 10}
    late = capacity.day(np.full((1, 40), 14.0), 2, 6.0, method="transient", **given)
    steady = capacity.day(np.array([14.0]), 2, 6.0, **given)
    for name in ("utilisation", "waiting", "mean_wait_min", "served_within", "queue"):
        assert getattr(late, name)[0, -1] == pytest.approx(getattr(steady, name)[0, 0], rel=1e-6)
    assert late.lost[0] < 1e-9


def test_ample_counters_fill_and_empty_as_by_hand():
    # Nobody waits: dm/dt = lambda - m / S, so m = lambda S (1 - exp(-t / S)), and exp(-t / S) of them remain after t.
    found = capacity.day(np.array([[4.0, 0.0]]), 60, 10.0, slot_min=15, limit_min=0, method="transient")
    present = 4 * 10 / 15 * (1 - math.exp(-1.5))
    assert found.left[0] == pytest.approx([present, present * math.exp(-1.5)], rel=1e-9)


@pytest.mark.parametrize("method", ["transient", "backlog"])
def test_whoever_arrives_is_served_or_left(method):
    arrivals = np.random.default_rng(6).uniform(0, 6, (20, 12))
    found = capacity.day(arrivals, 2, 7.0, slot_min=15, limit_min=10, method=method)
    served = found.utilisation.sum(axis=1) * 2 * 15 / 7
    assert served + found.left[:, -1] == pytest.approx(arrivals.sum(axis=1), rel=1e-8)


def test_one_more_counter_never_lengthens_a_day():
    arrivals = np.random.default_rng(7).uniform(0, 6, (10, 8))
    given = {"slot_min": 15, "limit_min": 10}
    for method in ("transient", "backlog", "stationary"):
        two, three = (capacity.day(arrivals, c, 7.0, method=method, **given) for c in (2, 3))
        assert (three.mean_wait_min <= two.mean_wait_min + 1e-9).all()


def test_the_least_counters_of_a_day_keep_the_level_and_one_fewer_does_not():
    arrivals = np.array([[1.0, 7.0, 12.0, 3.0, 1.0]])
    given = {"slot_min": 30, "limit_min": 10}
    plan = capacity.least_counters_day(arrivals, np.array([8.0]), target=0.9, least=1, most=20, **given)
    for c, kept in ((plan.counters[0], True), (plan.counters[0] - 1, False)):
        share = capacity.day(arrivals, c, 8.0, **given).served_within
        assert (float((share * arrivals).sum() / arrivals.sum()) >= 0.9) == kept
    shorter = capacity.least_counters_day(arrivals, np.array([8.0]), target=0.9, least=1, most=20,
                                          is_open=np.array([True, True, True, False, False]), **given)
    assert shorter.counters[0] >= plan.counters[0]
    assert shorter.counter_hours[0] == shorter.counters[0] * 1.5


def test_floaters_follow_the_binomial_distribution():
    pool = capacity.pooled_floaters(np.full(12, 0.08), np.array(["A"] * 9 + ["B"] * 3), probability=0.95)
    for n, k in zip((9, 3), pool.floaters.tolist(), strict=True):
        below = [sum(math.comb(n, i) * 0.08**i * 0.92 ** (n - i) for i in range(j + 1)) for j in (k - 1, k)]
        assert below[0] < 0.95 <= below[1]
    assert pool.reserves.tolist() == [9, 3]


# --- where capacity binds ---------------------------------------------------------------------------------


def test_dossiers_on_average_bind_nowhere():
    table = run("bau")["capacity_binding"]
    average = table[table["moment"] == "dossiers_mean"]
    assert (average[["full_points", "late_points", "short_points"]] == 0).all(axis=None)
    assert (average["utilisation_mean"] < 0.1).all()


def test_the_table_at_the_peak_equals_the_points():
    table, sites = run("bau")["capacity_binding"].set_index(["year", "moment"]), run("bau")["sites"]
    peak = table.loc[(2021, "season_peak")]
    assert peak["late_points"] == (sites["counters"] > 1).sum()
    assert peak["one_counter_max"] == pytest.approx(sites["offered_load"].max(), rel=1e-9)
    assert peak["full_points"] == (sites["offered_load"] >= 1).sum()
    assert peak["dossiers_per_point_day"] == pytest.approx(sites["dossiers"].sum() / 58 / 250, rel=1e-9)
