"""Points of form that concern the head of a paper: F09-F17, F30 and F36-F39."""

from __future__ import annotations

import re

from helpers.report.checks.printed import LEFT, RIGHT, WIDE
from helpers.report.checks.rules import Case, Problem, look, missing, rule, ruled, sized
from helpers.report.checks.sections import DRAFT, NUMBER, SUBJECT
from helpers.report.paper import MOTTO, NATION

#: Papers of a department to others; each has a number, addressees and recipients.
LETTERS = ("to_trinh", "bao_cao", "cong_van")
_NUMBERED = (*LETTERS, "quyet_dinh")
#: An agreement is of two bodies; a decision is of the committee itself.
_NO_PARENT = ("thoa_thuan", "quyet_dinh")
_NUMBER = re.compile(r"Số: ?(\d{2,})? ?/(TTr|CTr|QyĐ|[A-ZĐ]+)(-[A-ZĐ.]+)*")
_DATE = re.compile(r"[^,\d]+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm (\d{4})")
_BLANK_DATE = re.compile(r"[^,\d]+, ngày [.… ]+ tháng [.… ]+ năm [.… \d]+")
_URGENT = re.compile(r"(HỎA TỐC|THƯỢNG KHẨN|KHẨN)( HẸN GIỜ)?")
_COPIES_MADE = re.compile(r"[A-ZĐ]{1,5}\.? ?\(\d+\)")
_ADDRESS = re.compile(r"(Địa chỉ|Điện thoại|ĐT) ?:")
_HALF = "đường kẻ dài 1/3-1/2 dòng chữ"


@rule("F09")
def _nation(case: Case) -> list[Problem]:
    item = case.parts.nation
    if item is None:
        return missing(NATION)
    column = WIDE if case.kind == "thoa_thuan" else RIGHT
    wrong = look(case, item, bold=True, italic=False, capital=True, centred=True)
    if item.page > 1 or item.column not in (column, RIGHT):
        wrong.append(Problem(item.where, f"cột {item.column}", "đầu trang thứ nhất, bên phải"))
    return wrong


@rule("F10")
def _motto(case: Case) -> list[Problem]:
    item = case.parts.motto
    if item is None:
        return missing(MOTTO)
    wrong = [] if item.text == MOTTO else [Problem(item.where, item.text, MOTTO)]
    return [*wrong, *look(case, item, bold=True, italic=False, centred=True),
            *ruled(item, 1, 1, "đường kẻ dài bằng dòng chữ")]


@rule("F11")
def _parent(case: Case) -> list[Problem] | None:
    agencies = case.parts.agencies
    if case.kind in _NO_PARENT:
        return None
    if len(agencies) < 2:
        return missing("tên cơ quan chủ quản")
    return look(case, agencies[0], bold=False, italic=False, capital=True, centred=True)


@rule("F12")
def _agency(case: Case) -> list[Problem] | None:
    if case.kind == "thoa_thuan":
        return None
    if not case.parts.agencies:
        return missing("tên cơ quan ban hành")
    item = case.parts.agencies[-1]
    return [*look(case, item, bold=True, italic=False, capital=True, centred=True), *ruled(item, 1 / 3, 1 / 2, _HALF)]


@rule("F13")
def _number(case: Case) -> list[Problem] | None:
    item = case.parts.line(NUMBER)
    if item is None:
        return missing("Số: …/ký hiệu") if case.kind in _NUMBERED else None
    wrong = [] if _NUMBER.fullmatch(item.text) else [Problem(item.where, item.text, "Số: 05/TTr-STTTT")]
    return [*wrong, *look(case, item, bold=False, italic=False, centred=True)]


@rule("F14")
def _place_and_date(case: Case) -> list[Problem] | None:
    item = case.parts.date
    if item is None:
        return missing("địa danh, ngày tháng năm")
    said, wrong = _DATE.fullmatch(item.text), []
    if not said and not _BLANK_DATE.fullmatch(item.text):
        wrong.append(Problem(item.where, item.text, "Quảng Bình, ngày 07 tháng 11 năm 2018"))
    day = case.file.manifest.get("as_of") or case.printed.created
    if said and day and "-".join((said[3], f"{int(said[2]):02d}", said[1])) != day:
        wrong.append(Problem(item.where, item.text, f"ngày {day} của văn bản"))
    return [*wrong, *look(case, item, bold=False, italic=True, centred=True)]


@rule("F15")
def _type_name(case: Case) -> list[Problem] | None:
    item = case.parts.type_name
    if item is None:
        return None if case.kind == "cong_van" else missing("tên loại văn bản")
    return look(case, item, bold=True, italic=False, capital=True, centred=True)


@rule("F16")
def _title(case: Case) -> list[Problem] | None:
    item = case.parts.title
    if item is None:
        return None if case.kind == "cong_van" else missing("trích yếu")
    wrong = [Problem(item.where, "in hoa", "in thường")] if item.is_capital else []
    return [*wrong, *look(case, item, bold=True, italic=False, centred=True), *ruled(item, 1 / 3, 1 / 2, _HALF)]


@rule("F17")
def _subject(case: Case) -> list[Problem] | None:
    item = case.parts.line(SUBJECT)
    if case.kind != "cong_van":
        return None
    wrong = [] if item.column == LEFT else [Problem(item.where, f"cột {item.column}", "dưới số, ký hiệu")]
    if item.gap_pt is not None and not 5 <= item.gap_pt <= 9:
        wrong.append(Problem(item.where, f"cách dòng trên {item.gap_pt:g} pt", "6 pt"))
    return [*wrong, *look(case, item, bold=False, italic=False, centred=True)]


@rule("F30")
def _addressees(case: Case) -> list[Problem] | None:
    items = case.parts.addressees
    if case.kind not in LETTERS:
        return None
    if not items:
        return missing("Kính gửi: …")
    first, *listed = items
    wrong = [problem for item in items for problem in look(case, item, bold=False, italic=False)]
    if not listed and first.text.rstrip() == "Kính gửi:":
        return [*wrong, Problem(first.where, "không có nơi gửi", "Kính gửi: nơi gửi")]
    for item in listed:
        mark = "." if item is listed[-1] else ";"
        if not item.text.endswith(mark):
            wrong.append(Problem(item.where, item.text[-1:], f"cuối dòng dấu {mark}"))
    return wrong


@rule("F36")
def _urgency(case: Case) -> list[Problem] | None:
    found = [item for item in case.parts.head if _URGENT.fullmatch(item.text.upper())]
    if not found:
        return None
    wrong = [problem for item in found for problem in look(case, item, bold=True, italic=False, capital=True)]
    return wrong + [Problem(item.where, "không đóng khung", "trong khung") for item in found if not item.boxed]


@rule("F37")
def _draft(case: Case) -> list[Problem] | None:
    item = case.parts.line(DRAFT)
    if item is None:
        return missing("chữ DỰ THẢO") if case.is_draft else None
    wrong = look(case, item, bold=True, italic=False, capital=True)
    return wrong + ([Problem(item.where, "không đóng khung", "đóng khung")] if case.is_old and not item.boxed else [])


@rule("F38")
def _copies_made(case: Case) -> list[Problem] | None:
    found = [item for item in (*case.parts.left, *case.parts.right) if _COPIES_MADE.fullmatch(item.text.lstrip("- "))]
    return [problem for item in found for problem in look(case, item, bold=False, italic=False)] if found else None


@rule("F39")
def _address(case: Case) -> list[Problem] | None:
    found = [item for item in case.printed.foot if _ADDRESS.search(item.text)]
    return [problem for item in found for problem in sized(case, item)] if found else None
