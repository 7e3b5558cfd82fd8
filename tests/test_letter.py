"""The official letter: its subject stands under the number, it has no type name, and it lists its addressees."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from report_samples import document, pdf_pages, word, word_text

from helpers.inputs import InputError
from helpers.report.blocks import Prose
from helpers.report.pdf import to_pdf
from helpers.report.typeface import text_width_mm
from helpers.report.word import to_docx

PROFILES = ("2018", "2026")
LETTER = {
    "type": "cong_van",
    "title": "Về việc khảo sát nhu cầu",
    "symbol": "{{ profile.agency_symbol }}-BCVT",
    "addressees": ["Các sở, ban, ngành cấp tỉnh", "Công an tỉnh", "Bưu điện tỉnh"],
}
BODY = "Sở đề nghị các đơn vị trả lời.\n\n### Cách điền phiếu\n\n- Để trống ô chưa biết.\n\nSở trân trọng cảm ơn."
CAPS = 0.66  # height of a capital as a share of the size of the typeface


def letter(profile: str, **change):
    return document(Prose(BODY), profile=profile, **{**LETTER, **change})


@pytest.fixture(scope="module", params=PROFILES)
def made(request):
    """Return the profile, the PDF and the Word file of a letter."""
    paper = letter(request.param)
    return request.param, to_pdf(paper), to_docx(paper)


def texts(made) -> list[str]:
    return ["\n".join(pdf_pages(made[1])), word_text(made[2])]


def pieces(pdf: bytes) -> dict[str, dict]:
    """Return the text pieces of the first page: left end, baseline [mm], size [pt] and typeface of each."""
    found = {}

    def visit(text, page_matrix, text_matrix, font, size):
        left, bottom = (number / 72 * 25.4 for number in pypdf.mult(text_matrix, page_matrix)[4:])
        if text.strip():
            face = str(font["/BaseFont"])
            found[text.strip()] = {"left": left, "bottom": bottom, "size": abs(size), "face": face}

    pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


def test_the_subject_stands_centred_under_the_number_in_the_left_column_of_the_pdf(made):
    found = pieces(made[1])
    number = next(place for text, place in found.items() if text.startswith("Số:"))
    subject, draft = found["V/v khảo sát nhu cầu"], found["DỰ THẢO"]
    assert draft["bottom"] < subject["bottom"] < number["bottom"]
    assert subject["size"] == pytest.approx(12, abs=0.01)
    assert subject["face"].endswith("LiberationSerif")
    middle = 30 + 75 / 2  # left margin and half the left column [mm]
    half = text_width_mm("V/v khảo sát nhu cầu", 12, bold=False) / 2
    assert subject["left"] + half == pytest.approx(middle, abs=0.5)
    white = (number["bottom"] - subject["bottom"]) / 25.4 * 72 - CAPS * 12
    # 6 pt more than the white between two lines of the same paragraph
    assert white == pytest.approx(6 + 0.49 * 13, abs=1)


def test_the_subject_stands_centred_under_the_number_in_the_left_column_of_word(made):
    number, subject, draft = word(made[2]).tables[0].rows[1].cells[0].paragraphs
    symbol = {"2018": "STTTT", "2026": "SKHCN"}[made[0]]
    assert re.fullmatch(rf"Số:\s+/{symbol}-BCVT", number.text)
    assert subject.text == "V/v khảo sát nhu cầu"
    assert subject.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert subject.paragraph_format.alignment is None
    assert subject.paragraph_format.space_before == Pt(6)
    (run,) = subject.runs
    assert (run.font.size, run.bold, run.italic) == (Pt(12), False, False)
    assert draft.text == "DỰ THẢO"
    assert (draft._p.pPr.find(qn("w:pBdr")) is not None) == (made[0] == "2018")


def test_a_letter_shows_neither_type_name_nor_its_title_in_the_middle(made):
    for text in texts(made):
        assert "CÔNG VĂN" not in text
        assert "Về việc" not in text
        assert text.count("khảo sát nhu cầu") == 1
    written = (paragraph.text for paragraph in word(made[2]).paragraphs)
    assert next(filter(None, written)) == "Kính gửi:"


def test_several_addressees_are_a_dash_list_ending_in_a_full_stop(made):
    listed = ["Kính gửi:", "- Các sở, ban, ngành cấp tỉnh;", "- Công an tỉnh;", "- Bưu điện tỉnh."]
    for text in texts(made):
        lines = [line.strip() for line in text.splitlines()]
        assert lines[lines.index("Kính gửi:") :][:4] == listed
    places = pieces(made[1])
    assert len({round(places[line]["left"], 1) for line in listed[1:]}) == 1
    assert places[listed[1]]["left"] > places["Kính gửi:"]["left"]


@pytest.mark.parametrize("profile", PROFILES)
def test_one_addressee_stands_on_the_line_of_the_greeting(profile):
    paper = letter(profile, addressees=["Bưu điện tỉnh"])
    for text in ("\n".join(pdf_pages(to_pdf(paper))), word_text(to_docx(paper))):
        assert "Kính gửi: Bưu điện tỉnh" in text.splitlines()


def test_a_letter_ends_with_its_mark_and_is_signed_like_other_papers(made):
    for text in texts(made):
        assert text.count("./.") == 1
        assert "Sở trân trọng cảm ơn./." in text
        assert "Nơi nhận:\n- Như trên;\n- Lưu: VT, BCVT." in text
        assert "GIÁM ĐỐC" in text
        assert re.search(r"Quảng (Bình|Trị), ngày 07 tháng 11 năm 2018", text)


def test_sections_of_a_letter_are_numbered_headings(made):
    found = [(p.style.name, p.text) for p in word(made[2]).paragraphs if p.style.name.startswith("Heading")]
    assert found == [("Heading 1", "1. Cách điền phiếu")]
    assert "1. Cách điền phiếu" in texts(made)[0]


def test_both_files_say_in_their_title_what_the_letter_is_about(made):
    title = "Công văn về việc khảo sát nhu cầu"
    reader = pypdf.PdfReader(io.BytesIO(made[1]))
    assert (reader.metadata.title, word(made[2]).core_properties.title) == (title, title)


def test_a_letter_is_a4_accessible_and_archivable(made):
    reader = pypdf.PdfReader(io.BytesIO(made[1]))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    for declared in ("pdfuaid:part>1", "pdfaid:part>3", "pdfaid:conformance>A"):
        assert declared in xmp
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    section = word(made[2]).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_a_letter_whose_title_is_no_subject_is_refused_in_words():
    with pytest.raises(InputError, match="bắt đầu bằng / begins with “Về việc"):
        letter("2018", title="Khảo sát nhu cầu")


def test_a_letter_without_a_signing_office_is_refused():
    with pytest.raises(InputError, match=re.escape("signatory.lines")):
        letter("2018", signatory={})
