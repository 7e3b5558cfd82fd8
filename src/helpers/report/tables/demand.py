"""Tables of demand: the busiest points, the communes that gain, and what if demand were otherwise."""

from __future__ import annotations

from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.numbers import end
from helpers.report.shown import shown
from helpers.report.tables.common import LEFT, MODEL, RIGHT, cell, district_names, table_block, words_of
from helpers.report.vietnamese import amount

CASE_WORDS = {"low": "thấp", "base": "cơ sở", "high": "cao"}
LEVER_WORDS = {
    "online_shift_share": "Chuyển sang nộp trực tuyến mức độ ba, bốn",
    "registered_population_ratio": "Dân số đăng ký so với Tổng điều tra",
}
FORMS = ("send_dossiers", "receive_dossiers", "both_dossiers")
NOTHING_OPENS = "Không xã nào tăng: phương án không đưa điểm đến gần hơn"


def busiest_points(book: Book, shown_rows: int = 12) -> TableBlock:
    """Return the busiest points of the last plan year: the three forms, and all if people chose among points."""
    year = book.scenario.plan[-1]
    sites = book.results["sites"].sort_values(["dossiers", "site_id"], ascending=[False, True]).head(shown_rows)
    rows = [[words_of(book, "communes", row.commune_vi), "điểm hiện có" if row.existing else "điểm mới",
             *(cell(book, f"point_demand.{form}", year=year, site_id=row.site_id) for form in FORMS),
             cell(book, "point_choice.nearest_dossiers", site_id=row.site_id),
             cell(book, "point_choice.huff_dossiers", site_id=row.site_id)] for row in sites.itertuples()]
    columns = [("Điểm tại", LEFT, 0.22), ("Loại", LEFT, 0.14), ("Chỉ gửi", RIGHT, 0.11), ("Chỉ nhận", RIGHT, 0.12),
               ("Cả hai", RIGHT, 0.11), ("Cộng, đến điểm gần nhất", RIGHT, 0.15), ("Cộng, tự chọn điểm", RIGHT, 0.15)]
    return table_block(book, "bang-diem-dong", f"Các điểm đông nhất, năm {book.year_name(year)}", columns, rows,
                       MODEL)


def gaining_communes(book: Book, shown_rows: int = 10) -> TableBlock:
    """Return the communes to which nearer points bring the most dossiers in the last plan year."""
    table, names = book.results["communes"], district_names(book)
    gaining = table[table["induced_dossiers"] > 0]
    gaining = gaining.sort_values(["induced_dossiers", "commune_code"], ascending=[False, True]).head(shown_rows)
    rows = [[words_of(book, "communes", row.name_vi), names[row.district_code],
             *(cell(book, f"communes.{column}", commune_code=row.commune_code)
               for column in ("time_today_min", "time_min", "dossiers_base", "induced_dossiers"))]
            for row in gaining.itertuples()] or [[NOTHING_OPENS, *[""] * 5]]
    columns = [("Xã", LEFT, 0.22), ("Huyện", LEFT, 0.18), ("Phút đi, hiện nay", RIGHT, 0.14),
               ("Phút đi, cuối giai đoạn", RIGHT, 0.15), ("Hồ sơ nếu giữ nguyên", RIGHT, 0.16),
               ("Tăng thêm", RIGHT, 0.15)]
    return table_block(book, "bang-xa-tang", f"Xã có hồ sơ tăng thêm nhiều nhất, năm {book.year_words['plan_last']}",
                       columns, rows, f"{MODEL}; mức tăng theo phút đi bớt được là giả định",
                       status=book.result("induced_plan_end").status)


def what_ifs(book: Book) -> TableBlock:
    """Return the end of the path of the province with one lever of demand at its low, base or high."""
    rows, emphasis = [], []
    for row in book.results["what_if"].itertuples():
        key = {"parameter_id": row.parameter_id, "case": row.case}
        chosen = book.parameter(row.parameter_id)
        value = shown(chosen, amount(chosen)) if row.case == "base" else _end(book, row.parameter_id, row.case)
        emphasis += [len(rows)] if row.case == "base" else []
        rows.append([LEVER_WORDS[row.parameter_id], CASE_WORDS[row.case], value,
                     *(cell(book, f"what_if.{name}", **key) for name in ("dossiers", *FORMS))])
    columns = [("Đổi riêng", LEFT, 0.28), ("Mức", LEFT, 0.09), ("Giá trị", RIGHT, 0.1), ("Cộng", RIGHT, 0.14),
               ("Chỉ gửi", RIGHT, 0.12), ("Chỉ nhận", RIGHT, 0.14), ("Cả hai", RIGHT, 0.13)]
    return table_block(book, "bang-neu-thi", f"Hồ sơ cả tỉnh năm {book.scenario.years[-1]}, nếu nhu cầu khác đi",
                       columns, rows, f"{MODEL}, chưa kể phần tăng do mở điểm; không phải số quan sát",
                       emphasis=emphasis)


def _end(book: Book, parameter_id: str, which: str):
    quantity = end(book.parameter(parameter_id), which)
    return shown(quantity, amount(quantity))
