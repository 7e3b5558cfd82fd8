"""Renew the numbers of a Word paper that staff have edited, for another scenario, and say what moved."""

from __future__ import annotations

import difflib
import hashlib
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from helpers.inputs import InputError
from helpers.report.document import Document
from helpers.report.renewal import Renewal, Wording, likeness, renewal
from helpers.report.word import same_bytes, to_docx
from helpers.report.word_edits import (
    control_text,
    is_untouched,
    place_of,
    put_table,
    set_control_text,
    set_picture,
    set_text,
    short,
    tables_in,
    text_of,
    tidy_controls,
)
from helpers.report.word_fields import STAMP_TAG, controls_in, put_manifest, read_manifest, rename_control

_ALIKE = 0.6  # a paragraph at least so like what was made is that paragraph, edited
_CAPTION = 60
_NEAR = 4  # elements after a table or picture among which its note stands


@dataclass(frozen=True)
class Move:
    """A number, line or picture that changed: what it is, its words before and after, where it stands.

    ``key`` is its expression; ``given`` what the new scenario gives in place of what a hand typed.
    """

    label: str
    old: str
    new: str
    where: str
    key: str = ""
    given: str = ""


@dataclass
class Refreshed:
    """A renewed paper and what there is to say of it.

    Parameters
    ----------
    content : the file.
    told : its manifest now.
    before : its manifest before.
    moved : numbers, lines and pictures that changed.
    edited : numbers that staff typed over and pictures that they changed.
    left : numbers and pictures of which the new scenario's paper knows nothing; they stand as they were.
    tables : caption of each table whose rows are others, and whether it was made anew.
    wordings : paragraphs whose words the new scenario would choose otherwise, each with where it stands.
    """

    content: bytes = b""
    told: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    moved: list[Move] = field(default_factory=list)
    edited: list[Move] = field(default_factory=list)
    left: list[Move] = field(default_factory=list)
    tables: list[tuple[str, bool]] = field(default_factory=list)
    wordings: list[tuple[Wording, str]] = field(default_factory=list)


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
    task = _Task(word, old, document, renewal(old, document.manifest), made, overwrite)
    made.wordings += [*_reworded(task), *_reframed(task)]
    shown = _sorted_tables(task)
    kept = _renew_controls(task, shown)
    _renew_tables(task, shown)
    _renew_pictures(task)
    _renew_stamp(task)
    tidy_controls(word.element.body)
    made.told = {**document.manifest, "left": kept} if kept else document.manifest
    put_manifest(word, made.told)
    stream = io.BytesIO()
    word.save(stream)
    made.content = same_bytes(stream.getvalue())
    return made


@dataclass(frozen=True)
class _Task:
    """What a renewal works on."""

    word: Any
    old: dict[str, Any]
    document: Document
    plan: Renewal
    made: Refreshed
    overwrite: bool

    @property
    def new(self) -> dict[str, Any]:
        return self.document.manifest


# --- numbers ----------------------------------------------------------------------------------------------


def _renew_controls(task: _Task, shown: _Tables) -> list[dict]:
    """Give every number its new words and name; return those that the new paper does not know."""
    numbers = {number["id"]: number for number in [*task.old["numbers"], *task.old.get("left", [])]}
    origin = {key: task.old[key] for key in ("scenario", "run")}
    kept: list[dict] = []
    for tag, item in controls_in(task.word.element.body):
        text = control_text(item)
        if tag not in numbers or text is None or item in shown.anew:
            continue
        number = numbers[tag]
        new = None if item in shown.as_was else _new_of(task, number)
        if new is not None:
            _renew(task, item, number, new, text)
            continue
        if item not in shown.as_was:
            task.made.left.append(Move(number["label"], text, "", place_of(item), number["ref"]))
        kept.append({**origin, **number, "id": f"x{len(kept) + 1:04d}"})
        rename_control(item, kept[-1]["id"])
    return kept


def _new_of(task: _Task, number: dict) -> dict | None:
    """Return the number of the new paper for an old one; one left from before comes back with its scenario."""
    if number["id"] in task.plan.numbers or "scenario" not in number:
        return task.plan.numbers.get(number["id"])
    if number["scenario"] != task.new["scenario"]:
        return None
    named = [other for other in task.new["numbers"] if other["ref"] == number["ref"]]
    same = [other for other in named if other["text"] == number["text"]] or named
    return same[0] if len({other["text"] for other in same}) == 1 else None


def _renew(task: _Task, item, number: dict, new: dict, text: str) -> None:
    typed, told = text != number["text"], Move(number["label"], text, new["text"], place_of(item), new["ref"])
    if typed and text != new["text"]:
        task.made.edited.append(replace(told, old=number["text"], new=text, given=new["text"]))
    if text != new["text"] and (task.overwrite or not typed):
        set_control_text(item, new["text"])
        task.made.moved.append(told)
    rename_control(item, new["id"])


# --- tables -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tables:
    """Tables of the file: ``all`` with their place among the old ones; controls of those made anew, and left."""

    all: list[tuple[int, Any]]
    anew: set[Any]
    as_was: set[Any]


def _sorted_tables(task: _Task) -> _Tables:
    """Return the tables of the file, sorted by what becomes of those whose rows are others."""
    shown = _Tables(tables_in(task.word, task.old), set(), set())
    for number, table in shown.all:
        if number in task.plan.tables and not _came_back(task, table):
            again = task.plan.tables[number] is not None and is_untouched(task.word, table, task.old, number)
            (shown.anew if again else shown.as_was).update([table, *(item for _, item in controls_in(table))])
            caption = task.old["tables"][number]["caption"]
            name = text_of(table)[:_CAPTION] if caption is None else task.old["text"][caption]
            task.made.tables.append((name, again))
    return shown


def _came_back(task: _Task, table) -> bool:
    """Return whether a table that was left before holds the numbers of the scenario that is now come back to."""
    left = {number["id"]: number["scenario"] for number in task.old.get("left", [])}
    inside = {left.get(tag) for tag, _ in controls_in(table)}
    return inside == {task.new["scenario"]}


def _renew_tables(task: _Task, shown: _Tables) -> None:
    """Make tables anew whose rows are others, and bring the lines under all tables up to date."""
    fresh = dict(_fresh_tables(task)) if any(table in shown.anew for _, table in shown.all) else {}
    for number, table in shown.all:
        if table in shown.anew:
            table = put_table(table, fresh[task.plan.tables[number]])
        if table not in shown.as_was:
            _renew_note(task, table, task.old["tables"][number])


def _fresh_tables(task: _Task) -> list[tuple[int, Any]]:
    return tables_in(docx.Document(io.BytesIO(to_docx(task.document))), task.new)


def _renew_note(task: _Task, above, about: dict) -> None:
    """Renew the line under a table or picture where staff left it as it was; else say that it would differ."""
    place = about.get("note")
    if place not in task.plan.notes:
        return
    was, now = task.old["text"][place], task.plan.notes[place]
    under = itertools.islice(above.itersiblings(qn("w:p")), _NEAR)
    found = next((item for item in under if text_of(item) == was), None)
    if found is None:
        task.made.wordings.append((Wording(was, now), short(was)))
        return
    set_text(found, now)
    task.made.moved.append(Move("Nguồn, trạng thái", was, now, short(was)))


# --- pictures and the line of the run ---------------------------------------------------------------------


def _renew_pictures(task: _Task) -> None:
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


def _renew_picture(task: _Task, properties, picture, about: dict, new: dict | None, block) -> None:
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
        _renew_note(task, next(picture.iterancestors(qn("w:p"))), about)


def _renew_stamp(task: _Task) -> None:
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


# --- words ------------------------------------------------------------------------------------------------


def _reworded(task: _Task) -> Iterator[tuple[Wording, str]]:
    """Yield the paragraphs that would read otherwise and that are in the file, with where they stand."""
    paragraphs = {item: text for item in task.word.element.body.iter(qn("w:p")) if (text := text_of(item))}
    holders = {tag: next(item.iterancestors(qn("w:p")), None) for tag, item in controls_in(task.word.element.body)}
    texts = set(paragraphs.values())
    for wording in task.plan.wordings:
        if wording.new in texts:
            continue
        if not wording.old:
            yield wording, short(wording.after)
            continue
        named = (holders[key] for key in wording.numbers if holders.get(key) is not None)
        there = next((paragraphs[item] for item in named), None) or _like(wording.old, texts)
        if there:
            yield wording, short(there)


def _like(text: str, texts: Iterable[str]) -> str | None:
    """Return the text itself or the one most like it, or None when none is like it."""
    if text in texts:
        return text
    words = set(text.split())
    near = (other for other in texts if len(words & set(other.split())) >= _ALIKE * len(words))
    found = max(near, key=lambda other: likeness(text, other), default="")
    return found if likeness(text, found) >= _ALIKE else None


def _reframed(task: _Task) -> Iterator[tuple[Wording, str]]:
    """Yield what would read otherwise around the text: title, addressees, signature."""
    frames = task.old["frame"], task.new["frame"]
    texts = [text_of(item) for item in task.word.element.body.iter(qn("w:p"))]
    for act, a, b, c, d in difflib.SequenceMatcher(None, *frames, autojunk=False).get_opcodes():
        if act == "equal":
            continue
        for was, now in itertools.zip_longest(frames[0][a:b], frames[1][c:d], fillvalue=""):
            if any(was in text for text in texts) and not (now and now in texts):
                yield Wording(was, now), short(was or now)
