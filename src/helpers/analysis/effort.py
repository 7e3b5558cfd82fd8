"""How hard the questions about doubt are looked into: settings of searches and estimates, nothing of the province."""

from __future__ import annotations

# --- Sobol' indices ----------------------------------------------------------------------------------------

#: Base points of the design; a power of two, as the sequence is balanced only then. The runs are this number times
#: two more than there are inputs: about 80,000 for all uncertain parameters.
BASE_DRAWS = 1024
#: Resamples of the base points for the error of an index; that error is itself known to one part in twenty then.
RESAMPLES = 200

# --- switching values --------------------------------------------------------------------------------------

#: Points looked at on each side of the base value: half of them within the likely range, half beyond it.
GRID = 32
#: Points that one round of refinement puts into a bracket, and the rounds: the bracket shrinks 17-fold in each, to
#: less than 1e-9 of its width.
SECTIONS, ROUNDS = 16, 8

# --- PRIM --------------------------------------------------------------------------------------------------

#: Part of the draws in the box that one step of peeling takes off, and that one step of pasting may add, as Friedman
#: and Fisher advise: patient enough that a wrong step can be made good.
PEEL, PASTE = 0.05, 0.05
#: Least part of all draws that a box may hold.
LEAST_MASS = 0.05
#: Quasi-p-value above which a restriction may be chance and is taken back.
MOST_QUASI_P = 0.05

# --- value of information ----------------------------------------------------------------------------------

#: Pieces of the cubic spline in each parameter.
PIECES = 4
#: Pairs of opposite draws of the coefficients for the error and bias of a value: the error is then itself known to
#: one part in ten.
COEFFICIENT_PAIRS = 25
#: Parts into which draws are split to choose on some and to count on the others.
FOLDS = 10
#: Parameters, the most valuable alone, among which the best group is sought.
SHORT_LIST = 8

# --- attribution -------------------------------------------------------------------------------------------

#: Inputs that changes are shared among one by one; each more doubles the runs, which are 1,024 at most.
MOST_PLAYERS = 10
