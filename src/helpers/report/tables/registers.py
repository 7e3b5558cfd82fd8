"""Tables from the registers: procedures, law, risks, duties, precedents and the numbers used."""

from __future__ import annotations

from helpers.inputs import Quantity
from helpers.model import active_tasks
from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.tables.common import CENTER, GRADE_WORDS, LEFT, RIGHT, note, short_citation, table_block, text
from helpers.report.vietnamese import STATUS_WORDS, UNIT_WORDS, amount, money, number, percent, sort_key

VERDICT_WORDS = {"basis": "đủ căn cứ", "agreement": "cần thỏa thuận", "pilot": "cần thí điểm, xin chủ trương"}


def procedures(book: Book) -> TableBlock:
    """Return the procedures by level of online service."""
    table = book.inputs["procedures"]
    for key in ("procedures_total", "procedures_level_1_2", "procedures_level_3", "procedures_level_4"):
        book.quote(book.parameter(key))
    rows = [
        [row.label_vi, number(row.procedures), percent(row.procedures / table["procedures"].sum())]
        for row in table.itertuples()
    ]
    rows.append(["Cộng", number(table["procedures"].sum()), percent(1.0)])
    return table_block(
        "bang-thu-tuc",
        "Thủ tục hành chính theo mức độ dịch vụ công",
        [("Mức độ", LEFT, 0.56), ("Số thủ tục", RIGHT, 0.22), ("Tỷ lệ", RIGHT, 0.22)],
        rows,
        note(
            "tin làm việc ngày 07/11/2018; số đủ điều kiện theo Điều 1 Quyết định 45/2016/QĐ-TTg chưa rà soát",
            book.status_of("procedures"),
        ),
        [len(rows) - 1],
    )


def legal_tasks(book: Book) -> TableBlock:
    """Return the tasks that the scenario gives to the post against their legal basis at the date of the paper."""
    tasks = active_tasks(book.scenario, book.inputs)
    rows = [
        [
            row.label_vi,
            f"{row.articles}, {short_citation(book, row.doc_id)}",
            VERDICT_WORDS[row.verdict],
            text(row.reason_vi),
        ]
        for row in tasks.itertuples()
    ]
    columns = [
        ("Nhiệm vụ giao cho bưu điện", LEFT, 0.29),
        ("Căn cứ", LEFT, 0.27),
        ("Kết luận", LEFT, 0.18),
        ("Lý do", LEFT, 0.26),
    ]
    return table_block(
        "bang-can-cu",
        "Nhiệm vụ và căn cứ pháp lý tại ngày văn bản",
        columns,
        rows,
        note(f"văn bản còn hiệu lực ngày {book.scenario.as_of:%d/%m/%Y}", "observed"),
    )


def delivery_limits(book: Book) -> TableBlock:
    """Return the delivery limits J+n of Circular 17/2017, article 7.2."""
    rows = [
        [
            label,
            *(
                f"J+{amount(book.quote(book.parameter(key)))}" if key else "theo quy định của Bưu điện"
                for key in keys
            ),
        ]
        for label, keys in (
            ("Trong huyện, thị xã, thành phố", ("limit_intra_district_days", "limit_intra_district_slip_days")),
            ("Giữa các huyện trong tỉnh", ("limit_inter_district_days", "limit_inter_district_slip_days")),
        )
    ]
    columns = [("Tuyến", LEFT, 0.44), ("Không phát giấy hẹn", CENTER, 0.28), ("Có phát giấy hẹn", CENTER, 0.28)]
    return table_block(
        "bang-thoi-han",
        "Thời hạn phát tối đa (J là ngày nhận, n tính theo ngày làm việc)",
        columns,
        rows,
        note(f"Điều 7 {short_citation(book, 'TT17-2017')}", "observed"),
    )


def precedents(book: Book) -> TableBlock:
    """Return what other provinces had achieved by the date of the paper, the poor results included."""
    table = book.inputs["precedents"].dropna(subset="value")
    table = table[table["year"] <= book.scenario.as_of.year]
    rows = [
        [
            row.province,
            str(row.year),
            row.metric_vi,
            number(row.value),
            row.unit_vi,
            GRADE_WORDS[row.confidence],
        ]
        for row in table.itertuples()
        if row.province != "Quảng Bình"
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
        "bang-tien-le",
        "Kinh nghiệm địa phương khác",
        columns,
        rows,
        note("báo chí và trang tin của ngành", "observed"),
    )


def risks(book: Book) -> TableBlock:
    """Return the risk register: probability, impact, owner and measure."""
    rows = [
        [row.label_vi, GRADE_WORDS[row.probability], GRADE_WORDS[row.impact], row.owner_vi, row.measure_vi]
        for row in book.inputs["risks"].itertuples()
    ]
    columns = [
        ("Rủi ro", LEFT, 0.25),
        ("Khả năng", CENTER, 0.11),
        ("Tác động", CENTER, 0.11),
        ("Chủ sở hữu", LEFT, 0.19),
        ("Biện pháp", LEFT, 0.34),
    ]
    return table_block(
        "bang-rui-ro", "Rủi ro và biện pháp", columns, rows, note("Sở đề nghị, để thảo luận", "assumed")
    )


def duties(book: Book) -> TableBlock:
    """Return who does what, with whom and when."""
    rows = [[row.unit_vi, row.task_vi, row.partner_vi, row.when_vi] for row in book.inputs["duties"].itertuples()]
    columns = [("Chủ trì", LEFT, 0.23), ("Nhiệm vụ", LEFT, 0.39), ("Phối hợp", LEFT, 0.2), ("Thời hạn", LEFT, 0.18)]
    return table_block(
        "bang-phan-cong", "Phân công nhiệm vụ", columns, rows, note("Sở đề nghị, để các đơn vị góp ý", "assumed")
    )


def numbers_used(book: Book) -> TableBlock:
    """Return every number quoted so far with value, range, status and source; call it last."""
    rows = []
    for quantity in sorted(book.used.values(), key=lambda q: sort_key(q.label_vi)):
        late = quantity.valid_from > book.scenario.as_of.isoformat()
        ends = (
            ""
            if quantity.low is None or quantity.high is None or quantity.low == quantity.high
            else _range(_plain(quantity, quantity.low), _plain(quantity, quantity.high))
        )
        source = "mô hình" if quantity.source_id == "MODEL" else f"{quantity.source_id}; {quantity.locator}"
        rows.append(
            [
                quantity.label_vi,
                _plain(quantity, quantity.value),
                ends,
                STATUS_WORDS[quantity.status] + ("; có sau ngày văn bản" if late else ""),
                source,
            ]
        )
    columns = [
        ("Số liệu", LEFT, 0.36),
        ("Giá trị", RIGHT, 0.15),
        ("Khoảng", RIGHT, 0.17),
        ("Trạng thái", LEFT, 0.11),
        ("Nguồn", LEFT, 0.21),
    ]
    return table_block(
        "bang-so-lieu",
        "Số liệu đã dùng, trạng thái và nguồn",
        columns,
        rows,
        "Nguồn: bảng số liệu và kết quả của lần chạy ghi ở chân trang.",
    )


def _range(low: str, high: str) -> str:
    """Return two amounts as a range, their unit written once.

    >>> _range("1,44 tỷ đồng", "2,51 tỷ đồng"), _range("5%", "35%")
    ('1,44 – 2,51 tỷ đồng', '5% – 35%')
    """
    first, _, unit = low.partition(" ")
    return f"{first if unit and high.endswith(f' {unit}') else low} – {high}"


def _plain(quantity: Quantity, value: float) -> str:
    """Return a value with its unit, at most three significant decimals."""
    unit = UNIT_WORDS.get(quantity.unit, quantity.unit)
    if quantity.unit.startswith("vnd") and abs(value) >= 1e6:
        return money(value)
    if quantity.unit in ("share", "per_year"):
        return percent(value, 0 if round(value * 100, 6).is_integer() else 1 if abs(value) >= 0.01 else 2)
    if quantity.unit == "year":
        return f"{value:.0f}"
    decimals = next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 2 if abs(value) >= 1 else 4)
    return f"{number(value, 0 if abs(value) >= 1000 else decimals)} {unit}".strip()
