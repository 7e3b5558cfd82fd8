"""The kinds of column that data tables are made of.

A column says once, in its metadata, what it holds and what is allowed; the messages to the user and the data
dictionary both read it there.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from helpers.inputs.quantity import STATUSES

# The province with a margin: a point outside it is a slip of the pen, usually latitude and longitude swapped.
LON_RANGE = (105.4, 107.3)
LAT_RANGE = (16.7, 18.3)

GRADES = ("high", "medium", "low")
SERVICE_FORMS = ("send", "receive", "both")
POINT_KINDS = ("post_office", "commune_culture_post_office", "one_stop_centre")
COMMUNE_KINDS = ("phường", "xã", "thị trấn")


def _column(dtype, vi: str, en: str, allowed_vi: str, allowed_en: str, test, blank: bool) -> pa.Column:
    """Build a column whose metadata tells a person what it holds and what is allowed."""
    if blank:
        allowed_vi, allowed_en = f"{allowed_vi}, hoặc để trống", f"{allowed_en}, or blank"
    meta = {"label_vi": vi, "label_en": en, "allowed_vi": allowed_vi, "allowed_en": allowed_en}
    checks = [] if test is None else [pa.Check(test, name="allowed", error=allowed_en)]
    return pa.Column(dtype, checks, nullable=blank, title=vi, description=en, metadata=meta)


def _range_words(low, high) -> tuple[str, str]:
    if low is None and high is None:
        return "", ""
    if high is None:
        return f" từ {low} trở lên", f" of at least {low}"
    return f" từ {low} đến {high}", f" from {low} to {high}"


def _within(low, high):
    low = float("-inf") if low is None else low
    high = float("inf") if high is None else high
    return lambda values: values.between(low, high)


def text(vi: str, en: str, blank: bool = False, checked: tuple = (None, "một đoạn chữ", "a text")) -> pa.Column:
    """Return a column of text; ``checked`` is a test of its values, and what is allowed in words."""
    test, *allowed = checked
    return _column(str, vi, en, *allowed, test, blank)


def whole(vi: str, en: str, low=0, high=None, blank: bool = False) -> pa.Column:
    words = _range_words(low, high)
    dtype = "Int64" if blank else "int64"
    words = "số nguyên" + words[0], "a whole number" + words[1]
    return _column(dtype, vi, en, *words, _within(low, high), blank)


def number(vi: str, en: str, low=None, high=None, blank: bool = False) -> pa.Column:
    words = _range_words(low, high)
    words = "số" + words[0], "a number" + words[1]
    return _column("float64", vi, en, *words, _within(low, high), blank)


def choice(vi: str, en: str, *values: str, blank: bool = False) -> pa.Column:
    listed = ", ".join(values)
    words = f"một trong: {listed}", f"one of: {listed}"
    column = _column(str, vi, en, *words, lambda s: s.isin(values), blank)
    column.metadata["choices"] = list(values)
    return column


def flag(vi: str, en: str, blank: bool = False) -> pa.Column:
    dtype = "Int64" if blank else "int64"
    words = "0 (không) hoặc 1 (có)", "0 (no) or 1 (yes)"
    return _column(dtype, vi, en, *words, lambda s: s.isin([0, 1]), blank)


def code(vi: str, en: str, pattern: str, shape_vi: str, shape_en: str, blank: bool = False) -> pa.Column:
    return _column(str, vi, en, shape_vi, shape_en, lambda s: s.str.fullmatch(pattern), blank)


def date(vi: str, en: str, blank: bool = False) -> pa.Column:
    def is_day(values: pd.Series) -> pd.Series:
        shaped = values.str.fullmatch(r"\d{4}-\d{2}-\d{2}").astype(bool)
        return shaped & pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").notna()

    words = "ngày dạng NNNN-TT-NN, ví dụ 2018-11-07", "a date as YYYY-MM-DD, for example 2018-11-07"
    return _column(str, vi, en, *words, is_day, blank)


def commune_code(en: str = "code of the commune", blank: bool = False) -> pa.Column:
    return code("mã đơn vị hành chính cấp xã", en, r"\d{5}", "mã 5 chữ số", "a code of 5 digits", blank)


def district_code() -> pa.Column:
    return code(
        "mã đơn vị hành chính cấp huyện",
        "code of the district",
        r"\d{3}",
        "mã 3 chữ số",
        "a code of 3 digits",
    )


def slug(vi: str, en: str, blank: bool = False) -> pa.Column:
    words = "mã gồm chữ không dấu, số, gạch", "a code of plain letters, digits and dashes"
    return code(vi, en, r"[A-Za-z0-9][A-Za-z0-9_.-]*", *words, blank=blank)


def name(vi: str, en: str, blank: bool = False) -> pa.Column:
    words = "chữ thường không dấu, số, gạch dưới", "plain lower-case letters, digits, underscores"
    return code(vi, en, r"[a-z][a-z0-9_]*", *words, blank=blank)


def source() -> pa.Column:
    return slug("mã nguồn", "key into data/sources.csv")


def status(vi: str = "tình trạng của số liệu", en: str = "how the value is known") -> pa.Column:
    return choice(vi, en, *STATUSES)


def note() -> pa.Column:
    return text("ghi chú", "note", blank=True)


def lat(vi: str = "vĩ độ", en: str = "latitude, WGS 84 [degrees]") -> pa.Column:
    return number(vi, en, *LAT_RANGE)


def lon(vi: str = "kinh độ", en: str = "longitude, WGS 84 [degrees]") -> pa.Column:
    return number(vi, en, *LON_RANGE)


def table(unique: str | list[str], columns: dict[str, pa.Column]) -> pa.DataFrameSchema:
    """Build a strict schema; the second of two rows with one key is the one reported."""
    keys = [unique] if isinstance(unique, str) else unique
    return pa.DataFrameSchema(columns, strict=True, unique=keys, report_duplicates="exclude_first")
