"""Numbers stay numbers in the document tree: every piece of text with a home becomes a span that names it.

A span has the class ``qd45-so`` and three attributes: ``id`` (``n0001`` …, in reading order), ``ref`` (the expression
or place that the text came from) and ``label`` (what it is, in a few words).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from helpers.report.blocks import SHOWN_CLASS, Shown, shown_replaced
from helpers.report.pandoc import Node, nodes, plain, transform, words

LABEL_LENGTH = 60

# Each mark is one character of the private use areas: no Markdown around it reads differently, and no line grows so
# much longer that a table of the text gets other columns.
_FIRST, _LAST, _END = 0xF0000, 0xFFFFC, "\ue000"
_SIGNS = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}{_END}])")


def enclosed(markdown: str, known: list[Shown]) -> str:
    """Return Markdown with one sign before and one after every `Shown`, which is added to ``known``."""

    def signed(shown: Shown) -> str:
        known.append(shown)
        return f"{chr(_FIRST + len(known) - 1)}{shown.text}{_END}"

    return shown_replaced(_SIGNS.sub("", markdown), signed)


def with_spans(value: Any, known: list[Shown]) -> Any:
    """Return a tree read from `enclosed` Markdown with a span in place of every pair of signs.

    Signs that do not stand in one run of words, as inside code, are left out and make no span.
    """
    if isinstance(value, str):
        return _SIGNS.sub("", value)
    if isinstance(value, list):
        return _grouped([with_spans(item, known) for item in value], known)
    if isinstance(value, dict) and value.get("t") != "Str":
        return {key: with_spans(item, known) for key, item in value.items()}
    return value


def _grouped(items: list, known: list[Shown]) -> list:
    open_spans: list[tuple[int, list]] = [(-1, [])]
    for part in (part for item in items for part in _parts(item)):
        if not isinstance(part, _Sign):
            open_spans[-1][1].append(part)
        elif not part.ends:
            open_spans.append((part.place, []))
        elif len(open_spans) > 1:
            place, inner = open_spans.pop()
            open_spans[-1][1].append(span(known[place], inner))
    return [item for _, inner in open_spans for item in inner]


@dataclass(frozen=True)
class _Sign:
    """Where a mark begins, with its place among those known, or where one ends."""

    place: int
    ends: bool


def _parts(item: Any) -> list:
    """Return words cut at the signs."""
    if not (isinstance(item, dict) and item.get("t") == "Str"):
        return [item]
    return [
        _Sign(ord(piece) - _FIRST, piece == _END) if _SIGNS.fullmatch(piece) else {"t": "Str", "c": piece}
        for piece in _SIGNS.split(item["c"]) if piece
    ]


def span(shown: Shown, inlines: list[Node]) -> Node:
    """Return inline nodes wrapped in the span of a piece of text, still without its id."""
    label = shorten(shown.about.partition(":")[0], LABEL_LENGTH, placeholder=" …")
    return {"t": "Span", "c": [["", [SHOWN_CLASS], [["id", ""], ["ref", shown.ref], ["label", label]]], inlines]}


def spanned_words(text: str, numbers: Iterable[tuple[str, str]]) -> list[Node]:
    """Return plain text as inline nodes, with a span around each number that stands in it.

    >>> [node["t"] for node in spanned_words("Có 58 điểm", [("58", "points_2018"), ("5", "other")])]
    ['Str', 'Space', 'Span', 'Space', 'Str']
    """
    refs = dict(numbers)
    found = "|".join(re.escape(number) for number in sorted(refs, key=len, reverse=True) if number)
    if not found:
        return words(text)
    pieces = re.split(rf"(?<![\w.,])({found})(?!\w|[.,]\d)", text)
    made = [
        [span(Shown(piece, refs[piece]), words(piece))] if number % 2 else words(piece)
        for number, piece in enumerate(pieces) if piece
    ]
    return [node for inlines in made for node in inlines]


def is_mark(node: Node) -> bool:
    """Return whether a node is the span of a piece of text with a home."""
    return node["t"] == "Span" and SHOWN_CLASS in node["c"][0][1] and "ref" in dict(node["c"][0][2])


def is_controlled(ref: str) -> bool:
    """Return whether a piece of text may change with the scenario: a number, a date or a scenario's title.

    Citations, words of the data tables and numbers of rows stay plain text: they are the editor's.

    >>> [is_controlled(ref) for ref in ("points_2018", "date:as_of", "law:QD45-2016", "order:")]
    [True, True, False, False]
    """
    return ":" not in ref or ref.startswith(("date:", "text:../scenarios/"))


def with_ids(blocks: list[Node]) -> list[Node]:
    """Return the blocks with the marks numbered ``n0001``, ``n0002`` … in reading order."""
    count = itertools.count(1)

    def numbered(node: Node) -> Node:
        if not is_mark(node):
            return node
        (name, classes, pairs), inlines = node["c"]
        pairs = [[key, f"n{next(count):04d}" if key == "id" else value] for key, value in pairs]
        return {"t": "Span", "c": [[name, classes, pairs], inlines]}

    return transform(blocks, numbered)


def without_marks(blocks: list[Node]) -> list[Node]:
    """Return the blocks with the words of every mark in its place."""
    return transform(blocks, lambda node: node["c"][1] if is_mark(node) else node)


def marks_in(value: Any) -> list[dict[str, str]]:
    """Return ``id``, ``ref``, ``label`` and ``text`` of every mark, in reading order."""
    found = [node for node in nodes(value, "Span") if is_mark(node)]
    return [{**dict(node["c"][0][2]), "text": plain(node["c"][1])} for node in found]
