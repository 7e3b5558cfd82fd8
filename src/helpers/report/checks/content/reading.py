"""Finished papers as plain text that still knows its pages and paragraphs."""

from __future__ import annotations

import bisect
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import docx
import pypdf
from nbformat import NotebookNode

from helpers.report.blocks import Block, Context, block_from_bundle

PDF, DOCX = ".pdf", ".docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INVISIBLE = re.compile(r"[\u200b\u200c\u2060\ufeff\u00ad]")
# A line of justified text is broken at a space, which the PDF keeps, or after a hyphen or stroke.
_WRAPPED = re.compile(r" +\n|(?<=\S[-/])\n(?=\S)")
_LEADERS = re.compile(r"(?: ?\.){5,} *\d*$", re.MULTILINE)
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
    """A paper of the dossier as it is handed over: its files, and the executed notebook that they came from.

    Parameters
    ----------
    name : name of the notebook.
    files : readings by suffix, ``.pdf`` and ``.docx``.
    context : what the paper stands on.
    blocks : blocks of the executed notebook, in reading order.
    """

    name: str
    files: Mapping[str, Reading]
    context: Context
    blocks: tuple[Block, ...] = field(repr=False, default=())

    @property
    def profile(self) -> str:
        """Name of the format profile."""
        return str(self.context.profile.get("name", ""))


def finished(name: str, notebook: NotebookNode, files: Mapping[str, bytes]) -> Finished:
    """Return a finished paper from its executed notebook and the bytes of its files by suffix."""
    blocks = [block for cell in notebook.cells for output in cell.get("outputs", [])
              if (block := block_from_bundle(output.get("data", {}))) is not None]
    context = next(block for block in blocks if isinstance(block, Context))
    readers = {PDF: lambda content: read_pdf(f"{name}.pdf", content, context.run),
               DOCX: lambda content: read_docx(f"{name}.docx", content)}
    readings = {suffix: readers[suffix](content) for suffix, content in files.items() if suffix in readers}
    return Finished(name, readings, context, tuple(block for block in blocks if not isinstance(block, Context)))


def read_pdf(file: str, content: bytes, run: str = "") -> Reading:
    """Return the words of a PDF page by page, without page numbers, the line of the run and leaders of contents."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = [_page(page.extract_text(), number, run) for number, page in enumerate(reader.pages, 1)]
    pictures = sum(len(page.images) for page in reader.pages)
    return Reading(file, tuple(pages), "trang", pictures)


def _page(text: str, number: int, run: str) -> str:
    lines = _clean(text).split("\n")
    edges = {*range(_EDGE_LINES), *range(len(lines) - _EDGE_LINES, len(lines))}
    kept = [line for place, line in enumerate(lines) if not (place in edges and _is_furniture(line, number, run))]
    text = _WRAPPED.sub(lambda found: " " if found[0].startswith(" ") else "", "\n".join(kept))
    text = _LEADERS.sub("", text)
    return text if text.endswith((" ", "\n")) else f"{text}\n"


def _is_furniture(line: str, number: int, run: str) -> bool:
    """Return whether a line at the edge of a page is its number or names the run."""
    bare = line.strip()
    return (bare.isdigit() and int(bare) <= number) or (bool(run) and run in line)


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
    return _clean("".join((piece.text or "") if piece.tag == f"{_W}t" else " " for piece in pieces))


def _clean(text: str) -> str:
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


def both(papers: Iterable[Finished]) -> list[tuple[Finished, Reading]]:
    """Return every paper with each of its files."""
    return [(paper, reading) for paper in papers for reading in paper.files.values()]
