"""Names of bodies as they are rightly written: capitals, tone marks, one form throughout."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from helpers.inputs import Inputs
from helpers.report.checks.content.reading import Finished, Reading, around, both
from helpers.report.checks.findings import FAIL, PASS, Finding

POINT = "T1"
_ENGLISH = "summary"
#: Shorter names are common words too, such as “công an”.
_SYLLABLES = 3
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True)
class _Name:
    """A right name, and a pattern that finds it however its capitals and tone marks are set."""

    right: str
    pattern: re.Pattern
    wrong: tuple[str, ...] = ()


def check(papers: Sequence[Finished], inputs: Inputs) -> Iterator[Finding]:
    """Yield every name of a body that is not written as the data say, once for each way of writing it."""
    for paper, reading in both(papers):
        if paper.manifest.get("type") == _ENGLISH:
            continue
        found = list(misspelt(reading, names_of(inputs, paper.profile)))
        yield from found
        if not found:
            yield Finding(POINT, PASS, reading.file)


def names_of(inputs: Inputs, profile: str) -> list[_Name]:
    """Return the right names for a profile, longest first: bodies of the data, its agencies and issuers of law."""
    bodies = inputs["bodies"]
    names = [_Name(row.name_vi, _pattern(row.name_vi), _parts(row.wrong_forms))
             for row in bodies.itertuples() if row.profile in ("all", profile)]
    known = {name.right for name in names}
    others = {*inputs["departments"]["name_vi"], *inputs["legal_basis"]["issuer_vi"].dropna()} - known
    names += [_Name(name, _pattern(name)) for name in sorted(others) if len(name.split()) >= _SYLLABLES]
    return sorted(names, key=lambda name: -len(name.right))


def _parts(text) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|")) if isinstance(text, str) else ()


def misspelt(reading: Reading, names: Iterable[_Name]) -> Iterator[Finding]:
    """Yield names written otherwise than the data say; whole names in capitals are headings."""
    folded = _folded(reading.text)
    taken: list[tuple[int, int]] = []
    seen: set[str] = set()
    for name in names:
        spans = [hit.span() for hit in name.pattern.finditer(folded)] if _is_long(name.right) else []
        spans += [hit.span() for wrong in name.wrong
                  for hit in re.finditer(rf"(?<!\w){re.escape(wrong)}(?!\w)", reading.text)]
        for start, end in sorted(set(spans)):
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            said = " ".join(reading.text[start:end].split())
            if said in (name.right, name.right.upper()) or said in seen:
                continue
            seen.add(said)
            words = around(reading.text, start, end)
            yield Finding(POINT, FAIL, reading.file, reading.where(start), words, name.right)


def _is_long(name: str) -> bool:
    return len(name.split()) >= _SYLLABLES


def _pattern(name: str) -> re.Pattern:
    """Return a pattern over folded text for a name, its spaces any white space."""
    words = r"\s+".join(re.escape(word) for word in _folded(name).split())
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _folded(text: str) -> str:
    """Return a text in small letters without tone marks, each letter in its old place.

    >>> _folded("Uỷ ban Nhân Dân") == _folded("Ủy ban nhân dân")
    True
    """
    return "".join(_letter(char) for char in text)


def _letter(char: str) -> str:
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", char.lower()).translate(_TONES))
    return bare if len(bare) == 1 else char
