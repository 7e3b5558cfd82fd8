"""Finished papers as plain text that still knows its pages and paragraphs."""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import docx
import pypdf

PDF, DOCX = ".pdf", ".docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INVISIBLE = re.compile(r"[\u200b\u200c\u2060\ufeff\u00ad]")
# A line of justified text is broken at a space, which the PDF keeps, or after a hyphen or stroke.
_WRAPPED = re.compile(r" +\n|(?<=\S[-/])\n(?=\S)")
#: The list of contents, which Word makes itself: its title, and lines that lead to a page.
_CONTENTS = re.compile(r"^(?:MỤC LỤC *|.*(?: ?\.){5,} *\d*)\n?", re.MULTILINE)
_DAY = re.compile(r", ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
#: The date stands under the motto, among the first words of a paper.
_HEAD = 1200
#: The table that shows the register of sources; a short title in it may be a law that is cited elsewhere.
_SOURCES, _WORDS_OF_A_TITLE = "bang-nguon-du-lieu", 6
_NUMBER_AND_DAY = re.compile(r"\S*\d\S*/\S+; \d{4}(?:-\d{2}-\d{2})?")
#: A page number and the words of the run stand in the first or last lines of a page.
_EDGE_LINES = 3


@dataclass(frozen=True)
class Reading:
    """The words of one finished file in reading order.

    Parameters
    ----------
    file : name of the file.
    parts : pages of a PDF, or paragraphs and cells of a DOCX.
    unit : what a part is called.
    pictures : number of pictures made of pixels.
    """

    file: str
    parts: tuple[str, ...]
    unit: str
    pictures: int = 0

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
        return f"{self.unit} {bisect.bisect_right(self._starts, position)}"


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


def finished(manifest: Mapping[str, Any], files: Mapping[str, bytes], name: str = "") -> Finished:
    """Return a finished paper from the manifest it carries and the bytes of its files by suffix.

    ``name`` is the name of the files, where it is not that of the notebook.
    """
    name = name or str(manifest["paper"])
    readers = {PDF: lambda content: read_pdf(f"{name}{PDF}", content, str(manifest.get("run", ""))),
               DOCX: lambda content: read_docx(f"{name}{DOCX}", content)}
    return Finished(name, {suffix: readers[suffix](content) for suffix, content in files.items()
                           if suffix in readers}, manifest)


def printed_day(text: str) -> dt.date | None:
    """Return the day that a paper prints under its motto, or nothing where it is still blank.

    >>> printed_day("Độc lập - Tự do - Hạnh phúc\\nQuảng Bình, ngày 07 tháng 11 năm 2018")
    datetime.date(2018, 11, 7)
    """
    found = _DAY.search(text[:_HEAD])
    return dt.date(*(int(part) for part in reversed(found.groups()))) if found else None


def read_pdf(file: str, content: bytes, run: str = "") -> Reading:
    """Return the words of a PDF page by page, without page numbers, the line of the run and contents."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = [_page(page.extract_text(), number, run) for number, page in enumerate(reader.pages, 1)]
    pictures = sum(len(page.images) for page in reader.pages)
    return Reading(file, tuple(pages), "trang", pictures)


def _page(text: str, number: int, run: str) -> str:
    lines = cleaned(text).split("\n")
    edges = {*range(_EDGE_LINES), *range(len(lines) - _EDGE_LINES, len(lines))}
    kept = [line for place, line in enumerate(lines) if not (place in edges and _is_furniture(line, number, run))]
    text = _WRAPPED.sub(lambda found: " " if found[0].startswith(" ") else "", "\n".join(kept))
    text = _CONTENTS.sub("", text)
    return text if text.endswith((" ", "\n")) else f"{text}\n"


def _is_furniture(line: str, number: int, run: str) -> bool:
    """Return whether a line at the edge of a page is its number or names the run."""
    bare = line.strip()
    return (bare.isdigit() and int(bare) <= number) or (bool(run) and run in line and " · " in line)


def read_docx(file: str, content: bytes) -> Reading:
    """Return the words of a Word body, a part for every paragraph and cell that has any; contents are left out."""
    document = docx.Document(io.BytesIO(content))
    parts = (_paragraph(paragraph) for paragraph in document.element.body.iter(f"{_W}p"))
    pictures = sum(1 for _ in document.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"))
    return Reading(file, tuple(f"{part}\n" for part in parts if part.strip()), "đoạn", pictures)


def _paragraph(paragraph) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if style is not None and style.get(f"{_W}val", "").upper().startswith("TOC"):
        return ""
    pieces = paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab")
    return cleaned("".join((piece.text or "") if piece.tag == f"{_W}t" else " " for piece in pieces))


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
    """Return a reading with what the paper takes over from its register of sources blanked out, places kept.

    A source is named by its own title and number, whatever day it is of; that is no citation of law.
    """
    texts = paper.manifest.get("text", [])
    quotes = {spaced(cleaned(text)) for table in paper.manifest.get("tables", []) if table["id"] == _SOURCES
              for text in texts[table["first"]:table["first"] + table["rows"] * table["columns"]]
              if len(text.split()) >= _WORDS_OF_A_TITLE or _NUMBER_AND_DAY.fullmatch(text)}
    parts = reading.parts
    for quote in sorted(quotes, key=len, reverse=True):
        words = r"\s*".join(re.escape(word) for word in re.findall(r"[^\s/-]+|[/-]", quote))
        pattern = re.compile(rf"(?<!\w){words}(?!\w)")
        parts = tuple(pattern.sub(lambda hit: re.sub(r"\S", " ", hit[0]), part) for part in parts)
    return dataclasses.replace(reading, parts=parts)


def both(papers: Iterable[Finished]) -> list[tuple[Finished, Reading]]:
    """Return every paper with each of its files."""
    return [(paper, reading) for paper in papers for reading in paper.files.values()]
