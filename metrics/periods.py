"""Periods of every kind, in the order of time and compared like for like."""

from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from plan.types import PROFILE_ORDERS

MONTHS, TERMS, QUARTERS = PROFILE_ORDERS
YEARS = ("Academic year", "Calendar year", "Financial year", "Autumn and spring term")


def kind_of(time_identifier: str) -> str:
    """ "year", "term", "month" or "quarter"; ValueError for an identifier DfE does not use."""
    for kind, names in (("year", YEARS), ("term", TERMS), ("month", MONTHS), ("quarter", QUARTERS)):
        if time_identifier in names:
            return kind
    raise ValueError(f"{time_identifier!r} is not a time identifier this product knows")


@total_ordering
@dataclass(frozen=True)
class Period:
    """A time_period (202425, or 2025 for a calendar year) with its time_identifier."""

    time_period: int
    time_identifier: str

    @property
    def kind(self) -> str:
        return kind_of(self.time_identifier)

    @property
    def first_year(self) -> int:
        """The calendar year the period's own year begins in."""
        return self.time_period if self.time_period < 10000 else self.time_period // 100

    @property
    def first_day(self) -> date:
        """Approximate for terms, whose days are the calendar extract's; exact otherwise."""
        year, name = self.first_year, self.time_identifier
        if name == "Calendar year":
            # NEET's calendar year is December of the year before to February.
            return date(year - 1, 12, 1)
        if name in QUARTERS:
            quarter = QUARTERS.index(name)
            return date(year + (quarter == 3), (4, 7, 10, 1)[quarter], 1)
        if name == "Financial year":
            return date(year, 4, 1)
        if name in MONTHS:
            month = (MONTHS.index(name) + 8) % 12 + 1
            return date(year + (month < 9), month, 1)
        if name in TERMS:
            return (date(year, 9, 1), date(year + 1, 1, 1), date(year + 1, 4, 15))[
                TERMS.index(name)
            ]
        return date(year, 9, 1)

    @property
    def label(self) -> str:
        """As a member says it: 2024/25, September 2024, Autumn term 2024/25, 2025."""
        year, name = self.first_year, self.time_identifier
        span = f"{year}/{(year + 1) % 100:02d}"
        if name == "Calendar year":
            return str(year)
        if name in MONTHS:
            return f"{name} {self.first_day.year}"
        if name == "Academic year":
            return span
        if name == "Financial year":
            return f"{year}-{(year + 1) % 100:02d}"
        if name in QUARTERS:
            return f"{name.removeprefix('Financial year ')} {year}-{(year + 1) % 100:02d}"
        return f"{name} {span}"

    @property
    def like_before(self) -> "Period":
        """The same term, month, quarter or year, one year earlier."""
        step = 1 if self.time_period < 10000 else 101
        # 199900 follows 189899: six digits roll over at the century.
        earlier = self.time_period - step
        if self.time_period >= 10000:
            earlier = (self.first_year - 1) * 100 + self.first_year % 100
        return Period(earlier, self.time_identifier)

    def _key(self) -> tuple[date, str]:
        return self.first_day, self.time_identifier

    def __lt__(self, other: "Period") -> bool:
        return self._key() < other._key()


def academic_year(day: date) -> int:
    """The six-digit academic year of a day: 1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return first * 100 + (first + 1) % 100


def academic_year_start(day: date) -> date:
    """The 1 September on or before a day."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)
