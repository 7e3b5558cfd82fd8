"""Turn what stands in an answer cell into the value that is kept, or say why it cannot be.

Numbers written as text follow the Vietnamese rule (comma for decimals). A text with one separator and exactly
three digits behind it, such as ``1.234`` or ``1,234``, may mean a thousand or a decimal: it is refused, not
guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.inputs.errors import nearest
from helpers.inputs.survey.form import Field

LONGEST_TEXT = 250
#: Two digits fewer than a phone number: a role or an address does not hold so many in a row.
_PHONE = re.compile(r"(?:\d[ .-]?){8,}")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


class CellRefused(ValueError):
    """An answer that cannot be taken: the reason and what to do, in Vietnamese."""

    def __init__(self, reason_vi: str, remedy_vi: str):
        super().__init__(reason_vi)
        self.reason_vi, self.remedy_vi = reason_vi, remedy_vi


@dataclass(frozen=True)
class Cell:
    """What a spreadsheet holds in one cell: value, type letter of openpyxl, number format."""

    value: object
    data_type: str = "s"
    number_format: str = "General"


@dataclass(frozen=True)
class Context:
    """What answers are checked against: communes by drop-down text, and the last day that may be written."""

    communes: Mapping[str, str]
    today: dt.date


def commune_choices(communes: pd.DataFrame, districts: pd.DataFrame) -> dict[str, str]:
    """Return the code of each commune by its text in the drop-down list.

    >>> communes = pd.DataFrame({"commune_code": ["18853"], "name_vi": ["Phường Hải Thành"],
    ...     "district_code": ["450"]})
    >>> districts = pd.DataFrame({"district_code": ["450"], "name_vi": ["Thành phố Đồng Hới"]})
    >>> commune_choices(communes, districts)
    {'18853 - Phường Hải Thành (Thành phố Đồng Hới)': '18853'}
    """
    names = communes["district_code"].map(districts.set_index("district_code")["name_vi"])
    texts = communes["commune_code"] + " - " + communes["name_vi"] + " (" + names + ")"
    return dict(zip(texts, communes["commune_code"], strict=True))


def tidy(value) -> str:
    """Return text in composed Unicode, runs of white space made one blank; nothing for an empty cell."""
    return " ".join(unicodedata.normalize("NFC", "" if value is None else str(value)).split())


def fold(text: str) -> str:
    """Return text for comparing: small letters, each tone at the end of its word, so that Hoà equals Hòa.

    >>> fold("Trung Hoá") == fold("TRUNG HÓA"), fold("Hóa") == fold("Hòa")
    (True, False)
    """
    words = []
    for word in unicodedata.normalize("NFD", tidy(text).casefold()).split():
        tones = "".join(char for char in word if char in _TONES)
        words.append("".join(char for char in word if char not in _TONES) + tones)
    return " ".join(words)


def answer(question: Field, cell: Cell, context: Context):
    """Return the value to keep, or None for a blank answer that is not required.

    Raises
    ------
    CellRefused : the cell holds a formula or an error, is blank though required, or its value is not of the
        kind or not in the range of the question.
    """
    if cell.data_type == "f":
        raise CellRefused("ô chứa công thức", "gõ thẳng giá trị, không dùng công thức")
    if cell.data_type == "e":
        raise CellRefused(f"ô báo lỗi {cell.value}", "xóa ô rồi gõ lại giá trị")
    if not tidy(cell.value):
        if question.required:
            raise CellRefused("ô bắt buộc còn trống", f"điền {allowed(question)}")
        return None
    read = {"text": _text, "choice": _choice, "flag": _choice, "date": _date, "commune": _commune, "hour": _hour}
    return read.get(question.kind, _number)(question, cell, context)


def allowed(question: Field) -> str:
    """Return in words what a question takes."""
    bounds = " đến ".join(_said(bound) for bound in (question.low, question.high) if bound is not None)
    within = f" từ {bounds}" if bounds else ""
    match question.kind:
        case "choice" | "flag":
            return "một trong: " + "; ".join(question.choices.values())
        case "commune":
            return "xã, phường, thị trấn chọn trong danh sách"
        case "whole":
            return f"số nguyên{within}"
        case "date":
            return f"ngày/tháng/năm{within}" + ("" if question.high else " đến hôm nay")
        case "hour":
            return f"giờ:phút{within} giờ, ví dụ 15:30"
        case "text":
            return f"một đoạn chữ không quá {LONGEST_TEXT} ký tự"
    return f"số{within}" + (f" {question.unit_vi}" if question.unit_vi else "")


def _said(bound) -> str:
    if isinstance(bound, str):
        return f"{dt.date.fromisoformat(bound):%d/%m/%Y}"
    return f"{bound:,.10g}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _wrong(question: Field, reason_vi: str, remedy_vi: str = "") -> CellRefused:
    return CellRefused(reason_vi, remedy_vi or f"điền {allowed(question)}")


# --- text and lists ---------------------------------------------------------------------------------------


def _text(question: Field, cell: Cell, context: Context) -> str:
    if isinstance(cell.value, dt.date | dt.time | bool):
        raise _wrong(question, "ô chứa ngày, giờ hoặc giá trị đúng/sai, không phải chữ")
    number = isinstance(cell.value, int | float)
    text = f"{cell.value:.10g}" if number else tidy(cell.value)
    if len(text) > LONGEST_TEXT:
        raise _wrong(question, f"dài {len(text)} ký tự")
    if not text.isprintable():
        raise _wrong(question, "có ký tự điều khiển", "xóa ô rồi gõ lại")
    # Kept as CSV and opened in Excel, such a text would run as a formula.
    if text[0] in "=+@-":
        raise _wrong(question, f"bắt đầu bằng dấu {text[0]}", "bỏ dấu này ở đầu ô")
    if _PHONE.search(text):
        raise _wrong(question, "giống số điện thoại", "bỏ số điện thoại")
    return text


def _choice(question: Field, cell: Cell, context: Context):
    words = {fold(label): code for code, label in question.choices.items()}
    found = fold(str(cell.value))
    if found in words:
        return words[found]
    close = nearest(tidy(cell.value), question.choices.values())
    remedy = f"có phải là “{close}”? Chọn trong danh sách" if close else ""
    raise _wrong(question, "không có trong danh sách", remedy or f"chọn {allowed(question)}")


def _commune(question: Field, cell: Cell, context: Context) -> str:
    whole = isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and cell.value % 1 == 0
    wanted = fold(str(int(cell.value)) if whole else str(cell.value))
    named = {}
    for label, code in context.communes.items():
        name = label.removeprefix(f"{code} - ").rpartition(" (")[0]
        bare = re.sub(r"^(xã|phường|thị trấn) ", "", name, flags=re.IGNORECASE)
        if wanted in (code, fold(label)):
            return code
        if wanted in (fold(name), fold(bare)):
            named[label] = code
    if len(named) == 1:
        return next(iter(named.values()))
    if named:
        raise _wrong(question, "tên này có ở nhiều nơi", f"chọn một trong: {'; '.join(named)}")
    close = nearest(tidy(cell.value), context.communes)
    remedy = f"có phải là “{close}”? Chọn trong danh sách" if close else "chọn trong danh sách"
    raise _wrong(question, "không có đơn vị cấp xã này, hoặc mã và tên không khớp", remedy)


# --- numbers ----------------------------------------------------------------------------------------------


def _number(question: Field, cell: Cell, context: Context) -> float | int:
    value = cell.value
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        raise _wrong(question, "ô chứa ngày hoặc giờ, không phải số", "xóa ô, đặt lại kiểu số rồi gõ lại")
    if isinstance(value, bool):
        raise _wrong(question, "ô chứa giá trị đúng/sai, không phải số")
    percent, scale = question.kind == "percent", 1.0
    if isinstance(value, str):
        text = tidy(value)
        if percent and text.endswith("%"):
            text = text[:-1].strip()
        value = number_in_text(text)
    elif percent and "%" in cell.number_format:
        scale = 100.0  # Excel keeps 12% as 0.12
    return _in_range(question, value * scale)


def number_in_text(text: str) -> float:
    """Return the number that a text says by the Vietnamese rule.

    Raises
    ------
    CellRefused : it is not a number, or one separator with three digits behind it leaves two meanings.

    Examples
    --------
    >>> [number_in_text(text) for text in ("3,5", "0.125", "1.234.567", "1.234,5", "17.47458")]
    [3.5, 0.125, 1234567.0, 1234.5, 17.47458]
    """
    if two := re.fullmatch(r"(-?[1-9]\d{0,2})[.,](\d{3})", text):
        raise CellRefused(
            f"“{text}” là chữ và có hai cách hiểu: hàng nghìn hoặc phần thập phân",
            f"nếu là hàng nghìn, gõ liền {two[1]}{two[2]}; nếu là số thập phân, gõ {two[1]},{two[2]}0",
        )
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", text):
        return float(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"-?\d{1,15}([.,]\d{1,15})?", text):
        return float(text.replace(",", "."))
    raise CellRefused("ô chứa chữ, không phải số", "chỉ gõ số, không kèm chữ hoặc đơn vị")


def _in_range(question: Field, value: float) -> float | int:
    value = float(f"{value:.10g}")
    if question.kind == "whole" and value % 1:
        raise _wrong(question, "không phải số nguyên")
    low, high = question.low, question.high
    if (low is not None and value < low) or (high is not None and value > high):
        swapped = " (kiểm tra xem có lẫn vĩ độ với kinh độ không)" if question.id in ("lat", "lon") else ""
        raise _wrong(question, "ngoài khoảng cho phép", f"điền {allowed(question)}{swapped}")
    if question.kind == "percent":
        return float(f"{value / 100:.10g}")
    return int(value) if question.kind == "whole" else value


# --- days and hours ---------------------------------------------------------------------------------------


def _date(question: Field, cell: Cell, context: Context) -> str:
    day = cell.value
    if isinstance(day, str):
        day = _day_in_text(question, tidy(day))
    if isinstance(day, dt.datetime):
        day = day.date()
    if not isinstance(day, dt.date):
        raise _wrong(question, "không phải ngày", "gõ ngày/tháng/năm, ví dụ 20/11/2018")
    last = dt.date.fromisoformat(question.high) if question.high else context.today
    if not dt.date.fromisoformat(question.low) <= day <= last:
        raise _wrong(question, f"ngày {day:%d/%m/%Y} ngoài khoảng cho phép",
                     f"điền ngày từ {_said(question.low)} đến {last:%d/%m/%Y}")
    return day.isoformat()


def _day_in_text(question: Field, text: str) -> dt.date:
    vietnamese = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    international = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        if vietnamese:
            day, month, year = map(int, vietnamese.groups())
            return dt.date(year, month, day)
        if international:
            return dt.date(*map(int, international.groups()))
    except ValueError:
        pass
    raise _wrong(question, "không phải ngày/tháng/năm có thật", "gõ ngày/tháng/năm, ví dụ 20/11/2018")


def _hour(question: Field, cell: Cell, context: Context) -> float:
    value = cell.value
    if isinstance(value, str):
        clock = re.fullmatch(r"(\d{1,2}) ?(?:[:hH]|giờ) ?(\d{2})?(?: ?phút)?", tidy(value))
        if clock and int(clock[2] or 0) < 60:
            return _in_range(question, int(clock[1]) + int(clock[2] or 0) / 60)
        value = number_in_text(tidy(value))
    if isinstance(value, dt.timedelta):
        value = value.total_seconds() / 3600
    if isinstance(value, dt.time):
        value = value.hour + value.minute / 60
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(question, "không phải giờ trong ngày", "gõ dạng giờ:phút, ví dụ 15:30")
    # Excel keeps a time of day as a part of one day.
    return _in_range(question, value * 24 if 0 < value < 1 else value)
