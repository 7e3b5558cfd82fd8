"""Points of form that concern the text of a paper: F18, F20-F26 and F40."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from helpers.report.checks.printed import HEADING, TEXT, WIDE, Paragraph
from helpers.report.checks.rules import SAME_MM, Case, Problem, between, look, missing, rule, sized
from helpers.report.numbering import letter, roman

END = "./."
_WITH_BASES = ("quyet_dinh", "to_trinh", "thoa_thuan")
_BASIS = re.compile(r"(Căn cứ|Theo đề nghị|Xét|Thực hiện) ")
_NOTE = re.compile(r"(Nguồn|Ghi chú)\b")
_PART = re.compile(r"(Phần|Chương) (\w+)$")
_DIVISION = re.compile(r"(Mục|Tiểu mục) (\d+)$")
_ROMAN = re.compile(r"([IVXLC]+)\. ")
_ARTICLE = re.compile(r"Điều (\d+)(.?)")
_CLAUSE = re.compile(r"(\d{1,2})\. ")
_POINT = re.compile(r"([a-zđ]{1,2})\) ")
_INDENTS_MM = (10.0, 12.7)
_GAP_PT = 6.0


@rule("F18")
def _bases(case: Case) -> list[Problem] | None:
    items = case.parts.bases
    if case.kind not in _WITH_BASES:
        return None
    if not items:
        return missing("căn cứ ban hành")
    wrong = [problem for item in items for problem in look(case, item, bold=False, italic=True)]
    for item in items:
        ends = (".", ",") if case.is_old else (".",)
        ends = ends if item is items[-1] else (";",)
        if not item.text.endswith(ends):
            wrong.append(Problem(item.where, f"cuối dòng “{item.text[-1]}”", f"cuối dòng “{ends[0]}”"))
        if not _BASIS.match(item.text):
            wrong.append(Problem(item.where, item.text.split()[0], "Căn cứ, Theo đề nghị, Xét hoặc Thực hiện"))
    return wrong


@rule("F20")
def _text(case: Case) -> list[Problem]:
    items = _written(case)
    before = {id(item): previous for previous, item in zip(_all(case), _all(case)[1:], strict=False)}
    return [problem for item in items for problem in _plain(case, item, before.get(id(item)))]


def _plain(case: Case, item: Paragraph, before: Paragraph | None) -> Iterable[Problem]:
    yield from sized(case, item)
    if not any(abs(item.first_line_mm - indent) <= SAME_MM for indent in _INDENTS_MM):
        yield Problem(item.where, f"lùi đầu dòng {item.first_line_mm:.1f} mm".replace(".", ","), "10 hoặc 12,7 mm")
    if item.justified is False:
        yield Problem(item.where, "không đều hai lề", "đều hai lề")
    if item.spacing is not None and not between(1.0, item.spacing, 1.5, 0.03):
        yield Problem(item.where, f"giãn dòng {item.spacing:g}".replace(".", ","), "1,0-1,5")
    follows_text = before is not None and before.kind in (TEXT, HEADING) and before.column == WIDE
    if follows_text and item.gap_pt is not None and item.gap_pt < _GAP_PT - 0.3:
        yield Problem(item.where, f"cách đoạn trên {item.gap_pt:g} pt".replace(".", ","), "từ 6 pt")


def _written(case: Case) -> list[Paragraph]:
    """Return the paragraphs of plain text: no headings, bases, tables, captions, notes and lines in the middle."""
    bases = {id(item) for item in case.parts.bases}
    return [item for item in _all(case) if item.kind == TEXT and item.column == WIDE and not item.centred
            and id(item) not in bases and not _NOTE.match(item.text) and item.text and not item.pictured]


def _all(case: Case) -> list[Paragraph]:
    return [*case.parts.body, *chain.from_iterable(case.parts.annexes)]


@rule("F21")
def _parts(case: Case) -> list[Problem] | None:
    found = [(item, _PART.match(item.lines[0])) for item in case.parts.body if _PART.match(item.lines[0])]
    if not found:
        return None
    wrong = []
    for place, (item, said) in enumerate(found, 1):
        wrong += look(case, item, bold=True, italic=False, centred=True)
        title = " ".join(item.lines[1:])
        if said[2] != roman(place):
            wrong.append(Problem(item.where, f"{said[1]} {said[2]}", f"{said[1]} {roman(place)}"))
        if not title or title != title.upper():
            wrong.append(Problem(item.where, title or "không có tiêu đề", "tiêu đề ở dòng dưới, in hoa"))
    return wrong


@rule("F22")
def _divisions(case: Case) -> list[Problem] | None:
    found = [item for item in case.parts.body if item.kind == HEADING and _DIVISION.match(item.lines[0])]
    if not found:
        return None
    wrong = [problem for item in found for problem in look(case, item, bold=True, italic=False, centred=True)]
    titles = [(item, " ".join(item.lines[1:])) for item in found]
    return wrong + [Problem(item.where, title, "tiêu đề in hoa") for item, title in titles if title != title.upper()]


@rule("F23")
def _roman_headings(case: Case) -> list[Problem] | None:
    found = _headed(case, _ROMAN)
    if not found:
        return None
    wrong = [problem for item in found for problem in look(case, item, bold=True, italic=False)]
    wrong += [Problem(item.where, "chữ thường", "chữ in hoa") for item in found if item.text != item.text.upper()]
    wrong += _not_indented(found)
    return wrong + _out_of_order(found, _ROMAN, roman, _resets(case))


@rule("F24")
def _articles(case: Case) -> list[Problem] | None:
    found = [item for item in case.parts.body
             if (item.kind in (TEXT, HEADING) and re.match(r"Điều \d+\. ", item.text))
             or (item.kind == HEADING and _ARTICLE.match(item.text))]
    if not found:
        return None
    wrong = [problem for item in found for problem in sized(case, item)]
    for due, item in enumerate(found, 1):
        said = _ARTICLE.match(item.text)
        if (said[1], said[2]) != (str(due), "."):
            wrong.append(Problem(item.where, said[0], f"Điều {due}."))
        if not item.starts_bold:
            wrong.append(Problem(item.where, "chữ không đậm", "chữ đậm"))
    return wrong + _not_indented(found)


@rule("F25")
def _clauses(case: Case) -> list[Problem] | None:
    found = [item for item in _all(case) if item.kind in (TEXT, HEADING) and item.column == WIDE
             and _CLAUSE.match(item.text)]
    if not found:
        return None
    wrong = [problem for item in found for problem in sized(case, item)] + _not_indented(found)
    return wrong + [Problem(item.where, "tiêu đề khoản không đậm", "chữ đậm") for item in found
                    if item.kind == HEADING and not item.starts_bold and len(item.text) < 100]


@rule("F26")
def _points(case: Case) -> list[Problem] | None:
    found = [item for item in _all(case) if item.kind in (TEXT, HEADING) and item.column == WIDE
             and _POINT.match(item.text)]
    if not found:
        return None
    wrong = [problem for item in found for problem in sized(case, item)] + _not_indented(found)
    wrong += [Problem(item.where, "chữ đậm hoặc nghiêng", "chữ thường, đứng") for item in found
              if item.starts_bold or item.italic > 0.5]
    return wrong + _out_of_order(found, _POINT, letter, set())


def _headed(case: Case, pattern: re.Pattern) -> list[Paragraph]:
    return [item for item in _all(case) if item.kind == HEADING and pattern.match(item.text)]


def _not_indented(items: Sequence[Paragraph]) -> list[Problem]:
    return [Problem(item.where, "sát lề trái", "lùi đầu dòng") for item in items
            if not between(_INDENTS_MM[0], item.first_line_mm, _INDENTS_MM[1])]


def _resets(case: Case) -> set[int]:
    """Return the paragraphs at which numbers begin anew: parts and annexes."""
    annexes = {annex[0].order for annex in case.parts.annexes}
    return annexes | {item.order for item in case.parts.body if _PART.match(item.lines[0])}


def _out_of_order(items: Sequence[Paragraph], pattern: re.Pattern, written, resets: set[int]) -> list[Problem]:
    """Return the marks that are neither the next of their row nor the first of a new one."""
    wrong, due, before = [], 1, 0
    for item in items:
        said = pattern.match(item.text)[1]
        if any(before < place <= item.order for place in resets):
            due = 1
        if said == written(1) and not resets:
            due = 1
        if said != written(due):
            wrong.append(Problem(item.where, said, written(due)))
        due, before = due + 1, item.order
    return wrong


@rule("F40")
def _end(case: Case) -> list[Problem]:
    body = [item for item in case.parts.body if item.kind == TEXT and item.text and not _NOTE.match(item.text)]
    ends = [item for item in body if END in item.text]
    if not body or not body[-1].text.endswith(END):
        last = body[-1].where if body else "cuối văn bản"
        return [Problem(last, "không có ./.", "kết thúc bằng ./.")]
    count = sum(item.text.count(END) for item in ends)
    return [] if count == 1 else [Problem(ends[0].where, f"{count} lần ./.", "một lần, ở cuối")]
