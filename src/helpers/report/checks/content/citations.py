"""Law in the words of finished papers: known, in force on the day they print, complete at first and short later."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.inputs import InputError, Inputs
from helpers.report import legal
from helpers.report.checks.content.reading import Finished, Reading, around, both, spaced
from helpers.report.checks.findings import FAIL, PASS, Finding

KNOWN, IN_FORCE, COMPLETE, SHORT = "L1", "L2", "L3", "L4"
NUMBER = re.compile(r"(?<![\w:/.])\d+[a-z]?(?:/\d{4})?/[A-ZĐ]+\d*(?:-[A-ZĐ][\wĐ]*)*(?!\w)")
_LAW = re.compile(r"(?<!\w)(?:Bộ luật|Luật) (?=[A-ZĐ])")
_DAY = re.compile(r", ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
_ISSUED = re.compile(r" ngày \d{1,2} tháng \d{1,2} năm \d{4} của ")
#: The date stands under the motto, among the first words of a paper.
_HEAD = 1200


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
    for paper, reading in both(papers):
        day = printed_day(reading.text) or dt.date.fromisoformat(paper.context.as_of)
        found = [*_law_problems(reading, table, day), *_form_problems(reading, table)]
        yield from found
        for point in {KNOWN, IN_FORCE, COMPLETE, SHORT} - {finding.point for finding in found}:
            yield Finding(point, PASS, reading.file)


def printed_day(text: str) -> dt.date | None:
    """Return the day that a paper prints under its motto, or nothing where it is still blank.

    >>> printed_day("Độc lập - Tự do - Hạnh phúc\\nQuảng Bình, ngày 07 tháng 11 năm 2018")
    datetime.date(2018, 11, 7)
    """
    found = _DAY.search(text[:_HEAD])
    return dt.date(*(int(part) for part in reversed(found.groups()))) if found else None


def citations(text: str, table: pd.DataFrame) -> list[Citation]:
    """Return the documents that a text names, by kind and number or, of laws, by name, in reading order."""
    by_number = table[table["number"].notna()].set_index("number")
    laws = table[table["kind_vi"].isin(["Luật", "Bộ luật"])].set_index("title_vi")
    titles = sorted(laws.index, key=len, reverse=True)
    found = [Citation(hit.start(), hit.end(), hit[0], _row(by_number, hit[0])) for hit in NUMBER.finditer(text)]
    for hit in _LAW.finditer(text):
        title = next((title for title in titles if text.startswith(title, hit.start())), None)
        words = title or spaced(text[hit.start():hit.start() + 40])
        found.append(Citation(hit.start(), hit.start() + len(words), words, _row(laws, title)))
    return sorted(found, key=lambda citation: citation.start)


def _row(table: pd.DataFrame, key: str | None) -> pd.Series | None:
    if key not in table.index:
        return None
    row = table.loc[key]
    row = row.iloc[-1] if isinstance(row, pd.DataFrame) else row
    return pd.concat([row, pd.Series({table.index.name: key})])


def _law_problems(reading: Reading, table: pd.DataFrame, day: dt.date) -> Iterator[Finding]:
    for citation in citations(reading.text, table):
        where = reading.where(citation.start)
        if citation.row is None:
            yield Finding(KNOWN, FAIL, reading.file, where, around(reading.text, citation.start, citation.end),
                          f"văn bản có trong {legal.FILE}: thêm dòng cho {citation.words}, hoặc bỏ viện dẫn")
            continue
        try:
            legal.document(table, citation.row["doc_id"], day)
        except InputError as error:
            reason = str(error).partition("(")[2].partition(")")[0]
            yield Finding(IN_FORCE, FAIL, reading.file, where, around(reading.text, citation.start, citation.end),
                          f"văn bản còn hiệu lực ngày {day:%d/%m/%Y} ({reason}); bỏ hoặc thay viện dẫn")


def _form_problems(reading: Reading, table: pd.DataFrame) -> Iterator[Finding]:
    """Yield first citations that are not complete, and later ones that are not short.

    A document named inside the title of another, and one that stands alone in a list of the legal basis, are left out.
    """
    seen: set[str] = set()
    text, inside = reading.text, 0
    for citation in citations(text, table):
        if citation.row is None or citation.start < inside:
            continue
        row = citation.row
        start = _with_kind(text, citation, row)
        whole = spaced(legal.full(row))
        complete = spaced(text[start:start + len(whole) + 40]).lower().startswith(whole.lower())
        if complete:
            inside = start + len(whole)
        first = row["doc_id"] not in seen
        seen.add(row["doc_id"])
        named = str(row["kind_vi"]) in ("Luật", "Bộ luật")
        if first and not complete and not named:
            yield Finding(COMPLETE, FAIL, reading.file, reading.where(start),
                          around(text, start, citation.end, 80), f"lần đầu viện dẫn phải đủ: {whole}")
        elif not first and _ISSUED.match(text, citation.end) and not _is_listed(text, start):
            yield Finding(SHORT, FAIL, reading.file, reading.where(start),
                          around(text, start, citation.end, 80), f"lần sau chỉ ghi {legal.short(row)}")


def _with_kind(text: str, citation: Citation, row: pd.Series) -> int:
    """Return where a citation begins, the kind of the document before its number counted in."""
    before = text[max(citation.start - 40, 0):citation.start]
    found = re.search(rf"{re.escape(str(row['kind_vi']))} (?:số )?$", before, re.IGNORECASE)
    return citation.start - len(found[0]) if found else citation.start


def _is_listed(text: str, start: int) -> bool:
    """Return whether a citation stands at the head of its paragraph, as in a list of the legal basis."""
    head = text[text.rfind("\n", 0, start) + 1:start]
    return bool(re.fullmatch(r"\s*(?:[-+–•]|\d+\.|Căn cứ)?\s*", head))
