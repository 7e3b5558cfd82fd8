"""Law in the words of finished papers: known, in force on the day they print, complete at first and short later."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.inputs import Inputs
from helpers.report import legal
from helpers.report.checks.content.reading import Finished, Reading, around, both, own_words, spaced
from helpers.report.checks.findings import FAIL, PASS, Finding

KNOWN, IN_FORCE, COMPLETE, SHORT = "L1", "L2", "L3", "L4"
LAWS = ("Luật", "Bộ luật")
NUMBER = re.compile(r"(?<![\w:/.])\d+[a-z]?(?:/\d{4})?/[A-ZĐ]+\d*(?:-[A-ZĐ][\wĐ]*)*(?!\w)")
_LAW = re.compile(r"(?<!\w)(?:Bộ luật|Luật) (?=[A-ZĐ])")
_DATED = re.compile(r"\s+ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


@dataclass(frozen=True)
class Citation:
    """A document named in a text: where, and its row of ``legal_basis``; no row when it is not in the table."""

    start: int
    end: int
    words: str
    row: pd.Series | None


def check(papers: Sequence[Finished], inputs: Inputs) -> Iterator[Finding]:
    """Yield what is wrong with the citations of each file, or that nothing is."""
    table = inputs["legal_basis"]
    for paper, file in both(papers):
        reading = own_words(paper, file)
        found = [*_law_problems(reading, table, paper.day), *_form_problems(reading, table, paper.day)]
        yield from found
        for point in {KNOWN, IN_FORCE, COMPLETE, SHORT} - {finding.point for finding in found}:
            yield Finding(point, PASS, reading.file)


def citations(text: str, table: pd.DataFrame, day: dt.date) -> list[Citation]:
    """Return the documents that a text names, by kind and number or, of laws, by name, in reading order.

    Of laws of one name it is that whose date stands after it, else the one in force on the day of the paper.
    """
    numbers = {number: rows for number, rows in table.groupby("number")}
    laws = {title: rows for title, rows in table[table["kind_vi"].isin(LAWS)].groupby("title_vi")}
    found = [Citation(hit.start(), hit.end(), hit[0], _meant(numbers.get(hit[0]), text, hit.end(), day))
             for hit in NUMBER.finditer(text)]
    for hit in _LAW.finditer(text):
        title = max((title for title in laws if text.startswith(title, hit.start())), key=len, default="")
        words = title or spaced(text[hit.start():hit.start() + 40])
        end = hit.start() + len(words)
        found.append(Citation(hit.start(), end, words, _meant(laws.get(title), text, end, day)))
    return sorted(found, key=lambda citation: citation.start)


def _meant(rows: pd.DataFrame | None, text: str, end: int, day: dt.date) -> pd.Series | None:
    """Return, of several documents of one name, the one that is meant."""
    if rows is None:
        return None
    dated = _DATED.match(text, end)
    if dated:
        issued = "-".join(f"{int(part):02d}" for part in reversed(dated.groups()))
        rows = rows if (same := rows[rows["date_issued"] == issued]).empty else same
    return next((row for _, row in rows.iterrows() if not legal.why_not(row, day)), rows.iloc[-1])


def _law_problems(reading: Reading, table: pd.DataFrame, day: dt.date) -> Iterator[Finding]:
    for citation in citations(reading.text, table, day):
        place = reading.where(citation.start), around(reading.text, citation.start, citation.end)
        if citation.row is None:
            yield Finding(KNOWN, FAIL, reading.file, *place,
                          f"văn bản có trong {legal.FILE}: thêm dòng cho {citation.words}, hoặc bỏ viện dẫn")
        elif reason := legal.why_not(citation.row, day):
            yield Finding(IN_FORCE, FAIL, reading.file, *place,
                          f"văn bản còn hiệu lực ngày {day:%d/%m/%Y} ({reason}); bỏ hoặc thay viện dẫn")


def _form_problems(reading: Reading, table: pd.DataFrame, day: dt.date) -> Iterator[Finding]:
    """Yield first citations that are not complete, and later ones that are not short.

    Left out are documents named inside the title of another, and those that head a line of the legal basis.
    """
    seen: set[str] = set()
    text, inside = reading.text, 0
    for citation in citations(text, table, day):
        if citation.row is None or citation.start < inside:
            continue
        row = citation.row
        start = _with_kind(text, citation, row)
        whole = next((form for form in _complete_forms(row, table, day) if _begins(text, start, form)), "")
        complete, inside = bool(whole), max(inside, start + len(whole))
        first = row["doc_id"] not in seen
        seen.add(row["doc_id"])
        if first and not complete and row["kind_vi"] not in LAWS:
            yield Finding(COMPLETE, FAIL, reading.file, reading.where(start),
                          around(text, start, citation.end, 80), f"lần đầu viện dẫn phải đủ: {legal.full(row)}")
        elif not first and _DATED.match(text, citation.end) and not _is_listed(text, start):
            yield Finding(SHORT, FAIL, reading.file, reading.where(start),
                          around(text, start, citation.end, 80), f"lần sau chỉ ghi {legal.short(row)}")


def _complete_forms(row: pd.Series, table: pd.DataFrame, day: dt.date) -> list[str]:
    """Return the complete citations of a document, the longest first: with what amended it, a law with its number."""
    amended = legal.as_amended(legal.amending(table, row, day))
    forms = [spaced(legal.full(row, numbered)) for numbered in (True, False)]
    return [*(f"{form}{amended}" for form in forms), *forms]


def _begins(text: str, start: int, words: str) -> bool:
    return spaced(text[start:start + len(words) + 40]).lower().startswith(words.lower())


def _with_kind(text: str, citation: Citation, row: pd.Series) -> int:
    """Return where a citation begins, the kind of the document before its number counted in."""
    before = text[max(citation.start - 40, 0):citation.start]
    found = re.search(rf"{re.escape(str(row['kind_vi']))} (?:số )?$", before, re.IGNORECASE)
    return citation.start - len(found[0]) if found else citation.start


def _is_listed(text: str, start: int) -> bool:
    """Return whether a citation stands at the head of its paragraph, as in a list of the legal basis."""
    head = text[text.rfind("\n", 0, start) + 1:start]
    return bool(re.fullmatch(r"\s*(?:[-+–•]|\d+\.|Căn cứ)?\s*", head))
