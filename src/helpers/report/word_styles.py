"""The styles of the Word papers, made from the format profile and handed to pandoc as its reference."""

from __future__ import annotations

import io
from collections.abc import Iterable

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle

from helpers.report.front import Layout
from helpers.report.numbering import (
    ATTACHED_STYLE,
    BASIS_STYLE,
    CENTRED_ROLES,
    DECIDES_STYLE,
    LIST_STYLE,
    NOTE_STYLE,
)
from helpers.report.tree import CONTENTS_STYLE, SIGNATURE_STYLE
from helpers.report.typeface import WORD_FAMILY

FRAME_STYLE = "Khung"  # lines of the masthead, the signatures and the contents' title
CELL_STYLE = "Compact"  # pandoc's name for the text of a table cell

#: The look that every table starts from, and the one that Word gives a table which staff insert.
_TABLE_STYLES = ("Normal Table", "Table Grid")
_BLACK = RGBColor(0, 0, 0)
_LEFT, _CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER


def reference_document(layout: Layout, roles: Iterable[tuple[int, str]]) -> bytes:
    """Return an empty Word file with the styles of a profile.

    Parameters
    ----------
    layout : sizes of the profile.
    roles : level and role of the headings of the body, which say how Heading 1-4 look.
    """
    document = docx.Document()
    _drop_table_styles(document)
    _use_one_typeface(document)
    _use_current_word(document)
    _normal(document, layout)
    _plain_styles(document)
    _special_styles(document, layout)
    for level, role in {1: "muc", 2: "khoan", 3: "diem", 4: "diem", **dict(roles)}.items():
        _heading(document.styles[f"Heading {level}"], role, layout)
    _contents_styles(document, layout)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _drop_table_styles(document) -> None:
    """Take out the hundred looks of tables that no paper has, through which pandoc looks again and again."""
    for style in [style for style in document.styles if style.type == WD_STYLE_TYPE.TABLE]:
        if style.name not in _TABLE_STYLES:
            style.delete()


def _use_one_typeface(document) -> None:
    """Set the typeface in the defaults and drop the theme's typefaces from every style."""
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[name]
        for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{slot}"), WORD_FAMILY)


def _use_current_word(document) -> None:
    """Ask for the layout of Word 2013 and later."""
    settings = document.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")


def set_language(document, tag: str) -> None:
    """Say in what language a document is, and so by which words it is to be spelt: ``vi-VN``."""
    for language in document.styles.element.iter(qn("w:lang")):
        for slot in ("val", "eastAsia"):
            language.set(qn(f"w:{slot}"), tag)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.attrib.clear()
        language.set(qn("w:val"), tag)


def _normal(document, layout: Layout) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size, style.font.color.rgb = WORD_FAMILY, Pt(layout.body_pt), _BLACK
    look = style.paragraph_format
    look.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    look.first_line_indent = Mm(layout.first_line_mm)
    look.space_before, look.space_after = Pt(0), Pt(layout.paragraph_gap_pt)
    look.line_spacing = layout.line_spacing
    look.widow_control = True


def _plain_styles(document) -> None:
    """Make the styles that look like Normal; pandoc names the first three."""
    for name in ("Body Text", "First Paragraph", "Block Text", LIST_STYLE, SIGNATURE_STYLE, CONTENTS_STYLE):
        style = _style(document, name)
        look = style.paragraph_format
        look.space_after = look.line_spacing = None
    link = _style(document, "Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = _BLACK, False


def _special_styles(document, layout: Layout) -> None:
    note, cell, body = layout.note_pt, layout.table_pt, layout.body_pt
    _look(_style(document, BASIS_STYLE), body, italic=True)
    decides = _look(_style(document, DECIDES_STYLE), body, bold=True, align=_CENTER, before=6)
    decides.paragraph_format.keep_with_next = True
    _look(_style(document, ATTACHED_STYLE), body, italic=True, align=_CENTER, after=12)
    _look(_style(document, NOTE_STYLE), note, italic=True, align=_LEFT, before=3, after=12, single=True)
    # A line of Word is taller than its words, by about this much above and below.
    gap = max(0, layout.row_gap_pt - 2)
    _look(_style(document, CELL_STYLE), cell, align=_LEFT, before=gap, after=gap, single=True)
    _look(_style(document, FRAME_STYLE), body, align=_CENTER, after=0, single=True)
    for name in ("Caption", "Table Caption", "Image Caption"):
        style = _look(_style(document, name), body, bold=True, align=_CENTER, before=6)
        style.paragraph_format.keep_with_next = True
    figure = _look(_style(document, "Captioned Figure"), body, align=_CENTER, before=6, single=True)
    figure.paragraph_format.keep_with_next = True
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    for name in ("Header", "Footer", "Footnote Text"):
        _look(_style(document, name), layout.status_pt if name == "Footer" else note, align=_LEFT, single=True)


def _heading(style: BaseStyle, role: str, layout: Layout) -> None:
    style.font.color.rgb = _BLACK
    _look(style, layout.body_pt, bold=role != "diem", after=layout.paragraph_gap_pt)
    style.paragraph_format.keep_with_next = True
    heading_look(style.paragraph_format, role, layout)


def heading_look(look, role: str, layout: Layout) -> None:
    """Set on a style or a paragraph where a heading of a role stands: centred, or indented like text."""
    centred = role in CENTRED_ROLES
    look.alignment = _CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    look.first_line_indent = Mm(0) if centred else Mm(layout.first_line_mm)
    look.space_before = Pt({"phan": 12, "phu-luc": 0}.get(role, 6))


def _contents_styles(document, layout: Layout) -> None:
    _look(_style(document, "TOC Heading"), layout.body_pt, bold=True, align=_CENTER, before=12)
    for level in (1, 2):
        style = _look(_style(document, f"toc {level}"), layout.body_pt, align=_LEFT, after=3, single=True)
        style.paragraph_format.left_indent = Mm(6 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(
            Mm(layout.text_width_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )


def _style(document, name: str, kind=WD_STYLE_TYPE.PARAGRAPH) -> BaseStyle:
    """Return a style by name, made on Normal when the file has none."""
    if name in document.styles:
        return document.styles[name]
    style = document.styles.add_style(name, kind)
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = document.styles["Normal"]
        style.quick_style = True
    return style


def _look(
    style, size, *, bold=False, italic=False, align=None, before=0, after=None, single=False
) -> BaseStyle:
    """Set the look of a paragraph style; an alignment other than Normal's also drops the indent."""
    font, look = style.font, style.paragraph_format
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, italic, _BLACK
    _drop_complex_size(style)
    look.space_before = Pt(before)
    if after is not None:
        look.space_after = Pt(after)
    if align is not None:
        look.alignment, look.first_line_indent = align, Mm(0)
    if single:
        look.line_spacing = 1.0
    return style


def _drop_complex_size(style) -> None:
    """Remove sizes and weights that the built-in styles set for complex scripts only."""
    properties = style.element.get_or_add_rPr()
    for tag in ("w:szCs", "w:bCs", "w:iCs"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)


def set_cell_margins(table, points: float) -> None:
    """Set the white at the left and right of every cell [pt]."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=round(points * 20), type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def element(tag: str, **attributes: str):
    """Return a WordprocessingML element, ``element("w:shd", fill="F0F0F0")``."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made
