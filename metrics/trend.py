"""Whether the newest five points rise or fall by more than chance.

The rule is that of Fingertips (Office for Health Improvement and Disparities): a weighted line
through five points, significant at 99.8%, whose sign no single point decides.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from scipy.special import stdtrit

from metrics.definitions import Polarity

POINTS = 5
# Chi-square with 1 degree of freedom at 99.8%.
THRESHOLD = 9.54953570608324
_CONFIDENCE = 0.998
# Four nearly alike and one that leaps: without the leap hardly anything rises. Each line without
# a point has to go at least this share of the way of the whole line.
_LEVEL = 0.1
# A 95% interval is 2 x 1.96 standard errors wide.
_WIDTH_IN_ERRORS = 3.92

IMPROVING = "improving"
WORSENING = "worsening"
RISING = "rising"
FALLING = "falling"
NO_CHANGE = "no change detectable"
NOT_CALCULATED = "cannot be calculated"
_NO_CHANGE = "the five points differ no more than chance could make them"
_OWN_NO_CHANGE = (
    "the five points differ no more than chance and the usual variation between years could make "
    "them"
)
_WORDS: Mapping[Polarity, tuple[str, str]] = {
    "low": (WORSENING, IMPROVING),
    "high": (IMPROVING, WORSENING),
    # In a band either way may be good, so the direction alone is no verdict.
    "band": (RISING, FALLING),
    "neutral": (RISING, FALLING),
}


class Trend(NamedTuple):
    """A direction in words; the slope a period in the points' own unit; its test; and why.

    `slope` and `chi_square` are None where there was nothing to fit.
    """

    direction: str
    slope: float | None
    chi_square: float | None
    reason: str


class BetweenYears(NamedTuple):
    """The variance from year to year that sampling does not explain, and how well it is known.

    `variance` is in the points' unit squared. `degrees` are its degrees of freedom: three a
    series, where all series tell as much; fewer where a few of them tell most.
    """

    variance: float
    degrees: float


def recent_trend(points: Sequence[Mapping[str, Any]], polarity: Polarity) -> Trend:
    """Fingertips' recent trend of records of period, count, denominator, value, lower95, upper95.

    In any order. The newest five with all of those are fitted; their periods need not be
    consecutive. Raises ValueError for an unknown polarity, a record without one of the fields, or
    two records of one period.
    """
    _refuse_polarity(polarity)
    counted = [point for point in _read(points) if point.is_counted]
    tested = [point for point in counted if point.is_tested]
    if len(counted) >= POINTS and not tested:
        # Fingertips' own answer for a series that carries no limits at all.
        return Trend(NO_CHANGE, None, None, "none of the points has an interval to test with")
    if any(point.count == point.denominator for point in counted):
        return _not_calculated("in one of the points the count is the whole denominator")
    five = _Five.of(tested)
    return (
        five
        if isinstance(five, Trend)
        else _judged(five, polarity, THRESHOLD, _NO_CHANGE, level=None)
    )


def direction(
    points: Sequence[Mapping[str, Any]],
    polarity: Polarity,
    *,
    breaks: Sequence[Hashable] = (),
    between_years: float = 0.0,
    degrees: float | None = None,
    when: Callable[[Any], float] | None = None,
) -> Trend:
    """Our own rule: the periods in `breaks` are left out and standard errors are wider.

    Counts are not asked for, so that a mean or a median can be judged by its interval.
    `between_years` is the variance from year to year that sampling does not explain, in the
    points' unit squared, and `degrees` how well it is known, as `between_years` finds them;
    None takes it as known. `when` places a period in time, so that the slope is a unit of time
    and a gap is as long as it was; without it points stand one apart. Raises ValueError as `recent_trend`, or where that variance is
    negative or missing.
    """
    _refuse_polarity(polarity)
    if not (math.isfinite(between_years) and between_years >= 0):
        raise ValueError(f"the variance between years is {between_years}; expected 0 or more")
    threshold = THRESHOLD if degrees is None else _threshold(degrees)
    five = _Five.of(_unbroken(points, breaks), between_years, when)
    return (
        five
        if isinstance(five, Trend)
        else _judged(five, polarity, threshold, _OWN_NO_CHANGE, level=_LEVEL)
    )


def between_year_variance(
    series: Sequence[Sequence[Mapping[str, Any]]], *, breaks: Sequence[Hashable] = ()
) -> float:
    """The variance of `between_years`."""
    return between_years(series, breaks=breaks).variance


def between_years(
    series: Sequence[Sequence[Mapping[str, Any]]],
    *,
    breaks: Sequence[Hashable] = (),
    when: Callable[[Any], float] | None = None,
) -> BetweenYears:
    """The variance between years beyond sampling, pooled over many areas' series of one measure.

    In the points' unit squared; each series gives what its newest five points stray from their
    own line. Series that cannot be fitted are passed over; raises ValueError where none can.
    Source: the method of moments of DerSimonian and Laird (1986), with a slope.
    """
    strayed = [found for points in series if (found := _strayed(_unbroken(points, breaks), when))]
    if not strayed:
        raise ValueError(
            f"none of {len(series)} series has five points with intervals; "
            "expected at least one to learn the variation between years from"
        )
    excess, scale = (math.fsum(column) for column in zip(*strayed, strict=True))
    # Kish's number of series: one big authority among small ones tells nearly all there is.
    series_told = scale**2 / math.fsum(one**2 for _, one in strayed)
    return BetweenYears(max(0.0, excess / scale), (POINTS - 2) * series_told)


def _threshold(degrees: float) -> float:
    """What chi-square with 1 degree of freedom becomes where the variance is estimated."""
    return float(stdtrit(degrees, (1 + _CONFIDENCE) / 2)) ** 2


@dataclass(frozen=True)
class _Point:
    period: Any
    count: float | None
    denominator: float | None
    value: float | None
    lower95: float | None
    upper95: float | None

    @property
    def is_counted(self) -> bool:
        numbers = (self.value, self.count, self.denominator)
        return None not in numbers and bool(self.denominator and self.denominator > 0)

    @property
    def is_tested(self) -> bool:
        return None not in (self.value, self.lower95, self.upper95)

    @property
    def error(self) -> float:
        """The standard error that the 95% limits imply."""
        assert self.lower95 is not None
        assert self.upper95 is not None
        return (self.upper95 - self.lower95) / _WIDTH_IN_ERRORS


@dataclass(frozen=True)
class _Line:
    slope: float
    chi_square: float
    level: float


@dataclass(frozen=True)
class _Five:
    """The newest five points: where they are in time, their values, and the weight of each."""

    times: Sequence[float]
    values: Sequence[float]
    weights: Sequence[float]

    @classmethod
    def of(
        cls,
        tested: Sequence[_Point],
        between_years: float = 0.0,
        when: Callable[[Any], float] | None = None,
    ) -> "_Five | Trend":
        """The five, or why there are none to judge."""
        newest = tested[-POINTS:]
        if len(newest) < POINTS:
            return _not_calculated(
                f"points with a value and an interval: {len(newest)}; {POINTS} are needed"
            )
        if any(point.error <= 0 for point in newest):
            return _not_calculated("the interval of one of the points has no width")
        return cls(
            times=[when(p.period) for p in newest] if when else range(1, POINTS + 1),
            values=[point.value for point in newest if point.value is not None],
            weights=[1 / (point.error**2 + between_years) for point in newest],
        )

    def without(self, place: int) -> "_Five":
        columns = (self.times, self.values, self.weights)
        return _Five(*([*column[:place], *column[place + 1 :]] for column in columns))

    @property
    def total(self) -> float:
        return math.fsum(self.weights)

    @property
    def centre(self) -> float:
        return math.fsum(map(math.prod, zip(self.weights, self.times, strict=True))) / self.total

    @property
    def spread(self) -> float:
        """The weighted squares of the times about their centre."""
        centre = self.centre
        pairs = zip(self.weights, self.times, strict=True)
        return math.fsum(w * (x - centre) ** 2 for w, x in pairs)

    def line(self) -> _Line:
        """The weighted line through the values."""
        # About the centre: with large weights the usual sums lose the digits that decide.
        centre, spread = self.centre, self.spread
        level = math.fsum(map(math.prod, zip(self.weights, self.values, strict=True))) / self.total
        points = zip(self.weights, self.times, self.values, strict=True)
        slope = math.fsum(w * (x - centre) * (y - level) for w, x, y in points) / spread
        return _Line(slope, slope**2 * spread, level - slope * centre)

    def freedom(self) -> float:
        """What a unit of variance between years adds to the weighted squares about a line."""
        total, centre, spread = self.total, self.centre, self.spread
        pairs = zip(self.weights, self.times, strict=True)
        leverage = (w * w * (1 / total + (x - centre) ** 2 / spread) for w, x in pairs)
        return total - math.fsum(leverage)


def _judged(
    five: _Five, polarity: Polarity, threshold: float, no_change: str, *, level: float | None
) -> Trend:
    """`level`: the share of the whole slope under which a line is level; None counts it a rise."""
    whole = five.line()
    without = [five.without(place).line().slope for place in range(POINTS)]
    agree = len({slope < 0 for slope in (whole.slope, *without)}) == 1
    if level is not None and min(map(abs, without)) <= level * abs(whole.slope):
        agree = False
    if whole.chi_square <= threshold or whole.slope == 0:
        return _told(NO_CHANGE, whole, no_change)
    if not agree:
        return _told(NO_CHANGE, whole, "one point alone decides whether the five rise or fall")
    rise, fall = _WORDS[polarity]
    word = rise if whole.slope > 0 else fall
    way = "rise" if whole.slope > 0 else "fall"
    return _told(word, whole, f"the five points {way} by more than chance, whichever is left out")


def _strayed(
    tested: Sequence[_Point], when: Callable[[Any], float] | None
) -> tuple[float, float] | None:
    """How far five points stray from their line beyond sampling, and the scale of that."""
    five = _Five.of(tested, when=when)
    if isinstance(five, Trend):
        return None
    line = five.line()
    points = zip(five.weights, five.times, five.values, strict=True)
    squares = math.fsum(w * (y - line.level - line.slope * x) ** 2 for w, x, y in points)
    return squares - (POINTS - 2), five.freedom()


def _told(word: str, line: _Line, reason: str) -> Trend:
    return Trend(word, line.slope, line.chi_square, reason)


def _not_calculated(reason: str) -> Trend:
    return Trend(NOT_CALCULATED, None, None, reason)


def _refuse_polarity(polarity: str) -> None:
    if polarity not in _WORDS:
        raise ValueError(f"polarity is {polarity!r}; expected one of {tuple(_WORDS)}")


def _unbroken(points: Sequence[Mapping[str, Any]], breaks: Sequence[Hashable]) -> list[_Point]:
    return [point for point in _read(points) if point.is_tested and point.period not in breaks]


def _read(points: Sequence[Mapping[str, Any]]) -> list[_Point]:
    """The records as points, oldest first."""
    read = sorted((_point(record) for record in points), key=lambda point: point.period)
    for one, after in pairwise(read):
        if one.period == after.period:
            raise ValueError(f"period {one.period} comes twice; expected one point a period")
    return read


def _point(record: Mapping[str, Any]) -> _Point:
    fields = tuple(_Point.__dataclass_fields__)
    absent = [field for field in fields if field not in record]
    if absent:
        raise ValueError(f"a point lacks {absent}; expected {list(fields)}, found {list(record)}")
    return _Point(record["period"], *(_number(record[field]) for field in fields[1:]))


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
