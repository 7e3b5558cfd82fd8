"""The commands ``qd45 survey``: forms out, answers in, who has answered.

Exit codes: 0 done; 1 some forms were refused; 2 the input or the call is wrong.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from helpers.inputs import data_dir, load_inputs, load_tables, unknown_name
from helpers.inputs.survey.cells import Context, commune_choices
from helpers.inputs.survey.file import inbox_files
from helpers.inputs.survey.form import FORMS
from helpers.inputs.survey.importing import REFUSED, import_answers, table_bytes
from helpers.inputs.survey.roster import UNIT_TYPES, survey_roster, with_answers
from helpers.report.survey import report as survey_report
from helpers.report.survey.workbook import Unit, form_workbook
from helpers.run import batch
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.saying import console, said_plainly

app = typer.Typer(help="Khảo sát: gửi phiếu, nhập trả lời. / The survey: forms out, answers in.",
                  no_args_is_help=True)
_LONGEST_NAME = 60


class Kind(enum.StrEnum):
    """Which form."""

    facility = "facility"
    needs = "needs"


@app.command()
def forms(
    kind: Annotated[Kind | None, typer.Option(help="Chỉ một loại phiếu. / One form only.")] = None,
    unit: Annotated[list[str], typer.Option(help="Mã đơn vị, nhiều lần. / Unit id, repeatable.")] = (),
    blank: Annotated[bool, typer.Option("--blank", help="Phiếu trống. / Blank forms.")] = False,
    letter: Annotated[bool, typer.Option(help="Viết cả công văn. / Write the letter too.")] = True,
) -> None:
    """Viết phiếu Excel và công văn để gửi các đơn vị. / Write the Excel forms and the letter to send out."""
    with said_plainly():
        tables = load_tables()
        roster = survey_roster(tables)
        wanted = roster if kind is None else roster[roster["form"] == kind]
        for unit_id in unit:
            if unit_id not in set(wanted["unit_id"]):
                raise unknown_name("--unit", unit_id, wanted["unit_id"], what_vi="mã đơn vị", what_en="a unit id")
        if unit:
            wanted = wanted[wanted["unit_id"].isin(unit)]
        communes, folder = list(commune_choices(tables["communes"], tables["districts"])), _folder() / "forms"
        units = {form: list(group["unit_id"]) for form, group in roster.groupby("form")}
        targets = [(row.form, Unit(row.unit_id, row.name_vi)) for row in wanted.itertuples()]
        if blank:
            targets = [(form, Unit()) for form in FORMS if kind in (None, form)]
        for form, target in targets:
            content = form_workbook(FORMS[form], target, communes, units[form])
            write_whole(folder / _file_name(form, target), content)
    console.print(f"{len(targets)} phiếu / forms → outputs/survey/forms/", highlight=False)
    if letter:
        _write_letter()


def _write_letter() -> None:
    with said_plainly():
        job = batch.letter_job(load_inputs())
        if not job.is_done():
            batch.run_job(job)
    for paper in job.papers:
        console.print(f"công văn / letter → outputs/survey/{paper.name}", highlight=False)


def _file_name(form: str, unit: Unit) -> str:
    """Return a file name that any mail program carries: the unit and its name in plain letters."""
    if not unit.unit_id:
        return f"{FORMS[form].form_id}_trong.xlsx"
    plain = unicodedata.normalize("NFD", unit.name_vi.replace("đ", "d").replace("Đ", "D"))
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    return f"{unit.unit_id}_{words[:_LONGEST_NAME].strip('-')}.xlsx"


def _folder() -> Path:
    return outputs_dir() / "survey"


@app.command(name="import")
def import_() -> None:
    """Nhập các phiếu trong data/inbox. / Import the forms in data/inbox."""
    with said_plainly():
        tables = load_tables()
        communes = commune_choices(tables["communes"], tables["districts"])
        done = import_answers(inbox_files(data_dir() / "inbox"), tables, Context(communes, dt.date.today()))
        # The report first: should writing a table fail, it is known what was to be written.
        write_whole(_folder() / "import_report.xlsx", survey_report.import_workbook(done))
        write_whole(_folder() / "import_report.md", survey_report.import_markdown(done).encode())
        for name, table in done.changed.items():
            write_whole(data_dir() / "tables" / f"{name}.csv", table_bytes(table))
    for label, count in survey_report.import_totals(done):
        console.print(f"{label}: {count}", highlight=False)
    for outcome in done.outcomes:
        if outcome.result == REFUSED:
            first = outcome.problems[0]
            where = f" [{first.cell}]" if first.cell else ""
            more = f" (+{len(outcome.problems) - 1})" if len(outcome.problems) > 1 else ""
            console.print(f"✗ {outcome.file}{where}: {first.reason_vi}. {first.remedy_vi}{more}", style="red",
                          highlight=False, soft_wrap=True, markup=False)
    changed = ", ".join(f"data/tables/{name}.csv" for name in done.changed) or "không bảng nào / no table"
    console.print(f"Đã thay đổi / changed: {changed}", highlight=False)
    console.print("→ outputs/survey/import_report.xlsx, .md", highlight=False)
    if done.count(REFUSED):
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """Tỷ lệ trả lời và danh sách cần nhắc. / Response rates and whom to remind."""
    with said_plainly():
        tables = load_tables()
        roster, districts = with_answers(tables), tables["districts"]
        write_whole(_folder() / "status.xlsx", survey_report.status_workbook(roster, districts))
    views = {"Theo huyện": ("district_code", survey_report.district_words(districts)),
             "Theo loại đơn vị": ("unit_type", UNIT_TYPES)}  # fmt: skip
    for title, (by, words) in views.items():
        table = Table(title=title)
        for head in ("Phiếu", "Nhóm", "Số đơn vị", "Đã trả lời", "Chưa", "Tỷ lệ"):
            table.add_column(head, justify="left" if head in ("Phiếu", "Nhóm") else "right")
        for row in survey_report.rate_rows(roster, by, words):
            table.add_row(*survey_report.shown(row))
        console.print(table)
    silent = survey_report.reminder_rows(roster, districts)
    console.print(f"Chưa trả lời / silent: {len(silent)}", highlight=False)
    for unit_id, name, *_ in silent:
        console.print(f"  {unit_id}  {name}", highlight=False, markup=False)
    console.print("→ outputs/survey/status.xlsx", highlight=False)
