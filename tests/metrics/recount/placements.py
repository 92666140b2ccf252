"""Placements, outreach, home tuition and NEET, counted row by row."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.metrics.recount.cells import Count, child_parts, home, setting_part, tier_part
from tests.metrics.recount.exclusions import DECIDED_AGAINST, permanent
from tests.metrics.recount.world import (
    FAR,
    Row,
    World,
    newest_first,
    six,
    whole,
    year_before,
    year_of,
)


def year_group_at_end(row: Row) -> int | None:
    """One year group more for each 1 September since the start."""
    group = whole(row["nc_year"])
    if group is None:
        return None
    return group + year_of(row["end_date"]) - year_of(row["start_date"])


def _ended(world: World, tier: int) -> list[Row]:
    return [row for row in world.placements if row["tier"] == tier and row["end_date"]]


def _of_returning_age(world: World) -> list[Row]:
    return [row for row in _ended(world, 2) if (year_group_at_end(row) or 0) < 11]


def returned_to_school(world: World) -> Count:
    count = Count()
    for row in _of_returning_age(world):
        count.add(
            world.spans_of(row["end_date"]),
            home(row),
            child_parts(world, row),
            child=row["pupil_id"],
            numerator=int(row["end_reason"] == "returned_to_school"),
            denominator=1,
        )
    return count


def still_returned(world: World) -> Count:
    count = Count()
    for row in _of_returning_age(world):
        window = (row["end_date"], row["end_date"] + timedelta(days=84))
        again = [
            one
            for one in [*world.placements, *permanent(world, but=DECIDED_AGAINST)]
            if one["pupil_id"] == row["pupil_id"]
            and one is not row
            and window[0] <= one["start_date"] <= window[1]
        ]
        returned = row["end_reason"] == "returned_to_school" and not again
        spans, child = world.spans_of(row["end_date"]), row["pupil_id"]
        count.add(spans, home(row), {}, child=child, numerator=int(returned), denominator=1)
    return count


def year_11_ended(world: World) -> Count:
    count = Count()
    for row in [*_ended(world, 2), *_ended(world, 3), *_tuition_ended(world)]:
        leaver = row.get("tier") == 2 and (year_group_at_end(row) or 0) >= 11
        spans = world.spans_of(row["end_date"])
        count.add(spans, home(row), {}, child=row["pupil_id"], numerator=int(leaver))
    return count


def tier_3_transition(world: World) -> Count:
    count = Count()
    for row in _ended(world, 3):
        count.add(
            world.spans_of(row["end_date"]),
            home(row),
            child_parts(world, row),
            child=row["pupil_id"],
            numerator=int(row["end_reason"] in ("new_school", "post_16")),
            denominator=1,
        )
    return count


def _tuition_ended(world: World) -> list[Row]:
    return [row for row in world.rows["home_tuition"] if row["end_date"]]


def _endings(world: World, reasons: tuple[str | None, ...]) -> Count:
    count = Count()
    for row in [*_ended(world, 2), *_ended(world, 3), *_tuition_ended(world)]:
        tier = tier_part(world, row) if "tier" in row else {"Tier": "Home tuition"}
        count.add(
            world.spans_of(row["end_date"]),
            home(row),
            {**child_parts(world, row), **tier},
            child=row["pupil_id"],
            numerator=int(row["end_reason"] in reasons),
            denominator=1,
        )
    return count


def destination_not_known(world: World) -> Count:
    return _endings(world, (None, "not_known"))


def to_home_education(world: World) -> Count:
    return _endings(world, ("elective_home_education",))


def placement_on_time(world: World) -> Count:
    count = Count()
    for row in world.placements:
        planned = row["planned_end_date"]
        if row["tier"] == 2 and planned and planned <= world.as_at:
            count.add(
                world.spans_of(planned),
                home(row),
                {**child_parts(world, row), **setting_part(world, row)},
                child=row["pupil_id"],
                numerator=int((row["end_date"] or FAR) <= planned),
                denominator=1,
            )
    return count


def _started(world: World, counted: Any, of: Any = lambda row: True) -> Count:
    """Placements by their start: those `counted` says, of those `of` says."""
    count = Count()
    for row in world.placements:
        count.add(
            world.spans_of(row["start_date"]),
            home(row),
            {**child_parts(world, row), **tier_part(world, row), **setting_part(world, row)},
            child=row["pupil_id"],
            numerator=counted(row),
            denominator=of(row),
        )
    return count


def without_plan(world: World) -> Count:
    return _started(
        world,
        lambda row: int(row["tier"] == 2 and row["planned_end_date"] is None),
        lambda row: int(row["tier"] == 2),
    )


def pupil_voice(world: World) -> Count:
    def recorded(row: Row) -> int:
        day = row["pupil_view_recorded_on"]
        return int(day is not None and 0 <= (day - row["start_date"]).days <= 30)

    return _started(world, recorded, lambda row: 1)


def framework(world: World) -> Count:
    def on_it(row: Row) -> int:
        provider, day = world.provider(row["provider_id"]), row["start_date"]
        if not provider or not provider["framework_from"]:
            return 0
        assured = [d for d in provider["quality_assured_dates"] if year_before(day) <= d <= day]
        on = provider["framework_from"] <= day <= (provider["framework_to"] or FAR)
        return int(on and bool(assured))

    return _started(world, on_it, lambda row: 1)


def _sessions(row: Row) -> tuple[int, int]:
    """Possible and absent, where both are recorded."""
    both = row["sessions_possible"] is not None and row["sessions_absent"] is not None
    return (row["sessions_possible"], row["sessions_absent"]) if both else (0, 0)


def absence(world: World) -> Count:
    return _started(world, lambda row: _sessions(row)[1], lambda row: _sessions(row)[0])


def severe_absence(world: World) -> Count:
    def severe(row: Row) -> int:
        possible, absent = _sessions(row)
        return int(possible > 0 and absent / possible >= 0.5)

    return _started(world, severe, lambda row: int(_sessions(row)[0] > 0))


def median_weeks(world: World) -> tuple[Count, dict[Any, list[tuple[int, bool]]]]:
    """Children of each cell, and the weeks of its placements with whether they ended."""
    count, weeks = Count(), defaultdict(list)
    for row in world.placements:
        if row["tier"] != 2:
            continue
        ended = row["end_date"] is not None
        length = ((row["end_date"] or world.as_at) - row["start_date"]).days // 7
        span = world.academic_year(row["start_date"])
        parts = child_parts(world, row)
        child = row["pupil_id"]
        count.add([span], home(row), parts, child=child, thing=child, denominator=1)
        for place in ("LA", home(row)):
            for topic, part in {"Total": "Total", **parts}.items():
                weeks[*span.key, place, topic, part].append((length, ended))
    return count, weeks


def kaplan_meier_median(lengths: list[tuple[int, bool]]) -> int | None:
    """The first week by which the share still placed has fallen to a half."""
    share = 1.0
    for week in sorted({length for length, ended in lengths if ended}):
        at_risk = sum(1 for length, _ in lengths if length >= week)
        left = sum(1 for length, ended in lengths if ended and length == week)
        share *= 1 - left / at_risk
        if share <= 0.5 + 1e-9:
            return week
    return None


def post_16(world: World, *, found: bool = False) -> Count:
    left: dict[tuple[str, int], Row] = {}
    order = lambda row: (-row["end_date"].toordinal(), *newest_first(row))  # noqa: E731
    for row in sorted(_ended(world, 3), key=order):
        if year_group_at_end(row) == 11:
            left.setdefault((row["pupil_id"], year_of(row["end_date"])), row)
    count = Count()
    for (child, year), row in left.items():
        months = [date(year + 1, m, 1) for m in (10, 11, 12)]
        months += [date(year + 2, m, 1) for m in (1, 2, 3)]
        seen = {
            one["month"]: world.activity_groups[one["activity_code"]]
            for one in world.rows["neet"]
            if one["pupil_id"] == child and one["month"] in months
        }
        lasted = len(seen) == 6 and set(seen.values()) == {"EET"}
        loaded = {one["month"] for one in world.rows["neet"]}
        if world.as_at >= date(year + 2, 3, 31) and not loaded.issuperset(months):
            continue
        count.add(
            [world.by_key[six(year), "Academic year"]],
            home(row),
            child_parts(world, row),
            child=child,
            numerator=int(bool(seen) if found else lasted),
            denominator=1,
        )
    return count


def post_16_linked(world: World) -> Count:
    return post_16(world, found=True)
