"""How unevenly events fall on children: what widens the limits of suspensions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from metrics.definitions import Measure

CELL = ("area_code", "time_period", "time_identifier", "breakdown_topic", "breakdown")
# Several of these can happen to one child, so that they come in clumps.
REPEATED = ("suspensions", "lunchtime_exclusions")
ONE_PLUS = "one_plus_suspension_rate"


@dataclass(frozen=True, kw_only=True)
class Spread:
    """sum(x squared) / sum(x) over the events x of each child: 1 where none has two.

    `local` by academic year, of all the authority's children; `geometric` by cell (CELL), for
    published areas, from the published number of pupils suspended at least once. `illustrative`
    where the local one comes from generated extracts.
    """

    local: Mapping[int, float] = field(default_factory=dict)
    illustrative: bool = False
    geometric: "pd.Series[float]" = field(default_factory=lambda: pd.Series(dtype=float))


UNKNOWN = Spread()
Columns = Mapping[str, frozenset[str]]


def spread_of(cursor: Any, measure: Measure, columns: Columns | None = None) -> Spread:
    """What a release tells of the spread of a measure's events; UNKNOWN where they are not such."""
    if measure.numerator not in REPEATED:
        return UNKNOWN
    local = _local(cursor, measure, columns or columns_of(cursor))
    if not local:
        return Spread(geometric=_geometric(cursor, measure))
    (basis,) = cursor.execute("select basis from about").fetchone()
    return Spread(local=local, illustrative=basis == "sample")


def columns_of(cursor: Any) -> Columns:
    """The columns of each table: a release keeps the marts it was built with."""
    rows = cursor.execute(
        "select table_name, column_name from duckdb_columns() where not internal"
    ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return {table: frozenset(names) for table, names in found.items()}


def _local(cursor: Any, measure: Measure, columns: Columns) -> dict[int, float]:
    """Of whole academic years only: in half a year few children have come to a second event."""
    squares = f"{measure.numerator}_squares"
    if squares not in columns.get(str(measure.mart), ()):
        return {}
    rows = cursor.execute(
        f"select mart.time_period, mart.{squares} / mart.{measure.numerator}"
        f" from {measure.mart} as mart inner join periods using (time_period, time_identifier)"
        " where mart.geographic_level = 'Local authority' and mart.breakdown_topic = 'Total'"
        f" and mart.time_identifier = 'Academic year' and mart.{measure.numerator} > 0"
        " and periods.last_day <= (select as_at from coverage where extract = 'exclusions')"
    ).fetchall()
    return {int(year): float(dispersion) for year, dispersion in rows}


def _geometric(cursor: Any, measure: Measure) -> "pd.Series[float]":
    """2m - 1, for m events per child who has one: the spread of a geometric number of events.

    An area that does not publish who is suspended how often publishes how many ever are.
    """
    frame = cursor.execute(
        f"select {', '.join(f'events.{name}' for name in CELL)},"
        " 2 * events.numerator / children.numerator - 1 as dispersion"
        " from published as events inner join published as children"
        f" on {' and '.join(f'events.{name} = children.{name}' for name in CELL)}"
        " where events.measure_id = $id and children.measure_id = $one_plus"
        " and children.numerator > 0",
        {"id": measure.id, "one_plus": ONE_PLUS},
    ).df()
    return frame.drop_duplicates(list(CELL)).set_index(list(CELL))["dispersion"]
