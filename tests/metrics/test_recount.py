"""Every local point equals a plain recount of the extract rows, in loops and dictionaries."""

import math
from typing import Any

import pandas as pd
import pytest

from metrics.definitions import Measure, definitions
from metrics.intervals import cost_limits
from metrics.points import points
from tests.metrics.recount import exclusions, expected, others
from tests.metrics.recount.cells import home, tier_part
from tests.metrics.recount.world import COUNTY, World

LOCAL = [measure for measure in definitions().values() if measure.is_local]


@pytest.mark.parametrize("measure", LOCAL, ids=lambda measure: measure.id)
def test_points_equal_a_plain_recount_of_the_rows(
    measure: Measure, world: World, cursor: Any
) -> None:
    told = _told(points(cursor, measure))
    recounted = expected.points(world, measure)

    assert set(recounted) - set(told) == set()
    spare = {key: told[key] for key in set(told) - set(recounted)}
    assert [key for key, row in spare.items() if not _is_zero(measure, row)] == []
    assert {(*key[:2], "LA", "Total", "Total") for key in spare} <= set(recounted) | set(spare)
    wrong = {
        key: (found, recounted[key])
        for key, found in told.items()
        if key in recounted and not _same(measure, found, recounted[key])
    }
    assert dict(list(wrong.items())[:5]) == {}


def test_every_local_measure_has_a_recount() -> None:
    assert {measure.id for measure in LOCAL} == set(expected.COUNTS) | set(expected.RETURNS)


# (mart, column, whose amounts, whether a child's amounts are added up before they are squared)
SQUARES = (
    ("exclusions", "suspensions_squares", exclusions.suspension_rate, True),
    ("exclusions", "lunchtime_exclusions_squares", exclusions.lunchtime_rate, True),
    ("ap_school_exclusions", "suspensions_squares", exclusions.ap_school_suspensions, True),
    # A year's hours are a mean over its month ends: each month end's are squared by themselves.
    ("tuition_months", "hours_squares", others.tuition_hours, False),
)


@pytest.mark.parametrize(("mart", "column", "counted", "by_child"), SQUARES)
def test_squares_per_child_equal_a_plain_recount_of_the_rows(
    mart: str, column: str, counted: Any, by_child: bool, world: World, cursor: Any
) -> None:
    cells = counted(world).cells
    topics = {topic for *_, topic, _ in cells}
    told = _told(cursor.execute(f"from {mart}").df())
    told = {key: row for key, row in told.items() if key[3] in topics}
    several = 0
    for key, row in told.items():
        cell = cells.get(key)
        amounts = list(cell.of_child.values() if by_child else cell.amounts) if cell else []
        assert _equal(row[column], sum(amount**2 for amount in amounts)), key
        several += row[column] > sum(amounts)
    # Some child has several, or the squares would say nothing; in the small marts it is rare.
    assert several or mart == "ap_school_exclusions" or column.startswith("lunchtime")
    assert {key for key, cell in cells.items() if cell.numerator} <= set(told)


def test_limits_of_costs_are_those_of_the_rows(world: World, cursor: Any) -> None:
    told = _told(points(cursor, definitions()["weekly_cost"]))
    rows = [row for row in world.rows["placements"] if row["weekly_cost"] is not None]
    checked = 0
    for (year, _, area, topic, part), point in told.items():
        own = [
            row
            for row in rows
            if world.academic_year(row["start_date"]).time_period == year
            and area in ("LA", home(row))
            and topic in ("Total", *tier_part(world, row))
            and part in ("Total", *tier_part(world, row).values())
        ]
        # Advice to a school has no child: each such episode stands for itself.
        children = [row["pupil_id"] or f"nobody {nth}" for nth, row in enumerate(own)]
        limits = cost_limits(children, [row["weekly_cost"] for row in own])
        for found, expected_limit in zip(
            (point["lower_ci"], point["upper_ci"]), limits or (None, None), strict=True
        ):
            assert _equal(found, expected_limit), (year, area, topic, part)
        checked += limits is not None
    assert checked >= 3


def _told(frame: pd.DataFrame) -> dict[expected.Key, dict[str, Any]]:
    # A reporting group repeats its districts; the identities hold it to their sum.
    rows = frame[frame.geographic_level != "Reporting group"].to_dict("records")
    found = {
        (
            row["time_period"],
            row["time_identifier"],
            "LA" if row["area_code"] == COUNTY else row["area_code"],
            row["breakdown_topic"],
            row["breakdown"],
        ): row
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def _is_zero(measure: Measure, row: dict[str, Any]) -> bool:
    """Points that may stand beside those recounted: nothing counted, out of nobody."""
    nobody = row["denominator"] == 0 or math.isnan(row["denominator"])
    if math.isnan(row["numerator"]):
        return False
    return row["numerator"] == 0 and (measure.id in expected.WITH_ZEROS or nobody)


def _same(measure: Measure, row: dict[str, Any], point: expected.Point) -> bool:
    numbers = (
        (row["numerator"], point.numerator),
        (row["denominator"], point.denominator),
        (row["value"], point.value),
    )
    if not _same_children(measure, row, point):
        return False
    marks = (row["symbol"], bool(row["provisional"])) == (point.symbol, point.provisional)
    return marks and all(_equal(found, told) for found, told in numbers)


def _same_children(measure: Measure, row: dict[str, Any], point: expected.Point) -> bool:
    """The distinct children behind each count, where children stand behind it."""
    if measure.contributor != "child" or point.symbol == "x":
        return True
    names = ("numerator", "complement", "denominator")
    pairs = zip((row[f"{name}_contributors"] for name in names), point.children, strict=True)
    return all(pd.isna(found) if told is None else found == told for found, told in pairs)


def _equal(found: float, told: float | None) -> bool:
    if told is None:
        return math.isnan(found)
    return math.isclose(found, told, rel_tol=1e-9, abs_tol=1e-9)
