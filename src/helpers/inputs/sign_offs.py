"""Who has signed a paper off: role, post and day, for the run whose number stands at the foot of its pages."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.inputs.cells import read_cells
from helpers.inputs.errors import InputError, unknown_name
from helpers.inputs.place import data_dir
from helpers.inputs.schemas.checks import SIGN_OFFS
from helpers.inputs.tables import load_table, typed_cells

SIGN_OFFS_FILE = Path("tables", "sign_offs.csv")
_FILE = f"data/{SIGN_OFFS_FILE.as_posix()}"


def load_sign_offs(folder: Path | None = None) -> pd.DataFrame:
    """Return the sign-offs, each with its line in the file as index.

    Parameters
    ----------
    folder : folder of the data; default ``data`` of the workbook.

    Raises
    ------
    InputError : a row is not as the schema says, or gives a status to a role that no rule asks for.
    """
    folder = folder or data_dir()
    signed = typed_cells(read_cells(folder / SIGN_OFFS_FILE, SIGN_OFFS, _FILE), SIGN_OFFS, _FILE)
    rules = load_table("sign_off_rules", folder / "tables")
    for row in signed.itertuples():
        roles = rules.loc[rules["for_status"] == row.status, "role"]
        if row.role not in set(roles):
            raise unknown_name(_FILE, row.role, roles, row=row.Index, what_vi=f"vai trò ký mức {row.status}",
                               what_en=f"a role that signs for {row.status}")
    return signed


def as_rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of a table of texts, a blank cell as an empty text.

    >>> as_rows(pd.DataFrame({"role": ["analyst"], "note": [None]}))
    [{'role': 'analyst', 'note': ''}]
    """
    return frame.astype(object).where(frame.notna(), "").to_dict("records")


def with_sign_off(line: dict[str, str], folder: Path | None = None) -> str:
    """Return the whole file of sign-offs with one row more, as text.

    Raises
    ------
    InputError : the file is not as its schema says.
    """
    signed = load_sign_offs(folder)
    more = pd.DataFrame([{name: line.get(name) or None for name in SIGN_OFFS.columns}])
    whole = pd.concat([signed.astype(object), more], ignore_index=True)
    if whole.duplicated(list(SIGN_OFFS.unique)).any():
        raise InputError(
            _FILE, row=len(whole) + 1, column="role", value=f"{line['paper']}, {line['role']}",
            allowed_vi="mỗi vai trò ký một lần cho một mức, một lượt chạy, một nội dung",
            allowed_en="one sign-off of a role for a status, a run and a text",
            remedy_vi="không cần ký lại", remedy_en="there is no need to sign again",
        )  # fmt: skip
    return whole.to_csv(index=False, lineterminator="\n")
