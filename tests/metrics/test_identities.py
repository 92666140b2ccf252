"""What holds of every release: parts add up to totals, and no child is in it."""

import json
import re
from typing import Any

import pandas as pd
import pytest

from metrics.definitions import Measure, definitions
from metrics.points import points
from tests.metrics.recount.world import COUNTY, World

# A case has up to three reasons, a child may be in two tiers or two AP schools, and an enrolment
# may have had another year group or need at each of its suspensions.
NOT_ADDITIVE = {
    ("permanent_exclusion_rate", "Reason"),
    ("suspension_rate", "Reason"),
    ("ap_children", "Tier"),
    *(
        ("one_plus_suspension_rate", topic)
        for topic in ("Reason", "Year group", "Free school meals", "Ethnicity group")
    ),
    ("places_filled_percent", "district"),
}
COUNTED = [m for m in definitions().values() if m.is_local and m.calculation != "median"]
CELL = ["time_period", "time_identifier"]
# Exclusions and placements, not children: each has one day, so terms add up to the year.
EVENTS = [
    *("permanent_exclusion_rate", "suspension_rate", "context_lunchtime_exclusion_rate"),
    *("outreach_first_percent", "returned_to_school_percent", "placement_on_time_percent"),
    *("pupil_voice_percent", "framework_percent"),
]
IDENTIFIER = re.compile(r"(y-)?[cptx]\d+")


@pytest.mark.parametrize("measure", COUNTED, ids=lambda measure: measure.id)
def test_parts_and_districts_add_up_to_the_total(measure: Measure, cursor: Any) -> None:
    found = points(cursor, measure).dropna(subset="numerator")
    county = found[found["area_code"] == COUNTY]
    total = _sums(county[county["breakdown_topic"] == "Total"])
    for topic in set(county["breakdown_topic"]) - {"Total"}:
        if (measure.id, topic) not in NOT_ADDITIVE:
            # A school is broken down by in years alone.
            parts = _sums(county[county["breakdown_topic"] == topic])
            wanted = total[total.index.isin(parts.index)] if topic == "School" else total
            _same(wanted, parts)
    whole = found[found["breakdown_topic"] == "Total"]
    districts = whole[whole["geographic_level"] == "Local authority district"]
    if measure.districts and (measure.id, "district") not in NOT_ADDITIVE:
        _same(total, _sums(districts))


@pytest.mark.parametrize("measure_id", EVENTS)
def test_a_reporting_group_is_its_districts_together(measure_id: str, cursor: Any) -> None:
    found = points(cursor, definitions()[measure_id], topics=["Total"])
    group = found[found["geographic_level"] == "Reporting group"]
    assert set(group["area_name"]) == {"Hyndburn with Ribble Valley"}
    districts = found[found["area_name"].isin(["Hyndburn", "Ribble Valley"])]
    _same(_sums(group), _sums(districts))


@pytest.mark.parametrize("measure_id", EVENTS)
def test_terms_add_up_to_their_year(measure_id: str, cursor: Any) -> None:
    found = points(cursor, definitions()[measure_id], area_codes=[COUNTY], topics=["Total"])
    found = found.dropna(subset="numerator")
    terms = found[found["time_identifier"].str.endswith(" term")]
    years = found[found["time_identifier"] == "Academic year"].set_index("time_period")
    sums = terms.groupby("time_period")["numerator"].sum()
    assert len(sums) > 0
    assert sums.to_dict() == years["numerator"][sums.index].to_dict()


def test_no_release_holds_a_child(cursor: Any) -> None:
    columns = cursor.execute(
        "select table_name, column_name, data_type from information_schema.columns"
    ).fetchall()
    assert len(columns) > 100
    for table, column, kind in columns:
        assert kind != "UBIGINT", (table, column)
        assert not column.endswith("_id") or column in ("measure_id", "release_id"), (table, column)
        if kind == "VARCHAR":
            values = cursor.execute(f"select distinct {column} from {table}").fetchall()
            told = [value for (value,) in values if value and IDENTIFIER.fullmatch(value)]
            assert told == [], (table, column)


def test_rows_read_are_kept_or_set_aside(world: World, cursor: Any) -> None:
    (manifest,) = (world.folder.parent / "releases").glob("*/manifest.json")
    sources = json.loads(manifest.read_text(encoding="utf-8"))["sources"]
    read = {source["extract"]: source["rows_read"] for source in sources}
    assert read == {name: len(rows) for name, rows in world.rows.items()}
    assert all(s["rows_read"] == s["rows_kept"] + s["rows_set_aside"] for s in sources)
    assert all(source["rows_set_aside"] == 0 for source in sources)


def _sums(frame: pd.DataFrame) -> "pd.Series[float]":
    return frame.groupby(CELL)["numerator"].sum()


def _same(total: "pd.Series[float]", parts: "pd.Series[float]") -> None:
    pd.testing.assert_series_equal(
        total.sort_index(),
        # A total of nought may have no parts at all.
        parts.reindex(total.index, fill_value=0.0).sort_index(),
        check_names=False,
        rtol=1e-9,
    )
