"""One thread for linear algebra in each worker and kernel: as many of them run as there are processors.

Matrices are small here. Threads that wait for each other on busy processors made decompositions ten times slower, and
the order in which threads add numbers could change last digits.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

_LIMITS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def single_threaded(env: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which linear algebra has one thread, unless it says how many.

    >>> single_threaded({"OMP_NUM_THREADS": "4"})["OMP_NUM_THREADS"]
    '4'
    """
    return {**dict.fromkeys(_LIMITS, "1"), **env}


def limit_children() -> None:
    """Let processes that are started from now on have one thread each."""
    os.environ.update(single_threaded(os.environ))
