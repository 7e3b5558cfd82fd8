"""Large location problems: every small one by enumeration, published optima, and proofs that are never false."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from helpers.model.siting import effort, search
from helpers.model.siting.areas import decide_areas
from helpers.model.siting.core import core_of
from helpers.model.siting.lagrange import ascend, begin, priced
from helpers.model.siting.large_cover import covers_within, solve_max_cover
from helpers.model.siting.milp import maximise
from helpers.model.siting.near import NearCosts, NearPlaces
from helpers.model.siting.pmedian import _guess, _posed, solve_p_median

INSTANCES = Path(__file__).parent / "reference" / "instances"


def published(number):
    """Return the matrix of shortest paths, p and the published optimum of an OR-Library instance."""
    words = [int(word) for word in (INSTANCES / f"pmed{number}.txt").read_text().split()]
    n, edges, p = words[:3]
    length = np.zeros((n, n))
    for a, b, cost in np.reshape(words[3: 3 + 3 * edges], (-1, 3)):
        length[a - 1, b - 1] = length[b - 1, a - 1] = cost  # the last one holds
    optima = dict(line.split() for line in (INSTANCES / "pmedopt.txt").read_text().splitlines()[1:] if line.strip())
    return shortest_path(csr_matrix(length), directed=False), p, float(optima[f"pmed{number}"])


def cheapest(cost, weights, p, fixed=(), banned=()):
    """Return the least weighted cost over every set of p new sites."""
    free = [j for j in range(cost.shape[1]) if j not in fixed and j not in banned]
    return min(float(weights @ cost[:, [*fixed, *chosen]].min(axis=1)) for chosen in itertools.combinations(free, p))


def great_circle(lat_a, lon_a, lat_b, lon_b):
    """Return distances [km] by the spherical law of cosines in numbers of extended precision."""
    a, b, x, y = (np.radians(np.asarray(v, dtype=np.longdouble)) for v in (lat_a, lat_b, lon_a, lon_b))
    cosine = (np.sin(a)[:, None] * np.sin(b) + np.cos(a)[:, None] * np.cos(b) * np.cos(x[:, None] - y))
    return np.asarray(6371.0088 * np.arccos(np.clip(cosine, -1, 1)), dtype=float)


def small(seed):
    """Return a random problem in which ties, nought weights, fixed and banned sites and m != n are common."""
    rng = np.random.default_rng(seed)
    n, m = (int(k) for k in rng.integers(4, 10, 2))
    cost = rng.integers(0, 9, (n, m)).astype(float) if seed % 2 else rng.random((n, m))
    weights = rng.integers(0, 4, n).astype(float) if seed % 3 else rng.random(n) * (rng.random(n) > 0.3)
    sites = rng.permutation(m)
    fixed, banned = sites[: seed % 3].tolist(), sites[seed % 3: seed % 3 + seed // 3 % 3].tolist()
    p = int(rng.integers(0 if fixed else 1, m - len(fixed) - len(banned) + 1))
    return cost, weights, p, fixed, banned


# --- every set enumerated ---------------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_the_p_median_is_the_best_of_all_sets(first):
    for seed in range(first, first + 20):
        cost, weights, p, fixed, banned = small(seed)
        answer = solve_p_median(NearCosts(cost), weights, p, fixed=fixed, banned=banned)
        best = cheapest(cost, weights, p, fixed, banned)
        chosen = answer.opened[0]
        assert answer.status == "proven", seed
        assert answer.objective == pytest.approx(best, rel=1e-9, abs=1e-12), seed
        assert answer.bound == pytest.approx(best, rel=1e-8, abs=1e-9), seed
        assert len(answer.opened) == 1, seed
        assert (len(set(chosen)), set(chosen) & {*fixed, *banned}) == (p, set()), seed
        assert float(weights @ cost[:, [*fixed, *chosen]].min(axis=1)) == pytest.approx(best, abs=1e-12), seed


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_the_maximal_cover_is_the_best_of_all_sets(first):
    for seed in range(first, first + 20):
        cost, weights, p, fixed, banned = small(seed)
        far = (cost > (2 if seed % 2 else 0.25)).astype(float)
        answer = solve_max_cover(csr_matrix(1 - far), weights, p, fixed=fixed, banned=banned)
        best = cheapest(np.column_stack([far, np.ones(len(far))]), weights, p, [*fixed, far.shape[1]], banned)
        chosen = answer.opened[0]
        assert answer.status == "proven", seed
        assert answer.objective == pytest.approx(best, rel=1e-9, abs=1e-12), seed
        assert (len(set(chosen)), set(chosen) & {*fixed, *banned}) == (p, set()), seed
        uncovered = far[:, [*fixed, *chosen]].min(axis=1, initial=1)
        assert float(weights @ uncovered) == pytest.approx(best, abs=1e-12), seed


@pytest.mark.parametrize("seed", range(6))
def test_places_on_the_globe_have_the_best_of_all_sets_by_great_circle(seed):
    rng = np.random.default_rng(seed)
    lat, lon, site_lat, site_lon = (rng.uniform(*ends, k) for ends, k in
                                    (((8, 23), 30), ((102, 110), 30), ((8, 23), 11), ((102, 110), 11)))
    weights = rng.integers(0, 5, 30).astype(float)
    cost = great_circle(lat, lon, site_lat, site_lon)
    answer = solve_p_median(NearPlaces(lat, lon, site_lat, site_lon), weights, 3, fixed=[0], banned=[1])
    assert answer.status == "proven"
    assert answer.objective == pytest.approx(cheapest(cost, weights, 3, [0], [1]), rel=1e-9)


# --- published optima -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 5, 7])
def test_a_published_optimum_is_reached_and_proven(number):
    cost, p, optimum = published(number)
    answer = solve_p_median(NearCosts(cost), np.ones(len(cost)), p)
    assert (answer.objective, answer.bound, answer.status) == (optimum, optimum, "proven")


# --- lists and their reach --------------------------------------------------------------------------------


@pytest.mark.parametrize("near", ["matrix", "globe"])
def test_lists_hold_every_pair_up_to_the_limit_and_no_other(near):
    rng = np.random.default_rng(5)
    lat, lon, site_lat, site_lon = (rng.uniform(0, 1, k) for k in (40, 40, 70, 70))
    cost = great_circle(lat, lon, site_lat, site_lon)
    lists = NearCosts(cost) if near == "matrix" else NearPlaces(lat, lon, site_lat, site_lon)
    limit = rng.uniform(0, 120, 40)
    limit[:3] = -1, 0, np.inf
    pairs = lists.within(limit)
    held = np.zeros(cost.shape, dtype=bool)
    held[pairs.point, pairs.site] = True
    assert np.array_equal(held, cost <= limit[:, None])
    assert pairs.cost == pytest.approx(cost[pairs.point, pairs.site], abs=1e-6)
    assert np.all(np.diff(pairs.point) >= 0)
    assert np.all(np.diff(pairs.cost)[np.diff(pairs.point) == 0] >= 0)
    assert lists.count(limit) == len(pairs.point)
    assert lists.kth(7) == pytest.approx(np.sort(cost, axis=1)[:, 6], abs=1e-6)
    some = np.array([3, 50, 8])
    assert lists.nearest(np.arange(40), some, 2)[0] == pytest.approx(np.sort(cost[:, some], axis=1)[:, :2], abs=1e-6)
    assert lists.nearest(np.arange(2), some[:0], 2)[1].tolist() == [[-1, -1], [-1, -1]]


def two_camps():
    """Return points in two camps 1000 apart, of which only one can have a site: most costs lie far away."""
    place = np.concatenate([np.arange(30.0), 1000 + np.arange(28.0)])
    return np.abs(np.subtract.outer(place, place))


def test_a_list_that_is_cut_off_never_makes_a_bound_too_high():
    cost, weights = two_camps(), np.ones(58)
    best = cheapest(cost, weights, 1)
    problem, _ = _posed(NearCosts(cost), weights, 1, np.zeros(0, dtype=int), np.arange(58))
    short = problem.lists.cut(np.full(58, 12.0))
    # Multipliers that reach the other camp: with the missing costs taken as infinite the bound is false.
    multiplier = np.full(58, 2000.0)
    saved = np.minimum(0, short.cost - multiplier[short.point])
    naive = multiplier.sum() + np.bincount(short.site, weights=saved, minlength=58).min()
    assert naive > best
    assert priced(short, 1, multiplier).bound <= best
    ascent = begin(short, 1, multiplier)
    for _ in range(5):
        ascent = ascend(short, 1, ascent, best)
    assert ascent.best.bound <= best


def short_lists(monkeypatch):
    monkeypatch.setattr(effort, "FULL_LISTS", 0)
    monkeypatch.setattr(effort, "FIRST_LEAST", 4)
    monkeypatch.setattr(effort, "FIRST_FACTOR", 0)


@pytest.mark.parametrize("p", [1, 2, 3])
def test_short_lists_are_made_longer_before_anything_is_called_proven(monkeypatch, p):
    # The first lists hold four sites; the whole camp without a site is served from beyond them.
    short_lists(monkeypatch)
    cost, weights = two_camps(), np.ones(58)
    answer = solve_p_median(NearCosts(cost), weights, p)
    assert answer.objective == pytest.approx(cheapest(cost, weights, p))
    assert answer.status == "proven"


def test_lists_that_may_not_be_longer_leave_an_honest_gap(monkeypatch):
    short_lists(monkeypatch)
    monkeypatch.setattr(effort, "LIST_LIMIT", 58 * 8)
    cost, weights = two_camps(), np.ones(58)
    answer = solve_p_median(NearCosts(cost), weights, 1)
    assert answer.status == "feasible"
    assert answer.bound <= cheapest(cost, weights, 1) <= answer.objective
    assert answer.gap == pytest.approx((answer.objective - answer.bound) / answer.objective)


@pytest.mark.parametrize("seed", range(4))
def test_no_set_costs_less_than_the_bound_of_any_multipliers(seed):
    rng = np.random.default_rng(seed)
    cost, weights = rng.random((9, 8)), rng.random(9)
    problem, rows = _posed(NearCosts(cost), weights, 3, np.array([0]), np.arange(1, 8))
    assert len(rows) == 9
    best = cheapest(cost, weights, 3, [0])
    for _ in range(50):
        assert priced(problem.lists.cut(rng.random(9)), 3, rng.normal(0, 1, 9)).bound <= best + 1e-12


# --- cores ------------------------------------------------------------------------------------------------


def core_problem(seed):
    """Return a random problem of p = 3, the least cost over every set, and a generator."""
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 9, (9, 8)).astype(float) if seed % 2 else rng.random((9, 8))
    weights, fixed = rng.integers(1, 4, 9).astype(float), [0] if seed % 3 == 0 else []
    problem, _ = _posed(NearCosts(cost), weights, 3, np.array(fixed, dtype=int), np.arange(len(fixed), 8))
    return problem, cheapest(cost, weights, 3, fixed), rng


@pytest.mark.parametrize("seed", range(12))
def test_a_core_of_full_lists_is_exact_and_one_of_short_lists_is_a_bound(seed):
    problem, best, rng = core_problem(seed)
    lists, size = problem.lists, problem.lists.sites
    nothing, all_free, no_ceiling = np.zeros(size, dtype=bool), np.ones(size, dtype=bool), np.full(9, np.inf)
    some = np.arange(size) < 3
    for held in (lists, lists.cut(rng.random(9) * lists.cost.max()), lists.cut(np.full(9, lists.cost.mean()))):
        core = core_of(held, 3, nothing, all_free, no_ceiling)
        answer = core.solved(some, all_free, 1.0)
        assert core.constant - answer.bound <= best + 1e-9
        if held is lists:
            assert core.constant - answer.objective == pytest.approx(best)
            first = core.start(some)
            assert core.constant + core.rise @ first[size:] == pytest.approx(problem.total(some))


def area_of(problem, ascent, undecided, spare):
    return decide_areas(problem.lists, problem.p, ascent.best, undecided, spare, run_s=lambda seconds: 60.0,
                        stop=lambda: False)


def some_ascent(problem, best, rng, rounds):
    """Return multipliers, at random or raised."""
    ascent = begin(problem.lists, 3, rng.random(problem.lists.points) * problem.lists.cost.mean() * 2)
    for _ in range(rounds):
        ascent = ascend(problem.lists, 3, ascent, best)
    return ascent


@pytest.mark.parametrize("seed", range(60))
def test_no_set_costs_less_than_the_bound_of_areas_which_is_no_worse_than_that_of_the_multipliers(seed):
    problem, best, rng = core_problem(seed)
    ascent = some_ascent(problem, best, rng, seed % 3)
    for undecided in (rng.random(problem.lists.sites) < rng.random(), np.ones(problem.lists.sites, dtype=bool)):
        areas = area_of(problem, ascent, undecided, rng.random() * best)
        assert ascent.best.bound - 1e-9 <= areas.bound <= best + 1e-6


def test_areas_of_everything_read_to_the_end_leave_only_the_price_of_the_number_to_close():
    closed = 0
    for seed in range(40):
        problem, best, rng = core_problem(seed)
        ascent = some_ascent(problem, best, rng, 2)
        areas = area_of(problem, ascent, np.ones(problem.lists.sites, dtype=bool), 1e9)
        exact = min(problem.total(np.isin(np.arange(problem.lists.sites), chosen)) + areas.level * (3 - size)
                    for size in range(1, problem.lists.sites + 1)
                    for chosen in itertools.combinations(range(problem.lists.sites), size))
        if areas.points.all():
            closed += 1
            assert areas.bound == pytest.approx(max(exact, ascent.best.bound), abs=1e-6)
    assert closed > 10


def test_areas_without_time_keep_the_bound_of_the_multipliers():
    problem, best, rng = core_problem(4)
    ascent = some_ascent(problem, best, rng, 1)
    areas = decide_areas(problem.lists, 3, ascent.best, np.ones(problem.lists.sites, dtype=bool), best,
                         run_s=lambda seconds: 0.0, stop=lambda: False)
    assert areas.sites.any()
    assert areas.bound == pytest.approx(ascent.best.bound)


def test_what_is_ruled_out_is_in_no_set_below_the_threshold():
    ruled_sites = ruled_points = 0
    for seed in [*range(300), 924, 1404, 5028]:  # of the last three only a rule for areas would rule out too much
        problem, best, rng = core_problem(seed)
        ascent, size = some_ascent(problem, best, rng, seed % 4), problem.lists.sites
        areas = area_of(problem, ascent, rng.random(size) < seed % 5 / 5, rng.random() * best)
        sets = [np.isin(np.arange(size), chosen) for chosen in itertools.combinations(range(size), 3)]
        threshold = sorted(map(problem.total, sets))[int(rng.integers(1, 12))] - 1e-9
        ruled = search.ruled_out(ascent.best, areas, threshold)
        served = np.zeros(problem.lists.points)
        for below in (chosen for chosen in sets if problem.total(chosen) < threshold):
            assert below[ruled.opened].all()
            assert not below[ruled.closed].any()
            served = np.maximum(served, problem.two_cheapest(below)[0][:, 0])
        assert (served <= ruled.ceiling + 1e-6).all()
        ruled_sites += ruled.opened.sum() + ruled.closed.sum()
        ruled_points += (ruled.ceiling < problem.lists.cost.max()).sum()
    assert ruled_sites > 100
    assert ruled_points > 200


@pytest.mark.parametrize("seed", range(120))
def test_reduced_costs_and_ceilings_leave_the_best_set_possible(seed, monkeypatch):
    # No exchanges that would repair what was excluded by mistake, and the second best set, which hides little.
    monkeypatch.setattr(search, "improved", lambda problem, is_open, stop: (is_open, problem.total(is_open)))
    problem, best, rng = core_problem(seed)
    ascent = some_ascent(problem, best, rng, seed % 4)
    sets = [np.isin(np.arange(problem.lists.sites), chosen)
            for chosen in itertools.combinations(range(problem.lists.sites), 3)]
    is_open = min((s for s in sets if problem.total(s) > best + 1e-9), key=problem.total)
    poor = search.Found(is_open, problem.total(is_open)).with_bound(problem.sharpened(ascent.best.bound))
    undecided = rng.random(problem.lists.sites) < seed % 5 / 5
    areas = area_of(problem, ascent, undecided, problem.threshold(poor.cost) - ascent.best.bound)
    found = search.decided(search.Search(problem, ascent, poor), areas, search.Limits(60.0, lambda: False)).found
    assert found.cost == pytest.approx(best)
    assert found.bound == pytest.approx(best)


@pytest.mark.parametrize("seed", range(12))
def test_a_core_whose_settled_sites_may_open_in_part_proves_the_same(seed, monkeypatch):
    monkeypatch.setattr(effort, "WHOLE_LEVELS", 0)
    cost, weights, p, fixed, banned = small(seed)
    answer = solve_p_median(NearCosts(cost), weights, p, fixed=fixed, banned=banned)
    assert answer.objective == pytest.approx(cheapest(cost, weights, p, fixed, banned))
    assert answer.status == "proven"


def test_a_bound_of_whole_costs_is_rounded_up_to_a_whole_number_and_no_farther():
    problem, _, _ = core_problem(1)
    assert [problem.sharpened(bound) for bound in (6.2, 7.0, 7.0 + 1e-9)] == [7, 7, 7]
    assert core_problem(2)[0].sharpened(6.2) == 6.2


# --- limits -----------------------------------------------------------------------------------------------


def hard():
    """Return a problem without structure, whose relaxation leaves a gap that takes minutes to close."""
    return NearCosts(np.random.default_rng(2).integers(1, 1000, (120, 120)).astype(float)), np.ones(120), 12


def assert_honest(answer, near, weights, p):
    chosen = answer.opened[0]
    assert answer.status == "feasible"
    assert answer.bound < answer.objective
    assert answer.gap == pytest.approx((answer.objective - answer.bound) / answer.objective)
    assert len(set(chosen)) == p
    assert answer.objective == pytest.approx(float(weights @ near.cost[:, list(chosen)].min(axis=1)))


def test_a_time_limit_leaves_the_best_set_with_bound_and_gap_and_never_the_word_proven():
    assert_honest(solve_p_median(*hard(), time_limit_s=0.5), *hard())


@pytest.mark.parametrize("left", [0.0, 0.4])
def test_the_clock_of_the_caller_limits_the_solver(left):
    answer = solve_p_median(*hard(), left_s=lambda: left)
    assert_honest(answer, *hard())
    assert answer.seconds <= 10 * left  # two runs and the start of each


@pytest.mark.parametrize("looks", [0, 3, 30])
def test_a_caller_can_stop_the_search_at_any_look(looks):
    left = itertools.count(looks, -1)
    assert_honest(solve_p_median(*hard(), stop=lambda: next(left) <= 0), *hard())


PRESSED = """
import os, signal, threading
from test_large_siting import assert_honest, hard
from helpers.model.siting import effort
from helpers.model.siting.pmedian import solve_p_median
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(2.5, os.kill, (os.getpid(), signal.SIGINT)).start()
answer = solve_p_median(*hard())
assert_honest(answer, *hard())
assert answer.seconds < effort.TIME_LIMIT_S / 2, answer.seconds
"""


def test_a_key_press_while_the_solver_runs_leaves_the_best_set():
    # In a process of its own that listens to the key: one that was started in the background would not.
    done = subprocess.run([sys.executable, "-c", PRESSED], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])})
    assert done.returncode == 0, done.stderr


def knapsack():
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 60, (30, 300)).astype(float)
    return rng.integers(10, 60, 300).astype(float), csr_matrix(rows), rows.sum(axis=1) * 0.3


def test_the_solver_stops_when_it_is_told_to_and_keeps_its_solution():
    answer = maximise(*knapsack(), integer=np.ones(300, dtype=bool), stop=lambda: True,
                      start=np.r_[np.ones(20), np.zeros(280)])
    assert answer.status == "feasible"
    assert answer.x.sum() >= 20
    assert answer.objective < answer.bound


def test_a_start_that_breaks_the_constraints_is_passed_over():
    answer = maximise(np.array([2.0, 1.0]), csr_matrix([[1.0, 1.0]]), np.array([1.0]),
                      integer=np.ones(2, dtype=bool), start=np.ones(2))
    assert (answer.status, answer.objective, answer.x.tolist()) == ("proven", 2, [1, 0])


def test_an_error_of_the_caller_while_the_solver_runs_is_raised():
    with pytest.raises(ZeroDivisionError):
        maximise(*knapsack(), integer=np.ones(300, dtype=bool), stop=lambda: 1 / 0)


# --- the same again ---------------------------------------------------------------------------------------

SAME = """
import numpy as np
from helpers.model.siting.near import NearPlaces
from helpers.model.siting.pmedian import solve_p_median
place = np.random.default_rng(3).random((2, 300))
answer = solve_p_median(NearPlaces(*place, *place), np.ones(300), 40)
print(answer.opened, answer.objective, answer.bound, answer.status)
"""


def test_the_same_problem_has_the_same_answer_in_every_process():
    said = {subprocess.run([sys.executable, "-c", SAME], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
                           capture_output=True, text=True).stdout for seed in ("1", "2")}
    assert len(said) == 1
    assert "proven" in said.pop()


def test_the_same_problem_has_the_same_answer_again():
    cost, p, _ = published(2)
    first, again = (solve_p_median(NearCosts(cost), np.ones(100), p) for _ in range(2))
    assert (first.opened, first.objective, first.bound) == (again.opened, again.objective, again.bound)


def test_nothing_that_is_handed_in_is_changed():
    cost, weights, p, fixed, banned = small(4)
    before = cost.copy(), weights.copy(), list(fixed), list(banned)
    solve_p_median(NearCosts(cost), weights, p, fixed=fixed, banned=banned)
    covers = csr_matrix((cost < 0.5).astype(float))
    held = covers.copy()
    solve_max_cover(covers, weights, p, fixed=fixed, banned=banned)
    assert all(np.array_equal(a, b) for a, b in zip(before, (cost, weights, fixed, banned), strict=True))
    assert (covers != held).nnz == 0


# --- what is refused --------------------------------------------------------------------------------------

SQUARE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))


@pytest.mark.parametrize(("demand", "reason"), [
    ({"p": 5}, "5 new sites are asked for, and 4 are neither fixed nor banned"),
    ({"p": 3, "fixed": [0], "banned": [1]}, "3 new sites are asked for, and 2"),
    ({"p": -1}, "-1 new sites"), ({"p": 1.5}, "1.5 new sites"),
    ({"p": 1, "fixed": [1, 2], "banned": [2]}, r"fixed open are banned too: \[2\]"),
    ({"p": 1, "fixed": [4]}, "numbers from 0 to 3"), ({"p": 1, "banned": [-1]}, "numbers from 0 to 3"),
    ({"p": 1, "weights": np.ones(3)}, "4 finite numbers"),
    ({"p": 1, "weights": np.array([1, 1, 1, -1.0])}, "negative"),
    ({"p": 1, "weights": np.array([1, 1, 1, np.nan])}, "finite")])
@pytest.mark.parametrize(("solve", "costs"), [(solve_p_median, NearCosts(SQUARE)),
                                              (solve_max_cover, csr_matrix(SQUARE <= 1))])
def test_demands_that_no_set_satisfies_are_refused_in_words(solve, costs, demand, reason):
    with pytest.raises(ValueError, match=reason):
        solve(costs, **({"weights": np.ones(4)} | demand))


def test_a_problem_without_sites_or_without_an_open_one_is_refused():
    with pytest.raises(ValueError, match="no sites to choose from"):
        solve_p_median(NearCosts(np.zeros((3, 0))), np.ones(3), 0)
    with pytest.raises(ValueError, match="no site is open"):
        solve_p_median(NearCosts(SQUARE), np.ones(4), 0)
    with pytest.raises(ValueError, match="finite numbers"):
        NearCosts(np.array([[1.0, np.inf]]))
    with pytest.raises(ValueError, match="latitude"):
        NearPlaces([np.nan], [0.0], [0.0], [0.0])


def test_nothing_new_is_a_proven_answer():
    answer = solve_p_median(NearCosts(SQUARE), np.ones(4), 0, fixed=[1])
    assert (answer.opened, answer.objective, answer.status) == (((),), 4, "proven")
    nothing = solve_max_cover(csr_matrix(SQUARE <= 1), np.ones(4), 0)
    assert (nothing.opened, nothing.objective, nothing.status) == (((),), 4, "proven")


def test_places_within_the_standard_are_covered_at_the_limit():
    assert covers_within(NearCosts(SQUARE), 1.0).toarray().tolist() == (SQUARE <= 1).astype(int).tolist()


def test_first_multipliers_are_what_a_point_would_lose():
    assert _guess(NearCosts(SQUARE), np.array([1.0, 1, 1, 2]), 2).tolist() == [2, 1, 1, 4]
