"""Rebalancing: cases solved by hand and by trying every way, whole counters, nothing moved where nothing can be."""

import itertools

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, base_values, inputs, run, scenario, surveyed, world
from scipy.optimize import linear_sum_assignment

from helpers.inputs import load_profile
from helpers.model import run_scenario
from helpers.model.rebalancing import rebalance
from helpers.report import Book, tables
from helpers.report.numbers import is_reference, resolve
from helpers.report.tables.rebalancing import NOTHING_TO_MOVE

# --- the transportation problem ---------------------------------------------------------------------------


def test_the_nearest_pair_first_is_not_the_fewest_km():
    """Points 0 and 1 can spare one, 2 and 3 lack one: 0 to 3 and 1 to 2 is 4 km; the nearest pair first gives 11."""
    km = np.zeros((4, 4))
    km[0, 2:], km[1, 2:] = [1, 2], [2, 10]
    found = rebalance(np.array([3, 2, 0, 1]), np.array([2, 1, 1, 2]), km)
    assert np.argwhere(found.moved == 1).tolist() == [[0, 3], [1, 2]]
    assert (found.moved * km).sum() == 4
    assert found.short.tolist() == found.left.tolist() == [0, 0, 0, 0]


def test_what_cannot_be_lent_must_be_bought_and_what_nobody_lacks_is_left():
    km = np.array([[0.0, 3.0, 5.0], [3.0, 0.0, 4.0], [5.0, 4.0, 0.0]])
    lacking = rebalance(np.array([2, 1, 1]), np.array([1, 3, 2]), km)
    assert lacking.moved[0].tolist() == [0, 1, 0]
    assert (lacking.short.tolist(), lacking.left.tolist()) == ([0, 1, 1], [0, 0, 0])
    sparing = rebalance(np.array([4, 1, 3]), np.array([1, 2, 1]), km)
    assert sparing.moved.tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    assert (sparing.short.tolist(), sparing.left.tolist()) == ([0, 0, 0], [2, 0, 2])


def test_nothing_moves_where_no_point_has_to_spare_or_none_lacks():
    km = np.ones((2, 2))
    assert not rebalance(np.array([1, 2]), np.array([2, 2]), km).moved.any()
    assert not rebalance(np.array([3, 2]), np.array([2, 2]), km).moved.any()


def _units(amounts):
    return [point for point, amount in enumerate(amounts) for _ in range(int(amount))]


def _fewest_km(spare, lacking, km):
    """The fewest km by trying every way to send units of the side that has fewer."""
    givers, takers = _units(spare), _units(lacking)
    if len(givers) <= len(takers):
        return min(sum(km[i, j] for i, j in zip(givers, way, strict=True))
                   for way in itertools.permutations(takers, len(givers)))
    return min(sum(km[i, j] for i, j in zip(way, takers, strict=True))
               for way in itertools.permutations(givers, len(takers)))


@pytest.mark.parametrize("seed", range(30))
def test_moves_are_whole_and_cost_as_little_as_the_best_of_all_ways(seed):
    rng = np.random.default_rng(seed)
    held, needed, km = rng.integers(0, 4, 6), rng.integers(0, 4, 6), rng.uniform(1, 50, (6, 6))
    found = rebalance(held, needed, km)
    spare, lacking = np.maximum(held - needed, 0), np.maximum(needed - held, 0)
    assert (found.moved == np.round(found.moved)).all()
    assert found.moved.sum() == min(spare.sum(), lacking.sum())
    assert (found.given <= spare).all()
    assert (found.received <= lacking).all()
    assert held + found.received - found.given + found.short - found.left == pytest.approx(needed)
    assert (found.moved * km).sum() == pytest.approx(_fewest_km(spare, lacking, km))


def test_the_points_of_the_province_lend_as_cheaply_as_an_assignment_of_single_counters():
    w, rng = world("bau"), np.random.default_rng(5)
    old = w.existing
    km = w.distance_km[w.home.argmax(axis=0)][np.ix_(old, old)]
    held, needed = rng.integers(1, 5, old.sum()), rng.integers(1, 5, old.sum())
    found = rebalance(held, needed, km)
    units = km[np.ix_(_units(np.maximum(held - needed, 0)), _units(np.maximum(needed - held, 0)))]
    assert (found.moved * km).sum() == pytest.approx(units[linear_sum_assignment(units)].sum(), rel=1e-9)
    again = rebalance(held, needed, km)
    assert (again.moved == found.moved).all()


def test_staff_moves_in_parts_and_counters_do_not():
    km = np.ones((3, 3))
    staff = rebalance(np.array([2.0, 0.5, 0.0]), np.array([1.25, 1.0, 0.75]), km, whole=False)
    assert (staff.given[0], staff.received.sum()) == pytest.approx((0.75, 0.75))
    assert staff.short.sum() == pytest.approx(0.5)
    with pytest.raises(ValueError, match="whole numbers"):
        rebalance(np.array([1.5, 0.0]), np.array([1.0, 1.0]), np.ones((2, 2)))


# --- in a run ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_without_a_survey_no_point_has_a_counter_to_spare_for_another(name):
    assert run(name)["rebalancing"].empty
    assert run(name)["capacity_balance"]["counters_needed"].sum() == (
        run(name)["sites"].query("existing")["counters"].sum())


def answered(**counters):
    """Return inputs in which the named points have answered: counters and staff by point."""
    answers = pd.DataFrame([{"point_id": point, "counters": held, "staff_fte": staff}
                            for point, (held, staff) in counters.items()])
    return surveyed(answers)


def test_a_counted_counter_to_spare_goes_to_the_nearest_point_that_lacks_one():
    """P01 has one more than it needs; every other has what it needs but for two, which lack one and two."""
    needed = run("bau")["capacity_balance"].set_index("site_id")["counters_needed"]
    busy = [point for point in needed.index[1:] if needed[point] >= 2][:2]
    by_rule = 8 / 8 * base_values()["leave_factor"]
    given = answered(P01=(needed["P01"] + 1, (needed["P01"] + 1) * by_rule),
                     **{busy[0]: (needed[busy[0]] - 1, (needed[busy[0]] - 1) * by_rule),
                        busy[1]: (needed[busy[1]] - 2, (needed[busy[1]] - 2) * by_rule)})
    found = run_scenario(scenario("bau"), given)
    w = world("bau")
    place = {site: k for k, site in enumerate(w.sites["site_id"])}
    first = w.home[:, place["P01"]].argmax()
    ways = {point: w.distance_km[first, place[point]] for point in busy}
    nearest = min(ways, key=ways.get)
    move, = found["rebalancing"].to_dict("records")
    assert (move["from_site_id"], move["to_site_id"], move["counters"]) == ("P01", nearest, 1)
    assert (move["km"], move["counter_km"]) == pytest.approx((ways[nearest], ways[nearest]))
    assert move["staff_fte"] == pytest.approx(by_rule)
    balance = found["capacity_balance"].set_index("site_id")
    assert balance["counters_short"].sum() == 2
    assert balance["counters_left"].sum() == 0
    assert (balance.loc["P01", "counters_held"], balance.loc["P01", "counters_given"]) == (needed["P01"] + 1, 1)
    assert balance["staff_short_fte"].sum() == pytest.approx(2 * by_rule)


def test_staff_needed_follows_the_staffing_rule():
    """Counters times opening hours over the hours of one person, times the factor for leave, hours added included."""
    sites = run("do_minimum")["sites"]
    balance = run("do_minimum")["capacity_balance"]
    p = base_values()
    hours = (sites["counters"] * sites["opening_hours_per_day"]).sum()
    assert balance["staff_needed_fte"].sum() == pytest.approx(hours / p["staff_hours_per_day"] * p["leave_factor"])
    extra = sites["counters"].sum() * 1 / p["staff_hours_per_day"] * p["leave_factor"]
    assert balance["staff_short_fte"].sum() == pytest.approx(extra)


# --- the papers -------------------------------------------------------------------------------------------


def book(given):
    results = run_scenario(scenario("bau"), given)
    return Book(given, results, lambda name: results, load_profile("2018"), "test")


def test_the_paper_says_when_there_is_nothing_to_move_and_why_that_says_little():
    block = tables.rebalancing(book(inputs()))
    assert [row[1] for row in block.rows] == [NOTHING_TO_MOVE]
    assert "chưa điểm nào trả lời phiếu" in block.note
    assert "giả định" in block.note


def test_every_number_of_the_tables_is_computed_again_from_its_name():
    needed = run("bau")["capacity_balance"].set_index("site_id")["counters_needed"]
    busy = next(point for point in needed.index[1:] if needed[point] >= 2)
    made = book(answered(P01=(needed["P01"] + 2, 9.0), **{busy: (1, 0.5)}))
    moves = tables.rebalancing(made)
    assert moves.rows[0][3] == "1"
    quoted = [pair for block in (moves, tables.capacity_balance(made)) for pair in block.references()
              if is_reference(pair[1])]
    assert len(quoted) >= 13
    for text, ref in quoted:
        ways = [f"{resolve(made, ref).value:,.{places}f}".translate(str.maketrans(",.", ".,")) for places in range(3)]
        assert text in ways, (text, ref)
