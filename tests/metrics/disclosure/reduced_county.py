"""A county of three districts and two years, as points, and an attack on what is printed of it.

The attack here is written apart from the product's: each hidden count's least and greatest value,
one whole-number programme each, from sums stated by hand.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from metrics.points import COLUMNS, CONTRIBUTORS

YEARS, TERMS = (202324, 202425), ("Autumn term", "Spring term", "Summer term")
DISTRICTS, SEXES = ("E07000117", "E07000118", "E07000119"), ("Female", "Male")
COUNTY = ("Local authority", "E10000017")
# Measure -> its numerator, complement and denominator.
PLACEMENTS = {
    "pupil_voice_percent": ("view_recorded", "view_not_recorded", "placements"),
    "framework_percent": ("on_framework", "not_on_framework", "placements"),
}
NEET = {
    "neet_percent": ("neet", "not_neet", "cohort"),
    "not_known_percent": ("not_known", "known", "cohort"),
    "neet_not_known_percent": ("neet_not_known", "neither", "cohort"),
}
Cell = tuple[int, str, str, str, str, str]
Point = tuple[str, Cell, int, int]


def made(seed: int) -> pd.DataFrame:
    """The points of a random county, with the children behind them."""
    random = np.random.default_rng(seed)
    size = random.choice([8, 20, 60])
    rows: list[Point] = []
    for year in YEARS:
        counts = random.poisson(size, size=(3, 3, 2))
        shares = {name: random.binomial(counts, random.uniform(0.05, 0.95)) for name in PLACEMENTS}
        for measure_id, own in shares.items():
            rows += _of_cube(measure_id, year, "Academic year", own, counts, terms=True)
        cohort = random.poisson(8 * size, size=(1, 3, 2))
        neet = random.binomial(cohort, random.uniform(0.01, 0.1))
        not_known = random.binomial(cohort - neet, random.uniform(0.01, 0.06))
        told = {"neet_percent": neet, "not_known_percent": not_known}
        told["neet_not_known_percent"] = neet + not_known
        for measure_id, own in told.items():
            rows += _of_cube(
                measure_id, year % 100 + 2000, "Calendar year", own, cohort, terms=False
            )
    return _frame(rows)


def _of_cube(
    measure_id: str, year: int, name: str, own: np.ndarray, over: np.ndarray, *, terms: bool
) -> Iterator[Point]:
    """Points of counts by term, district and sex."""
    county, total = COUNTY, ("Total", "Total")
    yield measure_id, (year, name, *county, *total), own.sum(), over.sum()
    for sex, label in enumerate(SEXES):
        cell = (year, name, *county, "Sex", label)
        yield measure_id, cell, own[:, :, sex].sum(), over[:, :, sex].sum()
    for nth, code in enumerate(DISTRICTS):
        cell = (year, name, "Local authority district", code, *total)
        yield measure_id, cell, own[:, nth].sum(), over[:, nth].sum()
        for term, label in enumerate(TERMS if terms else ()):
            cell = (year, label, "Local authority district", code, *total)
            yield measure_id, cell, own[term, nth].sum(), over[term, nth].sum()
    for term, label in enumerate(TERMS if terms else ()):
        yield measure_id, (year, label, *county, *total), own[term].sum(), over[term].sum()


def _frame(rows: list[Point]) -> pd.DataFrame:
    names = ["time_period", "time_identifier", "geographic_level", "area_code"]
    names += ["breakdown_topic", "breakdown"]
    told: list[dict[str, Any]] = []
    for measure_id, cell, own, over in rows:
        told.append(
            dict(zip(names, cell, strict=True))
            | {"measure_id": measure_id, "area_name": cell[3], "numerator": float(own)}
            | {"denominator": float(over), "value": 100 * own / over if over else np.nan}
            | {"lower_ci": np.nan, "upper_ci": np.nan, "method": "", "unit": "%"}
            | {"basis": "local", "symbol": "" if over else "z", "provisional": False, "source": ""}
            | dict(zip(CONTRIBUTORS, (float(own), float(over - own), float(over)), strict=True))
        )
    return pd.DataFrame(told)[[*COLUMNS, *CONTRIBUTORS]]


class Attack:
    """What the printed points leave of each count, by column and cell."""

    def __init__(self, printed: pd.DataFrame) -> None:
        self.place: dict[tuple[str, Cell], int] = {}
        self.told: dict[int, float] = {}
        self.sums: list[list[tuple[int, float]]] = []
        own = printed["geographic_level"] == "Local authority district"
        self.districts = sorted(printed.loc[own, "area_code"].unique())
        self.sexes = sorted(printed.loc[printed["breakdown_topic"] == "Sex", "breakdown"].unique())
        for point in printed.itertuples():
            self._point(point)
        self._columns()
        self._wholes()

    def _at(self, column: str, cell: Cell) -> int:
        return self.place.setdefault((column, cell), len(self.place))

    def _point(self, point: Any) -> None:
        cell = tuple(getattr(point, n) for n in CELL_NAMES)
        own, rest, over = (PLACEMENTS | NEET)[point.measure_id]
        n, c, d = (self._at(column, cell) for column in (own, rest, over))
        self.sums.append([(d, 1.0), (n, -1.0), (c, -1.0)])
        for place, number in ((n, point.numerator), (d, point.denominator)):
            if not np.isnan(number):
                self.told[place] = number

    def _columns(self) -> None:
        for column, cell in list(self.place):
            parts = [self.place.get((name, cell)) for name in ("neet", "not_known")]
            if column == "neet_not_known" and None not in parts:
                whole = self.place[column, cell]
                self.sums.append([(whole, -1.0), *((place, 1.0) for place in parts)])

    def _wholes(self) -> None:
        for (column, cell), whole in list(self.place.items()):
            year, name, level, area, topic, _ = cell
            if topic != "Total":
                continue
            groups = [[(year, term, level, area, "Total", "Total") for term in TERMS]]
            if (level, area) == COUNTY:
                districts = [("Local authority district", code) for code in self.districts]
                groups.append([(year, name, *one, "Total", "Total") for one in districts])
                groups.append([(year, name, *COUNTY, "Sex", sex) for sex in self.sexes])
            for parts in groups if name not in TERMS else groups[1:]:
                places = [self.place.get((column, part)) for part in parts]
                # A part that is not offered at all is a count that nobody was told of.
                if places and None not in places:
                    self.sums.append([(whole, -1.0), *((place, 1.0) for place in places)])

    def interval(self, column: str, cell: Cell) -> tuple[float, float]:
        """The least and the greatest of a count."""
        many, place = len(self.place), self.place[column, cell]
        rows = np.zeros((len(self.sums), many))
        for row, terms in enumerate(self.sums):
            for at, factor in terms:
                rows[row, at] += factor
        lower, upper = np.zeros(many), np.full(many, 1e5)
        for at, number in self.told.items():
            lower[at] = upper[at] = number
        ends = []
        for way in (1.0, -1.0):
            goal = np.zeros(many)
            goal[place] = way
            solved = milp(
                goal,
                integrality=np.ones(many),
                bounds=Bounds(lower, upper),
                constraints=LinearConstraint(rows, 0, 0),
            )
            assert solved.x is not None, "what is printed contradicts itself"
            ends.append(round(solved.x[place]))
        return ends[0], ends[1]


CELL_NAMES = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "area_code",
    "breakdown_topic",
    "breakdown",
)
