"""What the one document tree holds before any format is made."""

import pytest
from report_samples import ANNEX, FRONT, PROSE, code, document, figure, long_table, notebook, sample

from helpers.inputs.errors import InputError
from helpers.report.blocks import Column, FigureBlock, Prose, Shown, TableBlock, block_from_bundle
from helpers.report.document import read_document
from helpers.report.numbering import headings
from helpers.report.pandoc import nodes, plain


def texts(made):
    return [plain(node) for node in made.blocks]


def test_a_block_survives_its_own_mime_bundle():
    for block in (Prose("Một câu."), long_table(3), figure()):
        assert block_from_bundle(block._repr_mimebundle_()) == block
    assert isinstance(block_from_bundle(figure()._repr_mimebundle_()), FigureBlock)


def test_points_follow_the_vietnamese_alphabet():
    marks = [text.split(" ")[0] for text in texts(read_document(sample(), "x")) if text[1:2] == ")"]
    assert marks == ["a)", "b)", "c)", "d)", "đ)", "e)", "g)"]


def test_articles_number_their_clauses_and_points():
    text = "# Mục đích\n\n1. Một;\n2. Hai:\n   1. ba;\n   2. bốn.\n\n# Nguyên tắc\n\n1. Năm."
    signed = {"left": ["BÊN A"], "right": ["BÊN B"]}
    made = document(Prose(text), type="thoa_thuan", numbering="dieu", signatory=signed)
    assert texts(made)[:7] == [
        "Điều 1. Mục đích", "1. Một;", "2. Hai:", "a) ba;", "b) bốn.", "Điều 2. Nguyên tắc", "1. Năm./.",
    ]  # fmt: skip


def test_parts_sections_and_clauses_are_numbered_and_no_level_is_skipped():
    made = document(Prose("# Mở đầu\n\n### Chi tiết\n\n## Căn cứ\n\n### Một\n\n### Hai\n\n# Kết\n\n## Đầu\n\nHết."))
    assert [(level, text) for level, _, _, text in headings(made.blocks)] == [
        (1, "Phần I. MỞ ĐẦU"), (2, "1. Chi tiết"), (2, "I. CĂN CỨ"), (3, "1. Một"), (3, "2. Hai"),
        (1, "Phần II. KẾT"), (2, "I. ĐẦU"),
    ]  # fmt: skip


def test_a_paper_without_parts_starts_at_level_1():
    found = [(level, text) for level, _, _, text in headings(read_document(sample(), "x").blocks)]
    assert found == [
        (1, "I. SỰ CẦN THIẾT"), (2, "1. Việc cần làm"), (1, "Phụ lục. DANH SÁCH ĐIỂM"), (2, "I. DANH SÁCH"),
    ]  # fmt: skip


def test_two_annexes_get_roman_numbers_and_links_name_them():
    made = document(Prose("Xem [](#hai)."), "# Phụ lục I. Một\n\nA", "# Phụ lục II. Hai {#hai}\n\nB")
    assert [text for _, _, _, text in headings(made.blocks)] == ["Phụ lục I. MỘT", "Phụ lục II. HAI"]
    assert texts(made)[0] == "Xem Phụ lục II./."


def test_signatures_come_after_the_body_and_before_the_annexes():
    lines = texts(read_document(sample(), "x"))
    mark = lines.index("[Chữ ký]")
    assert lines[mark - 1] == "Nguồn: Bưu điện"
    assert lines[mark + 1] == "Phụ lục DANH SÁCH ĐIỂM"
    assert "Trình xem xét, quyết định./." in lines[:mark]


@pytest.mark.parametrize("ending", ["Hết", "Hết.", "Hết./.", "**Hết.**", "- Hết;"])
def test_the_body_ends_with_the_mark_exactly_once(ending):
    assert texts(document(Prose(f"Đầu.\n\n{ending}"), "# Phụ lục\n\nCuối."))[1].removeprefix("- ") == "Hết./."


def test_links_and_captions_carry_the_same_number():
    made = read_document(sample(), "x")
    assert [plain(link) for link in nodes(made.blocks, "Link")] == ["Bảng 1", "Hình 1"]
    captions = [plain(node["c"][1][1]) for kind in ("Table", "Figure") for node in nodes(made.blocks, kind)]
    assert captions == ["Bảng 1. Danh sách điểm", "Hình 1. Sản lượng"]


def test_skipped_cells_and_other_outputs_stay_out():
    book = notebook(Prose("Giữ."))
    hidden = code(Prose("Bỏ."))
    hidden.metadata["tags"] = ["skip"]
    book.cells.append(hidden)
    assert "Bỏ" not in "".join(texts(read_document(book, "x")))


def test_two_lists_in_two_cells_stay_two_lists():
    assert texts(document(Prose("1. Một"), Prose("1. Hai")))[:2] == ["1. Một", "1. Hai./."]


def message(book) -> str:
    with pytest.raises(InputError) as caught:
        read_document(book, "01_to_trinh.ipynb")
    return str(caught.value)


def test_a_notebook_not_run_is_refused_in_both_languages():
    book = sample()
    book.cells[1].execution_count = None
    for said in (message(book), message(notebook(Prose(PROSE), context=False))):
        assert "chạy tất cả các ô" in said
        assert "run all cells first" in said
        assert "01_to_trinh.ipynb" in said


def test_an_unknown_front_key_names_the_nearest_one():
    said = message(sample(adressees=["A"]))
    assert "01_to_trinh.ipynb" in said
    assert "did you mean “addressees”" in said
    assert "did you mean “lines”" in message(sample(signatory={"line": ["GIÁM ĐỐC"]}))


def test_a_missing_front_key_is_named():
    book = sample()
    del book.metadata["qd45"]["document"]["title"]
    assert "qd45.document.title" in message(book)
    assert "signatory.lines" in message(sample(signatory={}))
    del book.metadata["qd45"]
    assert "qd45.document" in message(book)


def test_an_unknown_placeholder_names_the_nearest_one():
    assert "did you mean “period”" in message(sample(title="Giai đoạn {{ perod }}"))


def test_an_unknown_link_names_the_nearest_target():
    assert "did you mean “bang-dai”" in message(notebook(Prose("Xem [](#bang-dia)."), long_table(2)))


def test_other_broken_content_is_refused():
    assert "bang-dai" in message(notebook(long_table(2), long_table(2)))
    assert "FigureBlock" in message(notebook("![sơ đồ](a.png)"))
    assert "::: " in message(notebook(Prose("::: x\nkhông đóng"), Prose("Sau.")))
    assert "U+2713" in message(notebook(Prose("✓ đạt")))


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="row 0: 1 cells for 2 columns"):
        TableBlock("t", "T", [Column("A"), Column("B")], [["1"]])


def test_front_texts_take_values_and_profile():
    made = document(Prose("Hết."), ANNEX)
    assert made.parts["title"] == "Về việc phê duyệt Đề án giai đoạn 2019-2021"
    assert made.parts["number"].split() == ["Số:", "/TTr-STTTT"]
    assert made.front.recipients == FRONT["recipients"]


# --- what keeps a paper a draft ---------------------------------------------------------------------------

LAW = Shown("Luật Ngân sách nhà nước", "law:L83-2015")


@pytest.mark.parametrize("piece", [
    Prose(f"Căn cứ {LAW};"),
    TableBlock("bang", "Căn cứ", [Column("Văn bản")], [[LAW.text]], refs=[[LAW.ref]]),
])
def test_a_final_paper_may_not_cite_what_nobody_has_checked(piece):
    with pytest.raises(InputError, match=r"L83-2015.*verified_by_role"):
        document(piece, open_laws=["L83-2015", "BLDS91-2015"], draft=False)


def test_a_draft_may_cite_it():
    assert document(Prose(f"Căn cứ {LAW};"), open_laws=["L83-2015"]).front.draft


def test_marks_of_numbers_do_not_show_in_a_paper():
    text = plain(document(Prose(f"Có {Shown('58', 'points_2018', 'Điểm: 58 điểm; mã points_2018')} điểm.")).blocks)
    assert "Có 58 điểm" in text
    assert "points_2018" not in text
