"""The points a drawing was made from: which row of an exhibit stands behind which value."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from figures.drawing import Stroke
from figures.format import is_missing
from figures.series import short_label
from metrics.definitions import definitions
from metrics.periods import Period
from packs.content import Exhibit

Row = Mapping[str, Any]
COUNTS = ("numerator", "denominator")
DISTRICTS = ("Local authority district", "Reporting group")


class Behind:
    """Looks up the rows of an exhibit's points by the places of its drawing."""

    def __init__(self, exhibit: Exhibit) -> None:
        self._figure = exhibit.figure
        self._rows: dict[str, list[Row]] = {}
        bars = exhibit.figure.drawing.form == "bars"
        for row in _in_question(exhibit):
            self._rows.setdefault(_part_name(row) if bars else _label(row), []).append(row)

    def point(self, stroke: Stroke, place: int) -> Row | None:
        """The row with this value of this stroke; None where no row or no single row has it."""
        drawing = self._figure.drawing
        at = drawing.places[place]
        if drawing.form == "bars" and stroke.part != "part":
            return None
        found = [
            row
            for row in self._rows.get(at, ())
            if self._is_of(row, stroke) and _same(row["value"], stroke.values[place])
        ]
        found = [row for row in found if row["basis"] == self._figure.basis] or found
        return found[0] if found and all(_alike(found[0], row) for row in found) else None

    def _is_of(self, row: Row, stroke: Stroke) -> bool:
        if self._figure.drawing.form == "bars":
            return _period(row).label == stroke.name and self._is_part(row)
        if row["breakdown_topic"] != "Total" or not _is_named(row, stroke):
            return False
        here = row["area_code"] == self._figure.selection.area_code
        level = row["geographic_level"]
        return {
            "place": here,
            "part": here,
            "england": level == "National",
            "region": level == "Regional",
            "authority": level == "Local authority" and row["area_name"] == stroke.name,
        }.get(stroke.part, False)

    def _is_part(self, row: Row) -> bool:
        """Whether a row is one of the parts that the figure was asked for."""
        chosen = self._figure.selection
        if chosen.topic == "District":
            return row["geographic_level"] in DISTRICTS
        return row["breakdown_topic"] == chosen.topic and row["area_code"] == chosen.area_code


def _in_question(exhibit: Exhibit) -> list[dict[str, Any]]:
    """The rows that a stroke can be drawn from: without neighbours, whose mean alone is drawn."""
    points, chosen = exhibit.points, exhibit.figure.selection
    if points.empty:
        return []
    names = [stroke.name for stroke in exhibit.figure.drawing.strokes]
    levels = ["National", "Regional", *(DISTRICTS if chosen.topic == "District" else ())]
    wanted = points["geographic_level"].isin(levels) | points["area_name"].isin(names)
    wanted |= points["area_code"] == chosen.area_code
    return points[wanted].to_dict("records")  # type: ignore[return-value]


def _period(row: Row) -> Period:
    return Period(int(row["time_period"]), row["time_identifier"])


def _label(row: Row) -> str:
    return short_label(_period(row))


def _part_name(row: Row) -> str:
    return str(row["area_name" if row["geographic_level"] in DISTRICTS else "breakdown"])


def _is_named(row: Row, stroke: Stroke) -> bool:
    """Whether a stroke that is named after a measure is named after this row's."""
    return _ids().get(stroke.name, row["measure_id"]) == row["measure_id"]


@cache
def _ids() -> Mapping[str, str]:
    return {one.title: one.id for one in definitions().values()}


def _same(told: object, drawn: float | None) -> bool:
    if is_missing(told) or drawn is None:
        return is_missing(told) and drawn is None
    return math.isclose(float(told), drawn, rel_tol=1e-12)  # type: ignore[arg-type]


def _alike(one: Row, other: Row) -> bool:
    """Whether two rows say the same of where the value comes from and what stands behind it."""
    names = (*COUNTS, "basis", "source", "symbol", "provisional")
    return all(
        one[name] == other[name] or (is_missing(one[name]) and is_missing(other[name]))
        for name in names
    )
