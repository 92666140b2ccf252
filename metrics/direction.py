"""The second fact: is a measure changing? Years by a weighted line, months and terms by a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

import pandas as pd

from metrics.definitions import Measure
from metrics.latest import (
    KINDS,
    SUPPRESSED,
    Point,
    newest_matured,
    period_of,
    quoted_kind,
    series,
    why_no_latest,
)
from metrics.periods import Period
from metrics.target_fact import IS_SUPPRESSED
from metrics.trend import NOT_CALCULATED, POINTS, direction, recent_trend
from metrics.within_year import direction_of
from metrics.year_variation import in_time, scale_of, variation_between_years
from plan.types import academic_year_of


@dataclass(frozen=True, kw_only=True)
class DirectionFact:
    """Whether an area's measure changes by more than chance, in words and with its test.

    `slope` is a year, in the measure's unit; `fingertips` is their own rule's answer, breaks
    included; `last_value` is that of `last_period`, and `last_change` is `last_period` less the same period a year before. `left_out` are
    the breaks among the years that would otherwise have been used.
    """

    fact: str
    reason: str = ""
    method: str = ""
    slope: float | None = None
    chi_square: float | None = None
    fingertips: str = NOT_CALCULATED
    last_value: float | None = None
    last_change: float | None = None
    last_period: Period | None = None
    before_period: Period | None = None
    used: tuple[Period, ...] = ()
    left_out: tuple[Period, ...] = ()


def direction_fact(
    measure: Measure,
    frame: pd.DataFrame,
    area_code: str,
    *,
    peers: Sequence[str],
    days: Mapping[Period, int] | None = None,
) -> DirectionFact:
    """The direction of an area's matured points; `frame` holds the peers' and districts' too.

    `peers` are the authorities whose series teach how much years vary. `days` are the school
    days of months and terms, for a measure without years. The fact is one of `metrics.trend`'s
    words or "suppressed".
    """
    rows = _quoted(frame, measure)
    own = rows[rows["area_code"] == area_code]
    told = series(own, measure, area_code)
    quoted = newest_matured(told)
    if quoted is None:
        return DirectionFact(fact=NOT_CALCULATED, reason=why_no_latest(own, measure, area_code))
    if quoted["symbol"] == SUPPRESSED:
        return DirectionFact(fact=IS_SUPPRESSED, last_period=period_of(quoted))
    points = [point for point in told if not point["provisional"]]
    untested = _last_change(points, quoted)
    if quoted_kind(measure) != "year":
        fact, reason, method = direction_of(measure, own, area_code, days or {})
        return replace(untested, fact=fact, reason=reason, method=method)
    fingertips = recent_trend([_record(p, measure) for p in points], measure.polarity).direction
    return _of_years(measure, points, rows, peers, replace(untested, fingertips=fingertips))


def broken_years(measure: Measure) -> dict[int, str]:
    """Why each six-digit academic year is a break; a calendar year belongs to the one it ends."""
    return {academic_year_of(year): why for year, why in measure.breaks}


def _of_years(
    measure: Measure,
    points: Sequence[Point],
    rows: pd.DataFrame,
    peers: Sequence[str],
    untested: DirectionFact,
) -> DirectionFact:
    breaks = broken_years(measure)
    tested = [p for p in points if _has_interval(p) and _year(p) not in breaks]
    used = tested[-POINTS:]
    of_years = replace(
        untested, used=tuple(map(period_of, used)), left_out=_left_out(points, used, breaks)
    )
    reason = _why_never(points) or _why_not(used, measure) or _why_not_newest(points, breaks)
    if reason:
        return replace(of_years, reason=reason)
    varied = variation_between_years(measure, used, rows, peers, breaks)
    scale = scale_of(measure, fmean(point["value"] for point in used))
    found = direction(
        [_record(point, measure) for point in used],
        measure.polarity,
        between_years=varied.found.variance * scale**2,
        degrees=varied.found.degrees,
        when=in_time,
    )
    return replace(
        of_years,
        fact=found.direction,
        reason=_joined(found.reason, _newest_is_broken(points, breaks)),
        method=_method(used, varied.learnt_from),
        slope=found.slope,
        chi_square=found.chi_square,
    )


def _quoted(frame: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """All pupils' points of the kind of period that is quoted."""
    return frame[
        (frame["measure_id"] == measure.id)
        & (frame["breakdown_topic"] == "Total")
        & (frame["breakdown"] == "Total")
        & frame["time_identifier"].isin(KINDS[quoted_kind(measure)])
    ]


def _record(point: Point, measure: Measure) -> dict[str, Any]:
    """A point as a record of `metrics.trend`."""
    return {
        "period": period_of(point),
        "count": _count(point, measure),
        "denominator": point["denominator"],
        "value": point["value"],
        "lower95": point["lower_ci"],
        "upper95": point["upper_ci"],
    }


def _count(point: Point, measure: Measure) -> float | None:
    """The numerator; where DfE prints a rate and its population only, as its interval took it."""
    if point["numerator"] is not None or measure.calculation != "ratio":
        return point["numerator"]
    if point["value"] is None or point["denominator"] is None:
        return None
    return point["value"] * point["denominator"] / measure.multiplier


def _last_change(points: Sequence[Point], newest: Point) -> DirectionFact:
    """A fact not tested yet: only the newest value less that of the same period a year before."""
    period = period_of(newest)
    untested = DirectionFact(fact=NOT_CALCULATED, last_period=period)
    before = next((p for p in points if period_of(p) == period.like_before), None)
    if before is None or before["value"] is None:
        return untested
    change = newest["value"] - before["value"]
    return replace(
        untested, last_value=newest["value"], last_change=change, before_period=period.like_before
    )


def _left_out(
    points: Sequence[Point], used: Sequence[Point], breaks: Mapping[int, str]
) -> tuple[Period, ...]:
    told = [period_of(p) for p in points if _has_interval(p) and _year(p) in breaks]
    since = period_of(used[0]) if len(used) == POINTS else None
    return tuple(period for period in told if since is None or period > since)


def _why_never(points: Sequence[Point]) -> str:
    """The points' own reason, where none of them has an interval."""
    if any(_has_interval(point) for point in points):
        return ""
    return str(_newest(points)["method"] or "")


def _why_not(used: Sequence[Point], measure: Measure) -> str:
    """Why the years cannot be tested, in words; empty where they can."""
    if len(used) < POINTS:
        return f"{_years(len(used))} with an interval; {POINTS} are needed"
    for point in used:
        label = period_of(point).label
        if measure.unit == "%" and point["value"] in (0, 100):
            return f"{label} stands at {point['value']:g}%, where the test does not hold"
        if point["upper_ci"] <= point["lower_ci"]:
            return f"the interval of {label} has no width"
    return ""


def _why_not_newest(points: Sequence[Point], breaks: Mapping[int, str]) -> str:
    """Why no test speaks of the value that is quoted; older years may not speak for it."""
    newest = _newest(points)
    if _has_interval(newest) or _year(newest) in breaks:
        return ""
    return f"{period_of(newest).label} has no interval, and older years do not speak for it"


def _newest_is_broken(points: Sequence[Point], breaks: Mapping[int, str]) -> str:
    newest = _newest(points)
    why = breaks.get(_year(newest), "")
    return f"{period_of(newest).label} takes no part: {why}" if why else ""


def _newest(points: Sequence[Point]) -> Point:
    return [point for point in points if point["value"] is not None][-1]


def _method(used: Sequence[Point], learnt_from: str) -> str:
    name = used[0]["time_identifier"]
    *first, last = (period_of(point).label.removeprefix(f"{name} ") for point in used)
    of_what = f"{name.lower()} " if period_of(used[0]).label.startswith(name) else ""
    return (
        f"Weighted line through {of_what}{', '.join(first)} and {last}, tested at 99.8%, its standard error "
        f"widened by the variation between years seen in {learnt_from}"
    )


def _has_interval(point: Point) -> bool:
    return None not in (point["value"], point["lower_ci"], point["upper_ci"])


def _year(point: Point) -> int:
    return academic_year_of(int(point["time_period"]))


def _years(number: int) -> str:
    return f"{number} year" if number == 1 else f"{number} years"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
