"""Whether a finished paper is what its run gives: from the file alone, then from the run made again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.inputs import InputError
from helpers.report.annex import read_manifest
from helpers.report.checks.paper_file import PaperFile, read_papers
from helpers.report.checks.printed import CONTENTS
from helpers.report.edits import Edit, edits, is_among
from helpers.run.remake import made_again

XLSX = ".xlsx"
#: Endings of the files that carry what they were made from.
PAPERS = (".pdf", ".docx", XLSX)


@dataclass(frozen=True)
class Moved:
    """A number that the run made again gives otherwise: its label and reference, and both texts; blank if gone."""

    label: str
    ref: str
    stored: str
    again: str


@dataclass(frozen=True)
class PaperVerdict:
    """What was found of a paper.

    Parameters
    ----------
    manifest : what the file says of itself.
    edits : what was changed in it since it was made.
    moved : numbers that the run made again gives otherwise; None where it was not made again.
    reworded : paragraphs that the paper made again has otherwise, beside those of the numbers.
    run : identifier of the run made again, blank where it was not.
    """

    manifest: Mapping[str, Any]
    edits: tuple[Edit, ...]
    moved: tuple[Moved, ...] | None = None
    reworded: tuple[str, ...] = ()
    run: str = ""

    @property
    def equal(self) -> bool:
        """Whether nothing was edited and the run made again says the same."""
        return not (self.edits or self.moved or self.reworded)


def verify_paper(path: Path, *, again: bool = True) -> PaperVerdict:
    """Verify a paper, or the workbook of figures, from the file alone, and against its run made again.

    Parameters
    ----------
    path : the file.
    again : whether to make the paper again.

    Raises
    ------
    InputError : the file cannot be read or does not say what made it, or the paper cannot be made again.
    """
    manifest, changed = _of_workbook(path) if path.suffix.lower() == XLSX else _of_paper(path)
    if not again:
        return PaperVerdict(manifest, changed)
    made = made_again(manifest)
    return PaperVerdict(manifest, changed, tuple(_moved(manifest, made)), tuple(_reworded(manifest, made)),
                        made["run"])


def _of_workbook(path: Path) -> tuple[dict[str, Any], tuple[Edit, ...]]:
    """Return what a workbook of figures says of itself, and which of its cells hold something else now."""
    manifest = read_manifest(path)
    numbers = {(number["sheet"], number["cell"]): number for number in manifest["numbers"]}
    found = []
    for cell in manifest["edited"]:
        number = numbers.get((cell["sheet"], cell["cell"]))
        named = ((number["label"], number["ref"], number["text"]),) if number else ()
        place = f"{cell['sheet']}!{cell['cell']}: "
        found.append(Edit(f"{place}{cell['written']}", f"{place}{cell['found']}", named))
    return manifest, tuple(found)


def _of_paper(path: Path) -> tuple[dict[str, Any], tuple[Edit, ...]]:
    """Return what a PDF or Word paper says of itself, and what was edited in it."""
    [paper] = read_papers([path])
    if not paper.manifest.get("text"):
        raise InputError(
            path.name, allowed_vi="văn bản do sổ tay xuất, còn mang bản ghi bên trong",
            allowed_en="a paper that the workbook exported, with its record still inside",
            remedy_vi="bản ghi mất khi in lại, chuyển định dạng hoặc chép nội dung sang tệp khác: dùng tệp gốc",
            remedy_en="printing anew, converting or copying into another file loses it: use the original file")
    return paper.manifest, tuple(_edits(paper))


def _edits(paper: PaperFile) -> Iterator[Edit]:
    """Yield what was edited.

    The line of status, and in a PDF the note of a table that runs over pages, stand outside the text.
    """
    found = [item.text for item in paper.printed.paragraphs if item.kind != CONTENTS]
    outside = {paper.manifest["text"][place] for table in paper.manifest["tables"]
               if (place := table["first"] + table["columns"] * table["rows"]) < len(paper.manifest["text"])}
    outside |= set(paper.manifest["frame"])
    for edit in edits(paper.manifest, found):
        if edit.after or edit.before not in outside or not is_among(edit.before, paper.words):
            yield edit


def _moved(stored: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Moved]:
    """Yield the numbers that are not the same; those of one expression are compared in reading order."""
    texts, labels = ({}, {}), {}
    for side, manifest in enumerate((stored, made)):
        for number in manifest["numbers"]:
            labels.setdefault(number["ref"], number.get("label", ""))
            texts[side].setdefault(number["ref"], []).append(number["text"])
    for ref, label in labels.items():
        then, now = (texts[side].get(ref, []) for side in (0, 1))
        if then != now:
            once = dict.fromkeys(zip(then + [""] * (len(now) - len(then)), now + [""] * (len(then) - len(now)),
                                     strict=True))
            yield from (Moved(label, ref, *pair) for pair in once if pair[0] != pair[1])


def _reworded(stored: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paragraphs without numbers that the paper made again does not have."""
    numbered, again = {number["at"] for number in stored["numbers"]}, set(made["text"])
    yield from (text for at, text in enumerate(stored["text"]) if text not in again and at not in numbered)
