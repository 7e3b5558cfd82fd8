"""What each point earns and costs, when it pays for itself, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.model.finance.fares import net_fare
from helpers.model.finance.lines import unit_prices
from helpers.model.finance.worth import annuity


@dataclass(frozen=True)
class PointActivity:
    """What happens at every point, arrays of shape (years, m) unless said otherwise.

    ``new`` and ``mountain``, shape (m,), say which points do not exist today and which lie in the mountains;
    ``is_open`` and ``opened`` (in the year) are masks; ``dossiers`` [per year]; ``shares`` of the forms, shape
    (3,); ``added_counters`` and ``added_staff_fte`` at existing points, as in :class:`Activity`.
    """

    new: np.ndarray
    mountain: np.ndarray
    is_open: np.ndarray
    opened: np.ndarray
    dossiers: np.ndarray
    shares: np.ndarray
    added_counters: np.ndarray
    added_staff_fte: np.ndarray


def break_even_per_day(p: dict[str, float], net_fare_vnd: float, years: int,
                       mountain: bool | np.ndarray = False) -> float | np.ndarray:
    """Return the dossiers per working day at which a new point pays for itself, in the shape of ``mountain``.

    (annual capital + running + staff) / ((fare - handling) * working days); infinite without a margin. Every
    dossier at the point counts, also one that another point would have handled.

    Parameters
    ----------
    p : values of the register; net_fare_vnd : mean fare after exemptions [VND]; years : years of the evaluation.
    mountain : whether the point lies in the mountains, where capital is dearer; one answer or one for each point.
    """
    margin = net_fare_vnd - p["handling_vnd_per_dossier"]
    with np.errstate(divide="ignore"):
        even = fixed_cost(p, years, mountain) / (np.maximum(margin, 0) * p["working_days_per_year"])
    return even if np.ndim(even) else float(even)


def fixed_cost(p: dict[str, float], years: int, mountain: bool | np.ndarray = False) -> float | np.ndarray:
    """Return what a new point costs in a year whatever it handles [VND]: annual capital + running + staff."""
    capital = p["capital_culture_point_vnd"] * (1 + p["optimism_bias_share"])
    terrain = np.where(mountain, p["capital_mountain_ratio"], 1.0)
    return (annuity(capital * terrain, p["discount_rate"], years) + p["running_cost_point_vnd"]
            + p["new_point_staff_fte"] * p["staff_cost_vnd"])


def point_lines(a: PointActivity, p: dict[str, float], fare_by_form: np.ndarray) -> dict[str, np.ndarray]:
    """Return the lines of the post's cash flow that belong to a point [VND per year], shape (years, m).

    Signs and names are those of :func:`cash_lines`; over points they add up to the lines of the province, but for
    the staff of one-stop desks, which belong to no point.

    Parameters
    ----------
    a : activity of the points; p : values of the register; fare_by_form : fare before exemptions, shape (3,) [VND].
    """
    price, there = unit_prices(p, fare_by_form), a.is_open & a.new
    terrain = np.where(a.mountain, p["capital_mountain_ratio"], 1)
    return {
        "point_capital": price["point_capital"] * terrain * a.opened,
        "counter_capital": price["counter_capital"] * a.added_counters,
        "staff": price["staff"] * (p["new_point_staff_fte"] * there + a.added_staff_fte),
        "running": price["running"] * there,
        "handling": price["handling"] * a.dossiers,
        "liability": float(price["liability"] @ a.shares) * a.dossiers,
        "fares_received": float(price["fares_received"] @ a.shares) * a.dossiers,
    }


def point_margin(a: PointActivity, p: dict[str, float], fare_by_form: np.ndarray) -> dict[str, np.ndarray]:
    """Return break-even, margin and subsidy of every new point that is open, shape (years, m); nan elsewhere.

    ::

        margin = (F - h) V - (annual capital + running + staff)
        subsidy = max(0, -margin)

    with the mean fare F after exemptions, the handling h per dossier and the dossiers V of the year. The point
    pays for itself at ``fixed cost / ((F - h) working days)`` dossiers a day; its own terrain counts. What
    existing points cost today is not known, so that theirs is left out. Compensation is left out too: it makes
    good what the post itself did wrong, which no subsidy covers.

    Source
    ------
    Decision 45/2016/QĐ-TTg, article 14.3 (who bears the cost of a fault).
    """
    years, judged = len(a.dossiers), a.is_open & a.new
    net = net_fare(fare_by_form, p["exempt_share"], p["reduced_share"], p["fare_exempt_reduction"])
    fare = float(net @ a.shares)
    even = break_even_per_day(p, fare, years, a.mountain)
    each = fare - p["handling_vnd_per_dossier"]
    margin = np.where(judged, each * a.dossiers - fixed_cost(p, years, a.mountain), np.nan)
    return {"break_even_per_day": np.where(judged, even, np.nan), "margin_vnd": margin,
            "subsidy_vnd": np.maximum(0, -margin)}
