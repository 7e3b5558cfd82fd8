"""Finished papers as plain text that still knows its pages and paragraphs."""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from helpers.report.checks.paper_file import PaperFile
from helpers.report.checks.printed import CONTENTS

PDF, DOCX = ".pdf", ".docx"
_INVISIBLE = re.compile(r"[\u200b\u200c\u2060\ufeff\u00ad]")
CONTENTS_TITLE = "MỤC LỤC"
_DAY = re.compile(r", ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
#: The date stands under the motto, among the first words of a paper.
_HEAD = 1200
#: The table that shows the register of sources.
_SOURCES = "bang-nguon-du-lieu"
_CAPTION = re.compile(r"(?:Bảng|Hình) \d+\. ")


@dataclass(frozen=True)
class Reading:
    """The words of one finished file in reading order.

    Parameters
    ----------
    file : name of the file.
    parts : its paragraphs and cells.
    unit : what the place of a part is counted in: pages of a PDF, paragraphs of a DOCX.
    pictures : number of pictures made of pixels.
    numbers : the page or paragraph of every part; without them the parts are counted.
    """

    file: str
    parts: tuple[str, ...]
    unit: str
    pictures: int = 0
    numbers: tuple[int, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        starts, length = [], 0
        for part in self.parts:
            starts.append(length)
            length += len(part)
        return starts

    @cached_property
    def text(self) -> str:
        """The whole text; a paragraph ends with a line feed."""
        return "".join(self.parts)

    @cached_property
    def squeezed(self) -> str:
        """The whole text without white space."""
        return squeezed(self.text)

    def where(self, position: int) -> str:
        """Return the page or paragraph of a place in the text.

        >>> Reading("a.docx", ("Một", "Hai"), "đoạn").where(3)
        'đoạn 2'
        """
        part = bisect.bisect_right(self._starts, position)
        return f"{self.unit} {self.numbers[part - 1] if self.numbers else part}"


@dataclass(frozen=True)
class Finished:
    """A paper of the dossier as it is handed over: its files, and what they carry inside of themselves.

    Parameters
    ----------
    name : name of the paper.
    files : readings by suffix, ``.pdf`` and ``.docx``.
    manifest : see `helpers.report.manifest.manifest`.
    """

    name: str
    files: Mapping[str, Reading]
    manifest: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @property
    def profile(self) -> str:
        """Name of the format profile."""
        return str(self.manifest.get("profile", ""))

    @property
    def day(self) -> dt.date:
        """Day of the paper: what it prints under its motto, else that of the manifest."""
        printed = next((day for reading in self.files.values() if (day := printed_day(reading.text))), None)
        return printed or dt.date.fromisoformat(self.manifest["as_of"])


def papers_of(files: Iterable[PaperFile]) -> list[Finished]:
    """Return the papers that some files make up: a PDF and a Word file of one folder and name are one paper.

    A file without a manifest is read by that of its sister.
    """
    grouped: dict[Path, list[PaperFile]] = {}
    for file in files:
        grouped.setdefault(file.path.with_suffix(""), []).append(file)
    found = []
    for place, group in grouped.items():
        manifest = next((file.manifest for file in group if file.manifest), {})
        run = str(manifest.get("run", ""))
        found.append(Finished(place.name, {f".{file.format}": reading_of(file, run) for file in group}, manifest))
    return found


def printed_day(text: str) -> dt.date | None:
    """Return the day that a paper prints under its motto, or nothing where it is still blank.

    >>> printed_day("Độc lập - Tự do - Hạnh phúc\\nQuảng Bình, ngày 07 tháng 11 năm 2018")
    datetime.date(2018, 11, 7)
    """
    found = _DAY.search(text[:_HEAD])
    return dt.date(*(int(part) for part in reversed(found.groups()))) if found else None


def reading_of(file: PaperFile, run: str = "") -> Reading:
    """Return the words of a file, without page numbers, the line of the run and the list of contents with its dots.

    What stands outside the text, such as the note that a long table repeats, follows the text of its page.
    """
    printed, is_pdf = file.printed, file.format == "pdf"
    body = [item for item in printed.paragraphs if item.kind != CONTENTS and item.text not in ("", CONTENTS_TITLE)]
    edges = [item for item in printed.outside
             if any(char.isalpha() for char in item.text) and not (run and run in item.text)]
    items = sorted([*body, *edges], key=lambda item: item.page)
    texts = tuple(f"{cleaned(chr(10).join(item.lines))}\n" for item in items)
    numbers = tuple(item.page if is_pdf else item.order for item in items)
    return Reading(file.name, texts, "trang" if is_pdf else "đoạn", printed.pictures, numbers)


def cleaned(text: str) -> str:
    """Return text composed, without invisible marks, its spaces plain."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\u00a0", " ")


def squeezed(text: str) -> str:
    """Return text without white space.

    >>> squeezed("Quyết định số 45")
    'Quyếtđịnhsố45'
    """
    return re.sub(r"\s+", "", text)


def spaced(text: str) -> str:
    """Return text with single spaces.

    >>> spaced("Quyết  định\\nsố 45")
    'Quyết định số 45'
    """
    return " ".join(text.split())


def around(text: str, start: int, end: int, width: int = 40) -> str:
    """Return a place of a text with some words on both sides, for a message.

    >>> around("một hai ba bốn năm", 8, 10, 4)
    '… hai ba bốn …'
    """
    left, right = max(start - width, 0), min(end + width, len(text))
    while left and not text[left - 1].isspace():
        left += 1
    while right < len(text) and not text[right].isspace():
        right -= 1
    words = spaced(text[left:max(right, end)])
    return f"{'… ' if left else ''}{words}{' …' if right < len(text) else ''}"


def own_words(paper: Finished, reading: Reading) -> Reading:
    """Return a reading with the cells of the register of sources blanked out, places kept.

    The register is quoted as it stands: a source is named by its own issuer, title and number, whatever day it is of;
    that is no citation of law and no name that the paper itself uses.
    """
    texts, parts = paper.manifest.get("text", []), list(reading.parts)
    for table in (table for table in paper.manifest.get("tables", []) if table["id"] == _SOURCES):
        first, last = table["first"], table["first"] + table["rows"] * table["columns"]
        cells = {squeezed(cleaned(text)) for text in texts[first:last]}
        caption = squeezed(cleaned(texts[table["caption"]]))
        start = next((place for place, part in enumerate(parts, 1) if squeezed(part) == caption), len(parts))
        end = next((place for place in range(start, len(parts)) if _CAPTION.match(parts[place])), len(parts))
        for place in range(start, end):
            if squeezed(parts[place]) in cells:
                parts[place] = re.sub(r"\S", " ", parts[place])
    return dataclasses.replace(reading, parts=tuple(parts))


def both(papers: Iterable[Finished]) -> list[tuple[Finished, Reading]]:
    """Return every paper with each of its files."""
    return [(paper, reading) for paper in papers for reading in paper.files.values()]
