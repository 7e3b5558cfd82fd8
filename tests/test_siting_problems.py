"""Every location problem against the enumeration of all its plans, and what must hold whatever the numbers."""

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from model_samples import world
from scipy.optimize import linprog

from helpers.model.siting import covering_cost, plan_sites
from helpers.model.siting.capacitated import capacitated
from helpers.model.siting.centre import p_center
from helpers.model.siting.cover import least_points
from helpers.model.siting.demands import (
    BeyondStandard,
    Contradiction,
    CoverageFloor,
    Floor,
    FloorTooHigh,
    ImpossibleDemands,
    TooFewPoints,
    TooFewSites,
    TooLittleCapacity,
    TooLittleMoney,
    WrongPin,
)
from helpers.model.siting.levels import PointType

# --- random small problems --------------------------------------------------------------------------------


def small_problem(rng, n=6, m=6):
    """Distances in small whole numbers (many equal), weights with some 0, one existing site or none."""
    cost = rng.integers(0, 12, (n, m)).astype(float)
    weights = rng.integers(0, 6, n).astype(float)
    weights[rng.integers(n)] += 1
    existing = np.arange(m) < (rng.random() < 0.8)
    pinned = [int(rng.integers(1, m))] if rng.random() < 0.3 else []
    banned = [int(rng.integers(1, m))] if rng.random() < 0.3 else []
    return cost, weights, existing, pinned, banned


def random_floors(rng, cost, years):
    """None, one or two floors on sites or coverage, as the floors themselves."""
    n, m = cost.shape
    floors = []
    for _ in range(rng.integers(0, 3)):
        year = [None, 0, years - 1][rng.integers(3)]
        if rng.random() < 0.5:
            group = rng.random(m) < 0.6
            group = group if rng.random() < 0.5 else np.flatnonzero(group)
            floors.append(Floor(group, int(rng.integers(0, 4)), year))
        else:
            points = rng.random(n) < 0.7
            points[0] = True
            floors.append(CoverageFloor(cost <= 5, float(rng.choice([0.4, 0.7, 0.9, 1.0])),
                                        points if rng.random() < 0.7 else None, year))
    return floors


def holds(floors, sets, weights):
    """Whether the sites open in each year, as lists, satisfy the floors; written without the code under test."""
    for floor in floors:
        is_open = sets[-1 if floor.year is None else floor.year]
        if isinstance(floor, Floor):
            group = np.asarray(floor.sites)
            group = set(np.flatnonzero(group) if group.dtype == bool else group)
            if len(group & set(is_open)) < floor.least:
                return False
        else:
            of = weights * (1 if floor.points is None else floor.points)
            near = floor.cover[:, is_open].any(axis=1)
            if of[near].sum() < floor.share * of.sum() - 1e-9:
                return False
    return True


def farthest(cost, weights, sites):
    return max((cost[i, sites].min() for i in range(len(cost)) if weights[i] > 0), default=0.0)


def weighted(cost, weights, sites, otherwise):
    return sum(w * min([*row[sites], far]) for w, row, far in zip(weights, cost, otherwise, strict=True))


def today(cost, existing):
    return cost[:, existing].min(axis=1) if existing.any() else cost.max(axis=1)


# --- roll-out with floors ---------------------------------------------------------------------------------


def rollouts(existing, banned, years=2):
    """Yield the sites opened in each year of every nested plan."""
    free = [j for j in np.flatnonzero(~existing) if j not in banned]
    for when in itertools.product(range(years + 1), repeat=len(free)):
        yield [[int(j) for j, y in zip(free, when, strict=True) if y == year] for year in range(years)]


def allowed(opened, existing, weights, limits):
    """Whether a plan satisfies numbers, budgets, pins and floors; and the sites open in each year."""
    counts, budgets, price, pinned, floors = limits
    sets, held = [], [int(j) for j in np.flatnonzero(existing)]
    for new in opened:
        held = held + new
        sets.append(held)
    good = set(pinned) <= set(held) - set(np.flatnonzero(existing))
    good = good and (counts is None or [len(new) for new in opened] == counts)
    good = good and (budgets is None or all(price[new].sum() <= b for new, b in zip(opened, budgets, strict=True)))
    return good and holds(floors, sets, weights), sets


@pytest.mark.parametrize("batch", range(4))
def test_a_rollout_with_floors_is_the_best_of_all_plans_or_none_exists(batch):
    outcomes = []
    for seed in range(40):
        rng = np.random.default_rng([batch, seed])
        cost, weights, existing, pinned, banned = small_problem(rng)
        price = rng.integers(1, 6, 6).astype(float)
        counts = [int(k) for k in rng.integers(0, 3, 2)] if rng.random() < 0.6 else None
        budgets = [float(b) for b in rng.integers(2, 10, 2)] if counts is None or rng.random() < 0.4 else None
        floors = random_floors(rng, cost, 2)
        limits = (counts, budgets, price, pinned, floors)
        far = today(cost, existing)
        best = min((sum(weighted(cost, weights, sites, far) for sites in sets)
                    for opened in rollouts(existing, banned)
                    for good, sets in [allowed(opened, existing, weights, limits)] if good), default=np.inf)
        outcomes.append(np.isinf(best))
        call = {"counts": counts, "budgets": budgets, "site_cost": price, "pinned": pinned, "banned": banned,
                "floors": floors}
        if np.isinf(best):
            with pytest.raises(ImpossibleDemands, match=r"^no plan satisfies the demands: "):
                plan_sites(cost, weights, existing, **call)
            continue
        answer = plan_sites(cost, weights, existing, **call)
        assert answer.status == "proven"
        assert answer.objective == pytest.approx(best, abs=1e-9)
        good, sets = allowed([list(new) for new in answer.opened], existing, weights, limits)
        assert good
        assert sum(weighted(cost, weights, sites, far) for sites in sets) == pytest.approx(best, abs=1e-9)
    assert any(outcomes)
    assert not all(outcomes)


# --- fewest points ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(4))
def test_least_points_is_the_fewest_or_cheapest_of_all_sets_or_none_exists(batch):
    outcomes = []
    for seed in range(35):
        rng = np.random.default_rng([batch, seed])
        cost, weights, existing, pinned, banned = small_problem(rng)
        cover, share = cost <= 3, float(rng.choice([0.5, 0.8, 0.95, 1.0]))
        price = rng.integers(0, 6, 6).astype(float) if batch % 2 else np.ones(6)
        floors = random_floors(rng, cost, 1)
        wanted = [*floors, CoverageFloor(cover, share)]
        best = min((price[opened[0]].sum() for opened in rollouts(existing, banned, 1)
                    if allowed(opened, existing, weights, (None, None, None, pinned, wanted))[0]), default=np.inf)
        outcomes.append(np.isinf(best))
        call = {"share": share, "site_cost": price if batch % 2 else None, "pinned": pinned, "banned": banned,
                "floors": floors}
        if np.isinf(best):
            with pytest.raises(ImpossibleDemands):
                least_points(cover, weights, existing, **call)
            continue
        answer = least_points(cover, weights, existing, **call)
        assert (answer.status, answer.objective, answer.bound) == ("proven", best, pytest.approx(best, abs=1e-8))
        good, sets = allowed([list(answer.opened[0])], existing, weights, (None, None, None, pinned, wanted))
        assert good
        assert answer.covered_share == pytest.approx(weights[cover[:, sets[0]].any(axis=1)].sum() / weights.sum())
    assert any(outcomes)
    assert not all(outcomes)


# --- p-center ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(4))
def test_the_p_center_has_the_least_radius_of_all_sets_and_then_the_least_cost(batch):
    outcomes = []
    for seed in range(35):
        rng = np.random.default_rng([batch, seed])
        cost, weights, existing, pinned, banned = small_problem(rng)
        cost = cost + rng.random(cost.shape) if batch % 2 else cost
        count = int(rng.integers(0 if existing.any() else 1, 4))
        floors = random_floors(rng, cost, 1)
        limits = ([count], None, None, pinned, floors)
        plans = [(farthest(cost, weights, sets[0]), weights @ cost[:, sets[0]].min(axis=1))
                 for opened in rollouts(existing, banned, 1)
                 for good, sets in [allowed(opened, existing, weights, limits)] if good]
        outcomes.append(not plans)
        call = {"weights": weights, "pinned": pinned, "banned": banned, "floors": floors}
        if not plans:
            with pytest.raises(ImpossibleDemands):
                p_center(cost, existing, count, **call)
            continue
        answer = p_center(cost, existing, count, **call)
        radius, total = min(plans)
        assert (answer.status, answer.objective, answer.bound) == ("proven", radius, radius)
        assert answer.weighted_cost == pytest.approx(total, abs=1e-9)
        assert len(answer.opened[0]) == count
        sites = [*np.flatnonzero(existing), *answer.opened[0]]
        assert farthest(cost, weights, sites) == radius
    assert any(outcomes)
    assert not all(outcomes)


# --- counters ---------------------------------------------------------------------------------------------


def counter_problem(rng, n=4, m=4):
    """One existing point, three candidates, one or two types of one or two counters, small whole numbers."""
    distance = rng.integers(0, 9, (n, m)).astype(float)
    demand = rng.integers(0, 7, n).astype(float)
    demand[rng.integers(n)] += 2
    types = [PointType(f"type {k}", *rng.integers((1, 1, 2), (6, 4, 6)).astype(float), 2)
             for k in range(rng.integers(1, 3))]
    call = {"capacity_now": np.array([float(rng.integers(2, 12)), 0, 0, 0]), "years": float(rng.integers(1, 3))}
    if rng.random() < 0.6:
        call["budget"] = float(rng.integers(4, 40))
    if rng.random() < 0.25:
        call["reach"] = 6.0
    if rng.random() < 0.25:
        call["pinned"] = [1]
    if rng.random() < 0.25:
        call["banned"] = [2]
    if rng.random() < 0.3:
        call["floors"] = [Floor([0, 2, 3], int(rng.integers(1, 4)))]
    if rng.random() < 0.5:
        points = rng.random(n) < 0.8
        points[np.argmax(demand)] = True
        floor = CoverageFloor(distance <= 4, float(rng.choice([0.5, 0.8, 1])), points)
        call["floors"] = [*call.get("floors", []), floor]
    return distance, demand, np.arange(m) < 1, types, call


def configurations(types, call):
    """Yield capacity of each site and cost of every choice of types and counters within the limits."""
    sizes = [(0.0, 0.0)] + [(c * kind.capacity, kind.fixed_cost + call["years"] * c * kind.counter_cost)
                            for kind in types for c in range(1, kind.most_counters + 1)]
    for choice in itertools.product(sizes, repeat=3):
        capacity = np.array([call["capacity_now"][0], *(size[0] for size in choice)])
        cost, is_open = sum(size[1] for size in choice), [0, *(j for j in (1, 2, 3) if choice[j - 1][0])]
        floors = [floor for floor in call.get("floors", []) if isinstance(floor, Floor)]
        if (cost <= call.get("budget", np.inf) + 1e-9 and set(call.get("pinned", [])) <= set(is_open)
                and not set(call.get("banned", [])) & set(is_open) and holds(floors, [is_open], None)):
            yield capacity, cost


def least_distance(distance, demand, capacity, call):
    """Return the least demand times distance that capacities allow, by a transport program; infinite when none."""
    n, m = distance.shape
    rows = [np.kron(np.ones(n), np.eye(m)[j]) for j in range(m)]  # flows, demand point by demand point
    limits = list(capacity)
    for floor in (floor for floor in call.get("floors", []) if isinstance(floor, CoverageFloor)):
        of = demand * floor.points
        rows.append(-(floor.cover * floor.points[:, None]).ravel().astype(float))
        limits.append(-floor.share * of.sum() + 1e-9)
    most = np.where(distance <= call.get("reach", np.inf), np.inf, 0).ravel()
    solved = linprog(distance.ravel(), A_ub=np.array(rows), b_ub=limits, A_eq=np.kron(np.eye(n), np.ones(m)),
                     b_eq=demand, bounds=np.column_stack([np.zeros(n * m), most]))
    return solved.fun if solved.status == 0 else np.inf


def split_best(distance, demand, types, call, by_cost):
    """Return the least cost or distance over all choices of counters, demand split freely."""
    kept = {}
    for capacity, cost in configurations(types, call):
        kept[tuple(capacity)] = min(cost, kept.get(tuple(capacity), np.inf))
    if by_cost:
        order = sorted(kept, key=kept.get)
        return next((kept[c] for c in order if np.isfinite(least_distance(distance, demand, c, call))), np.inf)
    largest = [c for c in kept if not any(c != d and np.all(np.array(c) <= d) for d in kept)]
    return min((least_distance(distance, demand, c, call) for c in largest), default=np.inf)


def whole_best(distance, demand, types, call, by_cost):
    """Return the least cost or distance over all choices of counters, each demand point at one site."""
    best, chosen = np.inf, list(configurations(types, call))
    served = np.flatnonzero(demand > 0)
    for sites in itertools.product(range(distance.shape[1]), repeat=len(served)):
        far, load = distance[served, sites], np.bincount(sites, demand[served], minlength=distance.shape[1])
        covered = all((demand * floor.points)[served] @ floor.cover[served, sites]
                      >= floor.share * demand[floor.points].sum() - 1e-9
                      for floor in call.get("floors", []) if isinstance(floor, CoverageFloor))
        if covered and far.max() <= call.get("reach", np.inf):
            for capacity, cost in chosen:
                if (load <= capacity).all():
                    best = min(best, cost if by_cost else float(demand[served] @ far))
    return best


def check_counters(answer, distance, demand, types, call, single):
    """Assert that an answer keeps capacities, budget, pins, bans, reach and floors, and is worth what it says."""
    kinds = {kind.name: kind for kind in types}
    capacity = call["capacity_now"].copy()
    sizes = list(zip(answer.opened[0], answer.types, answer.counters, strict=True))
    for site, kind, counters in sizes:
        assert 1 <= counters <= kinds[kind].most_counters
        capacity[site] = counters * kinds[kind].capacity
        assert counters == 1 or demand @ answer.assigned[:, site] > (counters - 1) * kinds[kind].capacity
    cost = sum(kinds[kind].fixed_cost + call["years"] * c * kinds[kind].counter_cost for _, kind, c in sizes)
    assert answer.total_cost == pytest.approx(cost)
    assert cost <= call.get("budget", np.inf) + 1e-6
    assert answer.assigned.sum(axis=1) == pytest.approx(np.where(demand > 0, 1, 0))
    assert (demand @ answer.assigned <= capacity + 1e-6).all()
    assert (answer.assigned[distance > call.get("reach", np.inf)] == 0).all()
    assert set(call.get("pinned", [])) <= set(answer.opened[0])
    assert not set(call.get("banned", [])) & set(answer.opened[0])
    assert answer.weighted_distance == pytest.approx((demand[:, None] * distance * answer.assigned).sum())
    assert not single or np.isin(answer.assigned, (0, 1)).all()
    for floor in call.get("floors", []):
        if isinstance(floor, Floor):
            assert holds([floor], [[0, *answer.opened[0]]], demand)
        else:
            taken = (demand * floor.points) @ (answer.assigned * floor.cover).sum(axis=1)
            assert taken >= floor.share * demand[floor.points].sum() - 1e-6


@pytest.mark.parametrize("minimise", ["distance", "cost"])
@pytest.mark.parametrize("single", [False, True])
def test_counters_are_the_best_of_all_choices_or_none_exists(minimise, single):
    outcomes = []
    for seed in range(40):
        distance, demand, existing, types, call = counter_problem(np.random.default_rng([seed, single]))
        best = (whole_best if single else split_best)(distance, demand, types, call, minimise == "cost")
        outcomes.append(np.isinf(best))
        if np.isinf(best):
            with pytest.raises(ImpossibleDemands):
                capacitated(distance, demand, existing, types, minimise=minimise, single=single, **call)
            continue
        answer = capacitated(distance, demand, existing, types, minimise=minimise, single=single, **call)
        assert answer.status == "proven"
        assert answer.objective == pytest.approx(best, abs=1e-7)
        check_counters(answer, distance, demand, types, call, single)
    assert any(outcomes)
    assert not all(outcomes)


# --- reasons in words -------------------------------------------------------------------------------------

LINE = np.abs(np.subtract.outer([0.0, 2.0, 5.0, 9.0, 10.0], [0.0, 2.0, 5.0, 9.0, 10.0]))
PEOPLE, FIRST = np.array([50.0, 10.0, 8.0, 6.0, 5.0]), np.arange(5) < 1
TENS = np.full(5, 10.0)


@pytest.mark.parametrize(("kind", "words", "limits"), [
    (WrongPin, "site 2 is both pinned and banned", {"counts": [1], "pinned": [2], "banned": [2]}),
    (WrongPin, "site 0 is pinned, but exists already", {"counts": [1], "pinned": [0]}),
    (TooFewSites, "4 points are to open, but 3 sites are free", {"counts": [2, 2], "banned": [1]}),
    (TooFewPoints, "2 sites are pinned, but only 1 point is to open", {"counts": [1], "pinned": [1, 2]}),
    (TooLittleMoney, "2 points are to open in year 2; the cheapest cost 20, the budget is 15",
     {"counts": [1, 2], "budgets": [10.0, 15.0], "site_cost": TENS}),
    (TooLittleMoney, "the pinned sites cost 20, the budget is 18 in all",
     {"budgets": [10.0, 8.0], "site_cost": TENS, "pinned": [1, 2]}),
    (TooLittleMoney, "a pinned site costs 10, more than the budget of any year, at most 9",
     {"budgets": [9.0, 9.0], "site_cost": TENS, "pinned": [1]}),
    (FloorTooHigh, "the floor of the valley is 3 open sites, but only 2 can be open",
     {"counts": [3], "floors": [Floor([0, 1, 2], 3, name="the valley")], "banned": [1]}),
    (TooFewPoints, "the floor of the valley needs 2 new, but only 1 point is to open by year 1",
     {"counts": [1, 2], "floors": [Floor([0, 1, 2], 3, 0, "the valley")]}),
    (TooLittleMoney, "the floor of the valley costs at least 20, the budget is 15 by year 1",
     {"budgets": [15.0, 90.0], "site_cost": TENS, "floors": [Floor([1, 2], 2, 0, "the valley")]}),
    # The villages at 5 and 9 km hold 8 and 6 people; without site 2 only the second has a site at 0 km.
    (BeyondStandard, "the hills: 1 of 2 demand points have no site within the standard; the largest share that "
     "can be reached is 42.8571%, asked are 60.0000%",
     {"counts": [1], "floors": [CoverageFloor(LINE <= 0, 0.6, [2, 3], name="the hills")], "banned": [2]}),
])
def test_every_reason_is_given_in_words_with_its_numbers(kind, words, limits):
    with pytest.raises(kind) as refused:
        plan_sites(LINE, PEOPLE, FIRST, **limits)
    assert str(refused.value).startswith("no plan satisfies the demands: ")
    assert words in str(refused.value)
    assert isinstance(refused.value, ValueError)


def test_a_standard_that_nobody_can_meet_names_how_many_and_the_most_that_can_be_reached():
    # Without sites 3 and 4 the villages at 9 and 10 km are farther than 3 km from every site: 11 of 79 people.
    with pytest.raises(BeyondStandard, match=r"2 of 5 demand points have no site .* reached is 86\.0759%"):
        least_points(LINE <= 3, PEOPLE, FIRST, banned=[3, 4])
    # Points without people need no cover.
    nobody = np.array([50.0, 10.0, 8.0, 0.0, 0.0])
    assert least_points(LINE <= 3, nobody, FIRST, banned=[3, 4]).covered_share == 1


def test_demands_that_only_together_are_impossible_name_those_that_may_be_dropped():
    # Two disjoint floors need a site each, only one point opens: either floor, or the number, may go.
    floors = [Floor([1, 2], 1, name="the valley"), Floor([3, 4], 1, name="the hills")]
    with pytest.raises(Contradiction) as refused:
        plan_sites(LINE, PEOPLE, FIRST, counts=[1], floors=floors, budgets=[99.0], site_cost=TENS)
    text = str(refused.value)
    for words in ("the number of points", "the floor of the valley", "the floor of the hills"):
        assert f"without {words}" in text
    assert "budget" not in text
    # Three such floors: no single one helps, but the number of points does when the budget is large.
    three = [Floor([1], 1, name="a"), Floor([2], 1, name="b"), Floor([3], 1, name="c")]
    with pytest.raises(Contradiction, match=r"a plan exists without the number of points$"):
        plan_sites(LINE, PEOPLE, FIRST, counts=[1], floors=three, budgets=[99.0], site_cost=TENS)
    with pytest.raises(Contradiction, match="dropping a single demand is not enough"):
        plan_sites(LINE, PEOPLE, FIRST, counts=[1], floors=three, budgets=[10.0], site_cost=TENS)


ONE = [PointType("post", 10.0, 5.0, 20.0, 2)]


@pytest.mark.parametrize(("kind", "words", "limits"), [
    (TooLittleCapacity, "the demand is 79 a year, but all sites with the most counters take 70, the existing ones 30",
     {"now": 30.0, "banned": [1, 2, 3]}),
    (TooLittleCapacity, "a budget of 15 buys counters for at most 30 more", {"now": 30.0, "budget": 15.0}),
    (TooLittleCapacity, "demand point 0 has 50 a year, but the largest site within reach can take 40",
     {"now": 30.0, "single": True}),
    (BeyondStandard, "2 of 5 demand points have no site within reach", {"now": 90.0, "reach": 2.0, "banned": [3, 4]}),
    (TooLittleMoney, "the pinned sites cost 15, the budget is 12 in all",
     {"now": 90.0, "budget": 12.0, "pinned": [1]}),
])
def test_reasons_of_counters_name_their_numbers(kind, words, limits):
    now = np.where(FIRST, limits.pop("now"), 0)
    with pytest.raises(kind) as refused:
        capacitated(LINE, PEOPLE, FIRST, ONE, capacity_now=now, **limits)
    assert words in str(refused.value)


@pytest.mark.parametrize(("wrong", "words"), [
    ({"floors": [Floor([0, 9], 1)]}, "outside 0 to 4"), ({"floors": [Floor(np.ones(3, dtype=bool), 1)]}, "mask of 3"),
    ({"floors": [Floor([1], 1, 2)]}, "names year 3, but the plan has 1"), ({"counts": [-1]}, "negative: -1")])
def test_what_does_not_fit_the_problem_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        plan_sites(LINE, PEOPLE, FIRST, **({"counts": [1]} | wrong))


# --- ties -------------------------------------------------------------------------------------------------


def test_of_two_equal_sites_the_first_opens():
    # Sites 1 and 3 serve alike, as do 2 and 4; which is better changes with the weights.
    cost = np.array([[9, 1, 9, 1, 9], [9, 9, 1, 9, 1]], dtype=float)
    for weights, chosen in (([2.0, 1.0], (1,)), ([1.0, 2.0], (2,))):
        assert plan_sites(cost, np.array(weights), FIRST, counts=[1]).opened == (chosen,)
        assert plan_sites(cost * 0.1, np.array(weights) / 3, FIRST, counts=[1]).opened == (chosen,)
    assert plan_sites(cost, np.ones(2), FIRST, counts=[2]).opened == ((1, 2),)
    assert plan_sites(cost, np.ones(2), FIRST, counts=[1, 1]).opened == ((1,), (2,))


def test_of_two_equal_sites_the_cheaper_opens():
    cost = np.array([[9, 1, 1, 1, 1]], dtype=float)
    price = np.array([0.0, 7.0, 5.0, 6.0, 5.0])
    assert plan_sites(cost, np.ones(1), FIRST, budgets=[7.0], site_cost=price).opened == ((2,),)


def test_points_that_save_nothing_are_the_first_in_order():
    assert plan_sites(np.zeros((2, 5)), np.ones(2), FIRST, counts=[1, 2]).opened == ((1,), (2, 3))


def test_shuffled_sites_give_the_plan_of_the_same_places_when_it_is_the_only_best_one():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        cost, weights, order = rng.random((8, 7)), rng.random(8), np.append(0, 1 + rng.permutation(6))
        existing = np.arange(7) < 1
        plan, mixed = (plan_sites(c, weights, existing, counts=[2, 1]) for c in (cost, cost[:, order]))
        assert [set(order[list(year)]) for year in mixed.opened] == [set(year) for year in plan.opened]


def test_a_price_in_another_currency_changes_neither_plan_nor_status():
    rng = np.random.default_rng(3)
    cost, weights = rng.random((12, 9)), rng.random(12)
    plans = [plan_sites(cost, weights * unit, np.arange(9) < 1, counts=[1, 2]) for unit in (1e-6, 1.0, 1e6)]
    assert len({plan.opened for plan in plans}) == 1
    assert {plan.status for plan in plans} == {"proven"}


SCRIPT = """
import numpy as np
from helpers.model.siting.program import plan_sites
from helpers.model.siting.cover import least_points
from helpers.model.siting.centre import p_center
place = np.random.default_rng(5).integers(0, 9, (40, 2))
cost = np.abs(place[:, None] - place[None]).sum(axis=2).astype(float)  # many equal distances
existing, weights = np.arange(40) < 4, np.ones(40)
print(plan_sites(cost, weights, existing, counts=[3, 3]).opened, plan_sites((cost > 2) * 1.0, weights, existing,
      budgets=[3.0, 3.0], site_cost=np.ones(40)).opened, least_points(cost <= 2, weights, existing).opened,
      p_center(cost, existing, 5).opened)
"""


def test_two_processes_with_different_hash_seeds_choose_the_same_among_many_equal_plans():
    said = {subprocess.run([sys.executable, "-c", SCRIPT], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
                           capture_output=True, text=True).stdout for seed in ("1", "271828")}
    assert len(said) == 1
    assert "(" in said.pop()


# --- what must hold whatever the numbers ------------------------------------------------------------------


def test_cost_never_rises_and_coverage_never_falls_with_more_points_or_a_wider_standard():
    w = world("bau")
    totals = [plan_sites(w.distance_km, w.people, w.existing, counts=[p]).objective for p in range(0, 102, 12)]
    assert totals == sorted(totals, reverse=True)
    left = {(km, p): plan_sites(covering_cost(w.distance_km, km), w.people, w.existing, counts=[p]).objective
            for km in (3.0, 5.0, 8.0) for p in (0, 5, 20)}
    assert all(left[km, p] >= left[km, q] for km in (3.0, 5.0, 8.0) for p, q in ((0, 5), (5, 20)))
    assert all(left[k, p] >= left[km, p] for k, km in ((3.0, 5.0), (5.0, 8.0)) for p in (0, 5, 20))


def test_a_pin_or_a_floor_never_improves_the_optimum():
    w = world("bau")
    free = plan_sites(w.distance_km, w.people, w.existing, counts=[3, 3])
    floors = [Floor(w.sites["district_code"] == code, 8) for code in ("455", "457")]
    hills = [CoverageFloor(w.distance_km <= 8.0, 0.8, (w.communes["terrain"] == "mountain").to_numpy())]
    more = []
    for limits in ({"pinned": [60]}, {"pinned": [60, 101]}, {"banned": list(free.opened[0])}, {"floors": floors},
                   {"floors": hills}):
        held = plan_sites(w.distance_km, w.people, w.existing, counts=[3, 3], **limits)
        assert held.status == "proven"
        more.append(held.objective - free.objective)
    assert min(more) >= 0
    assert min(more[:3]) > 0


def test_fewest_points_and_the_most_coverage_agree():
    # With one point fewer the maximal covering problem stays below the share; with as many it does not.
    w = world("bau")
    for km, share in ((5.0, 0.80), (8.0, 0.95)):
        fewest = least_points(w.distance_km <= km, w.people, w.existing, share=share)
        count = int(fewest.objective)
        left = [plan_sites(covering_cost(w.distance_km, km), w.people, w.existing, counts=[p]).objective
                for p in (count - 1, count)]
        assert left[1] <= (1 - share) * w.people.sum() < left[0]


def test_the_radius_never_grows_with_more_points_and_no_covering_set_beats_it():
    w = world("bau")
    found = [p_center(w.distance_km, w.existing, p) for p in (0, 1, 3, 5, 60)]
    radii = [answer.objective for answer in found]
    assert radii == sorted(radii, reverse=True)
    for p, answer in zip((1, 3), found[1:3], strict=True):
        below = np.nextafter(answer.objective, 0)
        assert least_points(w.distance_km <= answer.objective, w.people, w.existing).objective <= p
        try:
            assert least_points(w.distance_km <= below, w.people, w.existing).objective > p
        except BeyondStandard:
            pass


def test_a_rollout_is_nested_and_within_the_budget_of_every_year():
    w = world("budget_cap")
    price = np.random.default_rng(2).uniform(60e6, 90e6, len(w.existing))
    floor = Floor(w.sites["district_code"] == "457", 10, 1)
    answer = plan_sites(covering_cost(w.distance_km, 5.0), w.people, w.existing, budgets=[2e8, 3e8, 1e8],
                        site_cost=price, floors=[floor])
    sites = [site for year in answer.opened for site in year]
    assert len(sites) == len(set(sites))
    assert not w.existing[sites].any()
    for year, budget in zip(answer.opened, (2e8, 3e8, 1e8), strict=True):
        assert price[list(year)].sum() <= budget
    by_then = w.existing.copy()
    by_then[[*answer.opened[0], *answer.opened[1]]] = True
    assert (by_then & (w.sites["district_code"] == "457")).sum() >= 10


def test_a_time_limit_never_yields_proven():
    w = world("bau")
    types = [PointType("small", 60e6, 48e6, 500.0, 4), PointType("large", 90e6, 60e6, 800.0, 4)]
    demand = w.people / w.people.sum() * 1e5
    short = np.where(w.existing, 1300.0, 0)
    for limit in (0.0, 2.0):
        try:
            answer = capacitated(w.distance_km, demand, w.existing, types, capacity_now=short, budget=9e9, years=3.0,
                                 time_limit_s=limit)
        except TimeoutError:
            continue
        assert answer.status == "feasible"
        assert answer.bound < answer.objective
        assert answer.gap > 0
    with pytest.raises(TimeoutError, match="before any plan"):
        least_points(w.distance_km <= 8.0, w.people, w.existing, share=0.95, time_limit_s=0.0)
    with pytest.raises(TimeoutError, match="before any plan"):
        p_center(w.distance_km, w.existing, 5, time_limit_s=0.0)


def test_one_counter_that_holds_everything_is_the_plain_p_median_within_a_budget():
    w = world("bau")
    wide = [PointType("wide", 1.0, 0.0, 1e9, 1)]
    now = np.where(w.existing, 1e9, 0)
    answer = capacitated(w.distance_km, w.people, w.existing, wide, capacity_now=now, budget=9.0)
    plain = plan_sites(w.distance_km, w.people, w.existing, counts=[9])
    assert answer.objective == pytest.approx(plain.objective, rel=1e-9)
    assert (answer.status, len(answer.opened[0]), answer.total_cost) == ("proven", 9, 9.0)


def test_all_sites_are_tried_before_a_plan_is_called_impossible():
    # Each village goes to its nearest point, but the first holds 30 of the 68 that are nearest to it.
    existing = np.array([True, False, False, False, True])
    answer = capacitated(LINE, PEOPLE, existing, ONE, capacity_now=np.array([30.0, 0, 0, 0, 60]), banned=[1, 2, 3],
                         nearest=1)
    # 30 stay at 0 km; 20 go 10 km, 10 go 8 km, 8 go 5 km, 6 go 1 km.
    assert (answer.status, answer.objective) == ("proven", pytest.approx(20 * 10 + 10 * 8 + 8 * 5 + 6))
