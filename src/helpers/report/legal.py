"""Legal citations, only of what is in force at the date of the paper."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from helpers.inputs import InputError, unknown_name
from helpers.report import vietnamese

FILE = "data/tables/legal_basis.csv"
_CITABLE = ("yes", "verify")
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
    row = known.loc[doc_id]
    day = as_of.isoformat()
    dates = [None if pd.isna(row[name]) else str(row[name])[:10] for name in
             ("date_issued", "effective_from", "effective_to")]
    issued, start, end = dates
    problem = next((words for broken, words in [
        (row["cite_2018"] not in _CITABLE and day < "2020-01-01", "được đánh dấu không viện dẫn"),
        (issued and issued > day, f"ban hành {issued}"),
        (start and start > day, f"có hiệu lực từ {start}"),
        (end and end <= day, f"hết hiệu lực từ {end}"),
    ] if broken), None)
    if problem:
        raise InputError(FILE, row=int(known.index.get_loc(doc_id)) + 2, column="doc_id", value=doc_id,
                         allowed_vi=f"văn bản còn hiệu lực ngày {day} ({row['number']}: {problem})",
                         allowed_en=f"a document in force on {day} ({row['number']})",
                         remedy_vi="bỏ viện dẫn này hoặc đổi ngày văn bản",
                         remedy_en="drop the citation or change the date of the paper")
    return row


def short(row: pd.Series) -> str:
    """Return the later form of a citation: kind and number; a law has its name only."""
    return str(row["title_vi"]) if _is_law(row) else f"{row['kind_vi']} số {row['number']}"


def full(row: pd.Series) -> str:
    """Return the first form of a citation: kind, number, date, issuer and abstract (Decree 30/2020, annex I)."""
    when = "" if pd.isna(row["date_issued"]) else f" {vietnamese.long_date(_day(row['date_issued']))}"
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
