"""Counters against Ciw, a library that simulates queues: steady ones, other service times, a day with a peak.

A wait agrees when it lies in the 99 % confidence interval of the simulation. The customers of one queue are cut into
batches in a row, or the days are replications; the mean of each is one observation (Student's t). The slots of a day
are compared together: their intervals hold all at once with 99 % (Bonferroni).
"""

import ciw
import numpy as np
import pytest
from scipy import stats

from helpers.model import capacity

SERVICE_MIN, BATCHES, WARM_UP = 6.0, 20, 500


def simulated_waits(load, servers, service, customers, seed):
    """Return the waits of a steady queue in the order of arrival, the first ones left out."""
    ciw.seed(seed)
    network = ciw.create_network(arrival_distributions=[ciw.dists.Exponential(load / SERVICE_MIN)],
                                 service_distributions=[service], number_of_servers=[servers])
    queue = ciw.Simulation(network)
    queue.simulate_until_max_customers(customers + WARM_UP, method="Finish")
    records = sorted(queue.get_all_records(), key=lambda record: record.arrival_date)
    return np.array([record.waiting_time for record in records[WARM_UP:]])


def interval(observed, together=1):
    """Return mean and half width of the confidence interval of independent observations, one of several together."""
    half = stats.t.ppf(1 - 0.005 / together, len(observed) - 1) * np.std(observed, ddof=1) / np.sqrt(len(observed))
    return np.mean(observed), half


def in_batches(values):
    return np.array([part.mean() for part in np.array_split(values, BATCHES)])


# --- steady queues ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("load", "servers"), [(0.6, 1), (1.5, 2), (3.4, 5)])
def test_exponential_service_waits_as_in_ciw(load, servers):
    waits = simulated_waits(load, servers, ciw.dists.Exponential(1 / SERVICE_MIN), 15_000, seed=11)
    for found, observed in ((capacity.mean_wait_min(load, servers, SERVICE_MIN), waits),
                            (capacity.served_within(load, servers, SERVICE_MIN, 10), waits <= 10),
                            (capacity.erlang_c(load, servers), waits > 0)):
        mean, half = interval(in_batches(observed))
        assert abs(float(found) - mean) <= half
        assert half < 0.35 * mean  # an interval that says something


GENERAL = [  # counters, service of mean 6, squared coefficient of variation, customers
    (1, ciw.dists.Deterministic(SERVICE_MIN), 0.0, 15_000),
    (2, ciw.dists.Deterministic(SERVICE_MIN), 0.0, 15_000),
    (1, ciw.dists.Gamma(2.0, SERVICE_MIN / 2), 0.5, 20_000),
    (2, ciw.dists.Gamma(2.0, SERVICE_MIN / 2), 0.5, 20_000),
    (2, ciw.dists.Lognormal(np.log(SERVICE_MIN) - np.log(3) / 2, np.log(3) ** 0.5), 2.0, 40_000),
]


@pytest.mark.parametrize(("servers", "service", "scv", "customers"), GENERAL)
def test_general_service_waits_as_in_ciw(servers, service, scv, customers):
    """Exact at one counter (Pollaczek and Khinchine); at two, Allen and Cunneen are within the interval."""
    load = (0.75 if scv < 1 else 0.6) * servers  # a service that varies much needs more customers
    mean, half = interval(in_batches(simulated_waits(load, servers, service, customers, seed=12)))
    found = capacity.mean_wait_general_min(load, servers, SERVICE_MIN, service_scv=scv)
    assert abs(float(found) - mean) <= half
    exponential = float(capacity.mean_wait_min(load, servers, SERVICE_MIN))
    assert abs(exponential - mean) > half  # the variation of service is seen, not lost in noise


def test_constant_service_at_two_calm_counters_waits_up_to_a_third_longer_than_the_approximation():
    """What Allen and Cunneen miss: who waits at calm counters waits for the first of two regular ends, S / 3 on
    average and not S / 4."""
    mean, half = interval(in_batches(simulated_waits(0.5, 2, ciw.dists.Deterministic(SERVICE_MIN), 40_000, seed=13)))
    found = float(capacity.mean_wait_general_min(0.5, 2, SERVICE_MIN, service_scv=0))
    assert 3 / 4 * (mean - half) < found < mean - half


# --- a day ------------------------------------------------------------------------------------------------

SLOT_MIN, NIGHT_MIN, DAYS = 15.0, 480.0, 1200


def simulated_days(arrivals, servers, seed):
    """Return day, slot, arrival within the day, wait and departure of every customer of many days.

    The days follow each other in one simulation, parted by nights without arrivals in which every queue ends.
    """
    ciw.seed(seed)
    ends = [*SLOT_MIN * np.arange(1, len(arrivals) + 1), SLOT_MIN * len(arrivals) + NIGHT_MIN]
    coming = ciw.dists.PoissonIntervals([*np.divide(arrivals, SLOT_MIN), 0.0], ends, DAYS * ends[-1])
    network = ciw.create_network(arrival_distributions=[coming], number_of_servers=[servers],
                                 service_distributions=[ciw.dists.Exponential(1 / SERVICE_MIN)])
    queue = ciw.Simulation(network)
    queue.simulate_until_max_time(DAYS * ends[-1])
    came, waited, left = np.array([(record.arrival_date, record.waiting_time, record.exit_date)
                                   for record in queue.get_all_records()]).T
    day, within = np.divmod(came, ends[-1])
    return day.astype(int), (within // SLOT_MIN).astype(int), within, waited, left - day * ends[-1]


def of_customers(values, day, slot, slots):
    """Return mean and half width by slot of a mean over customers: a ratio of two sums over a day."""
    sums, numbers = np.zeros((DAYS, slots)), np.zeros((DAYS, slots))
    np.add.at(sums, (day, slot), values)
    np.add.at(numbers, (day, slot), 1)
    mean = sums.sum(axis=0) / numbers.sum(axis=0)
    spread = (sums - mean * numbers).std(axis=0, ddof=1) / numbers.mean(axis=0)
    return mean, stats.t.ppf(1 - 0.005 / slots, DAYS - 1) * spread / np.sqrt(DAYS)


@pytest.fixture(scope="module")
def busy_day():
    """A day whose middle overloads two counters, as computed and as simulated."""
    arrivals = np.array([2.0, 6.0, 9.0, 5.0, 2.0, 1.0])
    assert capacity.overloaded(arrivals * SERVICE_MIN / SLOT_MIN, 2).sum() >= 2
    found = capacity.day(arrivals, 2, SERVICE_MIN, slot_min=SLOT_MIN, limit_min=10, method="transient")
    return found, simulated_days(arrivals, 2, seed=14)


@pytest.mark.parametrize(("name", "of_wait"), [
    ("mean_wait_min", lambda wait: wait), ("served_within", lambda wait: wait <= 10),
    ("waiting", lambda wait: wait > 0)])
def test_customers_of_an_overloaded_day_meet_what_ciw_simulates(busy_day, name, of_wait):
    found, (day, slot, _, waited, _) = busy_day
    mean, half = of_customers(of_wait(waited), day, slot, 6)
    assert (np.abs(getattr(found, name)[0] - mean) <= half).all()
    assert (half < 0.2 * mean.max()).all()


def test_an_overloaded_day_hands_on_as_many_customers_as_ciw_simulates(busy_day):
    found, (day, _, within, _, left) = busy_day
    for i, end in enumerate(SLOT_MIN * np.arange(1, 7)):
        mean, half = interval(np.bincount(day[(within <= end) & (left > end)], minlength=DAYS), together=6)
        assert abs(found.left[0, i] - mean) <= half


def test_counters_of_an_overloaded_day_are_as_busy_as_ciw_simulates(busy_day):
    found, (day, _, within, waited, left) = busy_day
    for i in range(6):
        busy = np.clip(left, i * SLOT_MIN, (i + 1) * SLOT_MIN) - np.clip(within + waited, i * SLOT_MIN,
                                                                         (i + 1) * SLOT_MIN)
        mean, half = interval(np.bincount(day, weights=busy, minlength=DAYS) / (2 * SLOT_MIN), together=6)
        assert abs(found.utilisation[0, i] - mean) <= half
