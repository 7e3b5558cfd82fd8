"""The clause map of the agreement: what each article and annex must say, must not say, and within which numbers.

The map is data (``agreement_clauses``); the numbers of the law are those of the register.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pandas as pd

from helpers.inputs import Inputs, Register
from helpers.report.checks.content.reading import Finished, Reading, around, both, spaced
from helpers.report.checks.findings import FAIL, PASS, Finding
from helpers.report.legal import articles
from helpers.report.vietnamese import number

WHOLE = "whole"
_AGREEMENT = "thoa_thuan"
_POINT = "D."
_ARTICLE = re.compile(r"^Điều (\d+)\. ", re.MULTILINE)
_ANNEX = re.compile(r"^Phụ lục ([IVX]+|\d+)\b *\n?", re.MULTILINE)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_SENTENCE = re.compile(r"(?<=[.;])\s+|\n")
_SIGNS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "at_least": (operator.ge, "≥"), "at_most": (operator.le, "≤"), "equal": (operator.eq, "="),
}


def check(papers: Sequence[Finished], inputs: Inputs) -> Iterator[Finding]:
    """Yield a finding for every point of the clause map in each file of the agreement."""
    for paper, reading in both(papers):
        if paper.name == _AGREEMENT or paper.manifest.get("type") == _AGREEMENT:
            points = inputs["agreement_clauses"]
            points = points[points["profile"].isin(["all", paper.profile or "all"])]
            yield from check_agreement(reading, points, inputs.register.at(paper.day))


def check_agreement(reading: Reading, points: pd.DataFrame, register: Register) -> Iterator[Finding]:
    """Yield a finding for every point of the map in one text of an agreement.

    Parameters
    ----------
    points : rows of ``agreement_clauses``.
    register : the numbers of the law on the day of the paper.
    """
    places = {**places_of(reading.text), WHOLE: (0, reading.text)}
    for point in points.itertuples():
        start, text = places.get(point.place, (0, ""))
        problem = _problem(point, text, places, register)
        asked = f"{point.point_vi}{_basis(point)}"
        if problem is None:
            yield Finding(f"{_POINT}{point.point_id}", PASS, reading.file, _named(point.place), "", asked)
            continue
        place, found = problem
        where = f"{_named(point.place)}, {reading.where(start + place)}" if text else _named(point.place)
        yield Finding(f"{_POINT}{point.point_id}", FAIL, reading.file, where, found, asked)


def places_of(text: str) -> dict[str, tuple[int, str]]:
    """Return the articles and annexes of an agreement by the names of the map, each with its place and its words.

    Numbers only grow: a line that begins with an earlier one is part of a sentence.

    >>> list(places_of("Điều 1. Mục đích\\nĐiều 2. Nguyên tắc\\nĐiều 1. nêu trên\\nPhụ lục I\\nDANH MỤC\\n"))
    ['article_1', 'article_2', 'annex_1']
    """
    marks, wanted = [], {"article": 1, "annex": 1}
    for hit in sorted([*_ARTICLE.finditer(text), *_ANNEX.finditer(text)], key=lambda hit: hit.start()):
        kind = "article" if hit.re is _ARTICLE else "annex"
        count = _ROMAN.index(hit[1]) if hit[1] in _ROMAN else int(hit[1]) if hit[1].isdigit() else 0
        if count >= wanted[kind] and not (kind == "article" and wanted["annex"] > 1):
            marks.append((f"{kind}_{count}", hit.start(), hit.end()))
            wanted[kind] = count + 1
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    return {name: (begin, text[begin:end]) for (name, _, begin), end in zip(marks, ends, strict=True)}


def _problem(point, text: str, places: Mapping, register: Register) -> tuple[int, str] | None:
    """Return where a point fails and what stands there, or None when it holds."""
    if not text:
        return 0, "không có"
    pattern = re.compile(point.pattern, re.IGNORECASE | re.DOTALL)
    if point.rule in ("title", "annex"):
        head = _head(text)
        if not pattern.search(head):
            return 0, head
        return _unmentioned(point.place, places) if point.rule == "annex" else None
    if point.rule == "must":
        return None if pattern.search(spaced(text)) else (0, "không thấy")
    if point.rule == "must_not":
        hit = pattern.search(text)
        return (hit.start(), around(text, hit.start(), hit.end())) if hit else None
    if point.rule == "needs":
        return _lonely(pattern, re.compile(point.needs, re.IGNORECASE), text)
    return _out_of_bounds(point, pattern, text, register)


def _head(text: str) -> str:
    """Return the title of an article or annex: its first line with words, and the next where a title runs on."""
    lines = [line for line in text.split("\n") if line.strip()][:2]
    return spaced(" ".join(lines if lines and lines[0].isupper() else lines[:1]))


def _unmentioned(place: str, places: Mapping) -> tuple[int, str] | None:
    count = int(place.removeprefix("annex_"))
    body = " ".join(spaced(text) for name, (_, text) in places.items() if name.startswith("article"))
    if re.search(rf"Phụ lục (?:{_ROMAN[count]}|{count})\b", body):
        return None
    between = re.search(r"Phụ lục (\w+) đến Phụ lục (\w+)", body)
    return None if between and _within(count, *between.groups()) else (0, "không điều nào dẫn tới phụ lục này")


def _within(count: int, first: str, last: str) -> bool:
    ends = [_ROMAN.index(end) if end in _ROMAN else int(end) if end.isdigit() else 0 for end in (first, last)]
    return ends[0] <= count <= ends[1]


def _lonely(pattern: re.Pattern, needs: re.Pattern, text: str) -> tuple[int, str] | None:
    """Return a sentence with the pattern that lacks what must go with it."""
    place = 0
    for sentence in _SENTENCE.split(text):
        place = text.index(sentence, place)
        if pattern.search(sentence) and not needs.search(sentence):
            return place, spaced(sentence)
    return None


def _out_of_bounds(point, pattern: re.Pattern, text: str, register: Register) -> tuple[int, str] | None:
    """Return a number that is looser than that of the law, or that no such number stands there."""
    limit = register[point.parameter_id].quantity.value
    holds, sign = _SIGNS[point.rule]
    hits = list(pattern.finditer(text))
    if not hits:
        return 0, f"không thấy số; luật: {sign} {number(limit, 0)}"
    for hit in hits:
        said = _value(hit[1])
        if not holds(said, limit):
            law = f"{number(limit * 100, 0)}%" if hit[1].endswith("%") else number(limit, 0)
            return hit.start(), f"{spaced(hit[0])}; luật: {sign} {law}"
    return None


def _value(text: str) -> float:
    """Return a Vietnamese number.

    >>> _value("99,5%"), _value("1.500")
    (0.995, 1500.0)
    """
    plain = float(text.rstrip("%").replace(".", "").replace(",", "."))
    return plain / 100 if text.endswith("%") else plain


def _named(place: str) -> str:
    kind, _, count = place.partition("_")
    return {"article": f"Điều {count}", "annex": f"Phụ lục {count}"}.get(kind, "cả văn bản")


def _basis(point) -> str:
    if pd.isna(point.doc_id):
        return ""
    place = "" if pd.isna(point.articles) else f", {articles(point.articles)}"
    return f" ({point.doc_id}{place})"
