"""The command ``qd45 scenario-from``: values proposed in the annex of figures become a scenario.

Exit codes: 0 done; 2 the input or the call is wrong, and nothing was written.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from helpers.analysis import REFERENCE
from helpers.inputs import (
    InputError,
    Inputs,
    Scenario,
    data_dir,
    load_inputs,
    load_profile,
    load_scenario,
    scenario_names,
)
from helpers.inputs.proposals.form import CHOICES, NUMBERS_SHEET
from helpers.inputs.proposals.read import Change, Read, Returned, open_returned, read_changes
from helpers.inputs.proposals.scenario_file import Header, changed_values, checked, proposers, scenario_text
from helpers.inputs.proposals.values import place_of
from helpers.report import wording
from helpers.report.annex import open_values
from helpers.report.vietnamese import parameter_words
from helpers.run.paths import write_whole
from helpers.run.saying import console, said_plainly, say

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: Names of ``outputs/`` that are no scenario's: its results would go among them.
_TAKEN = ("actuals", "batch", "comparison", "dossier", "points", "survey", "why")
File = Annotated[Path, typer.Argument(
    help="Phụ lục số liệu đã điền, .xlsx. / The annex of figures with proposals filled in, .xlsx.")]
Name = Annotated[str, typer.Option("--name", help="Tên tệp kịch bản mới. / Name of the new scenario file.")]
Title = Annotated[str, typer.Option("--title", help="Tên phương án, tiếng Việt. / Title in Vietnamese.")]
TitleEn = Annotated[str, typer.Option("--title-en", help="Tên phương án, tiếng Anh. / Title in English.")]
Force = Annotated[bool, typer.Option("--force", help="Thay kịch bản cùng tên. / Replace the scenario of that name.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không ghi. / Only show, write nothing.")]


def command(file: File, name: Name, title: Title, title_en: TitleEn = "", force: Force = False,
            dry_run: DryRun = False) -> None:
    """Ghi các giá trị đề nghị trong phụ lục số liệu thành một kịch bản. / Make a scenario of proposed values."""
    with said_plainly():
        _check_name(name, force)
        _check_title(title)
        returned, inputs = open_returned(file), load_inputs()
        base = load_scenario(_base(returned), inputs.register)
        dated = inputs.at(base.as_of)
        profile = load_profile(returned.origin.get("profile") or base.profile)
        read = read_changes(returned, base, dated, open_values(base, dated), partial(wording.say, profile))
    _refuse_problems(read)
    with said_plainly():
        _refuse_nothing(returned, read)
        values = changed_values(base, read.changes, dated.register)
        header = Header(title, title_en or f"Scenario {name}", proposers(read.changes), _origin(returned))
        text = scenario_text(base, header, values, read.changes)
        scenario = checked(name, text, inputs, str(file))
    _show(read, base, scenario, inputs)
    path = data_dir() / "scenarios" / f"{name}.yml"
    if dry_run:
        say("Chỉ xem, chưa ghi gì. / Only shown, nothing written.")
        return
    write_whole(path, text.encode())
    say(f"→ data/scenarios/{name}.yml")
    say(f"Tính kết quả: qd45 scenario {name} / compute its results with: qd45 scenario {name}")


# --- what is refused --------------------------------------------------------------------------------------


def _check_name(name: str, force: bool) -> None:
    taken = name in (*_TAKEN, REFERENCE)
    if not _NAME.fullmatch(name) or taken:
        raise InputError(
            "--name", value=name, allowed_vi="chữ thường không dấu, số, dấu _; bắt đầu bằng chữ; không quá 40 ký tự; "
            f"không phải: {', '.join((*_TAKEN, REFERENCE))}",
            allowed_en="small plain letters, digits and _; a letter first; at most 40; none of: "
            f"{', '.join((*_TAKEN, REFERENCE))}",
            remedy_vi="đổi tên, ví dụ phuong_an_de_nghi", remedy_en="change the name, for example phuong_an_de_nghi")
    if name in scenario_names() and not force:
        raise InputError(
            f"data/scenarios/{name}.yml", value=name, allowed_vi="tên chưa có", allowed_en="a name not yet taken",
            remedy_vi="đặt tên khác, hoặc thêm --force để thay kịch bản này",
            remedy_en="take another name, or add --force to replace this scenario")


def _check_title(title: str) -> None:
    if not title.strip() or not title.isprintable():
        raise InputError("--title", value=title or "(trống / blank)", allowed_vi="tên phương án trên một dòng",
                         allowed_en="a title in one line", remedy_vi="ghi tên phương án", remedy_en="give a title")


def _base(returned: Returned) -> str:
    """Return the scenario that a workbook shows, once it is still there.

    Raises
    ------
    InputError : it is not.
    """
    name = returned.origin["scenario"]
    if name not in scenario_names():
        raise InputError(
            returned.file, value=name, allowed_vi="phụ lục số liệu của một kịch bản còn trong data/scenarios",
            allowed_en="the annex of a scenario that is still in data/scenarios",
            remedy_vi="chạy qd45 run, điền lại vào phụ lục mới", remedy_en="run qd45 run and fill in the new annex")
    return name


def _refuse_problems(read: Read) -> None:
    for problem in read.problems:
        console.print(f"[red]✗[/red] {escape(str(problem))}", highlight=False, soft_wrap=True)
    if read.problems:
        count = len(read.problems)
        say(f"{count} ô không nhận được; chưa ghi gì. / {count} cells refused, nothing written.")
        raise typer.Exit(2)


def _refuse_nothing(returned: Returned, read: Read) -> None:
    if not read.changes:
        raise InputError(
            place_of(returned.file, NUMBERS_SHEET), value="(không có đề nghị / nothing proposed)",
            allowed_vi="ít nhất một giá trị đề nghị khác giá trị trong phương án",
            allowed_en="at least one proposed value other than that of the scenario",
            remedy_vi="điền cột “Giá trị đề nghị”, lưu tệp rồi chạy lại",
            remedy_en="fill in the column “Giá trị đề nghị”, save the file and try again")


# --- what is said -----------------------------------------------------------------------------------------


def _origin(returned: Returned) -> str:
    """Return the line that says where a scenario came from, without folders."""
    return (f"Nhập từ {Path(returned.file).name}: đề nghị trên phương án {returned.origin['scenario']}, "
            f"lần chạy {returned.origin.get('run', '')}.")


def _show(read: Read, base: Scenario, scenario: Scenario, inputs: Inputs) -> None:
    table = Table(title=f"{base.title_vi} → {scenario.title_vi}")
    for head in ("Mã", "Số liệu", "Đang dùng", "Đề nghị", "Đơn vị đề nghị", "Ô"):
        table.add_column(head, overflow="fold")
    for change in read.changes:
        before, after = (_said(change, value, inputs) for value in (change.before, change.after))
        table.add_row(*map(escape, (change.key, change.label, before, after, change.proposer,
                                    f"{change.sheet}, dòng {change.row}")))
    console.print(table)
    say(f"{len(read.changes)} giá trị đổi. / {len(read.changes)} values change.")
    if read.same:
        say(f"Bằng giá trị đang dùng, bỏ qua: {', '.join(read.same)}. / Same as now, left out.")
    if read.stale:
        say(f"Đã đổi từ khi lập tệp, dùng giá trị hiện nay: {', '.join(read.stale)}. / Changed since the file was "
            "made; the present value is used.")
    fixed = [change.key for change in read.changes
             if change.key in inputs.register and inputs.register[change.key].role == "uncertainty"
             and change.key in scenario.values]
    if fixed:
        say(f"Không còn chưa chắc trong phương án này: {', '.join(fixed)}. / No longer uncertain in this scenario.")


def _said(change: Change, value, inputs: Inputs) -> str:
    if change.key in CHOICES:
        return str(CHOICES[change.key].said(value))
    return parameter_words(inputs.register[change.key].quantity, float(value))

