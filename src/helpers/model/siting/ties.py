"""Which of several equally good plans is taken: always the same one, on every machine.

Without a rule the path of the solver decides, which may differ between machines. So every open site costs a
little, less than what counts as a difference: ``preferences`` says how much. Of equally good plans the one with the
least sum of it is taken: less money, fewer sites, and sites that come first in order count for a plan.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.model.siting.demands import ROUNDING
from helpers.model.siting.effort import OBJECTIVE_SCALE, TIE_SHARE, TIME_LIMIT_S
from helpers.model.siting.limits import Program
from helpers.model.siting.milp import MilpAnswer


def preferences(sites: int, years: int, price: np.ndarray | None = None) -> np.ndarray:
    """Return what it costs that a site is open in a year, shape (years * sites,), 1 in all; least is best.

    Site j in year t costs in proportion to 1 + sqrt((j + 1) / sites), and in the last year to 4 prices more,
    the price of the site divided by the mean price. Square roots, because of whole numbers many sums are equal.

    Examples
    --------
    >>> preferences(3, 1).round(3)
    array([0.292, 0.337, 0.371])
    """
    order = np.tile(1 + np.sqrt(np.arange(1, sites + 1) / max(1, sites)), (years, 1))
    if price is not None and sites and np.mean(price) > 0:
        order[-1] += 4 * np.asarray(price) / np.mean(price)
    return order.ravel() / max(1.0, order.sum())


def first_of_equals(program: Program, preference: np.ndarray, worst: float,
                    time_limit_s: float = TIME_LIMIT_S) -> MilpAnswer:
    """Solve a program, taking of equally good solutions the one that costs the least preference.

    Parameters
    ----------
    program : what is maximised is a saving on ``worst``, or a negative cost with ``worst`` 0.
    preference : preference of the first variables, at most 1 in all.
    worst : cost without any saving; the gap is relative to what is left of it.

    Notes
    -----
    Maximises s (g x - e p x) with the gain g, the preference p, e small, and s a power of two. With its bound b
    no gain exceeds b / s + e, since p x <= 1. Where that is not near enough to prove the solution, the plain
    program is solved too, for its bound. If all gains are whole numbers, so is the best, and e only has to be
    less than 1.
    """
    size = max(abs(worst), float(np.abs(program.gain).max(initial=0)))
    scale = float(2.0 ** np.round(np.log2(OBJECTIVE_SCALE / size))) if size > 0 else 1.0
    whole = bool((program.gain == np.round(program.gain)).all())
    small = 0.5 if whole else TIE_SHARE * size
    gain = program.gain - small * np.pad(preference, (0, len(program.gain) - len(preference)))
    first = replace(program, gain=scale * gain).solve(time_limit_s)
    if first.status in ("infeasible", "unknown"):
        return first
    answer = _valued(program, first, first.bound / scale + small, worst, whole)
    if first.status == "proven" and answer.status != "proven":
        plain = replace(program, gain=scale * program.gain).solve(max(0.0, time_limit_s - first.seconds))
        seconds, bound = first.seconds + plain.seconds, min(answer.bound, plain.bound / scale)
        if plain.status == "proven":
            better = _valued(program, plain, bound, worst, whole)
            answer = _valued(program, first, bound, worst, whole)
            answer = answer if answer.status == "proven" else better
        answer = replace(answer, seconds=seconds)
    return answer


def _valued(program: Program, answer: MilpAnswer, bound: float, worst: float, whole: bool) -> MilpAnswer:
    """Return the answer with whole numbers rounded, and judged by what is left of ``worst``."""
    x = np.where(program.integer, np.round(answer.x), answer.x)
    objective = float(program.gain @ x)
    bound = max(objective, float(np.floor(bound + ROUNDING * max(1.0, abs(bound)))) if whole else bound)
    gap = (bound - objective) / max(1.0, abs(worst - objective))
    return MilpAnswer("proven" if gap <= ROUNDING else "feasible", x, objective, bound, gap, answer.seconds)
