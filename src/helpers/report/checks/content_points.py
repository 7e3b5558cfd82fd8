"""The checkers of content, put into the registry under their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from helpers.inputs import Inputs
from helpers.report.checks.content import blanks, citations, clauses, equality, fitness, homes, names
from helpers.report.checks.content.reading import Finished, papers_of
from helpers.report.checks.findings import BY_HAND, NOT_APPLICABLE, Finding
from helpers.report.checks.paper_file import PaperFile
from helpers.report.checks.registry import checker

NO_MANIFEST, LAW = "N9", "law"
_CHECKERS: dict[str, Callable[[Sequence[Finished], Inputs], Iterator[Finding]]] = {
    "law": citations.check,
    "agreement": clauses.check,
    "equality": equality.check,
    "homes": homes.check,
    "blanks": blanks.check,
    "names": names.check,
    "wording": fitness.check,
}


def _cites_law(paper: Finished) -> bool:
    """Return whether a paper cites law to stand on it; the technical annex lists sources, a summary translates."""
    return paper.manifest.get("type") not in ("phu_luc", "summary")


def _registered(name: str, check: Callable[[Sequence[Finished], Inputs], Iterator[Finding]]) -> None:
    @checker(name)
    def on_files(files: Sequence[PaperFile], inputs: Inputs) -> Iterator[Finding]:
        papers = papers_of(files)
        for paper in papers:
            if not paper.manifest:
                yield Finding(NO_MANIFEST, BY_HAND, paper.name, "", f"tệp không mang số liệu: không kiểm được {name}",
                              "xuất lại văn bản bằng qd45 run")
        known = [paper for paper in papers if paper.manifest]
        cites = [paper for paper in known if name != LAW or _cites_law(paper)]
        for paper in known:
            if paper not in cites:
                yield Finding("L1", NOT_APPLICABLE, paper.name, found="không viện dẫn làm căn cứ")
        yield from check(cites, inputs)


for _name, _check in _CHECKERS.items():
    _registered(_name, _check)
