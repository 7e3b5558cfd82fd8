"""What a renewal works on, and what it has to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from helpers.report.document import Document
from helpers.report.refresh.renewal import Renewal, Wording


@dataclass(frozen=True)
class Move:
    """A number, line or picture that changed: what it is, its words before and after, where it stands.

    ``key`` is its expression; ``given`` what the new scenario gives in place of what a hand typed.
    """

    label: str
    old: str
    new: str
    where: str
    key: str = ""
    given: str = ""


@dataclass
class Refreshed:
    """A renewed paper and what there is to say of it.

    Parameters
    ----------
    content : the file.
    told : its manifest now.
    before : its manifest before.
    moved : numbers, lines and pictures that changed.
    edited : numbers that staff typed over and pictures that they changed.
    left : numbers and pictures of which the new scenario's paper knows nothing; they stand as they were.
    tables : caption of each table whose rows are others, and whether it was made anew.
    wordings : paragraphs whose words the new scenario would choose otherwise, each with where it stands.
    """

    content: bytes = b""
    told: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    moved: list[Move] = field(default_factory=list)
    edited: list[Move] = field(default_factory=list)
    left: list[Move] = field(default_factory=list)
    tables: list[tuple[str, bool]] = field(default_factory=list)
    wordings: list[tuple[Wording, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Task:
    """What a renewal works on; ``remarks`` are paragraphs, or tables, with what is to be said to staff there."""

    word: Any
    old: dict[str, Any]
    document: Document
    plan: Renewal
    made: Refreshed
    overwrite: bool
    remarks: list[tuple[Any, str]] = field(default_factory=list)

    @property
    def new(self) -> dict[str, Any]:
        return self.document.manifest
