"""Boxes of failure: planted boxes are found, measures are counts, and chance does not restrict."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from helpers.analysis.prim import measure, prim


def uniform(draws, columns, seed=45):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.random((draws, columns)), columns=[f"x{k}" for k in range(columns)])


def planted(draws):
    """True in the box x0 < 0.3, 0.4 < x1 < 0.8."""
    return ((draws["x0"] < 0.3) & (draws["x1"] > 0.4) & (draws["x1"] < 0.8)).to_numpy()


def counted(draws, hit, limits):
    """Mass, coverage and density by plain counting."""
    inside = [all(not row[name] < low and not row[name] > high
                  for name, (low, high) in limits.items()) for row in draws.to_dict("records")]
    hits = sum(one and two for one, two in zip(inside, hit, strict=True))
    return sum(inside) / len(inside), hits / sum(hit), hits / sum(inside)


@pytest.fixture(scope="module")
def found():
    draws = uniform(3000, 8)
    return draws, planted(draws), *prim(draws, planted(draws))


def test_a_planted_box_is_found_and_nothing_else_restricted(found):
    _, _, box, _ = found
    assert sorted(box.limits.index) == ["x0", "x1"]
    assert box.limits.loc["x0", "high"] == pytest.approx(0.3, abs=0.03)
    assert np.isnan(box.limits.loc["x0", "low"])
    assert box.limits.loc["x1", ["low", "high"]].to_list() == pytest.approx([0.4, 0.8], abs=0.04)
    assert box.coverage > 0.93
    assert box.density > 0.93


def test_the_measures_of_the_box_are_counts(found):
    draws, hit, box, _ = found
    limits = {row.Index: (row.low, row.high) for row in box.limits.itertuples()}
    assert (box.mass, box.coverage, box.density) == pytest.approx(counted(draws, hit, limits))
    assert box.base_density == pytest.approx(hit.mean())


def test_a_planted_box_in_noise_is_found_with_the_density_it_was_given():
    draws = uniform(6000, 12, seed=3)
    rng = np.random.default_rng(5)
    hit = rng.random(6000) < np.where(planted(draws), 0.9, 0.05)
    box, _ = prim(draws, hit)
    assert sorted(box.limits.index) == ["x0", "x1"]
    assert box.limits.loc["x0", "high"] == pytest.approx(0.3, abs=0.05)
    # Over fresh draws the box keeps its density: it was not fitted to the noise.
    fresh = uniform(20_000, 12, seed=9)
    again = np.random.default_rng(6).random(20_000) < np.where(planted(fresh), 0.9, 0.05)
    mass, _, density = measure(box, fresh, again)
    assert density == pytest.approx(box.density, abs=0.05)
    assert mass == pytest.approx(box.mass, abs=0.02)


def test_the_trajectory_loses_mass_and_coverage_down_to_the_least_mass_or_pure_failure(found):
    *_, path = found
    assert path.iloc[0][["mass", "coverage", "restricted"]].to_list() == [1, 1, 0]
    assert (path["mass"].diff().dropna() < 0).all()
    assert (path["coverage"].diff().dropna() <= 1e-12).all()
    assert path["mass"].min() >= 0.05
    assert path["density"].iloc[-1] == 1 or path["mass"].iloc[-1] < 0.05 / 0.95
    assert path["chosen"].sum() == 1


def test_the_chosen_step_has_the_largest_harmonic_mean(found):
    *_, path = found
    joint = 2 / (1 / path["coverage"] + 1 / path["density"])
    assert path.loc[path["chosen"]].index[0] == joint.idxmax()


def test_one_step_of_peeling_by_hand():
    # 20 draws; a slice of a twentieth is one draw. The largest value alone is no case of interest.
    draws = pd.DataFrame({"a": np.arange(20.0), "b": np.tile([1.0, 0.0], 10)})
    hit = np.arange(20) < 19
    box, path = prim(draws, hit, most_quasi_p=1.0)
    assert path["density"].to_list() == pytest.approx([0.95, 1])
    assert path["mass"].to_list() == pytest.approx([1, 0.95])
    assert box.limits.loc["a", "high"] == pytest.approx(18.5)
    assert list(box.limits.index) == ["a"]


def test_equal_values_go_or_stay_together():
    draws = pd.DataFrame({"step": np.repeat([1.0, 2.0, 3.0], [30, 30, 40])})
    hit = (draws["step"] == 3).to_numpy()
    box, path = prim(draws, hit)
    assert box.limits.loc["step", "low"] == 2.5
    assert path["mass"].to_list() == pytest.approx([1, 0.7, 0.4])
    assert (box.coverage, box.density) == (1, 1)


def test_the_quasi_p_value_is_the_binomial_tail(found):
    draws, hit, box, _ = found
    inside = np.ones(len(draws), dtype=bool)
    for row in box.limits.itertuples():
        inside &= ~(draws[row.Index] < row.low).to_numpy() & ~(draws[row.Index] > row.high).to_numpy()
    wider = ~(draws["x0"] > box.limits.loc["x0", "high"]).to_numpy()  # without the restriction of x1
    expected = binom.sf(hit[inside].sum() - 1, inside.sum(), hit[wider].mean())
    assert box.limits.loc["x1", "quasi_p"] == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert (box.limits["quasi_p"] < 1e-6).all()


def test_pure_noise_restricts_nothing_that_chance_explains():
    draws = uniform(400, 5, seed=1)
    hit = np.random.default_rng(2).random(400) < 0.5
    box, _ = prim(draws, hit)
    assert (box.limits["quasi_p"] <= 0.05).all()
    every, _ = prim(draws, hit, most_quasi_p=1.0)
    assert len(box.limits) <= len(every.limits)


def test_pasting_by_hand_gives_back_what_a_coarse_slice_took_too_much():
    # 20 draws, interest from 8 on but for 15. Half of all is taken off at once: 10 to 19, density 9/10. Given back
    # one by one, 9 makes 10/11 and 8 makes 11/12, both higher; 7 would make 11/13.
    draws = pd.DataFrame({"a": np.arange(20.0)})
    hit = (np.arange(20) >= 8) & (np.arange(20) != 15)
    box, path = prim(draws, hit, peel=0.5, paste=0.1, least_mass=0.5)
    assert path["mass"].to_list() == [1, 0.5]
    assert box.limits.loc["a", "low"] == 7.5
    assert (box.mass, box.coverage, box.density) == pytest.approx((12 / 20, 1, 11 / 12))


@pytest.mark.parametrize("hit", [np.zeros(10, dtype=bool), np.ones(10, dtype=bool)])
def test_nothing_to_tell_apart_is_refused(hit):
    with pytest.raises(ValueError, match=f"{hit.sum()} of 10 draws"):
        prim(uniform(10, 2), hit)


def test_the_same_draws_give_the_same_box(found):
    draws, hit, box, path = found
    again, steps = prim(draws, hit)
    pd.testing.assert_frame_equal(box.limits, again.limits)
    pd.testing.assert_frame_equal(path, steps)


def test_a_rare_failure_among_many_parameters_is_laid_to_the_one_that_causes_it():
    """Where many slices cost no case of interest, the parameter in which these lie apart goes first."""
    draws = uniform(300, 40, seed=8)
    hit = (draws["x37"] > 0.96).to_numpy()
    assert hit.sum() < 20
    box, _ = prim(draws, hit)
    assert list(box.limits.index) == ["x37"]
    assert box.coverage == 1


@pytest.mark.parametrize("seed", range(4))
def test_every_restriction_of_the_box_stands_where_peeling_alone_would_restrict_by_chance(seed):
    draws = uniform(300, 30, seed)
    hit = (draws["x5"] < 0.15).to_numpy() & (np.random.default_rng(seed).random(300) < 0.6)
    box, _ = prim(draws, hit)
    loose, _ = prim(draws, hit, most_quasi_p=1.0)
    assert "x5" in box.limits.index
    assert (box.limits["quasi_p"] <= 0.05).all()
    assert len(box.limits) < len(loose.limits)
