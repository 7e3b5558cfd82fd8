"""The frontier: every number of points against brute force, branched on where it must be, and what follows."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from model_samples import inputs, scenario, world

from helpers.analysis.openings import frontier_coverage, frontier_distance, nesting, openings
from helpers.model import build_world, choose_sites, siting
from helpers.model.siting import covering_cost, frontier, knee, opening_order, plan_sites


def brute_force(cost, weights, existing, banned=()):
    """Return the least cost for every number of new points, one subset at a time."""
    free = [j for j in np.flatnonzero(~existing) if j not in banned]
    nobody = cost.max(axis=1)
    best = []
    for p in range(len(free) + 1):
        sets = ([*np.flatnonzero(existing), *new] for new in itertools.combinations(free, p))
        best.append(min(float(weights @ (cost[:, s].min(axis=1) if s else nobody)) for s in sets))
    return best


def instance(seed):
    """A small problem: ties, idle weights, bans, with and without existing points, distances or coverage."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 9)), int(rng.integers(2, 8))
    cost = rng.integers(0, 9, (n, m)).astype(float)
    cost = covering_cost(cost, 3.0) if seed % 2 else cost
    weights = rng.integers(0, 5, n).astype(float)
    existing = np.arange(m) < rng.integers(0, 3)
    banned = (m - 1,) if seed % 5 == 0 and not existing[m - 1] and m > 2 else ()
    return cost, weights, existing, banned


@pytest.mark.parametrize("block", range(10))
def test_the_frontier_is_the_best_of_all_sets_of_every_size(block):
    for seed in range(block * 20, block * 20 + 20):
        cost, weights, existing, banned = instance(seed)
        found = frontier(cost, weights, existing, banned=banned)
        assert found.cost == pytest.approx(brute_force(cost, weights, existing, banned), abs=1e-9), seed
        assert set(found.status) == {"proven"}
        for p, opened in enumerate(found.opened):
            assert len(opened) == p
            assert not set(opened) & {*np.flatnonzero(existing), *banned}


def two_rings(size):
    """Demand points around two rings, each covered by its own site and the next of its ring."""
    ring = np.eye(size) + np.roll(np.eye(size), 1, axis=1)
    return 1.0 - np.kron(np.eye(2), ring), np.ones(2 * size), np.zeros(2 * size, dtype=bool)


@pytest.mark.parametrize("size", [5, 7])
def test_where_the_relaxation_is_not_whole_it_is_branched_on(size):
    found = frontier(*two_rings(size))
    # Half a site everywhere would cover both odd rings; as many whole sites leave one point out.
    assert found.cost[size] == 1
    assert not found.whole[size]
    assert found.cost.tolist() == [max(0, 2 * size - 2 * p) if p < size else int(p == size)
                                   for p in range(2 * size + 1)]
    assert set(found.status) == {"proven"}


def odd_wheel():
    """A p-median whose relaxation is fractional: three pairs of sites, each good for two of three points."""
    cost = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    return cost, np.ones(3), np.zeros(3, dtype=bool)


def test_a_fractional_relaxation_is_not_taken_for_an_answer():
    found = frontier(*odd_wheel())
    # One site serves two of the three points; half of each of two sites would seem to serve more.
    assert found.cost.tolist() == brute_force(*odd_wheel())


def test_without_time_to_branch_the_answer_is_a_set_with_its_gap():
    rng = np.random.default_rng(4)
    cover = (rng.random((60, 40)) < 0.08).astype(float)
    arguments = 1.0 - cover, rng.integers(1, 9, 60).astype(float), np.zeros(40, dtype=bool)
    exact, hurried = frontier(*arguments), frontier(*arguments, time_limit_s=0.0)
    assert not exact.whole.all()
    assert set(exact.status) == {"proven"}
    assert (hurried.bound <= exact.cost + 1e-9).all()
    assert (hurried.cost >= exact.cost - 1e-9).all()
    loose = hurried.gap > 1e-9
    assert loose.any()
    assert all(status == "feasible" for status, is_loose in zip(hurried.status, loose, strict=True) if is_loose)


# --- the province -----------------------------------------------------------------------------------------


def test_the_frontier_of_the_province_passes_through_plans_solved_alone():
    w = world("bau")
    for cost in (w.distance_km, covering_cost(w.distance_km, 5.0)):
        found = frontier(cost, w.people, w.existing)
        assert len(found.cost) == 102
        for p in (1, 13, 26, 70):
            alone = plan_sites(cost, w.people, w.existing, counts=[p])
            assert found.cost[p] == pytest.approx(alone.objective, rel=1e-9)


def test_cost_never_rises_with_points_and_coverage_never_falls_with_the_standard():
    w = world("bau")
    near, main, far = (frontier(covering_cost(w.distance_km, km), w.people, w.existing).cost for km in (3, 5, 8))
    distance = frontier(w.distance_km, w.people, w.existing)
    for curve in (near, main, far, distance.cost):
        assert (np.diff(curve) <= 1e-6).all()
    assert (near >= main).all()
    assert (main >= far).all()
    assert (distance.gain >= -1e-6).all()


def test_a_site_that_may_not_open_never_improves_the_frontier():
    w = world("bau")
    free = frontier(w.distance_km, w.people, w.existing).cost
    first = int(np.flatnonzero(~w.existing)[10])
    less = frontier(w.distance_km, w.people, w.existing, banned=(first,)).cost
    assert (less >= free[:-1] - 1e-6).all()


def test_a_problem_without_any_site_is_refused():
    with pytest.raises(ValueError, match="no site exists and none may open"):
        frontier(np.ones((2, 1)), np.ones(2), np.array([False]), banned=(0,))


# --- knee, order, price -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("curve", "turn"), [
    ([10.0, 4.0, 3.0, 2.0, 1.0, 0.0], 1),  # below the chord by 0.4, 0.3, 0.2, 0.1
    ([10.0, 8.0, 1.0, 0.5, 0.0], 2),  # 0.2 - 0.25, 0.9 - 0.5, 0.95 - 0.75
    ([4.0, 3.0, 2.0, 1.0, 0.0], 0),  # a straight line does not turn
    ([10.0, 4.0, 3.0, 2.0, 1.0, 0.0, 0.0, 0.0], 1),  # points that bring nothing do not move it
    ([5.0, 5.0, 5.0], 0), ([7.0], 0)])
def test_the_knee_is_the_point_farthest_below_the_chord(curve, turn):
    assert knee(np.array(curve)) == turn


def test_sites_open_in_the_order_of_what_they_save_and_the_savings_add_up():
    w = build_world(scenario("stepwise"), inputs())
    plan = choose_sites(w)
    steps = opening_order(w.distance_km, w.people, w.existing, plan.opened)
    assert [sum(step.year == year for step in steps) for year in range(3)] == [8, 9, 9]
    before = float(w.people @ w.distance_km[:, w.existing].min(axis=1))
    everything = w.existing | np.isin(np.arange(len(w.existing)), [step.site for step in steps])
    after = float(w.people @ w.distance_km[:, everything].min(axis=1))
    assert sum(step.saved for step in steps) == pytest.approx(before - after)
    first = [step.saved for step in steps if step.year == 0]
    alone = [float(w.people @ np.maximum(w.distance_km[:, w.existing].min(axis=1) - w.distance_km[:, j], 0))
             for j in plan.opened[0]]
    assert first[0] == pytest.approx(max(alone))


def test_the_price_of_nesting_is_nought_in_a_single_year_and_never_negative():
    w = build_world(scenario("stepwise"), inputs())
    price = nesting(w, choose_sites(w))["price_share"]
    assert (price >= 0).all()
    assert price.max() > 0
    once = build_world(scenario("stepwise", new_points_per_year=[26]), inputs())
    assert nesting(once, choose_sites(once))["price_share"].to_list() == [pytest.approx(0, abs=1e-12)]


def test_the_price_of_nesting_by_hand():
    # Villages at -3, 0 and 3 with 10, 9 and 10 people far from the existing point; see the plan in test_siting.py:
    # two points at the ends leave 27, a plan that starts in the middle leaves 30 in its second year.
    place = np.array([-3.0, 0.0, 3.0])
    cost = np.column_stack([np.full(3, 1000.0), np.abs(np.subtract.outer(place, place))])
    people, existing = np.array([10.0, 9.0, 10.0]), np.array([True, False, False, False])
    plan = siting.plan_sites(cost, people, existing, counts=[1, 1])
    is_open = existing | np.isin(np.arange(4), [j for year in plan.opened for j in year])
    best = frontier(cost, people, existing).cost
    assert (float(people @ cost[:, is_open].min(axis=1)), best[2]) == (pytest.approx(30), pytest.approx(27))


def test_reasons_of_an_opening_equal_a_plain_count():
    w = build_world(scenario("stepwise"), inputs())
    plan = choose_sites(w)
    table = openings(w, plan)
    first = int(np.flatnonzero(w.sites["site_id"] == table["site_id"].iloc[0])[0])
    before, to_first = w.distance_km[:, w.existing].min(axis=1), w.distance_km[:, first]
    nearer = [i for i in range(159) if to_first[i] < before[i]]
    covered = [i for i in nearer if before[i] > 5.0 >= to_first[i]]
    people = w.people
    assert table["people_nearer"].iloc[0] == sum(people[i] for i in nearer)
    assert table["people_covered"].iloc[0] == sum(people[i] for i in covered)
    mean = sum(people[i] * (before[i] - to_first[i]) for i in nearer) / sum(people[i] for i in nearer)
    assert table["saved_km"].iloc[0] == pytest.approx(mean)
    assert table["place"].to_list() == list(range(1, 27))


def test_the_frontier_tables_hold_every_size_once_and_one_knee_each():
    w = world("bau")
    far, near = frontier_distance(w), frontier_coverage(w)
    assert far["points"].to_list() == list(range(102))
    assert far["knee"].sum() == 1
    assert near.groupby("standard")["knee"].sum().eq(1).all()
    assert near.groupby("standard")["points"].nunique().eq(102).all()
    assert near.loc[near["standard"] == "commune", "covered_share"].iloc[-1] == pytest.approx(1)


def test_two_processes_with_other_hash_seeds_find_the_same_sets():
    code = ("from model_samples import world; from helpers.model.siting import covering_cost, frontier\n"
            "w = world('bau')\n"
            "costs = w.distance_km, covering_cost(w.distance_km, 5)\n"
            "print([frontier(cost, w.people, w.existing).opened for cost in costs])")
    here = os.path.dirname(__file__)
    said = {subprocess.run([sys.executable, "-c", code], cwd=here, env={**os.environ, "PYTHONHASHSEED": seed},
                           capture_output=True, text=True, check=True).stdout for seed in ("1", "2")}
    assert len(said) == 1
