"""Schemas of the tables that only the papers use: consultation, procedures, questions of appraisal."""

from __future__ import annotations

import pandera.pandas as pa

from helpers.inputs.columns import (
    SERVICE_FORMS,
    choice,
    code,
    date,
    flag,
    note,
    source,
    status,
    table,
    text,
    whole,
)

#: What became of an opinion: taken over, taken over in part, or kept as it was with the reason.
ANSWERS = ("accepted", "partly", "explained")
#: Groups of questions of the appraisal sheet, by their letter.
QUESTION_GROUPS = ("A", "B", "C", "D", "E", "F", "G")


def _body(blank: bool = False) -> pa.Column:
    return code("mã cơ quan", "key of the body", r"[SHB]\d{2,3}", "S01, H450 hoặc B01", "S01, H450 or B01", blank)


PAPER_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    # Whom the department asks for an opinion on the drafts, one row for each body, and what has come back.
    "consultees": table("body_id", {
        "body_id": _body(),
        "name_vi": text("tên cơ quan; trống: lấy tên ở departments hoặc districts",
                        "name of the body; blank: that of departments or districts", blank=True),
        "profile": choice("chỉ hỏi ở hồ sơ thể thức này; trống: mọi hồ sơ",
                          "asked under this format profile only; blank: under every one", "2018", "2026", blank=True),
        "state": choice("đã có văn bản góp ý hay đang chờ", "whether its letter has come", "received", "waiting"),
        "asked_on": date("ngày gửi lấy ý kiến", "day it was asked", blank=True),
        "due_on": date("hạn trả lời", "day by which it should answer", blank=True),
        "received_on": date("ngày nhận văn bản góp ý", "day its letter came", blank=True),
        "document_number": text("số, ký hiệu văn bản góp ý", "number of its letter", blank=True),
        "document_date": date("ngày của văn bản góp ý", "date of its letter", blank=True),
        "source_id": source(),
        "note": note(),
    }),
    "opinions": table(["body_id", "item"], {
        "body_id": _body(),
        "item": whole("thứ tự ý kiến của cơ quan", "number of the opinion of the body", 1, 999),
        "opinion_vi": text("nội dung ý kiến", "what the body says"),
        "answer": choice("kết quả: tiếp thu, tiếp thu một phần, giải trình", "accepted, in part, or explained",
                         *ANSWERS, blank=True),
        "answer_vi": text("nội dung tiếp thu, giải trình", "what the department answers", blank=True),
        "place": text("chỗ đã sửa trong đề án: mã của bảng, đề mục, hoặc nguyên văn tên đề mục",
                      "place changed in the proposal: an identifier or the words of a heading", blank=True),
        "source_id": source(),
        "note": note(),
    }),
    # What the agencies find when they go through their procedures (Decision 45/2016/QĐ-TTg, article 1.2 and 18).
    "procedure_list": table("procedure_code", {
        "procedure_code": text("mã số thủ tục", "code of the procedure"),
        "name_vi": text("tên thủ tục", "name of the procedure"),
        "body_id": code("cơ quan giải quyết", "agency that settles it", r"S\d{2}|district|commune",
                        "S01, district hoặc commune", "S01, district or commune"),
        "level": choice("mức độ trực tuyến", "level of the online service", "1-2", "3", "4", blank=True),
        "by_post": flag("thực hiện qua bưu chính công ích", "done by the public post"),
        "form": choice("hình thức", "form of service", *SERVICE_FORMS, blank=True),
        "same_day": flag("trả kết quả trong ngày", "settled within the day", blank=True),
        "linked": flag("liên thông nhiều cơ quan", "goes through several agencies", blank=True),
        "reason_vi": text("lý do không thực hiện", "why it is not done by post", blank=True),
        "presence_vi": text("điều, khoản buộc có mặt trực tiếp", "article that asks for presence", blank=True),
        "source_id": source(),
        "note": note(),
    }),
    "appraisal_questions": table("question_id", {
        "question_id": code("mã câu hỏi", "key of the question", r"[A-G]\d{2}", "A01", "A01"),
        "group": choice("nhóm", "group", *QUESTION_GROUPS),
        "question_vi": text("câu hỏi", "question"),
        "pass_vi": text("đạt khi", "passed when"),
        "strength": choice("bắt buộc hay nên có", "must or should", "must", "should"),
        "basis_vi": text("căn cứ, thông lệ", "basis or practice"),
        "source_id": source(),
        "status": status(),
    }),
}  # fmt: skip
