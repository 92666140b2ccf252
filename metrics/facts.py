"""The three facts of each measure: has it met its target, is it changing, how does it compare.

Never merged into one. Direction and position say "not calculated" until their statistics are here.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from metrics.definitions import Measure, Polarity, definitions
from metrics.latest import SUPPRESSED, Point, latest, period_of, why_no_latest
from metrics.periods import Period
from metrics.points import Cursor, neighbours, points, release_facts
from metrics.targets import Areas, TargetPath, Value, adds_up, exact, in_year, path
from plan.types import Band, Plan, Target, academic_year_of

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

NOT_COMPARABLE = "not comparable"
NO_TARGET = "no target agreed"
NOT_YET_DUE = "not yet due"
IS_SUPPRESSED = "suppressed"
MET = "met"
NEARLY = "nearly"
MISSED = "missed"
NOT_CALCULATED = "not calculated"
CLEAR = "clear"
COULD_BE_CHANCE = "could be chance"
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
class TargetFact:
    """The first fact: its words, how sure they are, the agreed number, and why in words."""

    fact: str
    certainty: str = NOT_CALCULATED
    value: Value | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of one measure for one area: the point, the target in force, the fact."""

    measure: Measure
    area_code: str
    point: Point | None
    path: TargetPath | None
    target: TargetFact
    reason: str = ""


def target_fact(
    value: float | None,
    target: Value | None,
    *,
    polarity: Polarity,
    tolerance: float = 0.0,
    comparable: bool = True,
    agreed: bool = True,
    due: bool = True,
    suppressed: bool = False,
    example: bool = False,
) -> str:
    """Whether a value has met its target, in the words and the order boards were promised.

    Not comparable, no target agreed, not yet due, suppressed; then met (an equal value has met
    it), nearly (worse by no more than the tolerance) or missed, on the unrounded value. An
    example counts as agreed here and says what it is.
    """
    if not comparable:
        return NOT_COMPARABLE
    judged = polarity in ("low", "high") or isinstance(target, Band)
    if not judged or not (agreed or example):
        return NO_TARGET
    if not due:
        return _said(NOT_YET_DUE, example)
    if suppressed:
        return IS_SUPPRESSED
    if target is None:
        return NO_TARGET
    if value is None:
        return NOT_CALCULATED
    # Decimals as written: 4.4 is worse than 4.1 by 0.3, not by a little more.
    short = _shortfall(value, target, polarity)
    if short <= 0:
        return _said(MET, example)
    return _said(NEARLY if short <= exact(tolerance) else MISSED, example)


def target_certainty(lower: float | None, upper: float | None, target: Value | None) -> str:
    """Whether chance alone could put the value on the other side of the target.

    "could be chance" where the interval covers the target, or either limit of a band; "not
    calculated" without an interval.
    """
    if lower is None or upper is None or target is None:
        return NOT_CALCULATED
    limits = (target.lower, target.upper) if isinstance(target, Band) else (target,)
    return COULD_BE_CHANCE if any(lower <= limit <= upper for limit in limits) else CLEAR


def fact_of(
    point: Point | None, found: TargetPath | None, measure: Measure, *, to_date: bool = False
) -> TargetFact:
    """The target fact of a point against the path of the target in force, None without one.

    `to_date` says that the point holds the year so far, which meets the target's profile. A
    term or month by itself is compared with nothing where the measure adds up through the year.
    """
    if point is None:
        return TargetFact(fact=NOT_CALCULATED)
    if point["provisional"]:
        return TargetFact(fact=NOT_CALCULATED, reason="provisional: its time is not up yet")
    if found is None:
        return TargetFact(fact=NO_TARGET)
    period = period_of(point)
    due = found.covers(period)
    value = in_year(found, measure, period) if due else None
    reason = _why_not_comparable(found, measure, period, to_date=to_date)
    suppressed = point["symbol"] == SUPPRESSED
    set_for = due or found.starts_after(period)
    fact = target_fact(
        point["value"],
        value,
        polarity=measure.polarity,
        tolerance=found.target.tolerance,
        comparable=not reason,
        agreed=found.target.is_agreed and set_for,
        due=due,
        suppressed=suppressed,
        example=found.target.example and set_for,
    )
    if fact in (NOT_COMPARABLE, NO_TARGET):
        return TargetFact(fact=fact, reason=reason)
    if fact == IS_SUPPRESSED:
        return TargetFact(fact=fact, certainty=IS_SUPPRESSED, value=value)
    certainty = target_certainty(point["lower_ci"], point["upper_ci"], value)
    return TargetFact(fact=fact, certainty=certainty, value=value)


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


def target_for(measure: Measure, plan: Plan, areas: Areas, area_code: str) -> Target | None:
    """The target in force for a measure in an area.

    Targets are agreed for the authority: a district has none, and neither has a neutral measure
    unless a band says what is good.
    """
    target = plan.target_of(measure.id)
    if target is None or area_code != areas.authority:
        return None
    if measure.polarity == "neutral" and not isinstance(target.rule, Band):
        return None
    return target


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


def _why_not_comparable(
    found: TargetPath, measure: Measure, period: Period, *, to_date: bool
) -> str:
    if found.reason:
        return found.reason
    broken = found.breaks.get(academic_year_of(period.time_period))
    if broken:
        return f"the figures changed since the baseline: {broken}"
    if period.kind == "year" or not adds_up(measure) or not found.covers(period):
        return ""
    if not to_date:
        return f"one {period.kind} is not the year so far"
    if in_year(found, measure, period) is None:
        return "the target has no profile that says where the year should stand by now"
    return ""


def _shortfall(value: float, target: Value, polarity: Polarity) -> Fraction:
    """How much worse than the target, in the measure's unit; nought or less has met it."""
    if isinstance(target, Band):
        return max(exact(target.lower) - exact(value), exact(value) - exact(target.upper))
    worse = exact(value) - exact(target)
    return worse if polarity == "low" else -worse


def _said(fact: str, example: bool) -> str:
    return f"{fact} (example)" if example else fact


def _printed(target: Value | None) -> float | str | None:
    if isinstance(target, Band):
        return f"{target.lower:.15g} to {target.upper:.15g}"
    return target
