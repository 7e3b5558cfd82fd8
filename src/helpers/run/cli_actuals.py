"""The commands ``qd45 actuals``: take the quarterly reports of the post in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpers.inputs import data_dir
from helpers.inputs.lists.reports import ADDED, REPLACED, SAME, read_reports
from helpers.inputs.tables import check_tables
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.saying import said_plainly, say

app = typer.Typer(help="Báo cáo quý của Bưu điện tỉnh. / Quarterly reports of the post.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep ``import`` a command of its own though it is the only one."""


@app.command("import")
def import_reports(
    file: Annotated[Path, typer.Argument(help="Tệp CSV hoặc XLSX. / A CSV or XLSX file.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Thay số đã nhập bằng số mới. / Replace values imported before.")
    ] = False,
) -> None:
    """Nhập báo cáo quý vào bảng số thực tế. / Import quarterly reports into the table of actuals."""
    with said_plainly():
        tables = check_tables(data_dir() / "tables")
        found = read_reports(file, tables["actuals"], replace=replace)
    path = outputs_dir() / "actuals" / "import_report.csv"
    write_whole(path, found.report.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    content = found.actuals.to_csv(index=False, lineterminator="\n").encode()
    write_whole(data_dir() / "tables" / "actuals.csv", content)
    done = found.report["kết quả"].value_counts()
    say("; ".join(f"{word}: {done.get(word, 0)} dòng" for word in (ADDED, SAME, REPLACED))
        + f". / {done.get(ADDED, 0)} added, {done.get(SAME, 0)} unchanged, {done.get(REPLACED, 0)} replaced.")
    if found.totals:
        lines = ", ".join(str(line) for line in found.totals)
        say(f"Bỏ qua dòng cộng: {lines}. / Rows of totals left out: {lines}.")
    if found.ignored:
        say(f"Cột không dùng: {', '.join(found.ignored)}. / Columns not used.")
    say("→ data/tables/actuals.csv, outputs/actuals/import_report.csv")
