"""From the words and tags of a PDF to the paragraphs and pages that a reader sees."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import pypdf

from helpers.report.checks.pdf_marks import MM_PER_PT, Drawn, PageMarks, Run, read_pages
from helpers.report.checks.pdf_structure import Element, archive_problems, elements
from helpers.report.checks.printed import (
    CAPTION,
    CELL,
    CONTENTS,
    HEADING,
    LEFT,
    RIGHT,
    SINGLE,
    TEXT,
    WIDE,
    PageNumber,
    Paragraph,
    Printed,
    Sheet,
)

#: Height of the capitals of Times, in sizes; Typst begins the text with them at the upper margin.
_CAPITALS = 0.66
#: How far apart two middles or edges may lie and still count as one [pt].
_NEAR_PT = 4.0
#: How far below a line its rule may stand [pt].
_RULE_PT = 16.0
#: How far from the middle of the text a column of a grid lies at least [pt].
_ASIDE_PT = 42.0
#: A line that is full is broken at a blank, which stays at its end, or after a hyphen or stroke.
_FULL = re.compile(r"\s+$|(?<=\S[-/])$")
_KINDS = {"Caption": CAPTION, "TH": CELL, "TD": CELL, "TOCI": CONTENTS}


@dataclass(frozen=True)
class _Line:
    """A printed line: its runs; lengths in pt."""

    runs: tuple[Run, ...]

    @property
    def page(self) -> int:
        return self.runs[0].page

    @property
    def left(self) -> float:
        return min(run.left for run in self.runs)

    @property
    def right(self) -> float:
        return max(run.right for run in self.runs)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def baseline(self) -> float:
        return max(self.runs, key=lambda run: run.size).baseline

    @property
    def text(self) -> str:
        """Its words; a blank between two runs, which both may hold, once."""
        text = ""
        for run in self.runs:
            text += run.text.removeprefix(" ") if text.endswith(" ") else run.text
        return text


@dataclass(frozen=True)
class _Area:
    """Where the text stands [pt]: the edges that it reaches on any page."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def read_pdf(reader: pypdf.PdfReader, content: bytes) -> Printed:
    """Return a finished PDF as a reader finds it, from the file opened for its tags and from its bytes.

    Raises
    ------
    pypdf.errors.PdfReadError, pypdfium2.PdfiumError : the file is not a PDF.
    """
    pages = read_pages(content)
    found, runs = elements(reader), _by_place(pages)
    lines = {id(item): _lines(run for place in item.contents for run in runs.get(place, ())) for item in found}
    area = _area([line.runs for item in found if not item.grid for line in lines[id(item)]], pages)
    grids = _grids(found, lines)
    paragraphs = [_paragraph(item, lines[id(item)], area, grids, number)
                  for number, item in enumerate(found, 1) if lines[id(item)]]
    kept = [(item, lines[id(item)]) for item in found if lines[id(item)]]
    paragraphs = _with_gaps(paragraphs, [own for _, own in kept])
    paragraphs = _with_drawings(paragraphs, [own for _, own in kept], pages, area)
    tables = {page for item in found if item.tag == "TD" for page, _ in item.contents}
    about = reader.metadata
    return Printed(
        tuple(paragraphs), tuple(_sheet(page, area, page.number in tables) for page in pages),
        title=str(about.title or "") if about else "", language=str(reader.trailer["/Root"].get("/Lang", "")),
        created=about.creation_date.date().isoformat() if about and about.creation_date else "",
        margins_mm=_margins(area, pages), archive=archive_problems(reader),
        foot=tuple(Paragraph((run.text,), 1, 0, size_pt=run.size) for run in pages[0].runs
                   if run.mark < 0 and run.baseline > area.bottom),
        outside=tuple(Paragraph((line.text.strip(),), page.number, 0) for page in pages
                      for line in _lines(run for run in page.runs if run.mark < 0)),
        has_full_page=any(own[0].page < own[-1].page for own in lines.values() if own),
        pictures=sum(page.pictures for page in pages),
    )


def _by_place(pages: list[PageMarks]) -> dict[tuple[int, int], list[Run]]:
    """Return the runs by page and number of their marked content."""
    found: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in chain.from_iterable(page.runs for page in pages):
        found[run.page, run.mark].append(run)
    return found


def _lines(runs: Iterable[Run]) -> list[_Line]:
    """Return runs in reading order as printed lines; raised and lowered signs stay in theirs."""
    lines: list[list[Run]] = []
    for run in runs:
        last = lines[-1][-1] if lines else None
        same = last and last.page == run.page and abs(last.baseline - run.baseline) < 0.6 * max(last.size, run.size)
        if same and run.left > last.left:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_Line(tuple(line)) for line in lines]


def _area(plain: list[tuple[Run, ...]], pages: list[PageMarks]) -> _Area:
    """Return where the text stands; a grid such as the masthead may reach further to the sides."""
    words = [run for page in pages for run in page.runs if run.mark >= 0]
    sides = [run for runs in plain for run in runs] or words
    if not words:
        return _Area(0, 0, 0, 0)
    return _Area(min(run.left for run in sides), max(run.right for run in sides),
                 min(run.baseline - _CAPITALS * run.size for run in words), max(run.baseline for run in words))


def _margins(area: _Area, pages: list[PageMarks]) -> dict[str, float]:
    sides = {"left": area.left, "right": pages[0].width - area.right, "top": area.top,
             "bottom": pages[0].height - area.bottom,
             "reach": pages[0].width - max((run.right for page in pages for run in page.runs if run.mark >= 0),
                                            default=0)}
    return {side: length * MM_PER_PT for side, length in sides.items()}


def _grids(found: list[Element], lines: dict[int, list[_Line]]) -> dict[int, tuple[float, float]]:
    """Return the edges of every division [pt], as its words reach them."""
    edges: dict[int, tuple[float, float]] = {}
    for item in found:
        for line in lines[id(item)]:
            left, right = edges.get(item.grid, (line.left, line.right))
            edges[item.grid] = min(left, line.left), max(right, line.right)
    return edges


def _column(item: Element, grids: dict[int, tuple[float, float]], area: _Area) -> str:
    if not item.grid:
        return WIDE
    aside = sum(grids[item.grid]) / 2 - area.middle
    return WIDE if abs(aside) < _ASIDE_PT else RIGHT if aside > 0 else LEFT


def _paragraph(item: Element, lines: list[_Line], area: _Area, grids, order: int) -> Paragraph:
    runs = [run for line in lines for run in line.runs]
    letters = Counter()
    for run in runs:
        letters[round(run.size, 1)] += len(run.text.strip())
    whole = max(letters.total(), 1)
    column = _column(item, grids, area)
    middle = area.middle if column == WIDE else sum(grids[item.grid]) / 2
    return Paragraph(
        _ended(lines), lines[0].page, order,
        kind=HEADING if item.tag.startswith("H") else _KINDS.get(item.tag, TEXT),
        column=column, size_pt=letters.most_common(1)[0][0],
        bold=sum(len(run.text.strip()) for run in runs if run.bold) / whole,
        italic=sum(len(run.text.strip()) for run in runs if run.italic) / whole,
        starts_bold=runs[0].bold,
        centred=all(abs(line.middle - middle) < _NEAR_PT for line in lines),
        justified=all(abs(line.right - area.right) < _NEAR_PT for line in lines[:-1]) if len(lines) > 1 else None,
        first_line_mm=(lines[0].left - area.left) * MM_PER_PT,
        spacing=_spacing(lines), fonts=frozenset(run.font for run in runs),
        colours=frozenset(run.colour for run in runs),
    )


def _ended(lines: list[_Line]) -> tuple[str, ...]:
    """Return the words of printed lines, those that are only full joined to the next."""
    found = [""]
    for line in lines:
        found[-1] += line.text
        if _FULL.search(line.text) is None:
            found.append("")
    return tuple(text.strip() for text in found if text)


def _spacing(lines: list[_Line]) -> float | None:
    pitches = [(below.baseline - above.baseline) / (SINGLE * max(run.size for run in below.runs))
               for above, below in pairwise(lines) if above.page == below.page]
    return round(statistics.median(pitches), 2) if pitches else None


def _with_gaps(paragraphs: list[Paragraph], lines: list[list[_Line]]) -> list[Paragraph]:
    """Return the paragraphs with the white above each, beyond the distance of its lines."""
    usual = [item.spacing for item in paragraphs if item.kind == TEXT and item.spacing and item.column == WIDE]
    spacing = statistics.median(usual) if usual else 1.0
    made = paragraphs[:1]
    for above, below, item in zip(lines, lines[1:], paragraphs[1:], strict=False):
        own = item.spacing or (spacing if item.column == WIDE else 1.0)
        step = below[0].baseline - above[-1].baseline - own * SINGLE * item.size_pt
        same = above[-1].page == below[0].page and step > -item.size_pt
        made.append(replace(item, gap_pt=round(step, 1) if same else None))
    return made


def _with_drawings(paragraphs, lines, pages: list[PageMarks], area: _Area) -> list[Paragraph]:
    """Return the paragraphs with the rules below them, the frames around them and the pictures after them."""
    drawn = {page.number: page.paths for page in pages}
    rules = {page.number: [path for path in page.paths if path.is_rule] for page in pages}
    return [replace(item, rule_share=_rule(own, rules[own[-1].page], area), boxed=_boxed(own, drawn[own[0].page]),
                    pictured=_pictured(own, drawn[own[-1].page], after))
            for item, own, after in zip(paragraphs, lines, [*lines[1:], None], strict=True)]


def _rule(lines: list[_Line], rules: Iterable[Drawn], area: _Area) -> float:
    last, longest = lines[-1], max(line.right - line.left for line in lines)
    for path in rules:
        below = 0 < path.bottom - last.baseline < _RULE_PT
        centred = abs((path.left + path.right) / 2 - last.middle) < _NEAR_PT
        if below and centred and path.right - path.left < 0.95 * (area.right - area.left):
            return (path.right - path.left) / longest
    return 0.0


def _boxed(lines: list[_Line], drawn: Iterable[Drawn]) -> bool:
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    top, bottom = lines[0].baseline, lines[-1].baseline
    return any(path.left < left and path.right > right and path.top < top and path.bottom > bottom
               and not path.is_rule and path.right - path.left < 2 * (right - left) for path in drawn)


def _pictured(lines: list[_Line], drawn: Iterable[Drawn], after: list[_Line] | None) -> bool:
    low = after[0].baseline if after and after[0].page == lines[-1].page else float("inf")
    low = low if low > lines[-1].baseline else float("inf")
    return any(path.picture and lines[0].baseline < path.bottom < low for path in drawn)


def _sheet(page: PageMarks, area: _Area, has_table: bool) -> Sheet:
    number = next((_number(run, page, area) for run in page.runs if run.mark < 0 and run.text.strip().isdigit()
                   and not area.top <= run.baseline - _CAPITALS * run.size <= area.bottom), PageNumber())
    return Sheet(f"trang {page.number}", page.width * MM_PER_PT, page.height * MM_PER_PT, number=number,
                 has_table=has_table)


def _number(run: Run, page: PageMarks, area: _Area) -> PageNumber:
    middle = (run.left + run.right) / 2
    side = "right" if abs(run.right - area.right) < 2 * _NEAR_PT else "left"
    side = "center" if min(abs(middle - page.width / 2), abs(middle - area.middle)) < 2 * _NEAR_PT else side
    edge = "top" if run.baseline < page.height / 2 else "bottom"
    return PageNumber(run.text.strip(), edge, side, run.size, run.bold or run.italic)
