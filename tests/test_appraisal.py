"""The appraisal sheet: every question has its place, every check can fail, the boxes are left to the reviewer."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from model_samples import inputs, rows
from quick_papers import book, consultees, results, table_of

from helpers.inputs import InputError
from helpers.report import appraisal, outline
from helpers.report.appraisal import ANSWERS, CHECKS, PAPER_NAMES, answers, points
from helpers.report.appraisal.pointers import EVERYWHERE
from helpers.report.blocks import Column, Prose, Shown, TableBlock
from helpers.report.outline import Outline, Place
from helpers.run.workbook import paper_notebook

PROSE = """# HIỆN TRẠNG

## Mạng điểm

Có {{ q("points_2018") }} điểm, xem [](#bang-dai) và [](#hinh-khong-ve).

{% if value("new_points") > 0 %}
## Điểm mới

Một câu.
{% endif %}
"""
CODE = """wanted = book.results.headlines["new_points"] > 0
tables.points_by_year(book) if wanted else None"""


def paper(*cells) -> nbformat.NotebookNode:
    """Return a small document notebook as it is stored."""
    opening = ('import helpers\nfrom helpers.report import charts, tables\n\n'
               'book = helpers.open_workbook(scenario, profile)\nbook.context()')
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (opening, *cells)])
    made.metadata["qd45"] = {"document": {"type": "de_an", "title": "Thử", "signatory": {"lines": ["GIÁM ĐỐC"]}}}
    return made


def with_papers(made, **papers):
    return dataclasses.replace(made, papers=lambda name: papers[name])


@pytest.fixture
def small():
    cells = (f"%%prose\n{PROSE}", "charts.anything(book)", CODE,
             "%%prose\n# Phụ lục. Danh sách {#pl-mot}\n\nMột câu.\n\n# Phụ lục. Số liệu\n\n## Nguồn số",
             "tables.money_by_source(book)")
    return with_papers(book(), thu=paper(*cells))


# --- where things stand -----------------------------------------------------------------------------------


def test_places_are_told_as_the_paper_numbers_them(small):
    found = outline.outline(small, "thu")
    assert found.place("Hiện trạng").words == "Phần I"
    assert found.place("Mạng điểm").told == "mục I Phần I “Mạng điểm”"
    assert found.place("Điểm mới").words == "mục II Phần I"
    assert found.place("bang-diem-nam").told == "Bảng 1, mục II Phần I"
    assert found.place("pl-mot").told == "Phụ lục I “Danh sách”"
    assert found.place("Nguồn số").words == "mục I Phụ lục II"
    assert found.place("bang-kinh-phi").words == "Bảng 2, mục I Phụ lục II"
    assert "Có 58 điểm" in found.said()


def test_places_that_hang_on_the_scenario_are_found_only_where_they_are(small):
    bau = with_papers(book("bau"), thu=small.papers("thu"))
    found = outline.outline(bau, "thu")
    assert not found.has("Điểm mới")
    assert not found.has("bang-diem-nam")
    assert found.place("bang-kinh-phi").words == "Bảng 1, mục I Phụ lục II"


def test_reading_another_paper_leaves_no_trace_in_this_one(small):
    outline.outline(small, "thu")
    assert (small.used, small.shown, small.cited) == ({}, {}, set())


def test_an_unknown_place_is_refused_with_the_nearest_one(small):
    with pytest.raises(InputError, match="có phải là “mạng điểm”"):
        outline.outline(small, "thu").place("Mạng điểmm")


def test_a_notebook_that_does_not_run_is_refused_with_what_to_mend():
    broken = with_papers(book(), thu=paper("tables.no_such_table(book)"))
    with pytest.raises(InputError, match=r"thu\.ipynb") as caught:
        outline.outline(broken, "thu")
    assert "sửa ô bị lỗi" in str(caught.value)
    with pytest.raises(InputError, match="de_an"):
        paper_notebook("de_ann")


# --- pointers ---------------------------------------------------------------------------------------------


def anchors_of(name):
    """Return the headings and table identifiers of a notebook as it is stored, without the code under test."""
    source = "\n".join(cell.source for cell in paper_notebook(name).cells)
    titles = {re.sub(r"\{[^}]*\}\s*$", "", line).strip() for line in re.findall(r"^#+ +(.+)$", source, re.MULTILINE)}
    titles = {title.removeprefix("Phụ lục. ").casefold() for title in titles}
    functions = set(re.findall(r"(?:tables|consultation)\.(\w+)\(", source))
    return titles | set(re.findall(r"\{#([\w-]+)\}", source)), functions


def test_every_question_has_its_place_and_no_place_is_for_a_question_that_is_not_asked(root):
    asked = [row["question_id"] for row in rows("tables/appraisal_questions.csv")]
    assert len(asked) == 46
    assert set(ANSWERS) | set(EVERYWHERE) == set(asked)
    assert not set(ANSWERS) & set(EVERYWHERE)
    assert set(CHECKS) <= set(asked)


def test_a_question_without_a_place_is_refused_in_words():
    with pytest.raises(InputError) as caught:
        answers({}, "A99")
    assert (caught.value.file, caught.value.value) == ("data/tables/appraisal_questions.csv", "A99")


@pytest.mark.parametrize("question", ANSWERS)
def test_every_pointer_leads_to_a_place_that_its_notebook_has(root, question):
    code = "\n".join(path.read_text(encoding="utf-8") for path in (root / "src/helpers/report").rglob("*.py"))
    for pointer in ANSWERS[question]:
        name, _, anchor = pointer.partition("#")
        assert name in PAPER_NAMES
        anchor, optional = anchor.removesuffix("?"), anchor.endswith("?")
        titles, functions = anchors_of(name)
        if anchor.startswith("bang-"):
            makers = re.findall(rf'def (\w+)\([^)]*\)[^:]*:(?:(?!\ndef ).)*?"{anchor}"', code, re.DOTALL)
            makers += re.findall(rf'def (\w+)\([^)]*"{anchor}"', code)
            assert optional or set(makers) & functions, pointer
        else:
            assert anchor in titles or anchor.casefold() in titles, pointer


def test_a_pointer_names_its_paper_and_skips_what_a_scenario_has_not():
    places = {"mục tiêu": Place("mục II Phần III", "muc", "Mục tiêu"), "bang-nguon": Place("Bảng 2, mục I", "table")}
    papers = {"de_an": Outline("de_an", places, [], None)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ANSWERS, "A01", ("de_an#Mục tiêu", "de_an#bang-nguon", "de_an#bang-khac?"))
        assert answers(papers, "A01") == "Đề án: mục II Phần III “Mục tiêu”; Bảng 2, mục I"
        patch.setitem(ANSWERS, "A01", ("de_an#bang-khac",))
        with pytest.raises(InputError, match="bang-khac"):
            answers(papers, "A01")


# --- checks -----------------------------------------------------------------------------------------------


def changed(name, column, value, row=0):
    table = inputs()[name].copy()
    table[column] = table[column].astype(object)
    table.loc[table.index[row], column] = value
    return {name: table}


def of_results(name="bau", **change):
    made = book(name)
    return dataclasses.replace(made, results=dataclasses.replace(made.results, **change))


def headlined(**values):
    headlines = {**results("bau").headlines, **values}
    return of_results(headlines=headlines)


def tabled(name, frame):
    return of_results(tables={**results("bau").tables, name: frame})


def outlined(**papers):
    made = {}
    for name, pieces in papers.items():
        front = SimpleNamespace(draft=True, symbol="TTr-STTTT")
        made[name] = Outline(name, {}, pieces, front)
    return made


def shown(text, ref):
    return Prose(f"Có {Shown(text, ref)} điểm.")


def points_table(*cells):
    return TableBlock("bang-moi-diem", "Điểm", [Column("Xã")], [[cell] for cell in cells])


FLOW = pd.DataFrame({"line": ["communication"], "amount_vnd": [-5.0], "basis": ["no_basis"], "year": [2019]})
PROVINCE = results("bau")["province"]
REVIEWED = [{"procedure_code": str(k), "name_vi": "Thử", "body_id": "S03", "by_post": 1, "form": "both",
             "source_id": "PROCEDURE-REVIEW"} for k in range(1971)]
ASKED = {body: {"state": "received", "received_on": "2018-11-01"} for body in inputs()["consultees"]["body_id"]}
OPEN = table_of("opinions", [{"body_id": "S02", "item": 1, "opinion_vi": "Một ý", "source_id": "CONSULTATION"}])
TERMS = Prose("Bên B không hạn chế quyền nộp hồ sơ qua doanh nghiệp bưu chính khác; bồi thường không thấp hơn 4 lần "
              "giá cước đã trả; giá cước không vượt mức tối đa; báo cáo quý; báo cáo sáu tháng; báo cáo năm.")
AGREEMENT = "\n".join(cell.source for cell in paper_notebook("thoa_thuan").cells[1:])
TITLES = re.findall(r"^# +(.+)$", AGREEMENT, re.MULTILINE)
ARTICLES = {str(number): title for number, title in enumerate(TITLES[:15], 1)}


def agreement(**lacking):
    places = {title.casefold(): Place(f"Điều {number}", "dieu", title)
              for number, title in {**ARTICLES, **lacking}.items()}
    return {"thoa_thuan": Outline("thoa_thuan", places, [], None)}


HOLDS = {
    "A03": (book("bau"), {}),
    "A04": (book("bau", procedure_list=table_of("procedure_list", REVIEWED)), {}),
    "B03": (book("bau"), {}), "C01": (book("bau"), {}), "C02": (book("bau"), {}), "C06": (book("bau"), {}),
    "C11": (headlined(delivery_late_pairs=0.0), {}), "D02": (book("bau"), {}),
    "D01": (tabled("cash_flow", FLOW.assign(basis="has_basis")), {}),
    "D05": (book("bau"), {}), "D06": (book("bau"), {}), "D09": (book("bau", consultees=consultees(**ASKED)), {}),
    "D07": (book("bau"), outlined(thoa_thuan=[TERMS])), "E01": (book("bau"), agreement()),
    "E02": (book("bau"), outlined(thoa_thuan=[points_table("A")], de_an=[points_table("A")])),
    "E03": (book("bau"), outlined(thoa_thuan=[TERMS])), "F01": (book("bau"), {}), "F02": (book("bau"), {}),
    "F07": (dataclasses.replace(book("bau"), record=dict.fromkeys(("inputs", "code", "seed", "versions"))), {}),
    "F09": (book("bau"), outlined(de_an=[shown("58", "points_2018"), shown("58,0", "points_2018")],
                                  to_trinh=[shown("58", "points_2018")])),
    "G03": (book("bau"), outlined(de_an=[])),
}
FAILS = {
    "A03": (headlined(pilot_tasks=1.0), {}), "A04": (book("bau"), {}), "B02": (book("bau"), {}),
    "B03": (tabled("province", PROVINCE.assign(send_dossiers=PROVINCE["send_dossiers"] + 1)), {}),
    "C01": (book("bau", **changed("kpis", "parameter_id", None)), {}),
    "C02": (book("bau", **changed("criteria", "threshold", None)), {}),
    "C06": (headlined(users_npv_vnd=7.0), {}), "C08": (tabled("switching", pd.DataFrame()), {}),
    "C11": (headlined(delivery_late_pairs=5.0), {}), "D01": (tabled("cash_flow", FLOW), {}),
    "D05": (book("bau", **changed("risks", "owner_vi", None)), {}),
    "D06": (book("bau", **changed("duties", "when_vi", None)), {}),
    "D07": (book("bau"), outlined(thoa_thuan=[Prose("Bưu điện báo cáo quý.")])),
    "D09": (book("bau", consultees=consultees(**ASKED), opinions=OPEN), {}),
    "E01": (book("bau"), agreement(**{"7": "Một điều khác"})),
    "E02": (book("bau"), outlined(thoa_thuan=[points_table("A")], de_an=[points_table("B")])),
    "E03": (book("bau"), outlined(thoa_thuan=[Prose(TERMS.markdown.replace("4 lần", "2 lần"))])),
    "F02": (book("bau", **changed("sources", "title_vi", "khác")), {}),
    "F07": (book("bau"), {}),
    "F09": (book("bau"), outlined(de_an=[shown("58", "points_2018")], to_trinh=[shown("59", "points_2018")])),
    "G03": (book("bau"), {"de_an": Outline("de_an", {}, [], SimpleNamespace(draft=False, symbol=""))}),
}


@pytest.mark.parametrize("question", HOLDS)
def test_a_check_holds_where_what_it_says_is_true(question):
    made, papers = HOLDS[question]
    found = CHECKS[question](made, papers)
    assert found.passed, found.lack


@pytest.mark.parametrize("question", FAILS)
def test_a_check_fails_where_what_it_says_is_false_and_tells_what_is_lacking(question):
    made, papers = FAILS[question]
    found = CHECKS[question](made, papers)
    assert not found.passed
    assert found.lack


def test_a_law_that_nobody_has_checked_against_the_original_is_counted():
    open_law = outlined(de_an=[Prose(f"Theo {Shown('Luật Ngân sách', 'law:L83-2015')}.")])
    told = points.law_checked(book("bau"), open_law)
    assert (told.passed, told.lack[:1]) == (False, "1")
    checked = inputs()["legal_basis"].assign(verified_on="2018-11-01", verified_by_role="pháp chế")
    assert points.law_checked(book("bau", legal_basis=checked), open_law).passed


def test_a_number_typed_in_a_paper_is_found_and_its_paper_named():
    clean, typed = paper("%%prose\nCó điểm."), paper("%%prose\nCó 58 điểm.")
    papers = {"de_an": None}
    assert points.numbers_have_home(with_papers(book("bau"), de_an=clean), papers).passed
    told = points.numbers_have_home(with_papers(book("bau"), de_an=typed), papers)
    assert (told.passed, told.lack) == (False, "có số gõ tay: de_an")


# --- the sheet --------------------------------------------------------------------------------------------


def test_the_sheet_leaves_every_box_to_the_reviewer_and_names_its_checks(monkeypatch):
    where = appraisal.sheet.__globals__
    monkeypatch.setitem(where, "answers", lambda papers, question: "Đề án: mục I")
    said = {"A01": ("law_checked", points.Verdict(True)), "A04": ("lists_complete", points.Verdict(False, "thiếu"))}
    monkeypatch.setitem(where, "verdict", lambda question, book, papers: said.get(question))
    block = appraisal.sheet(book("bau"))
    cells = {row[0]: row for row in block.rows}
    assert [row[0] for row in block.rows if len(row[0]) == 1] == list("ABCDEFG")
    assert len(cells) == 46 + 7
    asked = [row for row in block.rows if len(row[0]) > 1]
    assert {row[4] for row in asked} == {"□ Đạt\n□ Một phần\n□ Không"}
    assert {row[5] for row in asked} == {""}
    assert cells["A01"][3].replace("\u200b", "") == "Máy kiểm: đạt [law_checked]"
    assert cells["A04"][3].replace("\u200b", "") == "Máy kiểm: không; thiếu [lists_complete]"
    assert cells["C09"][3] == "Người thẩm định xem"
    assert "(nên có)" in cells["C09"][1]
    assert "máy kiểm thấy chưa đạt: A04" in block.note
