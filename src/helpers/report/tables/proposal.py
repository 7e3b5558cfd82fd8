"""Tables of the proposal: what it aims at, and the assumptions that it rests on."""

from __future__ import annotations

import re

from helpers.inputs import Quantity
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.shown import shown, words
from helpers.report.tables.common import LEFT, RIGHT, table_block
from helpers.report.vietnamese import UNIT_WORDS, amount, parameter_words, sort_key

NOT_MEASURED = "chưa đo"
#: Grades of impact, in the register, of the assumptions that a reader must know.
WEIGHTY = ("A", "R")


def targets(book: Book) -> TableBlock:
    """Return the aims of the plan: from where, to what, by when and by whom.

    The first four come from the results of the scenario, the limits and the safety from the rules in force.
    """
    end = f"hết năm {book.year_words['plan_last']}"
    kept = [("points_2018", "points_total", "Điểm phục vụ"),
            ("communes_with_point_today", "communes_with_point", "Đơn vị cấp xã có điểm"),
            ("people_within_share_today", "people_within_share", f"Người dân trong {_standard(book)} của một điểm"),
            ("difficult_mean_distance_km_today", "difficult_mean_distance_km",
             "Quãng đường bình quân của người dân xã khó khăn")]
    rows = [[label, _value(book, first), _value(book, last), end, book.word("post")] for first, last, label in kept]
    for key, label in (("limit_intra_district_days", "Thời hạn phát trong huyện"),
                       ("limit_inter_district_days", "Thời hạn phát liên huyện")):
        limit = book.quote(book.parameter(key))
        rows.append([label, NOT_MEASURED, shown(limit, f"J+{amount(limit)}"), "đo và công khai hằng quý",
                     book.word("post")])
    rows += [
        ["Hồ sơ an toàn", NOT_MEASURED, _value(book, "safety_share"), "hằng quý", book.word("post")],
        ["Hai danh mục thủ tục được công bố", "chưa đủ", "đủ hai danh mục", "trước khi thực hiện đợt đầu",
         book.word("ppc_office")],
        ["Báo cáo quý tách ba hình thức", "chưa tách", "mọi quý", f"từ quý đầu năm {book.year_words['plan_first']}",
         book.word("post")],
    ]
    columns = [("Mục tiêu", LEFT, 0.33), ("Mức gốc", RIGHT, 0.14), ("Đích", RIGHT, 0.15), ("Mốc", LEFT, 0.2),
               ("Thực hiện", LEFT, 0.18)]
    return table_block(book, "bang-muc-tieu", f"Mục tiêu của phương án “{book.scenario.title_vi}”", columns,
                       [[_dated(cell) for cell in row] for row in rows], "kết quả của phương án; quy định đã dẫn")


def weighty_assumptions(book: Book) -> TableBlock:
    """Return the assumed numbers quoted so far whose impact is not small, with range and reason; call it last.

    A lever is a choice of the scenario, not an assumption.
    """
    register = book.inputs.register
    rows = []
    for key, quantity in book.used.items():
        row = register.get(key) if key in register else None
        if row is None or row.role == "lever" or quantity.status != "assumed" or row.impact not in WEIGHTY:
            continue
        rows.append([Shown(quantity.label_vi, "text:label"), shown(quantity, parameter_words(quantity)),
                     Shown(_range(quantity), "text:range"), Shown(quantity.locator, "text:source")])
    columns = [("Giả định", LEFT, 0.36), ("Mức dùng", RIGHT, 0.16), ("Khoảng", RIGHT, 0.18),
               ("Lý do, cách thay", LEFT, 0.3)]
    rows.sort(key=lambda row: sort_key(row[0].text))
    return table_block(book, "bang-gia-dinh", "Giả định có ảnh hưởng vừa và lớn đã dùng trong đề án", columns,
                       rows or [["Không có", "", "", ""]], "sổ số liệu; bảng đầy đủ ở phụ lục kỹ thuật",
                       status="assumed")


def _standard(book: Book) -> str:
    return f"{amount(book.parameter('standard_km'))} km"


def _value(book: Book, key: str) -> Shown:
    register = book.inputs.register
    quantity = book.quote(book.parameter(key) if key in register else book.result(key))
    catalogue = book.inputs["metrics"].set_index("metric_id")["decimals"]
    return shown(quantity, _unit(quantity, amount(quantity, int(catalogue.get(key, 0)))))


def _unit(quantity: Quantity, text: str) -> str:
    """Return an amount with its unit where the amount does not show it."""
    unit = "" if "%" in text or quantity.unit == "communes" else UNIT_WORDS.get(quantity.unit, "")
    return f"{text} {unit}".strip()


def _range(quantity: Quantity) -> str:
    if quantity.low is None or quantity.high is None or quantity.low == quantity.high:
        return ""
    return joined_range(*(parameter_words(quantity, end) for end in (quantity.low, quantity.high)))


def joined_range(low: str, high: str) -> str:
    """Return the ends of a range as words, their unit said once where both have the same.

    >>> joined_range("50 triệu đồng/năm", "110 triệu đồng/năm"), joined_range("300 triệu đồng", "1,00 tỷ đồng")
    ('50 – 110 triệu đồng/năm', '300 triệu đồng – 1,00 tỷ đồng')
    >>> joined_range("16 giờ 30", "18 giờ 30")
    '16 giờ 30 – 18 giờ 30'
    >>> joined_range("5%/năm", "12%/năm")
    '5 – 12%/năm'
    """
    (least, unit), (most, other) = (re.fullmatch(r"([\d.,]*)(.*)", end).groups() for end in (low, high))
    if unit != other or any(map(str.isdigit, unit)):
        return f"{low} – {high}"
    return f"{least} – {most}{unit}"


def _dated(cell):
    """Return words that hold a year of the plan, or the standard, as words whose home is the scenario."""
    text = cell if isinstance(cell, str) else ""
    return words(text, "../scenarios") if any(map(str.isdigit, text)) else cell

