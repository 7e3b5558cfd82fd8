"""From the document tree to a tagged, archival PDF (PDF/UA-1 and PDF/A-3a) with Typst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from helpers.report.attachments import Attachment, attachments
from helpers.report.document import Document
from helpers.report.marks import without_marks
from helpers.report.numbering import ATTACHED_STYLE, BASIS_STYLE, DECIDES_STYLE, NOTE_STYLE, leads_in
from helpers.report.pandoc import Node, nodes, para, plain, run, style_of, tree_json
from helpers.report.tree import CELL_MARGIN_PT, CONTENTS_STYLE, SIGNATURE_STYLE, is_short_table
from helpers.report.typeface import FONT_DIR, PDF_FAMILY

STANDARDS = ["ua-1", "a-3a"]

_TEMPLATE = Path(__file__).parent / "templates" / "official.typ"
_MAIN = '#import "official.typ": *\n#show: official\n\n'
_CALLS = {NOTE_STYLE: "source-note", BASIS_STYLE: "legal-basis", ATTACHED_STYLE: "attached-to",
          DECIDES_STYLE: "decides"}
_PARTS = {SIGNATURE_STYLE: "#signature-block()", CONTENTS_STYLE: "#contents-list()"}
_TEXT = ("Str", "Space", "SoftBreak")
_BREAK = "#linebreak()"
_UNBREAKABLE_CELL = 1000


def to_pdf(document: Document) -> bytes:
    """Return the paper as PDF; the same document gives the same bytes."""
    inside = attachments(document.manifest, document.context, document.tables)
    pictures = {f"{name}.svg": figure.svg.encode() for name, figure in document.assets.items()}
    files = {
        "main.typ": (_MAIN + typst_body(document.blocks)).encode(),
        "official.typ": _TEMPLATE.read_bytes(),
        "paper.json": json.dumps(_data(document, inside), ensure_ascii=False).encode(),
        **pictures,
        **{file.name: file.content for file in inside},
    }
    return typst.compile(
        files, font_paths=[str(FONT_DIR)], ignore_system_fonts=True, format="pdf", pdf_standards=STANDARDS
    )


def _data(document: Document, inside: list[Attachment]) -> dict[str, Any]:
    rows = (row for table in nodes(document.blocks, "Table") for body in table["c"][4] for row in body[3])
    longest = max((len(plain(cell)) for row in rows for cell in row[1]), default=0)
    return {
        **document.parts,
        "font": PDF_FAMILY,
        "cell_margin_pt": CELL_MARGIN_PT,
        "rows_may_break": longest > _UNBREAKABLE_CELL,
        "attachments": [file.about() for file in inside],
    }


def typst_body(blocks: list[Node]) -> str:
    """Return the body as Typst markup.

    Every run of words becomes a Typst string: pandoc leaves a dash, a plus or a hash at the start of a
    table cell unescaped, and Typst would read it as a list or a heading.
    """
    merged = _with_notes_in_tables(without_marks(blocks))
    leads = [index for index, node in enumerate(merged) if leads_in(node)]
    return run(
        ["-f", "json", "-t", "typst", "--wrap=none"], tree_json(_kept(_literal(merged), leads))
    ).decode()


def _literal(value: Any) -> Any:
    """Return a tree whose runs of words are raw Typst strings."""
    if isinstance(value, dict):
        return {key: _literal(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    result, words = [], ""
    for item in value:
        if isinstance(item, dict) and item.get("t") in _TEXT:
            words += item.get("c", " ")
            continue
        if words:
            result.append(_raw(f"#{_string(words)}"))
            words = ""
        is_break = isinstance(item, dict) and item.get("t") == "LineBreak"
        result.append(_raw(_BREAK) if is_break else _literal(item))
    return [*result, _raw(f"#{_string(words)}")] if words else result


def _with_notes_in_tables(blocks: list[Node]) -> list[Node]:
    """Return the blocks with each note under a table made the foot of that table."""
    merged: list[Node] = []
    for node in blocks:
        if merged and merged[-1]["t"] == "Table" and style_of(node) == NOTE_STYLE:
            merged[-1] = _with_foot(merged[-1], node["c"][1][0]["c"])
        else:
            merged.append(node)
    return merged


def _with_foot(table: Node, note: list[Node]) -> Node:
    *before, _ = table["c"]
    content = {"t": "Plain", "c": [_raw("#table-note["), *note, _raw("]")]}
    borderless = ["", [], [["typst:stroke", "(top: rule, rest: none)"], ["typst:inset", "(x: 0pt, y: 5pt)"]]]
    cell = [borderless, {"t": "AlignLeft"}, 1, len(table["c"][2]), [content]]
    return {"t": "Table", "c": [*before, [["", [], []], [[["", [], []], [cell]]]]]}


def _kept(literal: list[Node], leads: list[int]) -> list[Node]:
    """Return the blocks as Typst calls; leads and the last words before the signature keep with what follows."""
    end = next(index for index, node in enumerate(literal) if style_of(node) == SIGNATURE_STYLE)
    blocks = [_block(node) for node in literal]
    last = [end - 1] if end and literal[end - 1]["t"] == "Para" else []  # a note is a block, which a paragraph drops
    for index in {*leads, *last}:
        blocks[index] = para([_raw("#kept["), *blocks[index]["c"], _raw("]")])
    return blocks


def _block(node: Node) -> Node:
    if node["t"] == "Header":
        level, (name, (role, *_), _), inlines = node["c"]
        call = f'#section-heading("{role}", {level}, {_string(name)})['
        # Bookmarks drop the line break, so a space keeps “Phần I” and its title apart there.
        spaced = [_raw(f'{_BREAK}#" "') if item == _raw(_BREAK) else item for item in inlines]
        return para([_raw(call), *spaced, _raw("]")])
    if node["t"] == "Figure":
        return {"t": "RawBlock", "c": ["typst", _figure(node)]}
    style = style_of(node)
    if style in _PARTS:
        return {"t": "RawBlock", "c": ["typst", _PARTS[style]]}
    if style in _CALLS:
        inlines = [item for block in node["c"][1] for item in block["c"]]
        return para([_raw(f"#{_CALLS[style]}["), *inlines, _raw("]")])
    if node["t"] == "Table":
        kept = [["typst:breakable", str(not is_short_table(node)).lower()], ["typst:above", "1.2em"]]
        return {"t": "Div", "c": [["", [], kept], [node]]}
    return node["c"][1][0] if style else node


def _figure(node: Node) -> str:
    """Return a figure with its alternative text, which pandoc's Typst writer drops."""
    (name, _, _), (_, caption), _ = node["c"]
    image = next(nodes(node, "Image"))
    (_, _, size), alt, (source, _) = image["c"]
    picture = f"image({_string(source.removesuffix('.png') + '.svg')}, alt: {_code(alt)}, "
    picture += f"width: {dict(size)['width']})"
    title = f", caption: text({_code(caption[0]['c'])})" if caption else ""
    label = f" #label({_string(name)})" if name else ""
    return f"#[#figure({picture}{title}){label}]"


def _code(inlines: list[Node]) -> str:
    """Return plain words, already made literal, as one Typst string."""
    return "".join(item["c"][1].removeprefix("#") for item in inlines) or '""'


def _raw(code: str) -> Node:
    return {"t": "RawInline", "c": ["typst", code]}


def _string(text: str) -> str:
    """Return a Typst string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
