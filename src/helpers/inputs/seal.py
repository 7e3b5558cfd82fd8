"""``data/sources.csv`` is append-only: a seal of each row shows that none was changed or taken away."""

from __future__ import annotations

import hashlib

import pandas as pd

from helpers.inputs.errors import InputError

FILE = "data/sources_seal.csv"
#: The only cell of a source that may change: when it was last looked at.
FREE = "last_checked"


def seal_of(row: pd.Series) -> str:
    """Return the SHA-256 of a row of sources without its date of last check, hexadecimal.

    >>> row = pd.Series({"source_id": "A", "title_vi": "B", "last_checked": "2026-11-23"})
    >>> seal_of(row) == seal_of(row.replace("2026-11-23", "2026-11-25"))
    True
    """
    cells = ("" if pd.isna(value) else str(value) for name, value in row.items() if name != FREE)
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()


def sealed(sources: pd.DataFrame) -> pd.DataFrame:
    """Return the seal of every source: columns ``source_id, sha256``."""
    return pd.DataFrame({"source_id": sources["source_id"],
                         "sha256": [seal_of(row) for _, row in sources.iterrows()]})


def unsealed(sources: pd.DataFrame, seals: pd.DataFrame) -> list[str]:
    """Return the sources that were added since the last seal, once all others are found unchanged.

    Parameters
    ----------
    sources : rows of ``data/sources.csv``; the index is the line in the file.
    seals : rows of ``data/sources_seal.csv``.

    Raises
    ------
    InputError : a sealed source is missing, moved or changed.
    """
    ids = list(sources["source_id"])
    for place, seal in enumerate(seals.itertuples(index=False)):
        line = sources.index[place] if place < len(ids) else None
        if place >= len(ids) or ids[place] != seal.source_id:
            raise _refuse(line, seal.source_id, "dòng nguồn đã niêm phong đứng đúng chỗ cũ",
                          "the sealed row of this source in its old place")
        if seal_of(sources.iloc[place]) != seal.sha256:
            raise _refuse(line, seal.source_id, f"dòng nguồn như khi niêm phong (trừ {FREE})",
                          f"the row as it was sealed (but for {FREE})")
    return ids[len(seals):]


def _refuse(line: int | None, source: str, allowed_vi: str, allowed_en: str) -> InputError:
    return InputError("data/sources.csv", row=line, column="source_id", value=source, allowed_vi=allowed_vi,
                      allowed_en=allowed_en,
                      remedy_vi="khôi phục dòng cũ; nguồn mới hoặc bản sửa thì thêm dòng mới ở cuối tệp",
                      remedy_en="restore the old row; add a new row at the end for a new or corrected source")
