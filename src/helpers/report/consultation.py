"""The table of opinions: who was asked, what each body says, what the department answers, what was changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.legal import BLANK
from helpers.report.outline import Outline, outline
from helpers.report.tables.common import CENTER, LEFT, order, table_block, words_of
from helpers.report.vietnamese import date

#: The paper whose places the column of changes names.
CHANGED = "de_an"
ANSWER_WORDS = {"accepted": "Tiếp thu", "partly": "Tiếp thu một phần", "explained": "Giải trình"}
WAITING, LATE, NO_TEXT = "Chưa có văn bản", "Chưa có văn bản; quá hạn", "Có văn bản; chưa nhập nội dung"


def opinions(book: Book) -> TableBlock:
    """Return every body asked with its letter, its opinions, the answers, and the places changed in the proposal.

    A body without an opinion has one row; what is not known is a visible blank.

    Raises
    ------
    InputError : an opinion names a place that the proposal does not have.
    """
    given = book.inputs["opinions"].sort_values(["body_id", "item"])
    places = outline(book, CHANGED) if given["place"].notna().any() else None
    rows = []
    for number, body in enumerate(book.consulted.itertuples(), 1):
        own = list(given[given["body_id"] == body.body_id].itertuples()) or [None]
        for place, row in enumerate(own):
            head = [order(number), body.name_vi, _letter(body)] if place == 0 else ["", "", ""]
            rows.append([*head, *_opinion(book, body, row, places)])
    columns = [
        ("TT", CENTER, 0.05),
        ("Cơ quan", LEFT, 0.19),
        ("Văn bản góp ý", LEFT, 0.15),
        ("Nội dung ý kiến", LEFT, 0.24),
        ("Tiếp thu, giải trình", LEFT, 0.22),
        ("Chỗ sửa trong Đề án", LEFT, 0.15),
    ]
    return table_block(book, "bang-y-kien", "Ý kiến của các cơ quan và việc tiếp thu, giải trình", columns, rows,
                       "văn bản góp ý đã nhập vào sổ tay; chỗ để trống là chưa có hoặc chưa biết")


def _letter(body) -> Shown | str:
    """Return number and date of the letter of a body, or that none has come."""
    if not body.answered:
        return LATE if body.late else WAITING
    number = BLANK if pd.isna(body.document_number) else body.document_number
    late = "; muộn so với hạn" if body.late else ""
    return Shown(f"Số {number} ngày {_day(body.document_date)}; nhận ngày {_day(body.received_on)}{late}",
                 "text:consultees")


def _opinion(book: Book, body, row, places: Outline | None) -> Sequence[Shown | str]:
    """Return what a body says, the answer, and the place that was changed."""
    if row is None:
        return (NO_TEXT if body.answered else BLANK), BLANK, BLANK
    answer = BLANK
    if not pd.isna(row.answer):
        answer = words_of(book, "opinions", f"{ANSWER_WORDS[row.answer]}: {row.answer_vi}")
    changed = BLANK if pd.isna(row.answer) else "Không sửa"
    if not pd.isna(row.place):
        changed = Shown(places.place(row.place).told, "text:places")
    return words_of(book, "opinions", row.opinion_vi), answer, changed


def _day(value) -> str:
    return BLANK if pd.isna(value) else date(dt.date.fromisoformat(value))
