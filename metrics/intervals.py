"""How far a figure could be from the truth by chance alone: (lower, upper) by a named method.

Limits are in the unit of what they surround: proportions for Wilson, events for Byar and exact
Poisson, the rate's own unit for a rate. The name of the method travels with every point.
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from numbers import Real

import numpy as np
from scipy import special

from metrics import interval_formulas as formulas
from metrics.interval_formulas import BYAR_FROM as BYAR_FROM

WILSON = "Wilson"
WILSON_ROUNDED = "Wilson, from a rounded percentage"
BYAR = "Byar"
EXACT_POISSON = "Exact Poisson"
WIDENED = ", widened by dispersion"
STUDENT_T = "t interval"
ORDER_STATISTICS = "Order statistics"
BOOTSTRAP = "Bootstrap by child"
RATIO_BY_CHILD = "Ratio of sums by child"

# The two levels printed: one for a reader, one for a trend or a chart.
CONFIDENCE_95, CONFIDENCE_99_8 = 0.95, 0.998
# Fewer children than this do not stand for those who might have come instead.
FEWEST_CHILDREN_TO_RESAMPLE = 10
# From this many placements on, the large-sample limits are as good and far quicker.
MANY_PLACEMENTS = 500
# Resamples beyond each limit: fewer would make the limit itself a matter of chance.
_RESAMPLES_BEYOND = 50
_CELLS_AT_ONCE = 2_000_000

Limits = tuple[float, float]


def wilson(numerator: float, denominator: float, confidence: float = CONFIDENCE_95) -> Limits:
    """Limits of a proportion, from 0 to 1, by Wilson's score method (1927).

    The numerator may be fractional. Raises ValueError where either number is missing or negative,
    the denominator is 0, or the numerator is more than the denominator.
    """
    _refuse_proportion(numerator, denominator)
    return _one(formulas.wilson(_array(numerator), _array(denominator), confidence))


def wilson_from_percentage(
    percentage: float, cohort: float, confidence: float = CONFIDENCE_95
) -> Limits:
    """Limits of a proportion printed as a percentage of a cohort, without its numerator.

    Raises ValueError where either is missing, the percentage is outside 0 to 100, or the cohort
    is not above 0.
    """
    _refuse_count(percentage, "the percentage")
    _refuse_population(cohort, "the cohort")
    if percentage > 100:
        raise ValueError(f"the percentage is {percentage}; expected no more than 100")
    part = formulas.part_of(_array(percentage), _array(cohort))
    return wilson(float(part), cohort, confidence)


def byar(events: float, confidence: float = CONFIDENCE_95) -> tuple[float | None, float]:
    """Limits of a count of events by Byar's approximation (Breslow and Day, 1987).

    The lower limit is 0 at 0 events, and None where the approximation falls below 0, as it does at
    1 event with 99.8%. Raises ValueError where the count is missing or negative.
    """
    _refuse_count(events, "the number of events")
    lower, upper = _one(formulas.byar(_array(events), confidence))
    return (None if lower < 0 else lower), upper


def exact_poisson(events: float, confidence: float = CONFIDENCE_95) -> Limits:
    """Exact limits of a count of events, by the chi-square distribution (Garwood, 1936).

    Raises ValueError where the count is missing or negative.
    """
    _refuse_count(events, "the number of events")
    return _one(formulas.exact_poisson(_array(events), confidence))


def poisson_rate(
    events: float, population: float, multiplier: float, confidence: float = CONFIDENCE_95
) -> Limits:
    """Limits of multiplier x events / population: exact below 10 events, Byar's from 10.

    Events may outnumber the population: one pupil may have several. Raises ValueError where a
    number is missing, the events are negative, or the population or multiplier is not above 0.
    """
    _refuse_count(events, "the number of events")
    _refuse_population(population, "the population")
    _refuse_population(multiplier, "the multiplier")
    limits = formulas.poisson(np.array([float(events)]), confidence)
    return _one(formulas.scaled(limits, _array(population), multiplier))


def poisson_method(events: float) -> str:
    """The name of the method `poisson_rate` takes for this many events."""
    return EXACT_POISSON if events < BYAR_FROM else BYAR


def dispersion(per_child: Sequence[float]) -> float:
    """sum(x squared) / sum(x) over the events of each child: 1 where no child has two.

    Raises ValueError where a count is missing or negative, or there is no event at all.
    """
    for events in per_child:
        _refuse_count(events, "a child's number of events")
    return dispersion_of_sums(sum(x * x for x in per_child), sum(per_child))


def dispersion_of_sums(squares: float, events: float) -> float:
    """The same from the sum of squares and the sum, as a mart keeps them.

    Raises ValueError where there is no event, or the squares are under the events, which whole
    numbers of events cannot give.
    """
    _refuse_count(squares, "the sum of squares")
    _refuse_population(events, "the number of events")
    if squares < events:
        raise ValueError(
            f"the sum of squares is {squares} for {events} events; expected at least as many. "
            "Are these counts of events per child?"
        )
    return squares / events


def widened(value: float, limits: Limits, dispersion: float) -> Limits:
    """Limits of a rate whose events come several to a child: sqrt(dispersion) times as far out.

    Lower never below 0. Raises ValueError where the dispersion is under 1, or the value is
    outside its limits. Source: Dobson, Kuulasmaa, Eberle and Scherer (1991).
    """
    _refuse_count(dispersion, "the dispersion")
    lower, upper = limits
    if dispersion < 1:
        raise ValueError(f"the dispersion is {dispersion}; expected 1 or more: it never narrows")
    if not lower <= value <= upper:
        raise ValueError(f"the value {value} is outside its own limits {lower} to {upper}")
    around = (_array(lower), _array(upper))
    return _one(formulas.widened(_array(value), around, _array(dispersion)))


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE_95) -> Limits:
    """Student's t limits of a mean.

    Raises ValueError where a value is missing or there are fewer than two.
    """
    data = _numbers(values)
    return _t_limits(data.size, float(data.mean()) if data.size else 0.0, _spread(data), confidence)


def mean_interval_of_sums(
    total: float, squares: float, children: int, confidence: float = CONFIDENCE_95
) -> Limits:
    """The same from the sum, the sum of squares and the number of children, as a mart keeps them.

    Raises ValueError where there are fewer than two, or the squares are too few for the sum.
    """
    for number in (total, squares):
        _refuse_missing(number, "a sum")
    _refuse_count(children, "the number of children")
    mean = total / children if children else 0.0
    # What is left of two near numbers may fall just under 0 by rounding; more than that is wrong.
    left = squares - total * mean
    if left < -1e-9 * max(1.0, squares):
        raise ValueError(
            f"the sum of squares {squares} is too small for a sum of {total} over {children}"
        )
    spread = math.sqrt(max(0.0, left) / (children - 1)) if children > 1 else 0.0
    return _t_limits(children, mean, spread, confidence)


def median_interval(values: Sequence[float], confidence: float = CONFIDENCE_95) -> Limits:
    """Limits of a median: two of the values, chosen by the binomial distribution.

    No shape is assumed, and the confidence is reached or passed. Raises ValueError where a value
    is missing, or there are too few: 6 for 95%, 10 for 99.8%. Source: Conover (1999), 3.2.
    """
    data = np.sort(_numbers(values))
    rank = _order_rank(data.size, confidence)
    return float(data[rank - 1]), float(data[data.size - rank])


def median_weeks_interval(
    weeks: Sequence[int],
    ended: Sequence[int],
    still_open: Sequence[int],
    confidence: float = CONFIDENCE_95,
) -> tuple[float, float | None]:
    """The same for placements counted by whole week, some of them still open.

    An open placement lasts its weeks at least: the lower limit takes it as ended now, the upper
    as never ending, so the limits hold however it ends. Upper is None where it is not reached.
    Raises ValueError as `median_interval`, for negative counts and for lists of unlike length.
    """
    lengths = _numbers(weeks)
    counts = np.array([_whole(ended, lengths.size), _whole(still_open, lengths.size)])
    shortest = np.sort(np.repeat(lengths, counts.sum(axis=0)))
    endless = np.full(counts[1].sum(), np.inf)
    longest = np.sort(np.concatenate([np.repeat(lengths, counts[0]), endless]))
    rank = _order_rank(shortest.size, confidence)
    upper = float(longest[longest.size - rank])
    return float(shortest[rank - 1]), None if math.isinf(upper) else upper


def cost_interval(
    children: Sequence[object],
    costs: Sequence[float],
    confidence: float = CONFIDENCE_95,
    *,
    seed: int = 20230901,
) -> Limits:
    """Limits of a mean cost: `costs` one a placement, of the child in the same place of `children`.

    Children are drawn again, each with all their placements, since one child's placements cost
    alike; percentiles of the means. The same seed gives the same limits. Raises ValueError for a
    missing cost, lists of unlike length, or fewer than 10 children.
    """
    totals, placements = _of_each_child(children, costs)
    tail = formulas.tail(confidence)
    means = _resampled_means(totals, placements, tail, seed)
    lower, upper = np.quantile(means, [tail, 1 - tail])
    return float(lower), float(upper)


def cost_interval_of_many(
    children: Sequence[object], costs: Sequence[float], confidence: float = CONFIDENCE_95
) -> Limits:
    """The same where there are many: Student's t limits of the ratio of sums by child.

    Raises ValueError as `cost_interval`. Source: Cochran (1977), 6.3 and 9.
    """
    totals, placements = _of_each_child(children, costs)
    mean = totals.sum() / placements.sum()
    # How far each child's costs are from that many placements at the mean.
    spread = _spread(totals - mean * placements) / placements.mean()
    return _t_limits(totals.size, float(mean), spread, confidence)


def cost_limits(children: Sequence[object], costs: Sequence[float]) -> Limits | None:
    """95% limits of a mean cost by the method for so many; None for fewer than 10 children."""
    if len(np.unique(np.asarray(children))) < FEWEST_CHILDREN_TO_RESAMPLE:
        return None
    return (cost_interval if len(costs) < MANY_PLACEMENTS else cost_interval_of_many)(
        children, costs
    )


def cost_method(placements: float) -> str:
    """The name of the method `cost_limits` takes for this many placements."""
    return BOOTSTRAP if placements < MANY_PLACEMENTS else RATIO_BY_CHILD


def _of_each_child(
    children: Sequence[object], costs: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Each child's total cost and number of placements, in an order that no name decides."""
    data = _numbers(costs)
    if len(children) != data.size:
        raise ValueError(f"{data.size} costs came for {len(children)} children; expected as many")
    names, owner = np.unique(np.asarray(children), return_inverse=True)
    if names.size < FEWEST_CHILDREN_TO_RESAMPLE:
        raise ValueError(
            f"costs of {names.size} children: too few for an interval, which needs "
            f"{FEWEST_CHILDREN_TO_RESAMPLE}"
        )
    totals, placements = np.bincount(owner, weights=data), np.bincount(owner)
    order = np.lexsort((placements, totals))
    return totals[order], placements[order]


def _resampled_means(
    totals: np.ndarray, placements: np.ndarray, tail: float, seed: int
) -> np.ndarray:
    children, once = totals.size, bool((placements == 1).all())
    resamples = math.ceil(_RESAMPLES_BEYOND / tail)
    rows = min(resamples, max(1, _CELLS_AT_ONCE // children))
    means = []
    for first in range(0, resamples, rows):
        drawn = _drawn(min(rows, resamples - first), children, (seed, first))
        counts = children if once else placements.take(drawn, mode="clip").sum(axis=1)
        means.append(totals.take(drawn, mode="clip").sum(axis=1) / counts)
    return np.concatenate(means)


@lru_cache(maxsize=2)
def _drawn(rows: int, children: int, seed: tuple[int, int]) -> np.ndarray:
    """Which children each resample draws: the same for as many children, in cash as in real terms."""
    drawn = np.random.default_rng(seed).integers(children, size=(rows, children), dtype=np.int32)
    return drawn.astype(np.intp)


def _t_limits(children: int, mean: float, spread: float, confidence: float) -> Limits:
    if children < 2:
        raise ValueError(f"a mean of {children} has no interval; expected two children or more")
    around = formulas.around_mean(_array(mean), _array(spread), _array(children), confidence)
    return _one(around)


def _spread(data: np.ndarray) -> float:
    return float(data.std(ddof=1)) if data.size > 1 else 0.0


@cache
def _order_rank(children: int, confidence: float) -> int:
    """The rank from either end: the most extreme value that still leaves the tail outside."""
    tail = formulas.tail(confidence)
    rank = int((special.bdtr(np.arange(children + 1), children, 0.5) <= tail).sum())
    if rank < 1:
        raise ValueError(
            f"a median of {children} has no {confidence:.1%} interval: too few children"
        )
    return rank


def _array(number: float) -> formulas.Numbers:
    return np.asarray(number, dtype=float)


def _one(pair: formulas.Pair) -> Limits:
    lower, upper = (np.asarray(limit).item() for limit in pair)
    return lower, upper


def _numbers(values: Sequence[float]) -> np.ndarray:
    if isinstance(values, np.ndarray) and np.isfinite(values).all():
        return values.astype(float)
    for value in values:
        _refuse_missing(value, "a value")
    return np.asarray(values, dtype=float)


def _whole(counts: Sequence[int], expected: int) -> np.ndarray:
    if len(counts) != expected:
        raise ValueError(f"{len(counts)} counts came for {expected} weeks; expected as many")
    for count in counts:
        _refuse_count(count, "a number of placements")
    return np.asarray(counts, dtype=int)


def _refuse_proportion(numerator: float, denominator: float) -> None:
    _refuse_count(numerator, "the numerator")
    _refuse_population(denominator, "the denominator")
    if numerator > denominator:
        raise ValueError(
            f"the numerator {numerator} is more than the denominator {denominator}; a proportion "
            "is part of a whole. Is this a rate of events?"
        )


def _refuse_population(number: float, name: str) -> None:
    _refuse_count(number, name)
    if number == 0:
        raise ValueError(f"{name} is 0; expected more than 0: nothing can be divided by it")


def _refuse_count(number: float, name: str) -> None:
    _refuse_missing(number, name)
    if number < 0:
        raise ValueError(f"{name} is {number}; expected 0 or more")


def _refuse_missing(number: float | None, name: str) -> None:
    if number is None or not (isinstance(number, Real) and math.isfinite(number)):
        raise ValueError(f"{name} is missing; expected a number, found {number!r}")
