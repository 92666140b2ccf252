"""The three facts of each measure: has it met its target, is it changing, how does it compare.

Never merged into one. Direction and position say "not calculated" until their statistics are here.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from metrics.definitions import Measure, definitions
from metrics.latest import Point, latest, why_no_latest
from metrics.points import Cursor, neighbours, points, release_facts
from metrics.target_fact import NOT_CALCULATED, TargetFact, fact_of, target_for
from metrics.targets import Areas, TargetPath, Value, path
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
NEIGHBOUR_SETS = ("2021-04", "2025-05")

_STATISTICS = (
    "direction_fact",
    "position_england",
    "position_region",
    "position_neighbours",
    "position_robust",
    "children_to_target",
    "smallest_visible_change",
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of one measure for one area: the point, the target in force, the fact."""

    measure: Measure
    area_code: str
    point: Point | None
    path: TargetPath | None
    target: TargetFact
    reason: str = ""


def facts_of(
    measure: Measure, frame: pd.DataFrame, plan: Plan, areas: Areas, area_code: str
) -> Facts:
    """The facts of one measure from its points; `frame` holds the comparators' areas too."""
    point = latest(frame, measure, area_code)
    target = target_for(measure, plan, areas, area_code)
    found = path(target, frame, measure, areas) if target else None
    return Facts(
        measure=measure,
        area_code=area_code,
        point=point,
        path=found,
        target=fact_of(point, found, measure),
        reason="" if point else why_no_latest(frame, measure, area_code),
    )


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
    areas = areas_of(cursor)
    area = area_code or areas.authority
    rows = []
    for measure in judged_measures():
        target = target_for(measure, plan, areas, area)
        codes: tuple[str, ...] = (area,)
        if target and target.comparator:
            codes += areas.of(target.comparator)
        frame = points(cursor, measure, area_codes=codes, topics=("Total",))
        rows.append(_row(facts_of(measure, frame, plan, areas, area)))
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
        "direction_reason": found.reason,
    }
    for name in ("time_period", "time_identifier", "value", "basis"):
        row[name] = point.get(name)
    return row | dict.fromkeys(_STATISTICS, NOT_CALCULATED)


def _printed(target: Value | None) -> float | str | None:
    if isinstance(target, Band):
        return f"{target.lower:.15g} to {target.upper:.15g}"
    return target
