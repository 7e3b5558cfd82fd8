"""The two draft decisions of the chairman: form, numbers of every scenario, and lists that invent nothing."""

from __future__ import annotations

import dataclasses
import re

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from model_samples import SCENARIOS, inputs
from quick_papers import book, document, results, table_of
from report_samples import notebook, pdf_pages, word, word_text

from helpers.inputs import InputError
from helpers.inputs.consultation import check_consultation
from helpers.report import tables
from helpers.report.document import read_document
from helpers.report.paper import paper_parts
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx

APPROVAL, LISTS = "quyet_dinh_phe_duyet", "quyet_dinh_danh_muc"
PROVINCES = {"2018": "QUẢNG BÌNH", "2026": "QUẢNG TRỊ"}
BLANK = "……"
DONE = {"procedure_code": "1.001", "name_vi": "Cấp lại giấy phép thử", "body_id": "S03", "level": "3", "by_post": 1,
        "form": "both", "same_day": 1, "source_id": "PROCEDURE-REVIEW"}
LEFT_OUT = {"procedure_code": "1.002", "name_vi": "Sát hạch thử", "body_id": "S08", "by_post": 0,
            "reason_vi": "phải dự thi", "presence_vi": "Điều 9 Luật Thử", "source_id": "PROCEDURE-REVIEW"}


def texts(made):
    return "\n".join(pdf_pages(to_pdf(made))), word_text(to_docx(made))


def flat(text):
    return " ".join(text.split())


def amounts(block, column):
    """Return the numbers of a column of a table, without the code under test."""
    return [float(row[column].replace(".", "").replace(",", ".")) for row in block.rows]


# --- form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", [APPROVAL, LISTS])
@pytest.mark.parametrize("profile", PROVINCES)
def test_a_decision_is_the_chairmans_and_not_the_departments(paper, profile):
    made = document(paper, book(profile=profile))
    for text in map(flat, texts(made)):
        assert f"ỦY BAN NHÂN DÂN TỈNH {PROVINCES[profile]} CỘNG HÒA" in text or "ỦY BAN NHÂN DÂN TỈNH" in text[:80]
        assert text.count(f"CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH {PROVINCES[profile]}") == 1
        assert "TM. ỦY BAN NHÂN DÂN" not in text
        assert "Nơi nhận: - Như Điều 3;" in text
        assert text.count("./.") == 1
        assert "chịu trách nhiệm thi hành Quyết định này./." in text
        assert re.search(r"Số:\s+/QĐ-UBND", text)
        assert "ngày …… tháng …… năm ……" in text
        assert [found for found in re.findall(r"Điều (\d)\. [A-ZĐ]", text)][:3] == ["1", "2", "3"]
    assert made.parts["signature"]["lines"] == ["CHỦ TỊCH"]
    assert made.parts["parent_agency"] == ""


@pytest.mark.parametrize("paper", [APPROVAL, LISTS])
@pytest.mark.parametrize("profile", PROVINCES)
@pytest.mark.parametrize("draft", [True, False])
def test_a_decision_leaves_its_own_number_and_day_blank_wherever_it_tells_them(paper, profile, draft):
    made = document(paper, book(profile=profile))
    front = made.front.model_copy(update={"draft": draft})
    made = dataclasses.replace(made, front=front, parts=paper_parts(front, made.context, made.profile))
    for text in map(flat, texts(made)):
        assert re.findall(r"Số: ?(\S*) ?/QĐ-UBND", text) == [""]
        assert re.search(rf"{PROVINCES[profile].title()}, ngày …… tháng …… năm ……", text)
        annexes = re.findall(r"Kèm theo Quyết định số(.*?)/QĐ-UBND ngày(.*?)tháng(.*?)năm(.*?)của Chủ tịch", text)
        assert annexes
        assert {part.strip() for found in annexes for part in found} == {""}


def test_the_word_that_decides_and_the_legal_basis_have_their_look_in_word():
    paragraphs = word(to_docx(document(APPROVAL, book()))).paragraphs
    decides = next(item for item in paragraphs if item.text == "QUYẾT ĐỊNH:")
    assert decides.style.name == "Quyết định"
    assert (decides.style.font.bold, decides.style.paragraph_format.alignment) == (True, WD_ALIGN_PARAGRAPH.CENTER)
    basis = [item.text for item in paragraphs if item.style.name == "Căn cứ"]
    assert len(basis) >= 5
    assert basis[-1].startswith("Theo đề nghị của Giám đốc Sở Thông tin và Truyền thông tại Tờ trình số ……")
    assert all(text.startswith("Căn cứ ") and text.endswith(";") for text in basis[:-1])
    assert next(item for item in paragraphs if item.style.name == "Căn cứ").style.font.italic


def test_the_agency_of_other_papers_keeps_its_parent_line():
    made = read_document(notebook("Trình xem xét."), "x")
    assert made.parts["parent_agency"] == "UBND TỈNH QUẢNG BÌNH"
    assert made.parts["agency"] == ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG"]


@pytest.mark.parametrize("lacking", ["issuer", "authority"])
def test_a_decision_without_who_decides_is_refused_in_words(lacking):
    front = {"type": "quyet_dinh", "issuer": "ỦY BAN", "authority": "CHỦ TỊCH", lacking: ""}
    with pytest.raises(InputError, match=f"quyet_dinh: {lacking}"):
        read_document(notebook("Một câu.", **front), "x")


# --- what is approved -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("profile", PROVINCES)
def test_the_approval_says_the_points_and_the_money_of_its_scenario_in_both_formats(name, profile):
    run = results(name)
    new, state = run.headlines["new_points"], run.headlines["state_plan_vnd"] / 1e9
    printed = f"{state:.2f} tỷ đồng".replace(".", ",") if state >= 1 else f"{state * 1000:.0f} triệu đồng"
    for text in map(flat, texts(document(APPROVAL, book(name, profile)))):
        assert printed in text
        assert "chỉ chi trong dự toán được cấp có thẩm quyền giao" in text
        assert (f"Mở mới {new:.0f} điểm" in text) == (new > 0)
        assert ("không mở điểm mới" in text) == (new == 0)
        assert ("Danh sách điểm phục vụ mở mới".upper() in text) == (new > 0)
        assert ("phải xin thí điểm" in text or "chưa có căn cứ pháp luật" in text) == bool(
            book(name, profile).result("pilot_tasks").value)


@pytest.mark.parametrize("name", ["stepwise", "every_commune", "bau"])
def test_points_by_year_add_up_to_the_points_at_the_end(name):
    run, block = results(name), tables.points_by_year(book(name))
    opened = run["sites"].loc[~run["sites"]["existing"], "open_year"].value_counts()
    assert amounts(block, 1) == [opened.get(year, 0) for year in run.scenario.plan]
    assert amounts(block, 2)[-1] == run.headlines["points_total"] == 58 + sum(amounts(block, 1))


@pytest.mark.parametrize("name", SCENARIOS)
def test_money_by_source_adds_up_to_the_headlines(name):
    block, headlines = tables.money_by_source(book(name)), results(name).headlines
    total = amounts(block, len(block.columns) - 2)
    assert total[0] == pytest.approx(headlines["state_plan_vnd"] / 1e6, abs=0.51)
    assert total[1] == pytest.approx(headlines["post_plan_vnd"] / 1e6, abs=0.51)
    for column in range(1, len(block.columns) - 1):
        state, post, both = amounts(block, column)
        assert both == pytest.approx(state + post, abs=1.01)
    for row in range(3):
        cells = [amounts(block, column)[row] for column in range(1, len(block.columns) - 1)]
        assert cells[-1] == pytest.approx(sum(cells[:-1]), abs=2.01)


def test_years_that_are_over_are_told_by_their_order():
    assert [row[0] for row in tables.points_by_year(book(profile="2018")).rows] == ["2019", "2020", "2021"]
    assert [row[0] for row in tables.points_by_year(book(profile="2026")).rows] == ["thứ nhất", "thứ hai", "thứ ba"]


def test_without_new_points_no_duty_is_to_open_any():
    text = flat(texts(document(APPROVAL, book("bau")))[1])
    assert "mở điểm, bố trí" not in text
    assert "Đề nghị Bưu điện tỉnh: bố trí nhân viên" in text
    assert "Đề nghị Bưu điện tỉnh: mở điểm, bố trí nhân viên" in flat(texts(document(APPROVAL, book()))[1])


# --- two lists --------------------------------------------------------------------------------------------


def test_lists_that_nobody_has_reviewed_are_blank_and_name_every_agency():
    made = book()
    for block in (tables.procedures_by_post(made), tables.procedures_left_out(made)):
        named = [*inputs()["departments"]["name_vi"], "UBND cấp huyện", "UBND cấp xã"]
        assert [row[2] for row in block.rows] == named
        assert all({row[1], *row[3:]} == {BLANK} for row in block.rows)
    assert all(row[2:] == [BLANK] * 3 for row in tables.procedure_review(made).rows)
    for text in map(flat, texts(document(LISTS, made))):
        assert "chưa có kết quả rà soát của cơ quan nào" in text
        assert "1.971 thủ tục" in text


def test_a_reviewed_procedure_stands_in_its_list_with_form_or_reason():
    made = book(procedure_list=table_of("procedure_list", [DONE, LEFT_OUT]))
    done, left = tables.procedures_by_post(made), tables.procedures_left_out(made)
    assert [row[1:] for row in done.rows if row[1] != BLANK] == [
        ["1.001: Cấp lại giấy phép thử", "Sở Tư pháp", "Gửi và nhận", "trả trong ngày"]]
    assert [row[1:] for row in left.rows if row[1] != BLANK] == [
        ["1.002: Sát hạch thử", "Sở Giao thông vận tải", "Điều 9 Luật Thử", "phải dự thi"]]
    for text in map(flat, texts(document(LISTS, made))):
        assert "đã có kết quả rà soát 2 thủ tục, gồm 1 thủ tục thực hiện và 1 thủ tục không thực hiện" in text
        assert "các thủ tục còn lại chưa rà soát nên chưa đủ điều kiện ký ban hành" in text


def test_what_an_agency_says_of_its_procedures_is_shown_and_the_rest_worked_out():
    answer = {"unit_id": "S02", "procedures_level_1_2": 40, "procedures_level_3": 5, "procedures_level_4": 1,
              "procedures_eligible": 30, "answered_on": "2018-11-20", "source_id": "SURVEY-NEEDS"}
    block = tables.procedure_review(book(agency_needs=table_of("agency_needs", [answer])))
    assert [row[1:] for row in block.rows if BLANK not in row] == [["Sở Nội vụ", "46", "30", "16"]]


def test_the_later_profile_has_no_list_of_departments_that_are_gone():
    rows = tables.procedures_by_post(book(profile="2026")).rows
    names = [row[2] for row in rows]
    assert "Sở Khoa học và Công nghệ" in names
    assert "Sở Thông tin và Truyền thông" not in names
    assert "UBND cấp huyện" not in names
    assert f"Cơ quan chuyên môn khác: {BLANK}" in names


@pytest.mark.parametrize(("change", "column"), [
    ({"by_post": 0, "form": None}, "reason_vi"), ({"form": None}, "form"),
    ({"by_post": 0, "reason_vi": "phải dự thi"}, "presence_vi"), ({"body_id": "S77"}, "S77"),
])
def test_a_procedure_without_form_or_reason_is_refused_in_words(change, column):
    frames = {**inputs().tables, "procedure_list": table_of("procedure_list", [{**DONE, **change}])}
    with pytest.raises(InputError, match=column):
        check_consultation(frames)
