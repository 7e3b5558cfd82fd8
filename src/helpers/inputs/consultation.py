"""Who is asked for an opinion on the drafts, what has come back, and what the agencies found of their procedures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from helpers.inputs.errors import InputError, unknown_name

CONSULTEES, OPINIONS, PROCEDURES = (f"data/tables/{name}.csv" for name in
                                    ("consultees", "opinions", "procedure_list"))
_LETTER = ("received_on", "document_number", "document_date")


def body_names(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the name of every body that may be asked, by its key.

    A department has its own name, a district that of its committee (``UBND huyện Minh Hóa``); the names of other
    bodies stand in ``consultees``.
    """
    departments, districts, asked = tables["departments"], tables["districts"], tables["consultees"]
    committees = "UBND " + districts["name_vi"].str[0].str.lower() + districts["name_vi"].str[1:]
    named = asked.dropna(subset="name_vi")
    return {**dict(zip(departments["unit_id"], departments["name_vi"], strict=True)),
            **dict(zip("H" + districts["district_code"], committees, strict=True)),
            **dict(zip(named["body_id"], named["name_vi"], strict=True))}


def consulted(tables: Mapping[str, pd.DataFrame], profile: str, day: str) -> pd.DataFrame:
    """Return the bodies that are asked under a format profile and how each stands on a day.

    Parameters
    ----------
    tables : the tables by name; ``consultees, opinions, departments, districts`` are used.
    profile : name of the format profile; rows of another one are left out.
    day : ISO date; who has not answered by its ``due_on`` before this day is late.

    Returns
    -------
    columns of ``consultees`` in their order, ``name_vi`` filled in, and ``answered, late`` [bool], ``opinions`` and
    ``replied`` [number of opinions, and of those that the department has answered].
    """
    table, opinions = tables["consultees"], tables["opinions"]
    table = table[table["profile"].fillna(profile) == profile].reset_index(drop=True)
    ended = table["received_on"].fillna(day)
    counts = opinions.groupby("body_id").agg(opinions=("item", "size"), replied=("answer", "count"))
    counts = counts.reindex(table["body_id"]).fillna(0).astype(int).reset_index(drop=True)
    return table.assign(
        name_vi=table["body_id"].map(body_names(tables)),
        answered=table["state"] == "received",
        late=(table["due_on"].notna() & (ended > table["due_on"].fillna(day))).astype(bool),
        **counts,
    )


def check_consultation(tables: Mapping[str, pd.DataFrame]) -> None:
    """Check what must hold between the cells of a row, and between the tables, of consultation and procedures.

    Parameters
    ----------
    tables : the tables by name; the index of a frame is the line number in its file.

    Raises
    ------
    InputError : a body without a name; a letter without the day it came, or a waiting body with one; an opinion of
        a body whose letter has not come; half an answer; a procedure left out without its reason and article, or
        taken in without its form; an agency that does not exist.
    """
    for problem in (*_bodies(tables), *_opinions(tables), *_procedures(tables)):
        raise problem


def _bodies(tables: Mapping[str, pd.DataFrame]) -> Iterator[InputError]:
    names = body_names(tables)
    for row in tables["consultees"].itertuples():
        if row.body_id not in names:
            yield unknown_name(CONSULTEES, row.body_id, names, row=row.Index,
                               what_vi="cơ quan của departments, districts, hoặc điền name_vi",
                               what_en="a body of departments or districts, or fill in name_vi")
        letter = [column for column in _LETTER if not pd.isna(getattr(row, column))]
        if row.state == "waiting" and letter:
            yield _refuse(CONSULTEES, row.Index, letter[0], getattr(row, letter[0]),
                          ("trống khi state là waiting", "blank while state is waiting"),
                          ("đổi state thành received, hoặc xóa ô này", "set state to received, or clear this cell"))
        if row.state == "received" and "received_on" not in letter:
            yield _refuse(CONSULTEES, row.Index, "received_on", row.body_id,
                          ("ngày nhận văn bản khi state là received", "the day it came when state is received"),
                          ("điền ngày nhận", "fill in the day"))


def _opinions(tables: Mapping[str, pd.DataFrame]) -> Iterator[InputError]:
    state = tables["consultees"].set_index("body_id")["state"]
    for row in tables["opinions"].itertuples():
        if state.get(row.body_id) == "waiting":
            yield _refuse(OPINIONS, row.Index, "body_id", row.body_id,
                          ("cơ quan đã có văn bản góp ý (state là received)", "a body whose letter has come"),
                          (f"đổi state ở {CONSULTEES} thành received", f"set state in {CONSULTEES} to received"))
        if pd.isna(row.answer) != pd.isna(row.answer_vi):
            yield _refuse(OPINIONS, row.Index, "answer", "" if pd.isna(row.answer) else row.answer,
                          ("cả answer và answer_vi, hoặc không ô nào", "both answer and answer_vi, or neither"),
                          ("điền ô còn thiếu", "fill in the other cell"))


def _procedures(tables: Mapping[str, pd.DataFrame]) -> Iterator[InputError]:
    agencies = {*tables["departments"]["unit_id"], "district", "commune"}
    for row in tables["procedure_list"].itertuples():
        if row.body_id not in agencies:
            yield unknown_name(PROCEDURES, row.body_id, agencies, row=row.Index, what_vi="cơ quan giải quyết",
                               what_en="an agency")
        needed = ("form",) if row.by_post else ("reason_vi", "presence_vi")
        for column in (name for name in needed if pd.isna(getattr(row, name))):
            yield _refuse(PROCEDURES, row.Index, column, row.procedure_code,
                          ("hình thức của thủ tục thực hiện; lý do và điều, khoản của thủ tục không thực hiện",
                           "the form of a procedure done by post; reason and article of one that is not"),
                          ("điền ô này", "fill in this cell"))


def _refuse(file: str, row: int, column: str, value, allowed: tuple[str, str], remedy: tuple[str, str]) -> InputError:
    return InputError(file, row=row, column=column, value=value, allowed_vi=allowed[0], allowed_en=allowed[1],
                      remedy_vi=remedy[0], remedy_en=remedy[1])
