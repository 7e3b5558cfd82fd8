"""One number, one value: the same reference in every paper, and the same words and numbers in PDF and DOCX."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from helpers.inputs import Inputs
from helpers.report.checks.content.figures import Figure, agree, read_figure, tokens
from helpers.report.checks.content.reading import DOCX, PDF, Finished, Reading, spaced, squeezed
from helpers.report.checks.findings import FAIL, PASS, Finding
from helpers.report.numbers import is_reference

ONE_RUN, ONE_VALUE, SAME_NUMBERS, SAME_WORDS = "N0", "N1", "N2", "N3"
_SUMMARY = "summary"
#: A number on its own: lines may break inside a digest, which leaves pieces of it.
_WHOLE = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)")
#: Beyond this many places a file is another paper, not a slip.
_MOST = 20


def check(papers: Sequence[Finished], inputs: Inputs) -> Iterator[Finding]:
    """Yield numbers that differ between papers, and what differs between the two files of one."""
    yield from check_runs(papers)
    yield from check_values(papers)
    for paper in papers:
        if {PDF, DOCX} <= set(paper.files):
            yield from check_formats(paper.files[PDF], paper.files[DOCX])


def check_runs(papers: Sequence[Finished]) -> Iterator[Finding]:
    """Yield each paper that is of another run, scenario or profile than the most; one dossier is of one run."""
    said = {paper.name: tuple(str(paper.manifest.get(key, "")) for key in ("run", "scenario", "profile"))
            for paper in papers}
    usual = Counter(said.values()).most_common(1)[0][0] if said else ()
    for name, found in said.items():
        outcome = PASS if found == usual else FAIL
        yield Finding(ONE_RUN, outcome, name, "", " · ".join(found), " · ".join(usual))


def check_values(papers: Sequence[Finished]) -> Iterator[Finding]:
    """Yield every reference that prints values which cannot be one number, in one paper or between papers."""
    for (scenario, ref), printed in _by_reference(papers).items():
        first = printed[0]
        for paper, text, figure in printed[1:]:
            if not agree(first[2], figure):
                yield Finding(ONE_VALUE, FAIL, paper, f"mã {ref}, kịch bản {scenario}", text,
                              f"{first[1]} như trong {first[0]}")
                break
        else:
            continue
    if papers:
        yield Finding(ONE_VALUE, PASS, "hồ sơ", "", f"{len(_by_reference(papers))} mã số liệu đã so")


def _by_reference(papers: Sequence[Finished]) -> dict[tuple[str, str], list[tuple[str, str, Figure]]]:
    """Return where each number is printed, by scenario and reference: paper, text, and the number read back."""
    found: dict = defaultdict(list)
    for paper in papers:
        english = paper.manifest.get("type") == _SUMMARY
        for mark in paper.manifest.get("numbers", []):
            figure = read_figure(mark["text"], english) if is_reference(mark["ref"]) else None
            if figure is not None:
                found[paper.manifest.get("scenario", ""), mark["ref"]].append((paper.name, mark["text"], figure))
    return found


def check_formats(pdf: Reading, word: Reading) -> Iterator[Finding]:
    """Yield passages of one file whose numbers or words the other has not."""
    unlike = [*_missing(word.file, word.parts, word, pdf), *_missing(pdf.file, pdf.text.split("\n"), pdf, word)]
    counted = list(_miscounted(pdf, word))
    yield from [*unlike, *counted][:_MOST]
    failed = {finding.point for finding in [*unlike, *counted]}
    for point in {SAME_NUMBERS, SAME_WORDS} - failed:
        yield Finding(point, PASS, word.file, "", f"{len(word.parts)} đoạn, ô đã so với {pdf.file}")


def _missing(file: str, passages: Sequence[str], own: Reading, other: Reading) -> Iterator[Finding]:
    place = 0
    for passage in passages:
        start = own.text.find(passage, place)
        place = max(start, place)
        if squeezed(passage) in other.squeezed:
            continue
        near = _nearest(passage, other)
        mine, theirs = Counter(tokens([passage])), Counter(tokens([near]))
        only, lacking = mine - theirs, theirs - mine
        point = SAME_NUMBERS if only or lacking else SAME_WORDS
        said = f"{', '.join(only)}: {spaced(passage)[:120]}" if only else spaced(passage)[:120]
        wanted = f"{', '.join(lacking)}: {spaced(near)[:120]}" if lacking else spaced(near)[:120]
        yield Finding(point, FAIL, file, own.where(place), said, f"như trong {other.file}: {wanted}")


def _nearest(passage: str, other: Reading) -> str:
    """Return the passage of the other file that is most like this one; nothing when none is."""
    lines = [line for line in other.text.split("\n") if line.strip()]
    length = len(passage)
    alike = [line for line in lines if length / 3 <= len(line) <= 3 * length]
    found = difflib.get_close_matches(passage.strip(), alike, n=1, cutoff=0.5)
    return found[0] if found else ""


def _miscounted(pdf: Reading, word: Reading) -> Iterator[Finding]:
    """Yield numbers that Word has oftener than the PDF; this repeats the heads of long tables, never less."""
    printed, written = Counter(_WHOLE.findall(pdf.text)), Counter(_WHOLE.findall(word.text))
    for token, count in (written - printed).items():
        yield Finding(SAME_NUMBERS, FAIL, word.file, "", f"{token}: nhiều hơn {count} lần",
                      f"không nhiều hơn {pdf.file}")
