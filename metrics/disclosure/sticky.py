"""What a release owes to the one before: what was printed stays, what was hidden stays hidden.

Whoever kept the last file knows what it printed, so a cell hidden in one and printed in the other
would give away what it was hidden for.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.disclosure.cells import KEY, PUBLISHED, SUPPRESSED
from metrics.disclosure.rules import Rules

ROW = ("measure_id", *KEY, "basis")
PRINTED = ("numerator", "denominator", "value", "lower_ci", "upper_ci", "method", "symbol")
COUNTED = ("numerator", "denominator")


@dataclass(frozen=True)
class Earlier:
    """The points of the last cube beside those of this one; all NaN where it had no such cell.

    `hidden` were hidden, `same` were printed with the same counts, and `held` are revised by so
    few that the old number stands until the year is final.
    """

    printed: pd.DataFrame
    hidden: np.ndarray
    same: np.ndarray
    held: np.ndarray


def earlier(
    frame: pd.DataFrame, previous: pd.DataFrame | None, provisional: np.ndarray, rules: Rules
) -> Earlier:
    """What the last cube said of each point of a frame."""
    many = len(frame)
    if previous is None or not len(previous):
        nobody = np.zeros(many, dtype=bool)
        return Earlier(frame.iloc[:0], nobody, nobody, nobody)
    told = previous.drop_duplicates(list(ROW))[[*ROW, *PRINTED]]
    beside = frame[list(ROW)].merge(told, on=list(ROW), how="left")
    local = (frame["basis"] != PUBLISHED).to_numpy()
    hidden = local & (beside["symbol"] == SUPPRESSED).to_numpy()
    shown = local & beside["value"].notna().to_numpy()
    change = np.zeros(many)
    for name in COUNTED:
        by = beside[name].to_numpy(dtype=float) - frame[name].to_numpy(dtype=float)
        change = np.fmax(change, np.nan_to_num(np.abs(by)))
    held = shown & provisional & (change > 0) & (change < rules.least_revision)
    return Earlier(beside, hidden, shown & (change == 0), held)


def series_of(previous: pd.DataFrame | None) -> set[tuple[str, str, str]]:
    """The series the last cube printed: measure, level and period's name."""
    if previous is None:
        return set()
    names = ["measure_id", "geographic_level", "time_identifier"]
    return set(zip(*(previous[name] for name in names), strict=True))
