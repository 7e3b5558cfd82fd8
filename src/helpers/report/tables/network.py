"""Tables of points and communes."""

from __future__ import annotations

import pandas as pd

from helpers.inputs import worst_status
from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.tables.common import CENTER, LEFT, RIGHT, district_names, note, table_block, text
from helpers.report.vietnamese import STATUS_WORDS, number, percent, sort_key

KIND_WORDS = {
    "post_office": "Bưu cục",
    "commune_culture_post_office": "BĐ-VHX",
    "one_stop_centre": "TTHCC tỉnh",
}


def points_by_district(book: Book) -> TableBlock:
    """Return today's points by district and kind, with people and communes that have a point."""
    points = book.inputs["service_points"].merge(book.inputs["communes"][["commune_code", "district_code"]])
    counts = points.groupby(["district_code", "kind"]).size().unstack(fill_value=0)
    communes = (
        book.inputs["communes"]
        .groupby("district_code")
        .agg(communes=("commune_code", "size"), people=("population_2019", "sum"))
    )
    with_point = points.groupby("district_code")["commune_code"].nunique()
    table = communes.join(counts).join(with_point.rename("with_point"))
    total = table.sum()
    names = district_names(book)
    rows = [[names[code], *_point_cells(row)] for code, row in table.iterrows()]
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
    return table_block(
        "bang-diem-huyen",
        "Mạng điểm phục vụ hiện có theo huyện",
        columns,
        [*rows, ["Toàn tỉnh", *_point_cells(total)]],
        note(
            "tổng số theo tin làm việc ngày 07/11/2018; phân theo huyện theo bố trí giả định, chờ danh "
            "sách của Bưu điện tỉnh; dân số Tổng điều tra 01/4/2019",
            book.status_of("service_points"),
        ),
        [len(rows)],
    )


def _point_cells(row: pd.Series) -> list[str]:
    kinds = [row[kind] for kind in KIND_WORDS]
    return [number(v) for v in (row["people"], row["communes"], row["with_point"], *kinds, sum(kinds))]


def new_points(book: Book, *, firmness: bool = True) -> TableBlock:
    """Return the new points: place, year of opening, counters, hours, load and, if asked, how firm the choice is."""
    sites = book.results["sites"]
    chosen = sites[~sites["existing"]].copy()
    firm = book.results["selection"].set_index("commune_code")["frequency"]
    names = district_names(book)
    chosen["order"] = [
        (row.open_year, sort_key(names[row.district_code]), sort_key(row.commune_vi)) for row in chosen.itertuples()
    ]
    rows = [
        [
            number(k),
            row.commune_vi,
            names[row.district_code],
            str(row.open_year),
            number(row.counters),
            number(row.opening_hours_per_day, 1 if row.opening_hours_per_day % 1 else 0),
            number(row.dossiers),
            percent(firm[row.commune_code], 0) if row.commune_code in firm.index else "–",
        ]
        for k, row in enumerate(chosen.sort_values("order").itertuples(), 1)
    ]
    columns = [
        ("TT", CENTER, 0.06),
        ("Xã, phường, thị trấn", LEFT, 0.25),
        ("Huyện", LEFT, 0.17),
        ("Năm mở", CENTER, 0.1),
        ("Quầy", RIGHT, 0.08),
        ("Giờ mỗi ngày", RIGHT, 0.1),
        ("Hồ sơ năm cuối", RIGHT, 0.12),
        ("Mức chắc chắn", RIGHT, 0.12),
    ]
    under = "mô hình tính toán của Sở"
    if firmness:
        under += "; mức chắc chắn là tỷ lệ lần được chọn khi thay vị trí giả định của các điểm hiện có"
    else:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    if not rows:
        rows = [["", "Phương án này không mở điểm mới", *[""] * (len(columns) - 2)]]
    caption = f"Điểm mới của phương án “{book.scenario.title_vi}”"
    return table_block("bang-diem-moi", caption, columns, rows, note(under, "assumed"))


def all_points(book: Book, block_id: str = "bang-moi-diem") -> TableBlock:
    """Return every point at the end of the plan: place, kind, hours, counters and the status of its place."""
    sites = book.results["sites"]
    names = district_names(book)
    known = book.inputs["service_points"].set_index("point_id")["address_vi"]
    order = sorted(
        sites.itertuples(),
        key=lambda row: (sort_key(names[row.district_code]), sort_key(row.commune_vi), row.site_id),
    )
    rows = [
        [
            number(k),
            row.commune_vi,
            names[row.district_code],
            KIND_WORDS[row.kind],
            text(known.get(row.site_id)) or "……",
            "đã có" if row.existing else str(row.open_year),
            number(row.counters),
            number(row.opening_hours_per_day),
            STATUS_WORDS[row.place_status],
        ]
        for k, row in enumerate(order, 1)
    ]
    columns = [
        ("TT", CENTER, 0.05),
        ("Xã, phường, thị trấn", LEFT, 0.22),
        ("Huyện", LEFT, 0.16),
        ("Loại", LEFT, 0.12),
        ("Địa chỉ", LEFT, 0.15),
        ("Mở", CENTER, 0.08),
        ("Quầy", RIGHT, 0.06),
        ("Giờ", RIGHT, 0.05),
        ("Vị trí", LEFT, 0.11),
    ]
    return table_block(
        block_id,
        "Danh sách điểm phục vụ cuối giai đoạn",
        columns,
        rows,
        note(
            "địa chỉ đã công khai; chỗ để trống chờ danh sách của Bưu điện tỉnh; điểm mới theo mô hình",
            worst_status(sites["place_status"]),
        ),
    )


def farthest_communes(book: Book, rows_shown: int = 10) -> TableBlock:
    """Return the communes farthest from a point today, with the distance after the plan."""
    table = book.results["communes"].sort_values("distance_today_km", ascending=False).head(rows_shown)
    names = district_names(book)
    rows = [
        [
            row.name_vi,
            names[row.district_code],
            number(row.population_2019),
            number(row.distance_today_km, 1),
            number(row.distance_km, 1),
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
        "bang-xa-nhat",
        "Những xã xa điểm phục vụ nhất",
        columns,
        rows,
        note("mô hình tính toán của Sở trên vị trí giả định của phần lớn điểm hiện có", "assumed"),
    )


def counters_by_district(book: Book) -> TableBlock:
    """Return points, counters and the busiest hour by district at the end of the plan."""
    sites, names = book.results["sites"], district_names(book)
    groups = sites.groupby("district_code")
    rows = [
        [
            names[code],
            number(len(part)),
            number(part["counters"].sum()),
            number(part["dossiers"].sum()),
            number(part["dossier_load"].max(), 2),
            number(part["offered_load"].max(), 2),
            number((part["counters"] > 1).sum()),
        ]
        for code, part in groups
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
        "bang-quay",
        "Năng lực quầy theo huyện, giờ cao điểm năm cuối giai đoạn",
        columns,
        rows,
        note("mô hình hàng đợi (Erlang C) của Sở; tải là số quầy bận trung bình trong giờ cao điểm", "assumed"),
    )
