"""Tables of points and communes."""

from __future__ import annotations

from functools import partial

from helpers.inputs import STATUS_WORDS
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
    event_day,
    figure,
    on_places,
    order,
    table_block,
    text,
    words_of,
    year_cell,
)
from helpers.report.vietnamese import sort_key

KIND_WORDS = {
    "post_office": "Bưu cục",
    "commune_culture_post_office": "BĐ-VHX",
    "one_stop_centre": "TTHCC tỉnh",
}


def points_by_district(book: Book) -> TableBlock:
    """Return today's points by district and kind, with people and communes that have a point."""
    rows = [[name, *_point_cells(book, district_code=code)] for code, name in district_names(book).items()]
    columns = [
        ("Huyện, thị xã, thành phố", LEFT, 0.22),
        ("Dân số (người)", RIGHT, 0.14),
        ("Xã", RIGHT, 0.09),
        ("Xã có điểm", RIGHT, 0.12),
        ("Bưu cục", RIGHT, 0.12),
        ("Điểm BĐ-VHX", RIGHT, 0.13),
        ("Quầy tại TTHCC", RIGHT, 0.11),
        ("Cộng", RIGHT, 0.07),
    ]
    waiting = "bố trí giả định, chờ danh sách của Bưu điện tỉnh"
    by_district = "theo " + ("danh sách điểm đã biết" if book.places_known() else waiting)
    return table_block(
        book,
        "bang-diem-huyen",
        "Mạng điểm phục vụ hiện có theo huyện",
        columns,
        [*rows, ["Toàn tỉnh", *_point_cells(book)]],
        f"tổng số theo tin làm việc ngày {event_day(book, 'meeting')}; phân theo huyện {by_district}; "
        f"dân số Tổng điều tra {event_day(book, 'census')}",
        emphasis=[len(rows)],
    )


def _point_cells(book: Book, **where) -> list:
    found = [
        pick(book, "total", "communes.population_2019", **where),
        pick(book, "count", "communes", **where),
        pick(book, "distinct", "sites.commune_code", existing=True, **where),
        *(pick(book, "count", "sites", existing=True, kind=kind, **where) for kind in KIND_WORDS),
        pick(book, "count", "sites", existing=True, **where),
    ]
    return [figure(quantity) for quantity in found]


def all_points(book: Book, block_id: str = "bang-moi-diem") -> TableBlock:
    """Return every point at the end of the plan: place, kind, hours, counters and the status of its place."""
    names = district_names(book)
    known = book.inputs["service_points"].set_index("point_id")["address_vi"]
    ordered = sorted(
        book.results["sites"].itertuples(),
        key=lambda row: (sort_key(names[row.district_code]), sort_key(row.commune_vi), row.site_id),
    )
    rows = [
        [
            order(k),
            row.commune_vi,
            names[row.district_code],
            KIND_WORDS[row.kind],
            words_of(book, "service_points", text(known.get(row.site_id)) or "……"),
            "đã có" if row.existing else year_cell(book, site_id=row.site_id),
            cell(book, "sites.counters", site_id=row.site_id),
            cell(book, "sites.opening_hours_per_day", site_id=row.site_id),
            STATUS_WORDS[row.place_status],
        ]
        for k, row in enumerate(ordered, 1)
    ]
    columns = [
        ("TT", CENTER, 0.05),
        ("Xã, phường, thị trấn", LEFT, 0.2),
        ("Huyện", LEFT, 0.14),
        ("Loại", LEFT, 0.11),
        ("Địa chỉ", LEFT, 0.21),
        ("Mở", CENTER, 0.08),
        ("Quầy", RIGHT, 0.07),
        ("Giờ", RIGHT, 0.05),
        ("Vị trí", LEFT, 0.09),
    ]
    waiting = "chưa có địa chỉ" if book.places_known() else "chờ danh sách của Bưu điện tỉnh"
    return table_block(
        book,
        block_id,
        "Danh sách điểm phục vụ cuối giai đoạn",
        columns,
        rows,
        f"địa chỉ đã công khai; chỗ để trống {waiting}; điểm mới theo mô hình",
    )


def farthest_communes(book: Book, rows_shown: int = 10) -> TableBlock:
    """Return the communes farthest from a point today, with the distance after the plan."""
    table = book.results["communes"].sort_values("distance_today_km", ascending=False).head(rows_shown)
    names = district_names(book)
    rows = [
        [
            row.name_vi,
            names[row.district_code],
            cell(book, "communes.population_2019", commune_code=row.commune_code),
            cell(book, "communes.distance_today_km", 1, commune_code=row.commune_code),
            cell(book, "communes.distance_km", 1, commune_code=row.commune_code),
        ]
        for row in table.itertuples()
    ]
    columns = [
        ("Xã, phường, thị trấn", LEFT, 0.32),
        ("Huyện", LEFT, 0.22),
        ("Dân số (người)", RIGHT, 0.16),
        ("Hiện nay (km)", RIGHT, 0.15),
        ("Sau giai đoạn (km)", RIGHT, 0.15),
    ]
    return table_block(
        book, "bang-xa-nhat", "Những xã xa điểm phục vụ nhất", columns, rows, f"{MODEL} trên {on_places(book)}"
    )


def counters_by_district(book: Book) -> TableBlock:
    """Return points, counters and the busiest hour by district at the end of the plan."""
    names = district_names(book)
    count = partial(pick, book, "count", "sites")
    rows = [
        [
            names[code],
            figure(count(district_code=code)),
            figure(pick(book, "total", "sites.counters", district_code=code)),
            figure(pick(book, "total", "sites.dossiers", district_code=code)),
            figure(pick(book, "highest", "sites.dossier_load", district_code=code), 2),
            figure(pick(book, "highest", "sites.offered_load", district_code=code), 2),
            figure(count(district_code=code) - count(district_code=code, counters=1)),
        ]
        for code in sorted(book.results["sites"]["district_code"].unique())
    ]
    columns = [
        ("Huyện", LEFT, 0.2),
        ("Điểm", RIGHT, 0.1),
        ("Quầy cần có", RIGHT, 0.12),
        ("Hồ sơ mỗi năm", RIGHT, 0.16),
        ("Tải do hồ sơ, điểm bận nhất", RIGHT, 0.15),
        ("Tải kể cả khách khác", RIGHT, 0.14),
        ("Điểm cần hơn một quầy", RIGHT, 0.13),
    ]
    return table_block(
        book,
        "bang-quay",
        "Năng lực quầy theo huyện, giờ cao điểm năm cuối giai đoạn",
        columns,
        rows,
        "mô hình hàng đợi (Erlang C) của Sở; tải là số quầy bận trung bình trong giờ cao điểm",
    )
