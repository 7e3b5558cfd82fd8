"""The parts of a Word paper around its text: masthead, title, addressees, contents, signatures."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from helpers.report.front import Layout
from helpers.report.typeface import text_width_mm
from helpers.report.word_styles import FRAME_STYLE, element, set_cell_margins

_LEFT = WD_ALIGN_PARAGRAPH.LEFT
_BOX_PADDING_MM = 3
_TITLE_INSET_MM = 12
_SIGNING_SPACE_MM = 28
_AFTER_CONTENTS_PT = 12
_THIN_PT = 6  # an empty line this small only holds a rule or keeps two tables apart


def put_head(document, parts: dict[str, Any], layout: Layout) -> None:
    """Put masthead, type name, title and addressees before the text."""
    anchor = document.element.body[0]
    made = _plain_masthead if parts["plain"] else _agreement_masthead if parts["agreement"] else _agency_masthead
    titled = _letter_gap if parts["subject"] else _title
    for item in [
        *made(document, parts, layout),
        *titled(document, parts, layout),
        *_addressees(document, parts, layout),
    ]:
        anchor.addprevious(item)


def _agency_masthead(document, parts, layout: Layout) -> list:
    widths = [layout.masthead_mm["left"], layout.masthead_mm["right"]]
    grid = _grid(document, 2, widths)
    agency, nation = grid.rows[0].cells
    if parts["parent_agency"]:
        _line(agency, parts["parent_agency"], layout.agency_pt)
    for words in parts["agency"]:
        _line(agency, words, layout.agency_pt, bold=True)
    _rule(agency, 0.4 * text_width_mm(parts["agency"][-1], layout.agency_pt), widths[0])
    _nation(nation, parts, layout, widths[1])
    _number_and_date(grid.rows[1], parts, layout, widths[0])
    return [grid._tbl]


def _agreement_masthead(document, parts, layout: Layout) -> list:
    width = layout.text_width_mm
    head = _grid(document, 1, [width])
    _nation(head.rows[0].cells[0], parts, layout, width)
    # Word joins two tables that touch.
    between = _frame(document, "", 4)
    lines = _grid(document, 1, [width * 0.4, width * 0.6])
    _number_and_date(lines.rows[0], parts, layout, width * 0.4)
    return [head._tbl, between, lines._tbl]


def _plain_masthead(document, parts, layout: Layout) -> list:
    """Return the head of a paper without a masthead: an annex as a whole, or a summary in another language."""
    made = []
    if not parts["attached"]:
        grid = _grid(document, 1, [0.62 * layout.text_width_mm, 0.38 * layout.text_width_mm])
        left, right = grid.rows[0].cells
        for words, bold in ((parts["parent_agency"], False), *((name, True) for name in parts["agency"])):
            _line(left, words, layout.agency_pt, bold=bold, align=_LEFT)
        _line(right, parts["place_and_date"], layout.agency_pt, italic=True)
        made.append(grid._tbl)
    if parts["draft"]:
        mark = _frame(document, parts["draft"], 13, bold=True, before=6)
        if layout.draft_box:
            inside = text_width_mm(parts["draft"], 13) + 2 * _BOX_PADDING_MM
            _narrow(Paragraph(mark, document), inside, layout.text_width_mm)
            _border(Paragraph(mark, document), ("top", "left", "bottom", "right"), space=3)
        made.append(mark)
    return made


def _nation(cell: _Cell, parts, layout: Layout, width: float) -> None:
    _line(cell, parts["nation"], layout.nation_pt, bold=True)
    _line(cell, parts["motto"], layout.motto_pt, bold=True)
    _rule(cell, text_width_mm(parts["motto"], layout.motto_pt), width)


def _number_and_date(row, parts, layout: Layout, width: float) -> None:
    left, right = row.cells
    if parts["number"]:
        _line(left, parts["number"], layout.number_pt, before=6)
    if parts["subject"]:
        _line(left, parts["subject"], layout.subject_pt, before=6)
    if parts["draft"]:
        mark = _line(left, parts["draft"], 13, bold=True, before=8)
        if layout.draft_box:
            inside = text_width_mm(parts["draft"], 13) + 2 * _BOX_PADDING_MM
            _narrow(mark, inside, width)
            _border(mark, ("top", "left", "bottom", "right"), space=3)
    _line(right, parts["place_and_date"], layout.date_pt, italic=True, before=6)


def _title(document, parts, layout: Layout) -> list:
    name = _frame(document, parts["type_name"], layout.type_name_pt, bold=True, before=8 if parts["plain"] else 18)
    title = _frame(document, parts["title"], layout.title_pt, bold=True, before=3)
    Paragraph(title, document).paragraph_format.left_indent = Mm(_TITLE_INSET_MM)
    Paragraph(title, document).paragraph_format.right_indent = Mm(_TITLE_INSET_MM)
    longest = min(text_width_mm(parts["title"], layout.title_pt), layout.text_width_mm - 2 * _TITLE_INSET_MM)
    attached = _frame(document, parts["attached"], layout.title_pt, italic=True, before=6)
    rule = _frame(document, "", 2, before=4, after=12)
    _narrow(Paragraph(rule, document), 0.4 * longest, layout.text_width_mm)
    _border(Paragraph(rule, document), ("bottom",))
    decides = _frame(document, parts["authority"], layout.title_pt, bold=True, after=12)
    return [name, title, *([attached] if parts["attached"] else []), rule, *([decides] if parts["authority"] else [])]


def _letter_gap(document, parts, layout: Layout) -> list:
    return [_frame(document, "", _THIN_PT, after=12)]


def _addressees(document, parts, layout: Layout) -> list:
    names, size = parts["addressees"], layout.addressee_pt
    if len(names) == 1:
        return [_frame(document, f"Kính gửi: {names[0]}", size, after=12)]
    lines = [("Kính gửi:", 30), *((f"- {name}", 50) for name in names)] if names else []
    made = [_frame(document, text, size, after=3, align=_LEFT) for text, _ in lines]
    for item, (_, indent) in zip(made, lines, strict=True):
        Paragraph(item, document).paragraph_format.left_indent = Mm(indent)
    if made:
        Paragraph(made[-1], document).paragraph_format.space_after = Pt(12)
    return made


def put_signatures(document, marker: Paragraph, parts: dict[str, Any], layout: Layout) -> None:
    """Replace the marker paragraph by the signatures and the list of recipients."""
    signed, width = parts["signature"], layout.text_width_mm
    if not parts["signed"]:
        marker._p.getparent().remove(marker._p)
        return
    grid = _grid(document, 1, [width / 2, width / 2])
    left, right = grid.rows[0].cells
    grid.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))
    if parts["agreement"]:
        _signature(left, signed["left"], "", layout)
        _signature(right, signed["right"], "", layout)
    else:
        _recipients(left, parts["recipients"], layout)
        _signature(right, signed["lines"], signed["name"], layout)
    space = _frame(document, "", 6, before=6)
    Paragraph(space, document).paragraph_format.keep_with_next = True
    for item in (space, grid._tbl):
        marker._p.addprevious(item)
    if parts["agreement"]:
        for text, size, strong in _recipient_lines(parts["recipients"], layout):
            line = _frame(document, text, size, bold=strong, italic=strong, align=_LEFT)
            marker._p.addprevious(line)
    marker._p.getparent().remove(marker._p)


def _signature(cell: _Cell, lines: list[str], name: str, layout: Layout) -> None:
    for text in lines:
        remark = text.startswith("(")
        _line(cell, text, layout.signature_pt, bold=not remark, italic=remark)
    space = _line(cell, name, layout.signature_pt, bold=True)
    space.paragraph_format.space_before = Mm(_SIGNING_SPACE_MM)


def _recipients(cell: _Cell, names: list[str], layout: Layout) -> None:
    for text, size, strong in _recipient_lines(names, layout):
        _line(cell, text, size, bold=strong, italic=strong, align=_LEFT)


def _recipient_lines(names: list[str], layout: Layout) -> list[tuple[str, float, bool]]:
    lines = [(f"- {name}", layout.recipients_pt, False) for name in names]
    return [("Nơi nhận:", layout.recipients_heading_pt, True), *lines] if names else []


def put_contents(document, marker: Paragraph, entries: list[tuple[int, str, str]]) -> None:
    """Replace the marker paragraph by a table of contents that Word brings up to date.

    Parameters
    ----------
    entries : level, bookmark and text of the headings; they stand there until Word adds the page numbers.
    """
    title = document.add_paragraph("MỤC LỤC", style="TOC Heading")
    lines = [document.add_paragraph(style=f"toc {level}") for level, _, _ in entries]
    for line, (_, bookmark, text) in zip(lines, entries, strict=True):
        link = element("w:hyperlink", anchor=bookmark)
        line._p.append(link)
        link.append(line.add_run(text)._r)
    field = [
        _run(element("w:fldChar", fldCharType="begin", dirty="true")),
        _run(_instruction(' TOC \\o "1-2" \\h \\z \\u ')),
        _run(element("w:fldChar", fldCharType="separate")),
    ]
    first = lines[0]._p
    for run in reversed(field):
        first.insert(1, run)
    lines[-1]._p.append(_run(element("w:fldChar", fldCharType="end")))
    for paragraph in (title, *lines):
        marker._p.addprevious(paragraph._p)
    # The text follows on the page where the contents end, which is else mostly white.
    lines[-1].paragraph_format.space_after = Pt(_AFTER_CONTENTS_PT)
    marker._p.getparent().remove(marker._p)


def put_page_field(paragraph: Paragraph, size: float) -> None:
    """Add the number of the page to a paragraph."""
    for item in (
        element("w:fldChar", fldCharType="begin"),
        _instruction(" PAGE "),
        element("w:fldChar", fldCharType="separate"),
        element("w:fldChar", fldCharType="end"),
    ):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        run._r.append(item)


def _instruction(code: str):
    instruction = element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    return instruction


def _run(item):
    run = element("w:r")
    run.append(item)
    return run


def _grid(document, rows: int, widths: list[float]) -> Table:
    """Return a table without borders and cell margins, taken out of the document."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    set_cell_margins(table, 0)
    for index, width in enumerate(widths):
        table.columns[index].width = Mm(width)
        for cell in table.columns[index].cells:
            cell.width = Mm(width)
    table._tbl.getparent().remove(table._tbl)
    return table


def _line(cell: _Cell, text: str, size: float, **look) -> Paragraph:
    """Add a line to a cell; the empty paragraph that every new cell has is used first."""
    first = cell.paragraphs[0]
    fresh = len(cell.paragraphs) == 1 and not first.text and first.style.name != FRAME_STYLE
    paragraph = first if fresh else cell.add_paragraph()
    return _set(paragraph, text, size, **look)


def _frame(document, text: str, size: float, **look):
    """Return the element of a paragraph that stands outside the text."""
    paragraph = _set(document.add_paragraph(), text, size, **look)
    paragraph._p.getparent().remove(paragraph._p)
    return paragraph._p


def _set(paragraph, text, size, *, bold=False, italic=False, before=0, after=0, align=None) -> Paragraph:
    paragraph.style = FRAME_STYLE
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    look = paragraph.paragraph_format
    look.space_before, look.space_after = Pt(before), Pt(after)
    if not text and size <= _THIN_PT:
        look.line_spacing = Pt(size)
    if align is not None:
        look.alignment = align
    return paragraph


def _rule(cell: _Cell, length_mm: float, width_mm: float) -> None:
    """Add a rule of a given length, centred: the border of an empty line, never an underline."""
    line = _line(cell, "", 2, before=3)
    _narrow(line, length_mm, width_mm)
    _border(line, ("bottom",))


def _narrow(paragraph: Paragraph, inside_mm: float, width_mm: float) -> None:
    margin = Mm(max((width_mm - inside_mm) / 2, 0))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = margin


def _border(paragraph: Paragraph, sides: tuple[str, ...], space: int = 1) -> None:
    borders = element("w:pBdr")
    for side in sides:
        borders.append(element(f"w:{side}", val="single", sz=6, space=space, color="000000"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )
