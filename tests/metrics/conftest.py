"""Makers of a measure, of points and of targets, so that a test writes only what matters to it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from metrics.definitions import Measure
from metrics.targets import Areas
from plan.seed import target_from
from plan.types import Target

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
