"""Mixed-integer linear programs on HiGHS, with an answer that says how far it can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

import highspy
import numpy as np
from scipy import sparse

from helpers.model.siting.effort import LOOK_S, TIME_LIMIT_S

#: One thread, a fixed seed and no tolerated gap: the same program gives the same answer.
OPTIONS = {"mip_rel_gap": 0.0, "mip_abs_gap": 1e-6, "threads": 1, "random_seed": 0}


@dataclass(frozen=True)
class MilpAnswer:
    """Solution of a maximisation and its certificate.

    ``status`` is ``proven`` (optimal within ``gap`` <= 1e-9 relative), ``feasible`` (stopped early: only
    ``bound`` limits the optimum), ``infeasible`` (no solution exists) or ``unknown`` (stopped before any
    solution was found). ``gap`` = (bound - objective) / max(1, \\|objective\\|); ``x`` is nought and the
    numbers are nan where there is no solution. ``interrupted`` : the user ended the search from the keyboard.
    """

    status: str
    x: np.ndarray
    objective: float
    bound: float
    gap: float
    seconds: float
    interrupted: bool = False


class _QuietHighs(highspy.Highs):
    """A solver that does not announce itself on the standard output.

    The constructor enables callbacks, the first call that would write the banner; output is off before it.
    """

    def enableCallbacks(self):
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def maximise(
    gain: np.ndarray,
    rows: sparse.spmatrix,
    row_upper: np.ndarray,
    *,
    integer: np.ndarray,
    row_lower: np.ndarray | None = None,
    lower: np.ndarray | None = None,
    upper: np.ndarray | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    stop: Callable[[], bool] | None = None,
    start: np.ndarray | None = None,
    abs_gap: float | None = None,
) -> MilpAnswer:
    """Maximise ``gain @ x`` subject to ``row_lower <= rows @ x <= row_upper`` and ``lower <= x <= upper``.

    Parameters
    ----------
    gain : objective of each variable, shape (n,).
    rows : constraint matrix, shape (m, n).
    row_upper, row_lower : limits of the rows, shape (m,); no lower limit when None.
    integer : mask of the whole-number variables, shape (n,).
    lower : lower limit of each variable, shape (n,); 0 when None. A fixed variable has lower 1.
    upper : upper limit of each variable, shape (n,); 1 when None.
    time_limit_s : seconds after which the best answer so far is returned as ``feasible``.
    stop : asked again and again while the solver runs; the best answer so far is returned once it is true. An
        interruption from the keyboard does the same.
    start : a solution to begin with, shape (n,); one that breaks the constraints is passed over.
    abs_gap : difference between bound and objective at which the search ends; the answer is ``proven`` only
        when the gap is closed all the same.
    """
    n, m = len(gain), rows.shape[0]
    row_lower = np.full(m, -highspy.kHighsInf) if row_lower is None else np.asarray(row_lower, dtype=float)
    row_upper = np.asarray(row_upper, dtype=float)
    if n == 0:
        met = bool(np.all((row_lower <= 0) & (row_upper >= 0)))
        return MilpAnswer("proven", np.zeros(0), 0.0, 0.0, 0.0, 0.0) if met else _none("infeasible", 0, 0.0)
    lp = linear_program(gain, rows, row_lower, row_upper, lower, upper)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in integer]
    options = {**OPTIONS, "time_limit": float(time_limit_s)} | ({} if abs_gap is None else {"mip_abs_gap": abs_gap})
    if start is not None:
        # HiGHS 1.16 misstates objective and bound when a start goes through its presolve.
        options["presolve"] = "off"
    return _solve(lp, n, options, stop, start)


def linear_program(gain, rows, row_lower, row_upper, lower=None, upper=None) -> highspy.HighsLp:
    """Return the relaxation of the program that ``maximise`` solves, as HiGHS takes it."""
    matrix, n = sparse.csc_matrix(rows), len(gain)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, matrix.shape[0]
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.asarray(gain, dtype=float)
    lp.col_lower_ = np.zeros(n) if lower is None else np.asarray(lower, dtype=float)
    lp.col_upper_ = np.ones(n) if upper is None else np.asarray(upper, dtype=float)
    lp.row_lower_, lp.row_upper_ = row_lower, row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return lp


def quiet_solver(options: dict = OPTIONS) -> highspy.Highs:
    """Return a solver with one thread and a fixed seed that writes nothing to the standard output."""
    solver = _QuietHighs()
    for option, value in options.items():
        solver.setOptionValue(option, value)
    return solver


def _solve(lp: highspy.HighsLp, n: int, options: dict, stop, start) -> MilpAnswer:
    solver = quiet_solver(options)
    solver.passModel(lp)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = np.asarray(start, dtype=float).tolist()
        solver.setSolution(solution)
    interrupted = _run(solver, stop)
    info, seconds, ended = solver.getInfo(), solver.getRunTime(), solver.getModelStatus()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        none_exists = ended == highspy.HighsModelStatus.kInfeasible
        return _none("infeasible" if none_exists else "unknown", n, seconds, interrupted)
    x, bound = np.array(solver.getSolution().col_value), info.mip_dual_bound
    objective = float(np.asarray(lp.col_cost_) @ x)
    if ended == highspy.HighsModelStatus.kOptimal and highspy.HighsVarType.kInteger not in lp.integrality_:
        bound = objective  # a linear program has no bound from a tree
    if abs(objective - info.objective_function_value) > 1e-6 * max(1.0, abs(objective)):
        bound = np.inf  # a solver that is wrong about its solution may be wrong about its bound
    gap = max(0.0, bound - objective) / max(1.0, abs(objective))
    optimal = ended == highspy.HighsModelStatus.kOptimal and gap <= 1e-9
    return MilpAnswer("proven" if optimal else "feasible", x, objective, bound, gap, seconds, interrupted)


def _run(solver: highspy.Highs, stop: Callable[[], bool] | None) -> bool:
    """Run the solver until it ends or is told to; return whether the user interrupted it.

    The solver works in a thread of its own, because an exception inside one of its callbacks (as a key press
    would be) makes it lose its answer.
    """
    told, ended, interrupted = Event(), Event(), False
    for asks in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        asks.subscribe(lambda event: event.interrupt() if told.is_set() else None)
    Thread(target=_work, args=(solver, ended), daemon=True).start()
    while not ended.is_set():
        try:
            ended.wait(LOOK_S)
            if stop is not None and not told.is_set() and stop():
                told.set()
        except KeyboardInterrupt:
            interrupted = True
            told.set()
        except BaseException:
            told.set()
            ended.wait()
            raise
    return interrupted


def _work(solver: highspy.Highs, ended: Event) -> None:
    try:
        solver.run()
        solver.resetThreadScheduler(False)
    finally:
        ended.set()


def _none(status: str, n: int, seconds: float, interrupted: bool = False) -> MilpAnswer:
    return MilpAnswer(status, np.zeros(n), np.nan, np.nan, np.nan, seconds, interrupted)
