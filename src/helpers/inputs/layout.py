"""Where the service points lie while their list is not published: a rule, and a sampler of the rule's doubt.

Only the provincial office and the district centres have a known address. The other points are laid out by
rule, status ``assumed``: one rule-based layout for the baseline, and random layouts that show how far a
result depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

POST_OFFICE = "post_office"
CULTURE_POST_OFFICE = "commune_culture_post_office"
ONE_STOP_CENTRE = "one_stop_centre"

_ASSUMED_NAMES = {
    POST_OFFICE: "Bưu cục (vị trí giả định) – {}",
    CULTURE_POST_OFFICE: "Điểm Bưu điện - Văn hóa xã (vị trí giả định) – {}",
}
_RULE_NOTES = {
    POST_OFFICE: "vị trí theo quy tắc: chia theo dân số huyện, rồi xã đông dân trước",
    CULTURE_POST_OFFICE: "vị trí theo quy tắc: chia theo dân số nông thôn của huyện, rồi xã đông dân trước",
}
_SAMPLE_NOTE = "vị trí bốc thăm theo dân số"
_SOURCE_OF_COUNT = "SEED-2018"


def fixed_points(points: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table of points that no rule moves: known places and the one-stop centre.

    Parameters
    ----------
    points : the table ``service_points``.
    """
    fixed = (points["place_status"] == "observed") | (points["kind"] == ONE_STOP_CENTRE)
    return points[fixed].reset_index(drop=True)


def assumed_layout(communes: pd.DataFrame, known: pd.DataFrame, counts: Mapping[str, int]) -> pd.DataFrame:
    """Lay the points without a known place out by rule.

    At most one postal point lies in a commune (the one-stop centre does not count). Post offices are
    allotted to districts in proportion to population by largest remainder, the known ones included; commune
    culture post offices likewise by rural population, and only to rural communes (xã) without a point.
    Within a district the most populous communes come first; ties go by commune code.

    Parameters
    ----------
    communes : the table ``communes``.
    known : the fixed rows of ``service_points``; they keep their place, key and order.
    counts : points of each kind in all, the known ones included [points].

    Returns
    -------
    frame with the columns of ``known``, ``sum(counts)`` rows.

    Raises
    ------
    ValueError : there are more points than communes to hold them, or fewer than are known.

    Examples
    --------
    >>> communes = pd.DataFrame({
    ...     "commune_code": ["00001", "00002", "00003"], "name_vi": ["Xã A", "Xã B", "Xã C"],
    ...     "kind": ["xã"] * 3, "district_code": ["450", "450", "452"],
    ...     "lat": [17.1, 17.2, 17.3], "lon": [106.1, 106.2, 106.3],
    ...     "population_2019": [100, 300, 200], "population_rural_2019": [100, 300, 200]})
    >>> known = pd.DataFrame(columns=["point_id", "name_vi", "kind", "commune_code", "place_status"])
    >>> layout = assumed_layout(communes, known, {"post_office": 2, "commune_culture_post_office": 1})
    >>> layout["commune_code"].to_list()
    ['00002', '00003', '00001']
    """
    chosen: list[tuple[str, str]] = []
    for kind, weight in ((POST_OFFICE, "population_2019"), (CULTURE_POST_OFFICE, "population_rural_2019")):
        free = _free_communes(communes, known, kind, taken=[code for _, code in chosen])
        floors = _known_by_district(communes, known, kind)
        seats = _seats_of_kind(communes, free, floors, weight, counts.get(kind, 0))
        chosen += [(kind, code) for code in _most_populous(free, seats - floors)]
    return _with_assumed_rows(communes, known, chosen, _RULE_NOTES)


def sample_layout(
    communes: pd.DataFrame, known: pd.DataFrame, counts: Mapping[str, int], rng: np.random.Generator
) -> pd.DataFrame:
    """Draw one plausible layout: known points stay, the others fall where people live.

    Post offices are drawn without replacement with probability proportional to population among communes of
    any kind, commune culture post offices with probability proportional to rural population among rural
    communes; as in the rule, a commune holds at most one postal point.

    Parameters
    ----------
    communes, known, counts : as in :func:`assumed_layout`.
    rng : source of randomness.

    Returns
    -------
    frame with the columns of ``known``, ``sum(counts)`` rows.

    Raises
    ------
    ValueError : there are more points than communes to hold them, or fewer than are known.
    """
    chosen = sample_places(communes, known, counts, rng)
    return _with_assumed_rows(communes, known, chosen, dict.fromkeys(_RULE_NOTES, _SAMPLE_NOTE))


def sample_places(
    communes: pd.DataFrame, known: pd.DataFrame, counts: Mapping[str, int], rng: np.random.Generator
) -> list[tuple[str, str]]:
    """Draw the kind and commune of every point of a plausible layout that has no known place, in order.

    This is all that differs between two results of :func:`sample_layout`, whose arguments these are: a drawn
    point stands at the centre of its commune.

    Raises
    ------
    ValueError : there are more points than communes to hold them, or fewer than are known.
    """
    codes, rural = communes["commune_code"].to_numpy(), (communes["kind"] == "xã").to_numpy()
    free = ~np.isin(codes, known.loc[known["kind"] != ONE_STOP_CENTRE, "commune_code"].to_numpy())
    chosen: list[tuple[str, str]] = []
    for kind, weight in ((POST_OFFICE, "population_2019"), (CULTURE_POST_OFFICE, "population_rural_2019")):
        open_to = free & rural if kind == CULTURE_POST_OFFICE else free
        wanted = counts.get(kind, 0) - int((known["kind"] == kind).sum())
        people = communes[weight].to_numpy(dtype=float)[open_to]
        _require_room(wanted, int(np.count_nonzero(people)), kind)
        if wanted:
            drawn = rng.choice(np.flatnonzero(open_to), wanted, replace=False, p=people / people.sum())
            chosen += [(kind, code) for code in sorted(codes[drawn])]
            free = free & ~np.isin(np.arange(len(codes)), drawn)
    return chosen


def largest_remainder(weights: pd.Series, seats: int, floors: pd.Series, caps: pd.Series) -> pd.Series:
    """Allot whole seats in proportion to weights, within a floor and a cap for each unit.

    With quota q_d = S w_d / sum(w), unit d gets floor(q_d) seats and the seats left over go to the largest
    remainders q_d - floor(q_d), ties by index. Units that end below their floor, then units above their cap,
    are set to it, and the rest is allotted again.

    Parameters
    ----------
    weights : weight of each unit (d,) [people].
    seats : seats to allot, S [points].
    floors, caps : least and most seats of each unit (d,) [points].

    Raises
    ------
    ValueError : the seats do not lie between the sum of the floors and the sum of the caps.

    Examples
    --------
    >>> units = ["A", "B", "C"]
    >>> weights = pd.Series([47.0, 16.0, 37.0], index=units)
    >>> largest_remainder(weights, 10, pd.Series(0, index=units), pd.Series(10, index=units)).to_dict()
    {'A': 5, 'B': 1, 'C': 4}
    """
    if not floors.sum() <= seats <= caps.sum():
        raise ValueError(
            f"không chia được {seats} điểm: cần từ {floors.sum()} đến {caps.sum()} / "
            f"cannot allot {seats} points: from {floors.sum()} to {caps.sum()} are possible"
        )
    settled = pd.Series(dtype="int64")
    while len(settled) < len(weights):
        free = weights.index.difference(settled.index)
        given = _plain_largest_remainder(weights[free], int(seats - settled.sum()))
        low, high = given < floors[free], given > caps[free]
        if low.any():
            settled = pd.concat([settled, floors[free][low]])
        elif high.any():
            settled = pd.concat([settled, caps[free][high]])
        else:
            settled = pd.concat([settled, given])
    return settled.reindex(weights.index).astype("int64")


def _plain_largest_remainder(weights: pd.Series, seats: int) -> pd.Series:
    total = weights.sum()
    shares = weights / total if total > 0 else pd.Series(1 / len(weights), index=weights.index)
    quotas = shares * seats
    given = np.floor(quotas).astype("int64")
    # A stable sort of an index-sorted series breaks ties by index.
    order = (given - quotas).sort_index().sort_values(kind="stable").index
    given[order[: seats - int(given.sum())]] += 1
    return given


def _free_communes(communes: pd.DataFrame, known: pd.DataFrame, kind: str, taken: list[str]) -> pd.DataFrame:
    postal = known.loc[known["kind"] != ONE_STOP_CENTRE, "commune_code"]
    free = communes[~communes["commune_code"].isin([*postal, *taken])]
    return free[free["kind"] == "xã"] if kind == CULTURE_POST_OFFICE else free


def _known_by_district(communes: pd.DataFrame, known: pd.DataFrame, kind: str) -> pd.Series:
    district_of = communes.set_index("commune_code")["district_code"]
    found = known.loc[known["kind"] == kind, "commune_code"].map(district_of).value_counts()
    return found.reindex(sorted(communes["district_code"].unique()), fill_value=0).astype("int64")


def _seats_of_kind(
    communes: pd.DataFrame, free: pd.DataFrame, floors: pd.Series, weight: str, seats: int
) -> pd.Series:
    people = communes.groupby("district_code")[weight].sum().astype(float).reindex(floors.index)
    room = free["district_code"].value_counts().reindex(floors.index, fill_value=0)
    return largest_remainder(people, seats, floors, floors + room)


def _most_populous(free: pd.DataFrame, seats: pd.Series) -> list[str]:
    keys = ["district_code", "population_2019", "commune_code"]
    ordered = free.sort_values(keys, ascending=[True, False, True])
    rank = ordered.groupby("district_code").cumcount()
    return ordered.loc[rank < ordered["district_code"].map(seats), "commune_code"].to_list()


def _require_room(wanted: int, room: int, kind: str) -> None:
    if not 0 <= wanted <= room:
        raise ValueError(
            f"không đặt thêm được {wanted} điểm loại {kind}: cần từ 0 đến {room} / "
            f"cannot place {wanted} more points of kind {kind}: from 0 to {room} are possible"
        )


def _with_assumed_rows(
    communes: pd.DataFrame, known: pd.DataFrame, chosen: list[tuple[str, str]], notes: Mapping[str, str]
) -> pd.DataFrame:
    place = communes.set_index("commune_code")
    used = known["point_id"].astype(str).str.removeprefix("P").astype(int)
    first = int(used.max()) + 1 if len(used) else 1
    rows = [
        {
            "point_id": f"P{number:02d}",
            "name_vi": _ASSUMED_NAMES[kind].format(place.loc[code, "name_vi"]),
            "kind": kind,
            "commune_code": code,
            "lat": place.loc[code, "lat"],
            "lon": place.loc[code, "lon"],
            "existence_status": "observed",
            "place_status": "assumed",
            "source_id": _SOURCE_OF_COUNT,
            "note": notes[kind],
        }
        for number, (kind, code) in enumerate(chosen, start=first)
    ]
    columns = known.columns if len(known.columns) else list(rows[0])
    assumed = pd.DataFrame(rows).reindex(columns=columns)
    return pd.concat([known, assumed.astype(_dtypes_of(known, assumed))], ignore_index=True)


def _dtypes_of(known: pd.DataFrame, assumed: pd.DataFrame) -> dict[str, object]:
    """Return the types of the known rows, so that a column that is blank in the new rows stays text."""
    return {} if known.empty else known[assumed.columns].dtypes.to_dict()
