"""What keeps a Word paper alive: content controls around its numbers, fields that count captions, its manifest.

A control is free to be typed over, copied and deleted: who edits a paper answers for its words. What was typed over
is found by comparing the text of a control with the manifest, so nothing needs to be locked. Inside each control a
hidden bookmark repeats its name, since older versions of LibreOffice keep bookmarks but not the names of controls.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from helpers.report.marks import is_controlled, is_mark
from helpers.report.pandoc import Node, transform
from helpers.report.word_styles import element

STAMP_TAG = "qd45-run"
NAMESPACE = "urn:qd45:so-lieu"

_SPAN, _BOOKMARK = "qd45-", "_qd45_"  # as pandoc writes it; Word hides bookmarks that begin with a line
_ALIAS_LENGTH = 64  # Word refuses longer ones, and longer tags
_CAPTION = re.compile(r"^(Bảng|Hình) (\d+)(.*)$", re.DOTALL)
_CAPTION_STYLES = ("Table Caption", "Image Caption")
_NAMED = re.compile(rf"{_BOOKMARK}(\w\d+)")  # LibreOffice adds words to the names of copies
_FIRST_CAPTION_MARK = 100_000  # bookmarks are numbered; pandoc's numbers stay below

_ROOT = f"{{{NAMESPACE}}}manifest"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
    '<ds:datastoreItem ds:itemID="{7D1E1B0A-45D4-4B0E-9A45-5145442D3435}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
    f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)


# --- content controls -------------------------------------------------------------------------------------


def bookmarked(blocks: list[Node]) -> list[Node]:
    """Return blocks in which pandoc sets a bookmark around every number that becomes a control."""

    def named(node: Node) -> Node | list[Node]:
        if node["t"] == "Note":  # a footnote stands in a part of its own, where nothing is renewed
            return transform(node, lambda inner: inner["c"][1] if _is_named(inner) else inner)
        if not is_mark(node):
            return node
        told, inlines = dict(node["c"][0][2]), node["c"][1]
        if not is_controlled(told["ref"]):
            return inlines
        return {"t": "Span", "c": [[_SPAN + told["id"], [], []], inlines]}

    return transform(blocks, named)


def _is_named(node: Node) -> bool:
    return node["t"] == "Span" and node["c"][0][0].startswith(_SPAN)


def put_controls(root, numbers: Iterable[dict[str, str]]) -> None:
    """Enclose the bookmarks of `bookmarked` in content controls, their runs kept as they are formatted.

    Parameters
    ----------
    root : element of a part.
    numbers : ``id`` and ``label`` of the numbers, from the manifest.
    """
    labels = {number["id"]: number["label"] for number in numbers}
    for start in list(root.iter(qn("w:bookmarkStart"))):
        name = start.get(qn("w:name"))
        if name.startswith(_SPAN):
            key = name.removeprefix(_SPAN)
            start.set(qn("w:name"), _BOOKMARK + key)
            _enclose(start, control(key, labels[key], int(key[1:])))


def _enclose(start, made) -> None:
    """Move a bookmark and what stands in it into a control."""
    number, content = start.get(qn("w:id")), made.find(qn("w:sdtContent"))
    start.addprevious(made)
    for item in [start, *made.itersiblings()]:
        content.append(item)
        if item.tag == qn("w:bookmarkEnd") and item.get(qn("w:id")) == number:
            break


def control(tag: str, alias: str, number: int):
    """Return an empty content control of run level.

    Parameters
    ----------
    tag : what the programs know it by; at most 64 characters.
    alias : what Word shows above it.
    number : unique in the document.
    """
    properties = element("w:sdtPr")
    for name, value in (("alias", alias[:_ALIAS_LENGTH]), ("tag", tag), ("id", number)):
        if value != "":
            properties.append(element(f"w:{name}", val=value))
    made = element("w:sdt")
    made.extend([properties, element("w:sdtContent")])
    return made


def controls_in(root) -> list[tuple[str, Any]]:
    """Return tag and element of every content control, in reading order; the tag is blank where it was lost."""
    return [(_tag(made), made) for made in root.iter(qn("w:sdt"))]


def _tag(made) -> str:
    tag = made.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    if tag is not None:
        return tag.get(qn("w:val"))
    names = (_NAMED.match(mark.get(qn("w:name")) or "") for mark in made.iter(qn("w:bookmarkStart")))
    return next((name[1] for name in names if name), "")


def rename_control(made, tag: str) -> None:
    """Give a control another tag, in its bookmark too."""
    for mark in made.iter(qn("w:bookmarkStart")):
        if (mark.get(qn("w:name")) or "").startswith(_BOOKMARK):
            mark.set(qn("w:name"), _BOOKMARK + tag)
    properties = made.find(qn("w:sdtPr"))
    old = properties.find(qn("w:tag"))
    if old is not None:
        old.set(qn("w:val"), tag)
        return
    alias, new = properties.find(qn("w:alias")), element("w:tag", val=tag)
    properties.insert(0, new) if alias is None else alias.addnext(new)


def put_stamp(paragraph, run, number: int) -> None:
    """Make a run the control of the line that says which run made the paper; ``number`` tells the lines apart."""
    made = control(STAMP_TAG, "Lần chạy", _FIRST_CAPTION_MARK + number)
    paragraph._p.replace(run._r, made)
    made.find(qn("w:sdtContent")).append(run._r)


# --- fields that count ------------------------------------------------------------------------------------


def put_caption_fields(word) -> None:
    """Make the numbers of captions fields that count, and links to them fields that follow.

    Who inserts a table gives it a caption of the same label and renews the fields (Ctrl+A, F9): all later
    numbers and the words that point at them move along. Articles and clauses keep their numbers as text, since
    other papers cite them and Word has no Vietnamese letters for points.
    """
    targets: dict[str, tuple[str, str]] = {}
    for paragraph in word.paragraphs:
        if paragraph.style.name in _CAPTION_STYLES and paragraph.runs:
            name = f"_Ref{4500 + len(targets):08d}"
            label = _count(paragraph.runs[0]._r, name, len(targets))
            if label:
                targets[_bookmark_before(paragraph._p)] = name, label
    for link in list(word.element.body.iter(qn("w:hyperlink"))):
        name, label = targets.get(link.get(qn("w:anchor")), ("", ""))
        if name and "".join(text.text for text in link.iter(qn("w:t"))) == label:
            for item in [*field(f" REF {name} \\h ", list(link))]:
                link.addprevious(item)
            link.getparent().remove(link)


def _bookmark_before(paragraph) -> str:
    """Return the name of the bookmark that opens at a caption, or at the picture above it."""
    while (paragraph := paragraph.getprevious()) is not None:
        if paragraph.tag == qn("w:bookmarkStart"):
            return paragraph.get(qn("w:name"))
    return ""


def _count(run, name: str, number: int) -> str:
    """Split the run that begins a caption, its number a counting field in a bookmark; return the label."""
    text = run.find(qn("w:t"))
    found = _CAPTION.match("" if text is None else text.text or "")
    if not found:
        return ""
    lead, result, rest = (_with_text(run, part) for part in (f"{found[1]} ", found[2], found[3]))
    marks = {"id": _FIRST_CAPTION_MARK + number}
    run.addprevious(element("w:bookmarkStart", name=name, **marks))
    for item in [lead, *field(f" SEQ {found[1]} \\* ARABIC ", [result])]:
        run.addprevious(item)
    run.addprevious(element("w:bookmarkEnd", **marks))
    run.getparent().replace(run, rest)
    return f"{found[1]} {found[2]}"


def _with_text(run, text: str):
    """Return a copy of a run with other words."""
    made = copy.deepcopy(run)
    words = made.find(qn("w:t"))
    words.text = text
    words.set(qn("xml:space"), "preserve")
    return made


def field(code: str, result: list) -> list:
    """Return the runs of a field that Word renews; ``result`` stands there until then."""
    instruction = element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    marks = [element("w:fldChar", fldCharType="begin"), instruction,
             element("w:fldChar", fldCharType="separate"), element("w:fldChar", fldCharType="end")]
    begin, told, separate, end = (_run(mark) for mark in marks)
    return [begin, told, separate, *result, end]


def _run(item):
    made = element("w:r")
    made.append(item)
    return made


# --- manifest ---------------------------------------------------------------------------------------------


def put_manifest(word, manifest: dict[str, Any]) -> None:
    """Store the manifest in the file, in the place of one that is there already."""
    part = _manifest_part(word)
    if part is None:
        part = _part(word, "item1", "application/xml")
        word.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
        about = _part(word, "itemProps1", _PROPERTIES_TYPE)
        about._blob = _PROPERTIES.encode()
        part.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    root = etree.Element(_ROOT, nsmap={"qd45": NAMESPACE})
    root.text = json.dumps(manifest, ensure_ascii=False)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def read_manifest(word) -> dict[str, Any] | None:
    """Return the manifest of an open Word file, or None when it holds none.

    Raises
    ------
    ValueError : there is one, but it cannot be read.
    """
    part = _manifest_part(word)
    if part is None:
        return None
    told = json.loads(_root(part).text or "")
    if not isinstance(told, dict) or not isinstance(told.get("numbers"), list):
        raise ValueError("not a manifest")
    return told


def _manifest_part(word):
    related = (link.target_part for link in word.part.rels.values()
               if link.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not link.is_external)
    return next((part for part in related if (root := _root(part)) is not None and root.tag == _ROOT), None)


def _root(part):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(part.blob, parser)
    except etree.XMLSyntaxError:
        return None


def _part(word, name: str, kind: str) -> Part:
    return Part(PackURI(f"/customXml/{name}.xml"), kind, b"", word.part.package)
