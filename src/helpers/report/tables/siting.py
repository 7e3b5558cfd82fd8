"""Tables of where points open, in what order, and how far the choice can be trusted."""

from __future__ import annotations

from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.tables.common import (
    CENTER,
    LEFT,
    MODEL,
    RIGHT,
    cell,
    district_names,
    figure,
    on_places,
    order,
    share,
    table_block,
    year_cell,
    years,
)
from helpers.report.vietnamese import amount, percent, sort_key

NO_CHOICE = "Phương án này không chọn vị trí giữa các xã"
AIM_WORDS = {
    "mean_km": "Quãng đường bình quân",
    "standard_near_km": "Người trong chuẩn gần",
    "standard_km": "Người trong chuẩn chính",
    "standard_far_km": "Người trong chuẩn xa",
}
WEIGHT_WORDS = {"people": "người dân", "dossiers": "hồ sơ"}

def new_points(book: Book, rows_shown: int | None = None) -> TableBlock:
    """Return the new points in the order of opening, with the reasons for each and how firm it is.

    The reasons: people who get nearer, people who come within the main standard, kilometres less for each of
    those who get nearer; all against the points open just before. ``rows_shown`` keeps the first of them.
    """
    table = book.results["openings"].sort_values("place")
    limit = amount(book.parameter("standard_km"))
    columns = [
        ("TT", CENTER, 0.05),
        ("Xã, phường, thị trấn", LEFT, 0.2),
        ("Huyện", LEFT, 0.13),
        ("Năm mở", CENTER, 0.08),
        ("Người đi gần hơn", RIGHT, 0.1),
        ("Mới vào trong chuẩn", RIGHT, 0.1),
        ("Bớt mỗi người (km)", RIGHT, 0.1),
        ("Hồ sơ năm cuối", RIGHT, 0.11),
        ("Mức chắc chắn", RIGHT, 0.13),
    ]
    rows = [_opening_row(book, row) for row in table.head(rows_shown or len(table)).itertuples()]
    rest = "" if len(rows) == len(table) else "; các điểm mở sau nêu ở danh sách điểm phục vụ"
    what = "tham số và mục tiêu" if book.places_known() else "vị trí giả định, tham số và mục tiêu"
    return table_block(
        book,
        "bang-diem-moi",
        f"Điểm mới của phương án “{book.scenario.title_vi}”, theo thứ tự mở, và lý do",
        columns,
        rows or [["", "Phương án này không mở điểm mới", *[""] * (len(columns) - 2)]],
        f"{MODEL}, trên {on_places(book)}; lý do tính so với các điểm mở trước đó; chuẩn là {limit} km; mức chắc "
        f"chắn là tỷ lệ lần được chọn khi {what} cùng đổi{rest}",
    )


def opening_plan(book: Book) -> TableBlock:
    """Return what the two sides agree on for each new point: place, year of opening, counters, hours, dossiers."""
    names, sites = district_names(book), book.results["sites"].set_index("site_id")
    rows = []
    for row in book.results["openings"].sort_values("place").itertuples():
        site, keys = sites.loc[row.site_id], {"site_id": row.site_id}
        rows.append([
            order(row.place),
            site["commune_vi"],
            names[site["district_code"]],
            year_cell(book, **keys),
            cell(book, "sites.counters", **keys),
            cell(book, "sites.opening_hours_per_day", 1 if site["opening_hours_per_day"] % 1 else 0, **keys),
            cell(book, "sites.dossiers", **keys),
        ])  # fmt: skip
    columns = [
        ("TT", CENTER, 0.06),
        ("Xã, phường, thị trấn", LEFT, 0.3),
        ("Huyện", LEFT, 0.2),
        ("Năm mở", CENTER, 0.11),
        ("Quầy", RIGHT, 0.09),
        ("Giờ mỗi ngày", RIGHT, 0.11),
        ("Hồ sơ năm cuối", RIGHT, 0.13),
    ]
    caption = f"Điểm mới của phương án “{book.scenario.title_vi}”"
    nothing = [["", "Phương án này không mở điểm mới", *[""] * (len(columns) - 2)]]
    return table_block(book, "bang-diem-moi", caption, columns, rows or nothing, MODEL)


def _opening_row(book: Book, row) -> list:
    site = book.results["sites"].set_index("site_id").loc[row.site_id]
    firm = set(book.results["selection"].dropna(subset="frequency")["commune_code"])
    often = (share(pick(book, "cell", "selection.frequency", commune_code=site["commune_code"]), 0)
             if site["commune_code"] in firm else "–")
    return [
        order(row.place),
        site["commune_vi"],
        district_names(book)[site["district_code"]],
        year_cell(book, site_id=row.site_id),
        cell(book, "openings.people_nearer", site_id=row.site_id),
        cell(book, "openings.people_covered", site_id=row.site_id),
        cell(book, "openings.saved_km", 1, site_id=row.site_id),
        cell(book, "sites.dossiers", site_id=row.site_id),
        often,
    ]


def nesting(book: Book) -> TableBlock:
    """Return what the plan reaches year by year and what it loses against the best set of the same size."""
    table = book.results["nesting"]
    rows = [
        [
            years(int(row.year), book.year_name(int(row.year))),
            cell(book, "nesting.points", year=int(row.year)),
            cell(book, "nesting.mean_distance_km", 2, year=int(row.year)),
            share(pick(book, "cell", "nesting.covered_share", year=int(row.year))),
            share(pick(book, "cell", "nesting.price_share", year=int(row.year)), 2),
        ]
        for row in table.itertuples()
    ]
    columns = [
        ("Hết năm", CENTER, 0.14),
        ("Điểm mới cộng dồn", RIGHT, 0.2),
        ("Quãng đường bình quân (km)", RIGHT, 0.22),
        ("Người dân trong chuẩn", RIGHT, 0.2),
        ("Kém mức tốt nhất cùng số điểm", RIGHT, 0.24),
    ]
    return table_block(
        book,
        "bang-long-nhau",
        "Mức đạt từng năm và cái giá của việc giữ điểm đã mở",
        columns,
        rows or [["Phương án này không mở điểm mới", *[""] * (len(columns) - 1)]],
        f"{MODEL}, lời giải chính xác, trên {on_places(book)}; so theo mục tiêu của phương án",
    )


def frontier_steps(book: Book, every: int = 10) -> TableBlock:
    """Return what the best sets of a few sizes reach, and what the last point of each adds."""
    table = book.results["frontier_distance"]
    shown = table[(table["points"] % every == 0) | table["knee"] | (table["points"] == table["points"].max())]
    rows = [
        [
            cell(book, "frontier_distance.points", points=int(row.points)),
            cell(book, "frontier_distance.mean_distance_km", 2, points=int(row.points)),
            figure(pick(book, "cell", "frontier_distance.gain_km", points=int(row.points)), scale=1000)
            if row.points
            else "",
            *(share(pick(book, "cell", "frontier_coverage.covered_share", standard=name, points=int(row.points)))
              for name in ("near", "main", "far")),
        ]
        for row in shown.itertuples()
    ]
    limits = [amount(book.parameter(key)) for key in ("standard_near_km", "standard_km", "standard_far_km")]
    columns = [
        ("Điểm mới", RIGHT, 0.12),
        ("Quãng đường bình quân (km)", RIGHT, 0.2),
        ("Điểm sau cùng bớt được (m)", RIGHT, 0.2),
        *((f"Trong {limit} km", RIGHT, 0.16) for limit in limits),
    ]
    return table_block(
        book,
        "bang-gioi-han",
        "Mức tốt nhất có thể đạt theo số điểm mới",
        columns,
        rows,
        f"{MODEL}, lời giải chính xác cho từng cột riêng, trên {on_places(book)}",
        emphasis=[k for k, row in enumerate(shown.itertuples()) if row.knee],
    )


def alternatives(book: Book) -> TableBlock:
    """Return the best sets of sites within the tolerance and the most different one, with what they exchange."""
    table = book.results["alternatives"]
    rows = [
        [
            "Khác nhiều nhất" if row.set_id == "farthest" else order(k),
            share(pick(book, "cell", "alternatives.excess_share", set_id=row.set_id), 2),
            cell(book, "alternatives.exchanged", set_id=row.set_id),
            _communes(book, row.set_id, "out"),
            _communes(book, row.set_id, "in"),
        ]
        for k, row in enumerate(table.itertuples(), 1)
    ]
    columns = [
        ("Danh sách", LEFT, 0.14),
        ("Kém tốt nhất", RIGHT, 0.12),
        ("Số xã đổi", RIGHT, 0.08),
        ("Bỏ", LEFT, 0.33),
        ("Thay bằng", LEFT, 0.33),
    ]
    tolerance = percent(book.parameter("siting_tolerance_share").value, 0)
    return table_block(
        book,
        "bang-thay-the",
        f"Những danh sách điểm gần tốt bằng (kém không quá {tolerance})",
        columns,
        rows or [[NO_CHOICE, *[""] * 4]],
        f"{MODEL}, lời giải chính xác, trên {on_places(book)}",
    )


def site_value(book: Book) -> TableBlock:
    """Return what each new point is worth: the loss without it, and what would take its place."""
    sites = book.results["sites"].set_index("commune_code")
    table = book.results["site_value"].sort_values("loss_share", ascending=False)
    rows = [
        [
            sites.loc[row.commune_code, "commune_vi"],
            district_names(book)[sites.loc[row.commune_code, "district_code"]],
            share(pick(book, "cell", "site_value.loss_alone_share", commune_code=row.commune_code), 2),
            share(pick(book, "cell", "site_value.loss_share", commune_code=row.commune_code), 2)
            if row.loss_share == row.loss_share
            else "không thay được",
            _communes(book, row.set_id, "in"),
            "có" if row.in_every_set else "không",
        ]
        for row in table.itertuples()
    ]
    columns = [
        ("Xã, phường, thị trấn", LEFT, 0.22),
        ("Huyện", LEFT, 0.15),
        ("Mất, nếu bỏ trống", RIGHT, 0.13),
        ("Mất, nếu thay", RIGHT, 0.13),
        ("Thay tốt nhất bằng", LEFT, 0.24),
        ("Có trong mọi danh sách", CENTER, 0.13),
    ]
    return table_block(
        book,
        "bang-gia-tri-diem",
        "Mỗi điểm mới đáng bao nhiêu: mục tiêu kém đi khi không mở điểm đó",
        columns,
        rows or [[NO_CHOICE, *[""] * 5]],
        f"{MODEL}, trên {on_places(book)}; danh sách nói ở cột cuối là danh sách trong mức chấp nhận",
    )


def stability(book: Book, rows_shown: int = 12) -> TableBlock:
    """Return how far single numbers may move before another set is better, the tightest first."""
    table = book.results["stability"]
    moved = table[table["switch"].notna()]
    near = moved.assign(near=moved["change_share"].abs()).sort_values(["near", "set_id"], kind="stable")
    shown = near.head(rows_shown)
    names = book.inputs["communes"].set_index("commune_code")["name_vi"]
    rows = [
        [
            _input_words(book, row, names),
            share(pick(book, "cell", "stability.change_share", set_id=row.set_id)),
            _communes(book, row.set_id, "out"),
            _communes(book, row.set_id, "in"),
        ]
        for row in shown.itertuples()
    ]
    columns = [
        ("Số liệu đổi", LEFT, 0.3),
        ("Tăng, giảm đến", RIGHT, 0.14),
        ("Khi đó bỏ", LEFT, 0.28),
        ("Thay bằng", LEFT, 0.28),
    ]
    return table_block(
        book,
        "bang-ben-vung",
        "Một số liệu đổi bao nhiêu thì danh sách điểm đổi (các mức sát nhất)",
        columns,
        rows or [["Không số liệu nào làm danh sách đổi trong khoảng đã xét", *[""] * 3]],
        f"{MODEL}; đổi từng số liệu một, tính chính xác, không lấy mẫu; trên {on_places(book)}",
    )


def regret(book: Book) -> TableBlock:
    """Return the share of the best saving that the plan and the least-regret set miss in each kind of future."""
    table = book.results["regret"]
    rows = []
    for aim, words in AIM_WORDS.items():
        for weight, whose in WEIGHT_WORDS.items():
            if not ((table["aim"] == aim) & (table["weight"] == weight)).any():
                continue
            keys = {"aim": aim, "weight": weight}
            missed = [pick(book, "highest", f"regret.{column}", **keys) for column in ("chosen_share", "least_share")]
            rows.append([words, whose, *(share(quantity) for quantity in missed)])
    columns = [
        ("Mục tiêu trong tương lai", LEFT, 0.34),
        ("Tính theo", LEFT, 0.18),
        ("Phương án bỏ lỡ nhiều nhất", RIGHT, 0.24),
        ("Danh sách ít tiếc nuối nhất", RIGHT, 0.24),
    ]
    return table_block(
        book,
        "bang-tiec-nuoi",
        "Phần lợi ích bị bỏ lỡ nếu tương lai khác đi",
        columns,
        rows or [[NO_CHOICE, *[""] * 3]],
        f"{MODEL}; tỷ lệ phần tiết kiệm tốt nhất có thể mà danh sách bỏ lỡ, trường hợp xấu nhất của mỗi dòng",
    )


def _communes(book: Book, set_id: str, move: str) -> str:
    """Return the names of the communes in which a set differs from the plan, in the order of the alphabet."""
    changes = book.results["set_changes"]
    codes = changes.loc[(changes["set_id"] == set_id) & (changes["move"] == move), "commune_code"]
    names = book.inputs["communes"].set_index("commune_code")["name_vi"]
    return ", ".join(sorted((names[code] for code in codes), key=sort_key)) or "–"


def _input_words(book: Book, row, names) -> str:
    if row.input == "demand":
        return f"Dân số {names[row.commune_code]}"
    if row.input == "site_cost":
        return f"Vốn mở điểm {names[row.commune_code]}"
    return book.parameter(row.input).label_vi
