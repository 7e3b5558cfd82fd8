"""The command ``qd45 refresh``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from helpers.report.refresh import Move, Refreshed
from helpers.run.refresh import refresh_file
from helpers.run.saying import console, said_plainly, say


def refresh_command(
    file: Annotated[Path, typer.Argument(help="Văn bản Word đã sửa. / The Word paper that was edited.")],
    scenario: Annotated[str, typer.Option(help="Kịch bản mới. / The new scenario.")],
    output: Annotated[Path | None, typer.Option(help="Ghi ra tệp khác. / Write to another file.")] = None,
    overwrite_edits: Annotated[
        bool, typer.Option("--overwrite-edits", help="Thay cả số đã sửa tay. / Renew numbers typed over, too.")
    ] = False,
) -> None:
    """Thay số liệu trong văn bản Word đã sửa, giữ mọi sửa khác. / Renew the numbers of an edited Word paper."""
    with said_plainly():
        made, written, kept = refresh_file(file, scenario, output, overwrite=overwrite_edits)
    _say(made, overwrite_edits)
    if kept is not None:
        say(f"Bản trước khi thay / what was there before: {kept}")
    say(f"→ {written}")


def _say(made: Refreshed, overwritten: bool) -> None:
    say(f"Kịch bản / scenario: {made.before['scenario']} → {made.told['scenario']}; "
        f"lần chạy / run: {made.before['run']} → {made.told['run']}")
    _moves(made.moved)
    what = "đã thay lại" if overwritten else "giữ nguyên; thay bằng --overwrite-edits"
    _lines(f"Đã sửa tay ({what}) / typed over by hand", [_edited(move) for move in made.edited])
    _lines("Bảng có dòng khác trong kịch bản mới / tables with other rows", [_table(*table) for table in made.tables])
    _lines("Không có trong văn bản của kịch bản mới, giữ nguyên / not in the new paper, left as it was",
           [f"{move.label}: {move.old} ({move.where})" for move in made.left])
    _lines("Đoạn phải xem lại lời văn, chương trình không sửa / paragraphs to be reworded by hand",
           [_wording(wording.old, wording.new, where) for wording, where in made.wordings])


def _moves(moved: list[Move]) -> None:
    if not moved:
        say("Không số nào đổi. / No number changed.")
        return
    table = Table("Số liệu / what", "Cũ / old", "Mới / new", "Ở đâu / where", box=None, pad_edge=False,
                  title=f"Đã thay / renewed: {len(moved)}", title_justify="left")
    for move in moved:
        table.add_row(*(escape(text) for text in (move.label, move.old, move.new, move.where)))
    console.print(table, highlight=False)


def _lines(title: str, lines: list[str]) -> None:
    if lines:
        say(f"{title}: {len(lines)}")
        for line in lines:
            say(f"  - {line}")


def _edited(move: Move) -> str:
    given = f"; kịch bản mới cho {move.given}" if move.given else ""
    return f"đã sửa tay: {move.old} → {move.new or 'hình khác'}{given} ({move.label}; {move.where})"


def _table(caption: str, anew: bool) -> str:
    left = "GIỮ NGUYÊN SỐ CŨ vì bảng đã sửa tay hoặc kịch bản mới không có bảng này; phải tự thay / left as it was"
    return f"{caption}: {'lập lại toàn bộ / made anew' if anew else left}"


def _wording(old: str, new: str, where: str) -> str:
    if not old:
        return f"thêm, sau “{where}”: {new}"
    return f"“{where}” → {new}" if new else f"“{where}” → bỏ: kịch bản mới không có đoạn này"
