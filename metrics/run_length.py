"""How many points a control chart takes to show a lasting step, by simulation.

Points are drawn from the normal distribution about limits already set, month by month, and read
by the rules of Making Data Count as each arrives. Source of the idea: average run lengths, as in
Wheeler and Chambers (1992); here the median, which half of such charts reach.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from metrics.chart_rules import RULESETS

# Past three years a chart has shown little sooner than chance alone would have.
LONGEST = 36
# Months before the step: a run or a trend may begin in them.
_BEFORE = 6
_CHARTS = 4000
_SEED = 20230901

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def median_points(step: float) -> int | None:
    """Points after a step until half of the charts show it on its own side.

    `step` is in sigmas of the chart, of which its limits are three out. None past LONGEST.
    """
    shown = signals_upward(_draws() + np.where(_is_after(), abs(step), 0.0))[:, _is_after()]
    by_then = np.logical_or.accumulate(shown, axis=1).mean(axis=0)
    reached = np.flatnonzero(by_then >= 0.5)
    return int(reached[0]) + 1 if reached.size else None


def signals_upward(charts: Numbers) -> Flags:
    """Which points, when they were the newest, broke a rule on the upper side.

    One row a chart, in sigmas from its centre; only points up to each are read.
    """
    rules = RULESETS["mdc"]
    above = charts > 0
    outside = charts > 3
    shift = _all_of_last(above, rules.shift)
    rising = np.diff(charts, axis=1, prepend=np.inf) > 0
    trend = _all_of_last(rising, rules.trend - 1)
    two = _count_of_last(charts > 2, 3) >= 2
    return outside | shift | trend | (two & _all_of_last(above, 3))


def _all_of_last(flags: Flags, length: int) -> Flags:
    return _count_of_last(flags, length) == length


def _count_of_last(flags: Flags, length: int) -> NDArray[np.int_]:
    sums = np.cumsum(flags, axis=1)
    earlier = np.zeros_like(sums)
    earlier[:, length:] = sums[:, :-length]
    return sums - earlier


@cache
def _draws() -> Numbers:
    random = np.random.default_rng(_SEED)
    return random.standard_normal((_CHARTS, _BEFORE + LONGEST))


def _is_after() -> Flags:
    return np.arange(_BEFORE + LONGEST) >= _BEFORE
