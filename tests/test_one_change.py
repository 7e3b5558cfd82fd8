"""One number changed in the register changes in every paper and format after a rerun, and nothing else does."""

from __future__ import annotations

import difflib
import re
import shutil

import pytest
from model_samples import set_base, set_draws
from report_samples import pdf_pages, word_text
from typer.testing import CliRunner

from helpers.run.cli import app
from helpers.run.verify_paper import verify_paper

PAPERS = ("de_an", "thoa_thuan")
RUN = re.compile(r"Lần chạy: [0-9a-f]+")


def ran(home) -> dict[str, list[str]]:
    """Run the whole job and return the words of each paper in each format, the mark of the run left out."""
    result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 0, result.output
    folder, found = home / "outputs" / "dossier", {}
    for name in PAPERS:
        pdf = "\n".join(pdf_pages((folder / f"{name}.pdf").read_bytes()))
        found[f"{name}.pdf"] = RUN.sub("", pdf).split()
        found[f"{name}.docx"] = RUN.sub("", word_text((folder / f"{name}.docx").read_bytes())).split()
    return found


@pytest.fixture
def small_home(workbook_copy):
    """A workbook with two papers and few draws: what is tested is that papers follow the register."""
    shutil.rmtree(workbook_copy / "notebooks" / "analysis")
    for path in (workbook_copy / "notebooks" / "documents").glob("*.ipynb"):
        if path.stem not in PAPERS:
            path.unlink()
    set_draws(workbook_copy)
    return workbook_copy


def test_one_changed_number_changes_in_every_paper_and_format_and_nothing_else_does(small_home, tmp_path):
    before = ran(small_home)
    old = tmp_path / "thoa_thuan.docx"
    shutil.copy(small_home / "outputs" / "dossier" / old.name, old)
    set_base(small_home, complaint_window_months=(6, 8))
    after = ran(small_home)
    for paper, words in before.items():
        ops = difflib.SequenceMatcher(None, words, after[paper], autojunk=False).get_opcodes()
        moved = [(words[a:b], after[paper][c:d]) for kind, a, b, c, d in ops if kind != "equal"]
        assert moved, paper
        assert all(change == (["6"], ["8"]) for change in moved), (paper, moved)
    # The paper of before is still made again, from the register of its own day.
    verdict = verify_paper(old)
    assert (verdict.edits, verdict.moved, verdict.reworded) == ((), (), ())
