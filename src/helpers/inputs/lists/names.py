"""Find a commune by the name that a person wrote, and never guess between two.

The case of letters, spaces, the Unicode form and the place of tone marks do not matter (Hóa and Hoá). A name
without diacritics is taken where only one commune can be meant.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Letters that look like đ and are typed for it.
_LOOKALIKES = str.maketrans("ðɖ", "đđ")
_KIND_WORDS = {("xa",): "xã", ("x",): "xã", ("phuong",): "phường", ("p",): "phường", ("thi", "tran"): "thị trấn",
               ("tt",): "thị trấn", ("t", "t"): "thị trấn"}  # fmt: skip
_FARM_WORDS = (("nong", "truong"), ("nt",))
_DISTRICT_WORDS = (("thanh", "pho"), ("tp",), ("t", "p"), ("thi", "xa"), ("tx",), ("t", "x"), ("huyen",), ("h",))
_SHOWN = 3


def spelling(text: str) -> str:
    """Return a text in one spelling: lower case, single spaces, and each tone mark at the end of its word.

    >>> spelling("HOÁ  Thuỷ") == spelling(unicodedata.normalize("NFD", "Hóa Thủy"))
    True
    >>> spelling("Quảng Tiến") == spelling("Quảng Tiên")
    False
    """
    letters = unicodedata.normalize("NFD", text.casefold().translate(_LOOKALIKES))
    kept = "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in letters)
    return " ".join(_tones_last(word) for word in kept.split())


def _tones_last(word: str) -> str:
    tones = sorted(char for char in word if char in _TONES)
    return "".join([*(char for char in word if char not in _TONES), *tones])


def plain(text: str) -> str:
    """Return a text in one spelling without diacritics, đ as d.

    >>> plain("Xã Đức  NINH Đông")
    'xa duc ninh dong'
    """
    return "".join(char for char in spelling(text) if not unicodedata.combining(char)).replace("đ", "d")


@dataclass(frozen=True)
class Place:
    """A commune as it is looked for.

    ``bare`` is its name in one spelling without the word for its kind, ``flat`` the same without diacritics.
    """

    code: str
    name_vi: str
    kind: str
    district_code: str
    bare: str
    flat: str


@dataclass(frozen=True)
class Gazetteer:
    """The communes to look among, and the districts by plain name."""

    places: tuple[Place, ...]
    districts: Mapping[str, str]
    district_names: Mapping[str, str]

    def described(self, code: str) -> str:
        """Return a commune with its district and code, for messages."""
        place = next(place for place in self.places if place.code == code)
        return f"{place.name_vi}, {self.district_names[place.district_code]} ({code})"


@dataclass(frozen=True)
class Match:
    """The commune found, or None with those that may be meant.

    ``named`` says whether the candidates bear the name that is written, not only one like it.
    """

    code: str | None
    candidates: tuple[str, ...] = ()
    named: bool = False


def gazetteer(communes: pd.DataFrame, districts: pd.DataFrame) -> Gazetteer:
    """Build the gazetteer from the tables ``communes`` and ``districts``."""
    bare = [_parted(name)[1] for name in communes["name_vi"]]
    places = tuple(
        Place(row.commune_code, row.name_vi, row.kind, row.district_code, name, plain(name))
        for row, name in zip(communes.itertuples(), bare, strict=True)
    )
    names = dict(zip(districts["district_code"], districts["name_vi"], strict=True))
    return Gazetteer(places, {_bare_district(name): code for code, name in names.items()}, names)


def find_district(places: Gazetteer, text: str) -> str | None:
    """Return the code of a district by its code or name, with or without the word for its kind."""
    code = re.sub(r"\.0$", "", text.strip())
    if code in places.district_names:
        return code
    return places.districts.get(_bare_district(text))


def find_commune(places: Gazetteer, text: str, district_code: str | None = None) -> Match:
    """Find a commune by code or name.

    A name with diacritics means the commune so spelt; one without, or with some of them, means every commune
    that it fits. The word for the kind and the district narrow the choice. What is left must be one commune.

    Parameters
    ----------
    text : a code, which may have lost its leading zeros, or a name; ``Hưng Trạch, Bố Trạch`` names the district
        too.
    district_code : district, when it is known.

    Returns
    -------
    the match; without a code, ``candidates`` are the communes that may be meant, those of the nearest names when
    none is called so.

    Examples
    --------
    >>> communes = pd.DataFrame({"commune_code": ["18883", "19021"], "name_vi": ["Xã Quang Phú", "Xã Quảng Phú"],
    ...     "kind": ["xã", "xã"], "district_code": ["450", "454"]})
    >>> districts = pd.DataFrame({"district_code": ["450", "454"], "name_vi": ["Thành phố Đồng Hới",
    ...     "Huyện Quảng Trạch"]})
    >>> places = gazetteer(communes, districts)
    >>> find_commune(places, "x. QUẢNG PHÚ").code, find_commune(places, "Quang Phu", "450").code
    ('19021', '18883')
    >>> find_commune(places, "Quang Phu")
    Match(code=None, candidates=('18883', '19021'), named=True)
    """
    if digits := re.fullmatch(r"(\d{1,5})(\.0)?", text.strip()):
        return _by_code(places, digits[1].zfill(5), district_code)
    text, named = _with_district(places, text)
    wanted = {code for code in (district_code, named) if code}
    kind, bare = _parted(text)
    alike = [place for place in places.places if place.flat == plain(bare)]
    left = [place for place in _meant(bare, alike)
            if kind in (None, place.kind) and wanted <= {place.district_code}]  # fmt: skip
    if len(left) == 1:
        return Match(left[0].code)
    if alike:
        return Match(None, tuple(place.code for place in left or alike), named=True)
    return Match(None, _nearest(places, bare))


def colliding_names(places: Gazetteer, *, within_district: bool = False) -> list[tuple[str, ...]]:
    """Return the groups of communes whose names are equal once diacritics and kinds are lost, by code."""
    groups: dict[tuple, list[str]] = {}
    for place in places.places:
        key = (place.flat, place.district_code if within_district else "")
        groups.setdefault(key, []).append(place.code)
    return sorted(tuple(codes) for codes in groups.values() if len(codes) > 1)


def _by_code(places: Gazetteer, code: str, district_code: str | None) -> Match:
    found = [place for place in places.places if place.code == code]
    if found and district_code in (None, found[0].district_code):
        return Match(code)
    return Match(None, tuple(place.code for place in found))


def _meant(bare: str, alike: list[Place]) -> list[Place]:
    """Return which of the communes that read alike without diacritics the written name can mean."""
    if bare == plain(bare):
        return alike
    exact = [place for place in alike if place.bare == bare]
    return exact or [place for place in alike if _fits(bare, place.bare)]


def _fits(written: str, full: str) -> bool:
    """Return whether every mark that is written is in the full name too; letters are known to agree."""
    return all(
        (base == other or (base, other) == ("d", "đ")) and marks <= others
        for (base, marks), (other, others) in zip(_marked(written), _marked(full), strict=True)
    )


def _marked(text: str) -> list[tuple[str, frozenset[str]]]:
    """Split a spelling into letters, each with its marks."""
    return [(part[0], frozenset(part[1:])) for part in re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*", text)]


def _parted(text: str) -> tuple[str | None, str]:
    """Split a name into the kind of commune, when it is named, and the bare name in one spelling."""
    words, flat = spelling(text).split(), plain(text).split()
    kind = None
    for prefix, named in _KIND_WORDS.items():
        if tuple(flat[: len(prefix)]) == prefix and len(flat) > len(prefix):
            kind, words, flat = named, words[len(prefix) :], flat[len(prefix) :]
            break
    for prefix in _FARM_WORDS:
        if tuple(flat[: len(prefix)]) == prefix and len(flat) > len(prefix):
            words = words[len(prefix) :]
            break
    return kind, " ".join(words)


def _bare_district(text: str) -> str:
    words = plain(text).split()
    for prefix in _DISTRICT_WORDS:
        if tuple(words[: len(prefix)]) == prefix and len(words) > len(prefix):
            return " ".join(words[len(prefix) :])
    return " ".join(words)


def _with_district(places: Gazetteer, text: str) -> tuple[str, str | None]:
    """Split ``commune, district`` or ``commune (district)`` where the second part is a district."""
    parts = [part for part in re.split(r"\s*[,;()]\s*|\s+[-–]\s+", text) if part.strip()]
    named = find_district(places, parts[1]) if len(parts) > 1 else None
    return (parts[0], named) if named else (text, None)


def _nearest(places: Gazetteer, bare: str) -> tuple[str, ...]:
    """Return the communes whose name begins with the one written, or else those whose name is most like it."""
    flat = plain(bare)
    begun = [place.code for place in places.places if flat and place.flat.startswith(f"{flat} ")]
    close = difflib.get_close_matches(flat, sorted({place.flat for place in places.places}), n=_SHOWN)
    return tuple(begun or [place.code for name in close for place in places.places if place.flat == name])
