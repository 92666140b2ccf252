"""The three facts of each measure: has it met its target, is it changing, how does it compare.

Never merged into one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from metrics.definitions import Measure, definitions
from metrics.direction import DirectionFact, direction_fact
from metrics.latest import SUPPRESSED, Point, latest, why_no_latest
from metrics.periods import Period
from metrics.points import Cursor, neighbours, points, release_facts
from metrics.position import NEIGHBOUR_SETS, PositionFact, hidden, position_fact
from metrics.shortfall import ChildrenToTarget, children_to_target
from metrics.target_fact import IS_SUPPRESSED, NOT_CALCULATED, TargetFact, fact_of, target_for
from metrics.targets import Areas, TargetPath, Value, path
from metrics.visible import VisibleChange, smallest_visible_change
from metrics.within_year import school_days
from plan.types import Band, Plan

COLUMNS = (
    "measure_id",
    "workstream",
    "area_code",
    "time_period",
    "time_identifier",
    "value",
    "target",
    "tolerance",
    "agreed_by",
    "agreed_on",
    "target_fact",
    "target_certainty",
    "direction_fact",
    "direction_reason",
    "position_england",
    "position_region",
    "position_neighbours",
    "position_robust",
    "children_to_target",
    "smallest_visible_change",
    "basis",
)
AUTHORITY = "Local authority"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of one measure for one area, from its newest matured point.

    `path` is the target in force, year by year; `reason` says why there is no point.
    """

    measure: Measure
    area_code: str
    point: Point | None
    path: TargetPath | None
    target: TargetFact
    direction: DirectionFact
    position: PositionFact
    to_target: ChildrenToTarget
    visible: VisibleChange
    reason: str = ""


def facts_of(
    measure: Measure,
    frame: pd.DataFrame,
    plan: Plan,
    areas: Areas,
    area_code: str,
    *,
    days: Mapping[Period, int] | None = None,
    neighbour_set: str = NEIGHBOUR_SETS[-1],
) -> Facts:
    """The facts of one measure from its points; `frame` holds the other areas' too.

    `days` are the school days of each month and term, without which a series of months is not
    judged.
    """
    point = latest(frame, measure, area_code)
    target = target_for(measure, plan, areas, area_code)
    found = path(target, frame, measure, areas) if target else None
    fact = fact_of(point, found, measure)
    position = position_fact(measure, frame, areas, area_code, neighbour_set=neighbour_set)
    if point and point["symbol"] == SUPPRESSED:
        # An older year's verdict would stand beside a figure that is hidden.
        position = hidden(position)
    return Facts(
        measure=measure,
        area_code=area_code,
        point=point,
        path=found,
        target=fact,
        direction=direction_fact(measure, frame, area_code, peers=peers(frame), days=days or {}),
        position=position,
        to_target=children_to_target(measure, point, fact.value),
        visible=smallest_visible_change(measure, point, fact.value),
        reason="" if point else why_no_latest(frame, measure, area_code),
    )


def peers(frame: pd.DataFrame) -> tuple[str, ...]:
    """The authorities in a frame: what they vary by from year to year is what is usual."""
    level = frame.loc[frame["geographic_level"] == AUTHORITY, "area_code"]
    return tuple(level.unique())


def areas_of(cursor: Cursor) -> Areas:
    """The authority of a release and those it is compared with."""
    release = release_facts(cursor)
    return Areas(
        authority=release.authority_code,
        region=release.region_code,
        neighbours={
            version: tuple(code for code, _ in neighbours(cursor, version))
            for version in NEIGHBOUR_SETS
        },
    )


def facts(cursor: Cursor, plan: Plan, *, area_code: str | None = None) -> pd.DataFrame:
    """One row for each measure, for the authority (or the area) and its latest matured year.

    Columns as COLUMNS; numbers unrounded; a band is printed "80 to 95". Companions, read beside
    another measure, have no facts of their own, and neither have DfE's context indicators.
    """
    release, areas, days = release_facts(cursor), areas_of(cursor), school_days(cursor)
    area = area_code or areas.authority
    rows = []
    for measure in judged_measures():
        frame = points(cursor, measure, topics=("Total",), release=release)
        rows.append(_row(facts_of(measure, frame, plan, areas, area, days=days)))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def judged_measures() -> list[Measure]:
    """The measures that have facts, workstream by workstream."""
    own = [
        measure
        for measure in definitions().values()
        if not measure.beside and not measure.id.startswith("context_")
    ]
    return sorted(own, key=lambda measure: measure.workstream)


def _row(found: Facts) -> dict[str, Any]:
    point = found.point or {}
    target = found.path.target if found.path else None
    row: dict[str, Any] = {
        "measure_id": found.measure.id,
        "workstream": found.measure.workstream,
        "area_code": found.area_code,
        "target": _printed(found.target.value),
        "tolerance": target.tolerance if target else None,
        "agreed_by": target.agreed_by if target else "",
        "agreed_on": target.agreed_on if target else None,
        "target_fact": found.target.fact,
        "target_certainty": found.target.certainty,
        "direction_fact": found.direction.fact,
        "direction_reason": found.direction.reason or found.reason,
        "position_england": found.position.england.fact,
        "position_region": found.position.region.fact,
        "position_neighbours": found.position.neighbours.fact,
        "position_robust": found.position.robust,
        "children_to_target": _number_or_why(found.to_target.children, found),
        "smallest_visible_change": _number_or_why(found.visible.change, found),
    }
    for name in ("time_period", "time_identifier", "value", "basis"):
        row[name] = point.get(name)
    return row


def _number_or_why(number: float | None, found: Facts) -> float | str:
    """A number, or the word that stands in its place."""
    if number is not None:
        return number
    hidden_point = found.point is not None and found.point["symbol"] == SUPPRESSED
    return IS_SUPPRESSED if hidden_point else NOT_CALCULATED


def _printed(target: Value | None) -> float | str | None:
    if isinstance(target, Band):
        return f"{target.lower:.15g} to {target.upper:.15g}"
    return target
