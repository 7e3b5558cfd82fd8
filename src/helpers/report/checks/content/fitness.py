"""Nothing invented or unfit: no names, telephones or numbers of issue, no pictures of signatures, no banned words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from helpers.inputs import Inputs
from helpers.report.checks.content.reading import DOCX, PDF, Finished, Reading, around, both, own_words, spaced
from helpers.report.checks.findings import FAIL, PASS, Finding

WORDING, PICTURES = "W.", "S1"


def check(papers: Sequence[Finished], inputs: Inputs) -> Iterator[Finding]:
    """Yield words that a paper of its profile must not hold, and pictures that its notebook did not make."""
    for paper, reading in both(papers):
        rules = inputs["wording"]
        yield from unfit(own_words(paper, reading), rules[rules["profile"].isin(["all", paper.profile])])
        yield from strange_pictures(paper, reading)


def unfit(reading: Reading, rules: pd.DataFrame) -> Iterator[Finding]:
    """Yield for every rule of ``wording`` each place where its pattern stands, or that it stands nowhere."""
    for rule in rules.itertuples():
        hits = list(re.finditer(rule.pattern, reading.text, re.IGNORECASE))
        for hit in hits:
            yield Finding(f"{WORDING}{rule.wording_id}", FAIL, reading.file, reading.where(hit.start()),
                          around(reading.text, hit.start(), hit.end()), f"{rule.instead_vi} ({rule.reason_vi})")
        if not hits:
            yield Finding(f"{WORDING}{rule.wording_id}", PASS, reading.file, "", "", spaced(rule.reason_vi))


def strange_pictures(paper: Finished, reading: Reading) -> Iterator[Finding]:
    """Yield a finding when a file holds more pictures made of pixels than its figures: a scanned signature or seal.

    Figures of a PDF are drawn in lines, so it holds none.
    """
    made = {PDF: 0, DOCX: len(paper.manifest.get("figures", []))}
    allowed = made[PDF if reading.file.endswith(PDF) else DOCX]
    outcome = FAIL if reading.pictures > allowed else PASS
    yield Finding(PICTURES, outcome, reading.file, "", f"{reading.pictures} ảnh",
                  f"không quá {allowed} hình của văn bản; không chèn ảnh chữ ký, dấu")
