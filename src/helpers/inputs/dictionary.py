"""The data dictionary, written from the schemas so that it cannot fall behind them."""

from __future__ import annotations

import re

from helpers.inputs.optional import OPTIONAL_SCHEMAS
from helpers.inputs.parameters import COLUMN_MEANINGS, ROLES
from helpers.inputs.quantity import STATUSES
from helpers.inputs.schemas import SCHEMAS
from helpers.inputs.schemas.checks import SIGN_OFFS

INTRODUCTION = """# Từ điển dữ liệu / Data dictionary

Tệp này do lệnh `qd45 dictionary` viết từ các lược đồ; một phép kiểm thử giữ cho nó luôn mới. / This file is
written by `qd45 dictionary` from the schemas; a test keeps it current.

- `parameters.csv`: sổ đăng ký số liệu, mỗi dòng một con số. / The register: one row per number.
- `sources.csv`: nguồn, chỉ thêm, không sửa; `sources_seal.csv` niêm phong từng dòng (`qd45 seal`). / Sources,
  append-only; `sources_seal.csv` seals each row (`qd45 seal`).
- `corrections.csv`: đính chính có lý do; bảng giữ nguyên giá trị của nguồn. / Declared corrections; tables keep
  what their source says.
- `tables/*.csv`: các bảng có kiểu. / Typed tables.
- `tables/sign_offs.csv`: ai đã ký mức rà soát, phê duyệt của văn bản nào; không phải đầu vào của kết quả. / Who
  signed which paper off; no result hangs on it.
- `travel.csv` hoặc `travel.parquet` (không bắt buộc): quãng đường và thời gian giữa mọi cặp xã, dùng nguyên như
  trong tệp thay cho đường chim bay nhân hệ số đường vòng. / `travel.csv` or `travel.parquet` (optional): distance
  and time between every two communes, used as they stand instead of the great circle times the detour factor.
- `scenarios/*.yml`: kịch bản, chỉ ghi phần khác với `_baseline.yml`. / Scenarios, only what differs.
- `profiles.yml`: thể thức văn bản theo thời kỳ. / Format profiles.
- `inbox/`: phiếu trả lời. / Returned forms.

Tệp CSV: UTF-8, dấu phẩy ngăn cột, dấu chấm thập phân. Ô trống là chưa biết. / CSV: UTF-8, comma, decimal
point; a blank cell is unknown.
"""


def data_dictionary() -> str:
    """Return the dictionary of every file of ``data/`` as Markdown, in Vietnamese and English."""
    roles, statuses = (", ".join(f"`{word}`" for word in words) for words in (ROLES, STATUSES))
    columns = "\n".join(f"| `{name}` | {vi} | {en} |" for name, (vi, en) in COLUMN_MEANINGS.items())
    register = (f"## parameters\n\n| cột / column | nghĩa | meaning |\n|---|---|---|\n{columns}\n"
                f"\nVai trò / role: {roles}. Trạng thái / status: {statuses}, từ tốt đến xấu / best to worst.\n")
    parts = [INTRODUCTION, register]
    schemas = SCHEMAS | OPTIONAL_SCHEMAS | {"sign_offs": SIGN_OFFS}
    for name in sorted(schemas):
        rows = [f"| `{column}` | {about.title} | {about.description} | {about.metadata['allowed_vi']} |"
                for column, about in schemas[name].columns.items()]
        head = "| cột / column | nghĩa | meaning | cho phép |\n|---|---|---|---|"
        parts.append("\n".join([f"## {name}", "", head, *rows, ""]))
    return "\n".join(parts)


def column_about(table: str, column: str) -> tuple[str, str]:
    """Return the Vietnamese title and the unit of a column; the unit is blank where the schema names none.

    >>> column_about("communes", "population_2019")
    ('dân số điều tra 01/4/2019', 'people')
    """
    about = (SCHEMAS | OPTIONAL_SCHEMAS)[table].columns[column]
    unit = re.search(r"\[([^\]]+)\]", about.description)
    return about.title, unit.group(1) if unit else ""
