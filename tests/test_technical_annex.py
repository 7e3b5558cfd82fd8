"""The technical annex: its logs are true, its counts are counted, and it says when it must no longer be used."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from model_samples import inputs, rows, run
from paper_samples import ROOT, copy_with_few_draws, executed, paper_of, prose, tables
from report_samples import pdf_pages, word, word_text

import helpers
from helpers.inputs import load_inputs
from helpers.report import tables as made
from helpers.report.book import Book
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx
from helpers.run import batch

PAPER = "phu_luc_ky_thuat"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    found = copy_with_few_draws(tmp_path_factory.mktemp("annex"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QD45_HOME", str(found))
        yield found


@pytest.fixture(scope="module")
def annex(home):
    return executed(home, PAPER, "stepwise")


@pytest.fixture(scope="module")
def files(annex):
    paper = paper_of(annex, PAPER)
    return to_pdf(paper), to_docx(paper)


def book(**changed):
    found = inputs()
    return Book(dataclasses.replace(found, tables={**found.tables, **changed}), run("stepwise"), run, {}, "")


# --- logs ---------------------------------------------------------------------------------------------------


def test_every_check_that_is_listed_is_a_test_that_exists():
    for row in rows("tables/verification.csv"):
        tree = ast.parse((ROOT / row["test_file"]).read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert row["test_name"] in names, row["check_id"]


def test_every_step_of_the_model_names_a_module_that_exists_and_steps_are_in_order():
    found = rows("tables/model_stages.csv")
    folder = Path(helpers.__file__).parent
    assert all((folder / row["module"]).is_file() for row in found)
    assert sorted(int(row["seq"]) for row in found) == list(range(1, len(found) + 1))


def test_decisions_are_dated_by_versions_of_the_changelog_only():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^## (\S+)", changelog, re.MULTILINE))
    assert {row["version"] for row in rows("tables/decisions.csv")} <= headings


def test_every_source_stands_in_the_annex_with_the_day_it_was_last_checked(annex):
    table = tables(annex)["bang-nguon-du-lieu"].rows
    listed = {row[0].replace("\u200b", ""): row[4] for row in table}
    days = {row["source_id"]: row["last_checked"].split("-") for row in rows("sources.csv")}
    assert listed == {key: f"{day}/{month}/{year}" for key, (year, month, day) in days.items()}


# --- assumptions --------------------------------------------------------------------------------------------


def waiting(role_is_lever):
    """Return the rows of the register that nobody has observed, by label, read from the file."""
    return {row["label_vi"]: row for row in rows("parameters.csv")
            if (row["role"] == "lever") == role_is_lever and row["role"] != "fact" and row["status"] != "observed"}


@pytest.mark.parametrize(("name", "levers"), [("bang-gia-dinh", False), ("bang-don-bay", True)])
def test_every_assumption_is_listed_once_and_the_worst_stand_first(annex, name, levers):
    table, known = tables(annex)[name].rows, waiting(levers)
    assert sorted(row[0] for row in table) == sorted(known)
    grades = [("RAG".index(known[row[0]]["quality"]), "RAG".index(known[row[0]]["impact"])) for row in table]
    assert grades == sorted(grades)
    assert [row[3] for row in table] == [f"{known[row[0]]['quality']}/{known[row[0]]['impact']}" for row in table]


def test_among_equal_grades_the_assumption_that_moves_most_stands_first(annex):
    last = {}
    for row in tables(annex)["bang-gia-dinh"].rows:
        moved = float(row[5].replace(".", "").replace(",", ".")) if row[5] != "–" else 0.0
        assert moved <= last.get(row[3], float("inf")), row[0]
        last[row[3]] = moved
    assert max(last.values()) >= 0
    assert any(row[5] not in ("–", "0,00") for row in tables(annex)["bang-gia-dinh"].rows)


# --- counts -------------------------------------------------------------------------------------------------


def test_the_numbers_of_checks_by_kind_are_counted(annex):
    kinds = pd.Series([row["kind"] for row in rows("tables/verification.csv")]).value_counts()
    table = [int(row[1]) for row in tables(annex)["bang-loai-kiem"].rows]
    assert sorted(table[:-1]) == sorted(kinds)
    assert table[-1] == kinds.sum()
    assert f"Có {kinds.sum()} phép kiểm đối chiếu" in prose(annex)


def test_a_table_that_no_longer_adds_up_to_what_was_published_is_called_out():
    assert made.mismatches(book()) == []
    fewer = book(service_points=inputs()["service_points"].iloc[1:])
    assert "số điểm tiếp nhận" in made.mismatches(fewer)


def test_totals_of_the_reconciliation_are_those_of_the_files(annex):
    table = {row[0]: row[1:4] for row in tables(annex)["bang-khop-so"].rows}
    people = sum(int(row["population_2019"]) for row in rows("tables/communes.csv"))
    assert table["dân số 01/4/2019"] == ["895.430", f"{people:,}".replace(",", "."), "khớp"]
    assert {row[2] for row in table.values()} == {"khớp"}


def test_without_reports_no_accuracy_is_claimed(annex):
    assert "chưa kiểm được dự báo; hồ sơ không nêu độ chính xác nào" in prose(annex)


# --- reproduction and renewal ---------------------------------------------------------------------------------


def test_digests_are_those_of_the_files_and_the_run_is_the_one_stored(home, annex):
    table = tables(annex)
    record = json.loads((home / "outputs" / "stepwise" / "run.json").read_text(encoding="utf-8"))
    run_rows = {row[0]: row[1].replace("\u200b", "") for row in table["bang-lan-chay"].rows}
    assert run_rows["Mã lần chạy"] == record["key"]
    assert run_rows["Mã in ở chân trang"] == record["key"][:10]
    assert run_rows["Phiên bản numpy"] == record["versions"]["numpy"]
    halves = [pair for row in table["bang-ma-bam"].rows for pair in (row[:2], row[2:]) if pair[0]]
    listed = {name.replace("\u200b", ""): digest for name, digest in halves}
    assert set(listed) == set(record["inputs"])
    for name, digest in listed.items():
        assert hashlib.sha256((home / "data" / name).read_bytes()).hexdigest().startswith(digest)


def test_the_day_of_renewal_is_that_of_the_data_and_its_passing_is_said_first(home, annex):
    due = next(row["due_on"] for row in rows("tables/renewals.csv") if row["renewal_id"] == "sunset")
    year, month, day = due.split("-")
    said = prose(annex)
    assert f"Hạn dùng của mô hình là ngày {day}/{month}/{year}" in said
    assert "quá hạn" not in said
    late = prose(executed(home, PAPER, "stepwise", "2026"))
    assert f"Mô hình đã quá hạn dùng: hạn là ngày {day}/{month}/{year}" in late.split("## ")[0]


def test_the_list_of_numbers_names_the_papers_that_quote_them(annex):
    quotes = {}
    for path in sorted((ROOT / "notebooks" / "documents").glob("*.ipynb")):
        text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
        for name in ("dossiers_2017", "people_within_share", "survey_reply_days"):
            if re.search(rf'\b[qr]\(\\"{name}\\"', text):
                quotes.setdefault(name, set()).add(path.stem)
    table = {row[3].replace("\u200b", ""): row for row in tables(annex)["bang-noi-neu"].rows}
    for name, papers in quotes.items():
        assert set(table[name][4].replace("\u200b", "").split(", ")) >= papers
    assert table["dossiers_2017"][1:3] == ["94.000 hồ sơ", "quan sát"]


def test_the_annex_is_made_again_when_any_other_paper_changes(home):
    def keys():
        return {job.notebook.stem: job.key for job in batch.document_jobs("stepwise", load_inputs(home / "data"))}

    before, path = keys(), home / "notebooks" / "documents" / "to_trinh.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Sự cần thiết", "Lý do"), encoding="utf-8")
    after = keys()
    path.write_text(text, encoding="utf-8")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"to_trinh", PAPER}


# --- form ---------------------------------------------------------------------------------------------------


def test_it_is_an_annex_as_a_whole_without_masthead_signature_or_closing_mark(files):
    pages, words = pdf_pages(files[0]), word_text(files[1])
    for text in (" ".join(" ".join(pages).split()), words):
        assert "PHỤ LỤC KỸ THUẬT" in text
        assert "(Kèm theo Đề án số" in text
        assert "MỤC LỤC" in text
        assert "DỰ THẢO" in text
        for absent in ("CỘNG HÒA XÃ HỘI", "GIÁM ĐỐC", "Nơi nhận", "./."):
            assert absent not in text
    assert all(pages[k].strip() for k in range(len(pages)))


def test_long_tables_lose_no_row_and_repeat_their_heads_in_both_formats(annex, files):
    text = re.sub(r"\s", "", "".join(pdf_pages(files[0]))).replace("\u200b", "")
    wide = {len(table.rows): table for table in word(files[1]).tables}
    for name in ("bang-gia-dinh", "bang-phep-kiem", "bang-nguon-du-lieu", "bang-noi-neu"):
        table = tables(annex)[name]
        for row in table.rows:
            first = re.sub(r"\s", "", row[0]).replace("\u200b", "")
            assert first in text, (name, row[0])
        assert len(table.rows) + 1 in wide
        assert "tblHeader" in wide[len(table.rows) + 1].rows[0]._tr.xml


@pytest.mark.parametrize("name", ["bau", "every_commune"])
def test_the_annex_comes_out_for_the_smallest_and_the_largest_plan(home, name):
    notebook = executed(home, PAPER, name)
    paper = paper_of(notebook, PAPER)
    assert len(pdf_pages(to_pdf(paper))) > 20
    assert ("phương án đối chứng nên giá trị ròng" in prose(notebook)) == (name == "bau")
