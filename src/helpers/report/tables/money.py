"""Tables of money: outlays, sources and fares."""

from __future__ import annotations

import pandas as pd

from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.tables.common import LEFT, PAYER_WORDS, RIGHT, note, short_citation, table_block, text
from helpers.report.vietnamese import million, number

BASIS_WORDS = {"has_basis": "có căn cứ", "no_basis": "chưa có căn cứ", "no_cash": "quy đổi, không phải tiền"}


def cost_by_year(book: Book) -> TableBlock:
    """Return outlays of the state budget and the post by year of the plan and in all [million VND]."""
    flow = _outlays(book)
    years = list(book.scenario.plan)
    rest = [y for y in book.scenario.years if y not in years]
    rows, emphasis = [], []
    for payer in ("state_budget", "vietnam_post"):
        part = flow[flow["payer"] == payer]
        emphasis.append(len(rows))
        rows.append([PAYER_WORDS[payer], *_year_cells(part, years, rest)])
        rows += [
            [f"- {label}", *_year_cells(lines, years, rest)] for label, lines in part.groupby("label_vi", sort=False)
        ]
    columns = [
        ("Khoản chi (triệu đồng)", LEFT, 0.4),
        *((str(y), RIGHT, 0.12) for y in years),
        (f"{rest[0]}-{rest[-1]}" if rest else "Sau đó", RIGHT, 0.12),
        ("Cộng", RIGHT, 0.12),
    ]
    return table_block(
        "bang-chi-phi",
        f"Chi của ngân sách và Bưu điện theo năm, giá năm {book.parameter('price_year').value:.0f}",
        columns,
        rows,
        note(
            "mô hình tính toán của Sở; gồm kiểm tra điểm hiện có; không gồm chi phí biến đổi mỗi hồ sơ, bồi thường; "
            "đơn giá là giả định",
            "assumed",
        ),
        emphasis,
    )


def _outlays(book: Book) -> pd.DataFrame:
    lines = book.inputs["cash_lines"][["line_id", "label_vi", "doc_id", "articles", "basis", "note"]]
    flow = book.results["cash_flow"].merge(lines, left_on="line", right_on="line_id")
    fixed = ~flow["line"].isin(["handling", "liability", "fares_received"]) & (flow["payer"] != "users")
    spent = flow.groupby("line")["amount_vnd"].transform(lambda v: v.abs().sum()) > 0
    return flow[fixed & spent]


def _year_cells(part: pd.DataFrame, years: list[int], rest: list[int]) -> list[str]:
    by_year = -part.groupby("year")["amount_vnd"].sum()
    return [
        *(million(by_year.get(y, 0.0)) for y in years),
        million(by_year.reindex(rest).sum()),
        million(by_year.sum()),
    ]


def money_sources(book: Book) -> TableBlock:
    """Return each line of money with its payer, legal basis and whether it has one."""
    flow = book.results["cash_flow"].groupby("line")["amount_vnd"].sum()
    rows = []
    for row in book.inputs["cash_lines"].itertuples():
        if flow.get(row.line_id, 0.0) == 0:
            continue
        basis = "" if pd.isna(row.doc_id) else f"{row.articles}, {short_citation(book, row.doc_id)}"
        rows.append([row.label_vi, PAYER_WORDS[row.payer], basis or "……", BASIS_WORDS[row.basis], text(row.note)])
    columns = [
        ("Khoản", LEFT, 0.24),
        ("Bên chịu hoặc hưởng", LEFT, 0.16),
        ("Căn cứ", LEFT, 0.25),
        ("Kết luận", LEFT, 0.14),
        ("Ghi chú", LEFT, 0.21),
    ]
    return table_block(
        "bang-nguon",
        "Nguồn kinh phí và căn cứ của từng khoản",
        columns,
        rows,
        note("bảng khoản thu, chi của mô hình", "assumed"),
    )


def fares(book: Book) -> TableBlock:
    """Return the fares as applied in another province, until the circular's own annex is loaded."""
    words = {"send_dossier": "Gửi hồ sơ", "return_result": "Trả kết quả", "collect_fee": "Thu hộ phí, lệ phí"}
    rows = []
    for row in book.inputs["tariffs"].itertuples():
        upper = "" if pd.isna(row.weight_to_g) else f"đến {number(row.weight_to_g)} g"
        weight = "mỗi 500 g tiếp theo" if row.step else (upper or "mỗi hồ sơ")
        rows.append(
            [
                words[row.service],
                weight,
                *(
                    _blank_or_number(v)
                    for v in (
                        row.intra_district_vnd,
                        row.inter_district_vnd,
                        row.intra_region_vnd,
                        row.inter_region_vnd,
                    )
                ),
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
        "bang-cuoc",
        "Giá cước tham khảo (đồng), không vượt mức tối đa của Bộ",
        columns,
        rows,
        note(
            "giá áp dụng trong một thỏa thuận ở Đà Nẵng năm 2021 và một mức thu hộ ở Khánh Hòa; phải thay bằng "
            "phụ lục Thông tư 22/2017/TT-BTTTT trước khi ký",
            "assumed",
        ),
    )


def _blank_or_number(value) -> str:
    return "–" if pd.isna(value) else number(value)
