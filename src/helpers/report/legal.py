"""Legal citations, only of what is in force at the date of the paper."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from helpers.inputs import InputError, unknown_name
from helpers.model.legal import why_not_in_force
from helpers.report import vietnamese

FILE = "data/tables/legal_basis.csv"
TO_SUPPLY = "TO-SUPPLY"
BLANK = "……"
_FLAG = "cite_2018"
_FLAG_YEAR = int(_FLAG[-4:])
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
    problem = _why_not(row, as_of)
    if problem:
        raise InputError(FILE, row=int(known.index.get_loc(doc_id)) + 2, column="doc_id", value=doc_id,
                         allowed_vi=f"văn bản còn hiệu lực ngày {day} ({row['number']}: {problem})",
                         allowed_en=f"a document in force on {day} ({row['number']})",
                         remedy_vi="bỏ viện dẫn này hoặc đổi ngày văn bản",
                         remedy_en="drop the citation or change the date of the paper")
    return row


def _why_not(row: pd.Series, as_of: dt.date) -> str | None:
    """Return why a document may not be cited on a day, or None when it may.

    One whose days are not known yet may: it is a paper of the province to be supplied.
    """
    if row[_FLAG] == "no" and as_of.year <= _FLAG_YEAR:
        return "được đánh dấu không viện dẫn"
    words = {"not_issued": ("ban hành", "date_issued"), "not_yet": ("có hiệu lực từ", "effective_from"),
             "ended": ("hết hiệu lực từ", "effective_to")}
    why = why_not_in_force(row, as_of.isoformat())
    return f"{words[why][0]} {str(row[words[why][1]])[:10]}" if why in words else None


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
    valid = listed[[_why_not(row, as_of) is None for _, row in listed.iterrows()]]
    return valid.sort_values(["rank", "date_issued"], kind="stable", na_position="last")["doc_id"].to_list()


def unchecked(legal: pd.DataFrame, as_of: dt.date) -> list[str]:
    """Return the documents that may be cited at a date but still need somebody's tick against the original.

    A tick is a role and a day in ``verified_by_role`` and ``verified_on``. Rows marked ``verify``, papers still to
    be supplied and, after the year of the mark, rows of less than high confidence need one.
    """
    open_rows = legal["verified_on"].isna() & ((legal[_FLAG] == "verify") | (legal["source_id"] == TO_SUPPLY))
    if as_of.year > _FLAG_YEAR:
        open_rows |= legal["verified_on"].isna() & (legal[_FLAG] == "no") & (legal["confidence"] != "high")
    return [row["doc_id"] for _, row in legal[open_rows].iterrows() if _why_not(row, as_of) is None]


def short(row: pd.Series) -> str:
    """Return the later form of a citation: kind and number; a law has its name only."""
    number = BLANK if pd.isna(row["number"]) else row["number"]
    return str(row["title_vi"]) if _is_law(row) else f"{row['kind_vi']} số {number}"


def full(row: pd.Series) -> str:
    """Return the first form of a citation: kind, number, date, issuer and abstract (Decree 30/2020, annex I).

    What is not known of a paper still to be supplied is a visible blank.
    """
    when = "" if pd.isna(row["date_issued"]) else f" {vietnamese.long_date(_day(row['date_issued']))}"
    if not when and row["source_id"] == TO_SUPPLY:
        when = f" ngày {BLANK} tháng {BLANK} năm {BLANK}"
    if _is_law(row):
        return f"{row['title_vi']}{when}"
    title = str(row["title_vi"])
    return f"{short(row)}{when} của {row['issuer_vi']} {title[0].lower()}{title[1:]}"


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
