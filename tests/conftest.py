"""Shared by the tests: the workbook's own inputs, and a copy of it that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.inputs import load_inputs
from helpers.run import saying

ROOT = Path(__file__).parents[1]
#: Scripts that make reference values need peers that are not installed, and benchmarks are run by hand.
collect_ignore = ["reference", "benchmarks"]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def inputs():
    return load_inputs()


@pytest.fixture
def workbook_copy(tmp_path, monkeypatch) -> Path:
    """Return a copy of ``data/`` and ``notebooks/`` that the workbook takes for its own."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "outputs").mkdir()
    monkeypatch.setenv("QD45_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def _wide_console(monkeypatch):
    """Let no word of a command be folded: a console keeps the width that it found when it was made."""
    monkeypatch.setattr(saying.console, "_width", 400)
