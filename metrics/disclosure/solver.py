"""Linear and whole-number programmes, solved by HiGHS.

highspy is asked, not scipy, which takes as long again to hand a small programme over.
"""

from collections.abc import Sequence

import numpy as np
from highspy import Highs, HighsModelStatus, HighsStatus, MatrixFormat, ObjSense, kHighsInf
from scipy.sparse import csr_array, vstack

# Rows, and what each comes to at the least and at the most.
Rows = tuple[csr_array, np.ndarray | float, np.ndarray | float]


def minimise(
    goal: np.ndarray,
    rows: Sequence[Rows],
    lowest: np.ndarray,
    highest: np.ndarray,
    *,
    whole: np.ndarray | None = None,
    seconds: float,
    gap: float | None = None,
) -> np.ndarray | None:
    """Values between their bounds that keep to the rows and make goal @ values least.

    `whole` says which are whole numbers. None where there are none, or none were found in time;
    in whole numbers the best found in time, to within `gap` of the least (a share of it).
    """
    solver = Highs()
    solver.silent()
    solver.setOptionValue("time_limit", seconds)
    mixed = whole is not None and bool(whole.any())
    if not mixed:
        # Making these small linear programmes smaller takes longer than solving them.
        solver.setOptionValue("presolve", "off")
    elif gap is not None:
        solver.setOptionValue("mip_rel_gap", gap)
    kinds = np.zeros(len(goal), dtype=np.int32) if whole is None else whole.astype(np.int32)
    _hand_over(solver, goal, rows, lowest, highest, kinds)
    if solver.run() == HighsStatus.kError:
        return None
    if not _is_solved(solver, mixed=mixed):
        return None
    return np.array(solver.getSolution().col_value)


def _hand_over(
    solver: Highs,
    goal: np.ndarray,
    rows: Sequence[Rows],
    lowest: np.ndarray,
    highest: np.ndarray,
    kinds: np.ndarray,
) -> None:
    held = [one for one in rows if one[0].shape[0]]
    table = vstack([one for one, _, _ in held]).tocsr() if held else csr_array((0, len(goal)))
    nothing = np.zeros(0)
    at_least, at_most = (
        np.concatenate([nothing, *(np.broadcast_to(row[end], row[0].shape[0]) for row in held)])
        for end in (1, 2)
    )
    solver.passModel(
        len(goal),
        table.shape[0],
        table.nnz,
        int(MatrixFormat.kRowwise),
        int(ObjSense.kMinimize),
        0.0,
        goal,
        lowest,
        highest,
        at_least,
        at_most,
        table.indptr.astype(np.int32),
        table.indices.astype(np.int32),
        table.data.astype(float),
        kinds,
    )


def _is_solved(solver: Highs, *, mixed: bool) -> bool:
    status = solver.getModelStatus()
    if status == HighsModelStatus.kOptimal:
        return True
    out_of_time = status in (HighsModelStatus.kTimeLimit, HighsModelStatus.kSolutionLimit)
    return mixed and out_of_time and solver.getInfo().objective_function_value != kHighsInf
