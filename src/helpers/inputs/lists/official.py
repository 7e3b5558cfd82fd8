"""The official list of points: while it has rows it stands in for the known and assumed ones."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import pandas as pd

from helpers.inputs.errors import InputError
from helpers.inputs.lists.names import plain, spelling

_FILE = "data/tables/official_points.csv"


def with_official_points(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with the official list, when it has rows, in place of ``service_points``.

    The known points and the rule-based layout stay on file: without rows in the list they are used again.

    Raises
    ------
    InputError : two rows of the list are the same point.
    """
    official, base = tables["official_points"], tables["service_points"]
    if official.empty:
        return dict(tables)
    for column, keys in point_keys(official).items():
        again = official.index[keys.duplicated() & keys.notna()]
        if len(again):
            raise InputError(
                _FILE, row=int(again[0]) + 2, column=column, value=official.loc[again[0], column],
                allowed_vi="mỗi điểm một dòng", allowed_en="one row for each point",
                remedy_vi="xóa dòng trùng, hoặc nhập lại danh sách", remedy_en="delete the repeated row",
            )  # fmt: skip
    return {**tables, "service_points": official[list(base.columns)]}


def point_keys(points: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what tells points apart, by column: the name within its commune, and the postal code (or missing)."""
    named = points["commune_code"] + " " + points["name_vi"].map(spelling)
    return {"name_vi": named, "postal_code": points["postal_code"]}


def same_points(points: pd.DataFrame, known: pd.DataFrame) -> dict[int, str]:
    """Return which known point each point is: ``point_id`` by index of ``points``, each used once.

    The same point is one of the same kind in the same commune; of several, one with the same postal code first,
    then the closest name, then the lower key.
    """
    pairs = [
        (old.postal_code != new.postal_code, -_likeness(old.name_vi, new.name_vi), old.point_id, new.Index)
        for old in known.itertuples()
        for new in points[(points["commune_code"] == old.commune_code) & (points["kind"] == old.kind)].itertuples()
    ]
    found: dict[int, str] = {}
    for _, _, key, place in sorted(pairs):
        if place not in found and key not in found.values():
            found[place] = key
    return found


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, plain(one), plain(other)).ratio()


def check_answers_kept(tables: Mapping[str, pd.DataFrame], points: pd.DataFrame) -> None:
    """Check that survey answers, if there are any, still belong to a point in the same commune.

    Parameters
    ----------
    tables : the tables in force, the official list not yet put in place; the table ``facilities`` may be absent.
    points : the points that are to be in force.

    Raises
    ------
    InputError : a point that has answers would vanish or move to another commune.
    """
    if "facilities" not in tables:
        return
    now = with_official_points(tables)["service_points"].set_index("point_id")["commune_code"]
    then = points.set_index("point_id")["commune_code"]
    answered = tables["facilities"]["point_id"].drop_duplicates()
    lost = [key for key in answered if key not in then.index or then[key] != now.get(key, then[key])]
    if lost:
        listed = ", ".join(lost)
        raise InputError(
            "data/tables/facilities.csv", column="point_id", value=listed,
            allowed_vi="điểm đã có phiếu trả lời vẫn còn và ở cùng xã sau khi đổi danh sách",
            allowed_en="a point that has answers stays, in the same commune, when the list changes",
            remedy_vi="sửa danh sách cho có các điểm này, hoặc bỏ phiếu trả lời của chúng trước; chưa ghi gì",
            remedy_en="mend the list so that it has these points, or take their answers out first; nothing "
            "has been written",
        )  # fmt: skip
