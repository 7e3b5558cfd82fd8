"""Finished papers as files, read once for all checkers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import pypdf
from docx.opc.exceptions import PackageNotFoundError
from pypdfium2 import PdfiumError

from helpers.inputs import InputError
from helpers.report.attachments import NUMBERS_FILE, RUN_FILE
from helpers.report.checks.pdf_reading import read_pdf
from helpers.report.checks.printed import Printed
from helpers.report.checks.word_reading import read_word
from helpers.report.word_fields import read_manifest

#: The day from which Decree 30/2020 says how a paper looks.
_NEW_RULE = "2020-03-05"


@dataclass(frozen=True)
class PaperFile:
    """A finished paper: where it lies, what a reader finds in it, and what it says of itself.

    Parameters
    ----------
    path : the file, a PDF or a Word file.
    printed : its paragraphs and pages.
    manifest : its numbers and properties as it carries them inside, empty where it carries none.
    """

    path: Path
    printed: Printed
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name

    @property
    def format(self) -> str:
        """``pdf`` or ``docx``."""
        return self.path.suffix.lower()[1:]

    @cached_property
    def words(self) -> str:
        """All words, those that stand outside the text too."""
        return "\n".join(item.text for item in (*self.printed.paragraphs, *self.printed.outside))

    @cached_property
    def profile(self) -> str:
        """The format profile, as the paper says it, else by the day of the file's own properties."""
        said = self.manifest.get("profile")
        return said or ("2026" if self.printed.created >= _NEW_RULE else "2018")


def read_papers(paths: Iterable[Path]) -> list[PaperFile]:
    """Read finished papers.

    Raises
    ------
    InputError : a file is not a PDF or Word file, or cannot be read.
    """
    return [read_paper(path) for path in paths]


def read_paper(path: Path, content: bytes | None = None) -> PaperFile:
    """Read one paper as a reader finds it, from its bytes where they are at hand already.

    Raises
    ------
    InputError : the file is not a PDF or Word file, or cannot be read.
    """
    try:
        content = path.read_bytes() if content is None else content
        return PaperFile(path, *_READERS[path.suffix.lower()](content))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, PdfiumError,
            pypdf.errors.PyPdfError) as error:
        raise InputError(
            path.name, value=type(error).__name__, allowed_vi="tệp PDF hoặc DOCX mở được",
            allowed_en="a PDF or DOCX file that opens", remedy_vi="xuất lại văn bản bằng qd45 run",
            remedy_en="export the paper again with qd45 run") from None


def _pdf(content: bytes) -> tuple[Printed, dict[str, Any]]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    inside = reader.attachments
    own, record = (json.loads(inside[name][0]) if name in inside else {} for name in (NUMBERS_FILE, RUN_FILE))
    return read_pdf(reader, content), {**own, "record": record} if own else {}


def _word(content: bytes) -> tuple[Printed, dict[str, Any]]:
    document = docx.Document(io.BytesIO(content))
    return read_word(document), read_manifest(document) or {}


_READERS: dict[str, Callable[[bytes], tuple[Printed, dict[str, Any]]]] = {".pdf": _pdf, ".docx": _word}
