"""Columns to CSV, chunk after chunk, so that a national-size sample never stands in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

# The columns of each extract, in the order in which they are written.
COLUMNS: dict[str, tuple[str, ...]] = {
    "exclusions": (
        *("exclusion_id", "pupil_id", "school_urn", "category", "reason_1", "reason_2"),
        *("reason_3", "start_date", "sessions", "status", "status_date", "nc_year", "sex"),
        *("sen_provision", "fsm_eligible", "looked_after", "ethnicity_group", "home_district"),
    ),
    "neet": (
        *("young_person_id", "month", "academic_age", "activity_code", "characteristic_codes"),
        *("sex", "sen_provision", "home_district", "pupil_id"),
    ),
    "home_tuition": (
        *("episode_id", "pupil_id", "start_date", "planned_end_date", "end_date", "end_reason"),
        *("reason", "hours_per_week", "full_time", "review_dates", "provider_id", "weekly_cost"),
        *("school_urn", "nc_year", "sex", "sen_provision", "home_district"),
    ),
    "placements": (
        *("placement_id", "pupil_id", "tier", "start_date", "planned_end_date", "end_date"),
        *("end_reason", "provider_id", "enrolment_status", "full_time", "hours_per_week"),
        *("referral_reason", "home_school_urn", "nc_year", "sex", "sen_provision"),
        *("home_district", "weekly_cost", "pupil_view_recorded_on", "sessions_possible"),
        "sessions_absent",
    ),
    "providers": (
        *("provider_id", "provider_name", "urn", "ukprn", "setting_type", "district"),
        *("framework_from", "framework_to", "quality_assured_dates"),
    ),
    "schools": (
        *("school_urn", "laestab", "school_name", "phase", "school_type", "academy", "district"),
        *("latitude", "longitude", "ap_places", "valid_from", "valid_to"),
    ),
    "pupils": (
        *("time_period", "school_urn", "nc_year", "sex", "sen_provision", "fsm_eligible"),
        *("ethnicity_group", "home_district", "headcount"),
    ),
    "calendar": (
        *("time_period", "term", "first_day", "last_day", "census_day", "non_school_days"),
    ),
    "returns": (
        *("measure_id", "time_period", "time_identifier", "numerator", "denominator"),
        *("invited", "note", "entered_by"),
    ),
}

# Ethnicity labels and notes hold commas; leaving the quotes off elsewhere halves the big files.
QUOTED = frozenset({"exclusions", "pupils", "returns"})


@dataclass(frozen=True)
class Coded:
    """Codes as positions in a short list of labels; -1 is an empty cell."""

    positions: npt.NDArray[Any]
    labels: Sequence[str]


@dataclass(frozen=True)
class Numbered:
    """Identifiers such as P0000001; a number below zero is an empty cell."""

    prefix: str
    numbers: npt.NDArray[Any]
    width: int = 7


@dataclass(frozen=True)
class Whole:
    """Whole numbers; True in `empty` is an empty cell."""

    values: npt.NDArray[Any]
    empty: npt.NDArray[np.bool_] | None = None


Column = Coded | Numbered | Whole | npt.NDArray[Any] | Sequence[str | None]


def only(columns: Mapping[str, Column], keep: npt.NDArray[Any]) -> dict[str, Column]:
    """The same columns with only some rows, in the order given: a mask or row numbers."""
    return {name: rows_of(column, keep) for name, column in columns.items()}


def rows_of(column: Column, keep: npt.NDArray[Any]) -> Column:
    if isinstance(column, Coded):
        return Coded(column.positions[keep], column.labels)
    if isinstance(column, Numbered):
        return Numbered(column.prefix, column.numbers[keep], column.width)
    if isinstance(column, Whole):
        return Whole(column.values[keep], None if column.empty is None else column.empty[keep])
    if isinstance(column, np.ndarray):
        return column[keep]
    return np.array(column, dtype=object)[keep].tolist()


def coded(column: Coded) -> pa.Array:
    positions = np.asarray(column.positions)
    places = pa.array(positions.astype(np.int32), mask=positions < 0)
    return pa.DictionaryArray.from_arrays(places, pa.array(column.labels, pa.string())).cast(
        pa.string()
    )


def numbered(column: Numbered) -> pa.Array:
    # Each identifier is spelt once and then looked up: a young person has up to 24 rows.
    distinct, places = np.unique(column.numbers, return_inverse=True)
    labels = [f"{column.prefix}{number:0{column.width}d}" for number in distinct.tolist()]
    positions = np.where(column.numbers < 0, -1, places)
    return coded(Coded(positions, labels))


def as_arrow(column: Column) -> pa.Array:
    if isinstance(column, Coded):
        return coded(column)
    if isinstance(column, Numbered):
        return numbered(column)
    if isinstance(column, Whole):
        return pa.array(np.asarray(column.values).astype(np.int64), mask=column.empty)
    if isinstance(column, np.ndarray):
        return pa.array(column, from_pandas=True)
    return pa.array(column, pa.string())


class Writers:
    """The nine open files. `add` appends rows; leaving the `with` block closes them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rows: dict[str, int] = dict.fromkeys(COLUMNS, 0)
        self._open: dict[str, csv.CSVWriter] = {}

    def path(self, extract: str) -> Path:
        return self.folder / f"{extract}.csv"

    def add(self, extract: str, columns: Mapping[str, Column]) -> None:
        table = pa.table({name: as_arrow(columns[name]) for name in COLUMNS[extract]})
        if extract not in self._open:
            style = "needed" if extract in QUOTED else "none"
            self._open[extract] = csv.CSVWriter(
                self.path(extract),
                table.schema,
                write_options=csv.WriteOptions(quoting_style=style),
            )
        self._open[extract].write_table(table)
        self.rows[extract] += table.num_rows

    def __enter__(self) -> Writers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._open.values():
            writer.close()
        for extract in COLUMNS.keys() - self._open.keys():
            self.path(extract).write_text(",".join(COLUMNS[extract]) + "\n", encoding="utf-8")
