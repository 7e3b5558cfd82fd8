"""Numbers, money, dates and order as a Vietnamese official writes them."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Sequence

from helpers.inputs import STATUS_WORDS, Quantity
from helpers.report.language import Language

STATUS_MARKS = {"observed": "", "derived": "s", "assumed": "g", "synthetic": "m"}
UNIT_WORDS = {
    "points": "điểm",
    "units": "đơn vị",
    "dossiers": "hồ sơ",
    "procedures": "thủ tục",
    "communes": "đơn vị",
    "districts": "đơn vị",
    "persons": "người",
    "households": "hộ",
    "km": "km",
    "m2": "m²",
    "min": "phút",
    "hour": "giờ",
    "working_days": "ngày làm việc",
    "months": "tháng",
    "years": "năm",
    "times": "lần",
    "day": "ngày",
    "share": "%",
    "vnd": "đồng",
    "tasks": "nhiệm vụ",
    "vnd_per_year": "đồng/năm",
    "vnd_per_dossier": "đồng/hồ sơ",
    "vnd_per_hour": "đồng/giờ",
    "vnd_per_km": "đồng/km",
    "dossiers_per_day": "hồ sơ/ngày",
    "hours_per_day": "giờ/ngày",
    "days_per_year": "ngày/năm",
    "counters": "quầy",
    "counter_km": "quầy-km",
    "persons_per_point": "người/điểm",
    "erlang": "erlang",
    "fte": "người",
    "ratio": "",
    "per_year": "%/năm",
    "per_min": "/phút",
    "km_per_hour": "km/giờ",
    "customers": "khách",
    "customers_per_hour": "khách/giờ",
    "desks": "bộ phận",
    "flag": "",
    "dossiers_per_person_per_year": "hồ sơ/người/năm",
    "year": "",
}
VIETNAMESE = Language(
    code="vi", tag="vi-VN", day="dd/MM/y", amounts=("{} đồng", "{} triệu đồng", "{} tỷ đồng"),
    span="từ {} đến {}", unmoved="{} trong mọi lần thử", last_and=" và ", title="title_vi", label="label_vi",
    units=UNIT_WORDS, statuses=STATUS_WORDS, marks=STATUS_MARKS,
    words={
        "table": "Bảng", "figure": "Hình", "annex": "Phụ lục", "contents": "MỤC LỤC", "draft": "DỰ THẢO",
        "scenario": "Kịch bản", "run": "Lần chạy", "source": "Nguồn", "status": "Trạng thái số liệu",
        "assured": "ĐÃ RÀ SOÁT", "approved": "ĐÃ PHÊ DUYỆT",
    },
)  # fmt: skip
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"


def number(value: float, decimals: int = 0) -> str:
    """Return a number with ``.`` between thousands and ``,`` before decimals; nought is never negative.

    >>> number(94000), number(3.5, 1), number(-1234.56, 1), number(-0.04, 1)
    ('94.000', '3,5', '-1.234,6', '0,0')
    """
    return VIETNAMESE.number(value, decimals)


def percent(share: float, decimals: int = 1) -> str:
    """Return a share of 0-1 as a percentage.

    >>> percent(0.0644)
    '6,4%'
    """
    return VIETNAMESE.percent(share, decimals)


def money(vnd: float) -> str:
    """Return an amount in words that a leader reads at once; exact below a million.

    >>> money(26000), money(60_000_000), money(1_611_500_000), money(-250_000_000)
    ('26.000 đồng', '60 triệu đồng', '1,61 tỷ đồng', '-250 triệu đồng')
    >>> money(3_530_000), money(2_000_000)
    ('3,53 triệu đồng', '2 triệu đồng')
    """
    return VIETNAMESE.money(vnd)


def million(vnd: float) -> str:
    """Return an amount in millions without its unit, for table columns headed ``triệu đồng``.

    >>> million(1_611_500_000)
    '1.612'
    """
    return number(vnd / 1e6)


def date(day: dt.date) -> str:
    """Return a date as dd/mm/yyyy.

    >>> date(dt.date(2018, 11, 7))
    '07/11/2018'
    """
    return VIETNAMESE.date(day)


def long_date(day: dt.date) -> str:
    """Return a date in words, as legal citations have it.

    >>> long_date(dt.date(2016, 10, 19)), long_date(dt.date(2018, 2, 5))
    ('ngày 19 tháng 10 năm 2016', 'ngày 05 tháng 02 năm 2018')
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def listing(items: Sequence[str]) -> str:
    """Return items joined as in a sentence.

    >>> listing(["Minh Hóa", "Tuyên Hóa", "Ba Đồn"])
    'Minh Hóa, Tuyên Hóa và Ba Đồn'
    """
    return VIETNAMESE.listing(items)


def amount(quantity: Quantity, decimals: int | None = None) -> str:
    """Return the value of a quantity as text, by its unit: money, percentage or number.

    ``decimals`` defaults to as few as the value needs, two at most.
    """
    return VIETNAMESE.amount(quantity, decimals)


def parameter_words(quantity: Quantity, value: float | None = None) -> str:
    """Return a value of a parameter with its unit, to three significant digits; an hour of the day as a clock has it.

    ``value`` is another value of the same parameter, such as a limit.

    >>> share = Quantity("reception_share", 0.167, "share", "Tỷ lệ tiếp nhận", "assumed")
    >>> parameter_words(share), parameter_words(share, 0.12512)
    ('16,7%', '12,5%')
    >>> parameter_words(Quantity("hub_close_hour", 16.5, "hour", "Giờ đóng túi thư", "assumed"), 16.8188)
    '16 giờ 49'
    >>> parameter_words(Quantity("rent_vnd", 6e7, "vnd_per_year", "Thuê chỗ", "assumed"), 68735061.0)
    '69 triệu đồng/năm'
    """
    value, words = quantity.value if value is None else value, UNIT_WORDS.get(quantity.unit, "")
    if quantity.unit == "hour" and quantity.id.endswith("_hour"):
        hours, minutes = divmod(round(value * 60), 60)
        return f"{hours} giờ {minutes:02d}" if minutes else f"{hours} giờ"
    if quantity.unit == "year":
        return f"{value:.0f}"
    if words.startswith("đồng"):
        return money(value) + words.removeprefix("đồng")
    if words.startswith("%"):
        return number(value * 100, _significant(value * 100)) + words
    return f"{number(value, _significant(value))} {words}".rstrip()


def _significant(value: float, digits: int = 3) -> int:
    """Return the decimals that show so many significant digits, without noughts at the end."""
    most = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    return next(places for places in range(most + 1) if round(value, places) == round(value, most))


def sort_key(text: str) -> tuple:
    """Return the key that puts Vietnamese text in dictionary order: letters first, then tones.

    >>> sorted(["Đồng Lê", "Dân Hóa", "Ba Đồn", "Ân", "An", "Ăn"], key=sort_key)
    ['An', 'Ăn', 'Ân', 'Ba Đồn', 'Dân Hóa', 'Đồng Lê']
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFD", text.lower()):
        if char in _TONES:
            tones[-1:] = [_TONES.index(char) + 1]
        elif unicodedata.combining(char):
            letters[-1:] = [unicodedata.normalize("NFC", letters[-1] + char)]
        else:
            letters.append(char)
            tones.append(0)
    order = [_ALPHABET.index(c) + 1 if c in _ALPHABET else (0 if c == " " else 1000 + ord(c)) for c in letters]
    return order, tones


def lowered(label: str) -> str:
    """Return a label as it stands inside a sentence: only its first letter small, none of an abbreviation.

    >>> lowered("Khách mỗi giờ tại điểm Bưu điện - Văn hóa xã"), lowered("UBND cấp xã")
    ('khách mỗi giờ tại điểm Bưu điện - Văn hóa xã', 'UBND cấp xã')
    """
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"
