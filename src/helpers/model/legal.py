"""Which task of the post has a legal basis on the day of the scenario, and which needs an agreement or a pilot."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.inputs import Inputs, Scenario

#: Verdicts from best to worst, and what the papers call them.
VERDICTS = {"basis": "đủ căn cứ", "agreement": "cần thỏa thuận", "pilot": "cần thí điểm"}
#: Why a document does not count, for the table.
REASONS_VI = {
    "": "", "unknown_day": "chưa rõ ngày ban hành và ngày có hiệu lực", "not_issued": "chưa ban hành",
    "not_yet": "chưa có hiệu lực", "ended": "đã hết hiệu lực", "unchecked": "chưa có người đối chiếu bản gốc",
}
MATRIX_COLUMNS = ("task_id", "label_vi", "doc_id", "articles", "in_force", "verdict", "verdict_vi", "reason_vi",
                  "open_docs")


def why_not_in_force(document: Mapping, day: str) -> str:
    """Return why a document does not count on a day, or nothing when it does.

    In force: from ``effective_from`` (the day of issue where that is not known) until the day before
    ``effective_to``. A document of which neither day is known never counts.

    Parameters
    ----------
    document : row of ``legal_basis`` with ``date_issued, effective_from, effective_to``; day : ISO date.

    >>> law = {"date_issued": "2018-04-23", "effective_from": "2018-06-21", "effective_to": "2025-07-01"}
    >>> [why_not_in_force(law, day) for day in ("2018-06-20", "2018-06-21", "2025-06-30", "2025-07-01")]
    ['not_yet', '', '', 'ended']
    """
    issued, start, end = (_day(document[name]) for name in ("date_issued", "effective_from", "effective_to"))
    if not (issued or start):
        return "unknown_day"
    if issued and issued > day:
        return "not_issued"
    if start and start > day:
        return "not_yet"
    return "ended" if end and end <= day else ""


def active_tasks(scenario: Scenario, inputs: Inputs) -> pd.DataFrame:
    """Return the tasks that the scenario gives to the post, with their legal basis and verdict."""
    p = inputs.register.base_values() | scenario.values
    on = {"always": True, "new_points": scenario.levers.siting != "none",
          "it_connection": p["with_it_connection"] > 0, "one_stop_desks": p["one_stop_desks"] > 0}
    tasks = inputs["tasks"]
    return tasks[tasks["applies_when"].map(on)].reset_index(drop=True)


def legal_matrix(scenario: Scenario, inputs: Inputs) -> pd.DataFrame:
    """Return each task of the scenario against the documents in force on its day, one row for each task.

    A task rests on the document of ``tasks``, and from the day that they are in force on those of ``task_bases``,
    once somebody has ticked them against the original; the best verdict counts. Where none is in force the task
    needs a pilot: a document that has not begun, or has ended, or whose days are not known, never counts.

    Columns: ``task_id, label_vi``, the document and articles it rests on (blank without one), ``in_force``, the
    verdict as a key and in words, the reason, and ``open_docs``: documents that do not count, each with why.

    Source
    ------
    Decree 61/2018/NĐ-CP, articles 10-11 (who works at a one-stop desk); Decision 45/2016/QĐ-TTg.
    """
    documents = _documents(inputs)
    later = inputs["task_bases"].to_dict("records")
    day, rows = scenario.as_of.isoformat(), []
    for task in active_tasks(scenario, inputs).to_dict("records"):
        bases = [task, *(row for row in later if row["task_id"] == task["task_id"])]
        why = [_why_not(documents[base["doc_id"]], day, later=base is not task) for base in bases]
        rows.append(_matrix_row(task, bases, why))
    return pd.DataFrame(rows, columns=list(MATRIX_COLUMNS))


def line_bases(inputs: Inputs, scenario: Scenario) -> pd.DataFrame:
    """Return payer, legal basis, document and articles of every cash line on the day of the scenario.

    A line whose document is not in force on that day has no basis; blanks are empty text.
    """
    documents = _documents(inputs)
    day, lines = scenario.as_of.isoformat(), inputs["cash_lines"].set_index("line_id")
    lines = lines[["payer", "basis", "doc_id", "articles"]].astype(object).fillna("")
    stands = [basis != "has_basis" or not why_not_in_force(documents[doc], day)
              for basis, doc in zip(lines["basis"], lines["doc_id"], strict=True)]
    return lines.assign(basis=lines["basis"].where(stands, "no_basis"))


def _documents(inputs: Inputs) -> dict[str, dict]:
    """Return the days and ticks of every document by its key."""
    table = inputs["legal_basis"]
    names = ("doc_id", "date_issued", "effective_from", "effective_to", "verified_by_role", "verified_on")
    rows = zip(*(table[name].to_list() for name in names), strict=True)
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def _why_not(document: Mapping, day: str, *, later: bool) -> str:
    unticked = later and (pd.isna(document["verified_by_role"]) or pd.isna(document["verified_on"]))
    return why_not_in_force(document, day) or ("unchecked" if unticked else "")


def _matrix_row(task: Mapping, bases: list[Mapping], why: list[str]) -> dict:
    ranks = list(VERDICTS)
    counting = [base for base, problem in zip(bases, why, strict=True) if not problem]
    best = min(counting, key=lambda base: ranks.index(base["verdict"]), default=None)
    verdict = best["verdict"] if best else "pilot"
    left = [f"{base['doc_id']}: {REASONS_VI[problem]}" for base, problem in zip(bases, why, strict=True) if problem]
    told = best or {"doc_id": "", "articles": "", "reason_vi": "Không văn bản nào trong bảng còn hiệu lực"}
    known = {key: "" if pd.isna(told[key]) else told[key] for key in ("doc_id", "articles", "reason_vi")}
    return {"task_id": task["task_id"], "label_vi": task["label_vi"], **known, "in_force": best is not None,
            "verdict": verdict, "verdict_vi": VERDICTS[verdict], "open_docs": "; ".join(left)}


def _day(value) -> str:
    """Return a date as ISO text, blank where it is not known."""
    return "" if pd.isna(value) else str(value)[: len("2018-11-07")]
