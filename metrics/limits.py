"""The limits of every point of a measure, and the name of the method, for a whole frame at once.

Which method a measure takes follows from its definition: `metrics.limit_rules`.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from metrics import interval_formulas as formulas
from metrics.definitions import Measure
from metrics.interval_formulas import Numbers
from metrics.intervals import (
    BOOTSTRAP,
    BYAR,
    BYAR_FROM,
    CONFIDENCE_95,
    EXACT_POISSON,
    FEWEST_CHILDREN_TO_RESAMPLE,
    ORDER_STATISTICS,
    RATIO_BY_CHILD,
    STUDENT_T,
    WIDENED,
    WILSON,
    WILSON_ROUNDED,
    cost_method,
    median_weeks_interval,
)
from metrics.limit_rules import (
    COST,
    COUNT,
    MEAN,
    MEDIAN,
    NONE,
    OVER_PLACES,
    PROPORTION,
    RATE,
    REPEATED_COUNT,
    REPEATED_RATE,
    rule_of,
)
from metrics.spread import CELL, UNKNOWN, Spread

Rows = NDArray[np.intp]

LOCAL_VALUE = " (local value)"
# A real series is then widened by an invented spread: a reader has to know.
ILLUSTRATIVE_VALUE = " (local value, illustrative)"
GEOMETRIC = " (2m - 1, m suspensions per pupil suspended)"
MEAN_MONTH = ", of a mean month"
ROUNDED_COUNT = ", from a rounded count"
UPPER_NOT_REACHED = ORDER_STATISTICS + ", upper limit not reached"

NO = "no interval: "
NOT_PEOPLE = NO + "it counts no children or schools"
NO_COUNTS = NO + "no count is published"
NO_COHORT = NO + "no cohort is published"
OVER_ALL = NO + "more counted than the total they are part of"
NO_SPREAD = NO + "how suspensions fall on pupils is not known"
BELOW_NOUGHT = NO + "a number below 0 is no count"
FEW = NO + "too few children"
NOT_KEPT = NO + "this release does not keep what it needs"
ONLY_95 = NO + "costs have 95% limits only"


def with_limits(
    frame: pd.DataFrame,
    measure: Measure,
    spread: Spread = UNKNOWN,
    confidence: float = CONFIDENCE_95,
) -> pd.DataFrame:
    """The frame with its limits, in the measure's unit, and the names of their methods."""
    lower, upper, methods = limits(frame, measure, spread, confidence)
    return frame.assign(lower_ci=lower, upper_ci=upper, method=methods)


def limits(
    frame: pd.DataFrame,
    measure: Measure,
    spread: Spread = UNKNOWN,
    confidence: float = CONFIDENCE_95,
) -> tuple[Numbers, Numbers, "pd.Series[str]"]:
    """Lower and upper limits of each row, NaN where there is none, and the method or why not.

    Columns used beside numerator, denominator and value, where the frame has them: `squares` (the
    sum of squares per child of what is counted), `by_week` (weeks, ended and still open of a
    median's placements), `cost_lower` and `cost_upper`. A missing value has no method either.
    """
    cells = _Cells(frame, measure, spread, confidence)
    told = np.flatnonzero(np.isfinite(cells.value))
    if told.size:
        _RULES[rule_of(measure)](cells, told)
    return cells.lower, cells.upper, cells.methods()


class _Cells:
    """The rows of a frame as arrays, with their limits and methods as they are found."""

    def __init__(
        self, frame: pd.DataFrame, measure: Measure, spread: Spread, confidence: float
    ) -> None:
        self.frame, self.measure = frame, measure
        self.spread, self.confidence = spread, confidence
        self.numerator, self.denominator = self.column("numerator"), self.column("denominator")
        self.value = self.column("value")
        self.lower, self.upper = (np.full(len(frame), np.nan) for _ in range(2))
        self._names = [""]
        self._method = np.zeros(len(frame), dtype=np.int64)

    def column(self, name: str) -> Numbers:
        if name not in self.frame:
            return np.full(len(self.frame), np.nan)
        return self.frame[name].to_numpy(dtype=float, na_value=np.nan)

    def set(self, rows: Rows, pair: formulas.Pair) -> None:
        self.lower[rows], self.upper[rows] = pair

    def name(self, rows: Rows, method: str) -> None:
        if method not in self._names:
            self._names.append(method)
        self._method[rows] = self._names.index(method)

    def methods(self) -> "pd.Series[str]":
        """One name a row; a frame of many rows holds few names."""
        return pd.Series(self._names, dtype="str").take(self._method).set_axis(self.frame.index)


def _proportions(cells: _Cells, rows: Rows) -> None:
    """Of a percentage without its numerator, the cohort tells how far it could be out."""
    counted = np.isfinite(cells.numerator[rows])
    cohort = cells.denominator[rows] > 0
    printed = rows[~counted & cohort]
    cells.name(rows[~counted & ~cohort], NO_COHORT)
    over = cells.value[printed] > 100
    cells.name(printed[over], OVER_ALL)
    printed = printed[~over]
    part = formulas.part_of(cells.value[printed], cells.denominator[printed])
    _wilson(cells, printed, part, cells.denominator[printed])
    cells.name(printed, WILSON_ROUNDED)
    _counted_proportions(cells, rows[counted & cohort])
    cells.name(rows[counted & ~cohort], NO_COHORT)


def _counted_proportions(cells: _Cells, rows: Rows) -> None:
    over = (cells.numerator[rows] > cells.denominator[rows]) | (cells.numerator[rows] < 0)
    cells.name(rows[over], OVER_ALL)
    rows = rows[~over]
    # The same young people stand in each month of such a sum: they are no more than in one.
    months = _months_in(cells, rows)
    _wilson(cells, rows, cells.numerator[rows] / months, cells.denominator[rows] / months)
    cells.name(rows[months == 1], WILSON)
    cells.name(rows[months > 1], WILSON + MEAN_MONTH)


def _months_in(cells: _Cells, rows: Rows) -> Numbers:
    if cells.measure.year_sums_months == 1:
        return np.ones(rows.size)
    years = cells.frame["time_identifier"].to_numpy()[rows] == "Calendar year"
    return np.where(years, float(cells.measure.year_sums_months), 1.0)


def _wilson(cells: _Cells, rows: Rows, numerator: Numbers, denominator: Numbers) -> None:
    lower, upper = formulas.wilson(numerator, denominator, cells.confidence)
    cells.set(rows, (100 * lower, 100 * upper))


def _rates(cells: _Cells, rows: Rows) -> None:
    """A year that is the mean of its month ends has the mean count, not the sum.

    Most children on one month's list are on the next one's too: twelve counts of them are not
    twelve times the evidence.
    """
    rows = _with_counts(cells, rows)
    _poisson(cells, rows)


def _poisson(cells: _Cells, rows: Rows) -> None:
    events = cells.numerator[rows]
    pair = formulas.poisson(events, cells.confidence)
    cells.set(rows, formulas.scaled(pair, cells.denominator[rows], cells.measure.multiplier))
    cells.name(rows[events < BYAR_FROM], EXACT_POISSON)
    cells.name(rows[events >= BYAR_FROM], BYAR)


def _with_counts(cells: _Cells, rows: Rows) -> Rows:
    known = (cells.numerator[rows] >= 0) & (cells.denominator[rows] > 0)
    cells.name(rows[~known], NO_COUNTS)
    return rows[known]


def _counts(cells: _Cells, rows: Rows) -> None:
    below = cells.value[rows] < 0
    cells.name(rows[below], BELOW_NOUGHT)
    rows = rows[~below]
    events = cells.value[rows]
    cells.set(rows, formulas.poisson(events, cells.confidence))
    rounded = ROUNDED_COUNT if cells.measure.rounded else ""
    cells.name(rows[events < BYAR_FROM], EXACT_POISSON + rounded)
    cells.name(rows[events >= BYAR_FROM], BYAR + rounded)


def _repeated_rates(cells: _Cells, rows: Rows) -> None:
    rows = _with_counts(cells, rows)
    rate = cells.measure.multiplier * cells.numerator[rows] / cells.denominator[rows]
    _widened(cells, rows, rate, _poisson)


def _repeated_counts(cells: _Cells, rows: Rows) -> None:
    _widened(cells, rows, cells.value[rows], _counts)


def _widened(
    cells: _Cells, rows: Rows, value: Numbers, narrow: Callable[[_Cells, Rows], None]
) -> None:
    dispersion, how = _dispersions(cells, rows)
    known = dispersion >= 1
    cells.name(rows[~known], NO_SPREAD)
    rows, value, dispersion, how = rows[known], value[known], dispersion[known], how[known]
    narrow(cells, rows)
    cells.set(rows, formulas.widened(value, (cells.lower[rows], cells.upper[rows]), dispersion))
    few = cells.numerator[rows] < BYAR_FROM
    for words in np.unique(how):
        cells.name(rows[few & (how == words)], EXACT_POISSON + WIDENED + words)
        cells.name(rows[~few & (how == words)], BYAR + WIDENED + words)


def _dispersions(cells: _Cells, rows: Rows) -> tuple[Numbers, NDArray[np.object_]]:
    """Each row's own where the frame tells it, else the authority's, else what pupils told."""
    events = cells.numerator[rows]
    found = np.where(
        events > 0, cells.column("squares")[rows] / np.where(events > 0, events, 1), np.nan
    )
    how = np.full(rows.size, "", dtype=object)
    local = ILLUSTRATIVE_VALUE if cells.spread.illustrative else LOCAL_VALUE
    # A cell without events has no spread of its own, as a published one has none.
    without = cells.frame["basis"].to_numpy()[rows] == "published"
    without |= (events == 0) | ("squares" not in cells.frame)
    for other, words in (
        (_nearest_year(cells, rows), local),
        (_geometric(cells, rows), GEOMETRIC),
    ):
        take = without & np.isnan(found) & ~np.isnan(other)
        found[take], how[take] = other[take], words
    return found, how


def _nearest_year(cells: _Cells, rows: Rows) -> Numbers:
    local = cells.spread.local
    if not local:
        return np.full(rows.size, np.nan)
    years, places = np.unique(
        cells.frame["time_period"].to_numpy(dtype=np.int64)[rows], return_inverse=True
    )
    nearest = [min(sorted(local), key=lambda own: abs(own // 100 - year // 100)) for year in years]
    found = np.array([local[year] for year in nearest], dtype=float)
    return found[places]


def _geometric(cells: _Cells, rows: Rows) -> Numbers:
    if not len(cells.spread.geometric):
        return np.full(rows.size, np.nan)
    keys = pd.MultiIndex.from_frame(cells.frame.iloc[rows][list(CELL)])
    return np.asarray(cells.spread.geometric.reindex(keys), dtype=np.float64)


def _means(cells: _Cells, rows: Rows) -> None:
    squares = cells.column("squares")
    kept = np.isfinite(squares[rows])
    enough = kept & (cells.denominator[rows] >= 2)
    cells.name(rows[~enough], FEW)
    cells.name(rows[~kept], NOT_KEPT)
    rows = rows[enough]
    pair = formulas.mean_of_sums(
        cells.numerator[rows], squares[rows], cells.denominator[rows], cells.confidence
    )
    cells.set(rows, pair)
    cells.name(rows, STUDENT_T)


def _medians(cells: _Cells, rows: Rows) -> None:
    # Two of the weeks themselves, so that each cell is sorted by itself.
    told = (
        cells.frame["by_week"].to_list() if "by_week" in cells.frame else [None] * len(cells.value)
    )
    for row in rows:
        try:
            weeks, ended, still_open = told[row]
            lower, upper = median_weeks_interval(weeks, ended, still_open, cells.confidence)
        except (TypeError, ValueError):
            cells.name(np.array([row]), FEW)
            continue
        cells.lower[row], cells.upper[row] = lower, np.nan if upper is None else upper
        cells.name(np.array([row]), ORDER_STATISTICS if upper is not None else UPPER_NOT_REACHED)


def _costs(cells: _Cells, rows: Rows) -> None:
    if cells.confidence != CONFIDENCE_95:
        cells.name(rows, ONLY_95)
        return
    lower, upper = cells.column("cost_lower"), cells.column("cost_upper")
    known = np.isfinite(lower[rows])
    few = cells.column("denominator_contributors")[rows] < FEWEST_CHILDREN_TO_RESAMPLE
    cells.name(rows[~known & few], FEW)
    cells.name(rows[~known & ~few], NOT_KEPT)
    rows = rows[known]
    cells.set(rows, (lower[rows], upper[rows]))
    for method in (BOOTSTRAP, RATIO_BY_CHILD):
        named = [cost_method(placements) == method for placements in cells.denominator[rows]]
        cells.name(rows[np.array(named, dtype=bool)], method)


def _none(cells: _Cells, rows: Rows) -> None:
    cells.name(rows, NO + cells.measure.no_interval if cells.measure.no_interval else NOT_PEOPLE)


_RULES: Mapping[str, Callable[[_Cells, Rows], None]] = {
    PROPORTION: _proportions,
    RATE: _rates,
    REPEATED_RATE: _repeated_rates,
    OVER_PLACES: _rates,
    COUNT: _counts,
    REPEATED_COUNT: _repeated_counts,
    MEAN: _means,
    MEDIAN: _medians,
    COST: _costs,
    NONE: _none,
}
