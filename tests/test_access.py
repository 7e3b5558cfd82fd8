"""Access: distances by hand, the standard kept at its limit, and people counted instead of places."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from model_samples import base_values, inputs, rows, run, scenario, surveyed, world

from helpers.inputs import load_profile
from helpers.model import access, run_scenario
from helpers.model.access_summary import groups
from helpers.report import Book, tables
from helpers.report.numbers import is_reference, resolve

ROADS = access.Roads(detour_plain=1.2, detour_mountain=1.5, speed_plain_kmh=30.0, speed_mountain_kmh=20.0)
#: Two communes on one meridian, 0.1 degree apart: 6371.0088 * 0.1 * pi / 180 = 11.1195 km.
APART_KM = 6371.0088 * math.pi / 1800


def places(codes, lats, terrain, area=math.pi * 9):
    return pd.DataFrame({"commune_code": codes, "lat": lats, "lon": 106.0, "terrain": terrain, "area_km2": area})


# --- distance and time ------------------------------------------------------------------------------------


def test_great_circle_between_dong_hoi_and_ba_don_equals_the_law_of_cosines():
    a, b = (17.4713, 106.622), (17.7537, 106.424)
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(math.radians, place)) for place in (a, b))
    angle = math.acos(math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b))
    assert float(access.great_circle_km(*a, *b)) == pytest.approx(6371.0088 * angle, rel=1e-9)
    assert float(access.great_circle_km(*a, *b)) == pytest.approx(37.8, abs=0.3)  # data/tables/road_facts.csv: 38.0


def test_mean_distance_within_a_disc_equals_its_average_over_random_people():
    rng = np.random.default_rng(3)
    radius_km = 5 * np.sqrt(rng.random(200_000))  # even over the disc
    assert access.mean_distance_within_km(math.pi * 25) == pytest.approx(radius_km.mean(), rel=5e-3)


def test_travel_between_plain_communes_is_straight_line_times_detour():
    two = places(["1", "2"], [17.0, 17.1], "plain")
    km, minutes = access.travel(two, two, ROADS)
    assert km == pytest.approx(np.array([[2.4, APART_KM * 1.2], [APART_KM * 1.2, 2.4]]))
    assert minutes == pytest.approx(km / 30 * 60)


def test_a_mountain_at_either_end_makes_the_whole_way_a_mountain_way():
    two = places(["1", "2"], [17.0, 17.1], ["plain", "mountain"])
    km, minutes = access.travel(two, two, ROADS)
    assert km == pytest.approx(np.array([[2.4, APART_KM * 1.5], [APART_KM * 1.5, 3.0]]))
    assert minutes == pytest.approx(np.array([[4.8, APART_KM * 4.5], [APART_KM * 4.5, 9.0]]))


def test_nobody_is_on_average_nearer_to_a_site_outside_the_commune_than_to_one_inside():
    wide, other = places(["1"], [17.0], "plain", area=math.pi * 900), places(["2"], [17.1], "plain")
    km, _ = access.travel(wide, other, ROADS)
    assert km[0, 0] == pytest.approx(20 * 1.2)  # (2/3) * 30 km, more than the 11 km between the centres


def test_every_commune_of_the_province_is_nearest_to_a_site_of_its_own():
    w = world("bau")
    inside = w.distance_km[w.home]
    assert len(inside) >= len(w.communes)
    best = w.distance_km.min(axis=1)
    own = np.where(w.home, w.distance_km, np.inf).min(axis=1)
    assert own == pytest.approx(best, rel=1e-12)


# --- the nearest site -------------------------------------------------------------------------------------


def test_the_nearest_open_site_is_found_and_closed_sites_do_not_count():
    distance = np.array([[1.0, 2.0, 3.0], [5.0, 4.0, 3.0]])
    site, km = access.nearest_site(distance, np.array([False, True, True]))
    assert (site.tolist(), km.tolist()) == ([1, 2], [2.0, 3.0])


def test_among_equally_near_sites_people_use_the_one_in_their_commune():
    distance, home = np.array([[2.0, 2.0, 2.0]]), np.array([[False, True, False]])
    assert access.nearest_site(distance, np.ones(3, dtype=bool), home)[0].tolist() == [1]
    assert access.nearest_site(distance, np.array([True, False, True]), home)[0].tolist() == [0]


def test_without_an_open_site_there_is_no_nearest_one():
    with pytest.raises(ValueError, match="no site is open"):
        access.nearest_site(np.ones((2, 2)), np.zeros(2, dtype=bool))


def test_opening_a_site_never_lengthens_the_way():
    w, rng = world("bau"), np.random.default_rng(0)
    is_open = w.existing.copy()
    before = access.nearest_site(w.distance_km, is_open)[1]
    for site in rng.permutation(np.flatnonzero(~is_open))[:30]:
        is_open[site] = True
        after = access.nearest_site(w.distance_km, is_open)[1]
        assert (after <= before).all()
        before = after


# --- measures ---------------------------------------------------------------------------------------------


def test_a_distance_exactly_at_the_standard_is_within_it():
    km = np.array([4.9, 5.0, np.nextafter(5.0, 6.0)])
    assert access.share_within(km, 5.0, np.array([1, 1, 2])) == 0.5


def test_coverage_weighs_people_and_not_places():
    km = np.array([1.0, 9.0, 9.0, 9.0])
    assert access.share_within(km, 5.0, np.array([97, 1, 1, 1])) == 0.97
    assert access.share_within(km, 5.0, np.ones(4)) == 0.25


def test_nobody_has_no_share():
    assert math.isnan(access.share_within(np.array([1.0]), 5.0, np.array([0])))


@pytest.mark.parametrize(("level", "expected"), [(0.5, 1.0), (0.51, 2.0), (0.95, 2.0), (0.951, 9.0), (1.0, 9.0)])
def test_a_quantile_is_the_least_value_that_enough_people_do_not_exceed(level, expected):
    values, weights = np.array([9.0, 1.0, 2.0]), np.array([5, 50, 45])
    assert access.weighted_quantile(values, weights, level) == expected


@pytest.mark.parametrize(("area_km2", "points", "radius_km"), [(331_212, 18_502, 2.39), (8_000.1, 58, 6.63)])
def test_mean_service_radius_is_that_of_equal_discs(area_km2, points, radius_km):
    assert points * math.pi * radius_km**2 == pytest.approx(area_km2, rel=1e-2)
    assert access.mean_service_radius_km(area_km2, points) == pytest.approx(radius_km, abs=5e-3)


def test_coverage_of_the_province_today_equals_a_plain_count():
    """Everything again from the files, one commune and one point at a time."""
    p = base_values()
    place = {row["commune_code"]: row for row in rows("tables/communes.csv")}
    people_near = 0
    for code, commune in place.items():
        ways = [_road_km(commune, point, place[point["commune_code"]], code, p)
                for point in rows("tables/service_points.csv")]
        people_near += int(commune["population_2019"]) * (min(ways) <= 5.0)
    w = world("bau")
    _, km = access.nearest_site(w.distance_km, w.existing)
    assert access.share_within(km, 5.0, w.people) == pytest.approx(people_near / 895_430, rel=1e-12)


def _road_km(commune, point, seat, code, p):
    lat_a, lon_a, lat_b, lon_b = (math.radians(float(row[key])) for row in (commune, point) for key in ("lat", "lon"))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
    straight = 6371.0088 * math.acos(min(1.0, cosine))
    within = 2 / 3 * math.sqrt(float(commune["area_km2"]) / math.pi)
    hilly = "mountain" in (commune["terrain"], seat["terrain"])
    way = within if point["commune_code"] == code else max(straight, within)
    return way * p["detour_mountain" if hilly else "detour_plain"]


# --- means and inequality ---------------------------------------------------------------------------------


def test_a_mean_and_a_share_weigh_what_they_are_told_to():
    km, people, dossiers = np.array([2.0, 6.0]), np.array([300, 100]), np.array([10, 30])
    assert access.weighted_mean(km, people) == 3.0
    assert access.weighted_mean(km, dossiers) == 5.0
    assert access.share_where(np.array([True, False]), people) == 0.75
    assert math.isnan(access.weighted_mean(km, np.zeros(2)))


def test_gini_of_three_communes_by_hand():
    """Values 1, 2, 3 with weights 1, 1, 2: pairs 2 (1 + 4 + 2) = 14; W = 4, mean 9/4; 14 / (2 * 16 * 9/4) = 7/36."""
    assert access.gini(np.array([3.0, 1.0, 2.0]), np.array([2, 1, 1])) == pytest.approx(7 / 36, rel=1e-12)


def test_gini_is_nought_when_all_are_equal_and_close_to_one_when_one_of_many_has_all():
    assert access.gini(np.full(5, 3.0), np.array([1, 2, 3, 4, 5])) == pytest.approx(0, abs=1e-12)
    assert access.gini(np.eye(100)[0], np.ones(100)) == pytest.approx(0.99)
    assert math.isnan(access.gini(np.zeros(3), np.ones(3)))


def test_gini_of_the_province_equals_the_mean_difference_of_all_pairs_of_people():
    w = world("bau")
    _, km = access.nearest_site(w.distance_km, w.existing)
    mean = sum(km * w.people) / w.people.sum()
    pairs = (w.people[:, None] * w.people * np.abs(km[:, None] - km)).sum() / w.people.sum() ** 2
    assert access.gini(km, w.people) == pytest.approx(pairs / (2 * mean), rel=1e-12)
    assert access.gini(3 * km, w.people) == pytest.approx(access.gini(km, w.people), rel=1e-12)


def test_without_a_point_there_is_no_service_radius():
    assert math.isnan(access.mean_service_radius_km(100.0, 0))
    assert math.isnan(access.people_per_point(100.0, 0))
    assert access.people_per_point(895_430, 58) == pytest.approx(15_438.4, abs=0.1)


# --- floating catchments ----------------------------------------------------------------------------------

#: Two communes of 100 and 300 people and one of 50 that reaches nothing; points of 2 and 1 counters.
WAYS, PEOPLE, COUNTERS = np.array([[1.0, 8.0], [4.0, 3.0], [8.001, 9.0]]), np.array([100, 300, 50]), np.array([2, 1])


def test_two_steps_by_hand_with_a_way_exactly_at_the_limit():
    """Both points serve 400 people: 2/400 + 1/400 for those who reach both, one of them along exactly 8 km."""
    found = access.two_step_floating_catchment(access.plain_weights(WAYS, 8.0), PEOPLE, COUNTERS)
    assert found == pytest.approx([3 / 400, 3 / 400, 0])
    shorter = access.two_step_floating_catchment(access.plain_weights(WAYS, np.nextafter(8.0, 0.0)), PEOPLE, COUNTERS)
    assert shorter == pytest.approx([2 / 400, 2 / 400 + 1 / 300, 0])


def test_the_enhanced_method_by_hand():
    """Weights 1, 1/2, 1/4 within 3, 5, 8 km: 100 + 300/2 people at one point, 100/4 + 300 at the other."""
    weights = access.step_weights(WAYS, [3, 5, 8], [1.0, 0.5, 0.25])
    assert weights.tolist() == [[1, 0.25], [0.5, 1], [0, 0]]
    first, second = 2 / 250, 1 / 325
    found = access.two_step_floating_catchment(weights, PEOPLE, COUNTERS)
    assert found == pytest.approx([first + second / 4, first / 2 + second, 0])


@pytest.mark.parametrize(("limits", "weights"), [([3, 3], [1, 0.5]), ([5, 3], [1, 0.5]), ([3, 5], [1])])
def test_zones_that_do_not_rise_or_lack_a_weight_are_refused(limits, weights):
    with pytest.raises(ValueError, match="zones must rise"):
        access.step_weights(WAYS, limits, weights)


def test_the_gaussian_falls_from_one_to_nought_at_the_limit():
    found = access.gaussian_weights(np.array([0.0, 4.0, 8.0, 8.001]), 8.0)
    half = (math.exp(-1 / 8) - math.exp(-1 / 2)) / (1 - math.exp(-1 / 2))
    assert found == pytest.approx([1, half, 0, 0])
    assert (np.diff(access.gaussian_weights(np.linspace(0, 8, 50), 8.0)) < 0).all()


def test_no_service_is_lost_on_the_way_to_people():
    w, supply = world("bau"), np.arange(1.0, 59.0)
    weights = access.gaussian_weights(w.distance_km[:, w.existing], 20.0)
    assert (weights.sum(axis=0) > 0).all()
    found = access.two_step_floating_catchment(weights, w.people, supply)
    assert found @ w.people == pytest.approx(supply.sum(), rel=1e-12)


def test_a_point_that_nobody_reaches_gives_nothing():
    assert access.two_step_floating_catchment(np.zeros((2, 1)), np.ones(2), np.ones(1)).tolist() == [0, 0]


# --- the table of access ----------------------------------------------------------------------------------


def province(when, name="stepwise"):
    table = run(name)["access"]
    return table[(table["when"] == when) & (table["group_kind"] == "province")].iloc[0]


def test_the_row_of_the_province_equals_the_headlines():
    found = run("stepwise").headlines
    pairs = {"people_within_near_share": "people_within_near_share", "people_within_share": "people_within_share",
             "people_within_far_share": "people_within_far_share", "people_mean_km": "mean_distance_km",
             "people_within_time_share": "people_within_time_share", "people_p95_km": "p95_distance_km",
             "worst_km": "worst_distance_km"}
    for column, metric in pairs.items():
        assert province("plan_end")[column] == pytest.approx(found[metric], rel=1e-12), column
        assert province("today")[column] == pytest.approx(found[f"{metric}_today"], rel=1e-12), column
    assert province("plan_end")["service_radius_km"] == found["mean_service_radius_km"]
    assert province("plan_end")["people_per_point"] == found["people_per_point"]


def test_measures_by_dossiers_weigh_the_dossiers_of_the_communes():
    places = run("stepwise")["communes"]
    columns = (("today", "distance_today_km", "dossiers_base"), ("plan_end", "distance_km", "dossiers"))
    for when, km, weight in columns:
        near = places[places[km] <= 5.0]
        row = province(when)
        assert row["dossiers_within_share"] == pytest.approx(near[weight].sum() / places[weight].sum(), rel=1e-12)
        mean = (places[km] * places[weight]).sum() / places[weight].sum()
        assert row["dossiers_mean_km"] == pytest.approx(mean, rel=1e-12)
        assert row["dossiers_mean_km"] != pytest.approx(row["people_mean_km"], rel=1e-3)


def test_groups_hold_the_communes_that_the_table_of_communes_says():
    people = {name: int(world("bau").people[members].sum()) for _, name, members in groups(inputs()["communes"])}
    by_hand = {"all": 0, "plain": 0, "mountain": 0, "border": 0, "difficult": 0}
    for row in rows("tables/communes.csv"):
        for name in ("all", row["terrain"], "border" * (row["laos_border"] == "1"), row["district_code"],
                     "difficult" * (row["difficult_area"] in ("II", "III", "bai_ngang"))):
            if name:
                by_hand[name] = by_hand.get(name, 0) + int(row["population_2019"])
    assert people == by_hand


def test_districts_add_up_to_the_province():
    table = run("stepwise")["access"]
    people = inputs()["communes"].groupby("district_code")["population_2019"].sum()
    for when in ("today", "plan_end"):
        rows_ = table[(table["when"] == when) & (table["group_kind"] == "district")].set_index("group")
        for column in ("people_within_share", "people_mean_km", "people_counters_ratio", "people_with_point_share"):
            mean = (rows_[column] * people).sum() / people.sum()
            assert mean == pytest.approx(province(when)[column], rel=1e-12), column
        assert rows_["points"].sum() == province(when)["points"]


def test_every_person_is_in_a_commune_with_a_point_once_every_commune_has_one():
    row = province("plan_end", "every_commune")
    assert (row["people_with_point_share"], row["dossiers_with_point_share"]) == pytest.approx((1, 1))
    assert row["people_within_share"] < 1  # a point in the commune may still be far


def test_opening_hours_that_people_reach_equal_a_plain_count_point_by_point():
    w, sites, table = world("stepwise"), run("stepwise")["sites"], run("stepwise")["access"]
    place = {site: k for k, site in enumerate(w.sites["site_id"])}
    found = {}
    for when, members in (("today", sites[sites["existing"]]), ("plan_end", sites)):
        reached = np.zeros(159)
        for site in members.itertuples():
            falling = np.array([_falling(km) for km in w.distance_km[:, place[site.site_id]]])
            if falling.any():
                reached += falling * site.opening_hours_per_day / (falling @ w.people)
        found[when] = reached
    mean = found["today"] @ w.people / w.people.sum()
    for row in table[table["group_kind"] == "district"].itertuples():
        inside = (w.communes["district_code"] == row.group).to_numpy()
        own = found[row.when][inside] @ w.people[inside] / w.people[inside].sum()
        assert row.people_hours_ratio == pytest.approx(own / mean, rel=1e-9)


def _falling(km):
    """The weight of the catchment of 8 km, written out."""
    edge = math.exp(-0.5)
    return (math.exp(-0.5 * (km / 8) ** 2) - edge) / (1 - edge) if km <= 8 else 0.0


def test_counters_that_were_counted_are_the_supply_of_their_point():
    w = world("bau")
    answers = pd.DataFrame({"point_id": ["P01"], "counters": pd.array([40], dtype="Int64"), "staff_fte": [3.0]})
    before, after = (run_scenario(scenario("bau"), given)["access"].set_index(["when", "group"])
                     for given in (inputs(), surveyed(answers)))
    home = w.sites.set_index("site_id").loc["P01", "district_code"]
    assert after.loc[("today", home), "people_counters_ratio"] > before.loc[("today", home), "people_counters_ratio"]
    assert after["people_hours_ratio"].equals(before["people_hours_ratio"])


# --- the papers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [tables.access_measures, tables.access_by_group, tables.supply_by_group])
def test_every_number_of_a_table_of_access_is_computed_again_from_its_name(make):
    book = Book(inputs(), run("stepwise"), run, load_profile("2018"), "test")
    block = make(book)
    quoted = [(text, ref) for text, ref in block.references() if is_reference(ref)]
    assert len(quoted) > 40
    for text, ref in quoted:
        quantity = resolve(book, ref)
        ways = [f"{quantity.value * scale:,.{places}f}".translate(str.maketrans(",.", ".,"))
                for scale in (1, 100) for places in range(3)]
        assert any(way in text for way in ways), (text, ref)
    assert "giả định" in block.note
    assert "QCVN" not in block.note


def test_a_group_without_a_point_shows_a_dash_and_not_a_number():
    table = run("bau")["access"].copy()
    border = (table["group"] == "border") & (table["when"] == "today")
    table.loc[border, ["service_radius_km", "people_per_point"]] = np.nan
    results = dataclasses.replace(run("bau"), tables={**run("bau").tables, "access": table})
    block = tables.supply_by_group(Book(inputs(), results, run, load_profile("2018"), "test"))
    row = next(row for row in block.rows if row[0] == "Xã biên giới")
    assert [cell == "–" for cell in row] == [False, False, False, True, False, True, False, False, False]
