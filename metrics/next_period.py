"""When the council's own figures can next move: the next month, term or year that will be whole."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from metrics.definitions import Measure
from metrics.periods import MONTHS, QUARTERS, TERMS, Period

THURSDAY = 3


def next_settled(
    measure: Measure | None, time_identifier: str, as_at: date, terms: Mapping[Period, date]
) -> tuple[Period, date]:
    """The next period of a kind that new extracts can tell whole, and the day it is settled.

    A month and a term are told once over; a year when its cases have had their time too, or on
    its January census; without a measure, once over. `terms` are the last school days known;
    others are taken as usual.
    """
    settled = [
        (period, settled_on(measure, period, terms))
        for period in _around(time_identifier, as_at.year)
    ]
    return min((one for one in settled if one[1] > as_at), key=lambda one: one[1])


def settled_on(measure: Measure | None, period: Period, terms: Mapping[Period, date]) -> date:
    """The day from which extracts tell a period whole."""
    if period.kind != "year":
        return terms.get(period, _last_day(period))
    if measure is None:
        return _last_day(period)
    if measure.dated_by == "census day":
        return _census_day(period)
    if measure.matures_on:
        return date(_last_day(period).year, *measure.matures_on)
    return _last_day(period) + timedelta(days=measure.matures_after_days)


def _around(time_identifier: str, year: int) -> Iterator[Period]:
    orders = (order for order in (MONTHS, TERMS, QUARTERS) if time_identifier in order)
    names = next(orders, (time_identifier,))
    for first in range(year - 2, year + 3):
        for name in names:
            six = first * 100 + (first + 1) % 100
            yield Period(first if name == "Calendar year" else six, name)


def _last_day(period: Period) -> date:
    """As in the release's own periods; of a term without dates, the usual one."""
    first, name = period.first_day, period.time_identifier
    if name in TERMS:
        ends = (date(first.year, 12, 31), date(first.year, 4, 14), date(first.year, 8, 31))
        return ends[TERMS.index(name)]
    if name in MONTHS or name in QUARTERS:
        return _after(first, 1 if name in MONTHS else 3) - timedelta(days=1)
    # NEET's calendar year ends with February.
    months = 3 if name == "Calendar year" else 12
    return _after(first, months) - timedelta(days=1)


def _after(first: date, months: int) -> date:
    past = first.month - 1 + months
    return date(first.year + past // 12, past % 12 + 1, 1)


def _census_day(period: Period) -> date:
    """The third Thursday of January, the day of the spring school census."""
    fifteenth = date(period.first_year + 1, 1, 15)
    return fifteenth + timedelta(days=(THURSDAY - fifteenth.weekday()) % 7)
