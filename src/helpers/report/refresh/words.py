"""Which paragraphs the new scenario would word otherwise: they are named, and changed by nobody but staff."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docx.oxml.ns import qn

from helpers.report.refresh.edits import text_of
from helpers.report.refresh.renewal import Wording, likeness, renewal
from helpers.report.refresh.task import Task
from helpers.report.word_fields import controls_in

_ALIKE = 0.6  # a paragraph at least so like what was made is that paragraph, edited


def paragraphs_reworded(task: Task) -> Iterator[tuple[Wording, Any]]:
    """Yield what would read otherwise with the paragraph of the file, or the one that a new paragraph follows.

    What is not in the file, since staff took it out, is not named.
    """
    paragraphs = {item: text for item in task.word.element.body.iter(qn("w:p")) if (text := text_of(item))}
    holders = {tag: next(item.iterancestors(qn("w:p")), None) for tag, item in controls_in(task.word.element.body)}
    for wording in _wordings(task):
        if wording.new in paragraphs.values():
            continue
        named = (holders[key] for key in wording.numbers if holders.get(key) is not None)
        there = next(named, None) if wording.old else None
        if there is None:
            there = _like(wording.old or wording.after, paragraphs)
        if there is None and not wording.old:
            there = next(iter(paragraphs))
        if there is not None:
            task.remarks.append((there, _remark(task, wording)))
            yield wording, there


def _wordings(task: Task) -> list[Wording]:
    """Return what would read otherwise than the words in the file.

    While words of an earlier scenario wait to be changed they count, not those of the scenario in between; the
    numbers have other names by then.
    """
    if "origin" not in task.old:
        return task.plan.wordings
    return [replace(wording, numbers=()) for wording in renewal(task.old["origin"], task.new).wordings]


def _remark(task: Task, wording: Wording) -> str:
    """Return what is said to staff beside a paragraph."""
    scenario = f"Kịch bản {task.new['scenario']}"
    if not wording.old:
        return f"{scenario} có thêm đoạn sau đây: {wording.new}"
    if not wording.new:
        return f"{scenario} không có đoạn này: bỏ hoặc viết lại. Số trong đoạn có thể còn của kịch bản trước."
    return f"Lời văn ở đây còn theo kịch bản trước, dù số đã thay. {scenario} viết là: {wording.new}"


def _like(text: str, paragraphs: dict[Any, str]) -> Any:
    """Return the paragraph that has this text or is most like it, or None when none is like it."""
    words = set(text.split())
    near = {item: likeness(text, other) if text != other else 2.0 for item, other in paragraphs.items()
            if len(words & set(other.split())) >= _ALIKE * len(words)}
    found = max(near, key=near.get, default=None)
    return found if found is not None and near[found] >= _ALIKE else None


def frame_reworded(task: Task) -> Iterator[tuple[Wording, Any]]:
    """Yield what would read otherwise around the text: title, addressees, signature."""
    frames = task.old["frame"], task.new["frame"]
    paragraphs = {item: text_of(item) for item in task.word.element.body.iter(qn("w:p"))}
    for act, a, b, c, d in difflib.SequenceMatcher(None, *frames, autojunk=False).get_opcodes():
        if act == "equal":
            continue
        for was, now in itertools.zip_longest(frames[0][a:b], frames[1][c:d], fillvalue=""):
            there = next((item for item, text in paragraphs.items() if was and was in text), None)
            if there is not None:
                wording = Wording(was, now)
                task.remarks.append((there, _remark(task, wording)))
                yield wording, there
