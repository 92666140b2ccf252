"""How well the ranges of a back-test held, year by year."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from metrics.back_test import COVERS, BackTest, Origin, ahead
from metrics.forecasting import Floats
from metrics.periods import Period
from plan.types import academic_year_of

# A range is drawn where it held this often, on average over the latest years that count.
NEEDED, LATEST = 0.75, 3
# A year checked on fewer authorities is shown and does not count: one inside its range is no 100%.
FEWEST_AUTHORITIES = 10
_RANGES = {1: "the range", 2: "the range for two years ahead", 3: "the range for three years ahead"}
COVID_YEARS = (201920, 202021, 202122)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One year's predictions against what came.

    `origin` is the year they were made at the end of. `coverage` is the share of authorities whose
    value lay in their 80% range; `error` and `last_value_error` are mean absolute errors in the
    measure's unit, of the prediction and of the last value kept as it was.
    """

    origin: Period
    period: Period
    method: str
    authorities: int
    coverage: float
    error: float
    last_value_error: float

    @property
    def counts(self) -> bool:
        return self.authorities >= FEWEST_AUTHORITIES

    @property
    def in_covid(self) -> bool:
        """Whether the year predicted is one of 2019/20 to 2021/22."""
        return academic_year_of(self.period.time_period) in COVID_YEARS


@dataclass(frozen=True, kw_only=True)
class TrackRecord:
    """Every year that could be checked, and how often the ranges held.

    Coverages are means over the years that count, each year weighing the same; None where there is
    none. `latest` is of the newest three. `reason` says why they cannot be trusted, else "".
    """

    horizon: int
    years: tuple[Checked, ...]
    coverage: float | None
    coverage_without_covid: float | None
    latest: float | None
    verdict: str
    reason: str

    @property
    def holds(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Made:
    """One origin's predictions of every area in the measure's unit, and what came."""

    predicted: Floats
    lower: Floats
    upper: Floats
    last: Floats
    came: Floats

    @property
    def checked(self) -> NDArray[np.bool_]:
        """Areas that had a range and a value."""
        return ~np.isnan(self.lower) & ~np.isnan(self.came)

    @property
    def held(self) -> NDArray[np.bool_]:
        """Areas whose value lay in their range; on its limit is in it, whatever was rounded."""
        near = 1e-9 * (1 + np.abs(self.came))
        return (self.came >= self.lower - near) & (self.came <= self.upper + near)


def made_at(test: BackTest, place: int, horizon: int) -> Made:
    """The predictions made at the end of a year of the back-test, by its place in the periods."""
    origin, back = test.origins[place], test.scale.backward
    return Made(
        predicted=back(origin.predicted[:, horizon - 1]),
        lower=back(origin.lower[:, horizon - 1]),
        upper=back(origin.upper[:, horizon - 1]),
        last=test.values[:, place],
        came=ahead(test.values, horizon)[:, place],
    )


def track_record(test: BackTest, horizon: int = 1) -> TrackRecord:
    """How predictions made that many years before have fared."""
    found = [_checked(test, place, origin, horizon) for place, origin in enumerate(test.origins)]
    years = tuple(year for year in found if year)
    counted = [year for year in years if year.counts]
    newest = counted[-LATEST:]
    latest = _coverage(newest) if len(newest) == LATEST else None
    verdict = _verdict(newest, latest, horizon)
    return TrackRecord(
        horizon=horizon,
        years=years,
        coverage=_coverage(counted),
        coverage_without_covid=_coverage([year for year in counted if not year.in_covid]),
        latest=latest,
        verdict=verdict,
        reason="" if latest is not None and latest >= NEEDED - 1e-9 else verdict,
    )


def _checked(test: BackTest, place: int, origin: Origin, horizon: int) -> Checked | None:
    made = made_at(test, place, horizon)
    which = made.checked
    if not which.any():
        return None
    came = made.came[which]
    return Checked(
        origin=test.periods[place],
        period=test.periods[place + horizon],
        method=origin.method,
        authorities=int(which.sum()),
        coverage=float(made.held[which].mean()),
        error=float(np.abs(came - made.predicted[which]).mean()),
        last_value_error=float(np.abs(came - made.last[which]).mean()),
    )


def _coverage(years: Sequence[Checked]) -> float | None:
    return fmean(year.coverage for year in years) if years else None


def _verdict(newest: Sequence[Checked], latest: float | None, horizon: int) -> str:
    ranges = _RANGES[horizon]
    if latest is None:
        return (
            f"{ranges} could be checked in {len(newest)} of the {LATEST} years needed, "
            f"on at least {FEWEST_AUTHORITIES} authorities each"
        )
    # Rounded down, so that a range that just failed is not said to have held 75%.
    held = math.floor(100 * latest + 1e-9)
    return (
        f"in the latest years that could be checked, {newest[0].period.label} to "
        f"{newest[-1].period.label}, {ranges} held {held}% of the time; "
        f"it should hold {COVERS:.0%}"
    )
