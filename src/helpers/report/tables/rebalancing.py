"""Tables of what existing points can lend each other, and of what must still be bought or hired."""

from __future__ import annotations

from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.tables.common import (
    CENTER,
    LEFT,
    MODEL,
    RIGHT,
    cell,
    figure,
    on_places,
    order,
    table_block,
    words_of,
)

NOTHING_TO_MOVE = "Không có gì để chuyển: không có điểm nào thừa trong khi điểm khác thiếu"


def rebalancing(book: Book) -> TableBlock:
    """Return the counters and staff that should move from one existing point to another; often there are none."""
    moves = book.results["rebalancing"].sort_values(["from_site_id", "to_site_id"])
    names = book.inputs["service_points"].set_index("point_id")["name_vi"]
    rows = []
    for k, row in enumerate(moves.itertuples(), 1):
        pair = {"from_site_id": row.from_site_id, "to_site_id": row.to_site_id}
        rows.append([
            order(k),
            words_of(book, "service_points", names[row.from_site_id]),
            words_of(book, "service_points", names[row.to_site_id]),
            cell(book, "rebalancing.counters", **pair),
            cell(book, "rebalancing.staff_fte", 2, **pair),
            cell(book, "rebalancing.km", 1, **pair),
        ])  # fmt: skip
    if not rows:
        rows = [["", NOTHING_TO_MOVE, *[""] * 4]]
    columns = [
        ("TT", CENTER, 0.06),
        ("Từ điểm", LEFT, 0.31),
        ("Đến điểm", LEFT, 0.31),
        ("Quầy", RIGHT, 0.09),
        ("Nhân sự (người quy đổi)", RIGHT, 0.13),
        ("Quãng đường (km)", RIGHT, 0.1),
    ]
    return table_block(
        book,
        "bang-chuyen-quay",
        "Quầy và nhân sự nên chuyển giữa các điểm hiện có",
        columns,
        rows,
        f"{MODEL} trên {on_places(book)}; {_held(book)}; chuyển nhiều nhất có thể với tổng quãng đường ngắn nhất",
        status=pick(book, "count", "rebalancing").status,
    )


def capacity_balance(book: Book) -> TableBlock:
    """Return counters and staff of the existing points: held, needed, moved, still to be bought, left over."""
    parts = {
        "held": "Các điểm hiện có đang có",
        "needed": "Cần cuối giai đoạn",
        "received": "Chuyển giữa các điểm",
        "short": "Còn phải bổ sung",
        "left": "Còn dư sau khi chuyển",
    }
    rows = [
        [
            label,
            figure(pick(book, "total", f"capacity_balance.counters_{part}")),
            figure(pick(book, "total", f"capacity_balance.staff_{part}_fte"), 1),
        ]
        for part, label in parts.items()
    ]
    columns = [("Các điểm hiện có", LEFT, 0.5), ("Quầy", RIGHT, 0.2), ("Nhân sự (người quy đổi)", RIGHT, 0.3)]
    return table_block(
        book,
        "bang-can-doi-quay",
        "Cân đối quầy và nhân sự của các điểm hiện có",
        columns,
        rows,
        f"{MODEL} trên {on_places(book)}; {_held(book)}; quầy của điểm mới nằm trong vốn đầu tư của điểm mới",
    )


def _held(book: Book) -> str:
    """Return in words how what points hold is known."""
    answered = set(book.inputs["facilities"]["point_id"])
    if not answered:
        return (
            "chưa điểm nào trả lời phiếu nên số đang có lấy bằng nhu cầu năm đầu của mô hình, chưa cho thấy nơi "
            "thừa, nơi thiếu"
        )
    if set(book.inputs["service_points"]["point_id"]) <= answered:
        return "số đang có theo phiếu khảo sát"
    return "số đang có theo phiếu khảo sát; điểm chưa trả lời lấy nhu cầu năm đầu của mô hình"
