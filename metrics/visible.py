"""The smallest change that one more year's figure, or a monthly chart, can show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

from metrics.chart_reading import Chart
from metrics.control_chart import xmr
from metrics.definitions import Measure
from metrics.intervals import (
    BOOTSTRAP,
    BYAR,
    CONFIDENCE_95,
    EXACT_POISSON,
    RATIO_BY_CHILD,
    STUDENT_T,
    WIDENED,
    WILSON,
    poisson_rate,
)
from metrics.latest import SUPPRESSED, Point
from metrics.run_length import median_points
from metrics.targets import Value
from plan.types import Band

POWER = 0.8
FALL, RISE, EITHER_WAY = "fall", "rise", "either way"
BY_SQUARE_ROOTS = "Two Poisson rates by square roots (Huffman, 1984)"
BY_ARCSINES = "Two proportions by arcsines (Cohen, 1988)"
BY_T = "Two means by Student's t"
BY_NORMAL = "Two means by the normal distribution"
PROVISIONAL = "provisional: its time is not up yet"

_Z = float(-special.ndtri((1 - CONFIDENCE_95) / 2))
_Z_POWER = float(-special.ndtri(1 - POWER))
# sqrt(X + 3/8) varies by 1/4 about sqrt(m + 1/8), whatever the mean m (Anscombe, 1948).
_SHIFT = 1 / 8


@dataclass(frozen=True, kw_only=True)
class VisibleChange:
    """The smallest change that 80 in 100 such years would show, in the measure's unit.

    `way` is fall, rise, or either way; `change` is its size, never negative. `children` is the
    same as a whole number of what the measure counts, None where it counts none of them.
    """

    change: float | None = None
    way: str = ""
    children: int | None = None
    method: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class _Ways:
    """The smallest fall and rise, None where even the furthest possible would not show."""

    fall: float | None
    rise: float | None
    method: str
    too_few: str


def smallest_visible_change(
    measure: Measure, point: Point | None, target: Value | None
) -> VisibleChange:
    """The smallest difference between a year's figure and the next that a test would show.

    Two-sided at 95% with 80% power, the next year of the same size as the point's, and both left
    to chance as far as the point's own interval says. A fall where low is good, a rise where high
    is, towards a band from outside it; where no way is better, the larger of the two.
    """
    reason = why_no_figure(point)
    if point is None or reason:
        return VisibleChange(reason=reason)
    if measure.calculation == "median":
        return VisibleChange(reason="a median's smallest change cannot be told from its interval")
    if point["lower_ci"] is None or point["upper_ci"] is None:
        return VisibleChange(reason=point["method"] or "no interval can be calculated")
    ways = _ways(measure, point)
    way = _good_way(measure, float(point["value"]), target)
    change, way = _chosen(ways, way)
    if change is None:
        return VisibleChange(way=way, method=ways.method, reason=ways.too_few)
    children = _as_children(measure, point, change)
    return VisibleChange(change=change, way=way, children=children, method=ways.method)


def months_until_visible(values: Sequence[float | None], change: float) -> int | None:
    """Charted months until a lasting step of this size shows on the series' XmR chart.

    `values` in order of time, None where a month is not charted; `change` in their unit. Half of
    such charts show it by then, by any rule of Making Data Count, on its own side. None where the
    chart has no limits or no words yet, or it would take over three years.
    """
    return months_on_chart(xmr(values, ruleset="mdc"), change)


def months_on_chart(chart: Chart, change: float) -> int | None:
    """The same on a chart that is drawn already; `change` in the unit of its points."""
    newest = next((point for point in reversed(chart.points) if point.value is not None), None)
    if chart.reason or not chart.phases[-1].has_limits or newest is None:
        return None
    assert newest.centre is not None
    assert newest.upper is not None
    return median_points(3 * change / (newest.upper - newest.centre))


def why_no_figure(point: Point | None) -> str:
    """Why nothing can be worked out from a point; empty where it holds a settled value."""
    if point is None:
        return "there is no figure yet"
    if point["symbol"] == SUPPRESSED:
        return "suppressed"
    if point["provisional"]:
        return PROVISIONAL
    return "" if point["value"] is not None else "no value is available"


def months_summed(measure: Measure, point: Point) -> int:
    """How many months' counts a point sums over the same children: three for a local NEET year."""
    summed = point["time_identifier"] == "Calendar year" and point["numerator"] is not None
    return measure.year_sums_months if summed else 1


def dispersion_of(measure: Measure, point: Point) -> float:
    """How much further than Poisson's a point's limits lie, squared: 1 where they are not widened.

    The point has limits.
    """
    if WIDENED not in point["method"]:
        return 1.0
    events, population = _events(measure, point)
    _, upper = poisson_rate(events, population, _multiplier(measure))
    value = _multiplier(measure) * events / population
    return max(1.0, float(((point["upper_ci"] - value) / (upper - value)) ** 2))


def _ways(measure: Measure, point: Point) -> _Ways:
    method = point["method"] or ""
    if method.startswith((BYAR, EXACT_POISSON)):
        return _of_rates(measure, point)
    if method.startswith(WILSON):
        return _of_proportions(point)
    assert method.startswith((STUDENT_T, BOOTSTRAP, RATIO_BY_CHILD)), (
        f"no test is known for {method!r}"
    )
    return _of_means(point)


def _of_rates(measure: Measure, point: Point) -> _Ways:
    """Events over what clumps them together: so many independent ones, each worth a clump."""
    events, population = _events(measure, point)
    clump = dispersion_of(measure, point)
    unit = clump * _multiplier(measure) / population
    free = events / clump
    root, step = math.sqrt(free + _SHIFT), (_Z + _Z_POWER) / math.sqrt(2)
    fall = None
    if root - step >= math.sqrt(_SHIFT):
        fall = unit * (free + _SHIFT - (root - step) ** 2)
    return _Ways(
        fall=fall,
        rise=unit * ((root + step) ** 2 - _SHIFT - free),
        method=BY_SQUARE_ROOTS + (WIDENED if clump > 1 else ""),
        too_few=f"{events:.0f} is too few: even a fall to 0 could be chance",
    )


def _of_proportions(point: Point) -> _Ways:
    share = float(point["value"]) / 100
    size = _size_behind(share, (point["upper_ci"] - point["lower_ci"]) / 100)

    def angle(of: float) -> float:
        return math.asin(math.sqrt((size * of + _SHIFT) / (size + 2 * _SHIFT)))

    def share_at(an_angle: float) -> float:
        return (math.sin(an_angle) ** 2 * (size + 2 * _SHIFT) - _SHIFT) / size

    here, step = angle(share), (_Z + _Z_POWER) * math.sqrt(2 / (4 * size + 2))
    lower, upper = here - step, here + step
    return _Ways(
        fall=100 * (share - share_at(lower)) if lower >= angle(0) else None,
        rise=100 * (share_at(upper) - share) if upper <= angle(1) else None,
        method=BY_ARCSINES,
        too_few=f"{size:.0f} is too few: even a change to the end of the scale could be chance",
    )


def _size_behind(share: float, width: float) -> float:
    """How large a group gives a Wilson interval of this width: its formula, solved for the size."""
    z2, w2 = _Z**2, width**2
    half = 2 * z2 * share * (1 - share) - w2 * z2
    return (half + math.sqrt(half**2 + w2 * z2**2 * (1 - w2))) / w2


def _of_means(point: Point) -> _Ways:
    by_t = point["method"].startswith(STUDENT_T)
    half = (point["upper_ci"] - point["lower_ci"]) / 2
    if by_t:
        children = point["denominator"]
        error = half / -special.stdtrit(children - 1, (1 - CONFIDENCE_95) / 2)
        both = 2 * children - 2
        away = -special.stdtrit(both, (1 - CONFIDENCE_95) / 2) - special.stdtrit(both, 1 - POWER)
    else:
        error, away = half / _Z, _Z + _Z_POWER
    # Two years' figures, each as uncertain as this one.
    change = float(away * error * math.sqrt(2))
    return _Ways(
        fall=change if change <= point["value"] else None,
        rise=change,
        method=BY_T if by_t else BY_NORMAL,
        too_few="too few children: even a fall to 0 could be chance",
    )


def _good_way(measure: Measure, value: float, target: Value | None) -> str:
    if isinstance(target, Band):
        if target.lower <= value <= target.upper:
            return EITHER_WAY
        return FALL if value > target.upper else RISE
    return {"low": FALL, "high": RISE}.get(measure.polarity, EITHER_WAY)


def _chosen(ways: _Ways, way: str) -> tuple[float | None, str]:
    if way != EITHER_WAY:
        return (ways.fall if way == FALL else ways.rise), way
    if ways.fall is None or ways.rise is None:
        # A fall that cannot show leaves the rise, and the other way about.
        return (ways.rise, RISE) if ways.fall is None else (ways.fall, FALL)
    return max(ways.fall, ways.rise), EITHER_WAY


def _as_children(measure: Measure, point: Point, change: float) -> int | None:
    if measure.calculation not in ("ratio", "count") or measure.contributor == "none":
        return None
    population = 1.0 if measure.calculation == "count" else point["denominator"]
    if population is None:
        return None
    of_one_month = population / months_summed(measure, point)
    # A whole number that came out a hair above itself is not one more child.
    return math.ceil(change * of_one_month / _multiplier(measure) - 1e-9)


def _events(measure: Measure, point: Point) -> tuple[float, float]:
    if measure.calculation == "count":
        return float(point["value"]), 1.0
    return float(point["numerator"]), float(point["denominator"])


def _multiplier(measure: Measure) -> int:
    return 1 if measure.calculation == "count" else measure.multiplier
