"""Words, years and law by format profile: one text serves both, and nothing of one time stands in the other."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import yaml
from model_samples import run
from report_samples import document

from helpers.inputs import InputError, load_profile
from helpers.report import Book, legal, wording
from helpers.report.blocks import unmarked
from helpers.report.checks.content.fitness import unfit
from helpers.report.checks.content.reading import Reading
from helpers.report.dated import with_law_of
from helpers.report.front import read_front
from helpers.report.prose import ProseError, render, typed_numbers
from helpers.report.tables import annex

THEN, NOW = dt.date(2018, 11, 7), dt.date(2026, 8, 17)
PROFILES = ("2018", "2026")


@pytest.fixture(scope="module")
def books(inputs) -> dict[str, Book]:
    return {name: Book(inputs, run("stepwise"), run, load_profile(name), "test") for name in PROFILES}


def _said(books, text: str) -> dict[str, str]:
    return {name: unmarked(render(text, book).markdown) for name, book in books.items()}


# --- words ------------------------------------------------------------------------------------------------


def test_every_profile_has_a_word_for_the_same_things(root):
    profiles = yaml.safe_load((root / "data" / "profiles.yml").read_text("utf-8"))
    keys = [set(profile["words"]) for profile in profiles.values()]
    assert keys[0] == keys[1]
    assert all(isinstance(text, str) for profile in profiles.values() for text in profile["words"].values())


def test_one_text_names_the_bodies_of_each_time(books):
    said = _said(books, '{{ w("agency") }}; {{ w("ppc_full") }}; {{ w("local_ppcs") }}')
    assert said["2018"] == ("Sở Thông tin và Truyền thông; Ủy ban nhân dân tỉnh Quảng Bình; "
                            "UBND cấp huyện, UBND cấp xã")
    assert said["2026"] == "Sở Khoa học và Công nghệ; Ủy ban nhân dân tỉnh Quảng Trị; UBND cấp xã"


def test_a_condition_on_the_profile_is_no_typed_number(books):
    text = '{% if profile_name == "2018" %}huyện{% else %}xã{% endif %}'
    assert typed_numbers(text) == []
    assert _said(books, text) == {"2018": "huyện", "2026": "xã"}
    assert typed_numbers('{% if value("new_points") == 2018 %}a{% endif %}') != []


def test_an_unknown_word_names_the_nearest_one(books):
    with pytest.raises(ProseError, match="agency"):
        render('{{ w("agenci") }}', books["2026"])


def test_a_word_with_a_figure_has_the_profile_for_its_home(books):
    assert "text:../profiles" in render('{{ w("data_notice") }}', books["2026"]).markdown
    assert unmarked(render('{{ w("data_notice") }}', books["2018"]).markdown) == ""


def test_front_matter_takes_the_words_and_drops_addressees_that_a_profile_does_not_have():
    front = {"type": "cong_van", "title": "Về việc khảo sát", "signatory": {"lines": ["GIÁM ĐỐC"]},
             "addressees": ["{{ w('district_ppcs_long') }}", "{{ w('commune_ppcs_long') }}"],
             "recipients": ["{{ w('district_ppcs') }}", "{{ w('archive') }}"]}
    for name, count in (("2018", 2), ("2026", 1)):
        profile = load_profile(name)
        read = read_front(front, {"w": lambda key, profile=profile: wording.word(profile, key)}, "x.ipynb")
        assert (len(read.addressees), len(read.recipients)) == (count, count)


def test_labels_of_the_data_are_renamed_once_and_citations_are_not():
    profile = load_profile("2026")
    assert wording.say(profile, "Huyện, thị xã, thành phố") == "Đơn vị cấp huyện cũ"
    assert wording.say(profile, "theo huyện; liên huyện") == "theo huyện cũ; liên huyện cũ"
    assert wording.say(load_profile("2018"), "theo huyện") == "theo huyện"


# --- day and years ----------------------------------------------------------------------------------------


def test_the_day_of_a_paper_is_stated_in_data_and_moves_no_figure(books):
    assert {name: book.day for name, book in books.items()} == {"2018": THEN, "2026": NOW}
    text = '{{ q("dossiers_2017") }} {{ r("people_within_share") }} {{ r("society_npv_vnd") }}'
    said = _said(books, text)
    assert said["2018"] == said["2026"]


def test_a_plan_that_is_not_ahead_of_the_paper_is_told_by_the_order_of_its_years(books):
    text = "giai đoạn {{ period }}, năm {{ plan_first }}, năm {{ plan_last }}, năm {{ last_year }}"
    assert _said(books, text) == {
        "2018": "giai đoạn 2019-2021, năm 2019, năm 2021, năm 2025",
        "2026": "giai đoạn ba năm, năm thứ nhất, năm thứ ba, năm thứ bảy"}
    ahead = wording.year_words(range(2027, 2030), range(2027, 2034), NOW)
    assert (ahead["period"], ahead["plan_last"]) == ("2027-2029", "2029")


# --- law --------------------------------------------------------------------------------------------------


def test_law_is_cited_by_the_role_it_plays_on_the_day_of_the_paper(books):
    text = '{{ law_for("one_stop", full=False) }} | {{ law_for("one_stop_cutoff") }}'
    assert _said(books, text) == {
        "2018": "Nghị định số 61/2018/NĐ-CP | Điều 18 Nghị định số 61/2018/NĐ-CP",
        "2026": "Nghị định số 118/2025/NĐ-CP | khoản 2 Điều 18 Nghị định số 118/2025/NĐ-CP"}


@pytest.mark.parametrize("day", [THEN, NOW])
def test_every_role_is_played_by_a_document_in_force(inputs, day):
    for role in inputs["law_roles"]["role_id"].unique():
        doc_id, _ = legal.for_role(inputs, role, day)
        legal.document(inputs["legal_basis"], doc_id, day)


def test_between_two_documents_a_role_is_played_by_none_and_an_unknown_role_is_an_error(inputs):
    assert legal.has_role(inputs, "data_protection", dt.date(2026, 1, 1))
    assert not legal.has_role(inputs, "one_stop", dt.date(2018, 6, 20))
    with pytest.raises(InputError, match="one_stop"):
        legal.for_role(inputs, "one_stop", dt.date(2018, 6, 20))
    with pytest.raises(InputError, match="one_stop"):
        legal.has_role(inputs, "one_stpo", THEN)


def test_a_decree_that_was_amended_is_cited_with_what_amended_it_by_then(books, inputs):
    books["2026"].cited.clear()
    text = unmarked(render('{{ law("ND118-2025") }}', books["2026"]).markdown)
    assert text.endswith(
        "được sửa đổi, bổ sung bởi Nghị định số 367/2025/NĐ-CP ngày 31 tháng 12 năm 2025 của Chính phủ và Nghị định "
        "số 309/2026/NĐ-CP ngày 05 tháng 8 năm 2026 của Chính phủ")
    row = inputs["legal_basis"].set_index("doc_id").loc["ND118-2025"]
    assert legal.amending(inputs["legal_basis"], row, dt.date(2025, 8, 1)) == []


def test_a_law_is_numbered_where_the_profile_says_so(books):
    for book in books.values():
        book.cited.clear()
    said = _said(books, '{{ law("L49-2010") }}')
    assert said["2018"] == "Luật Bưu chính ngày 17 tháng 6 năm 2010"
    assert said["2026"] == "Luật Bưu chính số 49/2010/QH12 ngày 17 tháng 6 năm 2010"


def test_nothing_that_was_not_checked_for_the_time_of_the_paper_passes_as_checked(inputs):
    waiting = set(legal.unchecked(inputs["legal_basis"], NOW))
    assert {"QD45-2016", "TT17-2017", "TT22-2017", "ND118-2025", "L72-2025"} <= waiting
    assert "ND30-2020" not in waiting
    for paper in ("to_trinh", "de_an", "thoa_thuan", "quyet_dinh_phe_duyet", "quyet_dinh_danh_muc"):
        assert set(legal.basis(inputs["legal_basis"], paper, NOW)) & waiting, paper


def test_tasks_are_held_against_the_law_of_the_paper_and_all_other_results_stay(inputs):
    results = run("one_stop_at_post")
    later = with_law_of(results, inputs, NOW)
    assert results.headlines["pilot_tasks"] == 1
    assert later.headlines["pilot_tasks"] == (later["legal_matrix"]["verdict"] == "pilot").sum() == 2
    assert {key: value for key, value in later.headlines.items() if key != "pilot_tasks"} == {
        key: value for key, value in results.headlines.items() if key != "pilot_tasks"}
    assert with_law_of(results, inputs, THEN) is results


def test_a_paper_of_the_later_profile_cannot_be_final_while_its_law_is_open(books):
    context = books["2026"].context()
    assert context.as_of == "2026-08-17"
    assert "ND118-2025" in context.open_laws


@pytest.mark.parametrize(("label", "said"), [
    ("Quầy tại Trung tâm Hành chính công", "Quầy tại trung tâm hành chính công của tỉnh cũ"),
    ("Quầy tại Trung tâm Hành chính công tỉnh", "Quầy tại Trung tâm Phục vụ hành chính công tỉnh"),
    ("Dịch vụ công mức độ 3", "Dịch vụ công nộp hồ sơ qua mạng, còn nộp phí và nhận kết quả tại cơ quan"),
    ("70 nghìn; Quảng Bình chưa tách", "70 nghìn; Quảng Bình (cũ) chưa tách"),
    ("tỉnh Quảng Bình (cũ)", "tỉnh Quảng Bình (cũ)"),
])
def test_labels_of_the_data_are_said_as_the_later_profile_calls_them(books, inputs, label, said):
    assert books["2026"].say(label) == said
    assert books["2018"].say(label) == label
    assert _found(inputs, said, "2026") == set()


def test_the_register_of_sources_is_quoted_as_it_stands(books, inputs):
    table = inputs["sources"].fillna("")
    for book in books.values():
        rows = annex.sources(book).rows
        assert [tuple(row[1:3]) for row in rows] == list(zip(table["issuer_vi"], table["title_vi"], strict=True))


# --- words of the other time ------------------------------------------------------------------------------


def _found(inputs, text: str, profile: str) -> set[str]:
    rules = inputs["wording"]
    rules = rules[rules["profile"].isin(["all", profile])]
    return {finding.point.removeprefix("W.") for finding in unfit(Reading("x.docx", (text,), "đoạn"), rules)
            if finding.failed}


@pytest.mark.parametrize(("text", "profile", "rule"), [
    ("thủ tục mức độ 3, 4", "2026", "old_online_levels"),
    ("giao UBND cấp huyện thực hiện", "2026", "old_districts"),
    ("159 xã, phường, thị trấn", "2026", "old_units"),
    ("các sở, ban, ngành", "2026", "old_departments"),
    ("Sở Thông tin và Truyền thông kính trình", "2026", "old_agency"),
    ("đề nghị Bộ Thông tin và Truyền thông hướng dẫn", "2026", "old_ministry"),
    ("UBND tỉnh Quảng Bình", "2026", "old_province"),
    ("in Quảng Bình Province", "2026", "old_province"),
    ("UBND các huyện", "2026", "old_units"),
    ("kiểm tra chứng minh nhân dân", "2026", "old_identity"),
    ("Trung tâm Hành chính công tỉnh", "2026", "old_centre"),
    ("UBND tỉnh Quảng Trị", "2018", "later_province"),
    ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "2018", "later_agency"),
    ("các xã, phường, đặc khu", "2018", "later_units"),
    ("Trung tâm Phục vụ hành chính công", "2018", "later_centre"),
    ("dịch vụ công trực tuyến toàn trình", "2018", "later_online"),
])
def test_a_word_of_the_other_time_is_found(inputs, text, profile, rule):
    assert rule in _found(inputs, text, profile)


@pytest.mark.parametrize(("text", "profile"), [
    ("huyện cũ; trước khi bỏ cấp huyện; tỉnh Quảng Bình (cũ); phần lớn các huyện cũ", "2026"),
    ("the former Quảng Bình Province, now part of Quảng Trị Province", "2026"),
    ("Thông tư số 17/2017/TT-BTTTT ngày 23 tháng 6 năm 2017 của Bộ Thông tin và Truyền thông quy định", "2026"),
    ("Sở Thông tin và Truyền thông; huyện; mức độ 3; thời gian toàn trình", "2018"),
])
def test_what_speaks_of_old_figures_or_names_a_document_is_no_word_of_the_other_time(inputs, text, profile):
    assert _found(inputs, text, profile) == set()


def test_the_profile_of_a_paper_is_in_the_finished_document():
    assert {document(profile=name).profile.agency for name in PROFILES} == {
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"}


def test_a_profile_without_words_still_makes_a_book(inputs):
    bare = dataclasses.replace(Book(inputs, run("bau"), run, {}, "test"))
    assert (bare.profile_name, bare.day, bare.say("huyện")) == ("", THEN, "huyện")
