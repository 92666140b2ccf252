"""Control charts of a measure's months and terms, and the direction they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal, TypedDict

import pandas as pd

from metrics.chart_reading import Chart, ChartPoint, Improvement, Phase
from metrics.chart_rules import OUTSIDE, RULESETS
from metrics.control_chart import p_chart, u_chart, xmr
from metrics.definitions import Measure
from metrics.latest import Point, period_of, quoted_kind, series
from metrics.like_for_like import Comparable, freed_of_season, in_covid
from metrics.periods import Period
from metrics.points import Cursor
from metrics.seasons import FEWEST_SCHOOL_DAYS, STANDARD_MONTH, per_school_days
from metrics.targets import adds_up
from metrics.trend import FALLING, IMPROVING, NO_CHANGE, NOT_CALCULATED, RISING, WORSENING
from plan.types import academic_year_of

Kind = Literal["month", "term"]

NO_CALENDAR = "not calculated: this release holds no school calendar"
COVID_REASON = "Covid: schools closed to most pupils from March 2020 and from January to March 2021"
AFTER_COVID = "after Covid: schools open to all pupils again"
# A phase of fewer points has no limits: they would be set by the very points they judge, and no
# run on one side, the rule that shows a lasting change, could be seen within it.
FEWEST_FOR_LIMITS = 7
# A signal is news for three points. It still holds while every point since lies on its side of
# the centre: one back across has the newest evidence against it. Two in three beyond two sigma
# is a reason to look, and by chance alone too common to call a direction on.
NEWEST = 3
RULES = RULESETS["mdc"]
_SAYING = (OUTSIDE, RULES.trend_name, RULES.shift_name)


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
    way, reason = _newest_signal(found)
    return _word(way, improvement_of(measure)), reason, method


def improvement_of(measure: Measure) -> Improvement:
    """Which way is better on a chart: neutral for a band, where either way may be."""
    return measure.polarity if measure.polarity in ("low", "high") else "neutral"


def phases_of(periods: Sequence[Period], measure: Measure) -> dict[int, str]:
    """Where limits begin anew, with the recorded reason: Covid, and the measure's other breaks."""
    found: dict[int, str] = {}
    covid = [place for place, period in enumerate(periods) if in_covid(period)]
    for when, why in measure.breaks:
        later = [n for n, p in enumerate(periods) if p.time_period >= academic_year_of(when)]
        if later and later[0] > 0 and not why.startswith("Covid"):
            found[later[0]] = why
    if covid:
        found[covid[0]] = COVID_REASON
        if covid[-1] + 1 < len(periods):
            found[covid[-1] + 1] = AFTER_COVID
    return found


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
    proportion = _is_proportion(measure, points)
    settled = {p for p, point in zip(periods, points, strict=True) if not point["provisional"]}
    freed = freed_of_season(
        dict(zip(periods, values, strict=True)),
        settled,
        only_if_shown=kind == "month" or proportion,
        most=100 if measure.unit == "%" else None,
    )
    # A p-chart needs its counts: differences between like terms have none.
    if proportion and freed.differences:
        freed = Comparable(values=tuple(values), shares=(1.0,) * len(values))
    settings: _Settings = {
        "phases": phases_of(periods, measure),
        "improvement": improvement_of(measure),
    }
    if proportion:
        chart = _of_proportions(points, freed, settings)
    elif adds_up(measure) and not freed.differences and _is_counted(points):
        chart = _of_events(measure, points, freed, days, settings)
    else:
        told_settled = [_if_settled(p, v) for p, v in zip(points, freed.values, strict=True)]
        chart = xmr(told_settled, **settings)
    return WithinYear(
        kind=kind,
        unit=_unit(measure, freed, by_days=bool(days)),
        periods=tuple(periods),
        values=tuple(told),
        charted=freed.values,
        provisional=tuple(bool(point["provisional"]) for point in points),
        chart=_without_poor_limits(chart),
        adjustment=_sentence([*words, freed.words]),
        left_out=tuple(sorted(left_out)),
    )


class _Settings(TypedDict):
    phases: dict[int, str]
    improvement: Improvement


def _if_settled(point: Point, value: float | None) -> float | None:
    return None if point["provisional"] else value


def _of_proportions(points: Sequence[Point], freed: Comparable, settings: _Settings) -> Chart:
    """The p-chart of percentages, in percent again."""
    values = [_if_settled(p, value) for p, value in zip(points, freed.values, strict=True)]
    sizes = _effective_sizes([p["denominator"] for p in points], values, freed)
    counts = [
        None if value is None or size is None else min(value * size / 100, size)
        for value, size in zip(values, sizes, strict=True)
    ]
    return _in_percent(p_chart(counts, sizes, widen=True, **settings))


def _effective_sizes(
    sizes: Sequence[float | None], values: Sequence[float | None], freed: Comparable
) -> list[float | None]:
    """How many children would vary as much without a season as these do once it is taken out."""
    told = [(v, size) for v, size in zip(values, sizes, strict=True) if v is not None and size]
    total = sum(size for _, size in told)
    centre = sum(v * size for v, size in told) / (100 * total) if total else 0.0
    centre = 1 - centre if freed.turned else centre
    # A share s of a usual c varies by c(1 - cs)/(s x size), not by c(1 - c)/size.
    return [
        size if size is None or share in (0, 1) else size * _shrunk(share, centre)
        for size, share in zip(sizes, freed.shares, strict=True)
    ]


def _shrunk(share: float, centre: float) -> float:
    return share * (1 - centre) / (1 - centre * share) if centre * share < 1 else 1.0


def _of_events(
    measure: Measure,
    points: Sequence[Point],
    freed: Comparable,
    days: Mapping[Period, int],
    settings: _Settings,
) -> Chart:
    """The u-chart of events; what they are counted over makes their values those charted."""
    exposures = []
    for point, share in zip(points, freed.shares, strict=True):
        size = 1.0 if measure.calculation == "count" else point["denominator"]
        length = days[period_of(point)] / STANDARD_MONTH if days else 1.0
        multiplier = 1 if measure.calculation == "count" else measure.multiplier
        exposures.append(None if size is None else size * length * share / multiplier)
    events = [_if_settled(point, point["numerator"]) for point in points]
    return u_chart(events, exposures, **settings)


def _is_counted(points: Sequence[Point]) -> bool:
    """Whether every value has its counts, which are then whole events."""
    return all(p["value"] is None or p["numerator"] is not None for p in points)


def _is_proportion(measure: Measure, points: Sequence[Point]) -> bool:
    """A percentage of children, each counted afresh; the children of a stock are mostly the same."""
    if measure.unit != "%" or measure.calculation != "ratio" or measure.kind == "stock":
        return False
    if measure.contributor != "child":
        return False
    counted = [p for p in points if p["value"] is not None]
    return all(
        p["numerator"] is not None
        and p["denominator"] is not None
        and 0 <= p["numerator"] <= p["denominator"]
        for p in counted
    )


def _in_percent(chart: Chart) -> Chart:
    points = tuple(
        replace(
            point,
            value=_hundredfold(point.value),
            centre=_hundredfold(point.centre),
            lower=_hundredfold(point.lower),
            upper=_hundredfold(point.upper),
        )
        for point in chart.points
    )
    phases = tuple(replace(phase, centre=_hundredfold(phase.centre)) for phase in chart.phases)
    return replace(chart, points=points, phases=phases)


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _without_poor_limits(chart: Chart) -> Chart:
    """The same chart without limits and signals in phases that cannot set any."""
    poor = {phase.number for phase in chart.phases if _is_poor(chart, phase)}
    points = tuple(
        replace(point, lower=None, upper=None, rules=(), direction=None)
        if point.phase in poor
        else point
        for point in chart.points
    )
    phases = tuple(
        replace(phase, has_limits=False) if phase.number in poor else phase
        for phase in chart.phases
    )
    return replace(chart, points=points, phases=phases)


def _is_poor(chart: Chart, phase: Phase) -> bool:
    """Under seven points, or events so rare that runs of none are chance."""
    told = [p.value for p in chart.points if p.phase == phase.number and p.value is not None]
    return len(told) < FEWEST_FOR_LIMITS or 2 * told.count(0) > len(told)


def _newest_signal(found: WithinYear) -> tuple[int, str]:
    """Which way the newest signal points while it holds, else 0; and why in words."""
    assert found.chart is not None
    newest = found.chart.phases[-1].number
    judged = [
        (period, point)
        for period, point in zip(found.periods, found.chart.points, strict=True)
        if point.value is not None and point.phase == newest
    ]
    for place in range(len(judged) - 1, len(judged) - 1 - NEWEST, -1):
        period, point = judged[place]
        saying = [rule for rule in point.rules if rule in _SAYING]
        if not saying:
            continue
        way = _way(point, judged[place - 1][1] if place else None, saying)
        since = [_side(later) for _, later in judged[place:]]
        if all(side == way for side in since):
            return way, _why_signal(found.kind, period, judged, place, saying, way)
        return 0, f"the signal at {period.label} no longer holds: it was crossed back since"
    return 0, f"the newest {found.kind}s waver about their average no more than chance would"


def _side(point: ChartPoint) -> int:
    assert point.value is not None
    assert point.centre is not None
    return (point.value > point.centre) - (point.value < point.centre)


def _way(point: ChartPoint, before: ChartPoint | None, saying: Sequence[str]) -> int:
    """A trend goes its own way; every other signal is on the side of its point."""
    if saying[0] != RULES.trend_name or before is None:
        return _side(point)
    assert point.value is not None
    assert before.value is not None
    return (point.value > before.value) - (point.value < before.value)


def _why_signal(
    kind: str,
    period: Period,
    judged: Sequence[tuple[Period, ChartPoint]],
    place: int,
    saying: Sequence[str],
    way: int,
) -> str:
    side = "over" if way > 0 else "under"
    still = "" if place == len(judged) - 1 else f", and every {kind} since is {side} the average"
    if saying[0] == OUTSIDE:
        return f"{period.label} lies {side} the limits of chance{still}"
    if saying[0] == RULES.trend_name:
        verb = "rose" if way > 0 else "fell"
        return f"{RULES.trend} or more {kind}s in a row {verb}, to {period.label}{still}"
    run = list(takewhile(lambda pair: _side(pair[1]) == way, reversed(judged)))
    return f"{len(run)} {kind}s in a row, to {run[0][0].label}, are {side} the average"


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
    rules = "Making Data Count's rules without two in three"
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
    return f"{unit}, change on a year before" if freed.differences else unit


def _sentence(words: Sequence[str]) -> str:
    told = "; ".join(word for word in words if word)
    return f"{told[0].upper()}{told[1:]}." if told else "As counted."
