"""Points of form that concern the page: F01-F08 and F42."""

from __future__ import annotations

import unicodedata

from helpers.report.checks.printed import TEXT, PageNumber, Sheet
from helpers.report.checks.rules import SAME_MM, Case, Problem, between, rule

_WIDE_MM, _HIGH_MM = 210, 297
_FAMILIES = ("Times New Roman", "TimesNewRoman", "LiberationSerif", "Liberation Serif")
_BLACK = "000000"
#: A page may end this much above the lower margin: by the height of a row or of lines that stay together [mm].
_OPEN_MM = 8
_PLACES = {True: ("bottom", "right", "góc phải cuối trang"), False: ("top", "center", "giữa lề trên")}


@rule("F01")
def _size_of_page(case: Case) -> list[Problem]:
    return [Problem(sheet.where, f"{sheet.width_mm:.0f} x {sheet.height_mm:.0f} mm", "A4, 210 x 297 mm")
            for sheet in case.printed.sheets
            if not (between(_WIDE_MM, min(sheet.width_mm, sheet.height_mm), _WIDE_MM)
                    and between(_HIGH_MM, max(sheet.width_mm, sheet.height_mm), _HIGH_MM))]


@rule("F02")
def _direction(case: Case) -> list[Problem]:
    sheets = case.printed.sheets
    across = [sheet for sheet in sheets if sheet.width_mm > sheet.height_mm]
    if len(across) == len(sheets) and any(sheet.has_table for sheet in sheets):
        return []  # a form or list that is a wide table as a whole
    return [Problem(sheet.where, "trang ngang không có bảng", "trang dọc") for sheet in across if not sheet.has_table]


@rule("F03")
def _upper_and_lower_margin(case: Case) -> list[Problem]:
    found = case.printed.margins_mm
    if not found:
        return [*_margins(case, "top", 20, 25), *_margins(case, "bottom", 20, 25)]
    above = Problem("mọi trang", f"lề trên {found['top']:.0f} mm", "20-25 mm")
    wrong = [] if between(20, found["top"], 25) else [above]
    # A PDF shows the lower margin only where a page is full.
    most = 25 + _OPEN_MM if case.printed.has_full_page else float("inf")
    if not between(20, found["bottom"], most):
        wrong.append(Problem("mọi trang", f"lề dưới {found['bottom']:.0f} mm", "20-25 mm"))
    return wrong


@rule("F04")
def _left_margin(case: Case) -> list[Problem]:
    # A PDF shows the margin where a paragraph goes on to a second line; a first line is moved in.
    shown = case.file.format == "docx" or any(
        item.justified is not None and item.kind == TEXT for item in case.printed.paragraphs)
    return _margins(case, "left", 30, 35 if shown else 60)


@rule("F05")
def _right_margin(case: Case) -> list[Problem]:
    reach = case.printed.margins_mm.get("reach")
    if reach is None:
        return _margins(case, "right", 15, 20)
    # A PDF shows the margin by its full lines; the masthead may reach further than they do.
    full = any(item.justified for item in case.printed.paragraphs)
    wrong = _margins(case, "right", 15, 20) if full else []
    return wrong + ([Problem("mọi trang", f"chữ còn cách mép phải {reach:.0f} mm", "15-20 mm")]
                    if reach < 15 - SAME_MM else [])


def _margins(case: Case, side: str, low: float, high: float) -> list[Problem]:
    words = {"top": "lề trên", "bottom": "lề dưới", "left": "lề trái", "right": "lề phải"}[side]
    found = [(sheet.where, sheet.margins_mm[side]) for sheet in case.printed.sheets if sheet.margins_mm]
    found = found or [("mọi trang", case.printed.margins_mm[side])]
    return [Problem(where, f"{words} {length:.1f} mm".replace(".", ","), f"{low}-{high} mm")
            for where, length in found if not between(low, length, high)]


@rule("F06")
def _typeface(case: Case) -> list[Problem]:
    wrong = []
    for item in case.printed.paragraphs:
        strange = sorted(name for name in item.fonts if not name.startswith(_FAMILIES))
        if strange:
            wrong.append(Problem(item.where, f"phông {', '.join(strange)}", "Times New Roman hoặc phông cùng số đo"))
        if item.colours - {_BLACK}:
            wrong.append(Problem(item.where, f"màu {', '.join(sorted(item.colours - {_BLACK}))}", "màu đen"))
        if not unicodedata.is_normalized("NFC", item.text):
            wrong.append(Problem(item.where, "chữ tổ hợp", "Unicode dựng sẵn (NFC)"))
    return wrong


@rule("F07")
def _page_numbers(case: Case) -> list[Problem]:
    first, *rest = case.printed.sheets
    if case.file.format == "docx":
        hidden, shown = first.first_number, [(sheet.where, sheet.number) for sheet in case.printed.sheets]
    else:
        hidden, shown = first.number, [(sheet.where, sheet.number) for sheet in rest]
    first_shows = Problem(first.where, f"hiện số trang {hidden.text}", "không hiện ở trang thứ nhất")
    wrong = [first_shows] if hidden.text else []
    wrong += [problem for where, number in shown for problem in _numbered(case, where, number)]
    return [*wrong, *(_counted(case, rest) if case.file.format == "pdf" else [])]


def _numbered(case: Case, where: str, number: PageNumber) -> list[Problem]:
    edge, side, words = _PLACES[case.is_old]
    if not number.text:
        return [Problem(where, "không có số trang", words)]
    wrong = [] if (number.edge, number.side) == (edge, side) else [
        Problem(where, f"số trang ở {number.edge}, {number.side}", words)]
    if not between(case.low_pt, number.size_pt, case.high_pt, 0.1):
        wrong.append(Problem(where, f"cỡ chữ {number.size_pt:g}", f"cỡ chữ {case.low_pt:g}-{case.high_pt:g}"))
    return wrong + ([Problem(where, "chữ nghiêng hoặc đậm", "chữ đứng")] if number.slanted else [])


def _counted(case: Case, rest: list[Sheet]) -> list[Problem]:
    """Return the pages whose number does not follow that of the page before, or 1 where an annex begins."""
    opens = set() if case.is_old else {annex[0].page for annex in case.parts.annexes}
    wrong, due = [], 2
    for page, sheet in enumerate(rest, 2):
        due = 1 if page in opens else due
        if sheet.number.text and sheet.number.text != str(due):
            wrong.append(Problem(sheet.where, f"số trang {sheet.number.text}", f"số trang {due}"))
        due += 1
    return wrong


@rule("F08")
def _annex_numbers(case: Case) -> list[Problem] | None:
    annexes = case.parts.annexes
    if case.is_old or not annexes:
        return None
    if case.file.format == "docx":
        starts = sum(sheet.starts_at == 1 for sheet in case.printed.sheets[1:])
        return [] if starts == len(annexes) else [
            Problem("phần (section)", f"{starts} phần đánh số từ 1", f"{len(annexes)} phụ lục, mỗi phụ lục từ 1")]
    pages = {sheet.where: sheet.number.text for sheet in case.printed.sheets}
    return [Problem(annex[0].where, f"số trang {pages[f'trang {annex[0].page}']}", "số trang 1")
            for annex in annexes if pages[f"trang {annex[0].page}"] != "1"]


@rule("F42")
def _archive(case: Case) -> list[Problem] | None:
    if case.file.format != "pdf":
        return None
    wrong = [Problem("tệp", problem, "đủ điều kiện lưu trữ và đọc") for problem in case.printed.archive]
    said = case.printed.language.lower()
    return wrong + ([] if said.startswith(("vi", "en")) else [Problem("tệp", f"ngôn ngữ {said}", "vi")])
