"""Draws and Sobol' indices: sequences that fill their slices, indices that agree with the analytic ones."""

import numpy as np
import pandas as pd
import pytest
from model_samples import inputs, scenario

from helpers.analysis.sampling import (
    draw_values,
    from_shares,
    latin_hypercube,
    ranges,
    saltelli,
    sobol_sequence,
    triangular,
)
from helpers.analysis.sobol import indices, sobol_indices

A, B = 7.0, 0.1


def wide(*names, low=0.0, base=0.5, high=1.0):
    return pd.DataFrame({"low": low, "base": base, "high": high}, index=list(names))


def cumulative(values, low, base, high):
    """Probability of the triangular distribution, by its areas."""
    rising = (values - low) ** 2 / ((high - low) * (base - low))
    falling = 1 - (high - values) ** 2 / ((high - low) * (high - base))
    return np.where(values <= base, rising, falling)


def ishigami(values):
    """Ishigami's function of inputs uniform on (-pi, pi), from values that are triangular on [0, 1]."""
    x = (2 * np.column_stack([cumulative(values[name].to_numpy(), 0, 0.5, 1) for name in ("x1", "x2", "x3")]) - 1)
    x = x * np.pi
    y = np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    return pd.DataFrame({"y": y, "still": 4.2})


def analytic():
    """Indices of Ishigami's function: first order and total, from its known variances."""
    variance = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0]) / variance
    joint = 8 * B**2 * np.pi**8 / 225 / variance
    return dict(zip(("x1", "x2", "x3"), first, strict=True)), {
        "x1": first[0] + joint, "x2": first[1], "x3": joint}


# --- draws ------------------------------------------------------------------------------------------------


def test_ranges_leave_out_what_the_scenario_sets():
    own = scenario("bau", discount_rate=0.1)
    assert "discount_rate" in ranges(inputs()).index
    assert "discount_rate" not in ranges(inputs(), own.values).index
    assert ranges(inputs()).loc["discount_rate"].to_list() == [0.05, 0.08, 0.12, 0, 0.3]


@pytest.mark.parametrize("draw", [latin_hypercube, sobol_sequence])
def test_each_parameter_has_one_draw_in_each_slice_and_the_seed_decides(draw):
    own = wide("a", "b", low=1.0, base=2.0, high=5.0)
    found = draw(own, 64, np.random.default_rng(3))
    for name in own.index:
        slices = np.floor(cumulative(found[name].to_numpy(), 1, 2, 5) * 64 + 1e-9).clip(0, 63)
        assert sorted(slices) == list(range(64))
    pd.testing.assert_frame_equal(found, draw(own, 64, np.random.default_rng(3)))
    assert not found.equals(draw(own, 64, np.random.default_rng(4)))


def test_the_sobol_sequence_also_fills_the_squares_of_a_pair():
    """64 points, 8 x 8 squares: the net property that a Latin hypercube lacks."""
    own = wide("a", "b")

    def most_in_a_square(draw):
        found = draw(own, 64, np.random.default_rng(1))
        shares = [np.floor(cumulative(found[name].to_numpy(), 0, 0.5, 1) * 8) for name in own.index]
        return pd.Series(list(zip(*shares, strict=True))).value_counts().max()

    assert most_in_a_square(sobol_sequence) == 1 < most_in_a_square(latin_hypercube)


@pytest.mark.parametrize("draws", [0, 1, 3, 100])
def test_a_number_of_draws_that_is_no_power_of_two_is_refused(draws):
    for draw in (sobol_sequence, saltelli):
        with pytest.raises(ValueError, match="power of two"):
            draw(wide("a"), draws, np.random.default_rng(1))


def test_the_draws_of_a_study_are_the_latin_hypercube_of_its_seed():
    pd.testing.assert_frame_equal(draw_values(inputs(), 9, 45),
                                  latin_hypercube(ranges(inputs()), 9, np.random.default_rng(45)))


def test_shares_become_quantiles_column_by_column():
    own = pd.DataFrame({"low": [0.0, 10.0], "base": [1.0, 10.0], "high": [4.0, 20.0]}, index=["a", "b"])
    found = from_shares(np.array([[0.25, 1.0]]), own)
    assert found.iloc[0].to_list() == pytest.approx([1.0, 20.0])  # a quarter of the mass lies below the mode of a
    assert triangular(np.array([0.75]), 10, 10, 20) == pytest.approx([15.0])  # 1 - (20 - x)^2 / 100 = 3/4


def test_a_block_of_the_design_differs_from_the_first_in_one_input_only():
    design = saltelli(wide("a", "b", "c"), 8, np.random.default_rng(1), {"b": "both", "c": "both"})
    assert design.members == {"a": ("a",), "both": ("b", "c")}
    blocks = design.values.to_numpy().reshape(8, 4, 3)
    first, last = blocks[:, 0], blocks[:, 3]
    assert (blocks[:, 1] == np.column_stack([last[:, 0], first[:, 1:]])).all()
    assert (blocks[:, 2] == np.column_stack([first[:, 0], last[:, 1:]])).all()


def test_a_group_of_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="no range for the grouped parameters z"):
        saltelli(wide("a"), 4, np.random.default_rng(1), {"z": "g"})


# --- indices ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found():
    design = saltelli(wide("x1", "x2", "x3", "idle"), 2048, np.random.default_rng(45))
    return sobol_indices(ishigami, design, np.random.default_rng(45))


def test_the_indices_of_ishigami_are_recovered_within_their_stated_error(found):
    table = found[found["metric_id"] == "y"].set_index("input_id")
    first, total = analytic()
    for name in ("x1", "x2", "x3"):
        assert abs(table.loc[name, "first"] - first[name]) <= table.loc[name, "first_error"], name
        assert abs(table.loc[name, "total"] - total[name]) <= table.loc[name, "total_error"], name
    assert (table.loc[["x1", "x2", "x3"], ["first_error", "total_error"]] < 0.1).all(axis=None)
    assert (table.loc[["x1", "x2", "x3"], "total_error"] > 0).all()


def test_an_input_without_effect_has_indices_of_nought(found):
    idle = found[(found["metric_id"] == "y") & (found["input_id"] == "idle")].iloc[0]
    assert (idle["total"], idle["total_error"]) == (0, 0)
    assert idle["first"] == 0


def test_a_headline_that_does_not_move_has_no_indices(found):
    assert found.loc[found["metric_id"] == "still", ["first", "total"]].isna().all(axis=None)


def test_the_largest_total_index_stands_first(found):
    assert found.loc[found["metric_id"] == "y", "input_id"].to_list()[:2] == ["x1", "x2"]


def test_a_group_has_the_index_of_its_members_and_what_they_do_together():
    design = saltelli(wide("x1", "x2", "x3"), 2048, np.random.default_rng(7), {"x1": "pair", "x3": "pair"})
    table = sobol_indices(ishigami, design, np.random.default_rng(7)).query("metric_id == 'y'").set_index("input_id")
    first, _ = analytic()
    # x2 acts alone, so that the pair has all the rest, in first order and in total.
    for index in ("first", "total"):
        assert abs(table.loc["pair", index] - (1 - first["x2"])) <= table.loc["pair", f"{index}_error"]
    assert len(design.values) == 2048 * 4


def test_errors_shrink_with_more_base_points_and_repeat_with_the_seed():
    def errors(base_draws):
        design = saltelli(wide("x1", "x2", "x3"), base_draws, np.random.default_rng(1))
        return sobol_indices(ishigami, design, np.random.default_rng(1))

    few, many = errors(256), errors(4096)
    y = few["metric_id"] == "y"
    # Bootstrap errors go with 1 / sqrt(n): four times smaller for sixteen times the points.
    ratio = few.loc[y, "total_error"].sum() / many.loc[y, "total_error"].sum()
    assert 3 < ratio < 5.5
    pd.testing.assert_frame_equal(few, errors(256))


def test_indices_leave_the_global_random_state_alone():
    design = saltelli(wide("x1", "x2", "x3"), 16, np.random.default_rng(1))
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    sobol_indices(ishigami, design, np.random.default_rng(0))
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_outcomes_of_another_design_are_refused():
    design = saltelli(wide("x1", "x2", "x3"), 16, np.random.default_rng(1))
    with pytest.raises(ValueError, match="79 outcomes for a design of 80 runs"):
        indices(design, ishigami(design.values).iloc[:-1], np.random.default_rng(1))
