"""Which adjustment makes months or terms comparable before they are charted, and what it is called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from statistics import fmean

from scipy import special

from metrics.periods import MONTHS, Period
from metrics.seasons import FEWEST_YEARS, against_like, seasonally_adjusted

# The spring term of 2019/20 to the summer term of 2020/21, whose months end with August.
COVID_YEARS = (201920, 202021)
_BEFORE_COVID = ("Autumn term", *MONTHS[: MONTHS.index("January")])
# A season is taken out of months and percentages only where it is there at 99%: taking out one
# that is not there adds the error of its own estimate to every point.
_SURE = 0.01
# Differences between like terms are charted only where there are enough of them for limits.
FEWEST_DIFFERENCES = 7


@dataclass(frozen=True, kw_only=True)
class Comparable:
    """Values in order of time as they may be charted, and what was done to them in words.

    `shares` are each value's usual size beside its year's mean, 1 where no season was taken out;
    of what is left to the most a value can be, where `turned`. `differences` says that each value
    is a change on a year before.
    """

    values: tuple[float | None, ...]
    shares: tuple[float, ...]
    words: str = ""
    turned: bool = False
    differences: bool = False


def in_covid(period: Period) -> bool:
    """Whether a month or term is of the time schools were closed, or opening again."""
    if period.time_period == COVID_YEARS[0]:
        return period.time_identifier not in _BEFORE_COVID
    return period.time_period == COVID_YEARS[1]


def freed_of_season(
    series: Mapping[Period, float | None],
    settled: Collection[Period],
    *,
    only_if_shown: bool,
    against_like_terms: bool = True,
    most: float | None = None,
) -> Comparable:
    """Months or terms without their usual season, learnt from the settled values alone.

    Over each season's usual share from three whole years on (Covid's apart); with fewer, less the
    same term a year before; else as they are, and the words say so. `only_if_shown` leaves a
    season alone that years do not agree on; `against_like_terms` is False where a difference
    could not be charted. `most` is the most a value can be, as 100 for a
    percentage: where values lie nearer to it than to 0, it is the rest that is adjusted.
    """
    values = {period: series[period] for period in sorted(series)}
    turned = most is not None and _nearer(values, most)
    base = _turned(values, most) if turned and most is not None else values
    learnt = {period: value if period in settled else None for period, value in base.items()}
    learnt = _without_empty_seasons(learnt)
    found = seasonally_adjusted(learnt, leave_out=COVID_YEARS)
    if found.reason:
        return _too_few_years(values, settled if against_like_terms else (), found.reason)
    name = _kind_name(values)
    if only_if_shown and not has_season(learnt):
        return _as_counted(values)
    shares = tuple(found.shares.get(period.time_identifier, 0.0) for period in values)
    freed = [_over(value, share) for value, share in zip(base.values(), shares, strict=True)]
    if turned and most is not None:
        freed = [None if value is None else max(0.0, most - value) for value in freed]
    years = len(_whole_years(learnt))
    words = f"the usual difference between {name}s is taken out, as {years} whole years show it"
    return Comparable(values=tuple(freed), shares=shares, words=words, turned=turned)


def has_season(series: Mapping[Period, float | None]) -> bool:
    """Whether whole years agree on which seasons are high and low, at 99%.

    An F test of seasons beside what years differ in, each value over its own year's mean. False
    under three whole years.
    """
    rows = _whole_years(series)
    seasons = len(rows[0]) if rows else 0
    if len(rows) < FEWEST_YEARS or seasons < 2:
        return False
    means = [fmean(column) for column in zip(*rows, strict=True)]
    between = len(rows) * sum((mean - 1) ** 2 for mean in means) / (seasons - 1)
    freedom = (len(rows) - 1) * (seasons - 1)
    strays = ((value - mean) ** 2 for row in rows for value, mean in zip(row, means, strict=True))
    within = sum(strays) / freedom
    if within == 0:
        return between > 0
    return bool(special.fdtrc(seasons - 1, freedom, between / within) < _SURE)


def _whole_years(series: Mapping[Period, float | None]) -> list[list[float]]:
    """Each value over the mean of its year, for years with every season, Covid's apart."""
    seasons = tuple(dict.fromkeys(period.time_identifier for period in sorted(series)))
    rows = []
    for year in sorted({period.time_period for period in series} - set(COVID_YEARS)):
        values = [series.get(Period(year, season)) for season in seasons]
        told = [value for value in values if value is not None]
        if len(told) == len(seasons) and sum(told) > 0:
            rows.append([value / fmean(told) for value in told])
    return rows


def _too_few_years(
    values: Mapping[Period, float | None], settled: Collection[Period], why: str
) -> Comparable:
    name = _kind_name(values)
    # A term beside one of Covid's would show the closure once more, a year late.
    usual = {p: None if in_covid(p) else value for p, value in values.items()}
    less = against_like(usual) if name == "term" else {}
    if sum(less[p] is not None for p in less if p in settled) >= FEWEST_DIFFERENCES:
        words = f"each {name} less the same {name} a year before ({why})"
        return replace(_as_counted(less), words=words, differences=True)
    words = f"{name}s are as counted, with whatever season they have ({why})"
    return replace(_as_counted(values), words=words)


def _as_counted(values: Mapping[Period, float | None]) -> Comparable:
    return Comparable(values=tuple(values.values()), shares=(1.0,) * len(values))


def _without_empty_seasons(
    series: Mapping[Period, float | None],
) -> dict[Period, float | None]:
    """A season never recorded, as August of a flow, would leave no year whole."""
    told = {period.time_identifier for period, value in series.items() if value is not None}
    return {period: value for period, value in series.items() if period.time_identifier in told}


def _nearer(values: Mapping[Period, float | None], most: float) -> bool:
    told = [value for value in values.values() if value is not None]
    return bool(told) and max(told) <= most and fmean(told) > most / 2


def _turned(values: Mapping[Period, float | None], most: float) -> dict[Period, float | None]:
    return {period: None if value is None else most - value for period, value in values.items()}


def _over(value: float | None, share: float) -> float | None:
    return None if value is None or share == 0 else value / share


def _kind_name(values: Mapping[Period, float | None]) -> str:
    return next(iter(values)).kind if values else "term"
