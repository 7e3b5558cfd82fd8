"""The command ``qd45 check-papers``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from helpers.inputs import InputError, load_inputs
from helpers.report.checks import PaperFile, checkers, point_names, read_papers, run_checkers
from helpers.run.findings_said import report
from helpers.run.paths import outputs_dir
from helpers.run.saying import said_plainly, say

_SUFFIXES = (".pdf", ".docx")


def command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Tệp PDF, DOCX hoặc thư mục chứa chúng; mặc định mọi văn bản của hồ sơ. / "
                            "PDF, DOCX, or a folder of them; default: the dossier."),
    ] = None,
    only: Annotated[
        list[str], typer.Option("--only", help="Chỉ bộ kiểm này, nhiều lần. / This checker alone, repeatable.")
    ] = (),
    everything: Annotated[bool, typer.Option("--all", help="In từng chỗ trống và cả điểm đạt. / "
                                                           "Print each blank, and what passed.")] = False,
) -> None:
    """Kiểm văn bản đã xuất: thể thức và các phép kiểm khác. / Check finished papers: form and other checks."""
    with said_plainly():
        unknown = [name for name in only if name not in checkers()]
        if unknown:
            raise InputError("--only", value=unknown[0], allowed_vi=f"một trong: {', '.join(checkers())}",
                             allowed_en=f"one of: {', '.join(checkers())}", remedy_vi="sửa tên",
                             remedy_en="correct the name")
        inputs, folders = load_inputs(), _by_folder(read_papers(_files(files or [])))
        # A folder holds one dossier: papers of several are not held against each other.
        found = {folder: list(run_checkers(papers, inputs, only)) for folder, papers in folders.items()}
    for folder, findings in found.items():
        lines = report(findings, len(folders[folder]), point_names(inputs), everything)
        for line in [f"{folder}:", *lines] if len(found) > 1 else lines:
            say(line)
    if any(finding.failed for findings in found.values() for finding in findings):
        raise typer.Exit(1)


def _files(named: Sequence[Path]) -> list[Path]:
    """Return the files that are named, those of named folders, or every paper of the dossier.

    Raises
    ------
    InputError : a folder holds none.
    """
    found: dict[Path, None] = {}
    for place in named or [outputs_dir() / "dossier"]:
        within = [place] if named and not place.is_dir() else sorted(
            path for path in place.glob("*.*") if path.suffix.lower() in _SUFFIXES)
        if not within:
            raise InputError(str(place) if named else "outputs/dossier",
                             allowed_vi="có ít nhất một văn bản PDF hoặc DOCX",
                             allowed_en="at least one paper as PDF or DOCX", remedy_vi="chạy qd45 run trước",
                             remedy_en="run qd45 run first")
        found |= dict.fromkeys(within)
    return list(found)


def _by_folder(papers: Sequence[PaperFile]) -> dict[Path, list[PaperFile]]:
    folders: dict[Path, list[PaperFile]] = {}
    for paper in papers:
        folders.setdefault(paper.path.parent, []).append(paper)
    return folders
