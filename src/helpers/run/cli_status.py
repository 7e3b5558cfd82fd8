"""The commands ``qd45 status`` and ``qd45 sign``: how far each paper has come, and what it still lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.markup import escape
from rich.table import Column, Table

from helpers.inputs import (
    SIGN_OFFS_FILE,
    InputError,
    Inputs,
    as_rows,
    data_dir,
    load_inputs,
    load_scenario,
    load_sign_offs,
    unknown_name,
    with_sign_off,
)
from helpers.inputs.proposals.form import PAPER as WORKBOOK
from helpers.report.annex import read_manifest
from helpers.report.approval import FILE, STAGES, WORDS, Missing, Signed, Standing, standing
from helpers.report.document import Document, read_document
from helpers.report.front import KEY
from helpers.run.batch.jobs import notebooks
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.record import results_key
from helpers.run.saying import console, said_plainly
from helpers.run.trace import paper_notebooks

ALL = "all"
_UNMADE = Missing("chưa lập: chạy qd45 run", "not made: run qd45 run")


@dataclass(frozen=True)
class Told:
    """What there is to tell of a paper: what a signature must fit, its standing now, what its files still say."""

    signed: Signed
    standing: Standing
    printed: str


def status_command(
    paper: Annotated[str, typer.Argument(help="Tên văn bản; mặc định mọi văn bản. / A paper; default all.")] = ALL,
) -> None:
    """Tình trạng từng văn bản và điều còn thiếu. / The status of each paper, and what it still lacks."""
    with said_plainly():
        found = told(paper)
    table = Table(Column("Văn bản / paper", no_wrap=True), "Tình trạng / status",
                  Column("Lượt / run", no_wrap=True), Column("Nội dung / text", no_wrap=True))
    for name, about in found.items():
        said = ("chưa lập / not made", "", "") if about is None else (
            " / ".join(WORDS[about.standing.status]), about.signed.run, about.signed.text_id)
        table.add_row(name, *said)
    console.print(table)
    _say_missing(found)


def _say_missing(found: Mapping[str, Told | None]) -> None:
    """Say what papers lack for their next status, each thing once with the papers that lack it."""
    lacking: dict[Missing, list[str]] = {}
    for name, about in found.items():
        for missing in [_UNMADE] if about is None else _missing(about):
            lacking.setdefault(missing, []).append(name)
    if lacking:
        console.print("Còn thiếu để lên mức sau / missing for the next status:")
    for missing, names in lacking.items():
        papers = "mọi văn bản / all" if len(names) == len(found) > 1 else ", ".join(names)
        console.print(f"- {escape(missing.vi)} / {escape(missing.en)}: {papers}", highlight=False, soft_wrap=True)


def sign_command(
    paper: Annotated[str, typer.Argument(help="Tên văn bản, hoặc all. / A paper, or all.")],
    status: Annotated[str, typer.Argument(help="assured | approved")],
    role: Annotated[str, typer.Argument(help="Mã vai trò trong sign_off_rules. / A role of sign_off_rules.")],
    post: Annotated[str, typer.Option(help="Vị trí công tác, không ghi họ tên. / The post held, no name.")],
    day: Annotated[str, typer.Option("--date", help="Ngày, NNNN-TT-NN; mặc định hôm nay. / Default today.")] = "",
) -> None:
    """Ghi một chữ ký cho lượt chạy và nội dung hiện nay. / Record a signature for the present run and text."""
    with said_plainly():
        found = {name: about for name, about in told(paper).items() if about is not None}
        _refuse_unasked(status, role)
        chosen = _asked(found, status, role) if paper == ALL else list(found)
        if not chosen:
            raise InputError(FILE, column="paper", value=paper, allowed_vi="văn bản đã lập, có cần vai trò này ký",
                             allowed_en="a paper that is made and needs this role",
                             remedy_vi="chạy qd45 run, xem qd45 status", remedy_en="run qd45 run, see qd45 status")
        for name in chosen:
            line = {"paper": name, "status": status, "role": role, "post_vi": post,
                    "signed_on": day or dt.date.today().isoformat(), "run": found[name].signed.run,
                    "text_id": found[name].signed.text_id}
            _append(line)
    console.print(f"→ data/{SIGN_OFFS_FILE.as_posix()}: +{len(chosen)} ({', '.join(chosen)})", soft_wrap=True)
    console.print("In lại văn bản: / Print the papers anew: qd45 run")


def told(paper: str = ALL) -> dict[str, Told | None]:
    """Return what there is to tell of each paper, or of one; nothing of a paper that is not made yet.

    Signatures and rules are those in ``data/`` now, whatever the files of the paper were made with.

    Raises
    ------
    InputError : there is no such paper, or the notebook of one cannot be read.
    """
    names = [*(path.stem for path in notebooks("documents")), WORKBOOK]
    if paper not in (ALL, *names):
        raise unknown_name("notebooks/documents", paper, [*names, ALL], what_vi="tên văn bản",
                           what_en="a paper")
    made, inputs, sign_offs = _made(), load_inputs(), as_rows(load_sign_offs())
    rules = as_rows(inputs["sign_off_rules"])
    chosen = names if paper == ALL else [paper]
    return {name: _told(made[name], sign_offs, rules, inputs) if name in made else None for name in chosen}


def _made() -> dict[str, Path]:
    """Return the executed notebooks of the dossier, and its workbook of figures, by name; those that are made."""
    figures = outputs_dir() / "dossier" / f"{WORKBOOK}.xlsx"
    return paper_notebooks() | ({WORKBOOK: figures} if figures.exists() else {})


def _told(path: Path, sign_offs: Sequence[Mapping], rules: Sequence[Mapping], inputs: Inputs) -> Told:
    signed, scenario, printed = _of_workbook(path) if path.stem == WORKBOOK else _of_notebook(path)
    found = standing(signed, sign_offs, rules)
    current = results_key(load_scenario(scenario, inputs.register), inputs)[:10]
    if signed.run != current:
        late = Missing(f"dữ liệu đã đổi: lượt chạy nay là {current}, chạy lại qd45 run",
                       f"the data have changed: the run is now {current}, run qd45 run again")
        found = Standing(found.status, (late, *found.missing))
    return Told(signed, found, printed)


def _of_notebook(path: Path) -> tuple[Signed, str, str]:
    """Return what a signature of a paper must fit, its scenario, and the status that its files say."""
    document = _read(path)
    return document.signed, document.context.name, document.standing.status


def _of_workbook(path: Path) -> tuple[Signed, str, str]:
    """Return the same of the workbook of figures, which has no words to sign but those of its run."""
    told = read_manifest(path)
    return Signed(WORKBOOK, told["run"]), told["scenario"], told["status"]


def _read(path: Path) -> Document:
    """Read an executed notebook as a draft, so that one that is refused in its final form can be told of too."""
    notebook = nbformat.read(path, as_version=4)
    section, _, name = KEY.partition(".")
    notebook.metadata[section][name]["draft"] = True
    return read_document(notebook, path.name)


def _missing(about: Told) -> list[Missing]:
    if about.printed != about.standing.status:
        words = WORDS[about.printed]
        return [Missing(f"tệp đã xuất còn ghi “{words[0]}”: chạy lại qd45 run",
                        f"the exported files still say “{words[1]}”: run qd45 run again"), *about.standing.missing]
    return list(about.standing.missing)


def _refuse_unasked(status: str, role: str) -> None:
    if status not in STAGES:
        raise unknown_name(FILE, status, STAGES, what_vi="mức ký", what_en="a status to sign for")
    rules = as_rows(load_inputs()["sign_off_rules"])
    roles = {rule["role"] for rule in rules if rule["for_status"] == status}
    if role not in roles:
        raise unknown_name(FILE, role, roles, what_vi=f"vai trò ký mức {status}",
                           what_en=f"a role that signs for {status}")


def _asked(found: Mapping[str, Told], status: str, role: str) -> list[str]:
    """Return the papers whose rules ask a role for a status."""
    rules = as_rows(load_inputs()["sign_off_rules"])
    return [name for name in found
            if any(rule["for_status"] == status and rule["role"] == role
                   and (rule["papers"] == ALL or name in rule["papers"].split()) for rule in rules)]


def _append(line: dict[str, str]) -> None:
    """Add one row to the file; a row that the schema refuses leaves the file as it was."""
    path = data_dir() / SIGN_OFFS_FILE
    before = path.read_bytes()
    write_whole(path, with_sign_off(line).encode())
    try:
        load_sign_offs()
    except InputError:
        write_whole(path, before)
        raise

