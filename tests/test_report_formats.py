"""The PDF and the Word paper: same content, official layout, accessible, reproducible."""

import io
import re
import subprocess
import sys

import nbformat
import pypdf
import pytest
from docx.oxml.ns import qn
from nbconvert.exporters import get_export_names, get_exporter
from report_samples import figure, long_table, notebook, pdf_pages, sample, word, word_text

from helpers.report.blocks import Column, Prose, TableBlock
from helpers.report.document import read_document
from helpers.report.exporters import DocxExporter, PdfExporter
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx

ODD = [
    "- gạch", "+ cộng", "1. một", "= bằng", "/ chéo: x", "# thăng", "$5$", "@ai", "*sao*", "_gạch_", "<nhãn>",
    "`mã`", "[ô]", 'nháy "kép"', "nháy 'đơn'", "ngược \\ n \\n", "{ngoặc}", "(-5)", "a--b", "chấm...", "~", "^mũ",
    "// chú", "R&D &amp; x", "50%", "#let x = 1",
]  # fmt: skip


@pytest.fixture(scope="module")
def both():
    made = read_document(sample(), "x")
    return to_pdf(made), to_docx(made)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_no_row_of_a_long_table_is_lost_and_its_head_is_on_every_page(both):
    pages = pdf_pages(both[0])
    whole = " ".join(pages).split()
    assert all(cell in whole for row in long_table().rows for cell in row)
    holding = [page for page in pages if "Điểm-" in page]
    assert len(holding) > 3
    assert all("Tên điểm" in page and "Chi phí" in page for page in holding)


def test_both_formats_carry_the_same_numbers(both):
    first_footers = re.compile(r"^.*Kịch bản: stepwise.*$|^\d+$", re.MULTILINE)
    pages = "\n".join(first_footers.sub("", page) for page in pdf_pages(both[0]))
    found = [set(re.findall(r"\d[\d.,]*\d|\d", text)) for text in (pages, word_text(both[1]))]
    assert len(found[1]) > 390
    assert found[0] == found[1]


def test_the_pdf_is_a4_with_the_vendored_typeface_embedded(both):
    reader = pypdf.PdfReader(io.BytesIO(both[0]))
    fonts = set()
    for page in reader.pages:
        assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"])
            fonts.add(str(descendant["/BaseFont"]))
    assert fonts
    assert all("LiberationSerif" in name for name in fonts)


def test_the_pdf_declares_accessibility_archiving_title_and_language(both):
    reader = pypdf.PdfReader(io.BytesIO(both[0]))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    for declared in ("pdfuaid:part>1", "pdfaid:part>3", "pdfaid:conformance>A"):
        assert declared in xmp
    assert reader.metadata.title == "Tờ trình về việc phê duyệt Đề án giai đoạn 2019-2021"
    assert reader.metadata.author == "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert reader.trailer["/Root"]["/Lang"].startswith("vi")


def structure(node):
    node = node.get_object()
    if isinstance(node, dict):
        yield node
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from structure(kid)


def test_figures_say_their_alternative_text_in_both_formats(both):
    root = pypdf.PdfReader(io.BytesIO(both[0])).trailer["/Root"]["/StructTreeRoot"]
    assert figure().alt in {str(node.get("/Alt")) for node in structure(root)}
    described = [item.get("descr") for item in word(both[1]).element.body.iter(qn("wp:docPr"))]
    assert described == [figure().alt]


def test_pdf_headings_and_table_heads_are_tagged(both):
    root = pypdf.PdfReader(io.BytesIO(both[0])).trailer["/Root"]["/StructTreeRoot"]
    tags = [str(node.get("/S")) for node in structure(root)]
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= set(tags)


def test_word_headings_are_headings(both):
    found = [(p.style.name, p.text) for p in word(both[1]).paragraphs if p.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "I. SỰ CẦN THIẾT"), ("Heading 2", "1. Việc cần làm"),
        ("Heading 1", "Phụ lục\nDANH SÁCH ĐIỂM"), ("Heading 2", "I. DANH SÁCH"),
    ]  # fmt: skip


def test_word_has_the_masthead_and_the_signatures_as_borderless_grids(both):
    head, signatures, table = word(both[1]).tables
    left, right = (cell.text.strip() for cell in head.rows[0].cells)
    assert left == "UBND TỈNH QUẢNG BÌNH\nSỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert right == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    assert re.match(r"^Số: (\d{2,})?\s*/TTr-STTTT\nDỰ THẢO$", head.rows[1].cells[0].text)
    assert head.rows[1].cells[1].text == "Quảng Bình, ngày 07 tháng 11 năm 2018"
    assert signatures.rows[0].cells[0].text == "Nơi nhận:\n- Như trên;\n- Lưu: VT, BCVT."
    assert signatures.rows[0].cells[1].text.strip() == "GIÁM ĐỐC"
    assert [grid.style.name for grid in (head, signatures, table)] == ["Normal Table", "Normal Table", "Table Grid"]


def test_word_table_heads_repeat_and_rows_do_not_split(both):
    rows = word(both[1]).tables[-1].rows
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_word_page_language_and_numbering_follow_the_profile(both):
    made = word(both[1])
    section = made.sections[0]
    millimetres = [round(length.mm) for length in (section.page_width, section.page_height, section.left_margin)]
    assert millimetres == [210, 297, 30]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" not in section.first_page_footer._element.xml
    languages = {item.get(qn("w:val")) for item in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"vi-VN"}
    later = word(to_docx(read_document(sample(profile="2026"), "x")))
    assert "PAGE" in later.sections[0].header._element.xml
    assert later.sections[1]._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def placed(page) -> list[tuple[str, float, float]]:
    """Return the words of a page that stand in its margins: text, left and bottom [mm]."""
    found = []

    def visit(text, page_matrix, text_matrix, *rest):
        left, bottom = (number / 72 * 25.4 for number in pypdf.mult(text_matrix, page_matrix)[4:])
        if text.strip() and not 20 < bottom < 277:
            found.append((text.strip(), left, bottom))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize(("profile", "low", "high", "left"), [("2018", 0, 20, 180), ("2026", 277, 297, 105)])
def test_pdf_page_numbers_stand_where_the_profile_says_and_not_on_page_1(profile, low, high, left):
    first, second, *_ = pypdf.PdfReader(io.BytesIO(to_pdf(read_document(sample(profile=profile), "x")))).pages
    assert not [text for text, *_ in placed(first) if text.isdigit()]
    ((_, x, y),) = [item for item in placed(second) if item[0].isdigit()]
    assert low < y < high
    assert abs(x - left) < 10


def test_literal_text_stays_literal_in_both_formats():
    rows = [[text, text] for text in ODD]
    table = TableBlock("bang-la", " ".join(ODD), [Column(ODD[0]), Column("B")], rows, [3], ODD[5])
    prose = 'Giữ "nháy" và \'nháy\', \\#1, $5$, a@b, x_y_z, \\<nhãn\\>, (-5), a--b, chấm..., \\*sao\\*.'
    made = read_document(
        notebook(Prose(prose), table, figure(caption=ODD[13], alt=ODD[15]), title=" ".join(ODD[5:20])), "x"
    )
    said = prose.replace("\\#", "#").replace("\\<", "<").replace("\\>", ">").replace("\\*", "*")
    for text in ("".join(pdf_pages(to_pdf(made))), word_text(to_docx(made))):
        flat = squeezed(text)
        assert squeezed(said[:-1]) in flat
        assert squeezed(" ".join(ODD)) in flat
        assert squeezed(" ".join(ODD[5:20])) in flat
        assert all(flat.count(squeezed(odd)) >= 3 for odd in ODD)


def test_the_same_notebook_gives_the_same_bytes(both):
    again = read_document(sample(), "x")
    assert (to_pdf(again), to_docx(again)) == both


@pytest.mark.parametrize("kind", ["de_an", "bao_cao", "thoa_thuan"])
@pytest.mark.parametrize("profile", ["2018", "2026"])
def test_every_type_of_paper_is_made_in_every_profile(kind, profile):
    signed = {"lines": ["GIÁM ĐỐC"], "left": ["BÊN A"], "right": ["BÊN B"]}
    made = read_document(sample(type=kind, profile=profile, signatory=signed), "x")
    name = {"de_an": "ĐỀ ÁN", "bao_cao": "BÁO CÁO", "thoa_thuan": "THỎA THUẬN"}[kind]
    for text in ("\n".join(pdf_pages(to_pdf(made))), word_text(to_docx(made))):
        assert name in text
        assert ("MỤC LỤC" in text) == (kind == "de_an")
        assert ("BÊN B" in text) == (kind == "thoa_thuan")


def test_jupyter_offers_both_formats(tmp_path):
    assert PdfExporter().file_extension == ".pdf"
    assert DocxExporter().export_from_notebook == "QĐ45 – Word (DOCX)"
    nbformat.write(sample(), tmp_path / "a.ipynb")
    for name, start in (("qd45_pdf", b"%PDF"), ("qd45_docx", b"PK")):
        command = [sys.executable, "-m", "nbconvert", "--to", name, "a.ipynb"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert (tmp_path / f"a.{name[5:]}").read_bytes().startswith(start)


def test_the_menu_of_jupyterlab_offers_each_format_once_and_its_server_can_reach_it():
    offered = {}
    for name in get_export_names():
        if name.startswith("qd45") and get_exporter(name)().export_from_notebook:
            offered[name] = get_exporter(name)().export_from_notebook
    assert sorted(offered.values()) == ["QĐ45 – PDF (Typst)", "QĐ45 – Word (DOCX)"]
    # The server's address for an export takes letters, digits and underscores only.
    assert all(re.fullmatch(r"\w+", name) for name in offered)
