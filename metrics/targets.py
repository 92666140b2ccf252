"""The target of each year, worked out from the rule the plan records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from statistics import fmean, median

import pandas as pd

from metrics.definitions import Measure
from metrics.division import divide
from metrics.latest import Point, period_of, quoted_kind, series
from metrics.periods import MONTHS, Period
from plan.types import (
    Band,
    CloseGap,
    Comparator,
    Fixed,
    Linear,
    Match,
    PercentChange,
    Target,
    academic_year_of,
)

ENGLAND = "E92000001"
# The last three years before schools closed in March 2020. NEET's 2020, which ends the academic
# year 2019/20, is December 2019 to February 2020.
PRE_COVID = (201617, 201718, 201819)
PRE_COVID_WINTERS = (201718, 201819, 201920)
# The last month of each term; Easter moves, so April stands for the spring's end.
TERM_ENDS = {"Autumn term": "December", "Spring term": "April", "Summer term": "August"}

Value = float | Band


@dataclass(frozen=True, kw_only=True)
class Areas:
    """The codes of an authority and of those it is compared with; neighbours by set version."""

    authority: str
    region: str
    neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, comparator: Comparator) -> tuple[str, ...]:
        """The area codes a comparator stands for; none where its set is not known."""
        if comparator.name == "England":
            return (ENGLAND,)
        if comparator.name == "Region":
            return (self.region,)
        return self.neighbours.get(comparator.version, ())


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """Where a target starts from, and what was usual before Covid. Values in the measure's unit.

    `source` says how the value came: recorded with the target, or its basis. `pre_covid_method`
    says how the average was made, or why there is none.
    """

    value: float | None
    period: Period
    source: str
    pre_covid_average: float | None
    pre_covid_method: str


@dataclass(frozen=True, kw_only=True)
class ComparatorValue:
    """A comparator's value on the day of agreement; `period` is None where it was recorded."""

    value: float
    period: Period | None
    areas: int


@dataclass(frozen=True, kw_only=True)
class TargetPath:
    """A target year by year, with what it was worked out from.

    `reason` says why there are no values, and is empty when there are. `breaks` holds, by
    academic year, the break that makes that year's target not comparable with its baseline.
    """

    target: Target
    values: Mapping[Period, Value]
    baseline: Baseline
    comparator: ComparatorValue | None
    reason: str
    breaks: Mapping[int, str]

    def at(self, period: Period) -> Value | None:
        """The whole-year target of the year a period belongs to; None where it has none."""
        year = academic_year_of(period.time_period)
        for own, value in self.values.items():
            if academic_year_of(own.time_period) == year:
                return value
        return None

    def covers(self, period: Period) -> bool:
        """Whether the target was set for the year a period belongs to."""
        year = academic_year_of(period.time_period)
        return year in {academic_year_of(own) for own in self.target.years}

    def starts_after(self, period: Period) -> bool:
        """Whether a year of the target is still to come after a period's year."""
        year = academic_year_of(period.time_period)
        return any(academic_year_of(own) > year for own in self.target.years)


def yearly_values(
    target: Target, points: pd.DataFrame, measure: Measure, areas: Areas
) -> dict[Period, Value]:
    """The target of each of its years, in the measure's unit; empty where it cannot be told.

    `points` are the measure's, with those of the comparator's areas.
    """
    return dict(path(target, points, measure, areas).values)


def path(target: Target, points: pd.DataFrame, measure: Measure, areas: Areas) -> TargetPath:
    """A target worked out year by year; without a baseline or comparator it says why not."""
    start = baseline(target, points, measure, areas.authority)
    compared = comparator_value(target, points, measure, areas)
    reason = _why_not(target, start, compared)
    values: dict[Period, Value] = {}
    if not reason:
        for year in target.years:
            value = _value_of(target, year, start.value, compared)
            values[Period(year, target.time_identifier)] = value
    return TargetPath(
        target=target,
        values=values,
        baseline=start,
        comparator=compared,
        reason=reason,
        breaks=_breaks_within(target, measure),
    )


def baseline(target: Target, points: pd.DataFrame, measure: Measure, area_code: str) -> Baseline:
    """The value a target starts from: as recorded, else the baseline year's own point.

    Published where DfE publishes the measure, else local, else sample.
    """
    known = series(points, measure, area_code) if quoted_kind(measure) == "year" else []
    by_year = {academic_year_of(int(point["time_period"])): point for point in known}
    own = by_year.get(academic_year_of(target.baseline_year))
    winters = target.time_identifier == "Calendar year"
    usual_years = PRE_COVID_WINTERS if winters else PRE_COVID
    average, method = _pre_covid_average(measure, [by_year.get(year) for year in usual_years])
    recorded = target.baseline_value is not None
    if recorded:
        value, source = target.baseline_value, "recorded with the target"
    else:
        value, source = (own["value"], own["basis"]) if own else (None, "")
    usual = Period(target.baseline_year, target.time_identifier)
    return Baseline(
        value=value,
        period=period_of(own) if own else usual,
        source=source,
        pre_covid_average=average,
        pre_covid_method=method,
    )


def comparator_value(
    target: Target, points: pd.DataFrame, measure: Measure, areas: Areas
) -> ComparatorValue | None:
    """The comparator's latest value on the day of agreement, fixed until re-baselined.

    A neighbour set needs a value from more than half of its authorities. None where the rule has
    no comparator or nothing had been published.
    """
    comparator = target.comparator
    if comparator is None:
        return None
    codes = areas.of(comparator)
    if target.comparator_value is not None:
        return ComparatorValue(value=target.comparator_value, period=None, areas=len(codes))
    by_period: dict[Period, list[float]] = {}
    for code in codes:
        for point in series(points, measure, code):
            if point["value"] is not None and point["basis"] == "published":
                by_period.setdefault(period_of(point), []).append(point["value"])
    assert target.fixed_on, "a target with a comparator and no value has a date"
    known = [
        period
        for period, values in by_period.items()
        if publication_day(period) <= target.fixed_on and 2 * len(values) > len(codes)
    ]
    if not known:
        return None
    newest = max(known)
    middle = median if comparator.method == "median" else fmean
    values = by_period[newest]
    return ComparatorValue(value=middle(values), period=newest, areas=len(values))


def publication_day(period: Period) -> date:
    """The day by which DfE has usually published a period.

    Exclusions of a whole year in the July of the year after, NEET in the July of its own year,
    two terms of absence in October, spending in December. Source: DfE's release calendars.
    """
    year = period.first_year
    days = {
        "Calendar year": date(year, 7, 31),
        "Autumn and spring term": date(year + 1, 10, 31),
        "Financial year": date(year + 1, 12, 31),
    }
    return days.get(period.time_identifier, date(year + 2, 7, 31))


def in_year(found: TargetPath, measure: Measure, period: Period) -> Value | None:
    """The target that the year to date meets at the end of a period.

    Measures that add up through a year meet their profile's share of the year's target, and have
    none without a profile: the year to date never meets the whole year. Others meet the year's
    own target at any time.
    """
    value = found.at(period)
    if value is None or period.kind == "year" or not adds_up(measure):
        return value
    share = _share_reached(found.target.profile, period.time_identifier)
    if share is None:
        return None
    if isinstance(value, Band):
        return Band(lower=_scaled(value.lower, share), upper=_scaled(value.upper, share))
    return _scaled(value, share)


def adds_up(measure: Measure) -> bool:
    """Whether a part of the year is less than the year: counts of events, and their rates.

    A percentage of events is not: half a year's is as large as a year's.
    """
    counted = measure.calculation in ("ratio", "count")
    return measure.kind == "flow" and counted and measure.unit != "%"


def exact(number: float) -> Fraction:
    """A number as it is written: 0.1 is one tenth, so that an equal value equals its target."""
    return Fraction(str(float(number)))


def _value_of(
    target: Target, year: int, start: float | None, compared: ComparatorValue | None
) -> Value:
    rule = target.rule
    if isinstance(rule, Band):
        return rule
    if isinstance(rule, Fixed):
        return float(rule.values[target.years.index(year) if len(rule.values) > 1 else 0])
    if isinstance(rule, Match):
        assert compared is not None
        return compared.value
    assert start is not None
    elapsed = _years_between(target.baseline_year, year)
    if isinstance(rule, PercentChange):
        return float(exact(start) * ((100 + exact(rule.percent)) / 100) ** elapsed)
    steps = Fraction(elapsed, _years_between(target.baseline_year, target.years[-1]))
    end = exact(_end_of(rule, start, compared))
    return float(exact(start) + (end - exact(start)) * steps)


def _end_of(rule: Linear | CloseGap, start: float, compared: ComparatorValue | None) -> float:
    if isinstance(rule, Linear):
        return rule.end
    assert compared is not None
    gap = exact(compared.value) - exact(start)
    return float(exact(start) + gap * exact(rule.share))


def _why_not(target: Target, start: Baseline, compared: ComparatorValue | None) -> str:
    if target.comparator and compared is None:
        return f"no value of {target.comparator.label} had been published by {target.fixed_on}"
    if start.value is None and isinstance(target.rule, Linear | PercentChange | CloseGap):
        return f"there is no value for the baseline, {start.period.label}"
    return ""


def _breaks_within(target: Target, measure: Measure) -> dict[int, str]:
    if target.note_on_breaks:
        return {}
    start = academic_year_of(target.baseline_year)
    found = {}
    for year in map(academic_year_of, target.years):
        for when, why in measure.breaks:
            if start < academic_year_of(when) <= year:
                found[year] = why
    return found


def _pre_covid_average(measure: Measure, years: list[Point | None]) -> tuple[float | None, str]:
    told = [year for year in years if year and year["value"] is not None]
    if len(told) < len(years):
        return None, "not available: the three years before Covid are not all there"
    span = f"{period_of(told[0]).label} to {period_of(told[-1]).label}"
    counts = [year["numerator"] for year in told]
    denominators = [year["denominator"] for year in told]
    if measure.calculation not in ("ratio", "mean") or None in counts + denominators:
        mean = fmean(year["value"] for year in told)
        return mean, f"{span}, mean of the three yearly values"
    pooled = divide(
        pd.Series([float(sum(counts))]),
        pd.Series([float(sum(denominators))]),
        measure.multiplier,
    )
    return float(pooled.iloc[0]), f"{span}, counts of the three years over their denominators"


def _share_reached(profile: tuple[tuple[str, float], ...], name: str) -> float | None:
    shares = dict(profile)
    if not shares:
        return None
    if name in TERM_ENDS and name not in shares:
        name = TERM_ENDS[name]
    if name in shares:
        return shares[name]
    last = profile[-1][0]
    # A profile may end with July: August has then reached the whole.
    if name in MONTHS and last in MONTHS and MONTHS.index(name) > MONTHS.index(last):
        return 1.0
    return None


def _scaled(value: float, share: float) -> float:
    return float(exact(value) * exact(share))


def _years_between(first: int, last: int) -> int:
    return academic_year_of(last) // 100 - academic_year_of(first) // 100
