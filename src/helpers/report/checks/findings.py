"""What a checker says of a finished paper."""

from __future__ import annotations

from dataclasses import dataclass

PASS, FAIL, NOT_APPLICABLE, BY_HAND = "pass", "fail", "not_applicable", "by_hand"
#: The point of the blanks that people fill before they sign.
TO_FILL = "P2"
OUTCOMES = (PASS, FAIL, NOT_APPLICABLE, BY_HAND)


@dataclass(frozen=True)
class Finding:
    """One point of one paper: whether it holds, where, what stands there and what should.

    Parameters
    ----------
    point : identifier of the point, such as ``F07``.
    outcome : one of ``OUTCOMES``.
    paper : name of the file.
    where : place in the paper, such as ``trang 3`` (page) or ``đoạn 41`` (paragraph).
    found, wanted : what stands there, and what should; for a point that is read by hand, why it is.
    places : how many places it speaks of, such as the blanks of a table.

    Examples
    --------
    >>> Finding("F04", FAIL, "to_trinh.pdf", "trang 1", "lề trái 25 mm", "30-35 mm").failed
    True
    """

    point: str
    outcome: str
    paper: str
    where: str = ""
    found: str = ""
    wanted: str = ""
    places: int = 1

    def __post_init__(self):
        if self.outcome not in OUTCOMES:
            raise ValueError(f"{self.point}: outcome {self.outcome!r} is not one of {OUTCOMES}")

    @property
    def failed(self) -> bool:
        """Whether the paper must be mended."""
        return self.outcome == FAIL
