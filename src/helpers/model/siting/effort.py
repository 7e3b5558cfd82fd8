"""How hard a search tries: settings that move its seconds, never an answer that is proven."""

from __future__ import annotations

#: Seconds after which an exact search returns the best plan found so far.
TIME_LIMIT_S = 120.0

#: What siting scales an objective to (a power of two, so that no digit is lost): the solver's absolute tolerance of
#: 1e-6 is then far less than any difference that counts, whatever the unit of the weights.
OBJECTIVE_SCALE = 2.0**32

#: What breaking ties may cost at most, as a share of the objective of today: less than what counts as a difference.
TIE_SHARE = 4e-10
