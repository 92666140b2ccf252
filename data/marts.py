"""Extracts to marts of counts: the SQL files in order, then one roll-up for all of them.

A mart file gives rows to be counted; `data.roll_up` says how their columns count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data.cost_limits import CostLimits, add_limits
from data.roll_up import PART, TIME, TOPICS, roll_up

SQL = Path(__file__).parent / "sql"
STAGING = (
    "schools",
    "providers",
    "exclusions",
    "placements",
    "home_tuition",
    "pupils",
    "neet",
)
INTERMEDIATE = (
    "periods",
    "days",
    "school_days",
    "sixth_days",
    "census_days",
    "provision",
    "ap_pupils",
    "activities",
    "headcounts",
    "residents",
    "tuition_months",
    "neet_months",
    "neet_winters",
)
ACADEMIC = ("year", "term", "month")
# Periods whose day of counting has come: before it there is no count, not a count of nought.
WAITING_DAYS = """
select time_period, time_identifier from periods
where kind = 'month'
    and last_day <= least($as_at_exclusions, $as_at_placements, $as_at_home_tuition)
"""
TUITION_DAYS = """
select time_period, time_identifier from periods
where kind = 'month' and last_day <= $as_at_home_tuition
union
select academic_year as time_period, 'Academic year' as time_identifier from periods
where kind = 'month' and last_day <= $as_at_home_tuition
"""
CENSUS_DAYS = "select time_period, time_identifier from census_days"


@dataclass(frozen=True, kw_only=True)
class Mart:
    """One table of counts in a release, and the SQL files whose rows it counts."""

    name: str
    # Further files that feed it; one named by_<topic> adds that topic alone.
    also: tuple[str, ...] = ()
    # A table of headcounts: each of its cells is a row, counted or not, in periods of `kinds`.
    population: str | None = None
    kinds: tuple[str, ...] = ()
    # The only periods with rows, for counts made on one day; None for every period.
    counted_in: str | None = None
    # Whether each area and part has a row in those periods, even where nothing was counted.
    spine: bool = False
    keys: tuple[str, ...] = ()
    # Also count over all values of the keys, which are then empty.
    over_keys: bool = False
    # Events that may come several to a child: their squares per child are summed too.
    squares: tuple[str, ...] = ()
    # Its means have limits, which only the rows of children can give.
    has_cost_limits: bool = False


MARTS = (
    Mart(
        name="exclusions",
        also=("by_reason",),
        population="headcounts",
        kinds=ACADEMIC,
        squares=("suspensions", "lunchtime_exclusions"),
    ),
    Mart(name="permanent_exclusions"),
    Mart(name="ap_school_exclusions", squares=("suspensions",)),
    Mart(name="permanently_excluded_children"),
    Mart(name="waiting", counted_in=WAITING_DAYS, spine=True),
    Mart(name="outreach_children"),
    Mart(name="children_supported"),
    Mart(
        name="census_children",
        also=("by_tier",),
        population="residents",
        kinds=("year", "term"),
        counted_in=CENSUS_DAYS,
        spine=True,
    ),
    Mart(name="placements_started"),
    Mart(name="children_placed"),
    Mart(name="endings"),
    Mart(name="planned_ends"),
    Mart(name="placement_weeks", keys=("weeks",), over_keys=True),
    Mart(name="placement_costs", has_cost_limits=True),
    Mart(name="commitment"),
    Mart(
        name="tuition_months",
        population="residents",
        kinds=("year", "month"),
        counted_in=TUITION_DAYS,
    ),
    Mart(name="ap_places"),
    Mart(name="roll_change"),
    Mart(name="neet", also=("winters",)),
    Mart(name="post_16"),
    Mart(name="schools_reached"),
    Mart(name="returns", keys=("measure_id",)),
)


def make(
    con: duckdb.DuckDBPyConnection,
    *,
    release: str,
    area: tuple[str, str],
    first_day: date,
    last_day: date,
    as_at: Mapping[str, date],
    cost_limits: CostLimits | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> None:
    """Fill the attached database `release` with every mart and the periods they use.

    Needs the extract tables and those of `data.beside.reference_tables`.
    `area` is the authority's code and name; days bound the periods.
    """
    values = {
        "first_day": first_day,
        "last_day": last_day,
        **{
            f"as_at_{name}": as_at.get(name, last_day)
            for name in ("exclusions", "placements", "home_tuition", "neet")
        },
    }
    for name in STAGING:
        progress(f"staging {name}")
        _run(con, SQL / "staging" / f"{name}.sql", values)
    for name in INTERMEDIATE:
        progress(f"counting {name}")
        _run(con, SQL / "intermediate" / f"{name}.sql", values)
    _labels(con)
    for name in ("headcounts", "residents"):
        roll_up(con, name, f"cube_{name}")
    for mart in MARTS:
        progress(f"counting {mart.name}")
        _make_mart(con, mart, release, area, values, cost_limits)


def _run(con: duckdb.DuckDBPyConnection, path: Path, values: Mapping[str, date]) -> None:
    sql = path.read_text(encoding="utf-8")
    con.execute(sql, _bound(sql, values))


def _bound(sql: str, values: Mapping[str, date]) -> dict[str, date]:
    return {name: value for name, value in values.items() if f"${name}" in sql}


def _labels(con: duckdb.DuckDBPyConnection) -> None:
    """What each code prints as; a topic whose values are words already has none."""
    con.execute("create temp table labels (topic varchar, code varchar, label varchar)")
    for column in ("sex", "sen_provision", "ethnicity_group", "nc_year", "reason", "tier"):
        sets = ("reason", "home_tuition_reason") if column == "reason" else (column,)
        for code_set in sets:
            con.execute(
                "insert into labels select $topic, code,"
                " arg_min(description, coalesce(valid_from, date '1900-01-01'))"
                " from codes where code_set = $code_set group by code",
                {"topic": TOPICS[column], "code_set": code_set},
            )
    con.execute(
        "insert into labels values ('Free school meals', 'true', 'Eligible for free school meals'),"
        " ('Free school meals', 'false', 'Not eligible for free school meals')"
    )
    # A school is told by its URN, or by its LAEstab where years before an academy conversion count.
    for number in ("school_urn", "laestab"):
        con.execute(
            f"insert into labels select 'School', {number},"
            f" arg_max(school_name, valid_from) || ' (' || {number} || ')' from stg_schools"
            f" where {number} not in (select code from labels where topic = 'School')"
            f" group by {number}"
        )


def _make_mart(
    con: duckdb.DuckDBPyConnection,
    mart: Mart,
    release: str,
    area: tuple[str, str],
    values: Mapping[str, date],
    cost_limits: CostLimits | None,
) -> None:
    cubes = []
    for part in ("", *mart.also):
        name = f"{mart.name}.{part}" if part else mart.name
        sql = (SQL / "marts" / f"{name}.sql").read_text(encoding="utf-8")
        rows, cube = f"rows_{name.replace('.', '_')}", f"cube_{name.replace('.', '_')}"
        con.execute(f"create temp table {rows} as {sql}", _bound(sql, values))
        only = part.removeprefix("by_") if part.startswith("by_") else None
        roll_up(con, rows, cube, keys=mart.keys, only=only, squares=mart.squares)
        if mart.has_cost_limits:
            add_limits(con, rows, cube, cost_limits)
        cubes.append(cube)
        if mart.over_keys:
            roll_up(con, rows, f"{cube}_over_keys", without=mart.keys)
            cubes.append(f"{cube}_over_keys")
        con.execute(f"drop table {rows}")
    if mart.counted_in:
        sql = f"create temp table counted_in as {mart.counted_in}"
        con.execute(sql, _bound(sql, values))
    con.execute(
        f"create temp table cube as {' union all by name '.join(f'from {cube}' for cube in cubes)}"
    )
    _write(con, mart, release, area)
    con.execute("drop table cube")
    con.execute("drop table if exists counted_in")


def _write(con: duckdb.DuckDBPyConnection, mart: Mart, release: str, area: tuple[str, str]) -> None:
    """The cube with its areas and labels, and a zero wherever a row had nothing to count."""
    names = [row[0] for row in con.execute("describe cube").fetchall()]
    cell = (*TIME, *mart.keys, *PART)
    counts = [name for name in names if name not in cell]
    con.execute(f"create temp table keys as select distinct {', '.join(cell)} from cube")
    if mart.population:
        con.execute(_population(mart))
        con.execute(
            f"insert into keys by name select {', '.join(cell)} from population"
            f" except select {', '.join(cell)} from cube"
        )
    if mart.spine:
        con.execute(_spine(cell))
    # What a row leaves blank stays blank; only a cell without rows is a count of nought.
    shown = [
        f"case when cube.time_period is null then 0 else cube.{name} end as {name}"
        for name in counts
    ]
    joins = f"left join cube on {_same('cube', cell)}"
    if mart.population:
        shown.append("coalesce(own.headcount, whole.headcount) as headcount")
        joins += _headcount_joins(cell)
    con.execute(
        f"""
        create table {release}.{mart.name} as
        select
            keys.time_period, keys.time_identifier, {"".join(f"keys.{k}, " for k in mart.keys)}
            case when keys.district = 'LA' then 'Local authority'
                else coalesce(areas.geographic_level, 'Local authority district')
            end as geographic_level,
            case when keys.district = 'LA' then $area_code else keys.district end as area_code,
            case keys.district when 'LA' then $area_name when 'z' then 'Not known'
                when 'x' then 'Outside ' || $area_name else areas.name end as area_name,
            keys.breakdown_topic,
            coalesce(labels.label, keys.breakdown) as breakdown,
            {", ".join(shown)}
        from keys
        {joins}
        left join areas on areas.code = keys.district
        left join labels
            on labels.topic = keys.breakdown_topic and labels.code = keys.breakdown
        """,
        {"area_code": area[0], "area_name": area[1]},
    )
    con.execute("drop table keys")
    if mart.population:
        con.execute("drop table population")


def _same(table: str, cell: tuple[str, ...]) -> str:
    # The keys of a mart are empty in its rows over all of them.
    return " and ".join(
        f"{table}.{name} = keys.{name}"
        if name in (*TIME, *PART)
        else f"{table}.{name} is not distinct from keys.{name}"
        for name in cell
    )


def _population(mart: Mart) -> str:
    """A year's headcount stands in each of its terms and months."""
    kinds = ", ".join(f"'{kind}'" for kind in mart.kinds)
    counted = (
        "and (periods.time_period, periods.time_identifier) in (from counted_in)"
        if mart.counted_in
        else ""
    )
    return f"""
        create temp table population as
        select periods.time_period, periods.time_identifier, headcounts.district,
            headcounts.breakdown_topic, headcounts.breakdown, headcounts.headcount
        from cube_{mart.population} as headcounts
        inner join periods on periods.academic_year = headcounts.time_period
        where periods.kind in ({kinds})
            and (headcounts.breakdown_topic != 'School' or periods.kind = 'year')
            {counted}
    """


def _headcount_joins(cell: tuple[str, ...]) -> str:
    # A reason or a tier is no part of a headcount: its rate is over all pupils of the area.
    return f"""
        left join population as own on {_same("own", cell)}
        left join population as whole
            on whole.time_period = keys.time_period
            and whole.time_identifier = keys.time_identifier
            and whole.district = keys.district
            and whole.breakdown_topic = 'Total'
            and keys.breakdown_topic in ('Reason', 'Tier')
    """


def _spine(cell: tuple[str, ...]) -> str:
    return f"""
        insert into keys by name
        select p.time_period, p.time_identifier, areas.district,
            parts.breakdown_topic, parts.breakdown
        from counted_in as p
        cross join (
            select code as district from own_districts union select 'LA'
            union select district from cube
        ) as areas
        cross join (
            select 'Total' as breakdown_topic, 'Total' as breakdown
            union select breakdown_topic, breakdown from cube
        ) as parts
        where areas.district is not null
        except select {", ".join(cell)} from keys
    """
