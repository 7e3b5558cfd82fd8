"""What an exported paper says of itself: which run made it, and every number with the expression it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.report.marks import marks_in
from helpers.report.pandoc import Node, plain, style_of
from helpers.report.tree import CONTENTS_STYLE, SIGNATURE_STYLE

if TYPE_CHECKING:
    from helpers.report.document import Document

FORMAT = 1
_PLAIN = ("Para", "Plain", "Header")


def manifest(document: Document) -> dict[str, Any]:
    """Return the manifest of a paper, the same in every format.

    Returns
    -------
    JSON values: ``format``; ``paper`` (name of the notebook), ``type``, ``title``; ``scenario`` (name of its file),
    ``profile``, ``as_of``, ``run``, ``record`` (of the run), ``status``, ``text_id`` (see
    `helpers.report.approval.text_id`);
    ``frame`` (the words around the text); ``text``, the paragraphs and cells in reading order; ``numbers``, each with
    ``id``, ``ref``, ``text``, ``label`` and ``at``, its place in ``text``; ``tables``, each with ``id``, the places
    of its caption and first cell and its ``columns`` and ``rows``, the head among them; ``figures``, each with
    ``id``, the place of its caption, ``png`` (SHA-256 of the picture), ``alt`` and its ``numbers`` (text and
    reference).
    """
    context, seen = document.context, _Seen()
    for node in document.blocks:
        _see(node, seen)
    return {
        "format": FORMAT,
        "paper": document.paper,
        "type": document.front.type,
        "title": document.parts["document_title"],
        "scenario": context.name,
        "profile": context.profile.get("name", ""),
        "as_of": context.as_of,
        "run": context.run,
        "record": context.record,
        "status": document.standing.status,
        "text_id": document.signed.text_id,
        "frame": list(_frame(document.parts)),
        "numbers": seen.numbers,
        "text": seen.text,
        "tables": seen.tables,
        "figures": [_figure(document, *place) for place in seen.figures],
    }


@dataclass
class _Seen:
    """What has been read of the tree so far."""

    text: list[str] = field(default_factory=list)
    numbers: list[dict] = field(default_factory=list)
    tables: list[dict] = field(default_factory=list)
    figures: list[tuple[str, int | None, str]] = field(default_factory=list)

    def take(self, inlines: Any) -> int:
        """Add a paragraph or cell and its numbers; return its place."""
        place = len(self.text)
        self.text.append(" ".join(plain(inlines).split()))
        self.numbers += [{**mark, "at": place} for mark in marks_in(inlines)]
        return place


def _see(node: Node, seen: _Seen) -> None:
    if node["t"] in _PLAIN:
        seen.take(node["c"][2] if node["t"] == "Header" else node["c"])
    elif node["t"] == "Table":
        _see_table(node, seen)
    elif node["t"] == "Figure":
        (name, *_), caption, content = node["c"]
        seen.figures.append((name, _see_caption(caption, seen), content[0]["c"][0]["c"][2][0]))
    elif node["t"] in ("Div", "BlockQuote") and style_of(node) not in (SIGNATURE_STYLE, CONTENTS_STYLE):
        for inner in node["c"][1] if node["t"] == "Div" else node["c"]:
            _see(inner, seen)
    elif node["t"] == "LineBlock":
        for line in node["c"]:
            seen.take(line)


def _see_caption(caption: list, seen: _Seen) -> int | None:
    return seen.take(caption[1]) if caption[1] else None


def _see_table(node: Node, seen: _Seen) -> None:
    (name, *_), caption, specs, (_, head), bodies, _ = node["c"]
    title = _see_caption(caption, seen)
    rows = [*head, *(row for _, _, first, rest in bodies for row in [*first, *rest])]
    table = {"id": name, "caption": title, "first": len(seen.text), "columns": len(specs), "rows": len(rows)}
    for _, cells in rows:
        for cell in cells:
            seen.take(cell[4])
    seen.tables.append(table)


def _figure(document: Document, name: str, caption: int | None, source: str) -> dict:
    block = document.assets[source.removesuffix(".png")]
    return {"id": name, "caption": caption, "png": hashlib.sha256(block.png).hexdigest(),
            "alt": " ".join(block.alt.split()), "numbers": block.numbers}


def _frame(parts: dict[str, Any]) -> Iterator[str]:
    """Yield the texts around the body, blank ones left out."""
    names = ("parent_agency", "agency", "nation", "motto", "number", "subject", "place_and_date", "draft",
             "type_name", "title", "addressees", "recipients", "status")
    lists = [parts[name] if isinstance(parts[name], list) else [parts[name]] for name in names]
    signatures = [[value] if isinstance(value, str) else value for value in parts["signature"].values()]
    for text in (text for texts in [*lists, *signatures] for text in texts):
        if text:
            yield " ".join(text.split())
