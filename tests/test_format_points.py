"""The points of form, read from finished papers: sound papers pass, and every point is seen to fail."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from form_samples import (
    PARTS,
    TEXT,
    WRITE,
    check,
    failed,
    paper,
    paragraph,
    rewrite,
    set_paragraph,
    set_run,
    spoiled_pdf,
    spoiled_word,
)
from report_samples import png
from typer.testing import CliRunner

from helpers.report import legal
from helpers.report.checks import (
    BY_HAND,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    Finding,
    checkers,
    point_names,
    read_papers,
    run_checkers,
)
from helpers.report.checks.registry import checker
from helpers.report.checks.rules import RULES
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx
from helpers.run.cli import app
from helpers.run.findings_said import report

KINDS = ("to_trinh", "bao_cao", "de_an", "quyet_dinh", "cong_van")


@pytest.fixture(scope="module")
def finished():
    """Finished papers, made once each."""
    made = {}

    def one(kind="to_trinh", profile="2018", form="docx") -> bytes:
        if (kind, profile, form) not in made:
            made[kind, profile, form] = WRITE[form](paper(kind, profile))
        return made[kind, profile, form]

    return one


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("profile", ["2018", "2026"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_paper_of_every_kind_fails_no_point(finished, tmp_path, inputs, kind, profile, form):
    files = {f"{kind}_{form}": finished(kind, profile, form)}
    if kind == "de_an":
        files[f"quyet_dinh_{form}"] = finished("quyet_dinh", profile, form)
    assert [one for one in check(tmp_path, inputs, **files) if one.failed] == []


def test_every_point_of_the_table_is_checked_or_says_why_a_reader_must(finished, tmp_path, inputs):
    table, _ = inputs["format_points"], checkers()  # the rules are named when the checkers are first asked for
    assert list(table["point_id"]) == [f"F{number:02d}" for number in range(1, 45)]
    assert set(RULES) | {"F19"} == set(table["point_id"])
    by_hand = table[table["checked"] == "hand"]
    assert by_hand["hand_reason_vi"].notna().all()
    found = check(tmp_path, inputs, a_docx=finished())
    assert {one.point for one in found} == set(table["point_id"])
    assert {one.point for one in found if one.outcome == BY_HAND} == set(by_hand["point_id"])


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("profile", ["2018", "2026"])
def test_a_compact_paper_with_annexes_fails_no_point(tmp_path, inputs, profile, form):
    content = WRITE[form](paper("quyet_dinh", profile, compact=True))
    assert [one for one in check(tmp_path, inputs, **{f"a_{form}": content}) if one.failed] == []


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_paper_that_is_a_wide_table_may_lie_across(tmp_path, inputs, form):
    content = WRITE[form](paper("bao_cao", landscape=True))
    assert failed(check(tmp_path, inputs, **{f"a_{form}": content})) == set()


def test_each_profile_has_its_own_sizes_and_page_numbers(finished, tmp_path, inputs):
    old = {"a_docx": spoiled_word(finished(), lambda word: set_run(word, "TỜ TRÌNH", "w:sz", val=26))}
    new = {"a_docx": spoiled_word(finished(profile="2026"), lambda word: set_run(word, "TỜ TRÌNH", "w:sz", val=26))}
    assert failed(check(tmp_path, inputs, **old)) == {"F15"}
    assert failed(check(tmp_path, inputs, **new)) == set()


# --- Word files damaged by hand ------------------------------------------------------------------------------


def section(**sizes):
    def change(word):
        for name, size in sizes.items():
            setattr(word.sections[0], name, Mm(size))
    return change


def landscape(word):
    for table in list(word.element.body.iter(qn("w:tbl"))):
        table.getparent().remove(table)
    one = word.sections[0]
    one.orientation, one.page_width, one.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)


def no_first_page(word):
    word.sections[0].different_first_page_header_footer = False


def small_page_number(word):
    for run in word.sections[0].footer._element.iter(qn("w:r")):
        for size in run.iter(qn("w:sz")):
            size.set(qn("w:val"), "20")


def one_count(word):
    for item in list(word.element.body.iter(qn("w:pgNumType"))):
        item.getparent().remove(item)


def no_rule(start):
    def change(word):
        after = paragraph(word, start).getnext()
        for border in list(after.iter(qn("w:pBdr"))):
            border.getparent().remove(border)
    return change


def no_frame(word):
    for border in list(paragraph(word, "DỰ THẢO").iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def text(start, words):
    return lambda word: rewrite(word, start, words)


def run_of(start, tag, **attributes):
    return lambda word: set_run(word, start, tag, **attributes)


def looks(start, tag, **attributes):
    return lambda word: set_paragraph(word, start, tag, **attributes)


def decomposed(word):
    item = next(paragraph(word, "Năm 2017").iter(qn("w:t")))
    item.text = "Na\u0306m 2017 có"


def seal(word):
    holder = docx.text.paragraph.Paragraph(paragraph(word, "GIÁM ĐỐC"), word)
    holder.add_run().add_picture(io.BytesIO(png()), width=Mm(20))


def before(start, words, **look):
    """Put a paragraph like another in front of it, with other words."""
    def change(word):
        old = docx.text.paragraph.Paragraph(paragraph(word, start), word._body)
        new = old.insert_paragraph_before(words, style=old.style)
        for run in new.runs:
            run.bold, run.font.size = look.get("bold"), Pt(look["size"]) if "size" in look else None
    return change


def footed(words, size):
    def change(word):
        run = word.sections[0].first_page_footer.paragraphs[0].add_run(words)
        run.font.size = Pt(size)
    return change


def gone(start):
    def change(word):
        item = paragraph(word, start)
        item.getparent().remove(item)
    return change


BY_HAND_IN_WORD = [
    ("F01", "to_trinh", "2018", section(page_width=216, page_height=279)),
    ("F02", "to_trinh", "2018", landscape),
    ("F03", "to_trinh", "2018", section(top_margin=10)),
    ("F03", "to_trinh", "2018", section(bottom_margin=30)),
    ("F04", "to_trinh", "2018", section(left_margin=25)),
    ("F05", "to_trinh", "2018", section(right_margin=25)),
    ("F06", "to_trinh", "2018", run_of("Năm 2017", "w:rFonts", ascii="Arial", hAnsi="Arial", cs="Arial")),
    ("F06", "to_trinh", "2018", run_of("Năm 2017", "w:color", val="FF0000")),
    ("F06", "to_trinh", "2018", decomposed),
    ("F07", "to_trinh", "2018", no_first_page),
    ("F07", "to_trinh", "2018", small_page_number),
    ("F08", "to_trinh", "2026", one_count),
    ("F09", "to_trinh", "2018", text("CỘNG HÒA", "Cộng hòa xã hội chủ nghĩa Việt Nam")),
    ("F09", "to_trinh", "2018", gone("CỘNG HÒA")),
    ("F10", "to_trinh", "2018", text("Độc lập", "Độc lập-Tự do-Hạnh phúc")),
    ("F10", "to_trinh", "2018", no_rule("Độc lập")),
    ("F10", "to_trinh", "2018", run_of("Độc lập", "w:u", val="single")),
    ("F11", "to_trinh", "2018", run_of("UBND TỈNH", "w:b")),
    ("F12", "to_trinh", "2018", run_of("SỞ THÔNG TIN", "w:b", val="0")),
    ("F12", "to_trinh", "2018", no_rule("SỞ THÔNG TIN")),
    ("F13", "to_trinh", "2018", text("Số:", "Số: 5 / TTr - STTTT")),
    ("F14", "to_trinh", "2018", text("Quảng Bình, ngày", "Quảng Bình, ngày 7 tháng 11 năm 2018")),
    ("F14", "to_trinh", "2018", text("Quảng Bình, ngày", "Quảng Bình, ngày 08 tháng 11 năm 2018")),
    ("F14", "to_trinh", "2018", run_of("Quảng Bình, ngày", "w:i", val="0")),
    ("F15", "to_trinh", "2018", run_of("TỜ TRÌNH", "w:sz", val=32)),
    ("F16", "to_trinh", "2018", run_of("Về việc phê duyệt", "w:b", val="0")),
    ("F16", "to_trinh", "2018", no_rule("Về việc phê duyệt")),
    ("F17", "cong_van", "2018", run_of("V/v", "w:sz", val=28)),
    ("F17", "cong_van", "2018", looks("V/v", "w:spacing", before=0, after=0)),
    ("F18", "to_trinh", "2018", text("Căn cứ Luật", "Căn cứ Luật Bưu chính ngày 17 tháng 6 năm 2010.")),
    ("F18", "quyet_dinh", "2026", text("Theo đề nghị", "Theo đề nghị của Bưu điện tỉnh Quảng Bình,")),
    ("F18", "to_trinh", "2018", run_of("Căn cứ Luật", "w:i", val="0")),
    ("F19", "to_trinh", "2018",
     text("Năm 2017", "Theo Quyết định số 45/2016/QĐ-TTg, có 58 điểm, Phụ lục I, Phụ lục II.")),
    ("F20", "to_trinh", "2018", run_of("Năm 2017", "w:sz", val=24)),
    ("F20", "to_trinh", "2018", looks("Năm 2017", "w:jc", val="left")),
    ("F20", "to_trinh", "2018", looks("Năm 2017", "w:ind", firstLine=0)),
    ("F20", "to_trinh", "2018", looks("Năm 2017", "w:spacing", line=480, lineRule="auto", before=120)),
    ("F20", "to_trinh", "2018", looks("b) hai", "w:spacing", before=0, after=0)),
    ("F21", "de_an", "2018", text("Phần II", "Phần III")),
    ("F22", "de_an", "2018", text("I. HIỆN TRẠNG", "Mục 1")),
    ("F23", "to_trinh", "2018", text("I. SỰ CẦN", "I. Sự cần thiết")),
    ("F23", "to_trinh", "2018", text("II. KIẾN NGHỊ", "III. KIẾN NGHỊ")),
    ("F24", "quyet_dinh", "2018", text("Điều 2.", "Điều 3. Tổ chức thực hiện")),
    ("F25", "to_trinh", "2018", looks("1. Giao các", "w:ind", firstLine=0)),
    ("F26", "to_trinh", "2018", text("g) bảy", "f) bảy.")),
    ("F26", "to_trinh", "2018", text("đ) năm", "e) năm;")),
    ("F27", "to_trinh", "2018", run_of("GIÁM ĐỐC", "w:b", val="0")),
    ("F27", "to_trinh", "2018", text("GIÁM ĐỐC", "TUN. GIÁM ĐỐC")),
    ("F28", "to_trinh", "2018", before("GIÁM ĐỐC", "TS. Nguyễn Văn A", bold=True, size=14)),
    ("F29", "to_trinh", "2018", seal),
    ("F30", "to_trinh", "2018", gone("Kính gửi")),
    ("F30", "cong_van", "2018", text("- Bưu điện tỉnh", "- Bưu điện tỉnh;")),
    ("F30", "to_trinh", "2018", run_of("Kính gửi", "w:sz", val=26)),
    ("F31", "to_trinh", "2018", run_of("Nơi nhận", "w:i", val="0")),
    ("F31", "to_trinh", "2018", text("Nơi nhận", "Nơi gửi:")),
    ("F32", "to_trinh", "2018", text("- Như trên", "- Như trên.")),
    ("F32", "to_trinh", "2018", text("- Lưu", "- Lưu: BCVT.")),
    ("F33", "to_trinh", "2018", text("Năm 2017", "Năm 2017 có 58 điểm phục vụ, xem Phụ lục I.")),
    ("F34", "to_trinh", "2018", run_of("Phụ lục II", "w:b", val="0")),
    ("F35", "to_trinh", "2018", run_of("(Kèm theo", "w:i", val="0")),
    ("F35", "to_trinh", "2018", gone("(Kèm theo")),
    ("F36", "to_trinh", "2018", before("DỰ THẢO", "HỎA TỐC", bold=True, size=13)),
    ("F37", "to_trinh", "2018", gone("DỰ THẢO")),
    ("F37", "to_trinh", "2018", no_frame),
    ("F38", "to_trinh", "2018", before("- Lưu", "PL.(300)", size=14)),
    ("F39", "to_trinh", "2018", footed(" Địa chỉ: 02 Hương Giang", 9)),
    ("F40", "to_trinh", "2018", text("Trình Ủy ban", "Trình Ủy ban nhân dân tỉnh Quảng Bình xem xét.")),
    ("F40", "to_trinh", "2018", text("b) hai", "b) hai./.")),
    ("F41", "de_an", "2018", lambda word: None),
    ("F43", "to_trinh", "2018", text("b) hai", "b) sở thông tin và truyền thông;")),
    ("F44", "to_trinh", "2018", text("b) hai", "b) 94,000 hồ sơ;")),
    ("F44", "to_trinh", "2018", text("b) hai", "b) dài 3.5 km;")),
    ("F44", "to_trinh", "2018", text("b) hai", "b) ngày 2018-11-07;")),
]  # fmt: skip


@pytest.mark.parametrize(("point", "kind", "profile", "change"), BY_HAND_IN_WORD,
                         ids=[f"{number}-{case[0]}" for number, case in enumerate(BY_HAND_IN_WORD)])
def test_damage_to_a_word_file_is_named_by_its_point(finished, tmp_path, inputs, point, kind, profile, change):
    content = spoiled_word(finished(kind, profile), change)
    assert point in failed(check(tmp_path, inputs, a_docx=content))


def test_damage_to_a_word_file_fails_no_other_point(finished, tmp_path, inputs):
    harmless = spoiled_word(finished(), text("Năm 2017", "Năm 2017 có 58 điểm; xem Phụ lục I, Phụ lục II."))
    small = spoiled_word(finished(), run_of("b) hai", "w:sz", val=24))
    assert failed(check(tmp_path, inputs, a_docx=harmless)) == set()
    assert failed(check(tmp_path, inputs, b_docx=small)) == {"F20", "F26"}


# --- PDF files that are not as they should be ----------------------------------------------------------------


def layout(**sizes):
    return lambda made: spoiled_pdf(made, layout=sizes)


def wording(**parts):
    return lambda made: spoiled_pdf(made, **parts)


def margins(**sides):
    return layout(margins_mm={"top": 20, "bottom": 20, "left": 30, "right": 20, **sides})


OFF_IN_PDF = [
    ("F01", "to_trinh", "2018", layout(page_mm={"width": 216, "height": 279})),
    ("F03", "to_trinh", "2018", margins(top=10)),
    ("F04", "to_trinh", "2018", margins(left=25)),
    ("F05", "to_trinh", "2018", margins(right=25)),
    ("F07", "to_trinh", "2018", layout(page_number={"place": "top-center", "pt": 14})),
    ("F07", "to_trinh", "2026", layout(page_number={"place": "bottom-right", "pt": 14})),
    ("F07", "to_trinh", "2018", layout(page_number={"place": "bottom-right", "pt": 11})),
    ("F08", "to_trinh", "2026", layout(annex_restarts_page_number=False)),
    ("F09", "to_trinh", "2018", wording(nation="Cộng hòa xã hội chủ nghĩa Việt Nam")),
    ("F09", "to_trinh", "2018", layout(nation_pt=11)),
    ("F10", "to_trinh", "2018", wording(motto="Độc lập-Tự do-Hạnh phúc")),
    ("F11", "to_trinh", "2018", wording(parent_agency="UBND tỉnh Quảng Bình")),
    ("F12", "to_trinh", "2018", layout(agency_pt=14)),
    ("F13", "to_trinh", "2018", wording(number="Số: 5/TTr-STTTT")),
    ("F14", "to_trinh", "2018", wording(place_and_date="Quảng Bình, ngày 7 tháng 11 năm 2018")),
    ("F15", "to_trinh", "2018", layout(type_name_pt=13)),
    ("F16", "to_trinh", "2018", layout(title_pt=12)),
    ("F17", "cong_van", "2018", layout(subject_pt=14)),
    ("F20", "to_trinh", "2018", layout(body_pt=12)),
    ("F20", "to_trinh", "2018", layout(first_line_mm=5)),
    ("F20", "to_trinh", "2018", layout(line_spacing=1.8)),
    ("F20", "to_trinh", "2018", layout(paragraph_gap_pt=0)),
    ("F27", "to_trinh", "2018", wording(signature={"lines": ["Giám đốc"], "name": "", "left": [], "right": []})),
    ("F28", "to_trinh", "2018",
     wording(signature={"lines": ["GIÁM ĐỐC"], "name": "TS. Nguyễn Văn A", "left": [], "right": []})),
    ("F30", "to_trinh", "2018", layout(addressee_pt=13)),
    ("F30", "to_trinh", "2018", wording(addressees=[])),
    ("F31", "to_trinh", "2018", layout(recipients_heading_pt=11)),
    ("F32", "to_trinh", "2018", wording(recipients=["Lưu: VT, BCVT.", "Như trên;"])),
    ("F37", "to_trinh", "2018", wording(draft="")),
    ("F37", "to_trinh", "2018", layout(draft_box=False)),
    ("F41", "de_an", "2018", to_pdf),
]


@pytest.mark.parametrize(("point", "kind", "profile", "write"), OFF_IN_PDF,
                         ids=[f"{number}-{case[0]}" for number, case in enumerate(OFF_IN_PDF)])
def test_a_pdf_that_is_off_is_named_by_its_point(tmp_path, inputs, point, kind, profile, write):
    assert point in failed(check(tmp_path, inputs, a_pdf=write(paper(kind, profile))))


def spoiled_text(old: str, new: str, kind="to_trinh", own=TEXT):
    assert old in own
    return paper(kind, text=own.replace(old, new))


@pytest.mark.parametrize(("point", "old", "new"), [
    ("F18", "năm 2010;", "năm 2010."),
    ("F19", "Năm 2017 có", "Theo Quyết định số 45/2016/QĐ-TTg, có"),
    ("F33", "Phụ lục I, Phụ lục II", "Phụ lục I"),
    ("F40", "   2. hai;", "   2. hai./."),
    ("F43", "   2. hai;", "   2. sở Thông tin và Truyền thông;"),
    ("F44", "   2. hai;", "   2. 94,000 hồ sơ;"),
])  # fmt: skip
@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_words_that_are_off_are_named_by_their_point_in_both_formats(tmp_path, inputs, point, old, new, form):
    made = spoiled_text(old, new)
    assert point in failed(check(tmp_path, inputs, **{f"a_{form}": WRITE[form](made)}))


@pytest.mark.parametrize(("point", "pattern"), [
    ("F21", ("Phần II", "Phần IV")), ("F23", ("HIỆN TRẠNG", "Hiện trạng")), ("F26", ("g)", "f)")),
    ("F34", ("QUY TRÌNH", "Quy trình")), ("F35", ("(Kèm", "[Kèm")), ("F40", ("./.", ".")),
    ("F24", ("Điều 2.", "Điều 5.")),
])  # fmt: skip
def test_marks_that_are_off_in_a_pdf_are_named_by_their_point(tmp_path, inputs, monkeypatch, point, pattern):
    from helpers.report import pdf

    body = pdf.typst_body
    kind = {"F21": "de_an", "F23": "de_an", "F24": "quyet_dinh"}.get(point, "to_trinh")
    monkeypatch.setattr(pdf, "typst_body", lambda blocks, *rest: body(blocks, *rest).replace(*pattern))
    assert point in failed(check(tmp_path, inputs, a_pdf=to_pdf(paper(kind))))


@pytest.mark.parametrize(("old", "new"), [
    (', pdf_standards=STANDARDS', ''), ('lang: "vi"', 'lang: "xx"'),
])  # fmt: skip
def test_a_pdf_that_is_no_archive_or_of_no_language_fails_its_point(tmp_path, inputs, monkeypatch, old, new):
    from helpers.report import pdf

    if old.startswith(","):
        monkeypatch.setattr(pdf, "STANDARDS", [])
    made = to_pdf(paper())
    if not old.startswith(","):
        made = made.replace(b"vi-VN", b"xx-VN")
    assert "F42" in failed(check(tmp_path, inputs, a_pdf=made))


def test_a_decree_that_amends_another_is_cited_after_it_by_number_date_and_issuer(tmp_path, inputs):
    rows = inputs["legal_basis"].set_index("doc_id", drop=False)
    later = legal.amending(inputs["legal_basis"], rows.loc["ND118-2025"], dt.date(2026, 8, 17))
    cited = f"Căn cứ {legal.full(rows.loc['ND118-2025'])}{legal.as_amended(later)};\n\n"
    undated = cited.replace(" ngày 31 tháng 12 năm 2025 của Chính phủ", "")
    elsewhere = cited.partition(legal.AMENDED)[0] + f";\n\nTheo {legal.dated(later[0])} thì Sở làm đầu mối.\n\n"
    assert undated != cited
    for text, wanted in ((cited, set()), (undated, {"F19"}), (elsewhere, {"F19"})):
        made = to_docx(paper("to_trinh", "2026", text + TEXT))
        assert failed(check(tmp_path, inputs, a_docx=made)) & {"F19"} == wanted


def test_a_paragraph_that_opens_a_page_of_word_has_nothing_above_to_be_set_off_from(finished, tmp_path, inputs):
    def opened(word):
        set_paragraph(word, "b) hai", "w:spacing", before=0, after=0)
        set_paragraph(word, "b) hai", "w:pageBreakBefore", val=1)

    close = spoiled_word(finished(), lambda word: set_paragraph(word, "b) hai", "w:spacing", before=0, after=0))
    apart = spoiled_word(finished(), opened)
    assert "F20" in failed(check(tmp_path, inputs, a_docx=close))
    assert "đoạn" not in " ".join(one.where for one in check(tmp_path, inputs, a_docx=apart)
                                  if one.failed and "b) hai" in one.where)


# --- the command ---------------------------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(app, ["check-papers", *map(str, arguments)])


def test_the_command_says_what_fails_first_and_ends_in_1(finished, tmp_path):
    good, bad = tmp_path / "good.docx", tmp_path / "bad.docx"
    good.write_bytes(finished())
    bad.write_bytes(spoiled_word(finished(), section(left_margin=25)))
    sound, spoiled = run(good, "--only", "format"), run(good, bad, "--only", "format")
    assert sound.exit_code == 0, sound.output
    assert sound.output.startswith("✓")
    assert spoiled.exit_code == 1
    lines = spoiled.output.splitlines()
    assert lines[0].startswith("✗ Phải sửa")
    assert lines[1] == "1. F04 Lề trái"
    assert [line.split(":", 1)[1].strip() for line in lines[2:5]] == [
        "bad.docx, phần (section) 1", "lề trái 25,0 mm", "30-35 mm"]
    assert lines[-1].startswith("2 tệp / files.")


def test_a_folder_stands_for_its_papers_and_two_folders_are_two_dossiers(finished, tmp_path):
    folders = [tmp_path / profile for profile in ("2018", "2026")]
    for folder in folders:
        folder.mkdir()
        for form in ("docx", "pdf"):
            (folder / f"to_trinh.{form}").write_bytes(finished("to_trinh", folder.name, form))
        (folder / "phu_luc.xlsx").write_bytes(b"")
    one, both = run(folders[0]), run(*folders)
    assert "2 tệp / files." in one.output
    assert both.output.count("2 tệp / files.") == 2
    assert all(f"{folder}:" in both.output for folder in folders)
    # Papers of two profiles side by side are no mistake; in one dossier they are.
    assert "N0" not in both.output
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = run(empty)
    assert (refused.exit_code, "empty" in refused.output) == (2, True)


def test_blanks_are_counted_by_paper_and_shown_one_by_one_when_asked():
    found = [Finding("P2", BY_HAND, "a.docx", "đoạn 3", "2 chỗ trống: số …… ngày ……", places=2),
             Finding("P2", BY_HAND, "a.docx", "đoạn 9, Bảng 2", "40 chỗ trống: ô trống", places=40),
             Finding("P2", PASS, "b.docx")]
    short, long = (report(found, 2, {}, everything) for everything in (False, True))
    assert "- a.docx: 42" in short
    assert not any("đoạn" in line or "b.docx" in line for line in short)
    assert [line for line in long if "đoạn 9, Bảng 2" in line]


def test_one_fault_in_both_files_of_a_paper_is_said_once_and_a_point_by_hand_once():
    found = [*(Finding("L3", FAIL, f"a{form}", place, "Nghị định số 1", "ghi đủ")
               for form, place in ((".pdf", "trang 1"), (".docx", "đoạn 7"))),
             *(Finding("F43", BY_HAND, f"{name}.pdf", found="kiểm tay: đọc") for name in "abc")]
    lines = report(found, 4, {"L3": "Viện dẫn lần đầu đủ"})
    assert lines[:3] == ["✗ Phải sửa 1 chỗ / to mend: 1", "1. L3 Viện dẫn lần đầu đủ",
                         "   ở / in:        a.pdf, trang 1; a.docx, đoạn 7"]
    assert [line for line in lines if "F43" in line] == ["- F43: đọc (3 tệp / files)"]


def test_every_point_that_a_checker_may_name_has_words_for_it(inputs, finished, tmp_path):
    for form in ("docx", "pdf"):
        (tmp_path / f"to_trinh.{form}").write_bytes(finished("to_trinh", "2018", form))
    names = point_names(inputs)
    found = run_checkers(read_papers(sorted(tmp_path.iterdir())), inputs)
    assert {one.point.partition(".")[0] for one in found} <= set(names)


def test_a_file_that_is_no_paper_is_refused_in_words(tmp_path):
    (tmp_path / "a.pdf").write_text("không phải PDF")
    (tmp_path / "b.docx").write_text("không phải Word")
    for name in ("a.pdf", "b.docx"):
        refused = CliRunner().invoke(app, ["check-papers", str(tmp_path / name)])
        assert refused.exit_code == 2
        assert name in refused.output


def test_a_checker_of_another_name_joins_the_command(finished, tmp_path, inputs, monkeypatch):
    from helpers.report.checks import registry

    monkeypatch.setattr(registry, "_KNOWN", dict(checkers()))

    @checker("mine")
    def mine(papers, inputs):
        yield from (Finding("M1", PASS, one.name) for one in papers)

    assert list(checkers())[-1] == "mine"
    with pytest.raises(ValueError, match="already"):
        checker("format")(mine)


def test_an_outcome_that_is_none_is_refused():
    with pytest.raises(ValueError, match="maybe"):
        Finding("F01", "maybe", "a.pdf")


def test_the_profile_is_read_from_the_file_itself(finished, tmp_path):
    from helpers.report.checks import read_papers

    for form in ("pdf", "docx"):
        for profile in ("2018", "2026"):
            (tmp_path / f"x.{form}").write_bytes(finished("to_trinh", profile, form))
            (one,) = read_papers([tmp_path / f"x.{form}"])
            assert one.manifest["profile"] == profile
            assert one.profile == profile
            assert dataclasses.replace(one, manifest={}).profile == "2018"  # by the day, which is of 2018 in both


def test_findings_of_a_paper_that_lacks_a_part_say_so(tmp_path, inputs, finished):
    found = {one.point: one for one in check(tmp_path, inputs, cv_docx=finished("cong_van"))}
    assert found["F15"].outcome == NOT_APPLICABLE
    assert found["F17"].outcome == PASS
    assert found["F43"].outcome == BY_HAND
    assert FAIL not in {one.outcome for one in found.values()}


def test_the_table_of_points_names_no_size_upside_down(inputs):
    table: pd.DataFrame = inputs["format_points"]
    for year in ("2018", "2026"):
        assert (table[f"low_{year}_pt"].fillna(0) <= table[f"high_{year}_pt"].fillna(0)).all()


def test_every_paper_file_of_the_dossier_is_looked_at_by_default(tmp_path, monkeypatch, finished):
    from helpers.run import cli_papers

    monkeypatch.setattr(cli_papers, "outputs_dir", lambda: tmp_path)
    folder = tmp_path / "dossier"
    folder.mkdir()
    for name in ("a.pdf", "b.docx", "c.xlsx"):
        (folder / name).write_bytes(b"")
    assert [path.name for path in cli_papers._files([])] == ["a.pdf", "b.docx"]
    assert Path(folder / "a.pdf") in cli_papers._files([])


def test_samples_hold_what_they_are_meant_to_hold():
    assert "Phụ lục II" in PARTS
    assert to_docx(paper("de_an"))
