"""When an option fails: the box of the uncertain that holds most failures and little else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.analysis.effort import LEAST_MASS, MOST_QUASI_P, PASTE, PEEL

TRAJECTORY = ("step", "mass", "coverage", "density", "restricted", "chosen")


@dataclass(frozen=True)
class Box:
    """A box and what it holds.

    Parameters
    ----------
    limits : index ``parameter_id`` of the restricted parameters only; columns ``low, high`` (missing where that side
        is free) and ``quasi_p``.
    mass : draws in the box / all draws; coverage : cases of interest in the box / all cases of interest; density :
        cases of interest in the box / draws in the box; all [0-1].
    base_density : cases of interest / all draws, the density without any restriction.
    """

    limits: pd.DataFrame
    mass: float
    coverage: float
    density: float
    base_density: float


def prim(draws: pd.DataFrame, hit: np.ndarray, *, peel: float = PEEL, paste: float = PASTE,
         least_mass: float = LEAST_MASS, most_quasi_p: float = MOST_QUASI_P) -> tuple[Box, pd.DataFrame]:
    """Return a box that holds most cases of interest and little else, and the steps that led to it.

    The patient rule induction method. *Peeling*: from the box of all draws, the slice of ``peel`` of its draws at the
    low or high end of one parameter is taken off again and again, that which raises the density most for each draw
    given up (of equals, that of the parameter in which the cases of interest lie farthest from the others), or lowers
    it least where none raises it, as long as ``least_mass`` of all draws remain. *Choice*: of the boxes of the
    trajectory that with the largest harmonic mean of coverage and density, 2 c d / (c + d), the first of equals.
    *Chance*: the restrictions whose quasi-p-value exceeds ``most_quasi_p`` may be chance; peeling starts again with
    the other restricted parameters alone, until every restriction stands. *Pasting*: slices of ``paste`` of the
    draws in the box are added at restricted ends as long as the density rises.

    Parameters
    ----------
    draws : one row per draw, one column per parameter.
    hit : whether a draw is of interest, such as one in which an option fails; shape (draws,).

    Returns
    -------
    the box, and the trajectory of the last peeling: columns ``step, mass, coverage, density, restricted`` (number of
    restricted parameters), ``chosen``.

    Raises
    ------
    ValueError : no draw, or every draw, is of interest: there is nothing to tell apart.

    Notes
    -----
    Sources: Friedman and Fisher (1999); quasi-p-values and the measures of a box by Bryant and Lempert (2010).
    """
    x, y = draws.to_numpy(float), np.asarray(hit, dtype=bool)
    if not 0 < y.sum() < len(y):
        raise ValueError(f"{y.sum()} of {len(y)} draws are of interest: there is nothing to tell apart")
    columns = np.arange(x.shape[1])
    while True:
        boxes, path, place = _searched(x[:, columns], y, peel, least_mass)
        chance = _quasi_p(x[:, columns], y, *boxes[place])
        firm = [column for column, p in chance.items() if p <= most_quasi_p]
        if len(firm) == len(chance):
            break
        columns = columns[firm]
    ends = _pasted(x[:, columns], y, *boxes[place], paste)
    return _box(draws.columns[columns], x[:, columns], y, *ends), path


def box_tables(boxes: Mapping[str, Box]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return boxes as two tables: limits ``box_id, parameter_id, low, high, quasi_p``, and the measures of each box.

    The second has the columns ``box_id, mass, coverage, density, base_density``.
    """
    limits = [box.limits.reset_index().assign(box_id=name) for name, box in boxes.items()]
    rows = [(name, box.mass, box.coverage, box.density, box.base_density) for name, box in boxes.items()]
    columns = ["box_id", "parameter_id", "low", "high", "quasi_p"]
    return (pd.concat(limits, ignore_index=True)[columns] if limits else pd.DataFrame(columns=columns),
            pd.DataFrame(rows, columns=["box_id", "mass", "coverage", "density", "base_density"]))


def measure(box: Box, draws: pd.DataFrame, hit: np.ndarray) -> tuple[float, float, float]:
    """Return mass, coverage and density of a box over other draws, which did not serve to find it."""
    low, high = (np.full(len(draws.columns), end) for end in (-np.inf, np.inf))
    at = draws.columns.get_indexer(box.limits.index)
    low[at], high[at] = box.limits["low"].fillna(-np.inf), box.limits["high"].fillna(np.inf)
    return _measured(draws.to_numpy(float), np.asarray(hit, dtype=bool), low, high)


# --- steps ------------------------------------------------------------------------------------------------


def _searched(x: np.ndarray, y: np.ndarray, peel: float, least_mass: float) -> tuple[list, pd.DataFrame, int]:
    """Return the boxes of peeling, their trajectory, and the place of the chosen one."""
    boxes = list(_peeled(x, y, peel, least_mass))
    path = pd.DataFrame([_measured(x, y, *ends) for ends in boxes], columns=["mass", "coverage", "density"])
    joint = 2 * path["coverage"] * path["density"] / (path["coverage"] + path["density"])
    place = int(joint.to_numpy().argmax())
    restricted = [int((np.isfinite(low) | np.isfinite(high)).sum()) for low, high in boxes]
    path = path.assign(step=range(len(boxes)), restricted=restricted, chosen=np.arange(len(boxes)) == place)
    return boxes, path[list(TRAJECTORY)], place


def _inside(x: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return ((x >= low) & (x <= high)).all(axis=1)


def _measured(x: np.ndarray, y: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[float, float, float]:
    inside = _inside(x, low, high)
    hits = y[inside].sum()
    return float(inside.mean()), float(hits / y.sum()), float(hits / max(1, inside.sum()))


def _peeled(x: np.ndarray, y: np.ndarray, peel: float, least_mass: float) -> Iterator[tuple]:
    """Yield the ends of every box of the trajectory, the whole space first."""
    low, high = np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)
    # Columns one after another in memory: each is sorted alone.
    kept, hits = np.asfortranarray(x), y
    yield low, high
    while x.shape[1] and hits.mean() < 1:
        best = _best_peel(kept, hits, peel, len(y) * least_mass)
        if best is None:
            return
        column, side, cut = best
        low, high = low.copy(), high.copy()
        (low if side < 0 else high)[column] = cut
        stays = kept[:, column] >= cut if side < 0 else kept[:, column] <= cut
        kept, hits = np.asfortranarray(kept[stays]), hits[stays]
        yield low, high


def _best_peel(x: np.ndarray, y: np.ndarray, peel: float, least: float) -> tuple[int, int, float] | None:
    """Return column, side and cut of the slice whose removal raises the density most for each draw given up."""
    count, density, hits = len(y), y.mean(), y.astype(float)
    slice_ = max(1, int(count * peel))
    # How far the cases of interest lie above the others, in standard deviations: it decides between equal gains.
    lean = (hits @ x / hits.sum() - x.mean(axis=0)) / np.maximum(x.std(axis=0), np.finfo(float).tiny)
    best, found = (-np.inf, -np.inf), None
    for side in (-1, 1):
        place = slice_ - 1 if side < 0 else count - slice_
        edge = np.partition(x, place, axis=0)[place]
        off = x <= edge if side < 0 else x >= edge  # draws of equal value go or stay together
        gone, lost = off.sum(axis=0), hits @ off
        left = np.maximum(1, count - gone)
        gain = np.where(count - gone >= max(1.0, least), (hits.sum() - lost) / left - density, -np.inf) / gone
        most = gain.max()
        equal = np.flatnonzero(gain >= most - np.finfo(float).eps)
        column = int(equal[(-side * lean[equal]).argmax()])
        if np.isfinite(most) and (most, -side * lean[column]) > best:
            best, stays = (most, -side * lean[column]), x[~off[:, column], column]
            found = column, side, float((edge[column] + (stays.min() if side < 0 else stays.max())) / 2)
    return found


def _quasi_p(x: np.ndarray, y: np.ndarray, low: np.ndarray, high: np.ndarray) -> dict[int, float]:
    """Return for each restricted column the chance of so many cases of interest in the box were it not restricted.

    P(X >= k), X binomial with the n draws of the box and the density of the box without the restriction.
    """
    from scipy.stats import binom

    inside, found = _inside(x, low, high), {}
    for column in np.flatnonzero(np.isfinite(low) | np.isfinite(high)):
        others = np.arange(x.shape[1]) != column
        wider = _inside(x[:, others], low[others], high[others])
        found[int(column)] = float(binom.sf(y[inside].sum() - 1, inside.sum(), y[wider].mean()))
    return found


def _pasted(x: np.ndarray, y: np.ndarray, low: np.ndarray, high: np.ndarray, paste: float) -> tuple:
    """Return the ends after slices were added as long as the density rises."""
    while True:
        inside = _inside(x, low, high)
        best, found = y[inside].mean(), None
        for column, side in _restricted(low, high):
            wider_low, wider_high = _wider(x, low, high, column, side, max(1, int(inside.sum() * paste)))
            density = y[_inside(x, wider_low, wider_high)].mean()
            if density > best:
                best, found = density, (wider_low, wider_high)
        if found is None:
            return low, high
        low, high = found


def _restricted(low: np.ndarray, high: np.ndarray) -> list[tuple[int, int]]:
    return [*((int(k), -1) for k in np.flatnonzero(np.isfinite(low))),
            *((int(k), 1) for k in np.flatnonzero(np.isfinite(high)))]


def _wider(x: np.ndarray, low: np.ndarray, high: np.ndarray, column: int, side: int, slice_: int) -> tuple:
    """Return the ends with one of them moved outwards past as many draws as a slice has, free past the last one."""
    ends = [low.copy(), high.copy()]
    moved = ends[side > 0]
    now, moved[column] = moved[column], side * np.inf
    outwards = np.sort(side * x[_inside(x, *ends), column])
    beyond = outwards[outwards > side * now]
    if len(beyond) > slice_:
        moved[column] = side * (beyond[slice_ - 1] + beyond[slice_]) / 2
    return tuple(ends)


def _box(names: pd.Index, x: np.ndarray, y: np.ndarray, low: np.ndarray, high: np.ndarray) -> Box:
    chance = _quasi_p(x, y, low, high)
    at = list(chance)
    limits = pd.DataFrame({"low": low[at], "high": high[at], "quasi_p": list(chance.values())},
                          index=pd.Index(names[at], name="parameter_id")).replace([-np.inf, np.inf], np.nan)
    return Box(limits, *_measured(x, y, low, high), float(y.mean()))
