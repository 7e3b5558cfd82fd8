"""Numbers as they are printed: read back from text, and compared within what rounding allows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: A run of digits with its separators; a sign before it is part of it only where no word or digit precedes.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*")
_SIGNED = re.compile(r"(?<![\w\d])[-−]?\d+(?:[.,]\d+)*")
_WORDS = {"tỷ": 1e9, "triệu": 1e6, "nghìn": 1e3, "billion": 1e9, "million": 1e6, "thousand": 1e3, "%": 0.01}
#: Columns are printed in thousands, millions or billions, or in per cent, as their head says.
_SCALES = (1.0, 1e2, 1e3, 1e6, 1e9)


@dataclass(frozen=True)
class Figure:
    """A printed number: its value, half of its last digit, and whether its unit stands with it."""

    value: float
    half: float
    scaled: bool = False


def read_figure(text: str, english: bool = False) -> Figure | None:
    """Return the one number that a text prints, or None where it prints none or several.

    Examples
    --------
    >>> read_figure("-1,61 tỷ đồng")
    Figure(value=-1610000000.0, half=5000000.0, scaled=True)
    >>> read_figure("94.000"), read_figure("7 đến 9")
    (Figure(value=94000.0, half=0.5, scaled=False), None)
    """
    found = _SIGNED.findall(text)
    if len(found) != 1:
        return None
    group, point = (",", ".") if english else (".", ",")
    digits = found[0].replace(group, "").replace(point, ".").replace("−", "-")
    if digits.count(".") > 1:
        return None
    after = text[text.index(found[0]) + len(found[0]):].replace("%", " % ").split()
    scale = _WORDS.get(after[0], 1.0) if after else 1.0
    decimals = len(digits.partition(".")[2])
    return Figure(float(digits) * scale, 0.5 * 10**-decimals * scale, scale != 1.0)


def agree(one: Figure, other: Figure) -> bool:
    """Return whether two printed numbers can be one value, each rounded as its own digits say.

    A number whose unit does not stand with it may be in thousands, millions, billions or per cent.

    Examples
    --------
    >>> share, rounded = Figure(0.768, 0.0005, True), Figure(0.77, 0.005, True)
    >>> agree(share, rounded), agree(share, Figure(0.78, 0.005, True)), agree(share, Figure(76.8, 0.05))
    (True, False, True)
    """
    if one.scaled and other.scaled:
        return _near(one, other, 1.0)
    return any(_near(one, other, scale) or _near(other, one, scale) for scale in _SCALES)


def _near(one: Figure, other: Figure, scale: float) -> bool:
    """Return whether the finer number rounds to the coarser; two as fine as each other must be the same."""
    room = max(one.half * scale, other.half)
    return math.isclose(one.value * scale, other.value, rel_tol=1e-9, abs_tol=room * (1 + 1e-9))


def tokens(texts: Iterable[str]) -> list[str]:
    """Return the runs of digits of some texts in order.

    >>> tokens(["Có 94.000 hồ sơ, 76,8%.", "58 điểm"])
    ['94.000', '76,8', '58']
    """
    return [token for text in texts for token in TOKEN.findall(text)]
