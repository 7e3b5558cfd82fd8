"""The commands ``qd45 status`` and ``qd45 sign``: how far each paper has come, and what it still lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import nbformat
import typer
from rich.markup import escape
from rich.table import Table

from helpers.inputs import (
    SIGN_OFFS_FILE,
    InputError,
    as_rows,
    data_dir,
    load_inputs,
    load_scenario,
    load_sign_offs,
    unknown_name,
    with_sign_off,
)
from helpers.report.approval import FILE, STAGES, WORDS, Missing, Signed, Standing, standing
from helpers.report.document import Document, read_document
from helpers.report.front import KEY
from helpers.run.batch.jobs import notebooks
from helpers.run.paths import write_whole
from helpers.run.record import results_key
from helpers.run.saying import console, said_plainly
from helpers.run.trace import paper_notebooks

ALL = "all"


@dataclass(frozen=True)
class Told:
    """What there is to tell of a paper: what a signature must fit, its standing now, what its files still say."""

    signed: Signed
    standing: Standing
    printed: str


def status_command(
    paper: Annotated[str, typer.Argument(help="Tên sổ tay; mặc định mọi văn bản. / A notebook; default all.")] = ALL,
) -> None:
    """Tình trạng từng văn bản và điều còn thiếu. / The status of each paper, and what it still lacks."""
    with said_plainly():
        found = told(paper)
    table = Table("Văn bản / paper", "Tình trạng / status", "Lượt chạy / run", "Nội dung / text",
                  "Còn thiếu để lên mức sau / missing for the next status")
    for name, about in found.items():
        if about is None:
            table.add_row(name, "chưa lập / not made", "", "", "chạy / run: qd45 run")
            continue
        lacking = [f"{missing.vi} / {missing.en}" for missing in _missing(about)]
        words = " / ".join(WORDS[about.standing.status])
        table.add_row(name, words, about.signed.run, about.signed.text_id, escape("\n".join(lacking)))
    console.print(table)


def sign_command(
    paper: Annotated[str, typer.Argument(help="Tên sổ tay, hoặc all. / A notebook, or all.")],
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
    names = [path.stem for path in notebooks("documents")]
    if paper not in (ALL, *names):
        raise unknown_name("notebooks/documents", paper, [*names, ALL], what_vi="tên sổ tay văn bản",
                           what_en="a document notebook")
    made, inputs, sign_offs = paper_notebooks(), load_inputs(), as_rows(load_sign_offs())
    rules = as_rows(inputs["sign_off_rules"])
    chosen = names if paper == ALL else [paper]
    return {name: _told(made[name], name, sign_offs, rules, inputs) if name in made else None for name in chosen}


def _told(path, name: str, sign_offs: Sequence[Mapping], rules: Sequence[Mapping], inputs) -> Told:
    document = _read(path)
    found = standing(document.signed, sign_offs, rules)
    current = results_key(load_scenario(document.context.name, inputs.register), inputs)[:10]
    if document.context.run != current:
        late = Missing(f"dữ liệu đã đổi: lượt chạy nay là {current}, chạy lại qd45 run",
                       f"the data have changed: the run is now {current}, run qd45 run again")
        found = Standing(found.status, (late, *found.missing))
    return Told(document.signed, found, document.standing.status)


def _read(path) -> Document:
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

