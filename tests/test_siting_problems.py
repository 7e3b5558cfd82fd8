"""Every location problem against the enumeration of all its plans, and what must hold whatever the numbers."""

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from helpers.model.siting import plan_sites
from helpers.model.siting.capacitated import capacitated
from helpers.model.siting.centre import p_center
from helpers.model.siting.cover import least_points
from helpers.model.siting.demands import (
    CoverageFloor,
    Floor,
    ImpossibleDemands,
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


@pytest.mark.parametrize("batch", range(6))
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
    for seed in range(50):
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
    for seed in range(50):
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
    for seed in range(60):
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
