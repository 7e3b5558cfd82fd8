"""``qd45 refresh``: the file where it lies, what is kept of it, and what is refused in words."""

from __future__ import annotations

import pytest
from report_samples import word_text
from test_refresh import OTHER, paper
from typer.testing import CliRunner

from helpers.report.word import to_docx
from helpers.run import refresh as command
from helpers.run import saying
from helpers.run.cli import app


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Return a Word paper; the paper of any scenario is made without a kernel."""
    monkeypatch.setattr(command, "run_notebook", lambda *_: pytest.fail("no notebook is to run here"))
    monkeypatch.setattr(command, "made_paper", lambda *_: paper("14", "86,6%", **OTHER))
    monkeypatch.setattr(saying.console, "_width", 300)
    path = tmp_path / "to_trinh.docx"
    path.write_bytes(to_docx(paper()))
    return path


def called(*arguments):
    return CliRunner().invoke(app, ["refresh", *map(str, arguments)])


def test_the_file_is_renewed_and_what_was_there_is_kept_beside_it(file):
    before = file.read_bytes()
    result = called(file, "--scenario", "budget_cap")
    assert result.exit_code == 0, result.output
    assert "14 điểm" in word_text(file.read_bytes())
    assert (file.parent / "to_trinh.truoc.docx").read_bytes() == before
    for said in ("stepwise → budget_cap", "87,0%", "86,6%", "Người gần điểm", "to_trinh.truoc.docx"):
        assert said in result.output
    assert sorted(path.name for path in file.parent.iterdir()) == ["to_trinh.docx", "to_trinh.truoc.docx"]
    between = file.read_bytes()
    called(file, "--scenario", "budget_cap")
    assert (file.parent / "to_trinh.truoc.docx").read_bytes() == before
    assert (file.parent / "to_trinh.truoc-2.docx").read_bytes() == between


def test_another_output_leaves_the_file_alone(file):
    before = file.read_bytes()
    result = called(file, "--scenario", "budget_cap", "--output", file.parent / "moi.docx")
    assert result.exit_code == 0, result.output
    assert file.read_bytes() == before
    assert "14 điểm" in word_text((file.parent / "moi.docx").read_bytes())
    assert not list(file.parent.glob("*truoc*"))


@pytest.mark.parametrize("owner", ["~$_trinh.docx", "~$to_trinh.docx", ".~lock.to_trinh.docx#"])
def test_a_file_that_is_open_elsewhere_is_refused_and_not_touched(file, owner):
    before = file.read_bytes()
    (file.parent / owner).write_text("staff")
    result = called(file, "--scenario", "budget_cap")
    assert result.exit_code == 2
    assert owner in result.output
    assert "What to do" in result.output
    assert file.read_bytes() == before
    assert not list(file.parent.glob("*truoc*"))


@pytest.mark.parametrize(("name", "content"), [("thieu.docx", None), ("hong.docx", b"PK"), ("a.pdf", b"%PDF")])
def test_what_is_not_there_or_not_a_paper_is_refused_in_words(file, name, content):
    path = file.parent / name
    if content is not None:
        path.write_bytes(content)
    result = called(path, "--scenario", "budget_cap")
    assert result.exit_code == 2
    assert name in result.output
    assert "What to do" in result.output


def test_a_write_that_fails_leaves_the_file_as_it_was(file, monkeypatch):
    before = file.read_bytes()

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command, "write_whole", full)
    assert called(file, "--scenario", "budget_cap").exit_code != 0
    assert file.read_bytes() == before


def test_an_unknown_scenario_or_paper_is_named_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean “stepwise”"):
        command.made_paper("to_trinh", "stepwize", "2018")
    with pytest.raises(ValueError, match="did you mean “to_trinh”"):
        command.made_paper("to_trin", "stepwise", "2018")
