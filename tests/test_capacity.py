"""Counters: Erlang C against published values and exact sums, and the least number that keeps the standard."""

import math
from fractions import Fraction

import numpy as np
import pytest
from model_samples import base_values, run, world

from helpers.model import capacity, chain, network


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


def test_a_simulated_counter_agrees():
    """A queue of 400,000 customers at two counters, served in turn."""
    rng, n = np.random.default_rng(5), 400_000
    arrivals, service = np.cumsum(rng.exponential(4.0, n)), rng.exponential(6.0, n)  # load 1.5
    free, waits = [0.0, 0.0], []
    for arrival, minutes in zip(arrivals.tolist(), service.tolist(), strict=True):
        first = 0 if free[0] <= free[1] else 1
        start = max(arrival, free[first])
        free[first] = start + minutes
        waits.append(start - arrival)
    waits = np.array(waits)
    load, c, mean = np.array(1.5), np.array(2), np.array(6.0)
    assert float(capacity.mean_wait_min(load, c, mean)) == pytest.approx(waits.mean(), rel=0.05)
    assert float(capacity.served_within(load, c, mean, 10)) == pytest.approx((waits <= 10).mean(), abs=0.01)


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
    assert (counters.served_share[is_open] >= w.p["service_level_target"]).all()
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
    again = chain.Counters(counters.dossiers, counters.load, counters.own_load, needed, counters.served_share,
                           counters.hours)
    added, hours = chain._added_at_existing(w, again)
    assert added.tolist() == [0, 1, 0, 0, 1, 0, 0]
    assert hours.tolist() == [0, 8, 8, 8, 16, 16, 16]
