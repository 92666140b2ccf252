"""Makers of a measure, of points and of targets, so that a test writes only what matters to it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pandas as pd
import pytest

from data import build, store
from metrics.definitions import Measure
from metrics.intervals import cost_limits
from metrics.targets import Areas
from plan.seed import target_from
from plan.types import Target
from tests.metrics.recount import made_extracts
from tests.metrics.recount.world import World

LANCASHIRE, ENGLAND, NORTH_WEST = "E10000017", "E92000001", "E12000002"


@pytest.fixture
def a_measure() -> Callable[..., Measure]:
    """A measure like the permanent exclusion rate, with what a test says otherwise."""

    def make(**changed: Any) -> Measure:
        fields: dict[str, Any] = {
            "id": "a_rate",
            "title": "A rate",
            "workstream": 6,
            "principle": "Fewer exclusions",
            "outcome": "Better outcomes through earlier identification",
            "why_it_matters": "It is a test",
            "definition": "Events over pupils",
            "scope": "All pupils",
            "unit": "per 100 pupils",
            "polarity": "low",
            "owner": "The data team",
            "reviewed_on": date(2026, 11, 1),
            "periods": ("year", "term", "month"),
            "kind": "flow",
            "dated_by": "start",
            "published": True,
        }
        return Measure(**(fields | changed))

    return make


@pytest.fixture
def some_points() -> Callable[..., pd.DataFrame]:
    """Points from (time_period, value) pairs or dicts of columns; Lancashire, published years."""

    def make(*rows: tuple[int, float | None] | dict[str, Any], **common: Any) -> pd.DataFrame:
        usual = {
            "measure_id": "a_rate",
            "time_identifier": "Academic year",
            "geographic_level": "Local authority",
            "area_code": LANCASHIRE,
            "area_name": "Lancashire",
            "breakdown_topic": "Total",
            "breakdown": "Total",
            "numerator": None,
            "denominator": None,
            "value": None,
            "lower_ci": None,
            "upper_ci": None,
            "method": None,
            "unit": "per 100 pupils",
            "basis": "published",
            "symbol": None,
            "provisional": False,
            "source": "DfE",
        }
        told = [
            row if isinstance(row, dict) else {"time_period": row[0], "value": row[1]}
            for row in rows
        ]
        columns = ["time_period", *usual]
        return pd.DataFrame([usual | common | row for row in told], columns=columns)

    return make


@pytest.fixture
def a_target() -> Callable[..., Target]:
    """A target agreed by a board for a_rate, from 2022/23, with what a test says otherwise."""

    def make(**changed: Any) -> Target:
        fields: dict[str, Any] = {
            "measure_id": "a_rate",
            "agreed_by": "SEND Partnership Board",
            "agreed_on": date(2023, 12, 13),
        }
        if changed.get("example"):
            fields = {"measure_id": "a_rate"}
        return target_from(fields | changed)

    return make


@pytest.fixture
def areas() -> Areas:
    """Lancashire, the North West, and three neighbours in a set of their own."""
    return Areas(
        authority=LANCASHIRE,
        region=NORTH_WEST,
        neighbours={"2025-05": ("E10000019", "E08000002", "E06000004")},
    )


# The end of a year; the middle of a month, before its spring census; soon after a census.
WORLDS = ((1, date(2026, 8, 31)), (2, date(2025, 12, 9)), (3, date(2025, 2, 14)))


@pytest.fixture(scope="session", params=WORLDS, ids=lambda world: f"{world[1]}")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Random extracts, read as plain rows."""
    seed, as_at = request.param
    folder = tmp_path_factory.mktemp("recount")
    return World(made_extracts.write(folder / "in", seed, as_at), as_at)


@pytest.fixture(scope="session")
def cursor(world: World) -> Iterator[Any]:
    """The release built from them."""
    releases = world.folder.parent / "releases"
    release = build.build(
        world.folder, releases, build.Options(as_at=world.as_at, cost_limits=cost_limits)
    )
    with closing(store.connect(releases, release)) as con:
        yield con
