"""What the survey observed takes the place of what was assumed, once enough have answered; the old value is kept."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
import survey_samples as samples

from helpers.analysis.robustness import selection_frequency
from helpers.inputs import InputError, load_inputs, load_scenario
from helpers.inputs.observed import ratio_estimate
from helpers.inputs.survey.roster import survey_roster
from helpers.model import headline_quantity, run_scenario


def points_of(root, kind):
    with (root / "data" / "tables" / "service_points.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["kind"] == kind]


def ran(inputs, name="bau", **changes):
    return run_scenario(load_scenario(name, inputs.register, **changes), inputs)


def answered_where_it_is(point, **changes):
    """Return a facility answer that confirms the place in the table."""
    return samples.facility_answer(point["point_id"], **{
        key: point[key] for key in ("name_vi", "kind", "commune_code", "lat", "lon")} | changes)


def test_without_answers_nothing_is_observed_by_the_survey(inputs):
    assert not any(row.quantity.source_id.startswith("SURVEY") for row in inputs.register.values())
    assert "opening_hours_per_day" not in inputs["service_points"]


def test_a_point_that_answers_takes_its_place_and_the_note_keeps_the_assumed_one(workbook_copy):
    before = load_inputs()["service_points"]
    samples.write_answers(workbook_copy, "facilities", [samples.facility_answer("P10", commune_code="18853")])
    after = load_inputs()["service_points"]
    assert after["point_id"].to_list() == before["point_id"].to_list()
    point = after.set_index("point_id").loc["P10"]
    assert (point["place_status"], point["existence_status"], point["source_id"]) == (
        "observed", "observed", "SURVEY-FACILITY")  # fmt: skip
    assert (point["commune_code"], point["lat"], point["lon"]) == ("18853", 17.4851, 106.6233)
    assert (point["name_vi"], point["address_vi"]) == ("Bưu cục Mẫu", "Thôn 1")
    for words in ("20/11/2018", "giả định", "Phường Nam Lý", "SEED-2018"):
        assert words in point["note"]
    others = after["point_id"] != "P10"
    assert after[others][before.columns].equals(before[others])


def test_answers_leave_the_files_of_assumptions_as_they_were(workbook_copy):
    files = [workbook_copy / "data" / name for name in ("parameters.csv", "tables/service_points.csv")]
    before = [file.read_bytes() for file in files]
    samples.write_answers(workbook_copy, "facilities", [samples.facility_answer("P10")])
    load_inputs()
    assert [file.read_bytes() for file in files] == before


def test_moved_points_move_a_headline_and_make_its_places_observed(workbook_copy):
    before = load_inputs()
    # Every assumed point stands in one commune: most people lose theirs.
    answers = [samples.facility_answer(point["point_id"], kind=kind, commune_code="18853")
               for kind in ("post_office", "commune_culture_post_office", "one_stop_centre")
               for point in points_of(workbook_copy, kind) if point["place_status"] == "assumed"]
    samples.write_answers(workbook_copy, "facilities", answers)
    after = load_inputs()
    runs = {"before": ran(before), "after": ran(after)}
    name = "communes_with_point_today"
    # Seven known places, and Phường Hải Thành.
    assert runs["after"].headlines[name] == 8
    assert runs["before"].headlines[name] > 50
    assert set(after["service_points"]["place_status"]) == {"observed"}
    statuses = [headline_quantity(runs[when], inputs, name).status for when, inputs in (
        ("before", before), ("after", after))]  # fmt: skip
    assert statuses == ["assumed", "derived"]


def needs_of(units, send, receive, both):
    return [samples.needs_answer(unit, dossiers_total=9000, dossiers_send=send, dossiers_receive=receive,
                                 dossiers_both=both) for unit in units]


def agencies():
    roster = survey_roster(samples.tables())
    return roster.loc[roster["form"] == "needs", "unit_id"].to_list()


def test_reception_becomes_observed_when_half_of_the_agencies_have_answered(workbook_copy):
    old = load_inputs()
    samples.write_answers(workbook_copy, "agency_needs", needs_of(agencies()[:93], 100, 700, 200))
    new = load_inputs()
    found = new.register["reception_share"].quantity
    assert (found.value, found.status, found.source_id) == (0.3, "observed", "SURVEY-NEEDS")
    assert found.locator.startswith("93/186 đơn vị")
    assert "thay giá trị giả định 0,167" in found.note
    assert old.register["reception_share"].quantity.note in found.note
    assert new.register["both_share_of_receptions"].quantity.value == pytest.approx(2 / 3)
    split = [run["province"].query("case == 'base'").iloc[0] for run in (ran(old), ran(new))]
    shares = [(row["send_dossiers"] + row["both_dossiers"]) / row["dossiers"] for row in split]
    assert shares == pytest.approx([0.167, 0.3])


def test_reception_stays_assumed_when_fewer_than_half_have_answered(workbook_copy):
    samples.write_answers(workbook_copy, "agency_needs", needs_of(agencies()[:92], 100, 700, 200))
    found = load_inputs().register["reception_share"].quantity
    assert (found.value, found.status) == (0.167, "assumed")


def test_the_least_share_is_a_number_of_the_register(workbook_copy):
    path = workbook_copy / "data" / "parameters.csv"
    text = path.read_text(encoding="utf-8")
    assert "share,lever,,0.5,,0.01,1,assumed" in text
    path.write_text(text.replace("share,lever,,0.5,,0.01,1,assumed", "share,lever,,0.6,,0.01,1,assumed"),
                    encoding="utf-8")  # fmt: skip
    samples.write_answers(workbook_copy, "agency_needs", needs_of(agencies()[:93], 100, 700, 200))
    assert load_inputs().register["reception_share"].quantity.status == "assumed"


def test_the_interval_of_a_mean_is_1_96_standard_errors_with_the_finite_population(workbook_copy):
    culture = points_of(workbook_copy, "commune_culture_post_office")
    hours = [4, 5, 6, 7, 8, 4, 5, 6, 7]  # of 9 among 18
    samples.write_answers(workbook_copy, "facilities", [
        answered_where_it_is(point, opening_hours_per_day=value, other_customers_per_day=12)
        for point, value in zip(culture, hours, strict=False)])  # fmt: skip
    register = load_inputs().register
    found = register["opening_hours_culture_point"].quantity
    mean = 52 / 9
    spread = sum((value - mean) ** 2 for value in hours) / 8
    error = math.sqrt(spread / 9 * (1 - 9 / 18))
    assert found.value == pytest.approx(mean)
    assert (found.low, found.high) == (pytest.approx(mean - 1.96 * error), pytest.approx(mean + 1.96 * error))
    assert found.locator.startswith("9/18 đơn vị")
    assert "thay giá trị giả định 6" in found.note
    assert register["background_per_hour_culture_point"].quantity.value == pytest.approx(9 * 12 / 52)
    assert register["opening_hours_post_office"].quantity.status == "assumed"
    assert register["mail_pickup_hour"].quantity.status == "assumed"


def test_a_full_return_leaves_no_sampling_error(workbook_copy):
    samples.write_answers(workbook_copy, "facilities", [
        answered_where_it_is(point, mail_pickup_hour=hour)
        for kind in ("post_office", "commune_culture_post_office", "one_stop_centre")
        for point, hour in zip(points_of(workbook_copy, kind), [14, 16] * 20, strict=False)])  # fmt: skip
    found = load_inputs().register["mail_pickup_hour"]
    # 20 and 19, 9 and 9, 1 and 0 points at 14 and 16 hours.
    assert found.quantity.value == pytest.approx((30 * 14 + 28 * 16) / 58)
    assert found.quantity.low == found.quantity.value == found.quantity.high
    assert found.quality == "G"


def test_the_error_of_a_ratio_is_that_of_its_residuals():
    y, x = np.array([2.0, 9.0, 4.0]), np.array([10.0, 30.0, 20.0])
    residuals = [2 - 0.25 * 10, 9 - 0.25 * 30, 4 - 0.25 * 20]
    error = math.sqrt((1 - 3 / 12) / 3 * sum(r**2 for r in residuals) / 2) / 20
    assert ratio_estimate(y, x, 12) == (0.25, pytest.approx(error))


def test_one_answer_of_several_has_no_standard_error():
    ratio, error = ratio_estimate(np.array([3.0]), np.array([1.0]), 2)
    assert ratio == 3
    assert math.isnan(error)


def test_points_keep_the_hours_they_gave_and_others_those_of_their_kind(workbook_copy):
    first, *_ = points_of(workbook_copy, "post_office")
    samples.write_answers(workbook_copy, "facilities", [answered_where_it_is(first, opening_hours_per_day=10)])
    inputs = load_inputs()
    hours = ran(inputs)["sites"].set_index("site_id")["opening_hours_per_day"]
    assert (hours["P01"], hours["P02"]) == (10, 8)
    assert {hours[point["point_id"]] for point in points_of(workbook_copy, "commune_culture_post_office")} == {6}
    longer = ran(inputs, "do_minimum")["sites"].set_index("site_id")["opening_hours_per_day"]
    assert (longer["P01"], longer["P02"]) == (11, 9)


def test_hours_that_a_scenario_sets_hold_for_observed_points_too(workbook_copy):
    first, *_ = points_of(workbook_copy, "post_office")
    samples.write_answers(workbook_copy, "facilities", [answered_where_it_is(first, opening_hours_per_day=10)])
    hours = ran(load_inputs(), opening_hours_post_office=9)["sites"].set_index("site_id")["opening_hours_per_day"]
    assert (hours["P01"], hours["P02"]) == (9, 9)


def test_a_point_whose_hours_are_observed_is_sized_by_them(workbook_copy):
    """In half the hours the busiest hour holds more of the day, up to all of it."""
    before = ran(load_inputs())["sites"].set_index("site_id")["dossier_load"]
    first, *_ = points_of(workbook_copy, "post_office")
    samples.write_answers(workbook_copy, "facilities", [answered_where_it_is(first, opening_hours_per_day=4)])
    after = ran(load_inputs())["sites"].set_index("site_id")["dossier_load"]
    assert after["P01"] == pytest.approx(2 * before["P01"], rel=0.02)


def test_plausible_layouts_are_drawn_around_the_points_that_answered(workbook_copy):
    samples.write_answers(workbook_copy, "facilities", [
        samples.facility_answer(point, commune_code="18895", kind=kind)
        for point, kind in (("P10", "post_office"), ("P11", "commune_culture_post_office"))])  # fmt: skip
    inputs = load_inputs()
    frequency = selection_frequency(load_scenario("stepwise", inputs.register), inputs, layouts=3)
    free = frequency.set_index("commune_code")["free"]
    assert free["18895"] == 0  # it has a point in every layout
    assert free.max() == 3


def spoil(root, name, old, new):
    path = root / "data" / "tables" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("old", "new", "words"), [
    ("reception_share,needs", "reception_shares,needs", "có phải là “reception_share”"),
    ("dossiers_send dossiers_both,dossiers_send dossiers_receive", "dossiers_sent,dossiers_send", "dossiers_send"),
    ("opening_hours_per_day,,unit_type", "name_vi,,unit_type", "opening_hours_per_day"),
])  # fmt: skip
def test_a_rule_that_names_what_does_not_exist_is_refused(workbook_copy, old, new, words):
    spoil(workbook_copy, "survey_rules.csv", old, new)
    with pytest.raises(InputError, match=words) as caught:
        load_inputs()
    assert caught.value.file == "data/tables/survey_rules.csv"


def test_an_answer_of_an_unknown_agency_is_refused_at_load(workbook_copy):
    samples.write_answers(workbook_copy, "agency_needs", [samples.needs_answer("S99")])
    with pytest.raises(InputError, match="S99") as caught:
        load_inputs()
    assert (caught.value.file, caught.value.row) == ("data/tables/agency_needs.csv", 2)


def test_an_answer_of_an_unknown_point_is_refused_at_load(workbook_copy):
    samples.write_answers(workbook_copy, "facilities", [samples.facility_answer("P99")])
    with pytest.raises(InputError, match="P99"):
        load_inputs()


# --- what a unit does not know ----------------------------------------------------------------------------


def test_a_number_left_blank_is_unknown_and_the_unit_does_not_count_for_its_rule(workbook_copy):
    offices = [point for point in points_of(workbook_copy, "post_office")]
    answers = [answered_where_it_is(point, other_customers_per_day="" if k else 60, opening_hours_per_day=6)
               for k, point in enumerate(offices)]
    samples.write_answers(workbook_copy, "facilities", answers)
    register = load_inputs().register
    assert register["opening_hours_post_office"].quantity.value == 6
    assert register["opening_hours_post_office"].quantity.locator.startswith("39/39")
    assert register["background_per_hour_post_office"].quantity.status == "assumed"
