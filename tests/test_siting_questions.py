"""What is asked of a chosen set of sites is answered exactly: every answer against enumeration of all plans."""

import dataclasses
import itertools

import numpy as np
import pytest
from model_samples import DATA, inputs, scenario

from helpers.analysis import alternatives as alternative_tables
from helpers.analysis import regret as regret_tables
from helpers.analysis import stability as stability_tables
from helpers.analysis.siting_case import siting_case
from helpers.analysis.siting_questions import TABLES, siting_questions
from helpers.model import build_world, siting, siting_problem
from helpers.model.provenance import stage_parents
from helpers.model.siting import SitingProblem
from helpers.model.siting.switching import affordable

SEEDS = range(3)
SMALL = {"siting_alternatives": 3, "stability_range_share": 0.0, "regret_futures": 3}


# --- every plan of a small problem ------------------------------------------------------------------------


def small(seed, *, budgets=False, cover=False, pinned=()):
    """A problem of two years: nine demand points, seven candidates, one existing site."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 10, (9, 2))
    km = np.hypot(*(places[:, None] - places[None, :8]).transpose(2, 0, 1)) + rng.uniform(0, 0.5, (9, 8))
    limits = ({"budgets": [2.6, 2.6], "site_cost": rng.uniform(0.9, 1.6, 8)} if budgets else {"counts": [2, 1]})
    return SitingProblem(siting.covering_cost(km, 3.0) if cover else km, rng.uniform(1, 9, 9), np.arange(8) == 0,
                         pinned=pinned, **limits)


def plans(problem):
    """Every plan that the numbers, budgets, pins and bans of a problem allow."""
    free = [j for j in np.flatnonzero(~problem.existing) if j not in problem.banned]
    for years in itertools.product((0, 1, None), repeat=len(free)):
        opened = tuple(tuple(int(j) for j, y in zip(free, years, strict=True) if y == year) for year in (0, 1))
        if problem.counts is not None and [len(o) for o in opened] != list(problem.counts):
            continue
        if problem.budgets is not None and any(
                problem.site_cost[list(o)].sum() > b + 1e-9 for o, b in zip(opened, problem.budgets, strict=True)):
            continue
        together = opened[0] + opened[1]
        if problem.ceiling is not None and problem.site_cost[list(together)].sum() > problem.ceiling:
            continue
        if set(problem.pinned) <= set(together):
            yield opened


def cost_of(problem, opened):
    existing = list(np.flatnonzero(problem.existing))
    sets = [existing + list(opened[0]), existing + list(opened[0]) + list(opened[1])]
    return sum(float(problem.weights @ problem.cost[:, s].min(axis=1)) for s in sets)


def by_set(problem):
    """The least cost of every set of sites, over the orders in which it may open."""
    found = {}
    for opened in plans(problem):
        key = frozenset(opened[0] + opened[1])
        found[key] = min(found.get(key, np.inf), cost_of(problem, opened))
    return found


def true_list(problem):
    """Sets by cost, the smaller first among equals, without those that contain a set before them."""
    kept = []
    for sites, cost in sorted(by_set(problem).items(), key=lambda item: (round(item[1], 9), len(item[0]))):
        if not any(sites >= before for before, _ in kept):
            kept.append((sites, cost))
    return kept


# --- alternatives -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("budgets", [False, True])
def test_the_list_of_the_best_sets_is_the_true_list(seed, budgets):
    problem = small(seed, budgets=budgets, pinned=(3,) if seed == 2 else ())
    truth = true_list(problem)
    found = siting.best_sets(problem, siting.solve(problem), tolerance_share=5.0, most=12)
    assert [answer.objective for answer in found.answers] == pytest.approx([cost for _, cost in truth[:12]])
    assert [frozenset(siting.final_set(answer.opened)) for answer in found.answers] == [s for s, _ in truth[:12]]
    assert found.ended == ("number" if len(truth) > 12 else "complete")
    assert all(answer.status == "proven" and answer.gap <= 1e-9 for answer in found.answers)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_is_complete_when_no_other_set_lies_within_the_tolerance(seed):
    problem = small(seed)
    best = siting.solve(problem)
    within = [cost for cost in by_set(problem).values() if cost <= 1.2 * best.objective]
    found = siting.best_sets(problem, best, tolerance_share=0.2, most=99)
    assert (len(found.answers), found.ended) == (len(within), "complete")


def test_a_list_that_ends_with_the_last_possible_set_is_complete():
    problem = dataclasses.replace(small(0), counts=[1, 1], banned=(1, 2, 3, 4))
    found = siting.best_sets(problem, siting.solve(problem), tolerance_share=99.0, most=99)
    assert (len(found.answers), found.ended) == (3, "complete")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("tolerance", [0.0, 0.1, 0.4])
def test_no_set_within_the_tolerance_differs_more_than_the_most_different_one(seed, tolerance):
    problem = small(seed, budgets=seed % 2 == 1)
    best = siting.solve(problem)
    chosen, limit = set(siting.final_set(best.opened)), (1 + tolerance) * best.objective * (1 + 1e-9)
    most = max(len(chosen - sites) for sites, cost in by_set(problem).items() if cost <= limit)
    found = siting.most_different(problem, best, tolerance_share=tolerance)
    assert (found.exchanged, found.exchanged_bound, found.status) == (most, most, "proven")
    assert found.objective <= limit
    assert found.objective == pytest.approx(cost_of(problem, found.opened))


def test_a_search_that_is_stopped_claims_nothing():
    problem = siting_problem(build_world(scenario("stepwise"), inputs()))
    best = siting.solve(problem)
    listed = siting.best_sets(problem, best, tolerance_share=0.01, most=3, time_limit_s=0.0)
    assert (len(listed.answers), listed.ended) == (1, "unproven")
    farthest = siting.most_different(problem, best, tolerance_share=0.01, time_limit_s=0.0)
    assert (farthest.status, farthest.exchanged_bound) == ("feasible", 26)


# --- what a site is worth ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("budgets", [False, True])
def test_the_loss_of_a_site_is_what_the_best_plan_without_it_costs_more(seed, budgets):
    problem = small(seed, budgets=budgets, pinned=(4,) if seed == 1 else ())
    best = siting.solve(problem)
    values = siting.site_values(problem, best)
    assert [value.site for value in values] == list(siting.final_set(best.opened))
    for value in values:
        pins = tuple(j for j in problem.pinned if j != value.site)
        without = dataclasses.replace(problem, banned=(value.site,), pinned=pins)
        assert value.loss == pytest.approx(min(by_set(without).values()) - best.objective, abs=1e-9)
        left = [[j for j in year if j != value.site] for year in best.opened]
        assert value.loss_alone == pytest.approx(cost_of(problem, left) - best.objective)
        assert value.loss_bound == pytest.approx(value.loss)
        assert value.site in problem.pinned or 0 <= value.loss <= value.loss_alone + 1e-9


def test_a_pin_that_costs_something_shows_as_a_negative_loss():
    problem = small(4, pinned=(4,))
    loss = {value.site: value.loss for value in siting.site_values(problem, siting.solve(problem))}
    assert loss[4] == pytest.approx(min(by_set(small(4)).values()) - min(by_set(problem).values()))
    assert loss[4] < 0


def test_a_site_that_nothing_can_replace_has_an_infinite_loss():
    problem = dataclasses.replace(small(0), banned=(1, 2, 3, 4))
    values = siting.site_values(problem, siting.solve(problem))
    assert [(value.loss, value.answer) for value in values] == [(np.inf, None)] * 3
    assert all(np.isfinite(value.loss_alone) for value in values)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_site_is_in_every_set_within_the_tolerance_when_its_loss_exceeds_it(seed):
    problem = small(seed)
    best = siting.solve(problem)
    within = [sites for sites, cost in by_set(problem).items() if cost <= 1.05 * best.objective]
    always = frozenset.intersection(*within)
    assert {v.site for v in siting.site_values(problem, best) if v.loss_bound > 0.05 * best.objective} == set(always)


# --- switching values -------------------------------------------------------------------------------------


def is_best(problem, chosen):
    """Whether plans with no other than the chosen sites reach the least cost, by enumeration."""
    costs = by_set(problem)
    own = min((cost for sites, cost in costs.items() if sites <= chosen), default=np.inf)
    return own <= min(costs.values()) * (1 + 1e-10)


def check(at, chosen, start, end, found, *, grid, beyond):
    """The set is best all the way to the value found, and no longer just beyond it."""
    stop = end if found.value is None else found.value
    for share in np.linspace(0, 1, grid + 1)[1:-1]:
        assert is_best(at(start + share * (stop - start)), chosen), share
    if found.value is None:
        assert is_best(at(end), chosen)
    else:
        step = beyond * (1 if end > start else -1)
        assert not is_best(at(found.value + step), chosen)
        rival = frozenset(siting.final_set(found.rival.opened))
        assert not rival <= chosen


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cover", [False, True])
def test_the_set_is_best_exactly_up_to_the_switching_demand(seed, cover):
    problem = dataclasses.replace(small(seed, cover=cover), counts=[1, 1])
    best, switches = siting.solve(problem), 0
    for point in range(seed % 2, 9, 2):
        for factor in (0.0, 6.0):
            family, base = siting.of_weight(problem, point), float(problem.weights[point])
            found = siting.concave_switch(family, best, base, factor * base)
            check(family.at, frozenset(siting.final_set(best.opened)), base, factor * base, found, grid=4,
                  beyond=1e-6)
            switches += found.value is not None
    assert switches or cover


@pytest.mark.parametrize("seed", SEEDS)
def test_the_set_is_best_exactly_up_to_the_switching_factor(seed):
    problem = dataclasses.replace(small(seed), counts=[1, 1])
    hilly = np.random.default_rng(seed + 100).random((9, 8)) < 0.5
    best = siting.solve(problem)
    family = siting.of_factor(problem, hilly)
    found = [siting.concave_switch(family, best, 1.0, end) for end in (0.2, 5.0)]
    for end, switch in zip((0.2, 5.0), found, strict=True):
        check(family.at, frozenset(siting.final_set(best.opened)), 1.0, end, switch, grid=20, beyond=1e-7)
    assert any(switch.value is not None for switch in found)


def test_the_line_of_a_plan_is_its_cost():
    problem = small(3)
    hilly = np.random.default_rng(3).random((9, 8)) < 0.5
    for family, x in ((siting.of_factor(problem, hilly), 1.7), (siting.of_weight(problem, 4), 2.3)):
        intercept, slope = family.line(((1, 2), (5,)), x)
        assert intercept + slope * x == pytest.approx(cost_of(family.at(x), ((1, 2), (5,))))


def test_a_set_that_goes_on_in_another_order_has_not_switched():
    # One point a year at 10 (west) or at 10 (east): whoever is heavier first; both open in the end.
    cost = np.array([[10.0, 0.0, 20.0, 9.0], [10.0, 20.0, 0.0, 9.0]])
    problem = SitingProblem(cost, np.array([5.0, 4.0]), np.arange(4) == 0, counts=[1, 1])
    best = siting.solve(problem)
    assert best.opened == ((1,), (2,))
    family = siting.of_weight(problem, 1)
    assert siting.solve(family.at(20.0)).opened == ((2,), (1,))
    assert siting.concave_switch(family, best, 4.0, 20.0).value is None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_set_is_best_exactly_up_to_the_switching_standard(seed):
    base = small(seed)
    km = base.cost

    def at(x):
        return dataclasses.replace(base, cost=siting.covering_cost(km, x), counts=[1, 1])

    best = siting.solve(at(3.0))
    chosen = frozenset(siting.final_set(best.opened))
    for end in (0.5, 9.0):
        found = siting.step_switch(at, best, 3.0, end, km.ravel())
        steps = np.unique(np.clip(km.ravel(), *sorted((3.0, end))))
        outward = [3.0, *(steps if end > 3 else steps[::-1]), end]
        firm = [is_best(at((a + b) / 2), chosen) for a, b in itertools.pairwise(outward) if a != b]
        starts = [a for a, b in itertools.pairwise(outward) if a != b]
        truth = next((a for a, ok in zip(starts, firm, strict=True) if not ok), None)
        assert found.value == truth


@pytest.mark.parametrize("seed", [0, 1])
def test_the_set_is_best_exactly_up_to_the_switching_price(seed):
    problem = small(seed, budgets=True)
    best, switches = siting.solve(problem), 0
    chosen = frozenset(siting.final_set(best.opened))
    for site in range(1 + seed % 2, 8, 2):
        today = float(problem.site_cost[site])

        def at(x, site=site):
            return dataclasses.replace(problem, site_cost=np.where(np.arange(8) == site, x, problem.site_cost))

        for factor in (0.4, 2.0):
            found = siting.price_switch(problem, best, site, today * factor)
            check(at, chosen, today, today * factor, found, grid=3, beyond=1e-4)
            switches += found.value is not None
    assert switches


def test_a_plan_is_affordable_up_to_what_its_year_leaves():
    problem = dataclasses.replace(small(0, budgets=True), budgets=[10.0, 7.0], site_cost=np.arange(8.0))
    assert affordable(problem, ((1, 2), (4, 3)), 4) == 7 - 3
    assert affordable(problem, ((1, 2), (4, 3)), 5) == np.inf


@pytest.mark.parametrize(("problem", "reason"), [
    (small(0), "only under budgets"),
    (dataclasses.replace(small(0, budgets=True), site_cost=np.zeros(8)), "costs nothing")])
def test_a_price_without_budgets_or_of_nought_is_refused(problem, reason):
    with pytest.raises(ValueError, match=reason):
        siting.price_switch(problem, siting.solve(problem), 1, 2.0)


# --- regret -----------------------------------------------------------------------------------------------


def futures(seed):
    rng = np.random.default_rng(seed)
    base = small(seed)
    costs = [base.cost, siting.covering_cost(base.cost, 3.0), siting.covering_cost(base.cost, 5.0), base.cost]
    weights = [base.weights, base.weights, base.weights, rng.uniform(0.5, 9, 9)]
    return [dataclasses.replace(base, cost=c, weights=w) for c, w in zip(costs, weights, strict=True)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ceiling", [False, True])
def test_no_plan_has_a_smaller_largest_regret(seed, ceiling):
    found = futures(seed)
    if ceiling:
        price = np.random.default_rng(seed).uniform(1, 2, 8)
        found = [dataclasses.replace(problem, site_cost=price, ceiling=4.2) for problem in found]
    least = [min(cost_of(problem, plan) for plan in plans(problem)) for problem in found]
    nothing = [2 * float(problem.weights @ problem.cost[:, 0]) for problem in found]

    def worst(opened):
        return max((cost_of(p, opened) - v) / (n - v) for p, v, n in zip(found, least, nothing, strict=True) if n > v)

    answer = siting.least_regret(found, least)
    assert answer.status == "proven"
    assert answer.worst == pytest.approx(min(worst(opened) for opened in plans(found[0])), abs=1e-9)
    assert worst(answer.opened) == pytest.approx(answer.worst)
    assert answer.regrets.max() == pytest.approx(answer.worst)
    assert answer.bound <= answer.worst


def test_a_future_in_which_nothing_can_be_saved_brings_no_regret():
    found = [futures(0)[0], dataclasses.replace(futures(0)[0], cost=np.zeros((9, 8)))]
    assert siting.regrets(found, [siting.solve(p).objective for p in found], ((1, 2), (3,)))[1] == 0


# --- the province -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def case():
    return siting_case(scenario("stepwise", **SMALL), inputs())


def test_the_best_set_comes_first_and_nothing_is_better(case):
    table, changes = alternative_tables.alternatives(case)
    assert table["set_id"].to_list() == ["A01", "A02", "A03", "farthest"]
    assert table["excess_share"].iloc[:3].is_monotonic_increasing
    assert (table["excess_share"].iloc[0], table["exchanged"].iloc[0]) == (0, 0)
    assert table["excess_share"].between(0, case.value("siting_tolerance_share") * (1 + 1e-6)).all()
    out = changes[changes["move"] == "out"]["set_id"].value_counts()
    assert out.to_dict() == {row.set_id: row.exchanged for row in table.iloc[1:].itertuples()}


def test_a_site_is_worth_at_least_nothing_and_no_more_than_without_replacement(case):
    table, changes = alternative_tables.site_value(case)
    assert len(table) == 26
    assert (table["loss_share"] >= 0).all()
    assert (table["loss_share"] <= table["loss_alone_share"] + 1e-12).all()
    assert (table["in_every_set"] == (table["loss_least_share"] > case.value("siting_tolerance_share"))).all()
    gone = changes[(changes["move"] == "out") & (changes["set_id"] == "without-" + changes["commune_code"])]
    assert set(gone["commune_code"]) == set(table["commune_code"])


def test_a_detour_factor_switches_where_runs_with_it_switch(case):
    table, _ = stability_tables.stability(case)
    row = table.set_index("set_id").loc["detour_mountain-up"]
    chosen = set(case.codes[list(case.chosen)])
    for factor, same in ((row["switch"] * (1 - 1e-6), True), (row["switch"] * (1 + 1e-6), False)):
        world = build_world(scenario("stepwise", detour_mountain=float(factor)), inputs())
        answer = siting.solve(siting_problem(world))
        kept = siting.solve(dataclasses.replace(siting_problem(world), banned=[
            j for j in np.flatnonzero(~world.existing) if world.sites["commune_code"].iloc[j] not in chosen]))
        assert (kept.objective <= answer.objective * (1 + 1e-12)) is same
    assert (table["status"] == "switches").sum() == 4


def test_with_no_range_nothing_is_moved(case):
    table, _ = stability_tables.stability(case)
    assert (table.loc[table["input"] == "demand", "status"] == "holds").all()
    assert (table["input"] == "demand").sum() == 2 * 159


def test_the_set_of_least_regret_has_no_larger_regret_than_the_chosen_one(case):
    table, changes = regret_tables.regret(case)
    assert table["future_id"].to_list() == [
        "mean_km-people-base-base", "standard_near_km-people-base-base", "standard_km-people-base-base"]
    assert table["least_share"].max() <= table["chosen_share"].max()
    assert (table[["chosen_share", "least_share"]] >= 0).all(axis=None)
    assert (changes["move"] == "in").sum() == (changes["move"] == "out").sum()


def test_all_futures_differ_in_name_and_there_are_as_many_as_the_register_asks_for():
    whole = siting_case(scenario("stepwise"), inputs())
    names = [name for name, _ in regret_tables._futures(whole)]
    assert len(set(names)) == len(names) == inputs().register["regret_futures"].quantity.value == 48


def test_a_scenario_without_free_choice_has_the_same_tables_empty():
    found = siting_questions(scenario("bau"), inputs(), draws=2, layouts=1)
    asked = siting_questions(scenario("stepwise", **SMALL), inputs(), draws=2, layouts=1)
    assert all(table.empty for table in found.values())
    assert {name: list(table.columns) for name, table in found.items()} == {
        name: list(table.columns) for name, table in asked.items()} == {k: list(v) for k, v in TABLES.items()}
    with pytest.raises(ValueError, match="does not choose"):
        siting_case(scenario("every_commune"), inputs())


def test_every_column_is_described_and_every_description_has_its_column():
    rows = inputs()["result_columns"]
    for name, columns in TABLES.items():
        described = rows[rows["table"] == name]
        keys = {key for text in described["key"] for key in text.split()}
        plain = set(columns) - keys - {"set_id", "input", "side", "commune_code", "aim", "weight", "case", "detour"}
        assert set(described["column"]) - {"count"} == plain, name
    assert (DATA / "tables" / "result_columns.csv").exists()


# --- provenance -------------------------------------------------------------------------------------------


def _other(parameter):
    value = parameter.quantity.value
    tried = (parameter.level("high"), value * 1.01, value + 1, value - 1)
    return next(x for x in tried if x != value and parameter.allowed_min <= x <= parameter.allowed_max)


@pytest.mark.parametrize("name", ["alternatives", "stability", "regret"])
def test_what_is_no_parent_of_a_table_does_not_move_it(name):
    """All parameters at once that the stages of a table do not name, moved: the table stays as it is."""
    functions = {"alternatives": alternative_tables.alternatives, "stability": stability_tables.stability,
                 "regret": regret_tables.regret}
    own = scenario("stepwise", **SMALL)
    rows = inputs()["result_columns"]
    parents = {q.id for stages in rows.loc[rows["table"] == name, "stages"]
               for q in stage_parents(own, inputs(), stages)}
    moved = {key: _other(row) for key, row in inputs().register.items()
             if key not in parents and key not in own.values and row.quantity.unit != "year"
             and row.allowed_min < row.allowed_max}
    assert len(moved) > 50
    after = own.model_copy(update={"values": own.values | moved})
    first, again = (functions[name](siting_case(run, inputs()))[0] for run in (own, after))
    assert first.drop(columns="gap", errors="ignore").equals(again.drop(columns="gap", errors="ignore"))


def test_a_scenario_with_a_floor_answers_every_question_and_keeps_to_it():
    held = scenario("stepwise", difficult_floor_share=0.65)
    found = siting_questions(held, inputs(), draws=4, layouts=2)
    assert all(len(found[name]) for name in ("alternatives", "site_value", "stability", "regret", "selection"))
    assert found["regret"]["chosen_share"].between(0, 1).all()
