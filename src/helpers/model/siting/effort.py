"""How hard a search tries: settings that move its seconds, never an answer that is proven."""

from __future__ import annotations

#: Seconds after which an exact search returns the best plan found so far.
TIME_LIMIT_S = 120.0
