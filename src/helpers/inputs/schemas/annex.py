"""Schemas of the tables that only papers read: the logs of the technical annex and the plan of the survey."""

from __future__ import annotations

import pandera.pandas as pa

from helpers.inputs.columns import choice, code, date, name, slug, source, status, table, text, whole
from helpers.inputs.survey.form import FORMS


def _order() -> pa.Column:
    return whole("thứ tự trong văn bản", "order in the paper", 1)


ANNEX_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "model_stages": table("stage_id", {
        "stage_id": name("mã bước tính", "key of the step"),
        "seq": _order(),
        "label_vi": text("bước tính", "step"),
        "words_vi": text("cách tính bằng lời", "method in words"),
        "formula": text("công thức bằng ký hiệu", "formula in symbols"),
        "origin_vi": text("công thức lấy từ đâu", "where the formula comes from"),
        "module": text("mô-đun trong src/helpers", "module in src/helpers"),
        "doc_id": slug("mã văn bản làm căn cứ", "key of the document it rests on", blank=True),
    }),
    "decisions": table("decision_id", {
        "decision_id": name("mã quyết định", "key of the decision"),
        "version": code("phiên bản, theo CHANGELOG.md", "version, as in CHANGELOG.md", r"\d+\.\d+\.\d+|Unreleased",
                        "số phiên bản, hoặc Unreleased", "a version number, or Unreleased"),
        "topic_vi": text("phần liên quan", "part concerned"),
        "decision_vi": text("quyết định", "decision"),
        "reason_vi": text("lý do", "reason"),
    }),
    "verification": table("check_id", {
        "check_id": name("mã phép kiểm", "key of the check"),
        "part_vi": text("phần được kiểm", "part that is checked"),
        "kind": choice("kiểm bằng gì", "checked against: published values, solved cases, a peer library, a "
                       "spreadsheet, published data", "published", "solved", "peer", "spreadsheet", "data"),
        "claim_vi": text("điều được kiểm", "claim"),
        "against_vi": text("so với", "compared with"),
        "test_file": text("tệp kiểm thử", "file of the test"),
        "test_name": name("tên phép kiểm thử", "name of the test"),
    }),
    "renewals": table("renewal_id", {
        "renewal_id": name("mã sự kiện", "key of the event"),
        "seq": _order(),
        "label_vi": text("sự kiện buộc xem lại mô hình", "event that calls for a renewal of the model"),
        "due_on": date("ngày, nếu đã định", "day, where it is set", blank=True),
        "action_vi": text("việc phải làm", "what to do"),
        "reason_vi": text("lý do", "reason"),
        "source_id": source(),
    }),
    "survey_topics": table("topic_id", {
        "topic_id": name("mã nội dung khảo sát", "key of the topic"),
        "seq": _order(),
        "form": choice("phiếu", "form that asks it", *FORMS),
        "fields": text("các dòng của phiếu", "fields of the form"),
        "label_vi": text("nội dung hỏi", "what is asked"),
        "known_vi": text("đã biết gì khi chưa có phiếu", "what is known without an answer"),
        "use_vi": text("câu trả lời dùng vào việc gì", "what an answer is used for"),
        "parameter_ids": text("các tham số mà câu trả lời thay", "parameters that an answer replaces", blank=True),
        "source_id": source(),
    }),
    "survey_steps": table("step_id", {
        "step_id": name("mã bước", "key of the step"),
        "seq": _order(),
        "task_vi": text("việc", "task"),
        "unit_vi": text("đơn vị thực hiện", "unit in charge"),
        "days_after_reply": whole("số ngày sau hạn trả lời phiếu; trống: trước khi gửi phiếu",
                                  "days after the day by which to reply [day]; blank: before the forms go out",
                                  blank=True),
        "basis_vi": text("căn cứ của thời hạn", "basis of the deadline"),
        "status": status(),
    }),
}  # fmt: skip

#: (table, column, table it points to, column there)
ANNEX_KEYS = (("model_stages", "doc_id", "legal_basis", "doc_id"),)
