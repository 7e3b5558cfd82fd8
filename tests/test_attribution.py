"""Why a number moved: Shapley's axioms on random games, values by hand, and groups where inputs are many."""

import itertools

import numpy as np
import pytest
from model_samples import run

from helpers.analysis.attribution import OTHERS, attribute, players


def game(names, seed):
    """A random game: one value for each set of inputs, two headlines of very different size."""
    rng = np.random.default_rng(seed)
    values = {frozenset(part): {"small": float(rng.normal()), "large": float(rng.normal() * 1e12)}
              for size in range(len(names) + 1) for part in itertools.combinations(names, size)}
    return values.__getitem__


def alone(names):
    return {name: f"{name}.csv" for name in names}


def table(found):
    return found.pivot(index="input_id", columns="metric_id", values="part")


def over_all_orders(evaluate, names, metric):
    """The mean of what each input adds, over every order: the definition, written out."""
    total = dict.fromkeys(names, 0.0)
    orders = list(itertools.permutations(names))
    for order in orders:
        for place, name in enumerate(order):
            before = frozenset(order[:place])
            total[name] += evaluate(before | {name})[metric] - evaluate(before)[metric]
    return {name: value / len(orders) for name, value in total.items()}


def test_three_inputs_by_hand():
    # y = a b + c, from (1, 2, 0) to (3, 5, 4): 13 + 4. What a b gains is shared: a gets (2 + 5)/2 * 2 = 7, b 6, c 4.
    def evaluate(new):
        a, b, c = (3.0 if "a" in new else 1.0), (5.0 if "b" in new else 2.0), (4.0 if "c" in new else 0.0)
        return {"y": a * b + c}

    assert table(attribute(evaluate, alone("abc")))["y"].to_dict() == pytest.approx({"a": 7, "b": 6, "c": 4})


@pytest.mark.parametrize("seed", range(6))
def test_parts_are_the_mean_over_all_orders(seed):
    names = "abcd"
    evaluate = game(names, seed)
    found = table(attribute(evaluate, alone(names)))
    for metric in ("small", "large"):
        assert found[metric].to_dict() == pytest.approx(over_all_orders(evaluate, names, metric), rel=1e-12)


@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_parts_sum_to_the_whole_change_to_rounding(count):
    names = [f"i{k}" for k in range(count)]
    evaluate = game(names, count)
    found = table(attribute(evaluate, alone(names)))
    whole = {metric: evaluate(frozenset(names))[metric] - evaluate(frozenset())[metric] for metric in found}
    for metric, scale in (("small", 1), ("large", 1e12)):
        assert found[metric].sum() == pytest.approx(whole[metric], abs=1e-13 * scale)


def test_the_order_of_the_inputs_does_not_matter():
    evaluate = game("abcd", 3)
    one, other = (table(attribute(evaluate, alone(names))) for names in ("abcd", "dbca"))
    assert (one == other.loc[one.index]).all(axis=None)


def test_inputs_that_do_the_same_have_the_same_part():
    evaluate = game("abcd", 4)

    def symmetric(new):  # b is read as a where it stands alone: only how many of the two are new counts
        pair = len(new & {"a", "b"})
        return evaluate(frozenset(new - {"a", "b"}) | frozenset("ab"[:pair]))

    found = table(attribute(symmetric, alone("abcd")))
    assert found.loc["a"].to_list() == pytest.approx(found.loc["b"].to_list(), rel=1e-12)


def test_an_input_that_changes_nothing_has_no_part():
    evaluate = game("abc", 5)
    found = table(attribute(lambda new: evaluate(new - {"idle"}), alone(["a", "b", "c", "idle"])))
    assert (found.loc["idle"] == 0).all()


def test_parts_of_a_sum_of_games_are_the_sums_of_the_parts():
    one, two = game("abc", 6), game("abc", 7)
    both = table(attribute(lambda new: {"small": one(new)["small"] + two(new)["small"]}, alone("abc")))
    apart = table(attribute(one, alone("abc"))) + table(attribute(two, alone("abc")))
    assert both["small"].to_dict() == pytest.approx(apart["small"].to_dict(), rel=1e-12)


def test_every_set_is_run_once():
    seen = []

    def evaluate(new):
        seen.append(new)
        return {"y": float(len(new))}

    attribute(evaluate, alone("abcde"))
    assert len(seen) == len(set(seen)) == 2**5


def test_the_change_of_a_real_run_is_shared_without_rest():
    """Two parameters of `stepwise` changed at once; what does not act on a headline has no part in it."""
    values = {"staff_cost_vnd": 90e6, "detour_mountain": 1.6}

    def evaluate(new):
        return run("stepwise", **{key: values[key] for key in sorted(new)}).headlines

    found = table(attribute(evaluate, dict.fromkeys(values, "parameters.csv")))
    for metric in ("society_npv_vnd", "post_npv_vnd", "people_within_share", "cost_per_dossier_vnd"):
        whole = evaluate(frozenset(values))[metric] - evaluate(frozenset())[metric]
        assert found[metric].sum() == pytest.approx(whole, rel=1e-9)
        assert whole != 0
    assert found.loc["staff_cost_vnd", "people_within_share"] == 0
    assert found.loc["staff_cost_vnd", "post_npv_vnd"] < 0


# --- many inputs ------------------------------------------------------------------------------------------


def test_few_inputs_stand_alone():
    assert players({"a": "x.csv", "b": "x.csv"}, most=2) == {"a": ("a",), "b": ("b",)}


def test_the_source_with_most_changes_is_taken_together_first():
    changes = {"a": "x.csv", "b": "y.csv", "c": "x.csv", "d": "y.csv", "e": "x.csv", "f": "z.csv"}
    assert players(changes, most=4) == {"x.csv": ("a", "c", "e"), "b": ("b",), "d": ("d",), "f": ("f",)}
    assert players(changes, most=3) == {"x.csv": ("a", "c", "e"), "y.csv": ("b", "d"), "f": ("f",)}


def test_too_many_sources_leave_the_smallest_as_others():
    changes = {"a": "x.csv", "b": "x.csv", "c": "y.csv", "d": "z.csv"}
    assert players(changes, most=2) == {"x.csv": ("a", "b"), OTHERS: ("c", "d")}


def test_parts_of_groups_sum_to_the_whole_and_a_group_changes_as_one():
    names = [f"i{k}" for k in range(14)]
    changes = {name: f"t{k % 5}.csv" for k, name in enumerate(names)}
    weights = dict(zip(names, np.random.default_rng(1).random(14), strict=True))
    seen = []

    def evaluate(new):
        seen.append(new)
        return {"y": sum(weights[name] for name in new) ** 2}

    found = attribute(evaluate, changes)
    assert len(players(changes)) <= 10
    assert found["part"].sum() == pytest.approx(sum(weights.values()) ** 2, rel=1e-12)
    together = next(part for part in players(changes).values() if len(part) > 1)
    assert all(len(new & set(together)) in (0, len(together)) for new in seen)


@pytest.mark.parametrize(("changes", "most"), [({}, 3), ({"a": "x"}, 0)])
def test_nothing_to_share_is_refused(changes, most):
    with pytest.raises(ValueError, match=r"no input has changed|cannot share"):
        attribute(lambda new: {"y": 0.0}, changes, most)
