"""Ways that the user supplies: used as they stand, refused in plain words, and seen in statuses and the cache."""

import csv
import math

import numpy as np
import pandas as pd
import pytest
from model_samples import base_values, rows

from helpers.inputs import InputError, load_inputs, load_profile, load_scenario
from helpers.inputs.travel import load_travel
from helpers.model import access, build_world, headline_quantity, run_scenario
from helpers.report import Book, tables
from helpers.report.numbers import resolve
from helpers.run.record import results_key

COLUMNS = ["from_commune_code", "to_commune_code", "to_point_id", "km", "minutes", "status", "source_id"]


def computed_ways():
    """Return the ways that the workbook computes itself, commune to commune, as rows of the file."""
    communes, p = pd.DataFrame(rows("tables/communes.csv")), base_values()
    communes = communes.astype({"lat": float, "lon": float, "area_km2": float})
    roads = access.Roads(p["detour_plain"], p["detour_mountain"], p["speed_plain_kmh"], p["speed_mountain_kmh"])
    km, minutes = access.travel(communes, communes, roads)
    codes = communes["commune_code"]
    return [[a, b, "", repr(float(km[i, j])), repr(float(minutes[i, j])), "observed", "SEED-2018"]
            for i, a in enumerate(codes) for j, b in enumerate(codes)]


@pytest.fixture(scope="module")
def ways():
    return computed_ways()


def write(home, lines, name="travel.csv"):
    with (home / "data" / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *lines])


def ran(inputs, name="stepwise"):
    return run_scenario(load_scenario(name, inputs.register), inputs)


def changed(ways, start, end, **cells):
    """Return the ways with cells of one pair changed."""
    return [[*(str(cells.get(name, cell)) for name, cell in zip(COLUMNS, row, strict=True))]
            if row[:2] == [start, end] else row for row in ways]


# --- end to end -------------------------------------------------------------------------------------------


def test_ways_equal_to_the_computed_ones_give_equal_results(workbook_copy, ways):
    before = ran(load_inputs())
    write(workbook_copy, ways)
    given = load_inputs()
    after = ran(given)
    assert len(given["travel"]) == 159 * 159
    assert after.headlines == before.headlines
    for name in before.tables:
        pd.testing.assert_frame_equal(after[name], before[name])


def test_a_changed_pair_changes_the_distance_of_its_commune_and_of_no_other(workbook_copy, ways):
    """Thượng Trạch is 41.9 km from its nearest point; a way of 7.5 km to any one point becomes the nearest."""
    before = ran(load_inputs(), "bau")["communes"].set_index("commune_code")
    start = before["distance_today_km"].idxmax()
    end = load_inputs()["service_points"]["commune_code"].iloc[0]
    write(workbook_copy, changed(ways, start, end, km=7.5, minutes=33))
    after = ran(load_inputs(), "bau")["communes"].set_index("commune_code")
    assert (after.loc[start, "distance_today_km"], after.loc[start, "time_today_min"]) == (7.5, 33)
    others = after.index != start
    assert after.loc[others, "distance_today_km"].equals(before.loc[others, "distance_today_km"])


def test_a_way_inside_a_commune_is_used_as_it_stands(workbook_copy, ways):
    home = load_inputs()["service_points"]["commune_code"].iloc[0]
    write(workbook_copy, changed(ways, home, home, km=0.25, minutes=1))
    after = ran(load_inputs(), "bau")["communes"].set_index("commune_code")
    assert (after.loc[home, "distance_today_km"], after.loc[home, "time_today_min"]) == (0.25, 1)


def test_a_point_of_known_place_may_have_ways_of_its_own(workbook_copy, ways):
    codes = [row["commune_code"] for row in rows("tables/communes.csv")]
    own = [[code, "", "P01", 100 + k, 200 + k, "assumed", "ASSUMPTION"] for k, code in enumerate(codes)]
    write(workbook_copy, [*ways, *own])
    inputs = load_inputs()
    world = build_world(load_scenario("bau", inputs.register), inputs)
    place = world.sites.index[world.sites["site_id"] == "P01"][0]
    assert world.distance_km[:, place].tolist() == [100.0 + k for k in range(159)]
    assert world.time_min[:, place].tolist() == [200.0 + k for k in range(159)]
    kept = [k for k in range(len(world.sites)) if k != place]
    assert world.distance_km[:, kept].max() != 258
    assert np.isfinite(world.distance_km).all()


# --- known to the reader and to the cache -----------------------------------------------------------------


def test_status_and_source_of_given_ways_reach_results_and_tables(workbook_copy, ways):
    write(workbook_copy, [[*row[:5], "synthetic", "ROAD-FACTS"] for row in ways])
    inputs = load_inputs()
    found = ran(inputs)
    metric = headline_quantity(found, inputs, "people_within_share")
    parents = {quantity.id: quantity for quantity in metric.parents}
    assert metric.status == "synthetic"
    assert (parents["table(travel)"].status, parents["table(travel)"].source_id) == ("synthetic", "ROAD-FACTS")
    assert "data/travel.csv" in parents["table(travel)"].label_vi
    assert not any(name.startswith(("detour_", "speed_")) for name in parents)
    book = Book(inputs, found, lambda name: found, load_profile("2018"), "test")
    note = tables.farthest_communes(book).note
    assert "mô phỏng" in note
    assert "data/travel.csv" in note
    pair = "cell(travel.km, from_commune_code='18853', to_commune_code='18856')"
    assert (resolve(book, pair).status, resolve(book, pair).unit) == ("synthetic", "km")


def test_without_the_file_ways_rest_on_detour_factors_and_speeds(inputs):
    names = {quantity.id for quantity in headline_quantity(ran(inputs), inputs, "people_within_share").parents}
    assert {"detour_plain", "speed_plain_kmh"} <= names
    assert "table(travel)" not in names


def test_results_no_longer_count_as_current_when_the_file_comes_or_changes(workbook_copy, ways):
    keys = []
    for lines in ([], ways, changed(ways, "18853", "18856", km=7.5)):
        if lines:
            write(workbook_copy, lines)
        inputs = load_inputs()
        keys.append(results_key(load_scenario("bau", inputs.register), inputs))
    assert len(set(keys)) == 3


# --- what is refused --------------------------------------------------------------------------------------


#: Three communes, a point of known place in the second and one of assumed place in the third.
KNOWN = {
    "communes": pd.DataFrame({"commune_code": ["18853", "18856", "18859"]}),
    "service_points": pd.DataFrame({"point_id": ["P01", "P40"], "place_status": ["observed", "assumed"]}),
    "sources": pd.DataFrame({"source_id": ["SEED-2018"]}),
}


@pytest.fixture
def small():
    """The ways between three communes: the pair 18853, 18856 is in row 3 of the file."""
    codes = KNOWN["communes"]["commune_code"]
    return [[a, b, "", 1.5, 3, "observed", "SEED-2018"] for a in codes for b in codes]


@pytest.fixture
def refusal(tmp_path):
    """A function that returns the error that ways are refused with, and its text."""
    (tmp_path / "data").mkdir()

    def refused(lines):
        write(tmp_path, lines)
        with pytest.raises(InputError) as caught:
            load_travel(tmp_path / "data", KNOWN)
        assert caught.value.file == "data/travel.csv"
        return caught.value, str(caught.value)
    return refused


@pytest.mark.parametrize(("cells", "column", "words"), [
    ({"km": -1}, "km", "a number from 0"), ({"minutes": "12,5"}, "minutes", "a number from 0"),
    ({"km": ""}, "km", "must not be blank"), ({"status": "known"}, "status", "one of: observed"),
    ({"from_commune_code": "18854"}, "from_commune_code", "a code of data/tables/communes.csv"),
    ({"to_commune_code": "99999"}, "to_commune_code", "a code of data/tables/communes.csv"),
    ({"source_id": "SEED-2019"}, "source_id", "a source_id of data/sources.csv"),
    ({"to_commune_code": ""}, "to_commune_code", "exactly one of the cells"),
    ({"to_point_id": "P01"}, "to_commune_code", "exactly one of the cells"),
    ({"to_commune_code": "", "to_point_id": "P40"}, "to_point_id", "a point of known place"),
])
def test_a_wrong_cell_is_named_with_its_row_and_what_to_do(refusal, small, cells, column, words):
    error, text = refusal(changed(small, "18853", "18856", **cells))
    assert (error.row, error.column) == (3, column)
    assert words in text
    assert "Cách sửa" in text


def test_a_repeated_pair_is_refused(refusal, small):
    error, text = refusal([*small, small[0]])
    assert error.row == 11
    assert "one row for each" in text


def test_missing_pairs_are_counted_and_named(refusal, small):
    _, text = refusal([row for row in small if row[:2] not in (["18853", "18856"], ["18856", "18856"])])
    assert "2 pairs missing: 18853 → 18856, 18856 → 18856" in text
    assert "all 9 pairs" in text


def test_a_point_with_ways_from_some_communes_only_is_refused(refusal, small):
    _, text = refusal([*small, ["18853", "", "P01", 1, 2, "observed", "SEED-2018"]])
    assert "2 pairs missing: 18856 → P01, 18859 → P01" in text


def test_a_misspelt_column_is_refused(tmp_path, small):
    (tmp_path / "data").mkdir()
    write(tmp_path, small)
    path = tmp_path / "data" / "travel.csv"
    path.write_text(path.read_text("utf-8").replace("minutes", "minute", 1), encoding="utf-8")
    with pytest.raises(InputError, match="rename the column “minute” to “minutes”"):
        load_travel(path.parent, KNOWN)


def test_the_whole_workbook_refuses_wrong_ways(workbook_copy, small):
    write(workbook_copy, small)
    with pytest.raises(InputError, match="25272 pairs missing"):
        load_inputs()


# --- Parquet ----------------------------------------------------------------------------------------------


def as_frame(ways):
    """Return the ways as a Parquet file would hold them: numbers as numbers, blank cells missing."""
    return pd.DataFrame(ways, columns=COLUMNS).replace("", None).astype({"km": float, "minutes": float})


def test_a_parquet_file_gives_the_same_ways_as_a_csv_file(tmp_path, small, monkeypatch):
    (tmp_path / "data").mkdir()
    write(tmp_path, small)
    from_csv = load_travel(tmp_path / "data", KNOWN)
    (tmp_path / "data" / "travel.csv").rename(tmp_path / "data" / "travel.parquet")
    monkeypatch.setattr(pd, "read_parquet", lambda path: as_frame(small))
    pd.testing.assert_frame_equal(load_travel(tmp_path / "data", KNOWN), from_csv)


def test_a_parquet_file_is_among_the_digests(workbook_copy, ways, monkeypatch):
    (workbook_copy / "data" / "travel.parquet").touch()
    monkeypatch.setattr(pd, "read_parquet", lambda path: as_frame(ways))
    assert "travel.parquet" in load_inputs().digests


def test_a_wrong_row_of_a_parquet_file_is_counted_as_in_a_csv_file(tmp_path, small, monkeypatch):
    (tmp_path / "travel.parquet").touch()
    wrong = as_frame(small)
    wrong.loc[1, "km"] = -1.0
    monkeypatch.setattr(pd, "read_parquet", lambda path: wrong)
    with pytest.raises(InputError) as caught:
        load_travel(tmp_path, KNOWN)
    assert (caught.value.file, caught.value.row, caught.value.column) == ("data/travel.parquet", 3, "km")


def test_a_parquet_file_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    def missing(path):
        raise ImportError("pyarrow")

    (tmp_path / "travel.parquet").touch()
    monkeypatch.setattr(pd, "read_parquet", missing)
    with pytest.raises(InputError, match=r"run pip install pyarrow, or save the table as data/travel\.csv"):
        load_travel(tmp_path, KNOWN)


def test_a_broken_parquet_file_is_refused(tmp_path, monkeypatch):
    def broken(path):
        raise OSError("footer")

    (tmp_path / "travel.parquet").touch()
    monkeypatch.setattr(pd, "read_parquet", broken)
    with pytest.raises(InputError, match="a whole Parquet file"):
        load_travel(tmp_path, KNOWN)


def test_two_files_of_ways_are_one_too_many(tmp_path):
    for name in ("travel.csv", "travel.parquet"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="remove one of them"):
        load_travel(tmp_path, KNOWN)


def test_a_site_without_a_way_is_an_error_of_the_caller():
    places = pd.DataFrame({"commune_code": ["1", "2"], "site_id": ["A", "B"], "place_status": "assumed"})
    some = pd.DataFrame({"from_commune_code": ["1"], "to_commune_code": ["1"], "to_point_id": [None], "km": [1.0],
                         "minutes": [math.pi]})
    with pytest.raises(ValueError, match="none from some commune to some site"):
        access.given_travel(places, places, some)
