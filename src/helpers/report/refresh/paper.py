"""Renew the numbers of a Word paper that staff have edited, for another scenario, and say what moved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from helpers.inputs import InputError
from helpers.report.document import Document
from helpers.report.refresh.blocks import Tables, renew_pictures, renew_tables, sorted_tables
from helpers.report.refresh.edits import control_text, place_of, set_control_text, short, text_of, tidy_controls
from helpers.report.refresh.remarks import clear_remarks, put_remarks
from helpers.report.refresh.renewal import renewal
from helpers.report.refresh.task import Move, Refreshed, Task
from helpers.report.refresh.words import frame_reworded, paragraphs_reworded
from helpers.report.word import same_bytes
from helpers.report.word_fields import STAMP_TAG, controls_in, put_manifest, read_manifest, rename_control

_WORDS = ("scenario", "text", "numbers", "tables", "figures")


def open_paper(content: bytes, file: str) -> tuple[Any, dict[str, Any]]:
    """Return an open Word file and its manifest.

    Raises
    ------
    InputError : it is not a Word file, is damaged, or was not made by the workbook.
    """
    try:
        word = docx.Document(io.BytesIO(content))
        told = read_manifest(word)
    except (PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError, AttributeError, KeyError, OSError,
            ValueError):
        raise InputError(
            file, allowed_vi="tệp Word (.docx) mở được, không hỏng", allowed_en="a Word file (.docx) that opens",
            remedy_vi="mở bằng Word, lưu lại thành .docx, hoặc lấy bản sao lưu",
            remedy_en="open it in Word and save it as .docx again, or take a backup") from None
    if told is None:
        raise InputError(
            file, allowed_vi="văn bản Word do sổ tay xuất, còn phần số liệu bên trong",
            allowed_en="a Word paper that the workbook exported, with the numbers kept inside",
            remedy_vi="lấy tệp trong outputs/dossier/, hoặc bản chưa qua chương trình khác",
            remedy_en="take the file of outputs/dossier/, or one that no other program has rewritten")
    return word, told


def refresh(content: bytes, document: Document, file: str, *, overwrite: bool = False) -> Refreshed:
    """Renew the numbers of an edited paper, everything else kept.

    Parameters
    ----------
    content : the Word file as staff have it.
    document : the same paper made for the new scenario.
    file : its name, for messages.
    overwrite : renew also numbers that staff typed over.

    Raises
    ------
    InputError : the file is not such a paper.
    """
    word, old = open_paper(content, file)
    made = Refreshed(told=document.manifest, before=old)
    task = Task(word, old, document, renewal(old, document.manifest), made, overwrite)
    clear_remarks(word)
    reworded = list(paragraphs_reworded(task))
    told = _with_origin(document.manifest, old, reworded)
    reworded += frame_reworded(task)
    shown = sorted_tables(task)
    kept = _renew_controls(task, shown)
    renew_tables(task, shown)
    renew_pictures(task)
    _renew_stamp(task)
    made.wordings += [(wording, short(text_of(there))) for wording, there in reworded]
    tidy_controls(word.element.body)
    put_remarks(word, task.remarks)
    made.told = {**told, "left": kept} if kept else told
    put_manifest(word, made.told)
    stream = io.BytesIO()
    word.save(stream)
    made.content = same_bytes(stream.getvalue())
    return made


def _with_origin(new: dict[str, Any], old: dict[str, Any], reworded: list) -> dict[str, Any]:
    """Return the new manifest, with the paper whose words still stand in the file while some of them are others."""
    if not reworded:
        return new
    return {**new, "origin": old.get("origin") or {key: old[key] for key in _WORDS}}


# --- numbers ----------------------------------------------------------------------------------------------


def _renew_controls(task: Task, shown: Tables) -> list[dict]:
    """Give every number its new words and name; return those that the new paper does not know."""
    numbers = {number["id"]: number for number in [*task.old["numbers"], *task.old.get("left", [])]}
    origin = {key: task.old[key] for key in ("scenario", "run")}
    kept, said = [], []
    for tag, item in controls_in(task.word.element.body):
        text = control_text(item)
        if tag not in numbers or text is None or item in shown.anew:
            continue
        number = numbers[tag]
        new = None if item in shown.as_was else _new_of(task, number)
        if new is not None:
            said += [(*told, item) for told in _renewed(task, item, number, new, text)]
            continue
        if item not in shown.as_was:
            said.append((task.made.left, Move(number["label"], text, "", "", number["ref"]), item))
        kept.append({**origin, **number, "id": f"x{len(kept) + 1:04d}"})
        rename_control(item, kept[-1]["id"])
    for moves, move, item in said:  # where it stands is told in the words of the renewed paper
        moves.append(replace(move, where=place_of(item)))
    return kept


def _new_of(task: Task, number: dict) -> dict | None:
    """Return the number of the new paper for an old one; one left from before comes back with its scenario."""
    if number["id"] in task.plan.numbers or "scenario" not in number:
        return task.plan.numbers.get(number["id"])
    if number["scenario"] != task.new["scenario"]:
        return None
    named = [other for other in task.new["numbers"] if other["ref"] == number["ref"]]
    same = [other for other in named if other["text"] == number["text"]] or named
    return same[0] if len({other["text"] for other in same}) == 1 else None


def _renewed(task: Task, item, number: dict, new: dict, text: str) -> Iterator[tuple[list[Move], Move]]:
    """Renew one number; yield what is to be told of it and in which list."""
    typed, told = text != number["text"], Move(number["label"], text, new["text"], "", new["ref"])
    if typed and text != new["text"]:
        yield task.made.edited, replace(told, old=number["text"], new=text, given=new["text"])
    if text != new["text"] and (task.overwrite or not typed):
        set_control_text(item, new["text"])
        yield task.made.moved, told
    rename_control(item, new["id"])


# --- the line of the run ----------------------------------------------------------------------------------


def _renew_stamp(task: Task) -> None:
    """Renew the line that says on every page which run made the paper."""
    was, now = task.old["stamp"], task.new["stamp"]
    parts = [link.target_part for link in task.word.part.rels.values()
             if link.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)]
    found = [item for part in parts for tag, item in controls_in(part.element)
             if tag == STAMP_TAG or text_of(item) == was]
    for item in found:
        set_control_text(item, now)
    where = "đầu trang, chân trang"
    if not found:
        task.made.left.append(Move("Lần chạy", was, now, where))
    elif was != now:
        task.made.moved.append(Move("Lần chạy", was, now, where))
    if task.word.core_properties.title == task.old["title"]:
        task.word.core_properties.title = task.new["title"]
