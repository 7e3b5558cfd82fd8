"""Sheets of places: the new points, every point, every commune."""

from __future__ import annotations

import pandas as pd

from helpers.inputs import STATUS_WORDS
from helpers.report.annex.fields import Field, Words, field_table, label_place
from helpers.report.annex.parts import Figure, Sheet, Table
from helpers.report.book import Book
from helpers.report.tables.common import district_names
from helpers.report.tables.network import KIND_WORDS
from helpers.report.vietnamese import sort_key

NEW, ALL, COMMUNES = "DiemMoi", "MoiDiem", "TheoXa"
TERRAIN_WORDS = {"plain": "đồng bằng", "mountain": "miền núi"}
DIFFICULT_WORDS = {"none": "không", "I": "khu vực I", "II": "khu vực II", "III": "khu vực III",
                   "bai_ngang": "bãi ngang, ven biển", "unknown": "chưa rõ"}
_SITE = ("site_id",)
_COMMUNE = ("commune_code",)


def new_points_sheet(book: Book) -> Sheet:
    """Return the new points in the order of opening: where, for whom, what load, how firmly chosen, what worth."""
    sites = book.results["sites"]
    rows = sites[~sites["existing"]].merge(book.results["openings"][["site_id", "place"]], on="site_id", how="left")
    rows = rows.sort_values(["place", "open_year", "site_id"], kind="stable").reset_index(drop=True)
    if rows.empty:
        return Sheet("Điểm mới", "CÁC ĐIỂM MỚI", texts=[("line", "Phương án này không mở điểm mới.")])
    end = {"year": book.scenario.plan[-1]}
    new = {"existing": False}
    columns = [
        Field("openings.place", _SITE, head="Thứ tự", width=8),
        Words("Mã điểm", "site_id", 10, center=True),
        *_where(book),
        _opening(book, new),
        Field("openings.people_nearer", _SITE, head="Người đi gần hơn", total="sum"),
        Field("openings.people_covered", _SITE, head="Người mới vào trong chuẩn", total="sum"),
        Field("openings.saved_km", _SITE, head="Quãng đường bớt mỗi người", width=11),
        Field("sites.dossiers", _SITE, new, head="Hồ sơ năm cuối kế hoạch", total="sum"),
        Field("point_finance.dossiers_per_day", _SITE, end, head="Hồ sơ mỗi ngày", width=9),
        Field("point_finance.break_even_per_day", _SITE, end, head="Mức hòa vốn mỗi ngày", width=9),
        Field("point_finance.subsidy_vnd", _SITE, end, head="Cần bù mỗi năm", width=13, total="sum"),
        Field("sites.counters", _SITE, new, head="Quầy cần có", width=8, total="sum"),
        Field("selection.frequency", _COMMUNE, head="Tỷ lệ lần thử được chọn", width=10),
        Words("Trạng thái vị trí", lambda row: STATUS_WORDS[row.place_status], 11, center=True),
    ]
    note = ("Tỷ lệ lần thử được chọn: phần các lần thử (đổi vị trí giả định, tham số, mục tiêu) mà xã vẫn được chọn; "
            "càng thấp thì lựa chọn càng tùy giả định.")
    made = field_table(book, NEW, "Các điểm mở mới, theo thứ tự mở", rows, columns, note, totals=True)
    return Sheet("Điểm mới", "CÁC ĐIỂM MỚI", [made])


def all_points_sheet(book: Book) -> Sheet:
    """Return every point that is open at the end of the plan."""
    rows = book.results["sites"]
    columns = [
        Words("Mã điểm", "site_id", 9, center=True),
        Words("Tên điểm", "name_vi", 42),
        Words("Loại", lambda row: KIND_WORDS[row.kind], 12),
        *_where(book),
        Words("Hiện có", lambda row: "có" if row.existing else "mở mới", 9, center=True),
        Field("sites.dossiers", _SITE, head="Hồ sơ năm cuối kế hoạch", total="sum"),
        Field("sites.offered_load", _SITE, head="Tải giờ cao điểm", width=9),
        Field("sites.counters", _SITE, head="Quầy cần có", width=8, total="sum"),
        Field("sites.served_within_share", _SITE, head="Khách chờ không quá mức", width=10),
        Field("sites.mean_wait_min", _SITE, head="Chờ bình quân giờ cao điểm", width=10),
        Field("sites.opening_hours_per_day", _SITE, head="Giờ mở cửa mỗi ngày", width=9),
        Field("sites.bag_margin_min", _SITE, head="Dư trước giờ đóng túi", width=10),
        Words("Trạng thái vị trí", lambda row: STATUS_WORDS[row.place_status], 11, center=True),
    ]
    note = "" if book.places_known() else (
        "Vị trí ghi “giả định” là bố trí tạm của sổ tay, chờ danh sách chính thức của Bưu điện; không dùng để nhận "
        "biết điểm ngoài thực địa.")
    rows = by_district(book, rows.assign(place_vi=rows["commune_vi"]))
    made = field_table(book, ALL, "Mọi điểm phục vụ đến cuối giai đoạn kế hoạch", rows, columns, note, totals=True)
    return Sheet("Mọi điểm", "MỌI ĐIỂM PHỤC VỤ", [made])


def communes_sheet(book: Book) -> Sheet:
    """Return every commune with its people, its way to the nearest point before and after, and its dossiers."""
    near, names = book.results["sites"].set_index("site_id")["name_vi"], district_names(book)
    rows = book.results["communes"]
    columns = [
        Words("Mã xã", "commune_code", 8, center=True),
        Words("Xã, phường, thị trấn", "name_vi", 22),
        Words("Huyện", lambda row: names[row.district_code], 14),
        Words("Địa hình", lambda row: TERRAIN_WORDS[row.terrain], 11),
        Words("Xã khó khăn", lambda row: DIFFICULT_WORDS[row.difficult_area], 12),
        Field("communes.population_2019", _COMMUNE, head="Dân số", width=10, total="sum"),
        Field("communes.distance_today_km", _COMMUNE, head="Quãng đường hiện nay", width=10),
        Field("communes.distance_km", _COMMUNE, head="Quãng đường cuối giai đoạn", width=10),
        Field("communes.time_today_min", _COMMUNE, head="Thời gian đi hiện nay", width=10),
        Field("communes.time_min", _COMMUNE, head="Thời gian đi cuối giai đoạn", width=10),
        Field("communes.dossiers_base", _COMMUNE, head="Hồ sơ khi giữ nguyên điểm", width=11, total="sum"),
        Field("communes.dossiers", _COMMUNE, head="Hồ sơ cuối giai đoạn", width=11, total="sum"),
        Field("communes.induced_dossiers", _COMMUNE, head="Hồ sơ tăng thêm", width=10, total="sum"),
        Words("Điểm gần nhất cuối giai đoạn", lambda row: near[row.site_id], 40),
    ]
    made = field_table(book, COMMUNES, "Người dân và quãng đường đến điểm gần nhất, theo xã",
                       by_district(book, rows.assign(place_vi=rows["name_vi"])), columns,
                       "Dòng cộng và bình quân dưới bảng là công thức, để kiểm lại với kết quả chính.", totals=True)
    return Sheet("Theo xã", "THEO XÃ, PHƯỜNG, THỊ TRẤN", [_with_checks(book, made)])


def _opening(book: Book, at: dict) -> Field | Words:
    """Return the year of opening: a number, or its place in the plan where the profile tells years so."""
    first = book.scenario.plan[0]
    if book.year_name(first) == str(first):
        return Field("sites.open_year", _SITE, at, head="Năm mở", width=8)
    return Words("Năm mở", lambda row: book.year_name(int(row.open_year)), 10, center=True)


def _where(book: Book) -> list[Words]:
    names = district_names(book)
    return [Words("Xã, phường, thị trấn", "commune_vi", 21),
            Words("Huyện", lambda row: names[row.district_code], 13),
            Words("Địa hình", lambda row: TERRAIN_WORDS[row.terrain], 11)]


def by_district(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with ``district_code`` and ``place_vi`` in the order of the dictionary, districts first."""
    names = district_names(book)
    keys = [(sort_key(names[row.district_code]), sort_key(row.place_vi), place)
            for place, row in enumerate(rows.itertuples())]
    return rows.iloc[[place for *_, place in sorted(keys)]]


def _with_checks(book: Book, table: Table) -> Table:
    """Return the table with what a reader can check under it: means by people, and people within the standard."""
    heads = [column.head for column in table.columns]
    mean, within = ([None] * len(heads) for _ in range(2))
    label = label_place(table.columns)
    mean[label], within[label] = "Bình quân theo dân số", "Người dân trong chuẩn khoảng cách chính"
    for head, ending in (("Quãng đường hiện nay", "_today"), ("Quãng đường cuối giai đoạn", "")):
        place = heads.index(head)
        mean[place] = _headline(book, f"mean_distance_km{ending}", f"=SUMPRODUCT([{head}],[Dân số])/SUM([Dân số])")
        within[place] = _headline(book, f"people_within_share{ending}",
                                  f"=SUMPRODUCT(--([{head}]<=ts_standard_km),[Dân số])/SUM([Dân số])")
    return Table(table.name, table.title, table.columns, table.rows, [*table.totals, mean, within], table.note)


def _headline(book: Book, metric: str, formula: str) -> Figure:
    quantity = book.result(metric)
    decimals = book.inputs["metrics"].set_index("metric_id").loc[metric, "decimals"]
    return Figure(quantity.value, quantity.id, quantity.unit, int(decimals), formula)


