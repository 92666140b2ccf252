"""What each measure's points must be: counts divided, dated and marked, one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from metrics.definitions import Measure
from tests.metrics.recount import exclusions, others, placements, support
from tests.metrics.recount.cells import Cell, Count, Key
from tests.metrics.recount.world import Span, World, six, year_of

TIMES = {
    "%": 100,
    "per 100 pupils": 100,
    "per 1,000 pupils": 1000,
    "per 10,000 pupils": 10000,
    "hours": 1,
    "£": 1,
}
COUNTS: dict[str, Callable[[World], Count]] = {
    "permanent_exclusion_rate": exclusions.permanent_exclusion_rate,
    "suspension_rate": exclusions.suspension_rate,
    "one_plus_suspension_rate": exclusions.one_plus_suspension_rate,
    "context_lunchtime_exclusion_rate": exclusions.lunchtime_rate,
    "context_ap_school_permanent_exclusions": exclusions.ap_school_permanent_exclusions,
    "context_ap_school_suspensions": exclusions.ap_school_suspensions,
    "outreach_first_percent": exclusions.outreach_first,
    "not_excluded_after_outreach_percent": exclusions.not_excluded_after_outreach,
    "outreach_reach_percent": exclusions.outreach_reach,
    "sixth_day_percent": exclusions.sixth_day,
    "context_sixth_day_unknown_percent": exclusions.sixth_day_unknown,
    "waiting_for_provision": exclusions.waiting,
    "year_11_roll_change": exclusions.year_11_roll_change,
    "ap_children": support.ap_children,
    "full_time_ap_rate": support.full_time_ap_rate,
    "mainstream_support_percent": support.mainstream_support,
    "returned_to_school_percent": placements.returned_to_school,
    "context_still_returned_percent": placements.still_returned,
    "context_tier_2_year_11_ended": placements.year_11_ended,
    "tier_3_transition_percent": placements.tier_3_transition,
    "ended_destination_not_known_percent": placements.destination_not_known,
    "context_ended_to_home_education_percent": placements.to_home_education,
    "placement_on_time_percent": placements.placement_on_time,
    "context_tier_2_without_plan_percent": placements.without_plan,
    "pupil_voice_percent": placements.pupil_voice,
    "framework_percent": placements.framework,
    "ap_absence_percent": placements.absence,
    "ap_severe_absence_percent": placements.severe_absence,
    "time_limited_median_weeks": lambda world: placements.median_weeks(world)[0],
    "home_district_percent": support.home_district,
    "weekly_cost": support.weekly_cost,
    "context_weekly_cost_real": support.weekly_cost_real,
    "context_with_cost_percent": support.with_cost,
    "context_ap_commitment": support.commitment,
    "places_filled_percent": support.places_filled,
    "post_16_destination_percent": placements.post_16,
    "context_post_16_linked_percent": placements.post_16_linked,
    "home_tuition_rate": others.home_tuition_rate,
    "tuition_hours": others.tuition_hours,
    "tuition_review_percent": others.tuition_review,
    "neet_percent": others.neet,
    "not_known_percent": others.not_known,
    "neet_not_known_percent": others.neet_not_known,
    "context_neet_linked_percent": others.linked,
    "neet_after_ap_percent": others.neet_after_ap,
}
# (measure in the extract, column over column)
RETURNS = {
    "parent_carer_rating_percent": ("parent_carer_rating_percent", "numerator", "denominator"),
    "context_parent_carer_response_percent": (
        "parent_carer_rating_percent",
        "denominator",
        "invited",
    ),
    "schools_trained_percent": ("schools_trained_percent", "numerator", "denominator"),
    "key_stage_4_in_ap_percent": ("key_stage_4_in_ap_percent", "numerator", "denominator"),
    "ap_spend": ("ap_spend", "numerator", "denominator"),
}
OVER_SCOPE = {
    "permanent_exclusion_rate",
    "suspension_rate",
    "one_plus_suspension_rate",
    "context_lunchtime_exclusion_rate",
}
OVER_RESIDENTS = {"full_time_ap_rate", "home_tuition_rate"}
MEANS_OF_MONTH_ENDS = {"home_tuition_rate", "tuition_hours", "tuition_review_percent"}
ON_CENSUS_DAY = (
    "ap_children",
    "full_time_ap_rate",
    "places_filled_percent",
    "year_11_roll_change",
)
DISTINCT = {"one_plus_suspension_rate", "places_filled_percent"}
# Days after the period until its children have had their time.
DAYS = {
    "sixth_day_percent": 30,
    "context_sixth_day_unknown_percent": 30,
    "pupil_voice_percent": 30,
    "context_still_returned_percent": 84,
    "not_excluded_after_outreach_percent": 365,
}
# Stocks that have a point, if only a nought, whenever their day has come.
WITH_ZEROS = {"waiting_for_provision", "ap_children", "home_tuition_rate"}


@dataclass(frozen=True)
class Point:
    """One expected point; None where there is no such number."""

    numerator: float | None
    denominator: float | None
    value: float | None
    symbol: str
    provisional: bool
    children: tuple[int | None, int | None, int | None] = (None, None, None)


def points(world: World, measure: Measure) -> dict[Key, Point]:
    """Every point the extracts tell of a measure, by period, area, topic and part."""
    if measure.id in RETURNS:
        return _returned(world, measure)
    count = COUNTS[measure.id](world)
    told = {key: cell for key, cell in count.cells.items() if _wanted(world, measure, key)}
    for key in _empty_cells(world, measure):
        told.setdefault(key, Cell())
    make = _median if measure.id == "time_limited_median_weeks" else _point
    heads = _headcounts(world, measure)
    weeks = placements.median_weeks(world)[1] if make is _median else heads
    return {key: make(world, measure, key, cell, weeks) for key, cell in told.items()}


def _wanted(world: World, measure: Measure, key: Key) -> bool:
    span, topic = world.by_key[key[:2]], key[3]
    first, last = world.reach(measure.extracts)
    in_time = span.kind in measure.periods and first <= span.first <= last
    in_place = key[2] == "LA" or measure.districts is not None
    return in_time and in_place and topic in ("Total", *measure.breakdowns)


def _headcounts(world: World, measure: Measure) -> dict[Any, int]:
    if measure.id in OVER_SCOPE:
        return world.remember("scope", exclusions.headcounts)
    return world.remember("residents", exclusions.residents) if measure.id in OVER_RESIDENTS else {}


def _empty_cells(world: World, measure: Measure) -> list[Key]:
    """A rate over a headcount has a point for everybody on roll; a stock has one for its day."""
    found: list[Key] = []
    if measure.id in WITH_ZEROS:
        heads = [(span.time_period, "LA", "Total", "Total") for span in world.spans]
    else:
        heads = list(_headcounts(world, measure))
    seen = [span for span in world.academic_spans if _seen(world, measure, span)]
    for year, *part in heads:
        for span in seen:
            key = (*span.key, *part)
            if span.time_period == year and _wanted(world, measure, key):
                found.append(key)
    return [key for key in found if key[3] != "School" or key[1] == "Academic year"]


def _seen(world: World, measure: Measure, span: Span) -> bool:
    """Whether the day on which a stock is counted has come."""
    if measure.id in ("home_tuition_rate", "waiting_for_provision"):
        return bool(_month_ends_in(world, span))
    if measure.id in ("full_time_ap_rate", "ap_children"):
        wanted = "Spring term" if span.kind == "year" else span.name
        return any(
            (row["time_period"], row["term"]) == (span.time_period, wanted)
            and row["census_day"] <= world.as_at
            for row in world.rows["calendar"]
        )
    return True


def _month_ends_in(world: World, span: Span) -> int:
    ends = others.month_ends(world)
    return sum(1 for end in ends if span.first <= end.last <= span.last)


def _point(world: World, measure: Measure, key: Key, cell: Cell, heads: dict[Any, int]) -> Point:
    span = world.by_key[key[:2]]
    distinct = measure.id in DISTINCT
    numerator: float | None = len(cell.things) if distinct else cell.numerator
    children = _children(measure, cell)
    provisional = _provisional(world, measure, span, cell)
    if measure.calculation == "count":
        return Point(numerator, None, numerator, "", provisional, children)
    denominator: float | None = cell.denominator
    if heads:
        topic, part = ("Total", "Total") if key[3] in ("Reason", "Tier") else key[3:]
        denominator = heads.get((_academic(span), key[2], topic, part))
        children = (children[0], None, denominator)
    ends = _month_ends_in(world, span) if measure.id in MEANS_OF_MONTH_ENDS else 1
    numerator = numerator / ends
    if not heads:
        denominator = (denominator or 0) / ends
    value = TIMES[measure.unit] * numerator / denominator if denominator else None
    missing = "x" if denominator is None else "z"
    point = Point(
        numerator, denominator, value, missing if value is None else "", provisional, children
    )
    return Point(None, None, None, "x", provisional) if _unknown(world, measure, span) else point


def _children(measure: Measure, cell: Cell) -> tuple[int | None, int | None, int | None]:
    """The distinct children behind a count, what is left of it, and what it is out of."""
    if measure.id == "places_filled_percent":
        return len(cell.things), None, None
    if measure.id == "year_11_roll_change":
        return abs(int(cell.numerator)), None, None
    if measure.id == "one_plus_suspension_rate":
        return len({pupil for pupil, _ in cell.things}), None, None
    left = len(cell.in_complement) if measure.complement else None
    of = len(cell.in_denominator) if measure.calculation != "count" else None
    return len(cell.in_numerator), left, of


def _academic(span: Span) -> int:
    return six(year_of(span.first))


def _provisional(world: World, measure: Measure, span: Span, cell: Cell) -> bool:
    if measure.id in ON_CENSUS_DAY:
        return False
    if measure.id.endswith(("post_16_destination_percent", "post_16_linked_percent")):
        return world.as_at < date(span.first.year + 2, 3, 31)
    matures = span.over + timedelta(days=DAYS.get(measure.id, 0))
    if measure.id == "permanent_exclusion_rate" and cell.undecided:
        matures = max(matures, date(year_of(span.over) + 1, 10, 31))
    return matures > world.as_at


def _unknown(world: World, measure: Measure, span: Span) -> bool:
    """Without twelve months of placements before it, or before its young people can be seen."""
    if measure.id == "outreach_first_percent":
        first = min(row["start_date"] for row in world.rows["placements"])
        return span.first < date(year_of(first) + 1, 9, 1)
    return "post_16" in measure.id and _provisional(world, measure, span, Cell())


def _median(
    world: World, measure: Measure, key: Key, cell: Cell, weeks: dict[Any, list[tuple[int, bool]]]
) -> Point:
    median = placements.kaplan_meier_median(weeks[key])
    provisional = _provisional(world, measure, world.by_key[key[:2]], cell)
    children = len(cell.things)
    symbol = "z" if median is None else ""
    return Point(None, children, median, symbol, provisional, (None, None, children))


def _returned(world: World, measure: Measure) -> dict[Key, Point]:
    found = {}
    for key, (numerator, denominator) in others.returned(world, *RETURNS[measure.id]).items():
        value = None
        if numerator is not None and denominator:
            value = 100 * numerator / denominator
        missing = "x" if denominator is None else "z"
        symbol = missing if value is None else ""
        rest = None if None in (numerator, denominator) else denominator - numerator
        children = (numerator, rest, denominator)
        found[key] = Point(numerator, denominator, value, symbol, False, children)
    return found
