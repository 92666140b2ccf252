"""Which points of a control chart are signals: the rules, without any notion of good or bad.

All functions take recorded values only, in order, of one phase. Sides and ways are +1, -1 or 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

OUTSIDE = "outside limits"
TWO_IN_THREE = "2 in 3"
_QUIET: tuple[tuple[str, ...], int] = ((), 0)


@dataclass(frozen=True)
class Ruleset:
    """How long a run must be, in points, and what the two of three may count.

    `counts_outside`: points beyond three sigma count among the two of three beyond two.
    `trend_has_way`: a trend is read by the way it goes, not by the side of the centre it is on.
    `counts_pairs`: two of three beyond two sigma are a signal.
    """

    shift: int = 7
    trend: int = 6
    counts_outside: bool = True
    trend_has_way: bool = True
    counts_pairs: bool = True

    @property
    def shift_name(self) -> str:
        return f"{self.shift} points one side"

    @property
    def trend_name(self) -> str:
        return f"{self.trend} point trend"


# Making Data Count's rules since 2023, and those of version 0.2.2 of the R package.
RULESETS = {
    "mdc": Ruleset(),
    "nhsr_0_2_2": Ruleset(trend=7, counts_outside=False, trend_has_way=False),
}


@dataclass(frozen=True)
class Level:
    """Where a point is expected: the centre, and one sigma of the common variation about it.

    `least` and `most` are the ends of what a value can be: no limit is drawn beyond them.
    """

    centre: float
    sigma: float
    least: float = -math.inf
    most: float = math.inf

    @cached_property
    def lower(self) -> float:
        """The lower limit, three sigma out."""
        return max(self.least, self.centre - 3 * self.sigma)

    @cached_property
    def upper(self) -> float:
        """The upper limit, three sigma out."""
        return min(self.most, self.centre + 3 * self.sigma)


def signals(
    values: Sequence[float], levels: Sequence[Level], rules: Ruleset
) -> list[tuple[tuple[str, ...], int]]:
    """For each value the names of the rules it breaks, weightiest first, and which way.

    The weightiest rule decides the way: outside the limits, then a trend, then two of three, then
    a run on one side.
    """
    slack = _slack(values)
    away = [v - level.centre for v, level in zip(values, levels, strict=True)]
    sides = _signs(away, slack)
    beyond = [
        _sigmas(abs(far), level.sigma, slack) for far, level in zip(away, levels, strict=True)
    ]
    counted = (2, 3) if rules.counts_outside else (2,)
    trends = trend_ways(values, rules.trend)
    pairs = two_in_three([far in counted and rules.counts_pairs for far in beyond], sides)
    shifts = shift_sides(sides, rules.shift)
    found = zip(sides, beyond, trends, pairs, shifts, strict=True)
    return [
        _broken(rules, *point) if point[1] == 3 or any(point[2:]) else _QUIET for point in found
    ]


def _broken(
    rules: Ruleset, side: int, beyond: int, trend: int, pair: bool, shift: int
) -> tuple[tuple[str, ...], int]:
    names = (
        (OUTSIDE, beyond == 3),
        (rules.trend_name, trend),
        (TWO_IN_THREE, pair),
        (rules.shift_name, shift),
    )
    by_way = trend and beyond < 3 and (rules.trend_has_way or side == 0)
    return tuple(name for name, broken in names if broken), trend if by_way else side


def shift_sides(sides: Sequence[int], length: int) -> list[int]:
    """The side of each point that is part of a run of `length` or more on one side, else 0."""
    found = [0] * len(sides)
    start = 0
    for place, side in enumerate(sides):
        if side != sides[start]:
            start = place
        if side and place - start + 1 >= length:
            found[start : place + 1] = [side] * (place - start + 1)
    return found


def trend_ways(values: Sequence[float], length: int) -> list[int]:
    """The way of each point that is part of `length` or more points each over, or under, the last.

    Equal values end a run. The turning point of two such runs belongs to the first.
    """
    steps = _signs([after - before for before, after in pairwise(values)], _slack(values))
    found = [0] * len(values)
    # A run of n points is one of n - 1 steps; step i leads from point i to point i + 1.
    for place, way in enumerate(shift_sides(steps, length - 1)):
        if way:
            found[place] = found[place] or way
            found[place + 1] = way
    return found


def two_in_three(beyond: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """Which points are beyond two sigma with another such in three that are all on one side."""
    found = [False] * len(sides)
    if sum(beyond) < 2:
        return found
    for place in range(len(sides) - 2):
        three = slice(place, place + 3)
        if sum(beyond[three]) >= 2 and abs(sum(sides[three])) == 3:
            found[three] = [a or b for a, b in zip(found[three], beyond[three], strict=True)]
    return found


def _sigmas(away: float, sigma: float, slack: float) -> int:
    """3 outside the limits, 2 beyond two sigma, else 0; on a line is within it."""
    if away <= 2 * sigma + slack:
        return 0
    return 2 if away <= 3 * sigma + slack else 3


def _signs(numbers: Sequence[float], slack: float) -> list[int]:
    return [0 if abs(number) <= slack else 1 if number > 0 else -1 for number in numbers]


def _slack(values: Sequence[float]) -> float:
    # Seven times 0.1 has a mean a hair under 0.1: equal values must not become a run.
    return 1e-12 * max(map(abs, values), default=0.0)
