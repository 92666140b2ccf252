"""How many children a target is away, by hand and by trying every number; and where they are."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.definitions import Measure, measure
from metrics.facts import judged_measures
from metrics.latest import Point
from metrics.periods import Period
from metrics.shortfall import (
    ABOUT,
    AT_ANY_ONE_TIME,
    FEWER,
    MORE,
    children_to_target,
    what_is_counted,
    where_they_are,
)
from metrics.target_fact import MET, target_fact
from plan.types import Band
from tests.metrics.conftest import LANCASHIRE

Maker = Callable[..., Measure]
YEAR = Period(202425, "Academic year")


def a_point(
    numerator: float | None, denominator: float | None, value: float | None, **told: Any
) -> Point:
    usual: Point = {
        "time_period": 202425,
        "time_identifier": "Academic year",
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "symbol": "",
        "provisional": False,
        "basis": "local",
    }
    return usual | told


PERCENT = {"unit": "%"}
PER_10_000 = {"unit": "per 10,000 pupils", "multiplier": 10_000, "polarity": "band"}
MONTH_ENDS = {"unit": "%", "polarity": "high", "mean_of_month_ends": True}
# words: measure, (numerator, denominator, value), target, (children, way, qualifier)
CASES: dict[str, tuple[dict[str, Any], tuple[Any, Any, float], Any, tuple[int, str, str]]] = {
    "458 exclusions; a target of 336.85 events leaves 336: 122 fewer": (
        {},
        (458, 175_184, 100 * 458 / 175_184),
        0.19228333333333333,
        (122, FEWER, ""),
    ),
    "an equal value has met it": ({}, (70, 1000, 7.0), 7.0, (0, "", "")),
    "one over an equal value is one fewer": ({}, (71, 1000, 7.1), 7.0, (1, FEWER, "")),
    "a target between two children takes the better one": (
        {},
        (71, 1000, 7.1),
        6.95,
        (2, FEWER, ""),
    ),
    "a target of a third is met by a third": (
        PERCENT,
        (5, 9, 100 * 5 / 9),
        33.333333333333336,
        (2, FEWER, ""),
    ),
    "nought is met by none": ({}, (12, 1000, 1.2), 0.0, (12, FEWER, "")),
    "more are needed where high is good": (
        PERCENT | {"polarity": "high"},
        (359, 562, 100 * 359 / 562),
        65.0,
        (7, MORE, ""),
    ),
    "every one of them": (PERCENT | {"polarity": "high"}, (8, 10, 80.0), 100.0, (2, MORE, "")),
    "better than a target that is high is 0": (
        PERCENT | {"polarity": "high"},
        (9, 10, 90.0),
        65.0,
        (0, "", ""),
    ),
    "a count is its own number": (
        {"calculation": "count", "unit": "children"},
        (94, None, 94.0),
        70.0,
        (24, FEWER, ""),
    ),
    "a count meets half a child from below": (
        {"calculation": "count", "unit": "children"},
        (94, None, 94.0),
        70.5,
        (24, FEWER, ""),
    ),
    "above a band, down to its upper limit": (
        PER_10_000,
        (200, 100_000, 20.0),
        Band(lower=12, upper=18),
        (20, FEWER, ""),
    ),
    "below a band, up to its lower limit": (
        PER_10_000,
        (100, 100_000, 10.0),
        Band(lower=12, upper=18),
        (20, MORE, ""),
    ),
    "on either limit of a band is inside": (
        PER_10_000,
        (120, 100_000, 12.0),
        Band(lower=12, upper=18),
        (0, "", ""),
    ),
    "194.5 of 222.75 on a mean month end; 90% is 200.475: 6 more at once": (
        MONTH_ENDS,
        (194.5, 222.75, 100 * 194.5 / 222.75),
        90.0,
        (6, MORE, AT_ANY_ONE_TIME),
    ),
    "the last two and a half of a mean month are three": (
        MONTH_ENDS | {"polarity": "low"},
        (2.5, 10.0, 25.0),
        0.0,
        (3, FEWER, AT_ANY_ONE_TIME),
    ),
    "a month of such a measure is of that month": (
        MONTH_ENDS,
        (190, 220, 100 * 190 / 220),
        90.0,
        (8, MORE, ""),
    ),
    "a percentage of a cohort, 1.5% of 30,517 = 457.8": (
        PERCENT,
        (None, 30_517, 3.9),
        2.4,
        (458, FEWER, ABOUT),
    ),
    "about half a child is one": (PERCENT, (None, 100, 3.0), 2.5, (1, FEWER, ABOUT)),
    "about nothing, yet missed, is one": (PERCENT, (None, 100, 3.0), 2.9, (1, FEWER, ABOUT)),
    "rounded in print, missed by it and met by its counts": (
        {},
        (458, 175_184, 0.26144),
        0.2614394,
        (1, FEWER, ""),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_smallest_whole_number_that_meets_the_target(a_measure: Maker, case: str) -> None:
    changed, counts, target, (children, way, qualifier) = CASES[case]
    month = {"time_identifier": "March"} if "a month of" in case else {}
    found = children_to_target(a_measure(**changed), a_point(*counts, **month), target)
    assert (found.children, found.way, found.qualifier) == (children, way, qualifier)
    assert found.reason == ""


def test_young_people_summed_over_three_months_are_counted_once(a_measure: Maker) -> None:
    """1,036 / 3 of 4,449 / 3: 345.3 of 1,483; 18.764400...% of them is 278.3: 68 fewer at once."""
    neet = a_measure(unit="%", kind="stock", year_sums_months=3)
    point = a_point(1036, 4449, 100 * 1036 / 4449, time_identifier="Calendar year")
    found = children_to_target(neet, point, 18.76440066109951)
    assert (found.children, found.qualifier) == (68, AT_ANY_ONE_TIME)


@pytest.mark.parametrize("seed", range(60))
def test_one_child_less_would_not_do(a_measure: Maker, seed: int) -> None:
    """Every number of children from 0 up is tried, with the words of the target fact."""
    random = np.random.default_rng(seed)
    denominator = int(random.integers(1, 400))
    numerator = int(random.integers(0, denominator + 1))
    polarity = ("low", "high")[seed % 2]
    # A third of the targets are values that a whole number of children gives.
    target = round(float(random.uniform(0, 100)), 1)
    if seed % 3 == 0:
        target = 100 * int(random.integers(0, denominator + 1)) / denominator

    def fact(children: int) -> str:
        moved = numerator - children if polarity == "low" else numerator + children
        return target_fact(100 * moved / denominator, target, polarity=polarity)

    room = numerator if polarity == "low" else denominator - numerator
    tried = next((children for children in range(room + 1) if fact(children) == MET), None)
    point = a_point(numerator, denominator, 100 * numerator / denominator)
    found = children_to_target(a_measure(unit="%", polarity=polarity), point, target)
    assert found.children == tried


def test_large_numbers_are_exact_where_floats_are_not(a_measure: Maker) -> None:
    """7 per 100 of 100,000,000 is 7,000,000 exactly; so is a third of three million a million."""
    point = a_point(7_000_001, 100_000_000, 7.000001)
    assert children_to_target(a_measure(), point, 7.0).children == 1
    target = float(Fraction(1, 3) * 100)
    met = a_point(2_000_000, 3_000_000, 100 * 2 / 3)
    assert children_to_target(a_measure(unit="%"), met, target).children == 1_000_000


NOT_TOLD: dict[str, tuple[dict[str, Any], Point | None, Any, str]] = {
    "suppressed": ({}, a_point(None, None, None, symbol="c"), 1.0, "suppressed"),
    "no figure": ({}, None, 1.0, "there is no figure yet"),
    "no target": ({}, a_point(5, 100, 5.0), None, "there is no target for this year"),
    "provisional": (
        {},
        a_point(5, 100, 5.0, provisional=True),
        1.0,
        "provisional: its time is not up yet",
    ),
    "no value": ({}, a_point(None, 100, None, symbol="x"), 1.0, "no value is available"),
    "a median": (
        {"calculation": "median", "unit": "weeks"},
        a_point(None, 658, 8.0),
        7.0,
        "a median is not made of a count: no number of children moves it by itself",
    ),
    "a mean": (
        {"calculation": "mean", "unit": "hours", "polarity": "high"},
        a_point(4293, 335, 12.8),
        13.0,
        "a mean is of hours or money, not of a number of children",
    ),
    "money": (
        {"unit": "%", "contributor": "none", "polarity": "band"},
        a_point(19_915_268, 19_594_000, 101.6),
        Band(lower=97, upper=100),
        "it does not count children",
    ),
    "no cohort": (
        {"unit": "%"},
        a_point(None, None, 5.0),
        4.0,
        "DfE prints the figure without the numbers behind it",
    ),
    "neutral": ({"polarity": "neutral"}, a_point(5, 100, 5.0), 4.0, "neither way is better"),
    "beyond everyone": (
        {"unit": "%", "polarity": "high"},
        a_point(80, 100, 80.0),
        101.0,
        "all 20 other children would not meet it",
    ),
    "below none": (
        {},
        a_point(3, 100, 3.0),
        -1.0,
        "all 3 children fewer would not meet it",
    ),
}


@pytest.mark.parametrize("case", NOT_TOLD)
def test_where_there_is_no_number_there_is_a_reason(a_measure: Maker, case: str) -> None:
    changed, point, target, reason = NOT_TOLD[case]
    found = children_to_target(a_measure(scope="Children", **changed), point, target)
    assert (found.children, found.reason) == (None, reason)


WORDS = {
    "permanent_exclusion_rate": "exclusions",
    "suspension_rate": "suspensions",
    "one_plus_suspension_rate": "enrolments",
    "outreach_reach_percent": "schools",
    "schools_trained_percent": "schools",
    "placement_on_time_percent": "placements",
    "ended_destination_not_known_percent": "placements and episodes",
    "tuition_review_percent": "episodes",
    "neet_percent": "young people",
    "parent_carer_rating_percent": "parents and carers",
    "sixth_day_percent": "children",
    "full_time_ap_rate": "children",
    "ap_severe_absence_percent": "enrolments",
}


@pytest.mark.parametrize("measure_id", WORDS)
def test_the_word_for_what_is_counted_is_the_scopes(measure_id: str) -> None:
    assert what_is_counted(measure(measure_id)) == WORDS[measure_id]


def test_every_word_used_stands_in_its_measures_scope() -> None:
    for each in judged_measures():
        if each.contributor == "none" or each.calculation in ("mean", "median"):
            continue
        word = what_is_counted(each)
        assert word in each.scope.lower() or word == "suspensions", each.id


DISTRICT = {"geographic_level": "Local authority district"}
PRESTON = DISTRICT | {"area_code": "E07000123", "area_name": "Preston"}
BURNLEY = DISTRICT | {"area_code": "E07000117", "area_name": "Burnley"}
OUTSIDE = DISTRICT | {"area_code": "x", "area_name": "Outside Lancashire"}
NOT_KNOWN = DISTRICT | {"area_code": "z", "area_name": "Not known"}
LOCAL = {"basis": "local", "symbol": "", "time_period": 202425}


def counted(numerator: float | None, denominator: float | None = None, **told: Any) -> Any:
    value = None if numerator is None else float(numerator)
    return LOCAL | {"numerator": numerator, "denominator": denominator, "value": value} | told


@pytest.fixture
def parts(some_points: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """20 exclusions of 2024/25: Preston 6, Burnley 9, outside 4, not known 1; 15 secondary."""
    return some_points(
        counted(20, 400),
        counted(6, 100, **PRESTON),
        counted(1, 90, **NOT_KNOWN),
        counted(4, 110, **OUTSIDE),
        counted(9, 100, **BURNLEY),
        counted(5, 300, breakdown_topic="Phase", breakdown="Primary"),
        counted(15, 100, breakdown_topic="Phase", breakdown="Secondary"),
        counted(2, 60, breakdown_topic="Phase", breakdown="Primary", **PRESTON),
        counted(7, 100, breakdown_topic="Sex", breakdown="Girls"),
        # DfE's own figure of the same year, and a year that has not matured.
        {"time_period": 202425, "numerator": 21, "value": 21.0},
        counted(3, 400, time_period=202526, provisional=True),
        counted(3, 100, time_period=202526, provisional=True, **PRESTON),
    )


def test_the_parts_come_largest_first_and_the_unplaced_last(
    a_measure: Maker, parts: pd.DataFrame
) -> None:
    found = where_they_are(a_measure(), parts, LANCASHIRE, YEAR)
    assert [(part.name, part.children, part.share) for part in found.districts] == [
        ("Burnley", 9, 45.0),
        ("Preston", 6, 30.0),
        ("Outside Lancashire", 4, 20.0),
        ("Not known", 1, 5.0),
    ]
    assert [(part.name, part.children, part.share) for part in found.phases] == [
        ("Secondary", 15, 75.0),
        ("Primary", 5, 25.0),
    ]
    assert (found.total, found.basis, found.period) == (20, "local", YEAR)
    assert not found.of_those_not


def test_where_high_is_good_they_are_those_still_to_reach(
    a_measure: Maker, parts: pd.DataFrame
) -> None:
    """Preston 100 - 6 = 94 and Burnley 100 - 9 = 91 of 400 - 20 = 380."""
    found = where_they_are(a_measure(unit="%", polarity="high"), parts, LANCASHIRE, YEAR)
    assert found.of_those_not
    assert found.total == 380
    assert {part.name: part.children for part in found.districts} == {
        "Outside Lancashire": 106,
        "Preston": 94,
        "Burnley": 91,
        "Not known": 89,
    }


@pytest.mark.parametrize(
    "asked", [Period(202526, "Academic year"), Period(2031, "Calendar year"), YEAR]
)
def test_a_year_that_has_not_matured_gives_way_to_the_newest_that_has(
    a_measure: Maker, parts: pd.DataFrame, asked: Period
) -> None:
    found = where_they_are(a_measure(), parts, LANCASHIRE, asked)
    assert (found.period, found.total) == (YEAR, 20)


def test_an_earlier_year_that_is_asked_for_is_given(
    a_measure: Maker, some_points: Callable[..., pd.DataFrame]
) -> None:
    earlier = {"time_period": 202324}
    frame = some_points(
        counted(20), counted(8, **earlier), counted(8, **PRESTON, **earlier), counted(9, **BURNLEY)
    )
    found = where_they_are(a_measure(), frame, LANCASHIRE, Period(202324, "Academic year"))
    assert [(part.name, part.children) for part in found.districts] == [("Preston", 8)]


def test_a_suppressed_part_stays_suppressed(
    a_measure: Maker, some_points: Callable[..., pd.DataFrame]
) -> None:
    frame = some_points(counted(20), counted(None, symbol="c", **PRESTON), counted(9, **BURNLEY))
    hidden = where_they_are(a_measure(), frame, LANCASHIRE, YEAR).districts[1]
    assert (hidden.name, hidden.children, hidden.share, hidden.symbol) == (
        "Preston",
        None,
        None,
        "c",
    )


def test_a_suppressed_whole_has_no_shares(
    a_measure: Maker, some_points: Callable[..., pd.DataFrame]
) -> None:
    frame = some_points(counted(None, symbol="c"), counted(9, **BURNLEY))
    found = where_they_are(a_measure(), frame, LANCASHIRE, YEAR)
    assert (found.total, found.reason) == (None, "suppressed")
    assert found.districts[0].share is None


def test_a_district_has_phases_and_no_districts(a_measure: Maker, parts: pd.DataFrame) -> None:
    found = where_they_are(a_measure(), parts, "E07000123", YEAR)
    assert found.districts == ()
    assert [(part.name, part.children) for part in found.phases] == [("Primary", 2)]


def test_a_sum_of_three_months_is_of_a_mean_month(
    a_measure: Maker, some_points: Callable[..., pd.DataFrame]
) -> None:
    winter = {"time_period": 2025, "time_identifier": "Calendar year"}
    frame = some_points(counted(30, 900, **winter), counted(12, 300, **PRESTON, **winter), unit="%")
    measure = a_measure(unit="%", year_sums_months=3)
    found = where_they_are(measure, frame, LANCASHIRE, Period(2025, "Calendar year"))
    assert (found.total, found.qualifier) == (10, AT_ANY_ONE_TIME)
    assert (found.districts[0].children, found.districts[0].share) == (4, 40.0)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"calculation": "median"}, "a median has no parts that add up"),
        ({"calculation": "mean"}, "a mean has no parts that add up"),
        ({"contributor": "none"}, "it does not count children"),
    ],
)
def test_what_is_not_a_count_is_nowhere(
    a_measure: Maker, parts: pd.DataFrame, changed: dict[str, Any], reason: str
) -> None:
    found = where_they_are(a_measure(**changed), parts, LANCASHIRE, YEAR)
    assert (found.districts, found.phases, found.reason) == ((), (), reason)


def test_published_figures_alone_have_no_parts(
    a_measure: Maker, some_points: Callable[..., pd.DataFrame]
) -> None:
    found = where_they_are(a_measure(), some_points((202425, 0.26)), LANCASHIRE, YEAR)
    assert found.reason == "the council's own extracts do not tell it"
