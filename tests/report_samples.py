"""Small executed notebooks for the tests of the papers."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import nbformat
import pypdf
import yaml
from docx import Document as open_docx

from helpers.report.blocks import Column, Context, FigureBlock, Prose, TableBlock
from helpers.report.document import read_document

RAW_PROFILES = yaml.safe_load((Path(__file__).parents[1] / "data" / "profiles.yml").read_text("utf-8"))
PROFILES = {name: {"name": name, **profile} for name, profile in RAW_PROFILES.items()}
FRONT = {
    "type": "to_trinh",
    "title": "Về việc phê duyệt Đề án giai đoạn {{ period }}",
    "symbol": "TTr-{{ profile.agency_symbol }}",
    "addressees": ["Ủy ban nhân dân tỉnh Quảng Bình"],
    "signatory": {"lines": ["GIÁM ĐỐC"]},
    "recipients": ["Như trên", "Lưu: VT, BCVT."],
    "attached": "(Kèm theo Tờ trình)",
}
PROSE = """Căn cứ Luật Bưu chính;

## Sự cần thiết

Năm 2017 có **94.000** hồ sơ, xem [](#bang-dai) và [](#hinh-cot); diện tích 45 m<sup>2</sup>.

### Việc cần làm

1. Giao các đơn vị:
   1. một;
   2. hai;
   3. ba;
   4. bốn;
   5. năm;
   6. sáu;
   7. bảy.

Trình xem xét, quyết định.
"""
ANNEX = "# Phụ lục: Danh sách điểm {#pl-diem}\n\n## Danh sách\n\nXếp theo năm."
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#888"/></svg>'
)


def png() -> bytes:
    """Return a PNG of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    header = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part)
        for part in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00\x88")), (b"IEND", b""))
    )


def figure(**change) -> FigureBlock:
    facts = {"id": "hinh-cot", "caption": "Sản lượng", "alt": "Ba cột 71, 94, 75.", "note": "Nguồn: Bưu điện"}
    return FigureBlock(svg=SVG, png=png(), **{**facts, **change})


def long_table(rows: int = 200) -> TableBlock:
    columns = [Column("TT", "center", 0.1), Column("Tên điểm", "left", 0.5), Column("Chi phí", "right", 0.4)]
    cells = [[str(row), f"Điểm-{row:03d}", f"{row}.{row:03d}.500"] for row in range(1, rows + 1)]
    return TableBlock("bang-dai", "Danh sách điểm", columns, cells, [rows - 1], "Nguồn: Sở")


def code(*blocks, count=1) -> nbformat.NotebookNode:
    outputs = [nbformat.v4.new_output("display_data", data=block._repr_mimebundle_()) for block in blocks]
    return nbformat.v4.new_code_cell("show()", execution_count=count, outputs=outputs)


def notebook(*pieces, profile="2018", context=True, open_laws=(), scenario="stepwise", run="a1b2c3d",
             **front) -> nbformat.NotebookNode:
    """Return an executed notebook; a piece is a block of a code cell or the text of a Markdown cell."""
    made = nbformat.v4.new_notebook()
    made.metadata["qd45"] = {"document": {**FRONT, **front}}
    said = Context("2018-11-07", PROFILES[profile], {"period": "2019-2021"}, run, scenario, name=scenario,
                   open_laws=list(open_laws))
    made.cells = [code(said)] if context else []
    for piece in pieces:
        made.cells.append(nbformat.v4.new_markdown_cell(piece) if isinstance(piece, str) else code(piece))
    return made


def sample(**change) -> nbformat.NotebookNode:
    """Return a notebook with prose, a figure, and a long table in an annex."""
    return notebook(Prose(PROSE), figure(), ANNEX, long_table(), **change)


def document(*pieces, **change):
    return read_document(notebook(*pieces, **change), "thu.ipynb")


def pdf_pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def word(content: bytes):
    return open_docx(io.BytesIO(content))


def word_text(content: bytes) -> str:
    """Return the text of a Word body, a line for every paragraph, tables included."""
    document = word(content)
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines = []
    for paragraph in document.element.body.iter(f"{space}p"):
        parts = (item.text if item.tag == f"{space}t" else " " for item in paragraph.iter(f"{space}t", f"{space}br"))
        lines.append("".join(part or "" for part in parts))
    return "\n".join(lines)
