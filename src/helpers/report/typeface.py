"""The typeface of the papers: Liberation Serif in the PDF, Times New Roman in Word (same metrics)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib.ft2font import FT2Font, LoadFlags

FONT_DIR = Path(__file__).parent / "templates" / "fonts"
PDF_FAMILY = "Liberation Serif"
WORD_FAMILY = "Times New Roman"

_MM_PER_PT = 25.4 / 72
_UNSEEN = set("\n\t\u00ad\u200b")


@cache
def _face(style: str) -> FT2Font:
    return FT2Font(str(FONT_DIR / f"LiberationSerif-{style}.ttf"))


def uncovered(text: str) -> list[str]:
    """Return the characters of a text that the typeface cannot show, sorted.

    >>> uncovered("Sở Thông tin và Truyền thông: 1.971 thủ tục, đạt ≥ 95 %")
    []
    >>> uncovered("✓ đạt")
    ['✓']
    """
    charmap = _face("Regular").get_charmap()
    return sorted(char for char in set(text) - _UNSEEN if ord(char) not in charmap)


def text_width_mm(text: str, pt: float, *, bold: bool = True) -> float:
    """Return the length of one set line [mm]: the sum of the advance widths at ``pt`` points.

    >>> round(text_width_mm("Độc lập - Tự do - Hạnh phúc", 13), 1)
    56.1
    """
    style = "Bold" if bold else "Regular"
    return sum(_advance(char, style) for char in text) / 100 * pt * _MM_PER_PT


@cache
def _advance(char: str, style: str) -> float:
    """Return the advance width of a character, in hundredths of the type's size."""
    face = _face(style)
    face.set_size(100, 72)
    return face.load_char(ord(char), LoadFlags.NO_HINTING).linearHoriAdvance / 65536
