"""How many children a target is away, and where the children are.

It says where they are, never that each district or phase has to find its share.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from metrics.definitions import Measure
from metrics.division import divide_one
from metrics.latest import SUPPRESSED, Point, latest, records
from metrics.periods import Period, kind_of
from metrics.targets import Value, exact
from metrics.visible import months_summed, why_no_figure
from plan.types import Band

FEWER, MORE = "fewer", "more"
AT_ANY_ONE_TIME = "at any one time"
ABOUT = "about"
SUSPENSIONS = "suspensions"
NOT_COUNTED = "it does not count children"
AUTHORITY, DISTRICT = "Local authority", "Local authority district"
# Codes of the two parts that are no district of the authority.
OUTSIDE, NOT_KNOWN = "x", "z"
# What a scope may say a numerator counts; the first of them named is it.
_NOUNS = (
    "placements and episodes",
    "young people",
    "parents and carers",
    "placements",
    "exclusions",
    "episodes",
    "enrolments",
    "schools",
    "pupils",
    "children",
)


@dataclass(frozen=True, kw_only=True)
class ChildrenToTarget:
    """The smallest whole number that meets a target: 0 where it is met.

    `way` is fewer or more and `counts` the noun, as the measure's scope says it: exclusions,
    placements, schools. `qualifier` is "about" where only a rounded percentage is known, "at any
    one time" for a mean of months, else empty. `children` is None where `reason` says why.
    """

    children: int | None = None
    way: str = ""
    counts: str = ""
    qualifier: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A district's or a phase's part of the county's children; `share` is a percentage.

    Both numbers are None where `symbol` says why.
    """

    code: str
    name: str
    children: float | None
    share: float | None
    symbol: str = ""


@dataclass(frozen=True, kw_only=True)
class WhereTheyAre:
    """The parts of a total, largest first, then those outside the county and those not known.

    `of_those_not` says that the parts count the children the measure does not: those still to
    reach, where high is good. `qualifier` is "at any one time" for a mean of months. `period` may
    be another than was asked for, where that has none.
    """

    districts: tuple[Part, ...] = ()
    phases: tuple[Part, ...] = ()
    total: float | None = None
    counts: str = ""
    qualifier: str = ""
    of_those_not: bool = False
    period: Period | None = None
    basis: str = ""
    reason: str = ""


class _Counts(NamedTuple):
    numerator: Fraction
    denominator: Fraction | None
    multiplier: int


def children_to_target(
    measure: Measure, point: Point | None, target: Value | None
) -> ChildrenToTarget:
    """The smallest whole number fewer (or more) that would have met the target; equal meets it.

    On whole numbers over the same denominator, by fractions. `target` is that of the point's year.
    """
    reason = _why_not_told(measure, point, target)
    if point is None or target is None or reason:
        return ChildrenToTarget(reason=reason)
    way, limit = _way_to(measure, float(point["value"]), target)
    counts = what_is_counted(measure)
    if not way:
        return ChildrenToTarget(children=0, counts=counts)
    if point["numerator"] is None:
        return _about(measure, point, limit, way)
    told = _counts_of(measure, point)
    needed = _smallest(told, limit, way)
    room = _room(measure, told, way)
    if room is not None and needed > room:
        return ChildrenToTarget(way=way, counts=counts, reason=_no_room(room, way, counts))
    return ChildrenToTarget(
        children=needed, way=way, counts=counts, qualifier=_qualifier(measure, point)
    )


def where_they_are(
    measure: Measure, frame: pd.DataFrame, area_code: str, period: Period
) -> WhereTheyAre:
    """The children of a measure's numerator by district and phase; of those not in it for "high".

    From the council's own extracts: the same period where it has matured, else the newest that
    has. `frame` holds the authority's points and its districts', with their phases. Counts as
    they are, parts that are not known included; suppressed parts stay so.
    """
    if measure.calculation not in ("ratio", "count"):
        return WhereTheyAre(reason=f"a {measure.calculation} has no parts that add up")
    if measure.contributor == "none":
        return WhereTheyAre(reason=NOT_COUNTED)
    own = frame[(frame["measure_id"] == measure.id) & frame["basis"].isin(["local", "sample"])]
    whole = _whole_of(measure, own, area_code, period)
    if whole is None:
        return WhereTheyAre(reason="the council's own extracts do not tell it")
    not_in_it = measure.polarity == "high" and measure.calculation == "ratio"
    chosen = own[
        (own["time_period"] == whole["time_period"])
        & (own["time_identifier"] == whole["time_identifier"])
    ]
    districts = chosen[(chosen["geographic_level"] == DISTRICT) & _all_pupils(chosen)]
    phases = chosen[(chosen["area_code"] == area_code) & (chosen["breakdown_topic"] == "Phase")]
    total = _children_of(measure, whole)
    of_authority = whole["geographic_level"] == AUTHORITY
    return WhereTheyAre(
        districts=_parts(measure, districts, total, "area") if of_authority else (),
        phases=_parts(measure, phases, total, "breakdown"),
        total=total,
        counts=what_is_counted(measure),
        qualifier=_qualifier(measure, whole),
        of_those_not=not_in_it,
        period=Period(int(whole["time_period"]), whole["time_identifier"]),
        basis=whole["basis"],
        reason="suppressed" if whole["symbol"] == SUPPRESSED else "",
    )


def what_is_counted(measure: Measure) -> str:
    """What a measure's numerator counts, in the plural word its scope uses."""
    if measure.numerator == SUSPENSIONS:
        # The scope says episodes, to set them apart from children.
        return SUSPENSIONS
    scope = measure.scope.lower()
    named = [
        (match.start(), noun) for noun in _NOUNS if (match := re.search(rf"\b{noun}\b", scope))
    ]
    # Of two that begin together the longer, "placements and episodes", comes first in the list.
    return min(named, key=lambda found: found[0])[1] if named else "children"


def _why_not_told(measure: Measure, point: Point | None, target: Value | None) -> str:
    if point is not None and point["symbol"] == SUPPRESSED:
        return "suppressed"
    if target is None:
        return "there is no target for this year"
    if measure.calculation == "median":
        return "a median is not made of a count: no number of children moves it by itself"
    if measure.calculation == "mean":
        return "a mean is of hours or money, not of a number of children"
    if measure.contributor == "none":
        return NOT_COUNTED
    if measure.polarity == "neutral" and not isinstance(target, Band):
        return "neither way is better"
    return why_no_figure(point)


def _qualifier(measure: Measure, point: Point) -> str:
    month_ends = measure.mean_of_month_ends and kind_of(point["time_identifier"]) == "year"
    return AT_ANY_ONE_TIME if month_ends or months_summed(measure, point) > 1 else ""


def _way_to(measure: Measure, value: float, target: Value) -> tuple[str, Fraction]:
    """Which way the target is and its nearer limit; no way where it is met, as the fact says."""
    here = exact(value)
    if isinstance(target, Band):
        lower, upper = exact(target.lower), exact(target.upper)
        return (FEWER, upper) if here > upper else (MORE if here < lower else "", lower)
    limit = exact(target)
    if measure.polarity == "low":
        return FEWER if here > limit else "", limit
    return MORE if here < limit else "", limit


def _counts_of(measure: Measure, point: Point) -> _Counts:
    if measure.calculation == "count":
        return _Counts(exact(point["value"]), None, 1)
    months = months_summed(measure, point)
    numerator, denominator = exact(point["numerator"]), exact(point["denominator"])
    return _Counts(numerator / months, denominator / months, measure.multiplier)


def _smallest(told: _Counts, limit: Fraction, way: str) -> int:
    """How many whole ones the numerator is from the largest, or smallest, that meets the limit."""
    enough = limit if told.denominator is None else limit * told.denominator / told.multiplier
    gap = told.numerator - enough if way == FEWER else enough - told.numerator
    # A published value is rounded: missed by it, and met by its counts, is missed by one.
    needed = max(math.ceil(gap), 1)
    return needed - 1 if needed > 1 and _meets(told, needed - 1, limit, way) else needed


def _meets(told: _Counts, moved: int, limit: Fraction, way: str) -> bool:
    """Whether the value as it would be printed meets the limit.

    A third prints as 0.3333333333333333, and a target worked out as a third does too.
    """
    after = told.numerator - moved if way == FEWER else told.numerator + moved
    if told.denominator is None:
        return after <= limit if way == FEWER else after >= limit
    printed = divide_one(float(after), float(told.denominator), told.multiplier)
    assert printed is not None
    return exact(printed) <= limit if way == FEWER else exact(printed) >= limit


def _room(measure: Measure, told: _Counts, way: str) -> int | None:
    """How many there are to take away, or still to add; None without an end."""
    if way == FEWER:
        return math.ceil(told.numerator)
    if measure.unit != "%" or told.denominator is None:
        return None
    return math.ceil(told.denominator - told.numerator)


def _no_room(room: int, way: str, counts: str) -> str:
    if way == FEWER:
        return f"all {room} {counts} fewer would not meet it"
    return f"all {room} other {counts} would not meet it"


def _about(measure: Measure, point: Point, limit: Fraction, way: str) -> ChildrenToTarget:
    if point["denominator"] is None:
        return ChildrenToTarget(reason="DfE prints the figure without the numbers behind it")
    off = abs(exact(point["value"]) - limit)
    gap = off * exact(point["denominator"]) / measure.multiplier
    # To the nearest, a half upwards; a target that is missed is missed by one at least.
    children = max(math.floor(gap + Fraction(1, 2)), 1)
    counts = what_is_counted(measure)
    return ChildrenToTarget(children=children, way=way, counts=counts, qualifier=ABOUT)


def _whole_of(measure: Measure, own: pd.DataFrame, area_code: str, period: Period) -> Point | None:
    """The area's own point of the period, else its newest matured one."""
    same = own[
        (own["area_code"] == area_code)
        & _all_pupils(own)
        & (own["time_period"] == period.time_period)
        & (own["time_identifier"] == period.time_identifier)
    ]
    for point in records(same):
        told = point["value"] is not None or point["symbol"] == SUPPRESSED
        if told and not point["provisional"]:
            return point
    return latest(own, measure, area_code)


def _parts(
    measure: Measure, frame: pd.DataFrame, total: float | None, name: str
) -> tuple[Part, ...]:
    code, label = ("area_code", "area_name") if name == "area" else ("breakdown", "breakdown")
    found = []
    for point in records(frame):
        children = _children_of(measure, point)
        share = None if total is None or children is None else divide_one(children, total, 100)
        symbol = point["symbol"] or ""
        found.append(
            Part(code=point[code], name=point[label], children=children, share=share, symbol=symbol)
        )
    return tuple(sorted(found, key=_largest_first))


def _largest_first(part: Part) -> tuple[bool, bool, float, str]:
    not_known = part.code == NOT_KNOWN or part.name == "Not known"
    return not_known, part.code == OUTSIDE, -(part.children or 0.0), part.name


def _children_of(measure: Measure, point: Point) -> float | None:
    """The numerator, or what of the denominator is not in it where high is good; of one month."""
    counted = point["value"] if measure.calculation == "count" else point["numerator"]
    if counted is None:
        return None
    if measure.polarity == "high" and measure.calculation == "ratio":
        if point["denominator"] is None:
            return None
        counted = point["denominator"] - counted
    return divide_one(counted, months_summed(measure, point), 1)


def _all_pupils(frame: pd.DataFrame) -> "pd.Series[bool]":
    return (frame["breakdown_topic"] == "Total") & (frame["breakdown"] == "Total")
