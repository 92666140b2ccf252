"""The year so far: what has been counted up to a month, beside the same point of last year.

Only for counts of events and their rates, which add up through a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from metrics.definitions import Measure
from metrics.division import divide
from metrics.intervals import poisson_rate, widened
from metrics.latest import Point
from metrics.periods import Period
from metrics.running_total import (
    KINDS,
    PastYear,
    Steps,
    ToDate,
    past_years,
    running_total,
    steps_of,
)
from metrics.seasons import FEWEST_YEARS
from metrics.target_fact import IS_SUPPRESSED, NOT_CALCULATED, TargetFact, fact_of
from metrics.targets import TargetPath, Value, adds_up, in_year
from metrics.visible import PROVISIONAL, dispersion_of

NOT_ADDED = "a part of its year is as large as the year: it does not add up"
YEARS_ONLY = "it is told by the year only"
NO_DATA = "no data loaded"
_NO_FACT = TargetFact(fact=NOT_CALCULATED)


@dataclass(frozen=True, kw_only=True)
class YearSoFar:
    """A year up to its last month that is over and settled, and last year up to the same month.

    `unsettled` are the later months, still open or with cases to be decided: to be drawn apart,
    without a fact. `over` says that the year is complete: the year so far is the year.
    `usual_share` is the part of a year that `usual_years` had reached by then, None with fewer
    than three. `target` is the profiled one that `fact` was read against. `to_date` is None where
    `reason` says why.
    """

    year: int | None = None
    to_date: ToDate | None = None
    curve: tuple[ToDate, ...] = ()
    unsettled: tuple[ToDate, ...] = ()
    last_year: tuple[ToDate, ...] = ()
    target: Value | None = None
    fact: TargetFact = _NO_FACT
    usual_share: float | None = None
    usual_years: tuple[int, ...] = ()
    over: bool = False
    basis: str = ""
    reason: str = ""


def year_so_far(
    measure: Measure,
    frame: pd.DataFrame,
    area_code: str,
    path: TargetPath | None = None,
    *,
    year: int | None = None,
) -> YearSoFar:
    """An area's newest year (or `year`, as 202526) to its last settled month.

    `frame` holds the measure's points of months, terms or quarters, and of years, which tell how
    events come in clumps. Terms stand in where a month is suppressed.
    """
    steps, reason = _shown_steps(measure, frame, area_code, year)
    if steps is None:
        fact = IS_SUPPRESSED if reason == IS_SUPPRESSED else NOT_CALCULATED
        return YearSoFar(year=year, fact=TargetFact(fact=fact), reason=reason)
    chosen = year or max(steps.by_year)
    curve, settled = running_total(measure, steps, chosen), steps.settled(chosen)
    if not settled:
        reason = f"nothing of {Period(chosen, 'Academic year').label} has matured yet"
        fact_so_far = TargetFact(fact=NOT_CALCULATED, reason=PROVISIONAL)
        return YearSoFar(
            year=chosen, unsettled=curve, fact=fact_so_far, basis=steps.basis, reason=reason
        )
    to_date = _with_limits(measure, steps, curve[settled - 1])
    past = past_years(measure, steps, to_date.reaches)
    point = _as_point(to_date, path, whole=steps.is_complete(chosen))
    period = Period(chosen, point["time_identifier"])
    return YearSoFar(
        year=chosen,
        to_date=to_date,
        curve=(*curve[: settled - 1], to_date),
        unsettled=curve[settled:],
        last_year=_to_the_same_point(measure, steps, chosen, settled),
        target=in_year(path, measure, period) if path else None,
        fact=fact_of(point, path, measure, to_date=True),
        usual_share=_share(past) if len(past) >= FEWEST_YEARS else None,
        usual_years=tuple(each.year for each in past),
        over=steps.is_complete(chosen),
        basis=steps.basis,
    )


def _shown_steps(
    measure: Measure, frame: pd.DataFrame, area_code: str, year: int | None
) -> tuple[Steps | None, str]:
    """The shortest steps of which none is suppressed in the year, else why there are none."""
    if not adds_up(measure):
        return None, NOT_ADDED
    kinds = [kind for kind in KINDS if kind in measure.periods]
    if not kinds:
        return None, YEARS_ONLY
    told = [steps_of(frame, measure, area_code, kind) for kind in kinds]
    told = [steps for steps in told if (year in steps.by_year if year else steps.by_year)]
    if not told:
        return None, NO_DATA
    open_to_all = (s for s in told if not s.is_suppressed(year or max(s.by_year)))
    found = next(open_to_all, None)
    return found, "" if found else IS_SUPPRESSED


def _to_the_same_point(
    measure: Measure, steps: Steps, year: int, settled: int
) -> tuple[ToDate, ...]:
    before = Period(year, "Academic year").like_before.time_period
    return running_total(measure, steps, before)[: min(settled, steps.settled(before))]


def _with_limits(measure: Measure, steps: Steps, to_date: ToDate) -> ToDate:
    """The running total with its Poisson limits, widened as the year's own point is.

    A month's events clump less than a year's: the same pupil comes back in another month.
    """
    year = to_date.reaches.time_period
    months = steps.by_year[year]
    known = [steps.whole_years.get(year), *reversed(list(months.values()))]
    sure = next((p for p in known if p and p["lower_ci"] is not None), None)
    if sure is None:
        return to_date
    is_ratio = measure.calculation == "ratio"
    last = months[to_date.reaches.time_identifier]
    population = float(last["denominator"]) if is_ratio else 1.0
    limits = poisson_rate(to_date.count, population, measure.multiplier if is_ratio else 1)
    lower, upper = widened(to_date.value, limits, dispersion_of(measure, sure))
    return replace(to_date, lower=lower, upper=upper)


def _as_point(to_date: ToDate, path: TargetPath | None, *, whole: bool) -> Point:
    """The point that the target fact reads; a complete year meets the whole year's target."""
    name = to_date.reaches.time_identifier
    if whole and path:
        name = path.target.time_identifier
    return {
        "time_period": to_date.reaches.time_period,
        "time_identifier": name,
        "value": to_date.value,
        "lower_ci": to_date.lower,
        "upper_ci": to_date.upper,
        "symbol": "",
        "provisional": False,
    }


def _share(past: Sequence[PastYear]) -> float:
    """The usual part of the year: all the years' counts by then over all their counts."""
    by_then = pd.Series([sum(each.by_then for each in past)])
    whole = pd.Series([sum(each.whole for each in past)])
    return float(divide(by_then, whole, 1).iloc[0])
