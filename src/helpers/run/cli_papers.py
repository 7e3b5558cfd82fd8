"""The command ``qd45 check-papers``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from helpers.inputs import InputError, load_inputs
from helpers.report.checks import BY_HAND, FAIL, NOT_APPLICABLE, PASS, Finding, checkers, read_papers, run_checkers
from helpers.run.paths import outputs_dir
from helpers.run.saying import console, said_plainly

_SUFFIXES = (".pdf", ".docx")
_WORDS = {PASS: "đạt / pass", FAIL: "không đạt / fail", NOT_APPLICABLE: "không áp dụng / n.a.",
          BY_HAND: "kiểm tay / by hand"}


def command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Tệp PDF, DOCX; mặc định mọi văn bản của hồ sơ. / PDF, DOCX; default all."),
    ] = None,
    only: Annotated[
        list[str], typer.Option("--only", help="Chỉ bộ kiểm này, nhiều lần. / This checker alone, repeatable.")
    ] = (),
    everything: Annotated[bool, typer.Option("--all", help="In cả điểm đạt. / Print what passed too.")] = False,
) -> None:
    """Kiểm văn bản đã xuất: thể thức và các phép kiểm khác. / Check finished papers: form and other checks."""
    with said_plainly():
        papers = read_papers(_files(files or []))
        unknown = [name for name in only if name not in checkers()]
        if unknown:
            raise InputError("--only", value=unknown[0], allowed_vi=f"một trong: {', '.join(checkers())}",
                             allowed_en=f"one of: {', '.join(checkers())}", remedy_vi="sửa tên",
                             remedy_en="correct the name")
        findings = list(run_checkers(papers, load_inputs(), only))
    _print(findings, everything)
    if any(finding.failed for finding in findings):
        raise typer.Exit(1)


def _files(named: Sequence[Path]) -> list[Path]:
    """Return the files that are named, or every paper of the dossier.

    Raises
    ------
    InputError : there is none.
    """
    folder = outputs_dir() / "dossier"
    found = list(named) or sorted(path for path in folder.glob("*.*") if path.suffix in _SUFFIXES)
    if not found:
        raise InputError("outputs/dossier", allowed_vi="có ít nhất một văn bản PDF hoặc DOCX",
                         allowed_en="at least one paper as PDF or DOCX", remedy_vi="chạy qd45 run trước",
                         remedy_en="run qd45 run first")
    return found


def _print(findings: Sequence[Finding], everything: bool) -> None:
    shown = [one for one in findings if everything or one.outcome in (FAIL, BY_HAND)]
    # What is read by hand is the same in every paper, and said once, unless it names a place.
    seen, table = set(), Table("Điểm", "Kết quả", "Văn bản", "Ở đâu", "Thấy", "Cần")
    for one in shown:
        everywhere = one.outcome == BY_HAND and not everything and not one.where
        repeated = (one.point, one.outcome, one.found) if everywhere else one
        if repeated in seen:
            continue
        seen.add(repeated)
        paper = "mọi văn bản / all" if repeated is not one else one.paper
        table.add_row(one.point, _WORDS[one.outcome], paper, *map(escape, (one.where, one.found, one.wanted)))
    if shown:
        console.print(table)
    counted = Counter(one.outcome for one in findings)
    said = "; ".join(f"{words}: {counted[outcome]}" for outcome, words in _WORDS.items())
    papers = len({one.paper for one in findings})
    console.print(f"{papers} văn bản / papers. {said}", highlight=False, soft_wrap=True)
