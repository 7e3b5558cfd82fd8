"""From the document tree to a Word paper: pandoc writes the text, python-docx the official layout."""

from __future__ import annotations

import copy
import io
import tempfile
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from helpers.report.document import Document
from helpers.report.front import Layout
from helpers.report.numbering import LIST_STYLE, headings, is_lead
from helpers.report.pandoc import nodes, run, tree_json
from helpers.report.tree import CELL_MARGIN_PT, CONTENTS_STYLE, SIGNATURE_STYLE, is_short_table
from helpers.report.word_fields import bookmarked, put_caption_fields, put_controls, put_manifest, put_stamp
from helpers.report.word_parts import put_contents, put_head, put_page_field, put_signatures
from helpers.report.word_styles import (
    CELL_STYLE,
    FRAME_STYLE,
    element,
    heading_look,
    reference_document,
    set_cell_margins,
    set_language,
)

_HEAD_SHADE = "F0F0F0"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_TWIPS_PER_MM = 1440 / 25.4
#: Styles of running text.
_TEXT_STYLES = ("Body Text", "First Paragraph", LIST_STYLE)
#: Height of the line that carries the break between two sections.
_BREAK_PT = 1
#: Signs that the title among the properties of a Word file may have.
_MOST_TITLE = 255


def to_docx(document: Document) -> bytes:
    """Return the paper as a Word document; the same document gives the same bytes."""
    layout = document.profile.layout
    day = datetime.combine(date.fromisoformat(document.context.as_of), time(), UTC)
    word = docx.Document(io.BytesIO(_written(document, int(day.timestamp()))))
    set_language(word, document.parts["tag"])
    _set_page(word, layout)
    _set_footers(word, document.parts["status"], layout)
    _finish_tables(word, document, layout)
    _finish_headings(word, document, layout)
    _keep_leads(word)
    _put_parts(word, document, layout)
    _name_pictures(word, document)
    put_caption_fields(word)
    put_controls(word.element.body, document.manifest["numbers"])
    put_manifest(word, document.manifest)
    _set_properties(word, document, day.replace(tzinfo=None))
    stream = io.BytesIO()
    word.save(stream)
    return same_bytes(stream.getvalue())


def _written(document: Document, epoch: int) -> bytes:
    """Return the text as pandoc writes it, in the styles of the profile."""
    roles = {}
    for level, role, _, _ in headings(document.blocks):
        roles.setdefault(level, role)
    with tempfile.TemporaryDirectory() as folder:
        reference = reference_document(document.profile.layout, roles.items())
        Path(folder, "reference.docx").write_bytes(reference)
        for name, figure in document.assets.items():
            Path(folder, f"{name}.png").write_bytes(figure.png)
        arguments = ["-f", "json", "-t", "docx", "-o", "-", "--reference-doc=reference.docx"]
        arguments.append("--syntax-highlighting=none")  # its styles stand on one that the file has not
        return run(arguments, tree_json(bookmarked(document.blocks)), cwd=folder, epoch=epoch)


def _set_page(word, layout: Layout) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(layout.page_mm["width"]), Mm(layout.page_mm["height"])
    wide = layout.page_mm["width"] > layout.page_mm["height"]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    for side, length in layout.margins_mm.items():
        setattr(section, f"{side}_margin", Mm(length))
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def _set_footers(word, status: str, layout: Layout) -> None:
    """Write the status line on every page and the page number on every page but the first."""
    section = word.sections[0]
    for number, footer in enumerate((section.first_page_footer, section.footer)):
        paragraph = footer.paragraphs[0]
        paragraph.style = "Footer"
        run_ = paragraph.add_run(status)
        run_.font.size = Pt(layout.status_pt)
        put_stamp(paragraph, run_, number)
    if layout.page_number.place == "bottom-right":
        paragraph = section.footer.paragraphs[0]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(layout.text_width_mm), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run("\t")
    else:
        paragraph = section.header.paragraphs[0]
        paragraph.style = FRAME_STYLE
        section.first_page_header.paragraphs[0].style = FRAME_STYLE
    put_page_field(paragraph, layout.page_number.pt)


def _finish_tables(word, document: Document, layout: Layout) -> None:
    """Give every table borders, widths, a head row that repeats and rows that do not split."""
    cell_style = word.styles[CELL_STYLE].style_id
    for table, node in zip(word.tables, nodes(document.blocks, "Table"), strict=True):
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        set_cell_margins(table, CELL_MARGIN_PT)
        widths = [spec[1].get("c") for spec in node["c"][2]]
        for paragraph in table._tbl.iter(qn("w:p")):
            if next(paragraph.iter(qn("w:t")), None) is None:  # pandoc leaves an empty cell in the style of the body
                paragraph.style = cell_style
        if all(widths):
            _set_widths(table, [width * layout.text_width_mm for width in widths])
        for number, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()
            properties.insert(0, element("w:cantSplit"))
            if number == 0:
                _set_head(row)
        for row in table.rows if is_short_table(node) else table.rows[-1:]:
            for paragraph in (item for cell in row.cells for item in cell.paragraphs):
                paragraph.paragraph_format.keep_with_next = True


def _set_widths(table, widths: list[float]) -> None:
    table.autofit = False
    total = table._tbl.tblPr.find(qn("w:tblW"))
    total.set(qn("w:type"), "dxa")
    total.set(qn("w:w"), str(round(sum(widths) * _TWIPS_PER_MM)))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)


def _set_head(row) -> None:
    properties = row._tr.get_or_add_trPr()
    if properties.find(qn("w:tblHeader")) is None:
        properties.append(element("w:tblHeader"))
    for cell in row.cells:
        shade = element("w:shd", val="clear", color="auto", fill=_HEAD_SHADE)
        cell._tc.get_or_add_tcPr().append(shade)
        for run_ in (item for paragraph in cell.paragraphs for item in paragraph.runs):
            run_.bold = True


def _finish_headings(word, document: Document, layout: Layout) -> None:
    """Set annexes apart and give their headings the look of their role where the style has another."""
    found = [item for item in word.paragraphs if item.style.name.startswith("Heading")]
    usual: dict[int, str] = {}
    annexes = []
    for paragraph, (level, role, _, _) in zip(found, headings(document.blocks), strict=True):
        if usual.setdefault(level, role) != role:
            heading_look(paragraph.paragraph_format, role, layout)
            for run_ in paragraph.runs:
                run_.bold = role != "diem"
        if role == "phu-luc":
            annexes.append(paragraph)
    for paragraph in annexes:
        for run_ in paragraph.runs:
            run_.font.size = Pt(layout.title_pt)
        if layout.annex_restarts_page_number:
            _start_section(word, paragraph)
        else:
            paragraph.paragraph_format.page_break_before = True


def _start_section(word, heading: Paragraph) -> None:
    """End the section before a heading; the next one counts its pages from 1 and shows every number."""
    last = word.element.body.sectPr
    closing = heading.insert_paragraph_before(style=FRAME_STYLE)
    # A line of its own, it must not fall over onto a page that is else blank.
    closing.paragraph_format.line_spacing = Pt(_BREAK_PT)
    closing._p.get_or_add_pPr().append(copy.deepcopy(last))
    for tag in ("w:titlePg", "w:pgNumType"):
        for item in last.findall(qn(tag)):
            last.remove(item)
    for item in [*last.findall(qn("w:headerReference")), *last.findall(qn("w:footerReference"))]:
        if item.get(qn("w:type")) == "first":
            last.remove(item)
    last.find(qn("w:pgMar")).addnext(element("w:pgNumType", start=1))


def _keep_leads(word) -> None:
    """Keep every paragraph that leads to a list with its first line."""
    for paragraph in word.paragraphs:
        if paragraph.style.name in _TEXT_STYLES and is_lead(paragraph.text):
            paragraph.paragraph_format.keep_with_next = True


def _put_parts(word, document: Document, layout: Layout) -> None:
    markers = {item.style.name: item for item in word.paragraphs}
    entries = [
        (level, name, text) for level, _, name, text in headings(document.blocks) if level <= 2
    ]  # as deep as the field asks
    if document.parts["contents"] and entries:
        put_contents(word, markers[CONTENTS_STYLE], entries)
    signature = markers[SIGNATURE_STYLE]
    before = signature._p.getprevious()
    if before is not None and before.tag == qn("w:p"):
        Paragraph(before, word).paragraph_format.keep_with_next = True
    put_signatures(word, signature, document.parts, layout)
    put_head(word, document.parts, layout)


def _name_pictures(word, document: Document) -> None:
    """Give every picture the identifier of its figure, by which it is found again."""
    shown = word.element.body.iter(qn("wp:docPr"))
    for properties, figure in zip(shown, document.manifest["figures"], strict=True):
        properties.set("name", figure["id"])


def _short(title: str) -> str:
    """Return a title as long as Word takes one among the properties of a file.

    >>> len(_short("Tờ trình " * 40)), _short("Tờ trình")
    (255, 'Tờ trình')
    """
    return title if len(title) <= _MOST_TITLE else f"{title[: _MOST_TITLE - 1]}…"


def _set_properties(word, document: Document, day: datetime) -> None:
    properties = word.core_properties
    properties.title = _short(document.parts["document_title"])
    properties.author = properties.last_modified_by = " ".join(document.parts["agency"])
    properties.created = properties.modified = day
    properties.language = document.parts["tag"]
    properties.revision = 1


def same_bytes(content: bytes) -> bytes:
    """Return the same package without the times at which its parts were written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()
