"""Which control chart a measure's months or terms are drawn on, and its phases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from metrics.carry_over import MOST, carried_over, lengthened
from metrics.chart_reading import Chart, Improvement, Phase
from metrics.chart_rules import RULESETS
from metrics.control_chart import p_chart, u_chart, xmr
from metrics.definitions import Measure
from metrics.latest import Point, period_of
from metrics.like_for_like import Comparable, in_covid
from metrics.periods import Period
from metrics.seasons import STANDARD_MONTH
from metrics.targets import adds_up
from plan.types import academic_year_of

COVID_REASON = "Covid: schools closed to most pupils from March 2020 and from January to March 2021"
AFTER_COVID = "after Covid: schools open to all pupils again"
# A phase of fewer points has no limits: they would be set by the very points they judge, and no
# run on one side, the rule that shows a lasting change, could be seen within it.
FEWEST_FOR_LIMITS = 7
# Nobody waits longer than two years of months for a run to be complete.
LONGEST_RUN = 24


def chart_of(
    measure: Measure, points: Sequence[Point], freed: Comparable, days: Mapping[Period, int]
) -> tuple[Chart, str]:
    """The chart of settled values in the measure's unit, and what was done to its limits in words.

    Counted events get limits by how many there were, percentages of children a p-chart, all else
    XmR. `days` are the school days the values are for, empty where they are for the whole period.
    """
    settings: _Settings = {
        "phases": phases_of([period_of(point) for point in points], measure),
        "improvement": improvement_of(measure),
    }
    words = "the band is wider where fewer were counted"
    if is_proportion(measure, points):
        chart = _of_proportions(points, freed, settings)
    elif adds_up(measure) and not freed.differences and _is_counted(points):
        chart = _of_events(measure, points, freed, days, settings)
    else:
        chart, words = _of_values(measure, points, freed, settings)
    return _without_poor_limits(chart), words


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


def improvement_of(measure: Measure) -> Improvement:
    """Which way is better on a chart: neutral for a band, where either way may be."""
    return measure.polarity if measure.polarity in ("low", "high") else "neutral"


class _Settings(TypedDict):
    phases: dict[int, str]
    improvement: Improvement


def _if_settled(point: Point, value: float | None) -> float | None:
    return None if point["provisional"] else value


def _of_values(
    measure: Measure, points: Sequence[Point], freed: Comparable, settings: _Settings
) -> tuple[Chart, str]:
    values = [_if_settled(point, value) for point, value in zip(points, freed.values, strict=True)]
    carried = 0.0
    if measure.kind == "stock" and not freed.differences:
        carried = carried_over(values, sorted({0, *settings["phases"]}))
    if not carried:
        return xmr(values, **settings), ""
    name = period_of(points[0]).kind
    alike = f"much of one {name} is still there the next (about {round(100 * carried)}%)"
    if carried >= MOST:
        return _without_limits(xmr(values, **settings), name), f"{alike}, so there are no limits"
    rules = lengthened(RULESETS["mdc"], carried)
    runs = f"runs must be {rules.shift} {name}s long"
    if rules.shift > LONGEST_RUN:
        runs = "runs on one side tell nothing"
    words = f"{alike}, so limits are wider and {runs}"
    return xmr(values, ruleset=rules, carried=carried, **settings), words


def _without_limits(chart: Chart, name: str) -> Chart:
    bare = _stripped(chart, {phase.number for phase in chart.phases})
    why = f"each {name} is so nearly the one before that chance and change cannot be told apart"
    return replace(bare, variation=None, assurance=None, reason=why)


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


def is_proportion(measure: Measure, points: Sequence[Point]) -> bool:
    """Whether the values are percentages of children counted afresh each time, as no stock is."""
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
    """The same chart without limits and signals in phases that cannot set any, or are Covid's.

    What schools that are closed do not do is neither an improvement nor a concern.
    """
    return _stripped(chart, {phase.number for phase in chart.phases if _is_poor(chart, phase)})


def _stripped(chart: Chart, numbers: set[int]) -> Chart:
    points = tuple(
        replace(point, lower=None, upper=None, rules=(), direction=None)
        if point.phase in numbers
        else point
        for point in chart.points
    )
    phases = tuple(
        replace(phase, has_limits=False) if phase.number in numbers else phase
        for phase in chart.phases
    )
    return replace(chart, points=points, phases=phases)


def _is_poor(chart: Chart, phase: Phase) -> bool:
    """Covid's, under seven points, or events so rare that runs of none are chance."""
    if phase.reason == COVID_REASON:
        return True
    told = [p.value for p in chart.points if p.phase == phase.number and p.value is not None]
    return len(told) < FEWEST_FOR_LIMITS or 2 * told.count(0) > len(told)
