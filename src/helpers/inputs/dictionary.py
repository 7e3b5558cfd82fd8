"""The data dictionary, written from the schemas so that it cannot fall behind them."""

from __future__ import annotations

from helpers.inputs.parameters import COLUMNS, ROLES
from helpers.inputs.quantity import STATUSES
from helpers.inputs.schemas import SCHEMAS

INTRODUCTION = """# Từ điển dữ liệu / Data dictionary

Tệp này do lệnh `qd45 dictionary` viết từ các lược đồ; một phép kiểm thử giữ cho nó luôn mới. / This file is
written by `qd45 dictionary` from the schemas; a test keeps it current.

- `parameters.csv`: sổ đăng ký số liệu, mỗi dòng một con số. / The register: one row per number.
- `sources.csv`: nguồn, chỉ thêm, không sửa. / Sources, append-only.
- `tables/*.csv`: các bảng có kiểu. / Typed tables.
- `scenarios/*.yml`: kịch bản, chỉ ghi phần khác với `_baseline.yml`. / Scenarios, only what differs.
- `profiles.yml`: thể thức văn bản theo thời kỳ. / Format profiles.
- `inbox/`: phiếu trả lời. / Returned forms.

Tệp CSV: UTF-8, dấu phẩy ngăn cột, dấu chấm thập phân. Ô trống là chưa biết. / CSV: UTF-8, comma, decimal
point; a blank cell is unknown.
"""


def data_dictionary() -> str:
    """Return the dictionary of every file of ``data/`` as Markdown, in Vietnamese and English."""
    roles, statuses = (", ".join(f"`{word}`" for word in words) for words in (ROLES, STATUSES))
    register = ("## parameters\n\n" + ", ".join(f"`{name}`" for name in COLUMNS)
                + f".\n\nVai trò / role: {roles}. Trạng thái / status: {statuses}, từ tốt đến xấu / best to worst.\n")
    parts = [INTRODUCTION, register]
    for name in sorted(SCHEMAS):
        rows = [f"| `{column}` | {about.title} | {about.description} | {about.metadata['allowed_vi']} |"
                for column, about in SCHEMAS[name].columns.items()]
        head = "| cột / column | nghĩa | meaning | cho phép |\n|---|---|---|---|"
        parts.append("\n".join([f"## {name}", "", head, *rows, ""]))
    return "\n".join(parts)
