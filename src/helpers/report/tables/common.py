"""Words and small parts that the tables of the papers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from helpers.report import legal
from helpers.report.blocks import Column, TableBlock
from helpers.report.book import Book
from helpers.report.vietnamese import STATUS_WORDS

GRADE_WORDS = {"low": "thấp", "medium": "trung bình", "high": "cao"}
PAYER_WORDS = {"state_budget": "Ngân sách nhà nước", "vietnam_post": "Bưu điện", "users": "Người dân"}
LEFT, RIGHT, CENTER = "left", "right", "center"


def note(source: str, status: str) -> str:
    """Return the line under a table or figure: where it comes from and the worst status among its inputs."""
    return f"Nguồn: {source}. Trạng thái số liệu: {STATUS_WORDS[status]}."


def table_block(
    block_id: str,
    caption: str,
    columns: Sequence[tuple],
    rows: Iterable[Sequence],
    under: str,
    emphasis: Sequence[int] = (),
) -> TableBlock:
    return TableBlock(
        block_id,
        caption,
        [Column(*column) for column in columns],
        [[text(cell) for cell in row] for row in rows],
        list(emphasis),
        under,
    )


def text(cell) -> str:
    return "" if cell is None or (isinstance(cell, float) and pd.isna(cell)) else str(cell)


def district_names(book: Book) -> dict[str, str]:
    districts = book.inputs["districts"].set_index("district_code")["name_vi"]
    return {
        code: name.split(" ", 1)[1]
        if name.startswith("Huyện")
        else name.replace("Thành phố ", "TP. ").replace("Thị xã ", "TX. ")
        for code, name in districts.items()
    }


def short_citation(book: Book, doc_id: str) -> str:
    return legal.short(legal.document(book.inputs["legal_basis"], doc_id, book.scenario.as_of))
