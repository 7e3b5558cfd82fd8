"""The checkers of content find nothing in sound papers, and name each thing that is damaged on purpose."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from pdf_tampering import with_other_words
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NameObject, NumberObject, StreamObject
from report_samples import document, figure, long_table

from helpers.report import legal
from helpers.report.blocks import Column, Prose, Shown, TableBlock
from helpers.report.checks.content import blanks, citations, clauses, equality, fitness, homes, names
from helpers.report.checks.content.figures import agree, read_figure
from helpers.report.checks.content.reading import DOCX, PDF, Finished, Reading, papers_of
from helpers.report.checks.paper_file import read_paper
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx

HEAD = "Độc lập - Tự do - Hạnh phúc\nQuảng Bình, ngày 07 tháng 11 năm 2018\n"
FULL = ("Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016 của Thủ tướng Chính phủ về việc tiếp nhận hồ sơ, trả "
        "kết quả giải quyết thủ tục hành chính qua dịch vụ bưu chính công ích")
AGREEMENT = (Path(__file__).parent / "agreement_sample.txt").read_text(encoding="utf-8")


def reading(text: str, file: str = "to_trinh.docx", pictures: int = 0) -> Reading:
    """Return a text as the reading of a file, a part for every line."""
    unit = "đoạn" if file.endswith(DOCX) else "trang"
    return Reading(file, tuple(f"{line}\n" for line in text.split("\n")), unit, pictures)


def paper(text: str, name: str = "to_trinh", marks=(), texts=(), **manifest) -> Finished:
    """Return a paper of one Word file with a text; ``marks`` are (place, text, reference)."""
    numbers = [{"id": f"n{place}", "at": at, "text": said, "ref": ref} for place, (at, said, ref) in enumerate(marks)]
    whole = {"paper": name, "type": name, "scenario": "stepwise", "profile": "2018", "as_of": "2018-11-07",
             "run": "0123456789", "numbers": numbers, "text": list(texts), "frame": [], "tables": [], "figures": []}
    return Finished(name, {DOCX: reading(text, f"{name}{DOCX}")}, {**whole, **manifest})


def failed(findings) -> list[tuple[str, str]]:
    """Return point and words of what must be mended."""
    return [(finding.point, finding.found) for finding in findings if finding.failed]


def made(*pieces, **change) -> Finished:
    """Return a paper that was really exported, with both of its files."""
    paper = document(*pieces, **change)
    name = paper.manifest["paper"]
    files = {f"{name}{PDF}": to_pdf(paper), f"{name}{DOCX}": to_docx(paper)}
    return papers_of([read_paper(Path(name), content) for name, content in files.items()])[0]


def tampered(paper: Finished, source, before: str, after: str) -> Finished:
    """Return a paper whose PDF was edited by hand."""
    content = with_other_words(to_pdf(source), before, after)
    [edited] = papers_of([read_paper(Path(f"{paper.name}{PDF}"), content)])
    return Finished(paper.name, {**paper.files, **edited.files}, paper.manifest)


def with_word(paper: Finished, old: str, new: str, source) -> Finished:
    """Return a paper whose Word file was edited by hand."""
    word = docx.Document(io.BytesIO(to_docx(source)))
    text = next(node for node in word.element.body.iter(qn("w:t")) if old in (node.text or ""))
    text.text = text.text.replace(old, new)
    stream = io.BytesIO()
    word.save(stream)
    [edited] = papers_of([read_paper(Path(f"{paper.name}{DOCX}"), stream.getvalue())])
    return Finished(paper.name, {**paper.files, **edited.files}, paper.manifest)


# --- law --------------------------------------------------------------------------------------------------


def test_law_in_force_cited_whole_at_first_and_short_later_has_nothing_to_mend(inputs):
    text = f"{HEAD}Căn cứ Luật Bưu chính;\nCăn cứ {FULL};\nTheo Điều 5 Quyết định số 45/2016/QĐ-TTg."
    assert failed(citations.check([paper(text)], inputs)) == []


@pytest.mark.parametrize(("text", "point"), [
    ("Theo Quyết định số 46/2016/QĐ-TTg ngày 19 tháng 10 năm 2016.", citations.KNOWN),
    ("Theo Luật Bưu điện, cước do Bộ quy định.", citations.KNOWN),
    ("Theo Nghị định số 30/2020/NĐ-CP.", citations.IN_FORCE),
    ("Theo Thông tư số 14/2018/TT-BTTTT.", citations.IN_FORCE),
    ("Theo Quyết định số 09/2015/QĐ-TTg.", citations.IN_FORCE),
    ("Theo Luật An ninh mạng.", citations.IN_FORCE),
    ("Theo Quyết định số 45/2016/QĐ-TTg.", citations.COMPLETE),
    (f"Theo {FULL.replace('19 tháng 10', '20 tháng 10')}.", citations.COMPLETE),
    (f"Theo {FULL}. Nay theo {FULL}.", citations.SHORT),
])
def test_a_wrong_citation_is_found(inputs, text, point):
    assert point in [found for found, _ in failed(citations.check([paper(HEAD + text)], inputs))]


def test_law_is_held_against_the_day_that_the_paper_prints(inputs):
    text = "Theo Điều 13 Nghị định số 61/2018/NĐ-CP."
    later = HEAD.replace("07 tháng 11 năm 2018", "01 tháng 7 năm 2025")
    assert citations.IN_FORCE not in dict(failed(citations.check([paper(HEAD + text)], inputs)))
    assert citations.IN_FORCE in dict(failed(citations.check([paper(later + text)], inputs)))


def test_of_laws_of_one_name_the_one_in_force_is_meant(inputs):
    text = "Căn cứ Luật Tổ chức chính quyền địa phương;"
    for day in ("07 tháng 11 năm 2018", "01 tháng 9 năm 2026"):
        head = HEAD.replace("07 tháng 11 năm 2018", day)
        assert citations.IN_FORCE not in dict(failed(citations.check([paper(head + text)], inputs)))


def test_the_title_of_a_document_may_name_another_one_whole(inputs):
    title = inputs["legal_basis"].set_index("doc_id").loc["TT17-2017", "title_vi"]
    text = ("Căn cứ Thông tư số 17/2017/TT-BTTTT ngày 23 tháng 6 năm 2017 của Bộ Thông tin và Truyền thông "
            f"{title[0].lower()}{title[1:]};\nCăn cứ {FULL}.")
    assert failed(citations.check([paper(HEAD + text)], inputs)) == []


@pytest.mark.parametrize(("old", "point"), [
    ("", ""), (" ngày 05 tháng 8 năm 2026 của Chính phủ", citations.COMPLETE), ("05 tháng 8", citations.COMPLETE),
    (" và Nghị định số 309/2026/NĐ-CP ngày 05 tháng 8 năm 2026 của Chính phủ", citations.COMPLETE),
])
def test_what_amended_a_decree_is_cited_behind_it_by_number_date_and_issuer(inputs, old, point):
    rows = inputs["legal_basis"].set_index("doc_id", drop=False)
    later = legal.amending(inputs["legal_basis"], rows.loc["ND118-2025"], dt.date(2026, 8, 17))
    cited = f"{legal.full(rows.loc['ND118-2025'])}{legal.as_amended(later)}"
    head = HEAD.replace("Bình, ngày 07 tháng 11 năm 2018", "Trị, ngày 17 tháng 8 năm 2026")
    text = f"{head}Căn cứ {cited.replace(old, '07 tháng 8' if old.startswith('05') else '') if old else cited};"
    found = failed(citations.check([paper(text, profile="2026", as_of="2026-08-17")], inputs))
    assert {name for name, _ in found} == ({point} if point else set())


# --- clauses ----------------------------------------------------------------------------------------------


def agreement(inputs, text: str) -> dict[str, str]:
    points = inputs["agreement_clauses"]
    points = points[points["profile"].isin(["all", "2018"])]
    found = clauses.check_agreement(reading(text, "thoa_thuan.pdf"), points, inputs.register.at(dt.date(2018, 11, 7)))
    return dict(failed(found))


def test_a_sound_agreement_says_everything_the_map_asks(inputs):
    assert agreement(inputs, AGREEMENT) == {}


@pytest.mark.parametrize(("old", "new", "point"), [
    (r"không thấp hơn 4 lần", "không thấp hơn 3 lần", "compensation"),
    (r"bồi thường không thấp hơn 4 lần", "bồi thường không quá 4 lần", "no_cap"),
    (r"J\+1", "J+2", "limit_inside"),
    (r"J\+4", "J+5", "limit_between_slip"),
    (r"không quá J\+4", "không quá J+9", "limit_other_province"),
    (r"trước ngày 10 của tháng đầu", "trước ngày 15 của tháng đầu", "quarter_report"),
    (r"trước ngày 10 của tháng bảy", "trước ngày 20 của tháng bảy", "half_year_report"),
    (r"báo cáo năm: [^.]*\.", "", "year_report"),
    (r"không làm nhiệm vụ của", "làm nhiệm vụ của", "no_one_stop_staff"),
    (r"Ủy quyền bằng văn bản cho Bưu điện tỉnh", "Giao Bưu điện tỉnh", "authorised_post"),
    (r"Mỗi bên tự", "Bên A hỗ trợ kinh phí mở điểm. Mỗi bên tự", "no_budget_promise"),
    (r"hoặc qua doanh nghiệp", "nhưng không được gửi qua doanh nghiệp", "nowhere_exclusive"),
    (r"Tự nguyện: ", "Tổ chức, cá nhân bắt buộc dùng dịch vụ bưu chính. Tự nguyện: ", "nowhere_forced"),
    (r"phải ký cam kết bảo mật", "giữ bí mật", "undertaking"),
    (r"\nĐiều 9\. .*?(?=\nĐiều 10\.)", "", "confidential"),
    (r"Độ an toàn 100%", "Độ an toàn 99,5%", "all_safe"),
    (r"ít nhất 5 năm", "ít nhất 4 năm", "electronic_kept"),
    (r"là 6 tháng", "là 3 tháng", "complaint_window"),
    (r"\nPhụ lục VIII\n", "\nBiểu\n", "annex_contacts"),
    (r"từ Phụ lục I đến Phụ lục VIII", "nêu trên", "annex_report"),
])
def test_a_damaged_agreement_is_found(inputs, old, new, point):
    text = AGREEMENT
    if point == "annex_report":
        text = re.sub(r"Phụ lục VII(?=[ .)])", "biểu mẫu", text)
    damaged, count = re.subn(old, new, text, flags=re.DOTALL)
    assert count
    assert f"D.{point}" in agreement(inputs, damaged)


def test_limits_of_delivery_are_looked_for_in_the_words_of_the_paper_s_own_time(inputs):
    later = AGREEMENT.replace("Trong huyện, thị xã, thành phố J", "Trong địa bàn huyện cũ J")
    assert later != AGREEMENT
    assert {"D.limit_inside", "D.limit_inside_slip"} & set(agreement(inputs, later)) == set()
    looser = later.replace("huyện cũ J+1", "huyện cũ J+2")
    assert "D.limit_inside" in agreement(inputs, looser)


def test_every_number_of_the_map_is_a_parameter_with_a_law(inputs):
    points = inputs["agreement_clauses"]
    numbers = points[points["rule"].isin(["at_least", "at_most", "equal"])]
    assert set(numbers["parameter_id"]) <= set(inputs.register)
    assert all(inputs.register[name].quantity.status == "observed" for name in numbers["parameter_id"])
    assert set(points[points["rule"] == "title"]["place"]) == {f"article_{count}" for count in range(1, 16)}
    assert set(points[points["rule"] == "annex"]["place"]) == {f"annex_{count}" for count in range(1, 9)}


# --- numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other", "same"), [
    ("76,8%", "77%", True), ("76,8%", "78%", False), ("1,61 tỷ đồng", "1.610", True), ("1,61 tỷ đồng", "1,62", False),
    ("94.000 hồ sơ", "94.000", True), ("94.000", "93.999", False), ("-9,65 tỷ đồng", "-9,7 tỷ đồng", True),
    ("9,65 tỷ đồng", "-9,65 tỷ đồng", False), ("87,0%", "87,0", True),
])
def test_two_printed_numbers_agree_within_their_own_rounding(one, other, same):
    assert agree(read_figure(one), read_figure(other)) is same


def test_one_reference_prints_one_value_in_every_paper(inputs):
    papers = [paper("", "de_an", [(0, "76,8%", "people_within_share")]),
              paper("", "to_trinh", [(0, "77%", "people_within_share")])]
    assert failed(equality.check(papers, inputs)) == []
    papers[1].manifest["numbers"][0]["text"] = "79%"
    assert failed(equality.check(papers, inputs)) == [(equality.ONE_VALUE, "79%")]


def test_a_paper_of_another_run_is_found(inputs):
    papers = [paper("", "de_an"), paper("", "to_trinh"), paper("", "thoa_thuan", run="fedcba9876")]
    assert [point for point, _ in failed(equality.check(papers, inputs))] == [equality.ONE_RUN]


def _numbers() -> list:
    rows = [["Minh Hóa", "7"], ["Bố Trạch", "12"]]
    refs = [["", "count(sites, district_code=452)"], ["", "count(sites, district_code=455)"]]
    table = TableBlock("bang-diem", "Điểm theo huyện", [Column("Huyện"), Column("Số điểm", "right")], rows,
                       note="Nguồn: Sở", refs=refs)
    share = Shown("76,8%", "people_within_share")
    return [Prose(f"Có {Shown('58', 'points_2018')} điểm, {share} người dân ở gần một điểm."), table]


def test_both_files_of_a_sound_paper_say_the_same_and_every_number_has_a_home(inputs):
    exported = made(*_numbers(), figure(numbers=[["71", "a"], ["94", "b"], ["75", "c"]]))
    assert failed(equality.check([exported], inputs)) == []
    assert failed(homes.check([exported], inputs)) == []


@pytest.mark.parametrize(("old", "new", "point"), [
    ("76,8%", "86,8%", equality.SAME_NUMBERS), ("12", "13", equality.SAME_NUMBERS),
    ("58", "7", equality.SAME_NUMBERS), ("người dân", "nhân dân", equality.SAME_WORDS),
])
def test_a_word_file_edited_by_hand_no_longer_says_what_the_pdf_says(inputs, old, new, point):
    source = document(*_numbers())
    edited = with_word(made(*_numbers()), old, new, source)
    found = failed(equality.check([edited], inputs))
    assert point in [name for name, _ in found]
    if point == equality.SAME_NUMBERS:
        assert any(new.rstrip("%") in words for _, words in found)


@pytest.mark.parametrize(("old", "new"), [("76,8%", "86,7%"), ("12", "21"), ("58", "85")])
def test_a_number_changed_in_the_pdf_alone_is_found(inputs, old, new):
    source = document(*_numbers())
    edited = tampered(made(*_numbers()), source, old, new)
    found = [finding for finding in equality.check([edited], inputs) if finding.failed]
    assert {finding.point for finding in found} == {equality.SAME_NUMBERS}
    assert any(new.rstrip("%") in f"{finding.found} {finding.wanted}" for finding in found)


def test_the_note_that_a_long_table_repeats_is_read_on_each_page_and_says_what_word_says(inputs):
    exported = made(Prose("Một câu."), long_table(120))
    assert failed(equality.check([exported], inputs)) == []
    pages = {number for number, part in zip(exported.files[PDF].numbers, exported.files[PDF].parts, strict=True)
             if part.startswith("Nguồn: Sở")}
    assert len(pages) > 2


def test_a_number_without_a_home_is_named(inputs):
    exported = made(Prose(f"Có {Shown('58', 'points_2018')} điểm và 159 xã, trong đó 58 xã có điểm."))
    found = [words.partition(":")[0] for _, words in failed(homes.check([exported], inputs))]
    assert found == ["58", "159"] * 2 or found == ["159", "58"] * 2  # in each of the two files


def test_a_number_written_into_a_finished_file_is_named(inputs):
    source = document(*_numbers())
    edited = with_word(made(*_numbers()), "người dân", "trong 244 nghìn người dân", source)
    assert any(words.startswith("244:") for _, words in failed(homes.check([edited], inputs)))


def test_dates_of_the_data_and_the_numbering_of_the_paper_are_homes(inputs):
    texts = ["Điều 1. Mục đích", "1. Họp ngày 07/11/2018.", "Bảng 1. Chi theo năm, 2019", "Xem Bảng 1 và Điều 1."]
    sound = paper("\n".join(texts), texts=texts, tables=[{"caption": 2, "first": 9, "columns": 0, "rows": 0}])
    assert failed(homes.check([sound], inputs)) == []
    texts = [text.replace("07/11/2018", "17/11/2031").replace("Xem Bảng 1", "Xem Bảng 9") for text in texts]
    found = failed(homes.check([paper("\n".join(texts), texts=texts)], inputs))
    assert {words.partition(":")[0] for _, words in found} >= {"17", "11", "2031", "9"}


# --- blanks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "Có {{ q('points') }} điểm.", "Có None điểm.", "Tỷ lệ nan %", "TODO: viết tiếp", "Có ?? điểm", "Nêu tại [].",
    "Bảng 3.", 'Có <span class="qd45-so">58</span> điểm', "Đi 6,3 km. ### Các phương án", "Có **58** điểm",
])
def test_what_the_program_left_unfilled_is_found(inputs, text):
    assert [point for point, _ in failed(blanks.check([paper(text)], inputs))] == [blanks.UNFILLED]


def test_visible_blanks_are_allowed_and_counted_where_they_stand(inputs):
    text = "Số:       /TTr-STTTT\nThông báo số …… ngày …… của Văn phòng.\nBảng 2. Đầu mối\n……\n……\nKhóa “…” của dòng."
    found = list(blanks.check([paper(text)], inputs))
    assert failed(found) == []
    counted = [finding.found for finding in found if finding.outcome == "by_hand"]
    assert [words.partition(" ")[0] for words in counted] == ["1", "2", "2"]
    assert counted[2] == "2 chỗ trống: ô trống"


# --- names and words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong", "right"), [
    ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân"), ("Ủy Ban Nhân Dân tỉnh", "Ủy ban nhân dân"),
    ("Sở thông tin và truyền thông", "Sở Thông tin và Truyền thông"),
    ("tại bộ phận một cửa", "Bộ phận Một cửa"), ("điểm Bưu điện văn hóa xã", "Bưu điện - Văn hóa xã"),
    ("Tổng Công ty Bưu điện Việt Nam", "Tổng công ty Bưu điện Việt Nam"),
    ("thủ tướng chính phủ", "Thủ tướng Chính phủ"), ("Sở Nông Nghiệp và Phát triển nông thôn",
                                                    "Sở Nông nghiệp và Phát triển nông thôn"),
])
def test_a_name_of_a_body_that_is_written_wrongly_is_found(inputs, wrong, right):
    found = [finding for finding in names.check([paper(f"Giao {wrong} thực hiện.")], inputs) if finding.failed]
    assert [finding.wanted for finding in found] == [right]


def test_names_that_are_written_rightly_or_wholly_in_capitals_are_let_be(inputs):
    text = ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG\nỦy ban nhân dân tỉnh giao Sở Thông tin và Truyền thông, Văn phòng Ủy ban "
            "nhân dân tỉnh, Bộ phận Một cửa; UBND tỉnh; Bưu điện tỉnh; điểm Bưu điện - Văn hóa xã.")
    assert failed(names.check([paper(text)], inputs)) == []


@pytest.mark.parametrize(("text", "rule"), [
    ("Người dân bắt buộc sử dụng bưu điện.", "forced_post"), ("Bên B được độc quyền.", "exclusive"),
    ("Nhân viên bưu điện thay thế công chức.", "replace_officials"), ("Điện thoại: 0912 345 678.", "personal_phone"),
    ("Thư điện tử: ai.do@quangbinh.gov.vn", "personal_mail"), ("Người đại diện: Ông Nguyễn Văn An", "personal_name"),
    ("Số: 15/TTr-STTTT", "own_number"), ("TS. An ký", "degree"),
])
def test_unfit_words_are_found(inputs, text, rule):
    assert f"W.{rule}" in dict(failed(fitness.check([paper(text)], inputs)))


@pytest.mark.parametrize("text", [
    "Thỏa thuận không độc quyền.", "Địa chỉ: 01 Trần Hưng Đạo, phường Đồng Phú.", "Số:       /TTr-STTTT",
    "Bà mẹ Việt Nam anh hùng được miễn cước.", "Sản lượng 94.000 hồ sơ, 136.251.000 đồng, ngày 07/11/2018.",
])
def test_fit_words_are_let_be(inputs, text):
    assert failed(fitness.check([paper(text)], inputs)) == []


def test_replacing_officials_may_be_said_once_law_allows_it(inputs):
    text = "Nhân viên bưu điện thay thế công chức."
    assert failed(fitness.check([paper(text, profile="2026")], inputs)) == []


def test_a_picture_that_is_no_figure_of_the_paper_is_found(inputs):
    signed = Finished("to_trinh", {DOCX: reading("", pictures=1)}, paper("").manifest)
    assert failed(fitness.check([signed], inputs)) == [(fitness.PICTURES, "1 ảnh")]
    exported = made(*_numbers(), figure(numbers=[["71", "a"], ["94", "b"], ["75", "c"]]))
    assert failed(fitness.check([exported], inputs)) == []


def test_words_in_a_header_or_footer_are_read_too(inputs):
    word = docx.Document(io.BytesIO(to_docx(document(*_numbers()))))
    word.sections[0].footer.add_paragraph("Điện thoại: 0912 345 678")
    stream = io.BytesIO()
    word.save(stream)
    [edited] = papers_of([read_paper(Path(f"thu{DOCX}"), stream.getvalue())])
    assert list(dict(failed(fitness.check([edited], inputs)))) == ["W.personal_phone"]


def test_a_picture_inside_of_a_drawing_is_counted(inputs):
    """A stamp may be put into a PDF as a form that holds the picture, where the page itself shows none."""
    plain = made(*_numbers())
    assert plain.files[PDF].pictures == 0
    stamped = _stamped(to_pdf(document(*_numbers())))
    [paper] = papers_of([read_paper(Path(f"{plain.name}{PDF}"), stamped)])
    assert failed(fitness.check([paper], inputs)) == [(fitness.PICTURES, "1 ảnh")]


def _stamped(content: bytes) -> bytes:
    """Return a PDF with a picture of one pixel, inside of a form, on its first page."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    picture, form = StreamObject(), StreamObject()
    picture.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
                    NameObject("/Width"): NumberObject(1), NameObject("/Height"): NumberObject(1),
                    NameObject("/ColorSpace"): NameObject("/DeviceGray"),
                    NameObject("/BitsPerComponent"): NumberObject(8)})
    picture.set_data(b"\x00")
    inside = DictionaryObject({NameObject("/XObject"): DictionaryObject(
        {NameObject("/P"): writer._add_object(picture)})})
    form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
                 NameObject("/BBox"): ArrayObject([NumberObject(side) for side in (0, 0, 90, 90)]),
                 NameObject("/Resources"): inside})
    form.set_data(b"q 80 0 0 80 5 5 cm /P Do Q")
    page = writer.pages[0]
    page["/Resources"].setdefault(NameObject("/XObject"), DictionaryObject())[
        NameObject("/Stamp")] = writer._add_object(form)
    stream = ContentStream(page.get_contents(), writer)
    stream.operations += [([], b"q"), ([NameObject("/Stamp")], b"Do"), ([], b"Q")]
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_titles_in_the_register_of_sources_are_not_words_of_the_paper(inputs):
    title = "Sửa đổi, bổ sung một số điều của Nghị định số 118/2025/NĐ-CP"
    texts = ["Bảng 1. Nguồn dữ liệu", "Tài liệu", title, "UBND tỉnh Quảng Bình"]
    sources = [{"id": "bang-nguon-du-lieu", "caption": 0, "first": 1, "columns": 1, "rows": 3}]
    listed = HEAD + "\n".join(texts)
    assert failed(citations.check([paper(listed, texts=texts, tables=sources)], inputs)) == []
    assert citations.IN_FORCE in dict(failed(citations.check([paper(listed, texts=texts)], inputs)))
    later = {"texts": texts, "tables": sources, "profile": "2026", "as_of": "2026-08-17"}
    text = listed.replace("Quảng Bình, ngày", "Quảng Trị, ngày")
    assert failed(fitness.check([paper(text, **later)], inputs)) == []
    # The same words elsewhere, before the register or after it, are the paper's own.
    for said in (f"UBND tỉnh Quảng Bình\n{text}", f"{text}\nBảng 2. Khác\nUBND tỉnh Quảng Bình"):
        assert "W.old_province" in dict(failed(fitness.check([paper(said, **later)], inputs)))


def test_days_of_the_data_are_no_telephone_numbers(inputs):
    found = dict(failed(fitness.check([paper("Ngày 2019-04-01 2026-11-23; 0912.345.678 là số máy.")], inputs)))
    assert list(found) == ["W.personal_phone"]
    assert "0912.345.678" in found["W.personal_phone"]
