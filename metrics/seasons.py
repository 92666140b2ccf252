"""Months and terms made comparable, so that the calendar neither hides a change nor invents one."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from metrics.periods import Period

STANDARD_MONTH = 20
FEWEST_SCHOOL_DAYS = 5
# From fewer years a season's usual share is mostly those years' own chance.
FEWEST_YEARS = 3


def per_school_days(
    counts: Sequence[float | None], school_days: Sequence[float | None]
) -> list[float | None]:
    """Events of each month for every 20 school days it had.

    None for a month of under 5 school days, or where either number is missing. Raises ValueError
    for lists of unlike length, or a number of days that is negative.
    """
    if len(counts) != len(school_days):
        raise ValueError(f"{len(counts)} counts came for {len(school_days)} months of days")
    return [_per_days(*month) for month in zip(counts, school_days, strict=True)]


def against_like(series: Mapping[Period, float | None]) -> dict[Period, float | None]:
    """What each period is over the same term or month a year before, in the values' own unit.

    None where either is missing; in order of time.
    """
    return {
        period: _difference(series[period], series.get(period.like_before))
        for period in sorted(series)
    }


@dataclass(frozen=True)
class Adjusted:
    """Values in order of time freed of their usual season, and what was taken from them.

    `shares` are each season's usual size beside the mean of its year: 1.2 is a fifth above it.
    Where `reason` says why there is no adjustment, every value is None.
    """

    values: tuple[float | None, ...]
    shares: Mapping[str, float]
    reason: str | None = None


def seasonally_adjusted(
    series: Mapping[Period, float | None], *, leave_out: Collection[Hashable] = ()
) -> Adjusted:
    """Each value over its season's usual share, by the ratio to the year's own mean.

    Shares come from years with every season recorded whose time_period is not in `leave_out`, as
    Covid's are; at least three. A year's level cannot enter them, so a lasting change stays in
    the values. A season that is usually empty has no value. Raises ValueError for a series of
    years, which have no season.
    """
    periods = sorted(series)
    if any(period.kind == "year" for period in periods):
        raise ValueError("a series of years has no season; expected terms, months or quarters")
    seasons = tuple(dict.fromkeys(period.time_identifier for period in periods))
    years = _whole_years(series, seasons, leave_out)
    if len(years) < FEWEST_YEARS:
        reason = f"{len(years)} whole years; {FEWEST_YEARS} are needed to tell the usual season"
        return Adjusted((None,) * len(periods), {}, reason)
    shares = {
        season: sum(year[place] / _mean(year) for year in years) / len(years)
        for place, season in enumerate(seasons)
    }
    values = (_over(series[period], shares[period.time_identifier]) for period in periods)
    return Adjusted(tuple(values), shares)


def _whole_years(
    series: Mapping[Period, float | None], seasons: Sequence[str], leave_out: Collection[Hashable]
) -> list[list[float]]:
    found = []
    for year in sorted({period.time_period for period in series}):
        values = [series.get(Period(year, season)) for season in seasons]
        told = [value for value in values if value is not None]
        # An empty year has no shares.
        if year not in leave_out and len(told) == len(seasons) and sum(told) > 0:
            found.append(told)
    return found


def _per_days(count: float | None, days: float | None) -> float | None:
    if days is not None and days < 0:
        raise ValueError(f"a month has {days} school days; expected 0 or more")
    if count is None or days is None or days < FEWEST_SCHOOL_DAYS:
        return None
    return STANDARD_MONTH * count / days


def _difference(value: float | None, before: float | None) -> float | None:
    return None if value is None or before is None else value - before


def _over(value: float | None, share: float) -> float | None:
    return None if value is None or share == 0 else value / share


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
