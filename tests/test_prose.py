"""Numbers in prose come from the register, the results or the law; nothing else gets through."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from helpers.analysis import study
from helpers.inputs import InputError, load_profile, load_scenario
from helpers.report import Book, legal
from helpers.report.blocks import marked_refs, unmarked
from helpers.report.numbers import resolve
from helpers.report.prose import ProseError, render, typed_numbers


@pytest.fixture(scope="module")
def book(inputs):
    results = study(load_scenario("bau", inputs.register), inputs, draws=3, explained=0, layouts=1)
    return Book(inputs, results, lambda name: results, load_profile("2018"), "test")


def test_a_typed_number_in_prose_is_an_error_that_names_the_cell(book):
    with pytest.raises(ProseError, match=r"Mạng điểm.*58 điểm"):
        render("Mạng điểm\n\nToàn tỉnh có 58 điểm.", book)


@pytest.mark.parametrize("typed", [
    "{{ 58 }}", "{{ so(58) }}", "{{ '58' }}", "{{ so(94000 / 2, 1) }}", "{{ so(value('new_points') / 2) }}",
    "{% if value('new_points') > 5 %}x{% endif %}"])
def test_a_number_typed_inside_a_placeholder_is_an_error_too(book, typed):
    with pytest.raises(ProseError, match="a number is typed"):
        render(f"Có {typed} điểm.", book)


@pytest.mark.parametrize("bare", [
    "{{ value('new_points') }}", "{{ scenario.plan[0] }}", "{{ so(scenario.plan[0]) }}"])
def test_a_number_without_a_home_is_not_printed(book, bare):
    with pytest.raises(ProseError):
        render(f"Có {bare} điểm.", book)


def test_nought_and_one_are_mathematics(book):
    text = render("{% if value('new_points') > 0 %}x{% endif %}{{ so(1 - lever('reception_share'), 1) }}", book)
    assert unmarked(text.markdown) == "83,3%"


def test_every_printed_number_carries_the_expression_it_came_from(book):
    text = render("{{ q('points_2018') }} {{ r('people_within_share_today') }} {{ diff('society_npv_vnd') }} "
                  "{{ so(lever('communes_total') - value('communes_with_point_today')) }} "
                  "{{ so(low(lever('reception_share'))) }} {{ so(count('sites', existing=True)) }}", book).markdown
    refs = [ref for _, ref in marked_refs(text)]
    assert refs == [
        "points_2018", "people_within_share_today", "diff(society_npv_vnd)",
        "communes_total - communes_with_point_today", "low(reception_share)", "count(sites, existing=True)"]
    values = [58, book.results.headlines["people_within_share_today"], 0, 101, 0.05, 58]
    assert [resolve(book, ref).value for ref in refs] == pytest.approx(values)


def test_a_mark_tells_those_who_point_at_it_what_the_number_is(book):
    text = str(render("{{ q('dossiers_2017') }}", book).markdown)
    assert 'title="Hồ sơ qua bưu chính năm 2017: 94.000 hồ sơ; quan sát; nguồn SEED-2018' in text


def test_dates_come_from_events_and_from_the_register(book):
    text = render("{{ ngay('meeting') }} {{ ngay('census') }} {{ ngay('points_with_known_place') }} {{ ngay() }}",
                  book)
    assert unmarked(text.markdown) == "07/11/2018 01/04/2019 19/05/2024 07/11/2018"
    with pytest.raises(ProseError, match="meeting"):
        render("{{ ngay('meting') }}", book)


def test_list_markers_and_link_targets_are_not_numbers():
    assert typed_numbers("1. Việc thứ nhất\n2. Việc thứ hai, xem [](#bang-2)") == []
    assert typed_numbers("Việc 1. không ở đầu dòng") != []


def test_register_values_are_written_the_vietnamese_way(book):
    text = render("{{ q('dossiers_2017') }} hồ sơ; {{ q('reception_share') }}; {{ q('capital_culture_point_vnd') }}",
                  book).markdown
    assert unmarked(text) == "94.000 hồ sơ; 16,7%; 60 triệu đồng"


def test_an_unknown_number_names_the_nearest_one(book):
    with pytest.raises(ProseError, match="dossiers_2017"):
        render("{{ q('dossier_2017') }}", book)
    with pytest.raises(ProseError, match="people_within_share"):
        render("{{ r('people_within_shares') }}", book)


def test_an_unknown_placeholder_is_an_error(book):
    with pytest.raises(ProseError, match="quy_mo"):
        render("{{ quy_mo }}", book)


def test_quoted_numbers_are_collected_with_status_and_source(book):
    book.used.clear()
    render("{{ q('points_2018') }} {{ r('people_within_share_today') }}", book)
    assert book.used["points_2018"].status == "observed"
    assert book.used["points_2018"].source_id == "SEED-2018"
    assert book.used["people_within_share_today"].status == "assumed"


def test_marks_show_the_status_of_every_figure_but_observed_ones_and_choices(inputs, book):
    marked = dataclasses.replace(book, marks=True)
    text = render("{{ q('points_2018') }} {{ q('reception_share') }} {{ q('standard_km') }} {{ r('points_total') }}",
                  marked).markdown
    assert unmarked(text) == "58 16,7%<sup>g</sup> 5 58<sup>s</sup>"


def test_a_law_is_cited_in_full_once_and_shortly_after(book):
    book.cited.clear()
    text = render("{{ law('QD45-2016') }} | {{ law('QD45-2016') }} | {{ law('QD45-2016', 'Điều 5') }}", book).markdown
    first, second, third = unmarked(text).split(" | ")
    assert first.startswith("Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016 của Thủ tướng Chính phủ ")
    assert second == "Quyết định số 45/2016/QĐ-TTg"
    assert third == "Điều 5 Quyết định số 45/2016/QĐ-TTg"


@pytest.mark.parametrize("doc_id", ["ND30-2020", "QD09-2015", "TT14-2018", "ND150-2018", "TT01-2018-VPCP",
                                    "ND118-2025"])
def test_a_document_not_in_force_on_the_day_cannot_be_cited(book, doc_id):
    with pytest.raises(ProseError, match="in force"):
        render("{{ law('" + doc_id + "') }}", book)


def test_a_document_is_in_force_from_its_first_day_and_not_on_its_last(inputs):
    table = inputs["legal_basis"]
    assert legal.document(table, "ND61-2018", dt.date(2018, 6, 21)).number == "61/2018/NĐ-CP"
    for day in (dt.date(2018, 6, 20), dt.date(2025, 7, 1)):
        with pytest.raises(InputError):
            legal.document(table, "ND61-2018", day)


# --- the legal basis --------------------------------------------------------------------------------------


def test_the_legal_basis_is_what_is_in_force_by_rank_then_date(inputs):
    table = inputs["legal_basis"].set_index("doc_id")
    for paper in ("to_trinh", "de_an", "thoa_thuan"):
        found = legal.basis(inputs["legal_basis"], paper, dt.date(2018, 11, 7))
        assert len(found) >= 6
        keys = [(table.loc[doc, "rank"], str(table.loc[doc, "date_issued"])) for doc in found]
        assert keys == sorted(keys)
        assert all(str(table.loc[doc, "effective_from"]) <= "2018-11-07" for doc in found
                   if isinstance(table.loc[doc, "effective_from"], str))


def test_the_legal_basis_follows_the_date_of_the_paper(inputs):
    then, now = (legal.basis(inputs["legal_basis"], "to_trinh", dt.date(year, 11, 7)) for year in (2018, 2026))
    assert ("ND61-2018" in then, "ND118-2025" in then) == (True, False)
    assert ("ND61-2018" in now, "ND118-2025" in now) == (False, True)


def test_an_unknown_paper_has_no_legal_basis(inputs):
    with pytest.raises(InputError, match="to_trinh"):
        legal.basis(inputs["legal_basis"], "to_trin", dt.date(2018, 11, 7))


def test_a_paper_of_the_province_that_is_not_known_prints_as_a_visible_blank(book):
    book.cited.clear()
    text = unmarked(render("{{ law('QB-TB-0711') }}", book).markdown)
    assert text.startswith("Thông báo số …… ngày …… tháng …… năm …… của Văn phòng UBND tỉnh Quảng Bình về kết luận")


def test_documents_marked_verify_wait_for_a_tick_and_ticked_ones_do_not(inputs):
    table, day = inputs["legal_basis"], dt.date(2018, 11, 7)
    waiting = legal.unchecked(table, day)
    assert {"L83-2015", "BLDS91-2015", "QB-TB-0711"} <= set(waiting)
    assert not {"QD45-2016", "TT17-2017", "ND30-2020"} & set(waiting)
    row = table["doc_id"] == "L83-2015"
    ticked = table.assign(verified_on=table["verified_on"].where(~row, "2018-11-06"))
    assert "L83-2015" not in legal.unchecked(ticked, day)


def test_an_interval_whose_ends_read_alike_says_that_nothing_moved(book):
    first, second = (unmarked(str(render(f"{{{{ span('{metric}') }}}}", book).markdown))
                     for metric in ("dossiers_plan_end", "new_points"))
    assert first.startswith("từ ")
    assert " đến " in first
    assert second == "0 trong mọi lần thử"
