"""How far a paper has come: draft, assured, approved. It rests on who signed its run and its words off.

Which roles a status needs is data (``sign_off_rules``), and so is who has signed (``sign_offs``). A signature counts
for the run that it names and, where it names one, for the text; for another run or text it is stale.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.inputs import InputError
from helpers.report.vietnamese import date

DRAFT, ASSURED, APPROVED = "draft", "assured", "approved"
STAGES = (ASSURED, APPROVED)
WORDS = {DRAFT: ("dự thảo", "draft"), ASSURED: ("đã rà soát", "reviewed"), APPROVED: ("đã phê duyệt", "approved")}
FILE = "data/tables/sign_offs.csv"
_ALL = "all"


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a paper from its next status, in the two languages of the staff."""

    vi: str
    en: str


@dataclass(frozen=True)
class Standing:
    """The status of a paper and what is missing for the next one; nothing once it is approved."""

    status: str = DRAFT
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Signed:
    """What a signature must fit: the name of the paper, its run, its text and its open documents of law.

    Parameters
    ----------
    paper : name of the notebook.
    run : number of the run, as printed.
    text_id : see `text_id`.
    open_laws : documents it cites that nobody has checked against the original.
    """

    paper: str = ""
    run: str = ""
    text_id: str = ""
    open_laws: tuple[str, ...] = ()


def text_id(texts: Iterable[str]) -> str:
    """Return ten hexadecimal digits that stand for the words of a paper.

    >>> text_id(["Một", "hai"]) == text_id(["Một ", " hai"]), text_id(["Một"]) == text_id(["Hai"])
    (True, False)
    """
    words = "\n".join(" ".join(text.split()) for text in texts)
    return hashlib.sha256(words.encode()).hexdigest()[:10]


def standing(signed: Signed, sign_offs: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]]) -> Standing:
    """Return the status of a paper: the last stage for which every role has signed, each stage after the one before.

    Parameters
    ----------
    signed : the paper as it stands.
    sign_offs : rows of ``sign_offs``.
    rules : rows of ``sign_off_rules``.

    Examples
    --------
    >>> rule = {"for_status": "assured", "role": "assurer", "papers": "all", "other_than": "",
    ...         "label_vi": "Người rà soát", "label_en": "Assurer"}
    >>> row = {"paper": "de_an", "status": "assured", "role": "assurer", "post_vi": "Phòng Bưu chính",
    ...        "signed_on": "2018-11-08", "run": "0123456789", "text_id": ""}
    >>> paper = Signed("de_an", "0123456789", "abcdef0123")
    >>> standing(paper, [row], [rule]).status, standing(paper, [{**row, "run": "9876543210"}], [rule]).status
    ('assured', 'draft')
    """
    reached = DRAFT
    for stage in STAGES:
        missing = [*_unsigned(signed, stage, sign_offs, rules), *(_open(signed) if stage == APPROVED else [])]
        if missing:
            return Standing(reached, tuple(missing))
        reached = stage
    return Standing(reached)


def _unsigned(signed: Signed, stage: str, sign_offs: Sequence[Mapping], rules: Sequence[Mapping]) -> list[Missing]:
    needed = [rule for rule in rules if rule["for_status"] == stage and _meant(rule["papers"], signed.paper)]
    if not needed:
        return [Missing(f"chưa có quy tắc ký mức “{WORDS[stage][0]}” trong data/tables/sign_off_rules.csv",
                        f"data/tables/sign_off_rules.csv has no rule for “{WORDS[stage][1]}”")]
    found = (_lack(rule, signed, stage, sign_offs) for rule in needed)
    return [missing for missing in found if missing]


def _meant(papers: str, paper: str) -> bool:
    return papers == _ALL or paper in papers.split()


def _lack(rule: Mapping, signed: Signed, stage: str, sign_offs: Sequence[Mapping]) -> Missing | None:
    """Return what a rule still lacks, or None when the role has signed this run and text from a post of its own."""
    given = [row for row in sign_offs
             if row["paper"] in (_ALL, signed.paper) and row["status"] == stage and row["role"] == rule["role"]]
    valid = [row for row in given if _fits(row, signed)]
    vi, en = rule["label_vi"], rule["label_en"]
    if not given:
        return Missing(f"{vi} chưa ký mức “{WORDS[stage][0]}”", f"{en} has not signed for “{WORDS[stage][1]}”")
    if not valid:
        return _stale(given[-1], signed, vi, en)
    others = {_post(row) for row in sign_offs if row["role"] == rule["other_than"] and _fits(row, signed)
              and row["paper"] in (_ALL, signed.paper)}
    if any(_post(row) not in others for row in valid):
        return None
    return Missing(f"{vi} phải giữ vị trí công tác khác “{valid[-1]['post_vi']}”, đã ký ở vai trò kia",
                   f"{en} must hold another post than “{valid[-1]['post_vi']}”, which signed in the other role")


def _fits(row: Mapping, signed: Signed) -> bool:
    return row["run"] == signed.run and row["text_id"] in ("", signed.text_id)


def _post(row: Mapping) -> str:
    return " ".join(row["post_vi"].lower().split())


def _stale(row: Mapping, signed: Signed, vi: str, en: str) -> Missing:
    day = date(dt.date.fromisoformat(row["signed_on"]))
    if row["run"] != signed.run:
        return Missing(f"{vi} ký ngày {day} cho lượt chạy {row['run']}; văn bản nay thuộc lượt {signed.run}: ký lại",
                       f"{en} signed run {row['run']} on {row['signed_on']}; the paper is now of run {signed.run}: "
                       "sign again")
    return Missing(f"{vi} ký ngày {day} cho nội dung {row['text_id']}; lời văn đã đổi thành {signed.text_id}: ký lại",
                   f"{en} signed the text {row['text_id']} on {row['signed_on']}; it is now {signed.text_id}: "
                   "sign again")


def _open(signed: Signed) -> list[Missing]:
    if not signed.open_laws:
        return []
    named = ", ".join(signed.open_laws)
    return [Missing(f"chưa đối chiếu bản gốc: {named} (điền verified_by_role, verified_on ở legal_basis.csv)",
                    f"not checked against the original: {named} (fill in verified_by_role, verified_on)")]


def refuse_unfinished(found: Standing, file: str, key: str) -> None:
    """Refuse the final form of a paper that is not approved.

    Raises
    ------
    InputError : roles have not signed this run and text, or documents of law are not checked.
    """
    if found.status == APPROVED:
        return
    raise InputError(
        file, column=key, value="false",
        allowed_vi=f"true, vì văn bản mới ở mức “{WORDS[found.status][0]}”; còn thiếu: "
                   f"{'; '.join(missing.vi for missing in found.missing)}",
        allowed_en=f"true, since the paper is “{WORDS[found.status][1]}” only; missing: "
                   f"{'; '.join(missing.en for missing in found.missing)}",
        remedy_vi=f"xem qd45 status; ghi chữ ký vào {FILE} bằng qd45 sign, rồi chạy lại",
        remedy_en=f"see qd45 status; put the signatures into {FILE} with qd45 sign, then run again",
    )  # fmt: skip
