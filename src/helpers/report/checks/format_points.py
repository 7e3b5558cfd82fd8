"""The checker of the points of form: every row of the table ``format_points`` against every finished paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from helpers.inputs import Inputs
from helpers.report.checks import rules_body, rules_end, rules_head, rules_page, rules_words  # noqa: F401
from helpers.report.checks.findings import BY_HAND, FAIL, NOT_APPLICABLE, PASS, Finding
from helpers.report.checks.paper_file import PaperFile
from helpers.report.checks.registry import checker
from helpers.report.checks.rules import RULES, Case, Problem
from helpers.report.checks.sections import Sections, sections

#: Points that hold for any paper, in whatever language and with whatever head.
_ANY_PAPER = ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F42")
#: Points of the head and the end of a paper, which an annex delivered by itself does not have.
_HEAD_AND_END = ("F09", "F10", "F11", "F12", "F14", "F16", "F40")
#: As many problems of one point are said as a reader mends in one go.
SHOWN = 5


@checker("format")
def check_format(papers: Sequence[PaperFile], inputs: Inputs) -> Iterator[Finding]:
    """Yield what every point of form says of every paper.

    Parameters
    ----------
    papers : finished papers.
    inputs : the inputs, for the tables ``format_points`` and ``legal_basis``.
    """
    for paper in papers:
        parts = sections(paper.printed)
        for point in inputs["format_points"].itertuples():
            yield from _check(paper, parts, point, (tuple(papers), inputs["legal_basis"]))


def _check(paper: PaperFile, parts: Sections, point, around) -> Iterator[Finding]:
    papers, laws = around
    sizes = [getattr(point, f"{end}_{paper.profile}_pt") for end in ("low", "high")]
    case = Case(paper, parts, *(None if size != size else size for size in sizes), papers)
    problems = _problems(case, point.point_id, laws)
    wanted = point.rule_2018_vi if case.is_old else point.rule_2026_vi
    if problems is None:
        yield Finding(point.point_id, NOT_APPLICABLE, paper.name, found="không có ở văn bản này", wanted=wanted)
        return
    for problem in problems[:SHOWN]:
        yield Finding(point.point_id, FAIL, paper.name, problem.where, problem.found, problem.wanted)
    if len(problems) > SHOWN:
        yield Finding(point.point_id, FAIL, paper.name, found=f"và {len(problems) - SHOWN} chỗ khác", wanted=wanted)
    if not problems:
        by_hand = point.checked == "hand"
        yield Finding(point.point_id, BY_HAND if by_hand else PASS, paper.name,
                      found=f"kiểm tay: {point.hand_reason_vi}" if by_hand else "", wanted=wanted)


def _problems(case: Case, point: str, laws) -> list[Problem] | None:
    foreign = case.printed.language.lower().startswith("en")
    annex = case.file.manifest.get("type") == "phu_luc"
    if (foreign and point not in _ANY_PAPER) or (annex and point in _HEAD_AND_END):
        return None
    if point == "F19":
        return rules_words.first_citations(case, laws)
    found = RULES[point](case)
    return None if found is None else list(found)
