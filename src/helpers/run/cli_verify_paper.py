"""What ``qd45 verify`` says of a finished paper."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from helpers.inputs import InputError
from helpers.report.edits import Edit
from helpers.run.saying import console, say
from helpers.run.verify_paper import PaperVerdict, verify_paper

EQUAL, DIFFERENT, UNKNOWN = 0, 1, 2
#: Changes that are told one by one.
MOST = 40


def verified_paper(path: Path, *, again: bool) -> int:
    """Verify a paper and say what came of it; return the exit code."""
    try:
        with console.status(escape(f"{path.name}: đang đọc và làm lại / reading and making again")):
            verdict = verify_paper(path, again=again)
    except (InputError, OSError) as error:
        console.print(f"[red]✗[/red] {escape(path.name)}: {escape(str(error))}", highlight=False, soft_wrap=True)
        return UNKNOWN
    _say_origin(path, verdict)
    _say_all([_edited(edit) for edit in verdict.edits])
    _say_all([f"{moved.label or moved.ref}: tệp ghi / in the file {moved.stored or '–'}; tính lại / made again "
              f"{moved.again or '–'} [{moved.ref}]" for moved in verdict.moved or ()])
    _say_all([f"lời khác khi làm lại / other words when made again: {text[:120]}" for text in verdict.reworded])
    return EQUAL if verdict.equal else DIFFERENT


def _say_origin(path: Path, verdict: PaperVerdict) -> None:
    told = verdict.manifest
    mark, words = ("[green]✓[/green]", "đúng / equal") if verdict.equal else ("[red]✗[/red]", "khác / different")
    console.print(f"{mark} {escape(path.name)}: {words}", highlight=False, soft_wrap=True)
    say(f"  {told['title']}; kịch bản / scenario {told['scenario']}, hồ sơ thể thức / profile {told['profile']}, "
        f"ngày / day {told['as_of']}, lượt chạy / run {told['run']}, trạng thái / status {told['status']}")
    say(f"  {len(told['text'])} đoạn và ô, {len(told['numbers'])} số có mã / paragraphs and cells, numbers with a "
        f"home; sửa tay / edited: {len(verdict.edits)}")
    say(f"  {_made_again(verdict)}")


def _made_again(verdict: PaperVerdict) -> str:
    """Return what came of making the paper again; its results may be stored ones of the same inputs and code."""
    told = verdict.manifest
    if verdict.moved is None:
        return "Chưa làm lại văn bản (--chain). / The paper was not made again."
    which = "" if verdict.run == told["run"] else f" (lượt {verdict.run}: chương trình đã đổi / the code has changed)"
    if verdict.moved or verdict.reworded:
        return f"Làm lại văn bản{which}: khác ở các chỗ sau. / Made again, it differs as follows."
    return (f"Làm lại văn bản{which}: mọi số, mọi lời như lúc tệp được làm. / Made again, every number and word is "
            f"as the file was made. Tính lại mô hình / the model itself: qd45 verify outputs/{told['scenario']}")


def _edited(edit: Edit) -> str:
    before, after = edit.short
    if not edit.after:
        said = f"mất / gone: {before}"
    elif not edit.before:
        said = f"thêm / added: {after}"
    else:
        said = f"sửa / changed: {before} → {after}"
    named = "; ".join(f"{text} ({label or ref})" for label, ref, text in edit.numbers)
    return f"{said}{f' | số / number: {named}' if named and edit.after else ''}"


def _say_all(lines: list[str]) -> None:
    for line in lines[:MOST]:
        say(f"  - {line}")
    if len(lines) > MOST:
        say(f"  … và {len(lines) - MOST} chỗ nữa / and {len(lines) - MOST} more")
