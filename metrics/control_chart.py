"""Control charts: is a series only wavering, or has something changed?

XmR charts follow NHS England's Making Data Count; `p_chart` is for proportions of differing sizes,
`u_chart` for events counted over differing stretches.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from metrics.chart_reading import Chart, Improvement, Phases, draw, reading
from metrics.chart_rules import Level, Ruleset

# Limits are 2.66 mean moving ranges out; a range of 3.267 times the mean is itself a signal.
_LIMIT = 2.66
_SCREEN = 3.267
# Moving range of two over the standard deviation, for normal variation.
_RANGE_TO_SIGMA = 1.128


def xmr(
    values: Sequence[float | None],
    *,
    ruleset: str | Ruleset = "mdc",
    baseline: int | None = None,
    screen: bool = True,
    phases: Phases | None = None,
    target: float | None = None,
    improvement: Improvement = "neutral",
    carried: float = 0.0,
) -> Chart:
    """An XmR chart of values in order of time; None or NaN is passed over.

    Limits come from the first `baseline` values of each phase, else from all. `screen` leaves
    outlying moving ranges out of them, once. `carried`, under 1, is the share of a value's
    distance from its centre still there at the next: moving ranges are the smaller for it, and
    limits that much wider. Raises ValueError for an infinite value, a baseline under 2, an
    unknown ruleset or improvement, or a phase that begins outside the series.
    """
    data = [_recorded(value) for value in values]

    def levels(places: Sequence[int]) -> list[Level]:
        told = [value for place in places if (value := data[place]) is not None]
        base = told[:baseline]
        sigma = _LIMIT * _mean_range(base, screen) / 3 / math.sqrt(1 - carried)
        return [Level(math.fsum(base) / len(base), sigma)] * len(told)

    return draw(data, levels, reading(ruleset, baseline, improvement), phases, target)


def p_chart(
    numerators: Sequence[float | None],
    denominators: Sequence[float | None],
    *,
    ruleset: str | Ruleset = "mdc",
    baseline: int | None = None,
    phases: Phases | None = None,
    target: float | None = None,
    improvement: Improvement = "neutral",
    widen: bool = False,
) -> Chart:
    """A chart of proportions, 0 to 1, with limits as far out as each denominator allows.

    A missing number or a denominator of 0 is passed over. `widen` moves the limits out by the
    variation between points that their sizes do not explain (Laney's p', 2002), never in. Raises
    ValueError as `xmr`, for a negative number, a numerator over its denominator, or lists of
    unlike length.
    """
    sizes = _sizes(numerators, denominators)
    data = [None if size is None else size[0] / size[1] for size in sizes]

    def levels(places: Sequence[int]) -> list[Level]:
        told = [size for place in places if (size := sizes[place]) is not None]
        base = told[:baseline]
        centre = math.fsum(n for n, _ in base) / math.fsum(d for _, d in base)
        sigmas = [math.sqrt(centre * (1 - centre) / d) for _, d in told]
        factor = _excess(base, centre) if widen else 1.0
        return [Level(centre, factor * sigma, least=0.0, most=1.0) for sigma in sigmas]

    return draw(data, levels, reading(ruleset, baseline, improvement), phases, target)


def u_chart(
    events: Sequence[float | None],
    exposures: Sequence[float | None],
    *,
    ruleset: str | Ruleset = "mdc",
    baseline: int | None = None,
    phases: Phases | None = None,
    target: float | None = None,
    improvement: Improvement = "neutral",
) -> Chart:
    """A chart of events for each unit of exposure, with limits wider where there was less of it.

    Never nearer than chance alone would have them (Poisson), and further by the variance from
    point to point that it does not explain. A missing number or an exposure of 0 is passed over.
    Raises ValueError as `xmr`, for a negative number, or lists of unlike length.
    """
    counted = _counted(events, exposures)
    data = [None if pair is None else pair[0] / pair[1] for pair in counted]

    def levels(places: Sequence[int]) -> list[Level]:
        told = [pair for place in places if (pair := counted[place]) is not None]
        base = told[:baseline]
        centre = math.fsum(n for n, _ in base) / math.fsum(size for _, size in base)
        by_chance = math.fsum(centre / size for _, size in base) / len(base)
        seen = (_mean_range([n / size for n, size in base], screen=True) / _RANGE_TO_SIGMA) ** 2
        more = max(0.0, seen - by_chance)
        return [Level(centre, math.sqrt(centre / size + more), least=0.0) for _, size in told]

    return draw(data, levels, reading(ruleset, baseline, improvement), phases, target)


def _counted(
    events: Sequence[float | None], exposures: Sequence[float | None]
) -> list[tuple[float, float] | None]:
    if len(events) != len(exposures):
        raise ValueError(
            f"{len(events)} counts came for {len(exposures)} exposures; expected as many"
        )
    pairs = zip(map(_recorded, events), map(_recorded, exposures), strict=True)
    found: list[tuple[float, float] | None] = []
    for count, size in pairs:
        if (count is not None and count < 0) or (size is not None and size < 0):
            raise ValueError(f"{count} events over {size}; expected numbers of 0 or more")
        found.append(None if count is None or not size else (count, size))
    return found


def _mean_range(values: Sequence[float], screen: bool) -> float:
    """The mean distance of a value from the one before it; 0 for a single value."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        return 0.0
    mean = math.fsum(ranges) / len(ranges)
    kept = [size for size in ranges if size < _SCREEN * mean] if screen else ranges
    # One blip in a flat series: without its two ranges there would be no limits at all.
    return math.fsum(kept) / len(kept) if any(kept) else mean


def _excess(sizes: Sequence[tuple[float, float]], centre: float) -> float:
    """How many times further points stray than their sizes explain; 1 where they do not."""
    if centre in (0, 1):
        return 1.0
    scores = [(n / d - centre) / math.sqrt(centre * (1 - centre) / d) for n, d in sizes]
    return max(1.0, _mean_range(scores, screen=True) / _RANGE_TO_SIGMA)


def _sizes(
    numerators: Sequence[float | None], denominators: Sequence[float | None]
) -> list[tuple[float, float] | None]:
    if len(numerators) != len(denominators):
        raise ValueError(
            f"{len(numerators)} numerators came for {len(denominators)} denominators; "
            "expected as many"
        )
    pairs = zip(map(_recorded, numerators), map(_recorded, denominators), strict=True)
    return [_size(*pair) for pair in pairs]


def _size(numerator: float | None, denominator: float | None) -> tuple[float, float] | None:
    if numerator is None or denominator is None:
        return None
    if not 0 <= numerator <= denominator:
        raise ValueError(
            f"{numerator:g} of {denominator:g} is no proportion; expected a numerator from 0 to "
            "the denominator"
        )
    return (numerator, denominator) if denominator else None


def _recorded(value: float | None) -> float | None:
    if value is None:
        return None
    if math.isfinite(value):
        return float(value)
    if math.isinf(value):
        raise ValueError("a value is infinite; expected a number, or None where it is missing")
    return None
