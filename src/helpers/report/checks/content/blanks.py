"""Nothing left unfilled by the program, and every blank left for people visible and counted."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from helpers.inputs import Inputs
from helpers.report.checks.content.reading import DOCX, Finished, Reading, both, spaced
from helpers.report.checks.findings import BY_HAND, FAIL, PASS, TO_FILL, Finding

UNFILLED = "P1"
_LEFT_OVER = re.compile(
    r"\{\{|\}\}|\{%|%\}|(?<!\w)(?:None|NaN|NaT|TODO|FIXME|Quantity\(|Undefined|Traceback)(?!\w)|\?\?|\[\]|<NA>|"
    r"</?span|data-ref|\]\(#|(?<!\S)#{1,6} |\*\*|(?<!\w)nan(?= *(?:%|\n|$|đồng|km|hồ sơ|điểm))"
)
_NO_CAPTION = re.compile(r"^(?:Bảng|Hình|Table|Figure) \d+\.? *$", re.MULTILINE)
#: A visible blank: two dots of ellipsis or more, one in a number or date, or the gap of a number or date.
_BLANK = re.compile(
    r"…{2,}|\.{4,}|(?<=số )…(?=/)|(?<=ngày )…|(?<=tháng )…|(?<=năm )…|"
    r"(?<=Số: ) {3,}(?=/)|(?<=số) {3,}(?=/)|(?<=ngày) {3,}(?=tháng)"
)
_LABEL = re.compile(
    r"^(?:Bảng \d+\.|Điều \d+\.|Phụ lục(?: [IVX]+)?(?= *\n| [A-ZĐÀ-Ỹ]{2})|Phần [IVX]+\b|[IVX]+\. )[^\n]*",
    re.MULTILINE,
)


def check(papers: Sequence[Finished], inputs: Inputs) -> Iterator[Finding]:
    """Yield what the program left unfilled in each file, and the blanks that people must fill before signing."""
    for _, reading in both(papers):
        found = list(unfilled(reading))
        yield from found
        if not found:
            yield Finding(UNFILLED, PASS, reading.file)
    for paper in papers:
        reading = paper.files.get(DOCX) or next(iter(paper.files.values()))
        yield from to_fill(reading)


def unfilled(reading: Reading) -> Iterator[Finding]:
    """Yield placeholders, missing values and captions without words."""
    for pattern, wanted in ((_LEFT_OVER, "chữ hoặc số đã điền; chưa biết thì ghi ……"),
                            (_NO_CAPTION, "tên bảng, hình sau số thứ tự")):
        lines = {reading.text.rfind("\n", 0, hit.start()): hit.start() for hit in pattern.finditer(reading.text)}
        for place in lines.values():
            line = _line(reading.text, place)
            yield Finding(UNFILLED, FAIL, reading.file, reading.where(place), line[:120], wanted)


def to_fill(reading: Reading) -> Iterator[Finding]:
    """Yield one finding for each paragraph with blanks, and one for the blank cells under a caption or heading."""
    found: dict[tuple[str, str], list[int]] = {}
    labels = [(hit.start(), spaced(hit[0])[:60]) for hit in _LABEL.finditer(reading.text)]
    starts = [start for start, _ in labels]
    for hit in _BLANK.finditer(reading.text):
        line = _line(reading.text, hit.start())
        under = bisect.bisect_right(starts, hit.start())
        label = labels[under - 1][1] if under else ""
        key = (label, "ô trống") if _BLANK.sub("", line).strip(" /-") == "" else (label, line)
        found.setdefault(key, []).append(hit.start())
    for (label, words), places in found.items():
        where = ", ".join(part for part in (reading.where(places[0]), label) if part)
        yield Finding(TO_FILL, BY_HAND, reading.file, where, f"{len(places)} chỗ trống: {words[:100]}",
                      "điền trước khi ký", len(places))
    if not found:
        yield Finding(TO_FILL, PASS, reading.file, "", "không có chỗ trống")


def _line(text: str, place: int) -> str:
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return spaced(text[start:end if end >= 0 else None])
