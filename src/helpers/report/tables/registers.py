"""Tables from the registers: procedures, law, risks, duties, precedents and the numbers used."""

from __future__ import annotations

import re

import pandas as pd

from helpers.inputs import STATUS_WORDS, Quantity, worst_status
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.legal import BLANK
from helpers.report.numbers import is_reference, pick, resolve
from helpers.report.shown import shown, words
from helpers.report.tables.common import (
    CENTER,
    GRADE_WORDS,
    LEFT,
    RIGHT,
    cell,
    event_day,
    figure,
    share,
    short_citation,
    table_block,
    words_of,
    years,
)
from helpers.report.vietnamese import UNIT_WORDS, amount, money, number, percent, sort_key

#: Lets a long identifier break over lines; it is not seen, and `qd45 trace` takes it out again.
BREAK = "\u200b"


def procedures(book: Book) -> TableBlock:
    """Return the procedures by level of online service."""
    for key in ("procedures_total", "procedures_level_1_2", "procedures_level_3", "procedures_level_4"):
        book.quote(book.parameter(key))
    total = pick(book, "total", "procedures.procedures")
    rows = []
    for row in book.inputs["procedures"].itertuples():
        count = pick(book, "cell", "procedures.procedures", level=row.level)
        rows.append([words_of(book, "procedures", row.label_vi), figure(count), share(count / total)])
    rows.append(["Cộng", figure(total), share(total / total)])
    law = short_citation(book, "QD45-2016", "Điều 1").text
    return table_block(
        book,
        "bang-thu-tuc",
        "Thủ tục hành chính theo mức độ dịch vụ công",
        [("Mức độ", LEFT, 0.56), ("Số thủ tục", RIGHT, 0.22), ("Tỷ lệ", RIGHT, 0.22)],
        rows,
        f"tin làm việc ngày {event_day(book, 'meeting')}; số đủ điều kiện theo {law} chưa rà soát",
        emphasis=[len(rows) - 1],
    )


def legal_tasks(book: Book) -> TableBlock:
    """Return the tasks that the scenario gives to the post against their legal basis at the date of the paper."""
    rows = [
        [
            row.label_vi,
            short_citation(book, row.doc_id, row.articles) if row.doc_id else BLANK,
            row.verdict_vi,
            words_of(book, "tasks", row.reason_vi),
        ]
        for row in book.results["legal_matrix"].itertuples()
    ]
    columns = [
        ("Nhiệm vụ giao cho bưu điện", LEFT, 0.29),
        ("Căn cứ", LEFT, 0.27),
        ("Kết luận", LEFT, 0.18),
        ("Lý do", LEFT, 0.26),
    ]
    return table_block(
        book,
        "bang-can-cu",
        "Nhiệm vụ và căn cứ pháp lý tại ngày văn bản",
        columns,
        rows,
        f"văn bản còn hiệu lực ngày {book.day:%d/%m/%Y}",
    )


def delivery_limits(book: Book) -> TableBlock:
    """Return the delivery limits J+n of Circular 17/2017, article 7.2."""
    rows = [
        [label, *(_limit(book, f"limit_{reach}_days"), _limit(book, f"limit_{reach}_slip_days"))]
        for label, reach in (
            ("Trong huyện, thị xã, thành phố", "intra_district"),
            ("Giữa các huyện trong tỉnh", "inter_district"),
        )
    ]
    columns = [("Tuyến", LEFT, 0.44), ("Không phát giấy hẹn", CENTER, 0.28), ("Có phát giấy hẹn", CENTER, 0.28)]
    return table_block(
        book,
        "bang-thoi-han",
        "Thời hạn phát tối đa (J là ngày nhận, n tính theo ngày làm việc)",
        columns,
        rows,
        short_citation(book, "TT17-2017", "Điều 7").text,
    )


def _limit(book: Book, parameter_id: str) -> Shown:
    quantity = book.quote(book.parameter(parameter_id))
    return shown(quantity, f"J+{amount(quantity)}")


#: Rows of one province in a short table of precedents.
PER_PROVINCE = 3


def precedents(book: Book, rows_shown: int | None = None) -> TableBlock:
    """Return what other provinces had achieved by the date of the paper, the poor results included.

    ``rows_shown`` keeps the first of them, at most three of a province, in the order of the table.
    """
    table = book.inputs["precedents"].dropna(subset="value")
    table = table[(table["year"] <= book.day.year) & (table["province"] != "Quảng Bình")]
    if rows_shown:
        table = table.groupby("province", sort=False).head(PER_PROVINCE).head(rows_shown)
    rows = [
        [
            words(row.province, "precedents"),
            years(row.year),
            words_of(book, "precedents", row.metric_vi),
            cell(book, "precedents.value", province=row.province, year=row.year, metric_vi=row.metric_vi),
            words_of(book, "precedents", row.unit_vi),
            GRADE_WORDS[row.confidence],
        ]
        for row in table.itertuples()
    ]
    columns = [
        ("Địa phương", LEFT, 0.22),
        ("Năm", CENTER, 0.09),
        ("Chỉ tiêu", LEFT, 0.33),
        ("Giá trị", RIGHT, 0.13),
        ("Đơn vị", LEFT, 0.12),
        ("Độ tin cậy", LEFT, 0.11),
    ]
    return table_block(
        book, "bang-tien-le", "Kinh nghiệm địa phương khác", columns, rows, "báo chí và trang tin của ngành"
    )


def risks(book: Book) -> TableBlock:
    """Return the risk register: probability, impact, owner and measure; a risk that is over is left out."""
    rows = [
        [row.label_vi, GRADE_WORDS[row.probability], GRADE_WORDS[row.impact], row.owner_vi, row.measure_vi]
        for row in book.inputs["risks"].itertuples()
        if not (row.risk_id == "place_unknown" and book.places_known())
    ]
    columns = [
        ("Rủi ro", LEFT, 0.25),
        ("Khả năng", CENTER, 0.11),
        ("Tác động", CENTER, 0.11),
        ("Chủ sở hữu", LEFT, 0.19),
        ("Biện pháp", LEFT, 0.34),
    ]
    return table_block(
        book, "bang-rui-ro", "Rủi ro và biện pháp", columns, rows, "Sở đề nghị, để thảo luận", status="assumed"
    )


def duties(book: Book) -> TableBlock:
    """Return who does what, with whom and when."""
    rows = [
        [words_of(book, "duties", value) for value in (row.unit_vi, row.task_vi, row.partner_vi, row.when_vi)]
        for row in book.inputs["duties"].itertuples()
        if pd.isna(row.profile) or row.profile == book.profile_name
    ]
    columns = [("Chủ trì", LEFT, 0.23), ("Nhiệm vụ", LEFT, 0.39), ("Phối hợp", LEFT, 0.2), ("Thời hạn", LEFT, 0.18)]
    return table_block(
        book,
        "bang-phan-cong",
        "Phân công nhiệm vụ",
        columns,
        rows,
        "Sở đề nghị, để các đơn vị góp ý",
        status="assumed",
    )


def numbers_used(book: Book) -> TableBlock:
    """Return every number quoted in prose so far with value, range, status, source and name; call it last."""
    rows = []
    for quantity in sorted(book.used.values(), key=lambda q: sort_key(q.label_vi)):
        late = quantity.valid_from > book.day.isoformat()
        ends = (
            ""
            if quantity.low is None or quantity.high is None or quantity.low == quantity.high
            else span_words(_plain(quantity, quantity.low), _plain(quantity, quantity.high))
        )
        rows.append(
            [
                Shown(quantity.label_vi, "text:label"),
                shown(quantity, _plain(quantity, quantity.value)),
                Shown(ends, "text:range"),
                STATUS_WORDS[quantity.status] + ("; có sau ngày văn bản" if late else ""),
                Shown(f"{_source(quantity)} [{_breakable(quantity.id)}]", "text:source"),
            ]
        )
    columns = [
        ("Số liệu", LEFT, 0.32),
        ("Giá trị", RIGHT, 0.13),
        ("Khoảng", RIGHT, 0.16),
        ("Trạng thái", LEFT, 0.11),
        ("Nguồn [mã]", LEFT, 0.28),
    ]
    return table_block(
        book,
        "bang-so-lieu",
        "Số liệu đã nêu trong lời văn: trạng thái, nguồn và mã truy nguyên",
        columns,
        rows,
        "bảng số liệu và kết quả của lần chạy ghi ở chân trang",
    )


def tables_used(book: Book) -> TableBlock:
    """Return every table shown so far with its count of numbers, their worst status, sources and names."""
    rows, statuses = [], []
    for block in [block for block in book.shown.values() if block.id not in ("bang-so-lieu", "bang-bang")]:
        refs = list(dict.fromkeys(ref for _, ref in block.references() if is_reference(ref)))
        if refs:
            found = [resolve(book, ref) for ref in refs]
            statuses.append(worst_status(quantity.status for quantity in found))
            names = list(dict.fromkeys(_form(ref) for ref in refs))
            rest = "; …" if len(names) > MOST_NAMES else ""
            rows.append(
                [
                    Shown(block.caption, "text:caption"),
                    Shown(number(len(refs)), "order:"),
                    STATUS_WORDS[statuses[-1]],
                    Shown(_sources(found), "text:sources"),
                    Shown(_breakable("; ".join(names[:MOST_NAMES])) + rest, "text:names"),
                ]
            )
    columns = [
        ("Bảng", LEFT, 0.29),
        ("Số liệu", RIGHT, 0.08),
        ("Trạng thái", LEFT, 0.1),
        ("Nguồn", LEFT, 0.17),
        ("Mã truy nguyên", LEFT, 0.36),
    ]
    return table_block(
        book,
        "bang-bang",
        "Số liệu trong các bảng: trạng thái, nguồn và dạng mã truy nguyên",
        columns,
        rows,
        "bảng số liệu và kết quả của lần chạy ghi ở chân trang; chỗ “…” là khóa của dòng",
        status=worst_status(statuses),
    )


def _form(ref: str) -> str:
    """Return a name without what tells one row or scenario from another.

    >>> _form("people_within_share@bau"), _form("cell(sites.counters, site_id=P01)")
    ('people_within_share', 'cell(sites.counters, site_id=…)')
    """
    return re.sub(r"(?<==)('[^']*'|[^,)]+)", "…", re.sub(r"@\w+", "", ref))


#: Forms of names shown for a table; more would fill the page and tell little.
MOST_NAMES = 4


def _sources(quantities: list[Quantity]) -> str:
    """Return the sources of values read off data, and that the model gave the others."""
    read = {source for quantity in quantities for source in quantity.source_id.split()}
    return ", ".join([*sorted(read - {"MODEL"}), *(["mô hình"] if "MODEL" in read else [])])


def _source(quantity: Quantity) -> str:
    if quantity.source_id == "MODEL":
        return "mô hình"
    return "; ".join(part for part in (quantity.source_id, quantity.locator) if part) or "phép tính"


def _breakable(name: str) -> str:
    return re.sub(r"([_.(,@/])", rf"\1{BREAK}", name)


def span_words(low: str, high: str) -> str:
    """Return two amounts as a range, their unit written once.

    >>> span_words("1,44 tỷ đồng", "2,51 tỷ đồng"), span_words("5%", "35%")
    ('1,44 – 2,51 tỷ đồng', '5% – 35%')
    """
    first, _, unit = low.partition(" ")
    return f"{first if unit and high.endswith(f' {unit}') else low} – {high}"


def _plain(quantity: Quantity, value: float) -> str:
    """Return a value with its unit, at most three significant decimals."""
    unit = UNIT_WORDS.get(quantity.unit, "")
    if quantity.unit.startswith("vnd") and abs(value) >= 1e6:
        return money(value)
    if quantity.unit in ("share", "per_year"):
        return percent(value, 0 if round(value * 100, 6).is_integer() else 1 if abs(value) >= 0.01 else 2)
    if quantity.unit == "year":
        return f"{value:.0f}"
    decimals = next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 2 if abs(value) >= 1 else 4)
    return f"{number(value, 0 if abs(value) >= 1000 else decimals)} {unit}".strip()
