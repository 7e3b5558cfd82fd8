"""How hard a search tries: settings that move its seconds, never an answer that is proven."""

from __future__ import annotations

#: Seconds after which an exact search returns the best plan found so far.
TIME_LIMIT_S = 120.0

#: What siting scales an objective to (a power of two, so that no digit is lost): the solver's absolute tolerance of
#: 1e-6 is then far less than any difference that counts, whatever the unit of the weights.
OBJECTIVE_SCALE = 2.0**32

#: What breaking ties may cost at most, as a share of the objective of today: less than what counts as a difference.
TIE_SHARE = 4e-10

#: What the largest coefficient of a row of capacities or costs is scaled to (by a power of two): the solver's
#: tolerance of 1e-6 is then a billionth of a site.
ROW_SCALE = 2.0**10

#: How many existing sites, and how many candidates, may serve a demand point where counters are sited: more make the
#: program larger, and a plan is the best for these.
NEAREST_SITES = 12

#: Seconds for one question that follows a search: whether a plan exists without one of the demands, or which site
#: takes which demand once the counters are chosen.
EXISTS_LIMIT_S = 10.0

#: Part of the time for a first search of the least cost, before its result serves as a budget.
FIRST_SEARCH = 0.2
