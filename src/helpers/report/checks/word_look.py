"""How a paragraph or a run of a Word file looks once its styles and the defaults of the file are followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from docx.oxml.ns import qn

TWIPS_PER_MM = 1440 / 25.4
_name = cache(qn)
_PARAGRAPH, _PARAGRAPH_STYLE, _RUN, _RUN_STYLE, _VALUE = (
    _name(f"w:{tag}") for tag in ("pPr", "pStyle", "rPr", "rStyle", "val"))
_OFF = ("0", "false", "off", "none")


class Styles:
    """The styles of a Word file: every question is put to the element itself, its styles, then the defaults."""

    def __init__(self, root):
        self._by_id = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        self._default = next((style.get(qn("w:styleId")) for style in self._by_id.values()
                              if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"), None)
        self._seen: dict[tuple[str | None, str, str], list] = {}
        self._defaults = root.find(qn("w:docDefaults"))

    def name(self, paragraph) -> str:
        """Return the name of a paragraph's style."""
        style = self._by_id.get(self._of_paragraph(paragraph))
        return "" if style is None else style.find(qn("w:name")).get(qn("w:val"))

    def of_paragraph(self, paragraph, tag: str, attribute: str = "w:val") -> str | None:
        """Return an attribute of a paragraph property such as ``w:jc``; None where it is nowhere set."""
        return _first(self._paragraph_chain(paragraph, tag), attribute)

    def paragraph_is_on(self, paragraph, tag: str) -> bool:
        """Return whether a property that is on or off, such as ``w:pageBreakBefore``, is on for a paragraph."""
        return _is_on(self._paragraph_chain(paragraph, tag))

    def of_run(self, run, paragraph, tag: str, attribute: str = "w:val") -> str | None:
        """Return an attribute of a run property such as ``w:sz``; None where it is nowhere set."""
        return _first(self._run_chain(run, paragraph, tag), attribute)

    def is_on(self, run, paragraph, tag: str) -> bool:
        """Return whether a property that is either on or off, such as ``w:b``, is on for a run."""
        return _is_on(self._run_chain(run, paragraph, tag))

    def table_has_borders(self, table) -> bool:
        """Return whether a table has visible lines, by itself or by its style."""
        properties = table.find(qn("w:tblPr"))
        own = properties.find(qn("w:tblBorders"))
        style = properties.find(qn("w:tblStyle"))
        chain = [] if style is None else [item.find(qn("w:tblPr")) for item in self._chain(style.get(qn("w:val")))]
        found = [own, *(item.find(qn("w:tblBorders")) for item in chain if item is not None)]
        first = next((item for item in found if item is not None), ())
        return any(side.get(qn("w:val")) not in ("none", "nil") for side in first)

    def _of_paragraph(self, paragraph) -> str | None:
        own = paragraph.find(_PARAGRAPH)
        style = None if own is None else own.find(_PARAGRAPH_STYLE)
        return self._default if style is None else style.get(_VALUE)

    def _chain(self, style_id: str | None) -> Iterator:
        while style_id in self._by_id:
            style = self._by_id[style_id]
            yield style
            base = style.find(qn("w:basedOn"))
            style_id = None if base is None else base.get(qn("w:val"))

    def _paragraph_chain(self, paragraph, tag: str) -> Iterator:
        """Yield a property wherever it is set for a paragraph, the nearest first."""
        yield from _found(paragraph.find(_PARAGRAPH), tag)
        yield from self._styled(self._of_paragraph(paragraph), _PARAGRAPH, tag)
        yield from self._file_default("w:pPrDefault", _PARAGRAPH, tag)

    def _run_chain(self, run, paragraph, tag: str) -> Iterator:
        """Yield a property wherever it is set for a run, the nearest first."""
        own = run.find(_RUN)
        style = None if own is None else own.find(_RUN_STYLE)
        yield from _found(own, tag)
        yield from self._styled(None if style is None else style.get(_VALUE), _RUN, tag)
        yield from self._styled(self._of_paragraph(paragraph), _RUN, tag)
        yield from self._file_default("w:rPrDefault", _RUN, tag)

    def _styled(self, style_id: str | None, properties: str, tag: str) -> list:
        """Return a property wherever a style or those that it is based on set it, looked up once."""
        key = style_id, properties, tag
        if key not in self._seen:
            self._seen[key] = [item for style in self._chain(style_id)
                               for item in _found(style.find(properties), tag)]
        return self._seen[key]

    def _file_default(self, outer: str, properties: str, tag: str) -> list:
        return [] if self._defaults is None else _found(self._defaults.find(f"{qn(outer)}/{properties}"), tag)


def _found(properties, tag: str) -> list:
    item = None if properties is None else properties.find(_name(tag))
    return [] if item is None else [item]


def _is_on(items: Iterator) -> bool:
    found = next(items, None)
    return found is not None and found.get(_VALUE, "1") not in _OFF


def _first(items: Iterable, attribute: str) -> str | None:
    name = _name(attribute)
    return next((item.get(name) for item in items if item.get(name) is not None), None)


def millimetres(twips: str | None) -> float:
    """Return a length of Word [twips] in mm, 0 where there is none.

    >>> millimetres("567"), millimetres(None)
    (10.0, 0.0)
    """
    return round(float(twips or 0) / TWIPS_PER_MM, 1)
