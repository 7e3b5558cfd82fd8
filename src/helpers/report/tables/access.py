"""Tables of access: measures by people and by dossiers, by district and by group of communes."""

from __future__ import annotations

import math
from collections.abc import Callable

from helpers.inputs import Quantity
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.shown import shown, words
from helpers.report.tables.common import (
    LEFT,
    MODEL,
    RIGHT,
    district_names,
    figure,
    on_places,
    share,
    table_block,
)
from helpers.report.vietnamese import amount

WHENS = ("today", "plan_end")
AREA_WORDS = {
    "plain": "Xã đồng bằng",
    "mountain": "Xã miền núi",
    "border": "Xã biên giới",
    "difficult": "Xã khó khăn",
}
#: Which rows of ``communes`` make up an area, as keys of `pick`.
_AREA_KEYS = {
    "plain": {"terrain": "plain"},
    "mountain": {"terrain": "mountain"},
    "border": {"laos_border": 1},
    "difficult": {"difficult_area": "II|III|bai_ngang"},
}
#: Measures that weigh people or dossiers: column, words, decimals.
_MEASURES = (
    ("mean_km", "Quãng đường bình quân (km)", 1),
    ("p95_km", "Quãng đường ở phân vị 95 (km)", 1),
    ("mean_min", "Thời gian đi bình quân (phút)", 0),
    ("p95_min", "Thời gian đi ở phân vị 95 (phút)", 0),
    ("gini", "Hệ số Gini của quãng đường", 2),
    ("counters_ratio", "Quầy với tới được, so với bình quân hiện nay", 2),
    ("hours_ratio", "Giờ mở cửa với tới được, so với bình quân hiện nay", 2),
)
#: Measures that weigh nothing.
_PLAIN = (
    ("worst_km", "Quãng đường của xã xa nhất (km)", 1),
    ("worst_min", "Thời gian đi của xã lâu nhất (phút)", 0),
    ("service_radius_km", "Bán kính phục vụ bình quân (km)", 2),
    ("people_per_point", "Số dân mỗi điểm (người)", 0),
)
_NO_VERDICT = "bán kính phục vụ và số dân mỗi điểm chỉ để so sánh, không kết luận đạt hay không đạt quy chuẩn"


def access_measures(book: Book) -> TableBlock:
    """Return access of the province by people and by dossiers, today and after: each standard, means, inequality."""
    rows = [[label, *_pairs(book, column, share)] for column, label in _standards(book)]
    rows += [[_label(label), *_pairs(book, column, figure, decimals)] for column, label, decimals in _MEASURES]
    rows += [
        [_label(label), *(_cell(book, column, when, figure, decimals) for when in WHENS), "–", "–"]
        for column, label, decimals in _PLAIN
    ]
    columns = [
        ("Chỉ tiêu", LEFT, 0.44),
        ("Theo người dân, hiện nay", RIGHT, 0.14),
        ("Theo người dân, cuối giai đoạn", RIGHT, 0.14),
        ("Theo hồ sơ, hiện nay", RIGHT, 0.14),
        ("Theo hồ sơ, cuối giai đoạn", RIGHT, 0.14),
    ]
    return table_block(
        book,
        "bang-tiep-can",
        "Mức tiếp cận điểm phục vụ của toàn tỉnh",
        columns,
        rows,
        f"{MODEL} trên {on_places(book)}; bằng đúng chuẩn vẫn là trong chuẩn; {_NO_VERDICT}",
    )


def access_by_group(book: Book) -> TableBlock:
    """Return coverage by the main standard and the mean distance, by district and by group, today and after."""
    rows = [
        [
            name,
            people,
            *_pairs(book, "within_share", share, **keys),
            *(_cell(book, "people_mean_km", when, figure, 1, **keys) for when in WHENS),
            *(_cell(book, "worst_km", when, figure, 1, **keys) for when in WHENS),
        ]
        for name, people, keys in _groups(book)
    ]
    columns = [
        ("Huyện, nhóm xã", LEFT, 0.17),
        ("Dân số (người)", RIGHT, 0.11),
        ("Người dân trong chuẩn, hiện nay", RIGHT, 0.09),
        ("Người dân trong chuẩn, cuối giai đoạn", RIGHT, 0.09),
        ("Hồ sơ trong chuẩn, hiện nay", RIGHT, 0.09),
        ("Hồ sơ trong chuẩn, cuối giai đoạn", RIGHT, 0.09),
        ("Bình quân (km), hiện nay", RIGHT, 0.09),
        ("Bình quân (km), cuối giai đoạn", RIGHT, 0.09),
        ("Xa nhất (km), hiện nay", RIGHT, 0.09),
        ("Xa nhất (km), cuối giai đoạn", RIGHT, 0.09),
    ]
    standard = amount(book.parameter("standard_km"))
    return table_block(
        book,
        "bang-tiep-can-nhom",
        "Mức tiếp cận theo huyện và theo nhóm xã",
        columns,
        rows,
        f"{MODEL} trên {on_places(book)}; chuẩn khoảng cách chính {standard} km; các nhóm xã có thể trùng nhau; xã "
        "chưa rõ vùng khó khăn không tính vào nhóm xã khó khăn",
        emphasis=[len(rows) - 1],
    )


def supply_by_group(book: Book) -> TableBlock:
    """Return points, the ministry's two indicators and the counters people reach, by district and by group."""
    rows = [
        [
            name,
            *(
                _cell(book, column, when, figure, decimals, **keys)
                for column, decimals in (
                    ("points", 0), ("people_per_point", 0), ("service_radius_km", 2), ("people_counters_ratio", 2),
                )
                for when in WHENS
            ),
        ]
        for name, _, keys in _groups(book)
    ]  # fmt: skip
    columns = [("Huyện, nhóm xã", LEFT, 0.2)] + [
        (f"{head}, {when}", RIGHT, 0.1)
        for head in ("Điểm", "Dân mỗi điểm", "Bán kính phục vụ (km)", "Quầy với tới được")
        for when in ("hiện nay", "cuối giai đoạn")
    ]
    return table_block(
        book,
        "bang-cung-nhom",
        "Điểm, bán kính phục vụ và số quầy với tới được theo huyện và theo nhóm xã",
        columns,
        rows,
        f"{MODEL} trên {on_places(book)}; quầy với tới được (hai bước, trong chuẩn xa, gần tính nhiều hơn) so với "
        f"bình quân toàn tỉnh hiện nay; {_NO_VERDICT}",
        emphasis=[len(rows) - 1],
    )


def _standards(book: Book) -> list[tuple[str, Shown | str]]:
    """Return the columns of the shares and their words; a standard carries the lever it stands for."""
    km = [(f"within{name}_share", book.parameter(f"standard{name}_km")) for name in ("_near", "", "_far")]
    found = [(column, shown(standard, f"Trong {amount(standard)} km")) for column, standard in km]
    minutes = book.parameter("standard_min")
    return [*found, ("within_time_share", shown(minutes, f"Trong {amount(minutes)} phút")),
            ("with_point_share", "Ở xã có điểm")]  # fmt: skip


def _groups(book: Book) -> list[tuple[str, Shown, dict[str, str]]]:
    """Return name, people and keys of every row: districts, areas, the province."""
    districts = [
        (name, {"district_code": code}, {"group_kind": "district", "group": code})
        for code, name in district_names(book).items()
    ]
    held = set(book.results["access"]["group"])
    areas = [
        (name, _AREA_KEYS[code], {"group_kind": "area", "group": code})
        for code, name in AREA_WORDS.items()
        if code in held
    ]
    all_rows = [*districts, *areas, ("Toàn tỉnh", {}, {"group_kind": "province", "group": "all"})]
    return [
        (name, figure(pick(book, "total", "communes.population_2019", **members)), keys)
        for name, members, keys in all_rows
    ]


def _pairs(book: Book, column: str, written: Callable, *decimals: int, **keys) -> list[Shown | str]:
    """Return a measure by people and by dossiers, each today and after."""
    return [
        _cell(book, f"{who}_{column}", when, written, *decimals, **keys)
        for who in ("people", "dossiers")
        for when in WHENS
    ]


def _cell(book: Book, column: str, when: str, written: Callable, *decimals: int, **keys) -> Shown | str:
    """Return one value of the table of access, or a dash where there is none."""
    keys = keys or {"group_kind": "province", "group": "all"}
    quantity: Quantity = pick(book, "cell", f"access.{column}", when=when, **keys)
    return written(quantity, *decimals) if math.isfinite(quantity.value) else "–"


def _label(text: str) -> Shown | str:
    """Return a label; a figure in it belongs to the name of the measure."""
    return words(text, "result_columns") if any(char.isdigit() for char in text) else text
