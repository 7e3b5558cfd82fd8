"""Tables, pictures and the lines at them under another scenario."""

from __future__ import annotations

import hashlib
import io
import itertools
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.oxml.ns import qn

from helpers.report.refresh.edits import (
    is_untouched,
    put_table,
    set_line,
    set_picture,
    short,
    tables_in,
    text_of,
)
from helpers.report.refresh.renewal import Wording, uncounted
from helpers.report.refresh.task import Move, Task
from helpers.report.word import to_docx
from helpers.report.word_fields import controls_in

_NEAR = 3  # paragraphs around a table or picture among which its caption and note stand
_LINES = {"caption": "Tên bảng, hình", "note": "Nguồn, trạng thái"}
_LEFT = "Bảng này còn nguyên số của kịch bản trước: dòng của bảng trong kịch bản mới khác, mà bảng đã được sửa tay."


@dataclass(frozen=True)
class Tables:
    """Tables of the file: ``all`` with their place among the old ones; controls of those made anew, and left."""

    all: list[tuple[int, Any]]
    anew: set[Any]
    as_was: set[Any]


def sorted_tables(task: Task) -> Tables:
    """Return the tables of the file, sorted by what becomes of those whose rows are others."""
    shown = Tables(tables_in(task.word, task.old), set(), set())
    for number, table in shown.all:
        if number in task.plan.tables and not _came_back(task, table):
            again = task.plan.tables[number] is not None and is_untouched(task.word, table, task.old, number)
            (shown.anew if again else shown.as_was).update([table, *(item for _, item in controls_in(table))])
            caption = task.old["tables"][number]["caption"]
            task.made.tables.append((short(text_of(table)) if caption is None else task.old["text"][caption], again))
            if not again:
                title = _near(table, _old_line(task, number), True)
                task.remarks.append((table if title is None else title, _LEFT))
    return shown


def _came_back(task: Task, table) -> bool:
    """Return whether a table that was left before holds the numbers of the scenario that is now come back to."""
    left = {number["id"]: number["scenario"] for number in task.old.get("left", [])}
    inside = {left.get(tag) for tag, _ in controls_in(table)}
    return inside == {task.new["scenario"]}


def renew_tables(task: Task, shown: Tables) -> None:
    """Make tables anew whose rows are others, and bring the lines under all tables up to date."""
    fresh = dict(_fresh_tables(task)) if any(table in shown.anew for _, table in shown.all) else {}
    for number, table in shown.all:
        if table in shown.anew:
            table = put_table(table, fresh[task.plan.tables[number]])
        if table not in shown.as_was:
            _renew_lines(task, table, task.old["tables"][number])


def _fresh_tables(task: Task) -> list[tuple[int, Any]]:
    return tables_in(docx.Document(io.BytesIO(to_docx(task.document))), task.new)


def _old_line(task: Task, number: int) -> str:
    caption = task.old["tables"][number]["caption"]
    return "" if caption is None else task.old["text"][caption]


def _renew_lines(task: Task, item, about: dict) -> None:
    """Renew caption and note of a table or picture where staff left them as they were; else say what would differ."""
    for key in ("caption", "note"):
        place = about.get(key)
        if place not in task.plan.lines:
            continue
        was, now = task.old["text"][place], task.plan.lines[place]
        found = next((line for line in (_near(item, was, True), _near(item, was, False)) if line is not None), None)
        if found is None:
            task.made.wordings.append((Wording(was, now), short(was)))
        else:
            set_line(found, now)
            task.made.moved.append(Move(_LINES[key], was, now, short(was)))


def _near(item, text: str, before: bool):
    """Return the paragraph with these words close to a table or picture, whatever number its caption has by now."""
    close = itertools.islice(item.itersiblings(qn("w:p"), preceding=before), _NEAR)
    wanted = uncounted(text)
    return next((paragraph for paragraph in close if text and uncounted(text_of(paragraph)) == wanted), None)


# --- pictures ---------------------------------------------------------------------


def renew_pictures(task: Task) -> None:
    """Put the new scenario's pictures in the place of those that are as they were made."""
    before = {figure["id"]: figure for figure in task.old["figures"]}
    after = {figure["id"]: figure for figure in task.new["figures"]}
    blocks = {block.id: block for block in task.document.assets.values()}
    for properties in task.word.element.body.iter(qn("wp:docPr")):
        about = before.get(properties.get("name"))
        picture = next(properties.getparent().iter(qn("a:blip")), None)
        if about is None or picture is None:
            continue
        _renew_picture(task, properties, picture, about, after.get(about["id"]), blocks.get(about["id"]))


def _renew_picture(task: Task, properties, picture, about: dict, new: dict | None, block) -> None:
    now = task.word.part.related_parts[picture.get(qn("r:embed"))].blob
    caption = "" if about["caption"] is None else task.old["text"][about["caption"]]
    told = Move("Hình", caption, "", caption)
    if new is None:
        task.made.left.append(told)
    elif hashlib.sha256(now).hexdigest() not in (about["png"], new["png"]):
        task.made.edited.append(told)
    elif about["png"] != new["png"]:
        set_picture(task.word, properties, picture, block.png)
        task.made.moved.append(replace(told, new=task.new["text"][new["caption"]] if caption else ""))
    if new is not None and properties.get("descr") == about["alt"]:
        properties.set("descr", new["alt"])
    if new is not None:
        _renew_lines(task, next(picture.iterancestors(qn("w:p"))), about)
