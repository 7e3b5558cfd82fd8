"""The dossier itself, made as users make it: papers in two formats that agree with the results."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import docx
import nbformat
import pandas as pd
import pypdf
import pytest
from model_samples import set_base
from nbconvert import HTMLExporter
from pdf_tampering import with_other_words
from report_samples import pdf_pages, word_text
from typer.testing import CliRunner

from helpers.inputs import load_inputs, load_scenario, scenario_names
from helpers.report import tables
from helpers.report.blocks import Prose, block_from_bundle, unmarked
from helpers.report.checks.content import citations, fitness
from helpers.report.checks.content.reading import DOCX, PDF, Finished, papers_of
from helpers.report.checks.paper_file import read_paper
from helpers.report.document import read_document
from helpers.report.numbers import is_reference, resolve
from helpers.report.pdf import to_pdf
from helpers.report.refresh.edits import text_of
from helpers.report.word import to_docx
from helpers.report.word_fields import controls_in, read_manifest
from helpers.run import batch, saying, trace
from helpers.run.cli import app
from helpers.run.engine import run_notebook
from helpers.run.workbook import open_workbook

PAPERS = ("bao_cao_tom_tat", "cong_van_khao_sat", "de_an", "phieu_tham_dinh", "quyet_dinh_danh_muc",
          "quyet_dinh_phe_duyet", "thoa_thuan", "to_trinh", "tong_hop_y_kien")
#: Papers whose one table asks for a page on its long side, and those that quote few numbers.
WIDE = ("phieu_tham_dinh", "tong_hop_y_kien")
FEW = {"cong_van_khao_sat": 1, "phieu_tham_dinh": 0, "tong_hop_y_kien": 0, "quyet_dinh_danh_muc": 5}


@pytest.fixture(scope="module")
def dossier(tmp_path_factory) -> Path:
    """Run the whole job, without the analysis notebooks, in a copy of the workbook; return its outputs."""
    home, root = tmp_path_factory.mktemp("workbook"), Path(__file__).parents[1]
    for name in ("data", "notebooks"):
        shutil.copytree(root / name, home / name)
    shutil.rmtree(home / "notebooks" / "analysis")
    # What is tested here does not hang on how many draws there are.
    set_base(home, siting_draws=(1000, 60), layout_draws=(100, 10), regret_futures=(48, 8), resited_draws=(60, 4))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QD45_HOME", str(home))
        result = CliRunner().invoke(app, ["run"])
        assert result.exit_code == 0, result.output
        yield home / "outputs"


@pytest.fixture(scope="module")
def pages(dossier) -> dict[str, list[str]]:
    return {name: pdf_pages((dossier / "dossier" / f"{name}.pdf").read_bytes()) for name in PAPERS}


@pytest.fixture(scope="module")
def words(dossier) -> dict[str, str]:
    return {name: word_text((dossier / "dossier" / f"{name}.docx").read_bytes()) for name in PAPERS}


def _figures(text: str) -> Counter:
    """Count the numbers with a separator or a unit sign: those that came from data, not page or row numbers."""
    return Counter(re.findall(r"\d+(?:\.\d{3})+(?:,\d+)?|\d+,\d+%?|\d+%", text))


def test_one_command_gives_every_paper_in_two_formats_and_the_annex_of_figures(dossier):
    made = {path.name for path in (dossier / "dossier").iterdir() if path.is_file()}
    papers = {path.stem for path in (dossier.parent / "notebooks" / "documents").glob("*.ipynb")}
    assert len(papers) == 12
    assert made == {f"{name}{suffix}" for name in papers for suffix in (".pdf", ".docx")} | {"phu_luc_so_lieu.xlsx"}


def test_a_second_run_with_nothing_changed_runs_nothing_and_says_so(dossier):
    before = {path: path.stat().st_mtime_ns for path in dossier.rglob("*") if path.is_file()}
    result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 0
    assert "Nothing changed" in result.output.replace("\n", " ")
    assert {path: path.stat().st_mtime_ns for path in dossier.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", PAPERS)
def test_pdf_and_word_carry_the_same_numbers(pages, words, name):
    printed = _figures("\n".join(pages[name]))
    # A table that runs over pages repeats its head and source line in the PDF, so a number may stand there oftener.
    assert set(printed) == set(_figures(words[name]))


@pytest.mark.parametrize("name", PAPERS)
def test_every_pdf_is_a4_accessible_archivable_and_in_the_vendored_typeface(dossier, name):
    reader = pypdf.PdfReader(dossier / "dossier" / f"{name}.pdf")
    metadata = reader.xmp_metadata.stream.get_data().decode()
    assert re.search(r"pdfuaid:part>1<", metadata)
    assert re.search(r"pdfaid:part>3<", metadata)
    assert re.search(r"pdfaid:conformance>A<", metadata)
    for page in reader.pages:
        sides = (841.89, 595.28) if name in WIDE else (595.28, 841.89)
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(sides, abs=0.5)
        for font in page["/Resources"]["/Font"].values():
            assert "LiberationSerif" in font.get_object()["/BaseFont"]


def test_the_briefing_has_two_pages_and_says_what_is_assumed(pages):
    text = " ".join(" ".join(pages["bao_cao_tom_tat"]).split())
    assert len(pages["bao_cao_tom_tat"]) == 2
    assert "vị trí các điểm còn lại là giả định" in text
    assert "g là giả định" in text
    assert "Trạng thái số liệu: giả định" in text


def test_the_survey_letter_has_two_pages_and_gives_the_days_of_the_register(pages, words):
    register = pd.read_csv(Path(__file__).parents[1] / "data" / "parameters.csv", index_col="parameter_id")
    days = int(register.loc["survey_reply_days", "base"])
    assert len(pages["cong_van_khao_sat"]) == 2
    for text in (" ".join(pages["cong_van_khao_sat"]), words["cong_van_khao_sat"]):
        flat = " ".join(text.split())
        assert f"trong {days} ngày kể từ ngày ký Công văn này" in flat
        assert "Phiếu khảo sát điểm phục vụ bưu chính" in flat
        assert "Phiếu khảo sát nhu cầu tiếp nhận, trả kết quả qua bưu chính" in flat
        assert "Điều 13 Quyết định số 45/2016/QĐ-TTg" in flat
        assert "(Thông báo số …… ngày …… của Văn phòng UBND tỉnh)" in flat


def test_the_papers_quote_the_results_of_the_run(dossier, pages):
    chosen = batch.recommended_scenario(load_inputs())
    headlines = pd.read_csv(dossier / chosen / "results" / "headlines.csv", index_col="metric_id")["value"]
    share = f"{headlines['people_within_share'] * 100:.1f}".replace(".", ",")
    for name in ("bao_cao_tom_tat", "de_an", "to_trinh"):
        assert share in " ".join(pages[name]), name


def test_the_list_of_points_in_the_agreement_is_that_of_the_run(dossier, words):
    chosen = batch.recommended_scenario(load_inputs())
    sites = pd.read_csv(dossier / chosen / "results" / "sites.csv")
    document = docx.Document(str(dossier / "dossier" / "thoa_thuan.docx"))
    table = next(t for t in document.tables if len(t.rows) == len(sites) + 1)
    head, *listed = [[text_of(cell._tc) for cell in row.cells] for row in table.rows]
    assert [row[0] for row in listed] == [str(k) for k in range(1, len(sites) + 1)]
    assert sorted(row[head.index("Xã, phường, thị trấn")] for row in listed) == sorted(sites["commune_vi"])
    assert sum(int(row[head.index("Quầy")]) for row in listed) == sites["counters"].sum()


def test_long_tables_repeat_their_heads_and_lose_no_row_in_print(dossier, pages):
    chosen = batch.recommended_scenario(load_inputs())
    sites = pd.read_csv(dossier / chosen / "results" / "sites.csv")
    text = " ".join(" ".join(pages["thoa_thuan"]).split())
    for commune, count in sites["commune_vi"].value_counts().items():
        assert text.count(commune) >= count, commune
    holding = [" ".join(page.split()) for page in pages["thoa_thuan"] if page.count("đã có") >= 3]
    assert len(holding) >= 2
    assert all("Địa chỉ" in page and "Vị trí" in page for page in holding)


def test_no_paper_cites_law_that_was_not_in_force(pages, inputs):
    table = inputs["legal_basis"]
    late = table[(table["effective_from"].fillna("") > "2018-11-07") | (table["cite_2018"] == "no")]
    for name in PAPERS:
        text = " ".join(" ".join(pages[name]).split())
        for number in late["number"].dropna():
            assert number not in text or "/" not in number, (name, number)


def test_drafts_carry_the_mark_and_no_invented_number_or_signature(pages):
    for name in PAPERS:
        assert "DỰ THẢO" in pages[name][0], name
        assert not re.search(r"Số:\s*\d", pages[name][0]), name


def test_every_scenario_has_its_record_and_results(dossier):
    for name in scenario_names():
        assert (dossier / name / "run.json").exists()
        assert (dossier / name / "results" / "headlines.csv").exists()


# --- every number has a home ------------------------------------------------------------------------------


@pytest.fixture
def wide(monkeypatch):
    """Make the console wide, so that no name is folded."""
    monkeypatch.setattr(saying.console, "_width", 240)


@pytest.fixture(scope="module")
def book(dossier):
    return open_workbook("recommended")


def _written(value: float, decimals: int) -> str:
    """Return a number the Vietnamese way, without the code under test."""
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def _ways(value: float) -> set[str]:
    """Return the ways in which a value may stand in a paper: whole, in percent, thousands, millions, billions."""
    scaled = (value * scale for scale in (1, 100, 1e-6, 1e-9))
    return {_written(number, decimals) for number in scaled for decimals in range(5)} | {f"{value:.0f}"}


@pytest.mark.parametrize("name", PAPERS)
def test_every_number_of_a_paper_can_be_computed_again_from_its_name(book, name):
    quoted = [piece for piece in trace.quoted_in(trace.paper_notebooks()[name]) if is_reference(piece.ref)]
    assert len(quoted) > FEW.get(name, 40)
    wrong = []
    for piece in quoted:
        quantity = resolve(book, piece.ref)
        printed = re.findall(r"-?\d+(?:\.\d{3})*(?:,\d+)?", piece.text)
        clock = re.fullmatch(r"(\d+) giờ (\d+)", piece.text)
        if clock:
            printed = [_written(int(clock[1]) + int(clock[2]) / 60, 1)]
        if not set(printed) & _ways(quantity.value):
            wrong.append((piece.text, piece.ref, quantity.value))
    assert not wrong


@pytest.mark.parametrize("name", PAPERS)
def test_every_number_of_a_paper_goes_back_to_sources_that_are_listed(book, name):
    known = set(book.inputs["sources"]["source_id"])
    for ref in {piece.ref for piece in trace.quoted_in(trace.paper_notebooks()[name]) if is_reference(piece.ref)}:
        family = list(resolve(book, ref).ancestors())
        sources = {source for quantity in family for source in quantity.source_id.split()} - {"MODEL"}
        assert sources, ref
        assert sources <= known, ref
        statuses = [quantity.status for quantity in family[1:] if not quantity.parents]
        levers = {key for key, row in book.inputs.register.items() if row.role == "lever"}
        if family[0].status == "observed":
            assert set(statuses) <= {"observed"}, ref
        if any(q.status == "assumed" and q.id not in levers for q in family[1:] if not q.parents):
            assert family[0].status == "assumed", ref


@pytest.mark.parametrize("name", PAPERS)
def test_no_digit_of_the_prose_is_without_a_home(dossier, name):
    """What is left of the prose once every marked piece is taken out holds no digit but list and link marks."""
    titles = [load_scenario(scenario, load_inputs().register).title_vi for scenario in scenario_names()]
    for cell in nbformat.read(trace.paper_notebooks()[name], as_version=4).cells:
        for output in cell.get("outputs", []):
            block = block_from_bundle(output.get("data", {}))
            if not isinstance(block, Prose):
                continue
            left = re.sub(r'<span class="qd45-so".*?</span>', "", block.markdown, flags=re.DOTALL)
            assert "qd45-so" not in unmarked(block.markdown)
            left = re.sub(r"^\s*\d+\.\s|\]\(#[^)]*\)", "", left, flags=re.MULTILINE)
            for title in titles:
                left = left.replace(title, "")
            assert not re.search(r"\d", left), left[:200]


@pytest.mark.parametrize("name", PAPERS)
def test_every_figure_in_the_pdf_is_one_that_has_a_home(dossier, pages, name):
    """Numbers with a separator or a percent sign in the finished PDF are among the marked ones."""
    homes = " ".join(piece.text for piece in trace.quoted_in(trace.paper_notebooks()[name]))
    printed = set(_figures("\n".join(pages[name])))
    captions = {"90%"}  # the interval named in a caption and an axis label
    assert printed - set(_figures(homes)) - captions == set()


def test_a_number_copied_from_the_briefing_is_traced_to_its_sources(dossier, pages, wide):
    share = re.search(r"(\d+,\d%)", " ".join(pages["bao_cao_tom_tat"])).group(1)
    result = CliRunner().invoke(app, ["trace", share])
    assert result.exit_code == 0, result.output
    assert "people_within_share_today" in result.output
    for words in ("giả định", "Σ P_i", "detour_plain", "table(service_points)", "SEED-2018", "UBND tỉnh Quảng Bình"):
        assert words in result.output, words


def test_the_numbers_of_a_paper_are_listed_with_name_status_and_place(dossier, wide):
    result = CliRunner().invoke(app, ["trace", "--paper", "bao_cao_tom_tat"])
    assert result.exit_code == 0
    for words in ("94.000", "dossiers_2017", "quan sát", "diff(society_npv_vnd@bau)", "So sánh các phương án"):
        assert words in result.output, words


@pytest.mark.parametrize("name", [
    "123456", "dossier_2017", "points_2018 +", "cell(communes.population_2019)", "law:ND30-2020", "", "cell()",
    "points_2018 / 0", "points_2018 + people_within_share", "total(communes.name_vi)", "low(points_2018)",
    "table(nope)", "firm_points(1)", "people_within_share@nope", "count(sites, nope=1)", "points_2018()", "a.b.c"])
def test_what_cannot_be_traced_is_said_in_words(dossier, name):
    result = CliRunner().invoke(app, ["trace", name])
    assert result.exit_code == 2
    assert "What to do" in result.output


def test_the_list_of_tables_has_the_worst_status_of_the_tables_it_lists(book):
    tables.options(book)
    block = tables.tables_used(book)
    assert [row[2] for row in block.rows][-1] == "giả định"
    assert block.note.endswith("Trạng thái số liệu: giả định.")


def test_in_html_a_number_says_what_it_is_to_those_who_point_at_it(dossier):
    html, _ = HTMLExporter().from_filename(str(dossier / "dossier" / "notebooks" / "bao_cao_tom_tat.ipynb"))
    assert 'title="Hồ sơ qua bưu chính năm 2017: 94.000 hồ sơ; quan sát; nguồn SEED-2018' in html
    assert re.search(r'<td[^>]* title="people_within_share@every_commune">', html)


def test_the_annex_lists_every_number_of_the_prose_with_its_name(dossier, words):
    for name in ("to_trinh",):  # the proposal and the agreement leave it to the technical annex
        listed = words[name].replace("\u200b", "")
        quoted = trace.quoted_in(trace.paper_notebooks()[name])
        in_prose = {piece.ref for piece in quoted if is_reference(piece.ref) and piece.place.startswith("ô ")}
        spans = {ref for ref in in_prose if not ref.startswith(("low(", "high("))}
        assert len(spans) > 10
        for ref in spans:
            assert f"[{ref}]" in listed, (name, ref)


def test_every_pointer_of_the_appraisal_sheet_is_a_place_of_the_finished_papers(words):
    """Each “Bảng n” and “Điều n” that the sheet names stands in the Word file of the paper it names."""
    sheet = words["phieu_tham_dinh"]
    named = {"Đề án": "de_an", "Tờ trình": "to_trinh", "Thỏa thuận": "thoa_thuan",
             "Quyết định phê duyệt": "quyet_dinh_phe_duyet", "Bảng tổng hợp ý kiến": "tong_hop_y_kien"}
    ends = "|".join([*named, "Báo cáo", "Phụ lục kỹ thuật", "Quyết định công bố"])
    pointed = [(paper, place) for line in sheet.splitlines() for label, paper in named.items()
               for told in re.findall(rf"(?:^| ){label}: (.*?)(?= (?:{ends})|$)", line)
               for place in re.findall(r"Bảng \d+|Điều \d+", told)]
    assert len(pointed) > 20
    for paper, place in pointed:
        assert re.search(rf"^{place}\.", words[paper], re.MULTILINE), (paper, place)


# --- the other profile ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def later(dossier, tmp_path_factory) -> dict[str, Finished]:
    """Make the papers of the recommended scenario in the profile of 2026."""
    folder, chosen = tmp_path_factory.mktemp("later"), batch.recommended_scenario(load_inputs())
    return {name: _finished(run_notebook(dossier.parent / "notebooks" / "documents" / f"{name}.ipynb",
                                         folder / f"{name}.ipynb", {"scenario": chosen, "profile": "2026"}))
            for name in PAPERS}


def _finished(notebook: Path) -> Finished:
    paper = read_document(nbformat.read(notebook, as_version=4), notebook.name)
    files = {f"{notebook.stem}{PDF}": to_pdf(paper), f"{notebook.stem}{DOCX}": to_docx(paper)}
    return papers_of([read_paper(Path(name), content) for name, content in files.items()])[0]


def _problems(papers: dict[str, Finished], check) -> list[tuple[str, str, str]]:
    return [(finding.paper, finding.point, finding.found) for finding in check(list(papers.values()), load_inputs())
            if finding.failed]


def test_no_paper_of_either_profile_holds_a_word_of_the_other(dossier, later):
    made = {name: _finished(dossier / "dossier" / "notebooks" / f"{name}.ipynb") for name in PAPERS}
    for papers in (made, later):
        assert not _problems(papers, fitness.check)


def test_the_papers_of_2026_cite_only_law_in_force_on_their_day(later):
    assert not [found for found in _problems(later, citations.check) if found[1] in (citations.KNOWN,
                                                                                     citations.IN_FORCE)]


def test_the_papers_keep_their_length_in_both_profiles(pages, later):
    for name, least, most in (("bao_cao_tom_tat", 2, 2), ("de_an", 25, 40), ("cong_van_khao_sat", 1, 2)):
        assert least <= len(pages[name]) <= most, name
        assert least <= max(later[name].files[PDF].numbers) <= most, name


def test_the_agreement_has_fifteen_articles_and_eight_annexes_in_both_profiles(words, later):
    for text in (words["thoa_thuan"], later["thoa_thuan"].files[DOCX].text):
        articles = re.findall(r"^Điều (\d+)\. ", text, re.MULTILINE)
        heads = re.finditer(r"^Phụ lục ([IVX]+)(?:\s*$|\s+(\w+))", text, re.MULTILINE)
        annexes = [head[1] for head in heads if not head[2] or head[2].isupper()]
        assert articles == [str(number) for number in range(1, 16)]
        assert annexes == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]


def test_an_edited_paper_is_renewed_for_another_scenario_and_keeps_its_edits(dossier, tmp_path, wide):
    path = tmp_path / "bao_cao_tom_tat.docx"
    shutil.copy(dossier / "dossier" / path.name, path)
    paper = docx.Document(str(path))
    paper.paragraphs[-1].insert_paragraph_before("Đoạn do chuyên viên thêm.")
    paper.save(str(path))
    result = CliRunner().invoke(app, ["refresh", str(path), "--scenario", "budget_cap"])
    assert result.exit_code == 0, result.output
    made = docx.Document(str(path))
    told = read_manifest(made)
    numbers = {number["id"]: number["text"] for number in [*told["numbers"], *told.get("left", [])]}
    controls = controls_in(made.element.body)
    assert len(controls) > 100
    assert all(text_of(item) == numbers[tag] for tag, item in controls)
    share = pd.read_csv(dossier / "budget_cap" / "results" / "headlines.csv", index_col="metric_id")["value"]
    printed = word_text(path.read_bytes())
    assert f"{share['people_within_share'] * 100:.1f}".replace(".", ",") in printed
    assert "Đoạn do chuyên viên thêm." in printed


def test_a_paper_alone_is_made_again_and_one_changed_number_is_named(dossier, tmp_path, wide):
    path = tmp_path / "to_trinh.pdf"
    shutil.copy(dossier / "dossier" / path.name, path)
    as_made = CliRunner().invoke(app, ["verify", str(path), str(dossier / "dossier" / "phu_luc_so_lieu.xlsx")])
    assert as_made.exit_code == 0, as_made.output
    assert as_made.output.count("Made again, every number and word is as the file was made") == 2
    path.write_bytes(with_other_words(path.read_bytes(), "94.000", "95.000"))
    changed = CliRunner().invoke(app, ["verify", str(path)])
    assert changed.exit_code == 1
    assert "94.000 (Hồ sơ qua bưu chính năm 2017)" in changed.output
