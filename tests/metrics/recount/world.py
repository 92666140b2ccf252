"""Extract rows as the csv module reads them, and the days and periods they fall in."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

OWN = frozenset(f"E070001{n}" for n in range(17, 29))
COUNTY = "E10000017"
CODES = Path(__file__).resolve().parents[3] / "data" / "reference" / "codes.csv"
DEFLATORS = CODES.with_name("deflators.csv")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
EVENTS = {
    "exclusions": "start_date",
    "placements": "start_date",
    "home_tuition": "start_date",
    "neet": "month",
}
FAR = date(2999, 1, 1)
Row = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """A period: its days, and the day on which it is over."""

    time_period: int
    name: str
    kind: str
    first: date
    last: date
    over: date

    @property
    def key(self) -> tuple[int, str]:
        return self.time_period, self.name


def year_of(day: date) -> int:
    """The calendar year in which the academic year of a day begins."""
    return day.year if day.month >= 9 else day.year - 1


def six(year: int) -> int:
    """2024 is 202425."""
    return year * 100 + (year + 1) % 100


def month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def year_before(day: date) -> date:
    """The same day twelve months earlier; 28 February for a leap day."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def whole(text: Any) -> int | None:
    """A whole number, or None for a blank, R, N1 or X."""
    return int(text) if text is not None and str(text).isdigit() else None


def is_on(row: Row, day: date) -> bool:
    """Whether a placement or tuition runs on a day, its first and last day included."""
    return row["start_date"] <= day <= (row["end_date"] or FAR)


def overlaps(row: Row, span: Span) -> bool:
    return row["start_date"] <= span.last and (row["end_date"] or FAR) >= span.first


def newest_first(row: Row) -> tuple[Any, ...]:
    """The order in which one row of a child is chosen: latest start, then longest, then provider."""
    ends = row.get("end_date") or FAR
    place = row.get("provider_id") or row.get("school_urn") or ""
    return -row["start_date"].toordinal(), -ends.toordinal(), place


def oldest_first(row: Row) -> tuple[Any, ...]:
    """The order in which a child's first row is chosen."""
    return row["start_date"].toordinal(), *newest_first(row)[1:]


def area_of(code: str | None) -> str:
    """z not known, x in another authority, else the district."""
    if not code:
        return "z"
    return code if code in OWN else "x"


def _cell(column: str, text: str) -> Any:
    if column.endswith("_dates") or column == "non_school_days":
        return [date.fromisoformat(part) for part in text.split(";") if part]
    if text == "":
        return None
    if column in ("time_period", "tier", "headcount", "ap_places", "academic_age"):
        return int(text)
    if column == "month":
        return date.fromisoformat(f"{text}-01")
    if column.endswith(("_date", "_day", "_on")) or column.startswith(("valid_", "framework_")):
        return date.fromisoformat(text)
    if column in ("fsm_eligible", "full_time"):
        return text == "T"
    if column in ("hours_per_week", "weekly_cost", "numerator", "denominator", "invited"):
        return float(text)
    if column.startswith("sessions"):
        return int(text)
    return text


@dataclass
class World:
    """Every row of a folder of extracts, as it stood on one day."""

    folder: Path
    as_at: date
    rows: dict[str, list[Row]] = field(default_factory=dict)
    remembered: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in sorted(self.folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                self.rows[path.stem] = [
                    {name: _cell(name, text) for name, text in row.items()}
                    for row in csv.DictReader(file)
                ]

    def remember(self, key: Any, work: Callable[["World"], Any]) -> Any:
        """What `work` found the first time it was asked under this key."""
        if key not in self.remembered:
            self.remembered[key] = work(self)
        return self.remembered[key]

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """(code set, code) -> words; the first of several eras."""
        found: dict[tuple[str, str], str] = {}
        with CODES.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault((row["code_set"], row["code"]), row["description"])
        return found

    @cached_property
    def activity_groups(self) -> dict[str, str]:
        with CODES.open(encoding="utf-8", newline="") as file:
            return {
                row["code"]: row["group_name"]
                for row in csv.DictReader(file)
                if row["code_set"] == "activity_code"
            }

    @cached_property
    def deflators(self) -> dict[int, float]:
        """Financial year by the calendar year it begins in -> index."""
        with DEFLATORS.open(encoding="utf-8", newline="") as file:
            return {
                int(row["financial_year"][:4]): float(row["index"]) for row in csv.DictReader(file)
            }

    @cached_property
    def spans(self) -> list[Span]:
        """Every period of the years around the extracts."""
        found = []
        for year in range(2018, 2028):
            end = date(year + 1, 8, 31)
            found.append(Span(six(year), "Academic year", "year", date(year, 9, 1), end, end))
            found += self._terms(year)
            for n in range(12):
                month, of = (n + 8) % 12 + 1, year + (n >= 4)
                last = month_end(of, month)
                found.append(
                    Span(six(year), MONTHS[month - 1], "month", date(of, month, 1), last, last)
                )
            end = date(year + 1, 3, 31)
            found.append(Span(six(year), "Financial year", "year", date(year, 4, 1), end, end))
            for n, (of, month) in enumerate(((year, 4), (year, 7), (year, 10), (year + 1, 1)), 1):
                last = month_end(of, month + 2)
                name = f"Financial year Q{n}"
                found.append(Span(six(year), name, "quarter", date(of, month, 1), last, last))
            last = month_end(year + 1, 2)
            found.append(Span(year + 1, "Calendar year", "year", date(year, 12, 1), last, last))
        return found

    def _terms(self, year: int) -> Iterator[Span]:
        """A holiday belongs to the term before it; the term is over on its last day."""
        rows = sorted(
            (row for row in self.rows["calendar"] if row["time_period"] == six(year)),
            key=lambda row: row["first_day"],
        )
        for n, row in enumerate(rows):
            first = row["first_day"] if n else date(year, 9, 1)
            last = date(year + 1, 8, 31)
            if n + 1 < len(rows):
                last = rows[n + 1]["first_day"] - timedelta(days=1)
            yield Span(six(year), row["term"], "term", first, last, row["last_day"])

    @cached_property
    def academic_spans(self) -> list[Span]:
        """Academic years, terms and months."""
        names = ("Calendar", "Financial")
        return [span for span in self.spans if not span.name.startswith(names)]

    @cached_property
    def by_key(self) -> dict[tuple[int, str], Span]:
        return {span.key: span for span in self.spans}

    @cached_property
    def _by_day(self) -> dict[date, list[Span]]:
        found: dict[date, list[Span]] = {}
        for span in self.academic_spans:
            for n in range((span.last - span.first).days + 1):
                found.setdefault(span.first + timedelta(days=n), []).append(span)
        return found

    def spans_of(self, day: date) -> list[Span]:
        """The academic year, term and month of a day."""
        return self._by_day[day]

    def academic_year(self, day: date) -> Span:
        return self.by_key[six(year_of(day)), "Academic year"]

    @cached_property
    def school_days(self) -> list[date]:
        """Weekdays in term that are not holidays or closures."""
        found = set()
        for term in self.rows["calendar"]:
            day = term["first_day"]
            while day <= term["last_day"]:
                if day.weekday() < 5 and day not in term["non_school_days"]:
                    found.add(day)
                day += timedelta(days=1)
        return sorted(found)

    def sixth_school_day(self, start: date) -> date | None:
        """None where the calendar does not cover the start or the days after it."""
        covered = {term["time_period"] for term in self.rows["calendar"]}
        if six(year_of(start)) not in covered:
            return None
        days = [day for day in self.school_days if day >= start]
        if len(days) < 6 or (days[5] - start).days > 70:
            return None
        return days[5]

    def school(self, urn: str | None, day: date) -> Row | None:
        """The school as it was that day; before its first row as in the first."""
        return self.remember((urn, day), lambda world: world._school(urn, day))

    def _school(self, urn: str | None, day: date) -> Row | None:
        known = sorted(
            (row for row in self.rows["schools"] if row["school_urn"] == urn),
            key=lambda row: row["valid_from"],
        )
        begun = [row for row in known if row["valid_from"] <= day]
        return (begun or known)[-1 if begun else 0] if known else None

    def provider(self, provider_id: str) -> Row | None:
        for row in self.rows["providers"]:
            if row["provider_id"] == provider_id:
                return row
        return None

    @property
    def placements(self) -> list[Row]:
        """AP placements: tiers 2 and 3."""
        return [row for row in self.rows["placements"] if row["tier"] > 1]

    @property
    def outreach(self) -> list[Row]:
        return [row for row in self.rows["placements"] if row["tier"] == 1]

    def reach(self, extracts: tuple[str, ...]) -> tuple[date, date]:
        """The first day and the last on which a period of a measure may begin."""
        return self.remember(extracts, lambda world: world._reach(extracts))

    def _reach(self, extracts: tuple[str, ...]) -> tuple[date, date]:
        firsts = [
            date(year_of(min(row[EVENTS[name]] for row in self.rows[name])), 9, 1)
            for name in extracts
            if name in EVENTS
        ]
        return max(firsts, default=date(1900, 1, 1)), self.as_at if firsts else FAR
