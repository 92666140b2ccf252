"""How much a measure varies from year to year beyond sampling, learnt from many areas' series."""

from collections.abc import Collection, Sequence
from statistics import fmean
from typing import Any, NamedTuple

import pandas as pd

from metrics.definitions import Measure
from metrics.latest import Point, period_of
from metrics.periods import Period
from metrics.trend import POINTS, BetweenYears, between_years
from plan.types import academic_year_of

# Districts live through their authority's years together, so that thirteen series tell little
# more than one. Counted as two, chance alone makes a direction in at most about 1% of runs.
DEGREES_OF_DISTRICTS = 6.0
_NEEDED = ["area_code", "time_period", "time_identifier", "value", "lower_ci", "upper_ci"]
_AUTHORITY, _DISTRICT = "Local authority", "Local authority district"
_WHOLES = ("National", "Regional")
# Outside the authority, and not known.
_NO_PLACE = ("x", "z")

Record = dict[str, Any]


class Variation(NamedTuple):
    """The variation between years on the scale of `scale_of`, and whose series told it."""

    found: BetweenYears
    learnt_from: str


def in_time(period: Period) -> float:
    """The year a period is in: years left out are a gap as long as it was."""
    return period.first_year


def scale_of(measure: Measure, level: float) -> float:
    """How far an area at a level strays in a year that moves all areas alike.

    In the measure's unit; 1 where the level itself allows no variation.
    """
    # A bad year adds a share of what an area usually has, not so many a hundred pupils: pooled
    # as they are, big strays at high rates would be called trends in up to 4 of 10 quiet series.
    if measure.unit == "%":
        return level * (100 - level) / 100 if 0 < level < 100 else 1.0
    return abs(level) or 1.0


def variation_between_years(
    measure: Measure,
    own: Sequence[Point],
    rows: pd.DataFrame,
    peers: Sequence[str],
    breaks: Collection[int],
) -> Variation:
    """What the newest five years of `own` and of other areas stray from their own lines.

    `rows` are points of the quoted kind of period, `breaks` six-digit academic years. The others
    are the authorities among `peers`, else the districts of the same basis, else none. England
    and regions never teach: in their sums the variation is averaged away.
    """
    area, level = own[-1]["area_code"], own[-1]["geographic_level"]
    mine = [] if level in _WHOLES else [_relative([_tested(p) for p in own], measure)]
    usable = rows[
        (rows["basis"] == own[-1]["basis"])
        & ~rows["provisional"].astype(bool)
        & rows["lower_ci"].notna()
        & (rows["area_code"] != area)
    ]
    levels = usable["geographic_level"]
    among = usable[(levels == _AUTHORITY) & usable["area_code"].isin(list(peers))]
    taught = _others(among, measure, breaks)
    if taught:
        return _told(mine, taught, ("authority", "authorities"))
    among = usable[(levels == _DISTRICT) & ~usable["area_code"].isin(_NO_PLACE)]
    taught = _others(among, measure, breaks)
    if not taught:
        alone = [_relative([_tested(p) for p in own], measure)]
        return Variation(between_years(alone, when=in_time), "its own series alone")
    told = _told(mine, taught, ("district", "districts"))
    degrees = min(told.found.degrees, DEGREES_OF_DISTRICTS)
    return told._replace(found=told.found._replace(degrees=degrees))


def _told(
    mine: list[list[Record]], others: list[list[Record]], whose: tuple[str, str]
) -> Variation:
    own = "its own series and those" if mine else "the series"
    words = f"{own} of {len(others)} {whose[len(others) > 1]}"
    return Variation(between_years([*mine, *others], when=in_time), words)


def _others(rows: pd.DataFrame, measure: Measure, breaks: Collection[int]) -> list[list[Record]]:
    """The newest five unbroken years of each area that has as many, relative to its level."""
    found: dict[str, list[Record]] = {}
    for point in rows[_NEEDED].to_dict("records"):
        if academic_year_of(int(point["time_period"])) not in breaks:
            found.setdefault(point["area_code"], []).append(_tested(point))
    newest = (sorted(series, key=_period)[-POINTS:] for series in found.values())
    return [_relative(series, measure) for series in newest if _can_teach(series)]


def _can_teach(series: Sequence[Record]) -> bool:
    return len(series) == POINTS and all(r["upper95"] > r["lower95"] for r in series)


def _tested(point: Any) -> Record:
    """A point as a record of `metrics.trend`; counts are not asked for."""
    return {
        "period": period_of(point),
        "count": None,
        "denominator": None,
        "value": point["value"],
        "lower95": point["lower_ci"],
        "upper95": point["upper_ci"],
    }


def _relative(series: Sequence[Record], measure: Measure) -> list[Record]:
    scale = scale_of(measure, fmean(record["value"] for record in series))
    numbers = ("value", "lower95", "upper95")
    return [record | {name: record[name] / scale for name in numbers} for record in series]


def _period(record: Record) -> Any:
    return record["period"]
