"""A commune is found however its name is written, and two that could be meant are never guessed between."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd
import pytest

from helpers.inputs.lists.names import Match, colliding_names, find_commune, find_district, gazetteer, plain, spelling

# Old and new places of the tone mark, as found in the names of the province.
PLACEMENTS = (("óa", "oá"), ("òa", "oà"), ("ủy", "uỷ"), ("úy", "uý"), ("ùy", "uỳ"), ("ỏa", "oả"))
MARKS = re.compile("[\u0300-\u036f]")


@pytest.fixture(scope="module")
def places(inputs):
    return gazetteer(inputs["communes"], inputs["districts"])


@pytest.fixture(scope="module")
def named(inputs):
    """Code, name and district of every commune."""
    district = inputs["districts"].set_index("district_code")["name_vi"]
    return [(row.commune_code, row.name_vi, district[row.district_code]) for row in inputs["communes"].itertuples()]


def moved_tone(text):
    for one, other in PLACEMENTS:
        text = text.replace(one, other).replace(one.upper(), other.upper())
    return text


def ascii_of(text):
    return MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")


WRITINGS = {
    "as it is": lambda text: text,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "upper case": str.upper,
    "lower case NFD": lambda text: unicodedata.normalize("NFD", text.lower()),
    "tone mark moved": moved_tone,
    "tone mark moved, upper case, NFD": lambda text: unicodedata.normalize("NFD", moved_tone(text)).upper(),
    "many spaces": lambda text: "  " + text.replace(" ", " \u00a0 ") + " ",
    "Eth for Đ": lambda text: text.replace("Đ", "Ð"),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_every_commune_is_found_from_its_name_and_district(places, named, writing):
    write = WRITINGS[writing]
    for code, name, district in named:
        assert find_commune(places, write(name), find_district(places, write(district))) == Match(code), write(name)


@pytest.mark.parametrize("writing", WRITINGS)
def test_every_commune_is_found_from_its_full_name_alone(places, named, writing):
    for code, name, _ in named:
        assert find_commune(places, WRITINGS[writing](name)).code == code, name


def test_the_tone_marks_of_the_test_do_move(named):
    assert sum(moved_tone(name) != name for _, name, _ in named) > 50


def test_without_diacritics_the_district_decides(places, named):
    for code, name, district in named:
        assert find_commune(places, ascii_of(name), find_district(places, ascii_of(district))).code == code, name


@pytest.mark.parametrize("prefix", ["", "Xã ", "xa ", "X.", "x. "])
def test_the_word_for_the_kind_may_be_short_or_left_out(places, prefix):
    assert find_commune(places, f"{prefix}Hưng Trạch").code == "19156"


@pytest.mark.parametrize(("text", "code"), [
    ("P. Bắc Lý", "18859"), ("P.Bắc Lý", "18859"), ("phuong bac ly", "18859"), ("TT. Quy Đạt", "18901"),
    ("TT Quy Đạt", "18901"), ("T.T Quy Đạt", "18901"), ("TT NT Việt Trung", "19114"),
    ("Thị trấn Việt Trung", "19114"), ("Nông trường Lệ Ninh", "19246"), ("18859", "18859"), ("18859.0", "18859"),
    ("Xã Hưng Trạch, huyện Bố Trạch", "19156"), ("Hưng Trạch (Bố Trạch)", "19156"), ("Quang Phu - Dong Hoi", "18883"),
    ("Quảng Tien, Quảng Trạch", "19039"),
])  # fmt: skip
def test_names_as_people_write_them(places, text, code):
    assert find_commune(places, text).code == code


def test_a_code_that_lost_its_leading_noughts_is_found():
    communes = pd.DataFrame({"commune_code": ["00123"], "name_vi": ["Xã A"], "kind": ["xã"],
                             "district_code": ["450"]})  # fmt: skip
    districts = pd.DataFrame({"district_code": ["450"], "name_vi": ["Huyện B"]})
    assert find_commune(gazetteer(communes, districts), "123").code == "00123"


def test_the_only_names_equal_without_diacritics_are_two_pairs_in_different_districts(places):
    assert colliding_names(places) == [("18883", "19021"), ("19039", "19069")]
    assert colliding_names(places, within_district=True) == []


@pytest.mark.parametrize(("text", "candidates"), [
    ("Quang Phu", ("18883", "19021")), ("xa quang tien", ("19039", "19069")), ("Quảng Tien", ("19039", "19069"))])
def test_names_that_collide_without_diacritics_are_a_question(places, text, candidates):
    assert find_commune(places, text) == Match(None, candidates, named=True)


@pytest.mark.parametrize(("text", "code"), [
    ("Quang Phú", "18883"), ("Quảng Phú", "19021"), ("Quảng Tiến", "19039"), ("Quảng Tiên", "19069")])
def test_diacritics_decide_between_names_that_collide_without_them(places, text, code):
    assert find_commune(places, text).code == code
    assert find_commune(places, unicodedata.normalize("NFD", text)).code == code


def test_diacritics_and_district_that_contradict_each_other_are_a_question(places):
    found = find_commune(places, "Quang Phú", "454")
    assert (found.code, found.candidates) == (None, ("18883", "19021"))


def test_two_districts_that_contradict_each_other_are_a_question(places):
    assert find_commune(places, "Hưng Trạch, Bố Trạch", "450").code is None


def test_the_wrong_kind_is_a_question_and_not_a_match(places):
    assert find_commune(places, "Xã Quảng Thọ") == Match(None, ("19066",), named=True)


def test_a_name_within_one_district_that_collides_is_a_question_with_the_district_too():
    communes = pd.DataFrame({"commune_code": ["10001", "10002"], "name_vi": ["Xã Quảng Tiến", "Xã Quảng Tiên"],
                             "kind": ["xã", "xã"], "district_code": ["450", "450"]})
    both = gazetteer(communes, pd.DataFrame({"district_code": ["450"], "name_vi": ["Huyện B"]}))
    assert find_commune(both, "Quang Tien", "450").candidates == ("10001", "10002")
    assert colliding_names(both, within_district=True) == [("10001", "10002")]


def test_a_wrong_mark_is_not_overlooked(places):
    assert find_commune(places, "Hửng Trạch").code is None


def test_an_unknown_name_brings_the_names_it_begins_or_is_like(places, inputs):
    name = inputs["communes"].set_index("commune_code")["name_vi"]
    begun = find_commune(places, "Ngư Thủy").candidates
    assert [name[code] for code in begun] == ["Xã Ngư Thủy Bắc", "Xã Ngư Thủy Trung", "Xã Ngư Thủy Nam"]
    assert "19156" in find_commune(places, "Hưng Trachh").candidates
    assert find_commune(places, "99999") == Match(None)


@pytest.mark.parametrize("text", ["450", "Đồng Hới", "TP. Đồng Hới", "TP.Đồng Hới", "thành phố đồng hới", "dong hoi"])
def test_a_district_is_found_by_code_or_name(places, text):
    assert find_district(places, text) == "450"


def test_a_town_and_a_district_keep_their_words(places):
    assert find_district(places, "TX Ba Đồn") == find_district(places, "Thị xã Ba Đồn") == "458"
    assert find_district(places, "H. Bố Trạch") == "455"
    assert find_district(places, "Quảng Xương") is None


def test_spelling_keeps_what_tells_words_apart():
    assert spelling("Hóa") != spelling("Hòa") != spelling("Hoa")
    assert spelling("Đa") != spelling("Da")
    assert plain("Thị trấn Nông trường Lệ Ninh") == "thi tran nong truong le ninh"
