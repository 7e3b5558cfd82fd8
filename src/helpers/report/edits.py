"""What was changed in a finished paper since it was made: its words held against those that it carries inside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

#: Signs that take no room, and white space, on which two formats do not agree.
_UNSEEN = re.compile(r"[\s\u00ad\u200b\u2060\ufeff]+")
#: Words that the layout puts around those of the frame.
_LAYOUT = re.compile(r"Kínhgửi:|Nơinhận:|MỤCLỤC|[-.;:,]")
_AROUND = 30


@dataclass(frozen=True)
class Edit:
    """A paragraph or cell that is not as it was made.

    Parameters
    ----------
    before, after : its words as made and as found; blank where it was added or is gone.
    numbers : labels, references and texts of the numbers that are no longer in it.
    """

    before: str
    after: str
    numbers: tuple[tuple[str, str, str], ...] = ()

    @property
    def short(self) -> tuple[str, str]:
        """What differs, with a few words on either side."""
        if not (self.before and self.after):
            return _cut(self.before), _cut(self.after)
        start = _alike(self.before, self.after)
        end = min(_alike(self.before[::-1], self.after[::-1]), min(len(self.before), len(self.after)) - start)
        return _window(self.before, start, end), _window(self.after, start, end)


def edits(manifest: Mapping[str, Any], found: Sequence[str]) -> list[Edit]:
    """Return what differs between the words that a paper carries of itself and those that stand in it.

    White space and the place of a paragraph do not count: a table may be set in another order.

    Parameters
    ----------
    manifest : of :func:`helpers.report.manifest.manifest`.
    found : paragraphs and cells of the finished paper, without its list of contents.

    Examples
    --------
    >>> told = {"text": ["Có 58 điểm.", "Hết"], "frame": ["BÁO CÁO"],
    ...         "numbers": [{"id": "n0001", "ref": "points_2018", "text": "58", "label": "Điểm", "at": 0}]}
    >>> edits(told, ["BÁO CÁO", "Có 59 điểm.", "Hết"])[0].numbers
    (('Điểm', 'points_2018', '58'),)
    >>> edits(told, ["BÁO CÁO", "Có 58 điểm.", "Hết"])
    []
    """
    made = list(enumerate(manifest["text"]))
    gone, added = _left_over([(at, text) for at, text in made if _key(text)],
                             [text for text in found if _key(text)])
    numbers: dict[int, list[dict]] = {}
    for number in manifest["numbers"]:
        numbers.setdefault(number["at"], []).append(number)
    added = [text for text in added if not _of_frame(text, manifest["frame"])]
    pairs = list(_paired(gone, added))
    return [*(_edit(numbers.get(at, []), before, after) for at, before, after in pairs),
            *(Edit(text, "") for text in _missing_frame(manifest["frame"], found))]


def is_among(text: str, words: str) -> bool:
    """Return whether a paragraph stands somewhere in words, white space set aside."""
    return _key(text) in _key(words)


def _key(text: str) -> str:
    return _UNSEEN.sub("", text)


def _left_over(made: Sequence[tuple[int, str]], found: Sequence[str]) -> tuple[list[tuple[int, str]], list[str]]:
    """Return what was made and is not found, and what is found and was not made, whatever their order."""
    known, seen = Counter(_key(text) for _, text in made), Counter(_key(text) for text in found)
    lost, new = known - seen, seen - known
    # Of equal ones those are taken that the order of the others leaves without a partner.
    matcher = SequenceMatcher(None, [_key(text) for _, text in made], [_key(text) for text in found], autojunk=False)
    stays_a, stays_b = set(), set()
    for a, b, size in matcher.get_matching_blocks():
        stays_a |= set(range(a, a + size))
        stays_b |= set(range(b, b + size))
    gone = [made[k] for k in _chosen([_key(text) for _, text in made], lost, stays_a)]
    added = [found[k] for k in _chosen([_key(text) for text in found], new, stays_b)]
    return gone, added


def _chosen(keys: Sequence[str], wanted: Counter, stays: set[int]) -> list[int]:
    """Return the places of as many of each key as wanted, those that stay last."""
    left, places = Counter(wanted), []
    for k in sorted(range(len(keys)), key=lambda k: k in stays):
        if left[keys[k]] > 0:
            left[keys[k]] -= 1
            places.append(k)
    return sorted(places)


def _paired(gone: Sequence[tuple[int, str]], added: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield what was lost with what came in its place, the most alike that is at least half the same."""
    left = list(added)
    for at, text in gone:
        likeness = [SequenceMatcher(None, text, other, autojunk=False).ratio() for other in left]
        best = max(range(len(left)), key=likeness.__getitem__, default=None)
        taken = left.pop(best) if best is not None and likeness[best] >= 0.5 else ""
        yield at, text, taken
    for text in left:
        yield -1, "", text


def _edit(numbers: Sequence[Mapping[str, Any]], before: str, after: str) -> Edit:
    wanted = Counter(_spaced(number["text"]) for number in numbers)
    words = _spaced(after)
    short = {text for text, count in wanted.items()
             if len(re.findall(rf"(?<![\w.,]){re.escape(text)}(?!\w|[.,]\d)", words)) < count}
    lost = [(number.get("label", ""), number["ref"], number["text"]) for number in numbers
            if _spaced(number["text"]) in short]
    return Edit(before, after, tuple(dict.fromkeys(lost)))


def _spaced(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


def _of_frame(text: str, frame: Iterable[str]) -> bool:
    """Return whether a paragraph holds nothing but words of the frame and of the layout."""
    left = _key(text)
    for words in sorted(map(_key, frame), key=len, reverse=True):
        left = left.replace(words, "")
    return not _LAYOUT.sub("", left)


def _missing_frame(frame: Iterable[str], found: Iterable[str]) -> list[str]:
    whole = "".join(map(_key, found))
    return [words for words in dict.fromkeys(frame) if _key(words) not in whole]


def _alike(a: str, b: str) -> int:
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _window(text: str, start: int, end: int) -> str:
    low, high = max(start - _AROUND, 0), min(len(text) - end + _AROUND, len(text))
    return f"{'…' if low else ''}{text[low:high]}{'…' if high < len(text) else ''}"


def _cut(text: str) -> str:
    return text if len(text) <= 4 * _AROUND else f"{text[:4 * _AROUND]}…"
