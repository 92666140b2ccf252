"""Rows to be counted -> totals, districts and breakdowns, with the distinct children behind each.

The columns of the rows say how they count: the topics of TOPICS are broken down by, `district` is
the area, a `once_x` counts each child once as `x`, a `distinct_x` counts its values once as `x`,
and everything else is summed. `x_children` are the distinct children who contribute to `x`, and
`x_squares` the sum over children of each child's `x` squared: a column of that name is summed,
and for the counts named in `squares` it is worked out in every total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

TIME = ("time_period", "time_identifier")
PART = ("district", "breakdown_topic", "breakdown")
TOPICS = {
    "phase": "Phase",
    "sex": "Sex",
    "sen_provision": "SEN provision",
    "fsm_eligible": "Free school meals",
    "ethnicity_group": "Ethnicity group",
    "nc_year": "Year group",
    "reason": "Reason",
    "tier": "Tier",
    "setting": "Setting",
    "school": "School",
}
# A missing sex is the same answer as sex U; any other missing attribute is its own part.
MISSING = {"sex": "U"}
WHOLE_AUTHORITY = "LA"


@dataclass(frozen=True)
class _Columns:
    """The columns of some rows, by what they are for."""

    keys: tuple[str, ...]
    topics: tuple[str, ...]
    sums: tuple[str, ...]
    squares: tuple[str, ...]
    whole: frozenset[str]
    once: tuple[str, ...]
    distinct: tuple[str, ...]
    has_child: bool
    has_district: bool
    has_school: bool


def roll_up(
    con: duckdb.DuckDBPyConnection,
    rows: str,
    cube: str,
    *,
    keys: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    only: str | None = None,
    squares: tuple[str, ...] = (),
) -> None:
    """Fill the table `cube`: one row per period, key, area, topic and breakdown.

    `without` are columns of `rows` to leave out; `only` is the one topic to break down by, with no
    totals, for rows that repeat what another file counted.
    """
    columns = _columns(con, rows, keys, without, only, squares)
    _fill(con, f"from {rows}", cube, columns, totals=only is None)
    if columns.has_district and _has_groups(con):
        # A reporting group stands beside its districts and is no part of the authority's total.
        grouped = (
            f"from (select r.* replace (district_groups.area_code as district) from {rows} as r"
            " inner join district_groups on district_groups.code = r.district)"
        )
        _fill(con, grouped, f"{cube}_groups", columns, totals=only is None, areas="districts")
        con.execute(f"insert into {cube} by name from {cube}_groups")
    if columns.has_school and only is None:
        schools = _columns(con, rows, keys, without, "school", squares)
        # A school is small: only its years are counted, and only in the authority's own rows.
        source = f"from {rows} where time_identifier = 'Academic year'"
        _fill(con, source, f"{cube}_schools", schools, totals=False, areas="authority")
        con.execute(f"insert into {cube} by name from {cube}_schools")


def _has_groups(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(con.execute("select count(*) from district_groups").fetchall()[0][0])


def _columns(
    con: duckdb.DuckDBPyConnection,
    rows: str,
    keys: tuple[str, ...],
    without: tuple[str, ...],
    only: str | None,
    squares: tuple[str, ...],
) -> _Columns:
    kinds = {name: str(kind) for name, kind, *_ in con.execute(f"describe {rows}").fetchall()}
    apart = {*TIME, *TOPICS, *keys, *without, "district", "child"}
    counts = [name for name in kinds if name not in apart]
    sums = tuple(n for n in counts if not n.startswith(("once_", "distinct_")))
    topics = tuple(name for name in TOPICS if name in kinds and name != "school")
    return _Columns(
        keys=keys,
        topics=(only,) if only else topics,
        sums=sums,
        squares=squares,
        whole=frozenset(n for n in sums if "INT" in kinds[n]),
        once=tuple(name for name in counts if name.startswith("once_")),
        distinct=tuple(name for name in counts if name.startswith("distinct_")),
        has_child="child" in kinds,
        has_district="district" in kinds,
        has_school="school" in kinds,
    )


def _fill(
    con: duckdb.DuckDBPyConnection,
    source: str,
    cube: str,
    columns: _Columns,
    *,
    totals: bool,
    areas: Literal["both", "districts", "authority"] = "both",
) -> None:
    by_district = columns.has_district and areas != "authority"
    # One topic without totals is a key of its own: nobody is followed from part to part of it.
    alone = columns.topics if not totals else ()
    fixed = [*TIME, *columns.keys, *alone]
    cut = [*(columns.topics if totals else ()), *(["district"] if by_district else [])]
    grouping = []
    if totals:
        sets = ["()", *(f"({name})" for name in columns.topics)]
        grouping.append(f"grouping sets ({', '.join(sets)})")
    if by_district:
        grouping.append("grouping sets ((), (district))" if areas == "both" else "district")
    # Decimals add up to the same number in any order, so a build repeats to the last digit.
    exact = [
        f"cast({name} as decimal(28, 10)) as {name}"
        for name in columns.sums
        if name not in columns.whole
    ]
    stated = ", ".join([*(_stated(name) for name in columns.topics), *exact])
    source = f"from (select * {f'replace ({stated})' if stated else ''} {source})"
    area = (
        f"coalesce(cast(district as varchar), '{WHOLE_AUTHORITY}')"
        if by_district
        else f"'{WHOLE_AUTHORITY}'"
    )
    when = ["time_period", "cast(time_identifier as varchar) as time_identifier"]
    told = ", ".join([*when, *columns.keys])
    named = f"{told}, {area} as district, {_topic(columns.topics)}"
    if columns.has_child:
        _count_children(con, source, cube, columns, fixed, cut, grouping, named)
    else:
        sums = ", ".join(_sums(columns))
        con.execute(
            f"create temp table {cube} as select {named}, {sums} {source}"
            f" group by {', '.join([*fixed, *grouping])}"
        )
    for name in columns.distinct:
        # Once in each smallest cell first: far fewer rows are then told apart in every total.
        cells = ", ".join([*fixed, *cut, name])
        con.execute(
            f"create temp table {cube}_{name} as"
            f" select {named}, count(distinct {name}) as {name.removeprefix('distinct_')}"
            f" from (select distinct {cells} {source} where {name} is not null)"
            f" group by {', '.join([*fixed, *grouping])}"
        )
        cell = [*TIME, *columns.keys, *PART]
        _join(con, cube, f"{cube}_{name}", cell, name.removeprefix("distinct_"))


def _count_children(
    con: duckdb.DuckDBPyConnection,
    source: str,
    cube: str,
    columns: _Columns,
    fixed: list[str],
    cut: list[str],
    grouping: list[str],
    named: str,
) -> None:
    """Sums, and the distinct children behind each.

    Most children stand in one cell of a period: those cells simply add up. Only a child in
    several cells has to be followed by name, which is far quicker than counting distinct children
    in every total.
    """
    counts = _contributed_to(columns)
    summed = [f"sum({name}) as {name}" for name in columns.sums]
    summed += [f"max({name}) as {name}" for name in columns.once]
    summed += [f"count({name}) as {name}" for name in columns.distinct]
    plain = [f"sum({name}) as {name}" for name in columns.sums]
    plain += [
        f"sum({name} * {name}) filter (where child is not null) as {name}_squares"
        for name in columns.squares
    ]
    behind = [
        f"count(*) filter (where child is not null and {name} != 0) as {name}_children"
        for name in counts
    ]
    added = [f"sum({name}) as {name}" for name in columns.sums]
    added += [f"sum({name}_squares) as {name}_squares" for name in columns.squares]
    added += [f"sum({name}_children) as {name}_children" for name in counts]
    con.execute(
        f"create temp table {cube}_children as select {', '.join([*fixed, *cut, 'child'])},"
        f" {', '.join(summed)} {source} group by {', '.join([*fixed, *cut, 'child'])}"
    )
    con.execute(
        f"create temp table {cube}_followed as select {', '.join([*fixed, 'child'])}"
        f" from {cube}_children where child is not null"
        f" group by {', '.join([*fixed, 'child'])} having count(*) > 1"
    )
    same = " and ".join(f"f.{name} is not distinct from c.{name}" for name in [*fixed, "child"])
    follows = f"exists (select 1 from {cube}_followed as f where {same})"
    again = [f"max({name}) as {name}" for name in columns.once]
    again += [f"sum({name}) as {name}" for name in (*columns.sums, *columns.distinct)]
    cells = ", ".join([*fixed, *cut])
    con.execute(
        f"create temp table {cube}_cells as"
        f" select {cells}, {', '.join([*plain, *behind])} from {cube}_children as c"
        f" where not {follows} group by {cells}"
    )
    con.execute(
        f"create temp table {cube} as select {named}, {', '.join(_named(columns))} from ("
        f" select {', '.join([*fixed, *cut])}, {', '.join(added)} from {cube}_cells"
        f" group by {', '.join([*fixed, *grouping])}"
        f" union all by name"
        f" select {cells}, {', '.join([*plain, *behind])} from ("
        f"  select {', '.join([*fixed, *cut, 'child'])}, {', '.join(again)}"
        f"  from {cube}_children as c where {follows}"
        f"  group by {', '.join([*fixed, 'child', *grouping])}"
        f" ) group by {cells}"
        f") group by {cells}"
    )
    for name in ("children", "followed", "cells"):
        con.execute(f"drop table {cube}_{name}")


def _sums(columns: _Columns) -> list[str]:
    return [
        f"cast(sum({name}) as {'bigint' if name in columns.whole else 'double'}) as {name}"
        for name in columns.sums
    ]


def _named(columns: _Columns) -> list[str]:
    """The finished counts. One that counts each child once is its own number of children."""
    behind = [
        f"cast(sum({name}_children) as bigint)"
        f" as {name.removeprefix('once_').removeprefix('distinct_')}_children"
        for name in _contributed_to(columns)
    ]
    squares = [f"cast(sum({name}_squares) as bigint) as {name}_squares" for name in columns.squares]
    once = [
        f"cast(sum({name}_children) as bigint) as {name.removeprefix('once_')}"
        for name in columns.once
    ]
    return [*_sums(columns), *squares, *once, *behind]


def _contributed_to(columns: _Columns) -> list[str]:
    """The counts that have distinct children behind them."""
    counts = (*columns.sums, *columns.once, *columns.distinct)
    return [name for name in counts if not name.endswith("_squares")]


def _stated(topic: str) -> str:
    missing = MISSING.get(topic, "Not known")
    return f"coalesce(cast({topic} as varchar), '{missing}') as {topic}"


def _topic(topics: Sequence[str]) -> str:
    if not topics:
        return "'Total' as breakdown_topic, 'Total' as breakdown"
    cases = " ".join(f"when {name} is not null then '{TOPICS[name]}'" for name in topics)
    return (
        f"case {cases} else 'Total' end as breakdown_topic,"
        f" coalesce({', '.join(topics)}, 'Total') as breakdown"
    )


def _join(
    con: duckdb.DuckDBPyConnection, cube: str, other: str, cell: Sequence[str], count: str
) -> None:
    same = " and ".join(f"cube.{name} is not distinct from other.{name}" for name in cell)
    con.execute(
        f"create temp table {cube}_joined as"
        f" select cube.*, coalesce(other.{count}, 0) as {count}"
        f" from {cube} as cube left join {other} as other on {same}"
    )
    con.execute(f"drop table {cube}")
    con.execute(f"drop table {other}")
    con.execute(f"alter table {cube}_joined rename to {cube}")
