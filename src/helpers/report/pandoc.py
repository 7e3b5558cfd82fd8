"""Pandoc's document tree as JSON values: reading, writing and a few small tools on its nodes."""

from __future__ import annotations

import json
import os
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pypandoc

Node = dict[str, Any]

_READER = "markdown" + "".join(
    f"-{name}"
    for name in (
        # Official prose is literal: no mathematics, citations, raw code, curled quotes or implied figures.
        "smart citations tex_math_dollars raw_tex raw_html raw_attribute latex_macros example_lists "
        "task_lists superscript subscript strikeout definition_lists implicit_figures auto_identifiers "
        "yaml_metadata_block pandoc_title_block native_divs native_spans markdown_in_html_blocks"
    ).split()
)
_API_VERSION = [1, 23, 1]
_TREE = (dict, list)
_BLANKS = ("Space", "SoftBreak", "LineBreak")


def run(arguments: list[str], content: bytes, *, cwd: str | None = None, epoch: int = 0) -> bytes:
    """Run pandoc on bytes and return what it writes; ``epoch`` [s] is the time it believes it is."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    command = [pypandoc.get_pandoc_path(), *arguments]
    done = subprocess.run(command, input=content, capture_output=True, cwd=cwd, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"pandoc: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def read_markdown(text: str) -> list[Node]:
    """Return the blocks of a Markdown text, normalised to NFC."""
    tree = run(["-f", _READER, "-t", "json"], unicodedata.normalize("NFC", text).encode())
    return json.loads(tree)["blocks"]


def tree_json(blocks: list[Node]) -> bytes:
    """Return blocks as the JSON that pandoc reads."""
    return json.dumps({"pandoc-api-version": _API_VERSION, "meta": {}, "blocks": blocks}).encode()


def words(text: str) -> list[Node]:
    """Return plain text as inline nodes; nothing in it is markup.

    >>> [node["t"] for node in words("Số 1\\n*2*")]
    ['Str', 'Space', 'Str', 'LineBreak', 'Str']
    """
    nodes: list[Node] = []
    for number, line in enumerate(unicodedata.normalize("NFC", text).split("\n")):
        if number:
            nodes.append({"t": "LineBreak"})
        for position, word in enumerate(line.split(" ")):
            nodes += [{"t": "Space"}] if position else []
            nodes += [{"t": "Str", "c": word}] if word else []
    return nodes


def para(inlines: list[Node]) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": inlines}


def styled(style: str, blocks: list[Node], *, key: str = "") -> Node:
    """Return blocks wrapped in a named paragraph style."""
    return {"t": "Div", "c": [[key, [], [["custom-style", style]]], blocks]}


def style_of(node: Node) -> str | None:
    """Return the paragraph style of a block made by `styled`, else None."""
    return dict(node["c"][0][2]).get("custom-style") if node["t"] == "Div" else None


def transform(value: Any, change: Callable[[Node], Any], *, leaves: bool = False) -> Any:
    """Return a tree with ``change`` applied to every node, children first.

    ``change`` returns the node that takes the place of its argument, or a list of nodes. Words, blanks and other
    nodes with nothing inside to go through are most of a tree; it sees them only where ``leaves`` says so.
    """
    # A paper is gone through many times: hence no call for a leaf.
    def of_list(items: list) -> list:
        result = []
        for item in items:
            if not item or not isinstance(item, _TREE):
                result.append(item)
            elif isinstance(item, list):
                result.append(of_list(item))
            elif not leaves and "t" in item and not isinstance(item.get("c"), _TREE):
                result.append(item)
            else:
                new = of_node(item)
                (result.extend if isinstance(new, list) else result.append)(new)
        return result

    def of_node(node: Node) -> Any:
        if "t" not in node:
            return {key: through(item) for key, item in node.items()}
        if isinstance(node.get("c"), _TREE):
            return change({**node, "c": through(node["c"])})
        return change(node) if leaves else node

    def through(item: Any) -> Any:
        return of_list(item) if isinstance(item, list) else of_node(item) if isinstance(item, dict) else item

    return through(value)


def nodes(value: Any, kind: str) -> Iterator[Node]:
    """Yield every node of a kind, in reading order."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            if item.get("t") == kind:
                yield item
            inside = item.get("c")
            if isinstance(inside, _TREE):
                waiting.append(inside)


def plain(value: Any) -> str:
    """Return the words of a tree as one line of text.

    >>> plain(words("Một hai\\nba"))
    'Một hai ba'
    """
    said, waiting = [], [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            kind = item.get("t")
            if kind == "Str":
                said.append(item["c"])
            elif kind in _BLANKS:
                said.append(" ")
            else:
                waiting.append(item.get("c", []))
    return "".join(said)
