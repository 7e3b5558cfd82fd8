"""Which papers may quote a number of the register or a result, read off the document notebooks."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import nbformat

from helpers.inputs import workbook_root

_QUOTED = re.compile(r"\b(?:q|r|diff|span|value|lever|gap)\(\s*[\"'](\w+)[\"']")


def quoted_by_papers(folder: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Return for each number that a document notebook names the notebooks that name it, in order of their names.

    What stands under a condition counts as well: whether it is printed hangs on the scenario.

    Parameters
    ----------
    folder : folder of the notebooks; default ``notebooks/documents`` of the workbook.
    """
    found = defaultdict(set)
    for path in sorted((folder or workbook_root() / "notebooks" / "documents").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for name in _QUOTED.findall(cell.source):
                found[name].add(path.stem)
    return {name: tuple(sorted(papers)) for name, papers in found.items()}
