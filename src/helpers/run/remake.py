"""A paper made again from what it says of itself: same notebook, scenario, profile and inputs, present code."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat

from helpers.inputs import InputError, data_dir, load_inputs, of_results, workbook_root
from helpers.inputs.proposals.form import PAPER as ANNEX
from helpers.report.annex import read_manifest
from helpers.report.document import read_document
from helpers.run.annex import write_annex
from helpers.run.archive import place_kept
from helpers.run.engine import NotebookFailed, run_notebook

#: Command of the process that executes the notebook: its own, so that it reads the data of another place.
_COMMAND = (sys.executable, "-m", "helpers.run.remake")


def made_again(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the paper says of itself when it is made again from the inputs of its run.

    Parameters
    ----------
    manifest : of :func:`helpers.report.manifest.manifest`, with the record of its run.

    Raises
    ------
    InputError : the notebook or an input is no longer known, or the present code cannot make the paper.
    """
    figures = manifest["paper"] == ANNEX
    name = f"{manifest['paper']}{'.xlsx' if figures else '.ipynb'}"
    notebook = workbook_root() / "notebooks" / "documents" / name
    if not figures and not notebook.exists():
        raise InputError(
            f"notebooks/documents/{name}", allowed_vi="sổ tay của văn bản", allowed_en="the notebook of the paper",
            remedy_vi="tệp đã đổi tên hoặc không do sổ tay này làm ra",
            remedy_en="the notebook was renamed, or the paper was not made here")
    with _home(manifest.get("record", {}).get("inputs", {})) as home, tempfile.TemporaryDirectory() as folder:
        output = Path(folder, name)
        call = [*_COMMAND, str(notebook), str(output), manifest["scenario"], manifest["profile"]]
        # A file and no pipe: kernels kept warm hold a pipe open after the process has ended.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(call, env={**os.environ, "QD45_HOME": str(home)}, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=said, check=False)
            said.seek(0)
            reason = said.read().strip().splitlines()
        if done.returncode:
            raise InputError(
                name, value=reason[-1][:300] if reason else "",
                allowed_vi="văn bản mà chương trình hiện nay còn làm được",
                allowed_en="a paper that the present code can still make",
                remedy_vi="dùng chương trình của lượt chạy đó", remedy_en="use the code of that run")
        return read_manifest(output) if figures else read_document(nbformat.read(output, 4), name).manifest


@contextlib.contextmanager
def _home(digests: Mapping[str, str]) -> Iterator[Path]:
    """Yield a workbook whose results hang on the files of the digests: this one, or one made of what is kept.

    Words and lists of the papers are the present ones: where they have changed since, the paper reads otherwise.
    """
    wanted = of_results(digests)
    if not wanted or wanted == of_results(load_inputs().digests):
        yield workbook_root()
        return
    with tempfile.TemporaryDirectory(prefix="qd45-again-") as name:
        home = Path(name)
        shutil.copytree(data_dir(), home / "data")
        place_kept(wanted, home / "data")
        (home / "notebooks").symlink_to(workbook_root() / "notebooks")
        (home / "outputs").mkdir()
        yield home


if __name__ == "__main__":
    source, target, scenario, profile = sys.argv[1:]
    try:
        if Path(source).stem == ANNEX:
            Path(target).write_bytes(write_annex(scenario, profile))
        else:
            run_notebook(Path(source), Path(target), {"scenario": scenario, "profile": profile})
    except (InputError, NotebookFailed) as error:
        sys.exit(" ".join(str(error).split()))
