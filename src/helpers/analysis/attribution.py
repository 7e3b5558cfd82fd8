"""Why a number moved between two runs: the change shared among the changed inputs, whatever their order."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping

import pandas as pd

from helpers.analysis.effort import MOST_PLAYERS

#: Name of what is left when even whole sources are too many.
OTHERS = "others"


def attribute(evaluate: Callable[[frozenset[str]], Mapping[str, float]], changes: Mapping[str, str],
              most: int = MOST_PLAYERS) -> pd.DataFrame:
    """Return what each changed input adds to the change of every headline between two runs.

    The Shapley value of input i among the k changed inputs N,

        part_i = sum over S without i of |S|! (k - |S| - 1)! / k! * (v(S + i) - v(S)),

    with the headline v(S) when the inputs in S are new and all others old: the mean of what i adds over all orders in
    which the inputs may be changed one after another. The parts sum to v(N) - v(no input), no order is preferred,
    and an input that changes nothing has the part 0. All 2^k runs are made.

    Parameters
    ----------
    evaluate : gives the headlines when exactly these inputs are new.
    changes : the file or table of each changed input, by input.
    most : inputs that are treated one by one; of more, whole sources are taken together, see :func:`players`.

    Returns
    -------
    columns ``input_id, metric_id, part`` in the unit of the metric, inputs in the order given.

    Notes
    -----
    Source: Shapley (1953).

    >>> attribute(lambda new: {"area": (3.0 if "wide" in new else 1.0) * (5.0 if "long" in new else 2.0)},
    ...           {"wide": "a.csv", "long": "b.csv"})["part"].to_list()
    [7.0, 6.0]
    """
    groups = players(changes, most)
    values = {names: dict(evaluate(frozenset(key for name in names for key in groups[name])))
              for size in range(len(groups) + 1) for names in itertools.combinations(groups, size)}
    rows = [(name, metric, part) for name in groups for metric, part in _parts(name, list(groups), values).items()]
    return pd.DataFrame(rows, columns=["input_id", "metric_id", "part"])


def players(changes: Mapping[str, str], most: int = MOST_PLAYERS) -> dict[str, tuple[str, ...]]:
    """Return the changed inputs, or whole sources where there are more than ``most``, with their members.

    Sources are taken together one after another, that with the most changed inputs first (of equals the first by
    name), until at most ``most`` remain; if all sources are still too many, the smallest become ``others``.

    >>> players({"a": "x.csv", "b": "y.csv", "c": "x.csv"}, most=2)
    {'x.csv': ('a', 'c'), 'b': ('b',)}

    Raises
    ------
    ValueError : nothing has changed, or ``most`` is less than one.
    """
    if not changes or most < 1:
        raise ValueError("no input has changed" if not changes else f"{most} inputs cannot share a change")
    sources = {source: tuple(key for key, place in changes.items() if place == source)
               for source in dict.fromkeys(changes.values())}
    largest = sorted(sources, key=lambda source: (-len(sources[source]), source))
    for taken in range(len(largest) + 1):
        whole = set(largest[:taken])
        named = {key: source if source in whole else key for key, source in changes.items()}
        if len(set(named.values())) <= most:
            break
    else:
        kept = set(largest[:most - 1])
        named = {key: source if source in kept else OTHERS for key, source in changes.items()}
    return {name: tuple(key for key in changes if named[key] == name) for name in dict.fromkeys(named.values())}


def _parts(name: str, names: list[str], values: Mapping[tuple[str, ...], Mapping[str, float]]) -> dict[str, float]:
    """Return the Shapley value of one input for every headline."""
    rest, count = [other for other in names if other != name], len(names)
    terms: dict[str, list[float]] = {metric: [] for metric in values[()]}
    for size in range(count):
        weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
        for old in itertools.combinations(rest, size):
            new = tuple(other for other in names if other == name or other in old)
            for metric, found in terms.items():
                found.append(weight * (values[new][metric] - values[old][metric]))
    return {metric: math.fsum(found) for metric, found in terms.items()}
