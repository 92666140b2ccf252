"""What a figure counts: the published rows drawn, and the counts behind its newest values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from figures import compose
from figures.compose import Context
from figures.format import bare, count_text, is_missing, value_text
from figures.selection import Selection
from figures.series import BASES, DISTRICT, Series
from metrics.definitions import Measure, definitions
from metrics.periods import Period
from metrics.points import PUBLISHED, Query

MIXED = {"mixed": (PUBLISHED, "local"), "mixed sample": (PUBLISHED, "sample")}


@dataclass(frozen=True, kw_only=True)
class Read:
    """What was read of a release for one figure: its points and the queries, by measure."""

    about: Context
    frames: Mapping[str, pd.DataFrame]
    queries: Mapping[str, Sequence[Query]]


def bases_of(basis: str) -> tuple[str, ...]:
    """The bases that a figure's own word for them stands for; all of them for none."""
    return MIXED.get(basis, (basis,)) if basis else tuple(BASES)


def published_rows(selection: Selection, read: Read, bases: Sequence[str]) -> int:
    """How many of DfE's rows are drawn, or are in a mean that is drawn."""
    found = [line for one in selection.measures for line in _drawn(selection, one, read, bases)]
    # A mean of neighbours is made here from rows that are counted themselves.
    own = [line for line in found if line.basis == PUBLISHED and line.role != "neighbours"]
    return sum(len(line.marks) for line in own)


def _drawn(
    selection: Selection, measure_id: str, read: Read, bases: Sequence[str]
) -> Sequence[Series]:
    """The lines that a figure is made of."""
    measure, frame = definitions()[measure_id], read.frames[measure_id]
    if selection.form == "parts":
        parts = compose.by_topic(frame, measure, selection.topic, _about(selection, read))
        return parts.over_time if parts else ()
    if selection.form in ("trend", "together"):
        return compose.trend_series(frame, measure, _about(selection, read))
    return _of_place(selection, measure, read, bases)


def _about(selection: Selection, read: Read) -> Context:
    """The place and span; a projection is always of years."""
    return replace(read.about, kind="year" if selection.form == "ahead" else selection.kind)


def _of_place(
    selection: Selection, measure: Measure, read: Read, bases: Sequence[str]
) -> list[Series]:
    """The lines of the place itself, on the bases of the figure."""
    about = _about(selection, read)
    wanted = compose.of_kind(read.frames[measure.id], compose.kind_for(measure, about.kind))
    if wanted.empty:
        return []
    lines = compose.of_place(wanted, replace(about, made_up=True))
    return [line for line in lines if line.basis in bases]


def newest_points(selection: Selection, read: Read, bases: Sequence[str]) -> pd.DataFrame:
    """One row for the newest value of each line of the place, or for each part of the newest period."""
    newest = _newest_parts if selection.form == "parts" else _newest
    return pd.DataFrame(
        [row for one in selection.measures for row in newest(selection, one, read, bases)]
    )


def _newest(
    selection: Selection, measure_id: str, read: Read, bases: Sequence[str]
) -> Iterator[dict[str, str]]:
    measure, frame = definitions()[measure_id], read.frames[measure_id]
    for line in _of_place(selection, measure, read, bases):
        if line.latest:
            at = _at(frame, line.latest.period, line.basis)
            own = at & (frame.area_code == line.area_code) & (frame.breakdown_topic == "Total")
            yield from (_row(measure.title, point) for _, point in frame[own].iterrows())


def _newest_parts(
    selection: Selection, measure_id: str, read: Read, bases: Sequence[str]
) -> Iterator[dict[str, str]]:
    measure, frame = definitions()[measure_id], read.frames[measure_id]
    parts = compose.by_topic(frame, measure, selection.topic, _about(selection, read))
    if parts is None:
        return
    at = _at(frame, parts.period, parts.basis)
    if selection.topic == "District":
        own = at & (frame.geographic_level == DISTRICT) & (frame.breakdown_topic == "Total")
    else:
        own = at & (frame.area_code == selection.area_code)
        own &= frame.breakdown_topic == selection.topic
    name = "area_name" if selection.topic == "District" else "breakdown"
    yield from (_row(str(point[name]), point) for _, point in frame[own].iterrows())


def _at(frame: pd.DataFrame, period: Period, basis: str) -> "pd.Series[bool]":
    when = (frame.time_period == period.time_period) & (
        frame.time_identifier == period.time_identifier
    )
    return when & (frame.basis == basis)


def _row(name: str, point: "pd.Series[Any]") -> dict[str, str]:
    unit = str(point.unit)
    return {
        "What": name,
        "Period": Period(int(point.time_period), str(point.time_identifier)).label,
        "Counted": _count(point.numerator),
        "Out of": _count(point.denominator),
        "Value": value_text(point.value, unit, point.symbol),
        "95% interval": _limits(point, unit),
        "Method": str(point.method) if point.method else "none",
        "From": BASES.get(str(point.basis), str(point.basis)),
    }


def _limits(point: "pd.Series[Any]", unit: str) -> str:
    if is_missing(point.lower_ci) or is_missing(point.upper_ci):
        return "none"
    return f"{bare(point.lower_ci, unit)} to {bare(point.upper_ci, unit)}"


def _count(value: object) -> str:
    return "not given" if is_missing(value) else count_text(value)
