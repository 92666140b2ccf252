"""Months and terms as control charts: made comparable, in phases, and read with care."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from metrics.carry_over import MOST, carried_over, lengthened
from metrics.chart_rules import RULESETS
from metrics.control_chart import u_chart, xmr
from metrics.like_for_like import freed_of_season, has_season, in_covid
from metrics.newest_signal import newest_signal
from metrics.periods import MONTHS, TERMS, Period
from metrics.seasons import per_school_days
from metrics.trend import (
    FALLING,
    IMPROVING,
    NO_CHANGE,
    NOT_CALCULATED,
    RISING,
    WORSENING,
)
from metrics.which_chart import AFTER_COVID, COVID_REASON, FEWEST_FOR_LIMITS
from metrics.within_year import NO_CALENDAR, control_chart, direction_of, school_days

LANCASHIRE = "E10000017"
SCHOOL_MONTHS = MONTHS[:11]
# School days of September to July, Easter early and late by turns; August has none.
EARLY = (20, 17, 21, 15, 19, 15, 16, 16, 18, 21, 15)
LATE = (20, 17, 21, 15, 19, 15, 21, 11, 18, 21, 15)
SEED = 20260101


def years(first, number):
    return [100 * year + (year + 1) % 100 for year in range(first, first + number)]


def calendar(first, number):
    """Days of each month of some years."""
    return {
        Period(year, month): day
        for n, year in enumerate(years(first, number))
        for month, day in zip(MONTHS, ((EARLY, LATE)[n % 2]) + (0,), strict=True)
    }


@pytest.fixture
def months(some_points):
    """Points of months from a mapping of period to value, or to a dict of columns."""

    def make(values, **common):
        rows = [
            {"time_period": period.time_period, "time_identifier": period.time_identifier}
            | (value if isinstance(value, dict) else {"value": value})
            for period, value in values.items()
        ]
        return some_points(*rows, **({"basis": "local"} | common))

    return make


@pytest.fixture
def stock(a_measure):
    """Children waiting at month end, which has no year."""
    return a_measure(
        periods=("month",), kind="stock", calculation="count", unit="children", dated_by="month end"
    )


def run_of_months(values, first=2021):
    """Values for the months from a September on."""
    periods = [Period(y, m) for y in years(first, len(values) // 12 + 1) for m in MONTHS]
    return dict(zip(periods, values, strict=False))


def wavering(level, number):
    """A series that wavers about a level and breaks no rule."""
    return [level + (1, -1, 2, -2, 0.5, -0.5)[n % 6] for n in range(number)]


# School days of a release


def test_school_days_of_a_period_are_those_of_its_terms_less_holidays(world, cursor):
    found = school_days(cursor)
    for span in world.spans:
        if span.kind not in ("month", "term"):
            continue
        terms = [row for row in world.rows["calendar"] if row["time_period"] == span.time_period]
        number = 0
        for row in terms:
            for n in range((row["last_day"] - row["first_day"]).days + 1):
                day = row["first_day"] + timedelta(days=n)
                closed = day.weekday() > 4 or day in row["non_school_days"]
                number += span.first <= day <= span.last and not closed
        if terms and Period(*span.key) in found:
            assert found[Period(*span.key)] == number, span.key
        elif not terms:
            assert Period(*span.key) not in found
    assert found[Period(202425, "August")] == 0
    assert 10 <= found[Period(202425, "October")] <= 23


def test_a_release_whose_periods_hold_no_school_days_has_none(a_measure, months):
    class Old:
        def execute(self, query, parameters=None):
            assert query == "describe periods"
            return self

        def fetchall(self):
            return [("time_period", "INTEGER"), ("kind", "VARCHAR")]

    assert school_days(Old()) == {}
    frame = months(run_of_months(wavering(10, 30)))
    found = control_chart(a_measure(), frame, LANCASHIRE, "month", {})
    assert found.chart is None
    assert found.reason == NO_CALENDAR


# Months of a flow


def test_a_month_of_a_flow_is_charted_for_every_20_school_days(a_measure, months):
    values = {Period(202425, "September"): 0.02, Period(202425, "December"): 0.015}
    days = {Period(202425, "September"): 20, Period(202425, "December"): 15}
    found = control_chart(a_measure(), months(values), LANCASHIRE, "month", days)
    assert found.values == (0.02, 0.015)
    # 0.015 in 15 days is 0.02 in 20.
    assert found.charted == pytest.approx((0.02, 0.02))
    assert found.unit == "per 100 pupils, for every 20 school days"
    assert "20 school days" in found.adjustment


def test_a_month_of_under_5_school_days_is_left_out_and_says_so(a_measure, months):
    september, july, august = (Period(202425, m) for m in ("September", "July", "August"))
    frame = months({september: 0.02, july: 0.01, august: 0.0, Period(202526, "September"): 0.03})
    days = {september: 20, july: 4, august: 0}
    found = control_chart(a_measure(), frame, LANCASHIRE, "month", days)
    assert found.periods == (september,)
    assert found.left_out == (
        (july, "4 school days"),
        (august, "no school days"),
        (Period(202526, "September"), "no school calendar is loaded for it"),
    )


def test_a_hidden_month_is_a_gap_and_says_so(stock, months):
    values = {**run_of_months(wavering(20, 20)), Period(202122, "March"): {"symbol": "c"}}
    found = control_chart(stock, months(values), LANCASHIRE, "month", {})
    assert found.left_out == ((Period(202122, "March"), "hidden to protect children"),)
    assert found.charted[6] is None
    assert found.chart.points[6].value is None


def test_a_provisional_month_is_charted_but_takes_no_part_in_limits_or_rules(stock, months):
    values = run_of_months(wavering(20, 20))
    settled = control_chart(stock, months(values), LANCASHIRE, "month", {})
    values[Period(202223, "May")] = {"value": 900.0, "provisional": True}
    found = control_chart(stock, months(values), LANCASHIRE, "month", {})
    assert found.charted[-1] == 900
    assert found.provisional[-1] is True
    assert found.chart.points[-1].value is None
    assert found.chart.points[-1].rules == ()
    assert found.chart.points[:20] == settled.chart.points


# Phases


def test_covid_months_are_a_phase_of_their_own_with_the_reason(stock, months):
    # September 2018 to August 2023: 16 months, 20 of Covid, 24 after.
    found = control_chart(
        stock, months(run_of_months(wavering(20, 60), 2018)), LANCASHIRE, "month", {}
    )
    starts = [(found.periods[p.start].label, p.reason) for p in found.chart.phases]
    assert starts == [
        ("September 2018", None),
        ("January 2020", COVID_REASON),
        ("September 2021", AFTER_COVID),
    ]
    # Schools that are closed exclude nobody: no improvement, and nothing to set limits by.
    assert [p.has_limits for p in found.chart.phases] == [True, False, True]
    assert all(not point.rules for point in found.chart.points[16:36])


@pytest.mark.parametrize(
    ("period", "covid"),
    [
        (Period(201920, "Autumn term"), False),
        (Period(201920, "December"), False),
        (Period(201920, "January"), True),
        (Period(201920, "Spring term"), True),
        (Period(202021, "Autumn term"), True),
        (Period(202021, "August"), True),
        (Period(202122, "Autumn term"), False),
    ],
)
def test_covid_is_the_spring_of_2020_to_the_summer_of_2021(period, covid):
    assert in_covid(period) is covid


def test_a_phase_of_few_points_has_no_limits_and_no_signals(a_measure, months):
    # Autumn 2019 alone, five terms of Covid, 15 terms since.
    values = {
        Period(year, term): value
        for year, three in zip(
            years(2019, 7), np.array(wavering(0.1, 21)).reshape(7, 3), strict=True
        )
        for term, value in zip(TERMS, three, strict=True)
    }
    found = control_chart(a_measure(), months(values), LANCASHIRE, "term", {})
    assert [p.recorded for p in found.chart.phases] == [1, 5, 15]
    assert [p.has_limits for p in found.chart.phases] == [False, False, True]
    assert all(p.upper is None and p.rules == () for p in found.chart.points[:6])
    assert all(p.upper is not None for p in found.chart.points[6:])
    assert FEWEST_FOR_LIMITS == 7


def test_a_break_of_the_measure_begins_a_phase(stock, months, a_measure):
    broken = a_measure(
        periods=("month",), kind="stock", unit="children", calculation="count",
        breaks=((202223, "counted by another system"),),
    )  # fmt: skip
    found = control_chart(broken, months(run_of_months(wavering(20, 30))), LANCASHIRE, "month", {})
    assert [(p.start, p.reason) for p in found.chart.phases] == [
        (0, None),
        (12, "counted by another system"),
    ]


# Which chart


def test_a_percentage_of_children_has_limits_that_follow_its_size(a_measure, months):
    measure = a_measure(unit="%", kind="cohort")
    sizes = [40, 400] * 7
    values = {
        period: {"numerator": size // 2, "denominator": size, "value": 50.0}
        for period, size in zip(run_of_months(sizes), sizes, strict=True)
    }
    found = control_chart(measure, months(values), LANCASHIRE, "month", {})
    small, large = found.chart.points[:2]
    # 50% of 40: three standard errors are 300 x sqrt(0.25 / 40) = 23.7 percentage points.
    assert small.centre == 50
    assert small.upper - 50 == pytest.approx(300 * (0.25 / 40) ** 0.5)
    assert large.upper - 50 == pytest.approx(300 * (0.25 / 400) ** 0.5)
    assert found.unit == "%"


def test_a_stock_is_charted_as_it_stands(stock, months):
    values = wavering(20, 24)
    found = control_chart(stock, months(run_of_months(values)), LANCASHIRE, "month", {})
    assert list(found.charted) == values
    assert found.chart.points == xmr(values, improvement="low").points
    assert found.adjustment.startswith("Months are as counted")


def test_a_strong_season_is_taken_out_of_a_stock(a_measure, months):
    neet = a_measure(unit="%", kind="stock", dated_by="month end")
    # Not in education: half as many in September as in August, every year.
    shares = np.linspace(0.6, 1.4, 12)
    random = np.random.default_rng(SEED)
    values = np.tile(3 * shares, 5) * random.normal(1, 0.02, 60)
    frame = months(run_of_months(values.tolist()))
    found = control_chart(neet, frame, LANCASHIRE, "month", {})
    assert "usual difference between months is taken out, as 5 whole years show it" in (
        found.adjustment
    )
    assert np.std(found.charted) < 0.1 < np.std(values)


def test_terms_of_under_three_years_are_charted_as_counted_and_say_so(a_measure, months):
    values = {Period(y, t): 0.1 for y in years(2023, 2) for t in TERMS}
    found = control_chart(a_measure(), months(values), LANCASHIRE, "term", {})
    assert found.adjustment == (
        "Terms are as counted, with whatever season they have "
        "(2 whole years; 3 are needed to tell the usual season)."
    )


def test_terms_whose_years_have_gaps_are_held_against_the_like_term(a_measure, months):
    values = {
        Period(y, t): 0.1 * n + 0.01 * k
        for n, y in enumerate(years(2021, 5))
        for k, t in enumerate(TERMS)
        # A spring is missing in three of five years.
        if not (t == "Spring term" and n in (0, 2, 4))
    }
    found = control_chart(a_measure(), months(values), LANCASHIRE, "term", {})
    assert "less the same term a year before" in found.adjustment
    assert found.unit == "per 100 pupils, change on a year before"
    told = [value for value in found.charted if value is not None]
    assert told == pytest.approx([0.1] * len(told))


def test_what_a_measure_is_not_counted_by_has_no_chart(stock, months):
    found = control_chart(stock, months({}), LANCASHIRE, "term", {})
    assert (found.chart, found.reason) == (None, "it is not counted by term")
    assert control_chart(stock, months({}), LANCASHIRE, "month", {}).reason == "no data loaded"


# Direction


@pytest.mark.parametrize(
    ("polarity", "tail", "word"),
    [
        ("low", [10] * 8, IMPROVING),
        ("low", [30] * 8, WORSENING),
        ("high", [30] * 8, IMPROVING),
        ("high", [10] * 8, WORSENING),
        ("band", [30] * 8, RISING),
        ("neutral", [10] * 8, FALLING),
        ("low", [20] * 8, NO_CHANGE),
        # Outside the limits two months ago, and under the average since.
        ("low", [2, 19, 19], IMPROVING),
        # Crossed back since: the newest evidence is against it.
        ("low", [2, 19, 22], NO_CHANGE),
        # Four points ago is no longer news.
        ("low", [2, 19, 19, 19], NO_CHANGE),
    ],
)
def test_a_direction_is_said_while_its_signal_holds(stock, months, polarity, tail, word):
    measure = replace(stock, polarity=polarity)
    body = wavering(20, 24)
    ends = [value + 0.1 * (n % 2) for n, value in enumerate(tail)]
    frame = months(run_of_months(body + ends))
    fact, reason, method = direction_of(measure, frame, LANCASHIRE, {})
    assert fact == word, reason
    assert reason
    assert method.startswith(f"Control chart of {24 + len(tail)} months since September 2021")


def test_a_rising_trend_below_the_average_is_not_called_worsening(stock, months):
    # Six months one over another, which end just under the average of all.
    values = [*wavering(20, 24), 14, 15, 16, 17, 18, 18.5]
    fact, reason, _ = direction_of(stock, months(run_of_months(values)), LANCASHIRE, {})
    assert fact == NO_CHANGE
    assert "no longer holds" in reason


@pytest.mark.parametrize(("number", "said"), [(12, False), (13, True)])
def test_a_direction_needs_thirteen_points(stock, months, number, said):
    frame = months(run_of_months(wavering(20, number)))
    fact, reason, _ = direction_of(stock, frame, LANCASHIRE, {})
    assert (fact == NO_CHANGE) is said
    if not said:
        assert fact == NOT_CALCULATED
        assert reason == "12 months; 13 are needed to judge them"


def test_without_data_a_direction_cannot_be_calculated(stock, months):
    assert direction_of(stock, months({}), LANCASHIRE, {}) == (NOT_CALCULATED, "no data loaded", "")
    rare = months(run_of_months([0, 0, 0, 1] * 5))
    fact, reason, _ = direction_of(stock, rare, LANCASHIRE, {})
    assert fact == NOT_CALCULATED
    assert reason == "15 of 20 months are 0; events are too rare to judge them"


def test_provisional_months_take_no_part_in_a_direction(stock, months):
    values = run_of_months([*wavering(20, 24), 2.0, 2.0])
    frame = months(values)
    frame.loc[24:, "provisional"] = True
    assert direction_of(stock, frame, LANCASHIRE, {})[0] == NO_CHANGE


# What chance alone does, and what a real change does


CHARTS = 2500
# Easter early and late by turns, as in the county's calendar.
NUMBER = 4


def flags(chart):
    return [bool(point.rules) for point in chart.points if point.value is not None]


def rates(charts):
    """The share of points that are signals, of charts with any, and of charts whose newest is."""
    found = [flags(chart) for chart in charts]
    return np.array(
        [np.mean(found), np.mean([any(c) for c in found]), np.mean([c[-1] for c in found])]
    )


def chart_of_events(periods, counts, lengths, *, only_if_shown):
    """Counts of events as `control_chart` draws them, without a frame of points around them."""
    values = dict(zip(periods, per_school_days(counts, lengths), strict=True))
    freed = freed_of_season(values, set(periods), only_if_shown=only_if_shown)
    exposures = [n / 20 * share for n, share in zip(lengths, freed.shares, strict=True)]
    return u_chart(counts, exposures)


def monthly(random, days, levels):
    """The chart of Poisson counts in every month with school days; `levels` are for 20 of them."""
    periods = [period for period, n in days.items() if n]
    lengths = [days[period] for period in periods]
    counts = random.poisson(np.array(lengths) * levels / 20).astype(float).tolist()
    return chart_of_events(periods, counts, lengths, only_if_shown=True)


def plain(random, level, number):
    """An XmR chart of Poisson counts: what no calendar and no season has touched."""
    return xmr(random.poisson(level, number).tolist())


@pytest.mark.parametrize("kind", ["month", "term"])
def test_the_charts_simulated_below_are_those_that_are_made(a_measure, months, kind):
    random = np.random.default_rng(SEED)
    if kind == "month":
        days = {p: n for p, n in calendar(2021, NUMBER).items() if n}
    else:
        days = {
            Period(y, t): n
            for y in years(2021, 5)
            for t, n in zip(TERMS, (72, 60, 57), strict=True)
        }
    counts = random.poisson([2 * n for n in days.values()]).astype(float).tolist()
    measure = a_measure(calculation="count", unit="children", polarity="neutral")
    values = {period: {"numerator": n, "value": n} for period, n in zip(days, counts, strict=True)}
    found = control_chart(measure, months(values), LANCASHIRE, kind, days)
    expected = chart_of_events(
        list(days), counts, list(days.values()), only_if_shown=kind == "month"
    )
    assert [p.value for p in found.chart.points] == pytest.approx(list(found.charted))
    assert found.chart.points == expected.points


@pytest.mark.parametrize("level", [15, 40, 100])
def test_a_steady_flow_over_a_school_calendar_raises_no_more_signals_than_a_plain_chart(level):
    random = np.random.default_rng(SEED)
    days = calendar(2021, NUMBER)
    found = rates(monthly(random, days, level) for _ in range(CHARTS))
    usual = rates(plain(random, level, 11 * NUMBER) for _ in range(CHARTS))
    assert (found <= usual + 0.03).all(), (found, usual)


@pytest.mark.parametrize("number", [5, 7])
def test_terms_of_a_strong_season_and_no_change_raise_no_more_signals_than_a_plain_chart(number):
    random = np.random.default_rng(SEED)
    periods = [Period(y, t) for y in years(2021, number) for t in TERMS]
    # Half as many again in the autumn, half as few in the summer.
    levels = 120 * np.tile([1.5, 1.0, 0.5], number)
    lengths = [72, 60, 57] * number
    found = rates(
        chart_of_events(
            periods, random.poisson(levels).astype(float).tolist(), lengths, only_if_shown=False
        )
        for _ in range(CHARTS)
    )
    usual = rates(plain(random, 120, 3 * number) for _ in range(CHARTS))
    assert (found <= usual + 0.03).all(), (found, usual)


@pytest.mark.parametrize(("change", "seen"), [(0.6, 0.9), (1.4, 0.9)])
def test_a_step_of_40_percent_in_a_monthly_flow_is_seen_within_a_year(change, seen):
    random = np.random.default_rng(SEED)
    days = calendar(2021, NUMBER)
    # Permanent exclusions of the county: about 40 a month. The newest year of four is changed.
    levels = 40 * np.array([1.0] * 33 + [change] * 11)
    way = np.sign(change - 1)
    charts = [monthly(random, days, levels) for _ in range(400)]
    found = [
        any(p.rules and (p.value - p.centre) * way > 0 for p in chart.points[33:])
        for chart in charts
    ]
    assert np.mean(found) > seen


def test_chance_alone_seldom_gives_a_direction(stock, months):
    random = np.random.default_rng(SEED)
    charts = 400
    said = 0
    for _ in range(charts):
        frame = months(run_of_months(random.poisson(25, 48).astype(float).tolist()))
        said += direction_of(stock, frame, LANCASHIRE, {})[0] != NO_CHANGE
    assert said / charts < 0.06


def test_a_season_is_found_where_there_is_one_and_seldom_where_there_is_none():
    random = np.random.default_rng(SEED)
    periods = [Period(y, m) for y in years(2021, 5) for m in SCHOOL_MONTHS]

    def share(levels):
        draws = (random.poisson(levels).tolist() for _ in range(500))
        return np.mean([has_season(dict(zip(periods, draw, strict=True))) for draw in draws])

    assert share(np.full(55, 40)) < 0.03
    assert share(40 * np.tile(np.linspace(1.4, 0.6, 11), 5)) > 0.95


# Stocks: most of the children of one month are there the next


def waiting(random, mean_wait, months=60, monthly=40.0):
    """Children waiting at month ends: so many come in a month, and stay so many months."""
    stays = np.exp(-1 / mean_wait)
    found = [random.poisson(monthly * mean_wait)]
    for _ in range(months - 1):
        found.append(
            random.binomial(found[-1], stays) + random.poisson(monthly * mean_wait * (1 - stays))
        )
    return [float(number) for number in found]


@pytest.mark.parametrize("mean_wait", [0.2, 1, 3])
def test_a_steady_stock_seldom_gives_a_direction_however_long_children_stay(mean_wait):
    random = np.random.default_rng(SEED)
    said = 0
    for _ in range(1000):
        values = waiting(random, mean_wait)
        carried = carried_over(values, [0])
        if carried < MOST:
            rules = lengthened(RULESETS["mdc"], carried) if carried else "mdc"
            chart = xmr(values, ruleset=rules, carried=carried)
            said += newest_signal(chart, list(run_of_months(values)))[0] != 0
    assert said / 1000 < 0.05


def test_how_much_of_a_stock_carries_over_is_found(stock, months):
    random = np.random.default_rng(SEED)
    for mean_wait, share in ((0.2, 0.0), (1.0, 0.37), (2.0, 0.61)):
        found = [carried_over(waiting(random, mean_wait, 240), [0]) for _ in range(50)]
        assert np.median(found) == pytest.approx(share, abs=0.06)
    # A lasting step and a steady slope are no carrying over.
    noise = random.normal(size=120)
    assert carried_over(list(noise + np.repeat([0, 5], 60)), [0]) == 0
    assert carried_over(list(noise + np.arange(120)), [0]) == 0
    # A step between phases is not even looked at.
    assert carried_over([*wavering(20, 20), *wavering(90, 20)], [0, 20]) == 0


def test_a_stock_that_carries_over_has_wider_limits_and_says_so(stock, months):
    values = waiting(np.random.default_rng(3), 1.5)
    found = control_chart(stock, months(run_of_months(values)), LANCASHIRE, "month", {})
    carried = carried_over(values, [0])
    assert 0.2 <= carried < MOST
    assert "so limits are wider and runs must be" in found.adjustment
    plain = xmr(values)
    wider = (found.chart.points[0].upper - found.chart.points[0].centre) / (
        plain.points[0].upper - plain.points[0].centre
    )
    assert wider == pytest.approx(1 / (1 - carried) ** 0.5)


def test_a_stock_that_hardly_changes_from_month_to_month_has_no_limits(stock, months):
    values = np.cumsum(np.cumsum(np.random.default_rng(SEED).normal(size=60))) + 500
    frame = months(run_of_months(values.tolist()))
    found = control_chart(stock, frame, LANCASHIRE, "month", {})
    assert all(point.upper is None and not point.rules for point in found.chart.points)
    fact, reason, _ = direction_of(stock, frame, LANCASHIRE, {})
    assert fact == NOT_CALCULATED
    assert reason == (
        "each month is so nearly the one before that chance and change cannot be told apart"
    )
