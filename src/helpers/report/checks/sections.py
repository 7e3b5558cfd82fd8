"""The parts of a finished paper, found by what they say and where they stand: head, text, signatures, annexes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from helpers.report.checks.printed import CONTENTS, HEADING, LEFT, RIGHT, TEXT, WIDE, Paragraph, Printed
from helpers.report.paper import MOTTO, NATION, TYPE_NAMES

NUMBER, SUBJECT, DRAFT, TO, COPIES = "Số:", "V/v", "DỰ THẢO", "Kính gửi:", "Nơi nhận:"
_MOTTO = re.compile(r"\W*".join(MOTTO.replace(" - ", " ").split()), re.IGNORECASE)
_DATE = re.compile(r"\bngày\b.+\btháng\b.+\bnăm\b")
_ANNEX = re.compile(r"^Phụ lục( [IVXLC]+)?( |$)", re.IGNORECASE)
_BASIS = re.compile(r"^(Căn cứ|Theo đề nghị|Xét|Thực hiện) ")


@dataclass(frozen=True)
class Sections:
    """The parts of a paper; a part that is not there is None or empty.

    Parameters
    ----------
    head : paragraphs of the masthead, up to the type name, the subject or the first words of the text.
    type_name, title : its type and its abstract.
    addressees, bases, body, annexes : paragraphs of each; of the annexes one list for each.
    left, right : the columns of the signatures.
    """

    head: Sequence[Paragraph]
    type_name: Paragraph | None = None
    title: Paragraph | None = None
    addressees: Sequence[Paragraph] = ()
    body: Sequence[Paragraph] = ()
    left: Sequence[Paragraph] = ()
    right: Sequence[Paragraph] = ()
    annexes: Sequence[Sequence[Paragraph]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The type of the paper, a key of ``TYPE_NAMES``; blank where it is none of them."""
        names = {name.upper(): kind for kind, name in TYPE_NAMES.items()}
        if self.type_name:
            return names.get(self.type_name.text.upper(), "")
        return "cong_van" if self.line(SUBJECT) else ""

    def line(self, start: str) -> Paragraph | None:
        """Return the line of the head that begins so."""
        return next((item for item in self.head if item.text.startswith(start)), None)

    @cached_property
    def nation(self) -> Paragraph | None:
        """The name of the nation."""
        return next((item for item in self.head if item.text.upper() == NATION), None)

    @cached_property
    def motto(self) -> Paragraph | None:
        """The motto under it."""
        return next((item for item in self.head if _MOTTO.fullmatch(item.text)), None)

    @cached_property
    def date(self) -> Paragraph | None:
        """The line of place and date."""
        return next((item for item in self.head if _DATE.search(item.text)), None)

    @cached_property
    def agencies(self) -> list[Paragraph]:
        """Who issues the paper, the body above first."""
        named = (NUMBER, SUBJECT, DRAFT)
        return [item for item in self.head if item.column == LEFT and not item.text.startswith(named)]

    @cached_property
    def bases(self) -> list[Paragraph]:
        """The legal bases before the first heading."""
        first = next((place for place, item in enumerate(self.body) if item.kind == HEADING), len(self.body))
        found = [place for place, item in enumerate(self.body[:first]) if _BASIS.match(item.text)]
        return list(self.body[found[0]:found[-1] + 1]) if found else []

    @cached_property
    def copies(self) -> list[Paragraph]:
        """“Nơi nhận:” and the lines below it."""
        below = [*self.left, *self.right]
        start = next((place for place, item in enumerate(below) if item.text.startswith(COPIES)), len(below))
        listed = [item for item in below[start + 1:] if item.text.startswith("-")]
        return [*below[start:start + 1], *listed]

    @cached_property
    def signed(self) -> list[Paragraph]:
        """The lines of the signature: authority, office, name."""
        copies = {id(item) for item in self.copies}
        return [item for item in (*self.left, *self.right) if id(item) not in copies]


def sections(printed: Printed) -> Sections:
    """Return the parts of a finished paper."""
    items = printed.paragraphs
    name = next((place for place, item in enumerate(items[:40]) if _is_type_name(item)), None)
    start, title = _head_end(items, name)
    after = _addressed(items, start)
    annex = [place for place, item in enumerate(items) if place >= after and _opens_annex(item)]
    end = annex[0] if annex else len(items)
    signature = next((place for place in range(after, end) if _is_signature(items[place])), end)
    edges = [*annex, len(items)]
    return Sections(
        items[: start if name is None else name], None if name is None else items[name], title, items[start:after],
        [item for item in items[after:signature] if item.kind != CONTENTS and item.text != "MỤC LỤC"],
        [item for item in items[signature:end] if item.column != RIGHT],
        [item for item in items[signature:end] if item.column == RIGHT],
        [items[first:last] for first, last in itertools.pairwise(edges)],
    )


def _is_type_name(item: Paragraph) -> bool:
    return item.column == WIDE and item.text.upper() in {name.upper() for name in TYPE_NAMES.values()}


def _head_end(items: Sequence[Paragraph], name: int | None) -> tuple[int, Paragraph | None]:
    """Return where the head ends, and the title that it ends with."""
    if name is None:
        to = next((place for place, item in enumerate(items[:20]) if item.text.startswith(TO[:-1])), 20)
        asides = [place for place, item in enumerate(items[:to]) if item.column != WIDE or _is_in_head(item)]
        return (asides[-1] + 1 if asides else 0), None
    title = items[name + 1] if name + 1 < len(items) else None
    return name + 1 + (title is not None), title


def _is_in_head(item: Paragraph) -> bool:
    return item.text.upper() == NATION or bool(_MOTTO.fullmatch(item.text))


def _addressed(items: Sequence[Paragraph], start: int) -> int:
    """Return where the text begins: after the addressees, if there are any."""
    if start >= len(items) or not items[start].text.startswith(TO[:-1]):
        return start
    place = start + 1
    while place < len(items) and items[place].text.startswith("- ") and items[place].first_line_mm > 14:
        place += 1
    return place


def _opens_annex(item: Paragraph) -> bool:
    return item.kind == HEADING and bool(_ANNEX.match(item.text))


def _is_signature(item: Paragraph) -> bool:
    aside = item.kind == TEXT and item.column in (LEFT, RIGHT)
    return aside or item.text.startswith(COPIES)
