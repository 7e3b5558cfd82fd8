"""Settle what an inbox of returned forms adds up to: accepted, refused and ignored files, and the new tables.

Pure: nothing is read from or written to a folder here. When several files answer for one unit, the latest
``answered_on`` counts, the answer already in the table included; files of one day that differ are refused,
because no rule could tell which of them is right.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from helpers.inputs.schemas import SCHEMAS
from helpers.inputs.survey.cells import Context
from helpers.inputs.survey.file import InboxFile
from helpers.inputs.survey.form import FACILITY, FORMS, UNIT_CELL, Form
from helpers.inputs.survey.read import Problem, Reading, read_form
from helpers.inputs.survey.roster import survey_roster

#: Codes offered in place of one that does not exist.
ALIKE_SHOWN = 5
ACCEPTED, REFUSED, IGNORED = "accepted", "refused", "ignored"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one file of the inbox, and why; ``notes`` are remarks on an accepted form."""

    file: str
    result: str
    said_vi: str
    form: str = ""
    unit_id: str = ""
    name_vi: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyImport:
    """The outcome of every file, in the order of their names, and the tables that change, by name."""

    outcomes: tuple[Outcome, ...]
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def count(self, result: str) -> int:
        """Return how many files were accepted, refused or ignored."""
        return sum(outcome.result == result for outcome in self.outcomes)


def import_answers(files: Iterable[InboxFile], tables: Mapping[str, pd.DataFrame], context: Context) -> SurveyImport:
    """Read every file and merge the accepted answers into the tables.

    Parameters
    ----------
    files : the inbox.
    tables : the tables by name, as they are in ``data/tables``.
    context : what answers are checked against.

    Returns
    -------
    one outcome for each file: files = accepted + refused + ignored; only tables that differ are in ``changed``.
    """
    files, roster = list(files), survey_roster(tables)
    outcomes = {file.name: Outcome(file.name, IGNORED, "tệp khóa hoặc tệp hệ thống") for file in files
                if file.is_clutter}
    readings = [_known_unit(read_form(file, context), roster) for file in files if not file.is_clutter]
    outcomes |= {reading.file: _refused(reading, "phiếu có lỗi") for reading in readings if reading.problems}
    accepted: dict[str, dict[str, dict]] = {kind: {} for kind in FORMS}
    for group in _by_unit(readings):
        form, unit_id = group[0].form, group[0].unit_id
        outcomes |= _settle(group, _stored(form, unit_id, tables))
        if any(outcomes[reading.file].result == ACCEPTED for reading in group):
            accepted[form.kind][unit_id] = max(group, key=_filled_on).answers
    names = roster.set_index("unit_id")["name_vi"].to_dict()
    outcomes = {name: _described(outcome, names, accepted, tables) for name, outcome in outcomes.items()}
    merged = {FORMS[kind].table: _merged(FORMS[kind], tables, answers) for kind, answers in accepted.items()}
    changed = {name: table for name, table in merged.items() if table_bytes(table) != table_bytes(tables[name])}
    return SurveyImport(tuple(outcomes[file.name] for file in files), changed)


def table_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as a CSV file of ``data/tables``: UTF-8, decimal point, whole numbers without one."""
    text = pd.DataFrame({name: table[name].map(_text) for name in table}, columns=table.columns)
    stream = io.StringIO()
    text.to_csv(stream, index=False, lineterminator="\n")
    return stream.getvalue().encode()


def _text(value) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


# --- one unit, one answer ---------------------------------------------------------------------------------


def _known_unit(reading: Reading, roster: pd.DataFrame) -> Reading:
    """Refuse a form of a unit that is not on the roster of this form."""
    if reading.answers is None:
        return reading
    known = set(roster.loc[roster["form"] == reading.form.kind, "unit_id"])
    if reading.unit_id in known:
        return reading
    alike = ", ".join(sorted(code for code in known if _one_apart(code, reading.unit_id))[:ALIKE_SHOWN])
    remedy = f"có phải là {alike}? Ghi đúng mã trong danh sách gửi phiếu" if alike else "ghi đúng mã đơn vị"
    problem = Problem(UNIT_CELL, "mã đơn vị", reading.unit_id, "không có đơn vị này trong danh sách của phiếu",
                      remedy)
    return replace(reading, answers=None, problems=(problem,))


def _one_apart(code: str, other: str) -> bool:
    """Return whether two codes of one length differ in one sign."""
    return len(code) == len(other) and sum(a != b for a, b in zip(code, other, strict=True)) == 1


def _refused(reading: Reading, said_vi: str, problems: tuple[Problem, ...] = ()) -> Outcome:
    return Outcome(reading.file, REFUSED, said_vi, reading.form.kind if reading.form else "", reading.unit_id,
                   problems=problems or reading.problems)


def _by_unit(readings: list[Reading]) -> list[list[Reading]]:
    groups: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        if reading.answers is not None:
            groups.setdefault((reading.form.kind, reading.unit_id), []).append(reading)
    return list(groups.values())


def _filled_on(reading: Reading) -> str:
    return reading.answers["answered_on"]


def _stored(form: Form, unit_id: str, tables: Mapping[str, pd.DataFrame]) -> dict | None:
    """Return the answers that the table already holds for a unit."""
    table = tables[form.table]
    rows = table[table[form.key] == unit_id]
    if rows.empty:
        return None
    row = rows.iloc[0].to_dict()
    return {question.id: None if pd.isna(row[question.id]) else row[question.id] for question in form.fields}


def _settle(group: list[Reading], stored: dict | None) -> dict[str, Outcome]:
    """Decide between the forms of one unit, and the answer that the table holds."""
    latest = max(map(_filled_on, group))
    newest = [reading for reading in group if _filled_on(reading) == latest]
    outcomes = {reading.file: _ignored(reading, f"đã có phiếu ngày {_day(latest)} muộn hơn của cùng đơn vị")
                for reading in group if reading not in newest}
    if any(reading.answers != newest[0].answers for reading in newest):
        return outcomes | {reading.file: _conflict(reading, newest) for reading in newest}
    if stored is not None and stored["answered_on"] > latest:
        return outcomes | {reading.file: _ignored(
            reading, f"bảng đã có câu trả lời ngày {_day(stored['answered_on'])} muộn hơn") for reading in newest}
    if stored is not None and stored["answered_on"] == latest and stored != newest[0].answers:
        return outcomes | {reading.file: _conflict(reading, newest) for reading in newest}
    twins = {reading.file: _ignored(reading, f"trùng hệt tệp {newest[0].file}") for reading in newest[1:]}
    return outcomes | twins | {newest[0].file: _taken(newest[0], stored)}


def _taken(reading: Reading, stored: dict | None) -> Outcome:
    said = "đã nhận"
    if stored == reading.answers:
        said = "đã nhận từ lần nhập trước, không thay đổi"
    elif stored is not None:
        said = f"đã nhận, thay câu trả lời ngày {_day(stored['answered_on'])}"
    return Outcome(reading.file, ACCEPTED, said, reading.form.kind, reading.unit_id)


def _ignored(reading: Reading, said_vi: str) -> Outcome:
    return Outcome(reading.file, IGNORED, said_vi, reading.form.kind, reading.unit_id)


def _conflict(reading: Reading, newest: list[Reading]) -> Outcome:
    others = ", ".join(other.file for other in newest if other is not reading)
    with_vi = f"tệp {others}" if others else f"câu trả lời đã nhập trong data/tables/{reading.form.table}.csv"
    problem = Problem("", "cả phiếu", "", f"cùng đơn vị, cùng ngày điền nhưng khác {with_vi}",
                      "giữ lại một phiếu trong thư mục nhận; nếu là phiếu sửa, ghi ngày điền muộn hơn")
    return _refused(reading, "hai câu trả lời khác nhau", (problem,))


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


# --- names, remarks, tables -------------------------------------------------------------------------------


def _described(outcome: Outcome, names: dict, accepted: dict, tables: Mapping[str, pd.DataFrame]) -> Outcome:
    """Add the name of the unit and, to an accepted facility form, remarks."""
    notes = ()
    if outcome.result == ACCEPTED and outcome.form == FACILITY.kind:
        notes = _remarks(outcome.unit_id, accepted[outcome.form][outcome.unit_id], tables)
    return replace(outcome, name_vi=names.get(outcome.unit_id, ""), notes=notes)


def _remarks(unit_id: str, answers: dict, tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return what an official should look at again in an accepted facility form."""
    point = tables["service_points"].set_index("point_id").loc[unit_id]
    communes = tables["communes"].set_index("commune_code")
    remarks, words = [], FACILITY.field("kind").choices
    if answers["kind"] != point["kind"]:
        remarks.append(f"loại điểm “{words[answers['kind']]}” khác danh sách “{words[point['kind']]}”: "
                       "số điểm từng loại sẽ lệch với số đã công bố")
    shrink = np.cos(np.radians(answers["lat"]))
    apart = (communes["lat"] - answers["lat"]) ** 2 + ((communes["lon"] - answers["lon"]) * shrink) ** 2
    near, said = communes.loc[apart.idxmin()], communes.loc[answers["commune_code"]]
    if near["district_code"] != said["district_code"]:
        remarks.append(f"tọa độ ở gần trung tâm {near['name_vi']} thuộc huyện khác hơn {said['name_vi']} đã khai: "
                       "kiểm tra lại tọa độ")
    return tuple(remarks)


def _merged(form: Form, tables: Mapping[str, pd.DataFrame], answers: dict[str, dict]) -> pd.DataFrame:
    """Return the table of a form with the accepted answers put in, ordered by its key."""
    table, schema = tables[form.table], SCHEMAS[form.table]
    kept = table[~table[form.key].isin(answers)].to_dict("records")
    new = [{form.key: unit_id, **answer, "source_id": form.source_id} for unit_id, answer in answers.items()]
    merged = pd.DataFrame(kept + new, columns=list(schema.columns)).sort_values(form.key, ignore_index=True)
    dtypes = {name: str(column.dtype) for name, column in schema.columns.items()}
    return schema.validate(merged.astype(dtypes))

