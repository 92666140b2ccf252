"""Control charts of a measure's months and terms, and the direction they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from metrics.chart_reading import Chart, Improvement
from metrics.definitions import Measure
from metrics.latest import Point, period_of, quoted_kind, series
from metrics.like_for_like import Comparable, freed_of_season
from metrics.newest_signal import newest_signal
from metrics.periods import Period
from metrics.points import Cursor
from metrics.seasons import FEWEST_SCHOOL_DAYS, STANDARD_MONTH, per_school_days
from metrics.targets import adds_up
from metrics.trend import FALLING, IMPROVING, NO_CHANGE, NOT_CALCULATED, RISING, WORSENING
from metrics.which_chart import chart_of, improvement_of, is_proportion

Kind = Literal["month", "term"]

NO_CALENDAR = "not calculated: this release holds no school calendar"


@dataclass(frozen=True, kw_only=True)
class WithinYear:
    """A measure's months or terms as a control chart, in order of time.

    `values` are as counted and `charted` as they are comparable, both in the measure's unit but
    for what `adjustment` says; None where missing. `provisional` values are charted, but the
    chart's own points pass them over. `left_out` says why a period is not on the chart. `chart`
    is None where `reason` says why.
    """

    kind: Kind
    unit: str
    basis: str = ""
    periods: tuple[Period, ...] = ()
    values: tuple[float | None, ...] = ()
    charted: tuple[float | None, ...] = ()
    provisional: tuple[bool, ...] = ()
    chart: Chart | None = None
    adjustment: str = ""
    left_out: tuple[tuple[Period, str], ...] = ()
    reason: str = ""


def school_days(cursor: Cursor) -> dict[Period, int]:
    """The school days of each month and term; empty where no calendar was loaded.

    A release built before its periods held them has none.
    """
    columns = {row[0] for row in cursor.execute("describe periods").fetchall()}
    if "school_days" not in columns:
        return {}
    rows = cursor.execute(
        "select time_period, time_identifier, school_days from periods"
        " where school_days is not null"
    ).fetchall()
    return {Period(year, name): number for year, name, number in rows}


def control_chart(
    measure: Measure,
    frame: pd.DataFrame,
    area_code: str,
    kind: Kind,
    days: Mapping[Period, int],
) -> WithinYear:
    """The control chart of a measure's months or terms for one area, all its pupils.

    `days` are the school days of `school_days`. Counts of events and their rates are for every
    20 school days, with limits by how many were counted; percentages of children are p-charts, all
    else XmR.
    """
    nothing = WithinYear(kind=kind, unit=measure.unit)
    if kind not in measure.periods:
        return replace(nothing, reason=f"it is not counted by {kind}")
    points = series(frame, replace(measure, periods=(kind,)), area_code)
    if not points:
        return replace(nothing, reason="no data loaded")
    by_days = adds_up(measure) and (kind == "month" or bool(days))
    if by_days and not days:
        return replace(nothing, reason=NO_CALENDAR)
    left_out = [(period_of(p), _why_missing(p)) for p in points if p["value"] is None]
    if by_days:
        left_out += _too_few_days(points, days)
        short = {period for period, _ in left_out if _is_short(days.get(period))}
        points = [point for point in points if period_of(point) not in short]
    if not any(_settled_value(point) is not None for point in points):
        return replace(nothing, reason=_why_nothing(points), left_out=tuple(sorted(left_out)))
    return _charted(measure, kind, points, days if by_days else {}, left_out)


def direction_of(
    measure: Measure, frame: pd.DataFrame, area_code: str, days: Mapping[Period, int]
) -> tuple[str, str, str]:
    """Fact, reason and method for a measure without years, from its months or terms.

    In the words of `metrics.trend`. A direction is said only where one of the newest three points
    is outside the limits, in a trend or in a run on one side, and every point since lies on that
    side of the centre.
    """
    kind = quoted_kind(measure)
    if kind not in ("month", "term"):
        return NOT_CALCULATED, "it is told neither by month nor by term", ""
    found = control_chart(measure, frame, area_code, kind, days)
    if found.chart is None:
        return NOT_CALCULATED, found.reason, ""
    method = _method(found)
    if found.chart.reason:
        return NOT_CALCULATED, _in_kind(found.chart.reason, kind), method
    way, reason = newest_signal(found.chart, found.periods)
    return _word(way, improvement_of(measure)), reason, method


def _charted(
    measure: Measure,
    kind: Kind,
    points: Sequence[Point],
    days: Mapping[Period, int],
    left_out: Sequence[tuple[Period, str]],
) -> WithinYear:
    periods = [period_of(point) for point in points]
    told = [point["value"] for point in points]
    words = []
    values = told
    if days:
        values = per_school_days(told, [days[period] for period in periods])
        words.append(_days_words(kind))
    proportion = is_proportion(measure, points)
    freed = freed_of_season(
        dict(zip(periods, values, strict=True)),
        {period_of(point) for point in points if not point["provisional"]},
        only_if_shown=kind == "month" or proportion,
        against_like_terms=not proportion,
        most=100 if measure.unit == "%" else None,
    )
    chart, limits = chart_of(measure, points, freed, days)
    return WithinYear(
        kind=kind,
        unit=_unit(measure, freed, by_days=bool(days)),
        basis=points[0]["basis"],
        periods=tuple(periods),
        values=tuple(told),
        charted=freed.values,
        provisional=tuple(bool(point["provisional"]) for point in points),
        chart=chart,
        adjustment=_sentence([*words, freed.words, limits]),
        left_out=tuple(sorted(left_out)),
    )


def _word(way: int, improvement: Improvement) -> str:
    if way == 0:
        return NO_CHANGE
    if improvement == "neutral":
        return RISING if way > 0 else FALLING
    return IMPROVING if (way > 0) == (improvement == "high") else WORSENING


def _method(found: WithinYear) -> str:
    assert found.chart is not None
    newest = found.chart.phases[-1]
    since = found.periods[newest.start].label
    what = f"Control chart of {newest.recorded} {found.kind}s since {since}"
    plain = found.chart.ruleset == "mdc"
    rules = f"Making Data Count's rules {'without two in three' if plain else 'with longer runs'}"
    return f"{what}, {rules}. {found.adjustment}".strip()


def _in_kind(reason: str, kind: str) -> str:
    return reason.replace("points", f"{kind}s")


def _settled_value(point: Point) -> float | None:
    return None if point["provisional"] else point["value"]


def _why_missing(point: Point) -> str:
    reasons = {
        "c": "hidden to protect children",
        "z": "there was nobody to count",
    }
    return reasons.get(point["symbol"] or "", "no value is available")


def _why_nothing(points: Sequence[Point]) -> str:
    if points and all(point["provisional"] for point in points):
        return "all values may still change"
    return "no value is available"


def _is_short(days: int | None) -> bool:
    return days is None or days < FEWEST_SCHOOL_DAYS


def _too_few_days(points: Sequence[Point], days: Mapping[Period, int]) -> list[tuple[Period, str]]:
    found = []
    for point in points:
        period = period_of(point)
        number = days.get(period)
        if point["value"] is None or not _is_short(number):
            continue
        why = "no school calendar is loaded for it"
        if number is not None:
            why = f"{number or 'no'} school day{'' if number == 1 else 's'}"
        found.append((period, why))
    return found


def _days_words(kind: str) -> str:
    dropped = f", without {kind}s of under {FEWEST_SCHOOL_DAYS}" if kind == "month" else ""
    return f"for every {STANDARD_MONTH} school days{dropped}"


def _unit(measure: Measure, freed: Comparable, *, by_days: bool) -> str:
    unit = f"{measure.unit}, for every {STANDARD_MONTH} school days" if by_days else measure.unit
    if freed.differences:
        return f"{unit}, change on a year before"
    # Or the newest value would seem to be another number than the one that is quoted.
    seasonal = any(share != 1 for share in freed.shares)
    return f"{unit}, without the usual season" if seasonal else unit


def _sentence(words: Sequence[str]) -> str:
    told = "; ".join(word for word in words if word)
    return f"{told[0].upper()}{told[1:]}." if told else "As counted."
