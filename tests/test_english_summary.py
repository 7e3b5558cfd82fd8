"""The English summary: two pages, English throughout, and the numbers of the Vietnamese papers."""

from __future__ import annotations

import io
import re
import zipfile

import pypdf
import pytest
from paper_samples import copy_with_few_draws, executed, paper_of, prose, quoted, tables
from report_samples import notebook, pdf_pages, word_text

from helpers.inputs import InputError, scenario_names
from helpers.report.blocks import Prose
from helpers.report.document import read_document
from helpers.report.english import ENGLISH
from helpers.report.numbers import is_reference
from helpers.report.pdf import to_pdf
from helpers.report.vietnamese import VIETNAMESE
from helpers.report.word import to_docx
from helpers.run.workbook import open_workbook

PAPER = "summary_en"
VIETNAMESE_WORDS = ("Nguồn", "Trạng thái", "giả định", "quan sát", "suy ra", "Bảng ", "đồng", "ngày ", "tỷ ",
                    "Kịch bản", "DỰ THẢO", "Kính gửi", "Nơi nhận", "CỘNG HÒA", "./.")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    found = copy_with_few_draws(tmp_path_factory.mktemp("english"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QD45_HOME", str(found))
        yield found


@pytest.fixture(scope="module")
def summary(home):
    return executed(home, PAPER, "stepwise")


@pytest.fixture(scope="module")
def files(summary):
    paper = paper_of(summary, PAPER)
    return to_pdf(paper), to_docx(paper)


def number(text, thousands, decimal):
    """Return the first number of a text written with the given separators, and its decimals."""
    found = re.search(rf"-?\d+(?:\{thousands}\d{{3}})*(?:\{decimal}\d+)?", text).group()
    _, _, part = found.partition(decimal)
    return float(found.replace(thousands, "").replace(decimal, ".")), len(part)


def test_every_number_that_both_briefings_quote_is_the_same_in_both(home, summary):
    english, vietnamese = quoted(summary), quoted(executed(home, "bao_cao_tom_tat", "stepwise"))
    common = [ref for ref in english if ref in vietnamese and is_reference(ref)]
    assert len(common) > 30
    for ref in common:
        (one, places), (other, more) = number(english[ref], ",", "."), number(vietnamese[ref], ".", ",")
        assert one == pytest.approx(other, abs=0.51 * 10 ** -min(places, more)), (ref, english[ref], vietnamese[ref])


def test_numbers_dates_and_money_are_written_the_english_way(files):
    for text in (" ".join(pdf_pages(files[0])), word_text(files[1])):
        flat = " ".join(text.split())
        for said in ("94,000", "75,000", "895,430", "7 November 2018", "VND 1.61 billion"):
            assert said in flat
        for wrong in ("94.000", "07/11/2018", "6,5"):
            assert wrong not in flat


def test_no_vietnamese_word_is_left_but_names(files):
    for text in (" ".join(pdf_pages(files[0])), word_text(files[1])):
        for word in VIETNAMESE_WORDS:
            assert word not in text, word


def test_statuses_and_the_text_that_prevails_are_said(summary):
    said = prose(summary)
    assert "The Vietnamese papers prevail" in said
    assert "a is assumed or rests on an assumption, d is derived" in said
    assert re.search(r"\d+\.\d+a\b", said)
    for block in tables(summary).values():
        assert block.note.endswith("Status of the figures: assumed.")
    assert {row[-1] for row in tables(summary)["table-ranges"].rows} <= set(ENGLISH.statuses.values())


@pytest.mark.parametrize("name", scenario_names())
def test_it_has_two_pages_for_every_scenario(home, name):
    assert len(pdf_pages(to_pdf(paper_of(executed(home, PAPER, name), PAPER)))) == 2


@pytest.mark.parametrize("name", ["bau", "every_commune"])
def test_in_2026_it_has_two_pages_and_the_names_of_that_year(home, name):
    pages = pdf_pages(to_pdf(paper_of(executed(home, PAPER, name, "2026"), PAPER)))
    text = " ".join(" ".join(pages).split())
    assert len(pages) == 2
    assert "DEPARTMENT OF SCIENCE AND TECHNOLOGY" in text
    assert "Information and Communications" not in text
    assert "former Quảng Bình Province in 2018-2019" in text
    assert "17 August 2026" in text


def test_a_plan_without_new_points_says_so_and_claims_no_gain(home):
    said = prose(executed(home, PAPER, "bau"))
    assert "It opens no point" in said
    assert "It is what all others are compared with" in said
    assert "The first points open" not in said


def test_both_files_say_that_they_are_in_english(files):
    assert pypdf.PdfReader(io.BytesIO(files[0])).trailer["/Root"]["/Lang"] == "en"
    parts = zipfile.ZipFile(io.BytesIO(files[1]))
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', parts.read("word/styles.xml").decode())) == {"en"}
    assert "<dc:language>en</dc:language>" in parts.read("docProps/core.xml").decode()


def test_a_text_in_one_language_with_numbers_of_another_is_refused():
    with pytest.raises(InputError, match=re.escape('open_workbook(..., language="en")')):
        read_document(notebook(Prose("One line."), type="summary", language="en", signatory={}), "x.ipynb")


@pytest.mark.parametrize("front", [{"type": "summary"}, {"language": "en"}])
def test_a_summary_and_nothing_else_is_in_english(front):
    with pytest.raises(InputError, match="only with type: summary"):
        read_document(notebook(Prose("Một câu."), **front), "x.ipynb")


def test_a_language_that_is_not_known_is_refused(home):
    with pytest.raises(InputError, match="fr"):
        open_workbook("bau", language="fr")


def test_languages_have_the_same_words_around_a_paper_and_all_statuses():
    assert set(ENGLISH.words) == set(VIETNAMESE.words)
    assert set(ENGLISH.statuses) == set(VIETNAMESE.statuses) == set(ENGLISH.marks)


def test_captions_follow_the_language(files):
    text = " ".join(pdf_pages(files[0]))
    assert "Table 1." in text
    assert "Table 2." in text
