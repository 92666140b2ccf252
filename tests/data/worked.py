"""A release from the few rows a worked example writes, and its points."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from data import build, store
from metrics.definitions import measure
from metrics.points import points

HOME = "E07000117"
CHILD = {"nc_year": "8", "sex": "F", "sen_provision": "N", "home_district": HOME}
USUAL: dict[str, dict[str, Any]] = {
    "exclusions": {
        "school_urn": "100001",
        "category": "PERM",
        "reason_1": "PP",
        "status": "upheld",
        **CHILD,
    },
    "placements": {
        "tier": 2,
        "end_date": "",
        "planned_end_date": "",
        "end_reason": "",
        "provider_id": "PV1",
        "full_time": "T",
        "enrolment_status": "C",
        "home_school_urn": "",
        "weekly_cost": "",
        **CHILD,
    },
    "home_tuition": {
        "end_date": "",
        "reason": "other",
        "hours_per_week": 5,
        "full_time": "",
        "review_dates": "",
        "weekly_cost": "",
        **CHILD,
    },
    "neet": {
        "academic_age": 16,
        "activity_code": "230",
        "characteristic_codes": "",
        "home_district": HOME,
        "pupil_id": "",
    },
    "pupils": {**CHILD, "school_urn": "100001"},
    "schools": {
        "laestab": "",
        "phase": "SS",
        "district": HOME,
        "ap_places": "",
        "valid_from": "1990-01-01",
        "valid_to": "",
    },
    "providers": {"urn": "", "setting_type": "Unknown", "district": HOME},
    "calendar": {"non_school_days": ""},
}
IDS = {
    "exclusions": "exclusion_id",
    "placements": "placement_id",
    "home_tuition": "episode_id",
    "schools": "school_name",
    "providers": "provider_name",
}
Rows = Sequence[Mapping[str, Any]]


class Release:
    """A built release: its cursor, and one point at a time."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def point(
        self,
        measure_id: str,
        time_period: int = 202425,
        time_identifier: str = "Academic year",
        area_code: str = "E10000017",
        breakdown: str = "Total",
    ) -> Any:
        """The row of `metrics.points` for one cell; None where there is none."""
        frame = points(self.cursor, measure(measure_id), area_codes=[area_code])
        rows = frame[
            (frame["time_period"] == time_period)
            & (frame["time_identifier"] == time_identifier)
            & (frame["breakdown"] == breakdown)
        ]
        return rows.iloc[0] if len(rows) else None

    def counts(self, measure_id: str, **cell: Any) -> tuple[float, float]:
        """Numerator and denominator of one point."""
        found = self.point(measure_id, **cell)
        return found["numerator"], found["denominator"]


@contextmanager
def release(folder: Path, as_at: str, **extracts: Rows) -> Iterator[Release]:
    """Build from rows that say only what matters; the rest is as in USUAL."""
    source = folder / "in"
    source.mkdir(exist_ok=True)
    for name, rows in extracts.items():
        usual = USUAL.get(name, {})
        full = [
            {**({IDS[name]: f"{name}-{n}"} if name in IDS else {}), **usual, **row}
            for n, row in enumerate(rows)
        ]
        with (source / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            headings = [IDS.get(name, ""), "pupil_id", "start_date", *usual] if not full else []
            names = headings or list(dict.fromkeys(key for row in full for key in row))
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(full)
    built = build.build(source, folder / "out", build.Options(as_at=date.fromisoformat(as_at)))
    con = store.connect(folder / "out", built)
    try:
        yield Release(con)
    finally:
        con.close()


def child(name: str, start: str, **told: Any) -> dict[str, Any]:
    """A row of a child that starts on a day."""
    return {"pupil_id": name, "start_date": start, **told}


def terms(year: int, *, half_term: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Three terms of an academic year, half-term days in the autumn one."""
    period, after = year * 100 + (year + 1) % 100, year + 1
    spans = (
        ("Autumn term", f"{year}-09-02", f"{year}-12-20", f"{year}-10-03"),
        ("Spring term", f"{after}-01-06", f"{after}-04-04", f"{after}-01-16"),
        ("Summer term", f"{after}-04-22", f"{after}-07-22", f"{after}-05-15"),
    )
    return [
        {
            "time_period": period,
            "term": term,
            "first_day": first,
            "last_day": last,
            "census_day": census,
            "non_school_days": ";".join(half_term) if term == "Autumn term" else "",
        }
        for term, first, last, census in spans
    ]
