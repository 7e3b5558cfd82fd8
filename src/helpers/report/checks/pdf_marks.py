"""What stands on the pages of a PDF: runs of words, straight rules and frames, with their places."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM_PER_PT = 25.4 / 72
#: A path no thicker than this is a rule [pt]; pdfium adds a pixel at each side to the bounds of a path.
_THIN_PT, _PAD_PT = 3.0, 0.5


@dataclass(frozen=True)
class Run:
    """Words set in one go: lengths in pt from the left and the upper edge of the page.

    ``mark`` is the number of the marked content that they belong to, -1 for what is no text of the paper, such as
    headers and footers; ``baseline`` grows downwards.
    """

    page: int
    mark: int
    text: str
    font: str
    size: float
    left: float
    right: float
    baseline: float
    colour: str

    @property
    def bold(self) -> bool:
        """Whether the typeface is a bold one."""
        return "Bold" in self.font

    @property
    def italic(self) -> bool:
        """Whether the typeface is an italic one."""
        return "Italic" in self.font or "Oblique" in self.font


@dataclass(frozen=True)
class Drawn:
    """A path or picture: its bounds [pt] from the left and the upper edge, and whether it is a picture."""

    page: int
    left: float
    right: float
    top: float
    bottom: float
    picture: bool = False

    @property
    def is_rule(self) -> bool:
        """Whether it is a straight line across."""
        return self.bottom - self.top <= _THIN_PT < self.right - self.left


@dataclass(frozen=True)
class PageMarks:
    """One page: its size [pt], its words, its paths, and how many pictures are made of pixels."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    paths: tuple[Drawn, ...]
    pictures: int = 0


def read_pages(content: bytes) -> list[PageMarks]:
    """Return what stands on every page of a PDF.

    Raises
    ------
    pypdfium2.PdfiumError : the file is not a PDF.
    """
    with pdfium.PdfDocument(content) as document:
        return [_page(document[index], index + 1) for index in range(len(document))]


def _page(page: pdfium.PdfPage, number: int) -> PageMarks:
    width, height = page.get_size()
    words = page.get_textpage()
    runs, paths = [], []
    # Pictures are forms of their own; what stands in them is not the text of the paper.
    for item in page.get_objects(max_depth=1, textpage=words):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            runs += _run(item, number, height)
        else:
            left, bottom, right, top = item.get_bounds()
            picture = item.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)
            paths.append(Drawn(number, left + _PAD_PT, right - _PAD_PT, height - top, height - bottom, picture))
    return PageMarks(number, width, height, tuple(runs), tuple(paths), _pictures(page))


def _pictures(page: pdfium.PdfPage) -> int:
    """Return how many pictures made of pixels stand on a page; a drawing is a form, which may hold some."""
    waiting = [raw.FPDFPage_GetObject(page, place) for place in range(raw.FPDFPage_CountObjects(page))]
    count = 0
    while waiting:
        item = waiting.pop()
        kind = raw.FPDFPageObj_GetType(item)
        count += kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind == raw.FPDF_PAGEOBJ_FORM:
            waiting += [raw.FPDFFormObj_GetObject(item, place) for place in range(raw.FPDFFormObj_CountObjects(item))]
    return count


def _run(item: pdfium.PdfTextObj, page: int, height: float) -> Iterator[Run]:
    text = item.extract().replace("\x02", "-")  # PDFium takes a hyphen at the end of a line for a broken word
    if not text.strip():
        return
    matrix, size = item.get_matrix(), item.get_font_size()
    font = item.get_font().get_base_name().partition("+")[2]
    mark = raw.FPDFPageObj_GetMarkedContentID(item)
    # The bounds are those of the ink; the last blank of a line that is broken counts for nothing.
    right = item.get_bounds()[2]
    yield Run(page, mark, text, font, size * matrix.a, matrix.e, right, height - matrix.f, _colour(item))


def _colour(item: pdfium.PdfObject) -> str:
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item, *parts)
    return "".join(f"{part.value:02X}" for part in parts[:3])
