"""The rule that lays out the points whose place is unknown, and the sampler of its doubt."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.inputs.layout import assumed_layout, fixed_points, largest_remainder, sample_layout
from helpers.inputs.tables import load_table

TABLES = Path(__file__).parents[1] / "data" / "tables"
COUNTS = {"post_office": 39, "commune_culture_post_office": 18, "one_stop_centre": 1}


@pytest.fixture(scope="module")
def communes():
    return load_table("communes", TABLES)


@pytest.fixture(scope="module")
def stored():
    return load_table("service_points", TABLES)


@pytest.fixture(scope="module")
def known(stored):
    return fixed_points(stored)


def postal(points):
    return points[points["kind"] != "one_stop_centre"]


def test_the_stored_points_are_what_the_rule_gives(communes, known, stored):
    pd.testing.assert_frame_equal(assumed_layout(communes, known, COUNTS), stored)


def test_the_rule_does_not_depend_on_the_order_of_the_communes(communes, known, stored):
    shuffled = communes.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(assumed_layout(shuffled, known, COUNTS), stored)


def test_the_fixed_points_are_the_seven_known_offices_and_the_centre(known):
    assert known["kind"].to_list() == ["post_office"] * 7 + ["one_stop_centre"]
    offices = ["18856", "19111", "19009", "18949", "18901", "19201", "19249"]
    assert known["commune_code"].to_list()[:7] == offices


def test_a_commune_holds_at_most_one_postal_point(stored):
    assert postal(stored)["commune_code"].is_unique


def test_post_offices_are_shared_out_by_district_population(communes, stored):
    # By hand: 39 x population / 895,430 gives 5.82 2.21 3.39 4.81 8.20 3.93 6.00 4.63; the floors sum to 35,
    # the four largest remainders (Quảng Ninh, Đồng Hới, Quảng Trạch, Ba Đồn) get one more.
    expected = {"450": 6, "452": 2, "453": 3, "454": 5, "455": 8, "456": 4, "457": 6, "458": 5}
    place = communes.set_index("commune_code")["district_code"]
    offices = stored[stored["kind"] == "post_office"]
    assert offices["commune_code"].map(place).value_counts().to_dict() == expected


def test_culture_post_offices_are_only_in_rural_communes(communes, stored):
    kind = communes.set_index("commune_code")["kind"]
    culture = stored[stored["kind"] == "commune_culture_post_office"]
    assert set(culture["commune_code"].map(kind)) == {"xã"}


def test_within_a_district_no_larger_commune_without_a_point_is_passed_over(communes, stored):
    offices = stored[(stored["kind"] == "post_office") & (stored["place_status"] == "assumed")]
    chosen = communes[communes["commune_code"].isin(offices["commune_code"])]
    rest = communes[~communes["commune_code"].isin(stored.loc[stored["kind"] == "post_office", "commune_code"])]
    for district, group in chosen.groupby("district_code"):
        left = rest.loc[rest["district_code"] == district, "population_2019"]
        assert group["population_2019"].min() >= left.max()


def test_points_lie_at_the_centre_of_their_commune(communes, stored):
    place = communes.set_index("commune_code")
    assert (stored["lat"] == stored["commune_code"].map(place["lat"])).all()
    assert (stored["lon"] == stored["commune_code"].map(place["lon"])).all()


def test_a_published_office_replaces_an_assumed_one_and_keeps_the_count(communes, known):
    office = known.iloc[[1]].assign(point_id="P09", commune_code="18904")
    layout = assumed_layout(communes, pd.concat([known, office]), COUNTS)
    assert layout["kind"].value_counts().to_dict() == COUNTS
    assert "18904" in set(layout["commune_code"])
    assert layout["point_id"].is_unique


def test_more_points_than_communes_are_refused(communes, known):
    with pytest.raises(ValueError, match="cannot allot 500"):
        assumed_layout(communes, known, {"post_office": 500})
    with pytest.raises(ValueError, match="cannot place"):
        sample_layout(communes, known, {"post_office": 500}, np.random.default_rng(1))


def test_fewer_points_than_known_are_refused(communes, known):
    with pytest.raises(ValueError, match="cannot allot 3"):
        assumed_layout(communes, known, {"post_office": 3})


def test_a_sample_has_the_columns_types_and_counts_of_the_table(communes, known, stored):
    layout = sample_layout(communes, known, COUNTS, np.random.default_rng(20181107))
    assert layout.dtypes.to_dict() == stored.dtypes.to_dict()
    assert layout["kind"].value_counts().to_dict() == COUNTS
    assert postal(layout)["commune_code"].is_unique
    assert layout["point_id"].to_list() == stored["point_id"].to_list()


def test_a_sample_keeps_every_known_point(communes, known):
    layout = sample_layout(communes, known, COUNTS, np.random.default_rng(3))
    pd.testing.assert_frame_equal(layout.iloc[: len(known)], known)


def test_a_sample_puts_culture_post_offices_only_in_rural_communes(communes, known):
    kind = communes.set_index("commune_code")["kind"]
    for seed in range(20):
        layout = sample_layout(communes, known, COUNTS, np.random.default_rng(seed))
        culture = layout[layout["kind"] == "commune_culture_post_office"]
        assert set(culture["commune_code"].map(kind)) == {"xã"}


def test_the_same_seed_gives_the_same_layout_and_another_seed_another(communes, known):
    first, again, other = (sample_layout(communes, known, COUNTS, np.random.default_rng(s)) for s in (5, 5, 6))
    pd.testing.assert_frame_equal(first, again)
    assert not first["commune_code"].equals(other["commune_code"])


def test_populous_communes_are_drawn_more_often(communes, known):
    rng = np.random.default_rng(11)
    drawn = pd.Series(0, index=communes["commune_code"])
    for _ in range(200):
        layout = sample_layout(communes, known, COUNTS, rng)
        drawn[layout.loc[layout["kind"] == "post_office", "commune_code"]] += 1
    free = communes[~communes["commune_code"].isin(known["commune_code"])].set_index("commune_code")
    ordered = free["population_2019"].sort_values()
    assert drawn[ordered.index[-30:]].mean() > 2 * drawn[ordered.index[:30]].mean()


def test_the_arguments_are_not_changed(communes, known):
    before = communes.copy(), known.copy()
    assumed_layout(communes, known, COUNTS)
    sample_layout(communes, known, COUNTS, np.random.default_rng(1))
    pd.testing.assert_frame_equal(communes, before[0])
    pd.testing.assert_frame_equal(known, before[1])


def test_largest_remainder_matches_a_case_solved_by_hand():
    # 10 seats for 6, 3 and 1 of 10 people with a floor of 2 for C: C takes 2, A and B share 8 as 5.33 and 2.67.
    units = ["A", "B", "C"]
    weights = pd.Series([6.0, 3.0, 1.0], index=units)
    floors, caps = pd.Series([0, 0, 2], index=units), pd.Series([10, 10, 10], index=units)
    assert largest_remainder(weights, 10, floors, caps).to_dict() == {"A": 5, "B": 3, "C": 2}


def test_largest_remainder_respects_a_cap_and_gives_the_rest_to_the_others():
    units = ["A", "B", "C"]
    weights = pd.Series([8.0, 1.0, 1.0], index=units)
    floors, caps = pd.Series(0, index=units), pd.Series([3, 9, 9], index=units)
    assert largest_remainder(weights, 6, floors, caps).to_dict() == {"A": 3, "B": 2, "C": 1}


def test_ties_go_to_the_first_code():
    units = ["458", "450"]
    weights = pd.Series([1.0, 1.0], index=units)
    seats = largest_remainder(weights, 3, pd.Series(0, index=units), pd.Series(9, index=units))
    assert seats.to_dict() == {"458": 1, "450": 2}
