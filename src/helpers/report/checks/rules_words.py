"""Points of form that concern words: citations (F19), capitals of names (F43) and numbers (F44)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from helpers.report import legal
from helpers.report.checks.printed import CELL, CONTENTS, Paragraph
from helpers.report.checks.rules import Case, Problem, rule

#: Names whose capitals the machine can hold to what is right; a wholly capital line is right too.
NAMES = ("UBND tỉnh", "Ủy ban nhân dân tỉnh", "Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ",
         "Quảng Bình",
         "Quảng Trị", "Bưu điện Việt Nam", "Thủ tướng Chính phủ", "Hội đồng nhân dân")
#: A thousand set off with commas, a decimal point, a date by the year first: each with what it should be.
_FOREIGN = (
    (re.compile(r"(?<![\d.,/])\d{1,3}(,\d{3}){2,}(?![\d,])"), "dấu chấm nhóm nghìn"),
    (re.compile(r"(?<![\d.,/])\d{1,3},000(?![\d,])"), "dấu chấm nhóm nghìn"),
    (re.compile(r"(?<![\d.,/-])\d+\.\d{1,2}(?![\d.]| ?\w*Điều)(?=\s?(%|km|phút|tỷ|triệu|đồng|người|lần|giờ|ngày))"),
     "dấu phẩy thập phân"),
    (re.compile(r"(?<![\w.,/-])\d{5,}(?=\s(hồ sơ|người|đồng|hộ|điểm|lượt|triệu|xã|ngày|giờ))"),
     "dấu chấm nhóm nghìn"),
    (re.compile(r"(?<!\d)(19|20)\d\d-\d{2}-\d{2}(?!\d)"), "ngày dd/mm/yyyy"),
)


@rule("F43")
def _capitals(case: Case) -> list[Problem]:
    return [problem for item in case.printed.paragraphs for problem in _miswritten(item)]


def _miswritten(item: Paragraph) -> Iterable[Problem]:
    for name in NAMES:
        for found in re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", item.text, re.IGNORECASE):
            if found not in (name, name.upper(), name[0].upper() + name[1:]):
                yield Problem(item.where, found, name)


@rule("F44")
def _numbers(case: Case) -> list[Problem]:
    return [Problem(item.where, found[0], wanted) for item in case.printed.paragraphs if item.kind != CONTENTS
            for pattern, wanted in _FOREIGN for found in pattern.finditer(item.text)]


def first_citations(case: Case, table) -> list[Problem]:
    """Return the documents whose first mention in a paper is not in full.

    One that amends another may be named without its abstract right after that other, which is named in full there.

    Parameters
    ----------
    table : the table ``legal_basis``.
    """
    items = [item for item in case.printed.paragraphs if item.kind != CONTENTS]
    wrong = []
    for _, row in table[table["number"].notna()].iterrows():
        number, whole = str(row["number"]), _squeezed(legal.full(row))
        named = re.compile(rf"(?<![\w/]){re.escape(number)}(?![\w/])")
        first = next((item for item in items if item.kind != CELL and named.search(item.text)), None)
        if first is None or legal.short(row) == str(row["title_vi"]):
            continue
        if _follows_what_it_amends(first.text, row, table):
            continue
        if not any(whole in _squeezed(item.text) for item in items if item.order <= first.order):
            wrong.append(Problem(first.where, f"{row['kind_vi']} số {number}", f"lần đầu ghi đủ: {legal.full(row)}"))
    return wrong


def _follows_what_it_amends(text: str, row: pd.Series, table: pd.DataFrame) -> bool:
    """Return whether a text names a document by number, date and issuer among those that amend another."""
    said, own = _squeezed(text), _squeezed(legal.dated(row))
    amended = table[table["amended_by"].fillna("").str.split().map(lambda others: row["doc_id"] in others)]
    leads = [_squeezed(legal.full(other, numbered) + legal.AMENDED)
             for _, other in amended.iterrows() for numbered in (True, False)]
    return any(own in said.partition(lead)[2].partition(";")[0] for lead in leads)


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()
