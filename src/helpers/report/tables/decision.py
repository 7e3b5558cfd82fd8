"""Tables of the draft decisions: what is approved by year, and the two lists of procedures."""

from __future__ import annotations

from functools import partial, reduce
from operator import add

import pandas as pd

from helpers.inputs import Quantity, table_file
from helpers.inputs.consultation import body_names
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.legal import BLANK
from helpers.report.numbers import pick
from helpers.report.tables.common import (
    CENTER,
    LEFT,
    MODEL,
    PAYER_WORDS,
    RIGHT,
    district_names,
    figure,
    millions,
    order,
    table_block,
    words_of,
    years,
)
from helpers.report.tables.money import FORM_WORDS, planned_outlays
from helpers.report.vietnamese import listing, sort_key

#: What the decision says of each payer's money.
TERMS = {
    "state_budget": "Chỉ chi trong dự toán được cấp có thẩm quyền giao",
    "vietnam_post": "Kinh phí của doanh nghiệp",
}
#: The departments of which a profile has no list.
OTHERS = f"Cơ quan chuyên môn khác: {BLANK}"
#: Agencies that settle procedures in common, by their key in ``procedure_list``.
LEVELS = {"district": "UBND cấp huyện", "commune": "UBND cấp xã"}


def points_by_year(book: Book) -> TableBlock:
    """Return for each year of the plan the points that open, where, and how many there are at its end."""
    names, sites = district_names(book), book.results["sites"]
    total, rows = pick(book, "count", "sites", existing=True), []
    for year in book.scenario.plan:
        opened = pick(book, "count", "sites", open_year=year)
        total = total + opened
        codes = sites.loc[sites["open_year"] == year, "district_code"].unique()
        where = listing(sorted((names[code] for code in codes), key=sort_key)) if len(codes) else "–"
        rows.append([_year(book, year), figure(opened), figure(total), where])
    columns = [("Năm", CENTER, 0.12), ("Điểm mở mới", RIGHT, 0.14), ("Điểm cuối năm", RIGHT, 0.16),
               ("Địa bàn huyện có điểm mở mới", LEFT, 0.58)]
    return table_block(book, "bang-diem-nam", "Điểm phục vụ mở mới theo năm", columns, rows, MODEL)


def money_by_source(book: Book) -> TableBlock:
    """Return what the state budget and the post lay out in each year of the plan, and on what terms [million VND]."""
    flow = planned_outlays(book)
    spans = [*([year] for year in book.scenario.plan), list(book.scenario.plan)]
    sums = {payer: [_paid(book, sorted(flow.loc[flow["payer"] == payer, "line"].unique()), span) for span in spans]
            for payer in TERMS}
    rows = [[PAYER_WORDS[payer], *(millions(paid) for paid in sums[payer]), TERMS[payer]] for payer in TERMS]
    rows.append(["Cộng", *(millions(reduce(add, parts)) for parts in zip(*sums.values(), strict=True)), ""])
    heads = [*(_year(book, year) for year in book.scenario.plan), "Cộng"]
    heads = [head.text if isinstance(head, Shown) else head for head in heads]
    columns = [("Nguồn (triệu đồng)", LEFT, 0.25), *((head, RIGHT, 0.4 / len(heads)) for head in heads),
               ("Điều kiện", LEFT, 0.35)]
    price = f"giá năm {book.parameter('price_year').value:.0f}"
    return table_block(book, "bang-kinh-phi", f"Kinh phí theo năm và nguồn, {price}", columns, rows,
                       f"{MODEL}; đơn giá là giả định", emphasis=[len(rows) - 1])


def _year(book: Book, year: int) -> Shown:
    """Return a year of the plan as the papers of the day name it."""
    return years(year, book.year_name(year))


def _paid(book: Book, lines: list[str], span: list[int]) -> Quantity:
    return pick(book, "paid", "cash_flow.amount_vnd", line="|".join(lines), year="|".join(map(str, span)))


# --- procedures -------------------------------------------------------------------------------------------


def procedure_review(book: Book) -> TableBlock:
    """Return for each agency how many procedures it has and how many can go by post, blank where it has not said."""
    needs = book.inputs["agency_needs"].set_index("unit_id")
    rows = [[order(place), name, *_reviewed(book, needs, unit_id)]
            for place, (unit_id, name) in enumerate(agencies(book).items(), 1)]
    columns = [("TT", CENTER, 0.07), ("Cơ quan giải quyết", LEFT, 0.45), ("Tổng số thủ tục", RIGHT, 0.16),
               ("Thực hiện", RIGHT, 0.16), ("Không thực hiện", RIGHT, 0.16)]
    return table_block(book, "bang-ra-soat", "Kết quả rà soát thủ tục của từng cơ quan", columns, rows,
                       f"phiếu khảo sát đã nhập ({table_file('agency_needs')}); chỗ để trống chưa có trả lời")


def _reviewed(book: Book, needs: pd.DataFrame, unit_id: str) -> list:
    """Return all, eligible and other procedures of an agency."""
    levels = [f"procedures_{level}" for level in ("level_1_2", "level_3", "level_4")]
    columns = [*levels, "procedures_eligible"]
    if unit_id not in needs.index or needs.loc[unit_id, columns].isna().any():
        return [BLANK] * 3
    *parts, eligible = (pick(book, "cell", f"agency_needs.{name}", unit_id=unit_id) for name in columns)
    total = reduce(add, parts)
    return [figure(total), figure(eligible), figure(total - eligible)]


def procedures_by_post(book: Book) -> TableBlock:
    """Return the procedures that go by post; an agency without a known one has a blank row."""
    columns = [("TT", CENTER, 0.06), ("Mã số, tên thủ tục", LEFT, 0.4), ("Cơ quan giải quyết", LEFT, 0.26),
               ("Hình thức", LEFT, 0.14), ("Trả trong ngày, liên thông", LEFT, 0.14)]
    return _procedures(book, "bang-thuc-hien", "Thủ tục hành chính thực hiện qua dịch vụ bưu chính công ích", columns,
                       by_post=1, cells=lambda row: [FORM_WORDS[row.form], _kinds(row)])


def procedures_left_out(book: Book) -> TableBlock:
    """Return the procedures that do not go by post, each with its reason and the article that asks for presence."""
    columns = [("TT", CENTER, 0.06), ("Mã số, tên thủ tục", LEFT, 0.34), ("Cơ quan giải quyết", LEFT, 0.22),
               ("Điều, khoản buộc có mặt trực tiếp", LEFT, 0.2), ("Lý do", LEFT, 0.18)]
    said = partial(words_of, book, "procedure_list")
    return _procedures(book, "bang-khong-thuc-hien",
                       "Thủ tục hành chính không thực hiện qua dịch vụ bưu chính công ích và lý do", columns,
                       by_post=0, cells=lambda row: [said(row.presence_vi), said(row.reason_vi)])


def _procedures(book: Book, block_id: str, caption: str, columns: list, *, by_post: int, cells) -> TableBlock:
    listed, rows = book.inputs["procedure_list"].query("by_post == @by_post"), []
    said = partial(words_of, book, "procedure_list")
    for body_id, agency in agencies(book).items():
        own = [[said(f"{row.procedure_code}: {row.name_vi}"), agency, *cells(row)]
               for row in listed[listed["body_id"] == body_id].itertuples()]
        rows += own or [[BLANK, agency, *[BLANK] * (len(columns) - 3)]]
    rows = [[order(place), *row] for place, row in enumerate(rows, 1)]
    return table_block(book, block_id, caption, columns, rows,
                       f"kết quả rà soát đã nhập ({table_file('procedure_list')}); chỗ để trống chờ cơ quan rà soát")


def _kinds(row) -> str:
    kinds = (("trả trong ngày", row.same_day), ("liên thông", row.linked))
    return "; ".join(word for word, told in kinds if not pd.isna(told) and told) or "–"


def agencies(book: Book) -> dict[str, str]:
    """Return who settles procedures under the paper's profile: departments of the province, then its lower levels.

    A department that the profile does not know by name is left to whoever completes the paper: one row with a blank
    stands for all of them.
    """
    names = body_names(book.inputs.tables)
    asked = set(book.consulted["body_id"])
    own = [key for key in book.inputs["departments"]["unit_id"] if key in asked or names[key] == book.word("agency")]
    found = {key: names[key] for key in own}
    return found | (LEVELS if book.word("district_ppcs") else {"department": OTHERS, "commune": LEVELS["commune"]})
