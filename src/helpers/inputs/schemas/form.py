"""The schema of the points by which the form of a finished paper is checked."""

from __future__ import annotations

import pandera.pandas as pa

from helpers.inputs.columns import GRADES, choice, code, note, number, slug, source, table, text

#: How a point is checked: by the machine in both formats, in the PDF alone, or by a reader.
WAYS = ("both", "pdf", "hand")
#: No letter of an official paper is smaller or larger [pt].
_SIZES_PT = (9, 16)


def _size(vi: str, en: str) -> pa.Column:
    return number(vi, f"{en} [pt]", *_SIZES_PT, blank=True)


FORMAT_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "format_points": table("point_id", {
        "point_id": code("mã điểm thể thức", "key of the point of form", r"F\d{2}", "F và 2 chữ số",
                         "F and 2 digits"),
        "element_vi": text("thành phần thể thức", "element of the paper"),
        "rule_2018_vi": text("cách trình bày theo hồ sơ 2018", "how it is set by the profile 2018"),
        "rule_2026_vi": text("cách trình bày theo hồ sơ 2026", "how it is set by the profile 2026"),
        "low_2018_pt": _size("cỡ chữ nhỏ nhất, hồ sơ 2018", "smallest type, profile 2018"),
        "high_2018_pt": _size("cỡ chữ lớn nhất, hồ sơ 2018", "largest type, profile 2018"),
        "low_2026_pt": _size("cỡ chữ nhỏ nhất, hồ sơ 2026", "smallest type, profile 2026"),
        "high_2026_pt": _size("cỡ chữ lớn nhất, hồ sơ 2026", "largest type, profile 2026"),
        "applies_to_vi": text("văn bản phải theo", "papers that it holds for"),
        "checked": choice("cách kiểm: máy đọc cả hai định dạng, chỉ PDF, hay người đọc",
                          "how it is checked: by machine in both formats, in the PDF alone, or by hand", *WAYS),
        "hand_reason_vi": text("vì sao người phải đọc", "why it is read by hand", blank=True),
        "doc_id_2018": slug("văn bản quy định năm 2018; trống: thông lệ", "rule of 2018; blank: custom", blank=True),
        "doc_id_2026": slug("văn bản quy định năm 2026; trống: thông lệ", "rule of 2026; blank: custom", blank=True),
        "source_id": source(),
        "confidence": choice("độ tin cậy", "confidence", *GRADES),
        "note": note(),
    }),
}

FORMAT_KEYS = (
    ("format_points", "doc_id_2018", "legal_basis", "doc_id"),
    ("format_points", "doc_id_2026", "legal_basis", "doc_id"),
)
