"""How far one number must move, all others at base, before the decision is another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.analysis.effort import GRID, ROUNDS, SECTIONS

COLUMNS = ("decision_id", "parameter_id", "side", "base", "end", "switch", "before", "after", "likely")
SIDES = ("down", "up")
Evaluate = Callable[[pd.DataFrame], pd.DataFrame]
Decide = Callable[[pd.DataFrame], Sequence]


def switching_values(decide: Decide, wide: pd.DataFrame, decision_id: str = "") -> pd.DataFrame:
    """Return for each parameter, downwards and upwards, the nearest value at which the decision is another.

    All other parameters stand at base. Each side is looked at on a grid, half of it within the likely range and
    half beyond it up to what is allowed (the farther, the wider apart); the first bracket in which the decision
    changes is cut in sections again and again. A change that comes and goes between two points of the grid is not
    seen.

    Parameters
    ----------
    decide : gives one label per row for values of all parameters (rows: runs, columns: parameters), as
        :func:`keeping` does.
    wide : index ``parameter_id``; columns ``low, base, high, allowed_min, allowed_max``.
    decision_id : name of the decision in the table.

    Returns
    -------
    columns ``decision_id, parameter_id, side`` (``down``, ``up``), ``base, end`` (the allowed one), ``switch`` (first
    value found with another decision, within 1e-9 of the bracket; missing where there is none up to the end),
    ``before, after`` (the two decisions, the second missing where there is no switch), ``likely`` (the switch lies
    between low and high).

    >>> wide = pd.DataFrame({"low": [1.0], "base": [2.0], "high": [4.0], "allowed_min": [0.0],
    ...                      "allowed_max": [100.0]}, index=["a"])
    >>> switching_values(lambda draws: draws["a"] > 3, wide)[["side", "switch", "likely"]].round(6).to_dict("list")
    {'side': ['down', 'up'], 'switch': [nan, 3.0], 'likely': [False, True]}
    """
    base = wide["base"].to_dict()
    ways = [(row, side, _grid(row, side)) for row in wide.itertuples() for side in SIDES]
    before = next(iter(decide(pd.DataFrame([base]))))
    ends = _first_changes(decide, base, [(row.Index, np.r_[row.base, grid]) for row, _, grid in ways], before)
    for _ in range(ROUNDS):
        cut = [None if end is None else np.linspace(end[0], end[1], SECTIONS + 2) for end in ends]
        open_ = [k for k, points in enumerate(cut) if points is not None]
        found = _first_changes(decide, base, [(ways[k][0].Index, cut[k]) for k in open_], before)
        ends = [None if end is None else found[open_.index(k)] for k, end in enumerate(ends)]
    switched = [base | {row.Index: end[1]} for (row, _, _), end in zip(ways, ends, strict=True) if end]
    after = iter(decide(pd.DataFrame(switched, columns=list(base))) if switched else [])
    rows = [(decision_id, *_row(row, side, end, before, next(after) if end else None))
            for (row, side, _), end in zip(ways, ends, strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def keeping(evaluate: Evaluate, metric_id: str, direction: str, threshold: float) -> Decide:
    """Return the decision whether a headline keeps to a threshold: ``<=`` for ``max``, ``>=`` for ``min``."""
    def decide(values: pd.DataFrame) -> list[bool]:
        found = evaluate(values)[metric_id].to_numpy()
        return (found <= threshold if direction == "max" else found >= threshold).tolist()

    return decide


def alone(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the grid on which each parameter moves alone: columns ``parameter_id, side, value``, the nearest first.

    The first row, whose ``parameter_id`` and ``side`` are blank, has every parameter at base.

    >>> wide = pd.DataFrame({"low": [1.0], "base": [2.0], "high": [4.0], "allowed_min": [0.0],
    ...                      "allowed_max": [100.0]}, index=["a"])
    >>> grid = alone(wide)
    >>> len(grid), float(grid["value"].min()), float(grid["value"].max())
    (65, 0.0, 100.0)
    """
    rows = [(row.Index, side, value) for row in wide.itertuples() for side in SIDES for value in _grid(row, side)]
    return pd.DataFrame([("", "", np.nan), *rows], columns=["parameter_id", "side", "value"])


def values_of(grid: pd.DataFrame, wide: pd.DataFrame) -> pd.DataFrame:
    """Return the values of all parameters in each row of a grid: one column per parameter."""
    values = pd.DataFrame([wide["base"].to_dict()] * len(grid), index=grid.index)
    for key, rows in grid.groupby("parameter_id"):
        if key:
            values.loc[rows.index, key] = rows["value"]
    return values


def on_grid(grid: pd.DataFrame, wide: pd.DataFrame, decision_id: str) -> pd.DataFrame:
    """Return the first value of a grid at which a decision is another, each parameter moved alone.

    Parameters
    ----------
    grid : of :func:`alone`, with a column ``decision``; a side is followed up to where its decision is missing.
    wide : as in :func:`switching_values`.

    Returns
    -------
    the columns of :func:`switching_values` and ``kept``, the last value with the decision of base: it turns between
    ``kept`` and ``switch``.
    """
    return pd.DataFrame(_turns(grid, wide, decision_id), columns=[*COLUMNS, "kept"])


def _turns(grid: pd.DataFrame, wide: pd.DataFrame, decision_id: str) -> Iterator[tuple]:
    before = grid["decision"].iloc[0]
    for (key, side), rows in grid[grid["parameter_id"] != ""].groupby(["parameter_id", "side"], sort=False):
        row = wide.loc[key]
        known = rows[rows["decision"].isna().cumsum() == 0]
        turned = known[known["decision"] != before]
        stays = known["value"][: len(known) if turned.empty else known.index.get_loc(turned.index[0])]
        kept = stays.iloc[-1] if len(stays) else row["base"]
        switch, after = (np.nan, None) if turned.empty else turned.iloc[0][["value", "decision"]]
        end = row["allowed_min" if side == "down" else "allowed_max"]
        yield (decision_id, key, side, row["base"], end, switch, before, after,
               bool(row["low"] <= switch <= row["high"]), kept)


def _grid(row, side: str) -> np.ndarray:
    """Return the values looked at on one side of the base value, the nearest first."""
    near, far = (row.low, row.allowed_min) if side == "down" else (row.high, row.allowed_max)
    near, far = abs(near - row.base), abs(far - row.base) if np.isfinite(far) else abs(near - row.base)
    if not far:
        return np.empty(0)
    step = np.arange(1, GRID // 2 + 1) / (GRID // 2)
    away = np.r_[near * step, near * (far / near) ** step] if 0 < near < far else far * np.arange(1, GRID + 1) / GRID
    return row.base + (away if side == "up" else -away)


def _first_changes(decide: Decide, base: Mapping[str, float], ways: Sequence[tuple[str, np.ndarray]],
                   before) -> list[tuple[float, float] | None]:
    """Return for each way the two neighbours between which the decision first differs from ``before``."""
    rows = [base | {key: value} for key, points in ways for value in points]
    labels = iter(decide(pd.DataFrame(rows, columns=list(base))) if rows else [])
    found = []
    for _, points in ways:
        differs = [next(labels) != before for _ in points]
        first = differs.index(True) if True in differs else 0
        found.append((float(points[first - 1]), float(points[first])) if first else None)
    return found


def _row(row, side: str, end: tuple[float, float] | None, before, after) -> tuple:
    switch = end[1] if end else float("nan")
    limit = row.allowed_min if side == "down" else row.allowed_max
    return row.Index, side, row.base, limit, switch, before, after, bool(end) and row.low <= switch <= row.high
