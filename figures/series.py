"""Points as lines: who each line is, on which basis, and in the order of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from figures.format import is_missing
from metrics.periods import Period

Row = dict[str, Any]
Role = Literal["place", "authority", "england", "region", "neighbours", "neighbour", "part"]
NATIONAL, REGIONAL, AUTHORITY = "National", "Regional", "Local authority"
DISTRICT = "Local authority district"
GROUP = "Reporting group"
BASES = {
    "published": "DfE",
    "local": "council's own records",
    "sample": "illustrative",
}
OF_A_MARK = (
    "area_name",
    "time_period",
    "time_identifier",
    "value",
    "symbol",
    "provisional",
    "numerator",
    "denominator",
    "source",
    "lower_ci",
    "upper_ci",
)


@dataclass(frozen=True)
class Mark:
    """One value of a line, with the counts behind it and its 95% limits where it has any."""

    period: Period
    value: float | None
    symbol: str = ""
    provisional: bool = False
    numerator: float | None = None
    denominator: float | None = None
    source: str = ""
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Series:
    """One line: a place (or a part of one) on one basis."""

    name: str
    role: Role
    basis: str
    marks: tuple[Mark, ...]
    area_code: str = ""
    note: str = field(default="", compare=False)

    @property
    def latest(self) -> Mark | None:
        """The newest mark that has a value."""
        return next((m for m in reversed(self.marks) if m.value is not None), None)

    @property
    def quoted(self) -> Mark | None:
        """The mark a sentence speaks of: the newest that is settled, else the newest."""
        known = [mark for mark in self.marks if mark.value is not None]
        settled = [mark for mark in known if not mark.provisional]
        chosen = settled or known
        return chosen[-1] if chosen else None

    def at(self, period: Period) -> Mark | None:
        return next((m for m in self.marks if m.period == period), None)


def short_label(period: Period) -> str:
    """A period for an axis: DfE's two terms of a year are known by the year."""
    return period.label.split()[-1] if period.kind == "year" else period.label


def _number(value: object) -> float | None:
    return None if is_missing(value) else float(value)  # type: ignore[arg-type]


def _text(value: object) -> str:
    return "" if is_missing(value) else str(value)


def is_group(name: str) -> bool:
    """Whether a part stands for a group of its own, and not for what is left over."""
    return not name.startswith(("Not known", "Outside"))


def lines(
    points: pd.DataFrame, level: str, role: Role, codes: Iterable[str] | None = None
) -> list[Series]:
    """The Total / Total lines of a level, one for each area and basis."""
    wanted = (points.geographic_level == level) & (points.breakdown_topic == "Total")
    if codes is not None:
        wanted &= points.area_code.isin(list(codes))
    return [
        Series(_text(rows[-1]["area_name"]), role, basis, _marks(rows), code)
        for (code, basis), rows in _by(points, wanted, "area_code", "basis")
    ]


def parts(points: pd.DataFrame, topic: str, area_code: str, basis: str) -> list[Series]:
    """The parts of one area by a topic, in the order of the alphabet."""
    wanted = (
        (points.breakdown_topic == topic)
        & (points.area_code == area_code)
        & (points.basis == basis)
    )
    return [
        Series(name, "part", basis, _marks(rows), area_code)
        for (name,), rows in _by(points, wanted, "breakdown")
    ]


def _by(
    points: pd.DataFrame, wanted: "pd.Series[bool]", *keys: str
) -> list[tuple[tuple[str, ...], list[Row]]]:
    """The rows that are wanted by what they hold in `keys`, in the order of that."""
    chosen = np.flatnonzero(wanted)
    names = [name for name in (*OF_A_MARK, *keys) if name in points.columns]
    columns = (points[name].to_numpy()[chosen].tolist() for name in names)
    found: dict[tuple[str, ...], list[Row]] = {}
    for cells in zip(*columns, strict=True):
        row = dict(zip(names, cells, strict=True))
        found.setdefault(tuple(str(row[key]) for key in keys), []).append(row)
    return sorted(found.items())


def _marks(rows: Iterable[Row]) -> tuple[Mark, ...]:
    """The rows of one line, oldest first."""
    marks = [
        Mark(
            period=Period(int(row["time_period"]), row["time_identifier"]),
            value=_number(row["value"]),
            symbol=_text(row["symbol"]),
            provisional=not is_missing(row["provisional"]) and bool(row["provisional"]),
            numerator=_number(row["numerator"]),
            denominator=_number(row["denominator"]),
            source=_text(row["source"]),
            lower=_number(row.get("lower_ci")),
            upper=_number(row.get("upper_ci")),
        )
        for row in rows
    ]
    return tuple(sorted(marks, key=lambda mark: mark.period))


def mean_line(neighbours: Sequence[Series], name: str, expected: int) -> Series | None:
    """The simple mean of the neighbours' published values, the way DfE's own tool shows it.

    A year in which under half of the set has a value gets none: it would be another set's mean.
    """
    periods = sorted({mark.period for line in neighbours for mark in line.marks})
    marks = []
    for period in periods:
        found = [line.at(period) for line in neighbours]
        values = [mark.value for mark in found if mark is not None and mark.value is not None]
        enough = values and 2 * len(values) >= expected
        marks.append(Mark(period, sum(values) / len(values) if enough else None))
    if not any(mark.value is not None for mark in marks):
        return None
    return Series(name, "neighbours", "published", tuple(marks))


def since(series: Sequence[Series], years: int | None) -> list[Series]:
    """The same lines over the newest years of the longest of them; all of them for None."""
    newest = max((line.latest.period.first_year for line in series if line.latest), default=0)
    if years is None or not newest:
        return list(series)
    first = newest - years + 1
    return [
        Series(
            line.name,
            line.role,
            line.basis,
            tuple(mark for mark in line.marks if mark.period.first_year >= first),
            line.area_code,
            line.note,
        )
        for line in series
    ]


def with_values(series: Iterable[Series]) -> list[Series]:
    """Only the lines that have something to draw."""
    return [line for line in series if line.latest is not None]
