"""What the checkers found, as lines that those who mend the papers read from the top: first what fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from helpers.report.checks import BY_HAND, FAIL, NOT_APPLICABLE, PASS, TO_FILL, Finding

WORDS = {PASS: "đạt / pass", FAIL: "không đạt / fail", NOT_APPLICABLE: "không áp dụng / n.a.",
         BY_HAND: "kiểm tay / by hand"}


def report(findings: Sequence[Finding], files: int, names: Mapping[str, str], everything: bool = False) -> list[str]:
    """Return the lines of a report: failures, points read by hand, blanks, and the counts last.

    Parameters
    ----------
    findings : of all the files that were checked.
    files : how many files these are.
    names : what each point is about; a point such as ``W.exclusive`` goes by its first letter.
    everything : whether to list every blank, and what passed.
    """
    def called(one: Finding) -> str:
        name = names.get(one.point) or names.get(one.point.partition(".")[0], "")
        return f"{one.point} {name}".strip()

    counted = Counter(one.outcome for one in findings)
    said = "; ".join(f"{words}: {counted[outcome]}" for outcome, words in WORDS.items())
    return [*_failures(findings, called), *_by_hand(findings, called), *_blanks(findings, everything),
            *(_others(findings, called) if everything else ()), f"{files} tệp / files. {said}"]


def _failures(findings: Sequence[Finding], called: Callable[[Finding], str]) -> Iterator[str]:
    """Yield what fails, once for both files of a paper: what, where, seen, wanted."""
    places: dict[tuple[str, str, str, str], list[str]] = {}
    for one in findings:
        if one.failed:
            key = one.paper.partition(".")[0], called(one), one.found, one.wanted
            places.setdefault(key, []).append(f"{one.paper}, {one.where}" if one.where else one.paper)
    if not places:
        yield "✓ Không có điểm nào không đạt. / No point fails."
        return
    yield f"✗ Phải sửa {len(places)} chỗ / to mend: {len(places)}"
    for count, ((_, point, found, wanted), where) in enumerate(places.items(), 1):
        yield f"{count}. {point}"
        yield f"   ở / in:        {'; '.join(where)}"
        yield from [f"   thấy / seen:   {found}"] if found else []
        yield from [f"   cần / wanted:  {wanted}"] if wanted else []


def _by_hand(findings: Sequence[Finding], called: Callable[[Finding], str]) -> Iterator[str]:
    """Yield the points that somebody must read, once each, and in how many files."""
    papers: dict[str, list[str]] = {}
    for one in findings:
        if one.outcome == BY_HAND and one.point != TO_FILL:
            papers.setdefault(f"{called(one)}: {one.found.removeprefix('kiểm tay: ')}", []).append(one.paper)
    if papers:
        yield "Kiểm tay / by hand:"
    for words, names in papers.items():
        named = ", ".join(dict.fromkeys(names))
        yield f"- {words} ({named if len(names) < 3 else f'{len(set(names))} tệp / files'})"


def _blanks(findings: Sequence[Finding], everything: bool) -> Iterator[str]:
    """Yield how many blanks each paper has, and where they are if asked."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        if one.point == TO_FILL and one.outcome == BY_HAND:
            found.setdefault(one.paper, []).append(one)
    if found:
        hint = "" if everything else " (--all: từng chỗ / each)"
        yield f"Chỗ trống phải điền trước khi ký / blanks to fill before signing{hint}:"
    for paper, blanks in found.items():
        yield f"- {paper}: {sum(one.places for one in blanks)}"
        yield from (f"    {one.where}: {one.found}" for one in blanks if everything)


def _others(findings: Sequence[Finding], called: Callable[[Finding], str]) -> Iterator[str]:
    """Yield what passed and what does not apply."""
    for outcome in (PASS, NOT_APPLICABLE):
        chosen = [one for one in findings if one.outcome == outcome]
        yield f"{WORDS[outcome]}: {len(chosen)}"
        yield from (f"- {one.paper}: {called(one)}" + (f": {one.found}" if one.found else "") for one in chosen)
