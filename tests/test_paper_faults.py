"""Papers out of the ordinary: they come out right, or the error says what to mend."""

from __future__ import annotations

import copy
import io
import json

import pypdf
import pytest
from form_samples import check, failed
from report_samples import code, figure, long_table, notebook, pdf_pages, word_text
from typer.testing import CliRunner

from helpers.inputs import InputError
from helpers.report.blocks import MIME, Column, Prose, TableBlock
from helpers.report.document import read_document
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx
from helpers.run.checks import check_notebook
from helpers.run.cli import app
from helpers.run.engine import run_notebook

LONG_NAME = "Thị trấn Nông trường Việt Trung thuộc huyện Bố Trạch, " * 4
ENDLESS = "Nguyễn" * 30


def outputs(made):
    return made.cells[-1].outputs[0].data


@pytest.mark.parametrize(("damage", "said"), [
    (lambda data: data.pop("image/svg+xml"), "thiếu hình"),
    (lambda data: data.pop("image/png"), "thiếu hình"),
    (lambda data: data.update({"image/svg+xml": "<svg width="}), "hình hỏng"),
    (lambda data: data.update({"image/png": "AAAA"}), "hình hỏng"),
    (lambda data: data.update({MIME: {"type": "tabel"}}), "tabel"),
    (lambda data: data[MIME].pop("caption"), "caption"),
])  # fmt: skip
def test_a_missing_or_damaged_figure_names_its_cell_and_what_to_do(damage, said):
    made = notebook(Prose("Một câu."), figure())
    damage(outputs(made))
    with pytest.raises(InputError, match="Run All") as caught:
        read_document(made, "thu.ipynb")
    assert "thu.ipynb, cột ô (cell) 3" in str(caught.value)
    assert said in str(caught.value)


def test_a_link_to_nothing_names_the_nearest_target():
    with pytest.raises(InputError, match="hinh-cot") as caught:
        read_document(notebook(Prose("Xem [](#hinh-cott)."), figure()), "thu.ipynb")
    assert "có phải là “hinh-cot”" in str(caught.value)


@pytest.mark.parametrize("name", [LONG_NAME, ENDLESS], ids=["many words", "one word"])
def test_a_very_long_name_stays_within_the_margins(tmp_path, inputs, name):
    columns = [Column("TT", "center", 0.1), Column("Tên điểm"), Column("Hồ sơ", "right", 0.2)]
    made = notebook(Prose("Một câu."), TableBlock("bang", "Điểm", columns, [["1", name, "5"], ["2", "Xã Ba", "7"]]))
    document = read_document(made, "thu.ipynb")
    pdf, word = to_pdf(document), to_docx(document)
    assert failed(check(tmp_path, inputs, a_pdf=pdf)) & {"F04", "F05"} == set()
    words = "".join(name.split())
    assert words in "".join("".join(pdf_pages(pdf)).replace("\u200b", "").split())
    assert words in "".join(word_text(word).replace("\u200b", "").split())


def test_a_table_of_159_rows_keeps_its_rows_and_repeats_its_head_on_every_page():
    document = read_document(notebook(Prose("Một câu."), long_table(159)), "thu.ipynb")
    pages = pdf_pages(to_pdf(document))
    words = " ".join(pages).split()
    assert all(f"Điểm-{row:03d}" in words for row in range(1, 160))
    held = [page for page in pages if "Điểm-" in page]
    assert len(held) > 2
    assert all("Tên điểm" in page and "Nguồn: Sở" in page for page in held)
    assert word_text(to_docx(document)).count("Điểm-") == 159


def test_a_table_without_rows_still_makes_a_paper():
    table = TableBlock("bang", "Điểm mới", [Column("TT"), Column("Tên điểm")], [], note="Nguồn: Sở")
    document = read_document(notebook(Prose("Không mở điểm mới."), table), "thu.ipynb")
    assert "Điểm mới" in " ".join(pdf_pages(to_pdf(document)))
    assert "Điểm mới" in word_text(to_docx(document))


@pytest.mark.parametrize("content", ['{"cells": [', '{"cells": 5}', "", "không phải JSON"])
def test_a_damaged_notebook_is_refused_by_its_name_and_says_how_to_restore_it(tmp_path, content):
    path = tmp_path / "hong.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="git checkout") as caught:
        run_notebook(path, tmp_path / "out.ipynb", {"scenario": "bau"})
    assert "hong.ipynb" in str(caught.value)
    (problem,) = check_notebook(path)
    assert "git checkout" in problem


def test_the_check_of_the_workbook_goes_on_after_a_damaged_notebook(workbook_copy):
    (workbook_copy / "notebooks" / "documents" / "to_trinh.ipynb").write_text('{"cells": [')
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert "notebooks/documents/to_trinh.ipynb" in result.output
    assert not isinstance(result.exception, ValueError)


def test_a_notebook_that_was_not_run_is_refused():
    made = notebook(Prose("Một câu."))
    made.cells.append(code(Prose("Chưa chạy."), count=None))
    with pytest.raises(InputError, match="Run All"):
        read_document(made, "thu.ipynb")


# --- what a PDF carries inside -------------------------------------------------------------------------------


def record_of(made) -> dict:
    return {"key": "a1b2c3d", "seed": 45, "headlines": {"points_total": 58.0}}


@pytest.fixture(scope="module")
def carried() -> pypdf.PdfReader:
    made = notebook(Prose("Một câu, xem [](#bang-dai)."), long_table(12), figure())
    outputs_of_context = made.cells[0].outputs[0].data[MIME]
    outputs_of_context["record"] = record_of(made)
    return pypdf.PdfReader(io.BytesIO(to_pdf(read_document(made, "thu.ipynb"))))


def test_the_pdf_carries_its_numbers_its_run_and_its_tables(carried):
    inside = {name: content[0] for name, content in carried.attachments.items()}
    assert set(inside) == {"so_lieu.json", "run.json", "bang-dai.csv"}
    assert json.loads(inside["run.json"]) == record_of(None)
    manifest = json.loads(inside["so_lieu.json"])
    assert manifest["run"] == "a1b2c3d"
    assert manifest["paper"] == "thu"
    rows = inside["bang-dai.csv"].decode("utf-8").splitlines()
    assert rows[0] == "TT,Tên điểm,Chi phí"
    assert len(rows) == 13


def test_every_file_inside_says_what_it_is_to_the_paper(carried):
    specs = {spec.get_object()["/UF"]: spec.get_object() for spec in carried.trailer["/Root"]["/AF"]}
    assert {name: spec["/AFRelationship"] for name, spec in specs.items()} == {
        "so_lieu.json": "/Data", "run.json": "/Source", "bang-dai.csv": "/Data"}
    assert all(spec["/Desc"] for spec in specs.values())
    assert specs["bang-dai.csv"]["/EF"]["/F"].get_object()["/Subtype"] == "/text/csv"


def test_the_pdf_declares_itself_an_archive_for_readers_and_has_bookmarks(carried):
    from helpers.report.checks.pdf_structure import archive_problems

    assert archive_problems(carried) == ()
    plain = copy.deepcopy(carried.trailer["/Root"])
    assert plain["/Outlines"] is not None


def test_the_record_of_a_run_changes_the_pdf_and_nothing_else_does():
    def made(**record):
        paper = notebook(Prose("Một câu."))
        paper.cells[0].outputs[0].data[MIME]["record"] = record
        return to_pdf(read_document(paper, "thu.ipynb"))

    assert made(seed=45) == made(seed=45)
    assert made(seed=45) != made(seed=46)


def test_the_job_writes_the_papers_that_jupyterlab_exports(tmp_path):
    import nbformat

    from helpers.report.exporters import DocxExporter, PdfExporter, papers

    made = notebook(Prose("Một câu, xem [](#bang-dai)."), long_table(12), figure())
    nbformat.write(made, tmp_path / "thu.ipynb")
    written = papers(nbformat.read(tmp_path / "thu.ipynb", 4), "thu", [".pdf", ".docx"])
    for suffix, exporter in ((".pdf", PdfExporter), (".docx", DocxExporter)):
        content, _ = exporter().from_filename(str(tmp_path / "thu.ipynb"))
        assert content == written[suffix]
