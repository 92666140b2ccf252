"""Periods in the order of time, said as a member says them, compared like for like."""

from datetime import date

import pytest

from metrics.periods import Period, academic_year, academic_year_start, kind_of


@pytest.mark.parametrize(
    ("time_period", "time_identifier", "kind", "label", "first_day"),
    [
        (202425, "Academic year", "year", "2024/25", date(2024, 9, 1)),
        (199900, "Academic year", "year", "1999/00", date(1999, 9, 1)),
        (202425, "Financial year", "year", "2024-25", date(2024, 4, 1)),
        (2025, "Calendar year", "year", "2025", date(2024, 12, 1)),
        (
            202425,
            "Autumn and spring term",
            "year",
            "Autumn and spring term 2024/25",
            date(2024, 9, 1),
        ),
        (202425, "Autumn term", "term", "Autumn term 2024/25", date(2024, 9, 1)),
        (202425, "Spring term", "term", "Spring term 2024/25", date(2025, 1, 1)),
        (202425, "September", "month", "September 2024", date(2024, 9, 1)),
        (202425, "December", "month", "December 2024", date(2024, 12, 1)),
        (202425, "January", "month", "January 2025", date(2025, 1, 1)),
        (202425, "August", "month", "August 2025", date(2025, 8, 1)),
        (202425, "Financial year Q1", "quarter", "Q1 2024-25", date(2024, 4, 1)),
        (202425, "Financial year Q4", "quarter", "Q4 2024-25", date(2025, 1, 1)),
    ],
)
def test_a_period_has_its_kind_its_label_and_its_first_day(
    time_period, time_identifier, kind, label, first_day
):
    period = Period(time_period, time_identifier)
    assert (period.kind, period.label, period.first_day) == (kind, label, first_day)


def test_an_unknown_time_identifier_is_refused():
    with pytest.raises(ValueError, match="'Tax year' is not a time identifier"):
        kind_of("Tax year")


def test_months_of_an_academic_year_run_from_september_to_august():
    months = [Period(202425, name) for name in ("January", "August", "September", "December")]
    assert [p.label for p in sorted(months)] == [
        "September 2024",
        "December 2024",
        "January 2025",
        "August 2025",
    ]
    assert Period(202425, "August") < Period(202526, "September")


def test_quarters_run_from_april_to_march():
    assert Period(202425, "Financial year Q3") < Period(202425, "Financial year Q4")
    assert Period(202425, "Financial year Q4") < Period(202526, "Financial year Q1")


def test_terms_run_from_autumn_to_summer():
    autumn, spring, summer = (
        Period(202425, f"{name} term") for name in ("Autumn", "Spring", "Summer")
    )
    assert autumn < spring < summer < Period(202526, "Autumn term")


@pytest.mark.parametrize(
    ("time_period", "earlier"),
    [(202425, 202324), (200001, 199900), (199900, 199899), (2025, 2024)],
)
def test_like_before_is_the_same_part_of_the_year_before(time_period, earlier):
    name = "Calendar year" if time_period < 10000 else "Spring term"
    assert Period(time_period, name).like_before == Period(earlier, name)


def test_the_academic_year_turns_on_1_september():
    assert academic_year(date(2024, 8, 31)) == 202324
    assert academic_year(date(2024, 9, 1)) == 202425
    assert academic_year(date(2000, 1, 1)) == 199900
    assert academic_year_start(date(2025, 3, 1)) == date(2024, 9, 1)
    assert academic_year_start(date(2024, 9, 1)) == date(2024, 9, 1)
