"""What a format profile calls bodies, levels and services, and the day and years that its papers speak of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from helpers.inputs import unknown_name

PROFILES = "data/profiles.yml"
#: Ordinals in which the years of a plan are told once its first year is not ahead of the paper.
ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
COUNTS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def word(profile: Mapping, key: str) -> str:
    """Return what the profile calls something; blank where the profile has no such thing.

    Raises
    ------
    InputError : the profile has no such key.

    >>> word({"words": {"agency": "Sở Thông tin và Truyền thông"}}, "agency")
    'Sở Thông tin và Truyền thông'
    """
    words = profile.get("words", {})
    if key not in words:
        raise unknown_name(PROFILES, key, words, what_vi="từ của hồ sơ thể thức", what_en="a word of the profile")
    return words[key]


def say(profile: Mapping, text: str) -> str:
    """Return a label of the data or of a table in the words of the profile; the longest names are renamed first.

    >>> say({"renames": {"huyện": "huyện cũ", "UBND cấp huyện": "UBND cấp xã"}}, "UBND cấp huyện; mỗi huyện")
    'UBND cấp xã; mỗi huyện cũ'
    """
    renames = profile.get("renames") or {}
    pieces = [(text, False)]
    for old in sorted(renames, key=len, reverse=True):
        pieces = [part for piece in pieces for part in _split(piece, old, renames[old])]
    return "".join(piece for piece, _ in pieces)


def _split(piece: tuple[str, bool], old: str, new: str) -> list[tuple[str, bool]]:
    """Return the parts of a text, those that were renamed marked so that they are not renamed again."""
    text, done = piece
    if done or old not in text:
        return [piece]
    parts = [(part, False) for part in text.split(old)]
    return [item for part in parts for item in ((new, True), part)][1:]


def paper_day(profile: Mapping, as_of: dt.date) -> dt.date:
    """Return the day of the paper: that of the profile, or that of the scenario where this is later or alone.

    >>> paper_day({"as_of": "2026-08-17"}, dt.date(2018, 11, 7)), paper_day({}, dt.date(2018, 11, 7))
    (datetime.date(2026, 8, 17), datetime.date(2018, 11, 7))
    """
    given = profile.get("as_of")
    return max(as_of, dt.date.fromisoformat(str(given))) if given else as_of


def year_words(plan: Sequence[int], years: Sequence[int], day: dt.date) -> dict[str, str]:
    """Return the years of a plan and of its evaluation as papers of a day name them.

    Years ahead of the paper are years; a plan whose first year is not ahead is told by the order of its years, since
    a paper proposes nothing for years that are over.

    >>> year_words(range(2019, 2022), range(2019, 2026), dt.date(2018, 11, 7))["period"]
    '2019-2021'
    >>> told = year_words(range(2019, 2022), range(2019, 2026), dt.date(2026, 8, 17))
    >>> told["period"], told["plan_last"], told["last_year"]
    ('ba năm', 'thứ ba', 'thứ bảy')
    """
    ahead = plan[0] > day.year

    def told(year: int) -> str:
        return str(year) if ahead else ordinal(year - plan[0])

    return {
        "period": f"{plan[0]}-{plan[-1]}" if ahead else f"{COUNTS[len(plan) - 1]} năm",
        "plan_first": told(plan[0]), "plan_second": told(plan[min(1, len(plan) - 1)]), "plan_last": told(plan[-1]),
        "first_year": told(years[0]), "last_year": told(years[-1]),
    }


def ordinal(place: int) -> str:
    """Return the place of a year in the plan, counted from nought, as an ordinal.

    >>> ordinal(0), ordinal(2), ordinal(11)
    ('thứ nhất', 'thứ ba', 'thứ 12')
    """
    return f"thứ {ORDINALS[place]}" if 0 <= place < len(ORDINALS) else f"thứ {place + 1}"
