"""The whole frontier: the least cost for every number of new points at once, and what each further point adds."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from helpers.model.siting.effort import TIE_SHARE, TIME_LIMIT_S
from helpers.model.siting.groups import Groups, group_sites, least_cost, row_of
from helpers.model.siting.milp import linear_program, maximise, quiet_solver
from helpers.model.siting.ties import preferences

#: A value this near to a whole number is one; the answer is checked against its bound in any case.
_WHOLE = 1e-6
#: Relative gap up to which an objective and its bound are the same number.
_EQUAL = 1e-9


@dataclass(frozen=True)
class Frontier:
    """The best sets of every size p = 0..P, existing points open in all of them.

    ``cost`` is the weighted cost of the best set, ``bound`` its proven lower bound, both of shape (P + 1,);
    ``gap`` = (cost - bound) / max(1, cost); ``opened[p]`` holds the sites of the set; ``whole[p]`` says whether
    the linear relaxation was integral, so that nothing had to be branched. The sets need not be nested.
    """

    cost: np.ndarray
    bound: np.ndarray
    opened: tuple[tuple[int, ...], ...]
    whole: np.ndarray

    @property
    def gap(self) -> np.ndarray:
        return (self.cost - self.bound) / np.maximum(1.0, self.cost)

    @property
    def status(self) -> tuple[str, ...]:
        """``proven`` or ``feasible`` for each size."""
        return tuple("proven" if gap <= _EQUAL else "feasible" for gap in self.gap)

    @property
    def gain(self) -> np.ndarray:
        """Cost that the p-th point saves, cost[p - 1] - cost[p], shape (P + 1,); nought for p = 0."""
        return np.concatenate([[0.0], self.cost[:-1] - self.cost[1:]])

    @property
    def knee(self) -> int:
        """Size at which the curve turns."""
        return knee(self.cost)


def frontier(cost: np.ndarray, weights: np.ndarray, existing: np.ndarray, *, banned: tuple[int, ...] = (),
             time_limit_s: float = TIME_LIMIT_S) -> Frontier:
    """Return the exact frontier from no new point to a point at every candidate.

    For each p = 0..P, with the saving s_ik of serving demand point i from group k of equally near candidates,

        max sum_ik s_ik z_ik  s.t.  sum_k z_ik <= 1,  z_ik <= sum_{j in G_ik} y_j,  sum_j y_j = p,  y binary.

    Only the last limit changes with p, so that one linear relaxation is solved again from the basis of the p
    before it. Where its open variables are whole the answer is optimal; elsewhere it is branched on. Of equally
    good sets the same one is returned on every machine (``ties``).

    Parameters
    ----------
    cost : cost of serving demand point i from site j, shape (n, m): kilometres for the p-median (Hakimi 1964),
        0/1 beyond a standard for maximal covering (Church & ReVelle 1974).
    weights : weight of each demand point, shape (n,), not negative.
    existing : mask of the sites that are open already, shape (m,).
    banned : sites that must not open.
    time_limit_s : seconds for each size that has to be branched on.

    Raises
    ------
    ValueError : no site exists and none may open.

    Examples
    --------
    Three villages at 0, 4 and 10 km on a road, a point at 0:

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> found = frontier(cost, np.array([9.0, 5.0, 4.0]), np.array([True, False, False]))
    >>> found.cost.tolist(), found.opened
    ([60.0, 20.0, 0.0], ((), (2,), (1, 2)))
    """
    candidates = np.setdiff1d(np.flatnonzero(~existing), np.asarray(banned, dtype=int))
    if not existing.any() and not len(candidates):
        raise ValueError("no plan satisfies the demands: no site exists and none may open")
    # With nothing open a demand point is as far as from its farthest site.
    now = cost[:, existing].min(axis=1) if existing.any() else cost.max(axis=1)
    groups = group_sites(cost[:, candidates], weights, now)
    total, rows = float(weights @ now), _rows(groups)
    bounds = [value for _, value in _relaxations(groups, rows, groups.gain())]
    # Of equally good sets always the same one: open sites cost a little, too little to change what is best.
    small = TIE_SHARE * max(total, float(groups.saving.max(initial=0)))
    tied = np.pad(small * preferences(groups.sites, 1), (0, len(groups.saving)))
    relaxed = [x for x, _ in _relaxations(groups, rows, groups.gain() - tied)]
    found = [_best_of_size(groups, rows, p, relaxed[p], bounds[p], time_limit_s) for p in range(len(bounds))]
    costs = np.array([least_cost(cost[:, candidates], weights, now, is_open) for is_open, _, _ in found])
    bounds = np.minimum(costs, total - np.array([bound for _, bound, _ in found]))
    opened = tuple(tuple(int(j) for j in candidates[is_open]) for is_open, _, _ in found)
    return Frontier(costs, bounds, opened, np.array([whole for _, _, whole in found]))


def knee(cost: np.ndarray) -> int:
    """Return the size at which a falling, flattening curve turns: farthest below the chord between its ends.

    The curve ends at the first size that reaches the least cost: further points bring nothing. With both axes
    scaled to [0, 1] the knee is the p that maximises (1 - c_p) - p, the vertical distance from the chord (Satopää
    et al. 2011, without smoothing or a threshold); the first of several.

    >>> knee(np.array([10.0, 4.0, 3.0, 2.0, 1.0, 0.0, 0.0]))
    1
    """
    span = cost[0] - cost[-1]
    last = int(np.argmax(cost <= cost[-1] + _EQUAL * max(1.0, cost[0])))
    if last == 0:
        return 0
    sizes = np.arange(last + 1)
    return int(np.argmax((cost[0] - cost[: last + 1]) / span - sizes / last))


def _rows(groups: Groups) -> tuple[sparse.csc_matrix, np.ndarray]:
    """Return the matrix of all limits, the last row being the number of open sites, and its upper limits."""
    once, linked = groups.served_once(), groups.served_from_open()
    matrix = sparse.vstack([once, linked, row_of(np.ones(groups.sites), groups.size)]).tocsc()
    return matrix, np.concatenate([np.ones(once.shape[0]), np.zeros(linked.shape[0] + 1)])


def _relaxations(groups: Groups, rows, gain: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """Return the open variables and the value of the linear relaxation for every size."""
    matrix, upper = rows
    solver = quiet_solver()
    solver.setOptionValue("presolve", "off")  # it would forget the basis that the next size starts from
    lower = np.full(len(upper), -highspy.kHighsInf)
    solver.passModel(linear_program(gain, matrix, lower, upper))
    found, last = [], len(upper) - 1
    for p in range(groups.sites + 1):
        solver.changeRowBounds(last, float(p), float(p))
        solver.run()
        values = np.array(solver.getSolution().col_value)
        found.append((values[: groups.sites], solver.getInfo().objective_function_value))
    return found


def _best_of_size(groups: Groups, rows, p: int, relaxed: np.ndarray, value: float, time_limit_s: float):
    """Return the open sites of the best set of p, the bound of its saving, and whether nothing was branched."""
    if np.abs(relaxed - relaxed.round()).max(initial=0) <= _WHOLE:
        return relaxed > 0.5, value, True
    matrix, upper = rows
    upper, lower = upper.copy(), np.full(len(upper), -highspy.kHighsInf)
    upper[-1] = lower[-1] = p
    answer = maximise(groups.gain(), matrix, upper, integer=groups.is_open(), row_lower=lower,
                      time_limit_s=time_limit_s)
    if answer.status == "unknown":  # the time limit came first: the p largest of the relaxation are a set too
        is_open = np.zeros(groups.sites, dtype=bool)
        is_open[np.argsort(-relaxed, kind="stable")[:p]] = True
        return is_open, value, False
    return answer.x[: groups.sites] > 0.5, min(value, answer.bound), False
