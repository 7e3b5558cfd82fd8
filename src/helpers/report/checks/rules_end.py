"""Points of form that concern signatures, recipients and annexes: F27-F29, F31-F35 and F41."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.report.checks.printed import RIGHT, Paragraph
from helpers.report.checks.rules import Case, Problem, look, missing, rule
from helpers.report.checks.rules_head import LETTERS
from helpers.report.checks.sections import COPIES
from helpers.report.numbering import roman

_SIGNED = (*LETTERS, "quyet_dinh", "thoa_thuan")
_POWER = re.compile(r"(TM|Q|KT|TL|TUQ)\. ")
_ANY_POWER = re.compile(r"[A-ZĐa-zđ]{1,3}\.")
_DEGREES = re.compile(r"\b(GS|PGS|TS|ThS|CN|KS|BS|TSKH|NGƯT|NGND)\b\.?")
_LABEL = re.compile(r"Phụ lục(?: ([IVXLC]+))?$")


@rule("F27")
def _office(case: Case) -> list[Problem] | None:
    lines = [item for item in case.parts.signed if item.is_capital]
    if not lines:
        return missing("quyền hạn, chức vụ người ký") if case.kind in _SIGNED else None
    wrong = [problem for item in lines for problem in look(case, item, bold=True, italic=False, centred=True)]
    if case.kind != "thoa_thuan":
        wrong += [Problem(item.where, f"cột {item.column}", "bên phải") for item in lines if item.column != RIGHT]
    return wrong + [Problem(item.where, item.text.split()[0], "TM., Q., KT., TL. hoặc TUQ.") for item in lines
                    if _ANY_POWER.match(item.text) and not _POWER.match(item.text)]


@rule("F28")
def _signatory(case: Case) -> list[Problem] | None:
    names = [item for item in case.parts.signed if not item.is_capital and not item.text.startswith("(")]
    if not names:
        return None
    wrong = [problem for item in names for problem in look(case, item, bold=True, italic=False, centred=True)]
    return wrong + [Problem(item.where, item.text, "họ tên không kèm học hàm, học vị") for item in names
                    if _DEGREES.search(item.text)]


@rule("F29")
def _no_picture(case: Case) -> list[Problem] | None:
    if not case.parts.signed:
        return None
    return [Problem(item.where, "có ảnh ở chỗ ký", "chừa trống để ký và đóng dấu")
            for item in (*case.parts.left, *case.parts.right) if item.pictured]


@rule("F31")
def _copies_word(case: Case) -> list[Problem] | None:
    copies = case.parts.copies
    if not copies:
        return missing(COPIES) if case.kind in (*LETTERS, "quyet_dinh") else None
    first = copies[0]
    wrong = [] if first.text == COPIES else [Problem(first.where, first.text, COPIES)]
    wrong += [Problem(first.where, "căn giữa", "sát lề trái")] if first.centred and first.column == RIGHT else []
    return [*wrong, *look(case, first, bold=True, italic=True)]


@rule("F32")
def _copies(case: Case) -> list[Problem] | None:
    listed = case.parts.copies[1:]
    if not case.parts.copies:
        return None
    if not listed:
        return missing("danh sách nơi nhận")
    wrong = [problem for item in listed for problem in look(case, item, bold=False, italic=False)]
    wrong += [Problem(item.where, item.text[-1:], "cuối dòng dấu chấm phẩy") for item in listed[:-1]
              if not item.text.endswith(";")]
    if not re.fullmatch(r"- Lưu: VT(, .+)?\.", listed[-1].text):
        wrong.append(Problem(listed[-1].where, listed[-1].text, "- Lưu: VT, ….") )
    if case.kind in LETTERS and listed[0].text != "- Như trên;":
        wrong.append(Problem(listed[0].where, listed[0].text, "- Như trên;"))
    return wrong


@rule("F33")
def _annex_label(case: Case) -> list[Problem] | None:
    annexes = case.parts.annexes
    if not annexes:
        return None
    wrong = [problem for annex in annexes
             for problem in look(case, annex[0], bold=True, italic=False, centred=True)]
    for place, annex in enumerate(annexes, 1):
        wanted = f"Phụ lục {roman(place)}" if len(annexes) > 1 else "Phụ lục"
        if annex[0].lines[0] != wanted:
            wrong.append(Problem(annex[0].where, annex[0].lines[0], wanted))
    said = " ".join(item.text for item in case.parts.body)
    return wrong + [Problem(annex[0].where, "văn bản không nhắc tới", "văn bản chỉ dẫn tới phụ lục")
                    for annex in annexes if not _mentioned(annex[0].lines[0], said)]


def _mentioned(label: str, said: str) -> bool:
    """Tell whether a text points to an annex: by its number, in a list of numbers, or to the annexes from one to one.

    >>> _mentioned("Phụ lục II", "xem các Phụ lục I, II và IV"), _mentioned("Phụ lục II", "xem Phụ lục III")
    (True, False)
    """
    number = (_LABEL.match(label) or [None, None])[1]
    if not number:
        return "phụ lục" in said.lower()
    return any(number in re.findall(r"[IVXLC]+", found)
               for found in re.findall(r"[Pp]hụ lục ((?:[IVXLC]+(?:, | và |-)?)+)", said))


@rule("F34")
def _annex_title(case: Case) -> list[Problem] | None:
    if not case.parts.annexes:
        return None
    wrong = []
    for heading in (annex[0] for annex in case.parts.annexes):
        title = " ".join(heading.lines[1:])
        if not title or title != title.upper():
            wrong.append(Problem(heading.where, title or "không có tên", "tên phụ lục in hoa ở dòng dưới"))
        wrong += look(case, heading, bold=True, italic=False, centred=True)
    return wrong


@rule("F35")
def _attached(case: Case) -> list[Problem] | None:
    if not case.parts.annexes:
        return None
    return [problem for annex in case.parts.annexes for problem in _pointed(case, annex)]


def _pointed(case: Case, annex: Sequence[Paragraph]) -> list[Problem]:
    line = annex[1] if len(annex) > 1 else None
    if line is None or not line.text.startswith("(Kèm theo"):
        return [Problem(annex[0].where, "không có chỉ dẫn", "(Kèm theo … số … ngày … của …)")]
    return look(case, line, bold=False, italic=True, centred=True)


@rule("F41")
def _decision_beside(case: Case) -> list[Problem] | None:
    if case.kind != "de_an":
        return None
    decisions = [paper for paper in case.others if paper.format == case.file.format
                 and paper.manifest.get("type") == "quyet_dinh" and _approves(paper)]
    return [] if decisions else [Problem("hồ sơ", "không có dự thảo quyết định phê duyệt đề án",
                                         "dự thảo quyết định dẫn tên đề án, cùng định dạng")]


def _approves(paper) -> bool:
    text = " ".join(item.text for item in paper.printed.paragraphs)
    return "phê duyệt" in text.lower() and "Đề án" in text
