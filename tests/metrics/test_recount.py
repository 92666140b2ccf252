"""Every local point equals a plain recount of the extract rows, in loops and dictionaries."""

import math
from typing import Any

import pandas as pd
import pytest

from metrics.definitions import Measure, definitions
from metrics.points import points
from tests.metrics.recount import expected
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
