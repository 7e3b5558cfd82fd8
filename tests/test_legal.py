"""The legal matrix: what each task rests on, on the day of the scenario and on no other."""

import dataclasses
import datetime as dt

import pytest
from model_samples import SCENARIOS, inputs, rows, run, scenario

from helpers.model import legal, run_scenario

WORDS = {"basis": "đủ căn cứ", "agreement": "cần thỏa thuận", "pilot": "cần thí điểm"}
DAYS = ("2015-01-01", "2016-12-15", "2016-12-16", "2017-08-15", "2018-11-07", "2022-01-01", "2025-06-30",
        "2025-07-01", "2026-09-01")


def on(day, name="one_stop_at_post"):
    return scenario(name).model_copy(update={"as_of": dt.date.fromisoformat(day)})


def ticked(*doc_ids):
    """Return the inputs with some documents checked against the original by somebody."""
    table = inputs()["legal_basis"].copy()
    table["verified_by_role"] = table["verified_by_role"].astype(object)
    table["verified_on"] = table["verified_on"].astype(object)
    table.loc[table["doc_id"].isin(doc_ids), ["verified_by_role", "verified_on"]] = ["pháp chế", "2026-09-01"]
    return dataclasses.replace(inputs(), tables={**inputs().tables, "legal_basis": table})


def verdicts(day, name="one_stop_at_post", bundle=None):
    return legal.legal_matrix(on(day, name), bundle or inputs()).set_index("task_id")["verdict"]


# --- 2018 -------------------------------------------------------------------------------------------------


def test_in_2018_post_staff_at_a_one_stop_desk_need_a_pilot_by_decree_61():
    row = legal.legal_matrix(scenario("one_stop_at_post"), inputs()).set_index("task_id").loc["one_stop_staff"]
    assert (row["verdict"], row["verdict_vi"]) == ("pilot", "cần thí điểm")
    assert (row["doc_id"], row["articles"], row["in_force"]) == ("ND61-2018", "Điều 10-11", True)
    assert all(f"{doc}: chưa ban hành" in row["open_docs"] for doc in ("QD468-2021", "ND107-2021", "ND118-2025"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_in_2018_every_verdict_is_the_one_of_the_table_of_tasks(name):
    stated = {row["task_id"]: row["verdict"] for row in rows("tables/tasks.csv")}
    found = run(name)["legal_matrix"]
    assert found["verdict"].to_list() == [stated[task] for task in found["task_id"]]
    assert found["verdict_vi"].to_list() == [WORDS[stated[task]] for task in found["task_id"]]
    assert run(name).headlines["pilot_tasks"] == (found["verdict_vi"] == "cần thí điểm").sum()


# --- other days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_a_task_never_rests_on_a_document_that_is_not_in_force(day):
    known = {row["doc_id"]: row for row in rows("tables/legal_basis.csv")}
    every = ticked(*known)
    for row in legal.legal_matrix(on(day), every).itertuples():
        assert row.in_force == (row.doc_id != "")
        if row.doc_id:
            law = known[row.doc_id]
            assert max(law["date_issued"], law["effective_from"]) <= day < (law["effective_to"] or "9999"), row
        else:
            assert row.verdict == "pilot", row


def test_without_a_document_in_force_every_task_needs_a_pilot():
    assert set(verdicts("2015-01-01")) == {"pilot"}
    assert (verdicts("2016-12-15")["receive"], verdicts("2016-12-16")["receive"]) == ("pilot", "basis")


def test_a_later_decree_counts_only_once_somebody_has_checked_it():
    assert verdicts("2025-07-01")["one_stop_staff"] == "pilot"
    assert verdicts("2025-07-01", bundle=ticked("ND118-2025"))["one_stop_staff"] == "basis"
    left = legal.legal_matrix(on("2025-07-01"), inputs()).set_index("task_id").loc["one_stop_staff", "open_docs"]
    assert "ND118-2025: chưa có người đối chiếu bản gốc" in left


def test_a_checked_decree_counts_from_its_first_day_to_the_day_before_its_last():
    later, amended = ticked("ND118-2025"), ticked("ND107-2021")
    found = [verdicts(day, bundle=later)["one_stop_staff"] for day in ("2018-11-07", "2025-06-30", "2025-07-01")]
    assert found == ["pilot", "pilot", "basis"]
    found = [verdicts(day, bundle=amended)["one_stop_staff"] for day in ("2021-12-05", "2021-12-06", "2025-07-01")]
    assert found == ["pilot", "basis", "pilot"]


def test_a_task_whose_decree_has_ended_needs_a_pilot():
    assert [verdicts(day)["one_stop_place"] for day in ("2025-06-30", "2025-07-01")] == ["agreement", "pilot"]


def test_a_document_of_unknown_days_never_counts():
    law = {"date_issued": None, "effective_from": float("nan"), "effective_to": None}
    assert legal.why_not_in_force(law, "2026-01-01") == "unknown_day"


def test_the_headline_of_pilots_counts_the_matrix_on_a_later_day_too():
    later = run_scenario(on("2025-07-01"), inputs())
    assert later.headlines["pilot_tasks"] == (later["legal_matrix"]["verdict"] == "pilot").sum() == 2


# --- lines of money ---------------------------------------------------------------------------------------


def test_every_row_of_the_cash_flow_carries_its_basis_or_the_flag_that_there_is_none():
    stated = {row["line_id"]: (row["payer"], row["basis"], row["doc_id"], row["articles"])
              for row in rows("tables/cash_lines.csv")}
    flow = run("one_stop_at_post")["cash_flow"]
    assert len(flow) == 7 * len(stated)
    for row in flow.itertuples():
        assert (row.payer, row.basis, row.doc_id, row.articles) == stated[row.line], row
    assert set(flow.loc[flow["basis"] == "no_basis", "line"]) == {"communication"}


def test_a_line_whose_decree_has_ended_has_no_basis():
    found = legal.line_bases(inputs(), on("2025-07-01"))["basis"]
    fell = {"one_stop_capital", "one_stop_rent", "it_connection"}
    assert set(found.index[found == "no_basis"]) == fell | {"communication"}
