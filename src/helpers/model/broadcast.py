"""One run or many draws at once: values that are numbers, or arrays with one entry for each draw."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def spread(value: float | np.ndarray, axes: int) -> float | np.ndarray:
    """Return an array of draws with so many axes more at its end, to stand beside places or years; a number as it is.

    >>> spread(np.array([1.0, 2.0]), 1).shape, spread(3.0, 1)
    ((2, 1), 3.0)
    """
    return np.reshape(value, np.shape(value) + (1,) * axes) if np.ndim(value) else value


def spread_all(values: Mapping[str, float | np.ndarray], axes: int) -> dict[str, float | np.ndarray]:
    """Return every value as :func:`spread` does.

    >>> {key: np.shape(value) for key, value in spread_all({"a": np.ones(4), "b": 1.0}, 2).items()}
    {'a': (4, 1, 1), 'b': ()}
    """
    return {key: spread(value, axes) for key, value in values.items()}
