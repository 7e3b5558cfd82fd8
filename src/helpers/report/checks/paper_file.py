"""Finished papers as files, read once for all checkers."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import pypdf
import pypdfium2 as pdfium
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree
from pypdfium2 import PdfiumError

from helpers.inputs import InputError
from helpers.report.attachments import NUMBERS_FILE, RUN_FILE
from helpers.report.checks.pdf_reading import read_pdf
from helpers.report.checks.printed import Printed
from helpers.report.checks.word_reading import read_word
from helpers.report.word_fields import read_manifest

_READERS = {".pdf": read_pdf, ".docx": read_word}
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
        """Words that stand outside the text too: all on the pages of a PDF, those of the footers of a Word file."""
        if self.format != "pdf":
            parts = docx.Document(str(self.path)).part.package.iter_parts()
            return "\n".join(text.text or "" for part in parts if str(part.partname).startswith("/word/footer")
                             for text in etree.fromstring(part.blob).iter(qn("w:t")))
        with pdfium.PdfDocument(self.path) as pages:
            return "\n".join(page.get_textpage().get_text_bounded() for page in pages)

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
    return [PaperFile(path, read_printed(path), _manifest(path)) for path in paths]


def read_printed(path: Path) -> Printed:
    """Read one paper as a reader finds it.

    Raises
    ------
    InputError : the file is not a PDF or Word file, or cannot be read.
    """
    try:
        return _READERS[path.suffix.lower()](path)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, PdfiumError,
            pypdf.errors.PyPdfError) as error:
        raise InputError(
            path.name, value=type(error).__name__, allowed_vi="tệp PDF hoặc DOCX mở được",
            allowed_en="a PDF or DOCX file that opens", remedy_vi="xuất lại văn bản bằng qd45 run",
            remedy_en="export the paper again with qd45 run") from None


def _manifest(path: Path) -> dict[str, Any]:
    """Return what a paper carries of its own numbers; empty where it carries nothing."""
    if path.suffix.lower() == ".pdf":
        inside = pypdf.PdfReader(path).attachments
        own, record = (json.loads(inside[name][0]) if name in inside else {} for name in (NUMBERS_FILE, RUN_FILE))
        return {**own, "record": record} if own else {}
    return read_manifest(docx.Document(str(path))) or {}
