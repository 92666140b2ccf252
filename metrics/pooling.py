"""Several years as one figure, and how far a point's limits were widened.

A published point brings its limits and the method's name, and not what they were made from. Both
are told back from the counts beside them.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from scipy import special

from metrics.intervals import (
    BYAR,
    CONFIDENCE_95,
    EXACT_POISSON,
    STUDENT_T,
    WIDENED,
    WILSON,
    Limits,
    poisson_method,
    poisson_rate,
    widened,
    wilson,
)

POISSON = (BYAR, EXACT_POISSON)


class Figure(NamedTuple):
    """A point's value and 95% limits in the measure's unit, with its counts; None is missing.

    `method` names how the limits were made, or says why there are none.
    """

    value: float | None
    lower: float | None = None
    upper: float | None = None
    method: str = ""
    numerator: float | None = None
    denominator: float | None = None
    symbol: str = ""

    @property
    def has_limits(self) -> bool:
        return self.lower is not None and self.upper is not None

    @property
    def is_proportion(self) -> bool:
        return self.has_limits and self.method.startswith(WILSON)

    @property
    def is_poisson(self) -> bool:
        return self.has_limits and self.method.startswith(POISSON)


def pooled(years: Sequence[Figure], multiplier: float) -> Figure:
    """Counts of the years over their denominators, with limits made as those of each year.

    A year without a count takes value x denominator, as its own limits did. Raises ValueError
    saying why where a year has no limits or no denominator, or the years' methods differ in kind.
    """
    for year in years:
        if not year.has_limits:
            raise ValueError(year.method or "a year has no interval")
        if not year.denominator:
            raise ValueError("a year has no denominator")
    counts = [_count(year, multiplier) for year in years]
    count, population = sum(counts), sum(year.denominator or 0.0 for year in years)
    value = rate(count, population, multiplier)
    if all(year.is_proportion for year in years):
        limits, method = wilson(min(count, population), population), WILSON
        low, high = (multiplier * limit for limit in limits)
    elif all(year.is_poisson for year in years):
        spread = _mean_dispersion(years, counts, multiplier)
        low, high = poisson_limits(count, population, multiplier, spread)
        method = poisson_method(count) + _how_widened(years)
    else:
        raise ValueError("years with intervals of this kind cannot be put together")
    return Figure(value, low, high, method, count, population)


def dispersion_behind(figure: Figure, multiplier: float) -> float:
    """The dispersion that a rate's limits were widened by: 1 where they were not.

    The square of how many times farther out the upper limit is than it would be by Poisson alone.
    """
    if WIDENED not in figure.method or figure.numerator is None or not figure.denominator:
        return 1.0
    assert figure.upper is not None
    _, plain = poisson_rate(figure.numerator, figure.denominator, multiplier)
    # Not the printed value, which may be rounded: the limits surround the counts' own.
    value = rate(figure.numerator, figure.denominator, multiplier)
    return max(1.0, ((figure.upper - value) / (plain - value)) ** 2)


def squares_behind(figure: Figure, multiplier: float) -> float | None:
    """The sum of squares per child that a point's limits were made from, None where from none.

    Told back from a rate's dispersion, or from the width of a mean's t interval.
    """
    if figure.numerator is None or not figure.denominator or not figure.has_limits:
        return None
    if WIDENED in figure.method:
        return dispersion_behind(figure, multiplier) * figure.numerator
    if not figure.method.startswith(STUDENT_T):
        return None
    assert figure.lower is not None
    assert figure.upper is not None
    children = figure.denominator
    half = (figure.upper - figure.lower) / 2
    error = half / float(-special.stdtrit(children - 1, (1 - CONFIDENCE_95) / 2))
    return error**2 * children * (children - 1) + figure.numerator**2 / children


def poisson_limits(
    events: float, population: float, multiplier: float, dispersion: float
) -> Limits:
    """95% limits of a rate, sqrt(dispersion) times as far out as Poisson's."""
    plain = poisson_rate(events, population, multiplier)
    return widened(rate(events, population, multiplier), plain, dispersion)


def rate(numerator: float, denominator: float, multiplier: float) -> float:
    """A rate to put limits around; what is printed comes from the one division."""
    return multiplier * numerator / denominator


def _count(year: Figure, multiplier: float) -> float:
    if year.numerator is not None:
        return year.numerator
    assert year.value is not None
    assert year.denominator is not None
    return year.value * year.denominator / multiplier


def _how_widened(years: Sequence[Figure]) -> str:
    """ ", widened by dispersion" and whose dispersion it was, as the newest such year says."""
    said = (year.method.partition(WIDENED) for year in years)
    return next((found + whose for _, found, whose in said if found), "")


def _mean_dispersion(years: Sequence[Figure], counts: Sequence[float], multiplier: float) -> float:
    """Sums of squares add up over the years, so their dispersions average by events."""
    if not math.fsum(counts):
        return 1.0
    spreads = [dispersion_behind(year, multiplier) for year in years]
    squares = math.fsum(s * count for s, count in zip(spreads, counts, strict=True))
    return squares / math.fsum(counts)
