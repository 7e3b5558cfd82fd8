"""Tables of money: outlays, sources and fares."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.budget import outlays
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.legal import for_role
from helpers.report.numbers import pick
from helpers.report.tables.common import (
    LEFT,
    MODEL,
    PAYER_WORDS,
    RIGHT,
    cell,
    event_day,
    millions,
    short_citation,
    table_block,
    words_of,
)
from helpers.report.vietnamese import number

REACHES = ("intra_district", "inter_district", "intra_region", "inter_region")
FORM_WORDS = {"send": "Chỉ gửi hồ sơ", "receive": "Chỉ nhận kết quả", "both": "Gửi và nhận"}
BAND_WORDS = {"intra_district": "Nội huyện", "inter_district": "Liên huyện"}
BASIS_WORDS = {"has_basis": "có căn cứ", "no_basis": "chưa có căn cứ", "no_cash": "quy đổi, không phải tiền"}


def cost_by_year(book: Book) -> TableBlock:
    """Return outlays of the state budget and the post by year of the plan and in all [million VND]."""
    flow = planned_outlays(book)
    rest = [year for year in book.scenario.years if year not in book.scenario.plan]
    spans = [*([year] for year in book.scenario.plan), rest, list(book.scenario.years)]
    rows, emphasis = [], []
    for payer in ("state_budget", "vietnam_post"):
        labels = dict(flow.loc[flow["payer"] == payer, ["line", "label_vi"]].drop_duplicates().to_numpy())
        emphasis.append(len(rows))
        rows.append([PAYER_WORDS[payer], *(_paid(book, list(labels), span) for span in spans)])
        rows += [[f"- {label}", *(_paid(book, [line], span) for span in spans)] for line, label in labels.items()]
    columns = [
        ("Khoản chi (triệu đồng)", LEFT, 0.4),
        *((_head(book, year), RIGHT, 0.12) for year in book.scenario.plan),
        (_rest_head(book, rest), RIGHT, 0.12),
        ("Cộng", RIGHT, 0.12),
    ]
    return table_block(
        book,
        "bang-chi-phi",
        f"Chi của ngân sách và Bưu điện theo năm, giá năm {book.parameter('price_year').value:.0f}",
        columns,
        rows,
        f"{MODEL}; gồm kiểm tra điểm hiện có; không gồm chi phí biến đổi mỗi hồ sơ, bồi thường; đơn giá là giả định",
        emphasis=emphasis,
    )


def _head(book: Book, year: int) -> str:
    name = book.year_name(year)
    return name if name == str(year) else f"Năm {name}"


def _rest_head(book: Book, rest: list[int]) -> str:
    if not rest or book.year_name(rest[0]) != str(rest[0]):
        return "Các năm sau" if rest else "Sau đó"
    return f"{rest[0]}-{rest[-1]}"


def planned_outlays(book: Book) -> pd.DataFrame:
    """Return the cash flow that a budget plans, each line with its label; lines without money are left out."""
    flow = book.results["cash_flow"].merge(book.inputs["cash_lines"][["line_id", "label_vi"]], left_on="line",
                                           right_on="line_id")
    spent = flow.groupby("line")["amount_vnd"].transform(lambda v: v.abs().sum()) > 0
    return outlays(flow[spent])


def _paid(book: Book, lines: list[str], years: list[int]) -> Shown | str:
    """Return what some lines cost in some years, in millions."""
    if not lines or not years:
        return "–"
    where = {"line": "|".join(lines), "year": "|".join(map(str, years))}
    return millions(pick(book, "paid", "cash_flow.amount_vnd", **where))


def money_sources(book: Book, *, cash_only: bool = False) -> TableBlock:
    """Return each line of money with its payer, legal basis and whether it has one.

    ``cash_only`` leaves out what is worth money to people but is not paid.
    """
    flow = book.results["cash_flow"].groupby("line")["amount_vnd"].sum()
    rows = []
    for row in book.inputs["cash_lines"].itertuples():
        if flow.get(row.line_id, 0.0) == 0 or (cash_only and row.basis == "no_cash"):
            continue
        basis = "……" if pd.isna(row.doc_id) else _basis(book, row)
        remark = words_of(book, "cash_lines", row.note)
        rows.append([row.label_vi, PAYER_WORDS[row.payer], basis, BASIS_WORDS[row.basis], remark])
    columns = [
        ("Khoản", LEFT, 0.24),
        ("Bên chịu hoặc hưởng", LEFT, 0.16),
        ("Căn cứ", LEFT, 0.25),
        ("Kết luận", LEFT, 0.14),
        ("Ghi chú", LEFT, 0.21),
    ]
    return table_block(
        book,
        "bang-nguon",
        "Nguồn kinh phí và căn cứ của từng khoản",
        columns,
        rows,
        "bảng khoản thu, chi của mô hình",
        status="assumed",
    )


def _basis(book: Book, row) -> Shown:
    """Return what a line rests on: its document, or what plays its role once the paper is of another time."""
    if pd.isna(row.role_id) or book.day == book.scenario.as_of:
        return short_citation(book, row.doc_id, row.articles)
    return short_citation(book, *for_role(book.inputs, row.role_id, book.day))


def fares_by_form(book: Book) -> TableBlock:
    """Return the fare of every form and distance band before exemptions, and what is paid of it on average."""
    rows = [[FORM_WORDS[form], *(cell(book, f"fares.{name}", form=form, band=band)
                                 for name in ("fare_vnd", "net_vnd") for band in BAND_WORDS)] for form in FORM_WORDS]
    columns = [("Hình thức", LEFT, 0.28), *((f"{band}, {words}", RIGHT, 0.18)
               for words in ("trước miễn, giảm", "bình quân thực trả") for band in BAND_WORDS.values())]
    return table_block(book, "bang-cuoc-hinh-thuc", "Cước theo hình thức và phạm vi (đồng mỗi hồ sơ)", columns, rows,
                       f"giá cước tham khảo; {MODEL}; tỷ lệ miễn, giảm là giả định")


def fares(book: Book) -> TableBlock:
    """Return the fares as applied in another province, until the circular's own annex is loaded."""
    service_words = {"send_dossier": "Gửi hồ sơ", "return_result": "Trả kết quả", "collect_fee": "Thu hộ phí, lệ phí"}
    rows = []
    for row in book.inputs["tariffs"].itertuples():
        key = {"service": row.service, "weight_from_g": None if pd.isna(row.weight_from_g) else row.weight_from_g}
        upper = "" if pd.isna(row.weight_to_g) else f"đến {number(row.weight_to_g)} g"
        weight = "mỗi 500 g tiếp theo" if row.step else (upper or "mỗi hồ sơ")
        rows.append(
            [
                service_words[row.service],
                words_of(book, "tariffs", weight),
                *(cell(book, f"tariffs.{reach}_vnd", **key) for reach in REACHES),
            ]
        )
    columns = [
        ("Dịch vụ", LEFT, 0.2),
        ("Khối lượng", LEFT, 0.2),
        ("Nội huyện", RIGHT, 0.15),
        ("Liên huyện", RIGHT, 0.15),
        ("Nội vùng", RIGHT, 0.15),
        ("Cách vùng", RIGHT, 0.15),
    ]
    return table_block(
        book,
        "bang-cuoc",
        "Giá cước tham khảo (đồng), không vượt mức tối đa của Bộ",
        columns,
        rows,
        f"giá áp dụng trong một thỏa thuận ở Đà Nẵng ngày {event_day(book, 'fares_seen')} và một mức thu hộ ở Khánh "
        f"Hòa; phải thay bằng phụ lục {short_citation(book, 'TT22-2017').text} trước khi ký",
    )
