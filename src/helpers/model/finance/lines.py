"""Cash flow by year, payer and line, each with its legal basis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.model.finance.fares import liability_vnd, net_fare
from helpers.model.finance.worth import npv

PAYERS = ("state_budget", "vietnam_post", "users")
#: Users plan no budget.
BUDGETED = tuple(payer for payer in PAYERS if payer != "users")
#: Lines that follow the number of dossiers: no budget plans them year by year.
BY_DOSSIER = ("handling", "liability", "fares_received")


@dataclass(frozen=True)
class Activity:
    """What a scenario does, by year; every array has shape (years,), or (draws, years) of many
    draws.

    ``opened_plain``, ``opened_mountain`` points opened in the year; ``points`` all open points; ``new_points``
    open points that did not exist before; ``added_counters`` counters added at existing points in the year;
    ``added_staff_fte`` staff above today's at existing points [full-time]; ``dossiers`` by form, shape
    (3, ..., years), of which ``induced`` come because points are nearer; ``desks`` one-stop desks open,
    ``opened_desks`` opened in the year; ``saved_km`` and ``saved_hours`` travel that people no longer make.
    """

    opened_plain: np.ndarray
    opened_mountain: np.ndarray
    points: np.ndarray
    new_points: np.ndarray
    added_counters: np.ndarray
    added_staff_fte: np.ndarray
    dossiers: np.ndarray
    induced: np.ndarray
    desks: np.ndarray
    opened_desks: np.ndarray
    saved_km: np.ndarray
    saved_hours: np.ndarray


def unit_prices(p: dict[str, float], fare_by_form: np.ndarray) -> dict[str, float | np.ndarray]:
    """Return what one unit of each line of a point brings or costs [VND]; by form, shape (3,), where forms differ.

    Units are a point opened in the plain, a counter added, a full-time person, a new point, and a dossier
    (``handling``; ``liability`` and ``fares_received`` by form). Received is positive, paid negative.
    """
    bias = 1 + p["optimism_bias_share"]
    return {
        "point_capital": -bias * p["capital_culture_point_vnd"],
        "counter_capital": -bias * p["capital_counter_vnd"],
        "staff": -p["staff_cost_vnd"],
        "running": -p["running_cost_point_vnd"],
        "handling": -p["handling_vnd_per_dossier"],
        "liability": -liability_vnd(fare_by_form, p),
        "fares_received": net_fare(fare_by_form, p["exempt_share"], p["reduced_share"], p["fare_exempt_reduction"]),
    }


def cash_lines(a: Activity, p: dict[str, float], fare_by_form: np.ndarray) -> dict[str, np.ndarray]:
    """Return each line of the cash flow [VND per year], shape (years,): positive is received, negative paid.

    Fees that the post collects for agencies are not here: they are not revenue. A fare is paid by users and
    received by the post, so that it cancels for society. People who come because a point is nearer value the
    service at no less than its fare: that is their gain before the half of the travel saved. Everything is a
    difference from today's costs: the staff, counters and rooms of the existing points are not here, nor is the
    worth of the service to those who use it anyway, so that only differences between scenarios can be read as
    gains. Compensation is a cost of the post; to the person harmed it makes good a loss of the same amount.

        fares = sum_f F_f (1 - e - d k) V_f,   liability = sum_f L_f V_f

    with fares F_f, dossiers V_f and expected compensation L_f by form, the exempt share e, the reduced share d and
    the reduction k.

    Parameters
    ----------
    a : activity of the scenario.
    p : values of the register by identifier; arrays of draws with an axis for the years, shape (draws, 1).
    fare_by_form : mean fare before exemptions of send, receive and both [VND], shape (3,) or (3, draws).

    Source
    ------
    Decision 45/2016/QĐ-TTg, articles 13 and 15; Decree 47/2011/NĐ-CP, article 25.1 (compensation).
    """
    bias = 1 + p["optimism_bias_share"]
    opened = a.opened_plain + a.opened_mountain
    price = unit_prices(p, np.asarray(fare_by_form)[..., None])
    fares = np.sum(price["fares_received"] * a.dossiers, axis=0)
    total = a.dossiers.sum(axis=0)
    first = (np.arange(a.points.shape[-1]) == 0).astype(float)
    staff = a.new_points * p["new_point_staff_fte"] + a.added_staff_fte + a.desks * p["one_stop_staff_per_desk"]
    connected = p["it_connection_vnd"] * p["with_it_connection"]
    return {
        "point_capital": price["point_capital"] * (a.opened_plain + a.opened_mountain * p["capital_mountain_ratio"]),
        "counter_capital": price["counter_capital"] * a.added_counters,
        "one_stop_capital": -bias * p["capital_one_stop_desk_vnd"] * a.opened_desks,
        "one_stop_rent": -p["rent_one_stop_vnd"] * a.desks,
        "staff": price["staff"] * staff,
        "running": price["running"] * a.new_points,
        "handling": price["handling"] * total,
        "liability": np.sum(price["liability"] * a.dossiers, axis=0),
        "fares_received": fares,
        "fares_paid": -fares,
        "induced_worth": np.sum(price["fares_received"] * a.induced, axis=0),
        "travel_saved": p["motorbike_vnd_per_km"] * a.saved_km,
        "time_saved": p["value_of_time_vnd_per_hour"] * a.saved_hours,
        "training": -p["training_vnd_per_person"] * p["trained_per_point"] * opened,
        "inspection": -p["inspection_vnd_per_point"] * a.points,
        "communication": -p["communication_vnd_per_year"] * p["with_communication"] * np.ones(a.points.shape[-1]),
        "it_connection": -connected * (bias * first + p["it_running_share"] * (1 - first)),
    }


def by_payer(lines: dict[str, np.ndarray], payers: dict[str, str]) -> dict[str, np.ndarray]:
    """Return what each payer receives less what it pays by year [VND per year], shape (years,).

    >>> flows = {"rent": np.array([-4.0]), "fares_received": np.array([3.0]), "fares_paid": np.array([-3.0])}
    >>> payers = {"rent": "state_budget", "fares_received": "vietnam_post", "fares_paid": "users"}
    >>> [float(flow[0]) for flow in by_payer(flows, payers).values()]
    [-4.0, 3.0, -3.0]
    """
    return {payer: sum(amount for line, amount in lines.items() if payers[line] == payer) for payer in PAYERS}


def outlays(lines: dict[str, np.ndarray], payers: dict[str, str]) -> dict[str, np.ndarray]:
    """Return what the state and the post lay out in each year, but for what follows the dossiers [VND], positive.

    >>> flows = {"training": np.array([-4.0]), "handling": np.array([-9.0]), "staff": np.array([-1.0])}
    >>> payers = {"training": "state_budget", "handling": "vietnam_post", "staff": "vietnam_post"}
    >>> {payer: amount.tolist() for payer, amount in outlays(flows, payers).items()}
    {'state_budget': [4.0], 'vietnam_post': [1.0]}
    """
    planned = {line: amount for line, amount in lines.items() if line not in BY_DOSSIER}
    # Adding nought turns -0.0 into 0.0.
    return {payer: -amount + 0.0 for payer, amount in by_payer(planned, payers).items() if payer in BUDGETED}


def cost_per_dossier(lines: dict[str, np.ndarray], payers: dict[str, str], dossiers: np.ndarray,
                     rate: float | np.ndarray) -> float | np.ndarray:
    """Return what the state budget and the post spend on a dossier [VND]: NPV(costs) / NPV(dossiers).

    Fares that the post receives are no cost and are taken out. Dossiers, shape (years,), are discounted like the
    money, so that the price at which costs are just met is found.
    """
    total = by_payer(lines, payers)
    costs = total["state_budget"] + total["vietnam_post"] - lines["fares_received"]
    return -npv(costs, rate) / npv(dossiers, rate)


def cash_flow(lines: dict[str, np.ndarray], about: pd.DataFrame, years: range) -> pd.DataFrame:
    """Return the lines as a table: ``year, payer, line, amount_vnd, basis, doc_id, articles``.

    ``basis`` is ``has_basis``, ``no_basis`` where no document in force lets the payer pay it yet, or ``no_cash``.

    Parameters
    ----------
    lines : amounts by name, shape (years,) [VND per year].
    about : the columns ``payer, basis, doc_id, articles`` by line.
    years : years of the amounts.

    Raises
    ------
    KeyError : nothing is said about a line.
    """
    told = about.loc[list(lines)]
    each = {name: np.repeat(told[name].to_numpy(), len(years)) for name in ("payer", "basis", "doc_id", "articles")}
    # Adding nought turns -0.0 into 0.0.
    return pd.DataFrame({"year": list(years) * len(lines), "payer": each.pop("payer"),
                         "line": np.repeat(list(lines), len(years)),
                         "amount_vnd": np.concatenate(list(lines.values())) + 0.0, **each})
