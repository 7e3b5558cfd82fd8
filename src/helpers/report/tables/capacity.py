"""Tables of the counters over a whole day, and of the staff who stand in for those absent."""

from __future__ import annotations

from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.tables.common import LEFT, MODEL, RIGHT, cell, district_names, figure, share, table_block

DAY_SOURCE = f"{MODEL}, hàng đợi; hình dạng của ngày, khách bưu chính khác là giả định"


def counter_day(book: Book) -> TableBlock:
    """Return the day of the busy season hour by hour: the province, and what the worst of its points meet."""
    rows = []
    for hour in sorted(book.inputs["day_profile"]["start_hour"]):
        def at(column, case="held", hour=hour):
            return pick(book, "cell", f"capacity_day.{column}", counters_case=case, group_kind="province",
                        start_hour=hour)
        rows.append([
            cell(book, "day_profile.start_hour", start_hour=hour),
            figure(at("customers")),
            share(at("utilisation")),
            share(at("utilisation_max")),
            share(at("utilisation_max", "sized")),
            figure(at("mean_wait_max_min"), 1),
            share(at("served_within_least_share")),
            figure(at("overloaded_points")),
        ])  # fmt: skip
    columns = [
        ("Giờ đã mở cửa khi khung bắt đầu", RIGHT, 0.13),
        ("Khách toàn tỉnh", RIGHT, 0.11),
        ("Mức sử dụng toàn tỉnh", RIGHT, 0.12),
        ("Điểm bận nhất, quầy đang có", RIGHT, 0.14),
        ("Điểm bận nhất, quầy theo giờ cao điểm", RIGHT, 0.15),
        ("Chờ bình quân dài nhất (phút)", RIGHT, 0.12),
        ("Chờ trong hạn, thấp nhất", RIGHT, 0.12),
        ("Điểm quá tải", RIGHT, 0.11),
    ]
    caption = f"Một ngày mùa cao điểm năm {book.year_words['plan_last']}, từng khung giờ"
    return table_block(book, "bang-trong-ngay", caption, columns, rows, DAY_SOURCE)


def counters_of_day(book: Book) -> TableBlock:
    """Return by district the counters of the busiest hour, of the whole day and held, and what customers meet."""
    rows = []
    for code, name in district_names(book).items():
        key = {"district_code": code}
        rows.append([
            name,
            figure(pick(book, "count", "day_points", **key)),
            *(figure(pick(book, "total", f"day_points.{column}", **key))
              for column in ("counters_busiest_hour", "counters_day", "counters_held")),
            share(pick(book, "lowest", "sites.served_within_share", **key)),
            figure(pick(book, "highest", "sites.mean_wait_min", **key), 1),
            share(pick(book, "lowest", "day_points.served_held_share", **key)),
        ])  # fmt: skip
    columns = [
        ("Huyện", LEFT, 0.2),
        ("Điểm", RIGHT, 0.08),
        ("Quầy theo giờ cao điểm", RIGHT, 0.12),
        ("Quầy tính cho cả ngày", RIGHT, 0.12),
        ("Quầy đang có", RIGHT, 0.1),
        ("Giờ cao điểm: chờ trong hạn, thấp nhất", RIGHT, 0.13),
        ("Giờ cao điểm: chờ bình quân, dài nhất (phút)", RIGHT, 0.13),
        ("Cả ngày, quầy đang có: chờ trong hạn, thấp nhất", RIGHT, 0.12),
    ]
    return table_block(book, "bang-quay-ca-ngay", "Số quầy theo giờ cao điểm và theo cả ngày, năm cuối giai đoạn",
                       columns, rows, f"{DAY_SOURCE}; chờ bình quân theo Allen - Cunneen")


def floaters(book: Book) -> TableBlock:
    """Return by district the floating staff that stand in for those absent, against a reserve at every point."""
    def of(act, column, decimals=0, **key):
        return figure(pick(book, act, f"floaters.{column}", **key), decimals)
    rows = [[name, *(of("cell", column, decimals, district_code=code) for column, decimals in
                     (("points", 0), ("persons", 0), ("absent_mean", 1), ("floaters", 0))),
             share(pick(book, "cell", "floaters.covered_share", district_code=code)),
             of("cell", "reserves", district_code=code),
             share(pick(book, "cell", "floaters.reserves_covered_share", district_code=code)),
             of("cell", "saved", district_code=code)] for code, name in district_names(book).items()
            if code in set(book.results["floaters"]["district_code"])]
    rows.append(["Toàn tỉnh", of("total", "points"), of("total", "persons"), of("total", "absent_mean", 1),
                 of("total", "floaters"), "", of("total", "reserves"), "", of("total", "saved")])
    columns = [
        ("Huyện", LEFT, 0.2),
        ("Điểm", RIGHT, 0.08),
        ("Người phải có mặt", RIGHT, 0.1),
        ("Vắng bình quân", RIGHT, 0.1),
        ("Lưu động dùng chung", RIGHT, 0.11),
        ("Thay đủ người", RIGHT, 0.1),
        ("Dự phòng từng điểm", RIGHT, 0.11),
        ("Mọi điểm thay đủ", RIGHT, 0.11),
        ("Bớt được", RIGHT, 0.09),
    ]
    return table_block(book, "bang-luu-dong", "Nhân sự lưu động của huyện so với dự phòng tại từng điểm", columns,
                       rows, f"{MODEL}, phân phối nhị thức; tỷ lệ vắng suy từ hệ số nghỉ phép; mỗi quầy một người",
                       emphasis=[len(rows) - 1])
