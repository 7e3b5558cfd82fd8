"""Sheets of the service: where counters bind and whether they suffice, and whether the mail keeps its limits."""

from __future__ import annotations

import pandas as pd

from helpers.report.annex.fields import Field, Words, field_table
from helpers.report.annex.parts import Sheet, Table
from helpers.report.annex.places import by_district
from helpers.report.book import Book
from helpers.report.tables.common import district_names
from helpers.report.tables.service import FLOW_WORDS, MEND_WORDS, MOMENT_WORDS
from helpers.report.tables.service import GROUP_WORDS as MAIL_GROUPS

_SITE = ("site_id",)


def capacity_sheet(book: Book) -> Sheet:
    """Return counters at the end of the plan: by moment, by point, and the people who must stand in by district."""
    return Sheet("Năng lực", "NĂNG LỰC PHỤC VỤ", [_moments(book), _counters(book), _people(book)])


def delivery_sheet(book: Book) -> Sheet:
    """Return whether mail keeps its limits: by group, by point, and each pair that is late with what mends it."""
    return Sheet("Thời hạn phát", "THỜI HẠN PHÁT", [_groups(book), _points(book), _late(book)])


def _moments(book: Book) -> Table:
    rows = book.results["capacity_binding"]
    rows = rows[rows["year"] == book.scenario.plan[-1]].drop_duplicates("moment")
    by, at = ("moment",), {"year": book.scenario.plan[-1]}
    columns = [Words("Xét lúc nào", lambda row: MOMENT_WORDS.get(row.moment, row.moment), 42),
               *(Field(f"capacity_binding.{column}", by, at, head, 13) for column, head in (
                   ("points", "Số điểm"), ("counters", "Tổng số quầy"), ("utilisation_mean", "Mức sử dụng bình quân"),
                   ("one_counter_max", "Tải điểm bận nhất"), ("full_points", "Điểm mà một quầy quá tải"),
                   ("late_points", "Điểm mà một quầy không đạt"),
                   ("short_points", "Điểm thiếu quầy so với đang có")))]
    return field_table(book, "QuayTheoLuc", "Quầy nghẽn ở đâu, năm cuối giai đoạn kế hoạch", rows, columns,
                       "Hàng đợi (Erlang C); số khách bưu chính khác là giả định.")


def _counters(book: Book) -> Table:
    names = district_names(book)
    rows = book.results["sites"]
    columns = [
        Words("Tên điểm", "name_vi", 42),
        Words("Mã điểm", "site_id", 13, center=True),
        Words("Xã, phường, thị trấn", "commune_vi", 13),
        Words("Huyện", lambda row: names[row.district_code], 13),
        Field("day_points.counters_held", _SITE, head="Quầy đang có hoặc sẽ có", width=13, total="sum"),
        Field("sites.counters", _SITE, head="Quầy cần có", width=13, total="sum"),
        Field("capacity_balance.counters_short", _SITE, head="Quầy còn thiếu", width=13, total="sum"),
        Field("day_points.customers_per_day", _SITE, head="Khách mỗi ngày", width=13, total="sum"),
        Field("day_points.served_held_share", _SITE, head="Khách đạt mức chờ với số quầy ấy", width=13),
        Field("day_points.wait_held_min", _SITE, head="Chờ lâu nhất với số quầy ấy", width=13),
    ]
    rows = by_district(book, rows.assign(place_vi=rows["commune_vi"]))
    return field_table(book, "QuayTheoDiem", "Quầy theo điểm, năm cuối giai đoạn kế hoạch", rows, columns,
                       "Quầy còn thiếu: tính cho các điểm hiện có.", totals=True)


def _people(book: Book) -> Table:
    names, by = district_names(book), ("district_code",)
    rows = book.results["floaters"]
    columns = [
        Words("Huyện", lambda row: names.get(row.district_code, row.district_code), 42),
        Field("floaters.points", by, head="Số điểm", width=13),
        Field("floaters.persons", by, head="Người đứng quầy", width=13),
        Field("floaters.floaters", by, head="Người cơ động cần có", width=13),
        Field("carriers.results_per_year", by, head="Kết quả trả mỗi năm", width=13),
        Field("carriers.carriers_fte", by, head="Bưu tá cần có", width=13),
    ]
    return field_table(book, "NhanLucTheoHuyen", "Người cơ động và bưu tá theo huyện", rows, columns)


def _groups(book: Book) -> Table:
    names, by = district_names(book), ("group",)
    rows = book.results["delivery_shares"].astype({"group": str})
    columns = [
        Words("Nhóm điểm", lambda row: names.get(row.group, _MAIL.get(row.group, row.group)), 30),
        Field("delivery_shares.pairs", by, head="Cặp điểm - cơ quan", width=14),
        Field("delivery_shares.late_pairs", by, head="Cặp trễ hạn", width=14),
        Field("delivery_shares.pairs_on_time_share", by, head="Cặp đúng hạn", width=14),
        Field("delivery_shares.items_on_time_share", by, head="Hồ sơ, kết quả đúng hạn", width=14),
    ]
    return field_table(book, "DungHanTheoNhom", "Tỷ lệ đúng hạn J+n theo nhóm điểm, cả hai chiều", rows, columns,
                       "Giờ chuyến thư, đường thư là giả định.")


def _points(book: Book) -> Table:
    names = district_names(book)
    rows = book.results["delivery_points"].drop(columns="district_code").merge(
        book.results["sites"][["site_id", "name_vi", "commune_vi", "district_code"]], on="site_id")
    columns = [
        Words("Tên điểm", "name_vi", 30),
        Words("Mã điểm", "site_id", 14, center=True),
        Words("Xã, phường, thị trấn", "commune_vi", 14),
        Words("Huyện", lambda row: names[row.district_code], 14),
        Field("delivery_points.late_pairs", _SITE, head="Cặp trễ hạn", width=14, total="sum"),
        Field("delivery_points.pairs_on_time_share", _SITE, head="Cặp đúng hạn", width=14),
        Field("delivery_points.items_on_time_share", _SITE, head="Hồ sơ, kết quả đúng hạn", width=14),
        Field("delivery_points.added_days_department", _SITE, head="Thêm so với tự đến sở, ngành", width=14),
        Field("delivery_points.added_days_district", _SITE, head="Thêm so với tự đến huyện", width=14),
        Field("delivery_points.added_days_commune", _SITE, head="Thêm so với tự đến xã", width=14),
    ]
    rows = by_district(book, rows.assign(place_vi=rows["commune_vi"]))
    return field_table(book, "DungHanTheoDiem", "Thời hạn phát theo điểm, năm cuối giai đoạn kế hoạch", rows, columns,
                       totals=True)


def _late(book: Book) -> Table:
    names, by = district_names(book), ("site_id", "agency_id", "flow")
    rows = book.results["delivery_mends"].astype({"agency_id": str})
    columns = [
        Words("Điểm", "site_vi", 30),
        Words("Cơ quan", "agency_vi", 14),
        Words("Huyện của điểm", lambda row: names.get(str(row.district_code), ""), 14),
        Words("Chiều", lambda row: FLOW_WORDS.get(row.flow, row.flow), 14),
        Words("Cách khắc phục rẻ nhất", lambda row: MEND_WORDS.get(row.mend, row.mend), 14),
        Field("delivery_mends.earlier_min", by, head="Thu gom sớm hơn", width=14),
        Field("delivery_mends.mend_vnd_per_year", by, head="Chi phí mỗi năm", width=14),
    ]
    note = "" if len(rows) else "Không cặp nào trễ hạn."
    return field_table(book, "CapTreHan", "Các cặp trễ hạn và cách khắc phục", pd.DataFrame(rows), columns, note)


_MAIL = {**MAIL_GROUPS, "province": "Toàn tỉnh"}
