"""The smallest change one year's figure can show, against simulated years; and a chart's delay."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from metrics.chart_rules import RULESETS, Level, signals
from metrics.definitions import Measure
from metrics.intervals import (
    BOOTSTRAP,
    BYAR,
    EXACT_POISSON,
    ORDER_STATISTICS,
    RATIO_BY_CHILD,
    STUDENT_T,
    WIDENED,
    WILSON,
    WILSON_ROUNDED,
    mean_interval,
    poisson_method,
    poisson_rate,
    widened,
    wilson,
    wilson_from_percentage,
)
from metrics.latest import Point
from metrics.run_length import LONGEST, median_points, signals_upward
from metrics.visible import (
    EITHER_WAY,
    FALL,
    RISE,
    dispersion_of,
    months_until_visible,
    smallest_visible_change,
)
from plan.types import Band

YEARS = 40_000
Maker = Callable[..., Measure]


def a_point(**told: Any) -> Point:
    usual: Point = {
        "time_period": 202425,
        "time_identifier": "Academic year",
        "numerator": None,
        "denominator": None,
        "value": None,
        "lower_ci": None,
        "upper_ci": None,
        "method": "",
        "symbol": "",
        "provisional": False,
        "basis": "local",
    }
    return usual | told


def a_rate_of(events: float, pupils: float = 170_000, clump: float = 1.0) -> Point:
    value = 100 * events / pupils
    limits = poisson_rate(events, pupils, 100)
    method = poisson_method(events)
    if clump > 1:
        limits, method = widened(value, limits, clump), method + WIDENED
    return a_point(
        numerator=events,
        denominator=pupils,
        value=value,
        lower_ci=limits[0],
        upper_ci=limits[1],
        method=method,
    )


def a_share_of(part: float, whole: float) -> Point:
    lower, upper = wilson(part, whole)
    return a_point(
        numerator=part,
        denominator=whole,
        value=100 * part / whole,
        lower_ci=100 * lower,
        upper_ci=100 * upper,
        method=WILSON,
    )


def power_of_rates(before: float, after: float, clump: float = 1.0) -> float:
    """How often the plain test of two counts calls a change, in simulated pairs of years."""
    random = np.random.default_rng(11)
    if clump == 1:
        first, second = random.poisson(before, YEARS), random.poisson(after, YEARS)
    else:
        first, second = (in_clumps(random, mean, clump) for mean in (before, after))
    total = np.maximum(first + second, 1)
    return float(np.mean(np.abs(first - second) > 1.959964 * np.sqrt(clump * total)))


def in_clumps(random: np.random.Generator, mean: float, clump: float) -> Any:
    """Events of children who each have `clump` of them: dispersion is that number."""
    return clump * random.poisson(mean / clump, YEARS)


def power_of_shares(before: float, after: float, size: int) -> float:
    random = np.random.default_rng(12)
    first, second = (random.binomial(size, share, YEARS) for share in (before, after))
    pooled = (first + second) / (2 * size)
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * 2 / size)
    return float(np.mean(np.abs(first - second) / size > 1.959964 * error))


@pytest.mark.parametrize("events", [6, 8, 10, 15, 30, 50, 100, 458, 1000, 5000])
def test_a_fall_of_this_size_shows_in_eight_years_of_ten(a_measure: Maker, events: int) -> None:
    found = smallest_visible_change(a_measure(), a_rate_of(events), 0.1)
    assert found.way == FALL
    after = events - found.change * 170_000 / 100
    assert 0.77 <= power_of_rates(events, after) <= 0.83


@pytest.mark.parametrize("events", [5, 6, 8, 10, 15, 30, 50, 100, 458, 1000, 5000])
def test_a_rise_of_this_size_shows_in_eight_years_of_ten(a_measure: Maker, events: int) -> None:
    found = smallest_visible_change(a_measure(polarity="high"), a_rate_of(events), 0.1)
    assert found.way == RISE
    after = events + found.change * 170_000 / 100
    assert 0.77 <= power_of_rates(events, after) <= 0.83


@pytest.mark.parametrize(("events", "clump"), [(60, 3), (600, 3), (5000, 2), (18480, 4)])
def test_events_in_clumps_need_a_larger_change(a_measure: Maker, events: int, clump: float) -> None:
    plain = smallest_visible_change(a_measure(), a_rate_of(events), 0.1)
    found = smallest_visible_change(a_measure(), a_rate_of(events, clump=clump), 0.1)
    assert found.change > plain.change
    assert found.method.endswith(WIDENED)
    after = events - found.change * 170_000 / 100
    assert 0.77 <= power_of_rates(events, after, clump) <= 0.83


@pytest.mark.parametrize("clump", [1.0, 1.7, 4.2])
def test_the_dispersion_is_read_from_the_width_of_the_limits(
    a_measure: Maker, clump: float
) -> None:
    assert dispersion_of(a_measure(), a_rate_of(500, clump=clump)) == pytest.approx(clump)


@pytest.mark.parametrize(
    ("part", "whole"),
    [(6, 30), (15, 30), (40, 50), (20, 100), (64, 100), (450, 500), (25, 500), (1037, 1203)],
)
@pytest.mark.parametrize("polarity", ["low", "high"])
def test_a_change_of_share_of_this_size_shows_in_eight_years_of_ten(
    a_measure: Maker, part: int, whole: int, polarity: str
) -> None:
    measure = a_measure(unit="%", polarity=polarity)
    found = smallest_visible_change(measure, a_share_of(part, whole), 50)
    if found.change is None:
        assert (part, polarity) == (40, "high")
        assert "too few" in found.reason
        return
    sign = -1 if polarity == "low" else 1
    after = part / whole + sign * found.change / 100
    assert 0.77 <= power_of_shares(part / whole, after, whole) <= 0.83


@pytest.mark.parametrize(("children", "spread"), [(12, 3.0), (40, 5.0), (335, 5.0)])
def test_a_change_of_mean_of_this_size_shows_in_eight_years_of_ten(
    a_measure: Maker, children: int, spread: float
) -> None:
    standard = np.random.default_rng(3).standard_normal(children)
    hours = 13 + spread * (standard - standard.mean()) / standard.std(ddof=1)
    lower, upper = mean_interval(list(hours))
    point = a_point(
        denominator=children, value=13.0, lower_ci=lower, upper_ci=upper, method=STUDENT_T
    )
    measure = a_measure(calculation="mean", unit="hours", polarity="high", multiplier=1)
    found = smallest_visible_change(measure, point, 14.0)
    assert found.children is None
    random = np.random.default_rng(13)
    first = random.normal(13, spread, (YEARS, children))
    second = random.normal(13 + found.change, spread, (YEARS, children))
    error = np.sqrt((first.var(axis=1, ddof=1) + second.var(axis=1, ddof=1)) / children)
    shown = (
        np.abs(first.mean(axis=1) - second.mean(axis=1))
        > stats.t.isf(0.025, 2 * children - 2) * error
    )
    assert 0.77 <= shown.mean() <= 0.83


def test_458_exclusions_need_81_fewer_to_be_seen(a_measure: Maker) -> None:
    """sqrt(458 1/8) - 2.8016 / sqrt(2) = 19.423; its square less 1/8 is 377.1: 80.9 fewer."""
    found = smallest_visible_change(a_measure(), a_rate_of(458, 175_184), 0.19)
    assert found.children == 81
    assert found.change == pytest.approx(100 * 80.86 / 175_184, rel=1e-3)
    assert found.reason == ""


def test_children_are_a_whole_number_that_reaches_the_change(a_measure: Maker) -> None:
    measure = a_measure(unit="%", polarity="high")
    found = smallest_visible_change(measure, a_share_of(359, 562), 65)
    assert found.children == math.ceil(found.change * 562 / 100)


def test_a_published_percentage_needs_only_its_cohort(a_measure: Maker) -> None:
    lower, upper = wilson_from_percentage(3.9, 30_517)
    point = a_point(
        denominator=30_517,
        value=3.9,
        lower_ci=100 * lower,
        upper_ci=100 * upper,
        method=WILSON_ROUNDED,
    )
    found = smallest_visible_change(a_measure(unit="%"), point, 2.4)
    after = 0.039 - found.change / 100
    assert 0.77 <= power_of_shares(0.039, after, 30_517) <= 0.83
    assert found.children == math.ceil(found.change * 305.17)


def test_three_winter_months_of_the_same_children_are_one_months_evidence(
    a_measure: Maker,
) -> None:
    """1,036 of 4,449 in three months are 345 of 1,483 young people, not three times as many."""
    measure = a_measure(unit="%", kind="stock", year_sums_months=3)
    lower, upper = wilson(1036 / 3, 4449 / 3)
    summed = a_point(
        time_identifier="Calendar year",
        numerator=1036,
        denominator=4449,
        value=100 * 1036 / 4449,
        lower_ci=100 * lower,
        upper_ci=100 * upper,
        method=WILSON + ", of a mean month",
    )
    one = a_share_of(1036 / 3, 1483)
    found = smallest_visible_change(measure, summed, 18)
    assert found.change == pytest.approx(smallest_visible_change(measure, one, 18).change)
    assert found.children == math.ceil(found.change * 14.83)


@pytest.mark.parametrize(
    ("value", "way"), [(60.0, RISE), (95.0, FALL), (65.0, EITHER_WAY), (80.0, EITHER_WAY)]
)
def test_a_band_is_neared_from_outside_and_left_either_way(
    a_measure: Maker, value: float, way: str
) -> None:
    measure = a_measure(unit="%", polarity="band")
    found = smallest_visible_change(measure, a_share_of(value * 5, 500), Band(lower=65, upper=90))
    assert found.way == way


def test_where_no_way_is_better_the_larger_change_is_given(a_measure: Maker) -> None:
    point = a_rate_of(100)
    changes = {
        polarity: smallest_visible_change(a_measure(polarity=polarity), point, None).change
        for polarity in ("low", "high", "neutral")
    }
    assert changes["neutral"] == max(changes["low"], changes["high"])


@pytest.mark.parametrize("events", [0, 1, 3, 5])
def test_five_events_or_fewer_cannot_show_a_fall(a_measure: Maker, events: int) -> None:
    found = smallest_visible_change(a_measure(), a_rate_of(events), 0.0)
    assert found.change is None
    assert found.children is None
    assert found.reason == f"{events} is too few: even a fall to 0 could be chance"
    # Nor would it: the test of two counts, at its most favourable.
    assert power_of_rates(events, 0) < 0.8


NO_CHANGE = {
    "no point": (None, "there is no figure yet"),
    "suppressed": (a_point(symbol="c"), "suppressed"),
    "provisional": (
        a_point(value=3.0, provisional=True),
        "provisional: its time is not up yet",
    ),
    "no value": (a_point(symbol="x"), "no value is available"),
    "no interval": (
        a_point(value=3.0, method="no interval: no cohort is published"),
        "no interval: no cohort is published",
    ),
    "no interval, unsaid": (a_point(value=3.0), "no interval can be calculated"),
}


@pytest.mark.parametrize("case", NO_CHANGE)
def test_without_an_interval_there_is_a_reason_instead(a_measure: Maker, case: str) -> None:
    point, reason = NO_CHANGE[case]
    found = smallest_visible_change(a_measure(), point, 1.0)
    assert (found.change, found.children, found.reason) == (None, None, reason)


@pytest.mark.parametrize("upper", [9.0, None])
def test_a_median_has_a_reason_instead(a_measure: Maker, upper: float | None) -> None:
    point = a_point(value=8.0, lower_ci=7.0, upper_ci=upper, method=ORDER_STATISTICS)
    found = smallest_visible_change(a_measure(calculation="median", unit="weeks"), point, 7.0)
    assert found.change is None
    assert found.reason == "a median's smallest change cannot be told from its interval"


def test_a_count_has_no_denominator(a_measure: Maker) -> None:
    measure = a_measure(calculation="count", unit="children")
    lower, upper = poisson_rate(94, 1, 1)
    point = a_point(numerator=94, value=94.0, lower_ci=lower, upper_ci=upper, method=BYAR)
    found = smallest_visible_change(measure, point, 70)
    assert found.change == pytest.approx(34.6, abs=0.1)
    assert found.children == 35


def test_money_is_not_a_number_of_children(a_measure: Maker) -> None:
    point = a_share_of(300, 500)
    measure = a_measure(unit="%", contributor="none")
    assert smallest_visible_change(measure, point, 70).children is None


@pytest.mark.parametrize(
    ("sigmas", "points"), [(0.0, None), (0.1, None), (1.0, 7), (2.0, 3), (4.0, 1)]
)
def test_a_larger_step_shows_sooner(sigmas: float, points: int | None) -> None:
    assert median_points(sigmas) == points


def test_most_charts_without_a_step_stay_quiet_for_three_years() -> None:
    charts = np.random.default_rng(5).standard_normal((4000, LONGEST))
    assert signals_upward(charts).any(axis=1).mean() < 0.3


def test_the_quick_rules_are_those_of_the_chart() -> None:
    """Whether a chart has shown anything upward by each of its points, read as they came."""
    charts = np.random.default_rng(6).normal(0.4, 1.0, (150, 20))
    quick = np.logical_or.accumulate(signals_upward(charts), axis=1)
    for row, chart in enumerate(charts):
        shown = [any(upward(chart[:end])) for end in range(1, 21)]
        assert list(quick[row]) == list(np.logical_or.accumulate(shown)), row


def upward(chart: Any) -> list[bool]:
    found = signals(list(chart), [Level(0.0, 1.0)] * len(chart), RULESETS["mdc"])
    trends = [way > 0 and rules[:1] == ("6 point trend",) for rules, way in found]
    runs = [
        value > 0 and any(rule != "6 point trend" for rule in rules)
        for value, (rules, _) in zip(chart, found, strict=True)
    ]
    return [trend or run for trend, run in zip(trends, runs, strict=True)]


def test_months_until_a_step_shows_follow_the_charts_own_limits() -> None:
    """Values of 40 and 44 in turn: moving ranges of 4, so one sigma is 4 / 1.128 = 3.55."""
    values = [40.0, 44.0] * 8
    sigma = 2.66 * 4 / 3
    assert months_until_visible(values, sigma) == median_points(1.0) == 7
    assert months_until_visible(values, -2 * sigma) == 3
    assert months_until_visible(values, 0.2 * sigma) is None


def test_months_without_a_value_are_passed_over() -> None:
    values: list[float | None] = [40.0, 44.0] * 8
    gaps = [*values[:6], None, None, *values[6:]]
    assert months_until_visible(gaps, 4.0) == months_until_visible(values, 4.0)


@pytest.mark.parametrize(
    "values", [[], [5.0] * 20, [40.0, 44.0] * 6, [0.0] * 10 + [1.0, 2.0, 0.0, 1.0]]
)
def test_a_chart_that_says_nothing_yet_shows_no_step(values: list[float]) -> None:
    assert months_until_visible(values, 3.0) is None


def test_small_counts_take_the_exact_limits_for_their_dispersion(a_measure: Maker) -> None:
    point = a_rate_of(8, clump=2.0)
    assert point["method"].startswith(EXACT_POISSON)
    assert dispersion_of(a_measure(), point) == pytest.approx(2.0)


@pytest.mark.parametrize("method", [BOOTSTRAP, RATIO_BY_CHILD])
def test_a_mean_cost_is_tested_by_the_width_of_its_interval(a_measure: Maker, method: str) -> None:
    cost = a_measure(calculation="mean", unit="£", polarity="low", multiplier=1)
    year = a_point(value=600.0, lower_ci=580.4, upper_ci=619.6, denominator=900.0, method=method)
    # A standard error of 19.6 / 1.96 = 10 in both years; (1.96 + 0.8416) x 10 x sqrt(2) = 39.62.
    assert smallest_visible_change(cost, year, None).change == pytest.approx(39.62, abs=0.005)
