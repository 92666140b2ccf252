"""Points: the values of a measure with their counts, from one release.

A point is a row. `published` points are DfE's, printed as they are; `local` and `sample` points
are divided here, once, from the counts of a mart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import pandas as pd

from metrics.context_limits import with_context_limits
from metrics.definitions import Measure
from metrics.division import divide
from metrics.intervals import CONFIDENCE_95
from metrics.limit_rules import CAPACITIES
from metrics.limits import with_limits
from metrics.periods import MONTHS, QUARTERS, TERMS, YEARS, academic_year_start, kind_of
from metrics.spread import columns_of, spread_of
from metrics.survival import median_weeks

CELL = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "area_code",
    "area_name",
    "breakdown_topic",
    "breakdown",
)
COLUMNS = (
    "measure_id",
    *CELL,
    "numerator",
    "denominator",
    "value",
    "lower_ci",
    "upper_ci",
    "method",
    "unit",
    "basis",
    "symbol",
    "provisional",
    "source",
)
CONTRIBUTORS = (
    "numerator_contributors",
    "complement_contributors",
    "denominator_contributors",
)
# The same release prints the same rows in the same order: each area's parts, then time.
SORTED_BY = (
    "measure_id",
    "geographic_level",
    "area_code",
    "breakdown_topic",
    "breakdown",
    "time_period",
)
ORDER = {name: nth for nth, name in enumerate((*YEARS, *TERMS, *QUARTERS, *MONTHS))}
# Headcounts stand still through a year: they are not summed over its month ends.
POPULATIONS = ("headcount",)
NOT_AVAILABLE, NOT_APPLICABLE = "x", "z"
PUBLISHED = "published"
# The one table of counts in a release's public file.
CUBE = "points"


class Cursor(Protocol):
    """What a release is read through."""

    def execute(self, query: str, parameters: Any = ...) -> Any: ...


@dataclass(frozen=True)
class ReleaseFacts:
    """Whose release it is, how far each extract reaches, and what its local points are."""

    release_id: str
    built_at: str
    basis: str
    authority_old_code: str
    authority_code: str
    authority_name: str
    region_code: str
    region_name: str
    extracts: frozenset[str]
    as_at: dict[str, date]
    first_date: dict[str, date]
    # Of each table: a release keeps the marts it was built with.
    columns: Mapping[str, frozenset[str]]

    @property
    def is_cube(self) -> bool:
        """Whether it is a release's public file: it holds points, and no counts of them."""
        return CUBE in self.columns


def release_facts(cursor: Cursor) -> ReleaseFacts:
    """What the release says of itself."""
    row = cursor.execute(
        "select release_id, built_at, basis, old_code, new_code, name, region_code, region_name"
        " from about"
    ).fetchone()
    # Headings without rows tell of nothing: a count from them would be a false nought.
    coverage = cursor.execute(
        "select extract, as_at, first_date from coverage where rows_kept > 0"
    ).fetchall()
    release_id, built_at, basis, old_code, new_code, name, region_code, region_name = row
    return ReleaseFacts(
        release_id=release_id,
        built_at=built_at,
        basis=basis,
        authority_old_code=old_code,
        authority_code=new_code,
        authority_name=name,
        region_code=region_code,
        region_name=region_name,
        extracts=frozenset(name for name, _, _ in coverage),
        as_at={name: as_at for name, as_at, _ in coverage if as_at},
        first_date={name: first for name, _, first in coverage if first},
        columns=columns_of(cursor),
    )


def neighbours(cursor: Cursor, set_version: str) -> list[tuple[str, str]]:
    """Code and name of the authority's statistical neighbours, closest first."""
    return cursor.execute(
        "select authorities.new_code, authorities.name from neighbours"
        " inner join authorities on authorities.old_code = neighbours.neighbour_old_la_code"
        " where set_version = ? order by cast(rank as integer)",
        [set_version],
    ).fetchall()


@dataclass(frozen=True)
class _Wanted:
    """Which points were asked for; None asks for all. Filtered in the query, not after it."""

    area_codes: Sequence[str] | None = None
    breakdown_topic: Sequence[str] | None = None
    geographic_level: Sequence[str] | None = None
    # Levels at which parts are wanted besides totals, by year.
    parts_at: Sequence[str] | None = None

    def where(self, table: str) -> tuple[str, dict[str, Any]]:
        """The conditions on a table, and their values."""
        columns = {
            "area_code": self.area_codes,
            "breakdown_topic": self.breakdown_topic,
            "geographic_level": self.geographic_level,
        }
        asked = {name: list(values) for name, values in columns.items() if values is not None}
        text = "".join(f"\n and list_contains($only_{name}, {table}.{name})" for name in asked)
        bound: dict[str, Any] = {f"only_{name}": values for name, values in asked.items()}
        if self.parts_at is not None:
            text += (
                f"\n and ({table}.breakdown_topic = 'Total'"
                f" or list_contains($parts_at, {table}.geographic_level))"
            )
            bound["parts_at"] = list(self.parts_at)
        return text, bound


@dataclass(frozen=True)
class Query:
    """SQL on a table of a release, and the values bound to the names in it."""

    table: str
    text: str
    values: Mapping[str, Any]


def points(
    cursor: Cursor,
    measure: Measure,
    *,
    area_codes: Sequence[str] | None = None,
    topics: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    parts_at: Sequence[str] | None = None,
    confidence: float = CONFIDENCE_95,
    release: ReleaseFacts | None = None,
) -> pd.DataFrame:
    """Every point of a measure, published and local, in the columns COLUMNS + CONTRIBUTORS.

    Filters are by area code, breakdown topic, kind of period ("year", "term", "month",
    "quarter") and geographic level; with `parts_at` parts are read at those levels alone, and
    local ones by year alone. A missing value is NaN beside its symbol, never 0. Limits are
    at the confidence asked for; where there are none, the method says why. `release` is what the
    release says of itself, for who reads it often.
    """
    wanted = _Wanted(area_codes, topics, levels, parts_at)
    facts = release or release_facts(cursor)
    if facts.is_cube:
        return _of_cube(cursor, measure, wanted, kinds, confidence, facts)
    parts = []
    if measure.published:
        parts.append(_published(cursor, measure.id, wanted))
    if measure.is_local:
        parts.append(_local(cursor, measure, wanted, facts))
    parts = [part for part in parts if len(part)]
    if not parts:
        return _shaped(pd.DataFrame(columns=[*COLUMNS, *CONTRIBUTORS]))
    found = pd.concat(parts, ignore_index=True)
    if kinds is not None:
        found = found[found["time_identifier"].map(_kind).isin(list(kinds))]
    spread = spread_of(cursor, measure, facts.columns)
    return _shaped(with_limits(found, measure, spread, confidence))


def _of_cube(
    cursor: Cursor,
    measure: Measure,
    wanted: _Wanted,
    kinds: Sequence[str] | None,
    confidence: float,
    facts: ReleaseFacts,
) -> pd.DataFrame:
    found = _rows(cursor, _cube_query(measure.id, wanted))
    for column in CONTRIBUTORS:
        found[column] = float("nan")
    if kinds is not None:
        found = found[found["time_identifier"].map(_kind).isin(list(kinds))]
    if confidence != CONFIDENCE_95 and len(found):
        spread = spread_of(cursor, measure, facts.columns)
        found = with_limits(found, measure, spread, confidence)
    return _shaped(found)


def _rows(cursor: Cursor, asked: Query) -> pd.DataFrame:
    found: pd.DataFrame = cursor.execute(asked.text, asked.values).df()
    return found


def _cube_query(measure_id: str, wanted: _Wanted) -> Query:
    where, values = wanted.where(CUBE)
    return Query(
        CUBE,
        f"select {', '.join(COLUMNS)}\n from {CUBE}\n where measure_id = $id{where}",
        {"id": measure_id, **values},
    )


def queries(
    cursor: Cursor, measure: Measure, *, topics: Sequence[str] | None = None
) -> tuple[Query, ...]:
    """What `points` asks of a release for a measure, published before local, without asking it."""
    wanted, facts = _Wanted(breakdown_topic=topics), release_facts(cursor)
    if facts.is_cube:
        return (_cube_query(measure.id, wanted),)
    found = [_published_query(measure.id, wanted)] if measure.published else []
    if measure.is_local and set(measure.extracts) <= facts.extracts:
        found.append(_counts_query(measure, facts, wanted))
    return tuple(found)


def context_points(cursor: Cursor) -> pd.DataFrame:
    """Published indicators without a measure of their own, in the columns of `points`."""
    return _shaped(with_context_limits(_published(cursor, None, _Wanted())))


def _kind(time_identifier: str) -> str:
    try:
        return kind_of(time_identifier)
    except ValueError:
        return "year"


def _shaped(frame: pd.DataFrame) -> pd.DataFrame:
    for column in ("numerator", "denominator", "value", "lower_ci", "upper_ci", *CONTRIBUTORS):
        frame[column] = pd.to_numeric(frame[column])
    ordered = frame.assign(nth=frame["time_identifier"].map(lambda name: ORDER.get(name, -1)))
    by = [name for name in (*SORTED_BY, "nth", "basis") if ordered[name].nunique(dropna=False) > 1]
    ordered = ordered.sort_values(by, kind="stable") if by else ordered
    return ordered[[*COLUMNS, *CONTRIBUTORS]].reset_index(drop=True)


def _published(cursor: Cursor, measure_id: str | None, wanted: _Wanted) -> pd.DataFrame:
    frame = _rows(cursor, _published_query(measure_id, wanted))
    frame["basis"] = "published"
    frame["provisional"] = False
    return _filled(frame)


def _published_query(measure_id: str | None, wanted: _Wanted) -> Query:
    chosen = "measure_id = $id" if measure_id else "starts_with(measure_id, 'context_')"
    where, values = wanted.where("published")
    return Query(
        PUBLISHED,
        f"select measure_id, {', '.join(CELL)}, numerator, denominator, value, unit, symbol, source"
        f"\n from published\n where {chosen}{where}",
        values | ({"id": measure_id} if measure_id else {}),
    )


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    for column in ("lower_ci", "upper_ci", *CONTRIBUTORS):
        if column not in frame:
            frame[column] = float("nan")
    frame["method"] = ""
    return frame


def _local(cursor: Cursor, measure: Measure, wanted: _Wanted, facts: ReleaseFacts) -> pd.DataFrame:
    """Points from the council's extracts, where all the extracts the measure needs are loaded."""
    if not set(measure.extracts) <= facts.extracts:
        return pd.DataFrame()
    counts = _rows(cursor, _counts_query(measure, facts, wanted))
    counts = counts[_in_reach(counts, measure, facts)]
    if not len(counts):
        return pd.DataFrame()
    reader = _medians if measure.calculation == "median" else _ratios
    frame = reader(counts.reset_index(drop=True), measure)
    frame = _matured(frame, measure, facts)
    frame["measure_id"] = measure.id
    frame["basis"] = facts.basis
    frame["unit"] = measure.unit
    frame["source"] = measure.source
    return _filled(frame)


def _counts_query(measure: Measure, facts: ReleaseFacts, wanted: _Wanted) -> Query:
    """The counts a measure names, for its periods and breakdowns, from its mart."""
    named = {
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "undecided": measure.undecided,
        "numerator_contributors": _contributors(measure, measure.numerator),
        "complement_contributors": _contributors(measure, measure.complement),
        "denominator_contributors": _contributors(measure, measure.denominator),
    }
    if measure.calculation == "median":
        named |= {"weeks": "weeks", "ended": "ended", "still_open": "still_open"}
    named |= _for_limits(measure, facts)
    chosen = ", ".join(f"mart.{column} as {name}" for name, column in named.items() if column)
    areas = "" if measure.districts else "\n and mart.geographic_level = 'Local authority'"
    rows = "\n and mart.measure_id = $returns_id" if measure.mart == "returns" else ""
    bound: dict[str, Any] = {
        "topics": ["Total", *measure.breakdowns],
        "kinds": list(measure.periods),
    }
    where, values = wanted.where("mart")
    if wanted.parts_at is not None:
        where += "\n and (mart.breakdown_topic = 'Total' or periods.kind = 'year')"
    if rows:
        bound["returns_id"] = measure.returns_id or measure.id
    return Query(
        str(measure.mart),
        f"select {', '.join(f'mart.{column}' for column in CELL)}, {chosen},"
        " periods.first_day as period_start, periods.over_on as period_end, month_ends.month_ends"
        f"\n from {measure.mart} as mart"
        "\n inner join periods using (time_period, time_identifier)"
        "\n left join (select academic_year, count(*) as month_ends from periods"
        "\n   where kind = 'month' and last_day <= $month_ends_to group by academic_year"
        "\n ) as month_ends on month_ends.academic_year = periods.academic_year"
        "\n   and periods.kind = 'year'"
        "\n where list_contains($topics, mart.breakdown_topic)"
        f"\n and list_contains($kinds, periods.kind){areas}{rows}{where}",
        {**bound, **values, "month_ends_to": _as_at(measure, facts) or date.max},
    )


def _for_limits(measure: Measure, facts: ReleaseFacts) -> dict[str, str]:
    """What the limits need beside the counts, where the mart keeps it."""
    ends = {"squares": "squares", "cost_lower": "lower", "cost_upper": "upper"}
    named = {name: f"{measure.numerator}_{end}" for name, end in ends.items()}
    there = facts.columns.get(str(measure.mart), frozenset())
    return {name: column for name, column in named.items() if column in there}


def _contributors(measure: Measure, count: str | None) -> str | None:
    if count in POPULATIONS:
        return count
    if count is None or count in CAPACITIES or measure.contributor == "none":
        return None
    if measure.mart in ("returns", "roll_change"):
        # No rows of children stand behind these: the number is its own contributors.
        return count
    return f"{count}_children" if measure.contributor == "child" else count


def _as_at(measure: Measure, facts: ReleaseFacts) -> date | None:
    """The earliest as-at date among the extracts that record events."""
    days = [facts.as_at[name] for name in measure.extracts if name in facts.first_date]
    return min(days) if days else None


def _in_reach(counts: pd.DataFrame, measure: Measure, facts: ReleaseFacts) -> "pd.Series[bool]":
    """Periods that begin within what every extract of the measure covers.

    An extract is taken to cover whole academic years, from the one of its first event on.
    """
    starts = [
        academic_year_start(facts.first_date[name])
        for name in measure.extracts
        if name in facts.first_date
    ]
    inside = pd.Series(True, index=counts.index)
    begins = pd.to_datetime(counts["period_start"])
    if starts:
        inside &= begins >= pd.Timestamp(max(starts))
    as_at = _as_at(measure, facts)
    if as_at:
        inside &= begins <= pd.Timestamp(as_at)
    return inside


def _ratios(counts: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    frame = counts.copy()
    numerator = frame["numerator"].astype(float)
    if measure.calculation == "count":
        frame["denominator"] = float("nan")
        frame["value"] = numerator
        frame["numerator"] = numerator
        if "numerator_contributors" in frame:
            # A change of roll of three pupils either way is three pupils.
            frame["numerator_contributors"] = frame["numerator_contributors"].abs()
        return frame
    denominator = frame["denominator"].astype(float)
    if measure.mart == "returns" and measure.contributor != "none":
        frame["complement_contributors"] = denominator - numerator
    month_ends = _month_ends(frame, measure)
    if measure.denominator in POPULATIONS:
        frame["value"] = divide(numerator, denominator * month_ends, measure.multiplier)
        frame["denominator"] = denominator
    else:
        frame["value"] = divide(numerator, denominator, measure.multiplier)
        frame["denominator"] = divide(denominator, month_ends, 1)
    frame["numerator"] = divide(numerator, month_ends, 1)
    if "squares" in frame:
        frame["squares"] = divide(frame["squares"].astype(float), month_ends, 1)
    return frame


def _month_ends(frame: pd.DataFrame, measure: Measure) -> "pd.Series[float]":
    """How many month ends a row sums over: those of the year for a mean of month ends, else 1."""
    ones = pd.Series(1.0, index=frame.index)
    if not measure.mean_of_month_ends:
        return ones
    return frame["month_ends"].astype(float).where(frame["month_ends"] > 0, ones)


def _medians(counts: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    cell = [*CELL, "period_start", "period_end"]
    counted = ["denominator", "denominator_contributors"]
    cells: dict[tuple[Any, ...], dict[str, Any]] = {}
    columns = (counts[name] for name in (*cell, "weeks", "ended", "still_open", *counted))
    for *key, weeks, ended, still_open, children, contributors in zip(*columns, strict=True):
        row = cells.setdefault(tuple(key), {"by_week": ([], [], []), **dict.fromkeys(counted, 0)})
        if pd.isna(weeks):
            # The row without weeks counts each child once, however many placements it had.
            row["denominator"] += children
            row["denominator_contributors"] += contributors
            continue
        for held, number in zip(row["by_week"], (weeks, ended, still_open), strict=True):
            held.append(number)
    return pd.DataFrame(
        {
            **dict(zip(cell, key, strict=True)),
            "value": median_weeks(*row["by_week"]),
            "numerator": float("nan"),
            **row,
        }
        for key, row in cells.items()
    )


def _matured(frame: pd.DataFrame, measure: Measure, facts: ReleaseFacts) -> pd.DataFrame:
    """Mark what is still provisional, and empty what cannot be known from these extracts."""
    as_at = pd.Timestamp(_as_at(measure, facts) or date.max)
    ends = pd.to_datetime(frame["period_end"])
    matures = ends + pd.Timedelta(days=measure.matures_after_days)
    # A census day that has passed is final; one to come has no point.
    frame["provisional"] = (matures > as_at) & (measure.dated_by != "census day")
    if measure.undecided:
        month, day = measure.matures_on or (8, 31)
        decided_by = {end: pd.Timestamp(_next(end.date(), month, day)) for end in ends.unique()}
        frame["provisional"] |= (frame["undecided"] > 0) & (ends.map(decided_by) > as_at)
    frame["symbol"] = ""
    missing = frame["value"].isna()
    frame.loc[missing, "symbol"] = NOT_APPLICABLE
    if measure.calculation != "count":
        # No headcount or no return was loaded: unlike a denominator of 0, it may still come.
        frame.loc[missing & frame["denominator"].isna(), "symbol"] = NOT_AVAILABLE
    unseen = _without_lookback(frame, measure, facts)
    if measure.blank_until_matured:
        unseen |= frame["provisional"]
    frame.loc[unseen, ["numerator", "denominator", "value"]] = float("nan")
    frame.loc[unseen, "symbol"] = NOT_AVAILABLE
    return frame


def _next(day: date, month: int, of_month: int) -> date:
    """The date a school year's decisions are all in: the next such day after the year it is in."""
    year_end = academic_year_start(day).year + 1
    return date(year_end, month, of_month)


def _without_lookback(
    frame: pd.DataFrame, measure: Measure, facts: ReleaseFacts
) -> "pd.Series[bool]":
    first = facts.first_date.get(measure.lookback_extract or "")
    if not measure.lookback_days or first is None:
        return pd.Series(False, index=frame.index)
    covered_from = academic_year_start(first) + timedelta(days=measure.lookback_days)
    return pd.to_datetime(frame["period_start"]) < pd.Timestamp(covered_from)
