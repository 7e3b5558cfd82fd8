"""What the rules of form have in common: a paper with one point of the table, and the looks of a paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from helpers.report.checks.paper_file import PaperFile
from helpers.report.checks.printed import Paragraph, Printed
from helpers.report.checks.sections import Sections

#: Sizes that differ by less are the same [pt]; lengths likewise [mm].
SAME_PT, SAME_MM = 0.1, 0.6
#: Share of letters from which a paragraph counts as bold or italic, and below which as neither.
MOST, FEW = 0.9, 0.1


@dataclass(frozen=True)
class Problem:
    """What is wrong: where, what stands there, what should."""

    where: str
    found: str
    wanted: str


@dataclass(frozen=True)
class Case:
    """A paper before one point.

    Parameters
    ----------
    file, parts : the paper and its parts.
    low_pt, high_pt : sizes that the point allows in the paper's profile [pt]; None where it allows any.
    others : the other papers that are checked with it.
    """

    file: PaperFile
    parts: Sections
    low_pt: float | None = None
    high_pt: float | None = None
    others: tuple[PaperFile, ...] = ()

    @property
    def printed(self) -> Printed:
        """The paper as a reader finds it."""
        return self.file.printed

    @property
    def kind(self) -> str:
        """The type of the paper."""
        return self.parts.kind

    @property
    def is_old(self) -> bool:
        """Whether the paper follows the profile of 2018."""
        return self.file.profile == "2018"

    @property
    def is_draft(self) -> bool:
        """Whether the paper is not signed yet: it says so, or its number is blank."""
        number = self.parts.line("Số:")
        said = self.file.manifest.get("status", "")
        unnumbered = number is not None and not any(char.isdigit() for char in number.text[:14])
        return said == "draft" if said else unnumbered


#: A rule gives the problems of a paper, none when it holds, or None when the point does not apply to it.
Rule = Callable[[Case], Iterable[Problem] | None]
RULES: dict[str, Rule] = {}


def rule(point: str) -> Callable[[Rule], Rule]:
    """Name the point that a function checks."""
    def named(function: Rule) -> Rule:
        RULES[point] = function
        return function

    return named


def missing(what: str) -> list[Problem]:
    """Return the problem that a part is not there."""
    return [Problem("trang 1", "không có", what)]


def sized(case: Case, item: Paragraph) -> list[Problem]:
    """Return the problem of a paragraph whose letters are too small or too large."""
    if case.low_pt is None or not item.size_pt:
        return []
    if case.low_pt - SAME_PT <= item.size_pt <= case.high_pt + SAME_PT:
        return []
    ends = f"{case.low_pt:g}" if case.low_pt == case.high_pt else f"{case.low_pt:g}-{case.high_pt:g}"
    return [Problem(item.where, f"cỡ chữ {item.size_pt:g}", f"cỡ chữ {ends}")]


def look(case: Case, item: Paragraph, *, bold: bool | None = None, italic: bool | None = None,
         capital: bool = False, centred: bool = False) -> list[Problem]:
    """Return what is wrong with the looks of a paragraph; None for a property means that it may be either."""
    wrong = sized(case, item)
    for asked, share, words in ((bold, item.bold, "đậm"), (italic, item.italic, "nghiêng")):
        if asked is True and share < MOST:
            wrong.append(Problem(item.where, f"chữ không {words}", f"chữ {words}"))
        if asked is False and share > FEW:
            wrong.append(Problem(item.where, f"chữ {words}", f"chữ không {words}"))
    if capital and item.text.upper() != item.text:
        wrong.append(Problem(item.where, "chữ thường", "chữ in hoa"))
    if centred and not item.centred:
        wrong.append(Problem(item.where, "không căn giữa", "căn giữa"))
    return wrong


def between(low: float, value: float, high: float, slack: float = SAME_MM) -> bool:
    """Tell whether a length lies within two ends, a little slack given.

    >>> between(30, 29.6, 35), between(30, 25, 35)
    (True, False)
    """
    return low - slack <= value <= high + slack


def ruled(item: Paragraph, low: float, high: float, wanted: str) -> list[Problem]:
    """Return the problem of a line whose rule below is missing, or not as long as it should be."""
    if item.underlined:
        return [Problem(item.where, "gạch chân chữ", "đường kẻ riêng bên dưới")]
    if item.rule_share == 0:
        return [Problem(item.where, "không có đường kẻ", wanted)]
    if not between(low, item.rule_share, high, 0.04):
        return [Problem(item.where, f"đường kẻ dài {item.rule_share:.2f} dòng chữ".replace(".", ","), wanted)]
    return []
