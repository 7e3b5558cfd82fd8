"""A finished paper as a reader finds it, the same for a PDF and a Word file: paragraphs, rules, pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: A line of Times set solid is this many times its size: ascent, descent and line gap of the typeface.
SINGLE = 1.15
LEFT, RIGHT, WIDE = "left", "right", "wide"
TEXT, HEADING, CELL, CAPTION, CONTENTS = "text", "heading", "cell", "caption", "contents"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the paper.

    Parameters
    ----------
    lines : its words; several where a line ends by intention, not where it is only full.
    page : number of the page, 0 where the format does not fix it.
    order : number of the paragraph in the paper.
    kind : ``text``, ``heading``, ``cell`` of a table, ``caption`` or ``contents``.
    column : ``left`` or ``right`` in a grid of two columns such as the masthead, else ``wide``.
    size_pt : size of most of its letters [pt]; 0 where it has none.
    bold, italic : share of its letters that are (0-1).
    starts_bold : whether its first words are.
    centred : whether it stands in the middle of its column.
    justified : whether its lines reach both edges; None where it is too short to tell.
    first_line_mm : how far its first line is moved in [mm].
    gap_pt : white above it, beside that of its lines [pt]; None where it is not known.
    spacing : distance of its lines in single lines; None where it is too short to tell.
    rule_share : length of the rule right below, in lengths of its last line; 0 without one.
    boxed, underlined, pictured : whether it stands in a frame, is underlined, holds a picture.
    fonts, colours : names of its typefaces; its colours as six hexadecimal digits.
    """

    lines: tuple[str, ...]
    page: int
    order: int
    kind: str = TEXT
    column: str = WIDE
    size_pt: float = 0.0
    bold: float = 0.0
    italic: float = 0.0
    starts_bold: bool = False
    centred: bool = False
    justified: bool | None = None
    first_line_mm: float = 0.0
    gap_pt: float | None = None
    spacing: float | None = None
    rule_share: float = 0.0
    boxed: bool = False
    underlined: bool = False
    pictured: bool = False
    fonts: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """Its words in one line."""
        return " ".join(" ".join(self.lines).split())

    @property
    def where(self) -> str:
        """Its place, as said to those who mend the paper."""
        place = f"trang {self.page}" if self.page else f"đoạn {self.order}"
        words = self.text
        return f"{place}: “{words[:40]}{'…' if len(words) > 40 else ''}”"

    @property
    def is_capital(self) -> bool:
        """Whether all its letters are capitals."""
        return self.text.upper() == self.text and any(char.isalpha() for char in self.text)


@dataclass(frozen=True)
class PageNumber:
    """How a page, or every page of a section, shows its number.

    Parameters
    ----------
    text : the number, blank where none is shown; ``PAGE`` for the field of Word.
    edge, side : ``top`` or ``bottom``; ``left``, ``center`` or ``right``.
    size_pt, slanted : size [pt], and whether it is italic or bold.
    """

    text: str = ""
    edge: str = ""
    side: str = ""
    size_pt: float = 0.0
    slanted: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page of a PDF, or a section of a Word file.

    Parameters
    ----------
    where : its place, as said to those who mend the paper.
    width_mm, height_mm : size [mm].
    margins_mm : white at each side [mm]: as set in Word, as left by the text in a PDF.
    number : the number that it shows; of a section, on all pages but a first one that is set apart.
    first_number : that on the first page of a section.
    starts_at : where a section begins to count anew; 0 where it goes on.
    has_table : whether a table stands on it.
    """

    where: str
    width_mm: float
    height_mm: float
    margins_mm: dict[str, float] = field(default_factory=dict)
    number: PageNumber = PageNumber()
    first_number: PageNumber = PageNumber()
    starts_at: int = 0
    has_table: bool = False


@dataclass(frozen=True)
class Printed:
    """A finished paper: its paragraphs in reading order, its sheets, its properties and what it carries.

    Parameters
    ----------
    paragraphs : of the text, without headers and footers.
    sheets : pages or sections.
    title, language, created : of the file's properties; the day as ISO date.
    margins_mm : of a PDF the white that the text leaves over all pages, ``reach`` that to the right of the words
        that reach furthest; empty for Word, see its sheets.
    foot : lines below the text of the first page.
    outside : lines outside the text: headers, footers, and the heads and notes that a long table of a PDF repeats.
    pictures : number of pictures made of pixels, those inside of drawings too.
    has_full_page : whether text of a PDF runs on from one page to the next, so that the first of them is full.
    archive : what a PDF fails of those rules for archives and readers that a reader of files can see.
    """

    paragraphs: tuple[Paragraph, ...]
    sheets: tuple[Sheet, ...]
    title: str = ""
    language: str = ""
    created: str = ""
    margins_mm: dict[str, float] = field(default_factory=dict)
    archive: tuple[str, ...] = ()
    foot: tuple[Paragraph, ...] = ()
    outside: tuple[Paragraph, ...] = ()
    pictures: int = 0
    has_full_page: bool = False

    def matching(self, pattern: str) -> list[Paragraph]:
        """Return the paragraphs whose beginning fits a regular expression."""
        return [item for item in self.paragraphs if re.match(pattern, item.text)]
