"""The dossier itself, made as users make it: five papers in two formats that agree with the results."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest
from report_samples import pdf_pages, word_text
from typer.testing import CliRunner

from helpers.inputs import load_inputs, scenario_names
from helpers.run import batch
from helpers.run.cli import app

PAPERS = ("bao_cao_tom_tat", "cong_van_khao_sat", "de_an", "thoa_thuan", "to_trinh")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory) -> Path:
    """Run the whole job, without the analysis notebooks, in a copy of the workbook; return its outputs."""
    home, root = tmp_path_factory.mktemp("workbook"), Path(__file__).parents[1]
    for name in ("data", "notebooks"):
        shutil.copytree(root / name, home / name)
    shutil.rmtree(home / "notebooks" / "analysis")
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


def test_one_command_gives_five_papers_in_two_formats(dossier):
    made = {path.name for path in (dossier / "dossier").iterdir() if path.is_file()}
    assert made == {f"{name}{suffix}" for name in PAPERS for suffix in (".pdf", ".docx")}


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
    assert re.search(r"pdfaid:part>2<", metadata)
    assert re.search(r"pdfaid:conformance>A<", metadata)
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595.28, 841.89), abs=0.5)
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
        assert "Phiếu khảo sát điều kiện cơ sở vật chất" in flat
        assert "Phiếu khảo sát nhu cầu phối hợp" in flat
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
    head = [cell.text for cell in table.rows[0].cells]
    listed = [[cell.text for cell in row.cells] for row in table.rows[1:]]
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
