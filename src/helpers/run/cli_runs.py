"""The commands ``qd45 verify`` and ``qd45 why``: whether a stored run can be made again, and why two runs differ.

Exit codes of ``verify``: 0 every run is as made again; 1 a difference; 2 a record cannot be read, an input is no
longer known, or the call is wrong. ``why``: 0 done; 2 the input or the call is wrong.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from helpers.analysis.attribution import players
from helpers.inputs import InputError
from helpers.report.tables.intervals import HEADLINES
from helpers.report.vietnamese import number
from helpers.run import why_words
from helpers.run.cli_verify_paper import verified_paper
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.saying import console, said_plainly, say
from helpers.run.stored import Stored, folders_of, place_of, previous_of, stored_run
from helpers.run.verify import EXTRA, MISSING, NUMBERS, SHAPE, WORDS, Difference, Verdict, verify
from helpers.run.verify_paper import PAPERS
from helpers.run.why import Side, changed, refuse_alike, runs_needed, side_of, why

DIFFERENT, UNKNOWN = 1, 2
Folders = Annotated[list[Path], typer.Argument(
    help="Thư mục lượt chạy, hoặc tệp PDF, DOCX, XLSX; mặc định mọi kịch bản trong outputs/. / Folders of runs, or "
    "papers (PDF, DOCX, XLSX); by default all scenarios of outputs/.", show_default=False)]
Chain = Annotated[bool, typer.Option(
    "--chain", help="Nhanh: chỉ một lượt của chuỗi, không rút ngẫu nhiên; với văn bản: chỉ đọc tệp, không làm lại. / "
    "Quick: one run of the chain, no draws; of a paper: only what the file says, without making it again.")]
RunA = Annotated[Path, typer.Argument(
    help="Lượt chạy trước: thư mục hoặc run.json; nếu chỉ nêu một thì so lượt này với lượt trước nó. / The earlier "
    "run: a folder or a run.json; if alone, it is compared with the run before it.")]
RunB = Annotated[Path | None, typer.Argument(help="Lượt chạy sau. / The later run.", show_default=False)]
Metrics = Annotated[list[str], typer.Option(
    "--metric", help="Mã kết quả trong data/tables/metrics.csv, nhiều lần. / A headline, repeatable.")]


def verify_command(folders: Folders = (), chain: Chain = False) -> None:
    """Tính lại lượt chạy đã lưu từ bản ghi của nó và đối chiếu. / Make stored runs again and compare.

    Mã thoát: 0 đúng cả; 1 có chỗ khác; 2 không đọc được, mất số liệu hoặc gọi sai. / Exit codes: 0 all equal; 1 a
    difference; 2 not readable, inputs lost or a wrong call.
    """
    papers = [path for path in folders if path.suffix.lower() in PAPERS]
    with said_plainly():
        runs = [path for path in folders if path not in papers]
        named = folders_of(runs) if runs or not papers else []
    code = max([*(verified_paper(path, again=not chain) for path in papers),
                *(_verified(folder, chain) for folder in named)])
    if code:
        raise typer.Exit(code)


def why_command(run_a: RunA, run_b: RunB = None, metric: Metrics = ()) -> None:
    """Giải thích vì sao kết quả đổi giữa hai lượt chạy. / Say why results moved between two runs."""
    with said_plainly():
        last = stored_run(run_b or run_a)
        first = stored_run(run_a) if run_b else previous_of(last)
        sides = side_of(first), side_of(last)
        catalogue = set(sides[1].inputs["metrics"]["metric_id"])
        metrics = why_words.asked_metrics(metric or HEADLINES, first, last, catalogue)
        parts = _parts(first, last, sides)
        # What the present code gives is known only now.
        metrics = why_words.asked_metrics(metrics, first, last, catalogue & set(parts["metric_id"]))
        table = why_words.explained(first, last, parts, metrics, sides)
    _show(table, metrics, sides)
    _write(table, metrics, (first, last), sides)


# --- verify -------------------------------------------------------------------------------------------------


def _verified(folder: Path, chain: bool) -> int:
    """Verify one run and say what came of it; return its exit code."""
    place = place_of(folder)
    try:
        run = stored_run(folder)
        with console.status(escape(f"{place}: đang tính lại / computing again")):
            verdict = verify(run, chain=chain)
    except InputError as error:
        console.print(f"[red]✗[/red] {escape(place)}: {escape(str(error))}", highlight=False, soft_wrap=True)
        return UNKNOWN
    _say_verdict(place, verdict)
    for name in verdict.edited:
        say(f"  results/{name}: tệp bị sửa, thêm hoặc mất sau khi lưu / changed, added or lost after it was stored")
    for found in verdict.differences:
        say(f"  {_words(found)}")
    _say_since(run)
    return 0 if verdict.equal else DIFFERENT


def _say_verdict(place: str, verdict: Verdict) -> None:
    mark, words = ("[green]✓[/green]", "đúng / equal") if verdict.equal else ("[red]✗[/red]", "khác / different")
    seen = (f"đã đối chiếu {verdict.tables} bảng, {verdict.headlines} kết quả chính / "
            f"{verdict.tables} tables, {verdict.headlines} headlines compared")
    console.print(f"{mark} {escape(place)}: {words}; {seen}", highlight=False, soft_wrap=True)


def _words(found: Difference) -> str:
    where = f"{found.table}, {found.column}" if found.column else found.table
    if found.kind == NUMBERS:
        size = f"{found.most:.1e}".replace(".", ",") if math.isfinite(found.most) else "∞"
        return f"{where}: chênh tương đối lớn nhất {size} / largest relative difference {found.most:.1e}"
    said = {MISSING: "có khi tính lại, không có trong bản lưu / made again, not stored",
            EXTRA: "có trong bản lưu, không có khi tính lại / stored, not made again",
            SHAPE: "số dòng hoặc các cột khác / other rows or columns",
            WORDS: "chữ khác / other words"}
    return f"{where}: {said[found.kind]}"


def _say_since(run: Stored) -> None:
    if not run.same_code:
        say("  Mã chương trình đã đổi từ lượt chạy này; chỗ khác có thể do mã. / "
            "The code has changed since this run; differences may come from it.")
    if run.other_packages:
        moved = ", ".join(f"{name} {then} → {now or '–'}" for name, (then, now) in run.other_packages.items())
        say(f"  Thư viện khác lúc chạy: {moved} / other packages than in the run")


# --- why ----------------------------------------------------------------------------------------------------


def _parts(first: Stored, last: Stored, sides: tuple[Side, Side]) -> pd.DataFrame:
    """Share the change, with a word beforehand on how long that takes and its progress."""
    changes = changed(*sides)
    refuse_alike(first, last, changes)
    runs = runs_needed(changes)
    say(f"{first.name} → {last.name}: {number(len(changes))} đầu vào đã đổi, chạy chuỗi {number(runs)} lần. / "
        f"{len(changes)} inputs have changed, the chain runs {runs} times.")
    for name, keys in (players(changes) if changes else {}).items():
        if keys != (name,):
            words = "; ".join(why_words.input_words(key, sides) for key in keys)
            say(f"  Nhiều đầu vào nên gộp / taken together: {why_words.input_words(name, sides)}: {words}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task("Chạy chuỗi / runs of the chain", total=runs)
        return why(first, last, sides, tick=lambda: bar.advance(line))


def _show(table: pd.DataFrame, metrics: list[str], sides: tuple[Side, Side]) -> None:
    moving = why_words.moving(table)
    for metric in metrics:
        say(why_words.heading(metric, sides))
        console.print(why_words.change_table(moving, metric, sides), highlight=False)
    parts = [set(rows.loc[rows["step"] == "part", "input_vi"]) for rows in (table, moving)]
    if still := sorted(parts[0] - parts[1] - {why_words.CODE_WORDS}):
        say(f"Đã đổi nhưng không làm đổi các kết quả trên: {'; '.join(still)}. / Changed without effect on these.")


def _write(table: pd.DataFrame, metrics: list[str], runs: tuple[Stored, Stored], sides: tuple[Side, Side]) -> None:
    """Write the table, and a chart of each headline that moved."""
    folder = outputs_dir() / "why"
    name = "-".join(run.name.strip("/").replace("/", "~") for run in runs)
    write_whole(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    say(f"→ outputs/why/{name}.csv")
    moving = why_words.moving(table)
    for metric in metrics:
        own = moving[moving["metric_id"] == metric]
        if (own["step"] == "part").any() and own["value"].map(math.isfinite).all():
            write_whole(folder / f"{name}-{metric}.png", why_words.change_chart(moving, metric, runs[1], sides).png)
            say(f"→ outputs/why/{name}-{metric}.png")
