"""The points of a scenario: those that exist, those that may open, and when each opens."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from helpers.model import finance

NEVER = 9999
EXISTING = 0


def all_sites(communes: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the sites in play, existing points first, then one candidate for each commune without a point.

    Columns: ``site_id, name_vi, kind, commune_code, district_code, lat, lon, terrain, existing, place_status``,
    and ``opening_hours_per_day`` (blank where not observed) when the points have it.
    """
    place = communes.set_index("commune_code")
    existing = points.rename(columns={"point_id": "site_id"}).assign(existing=True)
    free = communes[~communes["commune_code"].isin(points["commune_code"])]
    candidates = pd.DataFrame({
        "site_id": "N" + free["commune_code"], "name_vi": "Điểm mới - " + free["name_vi"],
        "kind": "commune_culture_post_office", "commune_code": free["commune_code"], "lat": free["lat"],
        "lon": free["lon"], "existing": False, "place_status": "assumed",
    })
    shared = ["site_id", "name_vi", "kind", "commune_code", "lat", "lon", "existing", "place_status"]
    hours = [name for name in ("opening_hours_per_day",) if name in existing]
    sites = pd.concat([existing[shared + hours], candidates[shared]], ignore_index=True)
    return sites.assign(district_code=sites["commune_code"].map(place["district_code"]),
                        terrain=sites["commune_code"].map(place["terrain"]))


def open_years(sites: pd.DataFrame, opened: tuple[tuple[int, ...], ...], first_year: int) -> np.ndarray:
    """Return the year each site opens, shape (m,): 0 when it exists today, 9999 when it never opens."""
    years = np.where(sites["existing"], EXISTING, NEVER)
    for offset, chosen in enumerate(opened):
        years[list(chosen)] = first_year + offset
    return years


def fares_by_band(tariffs: pd.DataFrame, p: Mapping[str, float]) -> np.ndarray:
    """Return the fare [VND] of send, receive and both within and between districts, shape (3, 2)."""
    return finance.fares_by_band(tariffs, dossier_g=p["dossier_weight_g"], result_g=p["result_weight_g"],
                                 step_g=p["fare_step_g"])


def fares_by_form(tariffs: pd.DataFrame, p: Mapping[str, float]) -> np.ndarray:
    """Return the mean fare [VND] of send, receive and both, shape (3,) or (3, draws).

    The fare of the weight band that holds a dossier or a result, weighted by the share between districts; both
    ways is the sum of the two.
    """
    return fares_by_band(tariffs, p) @ np.array([1 - p["inter_district_share"], p["inter_district_share"]])


def opening_hours(sites: pd.DataFrame, p: Mapping[str, float], chosen: Collection[str] = ()) -> np.ndarray:
    """Return the opening hours per day of each site, shape (..., m): as observed, or else by kind.

    ``chosen`` names parameters that the scenario or the draw sets: hours of a kind that it decides hold for all
    points of the kind, observed ones too.
    """
    culture = sites["kind"] == "commune_culture_post_office"
    name = np.where(culture, "opening_hours_culture_point", "opening_hours_post_office")
    by_kind = np.where(culture, p["opening_hours_culture_point"], p["opening_hours_post_office"])
    if "opening_hours_per_day" not in sites:
        return by_kind
    observed = sites["opening_hours_per_day"].to_numpy(dtype=float)
    return np.where(np.isnan(observed) | np.isin(name, list(chosen)), by_kind, observed)
