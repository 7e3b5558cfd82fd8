"""The inputs of stored runs, kept by content, so that a run can be made again after the data have changed."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from helpers.inputs import InputError, Inputs, data_dir, load_inputs
from helpers.run.paths import outputs_dir, write_whole


def archive_dir() -> Path:
    """Return the folder of kept input files, each named by its SHA-256."""
    return outputs_dir() / ".inputs"


def keep(inputs: Inputs) -> None:
    """Keep every input file that is not kept yet; a file that has changed since it was read is left out."""
    for name, digest in inputs.digests.items():
        kept, source = archive_dir() / digest, data_dir() / name
        if not kept.exists() and source.exists():
            content = source.read_bytes()
            if hashlib.sha256(content).hexdigest() == digest:
                write_whole(kept, content)


def inputs_of(digests: Mapping[str, str]) -> Inputs:
    """Return the inputs of a run from its record: file names and their SHA-256.

    Raises
    ------
    InputError : a file is neither kept nor in ``data/`` as it was, or is not as its present schema says.
    """
    with tempfile.TemporaryDirectory(prefix="qd45-inputs-") as name:
        for file, digest in digests.items():
            place = Path(name) / file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_found(file, digest), place)
        return load_inputs(Path(name))


def _found(file: str, digest: str) -> Path:
    for place in (archive_dir() / digest, data_dir() / file):
        if place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == digest:
            return place
    raise InputError(
        f"data/{file}", value=digest,
        allowed_vi="tệp đúng như lúc chạy, trong data/ hoặc bản lưu outputs/.inputs",
        allowed_en="the file as it was in the run, in data/ or kept in outputs/.inputs",
        remedy_vi="chạy lại kịch bản, hoặc đặt lại tệp cũ vào data/",
        remedy_en="run the scenario again, or put the old file back into data/")
