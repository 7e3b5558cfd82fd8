"""How far people are from service: distance and travel time to every site, and the nearest one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Roads:
    """What turns straight lines into travel: detour factors and motorbike speeds by terrain, or arrays of draws."""

    detour_plain: float | np.ndarray
    detour_mountain: float | np.ndarray
    speed_plain_kmh: float | np.ndarray
    speed_mountain_kmh: float | np.ndarray


def great_circle_km(lat_a, lon_a, lat_b, lon_b) -> np.ndarray:
    """Return great-circle distances [km] by the haversine formula; arguments in degrees, broadcast.

    >>> float(great_circle_km(0.0, 0.0, 0.0, 1.0).round(3))
    111.195
    """
    lat_a, lon_a, lat_b, lon_b = (np.radians(np.asarray(v, dtype=float)) for v in (lat_a, lon_a, lat_b, lon_b))
    half = (np.sin((lat_b - lat_a) / 2) ** 2
            + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2)
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))


def mean_distance_within_km(area_km2) -> np.ndarray:
    """Return the mean straight distance [km] to the centre of a disc of the given area: (2/3) sqrt(A / pi).

    >>> float(mean_distance_within_km(np.pi * 9).round(6))
    2.0
    """
    return 2 / 3 * np.sqrt(np.asarray(area_km2, dtype=float) / np.pi)


def travel(communes: pd.DataFrame, sites: pd.DataFrame, roads: Roads) -> tuple[np.ndarray, np.ndarray]:
    """Return road distance [km] and time [min] from every commune to every site, each of shape (n, m).

    d_ij = f_ij * max(g_ij, s_i) with the great circle g_ij between the commune's centre and the site, the mean
    distance s_i inside commune i, and the detour factor f_ij, that of the mountains when either end lies in
    them. For a site in the same commune d_ij = f_i * s_i: on average nobody is nearer to a site outside the
    commune than to one inside it.

    Parameters
    ----------
    communes : columns ``commune_code, lat, lon, area_km2, terrain``, n rows.
    sites : columns ``commune_code, lat, lon, terrain``, m rows.
    """
    return along(*straight_ways(communes, sites), roads)


def along(straight_km: np.ndarray, hilly: np.ndarray, roads: Roads) -> tuple[np.ndarray, np.ndarray]:
    """Return road distance [km] and time [min] of straight ways, each of their shape; the second half of `travel`."""
    distance_km = straight_km * np.where(hilly, roads.detour_mountain, roads.detour_plain)
    return distance_km, distance_km / np.where(hilly, roads.speed_mountain_kmh, roads.speed_plain_kmh) * 60


def straight_ways(communes: pd.DataFrame, sites: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return max(g_ij, s_i) of :func:`travel` [km] and whether the way takes the factors of the mountains, (n, m)."""
    lat, lon = communes["lat"].to_numpy(), communes["lon"].to_numpy()
    straight = great_circle_km(lat[:, None], lon[:, None], sites["lat"].to_numpy(), sites["lon"].to_numpy())
    within = mean_distance_within_km(communes["area_km2"].to_numpy())[:, None]
    same = communes["commune_code"].to_numpy()[:, None] == sites["commune_code"].to_numpy()
    straight = np.where(same, within, np.maximum(straight, within))
    hilly = ((communes["terrain"] == "mountain").to_numpy()[:, None]
             | (sites["terrain"] == "mountain").to_numpy())
    return straight, hilly


def given_travel(communes: pd.DataFrame, sites: pd.DataFrame, ways: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return distance [km] and time [min] from every commune to every site as given, each of shape (n, m).

    A way to a commune holds for every site in it; a site of observed place may have ways of its own instead.

    Parameters
    ----------
    communes : column ``commune_code``, n rows.
    sites : columns ``site_id, commune_code, place_status``, m rows.
    ways : columns ``from_commune_code, to_commune_code, to_point_id, km, minutes``; one of the two ends is missing.

    Raises
    ------
    ValueError : there is no way from some commune to some site.

    >>> places = pd.DataFrame({"commune_code": ["1", "2"], "site_id": ["A", "B"], "place_status": "assumed"})
    >>> ways = pd.DataFrame({"from_commune_code": ["1", "1", "2", "2"], "to_commune_code": ["1", "2", "1", "2"],
    ...     "to_point_id": None, "km": [1.0, 9.0, 8.0, 2.0], "minutes": [2.0, 18.0, 16.0, 4.0]})
    >>> given_travel(places, places, ways)[0].tolist()
    [[1.0, 9.0], [8.0, 2.0]]
    """
    codes, n = pd.Index(communes["commune_code"]), len(communes)
    exact = np.flatnonzero(sites["place_status"] == "observed")
    start, commune, point = (_places(ways[column], index) for column, index in (
        ("from_commune_code", codes), ("to_commune_code", codes), ("to_point_id", pd.Index(sites["site_id"])[exact])))
    site = np.append(exact, -1)[point]
    of_site = codes.get_indexer(pd.Index(sites["commune_code"]))
    to_commune, to_site = commune >= 0, site >= 0
    out = []
    for column in ("km", "minutes"):
        values, between = ways[column].to_numpy(dtype=float), np.full((n, n), np.nan)
        between[start[to_commune], commune[to_commune]] = values[to_commune]
        found = between[:, of_site]
        found[start[to_site], site[to_site]] = values[to_site]
        if np.isnan(found).any():
            raise ValueError("ways are given, but none from some commune to some site")
        out.append(found)
    return out[0], out[1]


def _places(column: pd.Series, index: pd.Index) -> np.ndarray:
    """Return the place of each value in the index, -1 where it is missing or not there; quick for categories."""
    known = column.astype("category").cat
    place = np.append(index.get_indexer(pd.Index(known.categories)), -1)
    return place[known.codes]


def nearest_site(distance: np.ndarray, is_open: np.ndarray,
                 home: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return for every commune the index of its nearest open site and the distance to it, each shape (n,).

    Parameters
    ----------
    distance : distance from every commune to every site, shape (n, m).
    is_open : mask of the open sites, shape (m,).
    home : mask of the sites inside the commune, shape (n, m): among sites equally near one of these is taken,
        then the first in order.

    Raises
    ------
    ValueError : no site is open.
    """
    open_sites = np.flatnonzero(is_open)
    if not open_sites.size:
        raise ValueError("no site is open")
    near = distance[:, open_sites]
    nearest_km = near.min(axis=1)
    # 2 for a nearest site at home, 1 for another nearest site, 0 for the rest.
    rank = (near == nearest_km[:, None]) * (1 + (0 if home is None else home[:, open_sites]))
    return open_sites[rank.argmax(axis=1)], nearest_km
