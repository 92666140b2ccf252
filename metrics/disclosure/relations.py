"""What anybody knows of how counts hang together: parts and wholes, periods, columns of a table.

Whatever adds up in the counts themselves is taken as known. Counts of children, each once, need
not add up: a whole is then at most the sum of its parts and at least the greatest of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from metrics.disclosure.cells import COUNTY, DISTRICT, GROUP, TOTAL, Gathered, by_cell
from metrics.disclosure.system import Relation
from metrics.periods import MONTHS, TERMS

Cell = tuple[Any, ...]
Cells = Mapping[Cell, int]
# Months that may make up a term: where its last month is cut by a holiday they do not.
OF_TERM = {
    TERMS[0]: (MONTHS[:4],),
    TERMS[1]: (MONTHS[4:7], MONTHS[4:8]),
    TERMS[2]: (MONTHS[7:], MONTHS[8:]),
}
WINTER = MONTHS[3:6]
# Columns of which one counts some of what the other counts; a share of a whole is known anyway.
AT_MOST = (
    ("one_plus_enrolments", "suspensions"),
    ("ap_cohort", "cohort"),
    ("ap_neet_not_known", "neet_not_known"),
    ("ap_neither", "neither"),
    ("tier_2", "placements"),
    ("still_returned", "returned"),
    ("full_time_children", "children"),
    ("children_with_hours", "children"),
    ("with_sessions", "placements"),
    ("sustained", "linked"),
)
Column = tuple[str, str]
# Columns, of several tables too, that together count some of what another counts.
TOGETHER_AT_MOST: tuple[tuple[tuple[Column, ...], Column], ...] = (
    # Upheld in schools of DfE's scope, and in AP schools: none of them withdrawn.
    (
        (("exclusions", "permanent_exclusions"), ("ap_school_exclusions", "permanent_exclusions")),
        ("permanent_exclusions", "not_withdrawn"),
    ),
    ((("exclusions", "permanent_exclusions"),), ("permanent_exclusions", "not_withdrawn")),
    ((("permanently_excluded_children", "children"),), ("permanent_exclusions", "not_withdrawn")),
    # By group the children are printed nowhere, only those of whom the sixth day is known.
    ((("permanently_excluded_children", "known"),), ("permanent_exclusions", "not_withdrawn")),
    ((("children_placed", "both_known"),), ("placements_started", "placements")),
    ((("placement_weeks", "children"),), ("placements_started", "placements")),
    ((("placement_weeks", "children"),), ("placements_started", "tier_2")),
    ((("placement_weeks", "children"),), ("children_supported", "children")),
    ((("outreach_children", "children"),), ("children_supported", "children")),
    ((("census_children", "children"),), ("children_supported", "children")),
    ((("post_16", "leavers"),), ("endings", "tier_3_ended")),
    ((("endings", "returned"), ("endings", "tier_3_moved_on")), ("endings", "destination_known")),
    ((("endings", "to_home_education"),), ("endings", "destination_known")),
)
# Columns that together are what another column counts in one tier.
TOGETHER_A_TIER: tuple[tuple[tuple[Column, ...], Column, str], ...] = (
    ((("placements_started", "tier_2"),), ("placements_started", "placements"), "Tier 2"),
    ((("endings", "tier_3_ended"),), ("endings", "ended"), "Tier 3"),
    (
        (("endings", "could_return"), ("endings", "year_11_ended")),
        ("endings", "ended"),
        "Tier 2",
    ),
)
NEAR = 1e-6
# So many cells have to agree before two columns are taken to hang together.
ENOUGH = 3


@dataclass(frozen=True)
class Sum:
    """A whole and its parts, and of which kind: sums of a kind hold or fail together."""

    kind: str
    whole: int
    parts: tuple[int, ...]


def of_points(dots: Gathered, numerators: Iterator[tuple[int, int, int]]) -> Iterator[Relation]:
    """Denominator = numerator + complement, or numerator <= denominator where there is none."""
    seen = set()
    for n, d, c in numerators:
        if (n, d, c) in seen or n < 0 or d < 0 or n == d:
            continue
        seen.add((n, d, c))
        if c >= 0:
            yield Relation(((d, 1.0), (n, -1.0), (c, -1.0)))
        elif dots.whole[n] and not dots.exempt[d]:
            yield Relation(((n, 1.0), (d, -1.0)), at_most=True)


def sums(cells: Cells, groups: Mapping[str, tuple[str, ...]]) -> Iterator[Sum]:
    """Every whole with parts among the cells of one column."""
    by_topic: dict[Any, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_district: dict[Any, dict[str, int]] = defaultdict(dict)
    by_period: dict[Any, dict[Any, int]] = defaultdict(dict)
    for (year, name, level, area, topic, part), nth in cells.items():
        if topic != TOTAL:
            by_topic[year, name, level, area][topic].append(nth)
        elif part == TOTAL:
            by_period[level, area][year, name] = nth
            if level == DISTRICT:
                by_district[year, name][area] = nth
    for (year, name, level, area), topics in by_topic.items():
        whole = cells.get((year, name, level, area, TOTAL, TOTAL))
        if whole is not None:
            yield from (Sum(topic, whole, tuple(parts)) for topic, parts in topics.items())
    yield from _of_areas(by_period, by_district, groups)
    for (level, _), own in by_period.items():
        for kind, whole, parts in _of_periods(own):
            yield Sum(f"{kind} {level}", whole, parts)


def _of_areas(
    by_period: Mapping[Any, Mapping[Any, int]],
    by_district: Mapping[Any, Mapping[str, int]],
    groups: Mapping[str, tuple[str, ...]],
) -> Iterator[Sum]:
    for (level, area), own in by_period.items():
        if level not in (COUNTY, GROUP):
            continue
        for when, whole in own.items():
            districts = by_district.get(when, {})
            if level == GROUP:
                districts = {
                    one: districts[one] for one in groups.get(area, ()) if one in districts
                }
            if districts:
                yield Sum(f"districts {level}", whole, tuple(districts.values()))


def _of_periods(own: Mapping[Any, int]) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for (year, name), nth in own.items():
        by_year[year][name] = nth
    for year, named in by_year.items():
        whole = named.get("Academic year")
        months = {name: named[name] for name in MONTHS if name in named}
        terms = [named[name] for name in TERMS if name in named]
        if whole is not None and months:
            yield "months", whole, tuple(months.values())
        if whole is not None and terms:
            yield "terms", whole, tuple(terms)
            # A year that is its spring term's census.
            if TERMS[1] in named:
                yield "spring", whole, (named[TERMS[1]],)
        for term, spans in OF_TERM.items():
            for nth, span in enumerate(spans):
                inside = tuple(months[name] for name in span if name in months)
                if term in named and inside:
                    yield f"months of {term} {nth} {year}", named[term], inside
        winter = by_year.get(_academic(year), {}) if "Calendar year" in named else {}
        inside = tuple(winter[name] for name in WINTER if name in winter)
        if inside:
            yield "winter", named["Calendar year"], inside


def _academic(year: int) -> int:
    """The academic year whose January lies in a calendar year."""
    return (year - 1) * 100 + year % 100


@dataclass
class Known:
    """The relations between counts, as whoever has only these values would find them.

    `values` hold NaN where they are not known; what cannot be seen to add up is then taken to do
    so where every other sum of its kind does.
    """

    dots: Gathered
    values: np.ndarray
    groups: Mapping[str, tuple[str, ...]]

    def relations(self) -> Iterator[Relation]:
        """All of them but those of single points."""
        found = by_cell(self.dots.keys)
        for cells in found.values():
            if not self.dots.exempt[list(cells.values())].all():
                yield from self._of_column(list(sums(cells, self.groups)))
        yield from self._of_columns(found)
        for parts, whole in TOGETHER_AT_MOST:
            if whole in found and all(one in found for one in parts):
                beside = {cell: cell for cell in found[whole]}
                yield from self._together(found, parts, whole, beside, at_most=True)
        for parts, whole, tier in TOGETHER_A_TIER:
            if whole in found and all(one in found for one in parts):
                named = [cell for cell in found[whole] if cell[4] == "Tier"]
                beside = {
                    (*cell[:4], TOTAL, TOTAL): cell for cell in named if cell[5].startswith(tier)
                }
                yield from self._together(found, parts, whole, beside, at_most=False)

    def _together(
        self,
        found: Mapping[Any, Cells],
        parts: tuple[Column, ...],
        whole: Column,
        beside: Mapping[Cell, Cell],
        *,
        at_most: bool,
    ) -> Iterator[Relation]:
        """Columns of a cell beside one column of it, or of its part; none where one cell differs.

        What is true by definition fails where rows of one table find none in the other.
        """
        rows = [
            (*(found[one][cell] for one in parts), found[whole][part])
            for cell, part in beside.items()
            if all(cell in found[one] for one in parts)
        ]
        if not rows:
            return
        values = self.values[np.array(rows)]
        left = values[:, -1] - values[:, :-1].sum(axis=1)
        left = left[~np.isnan(left)]
        if (left < 0).any() or (not at_most and (left > 0).any()):
            return
        for *own, over in rows:
            yield Relation((*((one, 1.0) for one in own), (over, -1.0)), at_most=at_most)

    def _of_column(self, found: list[Sum]) -> Iterator[Relation]:
        holds: dict[str, bool] = {}
        within: dict[str, tuple[bool, bool]] = {}
        for one in found:
            state = self._adds_up(one)
            if state is not None:
                holds[one.kind] = holds.get(one.kind, True) and state
                left = self.values[one.whole] - self.values[list(one.parts)].sum()
                under, over = within.get(one.kind, (True, True))
                within[one.kind] = under and left >= -NEAR, over and left <= NEAR
        for one in found:
            state = self._adds_up(one)
            if state or (state is None and holds.get(one.kind, False)):
                yield Relation(((one.whole, -1.0), *((part, 1.0) for part in one.parts)))
            elif one.kind.startswith("months of"):
                yield from self._of_term(one, *within.get(one.kind, (False, False)))
            else:
                yield from self._at_most(one)

    @staticmethod
    def _of_term(one: Sum, under: bool, over: bool) -> Iterator[Relation]:
        """Months that lie in a term come to no more than it, and those that cover it to no less."""
        if under:
            terms = ((one.whole, -1.0), *((part, 1.0) for part in one.parts))
            yield Relation(terms, at_most=True)
        elif over:
            terms = ((one.whole, 1.0), *((part, -1.0) for part in one.parts))
            yield Relation(terms, at_most=True)

    def _adds_up(self, one: Sum) -> bool | None:
        whole, parts = self.values[one.whole], self.values[list(one.parts)]
        total = parts.sum()
        if np.isnan(whole) or np.isnan(total):
            return None
        return bool(abs(whole - total) <= 1e-6 * max(1.0, abs(whole)))

    def _at_most(self, one: Sum) -> Iterator[Relation]:
        """Children once each: a whole lies between its greatest part and the sum of its parts."""
        places = [one.whole, *one.parts]
        if self.dots.signed[places].any() or not self.dots.whole[places].all():
            return
        whole, parts = self.values[one.whole], self.values[list(one.parts)]
        if np.isnan(whole) or np.isnan(parts).any():
            return
        if whole <= parts.sum():
            terms = ((one.whole, 1.0), *((part, -1.0) for part in one.parts))
            yield Relation(terms, at_most=True)
        for part, value in zip(one.parts, parts, strict=True):
            if value <= whole:
                yield Relation(((part, 1.0), (one.whole, -1.0)), at_most=True)

    def _of_columns(self, found: Mapping[Any, Cells]) -> Iterator[Relation]:
        """Columns of one table that add up or bound one another, and columns that count the same."""
        by_series: dict[str, list[str]] = defaultdict(list)
        for series, column in found:
            by_series[series].append(column)
        for series, columns in by_series.items():
            yield from self._inside({one: found[series, one] for one in columns})
        yield from self._same(found)

    def _inside(self, columns: Mapping[str, Cells]) -> Iterator[Relation]:
        names = list(columns)
        cells = list(dict.fromkeys(cell for one in columns.values() for cell in one))
        at = np.array([[columns[name].get(cell, -1) for cell in cells] for name in names])
        table = np.where(at >= 0, self.values[at], np.nan)
        for c in range(len(names)):
            for a, b in combinations([n for n in range(len(names)) if n != c], 2):
                if self._adds(table[a] + table[b], table[c], table[a], table[b]):
                    there = (at[[a, b, c]] >= 0).all(axis=0)
                    for i, j, k in at[[a, b, c]].T[there]:
                        yield Relation(((int(i), 1.0), (int(j), 1.0), (int(k), -1.0)))
        for less, more in AT_MOST:
            if less in columns and more in columns:
                for cell, nth in columns[less].items():
                    if cell in columns[more]:
                        yield Relation(((nth, 1.0), (columns[more][cell], -1.0)), at_most=True)

    @staticmethod
    def _adds(both: np.ndarray, whole: np.ndarray, *parts: np.ndarray) -> bool:
        told = ~np.isnan(both) & ~np.isnan(whole)
        if not (np.abs(both - whole)[told] <= 1e-6).all():
            return False
        return int((told & (parts[0] > 0) & (parts[1] > 0)).sum()) >= ENOUGH

    def _same(self, found: Mapping[Any, Cells]) -> Iterator[Relation]:
        """Columns, of one table or two, that print the same number wherever both do."""
        names = list(found)
        order = {
            cell: nth
            for nth, cell in enumerate(dict.fromkeys(c for one in names for c in found[one]))
        }
        at = np.full((len(names), len(order)), -1)
        for row, name in enumerate(names):
            at[row, [order[cell] for cell in found[name]]] = list(found[name].values())
        table = np.where(at >= 0, self.values[at], np.nan)
        told = ~np.isnan(table)
        some = told & (np.nan_to_num(table) > 0)
        for row in range(len(names)):
            both = told[row] & told[row + 1 :]
            alike = ~(both & (table[row] != table[row + 1 :])).any(axis=1)
            alike &= (both & some[row]).sum(axis=1) >= ENOUGH
            for other in (row + 1 + np.flatnonzero(alike)).tolist():
                there = (at[row] >= 0) & (at[other] >= 0)
                if self.dots.exempt[at[:, there][[row, other]]].all():
                    continue
                for a, b in zip(at[row, there].tolist(), at[other, there].tolist(), strict=True):
                    yield Relation(((a, 1.0), (b, -1.0)))
