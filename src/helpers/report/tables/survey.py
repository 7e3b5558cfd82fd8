"""The table of the survey: who was asked, who has answered, who would share a post office."""

from __future__ import annotations

from functools import partial

from helpers.inputs.survey.roster import UNIT_TYPES
from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.tables.common import LEFT, RIGHT, figure, table_block

_GROUPS = ("department", "district", "commune")
_POINTS = "Điểm phục vụ (Bưu điện tỉnh)"


def survey_progress(book: Book) -> TableBlock:
    """Return how many units were asked and have answered, by kind, and how many would share a post office."""
    count = partial(pick, book, "count", "roster")
    rows = [
        [
            UNIT_TYPES[kind],
            figure(count(unit_type=kind)),
            figure(count(unit_type=kind, answered=True)),
            figure(count(unit_type=kind, co_locate="yes")),
            figure(count(unit_type=kind, co_locate="consider")),
        ]
        for kind in _GROUPS
    ]
    rows.append([_POINTS, figure(count(form="facility")), figure(count(form="facility", answered=True)), "", ""])
    rows.append(["Cộng", figure(count()), figure(count(answered=True)), "", ""])
    columns = [
        ("Nhóm đơn vị", LEFT, 0.4),
        ("Phải trả lời", RIGHT, 0.15),
        ("Đã trả lời", RIGHT, 0.15),
        ("Sẵn sàng đặt chung", RIGHT, 0.15),
        ("Xem xét thêm", RIGHT, 0.15),
    ]
    return table_block(
        book,
        "bang-khao-sat",
        "Tiến độ trả lời phiếu khảo sát",
        columns,
        rows,
        "phiếu khảo sát đã nhập; danh sách cơ quan cấp tỉnh do Sở rà lại trước khi gửi",
        emphasis=[len(rows) - 1],
    )
