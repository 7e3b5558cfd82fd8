"""Mixed-integer linear programs on HiGHS, with an answer that says how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse


@dataclass(frozen=True)
class MilpAnswer:
    """Solution of a maximisation and its certificate.

    ``status`` is ``proven`` (optimal within ``gap`` <= 1e-9 relative), ``feasible`` (stopped early: only
    ``bound`` limits the optimum), or ``infeasible``. ``gap`` = (bound - objective) / max(1, \\|objective\\|).
    """

    status: str
    x: np.ndarray
    objective: float
    bound: float
    gap: float
    seconds: float


def maximise(
    gain: np.ndarray,
    rows: sparse.spmatrix,
    row_upper: np.ndarray,
    *,
    integer: np.ndarray,
    row_lower: np.ndarray | None = None,
    lower: np.ndarray | None = None,
    time_limit_s: float = 120.0,
) -> MilpAnswer:
    """Maximise ``gain @ x`` subject to ``row_lower <= rows @ x <= row_upper`` and ``lower <= x <= 1``.

    Parameters
    ----------
    gain : objective of each variable, shape (n,).
    rows : constraint matrix, shape (m, n).
    row_upper, row_lower : limits of the rows, shape (m,); no lower limit when None.
    integer : mask of the whole-number variables, shape (n,).
    lower : lower limit of each variable, shape (n,); 0 when None. A fixed variable has lower 1.
    time_limit_s : seconds after which the best answer so far is returned as ``feasible``.
    """
    n = len(gain)
    if n == 0:
        return MilpAnswer("proven", np.zeros(0), 0.0, 0.0, 0.0, 0.0)
    matrix = sparse.csc_matrix(rows)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, matrix.shape[0]
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.asarray(gain, dtype=float)
    lp.col_lower_ = np.zeros(n) if lower is None else np.asarray(lower, dtype=float)
    lp.col_upper_ = np.ones(n)
    lp.row_upper_ = np.asarray(row_upper, dtype=float)
    lp.row_lower_ = np.full(matrix.shape[0], -highspy.kHighsInf) if row_lower is None else row_lower
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in integer]
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("log_to_console", False), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-6), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    solver.setOptionValue("time_limit", float(time_limit_s))
    solver.passModel(lp)
    solver.run()
    return _answer(solver, n)


def _answer(solver: highspy.Highs, n: int) -> MilpAnswer:
    info, seconds = solver.getInfo(), solver.getRunTime()
    has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if not has_point:
        return MilpAnswer("infeasible", np.zeros(n), np.nan, np.nan, np.nan, seconds)
    objective, bound = info.objective_function_value, info.mip_dual_bound
    gap = max(0.0, bound - objective) / max(1.0, abs(objective))
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal and gap <= 1e-9
    return MilpAnswer("proven" if optimal else "feasible", np.array(solver.getSolution().col_value), objective,
                      bound, gap, seconds)
