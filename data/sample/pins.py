"""The published figures that the sample must meet, and lifelike ones where DfE gives none.

Which number wins. DfE's Total always comes first. The parts (Primary, Secondary, Special) are
taken as published where they add up to it; a missing part takes what is left of the Total; parts
that do not add up are scaled to it by largest remainders. Where DfE prints rates and no counts,
the counts are recovered when just one headcount near the year before turns all three rates into
whole numbers. Everything else follows the year before by a modest trend.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.sample.draws import share_out

PUBLISHED = Path(__file__).resolve().parent.parent / "published"
PHASES = ("Primary", "Secondary", "Special")
PHASE_NAMES = {
    "state-funded primary": "Primary",
    "state-funded secondary": "Secondary",
    "special": "Special",
    "primary": "Primary",
    "secondary": "Secondary",
    "total": "Total",
}
COUNTS = {
    "permanent_exclusion_rate": "permanent",
    "suspension_rate": "suspensions",
    "one_plus_suspension_rate": "one_plus",
}
FIRST_YEAR, LAST_YEAR = 2018, 2025

# For an authority that the published table does not hold: England-like rates per 100 pupils.
DEFAULT_HEADCOUNT = 100_000
DEFAULT_RATES = {
    "permanent": (0.10, 0.06, 0.05, 0.08, 0.11, 0.13, 0.13, 0.13),
    "suspensions": (5.4, 3.8, 4.3, 6.9, 9.3, 11.3, 11.5, 11.7),
    "one_plus": (2.4, 1.8, 2.3, 3.2, 3.8, 4.2, 4.3, 4.3),
}
DEFAULT_PARTS = {
    "headcount": (0.575, 0.405, 0.02),
    "permanent": (0.11, 0.88, 0.01),
    "suspensions": (0.115, 0.860, 0.025),
    "one_plus": (0.125, 0.855, 0.020),
}
YEARLY_CHANGE = {"headcount": 0.997, "permanent": 1.02, "suspensions": 1.03, "one_plus": 1.02}
DEFAULT_NEET, DEFAULT_NEET_NOT_KNOWN = 3.0, 5.4
# 16 and 17 year olds for each pupil in primary, secondary and special schools.
YOUNG_PEOPLE_PER_PUPIL = 0.168
COHORT_CHANGE = 1.02


@dataclass
class PhaseCounts:
    headcount: int = 0
    permanent: int = 0
    suspensions: int = 0
    one_plus: int = 0


@dataclass(frozen=True)
class NeetShare:
    """16 and 17 year olds (mean of December to February) and the percentages of them."""

    cohort: int
    neet: float
    not_known: float


@dataclass(frozen=True)
class Pins:
    """Counts by academic year (its first calendar year) and phase, NEET shares by the same."""

    exclusions: dict[int, dict[str, PhaseCounts]]
    neet: dict[int, NeetShare]

    @property
    def size(self) -> float:
        """How large the authority is beside Lancashire's 175,000 pupils."""
        return sum(part.headcount for part in self.exclusions[LAST_YEAR - 1].values()) / 175_000


Row = dict[str, str]
Known = dict[str, dict[str, float]]


def published_rows(new_code: str) -> list[Row]:
    """The rows of one authority in the project's table of published figures."""
    found: list[Row] = []
    for path in sorted(PUBLISHED.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            found += [row for row in csv.DictReader(handle) if row.get("area_code") == new_code]
    return found


def number(row: Row, column: str) -> float | None:
    try:
        return float(row.get(column) or "")
    except ValueError:
        return None


def measure(row: Row) -> str:
    return row.get("measure_id") or row.get("indicator") or ""


def by_phase(rows: Iterable[Row], year: int) -> Known:
    """For one year: phase -> count name -> number, with the rates under `<count>_rate`."""
    known: Known = {}
    wanted = str(year * 100 + (year + 1) % 100)
    for row in rows:
        name = COUNTS.get(measure(row))
        phase = PHASE_NAMES.get((row.get("breakdown") or "").strip().lower())
        if name is None or phase is None or row["time_period"] != wanted:
            continue
        cell = known.setdefault(phase, {})
        for key, column in ((name, "numerator"), ("headcount", "denominator")):
            value = number(row, column)
            if value is not None:
                cell[key] = value
        rate = number(row, "value")
        if rate is not None:
            cell[f"{name}_rate"] = rate
    return known


def recover(cell: dict[str, float], near: float) -> None:
    """Fills in the counts behind three published rates, when only one headcount explains them."""
    rates = {name: cell.get(f"{name}_rate") for name in COUNTS.values()}
    if any(rate is None for rate in rates.values()) or near <= 0:
        return
    if "headcount" in cell:
        heads = np.array([int(cell["headcount"])])
    else:
        heads = np.arange(int(near * 0.93), int(near * 1.07) + 1)
    fits = np.ones(len(heads), dtype=bool)
    for rate in rates.values():
        exact = heads * float(rate or 0) / 100
        # Rates are printed to five decimals, so a count is known to half of the last one.
        fits &= np.abs(exact - np.round(exact)) <= heads * 0.0000051 / 100
    if fits.sum() != 1:
        return
    head = int(heads[fits][0])
    cell["headcount"] = head
    for name, rate in rates.items():
        cell.setdefault(name, round(head * float(rate or 0) / 100))


def parts_of(total: int, given: dict[str, float], usual: dict[str, float]) -> dict[str, int]:
    """The total as three whole parts, as published where they fit, else in the usual shares."""
    fixed = {phase: int(value) for phase, value in given.items()}
    missing = [phase for phase in PHASES if phase not in fixed]
    left = total - sum(fixed.values())
    if left == 0 or (left > 0 and missing):
        shares = [usual[phase] or 1e-9 for phase in missing]
        rest = share_out(left, shares).tolist()
        return fixed | dict(zip(missing, rest, strict=True))
    weights = [given.get(phase, usual[phase]) for phase in PHASES]
    return dict(zip(PHASES, share_out(total, weights).tolist(), strict=True))


def year_counts(known: Known, before: dict[str, PhaseCounts]) -> dict[str, PhaseCounts]:
    """One year's counts by phase, from what is published and the year before."""
    for phase in (*PHASES, "Total"):
        prior = sum(p.headcount for k, p in before.items() if phase in (k, "Total"))
        recover(known.get(phase, {}), prior)
    result = {phase: PhaseCounts() for phase in PHASES}
    for name, change in YEARLY_CHANGE.items():
        given = {p: known[p][name] for p in PHASES if name in known.get(p, {})}
        usual = {phase: float(getattr(before[phase], name)) for phase in PHASES}
        total = known.get("Total", {}).get(name)
        if total is None:
            total = sum(given.get(p, usual[p] * change) for p in PHASES)
        for phase, value in parts_of(round(total), given, usual).items():
            setattr(result[phase], name, value)
    for phase, part in result.items():
        make_possible(part, pinned="one_plus" in known.get(phase, {}))
    return result


def make_possible(part: PhaseCounts, pinned: bool) -> None:
    """Children with a suspension cannot outnumber suspensions, nor be none where there are some."""
    if not pinned:
        part.one_plus = min(part.one_plus, part.suspensions)
        part.one_plus = max(part.one_plus, -(-part.suspensions // 20))


def default_year(headcount: int, place: int) -> dict[str, PhaseCounts]:
    totals = {name: headcount * rates[place] / 100 for name, rates in DEFAULT_RATES.items()}
    totals["headcount"] = headcount
    result = {phase: PhaseCounts() for phase in PHASES}
    for name, total in totals.items():
        for phase, value in zip(PHASES, share_out(round(total), DEFAULT_PARTS[name]), strict=True):
            setattr(result[phase], name, int(value))
    return result


def exclusion_pins(rows: list[Row]) -> dict[int, dict[str, PhaseCounts]]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    known = {year: by_phase(rows, year) for year in years}
    heads = [k["Total"]["headcount"] for k in known.values() if "headcount" in k.get("Total", {})]
    size = int(heads[0]) if heads else DEFAULT_HEADCOUNT
    if not any(known.values()):
        return {year: default_year(size, place) for place, year in enumerate(years)}
    result: dict[int, dict[str, PhaseCounts]] = {}
    before = default_year(size, 0)
    for year in years:
        before = result[year] = year_counts(known[year], before)
    return result


def neet_rows(rows: list[Row]) -> dict[int, dict[str, tuple[float, float | None]]]:
    """Academic year (its first calendar year) -> measure -> published percent and cohort."""
    found: dict[int, dict[str, tuple[float, float | None]]] = {}
    for row in rows:
        name, value = measure(row), number(row, "value")
        ids = ("neet_percent", "not_known_percent", "neet_not_known_percent")
        if name in ids and value is not None and (row.get("breakdown") or "Total") == "Total":
            year = int(row["time_period"][:4]) - 1
            found.setdefault(year, {})[name] = (value, number(row, "denominator"))
    return found


def neet_shares(found: dict[str, tuple[float, float | None]]) -> tuple[float, float] | None:
    """NEET and not known percent that round to all three published percentages."""
    neet = found.get("neet_percent", (None, None))[0]
    unknown = found.get("not_known_percent", (None, None))[0]
    both = found.get("neet_not_known_percent", (None, None))[0]
    if neet is not None and unknown is not None:
        # Rounded parts may miss the rounded sum by 0.1; two fifths of it on each reaches all three.
        gap = (both - neet - unknown) if both is not None else 0.0
        return neet + 0.4 * gap, max(unknown + 0.4 * gap, 0.0)
    if both is not None:
        neet = min(both, DEFAULT_NEET) if neet is None else neet
        return neet, max(both - neet, 0.0)
    return None if neet is None else (neet, 2.4)


def neet_pins(rows: list[Row], headcount: int) -> dict[int, NeetShare]:
    found = neet_rows(rows)
    cohorts = {
        year: round(cell[1])
        for year, measures in found.items()
        for cell in measures.values()
        if cell[1]
    }
    anchor = min(cohorts) if cohorts else FIRST_YEAR + 3
    cohorts.setdefault(anchor, round(headcount * YOUNG_PEOPLE_PER_PUPIL))
    result: dict[int, NeetShare] = {}
    latest = (DEFAULT_NEET, DEFAULT_NEET_NOT_KNOWN - DEFAULT_NEET)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        nearest = min(cohorts, key=lambda other: abs(other - year))
        cohort = cohorts[nearest] * COHORT_CHANGE ** (year - nearest)
        published = neet_shares(found.get(year, {}))
        latest = published or (latest[0] * 1.02, latest[1] * 0.98)
        result[year] = NeetShare(round(cohort), latest[0] / 100, latest[1] / 100)
    return result


def load(new_code: str) -> Pins:
    """The pins of the authority with this ONS code."""
    rows = published_rows(new_code)
    exclusions = exclusion_pins(rows)
    headcount = sum(part.headcount for part in exclusions[2021].values())
    return Pins(exclusions=exclusions, neet=neet_pins(rows, headcount))
