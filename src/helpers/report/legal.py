"""Legal citations, only of what is in force at the date of the paper."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from helpers.inputs import InputError, Inputs, unknown_name
from helpers.model.legal import why_not_in_force
from helpers.report import vietnamese

FILE = "data/tables/legal_basis.csv"
TO_SUPPLY = "TO-SUPPLY"
BLANK = "……"
ROLES = "data/tables/law_roles.csv"
#: What stands between a document and those that have amended it.
AMENDED = ", được sửa đổi, bổ sung bởi "
#: Columns that say whether a document may be cited, by the last year of which each speaks.
_FLAGS = {2018: "cite_2018", 9999: "cite_2026"}
_POINTED = re.compile(r"Điều (\d+)\.(\d+)(?:\.(\w))?")


def document(legal: pd.DataFrame, doc_id: str, as_of: dt.date) -> pd.Series:
    """Return the row of a document that may be cited at ``as_of``.

    Raises
    ------
    InputError : the document is not in the table, was not issued yet, or is not in force at that date.
    """
    known = legal.set_index("doc_id")
    if doc_id not in known.index:
        raise unknown_name(FILE, doc_id, known.index, what_vi="mã văn bản", what_en="a document id")
    row, day = known.loc[doc_id], as_of.isoformat()
    problem = why_not(row, as_of)
    if problem:
        raise InputError(FILE, row=int(known.index.get_loc(doc_id)) + 2, column="doc_id", value=doc_id,
                         allowed_vi=f"văn bản còn hiệu lực ngày {day} ({row['number']}: {problem})",
                         allowed_en=f"a document in force on {day} ({row['number']})",
                         remedy_vi="bỏ viện dẫn này hoặc đổi ngày văn bản",
                         remedy_en="drop the citation or change the date of the paper")
    return row


def why_not(row: pd.Series, as_of: dt.date) -> str | None:
    """Return why a document may not be cited on a day, or None when it may.

    One whose days are not known yet may: it is a paper of the province to be supplied.
    """
    if row[_flag(as_of)] == "no":
        return "được đánh dấu không viện dẫn"
    words = {"not_issued": ("ban hành", "date_issued"), "not_yet": ("có hiệu lực từ", "effective_from"),
             "ended": ("hết hiệu lực từ", "effective_to")}
    why = why_not_in_force(row, as_of.isoformat())
    return f"{words[why][0]} {str(row[words[why][1]])[:10]}" if why in words else None


def _flag(as_of: dt.date) -> str:
    """Return the column that says whether a document may be cited in a paper of a day."""
    return next(column for year, column in _FLAGS.items() if as_of.year <= year)


def for_role(inputs: Inputs, role: str, as_of: dt.date) -> tuple[str, str]:
    """Return the document that plays a role on a day, and its articles; blank articles are not known yet.

    Raises
    ------
    InputError : no such role, or nothing that plays it is in force on the day.
    """
    table, legal = inputs["law_roles"], inputs["legal_basis"].set_index("doc_id")
    rows = table[table["role_id"] == role]
    if rows.empty:
        raise unknown_name(ROLES, role, table["role_id"].unique(), what_vi="vai trò", what_en="a role")
    for row in rows.itertuples():
        if why_not(legal.loc[row.doc_id], as_of) is None:
            return row.doc_id, "" if pd.isna(row.article) else row.article
    raise InputError(ROLES, column="role_id", value=role,
                     allowed_vi=f"vai trò có văn bản còn hiệu lực ngày {as_of.isoformat()}",
                     allowed_en=f"a role that some document plays on {as_of.isoformat()}",
                     remedy_vi="thêm dòng văn bản thay thế, hoặc hỏi has_law(...) trước khi viện dẫn",
                     remedy_en="add the document that replaced it, or ask has_law(...) before citing")


def has_role(inputs: Inputs, role: str, as_of: dt.date) -> bool:
    """Return whether a document in force on a day plays a role.

    Raises
    ------
    InputError : no such role.
    """
    try:
        return bool(for_role(inputs, role, as_of))
    except InputError:
        if role not in set(inputs["law_roles"]["role_id"]):
            raise
        return False


def amending(legal: pd.DataFrame, row: pd.Series, as_of: dt.date) -> list[pd.Series]:
    """Return the documents that have amended a document and are in force on a day, the oldest first."""
    known = legal.set_index("doc_id")
    found = [known.loc[doc_id] for doc_id in ("" if pd.isna(row["amended_by"]) else row["amended_by"]).split()]
    return [other for other in found if why_not(other, as_of) is None]


def as_amended(amending: list[pd.Series]) -> str:
    """Return the words that follow a citation in full, blank without amendments.

    An amending document is cited by kind, number, date and issuer: that it amends is what its abstract would say.
    """
    return f"{AMENDED}{vietnamese.listing([dated(other) for other in amending])}" if amending else ""


def basis(legal: pd.DataFrame, paper: str, as_of: dt.date) -> list[str]:
    """Return the documents of a paper's legal basis that are in force at a date, by rank, then by date of issue.

    A document of the province that is not known yet comes last among its rank; it prints as a visible blank.

    Parameters
    ----------
    legal : the table ``legal_basis``; ``basis_for`` lists the papers of each document.
    paper : name of the paper's notebook.

    Raises
    ------
    InputError : no document is listed for the paper.
    """
    listed = legal[legal["basis_for"].fillna("").str.split().map(lambda papers: paper in papers)]
    if listed.empty:
        papers = {name for names in legal["basis_for"].dropna() for name in names.split()}
        raise unknown_name(FILE, paper, papers, what_vi="tên văn bản trong cột basis_for",
                           what_en="a paper of the column basis_for")
    valid = listed[[why_not(row, as_of) is None for _, row in listed.iterrows()]]
    return valid.sort_values(["rank", "date_issued"], kind="stable", na_position="last")["doc_id"].to_list()


def unchecked(legal: pd.DataFrame, as_of: dt.date) -> list[str]:
    """Return the documents that may be cited at a date but still need somebody's tick against the original.

    A tick is a role and a day in ``verified_by_role`` and ``verified_on``. Rows marked ``verify`` for the time of the
    paper and papers still to be supplied need one.
    """
    waits = (legal[_flag(as_of)] == "verify") | (legal["source_id"] == TO_SUPPLY)
    open_rows = legal[legal["verified_on"].isna() & waits]
    return [row["doc_id"] for _, row in open_rows.iterrows() if why_not(row, as_of) is None]


def short(row: pd.Series, numbered: bool = False) -> str:
    """Return the later form of a citation: kind and number; a law has its name, and its number where ``numbered``."""
    number = BLANK if pd.isna(row["number"]) else row["number"]
    if _is_law(row):
        return f"{row['title_vi']} số {number}" if numbered else str(row["title_vi"])
    return f"{row['kind_vi']} số {number}"


def full(row: pd.Series, numbered: bool = False) -> str:
    """Return the first form of a citation: kind, number, date, issuer and abstract (Decree 30/2020, annex I).

    A law has its name and date, and its number where ``numbered``: Decree 30/2020 asks for the name only, central
    documents of 2026 give the number as well. What is not known of a paper still to be supplied is a visible blank.
    """
    title = str(row["title_vi"])
    return dated(row, numbered) if _is_law(row) else f"{dated(row)} {title[0].lower()}{title[1:]}"


def dated(row: pd.Series, numbered: bool = False) -> str:
    """Return a citation without its abstract: kind, number, date and issuer; of a law its name and date."""
    when = "" if pd.isna(row["date_issued"]) else f" {vietnamese.long_date(_day(row['date_issued']))}"
    if not when and row["source_id"] == TO_SUPPLY:
        when = f" ngày {BLANK} tháng {BLANK} năm {BLANK}"
    return f"{short(row, numbered)}{when}" + ("" if _is_law(row) else f" của {row['issuer_vi']}")


def articles(text: str) -> str:
    """Return the short form of the tables as the law itself is cited, the smallest part first.

    >>> articles("Điều 13.4; Điều 38"), articles("Điều 7.2.đ")
    ('khoản 4 Điều 13, Điều 38', 'điểm đ khoản 2 Điều 7')
    """
    def spelled(found: re.Match) -> str:
        article, clause, point = found.groups()
        return f"{f'điểm {point} ' if point else ''}khoản {clause} Điều {article}"

    return _POINTED.sub(spelled, text).replace(";", ",")


def _is_law(row: pd.Series) -> bool:
    return str(row["kind_vi"]) in ("Luật", "Bộ luật")


def _day(value) -> dt.date:
    return pd.Timestamp(value).date()
