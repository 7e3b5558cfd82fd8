"""Numbers in prose come from the register, the results or the law; nothing else gets through."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from helpers.inputs import InputError, load_profile, load_scenario
from helpers.model import run_scenario
from helpers.report import Book, legal
from helpers.report.prose import ProseError, render, typed_numbers


@pytest.fixture(scope="module")
def book(inputs):
    results = run_scenario(load_scenario("bau", inputs.register), inputs)
    return Book(inputs, results, lambda name: results, load_profile("2018"), "test")


def test_a_typed_number_in_prose_is_an_error_that_names_the_cell(book):
    with pytest.raises(ProseError, match=r"Mạng điểm.*58 điểm"):
        render("Mạng điểm\n\nToàn tỉnh có 58 điểm.", book)


@pytest.mark.parametrize("typed", ["{{ 58 }}", "{{ so(58) }}", "{{ '58' }}", "{{ so(94000 / 2, 1) }}"])
def test_a_number_typed_inside_a_placeholder_is_an_error_too(book, typed):
    with pytest.raises(ProseError, match="a number is typed"):
        render(f"Có {typed} điểm.", book)


def test_list_markers_and_link_targets_are_not_numbers():
    assert typed_numbers("1. Việc thứ nhất\n2. Việc thứ hai, xem [](#bang-2)") == []
    assert typed_numbers("Việc 1. không ở đầu dòng") != []


def test_register_values_are_written_the_vietnamese_way(book):
    text = render("{{ q('dossiers_2017') }} hồ sơ; {{ q('reception_share') }}; {{ q('capital_culture_point_vnd') }}",
                  book).markdown
    assert text == "94.000 hồ sơ; 16,7%; 60 triệu đồng"


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
    assert text == "58 16,7%<sup>g</sup> 5 58<sup>s</sup>"


def test_a_law_is_cited_in_full_once_and_shortly_after(book):
    book.cited.clear()
    text = render("{{ law('QD45-2016') }} | {{ law('QD45-2016') }} | {{ law('QD45-2016', 'Điều 5') }}", book).markdown
    first, second, third = text.split(" | ")
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
