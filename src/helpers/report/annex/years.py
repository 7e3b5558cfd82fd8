"""The sheet of years: dossiers, the network as it grows, cash by line and payer, outlays with their range."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.budget import BUDGETED
from helpers.inputs import STATUS_WORDS
from helpers.report.annex.fields import column_kind, kind_column
from helpers.report.annex.parts import Cell, Column, Figure, Sheet, Table
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.tables.common import PAYER_WORDS
from helpers.report.vietnamese import amount

DEMAND, GROWTH, CASH, PAYERS, OUTLAYS = "HoSoTheoNam", "MangTheoNam", "DongTien", "DongTienTheoBen", "ChiTheoNam"
#: Heads that charts and formulas use.
YEAR, LOW, BASE, HIGH, SPREAD = "Năm", "Thấp", "Cơ sở", "Cao", "Bề rộng khoảng"
SHARE_WITHIN, PAYER, LINE, ALL_YEARS = "Người dân trong chuẩn", "Bên chi, bên hưởng", "Khoản", "Cộng các năm"
TODAY = "hiện nay"
_FORMS = {"send_dossiers": "Chỉ gửi hồ sơ", "receive_dossiers": "Chỉ nhận kết quả", "both_dossiers": "Gửi và nhận"}


def years_sheet(book: Book) -> Sheet:
    """Return everything by year on one sheet."""
    tables = [_demand(book), _growth(book), _cash(book), _payers(book), _outlays(book)]
    return Sheet("Theo năm", "THEO NĂM", tables)


def year_head(book: Book, year: int) -> str:
    """Return the head of the column of a year, as the papers of the profile name it."""
    return f"Năm {book.year_name(year)}"


# --- dossiers and network ---------------------------------------------------------------------------------


def _demand(book: Book) -> Table:
    rows = []
    for year in book.scenario.years:
        ends = [_picked(book, "province.dossiers", case=case, year=year) for case in ("low", "base", "high")]
        forms = [_picked(book, f"province.{form}", case="base", year=year) for form in _FORMS]
        spread = Figure(ends[2].value - ends[0].value, _minus(ends[2], ends[0]), "dossiers", 0,
                        f"=[@{HIGH}]-[@{LOW}]")
        check = Figure(ends[1].value, ends[1].ref, "dossiers", 0,
                       f"=SUM([@{'],[@'.join(_FORMS.values())}])")
        rows.append([_year(book, year), *ends, spread, *forms, check])
    heads = [LOW, BASE, HIGH, SPREAD, *_FORMS.values(), "Cộng ba hình thức"]
    return Table(DEMAND, "Hồ sơ theo năm, chưa kể phần tăng do mở điểm; ba hình thức của mức cơ sở",
                 [Column(YEAR, 14, center=True),
                  *(kind_column(book, "province.dossiers", head, 14, f"Hồ sơ theo năm: {head.lower()}")
                    for head in heads)], rows,
                 note="Thấp, cao: mọi tham số nhu cầu chưa chắc cùng ở cận thấp, cận cao.")


def _growth(book: Book) -> Table:
    """Return points and access by year: today, and at the end of each year in which the network grows."""
    today = [book.result(metric) for metric in ("people_within_share_today", "mean_distance_km_today")]
    rows = [[TODAY, None, *(Figure(q.value, q.id, q.unit, digits) for q, digits in zip(today, (1, 2), strict=True)),
             STATUS_WORDS[today[0].status]]]
    columns = ("points", "covered_share", "mean_distance_km")
    status = STATUS_WORDS[column_kind(book, "nesting.covered_share")[0].status]
    for year in book.results["nesting"]["year"]:
        cells = [_picked(book, f"nesting.{column}", year=year) for column in columns]
        rows.append([_year(book, int(year)), *cells, status])
    heads = [kind_column(book, f"nesting.{column}", head, 14)
             for head, column in zip(("Điểm mới cộng dồn", SHARE_WITHIN, "Quãng đường bình quân"), columns,
                                     strict=True)]
    return Table(GROWTH, "Điểm mới và mức tiếp cận, đến hết từng năm",
                 [Column(YEAR, 14, center=True), *heads, Column("Trạng thái", 11, center=True)], rows,
                 note="" if len(rows) > 1 else "Phương án này không mở điểm theo vị trí.")


# --- money ------------------------------------------------------------------------------------------------


def _cash(book: Book) -> Table:
    flow, labels = book.results["cash_flow"], book.inputs["cash_lines"].set_index("line_id")["label_vi"]
    moved = flow.groupby(["payer", "line"], sort=False)["amount_vnd"].apply(lambda amounts: (amounts != 0).any())
    rows = []
    for payer in PAYER_WORDS:
        for line in (line for who, line in moved.index[moved] if who == payer):
            cells = [_total(book, payer=payer, line=line, year=year) for year in book.scenario.years]
            first, last = (year_head(book, book.scenario.years[at]) for at in (0, -1))
            whole = _total(book, formula=f"=SUM([@{first}]:[@{last}])", payer=payer, line=line)
            rows.append([labels[line], PAYER_WORDS[payer], *cells, whole, _status(book)])
    return Table(CASH, "Dòng tiền theo khoản: thu, lợi ích là số dương, chi là số âm", _money_columns(book, True),
                 rows, note=f"Giá năm {amount(book.parameter('price_year'))}, chưa chiết khấu. Khoản bằng không "
                            "trong mọi năm thì không ghi.")


def _payers(book: Book) -> Table:
    heads = [*(year_head(book, year) for year in book.scenario.years), ALL_YEARS]
    keys = [*({"year": year} for year in book.scenario.years), {}]
    rows = [[PAYER_WORDS[payer],
             *(_total(book, formula=f"=SUMIFS([{CASH}!{head}],[{CASH}!{PAYER}],[@{PAYER}])", payer=payer, **key)
               for head, key in zip(heads, keys, strict=True)), _status(book)] for payer in PAYER_WORDS]
    whole = ["Toàn xã hội", *(_total(book, formula=f"=SUM([{head}])", **key)
                              for head, key in zip(heads, keys, strict=True)), _status(book)]
    return Table(PAYERS, "Dòng tiền theo bên: cộng các khoản ở bảng trên", _money_columns(book, False), rows, [whole])


def _outlays(book: Book) -> Table:
    rows = [[PAYER_WORDS[payer], _year(book, year),
             *(_picked(book, f"budget_range.{which}", payer=payer, year=year) for which in ("low", "base", "high")),
             _status(book)]
            for payer in BUDGETED for year in _budget_years(book)]
    ends = [kind_column(book, f"budget_range.{column}", head, 17)
            for head, column in (("Cận dưới", "low"), (BASE, "base"), ("Cận trên", "high"))]
    return Table(OUTLAYS, f"Chi theo năm và bên chi, khoảng {amount(book.parameter('interval_share'))}",
                 [Column("Bên chi", 24), Column(YEAR, 14, center=True), *ends, Column("Trạng thái", 11, center=True)],
                 rows, note="Không gồm khoản theo số hồ sơ (bao bì, vận chuyển, bồi thường).", new_page=True)


def _money_columns(book: Book, lines: bool) -> list[Column]:
    heads = [*(year_head(book, year) for year in book.scenario.years), ALL_YEARS]
    money = [kind_column(book, "cash_flow.amount_vnd", head, 17) for head in heads]
    return [*([Column(LINE, 34)] if lines else []), Column(PAYER, 22), *money,
            Column("Trạng thái", 11, center=True)]


def _budget_years(book: Book) -> list[int]:
    return sorted(pd.unique(book.results["budget_range"]["year"]).tolist())


def _status(book: Book) -> str:
    return STATUS_WORDS[column_kind(book, "cash_flow.amount_vnd")[0].status]


# --- cells ------------------------------------------------------------------------------------------------


def _year(book: Book, year: int) -> Cell:
    return book.year_name(year)


def _picked(book: Book, place: str, **keys) -> Figure:
    quantity = pick(book, "cell", place, **keys)
    return Figure(quantity.value, quantity.id, quantity.unit, column_kind(book, place)[1])


def _total(book: Book, formula: str = "", **keys) -> Figure:
    """Return what passes in the cash flow for the given keys; one row alone is a cell, several are added."""
    act = "cell" if {"payer", "line", "year"} <= set(keys) else "total"
    quantity = pick(book, act, "cash_flow.amount_vnd", **keys)
    return Figure(quantity.value, quantity.id, quantity.unit, 0, formula)


def _minus(left: Figure, right: Figure) -> str:
    return f"{left.ref} - {right.ref}"
