"""Whether a signal began after a day: too early, not yet, or after, and never why."""

from datetime import date

import pytest

from metrics.chart_reading import CONCERN, HIGH, IMPROVEMENT
from metrics.control_chart import xmr
from metrics.markers import NO_SIGNAL_YET, SIGNAL_AFTER, TOO_EARLY, Marker, MarkerState, state
from metrics.periods import MONTHS, Period
from metrics.within_year import WithinYear

FIRST = Period(202122, "September")
CALM = [21, 19, 22, 18, 20.5, 19.5] * 4


def chart_of(values, *, phases=None, improvement="low", **changed):
    """Months from September 2021 on."""
    periods = [Period(y, m) for y in (202122, 202223, 202324, 202425) for m in MONTHS]
    chart = xmr(values, phases=phases, improvement=improvement, **changed)
    return WithinYear(
        kind="month", unit="children", periods=tuple(periods[: len(values)]), chart=chart
    )


# Month 25 of the series.
DAY = Marker(day=date(2023, 9, 1), label="Outreach began")


def low(number, level=10.0):
    return [level + 0.3 * (n % 2) for n in range(number)]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([], TOO_EARLY),
        (low(6), TOO_EARLY),
        (low(7), SIGNAL_AFTER),
        (CALM[:6], TOO_EARLY),
        (CALM[:7], NO_SIGNAL_YET),
        (CALM, NO_SIGNAL_YET),
        # Outside the limits is seen at once, but is said of a lasting number of months only.
        ([2.0, *CALM[:5]], TOO_EARLY),
        ([2.0, *CALM[:6]], SIGNAL_AFTER),
    ],
)
def test_a_state_needs_as_many_months_as_a_run(after, expected):
    found = state(DAY, chart_of(CALM + after), "low")
    assert found.state == expected
    assert (found.after, found.needed) == (len(after), 7)
    assert bool(found.reason) is (expected == TOO_EARLY)


def test_how_many_months_are_still_needed_is_said():
    assert state(DAY, chart_of(CALM + low(6)), "low").reason == (
        "1 more month needed to show a lasting step"
    )
    assert state(DAY, chart_of(CALM), "low").reason == "7 more months needed to show a lasting step"


@pytest.mark.parametrize(
    ("improvement", "word"), [("low", IMPROVEMENT), ("high", CONCERN), ("neutral", "low")]
)
def test_the_first_signal_after_is_dated_by_its_last_point_and_told_by_its_way(improvement, word):
    # Under the average, inside the limits: the run is complete with its seventh month, March.
    found = state(DAY, chart_of([*CALM, *low(9, 18.5)], baseline=24), improvement)
    assert found == MarkerState(
        state=SIGNAL_AFTER,
        period=Period(202324, "March"),
        direction=word,
        after=9,
        needed=7,
    )


def test_a_signal_that_was_there_on_the_day_is_not_after_it():
    high_before = [*CALM[:16], *[30.0, 30.3] * 4]
    chart = chart_of([*high_before, *[30.1, 30.4] * 5], baseline=16)
    assert state(DAY, chart, "low").state == NO_SIGNAL_YET
    # It ends in the autumn: a new run the same way is a new signal.
    again = chart_of([*high_before, 20.0, 19.0, *[30.1, 30.4] * 5], baseline=16)
    found = state(DAY, again, "neutral")
    assert (found.state, found.direction) == (SIGNAL_AFTER, HIGH)
    assert found.period == Period(202324, "November")


def test_a_turn_against_a_signal_that_was_there_is_new():
    chart = chart_of([*CALM[:16], *[30.0, 30.3] * 4, *low(8)], baseline=16)
    found = state(DAY, chart, "low")
    assert (found.period, found.direction) == (Period(202324, "September"), IMPROVEMENT)


def test_a_run_begun_just_before_the_day_counts_its_months_after_alone():
    # Two low months before and six after are a run of eight, but not after the day.
    chart = chart_of([*CALM[:22], *low(2, 18.5), *low(6, 18.5), 20.9], baseline=22)
    assert any("7 points one side" in p.rules for p in chart.chart.points[24:])
    assert state(DAY, chart, "low").state == NO_SIGNAL_YET


def test_the_month_a_day_falls_in_is_not_after_it():
    chart = chart_of(CALM + low(7))
    assert state(Marker(day=date(2023, 9, 2), label=""), chart, "low").after == 6


def test_points_of_another_phase_take_no_part():
    chart = chart_of([*CALM, *low(3), *CALM[:12]], phases={27: "counted anew"})
    assert state(DAY, chart, "low").after == 3


def test_a_chart_without_limits_gives_no_answer():
    nothing = WithinYear(kind="month", unit="children", reason="no data loaded")
    found = state(DAY, nothing, "low")
    assert (found.state, found.reason) == (TOO_EARLY, "no data loaded")


def test_no_word_says_why():
    chart = chart_of(CALM + low(9))
    words = str(state(DAY, chart, "low")).lower()
    assert not any(word in words for word in ("because", "effect", "caused", "due to", "led to"))
