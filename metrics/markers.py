"""Milestones beside a control chart: whether a signal began after a day, and nothing of why."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from metrics.chart_reading import CONCERN, HIGH, IMPROVEMENT, LOW, ChartPoint, Improvement
from metrics.chart_rules import RULESETS, Level, Ruleset, signals
from metrics.newest_signal import side
from metrics.periods import Period
from metrics.within_year import WithinYear

SIGNAL_AFTER = "signal after"
NO_SIGNAL_YET = "no signal yet"
TOO_EARLY = "too early"


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A day worth a line on a chart, and what it is called."""

    day: date
    label: str


@dataclass(frozen=True, kw_only=True)
class MarkerState:
    """What the points after a marker's day show: one of the three states.

    `period` is where the first signal after the day was complete, `direction` improvement or
    concern, high or low where neither is better; both None without a signal. `after` counts the
    settled points that begin on the day or later, `needed` how many it takes before anything is
    said. `reason` is why there can be no answer yet, empty where there is one.
    """

    state: str
    period: Period | None = None
    direction: str | None = None
    after: int = 0
    needed: int = 0
    reason: str = ""


def state(marker: Marker, chart: WithinYear, improvement: Improvement) -> MarkerState:
    """Whether the chart has a signal that began after the marker's day.

    Too early until as many whole months or terms have followed as a run on one side needs: 7,
    more where much of one carries over to the next. Fewer can show a point outside the limits
    but no lasting step, and a single point would be news of one month. The rules are put to the
    points after the day alone; what only goes on from before it is not counted. "Two in three" is
    not counted either: by chance alone it is too common.
    """
    rules = _rules_of(chart)
    before, after = _parted(marker.day, chart)
    if chart.chart is None:
        return MarkerState(state=TOO_EARLY, needed=rules.shift, reason=chart.reason)
    told = MarkerState(state=TOO_EARLY, after=len(after), needed=rules.shift)
    if len(after) < rules.shift:
        left = rules.shift - len(after)
        name = chart.kind if left == 1 else f"{chart.kind}s"
        return replace(told, reason=f"{left} more {name} needed to show a lasting step")
    if any(point.upper is None for _, point in after):
        return replace(told, reason=chart.chart.reason or "there are no limits to judge by")
    found = _first_signal(before, after, rules)
    if found is None:
        return replace(told, state=NO_SIGNAL_YET)
    period, way = found
    return replace(told, state=SIGNAL_AFTER, period=period, direction=_word(way, improvement))


_Told = tuple[Period, ChartPoint]


def _rules_of(chart: WithinYear) -> Ruleset:
    """The rules a chart was read by, without two in three."""
    name = chart.chart.ruleset if chart.chart else "mdc"
    if name in RULESETS:
        return Ruleset(shift=RULESETS[name].shift, trend=RULESETS[name].trend, counts_pairs=False)
    shift, trend = (int(part.split()[0]) for part in name.split(", "))
    return Ruleset(shift=shift, trend=trend, counts_pairs=False)


def _parted(day: date, chart: WithinYear) -> tuple[list[_Told], list[_Told]]:
    """The settled points before a day and those that begin on it or later, of one phase.

    The period a day falls in is neither wholly before nor after: it is with those before.
    """
    points = chart.chart.points if chart.chart else ()
    told = [
        (period, point)
        for period, point in zip(chart.periods, points, strict=bool(points))
        if point.value is not None
    ]
    after = [(period, point) for period, point in told if period.first_day >= day]
    phase = after[0][1].phase if after else None
    before = [(period, point) for period, point in told if period.first_day < day]
    return (
        [pair for pair in before if pair[1].phase == phase],
        [pair for pair in after if pair[1].phase == phase],
    )


def _first_signal(
    before: Sequence[_Told], after: Sequence[_Told], rules: Ruleset
) -> tuple[Period, int] | None:
    """Where the first signal of the points after alone was complete, and which way it points."""
    # A signal that was there on the day is not new while its points stay on their side.
    going_on = _newest_way(before, rules)
    for number, (period, point) in enumerate(after, 1):
        going_on = going_on if side(point) == going_on else 0
        way = _newest_way(after[:number], rules)
        if way and way != going_on:
            return period, way
    return None


def _newest_way(told: Sequence[_Told], rules: Ruleset) -> int:
    """Which way the newest point is a signal among these alone; 0 where it is none."""
    if not told:
        return 0
    values = [point.value for _, point in told if point.value is not None]
    return signals(values, [_level(point) for _, point in told], rules)[-1][1]


def _level(point: ChartPoint) -> Level:
    assert point.centre is not None
    if point.upper is None or point.lower is None:
        return Level(point.centre, math.inf)
    # A limit may have been cut at 0 or 100%: the other tells how far out they are.
    return Level(point.centre, max(point.upper - point.centre, point.centre - point.lower) / 3)


def _word(way: int, improvement: Improvement) -> str:
    if improvement == "neutral":
        return HIGH if way > 0 else LOW
    return IMPROVEMENT if (way > 0) == (improvement == "high") else CONCERN
