"""From an executed notebook to a document: validated front matter, context and one numbered tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import PurePath
from typing import Any

from nbformat import NotebookNode

from helpers.inputs.errors import InputError
from helpers.report.approval import APPROVED, Signed, Standing, refuse_unfinished, standing, text_id
from helpers.report.blocks import Block, Context, FigureBlock, Prose, TableBlock, block_from_bundle
from helpers.report.front import KEY, FrontMatter, Profile, read_front, read_profile
from helpers.report.manifest import manifest
from helpers.report.pandoc import Node, plain
from helpers.report.paper import paper_parts
from helpers.report.tree import asset_name, build_tree
from helpers.report.typeface import uncovered
from helpers.report.wording import word


@dataclass(frozen=True)
class Document:
    """An official paper, ready to be set in any format.

    Parameters
    ----------
    front, context, profile : validated front matter, the document's context and its format profile.
    blocks : numbered pandoc tree.
    assets : pictures by name without ending; the tree names them with ``.png``.
    parts : fixed wording around the body, see `helpers.report.paper.paper_parts`.
    paper : name of the notebook.
    tables : the tables it shows, in reading order.
    signed, standing : what a signature must fit, and how far the paper has come.
    """

    front: FrontMatter
    context: Context
    profile: Profile
    blocks: list[Node]
    assets: dict[str, FigureBlock]
    parts: dict[str, Any]
    paper: str = ""
    tables: list[TableBlock] = field(default_factory=list)
    signed: Signed = field(default_factory=Signed)
    standing: Standing = field(default_factory=Standing)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What every exported file says of itself; see `helpers.report.manifest.manifest`."""
        return manifest(self)


def read_document(notebook: NotebookNode, file: str) -> Document:
    """Build the document of an executed notebook.

    Parameters
    ----------
    notebook : executed notebook with ``metadata.qd45.document``.
    file : name of the notebook, for messages.

    Raises
    ------
    InputError : the notebook was not run, or its metadata or contents do not make a document.
    """
    pieces = _pieces(notebook, file)
    context = _context(pieces, file)
    profile = read_profile(context.profile)
    front = read_front(_metadata(notebook, file), front_values(context), file)
    _refuse_other_language(front, context, file)
    cited = {ref.removeprefix("law:") for piece in pieces for _, ref in piece.references() if ref.startswith("law:")}
    open_laws = tuple(sorted(cited & set(context.open_laws)))
    _refuse_open_law(front, open_laws, file)
    profile = profile.compacted() if front.compact else profile
    profile = profile.turned() if front.landscape else profile
    content = [piece for piece in pieces if not isinstance(piece, Context)]
    blocks = build_tree(content, front, profile.layout, file)
    words = text_id([*_texts(front.model_dump()), plain(blocks)])
    signed = Signed(PurePath(file).stem, context.run, words, open_laws)
    found = standing(signed, context.sign_offs, context.sign_off_rules)
    if not front.draft:
        refuse_unfinished(found, file, f"{KEY}.draft")
    # The mark of a draft goes once the paper is approved, and not before.
    front = front.model_copy(update={"draft": found.status != APPROVED})
    parts = paper_parts(front, context, profile, found.status)
    _refuse_unshown(plain(blocks) + "".join(_texts(parts)), file)
    assets = {
        asset_name(index): piece for index, piece in enumerate(content) if isinstance(piece, FigureBlock)
    }
    tables = [piece for piece in content if isinstance(piece, TableBlock)]
    return Document(front, context, profile, blocks, assets, parts, PurePath(file).stem, tables, signed, found)


def front_values(context: Context) -> dict[str, Any]:
    """Return what the placeholders of front matter may name."""
    profile = read_profile(context.profile)
    return {**context.values, "profile": profile.model_dump(), "profile_name": profile.name, "as_of": context.as_of,
            "w": partial(word, context.profile)}


def _refuse_other_language(front: FrontMatter, context: Context, file: str) -> None:
    """Refuse a paper whose numbers were written in another language than its text."""
    if front.language == context.language:
        return
    raise InputError(
        file, column=f"{KEY}.language", value=front.language,
        allowed_vi=f"ngôn ngữ của open_workbook: {context.language}",
        allowed_en=f"the language of open_workbook: {context.language}",
        remedy_vi=f'viết open_workbook(..., language="{front.language}")',
        remedy_en=f'write open_workbook(..., language="{front.language}")',
    )  # fmt: skip


def _refuse_open_law(front: FrontMatter, waiting: tuple[str, ...], file: str) -> None:
    """Refuse a final paper that cites a document which nobody has checked against the original."""
    if front.draft or not waiting:
        return
    raise InputError(
        file, column=f"{KEY}.draft", value="false",
        allowed_vi=f"true, cho đến khi các văn bản sau được đối chiếu bản gốc: {', '.join(waiting)}",
        allowed_en=f"true, until these documents have been checked against the original: {', '.join(waiting)}",
        remedy_vi="điền verified_by_role và verified_on ở data/tables/legal_basis.csv",
        remedy_en="fill in verified_by_role and verified_on in data/tables/legal_basis.csv",
    )  # fmt: skip


def _metadata(notebook: NotebookNode, file: str) -> dict:
    try:
        return notebook.metadata["qd45"]["document"]
    except KeyError:
        raise InputError(
            file, column=KEY, allowed_vi="siêu dữ liệu của sổ phải có khóa này",
            allowed_en="the notebook's metadata must have this key",
            remedy_vi="thêm loại văn bản, trích yếu, người ký, nơi nhận",
            remedy_en="add the document's type, title, signatory and recipients",
        ) from None  # fmt: skip


def _pieces(notebook: NotebookNode, file: str) -> list[Block]:
    """Return the content of a notebook in reading order."""
    pieces: list[Block] = []
    for number, cell in enumerate(notebook.cells, start=1):
        if "skip" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            pieces.append(Prose(cell.source))
        elif cell.cell_type == "code" and cell.source.strip():
            if cell.execution_count is None:
                raise _not_run(file, number)
            pieces += _outputs(cell, file, number)
    return pieces


def _outputs(cell: NotebookNode, file: str, number: int) -> list[Block]:
    if any(output.output_type == "error" for output in cell.outputs):
        raise _not_run(file, number)
    try:
        blocks = [block_from_bundle(output.data) for output in cell.outputs if "data" in output]
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(file, number, error) from None
    return [block for block in blocks if block is not None]


def _damaged(file: str, cell: int, error: Exception) -> InputError:
    missing = isinstance(error, KeyError) and str(error.args[0]).startswith("image/")
    what = ("thiếu hình", "its picture is missing") if missing else ("bị hỏng", "it is damaged")
    return InputError(
        file, column=f"ô (cell) {cell}", value=error,
        allowed_vi=f"kết quả của ô còn nguyên, đủ hình ({what[0]})",
        allowed_en=f"the whole output of the cell, its picture included ({what[1]})",
        remedy_vi="chạy lại sổ (Run All), lưu rồi xuất lại", remedy_en="run the notebook again, save, then export",
    )  # fmt: skip


def _context(pieces: list[Block], file: str) -> Context:
    found = [piece for piece in pieces if isinstance(piece, Context)]
    if not found:
        raise _not_run(file, None)
    if len(found) > 1:
        raise InputError(
            file, column="context", value=len(found), allowed_vi="đúng một khối bối cảnh",
            allowed_en="exactly one context block",
            remedy_vi="chỉ để một ô hiện bối cảnh", remedy_en="show the context in one cell only",
        )  # fmt: skip
    return found[0]


def _not_run(file: str, cell: int | None) -> InputError:
    return InputError(
        file, column=None if cell is None else f"ô (cell) {cell}",
        allowed_vi="sổ đã chạy hết, không lỗi, có khối bối cảnh",
        allowed_en="a notebook run to its end, without errors, with a context block",
        remedy_vi="chạy tất cả các ô (Run All) rồi lưu và xuất lại",
        remedy_en="run all cells first (Run All), save, then export again",
    )  # fmt: skip


def _refuse_unshown(text: str, file: str) -> None:
    missing = uncovered(text)
    if missing:
        shown = ", ".join(f"{char} (U+{ord(char):04X})" for char in missing)
        raise InputError(
            file, column="markdown", value=shown, allowed_vi="ký tự có trong phông chữ của văn bản",
            allowed_en="characters that the paper's typeface has",
            remedy_vi="thay bằng chữ hoặc ký hiệu khác", remedy_en="use words or another sign instead",
        )  # fmt: skip


def _texts(value: Any) -> list[str]:
    """Return every string inside nested values."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in items for text in _texts(item)]
