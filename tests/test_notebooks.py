"""Notebooks are thin, and the checker that says so can fail."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.run.checks import check_notebook, check_workbook


def _notebook(tmp_path, *cells, parameters="scenario: str = 'bau'"):
    tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    path = tmp_path / "sample.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Câu hỏi?"), tagged, *cells]), path)
    return path


def test_the_workbook_breaks_none_of_its_own_rules(root):
    assert list(check_workbook(root)) == []


def test_there_are_eight_analysis_and_twelve_document_notebooks(root):
    folder = root / "notebooks"
    assert [p.stem for p in sorted((folder / "analysis").glob("*.ipynb"))] == [
        "01_baseline", "02_demand", "03_access_siting", "04_capacity", "05_finance", "06_uncertainty",
        "07_comparison", "08_backtest"]
    assert {p.stem for p in (folder / "documents").glob("*.ipynb")} == {
        "bao_cao_khao_sat", "bao_cao_tom_tat", "cong_van_khao_sat", "de_an", "phieu_tham_dinh", "phu_luc_ky_thuat",
        "quyet_dinh_danh_muc", "quyet_dinh_phe_duyet", "summary_en", "thoa_thuan", "to_trinh", "tong_hop_y_kien"}


def test_a_thin_notebook_passes(tmp_path):
    assert list(check_notebook(_notebook(tmp_path, new_code_cell("1 + 1")))) == []


@pytest.mark.parametrize(("cell", "words"), [
    (new_code_cell("def f():\n    return 1"), "defines a function"),
    (new_code_cell("class A:\n    pass"), "defines a function or a class"),
    (new_code_cell("f = lambda x: x"), "defines a function"),
    (new_code_cell("import pandas as pd\npd.read_csv('a.csv')"), "reads or writes a file"),
    (new_code_cell("open('a')"), "reads or writes a file"),
    (new_code_cell("\n".join(["1"] * 11)), "longer than 10 lines"),
    (new_code_cell("%%prose\nCó 58 điểm."), "a number is typed in prose"),
    (new_markdown_cell("Năm 2018 có nhiều hồ sơ."), "a number is typed in prose"),
    (new_code_cell("1", execution_count=3), "stored with outputs"),
])
def test_each_rule_of_thin_notebooks_is_enforced(tmp_path, cell, words):
    assert any(words in problem for problem in check_notebook(_notebook(tmp_path, cell)))


@pytest.mark.parametrize("line", ["scenario = 'bau'", "scenario: str = name()", "import os"])
def test_a_parameter_is_an_annotated_literal(tmp_path, line):
    assert any("name: type = literal" in problem for problem in check_notebook(_notebook(tmp_path, parameters=line)))
