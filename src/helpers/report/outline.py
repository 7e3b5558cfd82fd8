"""Where things stand in a paper: its parts, articles, annexes and tables by the words with which one points at them.

A paper is read from its notebook with the numbers of the book at hand, as far as its headings and tables go; pictures
are not drawn. Places that hang on the scenario, such as a table of new points, are then found, or not, as the paper
really has them.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from nbformat import NotebookNode

from helpers.inputs import InputError, unknown_name
from helpers.report import prose
from helpers.report.blocks import Block, FigureBlock, Prose, TableBlock, unmarked
from helpers.report.book import Book
from helpers.report.document import front_values
from helpers.report.front import FrontMatter, read_front, read_profile
from helpers.report.pandoc import Node, nodes, plain
from helpers.report.tree import numbered_tree

#: Names in a paper's notebook of what draws pictures.
PICTURES = ("charts", "maps")
#: Sentences that take long to find and are no heading.
SLOW = ("failures", "facts")
_MAGIC = "%%prose"
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{[^}]*\}\s*$")
_ANNEX = re.compile(r"^phụ lục\.\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^(phần [ivxlc]+|phụ lục( [ivxlc]+)?|điều \d+\.|[ivxlc]+\.|\d+\.|\w{1,2}\))\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A place of a paper: the words that point at it, the role of a heading or ``table``, the words of a heading."""

    words: str
    kind: str
    title: str = ""

    @property
    def told(self) -> str:
        """The words that point at the place, with those of its heading."""
        return f"{self.words} “{self.title}”" if self.title else self.words


@dataclass(frozen=True)
class Outline:
    """The places of a paper by identifier and, for headings, by their words in lower case.

    Parameters
    ----------
    paper : name of the notebook.
    places : places by identifier and by words.
    pieces : prose and tables in reading order, for those who look at what is said.
    front : validated front matter.
    """

    paper: str
    places: dict[str, Place]
    pieces: list[Block]
    front: FrontMatter

    def place(self, anchor: str) -> Place:
        """Return the place that an identifier, or the words of a heading, name.

        Raises
        ------
        InputError : the paper has no such place.
        """
        found = self.places.get(anchor) or self.places.get(anchor.casefold())
        if found is None:
            raise unknown_name(
                f"notebooks/documents/{self.paper}.ipynb", anchor, self.places,
                what_vi="mã của bảng, đề mục, hoặc tên đề mục", what_en="an identifier, or the words of a heading",
            )  # fmt: skip
        return found

    def has(self, anchor: str) -> bool:
        """Return whether the paper has the place in this scenario."""
        return anchor in self.places or anchor.casefold() in self.places

    def said(self) -> str:
        """Return every word of prose and tables as one line."""
        texts = [piece.markdown if isinstance(piece, Prose) else " ".join(map(" ".join, piece.rows))
                 for piece in self.pieces]
        return " ".join(re.sub(r"<[^>]*>", "", " ".join(texts)).split())


def outline(book: Book, paper: str) -> Outline:
    """Return where things stand in a paper of the book's scenario and profile.

    Parameters
    ----------
    book : nothing is added to its quotes and tables.
    paper : name of the paper's notebook.

    Raises
    ------
    InputError : there is no such notebook, or it is damaged.
    """
    notebook, file = book.paper(paper), f"{paper}.ipynb"
    aside = book.aside()
    try:
        pieces = list(_pieces(notebook, aside))
        context = aside.context()
        front = read_front(notebook.metadata["qd45"]["document"], front_values(context), file)
    except (AttributeError, KeyError, NameError, SyntaxError, ValueError) as error:
        raise _damaged(file, error) from error
    titles = {_words(title): title for title in _titles(pieces)}
    bare = [_without_rows(piece) for piece in pieces]
    blocks, labels = numbered_tree(bare, front, read_profile(context.profile).layout, file)
    shown = [piece for piece in pieces if not isinstance(piece, FigureBlock)]
    return Outline(paper, dict(_places(blocks, labels, titles)), shown, front)


def _pieces(notebook: NotebookNode, book: Book) -> Iterator[Block]:
    """Yield the prose and tables of a notebook, and a blank picture in the place of each picture."""
    names = {"book": book}
    for cell in (cell for cell in notebook.cells if "skip" not in cell.metadata.get("tags", [])):
        if cell.cell_type == "markdown":
            yield Prose(cell.source)
        elif cell.source.startswith(_MAGIC):
            yield prose.render(cell.source.removeprefix(_MAGIC), book, **dict.fromkeys(SLOW, str))
        elif "open_workbook" in cell.source:
            names |= _imported(cell.source) | dict.fromkeys(PICTURES, _Blank(count(1)))
        elif "parameters" not in cell.metadata.get("tags", []):
            shown = _shown(cell.source, names)
            if isinstance(shown, Block):
                yield shown


def _without_rows(piece: Block) -> Block:
    """Return a table with its head alone: its number and place do not hang on its rows."""
    if not isinstance(piece, TableBlock):
        return piece
    return dataclasses.replace(piece, rows=[], refs=[], emphasis_rows=[], note="")


class _Blank:
    """Stands for a module of pictures: every function of it gives a blank picture."""

    def __init__(self, drawn: Iterator[int]):
        self._drawn = drawn

    def __getattr__(self, name: str):
        return lambda *args, **kwargs: FigureBlock(f"blank-{next(self._drawn)}", name, name, "", b"")


def _imported(source: str) -> dict:
    """Return what a cell imports; nothing else of it is run."""
    names: dict = {}
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(imports, []), "<cell>", "exec"), names)
    return names


def _shown(source: str, names: dict):
    """Run the code of a cell and return the value of its last expression, as Jupyter shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def _titles(pieces: list[Block]) -> Iterator[str]:
    """Yield the words of the headings as they are written, before numbers and capitals are put in."""
    for piece in (piece for piece in pieces if isinstance(piece, Prose)):
        for line in _HEADING.findall(unmarked(piece.markdown)):
            yield _ATTRIBUTES.sub("", line).strip()


def _words(title: str) -> str:
    return _ANNEX.sub("", title).strip().casefold()


def _places(blocks: list[Node], labels: dict[str, str], titles: dict[str, str]) -> Iterator[tuple[str, Place]]:
    """Yield identifier or words and place of every heading and table."""
    above: list[tuple[int, str]] = []
    for node in blocks:
        if node["t"] == "Header":
            level, (name, (role, *_), _), inlines = node["c"]
            above = [*((depth, label) for depth, label in above if depth < level), (level, labels[name])]
            words = words_of_heading(inlines)
            place = Place(_chain(above), role, _ANNEX.sub("", titles.get(words, "")))
            yield name, place
            yield words, place
        for table in nodes(node, "Table"):
            name = table["c"][0][0]
            if name in labels:
                yield name, Place(", ".join(filter(None, (labels[name], _chain(above)))), "table")


def _chain(above: list[tuple[int, str]]) -> str:
    """Return the labels of a heading and those above it, the smallest part first."""
    return " ".join(label for _, label in reversed(above))


def words_of_heading(inlines: list[Node]) -> str:
    """Return the words of a numbered heading without its number, in lower case.

    >>> words_of_heading([{"t": "Str", "c": "II."}, {"t": "Space"}, {"t": "Str", "c": "CĂN"}, {"t": "Space"},
    ...                   {"t": "Str", "c": "CỨ"}])
    'căn cứ'
    """
    return _NUMBER.sub("", plain(inlines).strip()).strip().casefold()


def _damaged(file: str, error: Exception) -> InputError:
    if isinstance(error, InputError):
        return error
    return InputError(
        file, value=str(error).splitlines()[0][:120] if str(error) else type(error).__name__,
        allowed_vi="sổ văn bản chạy được từng ô", allowed_en="a document notebook whose cells run",
        remedy_vi="mở sổ đó, chạy tất cả các ô và sửa ô bị lỗi",
        remedy_en="open that notebook, run all cells and mend the one that fails",
    )  # fmt: skip
