"""What a paper says of itself: every number keeps its name on the way into the tree."""

import dataclasses
import json

import pytest
from report_samples import document, figure, notebook, sample

from helpers.report.blocks import Column, Prose, Shown, TableBlock
from helpers.report.document import read_document
from helpers.report.marks import marks_in
from helpers.report.pandoc import nodes, plain
from helpers.report.pdf import typst_body

POINTS = Shown("58", "points_2018", "Điểm phục vụ: 58 điểm; quan sát")
SHARE = Shown("83,3%", "count(sites, kind='a|b') / points_2018", "Tỷ lệ: 83,3%")


def table(rows=2) -> TableBlock:
    cells = [[str(row), f"Xã {row}", f"{row}.000"] for row in range(1, rows + 1)]
    refs = [["order:", "", f"cell(sites.cost, row={row})"] for row in range(1, rows + 1)]
    heads = [Column("TT"), Column("Xã"), Column("Chi phí")]
    return TableBlock("bang", "Chi phí", heads, cells, [1], "Nguồn: Sở", refs)


def numbers(made) -> list[tuple[str, str, str]]:
    return [(number["id"], number["ref"], number["text"]) for number in made.manifest["numbers"]]


def test_numbers_of_prose_cells_and_notes_are_named_in_reading_order():
    drawn = figure(note="Nguồn: 94 xã, 1.940 hồ sơ", numbers=[["94", "count(communes)"], ["71", "other"]])
    made = document(Prose(f"Có {POINTS} điểm, **{SHARE}**<sup>g</sup>."), table(), drawn, Prose(f"Hết {POINTS}."))
    assert numbers(made) == [
        ("n0001", POINTS.ref, "58"), ("n0002", SHARE.ref, "83,3%"),
        ("n0003", "order:", "1"), ("n0004", "cell(sites.cost, row=1)", "1.000"),
        ("n0005", "order:", "2"), ("n0006", "cell(sites.cost, row=2)", "2.000"),
        ("n0007", "count(communes)", "94"), ("n0008", POINTS.ref, "58"),
    ]  # fmt: skip
    places = [made.manifest["text"][number["at"]] for number in made.manifest["numbers"]]
    assert places[0] == places[1] == "Có 58 điểm, 83,3%g."
    assert places[6] == "Nguồn: 94 xã, 1.940 hồ sơ"
    assert [number["label"] for number in made.manifest["numbers"]][:4] == ["Điểm phục vụ", "Tỷ lệ", "TT", "Chi phí"]


@pytest.mark.parametrize("around", [
    "# {}", "- {}", "1. {}", "> {}", "**{}**", "*Có {}*", "_{}_", "[{}](#bang)", "# Phụ lục I. Năm {}",
    "({}).", '"{}"', "| A | B |\n|:---|:---|\n| {} | x |", "Có{}điểm", "*Căn cứ {};*", "a[^1]\n\n[^1]: Chú {}",
])  # fmt: skip
def test_a_number_is_named_wherever_it_stands_and_the_words_do_not_change(around):
    def text(shown):
        return document(Prose(around.format(shown)), table(), Prose("Hết."))

    made, typed = text(SHARE), text(SHARE.text)
    assert (SHARE.ref, SHARE.text) in [(number["ref"], number["text"]) for number in made.manifest["numbers"]]
    assert plain(made.blocks) == plain(typed.blocks)
    assert typst_body(made.blocks) == typst_body(typed.blocks)


def test_signs_leave_nothing_behind_where_a_number_cannot_be_named():
    made = document(Prose(f"Mã `{POINTS}` và \ue000lạ\U000f0000."), Prose("Hết."))
    assert "Mã 58 và lạ." in made.manifest["text"]
    assert not any(0xE000 <= ord(char) <= 0xF8FF or ord(char) > 0xF0000 for char in json.dumps(made.blocks))


def test_what_is_not_marked_makes_no_number():
    made = document(Prose("Có [58]{.qd45-so} điểm."))
    assert not numbers(made)
    assert not list(nodes(made.blocks, "Span"))


def test_the_manifest_says_which_run_made_the_paper_and_survives_as_json():
    made = read_document(sample(profile="2026"), "to_trinh.ipynb")
    told = made.manifest
    assert json.loads(json.dumps(told)) == told
    assert {key: told[key] for key in ("format", "paper", "type", "profile", "as_of", "run", "status")} == {
        "format": 1, "paper": "to_trinh", "type": "to_trinh", "profile": "2026", "as_of": "2018-11-07",
        "run": "a1b2c3d", "status": "draft",
    }  # fmt: skip
    assert told["scenario"] == "stepwise"
    assert {"SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Kính gửi: x"} & set(told["frame"]) == {"SỞ KHOA HỌC VÀ CÔNG NGHỆ"}
    assert "Lưu: VT, BCVT." in told["frame"]


def test_tables_and_figures_are_found_in_the_text():
    made = read_document(sample(), "x")
    told, (found,) = made.manifest, made.manifest["tables"]
    assert (found["id"], found["columns"], found["rows"]) == ("bang-dai", 3, 201)
    assert told["text"][found["caption"]] == "Bảng 1. Danh sách điểm"
    assert told["text"][found["first"] : found["first"] + 5] == ["TT", "Tên điểm", "Chi phí", "1", "Điểm-001"]
    assert [drawn["alt"] for drawn in told["figures"]] == [figure().alt]


def test_the_ids_of_a_paper_stay_the_same_and_another_context_changes_the_manifest():
    book = notebook(Prose(f"Có {POINTS} điểm."), table())
    first, again = (read_document(book, "x") for _ in range(2))
    assert first.manifest == again.manifest
    other = dataclasses.replace(first, context=dataclasses.replace(first.context, run="ffff"))
    assert other.manifest["run"] == "ffff"
    assert marks_in(first.blocks) == marks_in(again.blocks)
