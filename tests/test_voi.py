"""Value of information: analytic values of a linear-normal choice, bounds that hold, and errors that are honest."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from helpers.analysis.voi import best_facts, partial_information, perfect_information

#: Two options: one brings nothing, the other MEAN + sum of SLOPES x, x standard normal [VND].
MEAN, SLOPES = 2e9, {"a": 5e9, "b": 3e9, "c": 1e9, "idle": 0.0}


def unit_normal_loss(mean, spread):
    """E[max(0, X)] - max(0, mean) for X normal: what knowing X is worth (Raiffa and Schlaifer)."""
    z = mean / spread
    return mean * norm.cdf(z) + spread * norm.pdf(z) - max(0.0, mean)


def sample(draws, seed=45):
    rng = np.random.default_rng(seed)
    x = pd.DataFrame(rng.standard_normal((draws, len(SLOPES))), columns=list(SLOPES))
    return pd.DataFrame({"keep": 0.0, "open": MEAN + x @ pd.Series(SLOPES)}), x


@pytest.fixture(scope="module")
def found():
    benefits, x = sample(8_000)
    return partial_information(benefits, x, np.random.default_rng(1)).set_index("input_id")


def test_perfect_information_has_its_analytic_value_within_two_errors():
    value, error = perfect_information(sample(8_000)[0])
    spread = np.sqrt(sum(slope**2 for slope in SLOPES.values()))
    assert abs(value - unit_normal_loss(MEAN, spread)) < 2 * error
    assert 0 < error < 0.05 * value


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_each_fact_has_its_analytic_value_within_two_errors_and_little_bias(found, name):
    row, true = found.loc[name], unit_normal_loss(MEAN, SLOPES[name])
    assert abs(row["value"] - true) < 2 * row["error"] + 1e-3 * true
    assert abs(row["bias"]) < max(row["error"], 1e5)


def test_a_fact_that_moves_nothing_is_worth_nothing(found):
    assert found.loc["idle", "value"] < 1e-3 * found.loc["a", "value"]
    assert list(found.index[:2]) == ["a", "b"]


def test_no_fact_is_worth_more_than_knowing_everything(found):
    bound, _ = perfect_information(sample(8_000)[0])
    assert (found["value"] <= bound).all()


def test_a_group_has_the_value_of_its_joint_spread_and_more_than_its_members():
    benefits, x = sample(8_000)
    table = partial_information(benefits, x, np.random.default_rng(1), {"ab": ["a", "b"], "a": ["a"]})
    table = table.set_index("input_id")
    true = unit_normal_loss(MEAN, np.hypot(SLOPES["a"], SLOPES["b"]))
    assert abs(table.loc["ab", "value"] - true) < 2 * table.loc["ab", "error"]
    assert table.loc["ab", "value"] > table.loc["a", "value"]


def test_a_fact_that_only_matters_with_another_is_worth_nothing_alone():
    rng = np.random.default_rng(3)
    x = pd.DataFrame(rng.choice([-1.0, 1.0], (4000, 2)) * rng.uniform(0.5, 1.5, (4000, 2)), columns=["u", "v"])
    benefits = pd.DataFrame({"keep": 0.0, "open": x["u"] * x["v"]})
    table = partial_information(benefits, x, np.random.default_rng(1), {"u": ["u"], "v": ["v"], "uv": ["u", "v"]})
    table = table.set_index("input_id")["value"]
    # E[max(0, uv)] = E|u| E|v| / 2 = 1/2.
    assert table["uv"] == pytest.approx(0.5, abs=0.03)
    assert max(table["u"], table["v"]) < 0.06


def test_value_and_least_enclose_the_truth_where_draws_are_few_and_the_noise_is_large():
    inside, values, bias = 0, [], []
    for seed in range(20):
        benefits, x = sample(120, seed)
        row = partial_information(benefits, x, np.random.default_rng(seed), {"c": ["c"]}).iloc[0]
        true = unit_normal_loss(MEAN, SLOPES["c"])
        inside += row["least"] - 2 * row["error"] <= true <= row["value"] + 2 * row["error"]
        values.append(row["value"] - true)
        bias.append(row["bias"])
    assert inside >= 18
    # The value of a weak fact is overstated by chance, and the stated bias is of that size.
    assert 0 < np.mean(values) < 3 * np.mean(bias)
    assert np.mean(bias) < 3 * np.mean(values)


def test_the_stated_error_is_the_spread_over_repeated_samples():
    values, errors = [], []
    for seed in range(30):
        benefits, x = sample(600, seed)
        row = partial_information(benefits, x, np.random.default_rng(seed), {"a": ["a"]}).iloc[0]
        values.append(row["value"])
        errors.append(row["error"])
    assert 0.6 < np.std(values) / np.mean(errors) < 1.6


def test_where_one_option_is_best_in_every_draw_no_fact_is_worth_anything():
    x = pd.DataFrame({"a": np.linspace(0, 1, 200)})
    benefits = pd.DataFrame({"good": 5 + x["a"], "bad": x["a"]})
    assert perfect_information(benefits) == (0, 0)
    row = partial_information(benefits, x, np.random.default_rng(1)).iloc[0]
    assert row[["value", "error", "bias", "least"]].to_list() == pytest.approx([0, 0, 0, 0], abs=1e-12)


def test_the_three_best_facts_are_those_of_the_largest_joint_value():
    benefits, x = sample(2000)
    facts, table = best_facts(benefits, x, np.random.default_rng(1))
    assert set(facts) == {"a", "b", "c"}
    spread = np.sqrt(sum(SLOPES[name] ** 2 for name in facts))
    assert abs(table["value"].iloc[0] - unit_normal_loss(MEAN, spread)) < 2 * table["error"].iloc[0]


def test_too_few_draws_are_refused():
    benefits, x = sample(14)
    with pytest.raises(ValueError, match="14 draws are too few"):
        partial_information(benefits, x, np.random.default_rng(1))


def test_a_constant_parameter_and_one_of_few_values_are_taken():
    benefits, x = sample(400)
    own = x.assign(still=7.0, coin=(x["a"] > 0).astype(float))
    table = partial_information(benefits, own, np.random.default_rng(1)).set_index("input_id")["value"]
    assert table["still"] == pytest.approx(0, abs=1e-3)
    # Knowing only the sign of a: the other option is chosen when MEAN + E[5e9 a | sign] > 0.
    half = SLOPES["a"] * np.sqrt(2 / np.pi)
    assert table["coin"] == pytest.approx((MEAN + half) / 2 - MEAN, rel=0.25)
