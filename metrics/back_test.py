"""What would have been predicted of every authority in every year, and what then came.

Each origin is a year with all that was known by then: the smoothing parameters, the method and the
width of the range are learnt from it and from earlier years only, pooled over the authorities.
Source: rolling origin and scaled errors, Hyndman and Athanasopoulos, Forecasting: Principles and
Practice (3rd edition), 5.8 and 5.10; ranges from past errors scaled by each area's own variation,
Lei et al. (2018), Distribution-free predictive inference for regression (split conformal).
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from metrics.definitions import Measure
from metrics.forecasting import METHODS, Floats, Progress, forecasts, in_a_row, settings_of
from metrics.periods import YEARS, Period
from metrics.ranking import LEFT_OUT

HORIZONS = 3
# Values in a row an area needs before it is predicted.
EARLIER_VALUES = 6
# Earlier years a range is learnt from.
EARLIER_ORIGINS = 3
COVERS = 0.8
_TAIL = (1 - COVERS) / 2
# With fewer errors nothing can be promised to hold 80%, a tenth on each side.
_FEWEST_ERRORS = math.ceil(1 / _TAIL) - 1
# An area's own variation is joined by this many changes of a typical area: the five it has at
# first are too few to trust alone, and one that never changed would have a range of no width.
_TYPICAL_CHANGES = 5


@dataclass(frozen=True)
class Scale:
    """Where a measure is predicted, so that no range leaves what is possible.

    Percentages on the log odds, everything else on the logarithm: a year changes a value by a
    share of itself, and a range cannot go below 0 or over `top`. `offset`, in the measure's unit,
    gives a true 0 a place.
    """

    offset: float
    top: float | None

    def forward(self, values: Floats) -> Floats:
        """From the measure's unit; values outside what is possible count as its end."""
        inside = np.clip(values, 0.0, self.top) + self.offset
        moved = np.log(inside) if self.top is None else logit(inside / self._whole)
        return np.asarray(moved, dtype=np.float64)

    def backward(self, values: Floats) -> Floats:
        """To the measure's unit, never outside what is possible."""
        moved = np.exp(values) if self.top is None else expit(values) * self._whole
        return np.asarray(np.clip(moved - self.offset, 0.0, self.top), dtype=np.float64)

    @property
    def _whole(self) -> float:
        return (self.top or 0.0) + 2 * self.offset


@dataclass(frozen=True, eq=False)
class Origin:
    """What was predicted of every area at the end of one year, on the scale of the back-test.

    `predicted`, `lower` and `upper` are areas x horizons, NaN where there is none; `spreads` is
    each area's own variation; `errors`, by horizon, are those known then, over their spreads and
    sorted, and none where they come from too few years.
    """

    method: str
    predicted: Floats
    lower: Floats
    upper: Floats
    spreads: Floats
    errors: tuple[Floats, ...]

    def chances(self, horizon: int, limits: Floats, *, at_most: bool) -> Floats:
        """The chance of each area ending at most, or at least, at its limit, else NaN.

        From the same errors as the range; never 0 or 1, which a few years cannot show.
        """
        errors = self.errors[horizon - 1]
        if not errors.size:
            return np.full(len(limits), np.nan)
        needed = (limits - self.predicted[:, horizon - 1]) / self.spreads
        # A prediction that lands on the limit has met it, whatever was rounded on the way.
        if at_most:
            met = np.searchsorted(errors, needed + 1e-9, side="right")
        else:
            met = errors.size - np.searchsorted(errors, needed - 1e-9, side="left")
        return np.where(np.isnan(needed), np.nan, (met + 0.5) / (errors.size + 1))


@dataclass(frozen=True, eq=False, kw_only=True)
class BackTest:
    """Every prediction of a measure that could have been made, and what came.

    `values` is areas x periods in the measure's unit, NaN where there is none; `origins` has one
    for each of `periods`.
    """

    measure: Measure
    areas: tuple[str, ...]
    periods: tuple[Period, ...]
    values: Floats
    scale: Scale
    origins: tuple[Origin, ...]


def back_test(
    measure: Measure, frame: pd.DataFrame, *, progress: Progress | None = None
) -> BackTest:
    """Predict every authority in a frame of points at every year, from that year and before.

    Of published annual all-pupil values of local authorities, City of London and Isles of Scilly
    left out. `progress` is told shares from 0 to 1. Raises ValueError where an area has two values
    of one year, or one below 0.
    """
    table, periods = _table(measure, frame)
    values = table.to_numpy(dtype=np.float64)
    scale = _scale(measure, values)
    series = scale.forward(values)
    made = forecasts(series, HORIZONS, progress=progress or (lambda share: None))
    return BackTest(
        measure=measure,
        areas=tuple(str(code) for code in table.index),
        periods=periods,
        values=values,
        scale=scale,
        origins=_origins(series, made),
    )


def ahead(values: Floats, years: int) -> Floats:
    """Areas x periods: what came that many years later, NaN where it has not come."""
    later = np.full(values.shape, np.nan)
    if years < values.shape[1]:
        later[:, : values.shape[1] - years] = values[:, years:]
    return later


def _table(measure: Measure, frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Period, ...]]:
    """Areas x every year from the first to the last, gaps as NaN; and those years."""
    chosen = frame[
        (frame["measure_id"] == measure.id)
        & (frame["geographic_level"] == "Local authority")
        & (frame["basis"] == "published")
        & (frame["breakdown_topic"] == "Total")
        & (frame["breakdown"] == "Total")
        & frame["time_identifier"].isin(YEARS)
        & frame["value"].notna()
        & ~frame["provisional"].astype(bool)
        & ~frame["area_code"].isin(LEFT_OUT)
    ]
    twice = chosen.duplicated(["area_code", "time_period", "time_identifier"])
    if twice.any():
        first = chosen[twice].iloc[0]
        raise ValueError(
            f"{measure.id}: {first['area_code']} has two published values of "
            f"{first['time_period']}; expected one for each area and year"
        )
    if not len(chosen):
        return pd.DataFrame(dtype=float), ()
    # One kind of year only: a year of two terms and a whole one are not each other's next.
    identifier = chosen["time_identifier"].mode().iloc[0]
    chosen = chosen[chosen["time_identifier"] == identifier]
    wide = chosen.pivot(index="area_code", columns="time_period", values="value").sort_index()
    _refuse_negative(measure, chosen)
    years = _every_year(Period(int(min(wide)), identifier), Period(int(max(wide)), identifier))
    return wide.reindex(columns=[year.time_period for year in years]), years


def _refuse_negative(measure: Measure, chosen: pd.DataFrame) -> None:
    """A percentage over 100 is let through: DfE has printed 100.2% where rolls moved."""
    below = chosen[chosen["value"] < 0]
    if len(below):
        first = below.iloc[0]
        raise ValueError(
            f"{measure.id}: {first['area_code']} has {first['value']} in {first['time_period']}; "
            "expected 0 or more, as what can be below 0 has no logarithm to be predicted on"
        )


def _every_year(first: Period, last: Period) -> tuple[Period, ...]:
    years = [last]
    while years[-1] > first:
        years.append(years[-1].like_before)
    return tuple(years[::-1])


def _scale(measure: Measure, values: Floats) -> Scale:
    """The offset is a tenth of the usual distance from the nearest end of what is possible.

    As it was before the first prediction, so that it foretells nothing.
    """
    top = 100.0 if measure.unit == "%" else None
    before = values[:, :EARLIER_VALUES]
    distance = before if top is None else np.minimum(before, top - before)
    known = distance[distance > 0]
    return Scale(offset=float(np.median(known)) / 10 if known.size else 1.0, top=top)


def _origins(series: Floats, made: Floats) -> tuple[Origin, ...]:
    """Each year's predictions; `made` is settings x areas x years x horizons."""
    spreads = _spreads(series)
    came = np.stack([ahead(series, 1 + nth) for nth in range(HORIZONS)], axis=2)
    errors = (came - made) / spreads[:, :, None]
    enough = in_a_row(series) >= EARLIER_VALUES
    chosen = np.full((len(METHODS), *made.shape[1:]), np.nan)
    missed = chosen.copy()
    found = []
    for year in range(series.shape[1]):
        here = enough[:, year, None]
        for nth, method in enumerate(METHODS):
            setting = _best(errors[settings_of(method)], settings_of(method), year)
            chosen[nth, :, year] = np.where(here, made[setting, :, year], np.nan)
            missed[nth, :, year] = np.where(here, errors[setting, :, year], np.nan)
        best = _best(missed, list(range(len(METHODS))), year)
        found.append(_origin(METHODS[best], chosen[best, :, year], missed[best], spreads, year))
    return tuple(found)


def _best(errors: Floats, places: list[int], year: int) -> int:
    """The place whose errors one year ahead, as far as known by a year, are smallest on average.

    The first of equals, or where none is known.
    """
    known = [each[~np.isnan(each)] for each in errors[:, :, :year, 0]]
    averages = [float(np.abs(each).mean()) if each.size else math.inf for each in known]
    return places[averages.index(min(averages))]


def _spreads(series: Floats) -> Floats:
    """Areas x years: the mean size of an area's changes by then, and of a typical area's.

    The denominator of the mean absolute scaled error: the error of the last value.
    """
    runs = in_a_row(series)
    found = np.full(series.shape, np.nan)
    own = np.zeros(len(series))
    every: list[Floats] = []
    for year in range(1, series.shape[1]):
        changes = np.abs(series[:, year] - series[:, year - 1])
        own = np.where(np.isnan(changes), 0.0, own + changes)
        every.append(changes[~np.isnan(changes)])
        pooled = np.concatenate(every)
        typical = float(pooled.mean()) if pooled.size else math.nan
        count = runs[:, year] - 1 + _TYPICAL_CHANGES
        found[:, year] = (own + _TYPICAL_CHANGES * typical) / count
    # Where nothing ever changed there is no spread to measure errors by.
    return np.where(found > 0, found, np.nan)


def _origin(method: str, predicted: Floats, missed: Floats, spreads: Floats, year: int) -> Origin:
    errors = tuple(_known(missed, year, horizon) for horizon in range(1, HORIZONS + 1))
    reach = np.array([_reach(known) for known in errors])
    # Looking further ahead never makes a range narrower, nor does it leave its own prediction out.
    low = np.minimum.accumulate(np.minimum(reach[:, 0], 0.0))
    high = np.maximum.accumulate(np.maximum(reach[:, 1], 0.0))
    spread = spreads[:, year, None]
    return Origin(
        method=method,
        predicted=predicted,
        lower=predicted + low * spread,
        upper=predicted + high * spread,
        spreads=spreads[:, year],
        errors=errors,
    )


def _known(missed: Floats, year: int, horizon: int) -> Floats:
    """The errors at a horizon whose outcome had come by a year; none from too few origins."""
    earlier = missed[:, : max(0, year - horizon + 1), horizon - 1]
    there = ~np.isnan(earlier)
    known = np.sort(earlier[there])
    enough = there.any(axis=0).sum() >= EARLIER_ORIGINS and known.size >= _FEWEST_ERRORS
    return known if enough else known[:0]


def _reach(errors: Floats) -> tuple[float, float]:
    """The errors that leave a tenth of the next one on either side."""
    if not errors.size:
        return math.nan, math.nan
    place = math.ceil((errors.size + 1) * (1 - _TAIL))
    return float(errors[errors.size - place]), float(errors[place - 1])
