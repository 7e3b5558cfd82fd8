"""Trace a number of a paper from its name, or from how it is printed, down to its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from rich.console import Console, Group
from rich.table import Column, Table
from rich.tree import Tree

from helpers.inputs import STATUS_WORDS, InputError, Quantity
from helpers.report import Book, legal
from helpers.report.blocks import Context, block_from_bundle
from helpers.report.numbers import is_reference, resolve, with_parents
from helpers.report.tables.registers import BREAK
from helpers.report.vietnamese import UNIT_WORDS, number
from helpers.run.paths import outputs_dir

#: A headline has dozens of parents; beyond this many they are listed in a table instead of a tree.
_FEW = 4


@dataclass(frozen=True)
class Quoted:
    """One piece of a paper that has a home: where it stands, what is printed, the reference, the scenario."""

    paper: str
    place: str
    text: str
    ref: str
    scenario: str


def paper_notebooks() -> dict[str, Path]:
    """Return the executed notebooks of the dossier by the name of their paper."""
    return {path.stem: path for path in sorted((outputs_dir() / "dossier" / "notebooks").glob("*.ipynb"))}


def quoted_in(path: Path) -> Iterator[Quoted]:
    """Yield every number, citation and date of an executed document notebook, in reading order."""
    scenario = ""
    for place, cell in enumerate(nbformat.read(path, as_version=4).cells, 1):
        for output in cell.get("outputs", []):
            block = block_from_bundle(output.get("data", {}))
            if isinstance(block, Context):
                scenario = block.name
            elif block is not None:
                where = getattr(block, "caption", f"ô {place}")
                for text, ref in block.references():
                    yield Quoted(path.stem, where, text, ref, scenario)


def printed_as(text: str) -> list[Quoted]:
    """Return where the papers print exactly this text as a number, each name once in a paper."""
    found = {}
    for path in paper_notebooks().values():
        for quoted in quoted_in(path):
            if quoted.text == text and is_reference(quoted.ref):
                found.setdefault((quoted.paper, quoted.ref), quoted)
    return list(found.values())


def named(book: Book, text: str) -> Quantity:
    """Return the quantity of a name as copied from a paper, invisible break marks and all."""
    return resolve(book, text.replace(BREAK, "").strip("[] "))


def traced(book: Book, quantity: Quantity) -> Group:
    """Return what there is to say of a quantity, ready to print: itself, its parents, its sources."""
    tree = Tree(_line(quantity), guide_style="dim")
    _grow(book, tree, quantity, set())
    return Group(tree, _sources(book, quantity))


def law_about(book: Book, doc_id: str) -> str:
    """Return the full citation of a document, whether it is in force, and who checked it.

    Raises
    ------
    InputError : the document is not in the table or not in force at the date of the paper.
    """
    row = legal.document(book.inputs["legal_basis"], doc_id, book.day)
    ticked = row["verified_on"] == row["verified_on"]
    check = f"đối chiếu ngày {row['verified_on']} ({row['verified_by_role']})" if ticked else "chưa đối chiếu bản gốc"
    return f"{legal.full(row)}\n  {legal.FILE}, doc_id {doc_id}; nguồn {row['source_id']}; {check}"


def _line(quantity: Quantity) -> str:
    unit = UNIT_WORDS.get(quantity.unit) or quantity.unit
    ends = "" if quantity.low is None else f" (từ {_plain(quantity.low)} đến {_plain(quantity.high)})"
    source = "; ".join(part for part in (quantity.source_id, quantity.locator) if part)
    formula = "" if quantity.formula in ("", quantity.id) else f"\n= {quantity.formula}"
    note = f"\n{quantity.note}" if quantity.note else ""
    value = f"{_plain(quantity.value)} [{unit}]" if unit else _plain(quantity.value)
    head = f"[bold]{_safe(quantity.id)}[/bold] = {_safe(value)}{_safe(ends)}  {STATUS_WORDS[quantity.status]}"
    return f"{head}\n{_safe(quantity.label_vi)}{_safe(f' · {source}') if source else ''}{_safe(formula)}{_safe(note)}"


def _safe(text: str) -> str:
    return text.replace("[", r"\[")


def _plain(value: float | None) -> str:
    """Return a value with as many decimals as tell it apart, Vietnamese separators."""
    value = float(value or 0)
    return number(value, 0 if abs(value) >= 1000 or value == round(value) else 4)


def _grow(book: Book, tree: Tree, quantity: Quantity, seen: set[str]) -> None:
    """Add the parents of a quantity, each expanded once; many parameters are put in one table."""
    seen.add(quantity.id)
    parents = [with_parents(book, parent) for parent in quantity.parents]
    if len(parents) > _FEW:
        tree.add(_as_table(parents))
        return
    for parent in parents:
        branch = tree.add(_line(parent))
        if parent.id not in seen:
            _grow(book, branch, parent, seen)


def _as_table(parents: list[Quantity]) -> Table:
    table = Table(Column("Mã", overflow="fold"), "Giá trị", "Đơn vị", "Trạng thái", "Nguồn", box=None, pad_edge=False)
    for parent in parents:
        source = "; ".join(part for part in (parent.source_id, parent.locator) if part)
        unit = UNIT_WORDS.get(parent.unit) or parent.unit
        table.add_row(parent.id, _plain(parent.value), unit, STATUS_WORDS[parent.status], _safe(source))
    return table


def _sources(book: Book, quantity: Quantity) -> Table:
    known = book.inputs["sources"].set_index("source_id")
    wanted = dict.fromkeys(source for part in quantity.ancestors() for source in part.source_id.split())
    wanted |= dict.fromkeys(source for part in quantity.ancestors()
                            for parent in with_parents(book, part).parents for source in parent.source_id.split())
    seen = Column("Nơi đã xem", overflow="fold")
    table = Table(Column("Nguồn", overflow="fold"), "Cơ quan", "Tài liệu", "Số, ngày", seen)
    for source in (source for source in wanted if source in known.index):
        row = known.loc[source].fillna("")
        number_and_day = ", ".join(part for part in (row["document_number"], row["date"]) if part)
        table.add_row(source, row["issuer_vi"], row["title_vi"], number_and_day, row["where_seen"])
    return table


def print_quoted(console: Console, quoted: list[Quoted], book: Book) -> None:
    """Print the numbers of papers with their names, statuses and sources."""
    table = Table(Column("In là", justify="right"), Column("Mã", overflow="fold"), "Trạng thái", "Ở đâu")
    for piece in quoted:
        status = STATUS_WORDS[resolve(book, piece.ref).status]
        table.add_row(piece.text, _safe(piece.ref), status, f"{piece.paper}, {piece.place}")
    console.print(table)


def unknown_text(text: str) -> InputError:
    """Return the error for a text that is neither a name nor a printed number."""
    return InputError(
        "qd45 trace", value=text, allowed_vi="mã số liệu, hoặc số đúng như in trong văn bản của outputs/dossier/",
        allowed_en="the name of a number, or a number exactly as printed in a paper of outputs/dossier/",
        remedy_vi="xem danh sách bằng: qd45 trace --paper bao_cao_tom_tat",
        remedy_en="list them with: qd45 trace --paper bao_cao_tom_tat")
