"""Siting is exact: hand-solved cases, enumeration of every plan, and another solver's models as oracle."""

import itertools

import numpy as np
import pulp
import pytest
from model_samples import world
from spopt.locate import MCLP, PMedian

from helpers.model import siting

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")

#: Villages along a road [km]; a point exists at the first, every village may get one.
ROAD_KM = np.array([0.0, 2.0, 5.0, 9.0, 10.0])
PEOPLE = np.array([50.0, 10.0, 8.0, 6.0, 5.0])
COST = np.abs(np.subtract.outer(ROAD_KM, ROAD_KM))
EXISTING = np.array([True, False, False, False, False])


def plan(cost=COST, weights=PEOPLE, existing=EXISTING, **limits):
    return siting.plan_sites(cost, weights, existing, **limits)


# --- hand-solved cases ------------------------------------------------------------------------------------


def test_one_new_point_goes_where_it_saves_most_weighted_kilometres():
    # Saved: village 1: 10*2+8*2+6*2+5*2 = 58; 2: 8*5+6*5+5*5 = 95; 3: 8*1+6*9+5*9 = 107; 4: 6*8+5*10 = 98.
    answer = plan(counts=[1])
    assert answer.opened == ((3,),)
    # Today: 10*2+8*5+6*9+5*10 = 164.
    assert answer.objective == pytest.approx(164 - 107)
    assert (answer.status, answer.gap, answer.bound) == ("proven", 0, answer.objective)


def test_weights_decide_where_a_point_goes():
    assert plan(weights=np.array([50.0, 90.0, 8.0, 6.0, 5.0]), counts=[1]).opened == ((1,),)


def test_a_pinned_site_opens_and_the_rest_is_chosen_around_it():
    # With village 1 pinned the second point saves most at 3: 10*2 + 8*(5-3) + 6*9 + 5*9 = 135.
    answer = plan(counts=[2], pinned=[1])
    assert set(answer.opened[0]) == {1, 3}
    assert answer.objective == pytest.approx(164 - 135)


def test_a_banned_site_never_opens():
    answer = plan(counts=[1], banned=[3])
    assert answer.opened == ((4,),)
    assert answer.objective == pytest.approx(164 - 98)


def test_a_budget_buys_the_best_points_it_can_pay():
    site_cost = np.array([0.0, 10.0, 10.0, 30.0, 25.0])
    # For 20: villages 1 and 2 save 10*2 + (8+6+5)*5 = 115. For 25: village 4 alone saves 98. For 35: 4 and 2
    # save 8*5 + 6*8 + 5*10 = 138, and 4 and 1 save 10*2 + 8*2 + 6*8 + 5*10 = 134.
    for budget, chosen, saved in ((20, {1, 2}, 115), (25, {1, 2}, 115), (35, {2, 4}, 138)):
        answer = plan(budgets=[budget], site_cost=site_cost)
        assert (set(answer.opened[0]), answer.objective) == (chosen, pytest.approx(164 - saved))


def test_what_is_left_of_a_yearly_budget_lapses():
    answer = plan(budgets=[15.0, 15.0], site_cost=np.full(5, 20.0))
    assert answer.opened == ((), ())


def test_a_budget_opens_no_point_that_saves_nothing():
    twins = np.array([[0.0, 6.0, 6.0], [6.0, 0.0, 0.0]])
    answer = siting.plan_sites(twins, np.array([1.0, 1.0]), np.array([True, False, False]),
                               budgets=[100.0], site_cost=np.ones(3))
    assert len(answer.opened[0]) == 1


def test_coverage_holds_exactly_at_the_limit():
    # Standard 5 km: village 2 is covered from 0 at exactly 5 km; a point at 2 covers nobody new.
    cost = siting.covering_cost(COST, 5.0)
    assert cost[2].tolist() == [0, 0, 0, 0, 0]
    answer = plan(cost, counts=[1])
    assert answer.objective == 0
    assert answer.opened[0][0] in (2, 3, 4)
    # Just under 5 km village 2 is uncovered too, and 11, 5, 0, 8 people stay so when 1, 2, 3, 4 opens.
    answer = plan(siting.covering_cost(COST, 4.999), counts=[1])
    assert (answer.opened, answer.objective) == (((3,),), 0)
    assert plan(siting.covering_cost(COST, 4.999), counts=[1], banned=[3]).objective == 5


def test_coverage_counts_people_and_not_villages():
    # One village of 100 people or three of 10: the one wins.
    cost = np.array([[1, 0, 1], [1, 1, 0], [1, 1, 0], [1, 1, 0]], dtype=float)
    answer = siting.plan_sites(cost, np.array([100.0, 10.0, 10.0, 10.0]), np.array([True, False, False]), counts=[1])
    assert answer.opened == ((1,),)


def test_nested_years_cost_something_when_the_best_sets_are_not_nested():
    # Villages at -3, 0 and 3 with 10, 9 and 10 people far from the existing point: one point is best in the
    # middle (60 person-km left), two are best at the ends (27 left). A plan that keeps its first point leaves
    # 60 + 30 = 90 when it starts in the middle, and 10 * 6 + 9 * 3 + 27 = 114 when it starts at an end.
    place = np.array([-3.0, 0.0, 3.0])
    cost = np.column_stack([np.full(3, 1000.0), np.abs(np.subtract.outer(place, place))])
    people, existing = np.array([10.0, 9.0, 10.0]), np.array([True, False, False, False])
    alone = [siting.plan_sites(cost, people, existing, counts=[p]) for p in (1, 2)]
    assert [set(answer.opened[0]) for answer in alone] == [{2}, {1, 3}]
    assert [answer.objective for answer in alone] == pytest.approx([60, 27])
    rollout = siting.plan_sites(cost, people, existing, counts=[1, 1])
    assert rollout.opened[0] == (2,)
    assert rollout.objective == pytest.approx(90)
    price = rollout.objective - sum(answer.objective for answer in alone)
    assert price == pytest.approx(3)


def test_without_existing_points_it_is_the_plain_p_median():
    # Best two of five: brute force over the ten pairs.
    pairs = {pair: float(PEOPLE @ COST[:, pair].min(axis=1)) for pair in itertools.combinations(range(5), 2)}
    answer = plan(existing=np.zeros(5, dtype=bool), counts=[2])
    assert answer.objective == pytest.approx(min(pairs.values()))
    assert pairs[answer.opened[0]] == pytest.approx(answer.objective)


# --- every plan enumerated --------------------------------------------------------------------------------


def enumerated(cost, weights, existing, counts, budgets, site_cost, pinned, banned):
    """Return the least cost over every nested plan of two years, infinite when none is allowed."""
    free = [j for j in np.flatnonzero(~existing) if j not in banned]
    best = np.inf
    for years in itertools.product((0, 1, 2), repeat=len(free)):  # year of opening; 2: never
        opened = [[j for j, y in zip(free, years, strict=True) if y == year] for year in (0, 1)]
        if counts is not None and [len(o) for o in opened] != list(counts):
            continue
        if budgets is not None and any(site_cost[o].sum() > b for o, b in zip(opened, budgets, strict=True)):
            continue
        if not set(pinned) <= set(opened[0] + opened[1]):
            continue
        sets = [[*np.flatnonzero(existing), *opened[0]], [*np.flatnonzero(existing), *opened[0], *opened[1]]]
        best = min(best, sum(float(weights @ cost[:, s].min(axis=1)) for s in sets))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_is_the_best_of_all_plans_that_numbers_budgets_pins_and_bans_allow(seed):
    rng = np.random.default_rng(seed)
    n, m = 8, 7
    cost = rng.integers(0, 12, (n, m)).astype(float)  # small whole numbers: many equal costs
    cost = siting.covering_cost(cost, 4.0) if seed % 3 == 2 else cost
    weights, site_cost = rng.integers(0, 9, n).astype(float), rng.integers(1, 6, m).astype(float)
    existing = np.arange(m) < 1
    counts = [2, 1] if seed % 2 else None
    budgets = [float(rng.integers(4, 12)), float(rng.integers(4, 12))] if seed % 2 == 0 or seed % 4 == 1 else None
    pinned, banned = ([2], [5]) if seed % 4 > 1 else ([], [])
    best = enumerated(cost, weights, existing, counts, budgets, site_cost, pinned, banned)
    limits = {"counts": counts, "budgets": budgets, "site_cost": site_cost, "pinned": pinned, "banned": banned}
    if np.isinf(best):
        with pytest.raises(ValueError, match="no plan satisfies"):
            plan(cost, weights, existing, **limits)
        return
    answer = plan(cost, weights, existing, **limits)
    assert answer.objective == pytest.approx(best, abs=1e-9)
    assert answer.status == "proven"
    sets = [[0, *answer.opened[0]], [0, *answer.opened[0], *answer.opened[1]]]
    assert sum(float(weights @ cost[:, s].min(axis=1)) for s in sets) == pytest.approx(best)


# --- another solver's models on the province --------------------------------------------------------------


def oracle(model):
    solved = model.solve(pulp.PULP_CBC_CMD(msg=False))
    assert solved.problem.status == pulp.LpStatusOptimal
    return solved.problem.objective.value()


@pytest.mark.parametrize("new", [1, 4, 10, 26, 60])
def test_p_median_on_the_province_equals_the_oracle(new):
    w = world("bau")
    model = PMedian.from_cost_matrix(w.distance_km, w.people, p_facilities=58 + new,
                                     predefined_facilities_arr=w.existing.astype(int))
    answer = plan(w.distance_km, w.people, w.existing, counts=[new])
    assert answer.status == "proven"
    assert answer.objective == pytest.approx(oracle(model), rel=1e-8)
    assert len(answer.opened[0]) == new


@pytest.mark.parametrize("new", [1, 3, 8, 15, 26])
def test_maximal_covering_on_the_province_equals_the_oracle(new):
    w = world("bau")
    model = MCLP.from_cost_matrix(w.distance_km, w.people, 5.0, p_facilities=58 + new,
                                  predefined_facilities_arr=w.existing.astype(int))
    answer = plan(siting.covering_cost(w.distance_km, 5.0), w.people, w.existing, counts=[new])
    assert answer.status == "proven"
    assert 895_430 - answer.objective == pytest.approx(oracle(model))
    is_open = w.existing | np.isin(np.arange(len(w.existing)), answer.opened[0])
    near = (w.distance_km[:, is_open].min(axis=1) <= 5.0) @ w.people
    assert near == pytest.approx(895_430 - answer.objective)


# --- what may not be said ---------------------------------------------------------------------------------


def hard_problem():
    """A p-median with budgets that takes the solver seconds."""
    w = world("bau")
    price = np.random.default_rng(1).uniform(60e6, 90e6, len(w.existing))
    return {"cost": w.distance_km, "weights": w.people, "existing": w.existing, "budgets": [360e6] * 3,
            "site_cost": price}


def test_a_time_limited_answer_is_never_called_proven():
    try:
        answer = plan(**hard_problem(), time_limit_s=0.3)
    except TimeoutError:
        return
    assert answer.status == "feasible"
    assert answer.bound < answer.objective
    assert answer.gap == pytest.approx((answer.objective - answer.bound) / answer.objective)


def test_no_answer_in_time_is_not_called_infeasible():
    problem = hard_problem() | {"pinned": [70, 80, 90]}
    with pytest.raises(TimeoutError, match="before any plan"):
        plan(**problem, time_limit_s=0.0)


@pytest.mark.parametrize("limits", [
    {"counts": [5]}, {"counts": [1], "pinned": [1, 2]}, {"counts": [4], "banned": [3]},
    {"counts": [2], "budgets": [10.0], "site_cost": np.full(5, 6.0)},
    {"budgets": [5.0], "site_cost": np.full(5, 6.0), "pinned": [1]},
    {"counts": [1], "banned": [1, 2, 3, 4]}])
def test_demands_that_no_plan_satisfies_are_refused(limits):
    with pytest.raises(ValueError, match="no plan satisfies"):
        plan(**limits)


@pytest.mark.parametrize(("limits", "reason"), [
    ({}, "number of new points or a budget"), ({"counts": []}, "at least one year"),
    ({"counts": [1, 1], "budgets": [1.0], "site_cost": PEOPLE}, "same years"),
    ({"budgets": [1.0]}, "cost of each site"), ({"counts": [1], "pinned": [1], "banned": [1]}, "banned"),
    ({"counts": [1], "pinned": [0]}, "exists already")])
def test_arguments_that_do_not_fit_together_are_refused(limits, reason):
    with pytest.raises(ValueError, match=reason):
        plan(**limits)


def test_no_candidate_and_nothing_to_open_is_a_proven_answer():
    answer = plan(counts=[0], banned=[1, 2, 3, 4])
    assert (answer.opened, answer.objective, answer.status) == (((),), pytest.approx(164), "proven")


def test_the_solver_writes_nothing_to_the_standard_output(capfd):
    plan(counts=[1])
    assert capfd.readouterr().out == ""


def test_the_same_problem_has_the_same_answer():
    w = world("budget_cap")
    cost = siting.covering_cost(w.distance_km, 5.0)
    first, again = (plan(cost, w.people, w.existing, counts=[5, 5, 5]) for _ in range(2))
    assert (first.opened, first.objective) == (again.opened, again.objective)
