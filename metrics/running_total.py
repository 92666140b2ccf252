"""What a year has counted by the end of each of its months, terms or quarters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from metrics.definitions import Measure
from metrics.division import divide
from metrics.latest import BASES, SUPPRESSED, Point, records
from metrics.periods import MONTHS, QUARTERS, TERMS, YEARS, Period
from plan.types import academic_year_of

# The shortest steps come first.
KINDS: Mapping[str, tuple[str, ...]] = {"month": MONTHS, "term": TERMS, "quarter": QUARTERS}


@dataclass(frozen=True, kw_only=True)
class ToDate:
    """What a year has counted by the end of one of its months, terms or quarters.

    `count` in events, `value` and its 95% limits in the measure's unit; the limits are None where
    the months have none. A class of its own, so that it never meets a whole year's figure.
    """

    reaches: Period
    count: float
    value: float
    lower: float | None = None
    upper: float | None = None

    def over(self, earlier: "ToDate") -> float:
        """How much larger than another year's value by the same month, in the measure's unit.

        Raises TypeError for anything but a year to date, as a whole year's figure is; ValueError
        where the other year reaches another month.
        """
        if not isinstance(earlier, ToDate):
            raise TypeError(f"a year to date is compared with another, not with {earlier!r}")
        if earlier.reaches.time_identifier != self.reaches.time_identifier:
            raise ValueError(
                f"{self.reaches.label} is compared with the same point of another year, not with "
                f"{earlier.reaches.label}"
            )
        return self.value - earlier.value


class PastYear(NamedTuple):
    """A complete year: what it had counted by a month, and by its end."""

    year: int
    by_then: float
    whole: float


@dataclass(frozen=True)
class Steps:
    """An area's points by year and by month, term or quarter, on one basis.

    `names` are those of a whole year, in order; `whole_years` the same area's years.
    """

    names: tuple[str, ...]
    by_year: Mapping[int, Mapping[str, Point]]
    whole_years: Mapping[int, Point]
    basis: str

    def told(self, year: int) -> Iterator[Point]:
        """The year's points from its first on, up to the first that is missing."""
        points = self.by_year.get(year, {})
        for name in self.names:
            point = points.get(name)
            if point is None or point["value"] is None:
                return
            yield point

    def settled(self, year: int) -> int:
        """How many of a year's steps are over and decided, from its first, without a gap."""
        settled = 0
        for point in self.told(year):
            if point["provisional"]:
                break
            settled += 1
        return settled

    def is_complete(self, year: int) -> bool:
        """Whether every step of a year is over and decided."""
        return self.settled(year) == len(self.names)

    def is_suppressed(self, year: int) -> bool:
        """Whether any step of a year is."""
        return any(point["symbol"] == SUPPRESSED for point in self.by_year[year].values())


def steps_of(frame: pd.DataFrame, measure: Measure, area_code: str, kind: str) -> Steps:
    """An area's all-pupil points of a kind ("month", "term", "quarter") and of years."""
    names = KINDS[kind]
    own = frame[
        (frame["measure_id"] == measure.id)
        & (frame["area_code"] == area_code)
        & (frame["breakdown_topic"] == "Total")
        & (frame["breakdown"] == "Total")
        & frame["time_identifier"].isin([*names, *YEARS])
    ]
    bases = set(own["basis"][own["time_identifier"].isin(list(names))])
    basis = next((basis for basis in BASES if basis in bases), "")
    by_year: dict[int, dict[str, Point]] = {}
    whole_years: dict[int, Point] = {}
    for point in records(own[own["basis"] == basis]):
        year, name = int(point["time_period"]), point["time_identifier"]
        if name in names:
            by_year.setdefault(year, {})[name] = point
        else:
            whole_years[year] = point
    return Steps(names, by_year, whole_years, basis)


def running_total(measure: Measure, steps: Steps, year: int) -> tuple[ToDate, ...]:
    """The year to each of its steps, as far as they are told; without limits."""
    points = list(steps.told(year))
    if not points:
        return ()
    counted = "value" if measure.calculation == "count" else "numerator"
    counts = pd.Series([float(point[counted]) for point in points]).cumsum()
    values = counts
    if measure.calculation == "ratio":
        # A month is a rate over the same January roll as the year.
        rolls = pd.Series([float(point["denominator"]) for point in points])
        values = divide(counts, rolls, measure.multiplier)
    return tuple(
        ToDate(
            reaches=Period(year, point["time_identifier"]), count=float(count), value=float(value)
        )
        for point, count, value in zip(points, counts, values, strict=True)
    )


def past_years(measure: Measure, steps: Steps, before: Period) -> list[PastYear]:
    """The complete comparable years before that of a month, with their counts by that month.

    Oldest first. Left out: years with a break, with a month missing or still undecided, and
    those that counted nothing.
    """
    broken = {academic_year_of(when) for when, _ in measure.breaks}
    place = steps.names.index(before.time_identifier)
    found = []
    for year in sorted(steps.by_year):
        if year < before.time_period and year not in broken and steps.is_complete(year):
            counts = [step.count for step in running_total(measure, steps, year)]
            found.append(PastYear(year, counts[place], counts[-1]))
    return [each for each in found if each.whole > 0]
