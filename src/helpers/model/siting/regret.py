"""A plan that does well in every future: the least of the largest regrets, exactly.

With futures k = 1..K that differ in costs and weights only, V_k the least cost in future k, N_k the cost when
nothing opens, and f_k(P) the cost of plan P, the relative regret is the part of the possible saving that P misses,

    r_k(P) = (f_k(P) - V_k) / (N_k - V_k),    0 <= r_k,

and the plan sought minimises the largest r_k. The scale N_k - V_k lets people without cover and kilometres be set
side by side; a cost that is nearly nought at best, as of coverage, would make a poor scale. As a program:

    min r   s.t.   f_k(P) <= V_k + r (N_k - V_k)  for every k.

Futures enter as they are needed (Assavapokee et al., 2008): the program over some futures gives a lower bound on
the least largest regret, its plan measured in all futures an upper one; the worst future is added until they meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from helpers.model.siting.effort import TIME_LIMIT_S
from helpers.model.siting.milp import MilpAnswer, maximise
from helpers.model.siting.problem import SitingProblem, plan_cost
from helpers.model.siting.program import Program, opened_by, program


@dataclass(frozen=True)
class Regret:
    """A plan, its regret in every future (K,) [0-1], and how far its largest regret can be trusted.

    ``bound`` is the proven least that the largest regret of any plan can be. ``status`` is ``proven`` where
    ``worst`` equals it but for rounding, else ``feasible``.
    """

    opened: tuple[tuple[int, ...], ...]
    regrets: np.ndarray
    worst: float
    bound: float
    status: str


def regrets(futures: Sequence[SitingProblem], least: Sequence[float], opened: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the relative regret of a plan in every future, shape (K,) [0-1]; 0 where nothing can be saved.

    Parameters
    ----------
    futures : problems over the same sites.
    least : least cost in each future, shape (K,).
    opened : sites opened in each year.
    """
    nothing = np.array([plan_cost(problem, [()] * problem.years) for problem in futures])
    scale = nothing - np.asarray(least)
    missed = np.array([plan_cost(problem, opened) for problem in futures]) - np.asarray(least)
    return np.maximum(0.0, np.divide(missed, scale, out=np.zeros(len(scale)), where=scale > 0))


def least_regret(futures: Sequence[SitingProblem], least: Sequence[float], *,
                 start: int = 0, time_limit_s: float = TIME_LIMIT_S) -> Regret:
    """Return the plan whose largest relative regret over the futures is least.

    Parameters
    ----------
    futures : problems that differ in ``cost`` and ``weights`` only.
    least : least cost in each future, shape (K,).
    start : the future that the search begins with.
    time_limit_s : seconds of each program of the search.

    Raises
    ------
    ValueError : no plan satisfies the numbers, budgets, pins and bans.
    TimeoutError : the time limit came before any plan was found.

    Examples
    --------
    One more point for villages at 0, 4 and 10 km; either of the far ones may grow:

    >>> cost = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> futures = [SitingProblem(cost, np.array(people), np.array([True, False, False]), counts=[1])
    ...            for people in ([9.0, 9.0, 4.0], [9.0, 5.0, 4.0])]
    >>> found = least_regret(futures, [24.0, 20.0])
    >>> found.opened, found.regrets.round(3)
    (((1,),), array([0.  , 0.1]))
    """
    made = [program(problem) for problem in futures]
    active, best, bound = [start], None, 0.0
    while True:
        answer = _over(made, least, active, time_limit_s)
        opened = opened_by(made[0], answer)
        found = regrets(futures, least, opened)
        bound = max(bound, -answer.bound if np.isfinite(answer.bound) else 0.0)
        if best is None or found.max() < best[1].max():
            best = (opened, found)
        if best[1].max() <= bound + 1e-9 or int(found.argmax()) in active:
            worst = float(best[1].max())
            proven = answer.status == "proven" and worst <= bound + 1e-9
            return Regret(*best, worst, min(bound, worst), "proven" if proven else "feasible")
        active.append(int(found.argmax()))


def _over(made: Sequence[Program], least: Sequence[float], active: Sequence[int], time_limit_s: float) -> MilpAnswer:
    """Minimise the largest regret over some futures: columns open, then services by future, then r."""
    opens = made[0].opens
    parts = [made[k] for k in active]
    services = [part.size - opens for part in parts]
    before = np.concatenate([[0], np.cumsum(services)])
    blocks, low, high = [], [], []
    for part, k, start in zip(parts, active, before, strict=False):
        rows = part.base.rows.tocsc()
        limit = _regret_row(part, least[k])
        stacked = sparse.vstack([rows, sparse.csr_matrix(limit[0])]).tocsc()
        last = np.append(np.zeros(rows.shape[0]), -1.0)
        blocks.append(sparse.hstack([
            stacked[:, :opens], sparse.csr_matrix((stacked.shape[0], start)), stacked[:, opens:],
            sparse.csr_matrix((stacked.shape[0], before[-1] - start - part.size + opens)),
            sparse.csr_matrix(last[:, None])]))
        low += [*part.base.low, -np.inf]
        high += [*part.base.high, limit[1]]
    columns = opens + before[-1] + 1
    gain = np.zeros(columns)
    gain[-1] = -1
    lower = np.concatenate([made[0].base.lower[:opens], np.zeros(columns - opens)])
    return maximise(gain, sparse.vstack(blocks).tocsc(), np.array(high), integer=np.arange(columns) < opens,
                    row_lower=np.array(low), lower=lower, time_limit_s=time_limit_s)


def _regret_row(part: Program, least: float) -> tuple[np.ndarray, float]:
    """Return the row -saved / scale (- r) <= -1: what is saved misses at most the share r of the best saving."""
    scale = part.saved_from - least
    if scale <= 0:
        return np.zeros(part.size), 0.0
    return -part.base.gain / scale, -1.0
