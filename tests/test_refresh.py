"""An edited Word paper under another scenario: numbers renewed, everything that staff did kept."""

from __future__ import annotations

import copy
import io
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from report_samples import document, figure, png, word, word_text

from helpers.inputs import InputError
from helpers.report.blocks import Column, Prose, Shown, TableBlock
from helpers.report.refresh import open_paper, refresh
from helpers.report.refresh.edits import set_control_text, text_of
from helpers.report.word import to_docx
from helpers.report.word_fields import controls_in, read_manifest

COSTS = [Column("Khoản", "left", 0.6), Column("Chi phí", "right", 0.4)]


def shown(text, ref="new_points", label="Điểm mới"):
    return Shown(text, ref, f"{label}: {text}")


def cells(name, rows, caption="Chi phí", bold=()) -> TableBlock:
    """Return a table whose second column are numbers of the model."""
    refs = [["", f"cell(costs.vnd, item={number})"] for number, _ in enumerate(rows)]
    return TableBlock(name, caption, COSTS, [list(row) for row in rows], list(bold), f"Nguồn: {name}", refs)


def paper(points="26", share="87,0%", costs=(("Điểm", "5,1"), ("Bàn ghế", "0,4")), places=(("Xã A", "12"),), *,
          extra="", png_of=None, note="Nguồn: Sở. Trạng thái: suy ra.", bold=(), **context):
    """Return a paper of a scenario: sentences, a table of fixed rows, one of places, a picture."""
    drawn = figure(note=note, numbers=[[points, "new_points"]], alt=f"Bản đồ {points} điểm.")
    if png_of is not None:
        object.__setattr__(drawn, "png", png_of)
    pieces = [
        Prose(f"Căn cứ Luật Bưu chính;\n\n## Kiến nghị\n\nMở {shown(points)} điểm trong năm "
              f"{shown('2019', 'date:plan_first')}, **{shown(share, 'people_within_share', 'Người gần điểm')}** "
              "người dân ở gần điểm, xem [](#bang-tien).\n\n" + extra),
        cells("bang-tien", costs, bold=bold), cells("bang-xa", places, "Danh sách"), drawn,
        Prose("Trình xem xét, quyết định."),
    ]
    return document(*pieces, **context)


OTHER = {"scenario": "budget_cap", "run": "ffff000"}


@pytest.fixture(scope="module")
def old():
    return to_docx(paper())


@pytest.fixture(scope="module")
def new():
    return paper("14", "86,6%", (("Điểm", "2,8"), ("Bàn ghế", "0,4")), **OTHER)


def saved(file) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def paragraph(file, beginning: str):
    return next(item for item in file.element.body.iter(qn("w:p")) if text_of(item).startswith(beginning))


def control(file, text: str):
    return next(item for _, item in controls_in(file.element.body) if text_of(item) == text)


def lines(content: bytes) -> list[str]:
    return [" ".join(line.split()) for line in word_text(content).splitlines() if line.strip()]


# --- the controls themselves ------------------------------------------------------------------------------


def test_every_number_is_a_control_with_its_id_and_the_look_of_its_place(old):
    file = word(old)
    told = read_manifest(file)
    found = {tag: text_of(item) for tag, item in controls_in(file.element.body)}
    assert found == {number["id"]: number["text"] for number in told["numbers"]}
    assert len(found) == 6
    assert "26" in found.values()
    strong = control(file, "87,0%")
    assert strong.find(f".//{qn('w:b')}") is not None
    assert strong.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").get(qn("w:val")) == "Người gần điểm"


def test_controls_are_in_the_order_of_the_schema_and_none_is_locked(old):
    for _, item in controls_in(word(old).element.body):
        assert [part.tag for part in item] == [qn("w:sdtPr"), qn("w:sdtContent")]
        assert [part.tag for part in item[0]] == [qn("w:alias"), qn("w:tag"), qn("w:id")]
    numbers = [item.find(f"{qn('w:sdtPr')}/{qn('w:id')}").get(qn("w:val"))
               for _, item in controls_in(word(old).element.body)]
    assert len(set(numbers)) == len(numbers)


def test_citations_and_numbers_of_rows_stay_plain_text():
    heads = [Column("TT"), Column("Văn bản")]
    block = TableBlock("bang", "B", heads, [["1", "Luật số 49"]], refs=[["order:", "law:L"]])
    file = word(to_docx(document(Prose(f"Theo {Shown('Luật số 49', 'law:L')}."), block)))
    assert not controls_in(file.element.body)
    assert len(read_manifest(file)["numbers"]) == 3


def test_captions_count_and_links_follow(old):
    codes = [item.text.strip() for item in word(old).element.body.iter(qn("w:instrText"))]
    assert codes.count("SEQ Bảng \\* ARABIC") == 2
    assert codes.count("SEQ Hình \\* ARABIC") == 1
    (link,) = [code for code in codes if code.startswith("REF")]
    marks = {item.get(qn("w:name")): item for item in word(old).element.body.iter(qn("w:bookmarkStart"))}
    assert text_of(marks[link.split()[1]].getparent()) == "Bảng 1. Chi phí"
    assert "Bảng 1" in lines(old)[[line.startswith("Mở") for line in lines(old)].index(True)]


def test_the_same_paper_gives_the_same_bytes(old):
    assert to_docx(paper()) == old


# --- the round trip ---------------------------------------------------------------------------------------


def edited(content: bytes) -> bytes:
    """Return the paper as staff leave it: sentences added, a row deleted, a style changed, a number copied."""
    file = word(content)
    first = next(item for item in file.paragraphs if item.text.startswith("Mở"))
    first.add_run(" Câu do chuyên viên thêm, có 45 chữ.")
    added = first.insert_paragraph_before("Đoạn thêm: nhắc lại ")
    added._p.append(copy.deepcopy(control(file, "26")))
    added.add_run(" điểm.")
    table = next(table for table in file.tables if text_of(table._tbl).startswith("Khoản"))
    table._tbl.remove(table.rows[2]._tr)
    file.styles["Body Text"].font.italic = True
    return saved(file)


def test_edits_are_kept_and_numbers_renewed(old, new):
    made = refresh(edited(old), new, "a.docx")
    text = lines(made.content)
    assert "Đoạn thêm: nhắc lại 14 điểm." in text
    assert any(line.startswith("Mở 14 điểm trong năm 2019, 86,6% người dân") for line in text)
    assert any(line.endswith("Câu do chuyên viên thêm, có 45 chữ.") for line in text)
    assert "Bàn ghế" not in text
    assert "2,8" in text
    assert word(made.content).styles["Body Text"].font.italic
    assert not made.wordings
    assert {(move.old, move.new) for move in made.moved if move.key} == {
        ("26", "14"), ("87,0%", "86,6%"), ("5,1", "2,8")}
    where = [move.where for move in made.moved if move.old == "5,1"]
    assert where == ["Điểm · Chi phí"]


def test_the_look_of_a_renewed_number_is_that_of_the_old_one(old, new):
    strong = control(word(refresh(old, new, "a").content), "86,6%")
    assert strong.find(f".//{qn('w:b')}") is not None


def test_the_file_then_tells_of_the_new_run_and_can_be_renewed_again(old, new):
    made = refresh(edited(old), new, "a.docx")
    file, told = open_paper(made.content, "a.docx")
    assert (told["scenario"], told["run"]) == ("budget_cap", "ffff000")
    texts = {number["id"]: number["text"] for number in told["numbers"]}
    assert all(texts[tag] == text_of(item) for tag, item in controls_in(file.element.body))
    footers = {text_of(section.footer._element) for section in file.sections}
    assert all("ffff000" in text and "a1b2c3d" not in text for text in footers)
    back = refresh(made.content, paper(), "a.docx")
    assert lines(back.content) == lines(edited(old))


def test_a_paper_renewed_for_its_own_run_does_not_change(old):
    made = refresh(old, paper(), "a.docx")
    assert [made.moved, made.edited, made.left, made.tables, made.wordings] == [[]] * 5
    assert made.content == refresh(old, paper(), "a.docx").content
    assert lines(made.content) == lines(old)


def test_numbers_typed_over_are_named_and_kept_unless_asked(old, new):
    file = word(old)
    set_control_text(control(file, "87,0%"), "gần 90%")
    typed = saved(file)
    kept, forced = (refresh(typed, new, "a", overwrite=overwrite) for overwrite in (False, True))
    for made in (kept, forced):
        assert [(move.old, move.new, move.given) for move in made.edited] == [("87,0%", "gần 90%", "86,6%")]
    assert any("gần 90%" in line for line in lines(kept.content))
    assert any("86,6%" in line for line in lines(forced.content))
    again = refresh(kept.content, new, "a")
    assert [(move.old, move.new) for move in again.edited] == [("86,6%", "gần 90%")]


def test_a_number_cleared_or_struck_out_by_a_tracked_change_is_not_brought_back(old, new):
    file = word(old)
    run = control(file, "26").find(f".//{qn('w:r')}")
    struck = docx.oxml.OxmlElement("w:del")
    run.addprevious(struck)
    struck.append(run)
    run.find(qn("w:t")).tag = qn("w:delText")
    made = refresh(saved(file), new, "a")
    assert not [move for move in made.moved if move.new == "14" and move.where.startswith("Mở")]
    assert "Mở điểm trong năm" in " ".join(lines(made.content))


def test_a_number_that_a_tracked_change_moved_is_renewed_where_it_is_now(old, new):
    file = word(old)
    moved = control(file, "26")
    here, there = docx.oxml.OxmlElement("w:moveFrom"), docx.oxml.OxmlElement("w:moveTo")
    there.append(copy.deepcopy(moved))
    moved.addprevious(here)
    here.append(moved)
    paragraph(file, "Trình xem xét").append(there)
    made = refresh(saved(file), new, "a")
    assert "Trình xem xét, quyết định./.14" in lines(made.content)
    assert [text_of(item) for item in word(made.content).element.body.iter(qn("w:moveFrom"))] == [""]
    assert [move.where for move in made.moved if move.old == "26"] == ["Trình xem xét, quyết định./.14"]


def test_numbers_keep_their_meaning_when_their_ids_shift(old):
    """A number more at the beginning gives all later ones other ids; the file must follow."""
    other = paper("14", extra=f"Chi {shown('2,8 tỷ đồng', 'cost')} trong ba năm.", **OTHER)
    made = refresh(old, other, "a")
    file, told = open_paper(made.content, "a")
    ids = {number["id"]: (number["text"], number["ref"]) for number in told["numbers"]}
    assert [ids[tag] for tag, _ in controls_in(file.element.body)] == [
        (text_of(item), ids[tag][1]) for tag, item in controls_in(file.element.body)]
    rows = (("Điểm", "1,1"), ("Bàn ghế", "0,2"))
    third = paper("9", "80,0%", rows, (("Xã A", "3"),), scenario="do_minimum", run="3")
    text = lines(refresh(made.content, third, "a").content)
    assert [text[text.index(name) + 1] for name in ("Điểm", "Bàn ghế", "Xã A")] == ["1,1", "0,2", "3"]


# --- tables whose rows are others -------------------------------------------------------------------------

PLACES = (("Xã B", "7"), ("Xã C", "8"))


def test_a_table_with_other_rows_is_made_anew_where_no_hand_was_on_it(old):
    made = refresh(edited(old), paper(places=PLACES, **OTHER), "a")
    assert made.tables == [("Bảng 2. Danh sách", True)]
    text = lines(made.content)
    assert "Xã A" not in text
    assert [text[text.index(name) + 1] for name in ("Xã B", "Xã C")] == ["7", "8"]
    file, told = open_paper(made.content, "a")
    texts = {number["id"]: number["text"] for number in told["numbers"]}
    assert all(texts[tag] == text_of(item) for tag, item in controls_in(file.element.body))
    ids = [item.get(qn("w:id")) for item in file.element.body.iter(qn("w:bookmarkStart"))]
    assert len(set(ids)) == len(ids)


def test_rows_of_other_places_never_get_each_others_numbers(old):
    made = refresh(old, paper(places=(("Xã Z", "99"),), **OTHER), "a")
    text = lines(made.content)
    assert "Xã A" not in text
    assert text[text.index("Xã Z") + 1] == "99"


@pytest.mark.parametrize("hand", ["words", "row", "colour", "style"])
def test_a_table_that_staff_changed_is_left_whole_and_said(old, hand):
    file = word(old)
    table = next(table for table in file.tables if "Xã A" in text_of(table._tbl))
    line = table.rows[1].cells[0].paragraphs[0]
    if hand == "words":
        line.runs[0].text = "Xã A mới"
    elif hand == "row":
        table.add_row()
    elif hand == "colour":
        line.runs[0].font.color.rgb = docx.shared.RGBColor(255, 0, 0)
    else:
        line.style = "Normal"
    made = refresh(saved(file), paper(places=PLACES, **OTHER), "a")
    assert made.tables == [("Bảng 2. Danh sách", False)]
    assert "12" in lines(made.content)
    told = read_manifest(word(made.content))
    assert [(number["text"], number["scenario"]) for number in told["left"]] == [("12", "stepwise")]


def test_what_was_left_comes_back_with_its_scenario(old):
    file = word(old)
    next(table for table in file.tables if "Xã A" in text_of(table._tbl)).add_row()
    away = refresh(saved(file), paper(places=PLACES, **OTHER), "a")
    back = refresh(away.content, paper(), "a")
    assert "left" not in read_manifest(word(back.content))
    assert lines(back.content) == lines(saved(file))


def test_a_table_whose_marked_row_moves_is_made_anew():
    before = to_docx(paper(bold=[0]))
    made = refresh(before, paper(bold=[1], **OTHER), "a")
    assert made.tables == [("Bảng 1. Chi phí", True)]
    table = next(table for table in word(made.content).tables if "Bàn ghế" in text_of(table._tbl))
    assert [row._tr.find(f".//{qn('w:b')}") is not None for row in table.rows] == [True, False, True]


def test_a_table_that_staff_deleted_stays_deleted(old):
    file = word(old)
    table = next(table for table in file.tables if "Xã A" in text_of(table._tbl))
    table._tbl.getparent().remove(table._tbl)
    made = refresh(saved(file), paper(places=PLACES, **OTHER), "a")
    assert not made.tables
    assert "Xã B" not in lines(made.content)


def test_own_results_in_a_comparison_are_not_mistaken_for_those_of_the_other_scenario():
    """The expression of a scenario's own result names no scenario, so each row must keep what it speaks of."""
    def compared(own):
        rows = [["Từng bước", "84"], ["Trong trần", "72"]]
        refs = [["", "points" if own == place else f"points@{name}"]
                for place, name in enumerate(("stepwise", "budget_cap"))]
        return document(TableBlock("bang", "So sánh", COSTS, rows, refs=refs), **({} if own == 0 else OTHER))

    made = refresh(to_docx(compared(0)), compared(1), "a")
    assert not [move for move in made.moved if move.key]
    text = lines(made.content)
    assert text[text.index("Từng bước") + 1] == "84"


# --- words, notes, pictures -------------------------------------------------------------------------------


def test_paragraphs_that_would_read_otherwise_are_named_and_not_changed(old):
    other = paper("0", "76,8%", extra="Không mở điểm mới nên số người ở gần điểm không đổi.", **OTHER)
    made = refresh(edited(old), other, "a")
    ((wording, where),) = made.wordings
    assert wording.new == "Không mở điểm mới nên số người ở gần điểm không đổi."
    assert where.startswith("Mở 0 điểm")
    assert "Không mở điểm mới" not in " ".join(lines(made.content))
    assert not refresh(made.content, other, "a").moved
    reverse = refresh(to_docx(other), paper(), "a")
    assert [(wording.old, wording.new) for wording, _ in reverse.wordings] == [(wording.new, "")]


def comments(content: bytes) -> list[tuple[str, str]]:
    return [(comment.author, comment.text) for comment in word(content).comments]


def test_staff_find_the_new_words_in_the_margin_until_the_next_renewal(old):
    file = word(old)
    first = next(item for item in file.paragraphs if item.text.startswith("Mở"))
    file.add_comment(first.runs, text="Xem lại", author="Chuyên viên")
    other = paper("0", extra="Câu của kịch bản mới.", **OTHER)
    made = refresh(saved(file), other, "a")
    assert ("Chuyên viên", "Xem lại") in comments(made.content)
    ((_, said),) = [comment for comment in comments(made.content) if comment[0] != "Chuyên viên"]
    assert "Câu của kịch bản mới." in said
    assert "budget_cap" in said
    marks = [item.get(qn("w:id")) for item in word(made.content).element.body.iter(qn("w:commentRangeStart"))]
    assert len(marks) == len(set(marks)) == 2
    again = refresh(made.content, other, "a")
    assert [wording.new for wording, _ in again.wordings] == ["Câu của kịch bản mới."]
    assert len(comments(again.content)) == 2
    third = refresh(again.content, paper("5", extra="Câu của kịch bản mới.", scenario="do_minimum", run="3"), "a")
    assert [wording.new for wording, _ in third.wordings] == ["Câu của kịch bản mới."]
    back = refresh(third.content, paper(), "a")
    assert comments(back.content) == [("Chuyên viên", "Xem lại")]
    assert len(list(word(back.content).element.body.iter(qn("w:commentReference")))) == 1
    assert "origin" not in read_manifest(word(back.content))


def test_what_staff_reworded_as_told_is_not_told_again(old):
    other = paper("0", extra="Câu của kịch bản mới.", **OTHER)
    made = refresh(old, other, "a")
    file = word(made.content)
    first = next(item for item in file.paragraphs if item.text.startswith("Mở"))
    first.insert_paragraph_before("Câu của kịch bản mới.")
    again = refresh(saved(file), other, "a")
    assert not again.wordings
    assert not comments(again.content)


def test_a_table_left_as_it_was_says_so_in_the_margin(old):
    file = word(old)
    next(table for table in file.tables if "Xã A" in text_of(table._tbl)).add_row()
    made = refresh(saved(file), paper(places=PLACES, **OTHER), "a")
    assert [text for _, text in comments(made.content) if "số của kịch bản trước" in text]


def test_the_caption_follows_a_table_that_is_made_anew():
    def named(title, rows, **context):
        table = cells("bang-xa", rows, f"Điểm mới của phương án {title}")
        return document(Prose("Xem [](#bang-xa)."), table, **context)

    before = to_docx(named("Từng bước", [("Xã A", "1")]))
    made = refresh(before, named("Trong trần", [("Xã B", "2")], **OTHER), "a")
    assert "Bảng 1. Điểm mới của phương án Trong trần" in lines(made.content)
    caption = paragraph(word(made.content), "Bảng 1. Điểm")
    assert [item.text.strip() for item in caption.iter(qn("w:instrText"))] == ["SEQ Bảng \\* ARABIC"]
    assert not made.wordings
    file = word(before)
    paragraph(file, "Bảng 1. Điểm").findall(qn("w:r"))[-1].find(qn("w:t")).text = ". Tên của chuyên viên"
    made = refresh(saved(file), named("Trong trần", [("Xã B", "2")], **OTHER), "a")
    assert "Bảng 1. Tên của chuyên viên" in lines(made.content)
    assert [wording.new for wording, _ in made.wordings] == ["Bảng 1. Điểm mới của phương án Trong trần"]


def test_a_paragraph_in_other_words_has_its_numbers_renewed_by_name():
    def said(text, **context):
        return document(Prose("Đầu.\n\n" + text), **context)

    before = said(f"Đề án mở {shown('26')} điểm mới trong ba năm tới của tỉnh, chi {shown('5,1', 'cost')} tỷ đồng.")
    after = said(f"Đề án mở {shown('14')} điểm mới trong ba năm tới, chi {shown('2,8', 'cost')} tỷ đồng.", **OTHER)
    made = refresh(to_docx(before), after, "a")
    ((wording, _),) = made.wordings
    assert wording.new.startswith("Đề án mở 14 điểm mới trong ba năm tới, chi")
    assert "Đề án mở 14 điểm mới trong ba năm tới của tỉnh, chi 2,8 tỷ đồng./." in lines(made.content)


def test_a_paragraph_that_staff_deleted_or_reworded_already_is_not_named(old):
    other = paper("14", extra="Câu của kịch bản mới.", **OTHER)
    file = word(old)
    first = next(item for item in file.paragraphs if item.text.startswith("Mở"))
    first.insert_paragraph_before("Câu của kịch bản mới.")
    assert not refresh(saved(file), other, "a").wordings


def test_the_line_of_sources_is_renewed_where_no_hand_was_on_it(old):
    other = paper(note="Nguồn: Sở. Trạng thái: giả định.", **OTHER)
    assert "Nguồn: Sở. Trạng thái: giả định." in lines(refresh(old, other, "a").content)
    file = word(old)
    next(item for item in file.paragraphs if "suy ra" in item.text).add_run(" Có ghi thêm.")
    made = refresh(saved(file), other, "a")
    assert any(line.endswith("suy ra. Có ghi thêm.") for line in lines(made.content))
    assert [wording.new for wording, _ in made.wordings] == ["Nguồn: Sở. Trạng thái: giả định."]


def bigger() -> bytes:
    """Return a PNG of another picture, twice as high as wide."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (10, 20)).save(stream, "PNG")
    return stream.getvalue()


def pictures(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist() if name.startswith("word/media/")]


def test_a_picture_that_changed_is_replaced_in_its_width_with_its_words(old):
    made = refresh(old, paper("14", png_of=bigger(), **OTHER), "a")
    assert pictures(made.content) == [bigger()]
    (shape,) = word(made.content).inline_shapes
    (before,) = word(old).inline_shapes
    assert (shape.width, shape.height) == (before.width, pytest.approx(2 * before.height, abs=2))
    assert shape._inline.docPr.get("descr") == "Bản đồ 14 điểm."
    assert "Hình" in [move.label for move in made.moved]


def test_a_picture_of_the_staff_is_kept_and_named(old):
    file = word(old)
    mine = bigger()[:-12] + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    key, _ = file.part.get_or_add_image(io.BytesIO(mine))
    next(file.element.body.iter(qn("a:blip"))).set(qn("r:embed"), key)
    made = refresh(saved(file), paper("14", png_of=png() + b"x", **OTHER), "a")
    assert mine in pictures(made.content)
    assert [move.label for move in made.edited] == ["Hình"]


# --- what cannot be renewed -------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"%PDF-1.7"])
def test_what_is_not_a_word_file_is_refused_in_words(content):
    with pytest.raises(InputError, match=r"a\.docx.*tệp Word"):
        open_paper(content, "a.docx")


def test_a_damaged_file_is_refused(old):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(old)) as whole, zipfile.ZipFile(stream, "w") as torn:
        for name in whole.namelist():
            content = whole.read(name)
            torn.writestr(name, content[: len(content) // 2] if name == "word/document.xml" else content)
    with pytest.raises(InputError, match="không hỏng"):
        open_paper(stream.getvalue(), "a.docx")


def test_a_word_file_of_somebody_else_is_refused(new):
    with pytest.raises(InputError, match="do sổ tay xuất"):
        refresh(saved(docx.Document()), new, "a.docx")


# --- other programs ---------------------------------------------------------------------------------------

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def converted(content: bytes, folder, kind: str) -> bytes:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a.docx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
               "--outdir", str(folder / "out"), str(folder / "in" / "a.docx")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    assert "rror" not in done.stderr.replace("javaldx", "")
    return (folder / "out" / f"a.{kind.partition(':')[0]}").read_bytes()


@needs_office
def test_libreoffice_opens_and_converts_what_was_renewed(old, tmp_path):
    import pypdf

    made = refresh(edited(old), paper("14", places=PLACES, png_of=bigger(), **OTHER), "a")
    pages = pypdf.PdfReader(io.BytesIO(converted(made.content, tmp_path, "pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert re.search(r"Mở 14 điểm trong năm 2019", text)
    assert "Xã B" in text
    assert "ffff000" in text


@needs_office
def test_a_paper_saved_by_libreoffice_can_be_renewed(old, new, tmp_path):
    rewritten = converted(edited(old), tmp_path, "docx:MS Word 2007 XML")
    made = refresh(rewritten, new, "a")
    assert any(line.startswith("Mở 14 điểm trong năm 2019, 86,6%") for line in lines(made.content))
    assert {(move.old, move.new) for move in made.moved if move.key} == {
        ("26", "14"), ("87,0%", "86,6%"), ("5,1", "2,8")}
