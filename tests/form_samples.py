"""A small paper of each kind that holds every point of form, and ways to spoil a finished one."""

from __future__ import annotations

import copy
import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import docx
from docx.oxml.ns import qn
from report_samples import figure, long_table, notebook

from helpers.inputs import Inputs
from helpers.report.blocks import Prose
from helpers.report.checks import Finding, read_papers, run_checkers
from helpers.report.document import Document, read_document
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx

WRITE = {"pdf": to_pdf, "docx": to_docx}
BASES = """Căn cứ Luật Bưu chính ngày 17 tháng 6 năm 2010;

Theo đề nghị của Bưu điện tỉnh Quảng Bình tại văn bản gửi Sở Thông tin và Truyền thông.

"""
TEXT = BASES + """## Sự cần thiết

Năm 2017 có **94.000** hồ sơ được tiếp nhận tại 58 điểm phục vụ trên địa bàn tỉnh Quảng Bình, xem [](#bang-dai),
[](#hinh-cot) và danh sách tại Phụ lục I, Phụ lục II; người dân còn phải đi xa, cần mở thêm điểm phục vụ.

### Việc cần làm

1. Giao các đơn vị thực hiện:
   1. một;
   2. hai;
   3. ba;
   4. bốn;
   5. năm;
   6. sáu;
   7. bảy.

## Kiến nghị

Trình Ủy ban nhân dân tỉnh Quảng Bình xem xét, quyết định việc mở thêm điểm phục vụ như nêu ở trên trong giai đoạn.
"""
PARTS = """# Sự cần thiết

## Hiện trạng

Tỉnh có 58 điểm phục vụ, nêu tại Phụ lục I và Phụ lục II; người dân nhiều xã còn phải đi xa mới đến điểm gần nhất.

# Phương án

## Nội dung

Mở thêm điểm phục vụ ở các xã chưa có điểm, theo từng năm, và kiểm tra kết quả trước khi mở tiếp đợt sau đó.
"""
ARTICLES = BASES + """# Phê duyệt

1. Phê duyệt Đề án mở thêm điểm phục vụ kèm theo các Phụ lục I và II của văn bản này, làm trong giai đoạn nêu trên.

# Tổ chức thực hiện

1. Các đơn vị chịu trách nhiệm thi hành trong phạm vi nhiệm vụ được giao và báo cáo kết quả theo quy định hiện hành.
"""
ANNEXES = ("# Phụ lục: Danh sách điểm\n\nDanh sách xếp theo năm mở.",
           "# Phụ lục: Quy trình\n\nQuy trình gồm ba bước.")


def paper(kind: str = "to_trinh", profile: str = "2018", text: str = "", **front) -> Document:
    """Return a paper of a kind that holds every point; ``text`` takes the place of its own."""
    own = {"de_an": PARTS, "quyet_dinh": ARTICLES, "cong_van": TEXT.removeprefix(BASES)}.get(kind, TEXT)
    said = {
        "type": kind, "numbering": "dieu" if kind == "quyet_dinh" else "phan", **_front(kind), **front,
    }
    pieces = [Prose(text or own), ANNEXES[0], long_table(30), ANNEXES[1], Prose("Ba bước nêu ở hình dưới."), figure()]
    return read_document(notebook(*pieces, profile=profile, **said), f"{kind}.ipynb")


def _front(kind: str) -> dict:
    if kind == "cong_van":
        return {"title": "Về việc khảo sát điểm phục vụ", "symbol": "STTTT-BCVT",
                "addressees": ["Các sở, ban, ngành", "Bưu điện tỉnh"]}
    if kind == "quyet_dinh":
        return {"addressees": [], "recipients": ["Như Điều 2", "Lưu: VT, BCVT."], "symbol": "QĐ-UBND",
                "issuer": "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG BÌNH",
                "signatory": {"lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]},
                "authority": "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG BÌNH"}
    return {"addressees": []} if kind == "de_an" else {}


def check(folder: Path, inputs: Inputs, **files: bytes) -> list[Finding]:
    """Return what the checker of form says of finished papers, ``to_trinh_docx=…`` by name and format."""
    paths = []
    for name, content in files.items():
        stem, _, suffix = name.rpartition("_")
        paths.append(folder / f"{stem}.{suffix}")
        paths[-1].write_bytes(content)
    return list(run_checkers(read_papers(paths), inputs, ["format"]))


def failed(findings: list[Finding]) -> set[str]:
    """Return the points that fail."""
    return {finding.point for finding in findings if finding.failed}


# --- spoiling ------------------------------------------------------------------------------------------------


def spoiled_word(content: bytes, change: Callable) -> bytes:
    """Return a finished Word file after a change by hand."""
    word = docx.Document(io.BytesIO(content))
    change(word)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def paragraph(word, start: str):
    """Return the first paragraph of the text, tables and grids but not the contents included, that begins so."""
    return next(item for item in word.element.body.iter(qn("w:p")) if words(item).startswith(start)
                and (item.style is None or not item.style.lower().startswith("toc")))


def words(item) -> str:
    """Return the words of a paragraph."""
    return "".join(part.text or "" for part in item.iter(qn("w:t")))


def rewrite(word, start: str, text: str) -> None:
    """Write other words into the paragraph that begins so, in the looks of its first run."""
    first, *rest = paragraph(word, start).iter(qn("w:t"))
    first.text = text
    first.set(qn("xml:space"), "preserve")
    for part in rest:
        part.text = ""


def set_run(word, start: str, tag: str, **attributes) -> None:
    """Give every run of a paragraph a property, ``set_run(word, "TỜ TRÌNH", "w:sz", val=20)``."""
    for run in paragraph(word, start).iter(qn("w:r")):
        properties = run.get_or_add_rPr()
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        properties.append(_made(tag, attributes))


def set_paragraph(word, start: str, tag: str, **attributes) -> None:
    """Give a paragraph a property, ``set_paragraph(word, "Năm 2017", "w:jc", val="left")``."""
    properties = paragraph(word, start).get_or_add_pPr()
    for old in properties.findall(qn(tag)):
        properties.remove(old)
    properties.append(_made(tag, attributes))


def _made(tag: str, attributes: dict):
    item = docx.oxml.OxmlElement(tag)
    for name, value in attributes.items():
        item.set(qn(f"w:{name}"), str(value))
    return item


def spoiled_pdf(document: Document, *, layout: dict | None = None, **parts) -> bytes:
    """Return the PDF of a paper whose fixed wording or sizes are other than the profile says."""
    changed = copy.deepcopy({**document.parts, **parts})
    changed["layout"] = {**changed["layout"], **(layout or {})}
    return to_pdf(dataclasses.replace(document, parts=changed))
