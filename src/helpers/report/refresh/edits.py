"""What staff have in a Word paper: the words of its elements as they read now, and whether a hand was on them."""

from __future__ import annotations

import copy
import io
import itertools
import re
from collections.abc import Container
from typing import Any

from docx.oxml.ns import qn

from helpers.report.word_fields import controls_in
from helpers.report.word_styles import CELL_STYLE, element

_SHORT = 60
_LABEL = re.compile(r"^(Bảng|Hình) \d+")
_NEAR = 4  # elements before a table: its caption, the bookmark, empty lines
_BLACK = ("auto", "000000", None)
#: What the programs never write into a table: tracked changes, comments, marks of a pen, merged cells.
_MARKS = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:highlight", "w:strike", "w:dstrike",
                        "w:vMerge", "w:gridSpan", "w:commentReference")))
_STRUCK = tuple(map(qn, ("w:del", "w:moveFrom")))  # what a tracked change took away
_BREAKS = tuple(map(qn, ("w:br", "w:tab", "w:cr")))


def text_of(root) -> str:
    """Return the words of an element on one line, what is struck out by a tracked change left out."""
    parts = []
    for item in root.iter(qn("w:t"), qn("w:p"), *_BREAKS):
        if next(item.iterancestors(*_STRUCK), None) is None:
            parts.append(item.text or "" if item.tag == qn("w:t") else " ")
    return " ".join("".join(parts).split())


def control_text(made) -> str | None:
    """Return the words of a control, blank where it shows Word's placeholder; None where a change struck it out."""
    if made.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
        return ""
    text = text_of(made)
    struck = [*made.iterancestors(*_STRUCK), *made.iter(qn("w:delText"), *_STRUCK)]
    return None if struck and not text else text


def set_control_text(made, text: str) -> None:
    """Give a control other words in the look of its first ones."""
    properties, content = made.find(qn("w:sdtPr")), made.find(qn("w:sdtContent"))
    for item in properties.findall(qn("w:showingPlcHdr")):
        properties.remove(item)
    set_text(content, text)


def set_text(root, text: str) -> None:
    """Give runs inside an element other words in the look of the first of them."""
    found = list(root.iter(qn("w:t")))
    if not found:
        run = element("w:r")
        found = [element("w:t")]
        run.append(found[0])
        root.append(run)
    first, *others = found
    first.text = text
    first.set(qn("xml:space"), "preserve")
    for item in [*others, *(mark for mark in root.iter(*_BREAKS) if mark.getparent().tag == qn("w:r"))]:
        item.getparent().remove(item)


def set_line(paragraph, text: str) -> None:
    """Give a caption or note other words; a caption keeps the field that counts it and what stands before."""
    fields = [run for run in paragraph.findall(qn("w:r")) if run.find(qn("w:fldChar")) is not None]
    if not fields:
        set_text(paragraph, text)
        return
    first, *others = [run for run in fields[-1].itersiblings(qn("w:r")) if run.find(qn("w:t")) is not None]
    set_text(first, _LABEL.sub("", text))
    for run in others:
        paragraph.remove(run)


def short(text: str) -> str:
    """Return the beginning of a text, whole words.

    >>> short("Một câu ngắn")
    'Một câu ngắn'
    """
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rpartition(' ')[0]} …"


def place_of(item) -> str:
    """Return where an element stands: the beginning of its paragraph, or the head of its row and its column."""
    cell = next(item.iterancestors(qn("w:tc")), None)
    if cell is None:
        paragraph = next(item.iterancestors(qn("w:p")), item)
        return short(text_of(paragraph))
    row = next(cell.iterancestors(qn("w:tr")))
    cells = row.findall(qn("w:tc"))
    heads = next(row.iterancestors(qn("w:tbl"))).find(qn("w:tr")).findall(qn("w:tc"))
    names = [text_of(other) for other in cells if re.search(r"[^\W\d]", text_of(other))]
    column = cells.index(cell) if cell in cells else 0
    head = text_of(heads[column]) if column < len(heads) else ""
    return " · ".join(part for part in (short(names[0]) if names else short(text_of(row)), head) if part)


# --- tables -----------------------------------------------------------------------------------------------


def tables_in(word, told: dict[str, Any]) -> list[tuple[int, Any]]:
    """Return the tables of the text with their place in the manifest, copies too.

    A table is known by the controls in it, and one without controls by the bookmark before its caption.
    """
    places = {number["id"]: number["at"] for number in told["numbers"]}
    ranges = [range(table["first"], table["first"] + table["columns"] * table["rows"]) for table in told["tables"]]
    names = {table["id"]: number for number, table in enumerate(told["tables"]) if table["id"]}
    made = []
    for table in word.element.body.iter(qn("w:tbl")):
        inside = [places[tag] for tag, _ in controls_in(table) if tag in places]
        counts = [sum(place in cells for place in inside) for cells in ranges]
        if any(counts):
            made.append((counts.index(max(counts)), table))
        elif (name := _name_before(table, names)):
            made.append((names[name], table))
    return made


def _name_before(table, names: Container[str]) -> str:
    """Return which of the names the bookmark at the caption of a table has, or nothing."""
    for item in itertools.islice(table.itersiblings(preceding=True), _NEAR):
        if item.tag == qn("w:tbl"):
            break
        found = [mark.get(qn("w:name")) for mark in item.iter(qn("w:bookmarkStart"))]
        if name := next((name for name in found if name in names), ""):
            return name
    return ""


def is_untouched(word, table, told: dict[str, Any], number: int) -> bool:
    """Return whether a table has the cells that it was made with and no hand's marks on them."""
    about = told["tables"][number]
    cells = told["text"][about["first"] : about["first"] + about["columns"] * about["rows"]]
    rows = [row.findall(qn("w:tc")) for row in table.findall(qn("w:tr"))]
    found = [text_of(cell) for row in rows for cell in row]
    whole = len(rows) == about["rows"] and all(len(row) == about["columns"] for row in rows)
    return whole and found == cells and not _is_marked(word, table)


def _is_marked(word, table) -> bool:
    if next(table.iter(*_MARKS), None) is not None:
        return True
    lines = (item.get(qn("w:val")) for item in table.iter(qn("w:u")))
    colours = (item.get(qn("w:val")) for item in table.iter(qn("w:color")))
    usual = next(style.style_id for style in word.styles if style.name == CELL_STYLE)
    styles = (item.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") for item in table.iter(qn("w:p")))
    return (any(line != "none" for line in lines) or any(colour not in _BLACK for colour in colours)
            or any(style is None or style.get(qn("w:val")) != usual for style in styles))


def put_table(old, new) -> Any:
    """Put a copy of a table in the place of another, whose style it takes where it has as many columns."""
    made = copy.deepcopy(new)
    if len(old.find(qn("w:tblGrid"))) == len(new.find(qn("w:tblGrid"))):
        made.replace(made.find(qn("w:tblPr")), copy.deepcopy(old.find(qn("w:tblPr"))))
    body = next(old.iterancestors(qn("w:body")))
    first = max((int(mark.get(qn("w:id"))) for mark in body.iter(qn("w:bookmarkStart"))), default=0) + 1
    ids = {mark.get(qn("w:id")): str(first + number) for number, mark in enumerate(made.iter(qn("w:bookmarkStart")))}
    for mark in made.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
        mark.set(qn("w:id"), ids[mark.get(qn("w:id"))])
    old.getparent().replace(old, made)
    return made


# --- pictures, and order in the file ----------------------------------------------------------------------


def set_picture(word, properties, picture, png: bytes) -> None:
    """Show another PNG in the place and width of a picture; its height follows the new picture."""
    attribute = qn("r:embed")
    before = picture.get(attribute)
    key, image = word.part.get_or_add_image(io.BytesIO(png))
    was = word.part.related_parts[before].image
    picture.set(attribute, key)
    if not any(item.get(attribute) == before for item in word.element.body.iter(qn("a:blip"))):
        word.part.rels.pop(before)
    ratio = (image.px_height / image.px_width) / (was.px_height / was.px_width)
    drawing = properties.getparent()
    for extent in [*drawing.iter(qn("wp:extent")), *drawing.iter(qn("a:ext"))]:
        if extent.get("cy"):
            extent.set("cy", str(round(int(extent.get("cy")) * ratio)))


def tidy_controls(body) -> None:
    """Give every control a number of its own and let no two hidden bookmarks share a name, as copies would."""
    numbers, names = itertools.count(1), set()
    for _, item in controls_in(body):
        number = item.find(f"{qn('w:sdtPr')}/{qn('w:id')}")
        if number is not None:
            number.set(qn("w:val"), str(next(numbers)))
        for mark in list(item.iter(qn("w:bookmarkStart"))):
            name = mark.get(qn("w:name"))
            if name in names:
                _remove_bookmark(item, mark)
            names.add(name)


def _remove_bookmark(root, start) -> None:
    for end in list(root.iter(qn("w:bookmarkEnd"))):
        if end.get(qn("w:id")) == start.get(qn("w:id")):
            end.getparent().remove(end)
    start.getparent().remove(start)
