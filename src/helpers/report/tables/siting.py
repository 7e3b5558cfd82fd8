"""Tables of where points open, in what order, and how far the choice can be trusted."""

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
    district_names,
    figure,
    on_places,
    order,
    share,
    table_block,
    year_cell,
    years,
)
from helpers.report.vietnamese import amount


def new_points(book: Book, *, firmness: bool = True) -> TableBlock:
    """Return the new points in the order of opening, with the reasons for each and, if asked, how firm it is.

    The reasons: people who get nearer, people who come within the main standard, kilometres less for each of
    those who get nearer; all against the points open just before. Where every place is known there is no other
    layout to try, and nothing to say of firmness.
    """
    table = book.results["openings"].sort_values("place")
    limit = amount(book.parameter("standard_km"))
    columns = [
        ("TT", CENTER, 0.05),
        ("Xã, phường, thị trấn", LEFT, 0.2),
        ("Huyện", LEFT, 0.13),
        ("Năm mở", CENTER, 0.08),
        ("Người đi gần hơn", RIGHT, 0.1),
        ("Mới vào trong chuẩn", RIGHT, 0.1),
        ("Bớt mỗi người (km)", RIGHT, 0.1),
        ("Hồ sơ năm cuối", RIGHT, 0.11),
        ("Mức chắc chắn", RIGHT, 0.13),
    ]
    rows = [_opening_row(book, row) for row in table.itertuples()]
    under = f"{MODEL}, trên {on_places(book)}; lý do tính so với các điểm mở trước đó; chuẩn là {limit} km"
    if firmness and not book.places_known():
        under += "; mức chắc chắn là tỷ lệ lần được chọn khi đổi vị trí giả định, tham số và chuẩn"
    else:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    if not rows:
        rows = [["", "Phương án này không mở điểm mới", *[""] * (len(columns) - 2)]]
    caption = f"Điểm mới của phương án “{book.scenario.title_vi}”, theo thứ tự mở, và lý do"
    return table_block(book, "bang-diem-moi", caption, columns, rows, under)


def _opening_row(book: Book, row) -> list:
    site = book.results["sites"].set_index("site_id").loc[row.site_id]
    firm = set(book.results["selection"].dropna(subset="frequency")["commune_code"])
    often = (share(pick(book, "cell", "selection.frequency", commune_code=site["commune_code"]), 0)
             if site["commune_code"] in firm else "–")
    return [
        order(row.place),
        site["commune_vi"],
        district_names(book)[site["district_code"]],
        year_cell(book, site_id=row.site_id),
        cell(book, "openings.people_nearer", site_id=row.site_id),
        cell(book, "openings.people_covered", site_id=row.site_id),
        cell(book, "openings.saved_km", 1, site_id=row.site_id),
        cell(book, "sites.dossiers", site_id=row.site_id),
        often,
    ]


def nesting(book: Book) -> TableBlock:
    """Return what the plan reaches year by year and what it loses against the best set of the same size."""
    table = book.results["nesting"]
    rows = [
        [
            years(int(row.year)),
            cell(book, "nesting.points", year=int(row.year)),
            cell(book, "nesting.mean_distance_km", 2, year=int(row.year)),
            share(pick(book, "cell", "nesting.covered_share", year=int(row.year))),
            share(pick(book, "cell", "nesting.price_share", year=int(row.year)), 2),
        ]
        for row in table.itertuples()
    ]
    columns = [
        ("Hết năm", CENTER, 0.14),
        ("Điểm mới cộng dồn", RIGHT, 0.2),
        ("Quãng đường bình quân (km)", RIGHT, 0.22),
        ("Người dân trong chuẩn", RIGHT, 0.2),
        ("Kém mức tốt nhất cùng số điểm", RIGHT, 0.24),
    ]
    return table_block(
        book,
        "bang-long-nhau",
        "Mức đạt từng năm và cái giá của việc giữ điểm đã mở",
        columns,
        rows or [["Phương án này không mở điểm mới", *[""] * (len(columns) - 1)]],
        f"{MODEL}, lời giải chính xác, trên {on_places(book)}; so theo mục tiêu của phương án",
    )


def frontier_steps(book: Book, every: int = 10) -> TableBlock:
    """Return what the best sets of a few sizes reach, and what the last point of each adds."""
    table = book.results["frontier_distance"]
    shown = table[(table["points"] % every == 0) | table["knee"] | (table["points"] == table["points"].max())]
    rows = [
        [
            cell(book, "frontier_distance.points", points=int(row.points)),
            cell(book, "frontier_distance.mean_distance_km", 2, points=int(row.points)),
            figure(pick(book, "cell", "frontier_distance.gain_km", points=int(row.points)), scale=1000)
            if row.points
            else "",
            *(share(pick(book, "cell", "frontier_coverage.covered_share", standard=name, points=int(row.points)))
              for name in ("near", "main", "far")),
        ]
        for row in shown.itertuples()
    ]
    limits = [amount(book.parameter(key)) for key in ("standard_near_km", "standard_km", "standard_far_km")]
    columns = [
        ("Điểm mới", RIGHT, 0.12),
        ("Quãng đường bình quân (km)", RIGHT, 0.2),
        ("Điểm sau cùng bớt được (m)", RIGHT, 0.2),
        *((f"Trong {limit} km", RIGHT, 0.16) for limit in limits),
    ]
    return table_block(
        book,
        "bang-gioi-han",
        "Mức tốt nhất có thể đạt theo số điểm mới",
        columns,
        rows,
        f"{MODEL}, lời giải chính xác cho từng cột riêng, trên {on_places(book)}",
        emphasis=[k for k, row in enumerate(shown.itertuples()) if row.knee],
    )
