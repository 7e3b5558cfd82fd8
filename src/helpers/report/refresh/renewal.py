"""What becomes of a paper under another scenario: two manifests held against each other, no file touched.

Numbers are paired by where they stand, not by their expression: the expression of a scenario's own result names no
scenario, so that the same expression in the same table may mean one scenario here and another there.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from helpers.report.marks import is_controlled

BLANK = "\ufffc"  # stands for a number, where only the words around it count

_COUNTED = re.compile(r"\b(Bảng|Hình) \d+")  # a field that renews itself
_ALIKE = 0.5  # a paragraph at least so like another is that paragraph, worded otherwise


@dataclass(frozen=True)
class Wording:
    """A paragraph that reads otherwise: old and new words, either blank where the paragraph is only in one.

    ``numbers`` are the ids of the old numbers in it; ``after`` is the text before a paragraph that is new.
    """

    old: str
    new: str
    numbers: tuple[str, ...] = ()
    after: str = ""


@dataclass
class Renewal:
    """What each part of an old paper becomes in a new one.

    Parameters
    ----------
    numbers : for the id of an old number the new number, as in the manifest.
    tables : for the place of a table among the old ones that of the same table among the new, where its rows or
        words differ; None where it is gone.
    wordings : paragraphs that read otherwise.
    lines : for the place of a line at a table or figure, its caption or the note under it, its new words.
    """

    numbers: dict[str, dict] = field(default_factory=dict)
    tables: dict[int, int | None] = field(default_factory=dict)
    wordings: list[Wording] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)


def renewal(old: dict[str, Any], new: dict[str, Any]) -> Renewal:
    """Return what becomes of the numbers, tables and paragraphs of a paper.

    Parameters
    ----------
    old, new : manifests of the same paper for two scenarios; see `helpers.report.manifest.manifest`.
    """
    before, after, made = Side(old), Side(new), Renewal()
    for pair in _paired(before.units, after.units):
        _hold(made, before, after, *pair)
    _pair_left(made, before)
    return made


# --- one paper --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unit:
    """A paragraph, or the place of a table among the tables; ``key`` is what it is known by in another paper."""

    key: str
    first: int
    table: int | None = None


@dataclass
class Side:
    """A manifest with its numbers by place and its words without numbers."""

    told: dict[str, Any]

    @cached_property
    def numbers(self) -> dict[int, list[dict]]:
        """The numbers that are renewed, by the place of their paragraph or cell."""
        found = defaultdict(list)
        for number in self.told["numbers"]:
            if is_controlled(number["ref"]):
                found[number["at"]].append(number)
        return found

    @cached_property
    def words(self) -> list[str]:
        """Every paragraph and cell with a blank for each of its numbers, and for those of tables and figures."""
        made = list(self.told["text"])
        for place, numbers in self.numbers.items():
            for number in reversed(numbers):
                end = number["start"] + len(number["text"])
                made[place] = made[place][: number["start"]] + BLANK + made[place][end:]
        return [uncounted(text) for text in made]

    @cached_property
    def lines(self) -> set[int]:
        """Places of the captions of tables and figures and of the notes under them."""
        shown = [*self.told["tables"], *self.told["figures"]]
        return {about[key] for about in shown for key in ("caption", "note") if about.get(key) is not None}

    @cached_property
    def units(self) -> list[Unit]:
        """Paragraphs and tables in reading order."""
        tables = {table["first"]: number for number, table in enumerate(self.told["tables"])}
        made, place = [], 0
        while place < len(self.words):
            if place in tables:
                table = self.told["tables"][tables[place]]
                head = "|".join(self.words[place : place + table["columns"]])
                made.append(Unit(f"table {table['id'] or head}", place, tables[place]))
                place = table_end(table)
            else:
                made.append(Unit(self.words[place], place))
                place += 1
        return made

    def cells(self, table: int) -> range:
        """Return the places of the cells of a table, row by row, the head first."""
        told = self.told["tables"][table]
        return range(told["first"], table_end(told))


def uncounted(text: str) -> str:
    """Return a text with a blank for the numbers of tables and figures in it, which Word counts.

    >>> uncounted("Xem Bảng 12.") == uncounted("Xem Bảng 3.")
    True
    """
    return _COUNTED.sub(rf"\1 {BLANK}", text)


def table_end(table: dict[str, Any]) -> int:
    """Return the place after the last cell of a table."""
    return table["first"] + table["columns"] * table["rows"]


# --- two papers -------------------------------------------------------------------------------------------


def _paired(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Yield the units of two papers side by side, None where one has no fellow."""
    keys = [[unit.key for unit in side] for side in (old, new)]
    for act, a, b, c, d in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        yield from zip(old[a:b], new[c:d], strict=True) if act == "equal" else _likely(old[a:b], new[c:d])


def _likely(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Yield the units between two places that are the same, each with the one that is most like it."""
    begin = 0
    for unit in old:
        found = max(range(begin, len(new)), key=lambda place, unit=unit: _likeness(unit, new[place]), default=None)
        if found is None or _likeness(unit, new[found]) < _ALIKE:
            yield unit, None
            continue
        yield from ((None, other) for other in new[begin:found])
        yield unit, new[found]
        begin = found + 1
    yield from ((None, other) for other in new[begin:])


def _likeness(one: Unit, other: Unit) -> float:
    if (one.table is None) != (other.table is None):
        return 0.0
    if one.table is not None:
        return float(one.key == other.key)
    return likeness(one.key, other.key)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, word by word, from 0 to 1.

    >>> likeness("Có 58 điểm mới", "Có 72 điểm mới")
    0.75
    """
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _hold(made: Renewal, before: Side, after: Side, old: Unit | None, new: Unit | None) -> None:
    """Note what becomes of one paragraph or table."""
    if old is None:
        if new.table is None:
            previous = after.told["text"][new.first - 1] if new.first else ""
            made.wordings.append(Wording("", after.told["text"][new.first], after=previous))
        return
    if old.table is not None:
        _hold_table(made, before, after, old.table, None if new is None else new.table)
        return
    if new is not None and before.words[old.first] == after.words[new.first]:
        _pair(made, before.numbers[old.first], after.numbers[new.first])
        return
    _reword(made, before, after, old, new)


def _reword(made: Renewal, before: Side, after: Side, old: Unit, new: Unit | None) -> None:
    was, numbers = before.told["text"][old.first], before.numbers[old.first]
    now = "" if new is None else after.told["text"][new.first]
    if new is not None:
        _pair_by_reference(made, numbers, after.numbers[new.first], after.told["scenario"])
    if new is not None and old.first in before.lines and not numbers:
        made.lines[old.first] = now
    else:
        made.wordings.append(Wording(was, now, tuple(number["id"] for number in numbers)))


def _hold_table(made: Renewal, before: Side, after: Side, old: int, new: int | None) -> None:
    """Pair the cells of a table, or note that its rows are others: then its numbers belong to other things."""
    if new is not None and _shape(before, old) == _shape(after, new):
        for place, other in zip(before.cells(old), after.cells(new), strict=True):
            _pair(made, before.numbers[place], after.numbers[other])
    else:
        made.tables[old] = new


def _shape(side: Side, table: int) -> tuple:
    told = side.told["tables"][table]
    words = [side.words[place] for place in side.cells(table)]
    return told["columns"], told["bold"], words


def _pair(made: Renewal, old: Iterable[dict], new: Iterable[dict]) -> None:
    for number, other in zip(old, new, strict=True):
        made.numbers[number["id"]] = other


def _pair_by_reference(made: Renewal, old: list[dict], new: list[dict], scenario: str) -> None:
    """Pair the numbers of a paragraph that reads otherwise, where as many have the same expression in both."""
    for ref in {number["ref"] for number in old}:
        mine = [number for number in old if number["ref"] == ref]
        theirs = [number for number in new if number["ref"] in (ref, _as_own(ref, scenario))]
        if len(mine) == len(theirs):
            _pair(made, mine, theirs)


def _as_own(ref: str, scenario: str) -> str:
    """Return an expression as the scenario itself writes it, without its name."""
    return re.sub(rf"@{re.escape(scenario)}\b|, run={re.escape(scenario)}\b", "", ref)


def _pair_left(made: Renewal, before: Side) -> None:
    """Pair numbers without a place in the new paper with one printed alike elsewhere, where only one comes of it."""
    known: dict[tuple[str, str], dict[str, dict]] = defaultdict(dict)
    for number in before.told["numbers"]:
        if number["id"] in made.numbers:
            new = made.numbers[number["id"]]
            known[number["ref"], number["text"]].setdefault(new["text"], new)
    gone = {place for table in made.tables for place in before.cells(table)}
    for place, numbers in before.numbers.items():
        for number in numbers:
            found = known[number["ref"], number["text"]]
            if number["id"] not in made.numbers and place not in gone and len(found) == 1:
                made.numbers[number["id"]] = next(iter(found.values()))
