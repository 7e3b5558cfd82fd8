"""Tables of the service at the points: where counters bind, what the mail keeps, carriers, what travel is saved."""

from __future__ import annotations

from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.tables.common import (
    LEFT,
    MODEL,
    RIGHT,
    cell,
    district_names,
    figure,
    millions,
    share,
    table_block,
    words_of,
)

MOMENT_WORDS = {
    "dossiers_mean": "Chỉ hồ sơ, bình quân cả năm",
    "mean_hour": "Giờ bình quân, có khách bưu chính khác",
    "busiest_hour": "Giờ cao điểm của ngày bình quân",
    "season_peak": "Giờ cao điểm của mùa cao điểm",
}
MEND_WORDS = {
    "earlier_pickup": "thu gom sớm hơn",
    "one_more_run": "thêm một chuyến thư",
    "both": "thu gom sớm hơn và thêm một chuyến",
    "none": "chưa có cách trong các đòn bẩy này",
}
FLOW_WORDS = {"dossier": "hồ sơ đi", "result": "kết quả về"}
GROUP_WORDS = {"all": "Toàn tỉnh", "difficult": "Xã khó khăn", "other": "Xã khác hoặc chưa rõ"}
AGENCY_WORDS = {"department": "Sở, ban, ngành", "district": "Bộ phận Một cửa cấp huyện", "commune": "UBND cấp xã"}
NOTHING_LATE = "Không cặp nào trễ hạn"


def capacity_binding(book: Book) -> TableBlock:
    """Return where counters bind at the end of the plan, from the mean of the year to the peak of the season."""
    year = book.scenario.plan[-1]
    rows = []
    for moment, words in MOMENT_WORDS.items():
        key = {"year": year, "moment": moment}
        rows.append([
            words,
            share(pick(book, "cell", "capacity_binding.utilisation_mean", **key)),
            cell(book, "capacity_binding.one_counter_max", 2, **key),
            *(cell(book, f"capacity_binding.{column}", **key)
              for column in ("full_points", "late_points", "late_anyway_points", "short_points")),
        ])  # fmt: skip
    columns = [
        ("Xét lúc nào", LEFT, 0.3),
        ("Mức sử dụng bình quân", RIGHT, 0.12),
        ("Tải điểm bận nhất (quầy)", RIGHT, 0.12),
        ("Điểm mà một quầy quá tải", RIGHT, 0.11),
        ("Điểm mà một quầy không đạt mức phục vụ", RIGHT, 0.13),
        ("Trong đó, kể cả không có hồ sơ", RIGHT, 0.11),
        ("Điểm thiếu quầy so với số đang có", RIGHT, 0.11),
    ]
    return table_block(book, "bang-nghen", "Năng lực quầy nghẽn ở đâu, năm cuối giai đoạn", columns, rows,
                       f"{MODEL}, hàng đợi (Erlang C); khách bưu chính khác là giả định")


def mail_by_district(book: Book) -> TableBlock:
    """Return pairs of point and agency by district: all, late, shares on time, and the carriers for returns."""
    rows = [[name, *_mail(book, code), cell(book, "carriers.carriers_fte", 1, district_code=code)]
            for code, name in district_names(book).items()]
    whole = figure(pick(book, "total", "carriers.carriers_fte"), 1)
    rows.append(["Toàn tỉnh", *_mail(book, "province"), whole])
    columns = [
        ("Huyện của điểm", LEFT, 0.25),
        ("Cặp điểm - cơ quan, hai chiều", RIGHT, 0.16),
        ("Cặp trễ hạn", RIGHT, 0.12),
        ("Cặp đúng hạn (%)", RIGHT, 0.14),
        ("Hồ sơ, kết quả đúng hạn (%)", RIGHT, 0.17),
        ("Bưu tá trả kết quả (người quy đổi)", RIGHT, 0.16),
    ]
    return table_block(book, "bang-dung-han", "Thời hạn phát theo từng cặp điểm - cơ quan, năm cuối giai đoạn",
                       columns, rows, f"{MODEL}; giờ chuyến thư, đường thư là giả định", emphasis=[len(rows) - 1])


def _mail(book: Book, group: str) -> list:
    counts = [cell(book, f"delivery_shares.{name}", group=group) for name in ("pairs", "late_pairs")]
    return [*counts, *(share(pick(book, "cell", f"delivery_shares.{name}_on_time_share", group=group), 2)
                       for name in ("pairs", "items"))]


def days_for_people(book: Book) -> TableBlock:
    """Return the working days that the post adds for people against going to the agency, by kind of agency."""
    rows = [[words, *(figure(pick(book, act, f"delivery_points.added_days_{kind}"), 1)
                      for act in ("lowest", "mean", "highest"))] for kind, words in AGENCY_WORDS.items()]
    columns = [("Hồ sơ gửi đến", LEFT, 0.4), ("Điểm nhanh nhất", RIGHT, 0.2), ("Bình quân các điểm", RIGHT, 0.2),
               ("Điểm chậm nhất", RIGHT, 0.2)]
    return table_block(
        book, "bang-ngay-cho", "Số ngày làm việc người dân chờ thêm khi gửi và nhận qua bưu điện, so với tự đi",
        columns, rows, f"{MODEL}; thời hạn giải quyết tính từ khi cơ quan ký nhận, như nhau ở cả hai cách")


def delivery_mends(book: Book) -> TableBlock:
    """Return the late pairs, each with the cheapest change that mends it."""
    rows = []
    for row in book.results["delivery_mends"].itertuples():
        key = {"site_id": row.site_id, "agency_id": row.agency_id, "flow": row.flow}
        cost = "–" if row.mend == "none" else millions(pick(book, "cell", "delivery_mends.mend_vnd_per_year", **key))
        rows.append([
            words_of(book, "communes", row.site_vi),
            words_of(book, "departments", row.agency_vi),
            FLOW_WORDS[row.flow],
            cell(book, "delivery_pairs.days", **key),
            cell(book, "delivery_pairs.limit_days", **key),
            MEND_WORDS[row.mend],
            cell(book, "delivery_mends.earlier_min", **key),
            cost,
        ])  # fmt: skip
    rows = rows or [[NOTHING_LATE, *[""] * 7]]
    columns = [
        ("Điểm", LEFT, 0.22),
        ("Cơ quan", LEFT, 0.18),
        ("Chiều", LEFT, 0.09),
        ("n", RIGHT, 0.06),
        ("Hạn", RIGHT, 0.07),
        ("Cách sửa rẻ nhất", LEFT, 0.18),
        ("Sớm hơn (phút)", RIGHT, 0.1),
        ("Chi mỗi năm (triệu đồng)", RIGHT, 0.1),
    ]
    return table_block(book, "bang-tre-han", "Cặp trễ hạn và cách sửa rẻ nhất", columns, rows,
                       f"{MODEL}; giờ chuyến thư, đường thư, chi phí chuyến là giả định")


def savings(book: Book) -> TableBlock:
    """Return what people save in the last plan year, by district and for difficult communes."""
    year, names = book.scenario.plan[-1], district_names(book)
    table = book.results["savings"].query("year == @year")
    rows = []
    for row in table.itertuples():
        key = {"year": year, "group_kind": row.group_kind, "group": row.group}
        rows.append([
            names.get(row.group, GROUP_WORDS.get(row.group)),
            cell(book, "savings.people", **key),
            cell(book, "savings.saved_km", **key),
            cell(book, "savings.saved_hours", **key),
            millions(pick(book, "cell", "savings.saved_vnd", **key)),
            cell(book, "savings.saved_vnd_per_person", **key),
        ])  # fmt: skip
    columns = [
        ("Huyện, nhóm xã", LEFT, 0.28),
        ("Người dân", RIGHT, 0.14),
        ("Đường bớt đi (km)", RIGHT, 0.15),
        ("Giờ bớt đi", RIGHT, 0.13),
        ("Quy tiền (triệu đồng)", RIGHT, 0.15),
        ("Mỗi người dân (đồng)", RIGHT, 0.15),
    ]
    return table_block(book, "bang-tiet-kiem", f"Người dân bớt được gì, năm {book.year_name(year)}", columns, rows,
                       f"{MODEL}; giá trị thời gian, chi phí xe máy là giả định", emphasis=[0])


def point_money(book: Book) -> TableBlock:
    """Return for each new point its dossiers a day, the number at which it breaks even, and the subsidy it needs."""
    year = book.scenario.plan[-1]
    new = book.results["point_finance"].query("is_new and year == @year")
    names = book.results["sites"].set_index("site_id")["commune_vi"]
    rows = []
    for site in new.sort_values(["dossiers_per_day", "site_id"], ascending=[False, True])["site_id"]:
        key = {"site_id": site, "year": year}
        rows.append([
            words_of(book, "communes", names[site]),
            *(cell(book, f"point_finance.{name}", 1, **key) for name in ("dossiers_per_day", "break_even_per_day")),
            *(millions(pick(book, "cell", f"point_finance.{name}", **key)) for name in ("margin_vnd", "subsidy_vnd")),
        ])  # fmt: skip
    rows = rows or [["Không mở điểm mới", *[""] * 4]]
    columns = [
        ("Điểm mới", LEFT, 0.32),
        ("Hồ sơ mỗi ngày", RIGHT, 0.16),
        ("Hòa vốn ở (hồ sơ mỗi ngày)", RIGHT, 0.18),
        ("Thu trừ chi (triệu đồng)", RIGHT, 0.17),
        ("Cần bù (triệu đồng)", RIGHT, 0.17),
    ]
    return table_block(book, "bang-tung-diem", f"Thu, chi của từng điểm mới, năm {book.year_name(year)}", columns,
                       rows, f"{MODEL}; không gồm bồi thường; đơn giá là giả định",
                       status=book.result("loss_making_new_points").status)
