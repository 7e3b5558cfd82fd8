"""The blocks that a document notebook puts in its outputs; the exporters read nothing else of code cells."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

MIME = "application/vnd.qd45.block+json"
ALIGNMENTS = ("left", "right", "center")
SHOWN_CLASS = "qd45-so"
_PNG = b"\x89PNG\r\n\x1a\n"
_SHOWN = re.compile(rf'<span class="{SHOWN_CLASS}" data-ref="([^"]*)" title="([^"]*)">(.*?)</span>', re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """A piece of text with a home: what is printed, and the reference from which it can be made again.

    Parameters
    ----------
    text : what the reader sees.
    ref : an expression of `helpers.report.numbers`, or ``law:``, ``date:``, ``text:`` and what they name.
    about : one line for those who point at it.
    status : how it is known, one of the statuses of the register.
    """

    text: str
    ref: str
    about: str = ""
    status: str = "observed"

    def __str__(self) -> str:
        """Return Markdown that shows the text and carries the reference."""
        ref, about = (html.escape(part, quote=True) for part in (self.ref, self.about))
        return f'<span class="{SHOWN_CLASS}" data-ref="{ref}" title="{about}">{self.text}</span>'


def unmarked(markdown: str) -> str:
    """Return Markdown without the marks of `Shown`, their text left in place.

    >>> unmarked(f"Có {Shown('58', 'points_2018', 'điểm')} điểm.")
    'Có 58 điểm.'
    """
    return _SHOWN.sub(r"\3", markdown)


def shown_replaced(markdown: str, change: Callable[[Shown], str]) -> str:
    """Return Markdown with what ``change`` gives in place of every mark of `Shown`, in reading order."""
    return _SHOWN.sub(lambda found: change(Shown(found[3], *map(html.unescape, found.group(1, 2)))), markdown)


def marked_refs(markdown: str) -> list[tuple[str, str]]:
    """Return text and reference of every mark of `Shown` in Markdown, in reading order."""
    return [(text, html.unescape(ref)) for ref, _, text in _SHOWN.findall(markdown)]


class Block:
    """Something that a document shows; Jupyter displays it and the exporters read it back."""

    kind: str

    def to_json(self) -> dict[str, Any]:
        """Return the block as plain JSON values, with its ``type``."""
        return {"type": self.kind, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Block:
        """Build the block from what `to_json` gave."""
        return cls(**{key: value for key, value in data.items() if key != "type"})

    def references(self) -> list[tuple[str, str]]:
        """Return text and reference of everything in the block that has a home, in reading order."""
        return []

    def _preview(self) -> dict[str, Any]:
        raise NotImplementedError

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return {MIME: self.to_json(), **self._preview()}


@dataclass(frozen=True)
class Context(Block):
    """What the whole document stands on; exactly one in a document.

    Parameters
    ----------
    as_of : ISO date of the paper.
    profile : resolved format profile, see ``data/profiles.yml``.
    values : values for the placeholders of the front matter.
    run, scenario : short identifiers, printed in the status line of every page.
    name : name of the scenario's file.
    open_laws : documents that may be cited but that nobody has checked against the original.
    record : the record of the run, ``run.json``, which the exporters put into the paper.
    language : code of the language that numbers and dates are written in.
    sign_offs, sign_off_rules : who has signed which run off, and which roles each status needs.
    """

    kind = "context"

    as_of: str
    profile: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    run: str = ""
    scenario: str = ""
    name: str = ""
    open_laws: list[str] = field(default_factory=list)
    record: dict[str, Any] = field(default_factory=dict, repr=False)
    language: str = "vi"
    sign_offs: list[dict[str, str]] = field(default_factory=list)
    sign_off_rules: list[dict[str, str]] = field(default_factory=list)

    def _preview(self):
        facts = (("Kịch bản", self.scenario), ("Lần chạy", self.run), ("Tại ngày", self.as_of))
        line = " · ".join(f"{label}: {html.escape(value)}" for label, value in facts if value)
        return {"text/html": f"<small>{line}</small>"}


@dataclass(frozen=True)
class Prose(Block):
    """Markdown with every number already filled in."""

    kind = "prose"

    markdown: str

    def references(self):
        return marked_refs(self.markdown)

    def _preview(self):
        return {"text/markdown": self.markdown}


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, its alignment and its share of the table's width (0-1)."""

    label: str
    align: str = "left"
    width: float | None = None

    def __post_init__(self):
        if self.align not in ALIGNMENTS:
            raise ValueError(f"column “{self.label}”: align {self.align!r} is not one of {ALIGNMENTS}")


@dataclass(frozen=True)
class TableBlock(Block):
    """A table whose cells are ready-formatted plain text; nothing in them is markup.

    Parameters
    ----------
    id : target of links, ``[](#bang-diem)``.
    caption : title without number and without a final full stop.
    columns, rows : heads and cells; every row has one cell per column.
    emphasis_rows : indices of rows set bold, such as totals.
    note : source and status, printed under the table.
    refs : reference of each cell, blank where a cell is words of the workbook itself; no refs at all or one per
        cell.

    Examples
    --------
    >>> columns = [Column("Huyện"), Column("Số điểm", "right")]
    >>> block = TableBlock("bang-diem", "Điểm phục vụ", columns, [["Minh Hóa", "7"]])
    >>> TableBlock.from_json(block.to_json()) == block
    True
    """

    kind = "table"

    id: str
    caption: str
    columns: list[Column]
    rows: list[list[str]]
    emphasis_rows: list[int] = field(default_factory=list)
    note: str = ""
    refs: list[list[str]] = field(default_factory=list)

    def __post_init__(self):
        columns = [Column(**column) if isinstance(column, Mapping) else column for column in self.columns]
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "rows", [[str(cell) for cell in row] for row in self.rows])
        object.__setattr__(self, "emphasis_rows", [int(index) for index in self.emphasis_rows])
        for number, row in enumerate(self.rows):
            if len(row) != len(columns):
                raise ValueError(f"table {self.id}, row {number}: {len(row)} cells for {len(columns)} columns")
        if self.refs and [len(row) for row in self.refs] != [len(row) for row in self.rows]:
            raise ValueError(f"table {self.id}: references do not match the cells")

    def references(self):
        pairs = [pair for texts, refs in zip(self.rows, self.refs, strict=False)
                 for pair in zip(texts, refs, strict=True)]
        return [(text, ref) for text, ref in pairs if ref]

    def _preview(self):
        head = "".join(_cell("th", column.label, column.align) for column in self.columns)
        body = "".join(f"<tr>{self._html_row(number)}</tr>" for number in range(len(self.rows)))
        note = f"<p><small><em>{html.escape(self.note)}</em></small></p>" if self.note else ""
        return {
            "text/html": f"<table><caption><b>{html.escape(self.caption)}</b></caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
        }

    def _html_row(self, number: int) -> str:
        tag = "th" if number in self.emphasis_rows else "td"
        refs = self.refs[number] if self.refs else [""] * len(self.columns)
        cells = zip(self.rows[number], self.columns, refs, strict=True)
        return "".join(_cell(tag, text, column.align, ref) for text, column, ref in cells)


def _cell(tag: str, text: str, align: str, ref: str = "") -> str:
    about = f' title="{html.escape(ref, quote=True)}"' if ref else ""
    return f'<{tag} style="text-align:{align}"{about}>{html.escape(text)}</{tag}>'


@dataclass(frozen=True)
class FigureBlock(Block):
    """A picture with its title and the sentence that says it to those who cannot see it.

    Parameters
    ----------
    id : target of links, ``[](#hinh-ban-do)``.
    caption : title without number and without a final full stop.
    alt : what the picture shows, for screen readers.
    svg, png : the picture as text and as bytes.
    note : source and status, printed under the figure.
    width : share of the text width (0-1).
    numbers : text and reference of each number written into the picture or its alternative text.
    """

    kind = "figure"

    id: str
    caption: str
    alt: str
    svg: str = field(repr=False)
    png: bytes = field(repr=False)
    note: str = ""
    width: float = 1.0
    numbers: list[list[str]] = field(default_factory=list)

    def references(self):
        return [(text, ref) for text, ref in self.numbers]

    def to_json(self):
        return {key: value for key, value in super().to_json().items() if key not in ("svg", "png")}

    def at(self, width: float) -> FigureBlock:
        """Return the figure at another share of the text width (0-1)."""
        return replace(self, width=width)

    @classmethod
    def from_bundle(cls, bundle: Mapping[str, Any]) -> FigureBlock:
        """Build the figure from a whole MIME bundle, pictures included.

        Raises
        ------
        KeyError, ValueError : a picture is not there, or damaged.
        """
        svg, png = _joined(bundle["image/svg+xml"]), base64.b64decode(_joined(bundle["image/png"]))
        if "<svg" not in svg or not svg.rstrip().endswith(("</svg>", "/>")) or not png.startswith(_PNG):
            raise ValueError(f"{bundle[MIME].get('id')}: hình hỏng / the picture is damaged")
        return cls.from_json({**bundle[MIME], "svg": svg, "png": png})

    def _preview(self):
        return {"image/svg+xml": self.svg, "image/png": base64.b64encode(self.png).decode("ascii")}


def _joined(text: str | list[str]) -> str:
    """Return stored notebook text, which may be split in lines, as one string."""
    return text if isinstance(text, str) else "".join(text)


_KINDS = {cls.kind: cls for cls in (Context, Prose, TableBlock)}


def block_from_bundle(bundle: Mapping[str, Any]) -> Block | None:
    """Return the block that a MIME bundle carries, or None when it carries none.

    >>> block_from_bundle({MIME: {"type": "prose", "markdown": "Một câu."}, "text/markdown": "Một câu."})
    Prose(markdown='Một câu.')
    """
    data = bundle.get(MIME)
    if data is None:
        return None
    if data["type"] == FigureBlock.kind:
        return FigureBlock.from_bundle(bundle)
    return _KINDS[data["type"]].from_json(data)
