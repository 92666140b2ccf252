"""Exclusions, provision after them and school rolls, counted row by row."""

from collections import defaultdict
from datetime import date
from typing import Any

from tests.metrics.recount.cells import (
    Count,
    child_parts,
    home,
    phase_of,
    pupil_parts,
)
from tests.metrics.recount.world import (
    Row,
    World,
    area_of,
    is_on,
    newest_first,
    oldest_first,
    overlaps,
    whole,
    year_before,
)

DECIDED_AGAINST = ("withdrawn", "overturned")


def permanent(world: World, *, but: tuple[str, ...] = ("withdrawn",)) -> list[Row]:
    """Permanent exclusions, in order of time, without those of some statuses."""
    rows = [row for row in world.rows["exclusions"] if row["category"] == "PERM"]
    rows = [row for row in rows if row["status"] not in but]
    return sorted(rows, key=lambda row: (row["start_date"], row["school_urn"]))


def _rate(world: World, category: str, *, enrolments: bool = False) -> Count:
    count = Count()
    for row in world.rows["exclusions"]:
        school = world.school(row["school_urn"], row["start_date"])
        phase = phase_of(school)
        if not school or not phase:
            continue
        counted = row["category"] == category and row["status"] not in DECIDED_AGAINST
        undecided = category == "PERM" and counted and row["status"] == "notified"
        reasons = {row[f"reason_{n}"] for n in (1, 2, 3)} - {None}
        count.add(
            world.spans_of(row["start_date"]),
            area_of(school["district"]),
            {
                "Phase": phase,
                **pupil_parts(world, row),
                "Reason": [world.labels["reason", code] for code in reasons],
            },
            child=row["pupil_id"],
            numerator=int(counted and not undecided),
            undecided=int(undecided),
            thing=(row["pupil_id"], row["school_urn"]) if counted and enrolments else None,
            county_parts={"School": f"{school['school_name']} ({school['school_urn']})"},
        )
    return count


def permanent_exclusion_rate(world: World) -> Count:
    return _rate(world, "PERM")


def suspension_rate(world: World) -> Count:
    return _rate(world, "SUSP")


def lunchtime_rate(world: World) -> Count:
    return _rate(world, "LNCH")


def one_plus_suspension_rate(world: World) -> Count:
    return _rate(world, "SUSP", enrolments=True)


def _from_ap_schools(world: World, wanted: Any) -> Count:
    count = Count()
    for row in world.rows["exclusions"]:
        school = world.school(row["school_urn"], row["start_date"])
        if school and school["phase"] == "PR":
            spans = world.spans_of(row["start_date"])
            area, amount = area_of(school["district"]), int(wanted(row))
            count.add(spans, area, {}, child=row["pupil_id"], numerator=amount)
    return count


def ap_school_permanent_exclusions(world: World) -> Count:
    return _from_ap_schools(
        world, lambda row: row["category"] == "PERM" and row["status"] == "upheld"
    )


def ap_school_suspensions(world: World) -> Count:
    return _from_ap_schools(
        world, lambda row: row["category"] == "SUSP" and row["status"] not in DECIDED_AGAINST
    )


def outreach_first(world: World) -> Count:
    count = Count()
    for row in permanent(world, but=()):
        day, school = row["start_date"], world.school(row["school_urn"], row["start_date"])
        before = [
            one
            for one in world.outreach
            if one["pupil_id"] == row["pupil_id"]
            and one["start_date"] < day
            and (one["end_date"] or day) >= year_before(day)
        ]
        phase = (phase_of(school) or "Not in scope") if school else "Not known"
        count.add(
            world.spans_of(day),
            area_of(school and school["district"]),
            {"Phase": phase, **pupil_parts(world, row)},
            child=row["pupil_id"],
            numerator=int(bool(before) and row["status"] != "withdrawn"),
            denominator=int(row["status"] != "withdrawn"),
        )
    return count


def not_excluded_after_outreach(world: World) -> Count:
    first: dict[tuple[str, int], Row] = {}
    for row in sorted(world.outreach, key=oldest_first):
        if row["pupil_id"]:
            year = world.academic_year(row["start_date"])
            first.setdefault((row["pupil_id"], year.time_period), row)
    count = Count()
    for row in first.values():
        later = [
            one
            for one in permanent(world, but=DECIDED_AGAINST)
            if one["pupil_id"] == row["pupil_id"]
            and one["start_date"] > row["start_date"]
            and year_before(one["start_date"]) <= row["start_date"]
        ]
        count.add(
            [world.academic_year(row["start_date"])],
            home(row),
            child_parts(world, row),
            child=row["pupil_id"],
            numerator=int(not later),
            denominator=1,
        )
    return count


def outreach_reach(world: World) -> Count:
    suspended: defaultdict[tuple[Any, str], list[date]] = defaultdict(list)
    for row in world.rows["exclusions"]:
        if row["category"] == "SUSP" and row["status"] not in DECIDED_AGAINST:
            span = world.academic_year(row["start_date"])
            suspended[span, row["school_urn"]].append(row["start_date"])
    count = Count()
    for (span, urn), days in suspended.items():
        if len(days) < 10:
            continue
        school = world.school(urn, min(days))
        used = any(one["home_school_urn"] == urn and overlaps(one, span) for one in world.outreach)
        phase = (phase_of(school) or "Not in scope") if school else "Not known"
        area = area_of(school and school["district"])
        count.add([span], area, {"Phase": phase}, numerator=int(used), denominator=1)
    return count


def provision(world: World) -> list[Row]:
    """Placements and home tuition; outreach is not provision for an excluded child."""
    return [*world.placements, *world.rows["home_tuition"]]


def _by_sixth_day(world: World, row: Row) -> str | None:
    """ "yes", "no", "unknown", or None where the exclusion was overturned in time."""
    sixth = world.sixth_school_day(row["start_date"])
    if row["status"] == "overturned" and (
        sixth is None or row["status_date"] is None or row["status_date"] <= sixth
    ):
        return None
    if sixth is None:
        return "unknown"
    marks = [
        one["full_time"]
        for one in provision(world)
        if one["pupil_id"] == row["pupil_id"] and is_on(one, sixth)
    ]
    if True in marks:
        return "yes"
    return "unknown" if None in marks else "no"


def _sixth_day(world: World, *, unknown: bool) -> Count:
    count, met = Count(), set()
    for row in permanent(world):
        found = _by_sixth_day(world, row)
        if found is None:
            continue
        spans = [s for s in world.spans_of(row["start_date"]) if (row["pupil_id"], s) not in met]
        met |= {(row["pupil_id"], span) for span in spans}
        counted, of = (found == "yes", found != "unknown")
        if unknown:
            counted, of = (found == "unknown", True)
        parts = pupil_parts(world, row)
        count.add(
            spans,
            home(row),
            parts,
            child=row["pupil_id"],
            numerator=int(counted),
            denominator=int(of),
        )
    return count


def sixth_day(world: World) -> Count:
    return _sixth_day(world, unknown=False)


def sixth_day_unknown(world: World) -> Count:
    return _sixth_day(world, unknown=True)


def waiting(world: World) -> Count:
    count = Count()
    for span in world.spans:
        if span.kind != "month" or span.last > world.as_at:
            continue
        newest: dict[str, Row] = {}
        for row in sorted(permanent(world), key=newest_first):
            if _waits(world, row, span.last):
                newest.setdefault(row["pupil_id"], row)
        for child, row in newest.items():
            count.add([span], home(row), child_parts(world, row), child=child, numerator=1)
    return count


def _waits(world: World, row: Row, day: date) -> bool:
    start = row["start_date"]
    left_on = date(world.academic_year(start).first.year + 12 - (whole(row["nc_year"]) or 0), 8, 31)
    overturned = row["status"] == "overturned" and (row["status_date"] or start) <= day
    if not start <= day <= left_on or overturned:
        return False
    return not any(
        one["pupil_id"] == row["pupil_id"]
        and one["start_date"] <= day
        and (one["end_date"] or day) >= start
        for one in provision(world)
    )


def year_11_roll_change(world: World) -> Count:
    rolls: defaultdict[tuple[int, str, int], int] = defaultdict(int)
    schools: dict[tuple[int, str], Row] = {}
    names: dict[str, str] = {}
    for school in sorted(world.rows["schools"], key=lambda row: row["valid_from"]):
        names[school["laestab"] or school["school_urn"]] = school["school_name"]
    for row in world.rows["pupils"]:
        census = date(row["time_period"] // 100 + 1, 1, 16)
        school = world.school(row["school_urn"], census)
        if school and school["phase"] in ("MS", "SS", "AT"):
            year, place = row["time_period"] // 100, school["laestab"] or school["school_urn"]
            rolls[year, place, whole(row["nc_year"]) or 0] += row["headcount"]
            schools[year, place] = school
    count = Count()
    for (year, place), school in schools.items():
        before, now = rolls[year - 1, place, 10], rolls[year, place, 11]
        if (year - 1, place) in schools and (before or now):
            count.add(
                [world.academic_year(date(year, 9, 1))],
                area_of(school["district"]),
                {},
                numerator=now - before,
                county_parts={"School": f"{names[place]} ({place})"},
            )
    return count


def headcounts(world: World) -> dict[tuple[int, str, str, str], int]:
    """Pupils of DfE's scope by academic year, school's district, topic and part."""
    found: defaultdict[tuple[int, str, str, str], int] = defaultdict(int)
    for row in world.rows["pupils"]:
        school = world.school(row["school_urn"], date(row["time_period"] // 100 + 1, 1, 16))
        phase = phase_of(school)
        if not school or not phase:
            continue
        parts = {"Total": "Total", "Phase": phase, **pupil_parts(world, row)}
        for place in ("LA", area_of(school["district"])):
            for topic, part in parts.items():
                found[row["time_period"], place, topic, part] += row["headcount"]
        name = f"{school['school_name']} ({school['school_urn']})"
        found[row["time_period"], "LA", "School", name] += row["headcount"]
    return found


def residents(world: World) -> dict[tuple[int, str, str, str], int]:
    """All pupils on roll by academic year, home district, topic and part."""
    found: defaultdict[tuple[int, str, str, str], int] = defaultdict(int)
    for row in world.rows["pupils"]:
        for place in ("LA", home(row)):
            for topic, part in {"Total": "Total", **child_parts(world, row)}.items():
                found[row["time_period"], place, topic, part] += row["headcount"]
    return found
