"""Terms, holidays and school days of 2018/19 to 2026/27, in the manner of Lancashire's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.sample.draws import Dates, Ints
from data.sample.writing import Column, Whole

FIRST_YEAR, LAST_YEAR = 2018, 2026
TERMS = ("Autumn term", "Spring term", "Summer term")
MONDAY, THURSDAY, FRIDAY = 0, 3, 4
# Moved or extra bank holidays: VE Day, Jubilee, the Queen's funeral, the coronation.
EXTRA_HOLIDAYS = (
    date(2020, 5, 8),
    date(2022, 6, 2),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
)
MOVED_HOLIDAYS = (date(2020, 5, 4),)


def period(start_year: int) -> int:
    """DfE's six digits: 2024 is 202425."""
    return start_year * 100 + (start_year + 1) % 100


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, day = divmod(h + shift - 7 * m + 114, 31)
    return date(year, month, day + 1)


def weekday_from(start: date, weekday: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def weekday_to(end: date, weekday: int) -> date:
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def bank_holidays(year: int) -> set[date]:
    sunday = easter(year)
    usual = {
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        weekday_from(date(year, 5, 1), MONDAY),
        weekday_to(date(year, 5, 31), MONDAY),
    }
    return (usual - set(MOVED_HOLIDAYS)) | {day for day in EXTRA_HOLIDAYS if day.year == year}


def weekdays(first: date, last: date) -> list[date]:
    span = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return [day for day in span if day.weekday() < 5]


def week_of(monday: date) -> set[date]:
    return {monday + timedelta(days=i) for i in range(5)}


@dataclass(frozen=True)
class Term:
    start_year: int
    name: str
    first_day: date
    last_day: date
    census_day: date
    non_school_days: tuple[date, ...]

    @property
    def school_days(self) -> list[date]:
        closed = set(self.non_school_days)
        return [day for day in weekdays(self.first_day, self.last_day) if day not in closed]


def spring_ends(year: int) -> date:
    """The Thursday before an early Easter, else a Friday at the start of April at the latest."""
    sunday = easter(year)
    if sunday <= date(year, 4, 4):
        return sunday - timedelta(days=3)
    return weekday_to(min(sunday - timedelta(days=9), date(year, 4, 7)), FRIDAY)


def spring_begins(year: int) -> date:
    day = date(year, 1, 3)
    if day.weekday() == MONDAY:
        return day + timedelta(days=1)
    return weekday_from(day, MONDAY) if day.weekday() >= FRIDAY else day


def autumn(year: int) -> Term:
    first = date(year, 9, 1)
    if first.weekday() > FRIDAY:
        first = weekday_from(first, MONDAY)
    half_term = weekday_from(date(year, 10, 21), MONDAY)
    last = weekday_to(date(year, 12, 22), FRIDAY)
    # The first placements of the sample start on the first day of 2018/19.
    inset = {first + timedelta(days=1) if year == FIRST_YEAR else first}
    inset.add(half_term - timedelta(days=3))
    census = weekday_from(date(year, 10, 1), THURSDAY)
    return term(year, 0, first, last, census, week_of(half_term) | inset)


def spring(year: int) -> Term:
    first, last = spring_begins(year + 1), spring_ends(year + 1)
    half_term = weekday_from(date(year + 1, 2, 12), MONDAY)
    census = weekday_from(date(year + 1, 1, 15), THURSDAY)
    return term(year, 1, first, last, census, week_of(half_term) | {first})


def summer(year: int) -> Term:
    calendar_year = year + 1
    first = weekday_from(spring_ends(calendar_year) + timedelta(days=15), MONDAY)
    if first in bank_holidays(calendar_year):
        first += timedelta(days=1)
    half_term = weekday_to(date(calendar_year, 5, 31), MONDAY)
    last = weekday_to(date(calendar_year, 7, 23), FRIDAY)
    inset = {half_term + timedelta(days=7), weekday_to(date(calendar_year, 6, 30), FRIDAY)}
    census = weekday_from(date(calendar_year, 5, 15), THURSDAY)
    return term(year, 2, first, last, census, week_of(half_term) | inset)


def term(year: int, which: int, first: date, last: date, census: date, closed: set[date]) -> Term:
    closed = closed | bank_holidays(year) | bank_holidays(year + 1)
    inside = sorted(day for day in closed if first <= day <= last and day.weekday() < 5)
    return Term(year, TERMS[which], first, last, census, tuple(inside))


class SchoolCalendar:
    """Every term, and arithmetic on school days."""

    def __init__(self) -> None:
        years = range(FIRST_YEAR, LAST_YEAR + 1)
        self.terms = [make(year) for year in years for make in (autumn, spring, summer)]
        open_days = [day for term in self.terms for day in term.school_days]
        self.school_days: Dates = np.array(open_days, dtype="datetime64[D]")

    def of_year(self, start_year: int) -> Dates:
        first = np.searchsorted(self.school_days, np.datetime64(date(start_year, 8, 1)))
        last = np.searchsorted(self.school_days, np.datetime64(date(start_year + 1, 8, 1)))
        return self.school_days[first:last]

    def on_or_after(self, dates: Dates, school_days_later: Ints | int = 0) -> Dates:
        """The first school day on or after each date, then that many school days further on."""
        place = np.searchsorted(self.school_days, dates, side="left") + school_days_later
        return self.school_days[np.minimum(place, len(self.school_days) - 1)]

    def days_between(self, first: Dates, last: Dates) -> Ints:
        """School days from the first date to the last, both counted."""
        upto = np.searchsorted(self.school_days, last, side="right")
        return upto - np.searchsorted(self.school_days, first, side="left")

    def columns(self) -> dict[str, Column]:
        terms = self.terms
        return {
            "time_period": Whole(np.array([period(t.start_year) for t in terms])),
            "term": [t.name for t in terms],
            "first_day": [t.first_day.isoformat() for t in terms],
            "last_day": [t.last_day.isoformat() for t in terms],
            "census_day": [t.census_day.isoformat() for t in terms],
            "non_school_days": [
                ";".join(day.isoformat() for day in t.non_school_days) for t in terms
            ],
        }
