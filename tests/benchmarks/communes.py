"""Places of the communes of Vietnam, for benchmarks, from the data of the package vietnamadminunits."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np


def places(database: Path) -> np.ndarray:
    """Return latitude and longitude [degrees] of the communes, shape (n, 2), and say how many were set aside.

    Set aside are rows without a place and rows that share theirs with another one: a place that several communes
    have is a default of the geocoder.
    """
    query = "select wardLat, wardLon from admin_units_legacy order by wardCode, wardKey"
    with sqlite3.connect(database) as connection:
        rows = connection.execute(query).fetchall()
    place = np.array([row for row in rows if None not in row], dtype=float)
    _, same, times = np.unique(place, axis=0, return_inverse=True, return_counts=True)
    own = times[same.ravel()] == 1
    print(f"{len(rows)} communes; set aside {len(rows) - len(place)} without a place and {int((~own).sum())} that "
          f"share one; {int(own.sum())} are left, each of weight 1 (the data hold no population)")
    return place[own]
