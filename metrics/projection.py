"""Where a measure may go next, drawn only where the same method has a record to show for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.back_test import (
    EARLIER_ORIGINS,
    EARLIER_VALUES,
    HORIZONS,
    BackTest,
    back_test,
)
from metrics.definitions import Measure
from metrics.forecasting import Progress, in_a_row
from metrics.periods import Period
from metrics.ranking import LEFT_OUT
from metrics.track_record import TrackRecord, made_at, track_record


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What is or would have been said of an area at the end of `origin`, with its 80% range.

    In the measure's unit. `came` is the value that came, and `held` whether it lay in the range;
    None where it has not come.
    """

    origin: Period
    period: Period
    method: str
    value: float
    lower: float
    upper: float
    came: float | None
    held: bool | None


@dataclass(frozen=True, kw_only=True)
class Projection:
    """An area's next years with 80% ranges, in the measure's unit, and the record behind them.

    `ahead` is empty unless `drawn`; `reason` then says why not. It reaches as many years as the
    ranges held for, and `stops` says why it is no more. `record` is of predictions one year ahead,
    `past` the area's own. `breaks` are the measure's, left in as they are, among the years used.
    """

    measure_id: str
    area_code: str
    method: str
    ahead: tuple[Prediction, ...]
    drawn: bool
    reason: str
    stops: str
    verdict: str
    record: TrackRecord
    past: tuple[Prediction, ...]
    breaks: tuple[tuple[int, str], ...]


def projection(
    measure: Measure,
    frame: pd.DataFrame,
    area_code: str,
    *,
    test: BackTest | None = None,
    progress: Progress | None = None,
) -> Projection:
    """An area's projection from the published years of all authorities in a frame of points.

    `test` is the measure's back-test where it has been made already: it serves every area.
    `progress` is told shares from 0 to 1. Raises ValueError as `back_test`.
    """
    test = test or back_test(measure, frame, progress=progress)
    records = [track_record(test, horizon) for horizon in range(1, HORIZONS + 1)]
    own = _own_place(test, area_code)
    ahead = _ahead(test, own) if own else []
    reason = _why_not(test, area_code, ahead) or records[0].reason
    reach = next((n for n, record in enumerate(records) if not record.holds), HORIZONS)
    drawn = ahead[:reach] if not reason else []
    return Projection(
        measure_id=measure.id,
        area_code=area_code,
        method=ahead[0].method if ahead else "",
        ahead=tuple(drawn),
        drawn=bool(drawn),
        reason=reason,
        stops=records[reach].reason if drawn and reach < HORIZONS else "",
        verdict=records[0].verdict,
        record=records[0],
        past=_past(test, area_code),
        breaks=_breaks(measure, test.periods),
    )


def _own_place(test: BackTest, area_code: str) -> tuple[int, int] | None:
    """The area and its newest year, by their places; None where it has no value."""
    if area_code not in test.areas:
        return None
    area = test.areas.index(area_code)
    return area, int(np.flatnonzero(~np.isnan(test.values[area]))[-1])


def _ahead(test: BackTest, own: tuple[int, int]) -> list[Prediction]:
    area, place = own
    found = (_prediction(test, area, place, horizon) for horizon in range(1, HORIZONS + 1))
    return [prediction for prediction in found if prediction]


def _past(test: BackTest, area_code: str) -> tuple[Prediction, ...]:
    own = _own_place(test, area_code)
    if own is None:
        return ()
    found = (_prediction(test, own[0], place, 1) for place in range(own[1]))
    return tuple(prediction for prediction in found if prediction and prediction.came is not None)


def _prediction(test: BackTest, area: int, place: int, horizon: int) -> Prediction | None:
    made = made_at(test, place, horizon)
    if np.isnan(made.lower[area]):
        return None
    has_come = not np.isnan(made.came[area])
    return Prediction(
        origin=test.periods[place],
        period=_later(test.periods[place], horizon),
        method=test.origins[place].method,
        value=float(made.predicted[area]),
        lower=float(made.lower[area]),
        upper=float(made.upper[area]),
        came=float(made.came[area]) if has_come else None,
        held=bool(made.held[area]) if has_come else None,
    )


def _later(period: Period, years: int) -> Period:
    first = period.first_year + years
    named = first if period.time_period < 10000 else first * 100 + (first + 1) % 100
    return Period(named, period.time_identifier)


def _why_not(test: BackTest, area_code: str, ahead: Sequence[Prediction]) -> str:
    """Why the area itself cannot be predicted; "" where it can."""
    if ahead:
        return ""
    if area_code in LEFT_OUT:
        return "too few pupils to stand beside other authorities"
    own = _own_place(test, area_code)
    if own is None:
        return "no yearly values are published for it"
    area, place = own
    run = int(in_a_row(test.values)[area, place])
    if run < EARLIER_VALUES:
        return f"{EARLIER_VALUES} published years in a row are needed; there are {run}"
    return f"there are not {EARLIER_ORIGINS} earlier years of predictions to learn a range from"


def _breaks(measure: Measure, periods: Sequence[Period]) -> tuple[tuple[int, str], ...]:
    years = {period.time_period for period in periods}
    return tuple((year, why) for year, why in measure.breaks if year in years)
