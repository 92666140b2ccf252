"""Each rule's yearly targets, with the arithmetic in sight."""

from datetime import date

import pytest

from metrics.periods import Period
from metrics.targets import (
    adds_up,
    baseline,
    comparator_value,
    in_year,
    path,
    publication_day,
    yearly_values,
)
from plan.seed import seed_plan, the_strategy
from plan.types import Band, Plan

LANCASHIRE, ENGLAND, NORTH_WEST = "E10000017", "E92000001", "E12000002"
NEIGHBOURS = ("E10000019", "E08000002", "E06000004")
YEARS = [Period(year, "Academic year") for year in (202324, 202425, 202526)]


def worked(target, points, measure, areas):
    """The yearly targets in order, without their periods."""
    return list(yearly_values(target, points, measure, areas).values())


def test_a_fixed_target_is_what_was_agreed(a_target, some_points, a_measure, areas):
    three = a_target(rule={"kind": "fixed", "values": [9, 8, 7]})
    assert yearly_values(three, some_points(), a_measure(), areas) == dict(
        zip(YEARS, [9, 8, 7], strict=True)
    )
    one = a_target(rule={"kind": "fixed", "values": [7.5]})
    assert worked(one, some_points(), a_measure(), areas) == [7.5, 7.5, 7.5]


def test_a_linear_target_takes_equal_steps_from_the_baseline(
    a_target, some_points, a_measure, areas
):
    target = a_target(rule={"kind": "linear", "end": 6})
    # 9 - 1, 9 - 2, 9 - 3: a third of the way each year.
    assert worked(target, some_points((202223, 9.0)), a_measure(), areas) == [8, 7, 6]


def test_a_linear_target_ends_exactly_where_it_was_agreed_to(
    a_target, some_points, a_measure, areas
):
    target = a_target(rule={"kind": "linear", "end": 0.3})
    # In binary 0.1 + 3 x (0.2 / 3) is a little more than 0.3, and a value of 0.3 would miss it.
    assert worked(target, some_points((202223, 0.1)), a_measure(), areas)[-1] == 0.3


def test_a_linear_target_for_the_last_year_alone_is_its_end(
    a_target, some_points, a_measure, areas
):
    target = a_target(rule={"kind": "linear", "end": 6}, years=[202526])
    assert worked(target, some_points((202223, 9.0)), a_measure(), areas) == [6]


def test_a_percent_change_compounds_from_the_baseline(a_target, some_points, a_measure, areas):
    target = a_target(rule={"kind": "percent_change", "percent": -10})
    # 200 x 0.9, 200 x 0.9 x 0.9, 200 x 0.9 x 0.9 x 0.9
    assert worked(target, some_points((202223, 200.0)), a_measure(), areas) == [180, 162, 145.8]
    rise = a_target(rule={"kind": "percent_change", "percent": 5}, years=[202425])
    # 40 x 1.05 x 1.05: two years after the baseline, though the target has one year
    assert worked(rise, some_points((202223, 40.0)), a_measure(), areas) == [44.1]


def test_a_gap_closes_by_its_share_in_equal_steps(a_target, some_points, a_measure, areas):
    target = a_target(rule={"kind": "close_gap", "share": 0.5, "comparator": {"name": "England"}})
    points = some_points(
        (202223, 0.25), {"time_period": 202122, "value": 0.13, "area_code": ENGLAND}
    )
    # The gap is 0.25 - 0.13 = 0.12; half of it is 0.06, so 0.02 a year.
    assert worked(target, points, a_measure(), areas) == [0.23, 0.21, 0.19]


def test_a_match_is_the_comparators_value_in_every_year(a_target, some_points, a_measure, areas):
    target = a_target(rule={"kind": "match", "comparator": {"name": "Region"}})
    points = some_points({"time_period": 202122, "value": 0.18, "area_code": NORTH_WEST})
    assert worked(target, points, a_measure(), areas) == [0.18, 0.18, 0.18]


def test_a_band_is_both_its_limits(a_target, some_points, a_measure, areas):
    target = a_target(rule={"kind": "band", "lower": 80, "upper": 95})
    assert worked(target, some_points(), a_measure(), areas) == [Band(lower=80, upper=95)] * 3


def test_a_calendar_year_target_keeps_calendar_years(a_target, some_points, a_measure, areas):
    target = a_target(rule={"kind": "linear", "end": 2.4}, time_identifier="Calendar year")
    points = some_points({"time_period": 2023, "time_identifier": "Calendar year", "value": 3.0})
    # 3.0 - 0.2, - 0.4, - 0.6
    assert yearly_values(target, points, a_measure(), areas) == {
        Period(2024, "Calendar year"): 2.8,
        Period(2025, "Calendar year"): 2.6,
        Period(2026, "Calendar year"): 2.4,
    }


def test_the_comparators_value_is_the_latest_published_by_the_day_of_agreement(
    a_target, some_points, a_measure, areas
):
    rule = {"kind": "match", "comparator": {"name": "England"}}
    points = some_points((202021, 1.0), (202122, 2.0), (202223, 3.0), area_code=ENGLAND)
    # DfE publishes 2021/22 in July 2023 and 2022/23 in July 2024.
    for agreed_on, expected in [
        (date(2023, 6, 30), 1.0),
        (date(2023, 12, 13), 2.0),
        (date(2024, 9, 1), 3.0),
    ]:
        target = a_target(rule=rule, agreed_on=agreed_on)
        assert comparator_value(target, points, a_measure(), areas).value == expected


def test_a_comparator_stays_fixed_when_newer_figures_arrive(
    a_target, some_points, a_measure, areas
):
    target = a_target(rule={"kind": "match", "comparator": {"name": "England"}})
    before = some_points((202122, 2.0), area_code=ENGLAND)
    after = some_points((202122, 2.0), (202324, 5.0), (202425, 6.0), area_code=ENGLAND)
    assert worked(target, before, a_measure(), areas) == worked(target, after, a_measure(), areas)


def test_a_comparators_value_recorded_with_the_target_is_the_one_used(
    a_target, some_points, a_measure, areas
):
    target = a_target(
        rule={"kind": "match", "comparator": {"name": "England"}}, comparator_value=1.9
    )
    points = some_points((202122, 2.0), area_code=ENGLAND)
    assert worked(target, points, a_measure(), areas) == [1.9, 1.9, 1.9]


@pytest.mark.parametrize(("method", "expected"), [("mean", 4.0), ("median", 2.0)])
def test_neighbours_have_one_vote_each(method, expected, a_target, some_points, a_measure, areas):
    comparator = {"name": "Statistical neighbours", "version": "2025-05", "method": method}
    target = a_target(rule={"kind": "match", "comparator": comparator})
    rows = [
        {"time_period": 202122, "value": value, "area_code": code}
        for code, value in zip(NEIGHBOURS, [1.0, 2.0, 9.0], strict=True)
    ]
    # mean (1 + 2 + 9) / 3; median the middle one
    assert worked(target, some_points(*rows), a_measure(), areas) == [expected] * 3


def test_a_neighbour_set_needs_a_value_from_more_than_half(a_target, some_points, a_measure, areas):
    comparator = {"name": "Statistical neighbours", "version": "2025-05", "method": "mean"}
    target = a_target(rule={"kind": "match", "comparator": comparator})
    one = {"time_period": 202122, "value": 1.0, "area_code": NEIGHBOURS[0]}
    two = {"time_period": 202122, "value": 3.0, "area_code": NEIGHBOURS[1]}
    assert comparator_value(target, some_points(one), a_measure(), areas) is None
    found = comparator_value(target, some_points(one, two), a_measure(), areas)
    assert (found.value, found.areas) == (2.0, 2)


def test_a_target_without_its_comparator_or_baseline_says_why(
    a_target, some_points, a_measure, areas
):
    match = a_target(rule={"kind": "match", "comparator": {"name": "England"}})
    found = path(match, some_points(), a_measure(), areas)
    assert not found.values
    assert found.reason == "no value of England had been published by 2023-12-13"
    linear = a_target(rule={"kind": "linear", "end": 6})
    found = path(linear, some_points((202324, 1.0)), a_measure(), areas)
    assert not found.values
    assert found.reason == "there is no value for the baseline, 2022/23"


def test_the_baseline_is_published_where_dfe_publishes_the_measure(
    a_target, some_points, a_measure
):
    target = a_target(rule={"kind": "linear", "end": 6})
    local = {"time_period": 202223, "value": 8.0, "basis": "local"}
    published = {"time_period": 202223, "value": 9.0}
    found = baseline(target, some_points(local, published), a_measure(), LANCASHIRE)
    assert (found.value, found.source) == (9.0, "published")
    found = baseline(target, some_points(local), a_measure(), LANCASHIRE)
    assert (found.value, found.source) == (8.0, "local")


def test_a_baseline_recorded_with_the_target_is_the_one_used(
    a_target, some_points, a_measure, areas
):
    target = a_target(rule={"kind": "linear", "end": 6}, baseline_value=12)
    found = path(target, some_points((202223, 9.0)), a_measure(), areas)
    assert list(found.values.values()) == [10, 8, 6]
    assert found.baseline.source == "recorded with the target"


def test_before_covid_counts_are_added_before_they_are_divided(a_target, some_points, a_measure):
    target = a_target(rule={"kind": "linear", "end": 6})
    rows = [
        {"time_period": 201617, "numerator": 10, "denominator": 100, "value": 10.0},
        {"time_period": 201718, "numerator": 10, "denominator": 100, "value": 10.0},
        {"time_period": 201819, "numerator": 40, "denominator": 800, "value": 5.0},
    ]
    found = baseline(target, some_points(*rows), a_measure(), LANCASHIRE)
    # (10 + 10 + 40) / (100 + 100 + 800) x 100; the mean of the rates would be 8.33
    assert found.pre_covid_average == 6.0
    assert "over their denominators" in found.pre_covid_method


def test_before_covid_rates_without_counts_are_averaged_and_it_says_so(
    a_target, some_points, a_measure
):
    target = a_target(rule={"kind": "linear", "end": 6})
    points = some_points((201617, 3.0), (201718, 4.0), (201819, 8.0))
    found = baseline(target, points, a_measure(), LANCASHIRE)
    # (3 + 4 + 8) / 3
    assert found.pre_covid_average == 5.0
    assert found.pre_covid_method == "2016/17 to 2018/19, mean of the three yearly values"


def test_the_winter_before_schools_closed_counts_as_before_covid(a_target, some_points, a_measure):
    target = a_target(rule={"kind": "linear", "end": 2}, time_identifier="Calendar year")
    winters = {"time_identifier": "Calendar year"}
    points = some_points((2017, 9.0), (2018, 3.0), (2019, 2.0), (2020, 2.5), **winters)
    found = baseline(target, points, a_measure(), LANCASHIRE)
    # NEET's 2020 is December 2019 to February 2020: (3 + 2 + 2.5) / 3
    assert found.pre_covid_average == 2.5
    assert found.pre_covid_method == "2018 to 2020, mean of the three yearly values"


def test_two_years_before_covid_are_not_three(a_target, some_points, a_measure):
    target = a_target(rule={"kind": "linear", "end": 6})
    points = some_points((201718, 4.0), (201819, 8.0))
    found = baseline(target, points, a_measure(), LANCASHIRE)
    assert found.pre_covid_average is None
    assert "not all there" in found.pre_covid_method


def test_the_year_to_date_meets_its_profile_and_never_the_whole_year(
    a_target, some_points, a_measure, areas
):
    profile = [["Autumn term", 0.4], ["Spring term", 0.7], ["Summer term", 1.0]]
    target = a_target(rule={"kind": "fixed", "values": [10, 8, 6]}, profile=profile)
    found = path(target, some_points(), a_measure(), areas)
    terms = ("Autumn term", "Spring term", "Summer term")
    # 8 x 0.4, 8 x 0.7, 8 x 1
    assert [in_year(found, a_measure(), Period(202425, term)) for term in terms] == [3.2, 5.6, 8]
    assert in_year(found, a_measure(), Period(202425, "Academic year")) == 8
    assert in_year(found, a_measure(), Period(202425, "October")) is None
    assert in_year(found, a_measure(), Period(202627, "Autumn term")) is None


def test_a_profile_by_month_serves_terms_and_the_months_after_its_last(
    a_target, some_points, a_measure, areas
):
    profile = [["December", 0.4], ["April", 0.75], ["July", 1.0]]
    target = a_target(rule={"kind": "fixed", "values": [10]}, profile=profile)
    found = path(target, some_points(), a_measure(), areas)
    expected = {"Autumn term": 4, "Spring term": 7.5, "Summer term": 10, "August": 10, "April": 7.5}
    for name, value in expected.items():
        assert in_year(found, a_measure(), Period(202425, name)) == value


def test_a_band_is_profiled_at_both_limits(a_target, some_points, a_measure, areas):
    target = a_target(
        rule={"kind": "band", "lower": 80, "upper": 100},
        profile=[["Autumn term", 0.5], ["Summer term", 1.0]],
    )
    found = path(target, some_points(), a_measure(), areas)
    assert in_year(found, a_measure(), Period(202425, "Autumn term")) == Band(lower=40, upper=50)


def test_without_a_profile_a_part_of_the_year_has_no_target(
    a_target, some_points, a_measure, areas
):
    found = path(
        a_target(rule={"kind": "fixed", "values": [10]}), some_points(), a_measure(), areas
    )
    assert in_year(found, a_measure(), Period(202425, "Autumn term")) is None


def test_a_percentage_meets_the_same_target_all_year(a_target, some_points, a_measure, areas):
    measure = a_measure(unit="%", polarity="high")
    found = path(a_target(rule={"kind": "fixed", "values": [90]}), some_points(), measure, areas)
    assert in_year(found, measure, Period(202425, "Autumn term")) == 90


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"calculation": "count", "unit": "children"}, True),
        ({"unit": "%"}, False),
        ({"kind": "stock"}, False),
        ({"kind": "cohort"}, False),
        ({"calculation": "median", "unit": "weeks"}, False),
        ({"calculation": "mean", "unit": "£"}, False),
    ],
)
def test_only_counts_of_events_and_their_rates_add_up_through_a_year(changed, expected, a_measure):
    assert adds_up(a_measure(**changed)) is expected


def test_a_target_that_spans_a_break_unnoted_is_not_comparable_from_the_break_on(
    a_target, some_points, a_measure, areas
):
    measure = a_measure(breaks=((202021, "Covid"), (202425, "New attendance codes")))
    rule = {"kind": "fixed", "values": [5]}
    found = path(a_target(rule=rule), some_points(), measure, areas)
    assert found.breaks == {202425: "New attendance codes", 202526: "New attendance codes"}
    noted = a_target(rule=rule, note_on_breaks="The board knew")
    assert path(noted, some_points(), measure, areas).breaks == {}
    after = a_target(rule=rule, years=[202526], baseline_year=202425)
    assert path(after, some_points(), measure, areas).breaks == {}


def test_a_break_in_a_calendar_year_falls_in_the_academic_year_it_ends(
    a_target, some_points, a_measure, areas
):
    measure = a_measure(breaks=((2024, "A new month is counted"),))
    target = a_target(rule={"kind": "fixed", "values": [5]}, time_identifier="Calendar year")
    assert set(path(target, some_points(), measure, areas).breaks) == {202324, 202425, 202526}


def test_rebaselining_moves_the_path_and_keeps_the_old_one(a_target, some_points, a_measure, areas):
    old = a_target(id="old", rule={"kind": "linear", "end": 6})
    new = a_target(
        id="new",
        supersedes="old",
        rule={"kind": "linear", "end": 10},
        years=[202526],
        baseline_year=202324,
        agreed_on=date(2024, 12, 1),
    )
    plan = Plan(targets=(old, new), strategy=the_strategy())
    points = some_points((202223, 9.0), (202324, 12.0))
    measure = a_measure()
    paths = [path(target, points, measure, areas) for target in plan.history_of("a_rate")]
    assert [list(found.values.values()) for found in paths] == [[10], [8, 7, 6]]


def test_publication_days_follow_dfes_calendar():
    assert publication_day(Period(202223, "Academic year")) == date(2024, 7, 31)
    assert publication_day(Period(2025, "Calendar year")) == date(2025, 7, 31)
    assert publication_day(Period(202223, "Autumn and spring term")) == date(2023, 10, 31)
    assert publication_day(Period(202223, "Financial year")) == date(2023, 12, 31)


def test_every_shipped_target_that_needs_no_figures_has_a_value_for_each_year(
    some_points, a_measure, areas
):
    for target in seed_plan().targets:
        found = path(target, some_points(), a_measure(id=target.measure_id), areas)
        assert bool(found.values) != bool(found.reason), target.id
        if found.values:
            assert [period.time_period for period in found.values] == list(target.years)
