"""Schemas of the tables of law: documents, the roles they play, and what the tasks of the post rest on."""

from __future__ import annotations

import pandera.pandas as pa

from helpers.inputs.columns import GRADES, choice, date, name, note, slug, source, table, text, whole

LAW_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "legal_basis": table("doc_id", {
        "doc_id": slug("mã văn bản", "key of the document"),
        "kind_vi": text("loại văn bản", "kind of document"),
        "number": text("số, ký hiệu", "number", blank=True),
        "date_issued": date("ngày ban hành", "date of issue", blank=True),
        "issuer_vi": text("cơ quan ban hành", "issuer"),
        "title_vi": text("trích yếu", "title"),
        "rank": whole("thứ bậc trong phần căn cứ", "order of precedence, 1 = law", 1, 9),
        "articles": text("điều khoản dùng đến", "articles used", blank=True),
        "effective_from": date("có hiệu lực từ", "in force from", blank=True),
        "effective_to": date("hết hiệu lực từ", "no longer in force from", blank=True),
        "amended_by": text("mã các văn bản đã sửa đổi, bổ sung", "keys of the documents that amended it", blank=True),
        "cite_2018": choice("viện dẫn được ngày 07/11/2018", "may be cited on 2018-11-07",
                             "yes", "verify", "no"),
        "cite_2026": choice("viện dẫn được trong văn bản sau năm 2018", "may be cited after 2018",
                             "yes", "verify", "no"),
        "basis_for": text("phần căn cứ của các văn bản nào", "papers whose legal basis lists it", blank=True),
        "verified_by_role": text("vai trò đã đối chiếu bản gốc", "role that checked the original", blank=True),
        "verified_on": date("ngày đối chiếu", "day it was checked", blank=True),
        "confidence": choice("độ tin cậy", "confidence", *GRADES),
        "relevance_vi": text("dùng để làm gì", "what it is used for"),
        "source_id": source(),
        "note": note(),
    }),
    "law_roles": table(["role_id", "doc_id"], {
        "role_id": name("vai trò của văn bản trong hồ sơ", "role that law plays in the papers"),
        "label_vi": text("nội dung được dẫn", "what is cited"),
        "doc_id": slug("mã văn bản; dùng dòng đầu còn hiệu lực", "key of the document; the first in force counts"),
        "article": text("điều khoản", "articles", blank=True),
        "note": note(),
    }),
    "tasks": table("task_id", {
        "task_id": name("mã nhiệm vụ", "key of the task"),
        "label_vi": text("nhiệm vụ giao cho bưu điện", "task given to the post"),
        "applies_when": name("khi nào có nhiệm vụ", "lever that brings the task"),
        "doc_id": slug("mã văn bản", "key of the document"),
        "articles": text("điều khoản", "articles"),
        "verdict": choice("kết luận", "has a basis, needs an agreement, needs a pilot",
                           "basis", "agreement", "pilot"),
        "reason_vi": text("lý do", "reason", blank=True),
    }),
    "task_bases": table(["task_id", "doc_id"], {
        "task_id": name("mã nhiệm vụ", "key of the task"),
        "doc_id": slug("mã văn bản ra sau", "key of a later document"),
        "articles": text("điều khoản", "articles", blank=True),
        "verdict": choice("kết luận khi văn bản có hiệu lực và đã đối chiếu bản gốc",
                           "verdict once the document is in force and checked against the original",
                           "basis", "agreement", "pilot"),
        "reason_vi": text("lý do", "reason", blank=True),
    }),
}  # fmt: skip
