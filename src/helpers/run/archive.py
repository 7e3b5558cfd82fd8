"""The inputs of stored runs, kept by content, so that a run can be made again after the data have changed."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from helpers.inputs import InputError, Inputs, data_dir, load_inputs
from helpers.run.locks import locked
from helpers.run.paths import ARCHIVE, outputs_dir, write_whole


def archive_dir() -> Path:
    """Return the folder of kept input files, each named by its SHA-256."""
    return outputs_dir() / ARCHIVE


def keep(inputs: Inputs) -> None:
    """Keep every input file that is not kept yet; a file that has changed since it was read is left out."""
    new = {name: digest for name, digest in inputs.digests.items() if not (archive_dir() / digest).exists()}
    if not new:
        return
    with locked(ARCHIVE):
        for name, digest in new.items():
            content = _content(data_dir() / name, digest)
            if content is not None:
                write_whole(archive_dir() / digest, content)


def inputs_of(digests: Mapping[str, str]) -> Inputs:
    """Return the inputs of a run from its record: file names and their SHA-256.

    Raises
    ------
    InputError : a file is neither kept nor in ``data/`` as it was, or is not as its present schema says.
    """
    with tempfile.TemporaryDirectory(prefix="qd45-inputs-") as name:
        place_kept(digests, Path(name))
        try:
            return load_inputs(Path(name))
        except InputError as error:
            raise error.elsewhere(
                f"{error.file} (bản lưu / as kept)", error.row,
                remedy_vi="bản lưu không hợp với chương trình hiện nay; dùng chương trình của lượt chạy đó",
                remedy_en="the kept file does not fit the present code; use the code of that run") from None


def place_kept(digests: Mapping[str, str], folder: Path) -> None:
    """Put the input files of a run into a folder, over others of the same names.

    Raises
    ------
    InputError : a file is neither kept nor in ``data/`` as it was.
    """
    for file, digest in digests.items():
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_found(file, digest), place)


def _found(file: str, digest: str) -> Path:
    for place in (archive_dir() / digest, data_dir() / file):
        if _content(place, digest) is not None:
            return place
    raise InputError(
        f"data/{file}", value=f"sha256 {digest[:10]}…",
        allowed_vi="tệp đúng như lúc chạy, trong data/ hoặc bản lưu outputs/.inputs",
        allowed_en="the file as it was in the run, in data/ or kept in outputs/.inputs",
        remedy_vi="không còn biết số liệu của lượt chạy này: đặt lại tệp cũ vào data/, hoặc chạy lại kịch bản",
        remedy_en="the inputs of this run are no longer known: put the old file back into data/, or run the scenario "
                  "again")


def _content(path: Path, digest: str) -> bytes | None:
    """Return what a file holds, if that is what the digest says; else nothing."""
    content = path.read_bytes() if path.is_file() else b""
    return content if hashlib.sha256(content).hexdigest() == digest else None
