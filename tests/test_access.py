"""Access: distances by hand, the standard kept at its limit, and people counted instead of places."""

import math

import numpy as np
import pandas as pd
import pytest
from model_samples import base_values, rows, world

from helpers.model import access

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
