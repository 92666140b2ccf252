"""The points behind a pack in the layout of DfE's open data (Explore Education Statistics).

The platform itself takes one kind of year a file: `time_identifier` parts this one into such files.
https://dfe-analytical-services.github.io/analysts-guide/statistics-production/ud.html
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from figures.figure import EXEMPT, ILLUSTRATIVE
from figures.format import is_missing
from metrics.definitions import definitions
from metrics.periods import MONTHS, Period
from metrics.points import ORDER
from packs.content import Pack
from packs.tidy import places
from packs.tidy.places import LEVELS

ENCODING = "utf-8-sig"
TIME = ("time_period", "time_identifier")
FILTERS = ("unit", "measure", "breakdown_topic", "breakdown", "basis", "status")
INDICATORS = ("numerator", "denominator", "value", "lower_ci", "upper_ci")
COLUMNS = (*TIME, "geographic_level", *places.COLUMNS, *FILTERS, *INDICATORS)
MARKING = "marking"
BASES = {"published": "Published by DfE", "local": "Council records", "sample": ILLUSTRATIVE}
FINAL, PROVISIONAL = "Final", "Provisional"
NOT_AVAILABLE, NOT_APPLICABLE = "x", "z"
COUNTS = ("children", "pupils", "placements")

META = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
)
# A column that others are grouped by has no row of its own.
META_ROWS = (
    ("measure", "Filter", "Measure", "", "", "", "Grouped by the unit of its value", "unit"),
    (
        "breakdown",
        "Filter",
        "Breakdown",
        "",
        "",
        "",
        "Total is every child counted",
        "breakdown_topic",
    ),
    ("basis", "Filter", "Basis", "", "", "", f"{ILLUSTRATIVE} rows are made up", ""),
    ("status", "Filter", "Status", "", "", "", "Provisional figures may still change", ""),
    ("numerator", "Indicator", "Number counted", "Counts", "", "1", "", ""),
    ("denominator", "Indicator", "Number it is out of", "Counts", "", "1", "", ""),
    ("value", "Indicator", "Value, in the unit of its measure", "Values", "", "2", "", ""),
    ("lower_ci", "Indicator", "Lower limit of the 95% interval", "Values", "", "2", "", ""),
    ("upper_ci", "Indicator", "Upper limit of the 95% interval", "Values", "", "2", "", ""),
)


def ees(pack: Pack) -> bytes:
    """Each point once, however many figures it stands behind; z, x, c or low where one is missing.

    A column that says so is added where the rows are exempt from publication.
    """
    exempt = [text for text in [marking(pack)] if text]
    names = (*COLUMNS, *(MARKING for _ in exempt))
    rows = sorted(_points(pack), key=_order)
    return _written(names, ([*_cells(row), *exempt] for row in rows))


def _points(pack: Pack) -> list[Mapping[str, Any]]:
    frames = [one.points for one in pack.exhibits if not one.points.empty]
    if not frames:
        return []
    points = pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)
    known = points[points["geographic_level"].isin(LEVELS)]
    return known.to_dict("records")  # type: ignore[return-value]


def marking(pack: Pack) -> str:
    """That every row is exempt from publication, and for whom; empty where it is not."""
    return next((mark for mark in pack.marks if mark.startswith(EXEMPT)), "")


def ees_meta(pack: Pack) -> bytes:
    """The file that tells the platform which columns are filters and which are indicators."""
    return _written(META, META_ROWS)


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        row["time_period"],
        ORDER[row["time_identifier"]],
        LEVELS.index(row["geographic_level"]),
        row["area_code"],
        row["measure_id"],
        *(row[name] for name in ("breakdown_topic", "breakdown", "basis")),
    )


def _cells(row: Mapping[str, Any]) -> list[object]:
    place = places.place(row["geographic_level"], row["area_code"], row["area_name"])
    measure = definitions().get(row["measure_id"])
    return [
        *_time(row),
        row["geographic_level"],
        *place.values(),
        row["unit"],
        measure.title if measure else row["measure_id"],
        row["breakdown_topic"],
        row["breakdown"],
        BASES[row["basis"]],
        PROVISIONAL if row["provisional"] else FINAL,
        *(_number(row, name) for name in INDICATORS),
    ]


def _time(row: Mapping[str, Any]) -> tuple[int, str]:
    """DfE's time columns: a month has the calendar year it lies in."""
    period = Period(int(row["time_period"]), row["time_identifier"])
    year = period.first_day.year if period.time_identifier in MONTHS else period.time_period
    return year, period.time_identifier


def _number(row: Mapping[str, Any], name: str) -> str:
    """An indicator in full, or the symbol that says why it is not there."""
    value = row[name]
    if is_missing(value):
        return _symbol(row, name)
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _symbol(row: Mapping[str, Any], name: str) -> str:
    if is_missing(row["value"]):
        return str(row["symbol"] or NOT_AVAILABLE)
    return NOT_APPLICABLE if _is_without(row, name) else NOT_AVAILABLE


def _is_without(row: Mapping[str, Any], name: str) -> bool:
    """Whether such a value has no such number at all, rather than one that is not published."""
    measure = definitions().get(row["measure_id"])
    if name == "denominator":
        return row["unit"] in COUNTS
    if name == "numerator":
        return measure is not None and measure.calculation == "median"
    method = str(row["method"] or "")
    return method.startswith("no interval") and "published" not in method


def _written(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    held = io.StringIO(newline="")
    out = csv.writer(held, lineterminator="\n")
    out.writerow(names)
    out.writerows(rows)
    return held.getvalue().encode(ENCODING)
