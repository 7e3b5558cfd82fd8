"""The formats that Jupyter offers for a document notebook."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from helpers.report.document import read_document
from helpers.report.pdf import to_pdf
from helpers.report.word import to_docx

#: What writes a paper, by the ending of its file.
WRITERS = {".pdf": to_pdf, ".docx": to_docx}


def papers(notebook: NotebookNode, name: str, suffixes: Iterable[str]) -> dict[str, bytes]:
    """Return an executed document notebook as papers, as the exporters give them; it is read once for all formats.

    Parameters
    ----------
    notebook : executed notebook.
    name : its name without ending.
    suffixes : endings of the wished formats, keys of ``WRITERS``.

    Raises
    ------
    InputError : the notebook was not run, or does not make a document.
    """
    with _uncollected():
        document = read_document(notebook, f"{name}.ipynb")
        return {suffix: WRITERS[suffix](document) for suffix in suffixes}


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: trees have none, and looking through them took a fifth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class _PaperExporter(Exporter):
    """Turn an executed document notebook into an official paper."""

    _write = None

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the paper's bytes and nbconvert's resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        name = resources["metadata"].get("name") or "notebook"
        return type(self)._write(read_document(nb, f"{name}.ipynb")), resources


class PdfExporter(_PaperExporter):
    """Official paper as PDF."""

    export_from_notebook = "QĐ45 – PDF (Typst)"
    output_mimetype = "application/pdf"
    _write = staticmethod(to_pdf)

    def _file_extension_default(self):
        return ".pdf"


class DocxExporter(_PaperExporter):
    """Official paper as a Word document."""

    export_from_notebook = "QĐ45 – Word (DOCX)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    _write = staticmethod(to_docx)

    def _file_extension_default(self):
        return ".docx"
