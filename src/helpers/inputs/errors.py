"""The one error that bad input raises, in the two languages of its readers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: A longer list of valid names is cut down to those nearest to what was written.
NAMES_SHOWN = 20


class InputError(ValueError):
    """Input that the workbook refuses, said so that staff can mend it.

    Parameters
    ----------
    file : path of the file as the user knows it, relative to the workbook.
    row : line number in the file, the header being line 1; None when the whole file is meant.
    column : column, key or parameter concerned.
    value : what was found.
    allowed_vi, allowed_en : what is allowed, without a full stop.
    remedy_vi, remedy_en : what to do, without a full stop.

    Examples
    --------
    >>> error = InputError("data/tables/communes.csv", row=7, column="population_2019", value=-3,
    ...     allowed_vi="số nguyên từ 0", allowed_en="a whole number from 0",
    ...     remedy_vi="sửa ô này", remedy_en="correct this cell")
    >>> print(error)
    data/tables/communes.csv, dòng 7, cột population_2019: giá trị -3 không hợp lệ. Cho phép: số nguyên từ 0. Cách sửa: sửa ô này.
    data/tables/communes.csv, row 7, column population_2019: value -3 is not valid. Allowed: a whole number from 0. What to do: correct this cell.
    """  # noqa: E501

    def __init__(self, file, *, row=None, column=None, value=None, allowed_vi, allowed_en, remedy_vi, remedy_en):
        self.file, self.row, self.column, self.value = str(file), row, column, value
        self._parts = dict(row=row, column=column, value=value, allowed_vi=allowed_vi, allowed_en=allowed_en,
                           remedy_vi=remedy_vi, remedy_en=remedy_en)
        vi = _place(self.file, ("dòng", row), ("cột", column))
        en = _place(self.file, ("row", row), ("column", column))
        found_vi = "" if value is None else f" giá trị {value} không hợp lệ."
        found_en = "" if value is None else f" value {value} is not valid."
        super().__init__(
            f"{vi}:{found_vi} Cho phép: {allowed_vi}. Cách sửa: {remedy_vi}.\n"
            f"{en}:{found_en} Allowed: {allowed_en}. What to do: {remedy_en}."
        )

    def elsewhere(self, file, row: int | None, **parts) -> InputError:
        """Return the same error of a value that stands in another file and row, as in a list of cases."""
        return _rebuilt(str(file), {**self._parts, "row": row, **parts})

    def __reduce__(self):
        # Errors travel from worker processes; the default would call the class without its keywords.
        return _rebuilt, (self.file, self._parts)


def _rebuilt(file: str, parts: dict) -> InputError:
    return InputError(file, **parts)


def _place(file: str, *parts: tuple[str, object]) -> str:
    return ", ".join([file, *(f"{word} {what}" for word, what in parts if what is not None)])


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Return the valid name closest to a misspelt one, or None when nothing is close.

    >>> nearest("new_point_per_year", ["new_points_per_year", "horizon"])
    'new_points_per_year'
    """
    found = difflib.get_close_matches(str(name), list(valid), n=1, cutoff=0.5)
    return found[0] if found else None


def unknown_name(file, name: str, valid: Iterable[str], *, row=None, what_vi: str, what_en: str) -> InputError:
    """Build the error for a name that does not exist, with the nearest one that does."""
    valid = sorted(valid)
    close = nearest(name, valid)
    shown = valid
    if len(valid) > NAMES_SHOWN:
        shown = difflib.get_close_matches(str(name), valid, n=5, cutoff=0.3) or valid[:5]
    names = ", ".join(shown) + ("" if len(shown) == len(valid) else f", … ({len(valid)})")
    return InputError(
        file,
        row=row,
        column=name,
        allowed_vi=f"{what_vi} trong số: {names}",
        allowed_en=f"{what_en} among: {names}",
        remedy_vi=f"có phải là “{close}”? Sửa tên hoặc xóa dòng này" if close else "sửa tên hoặc xóa dòng này",
        remedy_en=f"did you mean “{close}”? Correct the name or delete the line" if close
        else "correct the name or delete the line",
    )
