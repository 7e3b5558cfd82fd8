"""A finished paper tells its run, and what was edited in it is named: in a PDF, in a Word file, in its frame."""

import dataclasses
import io

import docx
import openpyxl
import pytest
from pdf_tampering import with_other_words
from report_samples import document

from helpers.inputs import InputError
from helpers.report.annex.origin import Written, origin_rows
from helpers.report.blocks import Column, Prose, Shown, TableBlock
from helpers.report.edits import edits
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx
from helpers.run import verify_paper as under_test
from helpers.run.verify_paper import verify_paper

VOLUME = Shown("94.000", "dossiers_2017", "Hồ sơ năm 2017: quan sát")
POINTS = Shown("58", "points_2018", "Điểm")
TEXT = Prose(f"Năm trước có {VOLUME} hồ sơ qua bưu điện.\n\nTỉnh có {POINTS} điểm, và {POINTS} quầy.")
TABLE = TableBlock("bang", "Điểm theo huyện", [Column("Huyện"), Column("Số điểm", "right")],
                   [["Minh Hóa", "7"], ["Tuyên Hóa", "9"]] * 60, note="Nguồn: Sở; giả định",
                   refs=[["", "cell(a, district=450)"], ["", "cell(a, district=451)"]] * 60)


def paper(tmp_path, ending, change=lambda content: content):
    made = document(TEXT, TABLE)
    path = tmp_path / f"thu{ending}"
    path.write_bytes(change(to_pdf(made) if ending == ".pdf" else to_docx(made)))
    return path


def in_word(change):
    """Return what changes the bytes of a Word file by what changes the open file."""
    def changed(content):
        word = docx.Document(io.BytesIO(content))
        change(word)
        stream = io.BytesIO()
        word.save(stream)
        return stream.getvalue()
    return changed


def replace_in_word(before, after):
    def change(word):
        found = [text for text in word.element.body.iter("{*}t") if text.text == before]
        assert found, before
        found[0].text = after
    return in_word(change)


@pytest.mark.parametrize("ending", [".pdf", ".docx"])
def test_a_paper_as_it_was_made_has_no_edit_and_tells_its_run(tmp_path, ending):
    verdict = verify_paper(paper(tmp_path, ending), again=False)
    assert verdict.edits == ()
    assert verdict.equal
    assert verdict.manifest["run"] == "a1b2c3d"
    assert verdict.manifest["scenario"] == "stepwise"


@pytest.mark.parametrize("front", [
    {"type": "phu_luc", "addressees": [], "attached": "(Kèm theo Đề án số ……)"},
    {"type": "cong_van", "title": "Về việc khảo sát điểm phục vụ", "symbol": "STTTT-BCVT"},
], ids=lambda front: front["type"])
@pytest.mark.parametrize("write", [to_pdf, to_docx])
def test_a_paper_whose_masthead_is_not_that_of_an_agency_has_no_edit_either(tmp_path, write, front):
    path = tmp_path / f"thu{'.pdf' if write is to_pdf else '.docx'}"
    path.write_bytes(write(document(Prose("## Hiện trạng\n\nMột câu."), TEXT, TABLE, **front)))
    assert verify_paper(path, again=False).edits == ()


@pytest.mark.parametrize(("ending", "change"), [
    (".pdf", lambda content: with_other_words(content, "94.000", "95.000")),
    (".docx", replace_in_word("94.000", "95.000"))])
def test_one_number_changed_by_hand_is_named(tmp_path, ending, change):
    [edit] = verify_paper(paper(tmp_path, ending, change), again=False).edits
    assert [number[1:] for number in edit.numbers] == [("dossiers_2017", "94.000")]
    assert "95.000" in edit.after
    assert "94.000" in edit.before


@pytest.mark.parametrize(("ending", "change"), [
    (".pdf", lambda content: with_other_words(content, "58", "85")), (".docx", replace_in_word("58", "85"))])
def test_a_number_that_stands_twice_is_named_though_one_of_the_two_is_left(tmp_path, ending, change):
    [edit] = verify_paper(paper(tmp_path, ending, change), again=False).edits
    assert "85" in edit.after
    assert [number[1:] for number in edit.numbers] == [("points_2018", "58")]


@pytest.mark.parametrize("words", ["DỰ THẢO", "TỜ TRÌNH"])
def test_a_word_of_the_frame_that_is_taken_out_is_an_edit(tmp_path, words):
    before = document(TEXT, TABLE)
    assert words in before.manifest["frame"]
    path = paper(tmp_path, ".docx", in_word(lambda word: _blank(word, words)))
    assert [edit.before for edit in verify_paper(path, again=False).edits] == [words]


def _blank(word, words):
    for text in word.element.body.iter("{*}t"):
        if text.text == words:
            text.text = ""


def test_a_sentence_added_and_a_row_deleted_are_told_apart(tmp_path):
    def change(word):
        word.add_paragraph("Sở bổ sung một câu.")
        table = next(table for table in word.tables if table.cell(0, 0).text == "Huyện")
        table._tbl.remove(table.rows[-1]._tr)

    found = verify_paper(paper(tmp_path, ".docx", in_word(change)), again=False).edits
    assert ("", "Sở bổ sung một câu.") in [(edit.before, edit.after) for edit in found]
    assert {edit.before for edit in found if not edit.after} == {"Tuyên Hóa", "9"}


def test_a_paragraph_that_was_moved_is_not_an_edit():
    manifest = document(TEXT, TABLE).manifest
    assert edits(manifest, [*manifest["frame"], *reversed(manifest["text"])]) == []


def test_a_file_without_its_record_is_refused_with_the_reason(tmp_path):
    word = docx.Document()
    word.add_paragraph("Văn bản gõ tay")
    word.save(tmp_path / "tay.docx")
    with pytest.raises(InputError, match="bản ghi"):
        verify_paper(tmp_path / "tay.docx")
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(InputError, match=r"hong\.pdf"):
        verify_paper(tmp_path / "hong.pdf")


def test_a_number_that_the_run_made_again_gives_otherwise_is_named(tmp_path, monkeypatch):
    def other(manifest):
        numbers = [{**number, "text": "95.000"} if number["ref"] == "dossiers_2017" else number
                   for number in manifest["numbers"]]
        return {**manifest, "numbers": numbers}

    monkeypatch.setattr(under_test, "made_again", other)
    verdict = verify_paper(paper(tmp_path, ".pdf"))
    assert [dataclasses.astuple(moved)[1:] for moved in verdict.moved] == [("dossiers_2017", "94.000", "95.000")]
    assert not verdict.equal


def test_a_cell_of_the_workbook_of_figures_changed_by_hand_is_named(tmp_path):
    facts = {"format": 1, "paper": "phu_luc_so_lieu", "scenario": "stepwise", "run": "a1b2c3d", "record": "{}"}
    cells = [Written("Theo xã", "A1", "THEO XÃ"),
             Written("Theo xã", "B2", "94.000", "dossiers_2017", 94000.0, "Hồ sơ")]
    book = openpyxl.Workbook()
    origin, sheet = book.create_sheet("_nguon_goc"), book.create_sheet("Theo xã")
    for row in origin_rows(facts, cells):
        origin.append(row)
    sheet["A1"], sheet["B2"] = "THEO XÃ", 94000
    path = tmp_path / "phu_luc_so_lieu.xlsx"
    book.save(path)
    assert verify_paper(path, again=False).edits == ()
    sheet["B2"] = 95000
    book.save(path)
    [edit] = verify_paper(path, again=False).edits
    assert edit.numbers == (("Hồ sơ", "dossiers_2017", "94.000"),)
    assert edit.after == "Theo xã!B2: 95000"
