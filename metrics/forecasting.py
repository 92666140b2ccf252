"""The candidate methods of a projection, as weights on the values known, for many areas at once.

With its smoothing parameters fixed, exponential smoothing is linear in the values it is given. So
the library is run once on each unit series (1 in one year, 0 in the others) and its answers are
the weights of that year: one area costs as much as all of them. Source: Hyndman and Athanasopoulos,
Forecasting: Principles and Practice (3rd edition), 5.2, 8.1 and 8.2; statsmodels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Progress = Callable[[float], None]

LAST_VALUE, DRIFT = "last value", "drift"
LOCAL_LEVEL, DAMPED_TREND = "local level", "damped trend"
# Simplest first: of two that did equally well the earlier is taken.
METHODS = (LAST_VALUE, DRIFT, LOCAL_LEVEL, DAMPED_TREND)
# A trend starts from the first two values, so the third is the first that can be predicted.
FEWEST = 2

_LEVELS = (0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
_TRENDS = (0.05, 0.2, 0.4)
# Hyndman and Athanasopoulos keep damping between 0.8 and 0.98: below it vanishes at once, above
# it a few years cannot tell it from none.
_DAMPINGS = (0.8, 0.9, 0.98)


@dataclass(frozen=True)
class Setting:
    """A method with its smoothing parameters, by the names statsmodels gives them."""

    method: str
    parameters: tuple[tuple[str, float], ...] = ()


SETTINGS = (
    Setting(LAST_VALUE),
    Setting(DRIFT),
    *(Setting(LOCAL_LEVEL, (("smoothing_level", level),)) for level in _LEVELS),
    *(
        Setting(
            DAMPED_TREND,
            (("smoothing_level", level), ("smoothing_trend", trend), ("damping_trend", damping)),
        )
        for level, trend, damping in product((0.35, 0.65, 0.9), _TRENDS, _DAMPINGS)
    ),
)


def forecasts(series: Floats, horizons: int, *, progress: Progress = lambda share: None) -> Floats:
    """What each setting predicts of each area, made at each year, for the years that follow it.

    `series` is areas x years, NaN where there is no value; the answer is settings x areas x
    years x horizons, NaN where fewer than FEWEST values in a row end in that year. What is made at
    a year uses that year and earlier ones only. `progress` is told shares from 0 to 1.
    """
    areas, years = series.shape
    found = np.full((len(SETTINGS), areas, years, horizons), np.nan)
    if years < FEWEST:
        return found
    weights = _weights(years, horizons, progress)
    runs = in_a_row(series)
    for length in range(FEWEST, years + 1):
        rows, ends = np.nonzero(runs == length)
        made = np.zeros((len(SETTINGS), len(rows), horizons))
        # One year after another: a matrix product may add in another order when other areas or
        # later years are there, and a past prediction must stay the same to the last bit.
        for place in range(length):
            known = series[rows, ends - length + 1 + place]
            made += known[None, :, None] * weights[:, length - 1, None, :, place]
        found[:, rows, ends] = made
    return found


def in_a_row(series: Floats) -> NDArray[np.int64]:
    """How many values without a gap end in each year, in the shape of `series`."""
    runs = np.zeros(series.shape, dtype=np.int64)
    for year in range(series.shape[1]):
        before = runs[:, year - 1] if year else 0
        runs[:, year] = np.where(np.isnan(series[:, year]), 0, before + 1)
    return runs


def _weights(years: int, horizons: int, progress: Progress) -> Floats:
    """Settings x year made at x horizons x year known."""
    found = []
    for nth, setting in enumerate(SETTINGS, start=1):
        found.append(_weights_of(setting, years, horizons))
        progress(nth / len(SETTINGS))
    return np.array(found)


@cache
def _weights_of(setting: Setting, years: int, horizons: int) -> Floats:
    """Year made at x horizons x year known, from the setting's answers to unit series."""
    predict = {LAST_VALUE: _last_value, DRIFT: _drift}.get(setting.method, _smoothed)
    columns = [predict(unit, setting, horizons) for unit in np.eye(years)]
    weights = np.stack(columns, axis=2)
    weights.setflags(write=False)
    return weights


def _last_value(values: Floats, setting: Setting, horizons: int) -> Floats:
    return np.repeat(values[:, None], horizons, axis=1)


def _drift(values: Floats, setting: Setting, horizons: int) -> Floats:
    steps = np.maximum(np.arange(len(values)), 1)
    slope = (values - values[0]) / steps
    return values[:, None] + slope[:, None] * np.arange(1, horizons + 1)


def _smoothed(values: Floats, setting: Setting, horizons: int) -> Floats:
    """Years x horizons: the level reached in each year and what the damped trend adds to it."""
    results = _fit(values, setting)
    level = np.asarray(results.level)[:, None]
    if setting.method == LOCAL_LEVEL:
        return np.repeat(level, horizons, axis=1)
    damping = dict(setting.parameters)["damping_trend"]
    added = np.cumsum(damping ** np.arange(1, horizons + 1))
    return level + np.asarray(results.trend)[:, None] * added


def _fit(values: Floats, setting: Setting) -> Any:
    """The library's smoothing of one series with the setting's parameters.

    It starts from the first value, and a trend from the first change.
    """
    # Imported here: it takes seconds, and only a projection needs it.
    from statsmodels.tsa.holtwinters import Holt, SimpleExpSmoothing

    start: dict[str, Any] = {"initialization_method": "known", "initial_level": values[0]}
    model: Any
    if setting.method == LOCAL_LEVEL:
        model = SimpleExpSmoothing(values, **start)
    else:
        trend = values[1] - values[0]
        model = Holt(values, damped_trend=True, initial_trend=trend, **start)
    return model.fit(optimized=False, **dict(setting.parameters))


def settings_of(method: str) -> list[int]:
    """The places in SETTINGS of a method's settings."""
    return [nth for nth, setting in enumerate(SETTINGS) if setting.method == method]
