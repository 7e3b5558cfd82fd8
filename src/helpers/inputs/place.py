"""Where the workbook lies on disk."""

from __future__ import annotations

import os
from pathlib import Path


def workbook_root() -> Path:
    """Return the folder that holds ``data/`` and ``notebooks/``.

    The environment variable ``QD45_HOME`` wins; otherwise the folder of the installed sources.

    Raises
    ------
    FileNotFoundError : there is no ``data/parameters.csv`` in it.
    """
    root = Path(os.environ.get("QD45_HOME") or Path(__file__).parents[3]).resolve()
    if not (root / "data" / "parameters.csv").exists():
        raise FileNotFoundError(
            f"{root} không có data/parameters.csv. Đặt biến QD45_HOME là thư mục của sổ tay. / "
            f"{root} has no data/parameters.csv. Set QD45_HOME to the folder of the workbook."
        )
    return root


def data_dir() -> Path:
    """Return the folder of the data, ``data/``."""
    return workbook_root() / "data"
