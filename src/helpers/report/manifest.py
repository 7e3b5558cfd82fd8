"""What an exported paper says of itself: which run made it, and every number with the expression it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.report.marks import is_mark, marks_in
from helpers.report.numbering import NOTE_STYLE
from helpers.report.pandoc import Node, plain, style_of, transform
from helpers.report.tree import CONTENTS_STYLE, SIGNATURE_STYLE

if TYPE_CHECKING:
    from helpers.report.document import Document

FORMAT = 1
_BLANK = "\ufffc"
_PLAIN = ("Para", "Plain", "Header")


def manifest(document: Document) -> dict[str, Any]:
    """Return the manifest of a paper, the same in every format.

    Returns
    -------
    JSON values: ``format``; ``paper`` (name of the notebook), ``type``, ``title``; ``scenario`` (name of its file),
    ``profile``, ``language``, ``as_of``, ``run``, ``record`` (of the run), ``status``, ``text_id`` (see
    `helpers.report.approval.text_id`); ``stamp`` (the line of every page that says so), ``frame`` (the words around
    the text);
    ``text``: the paragraphs and cells in reading order;
    ``numbers``, each with ``id``, ``ref``, ``text``, ``label``, ``at`` (its place in ``text``), ``start`` (where it
    begins there);
    ``tables``, each with ``id``, the places of its caption, its first cell and the ``note`` under it, its
    ``columns``, ``rows`` (the head among them) and ``bold`` rows;
    ``figures``, each with ``id``, the places of its caption and ``note``, ``png`` (SHA-256 of the picture), ``alt``
    and its ``numbers`` (text and reference).
    """
    context, seen = document.context, _Seen()
    for node in document.blocks:
        _see(node, seen, document)
    return {
        "format": FORMAT,
        "paper": document.paper,
        "type": document.front.type,
        "title": document.parts["document_title"],
        "scenario": context.name,
        "profile": context.profile.get("name", ""),
        "language": context.language,
        "as_of": context.as_of,
        "run": context.run,
        "record": context.record,
        "status": document.standing.status,
        "text_id": document.signed.text_id,
        "stamp": document.parts["status"],
        "frame": list(_frame(document.parts)),
        "numbers": seen.numbers,
        "text": seen.text,
        "tables": seen.tables,
        "figures": seen.figures,
    }


@dataclass
class _Seen:
    """What has been read of the tree so far."""

    text: list[str] = field(default_factory=list)
    numbers: list[dict] = field(default_factory=list)
    tables: list[dict] = field(default_factory=list)
    figures: list[dict] = field(default_factory=list)
    last: dict = field(default_factory=dict)  # the table or figure seen last, under which a note may stand

    def take(self, inlines: Any) -> int:
        """Add a paragraph or cell and its numbers; return its place."""
        place, marks = len(self.text), marks_in(inlines)
        pieces = " ".join(plain(transform(inlines, _blanked)).split()).split(_BLANK)
        text = pieces[0]
        for mark, piece in zip(marks, pieces[1:], strict=True):
            mark["text"] = " ".join(mark["text"].split())
            self.numbers.append({**mark, "at": place, "start": len(text)})
            text += mark["text"] + piece
        self.text.append(text)
        return place


def _blanked(node: Node) -> Node:
    return {"t": "Str", "c": _BLANK} if is_mark(node) else node


def _see(node: Node, seen: _Seen, document: Document) -> None:
    style = style_of(node)
    if node["t"] in _PLAIN:
        seen.take(node["c"][2] if node["t"] == "Header" else node["c"])
    elif node["t"] == "Table":
        _see_table(node, seen)
    elif node["t"] == "Figure":
        _see_figure(node, seen, document)
    elif style == NOTE_STYLE:
        seen.last["note"] = seen.take(node["c"][1][0]["c"])
    elif node["t"] in ("Div", "BlockQuote") and style not in (SIGNATURE_STYLE, CONTENTS_STYLE):
        for inner in node["c"][1] if node["t"] == "Div" else node["c"]:
            _see(inner, seen, document)
    elif node["t"] == "LineBlock":
        for line in node["c"]:
            seen.take(line)


def _see_caption(caption: list, seen: _Seen) -> int | None:
    return seen.take(caption[1]) if caption[1] else None


def _see_table(node: Node, seen: _Seen) -> None:
    (name, *_), caption, specs, (_, head), bodies, _ = node["c"]
    title = _see_caption(caption, seen)
    rows = [*head, *(row for _, _, first, rest in bodies for row in [*first, *rest])]
    bold = [place for place, (_, cells) in enumerate(rows) if _is_bold(cells)]
    seen.last = {"id": name, "caption": title, "first": len(seen.text), "columns": len(specs), "rows": len(rows),
                 "bold": bold}
    for _, cells in rows:
        for cell in cells:
            seen.take(cell[4])
    seen.tables.append(seen.last)


def _is_bold(cells: list) -> bool:
    """Return whether all words of a row are bold."""
    inlines = [inline for cell in cells for block in cell[4] for inline in block.get("c", [])]
    return bool(inlines) and all(inline["t"] == "Strong" for inline in inlines)


def _see_figure(node: Node, seen: _Seen, document: Document) -> None:
    (name, *_), caption, content = node["c"]
    block = document.assets[content[0]["c"][0]["c"][2][0].removesuffix(".png")]
    seen.last = {"id": name, "caption": _see_caption(caption, seen), "png": hashlib.sha256(block.png).hexdigest(),
                 "alt": " ".join(block.alt.split()), "numbers": block.numbers}
    seen.figures.append(seen.last)


def _masthead(parts: dict[str, Any]) -> tuple[str, ...]:
    """Return the parts that the head of a paper shows: what is attached to another paper has no masthead."""
    if parts["attached"]:
        return ()
    if parts["plain"]:
        return "parent_agency", "agency", "place_and_date"
    official = ("nation", "motto", "number", "subject", "place_and_date")
    # An agreement is no agency's own: its masthead names none.
    return official if parts["agreement"] else ("parent_agency", "agency", *official)


def _frame(parts: dict[str, Any]) -> Iterator[str]:
    """Yield the texts around the body, blank ones left out."""
    # A letter shows its subject in the masthead in place of type name and title.
    title = () if parts["subject"] else ("type_name", "title", "attached")
    names = (*_masthead(parts), "draft", *title, "authority", "addressees", "recipients")
    lists = [parts[name] if isinstance(parts[name], list) else [parts[name]] for name in names]
    signatures = [[value] if isinstance(value, str) else value for value in parts["signature"].values()]
    for text in (text for texts in [*lists, *signatures] for text in texts):
        if text:
            yield " ".join(text.split())
