"""Which of a measure's points is the one to quote: its basis and its newest matured period."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from metrics.definitions import Measure, PeriodKind
from metrics.periods import MONTHS, QUARTERS, TERMS, YEARS, Period

# Where DfE publishes a measure its figure is the one quoted, as members will find it elsewhere.
BASES = ("published", "local", "sample")
# Longest first.
KINDS: dict[PeriodKind, tuple[str, ...]] = {
    "year": YEARS,
    "term": TERMS,
    "quarter": QUARTERS,
    "month": MONTHS,
}
SUPPRESSED = "c"

Point = dict[str, Any]


def latest(points: pd.DataFrame, measure: Measure, area_code: str) -> Point | None:
    """The newest matured all-pupil point of an area, as a dict of the frame's columns.

    The newest year, or the newest term, quarter or month where the measure has no year. A
    suppressed point counts: it has matured, and hiding it behind an older year would mislead.
    A year DfE marks as not available does not. Missing cells are None. None where there is none.
    """
    return newest_matured(series(points, measure, area_code))


def newest_matured(found: Sequence[Point]) -> Point | None:
    """The same of a series, oldest first."""
    matured = [point for point in found if not point["provisional"]]
    told = [p for p in matured if p["value"] is not None or p["symbol"] == SUPPRESSED]
    return told[-1] if told else None


def why_no_latest(points: pd.DataFrame, measure: Measure, area_code: str) -> str:
    """Why `latest` found nothing, in words."""
    found = series(points, measure, area_code)
    if not found:
        return "no data loaded"
    if all(point["provisional"] for point in found):
        return f"no {quoted_kind(measure)} has matured yet"
    return "no value is available"


def series(points: pd.DataFrame, measure: Measure, area_code: str) -> list[Point]:
    """An area's all-pupil points of the kind that is quoted, on one basis, oldest first."""
    chosen = points[
        (points["area_code"] == area_code)
        & (points["measure_id"] == measure.id)
        & (points["breakdown_topic"] == "Total")
        & (points["breakdown"] == "Total")
        & points["time_identifier"].isin(KINDS[quoted_kind(measure)])
    ]
    found = records(chosen)
    basis = next((basis for basis in BASES if any(p["basis"] == basis for p in found)), None)
    return sorted((p for p in found if p["basis"] == basis), key=period_of)


def period_of(point: Point) -> Period:
    """The period of a point."""
    return Period(int(point["time_period"]), point["time_identifier"])


def quoted_kind(measure: Measure) -> PeriodKind:
    """A year where the measure has one, else its longest period."""
    return next(kind for kind in KINDS if kind in measure.periods)


def records(points: pd.DataFrame) -> list[Point]:
    """The rows of a frame of points as dicts of its columns; missing cells are None."""
    cells = points.to_numpy(dtype=object, copy=True)
    cells[pd.isna(cells)] = None
    names = [str(name) for name in points.columns]
    found = [dict(zip(names, row, strict=True)) for row in cells.tolist()]
    for point in found:
        point["provisional"] = bool(point.get("provisional"))
    return found
