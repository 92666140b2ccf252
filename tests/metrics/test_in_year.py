"""The year so far against the same point of last year and of the target; where it is heading."""

from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.definitions import Measure
from metrics.in_year import year_so_far
from metrics.limits import with_limits
from metrics.nowcast import foreseen, nowcast, track_record
from metrics.periods import MONTHS, QUARTERS, TERMS, Period
from metrics.running_total import PastYear, ToDate
from metrics.targets import Areas, TargetPath, path
from plan.types import Target
from tests.metrics.conftest import LANCASHIRE

Maker = Callable[..., Measure]
Frames = Callable[..., pd.DataFrame]
PUPILS = 10_000
# 100 events a year: 9 by September, 19 by October ... all by July.
USUAL = (9, 10, 13, 8, 10, 8, 12, 4, 10, 10, 6, 0)
PROFILE = [
    ["September", 0.09],
    ["October", 0.19],
    ["November", 0.32],
    ["December", 0.40],
    ["July", 1.0],
]


def months(
    year: int,
    counts: Sequence[float | None],
    *,
    provisional: Sequence[str] = (),
    names: Sequence[str] = MONTHS,
    pupils: float = PUPILS,
    **told: Any,
) -> list[dict[str, Any]]:
    """A year's local points, month by month; a count of None is missing, or suppressed."""
    return [
        {
            "time_period": year,
            "time_identifier": name,
            "numerator": count,
            "denominator": pupils,
            "value": None if count is None else 100 * count / pupils,
            "basis": "local",
            "symbol": "",
            "provisional": name in provisional,
        }
        | told
        for name, count in zip(names, counts, strict=False)
    ]


@pytest.fixture
def a_path(
    a_target: Callable[..., Target], some_points: Frames, areas: Areas
) -> Callable[..., TargetPath]:
    """0.9 events per 100 pupils in 2024/25, reached by PROFILE unless a test says otherwise."""

    def make(measure: Measure, **told: Any) -> TargetPath:
        rule = {"kind": "fixed", "values": [1.0, 0.9, 0.8]}
        target = a_target(rule=rule, **({"profile": PROFILE} | told))
        return path(target, some_points(), measure, areas)

    return make


@pytest.fixture
def four_months(some_points: Frames) -> pd.DataFrame:
    """Last year whole; this year to December, of which December has a case to be decided."""
    return some_points(
        *months(202324, USUAL),
        *months(202425, (10, 12, 14, 3), provisional=["December"]),
    )


def test_it_reaches_the_last_month_that_is_over_and_settled(
    a_measure: Maker, four_months: pd.DataFrame
) -> None:
    found = year_so_far(a_measure(), four_months, LANCASHIRE)
    assert found.to_date is not None
    assert found.to_date.reaches == Period(202425, "November")
    assert found.to_date.count == 10 + 12 + 14
    assert found.to_date.value == 100 * 36 / PUPILS
    assert [step.count for step in found.curve] == [10, 22, 36]
    assert [(step.reaches.time_identifier, step.count) for step in found.unsettled] == [
        ("December", 39)
    ]
    assert (found.year, found.over, found.basis) == (202425, False, "local")


def test_last_year_stops_at_the_same_month(a_measure: Maker, four_months: pd.DataFrame) -> None:
    """Its 100 of the whole year are not there to be compared with."""
    found = year_so_far(a_measure(), four_months, LANCASHIRE)
    assert [step.count for step in found.last_year] == [9, 19, 32]
    assert found.to_date is not None
    assert found.to_date.over(found.last_year[-1]) == pytest.approx(100 * (36 - 32) / PUPILS)


def test_a_year_to_date_never_meets_a_whole_year(
    a_measure: Maker, four_months: pd.DataFrame
) -> None:
    this_year = year_so_far(a_measure(), four_months, LANCASHIRE)
    last_year = year_so_far(a_measure(), four_months, LANCASHIRE, year=202324)
    assert this_year.to_date is not None
    assert last_year.over
    assert last_year.to_date is not None
    with pytest.raises(ValueError, match="November 2024 is compared with the same point"):
        this_year.to_date.over(last_year.to_date)
    with pytest.raises(TypeError, match="compared with another, not with 1"):
        this_year.to_date.over(1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _ = this_year.to_date < last_year.to_date  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = this_year.to_date - last_year.to_date  # type: ignore[operator]
    with pytest.raises(FrozenInstanceError):
        this_year.to_date.reaches = Period(202425, "August")  # type: ignore[misc]


@pytest.mark.parametrize(
    ("events", "fact"),
    [
        ((8, 9, 11), "met"),  # 28 events, 0.28 per 100; the target by November is 0.32 x 0.9
        ((8, 9, 12), "missed"),  # 29 events are 0.29; 0.288 is the target
        ((30, 30, 20), "missed"),  # 80 events, 0.8: under the whole year's 0.9, over its part
    ],
)
def test_it_meets_the_target_of_the_same_point(
    a_measure: Maker,
    a_path: Callable[..., TargetPath],
    some_points: Frames,
    events: tuple[int, ...],
    fact: str,
) -> None:
    measure = a_measure()
    frame = some_points(*months(202425, events))
    found = year_so_far(measure, frame, LANCASHIRE, a_path(measure))
    assert found.target == pytest.approx(0.32 * 0.9)
    assert found.fact.fact == fact


def test_without_a_profile_there_is_no_point_to_meet(
    a_measure: Maker, a_path: Callable[..., TargetPath], some_points: Frames
) -> None:
    measure = a_measure()
    frame = some_points(*months(202425, (1, 1, 1)))
    found = year_so_far(measure, frame, LANCASHIRE, a_path(measure, profile=[]))
    assert found.target is None
    assert found.fact.fact == "not comparable"
    assert "no profile" in found.fact.reason


@pytest.mark.parametrize("profile", [PROFILE, []])
def test_when_the_year_is_over_it_is_the_year(
    a_measure: Maker,
    a_path: Callable[..., TargetPath],
    some_points: Frames,
    profile: list[Any],
) -> None:
    """85 events are 0.85 per 100 against the whole year's 0.9, with or without a profile."""
    measure = a_measure()
    counts = (8, 8, 10, 7, 9, 7, 10, 3, 9, 9, 5, 0)
    frame = some_points(*months(202425, counts))
    own = a_path(measure, profile=profile)
    found = year_so_far(measure, frame, LANCASHIRE, own)
    assert found.over
    assert found.to_date is not None
    assert (found.to_date.reaches.time_identifier, found.to_date.count) == ("August", 85)
    assert (found.target, found.fact.fact) == (0.9, "met")
    assert nowcast(measure, frame, LANCASHIRE, found).reason == "the year is over"


def test_limits_are_those_of_the_count_so_far(
    a_measure: Maker, a_path: Callable[..., TargetPath], some_points: Frames
) -> None:
    """Byar's limits of 36 events: 25.21 and 49.84."""
    measure = a_measure()
    frame = with_limits(some_points(*months(202425, (10, 12, 14))), measure)
    found = year_so_far(measure, frame, LANCASHIRE, a_path(measure))
    assert found.to_date is not None
    assert found.to_date.lower == pytest.approx(0.2521, abs=1e-4)
    assert found.to_date.upper == pytest.approx(0.4984, abs=1e-4)
    assert found.fact.certainty == "could be chance"


def test_limits_are_widened_as_the_years_own_point_is(
    a_measure: Maker, some_points: Frames
) -> None:
    """4 suspensions to a child: sqrt(4) times as far out as Byar's."""
    measure = a_measure(numerator="suspensions")
    year = months(202425, [36], names=["Academic year"], provisional=["Academic year"])
    frame = some_points(*months(202425, (10, 12, 14)), *year)
    frame["squares"] = np.where(frame["time_identifier"] == "Academic year", 4.0 * 36, None)
    found = year_so_far(measure, with_limits(frame, measure), LANCASHIRE)
    assert found.to_date is not None
    assert found.to_date.lower == pytest.approx(0.36 - 2 * (0.36 - 0.2521), abs=1e-4)
    assert found.to_date.upper == pytest.approx(0.36 + 2 * (0.4984 - 0.36), abs=1e-4)


def test_the_usual_share_is_that_of_complete_years_without_a_break(
    a_measure: Maker, some_points: Frames
) -> None:
    """By October 19 of 100, 38 of 200 and 0 of 100 events: 57 of 400. Covid's years are out."""
    late = (0, 0, *USUAL[2:11], 19)
    frame = some_points(
        *months(201920, [50] * 12),
        *months(202122, USUAL),
        *months(202223, [2 * count for count in USUAL]),
        *months(202324, late),
        *months(202425, (10, 12)),
    )
    measure = a_measure(breaks=((201920, "Covid"),))
    found = year_so_far(measure, frame, LANCASHIRE)
    assert found.usual_years == (202122, 202223, 202324)
    assert found.usual_share == pytest.approx(57 / 400)
    two_years = year_so_far(measure, frame[frame["time_period"] != 202122], LANCASHIRE)
    assert two_years.usual_share is None


NOTHING: dict[str, tuple[dict[str, Any], list[dict[str, Any]], str]] = {
    "a percentage": (
        {"unit": "%"},
        months(202425, (1, 2)),
        "a part of its year is as large as the year: it does not add up",
    ),
    "a stock": (
        {"kind": "stock"},
        months(202425, (1, 2)),
        "a part of its year is as large as the year: it does not add up",
    ),
    "years alone": ({"periods": ("year",)}, [], "it is told by the year only"),
    "no points": ({}, [], "no data loaded"),
    "September is still open": (
        {},
        months(202425, [1], provisional=["September"]),
        "nothing of 2024/25 has matured yet",
    ),
    "September is missing": ({}, months(202425, (None, 4)), "nothing of 2024/25 has matured yet"),
    "suppressed": (
        {"periods": ("year", "month")},
        months(202425, (3, None), symbol="c"),
        "suppressed",
    ),
}


@pytest.mark.parametrize("case", NOTHING)
def test_where_there_is_no_year_so_far_there_is_a_reason(
    a_measure: Maker, some_points: Frames, case: str
) -> None:
    changed, rows, reason = NOTHING[case]
    measure = a_measure(**changed)
    frame = some_points(*rows)
    found = year_so_far(measure, frame, LANCASHIRE)
    assert (found.to_date, found.reason) == (None, reason)
    assert found.fact.fact == ("suppressed" if case == "suppressed" else "not calculated")
    assert nowcast(measure, frame, LANCASHIRE, found).reason == reason


def test_a_month_that_is_missing_ends_the_curve(a_measure: Maker, some_points: Frames) -> None:
    frame = some_points(*months(202425, (5, None, 7)))
    found = year_so_far(a_measure(), frame, LANCASHIRE)
    assert [step.count for step in found.curve + found.unsettled] == [5]


def test_a_settled_month_after_an_open_one_is_not_yet_counted(
    a_measure: Maker, some_points: Frames
) -> None:
    """A case of July still to be decided leaves August, though nothing happened in it, open."""
    frame = some_points(*months(202425, USUAL, provisional=["July"]))
    found = year_so_far(a_measure(), frame, LANCASHIRE)
    assert found.to_date is not None
    assert found.to_date.reaches.time_identifier == "June"
    assert [step.reaches.time_identifier for step in found.unsettled] == ["July", "August"]
    assert not found.over


def test_terms_stand_in_for_suppressed_months(
    a_measure: Maker, a_path: Callable[..., TargetPath], some_points: Frames
) -> None:
    measure = a_measure()
    frame = some_points(
        *months(202425, (10, None, 14, 8), symbol="c"),
        *months(202425, (40,), names=TERMS),
    )
    found = year_so_far(measure, frame, LANCASHIRE, a_path(measure))
    assert found.to_date is not None
    assert (found.to_date.reaches, found.to_date.count) == (Period(202425, "Autumn term"), 40)
    assert found.target == pytest.approx(0.40 * 0.9)


def test_a_count_by_quarter_adds_up_without_a_denominator(
    a_measure: Maker, some_points: Frames
) -> None:
    measure = a_measure(calculation="count", unit="£", periods=("year", "quarter"))
    rows = [row | {"value": row["numerator"]} for row in months(202425, (5, 7), names=QUARTERS)]
    found = year_so_far(measure, some_points(*rows), LANCASHIRE)
    assert found.to_date is not None
    assert (found.to_date.value, found.to_date.reaches.time_identifier) == (
        12,
        "Financial year Q2",
    )


def five_years(*, last: int = 202324) -> list[dict[str, Any]]:
    """Years of 100, 110, 90, 105 and 120 events that ended in the usual way."""
    rows: list[dict[str, Any]] = []
    for back, size in enumerate((120, 105, 90, 110, 100)):
        year = last - 101 * back
        rows += months(year, [count * size / 100 for count in USUAL])
    return rows


def test_five_complete_years_give_a_nowcast(a_measure: Maker, some_points: Frames) -> None:
    """By November 32% is usual, every year: 48 events are heading for 150."""
    frame = some_points(*five_years(), *months(202425, (13, 15, 20)))
    found = year_so_far(a_measure(), frame, LANCASHIRE)
    heading = nowcast(a_measure(), frame, LANCASHIRE, found)
    assert heading.reason == ""
    assert heading.count == pytest.approx(150)
    assert heading.value == pytest.approx(100 * 150 / PUPILS)
    assert heading.years == (201920, 202021, 202122, 202223, 202324)
    # Years that never strayed from the usual share would leave no doubt.
    assert (heading.lower_count, heading.upper_count) == pytest.approx((150, 150))


def test_the_range_is_the_spread_of_the_years_on_the_scale_of_ratios() -> None:
    """Five years of 1,000,000 so that chance is nothing: shares of 25, 20, 25, 20 and 25%.

    Logarithms of 4 and 5: 1.3863 three times, 1.6094 twice; standard deviation 0.12222.
    t(4) at 80% is 1.5332; x 0.12222 x sqrt(1.2) = 0.20528. The usual share is 23%.
    """
    past = [
        PastYear(year, share * 1e6, 1e6) for year, share in enumerate((0.25, 0.2, 0.25, 0.2, 0.25))
    ]
    count, lower, upper = foreseen(230_000, past)
    assert count == pytest.approx(1_000_000)
    assert upper / count == pytest.approx(np.exp(0.20528), rel=1e-4)
    assert lower / count == pytest.approx(np.exp(-0.20528), rel=1e-4)


def test_what_has_been_counted_is_not_taken_back() -> None:
    past = [PastYear(year, by_then, 100) for year, by_then in enumerate((99, 60, 98, 97, 99))]
    _, lower, _ = foreseen(95, past)
    assert lower == 95


@pytest.mark.parametrize(
    ("years", "changed", "reason"),
    [
        (0, {}, "0 complete comparable years; 5 are needed"),
        (1, {}, "1 complete comparable year; 5 are needed"),
        (4, {}, "4 complete comparable years; 5 are needed"),
        (5, {}, ""),
        (5, {"breaks": ((202021, "Covid"),)}, "4 complete comparable years; 5 are needed"),
        (5, {"breaks": ((202425, "new codes"),)}, "the year is not like others: new codes"),
    ],
)
def test_a_nowcast_needs_five_complete_comparable_years(
    a_measure: Maker, some_points: Frames, years: int, changed: dict[str, Any], reason: str
) -> None:
    measure = a_measure(**changed)
    frame = some_points(*five_years()[: 12 * years], *months(202425, (13, 15, 20)))
    found = year_so_far(measure, frame, LANCASHIRE)
    heading = nowcast(measure, frame, LANCASHIRE, found)
    assert heading.reason == reason
    assert (heading.count is None) == bool(reason)


def test_a_year_with_a_month_missing_or_open_is_not_complete(
    a_measure: Maker, some_points: Frames
) -> None:
    rows = five_years()
    gap = some_points(*[row for row in rows if row["time_identifier"] != "May"][:11], *rows[12:])
    this_year = some_points(*months(202425, (13, 15, 20)))
    undecided = some_points(*[rows[0] | {"provisional": True}, *rows[1:]])
    for past in (gap, undecided):
        frame = pd.concat([past, this_year], ignore_index=True)
        found = year_so_far(a_measure(), frame, LANCASHIRE)
        heading = nowcast(a_measure(), frame, LANCASHIRE, found)
        assert heading.reason == "4 complete comparable years; 5 are needed"


@pytest.mark.parametrize(("this_year", "then"), [((0, 0), (9, 10)), ((3, 2), (0, 0))])
def test_nothing_counted_yet_leads_nowhere(
    a_measure: Maker, some_points: Frames, this_year: Sequence[int], then: Sequence[int]
) -> None:
    """None this year, or none by October of a past year: there is no share to go by."""
    past = [*months(202324, (*then, *USUAL[2:])), *five_years()[12:]]
    frame = some_points(*past, *months(202425, this_year))
    found = year_so_far(a_measure(), frame, LANCASHIRE)
    heading = nowcast(a_measure(), frame, LANCASHIRE, found)
    assert heading.reason == "nothing had been counted by October in one of the years"


def test_the_track_record_says_what_each_year_would_have_been_told() -> None:
    """2020 from the other four: 30 over their 25% is 120; 100 came."""
    past = [PastYear(2019 + n, 25, 100) for n in range(5)]
    past[1] = PastYear(2020, 30, 100)
    record = track_record(past)
    assert [said.year for said in record] == [2019, 2020, 2021, 2022, 2023]
    assert record[1].count == pytest.approx(120)
    assert record[1].came == 100
    assert not record[1].held
    assert record[0].held


WORLDS = {
    # size before, size now, share by the month, how much shares stray (on the logit), years
    "as before": (450, 450, 0.56, 0.0, 5),
    "seven years": (450, 450, 0.56, 0.0, 7),
    "shares stray": (450, 450, 0.56, 0.15, 5),
    "half as many": (450, 225, 0.56, 0.0, 5),
    "half as many and stray": (450, 225, 0.56, 0.2, 5),
    "a quarter": (450, 110, 0.56, 0.05, 5),
    "twice as many": (225, 450, 0.56, 0.0, 5),
    "twice as many and stray": (225, 450, 0.56, 0.2, 5),
    "few": (60, 60, 0.4, 0.0, 5),
    "after September": (450, 450, 0.07, 0.1, 5),
    "after June": (450, 450, 0.92, 0.1, 6),
    "suspensions": (18_000, 18_000, 0.56, 0.05, 5),
}


@pytest.mark.parametrize("case", WORLDS)
def test_eight_ranges_of_ten_hold_what_comes(case: str) -> None:
    before, now, usual, strays, years = WORLDS[case]
    random = np.random.default_rng(31)
    sizes = np.array([before] * years + [now])
    held = []
    for _ in range(2000):
        logit = np.log(usual / (1 - usual)) + strays * random.standard_normal(years + 1)
        share = 1 / (1 + np.exp(-logit))
        size = sizes * np.exp(0.1 * random.standard_normal(years + 1))
        by_then, after = random.poisson(size * share), random.poisson(size * (1 - share))
        whole = by_then + after
        past = [PastYear(y, by_then[y], whole[y]) for y in range(years)]
        _, lower, upper = foreseen(by_then[-1], past)
        held.append(lower <= whole[-1] <= upper)
    assert 0.75 <= np.mean(held) <= 0.85


def test_a_year_to_date_says_what_it_was_compared_with() -> None:
    november = ToDate(reaches=Period(202425, "November"), count=3, value=0.3)
    december = ToDate(reaches=Period(202324, "December"), count=4, value=0.4)
    with pytest.raises(ValueError, match="not with December 2023"):
        november.over(december)
