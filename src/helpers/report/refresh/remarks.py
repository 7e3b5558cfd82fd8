"""Comments in the margin of a Word paper: what a program has to say to staff without touching their words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

AUTHOR, INITIALS = "Sổ tay QĐ45", "QĐ45"

_RANGE = tuple(map(qn, ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")))


def put_remarks(word, remarks: Iterable[tuple[Any, str]]) -> None:
    """Add a comment to each paragraph, or to the first paragraph of a table."""
    for item, text in remarks:
        paragraph = item if item.tag == qn("w:p") else next(item.iter(qn("w:p")))
        runs = Paragraph(paragraph, word._body).runs
        if runs:
            comment = word.add_comment([runs[0], runs[-1]], text=text, author=AUTHOR, initials=INITIALS)
            comment._comment_elm.attrib.pop(qn("w:date"), None)  # the same renewal gives the same bytes
            _drop_styles(paragraph, comment._comment_elm)


def _drop_styles(*roots) -> None:
    """Remove the names of the styles of comments, which a paper need not have; Word gives comments its own look."""
    for item in [item for root in roots for item in root.iter(qn("w:rStyle"), qn("w:pStyle"))]:
        if item.get(qn("w:val")).startswith("Comment"):
            item.getparent().remove(item)


def clear_remarks(word) -> None:
    """Remove the comments of an earlier renewal; those of staff stay."""
    parts = [link.target_part for link in word.part.rels.values() if link.reltype == RELATIONSHIP_TYPE.COMMENTS]
    ours = [item for part in parts for item in part.element if item.get(qn("w:author")) == AUTHOR]
    numbers = {item.get(qn("w:id")) for item in ours}
    for item in ours:
        item.getparent().remove(item)
    for mark in list(word.element.body.iter(*_RANGE)):
        if mark.get(qn("w:id")) in numbers:
            run = mark.getparent()
            alone = run.tag == qn("w:r") and all(part.tag in (qn("w:rPr"), mark.tag) for part in run)
            (run if alone else mark).getparent().remove(run if alone else mark)
