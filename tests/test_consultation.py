"""The table of opinions: who was asked, what came, what was answered, and nothing that nobody has said."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from model_samples import inputs
from quick_papers import book, consultees, document, table_of
from report_samples import pdf_pages, word, word_text

from helpers.inputs import InputError
from helpers.inputs.consultation import check_consultation, consulted
from helpers.report import consultation
from helpers.report.outline import Outline, Place
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx

PAPER, BLANK = "tong_hop_y_kien", "……"
LETTER = {"state": "received", "asked_on": "2018-10-15", "due_on": "2018-10-30", "received_on": "2018-10-25",
          "document_number": "12/SNV-VP", "document_date": "2018-10-24"}
OPINION = {"body_id": "S02", "item": 1, "opinion_vi": "Đề nghị nêu rõ 2 người mỗi điểm", "answer": "accepted",
           "answer_vi": "đã bổ sung", "place": "Mục tiêu", "source_id": "CONSULTATION"}
SECOND = {"body_id": "S02", "item": 2, "opinion_vi": "Đề nghị giảm số điểm", "source_id": "CONSULTATION"}


def texts(made):
    return [" ".join(text.split()) for text in ("\n".join(pdf_pages(to_pdf(made))), word_text(to_docx(made)))]


@pytest.fixture
def places(monkeypatch):
    """Let the proposal have one section, without reading it."""
    found = {"mục tiêu": Place("mục II Phần III", "muc", "Mục tiêu")}
    monkeypatch.setattr(consultation, "outline", lambda book, paper: Outline(paper, found, [], None))


@pytest.mark.parametrize("profile", ["2018", "2026"])
def test_before_any_letter_every_body_is_named_and_every_opinion_blank(profile):
    made = book(profile=profile)
    rows = consultation.opinions(made).rows
    assert all(row[2:] == ["Chưa có văn bản", BLANK, BLANK, BLANK] for row in rows)
    for text in texts(document(PAPER, made)):
        assert f"lấy ý kiến {len(rows)} " in text
        assert "chưa cơ quan nào có văn bản góp ý" in text
        assert "Chưa ghi hạn trả lời" in text
        assert "Công văn số …… ngày ……" in text
        assert not re.search(r"Số: \d", text)
        assert text.count("./.") == 1


def test_departments_districts_and_the_post_are_asked_and_the_department_does_not_ask_itself():
    named = [row[1] for row in consultation.opinions(book()).rows]
    assert {"Sở Nội vụ", "UBND huyện Minh Hóa", "Bưu điện tỉnh", "Tổng công ty Bưu điện Việt Nam",
            "Trung tâm Hành chính công tỉnh"} <= set(named)
    assert len([name for name in named if name.startswith("UBND ")]) == 8
    assert "Sở Thông tin và Truyền thông" not in named
    later = [row[1] for row in consultation.opinions(book(profile="2026")).rows]
    assert not [name for name in later if "huyện" in name.replace("huyện cũ", "")]
    assert "UBND các xã, phường, đặc khu: ……" in later


def test_an_opinion_that_was_entered_shows_with_letter_answer_and_the_place_changed(places):
    made = book(consultees=consultees(S02=LETTER), opinions=table_of("opinions", [SECOND, OPINION]))
    rows = consultation.opinions(made).rows
    first = next(index for index, row in enumerate(rows) if row[1] == "Sở Nội vụ")
    letter = "Số 12/SNV-VP ngày 24/10/2018; nhận ngày 25/10/2018"
    assert rows[first][2:] == [letter, "Đề nghị nêu rõ 2 người mỗi điểm", "Tiếp thu: đã bổ sung",
                               "mục II Phần III “Mục tiêu”"]
    assert rows[first + 1] == ["", "", "", "Đề nghị giảm số điểm", BLANK, BLANK]
    for text in texts(document(PAPER, made)):
        assert "1 cơ quan đã có văn bản, gồm 2 ý kiến" in text
        assert "1 ý kiến đã được tiếp thu hoặc giải trình, còn 1 ý kiến chưa" in text
        assert "Còn chờ ý kiến của: Văn phòng Ủy ban nhân dân tỉnh, Sở Tư pháp" in text
        assert "Không cơ quan nào quá hạn" in text


def test_a_late_letter_and_a_silent_body_past_its_day_are_both_named():
    late = consultees(S02={**LETTER, "received_on": "2018-11-02"}, S03={"asked_on": "2018-10-15",
                                                                       "due_on": "2018-10-30"})
    made = book(consultees=late)
    rows = {row[1]: row[2] for row in consultation.opinions(made).rows}
    assert rows["Sở Nội vụ"].endswith("; muộn so với hạn")
    assert rows["Sở Tư pháp"] == "Chưa có văn bản; quá hạn"
    for text in texts(document(PAPER, made)):
        assert "2 cơ quan trả lời muộn hoặc quá hạn mà chưa trả lời: Sở Nội vụ và Sở Tư pháp" in text


def test_on_the_last_day_nobody_is_late():
    due = consultees(S03={"asked_on": "2018-10-15", "due_on": "2018-11-07"})
    found = consulted({**inputs().tables, "consultees": due}, "2018", "2018-11-07")
    assert not found["late"].any()
    assert consulted({**inputs().tables, "consultees": due}, "2018", "2018-11-08")["late"].sum() == 1


def test_when_all_have_answered_the_paper_says_so():
    every = {body: LETTER for body in inputs()["consultees"]["body_id"]}
    text = texts(document(PAPER, book(consultees=consultees(**every))))[0]
    assert "Mọi cơ quan đã trả lời" in text
    assert "Còn chờ ý kiến" not in text


def test_when_every_opinion_has_its_answer_the_paper_says_so(places):
    made = book(consultees=consultees(S02=LETTER), opinions=table_of("opinions", [OPINION]))
    text = texts(document(PAPER, made))[1]
    assert "mọi ý kiến đã được tiếp thu hoặc giải trình" in text


def test_the_paper_lies_on_its_long_side_in_both_formats_with_the_margins_of_the_rule():
    made = document(PAPER, book())
    boxes = {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:])
             for page in pypdf.PdfReader(io.BytesIO(to_pdf(made))).pages}
    assert boxes == {(297, 210)}
    section = word(to_docx(made)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert section.orientation == 1
    assert [round(side.mm) for side in (section.left_margin, section.right_margin, section.top_margin,
                                        section.bottom_margin)] == [30, 20, 21, 20]


@pytest.mark.parametrize(("bodies", "opinion", "words"), [
    ({"S02": {"received_on": "2018-10-25"}}, None, "trống khi state là waiting"),
    ({"S02": {**LETTER, "received_on": None}}, None, "received_on"),
    ({}, OPINION, "state là received"),
    ({"S02": LETTER}, {**OPINION, "answer": None}, "cả answer và answer_vi"),
    ({"S02": LETTER}, {**OPINION, "answer_vi": None}, "cả answer và answer_vi"),
    ({"B02": {"name_vi": None}}, None, "B02"),
])
def test_what_does_not_fit_is_refused_in_words(bodies, opinion, words):
    frames = {**inputs().tables, "consultees": consultees(**bodies)}
    if opinion:
        frames["opinions"] = table_of("opinions", [opinion])
    with pytest.raises(InputError, match=words):
        check_consultation(frames)


def test_an_opinion_that_names_no_place_of_the_proposal_is_refused_in_words(places):
    wrong = book(consultees=consultees(S02=LETTER), opinions=table_of("opinions", [{**OPINION, "place": "Mục tiu"}]))
    with pytest.raises(InputError, match="mục tiêu"):
        consultation.opinions(wrong)
