"""A series drawn as a control chart: phases, signals, their direction, and two words for it all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from metrics.chart_rules import RULESETS, Level, Ruleset, signals

# Limits from fewer points are on trial: the chart is drawn, but no word is said.
POINTS_FOR_WORDS = 13

COMMON_CAUSE = "common cause"
IMPROVEMENT, CONCERN, HIGH, LOW = "improvement", "concern", "high", "low"
CONSISTENT_PASS = "consistent pass"
CONSISTENT_FAIL = "consistent fail"
INCONSISTENT = "inconsistent"

Improvement = Literal["low", "high", "neutral"]
# Where the phases begin: starts with their reasons, starts alone, or a label for every value.
Phases = Mapping[int, str] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One value with its centre and limits, in its own unit, and the rules it breaks.

    `direction` is improvement or concern, high or low where neither is better, None without a
    signal. `value` is None where it was missing, the limits where there are none. `phase` counts
    from 1. Fields may also be read by name, as those of a record.
    """

    value: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    rules: tuple[str, ...]
    direction: str | None
    phase: int

    def __getitem__(self, field: str) -> Any:
        return getattr(self, field)


@dataclass(frozen=True)
class Phase:
    """A stretch with a centre and limits of its own: its first place, and why it was begun."""

    number: int
    start: int
    reason: str | None
    recorded: int
    centre: float | None
    # False where the values the limits come from are too few or all alike.
    has_limits: bool


@dataclass(frozen=True)
class Chart:
    """The points of a series, and its newest phase in words.

    `variation` speaks of the newest recorded point: common cause, or special cause improvement,
    concern, high or low. `assurance` says whether the limits keep to the target: consistent pass,
    consistent fail or inconsistent; None without a target or where neither way is better. Both
    are None where `reason` says why.
    """

    points: tuple[ChartPoint, ...]
    phases: tuple[Phase, ...]
    variation: str | None
    assurance: str | None
    reason: str | None
    ruleset: str


@dataclass(frozen=True)
class Reading:
    """How the points of a chart are to be read."""

    ruleset: str
    rules: Ruleset
    baseline: int | None
    improvement: Improvement


Levels = Callable[[Sequence[int]], list[Level]]


def reading(ruleset: str | Ruleset, baseline: int | None, improvement: Improvement) -> Reading:
    """How to read a chart; ValueError says which of the three is not known."""
    if improvement not in ("low", "high", "neutral"):
        raise ValueError(f"improvement is {improvement!r}; expected 'low', 'high' or 'neutral'")
    if baseline is not None and baseline < 2:
        raise ValueError(f"the baseline is {baseline} points; expected 2 or more")
    if isinstance(ruleset, Ruleset):
        return Reading(
            f"{ruleset.shift_name}, {ruleset.trend_name}", ruleset, baseline, improvement
        )
    if ruleset not in RULESETS:
        raise ValueError(f"ruleset is {ruleset!r}; expected one of {tuple(RULESETS)}")
    return Reading(ruleset, RULESETS[ruleset], baseline, improvement)


def draw(
    data: Sequence[float | None],
    levels: Levels,
    reading: Reading,
    phases: Phases | None,
    target: float | None,
) -> Chart:
    """The chart of `data`; `levels` gives those of the recorded places of one phase.

    Raises ValueError for a phase that begins outside the series.
    """
    points: list[ChartPoint] = []
    found: list[Phase] = []
    edges = pairwise([*_starts(phases, len(data)), (len(data), None)])
    for number, ((start, reason), (end, _)) in enumerate(edges, 1):
        places = [place for place in range(start, end) if data[place] is not None]
        expected = levels(places) if places else []
        part = _part(data[start:end], expected, number, reading)
        points.extend(part)
        found.append(_summary(part, expected, start, reason, reading))
    why = _why_no_words(found, points)
    return Chart(
        points=tuple(points),
        phases=tuple(found),
        variation=None if why else _variation(points),
        assurance=None if why else _assurance(points, target, reading.improvement),
        reason=why,
        ruleset=reading.ruleset,
    )


def _part(
    data: Sequence[float | None], levels: Sequence[Level], number: int, reading: Reading
) -> list[ChartPoint]:
    """The points of one phase: `data` with its gaps, `levels` of the recorded values alone."""
    told = [value for value in data if value is not None]
    judged = _has_limits(told, levels, reading)
    broken = signals(told, levels, reading.rules) if judged else [((), 0)] * len(told)
    # A gap has the limits of its neighbours only where limits do not depend on the value.
    shared = levels[0] if levels and all(level is levels[0] for level in levels) else None
    recorded = iter(zip(levels, broken, strict=True))
    lone = len(told[: reading.baseline]) < 2
    return [
        _point(None, shared, ((), 0), lone, number, reading)
        if value is None
        else _point(value, *next(recorded), lone, number, reading)
        for value in data
    ]


def _has_limits(told: Sequence[float], levels: Sequence[Level], reading: Reading) -> bool:
    # Where the first values are all alike any other would be "outside": that tells nothing.
    return len(told[: reading.baseline]) > 1 and all(level.sigma > 0 for level in levels)


def _summary(
    part: Sequence[ChartPoint],
    levels: Sequence[Level],
    start: int,
    reason: str | None,
    reading: Reading,
) -> Phase:
    told = [point.value for point in part if point.value is not None]
    return Phase(
        number=part[0].phase,
        start=start,
        reason=reason,
        recorded=len(told),
        centre=levels[0].centre if levels else None,
        has_limits=_has_limits(told, levels, reading),
    )


def _point(
    value: float | None,
    level: Level | None,
    broken: tuple[tuple[str, ...], int],
    lone: bool,
    phase: int,
    reading: Reading,
) -> ChartPoint:
    if level is None:
        return ChartPoint(value, None, None, None, (), None, phase)
    rules, way = broken
    direction = _direction(way, reading.improvement) if rules else None
    # A value alone has a centre, itself, and no limits.
    lower, upper = (None, None) if lone else (level.lower, level.upper)
    return ChartPoint(value, level.centre, lower, upper, rules, direction, phase)


def _direction(way: int, improvement: Improvement) -> str:
    if improvement == "neutral":
        return HIGH if way > 0 else LOW
    return IMPROVEMENT if (way > 0) == (improvement == "high") else CONCERN


def _why_no_words(phases: Sequence[Phase], points: Sequence[ChartPoint]) -> str | None:
    if not phases:
        return "there are no points"
    newest = phases[-1]
    if newest.recorded < POINTS_FOR_WORDS:
        since = " since the limits were last set" if len(phases) > 1 else ""
        return f"{newest.recorded} points{since}; {POINTS_FOR_WORDS} are needed to judge them"
    values = [p.value for p in points if p.phase == newest.number and p.value is not None]
    if len(set(values)) == 1:
        return None
    if not newest.has_limits:
        return "the values that set the limits do not vary, so there is nothing to judge by"
    # Rare events make long runs of none by chance, which would read as a change.
    if 2 * values.count(0) > len(values):
        return f"{values.count(0)} of {len(values)} points are 0; events are too rare to judge them"
    return None


def _variation(points: Sequence[ChartPoint]) -> str:
    newest = next(point for point in reversed(points) if point.value is not None)
    return f"special cause {newest.direction}" if newest.rules else COMMON_CAUSE


def _assurance(
    points: Sequence[ChartPoint], target: float | None, improvement: Improvement
) -> str | None:
    newest = next(point for point in reversed(points) if point.value is not None)
    if target is None or improvement == "neutral":
        return None
    assert newest.lower is not None
    assert newest.upper is not None
    if newest.lower <= target <= newest.upper:
        return INCONSISTENT
    passes = (target < newest.lower) == (improvement == "high")
    return CONSISTENT_PASS if passes else CONSISTENT_FAIL


def _starts(phases: Phases | None, length: int) -> list[tuple[int, str | None]]:
    """The place each phase begins at, from 0, with its reason."""
    if not length:
        return []
    reasons: dict[int, str | None] = {0: None}
    if isinstance(phases, Mapping):
        reasons |= phases
    elif phases is not None and len(phases) == length:
        # A label for every value: a phase begins where it changes.
        changes = (n for n in range(1, length) if phases[n] != phases[n - 1])
        reasons = {n: str(phases[n]) for n in (0, *changes)}
    else:
        reasons |= dict.fromkeys(() if phases is None else phases)
    for start in reasons:
        if not (isinstance(start, int) and 0 <= start < length):
            raise ValueError(
                f"a phase begins at {start!r}; expected a place from 0 to {length - 1}"
            )
    return sorted(reasons.items())
