"""A world in a few numbers: one measure's points in the areas that matter, its target, its facts.

Counts are of the newest years, oldest first; every limit is made from them by the product itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from metrics.definitions import Measure
from metrics.facts import Facts, facts_of
from metrics.limits import with_limits
from metrics.targets import Areas
from plan.seed import target_from, the_strategy
from plan.types import Plan, Target

OWN, ENGLAND, REGION = "E10000017", "E92000001", "E12000002"
NEIGHBOURS = tuple(f"E100001{number:02d}" for number in range(10))
OTHER_NEIGHBOURS = tuple(f"E080000{number:02d}" for number in range(10))
ELSEWHERE = tuple(f"E060000{number:02d}" for number in range(10))
LEVELS = {OWN: "Local authority", ENGLAND: "National", REGION: "Regional"}
NEWEST = 202425
SUPPRESSED, NOT_AVAILABLE = "c", "x"
CALM, CHOPPY = "calm", "choppy"

# A count; the symbol of a missing value; or, as text such as "0.4", a value printed without its
# count. None is no row at all.
Cell = int | str | None
Counts = int | Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class World:
    """What the areas counted, over how many each, and what was agreed.

    `target` and `tolerance` are in counts over `of`, as the world's own are; a pair is a band.
    `years` are those of ten authorities elsewhere: "calm" ones differ by no more than sampling,
    "choppy" ones by a third more or less. England and the region count a hundredfold of what is
    said, over a hundredfold.
    """

    own: Counts
    of: int = 100_000
    england: Counts | None = None
    region: Counts | None = None
    neighbours: Counts | Sequence[Counts] | None = None
    old_neighbours: Counts | Sequence[Counts] | None = None
    years: str | None = CALM
    newest: int = NEWEST
    provisional: int = 0
    basis: str = "published"
    others_basis: str = "published"
    cohort_known: bool = True
    target: float | tuple[float, float] | None = None
    tolerance: float = 0
    agreed: str = "agreed"
    target_years: tuple[int, ...] | None = None
    rule: Mapping[str, Any] | None = None
    note: str = ""
    polarity: str = "low"
    unit: str = "per 100 pupils"
    breaks: tuple[int, ...] = ()
    months: bool = False
    changed: Mapping[str, Any] = field(default_factory=dict)


def measure_of(world: World) -> Measure:
    """The measure of a world."""
    fields: dict[str, Any] = {
        "id": "a_measure",
        "title": "A measure",
        "workstream": 6,
        "principle": "Fewer exclusions",
        "outcome": "Better outcomes through earlier identification",
        "why_it_matters": "It is a test",
        "definition": "Counted over those it is counted of",
        "scope": "All pupils",
        "unit": world.unit,
        "polarity": world.polarity,
        "owner": "The data team",
        "reviewed_on": date(2026, 11, 1),
        "periods": ("month",) if world.months else ("year",),
        "kind": "flow",
        "dated_by": "start",
        "published": True,
        "breaks": tuple((year, "Covid" if year < 202122 else "New codes") for year in world.breaks),
    }
    return Measure(**(fields | world.changed))


def years_to(newest: int, number: int) -> list[int]:
    """The academic years that end with the newest, oldest first."""
    last = newest // 100
    return [year * 100 + (year + 1) % 100 for year in range(last - number + 1, last + 1)]


def points_of(world: World) -> pd.DataFrame:
    """The points of a world with their limits, in the columns of `metrics.points`."""
    measure = measure_of(world)
    rows = [*_rows(world, measure, OWN, world.own)]
    for code, counts in ((ENGLAND, world.england), (REGION, world.region)):
        if counts is not None:
            rows += _rows(world, measure, code, counts, times=100)
    sets = (world.neighbours, world.old_neighbours, _elsewhere(world))
    for codes, told in zip((NEIGHBOURS, OTHER_NEIGHBOURS, ELSEWHERE), sets, strict=True):
        for code, counts in zip(codes, _of_each(told), strict=False):
            rows += _rows(world, measure, code, counts)
    return with_limits(pd.DataFrame(rows, columns=_COLUMNS).astype(_TYPES), measure)


def plan_of(world: World, measure: Measure) -> Plan:
    """The plan of a world: its one target, or none."""
    found = _target(world, measure)
    return Plan(targets=(found,) if found else (), strategy=the_strategy())


def areas_of(world: World) -> Areas:
    """Who is compared with whom; both sets of neighbours are the same unless the old differ."""
    old = NEIGHBOURS if world.old_neighbours is None else OTHER_NEIGHBOURS
    return Areas(authority=OWN, region=REGION, neighbours={"2021-04": old, "2025-05": NEIGHBOURS})


def facts_in(world: World, frame: pd.DataFrame | None = None) -> Facts:
    """What the product says of a world, through the one door it uses itself."""
    measure = measure_of(world)
    points = points_of(world) if frame is None else frame
    return facts_of(measure, points, plan_of(world, measure), areas_of(world), OWN)


_MONTHS = (
    *("September", "October", "November", "December", "January", "February"),
    *("March", "April", "May", "June", "July", "August"),
)
_COLUMNS = (
    *("measure_id", "time_period", "time_identifier", "geographic_level", "area_code"),
    *("area_name", "breakdown_topic", "breakdown", "numerator", "denominator", "value"),
    *("unit", "basis", "symbol", "provisional", "source"),
)
_TYPES = {"numerator": float, "denominator": float, "value": float}


def _rows(
    world: World, measure: Measure, code: str, counts: Counts, times: int = 1
) -> list[dict[str, Any]]:
    cells = [counts] if isinstance(counts, int) else list(counts)
    periods = _periods(world, len(cells))
    rows = []
    for nth, (cell, (year, name)) in enumerate(zip(cells, periods, strict=True)):
        if cell is None:
            continue
        rows.append(
            {
                "measure_id": measure.id,
                "time_period": year,
                "time_identifier": name,
                "geographic_level": LEVELS.get(code, "Local authority"),
                "area_code": code,
                "area_name": code,
                "breakdown_topic": "Total",
                "breakdown": "Total",
                "unit": measure.unit,
                "basis": world.basis if code == OWN else world.others_basis,
                "provisional": code == OWN and nth >= len(cells) - world.provisional,
                "source": "made up",
                **_counted(world, measure, cell, times),
            }
        )
    return rows


def _counted(world: World, measure: Measure, cell: Cell, times: int) -> dict[str, Any]:
    nothing = {"numerator": np.nan, "denominator": np.nan, "value": np.nan, "symbol": ""}
    if cell in (SUPPRESSED, NOT_AVAILABLE):
        return nothing | {"symbol": cell}
    whole = world.of * times
    if isinstance(cell, str):
        known = {"denominator": whole} if world.cohort_known else {}
        return nothing | known | {"value": float(cell)}
    assert cell is not None
    count = cell * times
    if measure.calculation == "count":
        return nothing | {"numerator": count, "value": count}
    return {
        "numerator": count,
        "denominator": whole,
        "value": measure.multiplier * count / whole,
        "symbol": "",
    }


def _periods(world: World, number: int) -> list[tuple[int, str]]:
    if not world.months:
        return [(year, "Academic year") for year in years_to(world.newest, number)]
    years = years_to(world.newest, (number + 11) // 12)
    return [(year, name) for year in years for name in _MONTHS][-number:]


def _elsewhere(world: World) -> list[list[Cell]] | None:
    """Twelve years of others at the level of the world's own newest count."""
    if world.years is None:
        return None
    level = next((c for c in reversed(_cells(world.own)) if isinstance(c, int)), world.of // 2)
    return [[_lived(world.years, level, year, who) for year in range(12)] for who in range(10)]


def _lived(how: str, level: int, year: int, who: int) -> int:
    # Up and down by turns, so that no line runs through them; each starts where it will.
    up = 1 if (year * 7 + who * 3) % 5 < 2 else -1
    by = level / 3 if how == CHOPPY else level**0.5 / 3
    return round(level + up * by)


def _of_each(told: Any) -> list[Counts]:
    if told is None:
        return []
    return [told] * len(NEIGHBOURS) if isinstance(told, int) else list(told)


def _cells(counts: Counts) -> list[Cell]:
    return [counts] if isinstance(counts, int) else list(counts)


def _target(world: World, measure: Measure) -> Target | None:
    if world.target is None and world.rule is None:
        return None
    fields: dict[str, Any] = {
        "measure_id": measure.id,
        "rule": world.rule or _rule(world, measure),
        "tolerance": _scaled(world, measure, world.tolerance),
        "note_on_breaks": world.note,
        "zero_is_meant": True,
    }
    if world.target_years:
        fields["years"] = world.target_years
    if world.agreed == "agreed":
        fields |= {"agreed_by": "SEND Partnership Board", "agreed_on": date(2023, 12, 13)}
    return target_from(fields | ({"example": True} if world.agreed == "example" else {}))


def _rule(world: World, measure: Measure) -> dict[str, Any]:
    if isinstance(world.target, tuple):
        lower, upper = (_scaled(world, measure, limit) for limit in world.target)
        return {"kind": "band", "lower": lower, "upper": upper}
    assert world.target is not None
    return {"kind": "fixed", "values": [_scaled(world, measure, world.target)]}


def _scaled(world: World, measure: Measure, count: float) -> float:
    if measure.calculation == "count":
        return count
    return measure.multiplier * count / world.of
