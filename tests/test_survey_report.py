"""The report on the survey: honest without an answer, and full of them once they are in."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from model_samples import DATA, base_values, rows, run, scenario
from model_samples import inputs as model_inputs
from paper_samples import copy_with_few_draws, executed, paper_of, prose, tables
from report_samples import pdf_pages, word_text
from survey_samples import facility_answer, needs_answer, write_answers

from helpers.inputs.survey.form import FORMS
from helpers.model import run_scenario
from helpers.report.book import Book
from helpers.report.pdf import to_pdf
from helpers.report.survey.worth import worth_of_answers
from helpers.report.tables.survey_stakes import waiting_parameters
from helpers.report.word import to_docx
from helpers.run.workbook import open_workbook

PAPER = "bao_cao_khao_sat"
#: Units that must answer, counted from the files: points, departments, districts, communes.
ASKED = {"facility": len(rows("tables/service_points.csv")),
         "needs": sum(len(rows(f"tables/{name}.csv")) for name in ("departments", "districts", "communes"))}
ALL = sum(ASKED.values())
POINTS, AGENCIES = ("P01", "P02", "P03", "P10"), ("S01", "S02", "H450", "X18853")


def answers(home, points, agencies):
    """Put answers of some points and agencies into the tables of a copy; counters and dossiers differ."""
    places = {row["point_id"]: row for row in rows("tables/service_points.csv")}
    given = [facility_answer(point, kind=places[point]["kind"], commune_code=places[point]["commune_code"],
                             lat=places[point]["lat"], lon=places[point]["lon"], counters=str(1 + place % 3))
             for place, point in enumerate(points)]
    write_answers(home, "facilities", given)
    write_answers(home, "agency_needs",
                  [needs_answer(unit, dossiers_receive=str(600 + place), co_locate=("yes", "no")[place % 2])
                   for place, unit in enumerate(agencies)])


def every_unit():
    agencies = [row["unit_id"] for row in rows("tables/departments.csv")]
    agencies += [f"H{row['district_code']}" for row in rows("tables/districts.csv")]
    agencies += [f"X{row['commune_code']}" for row in rows("tables/communes.csv")]
    return [row["point_id"] for row in rows("tables/service_points.csv")], agencies


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """Copies of the workbook without answers, with some, and with all of them."""
    made = {name: copy_with_few_draws(tmp_path_factory.mktemp(name)) for name in ("silent", "some", "all")}
    answers(made["some"], POINTS, AGENCIES)
    answers(made["all"], *every_unit())
    return made


@pytest.fixture(scope="module", params=("silent", "some", "all"))
def report(homes, request):
    """The name of a copy, its folder, and its executed report."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QD45_HOME", str(homes[request.param]))
        yield request.param, homes[request.param], executed(homes[request.param], PAPER, "stepwise")


def of(report, name):
    if report[0] != name:
        pytest.skip(f"about the copy {name}")
    return report[2]


def percent(part, whole):
    return f"{round(100 * part / whole)}%"


# --- who answered -------------------------------------------------------------------------------------------


def test_the_response_rates_are_those_of_the_files(report):
    name, home, notebook = report
    folder = home / "data" / "tables"
    answered = {kind: len(pd.read_csv(folder / f"{form.table}.csv")) for kind, form in FORMS.items()}
    total = sum(answered.values())
    assert (name == "silent") == (total == 0)
    said, table = prose(notebook), tables(notebook)["bang-ty-le-loai"].rows
    assert table[-1][2:] == [str(ALL), str(total), str(ALL - total), percent(total, ALL)]
    assert [row[3] for row in table[-3:-1]] == [str(answered["facility"]), str(answered["needs"])]
    assert percent(total, ALL) in said.split("Tổ chức khảo sát")[0]
    districts = tables(notebook)["bang-ty-le-huyen"].rows
    for column, kind in ((2, "facility"), (4, "needs")):
        assert sum(int(row[column] or 0) for row in districts[:-1]) == answered[kind] == int(districts[-1][column])


def test_without_answers_nothing_is_told_of_the_units_and_it_is_said_first(report):
    notebook = of(report, "silent")
    said = prose(notebook)
    assert "chưa có phiếu nào trả lời trên 244 đơn vị, điểm" in said
    assert "không nêu kết quả điều tra nào" in said
    for name in ("bang-co-so", "bang-nhu-cau"):
        for row in tables(notebook)[name].rows:
            assert row[1] == "0"
            assert set(row[2:]) == {"……"}


def test_with_answers_the_tables_hold_their_sums(report):
    name, home, notebook = report
    if name == "silent":
        return
    points = pd.read_csv(home / "data" / "tables" / "facilities.csv")
    needs = pd.read_csv(home / "data" / "tables" / "agency_needs.csv")
    whole = tables(notebook)["bang-co-so"].rows[-1]
    assert whole[1:3] == [str(len(points)), str(points["counters"].sum())]
    assert whole[4] == f"{points['opening_hours_per_day'].mean():.1f}".replace(".", ",")
    assert whole[7] == str((points["has_scanner"] == 1).sum())
    said = tables(notebook)["bang-nhu-cau"].rows[-1]
    assert said[1] == str(len(needs))
    assert said[5] == f"{needs['dossiers_receive'].sum():,}".replace(",", ".")
    assert said[7] == str((needs["co_locate"] == "yes").sum())
    assert "chưa có phiếu nào trả lời" not in prose(notebook)


def test_who_is_silent_is_named_and_whoever_answered_is_not(report):
    said = prose(report[2])
    if report[0] == "all":
        assert "đã trả lời" in said
        assert "chưa trả lời: " not in said
        return
    listed = said.split("chưa trả lời: ", 1)[1].split("## ")[0]
    assert "Sở Tư pháp" in listed
    assert ("Sở Nội vụ" in listed) == (report[0] == "silent")
    assert ("UBND thành phố Đồng Hới" in listed) == (report[0] == "silent")


# --- what follows from it -----------------------------------------------------------------------------------


def test_an_assumption_is_called_replaced_only_once_enough_units_have_answered(report):
    status = {row[0]: row[4] for row in tables(report[2])["bang-thay-gia-dinh"].rows}
    assert set(status.values()) == ({"quan sát"} if report[0] == "all" else {"giả định"})


def test_answers_that_differ_from_what_was_published_are_set_against_it(report):
    table = {row[0]: row for row in tables(report[2])["bang-doi-chieu"].rows}
    assert table["Bưu cục"][1:3] == ["39", "39"]
    procedures = table["Thủ tục hành chính"]
    if report[0] == "silent":
        assert procedures[1:4] == ["1.971", "……", "……"]
    else:
        units = len(AGENCIES) if report[0] == "some" else ASKED["needs"]
        assert procedures[2] == f"{112 * units:,}".replace(",", ".")
        assert procedures[4] == f"{units}/{ASKED['needs']}"


def test_what_an_answer_could_move_is_a_run_with_that_number_changed():
    book = Book(model_inputs(), run("stepwise"), run, {}, "")
    low, high = (float(next(row for row in rows("parameters.csv") if row["parameter_id"] == "reception_share")[end])
                 for end in ("low", "high"))
    table = book.one_at_a_time.set_index(["metric_id", "parameter_id"])
    own, bau = run("stepwise"), run("bau")
    for end, value in (("low", low), ("high", high)):
        changed, other = (run_scenario(scenario(name, reception_share=value), model_inputs()).headlines
                          for name in ("stepwise", "bau"))
        assert table.loc[("receptions_plan_end", "reception_share"), end] == pytest.approx(
            changed["receptions_plan_end"])
        assert table.loc[("society_npv_vnd", "reception_share"), end] == pytest.approx(
            changed["society_npv_vnd"] - other["society_npv_vnd"])
    assert table.loc[("society_npv_vnd", "reception_share"), "base"] == pytest.approx(
        own.headlines["society_npv_vnd"] - bau.headlines["society_npv_vnd"])


def test_the_worth_of_an_answer_is_that_of_the_study_of_facts(homes, monkeypatch):
    monkeypatch.setenv("QD45_HOME", str(homes["silent"]))
    book = open_workbook("stepwise")
    # With few draws the study holds no fact; enough are made here.
    many = {name: book.runs[name]["draws"].sample(600, replace=True, random_state=3, ignore_index=True)
            for name in book.runs}
    for name, result in book.runs.items():
        result.tables["draws"] = many[name]
    waiting = waiting_parameters(book)
    found = worth_of_answers(book, waiting).set_index(["input_id", "kind"])["value"]
    study = book.choice("information_score").set_index(["input_id", "kind"])["value"]
    assert {name for name, kind in found.index if kind == "single"} < set(waiting)
    assert len(found) == 5
    for key in found.index:
        assert found[key] == pytest.approx(study[key], abs=1e-12)


def test_deadlines_count_from_the_letter_by_the_days_of_the_register(report):
    reply = int(base_values()["survey_reply_days"])
    steps = sorted(rows("tables/survey_steps.csv"), key=lambda row: int(row["seq"]))
    table = tables(report[2])["bang-buoc-tiep"].rows
    for step, row in zip(steps, table, strict=True):
        after = step["days_after_reply"]
        assert row[2] == (f"{reply + int(after)} ngày kể từ ngày ký công văn" if after else "ngày ……")


def test_the_topics_cover_every_line_of_both_forms_once_and_every_parameter_that_waits():
    topics = rows("tables/survey_topics.csv")
    for kind, form in FORMS.items():
        asked = [field for row in topics if row["form"] == kind for field in row["fields"].split()]
        assert sorted(asked) == sorted(field.id for field in form.fields if field.id != "answered_on")
    named = {key for row in topics for key in row["parameter_ids"].split()}
    assert named == {row["parameter_id"] for row in rows("tables/survey_rules.csv")}


# --- the paper itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "profile"), [("bau", "2018"), ("every_commune", "2026")])
def test_the_report_comes_out_for_the_smallest_and_the_largest_plan_in_both_profiles(
        homes, monkeypatch, name, profile):
    monkeypatch.setenv("QD45_HOME", str(homes["silent"]))
    paper = paper_of(executed(homes["silent"], PAPER, name, profile), PAPER)
    pages, words = pdf_pages(to_pdf(paper)), word_text(to_docx(paper))
    text = " ".join(" ".join(pages).split())
    for said in (text, words):
        assert "BÁO CÁO" in said
        assert said.count("./.") == 1
    agency = {"2018": "Sở Thông tin và Truyền thông", "2026": "Sở Khoa học và Công nghệ"}[profile]
    assert f"{agency} kiến nghị" in text
    assert ("không mở điểm mới" in text) == (name == "bau")
    numbers = [set(re.findall(r"\d+(?:\.\d{3})+(?:,\d+)?|\d+,\d+%?|\d+%", said)) for said in (text, words)]
    assert numbers[0] == numbers[1]


def test_the_data_of_these_tests_are_those_of_the_workbook():
    assert ALL == 244
    assert (DATA / "tables" / "facilities.csv").read_text("utf-8").count("\n") == 1
