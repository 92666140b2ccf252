"""Home tuition at month ends, NEET and officers' returns, counted row by row."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.metrics.recount.cells import Count, child_parts, home
from tests.metrics.recount.world import Row, Span, World, is_on, newest_first


def month_ends(world: World) -> list[Span]:
    return [span for span in world.spans if span.kind == "month" and span.last <= world.as_at]


def _tuition_parts(world: World, row: Row) -> dict[str, str]:
    reason = world.labels["home_tuition_reason", row["reason"]]
    return {**child_parts(world, row), "Reason": reason}


def _children_tutored(world: World, amounts: Callable[[list[Row]], dict[str, float]]) -> Count:
    """Each child once at each month end, as its newest package says, and summed over the year."""
    count = Count()
    for span in month_ends(world):
        packages: defaultdict[str, list[Row]] = defaultdict(list)
        for row in sorted(world.rows["home_tuition"], key=newest_first):
            if is_on(row, span.last):
                packages[row["pupil_id"]].append(row)
        for child, rows in packages.items():
            year = world.by_key[span.time_period, "Academic year"]
            parts = _tuition_parts(world, rows[0])
            count.add([span, year], home(rows[0]), parts, child=child, **amounts(rows))
    return count


def home_tuition_rate(world: World) -> Count:
    return _children_tutored(world, lambda rows: {"numerator": 1})


def tuition_hours(world: World) -> Count:
    return _children_tutored(
        world,
        lambda rows: {"numerator": sum(row["hours_per_week"] for row in rows), "denominator": 1},
    )


def tuition_review(world: World) -> Count:
    count, twelve_weeks = Count(), timedelta(weeks=12)
    for span in month_ends(world):
        for row in world.rows["home_tuition"]:
            if not is_on(row, span.last) or row["start_date"] + twelve_weeks >= span.last:
                continue
            held = [d for d in row["review_dates"] if span.last - twelve_weeks < d <= span.last]
            year = world.by_key[span.time_period, "Academic year"]
            count.add(
                [span, year],
                home(row),
                _tuition_parts(world, row),
                child=row["pupil_id"],
                numerator=int(bool(held)),
                denominator=1,
            )
    return count


def _neet(world: World, counted: Callable[[Row], bool], of: Callable[[Row], bool]) -> Count:
    count = Count()
    loaded = {row["month"] for row in world.rows["neet"]}
    for row in world.rows["neet"]:
        group = world.activity_groups[row["activity_code"]]
        if group in ("Custody", "Not school-leaving age"):
            continue
        month = row["month"]
        spans = [span for span in world.spans if span.kind == "month" and span.first == month]
        year = month.year + (month.month == 12)
        winter = {date(year - 1, 12, 1), date(year, 1, 1), date(year, 2, 1)}
        if month in winter and winter <= loaded:
            spans.append(world.by_key[year, "Calendar year"])
        count.add(
            spans,
            home(row),
            child_parts(world, row),
            child=row["young_person_id"],
            numerator=int(of(row) and counted(row)),
            denominator=int(of(row)),
        )
    return count


def _grouped(world: World, *groups: str) -> Callable[[Row], bool]:
    return lambda row: world.activity_groups[row["activity_code"]] in groups


def everybody(row: Row) -> bool:
    return True


def neet(world: World) -> Count:
    return _neet(world, _grouped(world, "NEET"), everybody)


def not_known(world: World) -> Count:
    return _neet(world, _grouped(world, "Not known"), everybody)


def neet_not_known(world: World) -> Count:
    return _neet(world, _grouped(world, "NEET", "Not known"), everybody)


def linked(world: World) -> Count:
    return _neet(world, lambda row: row["pupil_id"] is not None, everybody)


def neet_after_ap(world: World) -> Count:
    """Characteristic 200, or a placement begun by the end of the month."""
    first: dict[str, date] = {}
    for row in world.placements:
        child = row["pupil_id"]
        first[child] = min(first.get(child, row["start_date"]), row["start_date"])

    def after_ap(row: Row) -> bool:
        marked = "200" in (row["characteristic_codes"] or "").split(";")
        following = (row["month"] + timedelta(days=31)).replace(day=1)
        placed = first.get(row["pupil_id"])
        return marked or (placed is not None and placed < following)

    return _neet(world, _grouped(world, "NEET", "Not known"), after_ap)


def returned(world: World, measure_id: str, numerator: str, denominator: str) -> dict[Any, Any]:
    """(period, county, Total, Total) -> numerator and denominator, either None."""
    return {
        (row["time_period"], row["time_identifier"], "LA", "Total", "Total"): (
            row[numerator],
            row[denominator],
        )
        for row in world.rows["returns"]
        if row["measure_id"] == measure_id
    }
