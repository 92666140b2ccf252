"""Children supported on a day or in a period, what it costs, and places, counted row by row."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.metrics.recount.cells import Count, child_parts, home, setting_part, tier_part
from tests.metrics.recount.world import (
    FAR,
    Row,
    Span,
    World,
    area_of,
    is_on,
    newest_first,
    overlaps,
)


def first_of_each(rows: Iterable[Row]) -> list[Row]:
    """The first row of each child."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row["pupil_id"], row)
    return list(found.values())


def _census_days(world: World) -> list[tuple[Span, date]]:
    found = []
    for term in world.rows["calendar"]:
        if term["census_day"] > world.as_at:
            continue
        names = [term["term"]] + ["Academic year"] * (term["term"] == "Spring term")
        found += [(world.by_key[term["time_period"], n], term["census_day"]) for n in names]
    return found


def _on_census_day(world: World, wanted: Any) -> Count:
    """Children, each once and as their newest placement says; then once in each of their tiers."""
    count = Count()
    for span, day in _census_days(world):
        there = sorted(
            (row for row in world.rows["placements"] if row["pupil_id"] and is_on(row, day)),
            key=newest_first,
        )
        for row in first_of_each(there):
            child = row["pupil_id"]
            theirs = [one for one in there if one["pupil_id"] == child]
            parts: dict[str, Any] = child_parts(world, row)
            amount = int(any(wanted(one) for one in theirs))
            count.add([span], home(row), parts, child=child, numerator=amount)
            for tier in {one["tier"] for one in theirs}:
                in_tier = [one for one in theirs if one["tier"] == tier]
                amount = int(any(wanted(one) for one in in_tier))
                only = tier_part(world, in_tier[0])
                _tier_alone(count, span, home(row), only, child, amount)
    return count


def _tier_alone(
    count: Count, span: Span, area: str, parts: dict[str, str], child: str, amount: int
) -> None:
    for place in ("LA", area):
        cell = count.cells[*span.key, place, "Tier", parts["Tier"]]
        cell.numerator += amount
        if amount:
            cell.in_numerator.add(child)


def ap_children(world: World) -> Count:
    return _on_census_day(world, lambda row: True)


def full_time_ap_rate(world: World) -> Count:
    return _on_census_day(
        world,
        lambda row: row["tier"] > 1 and row["full_time"] is True and row["enrolment_status"] == "C",
    )


def mainstream_support(world: World) -> Count:
    count = Count()
    for span in world.spans:
        if span.kind not in ("year", "term") or not span.name.endswith(("Academic year", "term")):
            continue
        there = [
            row
            for row in world.rows["placements"]
            if row["pupil_id"] and overlaps(row, span) and row["start_date"] <= world.as_at
        ]
        there.sort(key=lambda row: (-row["tier"], *newest_first(row)))
        for row in first_of_each(there):
            school = world.school(row["home_school_urn"], row["start_date"])
            elsewhere = school is not None and school["phase"] in ("SP", "PR")
            supported = row["tier"] == 1 or row["enrolment_status"] == "S"
            count.add(
                [span],
                home(row),
                {**child_parts(world, row), **tier_part(world, row)},
                child=row["pupil_id"],
                numerator=int(supported and not elsewhere),
                denominator=1,
            )
    return count


def home_district(world: World) -> Count:
    chosen: dict[tuple[str, int], Row] = {}
    for row in sorted(world.placements, key=newest_first):
        year = world.academic_year(row["start_date"]).time_period
        chosen.setdefault((row["pupil_id"], year), row)
    count = Count()
    for row in chosen.values():
        provider = world.provider(row["provider_id"]) or {"district": None}
        known = bool(row["home_district"] and provider["district"])
        count.add(
            [world.academic_year(row["start_date"])],
            home(row),
            {**child_parts(world, row), **tier_part(world, row), **setting_part(world, row)},
            child=row["pupil_id"],
            numerator=int(known and row["home_district"] == provider["district"]),
            denominator=int(known),
        )
    return count


def _costs(world: World, counted: Any, of: Any) -> Count:
    count = Count()
    for row in world.rows["placements"]:
        spans, child = [world.academic_year(row["start_date"])], row["pupil_id"]
        parts = tier_part(world, row)
        amounts = {"numerator": counted(row), "denominator": of(row)}
        count.add(spans, home(row), parts, child=child, **amounts)
    return count


def _has_cost(row: Row) -> int:
    return int(row["weekly_cost"] is not None)


def weekly_cost(world: World) -> Count:
    return _costs(world, lambda row: row["weekly_cost"] or 0, _has_cost)


def weekly_cost_real(world: World) -> Count:
    latest = world.deflators[max(world.deflators)]

    def real(row: Row) -> float:
        start = row["start_date"]
        financial = start.year - (start.month < 4)
        return (row["weekly_cost"] or 0) * latest / world.deflators[financial]

    return _costs(world, real, _has_cost)


def with_cost(world: World) -> Count:
    return _costs(world, _has_cost, lambda row: 1)


def commitment(world: World) -> Count:
    count = Count()
    for row in [*world.rows["placements"], *world.rows["home_tuition"]]:
        if row["weekly_cost"] is None:
            continue
        tier = tier_part(world, row) if "tier" in row else {"Tier": "Home tuition"}
        until = min(row["end_date"] or FAR, world.as_at)
        for span in world.spans:
            if not span.name.startswith("Financial"):
                continue
            days = (min(until, span.last) - max(row["start_date"], span.first)).days + 1
            if days > 0:
                spent = row["weekly_cost"] / 7 * days
                count.add([span], None, tier, child=row["pupil_id"], numerator=spent)
    return count


def places_filled(world: World) -> Count:
    count = Count()
    for span, day in _census_days(world):
        if span.kind != "term":
            continue
        for school in world.rows["schools"]:
            here = school["valid_from"] <= day <= (school["valid_to"] or FAR)
            if not here or not school["ap_places"]:
                continue
            area = area_of(school["district"])
            count.add([span], area, {}, denominator=school["ap_places"])
            for row in world.placements:
                provider = world.provider(row["provider_id"])
                if provider and provider["urn"] == school["school_urn"] and is_on(row, day):
                    count.add([span], area, {}, thing=row["pupil_id"])
    return count
