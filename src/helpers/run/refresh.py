"""Renew a Word paper where it lies: make the paper of the new scenario, change the file, keep what was there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat

from helpers.inputs import InputError, scenario_names, unknown_name, workbook_root
from helpers.report.document import Document, read_document
from helpers.report.refresh import Refreshed, open_paper, refresh
from helpers.run.engine import NotebookFailed, run_notebook
from helpers.run.paths import write_whole

RECOMMENDED = "recommended"


def refresh_file(path: Path, scenario: str, output: Path | None = None, *, overwrite: bool = False,
                 ) -> tuple[Refreshed, Path, Path | None]:
    """Renew the numbers of an edited paper for a scenario.

    Parameters
    ----------
    path : the Word file.
    scenario : name of a file in ``data/scenarios``, or ``recommended``.
    output : where the renewed paper goes; by default in the place of the file, of which a copy is kept beside it.
    overwrite : renew also numbers that staff typed over.

    Returns
    -------
    what was done, the file written, and the copy kept of what was there, if any.

    Raises
    ------
    InputError : the file is not there, is open in another program, is damaged or not a paper of the workbook, the
        scenario or the paper's notebook does not exist, or the notebook fails.
    """
    target = output or path
    content = _content(path)
    for file in dict.fromkeys((path, target)):
        _refuse_open(file)
    _, told = open_paper(content, str(path))
    document = made_paper(told["paper"], scenario, told["profile"])
    made = refresh(content, document, str(path), overwrite=overwrite)
    kept = None
    if target.exists():
        kept = _free_name(target)
        write_whole(kept, target.read_bytes())
    return made, write_whole(target, made.content), kept


def made_paper(paper: str, scenario: str, profile: str) -> Document:
    """Return a paper made now for a scenario, by executing its notebook.

    Raises
    ------
    InputError : there is no such scenario or notebook, or the notebook fails.
    """
    if scenario not in (RECOMMENDED, *scenario_names()):
        raise unknown_name("--scenario", scenario, [*scenario_names(), RECOMMENDED], what_vi="tên kịch bản",
                           what_en="a scenario")
    folder = workbook_root() / "notebooks" / "documents"
    notebook = folder / f"{paper}.ipynb"
    known = sorted(path.stem for path in folder.glob("*.ipynb"))
    if paper not in known:
        raise unknown_name("notebooks/documents", paper, known, what_vi="sổ của văn bản",
                           what_en="the notebook of a paper")
    with tempfile.TemporaryDirectory() as aside:
        try:
            made = run_notebook(notebook, Path(aside) / notebook.name, {"scenario": scenario, "profile": profile})
        except NotebookFailed as error:
            raise InputError(
                f"notebooks/documents/{notebook.name}", value=str(error).partition("\n")[0],
                allowed_vi=f"sổ chạy được với kịch bản {scenario}",
                allowed_en=f"a notebook that runs for the scenario {scenario}",
                remedy_vi="mở sổ, chạy với kịch bản đó để xem ô lỗi",
                remedy_en="open the notebook and run it for that scenario to see the failing cell") from None
        return read_document(nbformat.read(made, as_version=4), notebook.name)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            path, value=error.strerror, allowed_vi="tệp .docx đang có và đọc được",
            allowed_en="a .docx file that is there and can be read",
            remedy_vi="kiểm tra đường dẫn", remedy_en="check the path") from None


def _refuse_open(path: Path) -> None:
    """Refuse a file that Word or LibreOffice has open: what it holds unsaved would be lost."""
    word = path.with_name(f"~${path.name[2:]}"), path.with_name(f"~${path.name}")
    owner = next((file for file in (*word, path.with_name(f".~lock.{path.name}#")) if file.exists()), None)
    if owner is not None:
        raise InputError(
            path, value=owner.name, allowed_vi="tệp đã đóng", allowed_en="a file that no program has open",
            remedy_vi=f"lưu và đóng tệp trong Word hoặc LibreOffice; nếu đã đóng thì xóa {owner.name}",
            remedy_en=f"save and close it in Word or LibreOffice; if it is closed, delete {owner.name}")


def _free_name(path: Path) -> Path:
    """Return a name for a copy that no file has."""
    number, made = 1, path.with_name(f"{path.stem}.truoc{path.suffix}")
    while made.exists():
        number += 1
        made = path.with_name(f"{path.stem}.truoc-{number}{path.suffix}")
    return made
