"""No orphan number: every run of digits in a finished paper has a home, or is named.

A home is a mark in the same paragraph or cell (a number of the run, a date, a citation, words of a data table), a day
of the data, the numbering of headings, lists, tables and figures, or the words of the frame: place and date, title,
run. Heads, captions and source lines of tables hold no marks: a year of the scenario, and a number that the papers
print elsewhere with a mark, may stand there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.inputs import InputError, Inputs, load_scenario
from helpers.report.checks.content.figures import tokens
from helpers.report.checks.content.reading import Finished, Reading, both, cleaned, spaced, squeezed
from helpers.report.checks.findings import FAIL, PASS, Finding

POINT = "N4"
_MARKER = re.compile(r"^ *(?:\d+\.(?:\d+\.)* |\d+\) )")
_OWN_ORDER = re.compile(r"(?<!\w)(?:Bảng|Hình|Biểu|Điều|Phụ lục|Phần|Mục|Table|Figure|Annex|Part) (\d+)(?![\d,.]*\d)")
_ENTRY = re.compile(r"^(?:Bảng|Hình|Điều|Phụ lục|Table|Figure|Annex) (\d+)\b")
_DATE = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_LONG_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
#: Names that hold digits and state nothing.
_TERM = re.compile(r"SHA-256")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class _Known:
    """What may stand without a mark: days of the data, years and numbers of heads, the last number of an order."""

    days: frozenset[dt.date]
    labels: frozenset[str]
    last: int


def check(papers: Sequence[Finished], inputs: Inputs) -> Iterator[Finding]:
    """Yield every number of a file that has no home, or that all have one."""
    days = days_of(inputs)
    marked = {token for paper in papers for mark in paper.manifest.get("numbers", [])
              for token in tokens([mark["text"]])}
    for paper, reading in both(papers):
        order = [int(found[1]) for text in paper.manifest.get("text", []) if (found := _ENTRY.match(text))]
        known = _Known(frozenset(days | {paper.day}), frozenset(marked | years_of(paper, inputs)),
                       max(order, default=0))
        orphans = [*_unmarked(paper.manifest, known), *_added(paper.manifest, reading, known)]
        for token, words in dict.fromkeys(orphans):
            yield Finding(POINT, FAIL, reading.file, _place(reading, words), f"{token}: {words[:100]}",
                          "số có nguồn: dùng q(), r(), so(), law(), ngay() hoặc data() trong sổ tay")
        if not orphans:
            yield Finding(POINT, PASS, reading.file, "", f"{len(tokens([reading.text]))} nhóm chữ số đều có nguồn")


def days_of(inputs: Inputs) -> set[dt.date]:
    """Return every day that stands in the data."""
    texts = {str(parameter.quantity.valid_from) for parameter in inputs.register.values()}
    for frame in inputs.tables.values():
        for column in frame.columns:
            if pd.api.types.is_string_dtype(frame[column].dtype):
                texts |= {day for text in frame[column].dropna().unique() for day in _ISO.findall(str(text))}
    return {day for text in texts if (day := _day(str(text)))}


def years_of(paper: Finished, inputs: Inputs) -> set[str]:
    """Return the years of the scenario of a paper, and that of the paper itself, as they are printed."""
    try:
        scenario = load_scenario(str(paper.manifest.get("scenario", "")), inputs.register)
    except InputError:
        return {str(paper.day.year)}
    return {str(year) for year in (*scenario.years, *scenario.plan, scenario.as_of.year, paper.day.year)}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _unmarked(manifest: Mapping[str, Any], known: _Known) -> Iterator[tuple[str, str]]:
    """Yield digits that stand in a paragraph or cell of the paper beside its marks, with the words there."""
    texts, labels = manifest.get("text", []), _label_places(manifest)
    marks: dict[int, list[str]] = {}
    for mark in manifest.get("numbers", []):
        marks.setdefault(mark["at"], []).append(mark["text"])
    for place, text in enumerate(texts):
        rest = Counter(tokens([_bare(text, known)]))
        rest -= Counter(token for mark in marks.get(place, []) for token in tokens([_bare(mark, known)]))
        free = known.labels if place in labels else frozenset()
        yield from ((token, text) for token in rest if token not in free)


def _label_places(manifest: Mapping[str, Any]) -> set[int]:
    """Return the places of captions, heads of tables and source lines among the texts."""
    tables, figures = manifest.get("tables", []), manifest.get("figures", [])
    heads = {table["first"] + column for table in tables for column in range(table["columns"])}
    lines = {item.get(part) for item in (*tables, *figures) for part in ("caption", "note")}
    return heads | (lines - {None})


def _added(manifest: Mapping[str, Any], reading: Reading, known: _Known) -> Iterator[tuple[str, str]]:
    """Yield digits in passages that the paper did not have when it was made."""
    made = squeezed(cleaned("\n".join([*manifest.get("text", []), *manifest.get("frame", [])])))
    for passage in reading.text.split("\n"):
        bare = _MARKER.sub("", passage)
        if squeezed(passage) in made or squeezed(bare) in made:
            continue
        for token in tokens([_bare(passage, known)]):
            yield token, spaced(passage)


def _bare(text: str, known: _Known) -> str:
    """Return a text without the numbers of its own order and without the days of the data."""
    text = _TERM.sub("", _MARKER.sub("", cleaned(text)))
    text = _OWN_ORDER.sub(lambda hit: "" if int(hit[1]) <= known.last else hit[0], text)
    for pattern in (_DATE, _LONG_DATE):
        text = pattern.sub(lambda hit: _undated(hit, known.days), text)
    return text


def _undated(hit: re.Match, days: Collection[dt.date]) -> str:
    day, month, year = (int(part) for part in hit.groups())
    return "" if _day(f"{year:04d}-{month:02d}-{day:02d}") in days else hit[0]


def _place(reading: Reading, words: str) -> str:
    found = reading.text.find(words[:60])
    return reading.where(found) if found >= 0 else ""
