"""Schemas of the tables that finished papers are held against: clauses, names of bodies, wording, who signs off."""

from __future__ import annotations

import re

import pandas as pd
import pandera.pandas as pa

from helpers.inputs.columns import choice, code, date, name, note, slug, source, status, table, text

#: What a row of ``agreement_clauses`` asks of the words at its place.
CLAUSE_RULES = ("title", "annex", "must", "must_not", "needs", "at_least", "at_most", "equal")
PAPER_PROFILES = ("all", "2018", "2026")
SIGNED_STATUSES = ("assured", "approved")
#: A row of ``sign_offs`` or ``sign_off_rules`` that holds for every paper.
EVERY_PAPER = "all"


def _profile() -> pa.Column:
    return choice("hồ sơ thể thức áp dụng", "format profile it holds for", *PAPER_PROFILES)


def _identifier(vi: str, en: str, blank: bool = False) -> pa.Column:
    return code(vi, en, r"[0-9a-f]{10}", "10 chữ số thập lục phân", "10 hexadecimal digits", blank=blank)


def _pattern(vi: str, en: str, blank: bool = False) -> pa.Column:
    """Return a column of regular expressions; one that cannot be read is refused."""
    words = "biểu thức chính quy đúng cú pháp", "a well-formed regular expression"
    return text(vi, en, blank=blank, checked=(lambda values: values.map(_reads), *words))


def _reads(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return not pd.isna(pattern)


CHECK_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "agreement_clauses": table("point_id", {
        "point_id": name("mã điểm phải có", "key of the point"),
        "place": code("ở đâu: điều, phụ lục hoặc cả văn bản", "where: an article, an annex or the whole paper",
                      r"article_\d{1,2}|annex_\d|whole", "article_5, annex_4 hoặc whole",
                      "article_5, annex_4 or whole"),
        "point_vi": text("điều phải nói hoặc không được nói", "what must or must not be said"),
        "rule": choice("phép kiểm", "check; needs: every sentence with the pattern also holds the other",
                       *CLAUSE_RULES),
        "pattern": _pattern("mẫu chữ (biểu thức chính quy)", "pattern (regular expression)"),
        "needs": _pattern("mẫu phải đi cùng", "pattern that must go with it", blank=True),
        "parameter_id": name("tham số giữ con số của luật", "parameter that holds the number of the law", blank=True),
        "profile": _profile(),
        "doc_id": slug("mã văn bản làm căn cứ", "key of the document it rests on", blank=True),
        "articles": text("điều khoản", "articles", blank=True),
    }),
    "bodies": table("body_id", {
        "body_id": name("mã cơ quan", "key of the body"),
        "name_vi": text("tên đúng", "right name"),
        "short_vi": text("tên viết tắt được dùng", "short form that may be used", blank=True),
        "profile": _profile(),
        "wrong_forms": text("cách viết sai đã gặp, ngăn bằng gạch đứng",
                            "wrong forms that were seen, parted by a vertical bar", blank=True),
        "source_id": source(),
        "note": note(),
    }),
    "wording": table("wording_id", {
        "wording_id": name("mã quy tắc", "key of the rule"),
        "pattern": _pattern("mẫu chữ không được có (biểu thức chính quy)",
                            "pattern that must not be found (regular expression)"),
        "profile": _profile(),
        "reason_vi": text("vì sao", "why"),
        "instead_vi": text("viết thế nào", "what to write instead"),
        "source_id": source(),
    }),
    "sign_off_rules": table("rule_id", {
        "rule_id": name("mã quy tắc", "key of the rule"),
        "for_status": choice("để đạt mức", "status that it is needed for", *SIGNED_STATUSES),
        "role": name("mã vai trò", "key of the role"),
        "label_vi": text("vai trò", "role in Vietnamese"),
        "label_en": text("vai trò, tiếng Anh", "role in English"),
        "papers": text("văn bản nào: all, hoặc tên sổ tay ngăn bằng dấu cách",
                       "papers: all, or names of notebooks parted by spaces"),
        "other_than": name("vị trí công tác phải khác của vai trò này", "role whose post must be another",
                           blank=True),
        "basis_vi": text("căn cứ", "basis"),
        "status": status("thông lệ biết được thế nào", "how the practice is known"),
    }),
}  # fmt: skip

#: Not an input of any result: to sign a run off must not make it another run.
SIGN_OFFS = table(["paper", "status", "role", "run", "text_id"], {
    "paper": name("tên sổ tay của văn bản, hoặc all", "notebook of the paper, or all"),
    "status": choice("mức", "status signed for", *SIGNED_STATUSES),
    "role": name("mã vai trò trong sign_off_rules", "role, a key of sign_off_rules"),
    "post_vi": text("vị trí công tác, không ghi họ tên", "post held; no personal name"),
    "signed_on": date("ngày", "day"),
    "run": _identifier("mã lượt chạy in ở chân trang", "run, as printed at the foot of the page"),
    "text_id": _identifier("mã nội dung theo lệnh qd45 status; trống: chỉ gắn với lượt chạy",
                           "text, as `qd45 status` shows it; blank: bound to the run only", blank=True),
    "note": note(),
})  # fmt: skip

CHECK_KEYS = (("agreement_clauses", "doc_id", "legal_basis", "doc_id"),)
