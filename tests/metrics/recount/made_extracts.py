"""Random extracts, small and full of awkward rows, for a recount: no real child, school or place.

Every row is one the product keeps: what it sets aside is tested where extracts are read.
"""

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]
FIRST_YEAR, LAST_YEAR = 2021, 2025
OWN = tuple(f"E070001{n}" for n in range(17, 29))
BLACKBURN = "E06000008"
REASONS = ("PP", "PA", "VP", "VA", "BU", "DB", "DM", "TH", "MT", "OW")
ETHNICITIES = ("White", "Mixed or multiple ethnic groups", "Unclassified", "")
SETTINGS = ("Education setting with URN", "One on one tuition", "Unknown")
ENDS = (
    "returned_to_school",
    "returned_to_school",
    "new_school",
    "post_16",
    "further_ap",
    "elective_home_education",
    "permanent_exclusion",
    "not_known",
    "",
)
ACTIVITIES = ("220", "230", "310", "530", "540", "550", "619", "710", "720", "810", "820", "140")
# (URN, LAEstab, phase, district, AP places, valid from, valid to)
SCHOOLS = (
    ("100001", "8882001", "PS", OWN[0], "", "1990-01-01", ""),
    ("100002", "8882002", "PS", OWN[1], "", "1990-01-01", ""),
    ("100003", "8882003", "MP", OWN[2], "", "1990-01-01", ""),
    ("100004", "8884004", "MS", OWN[3], "", "1990-01-01", ""),
    # Became an academy on 1 January 2024: a new URN, the same LAEstab.
    ("100005", "8884005", "SS", OWN[4], "", "1990-01-01", "2023-12-31"),
    ("100105", "8884005", "SS", OWN[4], "", "2024-01-01", ""),
    # Closed, and rows still come in after that.
    ("100006", "8884006", "SS", OWN[5], "", "1990-01-01", "2023-08-31"),
    # Changed phase, with a year nobody described between.
    ("100007", "8884007", "SS", OWN[6], "", "1990-01-01", "2022-08-31"),
    ("100007", "8884007", "AT", OWN[7], "", "2023-09-01", ""),
    ("100008", "8887008", "SP", OWN[8], "", "1990-01-01", ""),
    ("100009", "8881009", "NS", OWN[9], "", "1990-01-01", ""),
    ("100010", "8881010", "PR", OWN[10], "14", "1990-01-01", ""),
    ("100011", "8881011", "PR", OWN[4], "9", "2022-09-01", "2025-01-10"),
    ("100012", "", "SS", BLACKBURN, "", "1990-01-01", ""),
)
PROVIDERS = (
    ("PV1", "100010", SETTINGS[0], OWN[10], "2021-09-01", "", "2021-07-01;2023-02-28;2025-01-01"),
    ("PV2", "100011", SETTINGS[0], OWN[4], "2022-09-01", "2024-08-31", "2022-06-15;2023-06-15"),
    ("PV3", "", SETTINGS[1], OWN[0], "", "", "2022-06-15"),
    ("PV4", "", SETTINGS[2], "", "2020-01-01", "", ""),
    ("PV5", "100010", SETTINGS[0], BLACKBURN, "2020-01-01", "2023-03-31", "2021-11-11"),
)


def write(folder: Path, seed: int, as_at: date, *, scale: float = 1.0) -> Path:
    """All nine extracts as CSV in `folder`, nothing in them after the as-at date."""
    folder.mkdir(parents=True)
    made = Maker(random.Random(seed), as_at, scale)
    for name, rows in made.extracts().items():
        save(folder, name, rows)
    return folder


def save(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """One extract as CSV, with the columns of its first row."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


class Maker:
    """Draws everything from one seed; `scale` multiplies the children and their rows."""

    def __init__(self, draw: random.Random, as_at: date, scale: float) -> None:
        self.draw, self.as_at, self.scale = draw, as_at, scale
        self.children = [self._child(f"c{n}") for n in range(int(150 * scale))]

    def extracts(self) -> dict[str, Rows]:
        names = ("school_urn", "laestab", "phase", "district", "ap_places", "valid_from")
        return {
            "schools": [
                {
                    "school_name": f"School {row[0]}",
                    **dict(zip((*names, "valid_to"), row, strict=True)),
                }
                for row in SCHOOLS
            ],
            "providers": [self._provider(row) for row in PROVIDERS],
            "calendar": [row for year in range(2022, LAST_YEAR + 2) for row in terms(year)],
            "pupils": self._pupils(),
            "exclusions": [self._exclusion(n) for n in range(int(1000 * self.scale))],
            "placements": [self._placement(n) for n in range(int(600 * self.scale))],
            "home_tuition": [self._tuition(n) for n in range(int(220 * self.scale))],
            "neet": self._neet(),
            "returns": returns(),
        }

    def _child(self, name: str) -> dict[str, Any]:
        return {
            "pupil_id": name,
            "sex": self.draw.choice("FMMU"),
            "sen_provision": self.draw.choice("NNKE"),
            "home_district": self.draw.choice((*OWN[:5], BLACKBURN)),
            # The calendar year in which the child starts Year 7.
            "year_7": self.draw.randint(2016, 2025),
        }

    def _provider(self, row: Sequence[str]) -> dict[str, str]:
        names = ("provider_id", "urn", "setting_type", "district", "framework_from")
        names += ("framework_to", "quality_assured_dates")
        return {"provider_name": f"Provider {row[0]}", **dict(zip(names, row, strict=True))}

    def _day(self) -> date:
        """Mostly any day of the five years; often one on an edge of a month, term or year."""
        first = date(FIRST_YEAR, 9, 14)
        if self.draw.random() < 0.15:
            year = self.draw.randint(FIRST_YEAR + 1, LAST_YEAR)
            edges = ((8, 31), (9, 1), (12, 31), (1, 1), (4, 1), (3, 31), (7, 22), (1, 16), (2, 29))
            month, day = self.draw.choice(edges)
            if (month, day) == (2, 29):
                year = 2024
            chosen = date(year, month, day)
        else:
            chosen = first + timedelta(days=self.draw.randrange((self.as_at - first).days + 1))
        return min(chosen, self.as_at)

    def _year_group(self, child: Mapping[str, Any], day: date) -> str:
        group = 7 + day.year - (day.month < 9) - child["year_7"]
        return str(min(max(group, 1), 13))

    def _seen(self, child: Mapping[str, Any], *, blank: float) -> dict[str, Any]:
        """What a row says of the child, with cells nobody filled in."""
        told = {name: child[name] for name in ("sex", "sen_provision", "home_district")}
        return {name: "" if self.draw.random() < blank else told[name] for name in told}

    def _exclusion(self, number: int) -> dict[str, Any]:
        child, start = self.draw.choice(self.children), self._day()
        category = self.draw.choices(("SUSP", "PERM", "LNCH"), (12, 4, 1))[0]
        status = self.draw.choice(("upheld", "upheld", "notified", "withdrawn", "overturned"))
        decided = min(start + timedelta(days=self.draw.randrange(60)), self.as_at)
        # Half of all suspensions come from two schools, so that some reach ten in a year.
        urns = [row[0] for row in SCHOOLS] + ["100004", "100105"] * 7 + ["199999"]
        reasons = self.draw.sample(REASONS, self.draw.randint(1, 3))
        if self.draw.random() < 0.1:
            reasons = [reasons[0], reasons[0]]
        return {
            "exclusion_id": f"x{number}",
            "pupil_id": child["pupil_id"],
            "school_urn": self.draw.choice(urns),
            "category": category,
            **{f"reason_{n}": reason for n, reason in enumerate([*reasons, "", ""][:3], start=1)},
            "start_date": start,
            "sessions": "",
            "status": status,
            "status_date": decided if self.draw.random() < 0.8 else "",
            "nc_year": self.draw.choice((self._year_group(child, start), "R", "X", "N2"))
            if self.draw.random() < 0.1
            else self._year_group(child, start),
            "sex": child["sex"],
            "sen_provision": child["sen_provision"],
            "fsm_eligible": self.draw.choice(("T", "F", "F", "")),
            "looked_after": "",
            "ethnicity_group": self.draw.choice(ETHNICITIES),
            "home_district": child["home_district"],
        }

    def _end(self, start: date, longest: int) -> tuple[date | str, str]:
        """A last day and a reason, or neither while it lasts."""
        days = self.draw.choice((0, 6, 7, 13, 27, 83, 84, 85, self.draw.randrange(longest)))
        end = start + timedelta(days=days)
        if end > self.as_at or self.draw.random() < 0.1:
            return "", ""
        return end, self.draw.choice(ENDS)

    def _plan(self, start: date, end: date | str) -> date | str:
        choices = ["", start + timedelta(days=84), start + timedelta(days=self.draw.randrange(300))]
        return self.draw.choice([*choices, end])

    def _placement(self, number: int) -> dict[str, Any]:
        child, start = self.draw.choice(self.children), self._day()
        tier = self.draw.choice((1, 2, 2, 3))
        end, why = self._end(start, 400)
        possible = self.draw.choice(("", 0, 10, 100))
        absent = "" if possible == "" else self.draw.randint(0, int(possible))
        seen = start + timedelta(days=self.draw.choice((-3, 0, 30, 31, 90)))
        group = self._year_group(child, start)
        return {
            "placement_id": f"p{number}",
            "pupil_id": "" if tier == 1 and self.draw.random() < 0.2 else child["pupil_id"],
            "tier": tier,
            "start_date": start,
            "planned_end_date": self._plan(start, end),
            "end_date": end,
            "end_reason": why,
            "provider_id": self.draw.choice([*(row[0] for row in PROVIDERS), "PV1", "PV404"]),
            "enrolment_status": self.draw.choice("CCMS") if tier > 1 else "",
            "full_time": self.draw.choice(("T", "T", "F", "")) if tier > 1 else "",
            "home_school_urn": self.draw.choice([*(row[0] for row in SCHOOLS), "199999", ""]),
            "nc_year": self.draw.choice((group, group, group, group, "", "X", "R")),
            **self._seen(child, blank=0.08),
            "weekly_cost": self.draw.choice(("", 90, 250.5, 400)),
            "pupil_view_recorded_on": self.draw.choice(("", min(seen, self.as_at))),
            "sessions_possible": possible,
            "sessions_absent": self.draw.choice(("", absent)),
        }

    def _tuition(self, number: int) -> dict[str, Any]:
        child, start = self.draw.choice(self.children), self._day()
        end, why = self._end(start, 500)
        last = end if isinstance(end, date) else self.as_at
        held = sorted({start + timedelta(days=self.draw.randrange(400)) for _ in range(4)})
        return {
            "episode_id": f"t{number}",
            "pupil_id": child["pupil_id"],
            "start_date": start,
            "planned_end_date": "",
            "end_date": end,
            "end_reason": why,
            "reason": self.draw.choice(("medical_mental", "awaiting_place", "other")),
            "hours_per_week": self.draw.choice((0, 5, 7.5, 25)),
            "full_time": self.draw.choice(("T", "F", "")),
            "review_dates": ";".join(str(day) for day in held if day <= last),
            "weekly_cost": self.draw.choice(("", 300)),
            "nc_year": self._year_group(child, start),
            **self._seen(child, blank=0.08),
        }

    def _pupils(self) -> Rows:
        """Cells drawn at random: each is a key that comes once."""
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        last = (
            self.as_at.year if self.as_at >= date(self.as_at.year, 1, 31) else self.as_at.year - 1
        )
        for year in range(FIRST_YEAR, last):
            for school in SCHOOLS:
                for _ in range(14):
                    cell = {
                        "time_period": year * 100 + (year + 1) % 100,
                        "school_urn": school[0],
                        "nc_year": self.draw.choice(("R", "6", "8", "10", "10", "11", "11", "X")),
                        "sex": self.draw.choice("FM"),
                        "sen_provision": self.draw.choice("NKE"),
                        "fsm_eligible": self.draw.choice(("T", "F", "")),
                        "ethnicity_group": self.draw.choice(ETHNICITIES),
                        "home_district": self.draw.choice((*OWN[:6], BLACKBURN, "")),
                    }
                    rows[tuple(cell.values())] = {**cell, "headcount": self.draw.randint(0, 40)}
        return list(rows.values())

    def _neet(self) -> Rows:
        """Young people month by month; some months never came, one of them in a winter."""
        months = [date(y, m, 1) for y in range(2022, LAST_YEAR + 2) for m in range(1, 13)]
        missing = {date(2023, 6, 1), date(2024, 1, 1), date(2024, 11, 1)}
        loaded = [
            month
            for month in months
            if date(2022, 9, 1) <= month <= self.as_at and month not in missing
        ]
        rows = []
        for child in self.children:
            linked = self.draw.random() < 0.7
            for month in loaded:
                age = 11 + (month.year - (month.month < 9)) - child["year_7"]
                if age not in (16, 17) or self.draw.random() < 0.1:
                    continue
                rows.append(
                    {
                        "young_person_id": f"y-{child['pupil_id']}",
                        "month": f"{month:%Y-%m}",
                        "academic_age": age,
                        "activity_code": self._activity(child),
                        "characteristic_codes": self.draw.choice(("", "", "200", "110;200", "110")),
                        **self._seen(child, blank=0.03),
                        "home_district": child["home_district"],
                        "pupil_id": child["pupil_id"] if linked else "",
                    }
                )
        return rows

    def _activity(self, child: Mapping[str, Any]) -> str:
        # Half of all young people stay in college, so that some destinations last.
        return "230" if hash_of(child) % 2 else self.draw.choice(ACTIVITIES)


def hash_of(child: Mapping[str, Any]) -> int:
    """The child's number."""
    return int(child["pupil_id"][1:])


def terms(year: int) -> Rows:
    """Three terms of the academic year that starts in `year`, with half-terms and an odd day."""

    def term(name: str, first: date, last: date, census: date, half: date) -> dict[str, Any]:
        week = [half + timedelta(days=n) for n in range(5)]
        return {
            "time_period": year * 100 + (year + 1) % 100,
            "term": name,
            "first_day": first,
            "last_day": last,
            "census_day": census,
            "non_school_days": ";".join(str(day) for day in [first, *week]),
        }

    after = year + 1
    return [
        term("Autumn term", date(year, 9, 2), date(year, 12, 20), date(year, 10, 3), date(year, 10, 23)),
        term("Spring term", date(after, 1, 4), date(after, 4, 4), date(after, 1, 16), date(after, 2, 13)),
        term("Summer term", date(after, 4, 21), date(after, 7, 22), date(after, 5, 15), date(after, 5, 25)),
    ]  # fmt: skip


def returns() -> Rows:
    """Officers' values, some without a denominator or an invitation."""
    names = ("measure_id", "time_period", "time_identifier", "numerator", "denominator", "invited")
    told = (
        ("parent_carer_rating_percent", 202324, "Academic year", 30, 40, 100),
        ("parent_carer_rating_percent", 202425, "Academic year", 35, 41, ""),
        ("schools_trained_percent", 202324, "Academic year", 3, 10, ""),
        ("key_stage_4_in_ap_percent", 202425, "Academic year", 8, "", ""),
        ("ap_spend", 202425, "Financial year", 900.5, 1000, ""),
        ("ap_spend", 202425, "Financial year Q1", 210, 0, ""),
        ("ap_spend", 202425, "Financial year Q4", 260, 250, ""),
    )
    return [dict(zip(names, row, strict=True)) for row in told]
