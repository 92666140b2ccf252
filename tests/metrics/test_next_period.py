"""When a council's own figure can next move, worked by hand."""

from datetime import date

import pytest

from metrics.next_period import next_settled
from metrics.periods import Period

AUGUST = date(2026, 8, 31)
# Last school days of 2025/26, as a calendar extract gives them.
TERMS = {
    Period(202526, "Autumn term"): date(2025, 12, 19),
    Period(202526, "Spring term"): date(2026, 3, 27),
    Period(202526, "Summer term"): date(2026, 7, 17),
}


def test_a_month_is_followed_by_the_month_after(a_measure) -> None:
    found = next_settled(a_measure(), "August", AUGUST, {})
    assert found == (Period(202627, "September"), date(2026, 9, 30))


def test_a_month_that_is_not_over_is_itself_the_next(a_measure) -> None:
    found = next_settled(a_measure(), "January", date(2026, 2, 27), {})
    assert found == (Period(202526, "February"), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("as_at", "term", "over"),
    [
        (date(2026, 3, 26), "Spring term", date(2026, 3, 27)),
        # The day it ends, a term is told.
        (date(2026, 3, 27), "Summer term", date(2026, 7, 17)),
        (date(2026, 7, 16), "Summer term", date(2026, 7, 17)),
    ],
)
def test_a_term_ends_by_the_calendar_of_the_release(a_measure, as_at, term, over) -> None:
    assert next_settled(a_measure(), "Spring term", as_at, TERMS) == (Period(202526, term), over)


def test_a_term_beyond_the_calendar_ends_when_terms_usually_do(a_measure) -> None:
    found = next_settled(a_measure(), "Summer term", date(2026, 7, 17), TERMS)
    assert found == (Period(202627, "Autumn term"), date(2026, 12, 31))


def test_a_year_is_followed_by_the_next_31_august(a_measure) -> None:
    found = next_settled(a_measure(), "Academic year", AUGUST, {})
    assert found == (Period(202627, "Academic year"), date(2027, 8, 31))


def test_without_a_measure_a_year_is_told_once_over() -> None:
    found = next_settled(None, "Academic year", date(2026, 8, 30), {})
    assert found == (Period(202526, "Academic year"), AUGUST)


def test_a_year_of_permanent_exclusions_is_settled_on_31_october(a_measure) -> None:
    excluded = a_measure(matures_on=(10, 31))
    found = next_settled(excluded, "Academic year", AUGUST, {})
    assert found == (Period(202526, "Academic year"), date(2026, 10, 31))
    found = next_settled(excluded, "Academic year", date(2026, 10, 31), {})
    assert found == (Period(202627, "Academic year"), date(2027, 10, 31))


def test_a_year_whose_children_need_time_is_settled_that_much_later(a_measure) -> None:
    # 31 August 2026 and 212 days: 30 + 31 + 30 + 31 + 31 + 28 + 31 = 212, the end of March.
    found = next_settled(a_measure(matures_after_days=212), "Academic year", AUGUST, {})
    assert found == (Period(202526, "Academic year"), date(2027, 3, 31))


def test_the_winter_of_neet_ends_with_february(a_measure) -> None:
    found = next_settled(a_measure(), "Calendar year", AUGUST, {})
    assert found == (Period(2027, "Calendar year"), date(2027, 2, 28))


def test_a_financial_year_and_its_quarters_end_with_their_last_month(a_measure) -> None:
    found = next_settled(a_measure(), "Financial year", AUGUST, {})
    assert found == (Period(202627, "Financial year"), date(2027, 3, 31))
    found = next_settled(a_measure(), "Financial year Q1", AUGUST, {})
    assert found == (Period(202627, "Financial year Q2"), date(2026, 9, 30))


def test_a_year_of_the_census_is_told_by_its_third_thursday_of_january(a_measure) -> None:
    found = next_settled(a_measure(dated_by="census day"), "Academic year", AUGUST, {})
    assert found == (Period(202627, "Academic year"), date(2027, 1, 21))
