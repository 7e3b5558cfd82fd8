"""Charts that Excel draws from the cells of the other sheets."""

from __future__ import annotations

from helpers.report.annex import years
from helpers.report.annex.fields import kind_column
from helpers.report.annex.parts import Chart, Column, Figure, Series, Sheet, Table
from helpers.report.book import Book
from helpers.report.numbers import resolve
from helpers.report.tables.common import PAYER_WORDS
from helpers.report.vietnamese import amount

OPTIONS = "SoLieuHinh"
WITHIN, WORTH = "Người dân trong chuẩn", "Giá trị ròng toàn xã hội so với giữ nguyên"
_HEADS = {WITHIN: ("Trừ đến cận dưới", "Cộng đến cận trên"), WORTH: ("Trừ đến cận dưới (giá trị ròng)",
                                                                  "Cộng đến cận trên (giá trị ròng)")}
BLUE, PALE, GREEN, ORANGE, GREY = "#1F4E79", "#C9DAEA", "#4F7942", "#C06014", "#808080"
_PAYER_COLOURS = {"state_budget": BLUE, "vietnam_post": ORANGE, "users": GREEN}
#: Billions, by a number format; the cells hold single đồng.
BILLIONS = "#,##0.0,,,"


def charts_sheet(book: Book) -> Sheet:
    """Return the sheet of charts, with the few numbers that only they need."""
    charts = [_coverage(book), _demand(book), _payers(book), _options(book, WITHIN), _options(book, WORTH)]
    return Sheet("Biểu đồ", "BIỂU ĐỒ", [_options_table(book)], charts=charts)


def _options_table(book: Book) -> Table:
    """Return, for each scenario, two headlines and how far their intervals reach below and above."""
    rows = []
    for name, run in book.runs.items():
        within = book.result("people_within_share", name).id
        worth = book.difference("society_npv_vnd", name).id
        rows.append([run.scenario.title_vi, *_whiskers(book, within, 1), *_whiskers(book, worth, 0)])
    share, money = ("%", kind_column(book, "nesting.covered_share").status), ("đồng", kind_column(
        book, "cash_flow.amount_vnd").status)
    columns = [Column("Phương án", 36), *(Column(head, 16, *share) for head in (WITHIN, *_HEADS[WITHIN])),
               *(Column(head, 20, *money) for head in (WORTH, *_HEADS[WORTH]))]
    return Table(OPTIONS, "Số liệu của hai hình so sánh phương án", columns, rows,
                 note=f"Khoảng {amount(book.parameter('interval_share'))}; xem trang “Khoảng kết quả”.")


def _whiskers(book: Book, ref: str, decimals: int) -> list[Figure]:
    """Return a headline, what its lower end takes away and what its upper end adds."""
    found = [resolve(book, text) for text in (ref, f"{ref} - low({ref})", f"high({ref}) - {ref}")]
    return [Figure(quantity.value, quantity.id, quantity.unit, decimals) for quantity in found]


def _coverage(book: Book) -> Chart:
    near = resolve(book, "people_within_share")
    alt = ("Cột: phần người dân trong chuẩn khoảng cách chính, từ hiện nay đến hết từng năm mở điểm; cuối giai đoạn "
           f"{amount(near, 1)}.")
    look = {"fill": {"color": BLUE}, "gap": 60}
    return Chart("Người dân trong chuẩn khoảng cách chính, khi mở điểm mới", "column",
                 [Series(WITHIN, years.GROWTH, years.SHARE_WITHIN, years.YEAR, look=look)], "0%", "Phần người dân",
                 alt, labels=True)


def _demand(book: Book) -> Chart:
    """Return the path of dossiers with its band: an area without colour up to the low path, and the band upon it."""
    band = [Series("Đến mức thấp", years.DEMAND, years.LOW, years.YEAR,
                   look={"fill": {"none": True}, "line": {"none": True}}),
            Series("Khoảng thấp - cao", years.DEMAND, years.SPREAD, years.YEAR, look={"fill": {"color": PALE}})]
    line = [Series("Cơ sở", years.DEMAND, years.BASE, years.YEAR, look={"line": {"color": BLUE, "width": 2.25}})]
    alt = "Đường: hồ sơ theo năm ở mức cơ sở; dải màu nhạt: từ mức thấp đến mức cao."
    return Chart("Hồ sơ theo năm: mức cơ sở và khoảng thấp - cao", "area", band, "#,##0", "Hồ sơ", alt, stacked=True,
                 over=line)


def _payers(book: Book) -> Chart:
    ends = tuple(years.year_head(book, book.scenario.years[at]) for at in (0, -1))
    series = [Series(words, years.PAYERS, ends, row=place, look={"fill": {"color": _PAYER_COLOURS[payer]}, "gap": 60})
              for place, (payer, words) in enumerate(PAYER_WORDS.items())]
    alt = "Cột theo năm và bên: thu và lợi ích ở trên trục, chi ở dưới trục."
    return Chart("Dòng tiền theo năm của từng bên (tỷ đồng)", "column", series, BILLIONS, "Tỷ đồng", alt)


def _options(book: Book, head: str) -> Chart:
    look = {"fill": {"color": BLUE}, "gap": 50}
    shown = {WITHIN: ("0%", "Phần người dân", "Người dân trong chuẩn khoảng cách chính, theo phương án"),
             WORTH: (BILLIONS, "Tỷ đồng", "Giá trị ròng toàn xã hội so với giữ nguyên, theo phương án (tỷ đồng)")}
    number_format, axis, title = shown[head]
    low, high = _HEADS[head]
    alt = f"Thanh ngang, mỗi phương án một thanh: {title[:1].lower()}{title[1:]}; vạch là khoảng của kết quả."
    series = Series(head, OPTIONS, head, "Phương án", errors=(high, low), look=look)
    return Chart(title, "bar", [series], number_format, axis, alt)
