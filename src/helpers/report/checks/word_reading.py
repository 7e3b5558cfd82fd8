"""From a Word file to the paragraphs and sections that a reader sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml import etree

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
from helpers.report.checks.word_look import Styles, millimetres
from helpers.report.typeface import text_width_mm

_TEXTS = (qn("w:t"), qn("w:br"), qn("w:tab"), qn("w:noBreakHyphen"))
_FONT_SLOTS = ("w:ascii", "w:hAnsi", "w:cs")
_MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class _Place:
    """Where a paragraph stands: the column of a grid or a cell of a table, and how wide it is [mm]."""

    column: str
    kind: str
    width: float


def read_word(document) -> Printed:
    """Return a finished Word file, opened, as a reader finds it."""
    styles = Styles(document.styles.element)
    section = document.sections[0]
    width = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    placed = list(_walk(document.element.body, styles, _Place(WIDE, TEXT, width)))
    made = [_paragraph(item, place, styles, number) for number, (item, place) in enumerate(placed, 1)]
    shown = _shown(made, placed, styles)
    about = document.core_properties
    return Printed(
        tuple(shown), tuple(_sheets(document, styles)), title=about.title, language=about.language,
        created=about.created.date().isoformat() if about.created else "",
        foot=tuple(_paragraph(item, _Place(WIDE, TEXT, width), styles, 0)
                   for item in section.first_page_footer._element.iter(qn("w:p"))),
        outside=tuple(_edges(document)), pictures=sum(1 for _ in document.element.body.iter(qn("a:blip"))),
    )


def _edges(document) -> Iterator[Paragraph]:
    """Yield the words of headers and footers."""
    for part in document.part.package.iter_parts():
        if str(part.partname).startswith(("/word/header", "/word/footer")):
            for item in etree.fromstring(part.blob).iter(qn("w:p")):
                text = "".join(_words(run) for run in item.iter(qn("w:r"))).strip()
                yield from [Paragraph((text,), 0, 0)] if text else []


def _walk(element, styles: Styles, place: _Place) -> Iterator[tuple[object, _Place]]:
    """Yield every paragraph with its place, those in tables and content controls among them."""
    for item in element:
        if item.tag == qn("w:p"):
            yield item, place
        elif item.tag == qn("w:tbl"):
            for row in item.iter(qn("w:tr")):
                for cell, where in _cells(row, styles.table_has_borders(item), place):
                    yield from _walk(cell, styles, where)
        elif item.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _walk(item, styles, place)


def _cells(row, bordered: bool, place: _Place) -> Iterator[tuple[object, _Place]]:
    cells = list(row.iter(qn("w:tc")))
    for number, cell in enumerate(cells):
        width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
        wide = millimetres(width.get(qn("w:w"))) if width is not None else place.width / len(cells)
        column = WIDE if bordered or len(cells) == 1 else LEFT if number == 0 else RIGHT
        yield cell, _Place(column, CELL if bordered else TEXT, wide)


def _paragraph(item, place: _Place, styles: Styles, order: int) -> Paragraph:
    runs = [(run, _words(run)) for run in item.iter(qn("w:r"))]
    runs = [(run, text) for run, text in runs if text.strip()]
    sizes = Counter()
    for run, text in runs:
        sizes[float(styles.of_run(run, item, "w:sz") or 20) / 2] += len(text.strip())
    whole, size = max(sizes.total(), 1), sizes.most_common(1)[0][0] if sizes else 0.0
    aligned = styles.of_paragraph(item, "w:jc")

    def share(tag: str) -> float:
        return sum(len(text.strip()) for run, text in runs if styles.is_on(run, item, tag)) / whole

    return Paragraph(
        tuple(line.strip() for line in "".join(_words(run) for run in item.iter(qn("w:r"))).split("\n")), 0, order,
        kind=_kind(styles.name(item), place), column=place.column, size_pt=size, bold=share("w:b"),
        italic=share("w:i"), starts_bold=bool(runs) and styles.is_on(runs[0][0], item, "w:b"),
        centred=aligned == "center", justified=aligned in ("both", "distribute"),
        first_line_mm=0.0 if aligned == "center" else _first_line(item, styles), spacing=_spacing(item, styles, size),
        boxed=_sides(item) >= {"top", "left", "bottom", "right"},
        underlined=any(styles.of_run(run, item, "w:u") not in (None, "none") for run, _ in runs),
        pictured=next(item.iter(qn("w:drawing"), qn("w:pict")), None) is not None,
        fonts=frozenset(name for run, _ in runs for name in _fonts(run, item, styles)),
        colours=frozenset(_colour(run, item, styles) for run, _ in runs),
    )


def _words(run) -> str:
    """Return what a run shows; the code of a field is not shown."""
    parts = []
    for item in run.iter(*_TEXTS):
        if item.tag == qn("w:t"):
            parts.append(item.text or "")
        else:
            parts.append({"br": "\n", "tab": " ", "noBreakHyphen": "-"}[item.tag.partition("}")[2]])
    return "".join(parts)


def _kind(style: str, place: _Place) -> str:
    name = style.lower()
    if place.kind == CELL:
        return CELL
    if name.startswith("heading"):
        return HEADING
    if name.startswith("toc"):
        return CONTENTS
    return CAPTION if "caption" in name and "captioned" not in name else TEXT


def _first_line(item, styles: Styles) -> float:
    first = millimetres(styles.of_paragraph(item, "w:ind", "w:firstLine"))
    hanging = millimetres(styles.of_paragraph(item, "w:ind", "w:hanging"))
    left = styles.of_paragraph(item, "w:ind", "w:left") or styles.of_paragraph(item, "w:ind", "w:start")
    return millimetres(left) + first - hanging


def _spacing(item, styles: Styles, size: float) -> float | None:
    line = float(styles.of_paragraph(item, "w:spacing", "w:line") or 240)
    rule = styles.of_paragraph(item, "w:spacing", "w:lineRule") or "auto"
    if rule == "auto":
        return round(line / 240, 2)
    return round(line / 20 / (SINGLE * size), 2) if size else None


def _fonts(run, item, styles: Styles) -> Iterator[str]:
    for slot in _FONT_SLOTS:
        name = styles.of_run(run, item, "w:rFonts", slot)
        if name:
            yield name


def _colour(run, item, styles: Styles) -> str:
    colour = styles.of_run(run, item, "w:color")
    return "000000" if colour in (None, "auto") else colour.upper()


# --- rules, frames, white ----------------------------------------------------------------------------------


def _shown(made: list[Paragraph], placed: list, styles: Styles) -> list[Paragraph]:
    """Return the paragraphs that have words or a picture, with the rules below and the white above them."""
    shown, white = [], 0.0
    for number, (item, (element, place)) in enumerate(zip(made, placed, strict=True)):
        before, after = (float(styles.of_paragraph(element, "w:spacing", f"w:{side}") or 0) / 20
                         for side in ("before", "after"))
        if not item.text and not item.pictured:
            white += before + after
            continue
        following = placed[number + 1] if number + 1 < len(placed) else None
        rule = _rule(item, element, place, following, styles)
        # Above the first paragraph of a page stands nothing that it could be set off from.
        below = shown and not styles.paragraph_is_on(element, "w:pageBreakBefore")
        shown.append(replace(item, gap_pt=round(white + before, 1) if below else None, rule_share=rule))
        white = after
    return shown


def _rule(item: Paragraph, element, place: _Place, following, styles: Styles) -> float:
    """Return the length of the rule below in lengths of the longest line: a border, of itself or of an empty line."""
    if not item.text or item.boxed:
        return 0.0
    longest = max(text_width_mm(line, item.size_pt, bold=item.bold > 0.5) for line in item.lines)
    indent = sum(millimetres(styles.of_paragraph(element, "w:ind", f"w:{side}")) for side in ("left", "right"))
    longest = min(longest, place.width - indent)
    own = [(element, place)] if "bottom" in _sides(element) else []
    if not own and following is not None and not "".join(_words(run) for run in following[0].iter(qn("w:r"))).strip():
        own = [following] if "bottom" in _sides(following[0]) else []
    for bordered, where in own:
        inside = sum(millimetres(styles.of_paragraph(bordered, "w:ind", f"w:{side}")) for side in ("left", "right"))
        return (where.width - inside) / longest
    return 0.0


def _sides(item) -> set[str]:
    """Return the sides of a paragraph that have a line."""
    borders = item.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    return set() if borders is None else {side.tag.partition("}")[2] for side in borders
                                          if side.get(qn("w:val")) not in ("none", "nil")}


# --- sections ----------------------------------------------------------------------------------------------


def _sheets(document, styles: Styles) -> Iterator[Sheet]:
    for number, section in enumerate(document.sections, 1):
        sides = ("top", "bottom", "left", "right")
        margins = {side: getattr(section, f"{side}_margin").mm for side in sides}
        width = section.page_width.mm - margins["left"] - margins["right"]
        usual = _number([("top", section.header), ("bottom", section.footer)], styles, width)
        first = usual
        if section.different_first_page_header_footer:
            parts = [("top", section.first_page_header), ("bottom", section.first_page_footer)]
            first = _number(parts, styles, width)
        counted = section._sectPr.find(qn("w:pgNumType"))
        starts = 0 if counted is None else int(counted.get(qn("w:start")) or 0)
        yield Sheet(f"phần (section) {number}", section.page_width.mm, section.page_height.mm, margins, usual, first,
                    starts, bool(document.tables))


def _number(parts, styles: Styles, width: float) -> PageNumber:
    """Return how headers and footers show the number of the page."""
    for edge, part in parts:
        for item in part._element.iter(qn("w:p")):
            codes = [(code.text or "").split()[:1] for code in item.iter(qn("w:instrText"))]
            if ["PAGE"] not in codes and not any(
                "PAGE" in field.get(qn("w:instr"), "") for field in item.iter(qn("w:fldSimple"))):
                continue
            return _shown_number(edge, item, styles, width)
    return PageNumber()


def _shown_number(edge: str, item, styles: Styles, width: float) -> PageNumber:
    runs = list(item.iter(qn("w:r")))
    start = next((place for place, run in enumerate(runs) if run.find(qn("w:fldChar")) is not None), 0)
    tabs = any(run.find(qn("w:tab")) is not None for run in runs[:start])
    stops = [millimetres(stop.get(qn("w:pos"))) for stop in item.iter(qn("w:tab"))
             if stop.get(qn("w:val")) == "right"]
    aligned = styles.of_paragraph(item, "w:jc") or "left"
    side = {"center": "center", "right": "right", "end": "right"}.get(aligned, "left")
    side = "right" if tabs and any(abs(stop - width) < 1 for stop in stops) else side
    size = float(styles.of_run(runs[start], item, "w:sz") or 20) / 2
    slanted = any(styles.is_on(runs[start], item, tag) for tag in ("w:b", "w:i"))
    return PageNumber("PAGE", edge, side, size, slanted)
