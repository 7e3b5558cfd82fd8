"""From the pieces of a notebook to one numbered pandoc tree, the source of both formats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from helpers.inputs.errors import InputError, unknown_name
from helpers.report import numbering
from helpers.report.blocks import Block, FigureBlock, Prose, Shown, TableBlock
from helpers.report.front import PLAIN, WITH_CONTENTS, FrontMatter, Layout
from helpers.report.languages import LANGUAGES
from helpers.report.marks import enclosed, is_mark, span, spanned_words, with_ids, with_spans
from helpers.report.pandoc import Node, nodes, para, plain, read_markdown, styled, transform, words
from helpers.report.typeface import text_width_mm

SIGNATURE_STYLE, CONTENTS_STYLE = "Chữ ký", "Mục lục"
MARKERS = {SIGNATURE_STYLE: "[Chữ ký]", CONTENTS_STYLE: "[Mục lục]"}

CELL_MARGIN_PT = 3
#: Class of a table on a page on its side: such a page is there for its table, and must not stay without it.
TURNED = "ngang"

_SHORT_ROWS, _SHORT_TEXT = 10, 700
_WHOLE_CELL = 14  # a cell up to this long stays on one line where there is room
_PLACE = "qd45-place"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<(sup|sub)>(.*?)</\1>", re.DOTALL)
_ENDLESS = re.compile(r"[^\s\u200b]{41,}")
_BREAKS = re.compile(r"[\s\u200b]+")
_ALIGN = {"left": "AlignLeft", "right": "AlignRight", "center": "AlignCenter"}
_NO_ATTRIBUTES = ["", [], []]


def build_tree(pieces: list[Block], front: FrontMatter, layout: Layout, file: str) -> list[Node]:
    """Return the numbered blocks of a document.

    Parameters
    ----------
    pieces : prose, tables and figures in reading order.
    front : validated front matter.
    layout : sizes of the profile; figures and columns take shares of its text width.
    file : name of the notebook, for messages.

    Raises
    ------
    InputError : two blocks have one identifier, a link has no target, a picture is not a figure block, or
        Markdown is not closed.
    """
    whole, labels = numbered_tree(pieces, front, layout, file)
    return with_ids(_linked(whole, labels, file))


def numbered_tree(
    pieces: list[Block], front: FrontMatter, layout: Layout, file: str
) -> tuple[list[Node], dict[str, str]]:
    """Return the numbered blocks of a document, links still empty, and the words of every target by identifier."""
    blocks, captions = numbering.number_captions(_read(pieces, layout, file), LANGUAGES[front.language].words)
    body, annexes = numbering.split_annexes(numbering.flatten_lists(blocks))
    body, labels = numbering.number_headings(
        body if front.type in PLAIN else numbering.end_with_mark(numbering.mark_basis(body)),
        numbering.BODY_ROLES[front.numbering], key="muc"
    )
    marker = styled(CONTENTS_STYLE, [para(words(MARKERS[CONTENTS_STYLE]))])
    whole = [marker, *body] if front.type in WITH_CONTENTS else list(body)
    whole.append(styled(SIGNATURE_STYLE, [para(words(MARKERS[SIGNATURE_STYLE]))]))
    for index, annex in enumerate(annexes):
        numbered, found = numbering.number_headings(
            annex,
            numbering.ANNEX_ROLES,
            key=f"phu-luc-{index + 1}",
            start=index if len(annexes) > 1 else None,
        )
        labels |= found
        whole += [numbered[0], *_attached(front), *numbered[1:]]
    return whole, labels | captions


def _attached(front: FrontMatter) -> list[Node]:
    return [styled(numbering.ATTACHED_STYLE, [para(words(front.attached))])] if front.attached else []


def _read(pieces: list[Block], layout: Layout, file: str) -> list[Node]:
    """Read all Markdown in one go and put tables and figures in their places."""
    _refuse_repeated_ids(pieces, file)
    known: list[Shown] = []
    text = "\n\n".join(
        f"{_markdown(piece, known)}\n\n::: {{#{_PLACE}-{index}}}\n:::" for index, piece in enumerate(pieces)
    )
    blocks = with_spans(read_markdown(text), known)
    places = [node["c"][0][0] for node in blocks if node["t"] == "Div"]
    expected = [f"{_PLACE}-{index}" for index in range(len(pieces))]
    if [place for place in places if place.startswith(_PLACE)] != expected:
        raise _not_closed(file)
    made = {
        place: _made(piece, index, layout)
        for index, (place, piece) in enumerate(zip(expected, pieces, strict=True))
    }
    return _cleaned([new for node in blocks for new in _swapped(node, made)], file)


def _swapped(node: Node, made: dict[str, list[Node]]) -> list[Node]:
    if node["t"] != "Div":
        return [node]
    name, inner = node["c"][0][0], node["c"][1]
    return made[name] if name in made else [new for item in inner for new in _swapped(item, made)]


def _markdown(piece: Block, known: list[Shown]) -> str:
    """Return the Markdown of prose with signs around its numbers, which are added to ``known``."""
    if not isinstance(piece, Prose):
        return ""
    return _SCRIPT.sub(r"[\2]{.\1}", enclosed(_COMMENT.sub("", piece.markdown), known))


def _made(piece: Block, index: int, layout: Layout) -> list[Node]:
    if isinstance(piece, TableBlock):
        return [table_node(piece, layout), *_note(piece.note)]
    if isinstance(piece, FigureBlock):
        return [figure_node(piece, asset_name(index), layout.text_width_mm), *_note(piece.note, piece.references())]
    return []


def asset_name(index: int) -> str:
    """Return the file name, without ending, of the picture of a piece."""
    return f"figure-{index + 1}"


def _note(text: str, numbers=()) -> list[Node]:
    return [styled(numbering.NOTE_STYLE, [para(spanned_words(text, numbers))])] if text else []


def table_node(block: TableBlock, layout: Layout) -> Node:
    """Return a pandoc table with one head row, shares of width and bold emphasis rows."""
    block = _broken(block)
    whole, words_only = (_narrowest(block, layout, limit) for limit in (_WHOLE_CELL, 0))
    least = whole if sum(whole) <= 1 else words_only
    widths = fitted_shares([column.width for column in block.columns], least)
    specs = [
        [{"t": _ALIGN[column.align]}, {"t": "ColWidth", "c": width}]
        for column, width in zip(block.columns, widths, strict=True)
    ]
    head = _row([words(column.label) for column in block.columns], "AlignCenter")
    body = [
        _row([_emphasised(cell, number in block.emphasis_rows) for cell in _cells(block, number)])
        for number in range(len(block.rows))
    ]
    return {
        "t": "Table",
        "c": [
            [block.id, [TURNED] if layout.page_mm["width"] > layout.page_mm["height"] else [], []],
            _caption(block.caption),
            specs,
            [_NO_ATTRIBUTES, [head]],
            [[_NO_ATTRIBUTES, 0, [], body]],
            [_NO_ATTRIBUTES, []],
        ],
    }


def _broken(block: TableBlock) -> TableBlock:
    """Return a table in which no word is longer than a line: such a one may be broken anywhere."""
    return replace(block, rows=[[_ENDLESS.sub(lambda word: "\u200b".join(word[0]), cell) for cell in row]
                                for row in block.rows])


def _cells(block: TableBlock, number: int) -> list[list[Node]]:
    """Return the cells of a row as inline nodes, those with a reference as the mark of a number."""
    refs = block.refs[number] if block.refs else [""] * len(block.columns)
    return [
        [span(Shown(text, ref, column.label), words(text))] if ref and text else words(text)
        for text, ref, column in zip(block.rows[number], refs, block.columns, strict=True)
    ]


def _caption(text: str) -> list:
    return [None, [{"t": "Plain", "c": words(" ".join(text.split()))}] if text else []]


def fitted_shares(widths: list[float | None], least: list[float]) -> list[float]:
    """Return shares of width that add up to 1 and, where there is room, break no word.

    Parameters
    ----------
    widths : wished shares; a column without one gets the mean of the others.
    least : share that the longest word of each column takes.

    Examples
    --------
    >>> fitted_shares([0.5, 0.3, 0.2], [0.1, 0.1, 0.25])
    [0.4667, 0.2833, 0.25]
    """
    given = [width for width in widths if width]
    mean = sum(given) / len(given) if given else 1.0
    wished = [width or mean for width in widths]
    wished = [width / sum(wished) for width in wished]
    room = [max(width - need, 0) for width, need in zip(wished, least, strict=True)]
    lack = sum(max(need - width, 0) for width, need in zip(wished, least, strict=True))
    if lack >= sum(room):
        return [need / sum(least) for need in least] if lack else wished
    kept = 1 - lack / sum(room)
    return [
        round(need + spare * kept, 4) if need < width else round(need, 4)
        for width, need, spare in zip(wished, least, room, strict=True)
    ]


def _narrowest(block: TableBlock, layout: Layout, limit: int) -> list[float]:
    """Return the share of the text width that each column takes at least.

    No word is broken, and no cell of at most ``limit`` characters either; the bold face is measured where a
    cell is bold.
    """
    longest = []
    for column, cells in zip(block.columns, _columns(block), strict=True):
        parts = [(word, True) for word in column.label.split()]
        for number, cell in enumerate(cells):
            found = [cell] if len(cell) <= limit else _BREAKS.split(cell)
            parts += [(part, number in block.emphasis_rows) for part in found]
        longest.append(max((text_width_mm(part, layout.table_pt, bold=bold) for part, bold in parts), default=0))
    return [(width + 2 * CELL_MARGIN_PT / 72 * 25.4 + 0.5) / layout.text_width_mm for width in longest]


def _columns(block: TableBlock) -> list[list[str]]:
    return [[row[index] for row in block.rows] for index in range(len(block.columns))]


def is_short_table(table: Node) -> bool:
    """Tell whether a table is so short that it is kept on one page; on pages laid on their side none is."""
    if TURNED in table["c"][0][1]:
        return False
    rows = [row for body in table["c"][4] for row in body[3]]
    return len(rows) <= _SHORT_ROWS and len(plain(rows)) <= _SHORT_TEXT


def _row(cells: list[list[Node]], align: str = "AlignDefault") -> list:
    return [
        _NO_ATTRIBUTES,
        [[_NO_ATTRIBUTES, {"t": align}, 1, 1, [{"t": "Plain", "c": inlines}]] for inlines in cells],
    ]


def _emphasised(inlines: list[Node], emphasis: bool) -> list[Node]:
    return [{"t": "Strong", "c": inlines}] if emphasis and inlines else inlines


def figure_node(block: FigureBlock, name: str, text_width: float) -> Node:
    """Return a pandoc figure whose picture carries the alternative text."""
    size = [["width", f"{block.width * text_width:.1f}mm"]]
    image = {"t": "Image", "c": [["", [], size], words(" ".join(block.alt.split())), [f"{name}.png", ""]]}
    caption = _caption(block.caption)
    return {"t": "Figure", "c": [[block.id, [], []], caption, [{"t": "Plain", "c": [image]}]]}


def _cleaned(blocks: list[Node], file: str) -> list[Node]:
    """Turn marked spans into scripts and code into plain words; refuse pictures outside figure blocks."""
    allowed = [image for figure in nodes(blocks, "Figure") for image in nodes(figure, "Image")]
    for image in nodes(blocks, "Image"):
        if not any(image is item for item in allowed):
            raise _stray_picture(image, file)
    return transform(blocks, _clean)


def _clean(node: Node) -> Node | list[Node]:
    if is_mark(node):
        return node
    if node["t"] == "Span":
        classes = node["c"][0][1]
        kind = "Superscript" if "sup" in classes else "Subscript" if "sub" in classes else None
        return {"t": kind, "c": node["c"][1]} if kind else node["c"][1]
    if node["t"] == "Code":
        return words(node["c"][1])
    if node["t"] == "CodeBlock":
        return para(words(node["c"][1]))
    return node


def _linked(blocks: list[Node], labels: dict[str, str], file: str) -> list[Node]:
    """Give empty internal links the words of their target."""

    def linked(node: Node) -> Node:
        if node["t"] != "Link" or not node["c"][2][0].startswith("#"):
            return node
        attributes, inlines, (target, title) = node["c"]
        name = target.removeprefix("#")
        if name not in labels:
            raise unknown_name(
                file, name, labels, what_vi="mã của bảng, hình hoặc đề mục",
                what_en="the identifier of a table, figure or heading",
            )  # fmt: skip
        return {"t": "Link", "c": [attributes, inlines or words(labels[name]), [target, title]]}

    return transform(blocks, linked)


def _refuse_repeated_ids(pieces: Iterable[Block], file: str) -> None:
    seen = set()
    for piece in pieces:
        name = getattr(piece, "id", None)
        if name in seen:
            raise InputError(
                file, column=name, allowed_vi="mỗi bảng, hình một mã riêng",
                allowed_en="one identifier for each table or figure",
                remedy_vi="đổi mã của một trong hai", remedy_en="rename one of the two",
            )  # fmt: skip
        seen |= {name} - {None}


def _not_closed(file: str) -> InputError:
    return InputError(
        file, column="markdown", allowed_vi="khối ``` hoặc ::: phải được đóng",
        allowed_en="a ``` or ::: block must be closed",
        remedy_vi="đóng khối trong ô văn bản", remedy_en="close the block in the prose cell",
    )  # fmt: skip


def _stray_picture(image: Node, file: str) -> InputError:
    return InputError(
        file, column="markdown", value=image["c"][2][0], allowed_vi="hình chỉ đặt bằng FigureBlock",
        allowed_en="pictures only as a FigureBlock",
        remedy_vi=f"thay hình “{plain(image['c'][1])}” bằng FigureBlock",
        remedy_en="replace the picture by a FigureBlock",
    )  # fmt: skip
