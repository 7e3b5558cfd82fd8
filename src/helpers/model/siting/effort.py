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

# --- large location problems (near, interchange, lagrange, pmedian, large_cover) ---------------------------

#: Neighbours asked of the search tree at first; doubled for the points whose list must go farther.
FIRST_NEIGHBOURS = 16
#: Volume algorithm: factor of the first step, and its limits.
FIRST_PACE, FASTEST, SLOWEST = 1.0, 2.0, 1e-5
#: Factor of the step after a rise that agrees with the mean direction, and after ``PATIENCE`` steps without one.
FASTER, SLOWER, PATIENCE = 1.1, 0.66, 12
#: Steps aim this much farther than the best known cost, whose bound is rarely reached.
OVERSHOOT = 1.05
#: Weight of the newest relaxed solution in the mean: at most, and at least as a share of the most.
MOST_NEW, LEAST_NEW = 0.2, 0.1
#: Squared length of a direction that counts as none.
FLAT = 1e-12
#: Exchanges looked at in one round, and partners tried for sites that share no point.
EXCHANGES, PARTNERS = 4000, 50
#: Seconds between two looks at whether the user or the caller wants the solver to stop.
LOOK_S = 0.05
#: Relative gap up to which a set counts as proven.
PROVEN_GAP = 1e-10
#: Steps of one round of the ascent; rounds that rise by less than this share of the cost before it ends.
STEPS, SLOW_ROUNDS, SLOW_RISE = 150, 2, 1e-6
#: Factor of the step above which the ascent is not over, however slow.
SLOW_PACE = 0.005
#: Factor by which a list that its multiplier has met grows.
LONGER = 1.5
#: A relaxed site counts as undecided when its share is farther than this from nought and one.
MARGINS = (0.25, 0.1, 0.01)
#: Most seconds of deciding those in all, and most as a share of the time limit.
CONCENTRATION_S, CONCENTRATION_SHARE = 8.0, 0.25
#: Most seconds for one area, most share of the time limit for all, and how deep costs are read, as a part of the
#: distance between bound and best cost.
AREA_S, AREA_SHARE, AREA_DEPTH = 5.0, 0.4, 0.1
#: Points of the largest area that is worth deciding apart: at least, and as a part of all.
AREA_LEAST, AREA_PART = 20, 0.25
#: Levels of cost of a core up to which all its candidates are whole numbers; of a greater one the doubtful only.
#: The solver's rounding of thousands of whole numbers at once takes it minutes and gigabytes, whatever its limits.
WHOLE_LEVELS = 50_000
#: Magnitude of the objective handed to the solver, whose tolerances are absolute.
SCALE = 1e4
#: Entries of all lists, and columns of a core, that memory has room for.
LIST_LIMIT, CORE_LIMIT = 6_000_000, 1_000_000
#: Length of the first lists: times the number of sites that a point shares an open site with, and at least.
FIRST_FACTOR, FIRST_LEAST = 6, 24
#: Depth of the first core, as a part of the distance between bound and best cost.
FIRST_DEPTH = 0.06
#: How far beyond its multiplier (and the mean one) a list is read while the multipliers rise.
AHEAD = 1.2
#: Pairs of a point and a site up to which all are listed from the start.
FULL_LISTS = 1_000_000
#: Rise of the bound in one round, as a share of the cost, below which proposed sets are worth improving.
NEAR_RISE = 1e-3
